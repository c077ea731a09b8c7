/**
 * Web frameworks and what puts them behind API Gateway. Which route a request takes is not followed: each route's functions
 * are called, any number of times, with a request of which nothing is known.
 */
import type { LibraryModel } from '../types.js'
import { adapter } from './http/adapter.js'
import { lambdaRouter, openApiBackend } from './http/api-routers.js'
import { express } from './http/express.js'
import { fastify } from './http/fastify.js'
import { apollo, apolloAdapter, graphqlSchema } from './http/graphql.js'
import { hono, honoFactory } from './http/hono.js'
import { koa } from './http/koa.js'
import { ittyRouter, lambdaApi } from './http/small-routers.js'
import { trpc, trpcAdapter } from './http/trpc.js'

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
