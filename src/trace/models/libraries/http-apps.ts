/**
 * Web frameworks and what puts them behind API Gateway. Which route a request takes is not followed: each route's functions
 * are called, any number of times, with a request of which nothing is known.
 */
import type { LibraryModel } from '../types.js'

const VERBS =
  "['get', 'post', 'put', 'patch', 'delete', 'del', 'head', 'options', 'all', 'any', 'use', 'param', 'on', 'method', 'route', 'METHOD', 'finally', 'addHook', 'onError', 'notFound', 'register', 'add']"

/** `each` calls what was given for a route; \`make\` is a new app. */
const framework = (args: string, more: string): string => `
import { later, unknown } from 'rolewright:model'
const args = () => [${args}]
const visit = (given) => {
  if (typeof given === 'function') later(given, ...args())
  else if (Array.isArray(given)) for (const one of given) visit(one)
  else if (given && typeof given === 'object') for (const key of ['handler', 'handle', 'preHandler', 'onRequest', 'middleware', 'action']) if (given[key]) visit(given[key])
}
const make = () => {
  const app = function () {}
  for (const verb of ${VERBS}) {
    app[verb] = (...given) => {
      for (const one of given) visit(one)
      return app
    }
  }
  for (const name of ['set', 'enable', 'disable', 'engine', 'listen', 'ready', 'close', 'prefix', 'decorate', 'setErrorHandler', 'setNotFoundHandler', 'inject', 'addContentTypeParser']) {
    app[name] = (...given) => {
      for (const one of given) if (typeof one === 'function') later(one, ...args())
      return app
    }
  }
  app.locals = {}
  return app
}
${more}
`

const express = framework(
  "unknown('a request'), unknown('a response'), unknown('what comes next'), unknown('what comes next')",
  `
const express = () => make()
const parser = () => () => {}
Object.assign(express, { Router: make, json: parser, urlencoded: parser, raw: parser, text: parser, static: parser, request: {}, response: {} })
module.exports = express
module.exports.default = express
`,
)

const koa = framework(
  "unknown('a context'), async () => {}",
  `
class Koa {
  constructor() {
    Object.assign(this, make())
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
  "unknown('a context'), async () => {}",
  `
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

const fastify = framework(
  "unknown('a request'), unknown('a reply'), unknown('what comes next')",
  `
const fastify = () => {
  const app = make()
  app.register = (plugin, options) => {
    later(plugin, app, options ?? {}, () => {})
    return app
  }
  return app
}
module.exports = fastify
module.exports.default = fastify
module.exports.fastify = fastify
`,
)

const lambdaApi = framework(
  "unknown('a request'), unknown('a response'), unknown('what comes next')",
  `
module.exports = (options) => {
  const app = make()
  app.register = (plugin, options) => plugin(app, options)
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

const tree = `
import { later, unknown } from 'rolewright:model'
const call = (node) => {
  if (typeof node === 'function') later(node, unknown('a parent'), unknown('arguments of a field'), unknown('a context'), unknown('info'))
  else if (Array.isArray(node)) for (const one of node) call(one)
  else if (node && typeof node === 'object') for (const key of Object.keys(node)) call(node[key])
}
`

const apollo = `
${tree}
export class ApolloServer {
  constructor(options) {
    call(options.resolvers)
    call(options.context)
    call(options.schema?._resolvers)
    call(options.dataSources)
  }
  createHandler() {
    return async () => unknown('an answer')
  }
  async start() {}
  async executeOperation() {
    return unknown('an answer')
  }
}
export const gql = () => unknown('a schema')
`

const apolloAdapter = `
${tree}
export const startServerAndCreateLambdaHandler = (_server, _handler, options) => {
  call(options?.context)
  call(options?.middleware)
  return async () => unknown('an answer')
}
const given = () => unknown('how requests are read')
export const handlers = { createAPIGatewayProxyEventRequestHandler: given, createAPIGatewayProxyEventV2RequestHandler: given, createALBEventRequestHandler: given }
`

const graphqlSchema = `
${tree}
export const makeExecutableSchema = (options) => {
  call(options.resolvers)
  return unknown('a schema')
}
export const createSchema = makeExecutableSchema
export const createYoga = (options) => {
  call(options.context)
  return async () => unknown('an answer')
}
`

const trpc = `
import { later, unknown } from 'rolewright:model'
const request = () => ({ input: unknown('input of a procedure'), ctx: unknown('a context'), next: async () => unknown('a result'), path: unknown('a path'), type: unknown('a kind'), getRawInput: async () => unknown('input') })
const make = () => {
  const procedure = {}
  for (const name of ['input', 'output', 'meta', 'concat', 'unstable_concat']) procedure[name] = () => make()
  for (const name of ['use', 'query', 'mutation', 'subscription']) {
    procedure[name] = (act) => {
      if (typeof act === 'function') later(act, request())
      return make()
    }
  }
  return procedure
}
const same = (value) => value
const kit = () => ({
  router: same,
  mergeRouters: (...routers) => Object.assign({}, ...routers),
  procedure: make(),
  middleware: (act) => {
    later(act, request())
    return act
  },
  createCallerFactory: () => () => unknown('a caller'),
})
export const initTRPC = { create: kit, context: () => ({ create: kit, meta: () => ({ create: kit }) }), meta: () => ({ create: kit, context: () => ({ create: kit }) }) }
export class TRPCError extends Error {}
`

const trpcAdapter = `
import { later, unknown } from 'rolewright:model'
const handler = (options) => {
  if (options.createContext) later(options.createContext, unknown('a request'))
  if (options.onError) later(options.onError, unknown('an error'))
  return async () => unknown('an answer')
}
export { handler as awsLambdaRequestHandler, handler as awsLambdaStreamingRequestHandler }
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
  { packages: ['hono/*', '@hono/*'], otherwise: 'inert' },
  { packages: ['fastify'], stub: fastify },
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
  { packages: ['@as-integrations/aws-lambda'], stub: apolloAdapter },
  { packages: ['@graphql-tools/schema', 'graphql-tools', 'graphql-yoga'], stub: graphqlSchema, otherwise: 'inert' },
  { packages: ['@apollo/*', 'graphql', 'graphql-tag', 'graphql-scalars', '@graphql-tools/*', 'type-graphql'], otherwise: 'inert' },
  { packages: ['@trpc/server'], stub: trpc },
  { packages: ['@trpc/server/adapters/aws-lambda'], stub: trpcAdapter },
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
