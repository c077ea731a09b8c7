/**
 * The events that API Gateway makes of requests.
 * Source: API Gateway Developer Guide, "Lambda proxy integrations in API Gateway", "Input format of a Lambda function for
 * proxy integration"; "Create AWS Lambda proxy integrations for HTTP APIs", payload formats 1.0 and 2.0.
 */
import type { Matched } from './routes.js'
import { decoded } from './routes.js'
import type { Api, ApiRequest, Identity } from './types.js'
import { header } from './types.js'

export interface PayloadInput {
  readonly api: Api
  readonly request: ApiRequest
  readonly matched: Matched
  readonly identity: Identity
}

type Json = Readonly<Record<string, unknown>>

/** Headers that API Gateway takes away, and those whose names it writes its own way. */
const DROPPED: ReadonlySet<string> = new Set(['connection', 'content-length', 'expect', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'])
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['accept', 'Accept'],
  ['authorization', 'Authorization'],
  ['content-type', 'Content-Type'],
  ['host', 'Host'],
  ['user-agent', 'User-Agent'],
])

export function payload1(input: PayloadInput): Json {
  const { api, request, matched } = input
  const headers = forwarded(request)
  const { single, multi } = collected(headers.map(([name, value]) => [WRITTEN.get(name.toLowerCase()) ?? name, value] as const))
  const query = collected(request.query)
  const { body, isBase64Encoded } = bodyOf(input)
  return {
    ...(api.kind === 'rest' ? {} : { version: '1.0' }),
    resource: matched.route.path,
    path: api.kind === 'rest' ? request.path : stagedPath(api, request),
    httpMethod: request.method,
    headers: orNull(single),
    multiValueHeaders: orNull(multi),
    queryStringParameters: orNull(query.single),
    multiValueQueryStringParameters: orNull(query.multi),
    requestContext: context1(input),
    pathParameters: orNull(Object.fromEntries(pathParameters(input))),
    stageVariables: orNull(Object.fromEntries(api.stageVariables)),
    body,
    isBase64Encoded,
  }
}

export function payload2(input: PayloadInput): Json {
  const { api, request, matched } = input
  const headers = forwarded(request).filter(([name]) => name.toLowerCase() !== 'cookie')
  const cookies = request.headers.filter(([name]) => name.toLowerCase() === 'cookie').flatMap(([, value]) => value.split(/;\s*/))
  const { body, isBase64Encoded } = bodyOf(input)
  const parameters = pathParameters(input)
  return {
    version: '2.0',
    routeKey: routeKey(matched),
    rawPath: stagedPath(api, request),
    rawQueryString: request.rawQuery,
    ...(cookies.length > 0 && { cookies }),
    headers: joined(headers.map(([name, value]) => [name.toLowerCase(), value] as const)),
    ...(request.query.length > 0 && { queryStringParameters: joined(request.query) }),
    requestContext: context2(input),
    ...(parameters.size > 0 && { pathParameters: Object.fromEntries(parameters) }),
    ...(api.stageVariables.size > 0 && { stageVariables: Object.fromEntries(api.stageVariables) }),
    ...(body !== null && { body }),
    isBase64Encoded,
  }
}

export function context1({ api, request, matched, identity }: PayloadInput): Json {
  const iam = identity.kind === 'iam' ? identity : null
  return {
    accountId: api.account,
    apiId: api.apiId,
    ...(authorizer1(identity, api) !== null && { authorizer: authorizer1(identity, api) }),
    deploymentId: 'local0',
    domainName: request.host,
    domainPrefix: request.host.split('.')[0],
    extendedRequestId: extendedId(request.id),
    httpMethod: request.method,
    identity: {
      accessKey: iam?.accessKey ?? null,
      accountId: iam?.accountId ?? null,
      apiKey: header(request, 'x-api-key'),
      apiKeyId: null,
      caller: iam?.callerId ?? null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: iam?.callerId ?? null,
      userAgent: header(request, 'user-agent'),
      userArn: iam?.userArn ?? null,
    },
    path: stagedPath(api, request),
    protocol: 'HTTP/1.1',
    requestId: request.id,
    requestTime: clfTime(request.time),
    requestTimeEpoch: request.time,
    resourceId: resourceId(matched),
    resourcePath: matched.route.path,
    stage: api.stage,
  }
}

export function context2({ api, request, matched, identity }: PayloadInput): Json {
  return {
    accountId: accountOf(api, identity),
    apiId: api.apiId,
    ...authorizer2(identity),
    domainName: request.host,
    domainPrefix: request.host.split('.')[0],
    http: {
      method: request.method,
      path: stagedPath(api, request),
      protocol: 'HTTP/1.1',
      sourceIp: request.sourceIp,
      userAgent: header(request, 'user-agent') ?? '',
    },
    requestId: request.id,
    routeKey: routeKey(matched),
    stage: api.stage,
    time: clfTime(request.time),
    timeEpoch: request.time,
  }
}

/** A function URL names its caller's account. */
const accountOf = (api: Api, identity: Identity): string =>
  api.kind !== 'url' ? api.account : identity.kind === 'iam' ? (identity.accountId ?? api.account) : 'anonymous'

/** HTTP APIs give the path decoded, in both formats; REST APIs and function URLs as it came. Measured by others on AWS, 2026. */
function stagedPath({ kind, stage }: Api, request: ApiRequest): string {
  const path = kind === 'http' ? decoded(request.path) : request.path
  return stage === '$default' ? path : `/${stage}${path}`
}

export const routeKey = ({ route }: Matched): string => (route.path === '$default' ? '$default' : `${route.method} ${route.path}`)

function authorizer1(identity: Identity, { kind }: Api): Json | null {
  switch (identity.kind) {
    case 'lambda':
      return { ...identity.context, ...(identity.principalId !== null && { principalId: identity.principalId }), integrationLatency: 0 }
    case 'jwt':
      // A REST API gives the claims alone.
      return { claims: stringClaims(identity.claims), ...(identity.scopes !== null && kind !== 'rest' && { scopes: identity.scopes }) }
    default:
      return null
  }
}

function authorizer2(identity: Identity): Json {
  switch (identity.kind) {
    case 'iam':
      return {
        authorizer: {
          iam: {
            accessKey: identity.accessKey,
            accountId: identity.accountId,
            callerId: identity.callerId,
            cognitoIdentity: null,
            principalOrgId: null,
            userArn: identity.userArn,
            userId: identity.callerId,
          },
        },
      }
    case 'jwt':
      return { authorizer: { jwt: { claims: stringClaims(identity.claims), scopes: identity.scopes } } }
    case 'lambda':
      return { authorizer: { lambda: identity.context } }
    case 'none':
      return {}
  }
}

/** Claims reach functions as text: lists in brackets, apart by spaces. */
export const stringClaims = (claims: Json): Json =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value),
    ]),
  )

/** HTTP APIs decode what stands in the path; REST APIs hand it on as it came. */
function pathParameters({ api, matched }: PayloadInput): ReadonlyMap<string, string> {
  if (api.kind === 'rest') return matched.pathParameters
  return new Map([...matched.pathParameters].map(([name, value]) => [name, decoded(value)]))
}

function forwarded(request: ApiRequest): readonly (readonly [string, string])[] {
  const kept = request.headers.filter(([name]) => !DROPPED.has(name.toLowerCase()))
  const has = new Set(kept.map(([name]) => name.toLowerCase()))
  const added: [string, string][] = [
    ['X-Amzn-Trace-Id', `Root=1-${Math.floor(request.time / 1000).toString(16)}-${request.id.replaceAll('-', '').slice(0, 24)}`],
    ['X-Forwarded-For', request.sourceIp],
    ['X-Forwarded-Port', request.host.split(':')[1] ?? '443'],
    ['X-Forwarded-Proto', 'https'],
  ]
  return [...kept, ...added.filter(([name]) => !has.has(name.toLowerCase()))]
}

/** The last value of a name, and all of them. */
function collected(pairs: readonly (readonly [string, string])[]): { single: Json; multi: Json } {
  const multi = new Map<string, string[]>()
  for (const [name, value] of pairs) multi.set(name, [...(multi.get(name) ?? []), value])
  return { single: Object.fromEntries([...multi].map(([name, values]) => [name, values.at(-1)])), multi: Object.fromEntries(multi) }
}

function joined(pairs: readonly (readonly [string, string])[]): Json {
  const all = new Map<string, string>()
  for (const [name, value] of pairs) {
    const before = all.get(name)
    all.set(name, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(all)
}

const orNull = (value: Json): Json | null => (Object.keys(value).length === 0 ? null : value)

function bodyOf({ api, request }: PayloadInput): { body: string | null; isBase64Encoded: boolean } {
  if (request.body.length === 0) return { body: null, isBase64Encoded: false }
  const isBinary = api.kind === 'rest' ? isBinaryType(api, header(request, 'content-type')) : !isText(header(request, 'content-type'))
  return { body: request.body.toString(isBinary ? 'base64' : 'utf8'), isBase64Encoded: isBinary }
}

/** REST APIs: what `binaryMediaTypes` lists; a star in either half is any. */
export function isBinaryType(api: Api, type: string | null): boolean {
  const [main = '', sub = ''] = (type ?? 'application/json').split(';')[0]?.trim().toLowerCase().split('/') ?? []
  return api.binaryMediaTypes.some((each) => {
    const [m, s] = each.toLowerCase().split('/')
    return (m === '*' || m === main) && (s === '*' || s === sub)
  })
}

// Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs": text types and JSON, XML, JavaScript go as text.
const isText = (type: string | null): boolean =>
  type === null || /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|[\w.-]+\+(json|xml)))/i.test(type)

/** `26/Nov/2026:21:00:00 +0000` */
export function clfTime(ms: number): string {
  const [day = '', month = '', rest = ''] = [
    String(new Date(ms).getUTCDate()).padStart(2, '0'),
    MONTHS[new Date(ms).getUTCMonth()],
    new Date(ms).toISOString().slice(11, 19),
  ]
  return `${day}/${month}/${new Date(ms).getUTCFullYear()}:${rest} +0000`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const extendedId = (id: string): string => `${Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64').slice(0, 15)}=`

/** Six characters that are the same for the same path. */
export function resourceId({ route }: Matched): string {
  let hash = 7
  for (const char of route.path) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return hash.toString(36).padStart(6, '0').slice(-6)
}
