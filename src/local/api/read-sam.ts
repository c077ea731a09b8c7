/**
 * What SAM makes of an API's properties and of functions' `Api` and `HttpApi` events.
 * Source: AWS SAM Developer Guide, "ApiAuth", "HttpApiAuth", "Api", "HttpApi" and "CorsConfiguration" (of `AWS::Serverless::Api`).
 */
import { at, flagOf, isPlain, listOf, mapOf, numberOf, type Plain, type PlainResource, textOf, textsOf } from './plain.js'
import { type IntegrationContext, proxyTo, readIntegration } from './read-integration.js'
import { jwt } from './read-openapi.js'
import { samRules } from './read-validation.js'
import { type ApiKind, type Authorization, type Authorizer, CALLER_CREDENTIALS, type IntegrationResponse, type Route } from './types.js'
import type { ApiWorld } from './world.js'

export interface SamParts {
  readonly routes: readonly Route[]
  readonly authorizers: ReadonlyMap<string, Authorizer>
  readonly policy: unknown
  /** The `OPTIONS` methods that `Cors` adds for routes without one. */
  readonly preflight: (routes: readonly Route[]) => readonly Route[]
}

export function samRoutes(api: PlainResource, kind: ApiKind, context: IntegrationContext, world: ApiWorld): SamParts {
  const auth = mapOf(api.properties.Auth)
  const authorizers = new Map(
    Object.entries(mapOf(auth.Authorizers)).flatMap(([name, written]) => {
      const found = kind === 'rest' ? restAuthorizer(name, mapOf(written), context) : httpAuthorizer(name, mapOf(written), context)
      return found === null ? [] : [[name, found] as const]
    }),
  )
  const routes = [...world.resources.values()].flatMap((fn) =>
    fn.type === 'AWS::Serverless::Function' ? eventsOf(fn, api, kind, context, world) : [],
  )
  const statements = listOf(at(auth, 'ResourcePolicy.CustomStatements'))
  return {
    routes,
    authorizers,
    policy: statements.length === 0 ? null : { Version: '2012-10-17', Statement: statements },
    preflight: (all) => (kind === 'rest' ? preflights(api.properties, all) : []),
  }
}

function eventsOf(fn: PlainResource, api: PlainResource, kind: ApiKind, context: IntegrationContext, world: ApiWorld): readonly Route[] {
  const functionArn = world.functionArn(fn.id)
  if (functionArn === null) return []
  const alias = world.aliasOf(fn.id)
  const wanted = kind === 'rest' ? 'Api' : 'HttpApi'
  return Object.values(mapOf(fn.properties.Events)).flatMap((event): readonly Route[] => {
    const it = mapOf(event)
    const settings = mapOf(it.Properties)
    if (it.Type !== wanted || apiOfEvent(settings, kind, fn.id, world) !== api.id) return []
    const path = textOf(settings.Path)
    const authorization = eventAuthorization(settings, api.properties)
    const isCaller =
      kind === 'rest' &&
      authorization.kind === 'iam' &&
      (textOf(at(settings, 'Auth.InvokeRole')) ?? 'CALLER_CREDENTIALS') === 'CALLER_CREDENTIALS' &&
      samDefaultsToCaller(api.properties, settings)
    const role = textOf(at(settings, 'Auth.InvokeRole'))
    const credentials = isCaller ? CALLER_CREDENTIALS : role === null || role === 'NONE' || role === 'CALLER_CREDENTIALS' ? undefined : role
    const written = proxyTo(alias === null ? functionArn : `${functionArn}:${alias}`, {
      payloadFormatVersion: kind === 'http' ? (textOf(settings.PayloadFormatVersion) ?? '2.0') : '1.0',
      timeoutInMillis: settings.TimeoutInMillis,
      credentials,
    })
    return [
      {
        method: path === null ? 'ANY' : (textOf(settings.Method) ?? 'ANY').toUpperCase().replace(/^X-AMAZON-APIGATEWAY-ANY-METHOD$/, 'ANY'),
        path: path === null || path === '$default' ? '$default' : path,
        authorization,
        needsApiKey: flagOf(at(settings, 'Auth.ApiKeyRequired')) ?? flagOf(at(api.properties, 'Auth.ApiKeyRequired')) ?? false,
        rules: kind === 'rest' ? samRules(settings, api.properties) : null,
        integration: readIntegration(written, context),
      },
    ]
  })
}

/** With `AWS_IAM` SAM invokes the function with the caller's credentials, unless it is told otherwise. */
const samDefaultsToCaller = (api: Plain, settings: Plain): boolean =>
  textOf(at(settings, 'Auth.InvokeRole')) !== null || textOf(at(api, 'Auth.InvokeRole')) !== 'NONE'

function apiOfEvent(settings: Plain, kind: ApiKind, functionId: string, world: ApiWorld): string | null {
  const named = textOf(kind === 'rest' ? settings.RestApiId : settings.ApiId)
  if (named !== null) return world.idOf(named)
  const prefix = functionId.slice(0, functionId.lastIndexOf('/') + 1)
  return prefix + (kind === 'rest' ? 'ServerlessRestApi' : 'ServerlessHttpApi')
}

function eventAuthorization(settings: Plain, api: Plain): Authorization {
  const auth = mapOf(settings.Auth)
  const name = textOf(auth.Authorizer) ?? textOf(at(api, 'Auth.DefaultAuthorizer'))
  if (name === null || name === 'NONE') return { kind: 'none' }
  if (name === 'AWS_IAM') return { kind: 'iam' }
  return {
    kind: 'named',
    authorizer: name,
    scopes: textsOf(auth.AuthorizationScopes ?? at(api, `Auth.Authorizers.${name}.AuthorizationScopes`)),
  }
}

function restAuthorizer(name: string, it: Plain, context: IntegrationContext): Authorizer | null {
  const identity = mapOf(it.Identity)
  const head = textOf(identity.Header) ?? 'Authorization'
  if (it.UserPoolArn !== undefined) return jwt(name, null, [], `method.request.header.${head}`)
  const functionArn = textOf(it.FunctionArn)
  if (functionArn === null) return null
  const isRequest = textOf(it.FunctionPayloadType)?.toUpperCase() === 'REQUEST'
  return {
    kind: isRequest ? 'request' : 'token',
    id: name,
    functionArn,
    credentials: context.roleFor(textOf(it.FunctionInvokeRole)),
    sources: isRequest ? sourcesOf(identity, 'method.request') : [`method.request.header.${head}`],
    validation: textOf(identity.ValidationExpression),
    payload: '1.0',
    simple: false,
    ttlSeconds: numberOf(identity.ReauthorizeEvery) ?? 300,
  }
}

function httpAuthorizer(name: string, it: Plain, context: IntegrationContext): Authorizer | null {
  if (isPlain(it.JwtConfiguration)) {
    const config = it.JwtConfiguration
    const source = textOf(it.IdentitySource) ?? '$request.header.Authorization'
    return jwt(name, textOf(config.issuer ?? config.Issuer), textsOf(config.audience ?? config.Audience), source)
  }
  const functionArn = textOf(it.FunctionArn)
  if (functionArn === null) return null
  return {
    kind: 'request',
    id: name,
    functionArn,
    credentials: context.roleFor(textOf(it.FunctionInvokeRole)),
    sources: sourcesOf(mapOf(it.Identity), '$request'),
    validation: null,
    payload: textOf(it.AuthorizerPayloadFormatVersion) === '1.0' ? '1.0' : '2.0',
    simple: flagOf(it.EnableSimpleResponses) === true,
    ttlSeconds: numberOf(at(it, 'Identity.ReauthorizeEvery')) ?? 0,
  }
}

const sourcesOf = (identity: Plain, prefix: string): readonly string[] => [
  ...textsOf(identity.Headers).map((name) => `${prefix}.header.${name}`),
  ...textsOf(identity.QueryStrings).map((name) => `${prefix}.querystring.${name}`),
  ...textsOf(identity.StageVariables).map((name) => `stageVariables.${name}`),
  ...textsOf(identity.Context).map((name) => `context.${name}`),
]

/** `Cors` of a REST API: a mock `OPTIONS` method on each path. */
function preflights(properties: Plain, routes: readonly Route[]): readonly Route[] {
  const { Cors: written } = properties
  const cors = isPlain(written) ? written : { AllowOrigin: written }
  const origin = textOf(cors.AllowOrigin)
  if (origin === null) return []
  const byDefault = textOf(at(properties, 'Auth.DefaultAuthorizer'))
  const guards = byDefault !== null && byDefault !== 'NONE' && flagOf(at(properties, 'Auth.AddDefaultAuthorizerToCorsPreflight')) !== false
  const authorization: Authorization = !guards
    ? { kind: 'none' }
    : byDefault === 'AWS_IAM'
      ? { kind: 'iam' }
      : { kind: 'named', authorizer: byDefault, scopes: [] }
  const paths = [...new Set(routes.map(({ path }) => path))].filter(
    (path) => !routes.some((route) => route.path === path && (route.method === 'OPTIONS' || route.method === 'ANY')),
  )
  return paths.map((path) => {
    const methods = [...new Set(routes.filter((route) => route.path === path).map(({ method }) => method)), 'OPTIONS'].sort().join(',')
    const headers: [string, string][] = [
      ['method.response.header.Access-Control-Allow-Origin', quoted(origin)],
      ['method.response.header.Access-Control-Allow-Methods', quoted(textOf(cors.AllowMethods) ?? methods)],
    ]
    if (textOf(cors.AllowHeaders) !== null)
      headers.push(['method.response.header.Access-Control-Allow-Headers', quoted(textOf(cors.AllowHeaders) ?? '')])
    if (textOf(cors.MaxAge) !== null) headers.push(['method.response.header.Access-Control-Max-Age', quoted(textOf(cors.MaxAge) ?? '')])
    if (flagOf(cors.AllowCredentials) === true) headers.push(['method.response.header.Access-Control-Allow-Credentials', quoted('true')])
    const response: IntegrationResponse = {
      pattern: null,
      status: 200,
      parameters: new Map(headers),
      templates: new Map([['application/json', '{}\n']]),
    }
    const requestTemplates = new Map([['application/json', '{"statusCode": 200}']])
    return {
      method: 'OPTIONS',
      path,
      authorization,
      needsApiKey: false,
      rules: null,
      integration: {
        kind: 'mock',
        mapping: { requestTemplates, requestParameters: new Map(), passthrough: 'WHEN_NO_MATCH', responses: [response] },
      },
    }
  })
}

/** SAM takes texts with and without their single quotes. */
const quoted = (text: string): string => (/^'.*'$/s.test(text) ? text : `'${text}'`)
