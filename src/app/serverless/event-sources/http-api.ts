/**
 * `httpApi` events → an HTTP API; `websocket` events → a WebSocket API.
 * Source: Serverless Framework documentation, "HTTP API" and "Websocket".
 */
import type { Place } from '../../../outcome/index.js'
import { itemsOf, member, type Node, scalarNode, sourceOf } from '../../document/node.js'
import { functionId, normalName, pathName, routeName } from '../names.js'
import { allow, arnOf, join, list, record, ref, resource, sub } from '../nodes.js'
import { eventsOf, type Service, type ServiceFunction } from '../service.js'
import { type Made, resourcesOnly, together } from '../template/made.js'
import { apiPermission, invocationUri } from './rest-api.js'

const HTTP_API = 'HttpApi'
const SOCKETS = 'WebsocketsApi'

interface Route {
  readonly fn: ServiceFunction
  readonly key: string
  readonly at: Place
  readonly settings: Node
}

export function makeHttpApi(service: Service): Made {
  const routes = service.functions.flatMap((fn) =>
    eventsOf(fn, service).flatMap(({ type, settings, at }): readonly Route[] =>
      type === 'httpApi' ? [{ fn, key: routeKey(settings, service), at, settings }] : [],
    ),
  )
  const [first] = routes
  if (first === undefined) return resourcesOnly([])
  const settings = member(service.provider, 'httpApi')
  const existing = member(settings, 'id')
  const { at } = first
  const api = existing ?? ref(at, HTTP_API)
  const own: Made['resources'] =
    existing === undefined
      ? [
          [
            HTTP_API,
            resource(at, 'AWS::ApiGatewayV2::Api', {
              Name: member(settings, 'name') ?? join(at, [service.stage, '-', service.name]),
              ProtocolType: 'HTTP',
            }),
          ],
          ['HttpApiStage', resource(at, 'AWS::ApiGatewayV2::Stage', { ApiId: api, StageName: '$default', AutoDeploy: true })],
        ]
      : []
  const payload = sourceOf(member(settings, 'payload')) ?? '2.0'
  const typeOf = (name: string): string =>
    sourceOf(member(member(member(settings, 'authorizers'), name), 'type')) === 'request' ? 'CUSTOM' : 'JWT'
  return together([
    resourcesOnly(own),
    resourcesOnly(routes.flatMap((route) => httpRoute(route, api, payload, typeOf))),
    resourcesOnly(httpAuthorizers(settings, api)),
  ])
}

/** `*`, `GET /users`, or a map with `method` and `path`. */
function routeKey(settings: Node, service: Service): string {
  const written = sourceOf(settings)
  const key =
    written ?? `${(service.text(member(settings, 'method')) ?? '*').toUpperCase()} ${service.text(member(settings, 'path')) ?? '*'}`
  const [method = '*', path = '*'] = key.trim().split(/\s+/)
  if (path === '*') return '*'
  return `${method === '*' ? 'ANY' : method.toUpperCase()} ${path.startsWith('/') ? path : `/${path}`}`
}

function httpRoute(
  { fn, key, at, settings }: Route,
  api: Node,
  payload: string,
  typeOf: (authorizer: string) => string,
): Made['resources'] {
  const integration = `HttpApiIntegration${fn.normal}`
  const authorizer = member(settings, 'authorizer')
  const name = sourceOf(authorizer) ?? sourceOf(member(authorizer, 'name'))
  const kind = sourceOf(member(authorizer, 'type'))?.toLowerCase()
  return [
    [
      integration,
      resource(at, 'AWS::ApiGatewayV2::Integration', {
        ApiId: api,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arnOf(at, fn.id),
        PayloadFormatVersion: payload,
      }),
    ],
    [
      key === '*' ? 'HttpApiRouteDefault' : `HttpApiRoute${pathName(key)}`,
      resource(at, 'AWS::ApiGatewayV2::Route', {
        ApiId: api,
        RouteKey: key === '*' ? '$default' : key,
        Target: join(at, ['integrations/', ref(at, integration)]),
        AuthorizationType: kind === 'aws_iam' ? 'AWS_IAM' : authorizer === undefined ? 'NONE' : typeOf(name ?? ''),
        AuthorizerId: member(authorizer, 'id') ?? (name === null ? undefined : ref(at, `HttpApiAuthorizer${normalName(name)}`)),
      }),
    ],
    [`${fn.normal}LambdaPermissionHttpApi`, apiPermission(at, fn.id, api)],
  ]
}

/** Authorizers of type `request` are functions: of the service, or by their ARN. */
function httpAuthorizers(settings: Node | undefined, api: Node): Made['resources'] {
  const written = member(settings, 'authorizers')
  if (written?.kind !== 'map') return []
  return [...written.entries].flatMap(([name, authorizer]): Made['resources'] => {
    const { at } = authorizer
    const id = `HttpApiAuthorizer${normalName(name)}`
    const asked = member(authorizer, 'identitySource') ?? scalarNode('$request.header.Authorization', at)
    const common = { ApiId: api, Name: name, IdentitySource: list(at, itemsOf(asked)) }
    const token = record(at, { Issuer: member(authorizer, 'issuerUrl'), Audience: member(authorizer, 'audience') })
    if (sourceOf(member(authorizer, 'type')) !== 'request')
      return [[id, resource(at, 'AWS::ApiGatewayV2::Authorizer', { ...common, AuthorizerType: 'JWT', JwtConfiguration: token })]]
    const key = sourceOf(member(authorizer, 'functionName'))
    const called = key === null ? member(authorizer, 'functionArn') : arnOf(at, functionId(key))
    const made = resource(at, 'AWS::ApiGatewayV2::Authorizer', {
      ...common,
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: member(authorizer, 'payloadVersion') ?? '2.0',
      EnableSimpleResponses: member(authorizer, 'enableSimpleResponses') ?? false,
      AuthorizerUri: called === undefined ? undefined : invocationUri(at, called),
    })
    const managed = sourceOf(member(authorizer, 'managedExternally')) === 'true'
    return key === null || managed
      ? [[id, made]]
      : [
          [id, made],
          [`${normalName(name)}LambdaAuthorizerPermissionHttpApi`, apiPermission(at, functionId(key), api)],
        ]
  })
}

export function makeWebsocketApi(service: Service): Made {
  const routes = service.functions.flatMap((fn) =>
    eventsOf(fn, service).flatMap(({ type, settings, at }): readonly Route[] => {
      const key = sourceOf(settings) ?? service.text(member(settings, 'route'))
      return type === 'websocket' && key !== null ? [{ fn, key, at, settings }] : []
    }),
  )
  const [first] = routes
  if (first === undefined) return resourcesOnly([])
  const existing = member(member(service.provider, 'apiGateway'), 'websocketApiId')
  const { at } = first
  const api = existing ?? ref(at, SOCKETS)
  const own: Made['resources'] =
    existing === undefined
      ? [
          [
            SOCKETS,
            resource(at, 'AWS::ApiGatewayV2::Api', {
              Name: member(service.provider, 'websocketsApiName') ?? join(at, [service.stage, '-', service.name, '-websockets']),
              ProtocolType: 'WEBSOCKET',
              RouteSelectionExpression: member(service.provider, 'websocketsApiRouteSelectionExpression') ?? '$request.body.action',
            }),
          ],
          [
            'WebsocketsDeploymentStage',
            resource(at, 'AWS::ApiGatewayV2::Stage', { ApiId: api, StageName: service.stage, AutoDeploy: true }),
          ],
        ]
      : []
  return {
    ...together([resourcesOnly(own), resourcesOnly(routes.flatMap((route) => socketRoute(route, api, service)))]),
    // Every function with a socket event may send to its connections.
    statements: [...new Set(routes.map(({ fn }) => fn))].map((fn) => ({
      of: fn.key,
      statement: allow(at, ['execute-api:ManageConnections'], [sub(at, 'arn:${AWS::Partition}:execute-api:*:*:*/@connections/*')]),
    })),
  }
}

function socketRoute({ fn, key, at, settings }: Route, api: Node, service: Service): Made['resources'] {
  const integration = `${fn.normal}WebsocketsIntegration`
  const authorizer = member(settings, 'authorizer')
  const name = sourceOf(authorizer) ?? sourceOf(member(authorizer, 'name'))
  const isOwn = name !== null && service.functions.some((other) => other.key === name)
  const called = isOwn
    ? arnOf(at, functionId(name))
    : (member(authorizer, 'arn') ?? (name?.startsWith('arn:') === true ? authorizer : undefined))
  const authorizerId = `${normalName(isOwn ? name : 'authorizer')}WebsocketsAuthorizer`
  const own: Made['resources'] =
    called === undefined
      ? []
      : [
          [
            authorizerId,
            resource(at, 'AWS::ApiGatewayV2::Authorizer', {
              ApiId: api,
              AuthorizerType: 'REQUEST',
              IdentitySource: list(at, itemsOf(member(authorizer, 'identitySource') ?? scalarNode('route.request.header.Auth', at))),
              Name: name ?? 'authorizer',
              AuthorizerUri: invocationUri(at, called),
            }),
          ],
        ]
  return [
    [
      integration,
      resource(at, 'AWS::ApiGatewayV2::Integration', {
        ApiId: api,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: invocationUri(at, arnOf(at, fn.id)),
      }),
    ],
    [
      `${routeName(key)}WebsocketsRoute`,
      resource(at, 'AWS::ApiGatewayV2::Route', {
        ApiId: api,
        RouteKey: key,
        Target: join(at, ['integrations/', ref(at, integration)]),
        AuthorizationType: called === undefined ? 'NONE' : 'CUSTOM',
        AuthorizerId: called === undefined ? undefined : ref(at, authorizerId),
      }),
    ],
    [`${fn.normal}LambdaPermissionWebsockets`, apiPermission(at, fn.id, api)],
    ...own,
    ...(isOwn ? [[`${normalName(name)}LambdaPermissionWebsockets`, apiPermission(at, functionId(name), api)] as const] : []),
  ]
}
