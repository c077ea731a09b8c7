/**
 * APIs that call functions: OpenAPI bodies, methods and integrations of their own, authorizers, SAM's and CloudFormation's.
 * Source: API Gateway Developer Guide, "OpenAPI extensions for API Gateway"; CloudFormation Template Reference.
 */

import { printSym } from '../../policy/index.js'
import type { World } from '../functions/world.js'
import { resolveResource } from '../resolve.js'
import type { Resource, Value } from '../types.js'
import { entriesOf, entry, items, literal, memberOf, textOf, texts } from '../values.js'
import { type Item, type ReadWires, selfValue, wiresOf, withMembers } from './item.js'
import type { Permitted } from './permissions.js'
import type { Wired } from './wired.js'

const PRINCIPAL = 'apigateway.amazonaws.com'

function read(rows: (resource: Resource, world: World) => readonly Item[]): ReadWires {
  return (resource, world, permitted) => rows(resource, world).flatMap((item) => wiresOf(item, world, permitted))
}

/** The operations and authorizers of an OpenAPI document. */
function body(resource: Resource, property: string, kind: 'api' | 'http-api'): readonly Item[] {
  const document = entry(resource.properties, property)
  if (document === null) return []
  const self = selfValue(resource, document)
  const operations = entriesOf(entry(document, 'paths')).flatMap(([path, methods]) =>
    entriesOf(methods).map(([name, operation]): Item => {
      const extension = memberOf(operation, 'x-amazon-apigateway-integration')
      const properties = withMembers(extension ?? operation, { Path: path, Method: name.startsWith('x-amazon') ? 'any' : name })
      return {
        id: resource.id,
        kind,
        calls: entry(extension, 'uri'),
        source: self,
        properties,
        principal: hasCredentials(extension) ? null : PRINCIPAL,
      }
    }),
  )
  const schemes = [...entriesOf(entry(document, 'securityDefinitions')), ...entriesOf(entry(document, 'components.securitySchemes'))]
  const authorizers = schemes.map(([, scheme]): Item => {
    const extension = memberOf(scheme, 'x-amazon-apigateway-authorizer')
    const calls = entry(extension, 'authorizerUri')
    return {
      id: resource.id,
      kind: 'authorizer',
      calls,
      source: self,
      properties: extension ?? scheme,
      principal: entry(extension, 'authorizerCredentials') === null ? PRINCIPAL : null,
    }
  })
  return [...operations, ...authorizers]
}

const hasCredentials = (integration: Value | null): boolean =>
  entry(integration, 'credentials') !== null || entry(integration, 'Credentials') !== null

function method(resource: Resource, world: World): readonly Item[] {
  const { properties } = resource
  const found = entry(properties, 'Integration')
  const path = textOf(entry(properties, 'ResourceId'))
  return [
    {
      id: resource.id,
      kind: 'api',
      calls: entry(found, 'Uri'),
      source: entry(properties, 'RestApiId'),
      properties: withMembers(properties, {
        Method: entry(properties, 'HttpMethod'),
        Path: path === null ? null : pathOf(resource, world),
      }),
      principal: hasCredentials(found) ? null : PRINCIPAL,
    },
  ]
}

/** The parts of a method's path, from the API's root. */
function pathOf(methodResource: Resource, world: World): string {
  const parts: string[] = []
  let at = textOf(entry(methodResource.properties, 'ResourceId'))
  for (let i = 0; i < 30 && at !== null; i++) {
    const found = resolveResource(world, at, 'AWS::ApiGateway::Resource')
    if (found === null) break
    const part = texts(entry(found.resource.properties, 'PathPart'))[0]
    parts.unshift(part === undefined ? '*' : printSym(part))
    at = textOf(entry(found.resource.properties, 'ParentId'))
  }
  return `/${parts.join('/')}`
}

function authorizer(resource: Resource, uri: string, api: string): Item {
  const { properties } = resource
  const credentials = entry(properties, 'AuthorizerCredentials') ?? entry(properties, 'AuthorizerCredentialsArn')
  return {
    id: resource.id,
    kind: 'authorizer',
    calls: entry(properties, uri),
    source: entry(properties, api),
    properties,
    principal: credentials === null ? PRINCIPAL : null,
  }
}

/** One wire for each route that leads to the integration; one without a route where none is in the template. */
function integration(resource: Resource, world: World): readonly Item[] {
  const { properties } = resource
  const api = textOf(entry(properties, 'ApiId'))
  const owner = api === null ? null : resolveResource(world, api, 'AWS::ApiGatewayV2::Api')
  const kind = owner !== null && literal(entry(owner.resource.properties, 'ProtocolType')) === 'WEBSOCKET' ? 'websocket-api' : 'http-api'
  const item = {
    id: resource.id,
    kind,
    calls: entry(properties, 'IntegrationUri'),
    source: entry(properties, 'ApiId'),
    principal: entry(properties, 'CredentialsArn') === null ? PRINCIPAL : null,
  } as const
  const routes = routesTo(resource.id, world)
  return routes.length === 0
    ? [{ ...item, properties }]
    : routes.map((route) => ({ ...item, properties: withMembers(properties, { RouteKey: entry(route.properties, 'RouteKey') }) }))
}

const routesTo = (integrationId: string, world: World): readonly Resource[] =>
  world.placed.flatMap(({ resource }) =>
    resource.type === 'AWS::ApiGatewayV2::Route' &&
    texts(entry(resource.properties, 'Target')).some((target) =>
      target.some((piece) => piece.kind === 'symbol' && piece.name === integrationId),
    )
      ? [resource]
      : [],
  )

/** An HTTP API with a `Target` is made with its one route. */
const quickApi = (resource: Resource): Item => ({
  id: resource.id,
  kind: 'http-api',
  calls: entry(resource.properties, 'Target'),
  source: selfValue(resource, resource.properties),
  properties: resource.properties,
  principal: PRINCIPAL,
})

/** SAM lets its API call an authorizer, unless the properties say that a role does or that a person will. */
function samApi(kind: 'api' | 'http-api'): ReadWires {
  return (resource, world, permitted) => {
    const bodies = body(resource, 'DefinitionBody', kind).flatMap((item) => wiresOf(item, world, permitted))
    return [
      ...bodies,
      ...entriesOf(entry(resource.properties, 'Auth.Authorizers')).flatMap(([, each]) =>
        samAuthorizer(resource, each, kind, world, permitted),
      ),
    ]
  }
}

function samAuthorizer(resource: Resource, value: Value, kind: 'api' | 'http-api', world: World, permitted: Permitted): readonly Wired[] {
  const setting = literal(entry(value, kind === 'api' ? 'DisableFunctionDefaultPermissions' : 'EnableFunctionDefaultPermissions'))
  const granted = entry(value, 'FunctionInvokeRole') === null && (kind === 'api' ? setting !== 'true' : setting === 'true')
  const item: Item = {
    id: resource.id,
    kind: 'authorizer',
    calls: entry(value, 'FunctionArn'),
    source: selfValue(resource, value),
    properties: value,
    principal: PRINCIPAL,
  }
  return wiresOf(item, world, permitted).map(({ functionId, wire }) => ({
    functionId,
    wire: { ...wire, permitted: granted || wire.permitted },
  }))
}

const webSocketRoutes = (resource: Resource): readonly Item[] =>
  entriesOf(entry(resource.properties, 'Routes')).map(([key, route]) => ({
    id: resource.id,
    kind: 'websocket-api',
    calls: entry(route, 'FunctionArn'),
    source: selfValue(resource, route),
    properties: withMembers(route, { RouteKey: key }),
    principal: PRINCIPAL,
  }))

function webSocketAuthorizer(resource: Resource): readonly Item[] {
  const auth = entry(resource.properties, 'Auth')
  const calls = entry(auth, 'AuthArn')
  if (auth === null || calls === null) return []
  const principal = entry(auth, 'InvokeRole') === null ? PRINCIPAL : null
  return [{ id: resource.id, kind: 'authorizer', calls, source: selfValue(resource, auth), properties: auth, principal }]
}

const graphqlSources = (resource: Resource): readonly Item[] =>
  entriesOf(entry(resource.properties, 'DataSources.Lambda')).map(([, source]) => ({
    id: resource.id,
    kind: 'appsync',
    calls: entry(source, 'FunctionArn'),
    source: selfValue(resource, source),
    properties: source,
    principal: null,
  }))

function graphqlAuthorizers(resource: Resource): readonly Item[] {
  const own = entry(resource.properties, 'LambdaAuthorizerConfig')
  const sam = entry(resource.properties, 'Auth')
  const more = ['AdditionalAuthenticationProviders', 'EventConfig.AuthProviders']
    .flatMap((path) => items(entry(resource.properties, path)))
    .concat(items(entry(sam, 'Additional')))
  const found = [
    own,
    entry(sam, 'LambdaAuthorizer'),
    entry(sam, 'LambdaAuthorizerConfig'),
    ...more.map((provider) => entry(provider, 'LambdaAuthorizerConfig') ?? entry(provider, 'LambdaAuthorizer')),
  ]
  return found.flatMap((config): readonly Item[] =>
    config === null
      ? []
      : [
          {
            id: resource.id,
            kind: 'authorizer',
            calls: entry(config, 'AuthorizerUri'),
            source: selfValue(resource, config),
            properties: config,
            principal: 'appsync.amazonaws.com',
          },
        ],
  )
}

/** SAM adds the permission, where the service asks for one. */
const permittedBySam =
  (rows: (resource: Resource) => readonly Item[]): ReadWires =>
  (resource, world, permitted) =>
    rows(resource).flatMap((item) =>
      wiresOf(item, world, permitted).map(({ functionId, wire }) => ({
        functionId,
        wire: { ...wire, permitted: wire.permitted || item.principal !== null },
      })),
    )

export const API_WIRES: ReadonlyMap<string, ReadWires> = new Map<string, ReadWires>([
  ['AWS::ApiGateway::Authorizer', read((resource) => [authorizer(resource, 'AuthorizerUri', 'RestApiId')])],
  ['AWS::ApiGateway::Method', read(method)],
  ['AWS::ApiGateway::RestApi', read((resource) => body(resource, 'Body', 'api'))],
  ['AWS::ApiGatewayV2::Api', read((resource) => [...body(resource, 'Body', 'http-api'), quickApi(resource)])],
  ['AWS::ApiGatewayV2::Authorizer', read((resource) => [authorizer(resource, 'AuthorizerUri', 'ApiId')])],
  ['AWS::ApiGatewayV2::Integration', read(integration)],
  ['AWS::AppSync::Api', read(graphqlAuthorizers)],
  ['AWS::AppSync::GraphQLApi', read(graphqlAuthorizers)],
  ['AWS::Serverless::Api', samApi('api')],
  ['AWS::Serverless::GraphQLApi', permittedBySam((resource) => [...graphqlSources(resource), ...graphqlAuthorizers(resource)])],
  ['AWS::Serverless::HttpApi', samApi('http-api')],
  ['AWS::Serverless::WebSocketApi', permittedBySam((resource) => [...webSocketRoutes(resource), ...webSocketAuthorizer(resource)])],
])

export const IMPLICIT_API_WIRES: ReadonlyMap<string, ReadWires> = new Map([
  ['AWS::ApiGateway::RestApi', samApi('api')],
  ['AWS::ApiGatewayV2::Api', samApi('http-api')],
])
