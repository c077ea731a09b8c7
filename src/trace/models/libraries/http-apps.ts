/**
 * Web frameworks and what puts them behind API Gateway. Which route a request takes is not followed: each route's functions
 * are called, any number of times, with a request of which nothing is known.
 */
import type { LibraryModel } from '../types.js'

const VERBS =
  "['get', 'post', 'put', 'patch', 'delete', 'del', 'head', 'options', 'all', 'any', 'use', 'param', 'on', 'method', 'route', 'METHOD', 'finally', 'addHook', 'onError', 'notFound', 'register', 'add']"

/**
 * `args`: what the function of a route is called with. They are the same objects for all routes, since middlewares put on
 * them what routes take from there.
 * `more`: may use `make`, which is a new app, `visit`, which calls what was given for a route, and `open`, of which not all
 * members are known (a function, whose methods are not taken to call each other).
 */
const framework = (args: string, more: string): string => `
import { later, unknown } from 'rolewright:model'
const open = (why, members) => Object.assign(function () {}, unknown(why), members)
const settings = {}
const lookedUp = (values, key) => values[key] ?? unknown('what was set under a name')
const visit = (given) => {
  if (typeof given === 'function') later(given, ...args)
  else if (Array.isArray(given)) for (const one of given) visit(one)
  else if (given && typeof given === 'object') for (const key of ['handler', 'handle', 'preHandler', 'preValidation', 'preParsing', 'preSerialization', 'onRequest', 'onSend', 'onResponse', 'middleware', 'action']) if (given[key]) visit(given[key])
}
const make = () => {
  const app = function () {}
  for (const verb of ${VERBS}) {
    app[verb] = (...given) => {
      for (const one of given) visit(one)
      return app
    }
  }
  const route = app.get
  app.get = (first, ...more) => (more.length === 0 && typeof first === 'string' ? lookedUp(settings, first) : route(first, ...more))
  for (const name of ['enable', 'disable', 'engine', 'listen', 'ready', 'close', 'prefix', 'setErrorHandler', 'setNotFoundHandler', 'inject', 'addContentTypeParser']) {
    app[name] = (...given) => {
      for (const one of given) if (typeof one === 'function') later(one, ...args)
      return app
    }
  }
  app.set = (key, value) => {
    settings[key] = value
    return app
  }
  app.locals = locals
  return app
}
const locals = {}
${more}
const args = [${args}]
`

const express = framework(
  'request, response, next, next',
  `
const express = () => make()
const parser = () => () => {}
const request = open('a request', { app: { locals, get: (key) => lookedUp(settings, key) } })
const response = open('a response', { locals: {}, app: request.app })
const next = unknown('what comes next')
Object.assign(express, { Router: make, json: parser, urlencoded: parser, raw: parser, text: parser, static: parser, request: {}, response: {} })
module.exports = express
module.exports.default = express
`,
)

const koa = framework(
  'context, async () => {}',
  `
const context = open('a context', { state: {} })
class Koa {
  constructor() {
    Object.assign(this, make())
    this.context = context
    context.app = this
  }
  callback() {
    return async () => {}
  }
}
module.exports = Koa
module.exports.default = Koa
`,
)

const hono = framework(
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

const honoFactory = `
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

const fastify = framework(
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

const lambdaApi = framework(
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

const ittyRouter = framework(
  "unknown('a request'), unknown('more')",
  `
const router = () => Object.assign(make(), { handle: async () => unknown('a response'), fetch: async () => unknown('a response') })
export { router as Router, router as IttyRouter, router as AutoRouter }
export const json = (value) => value
export const error = () => unknown('an error')
`,
)

/** Takes the app, gives a handler. The routes were called where they were added. */
const adapter = `
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

/** Resolvers run with the context that the server, or what adapts it, makes; with any where nobody is seen to make one. */
const tree = `
import { later, unknown } from 'rolewright:model'
const call = (node, context = unknown('a context')) => {
  if (typeof node === 'function') later(node, unknown('a parent'), unknown('arguments of a field'), context, unknown('info'))
  else if (Array.isArray(node)) for (const one of node) call(one, context)
  else if (node && typeof node === 'object') for (const key of Object.keys(node)) call(node[key], context)
}
const serve = (resolvers, context) => later(async () => call(resolvers, typeof context === 'function' ? await context(unknown('a request')) : context))
`

const apollo = `
${tree}
export class ApolloServer {
  constructor(options) {
    this._options = options
    call(options.dataSources)
    if (options.context !== undefined) this._serve(options.context)
    later(() => {
      if (!this._isServed) this._serve()
    })
  }
  _serve(context) {
    const { resolvers, schema } = this._options
    this._isServed = true
    if (schema?._resolvers) schema._isServed = true
    serve(resolvers ?? schema?._resolvers, context)
  }
  createHandler() {
    return async () => unknown('an answer')
  }
  async start() {}
  async executeOperation(_operation, options) {
    if (options?.contextValue !== undefined) this._serve(options.contextValue)
    return unknown('an answer')
  }
}
export const gql = () => unknown('a schema')
`

const apolloAdapter = `
${tree}
const adapt = (server, options) => {
  call(options?.middleware)
  server._serve(options?.context)
  return async () => unknown('an answer')
}
export const startServerAndCreateLambdaHandler = (server, _handler, options) => adapt(server, options)
export const expressMiddleware = adapt
const given = () => unknown('how requests are read')
export const handlers = { createAPIGatewayProxyEventRequestHandler: given, createAPIGatewayProxyEventV2RequestHandler: given, createALBEventRequestHandler: given }
`

const graphqlSchema = `
${tree}
export const makeExecutableSchema = (options) => {
  const schema = { _resolvers: options.resolvers }
  later(() => {
    if (!schema._isServed) serve(options.resolvers)
  })
  return schema
}
export const createSchema = makeExecutableSchema
export const createYoga = (options) => {
  if (options.schema?._resolvers) {
    options.schema._isServed = true
    serve(options.schema._resolvers, options.context)
  } else call(options.context)
  return async () => unknown('an answer')
}
`

/**
 * Procedures run when an adapter is given their router, each with the context that the adapter makes and its middlewares add to.
 */
const trpc = `
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

const trpcAdapter = `
import { serve } from '@trpc/server'
import { unknown } from 'rolewright:model'
const handler = (options) => {
  serve(options)
  return async () => unknown('an answer')
}
export { handler as awsLambdaRequestHandler, handler as awsLambdaStreamingRequestHandler, handler as fetchRequestHandler, handler as createHTTPHandler, handler as createExpressMiddleware, handler as fastifyTRPCPlugin }
`

const openApiBackend = `
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

const lambdaRouter = `
const each = (routes, act) => {
  for (const route of routes ?? []) act(route)
}
export const handler = (config) => async (event, context) => {
  const out = []
  for (const part of ['proxyIntegration', 'sns', 'sqs', 's3', 'eventBridge']) each(config[part]?.routes, (route) => out.push(route.action(event, context)))
  return out[0]
}
`

export const httpApps: readonly LibraryModel[] = [
  { packages: ['express', 'express-promise-router', 'restana', 'polka'], stub: express },
  { packages: ['koa', 'koa-router', '@koa/router'], stub: koa },
  { packages: ['hono', 'hono/tiny', 'hono/quick', '@hono/zod-openapi'], stub: hono, otherwise: 'inert' },
  {
    packages: ['hono/aws-lambda'],
    stub: `${adapter}\nexport { adapt as handle, adapt as streamHandle }\nexport const getConnInfo = () => unknown('a connection')\n`,
  },
  { packages: ['hono/factory', 'hono/adapter'], stub: honoFactory, otherwise: 'inert' },
  { packages: ['hono/*', '@hono/*'], otherwise: 'inert' },
  { packages: ['fastify'], stub: fastify },
  {
    packages: ['fastify-plugin', 'express-async-handler', 'express-asyncify', 'express-wrap-async'],
    stub: 'const same = (act) => act\nmodule.exports = same\nmodule.exports.default = same\n',
  },
  { packages: ['lambda-api'], stub: lambdaApi },
  { packages: ['itty-router'], stub: ittyRouter, otherwise: 'inert' },
  {
    packages: ['serverless-http', 'aws-lambda-fastify', '@fastify/aws-lambda', 'aws-serverless-koa', 'serverless-http-adapter'],
    stub: `${adapter}\nmodule.exports = adapt\nmodule.exports.default = adapt\n`,
  },
  {
    packages: ['@vendia/serverless-express', '@codegenie/serverless-express'],
    stub: `${adapter}\nmodule.exports = configure\nmodule.exports.default = configure\nmodule.exports.configure = configure\nmodule.exports.getCurrentInvoke = () => unknown('an invocation')\n`,
  },
  {
    packages: ['aws-serverless-express', 'aws-serverless-express/middleware'],
    stub: `${adapter}\nconst run = (server, event, context) => unknown('an answer')\nmodule.exports = { createServer: (app) => ({ app, listener: adapt(app) }), proxy: run, eventContext: () => () => {} }\n`,
  },
  { packages: ['@apollo/server', 'apollo-server', 'apollo-server-lambda', 'apollo-server-core'], stub: apollo, otherwise: 'inert' },
  {
    packages: ['@as-integrations/aws-lambda', '@as-integrations/express4', '@as-integrations/express5', '@apollo/server/express4'],
    stub: apolloAdapter,
  },
  { packages: ['@graphql-tools/schema', 'graphql-tools', 'graphql-yoga'], stub: graphqlSchema, otherwise: 'inert' },
  { packages: ['@apollo/*', 'graphql', 'graphql-tag', 'graphql-scalars', '@graphql-tools/*', 'type-graphql'], otherwise: 'inert' },
  { packages: ['@trpc/server'], stub: trpc },
  {
    packages: [
      '@trpc/server/adapters/aws-lambda',
      '@trpc/server/adapters/fetch',
      '@trpc/server/adapters/standalone',
      '@trpc/server/adapters/express',
      '@trpc/server/adapters/fastify',
    ],
    stub: trpcAdapter,
  },
  { packages: ['openapi-backend'], stub: openApiBackend },
  { packages: ['aws-lambda-router'], stub: lambdaRouter },
  {
    packages: [
      'cors',
      'body-parser',
      'helmet',
      'compression',
      'cookie-parser',
      'morgan',
      'express-rate-limit',
      'method-override',
      'koa-bodyparser',
      '@koa/cors',
      '@fastify/cors',
      'express-async-errors',
      'express-validator',
      'response-time',
    ],
    otherwise: 'inert',
  },
]
