/** Adapters that hand an event to a framework. */

/** Takes the app, gives a handler. The routes were called where they were added. */
export const adapter = `
import { opaque, unknown } from 'rolewright:model'
const adapt = (app, options) => {
  const handler = async (event, context) => {
    const given = typeof app === 'function' ? app(unknown('a request'), unknown('a response'), unknown('what comes next')) : undefined
    if (typeof options?.request === 'function') options.request(unknown('a request'), event, context)
    if (typeof options?.response === 'function') options.response(unknown('a response'), event, context)
    return unknown('the answer of a web framework')
  }
  return handler
}
const configure = (settings) => adapt(settings?.app ?? settings, settings)
`
