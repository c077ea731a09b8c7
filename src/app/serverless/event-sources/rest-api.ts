/**
 * `http` events of all functions → one REST API with its resources, methods and authorizers.
 * Source: Serverless Framework documentation, "API Gateway".
 */
import type { Place } from '../../../outcome/index.js'
import { itemsOf, member, type Node, sourceOf } from '../../document/node.js'
import { functionId, normalName, pathName } from '../names.js'
import { arnOf, join, list, record, ref, resource, sub, type Written } from '../nodes.js'
import { eventsOf, isCall, type Service, type ServiceFunction } from '../service.js'
import { type Made, resourcesOnly, together } from '../template/made.js'

export interface Route {
  readonly fn: ServiceFunction | null
  readonly path: string
  readonly method: string
  readonly at: Place
  readonly settings: Node
  /** What stands behind it where it is no function of the service. */
  readonly integration: Node | null
}

export const API = 'ApiGatewayRestApi'

export function makeRestApi(service: Service, more: readonly Route[] = []): Made {
  const routes = [...service.functions.flatMap((fn) => routesOf(fn, service)), ...more]
  if (routes.length === 0) return resourcesOnly([])
  const settings = member(service.provider, 'apiGateway')
  const existing = member(settings, 'restApiId')
  const at = routes[0]?.at ?? service.at
  const api = existing ?? ref(at, API)
  const paths = pathsOf(routes, api, settings)
  const authorizers = authorizersOf(routes, api, service)
  return together([
    resourcesOnly(
      existing === undefined
        ? [
            [API, apiResource(at, settings, service)],
            ['ApiGatewayDeployment', deployment(at, service)],
          ]
        : [],
    ),
    resourcesOnly(paths.resources),
    resourcesOnly(authorizers.resources),
    resourcesOnly(routes.map((route) => methodOf(route, api, paths.idOf(partsOf(route.path), route.at), authorizers.idOf(route)))),
    resourcesOnly(permissionsOf(routes, api, authorizers.functions)),
  ])
}

function routesOf(fn: ServiceFunction, service: Service): readonly Route[] {
  return eventsOf(fn, service).flatMap(({ type, settings, at }): readonly Route[] => {
    if (type !== 'http') return []
    const route = pathAndMethod(settings, service)
    return route === null ? [] : [{ fn, ...route, at, settings, integration: null }]
  })
}

/** `GET users/create`, or a map with `path` and `method`; `http: true` and the like say nothing. */
export function pathAndMethod(settings: Node, service: Service): { readonly path: string; readonly method: string } | null {
  const written = sourceOf(settings)
  const [method, path] =
    written === null ? [service.text(member(settings, 'method')), service.text(member(settings, 'path'))] : written.trim().split(/\s+/)
  if (path === undefined || path === null || method === undefined || method === null) return null
  return { path: path.replace(/^\/+|\/+$/g, ''), method: method.toLowerCase() }
}

function apiResource(at: Place, settings: Node | undefined, service: Service): Node {
  const policy = member(settings, 'resourcePolicy') ?? member(service.provider, 'resourcePolicy')
  return resource(at, 'AWS::ApiGateway::RestApi', {
    Name: member(service.provider, 'apiName') ?? join(at, [service.stage, '-', service.name]),
    Policy: policy === undefined ? undefined : record(policy.at, { Version: '2012-10-17', Statement: policy }),
  })
}

const deployment = (at: Place, service: Service): Node =>
  resource(at, 'AWS::ApiGateway::Deployment', {
    RestApiId: ref(at, API),
    StageName: member(member(service.provider, 'apiGateway'), 'stage') ?? service.stage,
  })

interface Paths {
  readonly resources: Made['resources']
  /** The resource of a path, the root for none. */
  readonly idOf: (parts: readonly string[], at: Place) => Node
}

/** One resource for each part of each path; those that another service made are named by the provider. */
function pathsOf(routes: readonly Route[], api: Node, settings: Node | undefined): Paths {
  const made = new Map<string, Node>()
  const existing = new Map<string, Node>()
  const named = member(settings, 'restApiResources')
  for (const [path, id] of named?.kind === 'map' ? named.entries : []) existing.set(partsOf(path).join('/'), id)
  const root = member(settings, 'restApiRootResourceId')
  const idOf = (parts: readonly string[], at: Place): Node => {
    if (parts.length === 0) return root ?? (member(settings, 'restApiId') === undefined ? rootOf(at) : api)
    return existing.get(parts.join('/')) ?? ref(at, resourceId(parts))
  }
  for (const { path, at } of routes) {
    const parts = partsOf(path)
    parts.forEach((part, i) => {
      const upTo = parts.slice(0, i + 1)
      if (made.has(resourceId(upTo)) || existing.has(upTo.join('/'))) return
      const properties = { ParentId: idOf(parts.slice(0, i), at), PathPart: part, RestApiId: api }
      made.set(resourceId(upTo), resource(at, 'AWS::ApiGateway::Resource', properties))
    })
  }
  return { resources: [...made], idOf }
}

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '')
const resourceId = (parts: readonly string[]): string => `ApiGatewayResource${pathName(parts.join('/'))}`
const rootOf = (at: Place): Node => record(at, { 'Fn::GetAtt': list(at, [API, 'RootResourceId']) })

function methodOf(route: Route, api: Node, resourceId: Node, authorizer: Node | null): readonly [string, Node] {
  const { fn, path, method, at } = route
  const kind = sourceOf(member(route.settings, 'authorizer')) ?? sourceOf(member(member(route.settings, 'authorizer'), 'type'))
  return [
    `ApiGatewayMethod${pathName(path)}${normalName(method)}`,
    resource(at, 'AWS::ApiGateway::Method', {
      HttpMethod: method.toUpperCase(),
      ResourceId: resourceId,
      RestApiId: api,
      AuthorizationType: kind?.toLowerCase() === 'aws_iam' ? 'AWS_IAM' : authorizer === null ? 'NONE' : 'CUSTOM',
      AuthorizerId: authorizer ?? undefined,
      Integration: route.integration ?? integrationOf(route, fn),
    }),
  ]
}

/** Source: Serverless Framework documentation, "Integration types"; mocks and HTTP endpoints call no function. */
function integrationOf({ settings, at }: Route, fn: ServiceFunction | null): Node {
  const written = sourceOf(member(settings, 'integration'))?.toLowerCase().replace('-', '_') ?? 'aws_proxy'
  const request = member(settings, 'request')
  const kinds: Readonly<Record<string, string>> = { lambda: 'AWS', lambda_proxy: 'AWS_PROXY', aws: 'AWS', aws_proxy: 'AWS_PROXY' }
  const type = kinds[written] ?? written.toUpperCase()
  if (!type.startsWith('AWS')) return record(at, { Type: type, Uri: member(request, 'uri'), IntegrationHttpMethod: 'POST' })
  return record(at, {
    Type: type,
    IntegrationHttpMethod: 'POST',
    Uri: fn === null ? undefined : invocationUri(at, arnOf(at, fn.id)),
    RequestTemplates: member(request, 'template'),
  })
}

/** Source: API Gateway Developer Guide, "Lambda integrations": the URI that invokes a function. */
export const invocationUri = (at: Place, arn: Node): Node =>
  join(at, [sub(at, 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/'), arn, '/invocations'])

interface Authorizers {
  readonly resources: Made['resources']
  readonly idOf: (route: Route) => Node | null
  /** Functions that the API calls as authorizers. */
  readonly functions: readonly { readonly key: string; readonly at: Place }[]
}

/** A function's key, an ARN, or a map with `name`, `arn` or `authorizerId`. Source: "HTTP Endpoints with Custom Authorizers". */
function authorizersOf(routes: readonly Route[], api: Node, service: Service): Authorizers {
  const resources = new Map<string, Node>()
  const functions = new Map<string, Place>()
  const ids = new Map<Route, Node>()
  for (const route of routes) {
    const written = member(route.settings, 'authorizer')
    if (written === undefined) continue
    const shared = member(written, 'authorizerId')
    if (shared !== undefined) ids.set(route, shared)
    const named = sourceOf(written) ?? sourceOf(member(written, 'name'))
    const arn = member(written, 'arn') ?? (named?.startsWith('arn:') === true || isCall(written) ? written : undefined)
    if (shared !== undefined || named?.toLowerCase() === 'aws_iam' || sourceOf(member(written, 'type'))?.toLowerCase() === 'aws_iam')
      continue
    const { at } = written
    const isOwn = arn === undefined && named !== null && service.functions.some((fn) => fn.key === named)
    const name = sourceOf(member(written, 'name')) ?? nameOfArn(arn, service) ?? named ?? 'authorizer'
    const id = `${normalName(name)}ApiGatewayAuthorizer`
    const called = isOwn ? arnOf(at, functionId(named)) : arn
    if (called === undefined) continue
    const isPool =
      /cognito-idp/.test(service.text(called) ?? '') || sourceOf(member(written, 'type'))?.toUpperCase() === 'COGNITO_USER_POOLS'
    if (isOwn) functions.set(named, at)
    ids.set(route, ref(at, id))
    resources.set(
      id,
      resource(at, 'AWS::ApiGateway::Authorizer', {
        Name: name,
        RestApiId: api,
        Type: isPool ? 'COGNITO_USER_POOLS' : (sourceOf(member(written, 'type')) ?? 'TOKEN').toUpperCase(),
        ProviderARNs: isPool ? list(at, [called]) : undefined,
        AuthorizerUri: isPool ? undefined : invocationUri(at, called),
        IdentitySource: member(written, 'identitySource') ?? 'method.request.header.Authorization',
        AuthorizerResultTtlInSeconds: member(written, 'resultTtlInSeconds') ?? 300,
      }),
    )
  }
  return { resources: [...resources], idOf: (route) => ids.get(route) ?? null, functions: [...functions].map(([key, at]) => ({ key, at })) }
}

function nameOfArn(arn: Node | undefined, service: Service): string | null {
  const text = service.text(arn)
  if (text !== null) return text.split(':').at(-1)?.split('-').at(-1) ?? null
  return sourceOf(itemsOf(member(arn, 'Fn::GetAtt'))[0])?.replace(/\..*$/, '') ?? null
}

function permissionsOf(routes: readonly Route[], api: Node, authorizers: Authorizers['functions']): Made['resources'] {
  const called = new Map<string, { readonly id: string; readonly normal: string; readonly at: Place }>()
  for (const { fn, at, settings } of routes)
    if (fn !== null && !/^(mock|http(_proxy)?)$/i.test(sourceOf(member(settings, 'integration'))?.replace('-', '_') ?? ''))
      called.set(fn.key, called.get(fn.key) ?? { id: fn.id, normal: fn.normal, at })
  for (const { key, at } of authorizers) called.set(key, called.get(key) ?? { id: functionId(key), normal: normalName(key), at })
  return [...called.values()].map(({ id, normal, at }) => [`${normal}LambdaPermissionApiGateway`, apiPermission(at, id, api)])
}

export const apiPermission = (at: Place, functionLogicalId: string, api: Node): Node =>
  permission(at, functionLogicalId, 'apigateway.amazonaws.com', {
    SourceArn: join(at, [sub(at, 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:'), api, '/*/*']),
  })

export const permission = (
  at: Place,
  functionLogicalId: string,
  principal: string,
  members: Readonly<Record<string, Written>> = {},
): Node =>
  resource(at, 'AWS::Lambda::Permission', {
    FunctionName: arnOf(at, functionLogicalId),
    Action: 'lambda:InvokeFunction',
    Principal: principal,
    ...members,
  })
