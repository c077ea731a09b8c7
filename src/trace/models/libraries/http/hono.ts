/** Hono. */
import { framework } from './framework.js'

export const hono = framework(
  'context, async () => {}',
  `
const values = {}
const context = open('a context', {
  get: (key) => lookedUp(values, key),
  set: (key, value) => {
    values[key] = value
  },
  var: values,
})
class Hono {
  constructor() {
    Object.assign(this, make())
    this.basePath = () => this
    this.request = async () => unknown('a response')
    this.fetch = async () => unknown('a response')
  }
}
export { Hono, Hono as OpenAPIHono }
export default Hono
`,
)

export const honoFactory = `
import { Hono } from 'hono'
const same = (act) => act
class Factory {
  constructor(options) {
    this.options = options
  }
  createApp() {
    const app = new Hono()
    this.options?.initApp?.(app)
    return app
  }
  createMiddleware(act) {
    return act
  }
  createHandlers(...acts) {
    return acts
  }
}
export { same as createMiddleware, Factory }
export const createFactory = (options) => new Factory(options)
export const env = () => process.env
`
