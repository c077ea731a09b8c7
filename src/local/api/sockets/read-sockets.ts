/**
 * WebSocket APIs, as single resources and SAM's `AWS::Serverless::WebSocketApi` write them.
 * Source: API Gateway Developer Guide, "WebSocket APIs in API Gateway"; CloudFormation Template Reference, "AWS::ApiGatewayV2::Route";
 * AWS SAM Developer Guide, "AWS::Serverless::WebSocketApi".
 */
import { at, listOf, mapOf, numberOf, type Plain, type PlainResource, textMap, textOf, textsOf } from '../plain.js'
import { fromHttpIntegration, functionOf, type IntegrationContext, readIntegration } from '../read-integration.js'
import type { Api, Authorization, Authorizer, Route } from '../types.js'
import type { ApiWorld } from '../world.js'

export const isSocketApi = ({ type, properties }: PlainResource): boolean =>
  type === 'AWS::Serverless::WebSocketApi' ||
  (type === 'AWS::ApiGatewayV2::Api' && textOf(properties.ProtocolType)?.toUpperCase() === 'WEBSOCKET')

export function readSocketApi(resource: PlainResource, world: ApiWorld): Api {
  const { id, type, properties } = resource
  const own = (kind: string): readonly PlainResource[] =>
    [...world.resources.values()].filter(
      (each) => each.type === `AWS::ApiGatewayV2::${kind}` && world.idOf(textOf(each.properties.ApiId) ?? '') === id,
    )
  const isSam = type.startsWith('AWS::Serverless::')
  const stage = isSam
    ? properties
    : (own('Stage')[0]?.properties ?? own('Deployment').find((it) => textOf(it.properties.StageName) !== null)?.properties ?? {})
  const stageVariables = textMap(stage.StageVariables)
  const context: IntegrationContext = { kind: 'websocket', stageVariables, roleFor: (written) => world.roleFor(id, written) }
  const answering = own('RouteResponse').flatMap(({ properties: it }) => world.idOf(textOf(it.RouteId) ?? '') ?? [])
  const log = mapOf(stage.AccessLogSettings)
  const destinationArn = textOf(log.DestinationArn)
  return {
    id,
    apiId: world.refOf(id),
    name: textOf(properties.Name) ?? id,
    kind: 'websocket',
    stage: textOf(stage.StageName) ?? 'default',
    stageVariables,
    account: world.account,
    region: world.region,
    routes: isSam ? samRoutes(properties, context) : own('Route').map((route) => routeOf(route, context, world)),
    authorizers: isSam ? samAuthorizer(properties, context) : new Map(own('Authorizer').flatMap((it) => authorizerOf(it, context))),
    cors: null,
    gatewayResponses: new Map(),
    binaryMediaTypes: [],
    apiKeys: new Set(),
    accessLog: destinationArn === null ? null : { destinationArn, format: textOf(log.Format) ?? '$context.requestId' },
    executionLog: null,
    resourcePolicy: null,
    socket: {
      selection: textOf(properties.RouteSelectionExpression) ?? '$request.body.action',
      answering: new Set(own('Route').flatMap((it) => (answering.includes(it.id) ? (textOf(it.properties.RouteKey) ?? []) : []))),
    },
  }
}

function routeOf({ properties }: PlainResource, context: IntegrationContext, world: ApiWorld): Route {
  const key = textOf(properties.RouteKey) ?? '$default'
  const target = textOf(properties.Target)?.split('/').at(-1) ?? ''
  const integration = world.resources.get(world.idOf(target) ?? '')
  return {
    method: 'ANY',
    path: key,
    authorization: authorizationOf(properties, world),
    needsApiKey: false,
    rules: null,
    integration:
      integration === undefined
        ? { kind: 'unsupported', why: `route \`${key}\` has no integration` }
        : readIntegration(fromHttpIntegration(integration.properties), context),
  }
}

function authorizationOf(properties: Plain, world: ApiWorld): Authorization {
  const type = textOf(properties.AuthorizationType)?.toUpperCase()
  if (type === 'AWS_IAM') return { kind: 'iam' }
  const authorizer = textOf(properties.AuthorizerId)
  return type === 'CUSTOM' && authorizer !== null
    ? { kind: 'named', authorizer: world.idOf(authorizer) ?? authorizer, scopes: [] }
    : { kind: 'none' }
}

function authorizerOf({ id, properties }: PlainResource, context: IntegrationContext): readonly (readonly [string, Authorizer])[] {
  const functionArn = functionOf(textOf(properties.AuthorizerUri) ?? '')
  if (functionArn === null) return []
  const credentials = context.roleFor(textOf(properties.AuthorizerCredentialsArn))
  return [[id, requestAuthorizer(id, functionArn, credentials, textsOf(properties.IdentitySource))]]
}

const requestAuthorizer = (id: string, functionArn: string, credentials: string | null, sources: readonly string[]): Authorizer => ({
  kind: 'request',
  id,
  functionArn,
  credentials,
  sources,
  validation: null,
  payload: '1.0',
  simple: false,
  // Answers of a WebSocket API's authorizer are asked for each connection.
  ttlSeconds: 0,
})

const SAM_AUTHORIZER = 'Auth'

function samRoutes(properties: Plain, context: IntegrationContext): readonly Route[] {
  const type = textOf(at(properties, 'Auth.AuthType'))?.toUpperCase()
  const onConnect: Authorization =
    type === 'AWS_IAM' ? { kind: 'iam' } : type === 'CUSTOM' ? { kind: 'named', authorizer: SAM_AUTHORIZER, scopes: [] } : { kind: 'none' }
  return Object.entries(mapOf(properties.Routes)).map(([key, written]): Route => {
    const it = mapOf(written)
    const timeoutInMillis = numberOf(it.IntegrationTimeout)
    return {
      method: 'ANY',
      path: key,
      authorization: key === '$connect' ? onConnect : { kind: 'none' },
      needsApiKey: false,
      rules: null,
      integration: readIntegration(
        { type: 'aws_proxy', uri: it.FunctionArn, ...(timeoutInMillis !== null && { timeoutInMillis }) },
        context,
      ),
    }
  })
}

function samAuthorizer(properties: Plain, context: IntegrationContext): ReadonlyMap<string, Authorizer> {
  const auth = mapOf(properties.Auth)
  const functionArn = functionOf(textOf(auth.AuthArn) ?? '')
  if (functionArn === null) return new Map()
  const sources = listOf(auth.IdentitySource).flatMap((each) => textOf(each) ?? [])
  return new Map([[SAM_AUTHORIZER, requestAuthorizer(SAM_AUTHORIZER, functionArn, context.roleFor(textOf(auth.InvokeRole)), sources)]])
}
