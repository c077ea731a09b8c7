/** Every API of an app, whatever made it: SAM, OpenAPI bodies, or resources one by one. */
import { createHash } from 'node:crypto'
import { at, flagOf, isPlain, listOf, mapOf, numberOf, type Plain, type PlainResource, textMap, textOf, textsOf } from './plain.js'
import {
  fromHttpIntegration,
  fromMethodIntegration,
  functionOf,
  type IntegrationContext,
  proxyTo,
  readIntegration,
} from './read-integration.js'
import { corsOf, gatewayResponses, jwt, type OpenApiParts, readOpenApi } from './read-openapi.js'
import { samRoutes } from './read-sam.js'
import { methodRules } from './read-validation.js'
import { isSocketApi, readSocketApi } from './sockets/read-sockets.js'
import type { Api, ApiKind, Authorization, Authorizer, Route } from './types.js'
import type { ApiWorld } from './world.js'

const REST: ReadonlySet<string> = new Set(['AWS::ApiGateway::RestApi', 'AWS::Serverless::Api'])
const HTTP: ReadonlySet<string> = new Set(['AWS::ApiGatewayV2::Api', 'AWS::Serverless::HttpApi'])

export function readApis(world: ApiWorld): readonly Api[] {
  const apis: Api[] = []
  for (const resource of world.resources.values()) {
    if (REST.has(resource.type)) apis.push(readApi(resource, 'rest', world))
    if (isSocketApi(resource)) apis.push(readSocketApi(resource, world))
    else if (HTTP.has(resource.type)) apis.push(readApi(resource, 'http', world))
  }
  return apis.sort((a, b) => (a.id < b.id ? -1 : 1))
}

const EMPTY: OpenApiParts = {
  routes: [],
  authorizers: new Map(),
  gatewayResponses: new Map(),
  binaryMediaTypes: [],
  cors: null,
  policy: null,
}

function readApi(resource: PlainResource, kind: ApiKind, world: ApiWorld): Api {
  const { id, properties } = resource
  const stage = stageOf(resource, kind, world)
  const context: IntegrationContext = { kind, stageVariables: stage.variables, roleFor: (written) => world.roleFor(id, written) }
  const document = properties.DefinitionBody ?? properties.Body
  const fallback = defaultAuthorization(properties)
  const body = isPlain(document) ? readOpenApi(document, context, fallback) : EMPTY
  const sam = samRoutes(resource, kind, context, world)
  const own = kind === 'rest' ? restParts(id, context, world) : httpParts(resource, context, world)
  const routes = [...body.routes, ...sam.routes, ...own.routes]
  const settings = textOf(properties.Target) === null ? routes : [...routes, quick(properties, context)]
  return {
    id,
    apiId: world.refOf(id),
    name: textOf(properties.Name) ?? id,
    kind,
    stage: stage.name,
    stageVariables: stage.variables,
    account: world.account,
    region: world.region,
    routes: [...settings, ...sam.preflight(settings)],
    authorizers: new Map([...body.authorizers, ...sam.authorizers, ...own.authorizers]),
    cors: kind === 'http' ? (body.cors ?? corsOf(properties.CorsConfiguration)) : null,
    gatewayResponses: new Map([
      ...body.gatewayResponses,
      ...gatewayResponses(mapOf(properties.GatewayResponses), 'StatusCode', 'ResponseParameters', 'ResponseTemplates'),
      ...ownGatewayResponses(id, world),
    ]),
    binaryMediaTypes: [...body.binaryMediaTypes, ...textsOf(properties.BinaryMediaTypes).map((type) => type.replaceAll('~1', '/'))],
    apiKeys: kind === 'rest' ? apiKeys(resource, world) : new Set(),
    accessLog: stage.accessLog,
    executionLog: stage.executionLog,
    resourcePolicy: kind === 'rest' ? wholePolicy(properties.Policy ?? body.policy ?? sam.policy, id, world) : null,
  }
}

/** Those of the account, since usage plans are not held against stages here, and the one that SAM's usage plan makes. */
function apiKeys({ id, properties }: PlainResource, world: ApiWorld): ReadonlySet<string> {
  const made = [...world.resources.values()].filter(
    (it) => it.type === 'AWS::ApiGateway::ApiKey' && (it.properties.Enabled === undefined || flagOf(it.properties.Enabled) === true),
  )
  const plan = textOf(at(properties, 'Auth.UsagePlan.CreateUsagePlan'))
  const ofPlan = plan === null || plan === 'NONE' ? [] : [madeKey(plan === 'SHARED' ? 'ServerlessApiKey' : `${id}ApiKey`)]
  return new Set([...made.map((it) => textOf(it.properties.Value) ?? madeKey(it.id)), ...ofPlan])
}

/** The same each time; worth nothing elsewhere. */
const madeKey = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 40)

interface StageSettings {
  readonly name: string
  readonly variables: ReadonlyMap<string, string>
  readonly accessLog: Api['accessLog']
  readonly executionLog: Api['executionLog']
}

/** The stage's own settings: a property of SAM's APIs, else a resource beside the API. */
function stageOf({ id, type, properties }: PlainResource, kind: ApiKind, world: ApiWorld): StageSettings {
  const isSam = type.startsWith('AWS::Serverless::')
  const beside = [...world.resources.values()].filter(
    (each) =>
      /^AWS::ApiGateway(V2)?::(Stage|Deployment)$/.test(each.type) &&
      apiOf(each.properties) !== null &&
      world.idOf(apiOf(each.properties) ?? '') === id,
  )
  const stage =
    beside.find((each) => each.type.endsWith('::Stage') && textOf(each.properties.StageName) !== null) ??
    beside.find((each) => textOf(each.properties.StageName) !== null)
  const its = isSam ? properties : mapOf(stage?.properties)
  const log = mapOf(its.AccessLogSetting ?? its.AccessLogSettings)
  const levels = [...listOf(its.MethodSettings), mapOf(its.StageDescription)].flatMap((each) => textOf(mapOf(each).LoggingLevel) ?? [])
  const level = levels.find((each) => each === 'INFO') ?? levels.find((each) => each === 'ERROR')
  const destinationArn = textOf(log.DestinationArn)
  return {
    name: textOf(its.StageName) ?? (kind === 'http' ? '$default' : 'Prod'),
    variables: textMap(its.Variables ?? its.StageVariables),
    accessLog: destinationArn === null ? null : { destinationArn, format: textOf(log.Format) ?? '$context.requestId' },
    executionLog: level === 'INFO' || level === 'ERROR' ? level : null,
  }
}

const apiOf = (properties: Plain): string | null => textOf(properties.RestApiId) ?? textOf(properties.ApiId)

/** SAM's `Auth.DefaultAuthorizer`. */
function defaultAuthorization(properties: Plain): Authorization | null {
  const name = textOf(at(properties, 'Auth.DefaultAuthorizer'))
  return name === null || name === 'NONE' ? null : name === 'AWS_IAM' ? { kind: 'iam' } : { kind: 'named', authorizer: name, scopes: [] }
}

interface Parts {
  readonly routes: readonly Route[]
  readonly authorizers: ReadonlyMap<string, Authorizer>
}

const ofApi = (type: string, id: string, world: ApiWorld): readonly PlainResource[] =>
  [...world.resources.values()].filter((each) => each.type === type && world.idOf(apiOf(each.properties) ?? '') === id)

function restParts(id: string, context: IntegrationContext, world: ApiWorld): Parts {
  const authorizers = ofApi('AWS::ApiGateway::Authorizer', id, world).flatMap((it): [string, Authorizer][] => {
    const found = restAuthorizer(it, context)
    return found === null ? [] : [[it.id, found]]
  })
  const routes = ofApi('AWS::ApiGateway::Method', id, world).map(
    ({ properties }): Route => ({
      method: (textOf(properties.HttpMethod) ?? 'ANY').toUpperCase(),
      path: pathOf(textOf(properties.ResourceId), world),
      authorization: methodAuthorization(properties, world),
      needsApiKey: flagOf(properties.ApiKeyRequired) === true,
      rules: methodRules(properties, world),
      integration: readIntegration(fromMethodIntegration(mapOf(properties.Integration)), context),
    }),
  )
  return { routes, authorizers: new Map(authorizers) }
}

function methodAuthorization(properties: Plain, world: ApiWorld): Authorization {
  const type = textOf(properties.AuthorizationType)?.toUpperCase()
  if (type === 'AWS_IAM') return { kind: 'iam' }
  const authorizer = textOf(properties.AuthorizerId)
  if (authorizer === null || type === 'NONE' || type === undefined) return { kind: 'none' }
  return { kind: 'named', authorizer: world.idOf(authorizer) ?? authorizer, scopes: textsOf(properties.AuthorizationScopes) }
}

function pathOf(resourceId: string | null, world: ApiWorld): string {
  const parts: string[] = []
  let at = resourceId
  for (let i = 0; i < 30 && at !== null; i++) {
    const id = world.idOf(at)
    const resource = id === null ? undefined : world.resources.get(id)
    if (resource?.type !== 'AWS::ApiGateway::Resource') break
    parts.unshift(textOf(resource.properties.PathPart) ?? '')
    at = textOf(resource.properties.ParentId)
  }
  return `/${parts.join('/')}`
}

function restAuthorizer({ id, properties }: PlainResource, context: IntegrationContext): Authorizer | null {
  const type = textOf(properties.Type)?.toUpperCase()
  const sources = (textOf(properties.IdentitySource) ?? '').split(/\s*,\s*/).filter((each) => each !== '')
  if (type === 'COGNITO_USER_POOLS') return jwt(id, null, [], sources[0] ?? 'method.request.header.Authorization')
  const functionArn = functionOf(textOf(properties.AuthorizerUri) ?? '')
  if (functionArn === null) return null
  return {
    kind: type === 'TOKEN' ? 'token' : 'request',
    id,
    functionArn,
    credentials: context.roleFor(textOf(properties.AuthorizerCredentials)),
    sources,
    validation: textOf(properties.IdentityValidationExpression),
    payload: '1.0',
    simple: false,
    ttlSeconds: numberOf(properties.AuthorizerResultTtlInSeconds) ?? 300,
  }
}

function httpParts({ id }: PlainResource, context: IntegrationContext, world: ApiWorld): Parts {
  const authorizers = ofApi('AWS::ApiGatewayV2::Authorizer', id, world).flatMap(({ id: name, properties }): [string, Authorizer][] => {
    const sources = textsOf(properties.IdentitySource)
    if (textOf(properties.AuthorizerType) === 'JWT') {
      const config = mapOf(properties.JwtConfiguration)
      return [[name, jwt(name, textOf(config.Issuer), textsOf(config.Audience), sources[0] ?? '$request.header.Authorization')]]
    }
    const functionArn = functionOf(textOf(properties.AuthorizerUri) ?? '')
    if (functionArn === null) return []
    const payload = textOf(properties.AuthorizerPayloadFormatVersion) === '1.0' ? '1.0' : '2.0'
    const credentials = context.roleFor(textOf(properties.AuthorizerCredentialsArn))
    const simple = flagOf(properties.EnableSimpleResponses) === true
    return [
      [
        name,
        {
          kind: 'request',
          id: name,
          functionArn,
          credentials,
          sources,
          validation: null,
          payload,
          simple,
          ttlSeconds: numberOf(properties.AuthorizerResultTtlInSeconds) ?? 0,
        },
      ],
    ]
  })
  const routes = ofApi('AWS::ApiGatewayV2::Route', id, world).map(({ properties }): Route => {
    const key = textOf(properties.RouteKey) ?? '$default'
    const [method = '', path = ''] = key.split(' ')
    const target = textOf(properties.Target)?.split('/').at(-1) ?? ''
    const integration = world.resources.get(world.idOf(target) ?? '')
    return {
      method: key === '$default' ? 'ANY' : method.toUpperCase(),
      path: key === '$default' ? '$default' : path,
      authorization: methodAuthorization(properties, world),
      needsApiKey: false,
      rules: null,
      integration:
        integration === undefined
          ? { kind: 'unsupported', why: `route \`${key}\` has no integration` }
          : readIntegration(fromHttpIntegration(integration.properties), context),
    }
  })
  return { routes, authorizers: new Map(authorizers) }
}

/** An HTTP API with a `Target` has one route that takes everything. */
const quick = (properties: Plain, context: IntegrationContext): Route => ({
  method: 'ANY',
  path: '$default',
  authorization: { kind: 'none' },
  needsApiKey: false,
  rules: null,
  integration: readIntegration(
    functionOf(textOf(properties.Target) ?? '') === null
      ? { type: 'http_proxy', uri: properties.Target }
      : proxyTo(textOf(properties.Target) ?? '', { payloadFormatVersion: '2.0' }),
    context,
  ),
})

function ownGatewayResponses(id: string, world: ApiWorld): Api['gatewayResponses'] {
  const found = ofApi('AWS::ApiGateway::GatewayResponse', id, world).map(
    ({ properties }) => [textOf(properties.ResponseType) ?? '', properties] as const,
  )
  return gatewayResponses(Object.fromEntries(found), 'StatusCode', 'ResponseParameters', 'ResponseTemplates')
}

/** `execute-api:/stage/GET/path` stands for the API's own ARN. Source: API Gateway Developer Guide, "Create and attach an API Gateway resource policy to an API". */
function wholePolicy(policy: unknown, id: string, world: ApiWorld): unknown {
  if (policy === null || policy === undefined) return null
  const prefix = `arn:aws:execute-api:${world.region}:${world.account}:${world.refOf(id)}/`
  return JSON.parse(
    JSON.stringify(policy).replaceAll(/"execute-api:\/?([^"]*)"/g, (whole, rest: string) =>
      /^(Invoke|\*|InvalidateCache|ManageConnections)$/.test(rest) ? whole : JSON.stringify(prefix + rest),
    ),
  )
}
