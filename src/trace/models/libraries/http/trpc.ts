/** tRPC: every procedure is called. */

/**
 * Procedures run when an adapter is given their router, each with the context that the adapter makes and its middlewares add to.
 */
export const trpc = `
import { later, unknown } from 'rolewright:model'
const request = (ctx) => ({ input: unknown('input of a procedure'), ctx, path: unknown('a path'), type: unknown('a kind'), getRawInput: async () => unknown('input') })
const make = (uses) => {
  const procedure = { _uses: uses }
  for (const name of ['input', 'output', 'meta']) procedure[name] = () => make(uses)
  procedure.use = (middleware) => make([...uses, ...(middleware?._middlewares ?? [middleware])])
  procedure.concat = procedure.unstable_concat = (other) => make([...uses, ...(other?._uses ?? [])])
  for (const name of ['query', 'mutation', 'subscription']) procedure[name] = (act) => ({ _procedure: true, uses, act })
  return procedure
}
const run = async ({ uses, act }, given) => {
  let ctx = given
  for (const use of uses) {
    await use({
      ...request(ctx),
      next: async (options) => {
        if (options?.ctx) ctx = { ...ctx, ...options.ctx }
        return unknown('a result')
      },
    })
  }
  return act(request(ctx))
}
const walk = (node, ctx) => {
  for (const key of Object.keys(node ?? {})) {
    const one = node[key]
    if (one?._procedure) later(() => run(one, ctx))
    else if (one && typeof one === 'object') walk(one, ctx)
  }
}
const callers = (node, ctx) => {
  const out = {}
  for (const key of Object.keys(node ?? {})) out[key] = node[key]?._procedure ? () => run(node[key], ctx) : callers(node[key], ctx)
  return out
}
const middlewares = (list) => {
  const made = { _middlewares: list }
  made.unstable_pipe = made.concat = (next) => middlewares([...list, ...(next?._middlewares ?? [next])])
  return made
}
const kit = () => ({
  router: (routes) => routes,
  mergeRouters: (...routers) => Object.assign({}, ...routers),
  procedure: make([]),
  middleware: (act) => middlewares([act]),
  createCallerFactory: (router) => (ctx) => callers(router, ctx),
})
const chain = () => ({ create: kit, context: chain, meta: chain })
export const initTRPC = { create: kit, context: chain, meta: chain }
export const experimental_standaloneMiddleware = () => ({ create: (act) => middlewares([act]) })
/** For adapters. */
export const serve = (options) => {
  if (options.onError) later(options.onError, unknown('an error'))
  const make = options.createContext
  later(async () => walk(options.router, make ? await make(unknown('a request')) : unknown('a context')))
}
export class TRPCError extends Error {}
`

export const trpcAdapter = `
import { serve } from '@trpc/server'
import { unknown } from 'rolewright:model'
const handler = (options) => {
  serve(options)
  return async () => unknown('an answer')
}
export { handler as awsLambdaRequestHandler, handler as awsLambdaStreamingRequestHandler, handler as fetchRequestHandler, handler as createHTTPHandler, handler as createExpressMiddleware, handler as fastifyTRPCPlugin }
`
