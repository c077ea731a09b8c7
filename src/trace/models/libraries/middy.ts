/** `@middy/core` and the middlewares around it. Those not named here change nothing that a trace could see. */
import type { LibraryModel } from '../types.js'

const maker = `
function middy(base, plugin) {
  let run = typeof base === 'function' ? base : undefined
  const hooks = typeof base === 'function' ? plugin : base
  const befores = []
  const afters = []
  const errors = []
  const instance = async (event, context, callback) => {
    const request = { event, context, response: undefined, error: undefined, internal: {}, earlyResponse: undefined }
    try {
      hooks?.requestStart?.(request)
      for (const before of befores) {
        const early = await before(request)
        if (early !== undefined) return early
      }
      hooks?.beforeHandler?.()
      request.response = await run(request.event, request.context, { signal: undefined })
      hooks?.afterHandler?.()
      for (const after of afters) {
        const other = await after(request)
        if (other !== undefined) request.response = other
      }
      return request.response
    } catch (error) {
      request.error = error
      for (const onError of errors) {
        const other = await onError(request)
        if (other !== undefined) request.response = other
      }
      if (request.response === undefined) throw error
      return request.response
    } finally {
      await hooks?.requestEnd?.(request)
    }
  }
  instance.use = (given) => {
    for (const middleware of Array.isArray(given) ? given : [given]) {
      if (middleware.before) befores.push(middleware.before)
      if (middleware.after) afters.unshift(middleware.after)
      if (middleware.onError) errors.unshift(middleware.onError)
    }
    return instance
  }
  instance.applyMiddleware = instance.use
  instance.before = (hook) => {
    befores.push(hook)
    return instance
  }
  instance.after = (hook) => {
    afters.unshift(hook)
    return instance
  }
  instance.onError = (hook) => {
    errors.unshift(hook)
    return instance
  }
  instance.handler = (handler) => {
    run = handler
    return instance
  }
  return instance
}
`

const core = `${maker}
export { middy, middy as default }
`

/** Before its second version middy was one package without a scope, and a CommonJS one. */
const first = `${maker}
module.exports = middy
module.exports.default = middy
`

/**
 * A middleware that fetches before the handler. `name` is its default export; `fetch` is a function of one entry of
 * `fetchData` that gives a promise.
 */
const fetching = (service: string, fetch: string): string => `
import { client, send } from 'rolewright:model'
const fetch = ${fetch}
export default function middleware(options = {}) {
  const aws = client('${service}', { ...options.awsClientOptions, credentials: options.awsClientCredentials })
  const before = async (request) => {
    for (const [key, value] of Object.entries(options.fetchData ?? {})) {
      const found = fetch(aws, value, options)
      request.internal[key] = found
      if (options.setToContext) request.context[key] = await found
      if (options.setToEnv) process.env[key] = await found
    }
  }
  return { before }
}
const same = (value) => value
export { same as ssmParam, same as secretsManagerParam, same as dynamoDbParam, same as s3Param, same as appConfigReq }
`

const ssm = `
import { client, send, unknown } from 'rolewright:model'
export default function middleware(options = {}) {
  const aws = client('ssm', { ...options.awsClientOptions })
  const before = async (request) => {
    const entries = Object.entries(options.fetchData ?? {})
    const names = entries.map((entry) => entry[1]).filter((name) => !name.endsWith('/'))
    if (names.length > 0) await send('ssm:GetParameters', { Names: names, WithDecryption: true }, aws)
    for (const [key, name] of entries) {
      if (name.endsWith('/')) await send('ssm:GetParametersByPath', { Path: name, Recursive: true, WithDecryption: true }, aws)
      const found = unknown('a parameter')
      request.internal[key] = found
      if (options.setToContext) request.context[key] = found
      if (options.setToEnv) process.env[key] = found
    }
  }
  return { before }
}
const same = (value) => value
export { same as ssmParam }
`

const bodyParser = `
export default function middleware() {
  return {
    before: (request) => {
      request.event.body = JSON.parse(request.event.body)
    },
  }
}
`

const firstMiddlewares = `
export function jsonBodyParser() {
  return {
    before: (request) => {
      request.event.body = JSON.parse(request.event.body)
    },
  }
}
const none = () => ({})
export {
  none as cors, none as doNotWaitForEmptyEventLoop, none as httpContentNegotiation, none as httpErrorHandler,
  none as httpEventNormalizer, none as httpHeaderNormalizer, none as httpPartialResponse, none as httpSecurityHeaders,
  none as urlEncodeBodyParser, none as validator, none as warmup,
}
`

const router = `
import { unknown } from 'rolewright:model'
export default function router(given) {
  const routes = Array.isArray(given) ? given : given.routes
  return (event, context, abort) => {
    for (const route of routes) if (unknown('whether a route matches')) return route.handler(event, context, abort)
    return given.notFoundResponse?.({ method: event.httpMethod, path: event.path })
  }
}
`

export const middy: readonly LibraryModel[] = [
  { packages: ['@middy/core'], stub: core },
  { packages: ['middy'], stub: first },
  { packages: ['middy/middlewares'], stub: firstMiddlewares, otherwise: 'inert' },
  { packages: ['@middy/ssm'], stub: ssm },
  {
    packages: ['@middy/secrets-manager'],
    stub: fetching(
      'secrets-manager',
      `async (aws, SecretId, options) => {
        if (options.fetchRotationDate) await send('secrets-manager:DescribeSecret', { SecretId }, aws)
        const { SecretString } = await send('secrets-manager:GetSecretValue', { SecretId }, aws)
        return JSON.parse(SecretString)
      }`,
    ),
  },
  {
    packages: ['@middy/sts'],
    stub: fetching(
      'sts',
      `async (aws, input) => {
        const { Credentials } = await send('sts:AssumeRole', input, aws)
        return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken }
      }`,
    ),
  },
  {
    packages: ['@middy/dynamodb'],
    stub: fetching('dynamodb', `async (aws, input) => (await send('dynamodb:GetItem', input, aws)).Item`),
  },
  {
    packages: ['@middy/s3'],
    stub: fetching('s3', `async (aws, input) => JSON.parse(await (await send('s3:GetObject', input, aws)).Body.transformToString())`),
  },
  {
    packages: ['@middy/appconfig'],
    stub: fetching(
      'appconfigdata',
      `async (aws, input) => {
        const { InitialConfigurationToken } = await send('appconfigdata:StartConfigurationSession', input, aws)
        return (await send('appconfigdata:GetLatestConfiguration', { ConfigurationToken: InitialConfigurationToken }, aws)).Configuration
      }`,
    ),
  },
  { packages: ['@middy/kms'], stub: fetching('kms', `async (aws, KeyId) => (await send('kms:GetPublicKey', { KeyId }, aws)).PublicKey`) },
  {
    packages: ['@middy/service-discovery'],
    stub: fetching('servicediscovery', `async (aws, input) => (await send('servicediscovery:DiscoverInstances', input, aws)).Instances`),
  },
  {
    packages: ['@middy/s3-object-response'],
    stub: `
import { client, send } from 'rolewright:model'
export default function middleware(options = {}) {
  const aws = client('s3', { ...options.awsClientOptions })
  const before = (request) => {
    request.context.s3ObjectFetch = fetch(request.event.getObjectContext.inputS3Url)
  }
  const after = async (request) => {
    const { outputRoute, outputToken } = request.event.getObjectContext
    await send('s3:WriteGetObjectResponse', { RequestRoute: outputRoute, RequestToken: outputToken, Body: request.response.Body ?? request.response.body }, aws)
    return { statusCode: 200 }
  }
  return { before, after }
}
`,
  },
  {
    packages: ['@middy/ws-response'],
    stub: `
import { client, send } from 'rolewright:model'
export default function middleware(options = {}) {
  const after = async (request) => {
    const { domainName, stage, connectionId } = request.event.requestContext
    const aws = client('apigatewaymanagementapi', { endpoint: 'https://' + domainName + '/' + stage, ...options.awsClientOptions })
    await send('apigatewaymanagementapi:PostToConnection', { ConnectionId: connectionId, Data: request.response.body }, aws)
  }
  return { after }
}
`,
  },
  { packages: ['@middy/http-json-body-parser'], stub: bodyParser },
  { packages: ['@middy/http-router', '@middy/ws-router', '@middy/cloudformation-router'], stub: router },
  {
    packages: ['@middy/http-response-serializer'],
    stub: `
import { later, unknown } from 'rolewright:model'
export default function middleware(options = {}) {
  for (const one of options.serializers ?? []) later(one.serializer, unknown('a response'))
  return {}
}
`,
  },
  {
    packages: ['@middy/error-logger', '@middy/input-output-logger'],
    stub: `
import { later, unknown } from 'rolewright:model'
export default function middleware(options = {}) {
  if (options.logger) later(options.logger, unknown('what is logged'))
  return {}
}
`,
  },
  { packages: ['@middy/*', 'middy-*'], stub: 'export default function middleware() { return {} }', otherwise: 'inert' },
]
