/** Routers for Lambda alone: lambda-api and itty-router. */
import { framework } from './framework.js'

export const lambdaApi = framework(
  'request, response, next',
  `
const packages = {}
const request = open('a request', { namespace: packages, ns: packages })
const response = open('a response', {})
const next = unknown('what comes next')
module.exports = (options) => {
  const app = make()
  app.register = (plugin, options) => plugin(app, options)
  app.app = (first, second) => Object.assign(packages, typeof first === 'string' ? { [first]: second } : first)
  app.run = async () => unknown('a response')
  return app
}
module.exports.default = module.exports
`,
)

export const ittyRouter = framework(
  "unknown('a request'), unknown('more')",
  `
const router = () => Object.assign(make(), { handle: async () => unknown('a response'), fetch: async () => unknown('a response') })
export { router as Router, router as IttyRouter, router as AutoRouter }
export const json = (value) => value
export const error = () => unknown('an error')
`,
)
