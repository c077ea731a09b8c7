/** Apollo Server and the schemas of GraphQL Tools: every resolver is called. */

/** Resolvers run with the context that the server, or what adapts it, makes; with any where nobody is seen to make one. */
export const tree = `
import { later, unknown } from 'rolewright:model'
const call = (node, context = unknown('a context')) => {
  if (typeof node === 'function') later(node, unknown('a parent'), unknown('arguments of a field'), context, unknown('info'))
  else if (Array.isArray(node)) for (const one of node) call(one, context)
  else if (node && typeof node === 'object') for (const key of Object.keys(node)) call(node[key], context)
}
const serve = (resolvers, context) => later(async () => call(resolvers, typeof context === 'function' ? await context(unknown('a request')) : context))
`

export const apollo = `
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

export const apolloAdapter = `
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

export const graphqlSchema = `
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
