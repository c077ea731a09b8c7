/** Routers by operation or by event: openapi-backend and aws-lambda-router. */

export const openApiBackend = `
import { later, unknown } from 'rolewright:model'
const visit = (handlers) => {
  for (const key of Object.keys(handlers ?? {})) later(handlers[key], unknown('a request in context'), unknown('an event'), unknown('a context'))
}
export class OpenAPIBackend {
  constructor(options) {
    visit(options?.handlers)
    visit(options?.securityHandlers)
  }
  register(first, second) {
    typeof first === 'string' ? visit({ [first]: second }) : visit(first)
  }
  registerHandler(name, handler) {
    visit({ [name]: handler })
  }
  registerSecurityHandler(name, handler) {
    visit({ [name]: handler })
  }
  async init() {
    return this
  }
  async handleRequest() {
    return unknown('an answer')
  }
}
export default OpenAPIBackend
`

export const lambdaRouter = `
const each = (routes, act) => {
  for (const route of routes ?? []) act(route)
}
export const handler = (config) => async (event, context) => {
  const out = []
  for (const part of ['proxyIntegration', 'sns', 'sqs', 's3', 'eventBridge']) each(config[part]?.routes, (route) => out.push(route.action(event, context)))
  return out[0]
}
`
