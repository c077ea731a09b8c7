/**
 * Integrations of API Gateway, from OpenAPI bodies, methods and HTTP APIs alike.
 * Source: API Gateway Developer Guide, "x-amazon-apigateway-integration object" and "AWS::ApiGateway::Method Integration".
 */
import type { Resource, Value } from '../../app/index.js'
import type { Place } from '../../outcome/index.js'
import { literalOf, type SymText } from '../../policy/index.js'
import { named } from '../declared.js'
import type { World } from '../scope.js'
import { entriesOf, firstAt, itemsOf, textsAt, valuesAt } from '../value.js'

export interface Integration {
  /** The API's ID. */
  readonly api: string
  /** HTTP method of the API, in capitals; `ANY` for all. Null where the route is not known. */
  readonly method: string | null
  /** With its parameters in braces; null where the route is not known. */
  readonly path: string | null
  readonly uris: readonly SymText[]
  /** The method that the service behind is called with. */
  readonly httpMethod: string | null
  readonly credentials: Value | null
  /** `SQS-SendMessage` of HTTP APIs. */
  readonly subtype: string | null
  readonly templates: readonly SymText[]
  /** Mapped parameters, by their full names (`integration.request.path.bucket`) or, for HTTP APIs, by the input's members. */
  readonly parameters: ReadonlyMap<string, Value>
  /** Whether it authorises requests rather than answers them. */
  readonly isAuthorizer: boolean
  readonly at: Place
}

const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'x-amazon-apigateway-any-method'])

const known = new WeakMap<World, readonly Integration[]>()

/** Every function asks, so each app is read once. */
export function integrationsOf(world: World): readonly Integration[] {
  const found = known.get(world) ?? readIntegrations(world)
  known.set(world, found)
  return found
}

function readIntegrations(world: World): readonly Integration[] {
  return [...world.declared.byId.values()].flatMap(({ resource, type }) => {
    if (type === 'AWS::ApiGateway::RestApi' || type === 'AWS::ApiGatewayV2::Api')
      return [...ofBody(resource), ...ofSam(resource), ...ofSocket(resource)]
    if (type === 'AWS::ApiGateway::Method') return ofMethod(resource, world)
    if (type === 'AWS::ApiGatewayV2::Integration') return ofV2(resource, world)
    return type === 'AWS::ApiGateway::Authorizer' || type === 'AWS::ApiGatewayV2::Authorizer' ? ofAuthorizer(resource, world) : []
  })
}

const BODIES = ['Body', 'DefinitionBody', 'DefinitionUri', 'BodyS3Location'] as const

function ofBody(api: Resource): readonly Integration[] {
  const bodies = BODIES.flatMap((name) => valuesAt(api.properties, [name])).filter((body) => body.kind === 'map')
  return bodies.flatMap((body) => [
    ...entriesOf(firstAt(body, ['paths'])).flatMap(([path, item]) =>
      entriesOf(item)
        .filter(([method]) => METHODS.has(method.toLowerCase()))
        .flatMap(([method, operation]) =>
          valuesAt(operation, ['x-amazon-apigateway-integration']).map((integration) => {
            const verb = method.toLowerCase() === 'x-amazon-apigateway-any-method' ? 'ANY' : method.toUpperCase()
            return openApi(api.id, verb, path, integration)
          }),
        ),
    ),
    ...authorizersOf(api, body),
  ])
}

const openApi = (api: string, method: string, path: string, value: Value): Integration => ({
  api,
  method,
  path,
  uris: textsAt(value, ['uri']),
  httpMethod: word(value, 'httpMethod'),
  credentials: firstAt(value, ['credentials']),
  subtype: word(value, 'integrationSubtype'),
  templates: textsAt(value, ['requestTemplates', '*']),
  parameters: new Map(entriesOf(firstAt(value, ['requestParameters']))),
  isAuthorizer: false,
  at: value.at,
})

function authorizersOf(api: Resource, body: Value): readonly Integration[] {
  const schemes = [...valuesAt(body, ['components', 'securitySchemes', '*']), ...valuesAt(body, ['securityDefinitions', '*'])]
  return schemes.flatMap((scheme) =>
    valuesAt(scheme, ['x-amazon-apigateway-authorizer']).map((value) =>
      authorizer(api.id, textsAt(value, ['authorizerUri']), firstAt(value, ['authorizerCredentials']), value.at),
    ),
  )
}

/**
 * Authorizers of SAM's APIs. Source: AWS SAM Developer Guide, "ApiAuth", "HttpApiAuth", `FunctionInvokeRole`; `NONE` says
 * that there is none.
 */
function ofSam(api: Resource): readonly Integration[] {
  return valuesAt(api.properties, ['Auth', 'Authorizers', '*']).flatMap((value) => {
    const uris = textsAt(value, ['FunctionArn'])
    const credentials = firstAt(value, ['FunctionInvokeRole'])
    const isNone = credentials === null || credentials.kind === 'null' || textsAt(credentials).some((text) => literalOf(text) === 'NONE')
    return uris.length === 0 ? [] : [authorizer(api.id, uris, isNone ? null : credentials, value.at)]
  })
}

/** Source: AWS SAM Developer Guide, "AWS::Serverless::WebSocketApi": its routes, and the authorizer of its connections. */
function ofSocket(api: Resource): readonly Integration[] {
  if (api.type !== 'AWS::Serverless::WebSocketApi') return []
  const routes = entriesOf(firstAt(api.properties, ['Routes'])).map(
    ([key, route]): Integration => ({
      ...authorizer(api.id, textsAt(route, ['FunctionArn']), null, route.at),
      path: key,
      isAuthorizer: false,
    }),
  )
  const guards = valuesAt(api.properties, ['Auth']).flatMap((auth) => {
    const uris = textsAt(auth, ['AuthArn'])
    return uris.length === 0 ? [] : [authorizer(api.id, uris, firstAt(auth, ['InvokeRole']), auth.at)]
  })
  return [...routes, ...guards]
}

const authorizer = (api: string, uris: readonly SymText[], credentials: Value | null, at: Place): Integration => ({
  api,
  method: null,
  path: null,
  uris,
  httpMethod: 'POST',
  credentials,
  subtype: null,
  templates: [],
  parameters: new Map(),
  isAuthorizer: true,
  at,
})

function ofMethod(method: Resource, world: World): readonly Integration[] {
  const api = apiOf(method, 'RestApiId', world)
  if (api === null) return []
  return valuesAt(method.properties, ['Integration']).map((value) => ({
    api,
    method: word(method.properties, 'HttpMethod'),
    path: pathOf(method, world),
    uris: textsAt(value, ['Uri']),
    httpMethod: word(value, 'IntegrationHttpMethod'),
    credentials: firstAt(value, ['Credentials']),
    subtype: null,
    templates: textsAt(value, ['RequestTemplates', '*']),
    parameters: new Map(entriesOf(firstAt(value, ['RequestParameters']))),
    isAuthorizer: false,
    at: value.at,
  }))
}

/** Follows `ResourceId` up to the API's root. */
function pathOf(method: Resource, world: World): string | null {
  const parts: string[] = []
  let [at] = textsAt(method.properties, ['ResourceId'])
  for (let depth = 0; at !== undefined && depth < 32; depth++) {
    const found = named(at, world.declared)
    if (found === null) return null
    if (found.declared.type !== 'AWS::ApiGateway::Resource') return `/${parts.join('/')}`
    parts.unshift(word(found.declared.resource.properties, 'PathPart') ?? '*')
    ;[at] = textsAt(found.declared.resource.properties, ['ParentId'])
  }
  return null
}

function ofV2(integration: Resource, world: World): readonly Integration[] {
  const api = apiOf(integration, 'ApiId', world)
  if (api === null) return []
  const { properties } = integration
  const base = {
    api,
    uris: textsAt(properties, ['IntegrationUri']),
    httpMethod: word(properties, 'IntegrationMethod'),
    credentials: firstAt(properties, ['CredentialsArn']),
    subtype: word(properties, 'IntegrationSubtype'),
    templates: textsAt(properties, ['RequestTemplates', '*']),
    parameters: new Map(entriesOf(firstAt(properties, ['RequestParameters']))),
    isAuthorizer: false,
    at: integration.at,
  }
  const routes = (world.declared.byType.get('AWS::ApiGatewayV2::Route') ?? []).filter(({ resource }) =>
    textsAt(resource.properties, ['Target']).some((t) => t.some((p) => p.kind === 'symbol' && p.name === integration.id)),
  )
  const keys = routes.flatMap(({ resource }) => word(resource.properties, 'RouteKey') ?? [])
  if (keys.length === 0) return [{ ...base, method: null, path: null }]
  return keys.map((key) => {
    const [method, path] = key.split(' ')
    // A WebSocket route has a name and no method.
    return path === undefined ? { ...base, method: null, path: key } : { ...base, method: method ?? null, path }
  })
}

function ofAuthorizer(resource: Resource, world: World): readonly Integration[] {
  const api = apiOf(resource, 'RestApiId', world) ?? apiOf(resource, 'ApiId', world)
  if (api === null) return []
  const credentials = firstAt(resource.properties, ['AuthorizerCredentials']) ?? firstAt(resource.properties, ['AuthorizerCredentialsArn'])
  const uris = textsAt(resource.properties, ['AuthorizerUri'])
  return uris.length === 0 ? [] : [authorizer(api, uris, credentials, resource.at)]
}

function apiOf(resource: Resource, key: string, world: World): string | null {
  for (const text of textsAt(resource.properties, [key])) {
    const found = named(text, world.declared)
    if (found !== null) return found.declared.id
  }
  return null
}

export function word(value: Value, key: string): string | null {
  return valuesAt(value, [key]).flatMap((v) => (itemsOf(v)[0]?.kind === 'text' ? wordOf(textsAt(v)[0]) : []))[0] ?? null
}

const wordOf = (text: SymText | undefined): readonly string[] => (text?.length === 1 && text[0]?.kind === 'text' ? [text[0].text] : [])
