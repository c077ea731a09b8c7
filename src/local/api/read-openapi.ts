/**
 * An API out of an OpenAPI document with API Gateway's extensions, Swagger 2.0 or OpenAPI 3.
 * Source: API Gateway Developer Guide, "OpenAPI extensions for API Gateway".
 */
import { at, flagOf, isPlain, listOf, mapOf, numberOf, type Plain, textMap, textOf, textsOf } from './plain.js'
import { functionOf, type IntegrationContext, readIntegration } from './read-integration.js'
import { openApiRules } from './read-validation.js'
import type { Authorization, Authorizer, Cors, GatewayResponse, Route } from './types.js'

export interface OpenApiParts {
  readonly routes: readonly Route[]
  readonly authorizers: ReadonlyMap<string, Authorizer>
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>
  readonly binaryMediaTypes: readonly string[]
  readonly cors: Cors | null
  readonly policy: unknown
}

const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'x-amazon-apigateway-any-method'])

/** @param fallback what routes ask for that say nothing themselves */
export function readOpenApi(document: Plain, context: IntegrationContext, fallback: Authorization | null): OpenApiParts {
  const schemes = { ...mapOf(document.securityDefinitions), ...mapOf(at(document, 'components.securitySchemes')) }
  const shared = mapOf(at(document, 'components.x-amazon-apigateway-integrations'))
  const routes = Object.entries(mapOf(document.paths)).flatMap(([path, methods]) =>
    Object.entries(mapOf(methods)).flatMap(([method, operation]): readonly Route[] => {
      if (!METHODS.has(method)) return []
      const it = mapOf(operation)
      const written = integrationOf(it['x-amazon-apigateway-integration'], shared)
      const secured = securityOf(it, document, schemes)
      return [
        {
          method: method.startsWith('x-') ? 'ANY' : method.toUpperCase(),
          path: path === '/$default' ? '$default' : path,
          authorization: secured.authorization ?? fallback ?? { kind: 'none' },
          needsApiKey: secured.needsApiKey,
          rules: context.kind === 'rest' ? openApiRules(document, it, mapOf(methods).parameters) : null,
          integration:
            written === null
              ? { kind: 'unsupported', why: `${method.toUpperCase()} ${path} has no integration` }
              : readIntegration(written, context),
        },
      ]
    }),
  )
  return {
    routes,
    authorizers: new Map(Object.entries(schemes).flatMap(([name, scheme]) => authorizerOf(name, mapOf(scheme), context))),
    gatewayResponses: gatewayResponses(
      mapOf(document['x-amazon-apigateway-gateway-responses']),
      'statusCode',
      'responseParameters',
      'responseTemplates',
    ),
    binaryMediaTypes: textsOf(document['x-amazon-apigateway-binary-media-types']),
    cors: corsOf(document['x-amazon-apigateway-cors']),
    policy: document['x-amazon-apigateway-policy'] ?? null,
  }
}

/** An integration may be a reference to one that several operations share. */
function integrationOf(written: unknown, shared: Plain): Plain | null {
  if (!isPlain(written)) return null
  const name = textOf(written.$ref)?.split('/').at(-1)
  return name === undefined ? written : isPlain(shared[name]) ? shared[name] : null
}

function securityOf(
  operation: Plain,
  document: Plain,
  schemes: Plain,
): { readonly authorization: Authorization | null; readonly needsApiKey: boolean } {
  if (textOf(at(operation, 'x-amazon-apigateway-auth.type'))?.toUpperCase() === 'AWS_IAM')
    return { authorization: { kind: 'iam' }, needsApiKey: false }
  const written = operation.security ?? document.security
  let authorization: Authorization | null = null
  let needsApiKey = false
  for (const requirement of listOf(written))
    for (const [name, scopes] of Object.entries(mapOf(requirement))) {
      const scheme = mapOf(schemes[name])
      const type = textOf(scheme['x-amazon-apigateway-authtype'])?.toLowerCase()
      if (type === 'awssigv4') authorization = { kind: 'iam' }
      else if (scheme['x-amazon-apigateway-authorizer'] !== undefined)
        authorization = { kind: 'named', authorizer: name, scopes: textsOf(scopes) }
      else if (textOf(scheme.type) === 'apiKey' && textOf(scheme.name)?.toLowerCase() === 'x-api-key') needsApiKey = true
    }
  // `security: []` opens one operation of a document that is closed as a whole.
  if (authorization === null && Array.isArray(operation.security)) authorization = { kind: 'none' }
  return { authorization, needsApiKey }
}

function authorizerOf(name: string, scheme: Plain, context: IntegrationContext): readonly (readonly [string, Authorizer])[] {
  const it = mapOf(scheme['x-amazon-apigateway-authorizer'])
  const type = textOf(it.type)?.toLowerCase()
  const headerName = textOf(scheme.name) ?? 'Authorization'
  if (type === 'jwt') {
    const source = textsOf(it.identitySource)[0] ?? '$request.header.Authorization'
    return [[name, jwt(name, textOf(at(it, 'jwtConfiguration.issuer')), textsOf(at(it, 'jwtConfiguration.audience')), source)]]
  }
  if (type === 'cognito_user_pools') return [[name, jwt(name, null, [], `method.request.header.${headerName}`)]]
  const functionArn = functionOf(textOf(it.authorizerUri) ?? '')
  if (functionArn === null || (type !== 'token' && type !== 'request')) return []
  const sources = textsOf(it.identitySource).flatMap((each) => each.split(/\s*,\s*/))
  const prefix = context.kind === 'rest' ? 'method.request.header.' : '$request.header.'
  return [
    [
      name,
      {
        kind: type,
        id: name,
        functionArn,
        credentials: context.roleFor(textOf(it.authorizerCredentials)),
        sources: sources.length > 0 ? sources : type === 'token' ? [prefix + headerName] : [],
        validation: textOf(it.identityValidationExpression),
        payload: textOf(it.authorizerPayloadFormatVersion) === '2.0' ? '2.0' : '1.0',
        simple: flagOf(it.enableSimpleResponses) === true,
        ttlSeconds: numberOf(it.authorizerResultTtlInSeconds) ?? 300,
      },
    ],
  ]
}

export const jwt = (id: string, issuer: string | null, audiences: readonly string[], source: string): Authorizer => ({
  kind: 'jwt',
  id,
  issuer,
  audiences,
  source,
})

/** Gateway responses by type; SAM and OpenAPI name their members differently. */
export function gatewayResponses(
  written: Plain,
  status: string,
  parameters: string,
  templates: string,
): ReadonlyMap<string, GatewayResponse> {
  return new Map(
    Object.entries(written).map(([type, response]) => {
      const it = mapOf(response)
      return [type, { status: numberOf(it[status]), parameters: responseParameters(it[parameters]), templates: textMap(it[templates]) }]
    }),
  )
}

/** SAM nests what OpenAPI writes as `gatewayresponse.header.X`. */
function responseParameters(written: unknown): ReadonlyMap<string, string> {
  const nested = textMap(mapOf(written).Headers)
  return nested.size > 0 ? new Map([...nested].map(([name, value]) => [`gatewayresponse.header.${name}`, value])) : textMap(written)
}

/** By the names of `x-amazon-apigateway-cors`, of `CorsConfiguration`, or `true` for everything as SAM has it. */
export function corsOf(written: unknown): Cors | null {
  if (flagOf(written) === true)
    return { origins: ['*'], methods: ['*'], headers: ['*'], exposed: [], maxAgeSeconds: null, credentials: false }
  if (!isPlain(written)) return null
  const member = (name: string): unknown => written[name] ?? written[name.charAt(0).toUpperCase() + name.slice(1)]
  return {
    origins: textsOf(member('allowOrigins')),
    methods: textsOf(member('allowMethods')).map((each) => each.toUpperCase()),
    headers: textsOf(member('allowHeaders')),
    exposed: textsOf(member('exposeHeaders')),
    maxAgeSeconds: numberOf(member('maxAge')),
    credentials: flagOf(member('allowCredentials')) === true,
  }
}
