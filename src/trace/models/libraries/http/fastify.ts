/** Fastify. */
import { framework } from './framework.js'

export const fastify = framework(
  'request, reply, next',
  `
const request = open('a request', {})
const reply = open('a reply', {})
const next = unknown('what comes next')
const fastify = () => {
  const app = make()
  app.register = (plugin, options) => {
    later(plugin?.default ?? plugin, app, options ?? {}, () => {})
    return app
  }
  const decorate = (target) => (name, value) => {
    target[name] = value
    return app
  }
  app.decorate = decorate(app)
  app.decorateRequest = decorate(request)
  app.decorateReply = decorate(reply)
  app.after = (act) => {
    if (act) later(act)
    return app
  }
  app.withTypeProvider = () => app
  request.server = app
  return app
}
module.exports = fastify
module.exports.default = fastify
module.exports.fastify = fastify
`,
)
