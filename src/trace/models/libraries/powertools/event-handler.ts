/** Event handlers: every route is called. */

/** Routers of requests, resolvers of AppSync fields and events, tools of Bedrock agents: each function given is called. */
export const eventHandler = `
import { later, unknown } from 'rolewright:model'
const called = function (...args) {
  for (const arg of args) if (typeof arg === 'function') later(arg, unknown('a request'), unknown('its context'))
  return (_target, _name, descriptor) => {
    if (descriptor) later(descriptor.value, unknown('a request'), unknown('its context'))
    return descriptor
  }
}
class Resolver {
  async resolve() {
    return unknown('the answer of a route')
  }
  use(...middlewares) {
    for (const middleware of middlewares) later(middleware, { params: {}, reqCtx: unknown('a request'), next: async () => {} })
  }
  includeRouter() {}
  errorHandler(_type, handler) {
    later(handler, unknown('an error'))
  }
  notFound(handler) {
    later(handler, unknown('an error'))
  }
}
for (const name of ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'route', 'resolver', 'onQuery', 'onMutation', 'batchResolver', 'onBatchQuery', 'onBatchMutation', 'onPublish', 'onSubscribe', 'tool']) Resolver.prototype[name] = called
export { Resolver as Router, Resolver as AppSyncGraphQLResolver, Resolver as AppSyncEventsResolver, Resolver as BedrockAgentFunctionResolver }
`
