/**
 * What functions answer, as clients get it, and the answers that API Gateway makes itself.
 * Source: API Gateway Developer Guide, "Output format of a Lambda function for proxy integration", "Create AWS Lambda proxy
 * integrations for HTTP APIs" and "Gateway response types for API Gateway".
 */
import { isBinaryType } from './payload.js'
import { type Api, type ApiReply, type ApiRequest, header } from './types.js'

/** Type, status and message of gateway responses. */
const RESPONSES = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error'],
  AUTHORIZER_FAILURE: [500, 'Internal server error'],
  BAD_REQUEST_BODY: [400, 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'Missing required request parameters'],
  EXPIRED_TOKEN: [403, 'The security token included in the request is expired'],
  INTEGRATION_FAILURE: [504, 'Network error communicating with endpoint'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  INVALID_API_KEY: [403, 'Forbidden'],
  INVALID_SIGNATURE: [403, 'The request signature we calculated does not match the signature you provided.'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  RESOURCE_NOT_FOUND: [404, 'Not Found'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type'],
  THROTTLED: [429, 'Too Many Requests'],
  DEFAULT_5XX: [500, 'Internal server error'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>

export type GatewayResponseType = keyof typeof RESPONSES

const ERROR_TYPES: Readonly<Partial<Record<GatewayResponseType, string>>> = {
  ACCESS_DENIED: 'AccessDeniedException',
  EXPIRED_TOKEN: 'ExpiredTokenException',
  INVALID_API_KEY: 'ForbiddenException',
  INVALID_SIGNATURE: 'InvalidSignatureException',
  MISSING_AUTHENTICATION_TOKEN: 'MissingAuthenticationTokenException',
  UNAUTHORIZED: 'UnauthorizedException',
  THROTTLED: 'TooManyRequestsException',
  INTEGRATION_TIMEOUT: 'GatewayTimeoutException',
}

export interface Said {
  /** In place of the type's own. */
  readonly message?: string
  /** Of a body that does not fit its model. */
  readonly validationErrors?: string
}

/** An HTTP API answers all in one form; a REST API may say it its own way. */
export function gatewayResponse(api: Api, request: ApiRequest, type: GatewayResponseType, said: Said = {}): ApiReply {
  const [status, own] = RESPONSES[type]
  const text = said.message ?? own
  if (api.kind !== 'rest') return json(HTTP_STATUS[type] ?? status, { message: HTTP_MESSAGES[type] ?? text })
  const custom = api.gatewayResponses.get(type) ?? api.gatewayResponses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX')
  const errorType = ERROR_TYPES[type] ?? (status >= 500 ? 'InternalServerErrorException' : 'BadRequestException')
  const parameters = [...(custom?.parameters ?? [])].flatMap(([to, from]): [string, string][] => {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(to)?.[1]
    const value = /^'(.*)'$/s.exec(from)?.[1] ?? header(request, /^method\.request\.header\.(.+)$/.exec(from)?.[1] ?? '')
    return name === undefined || value === null || value === undefined ? [] : [[name, value]]
  })
  const template = custom?.templates.get('application/json')
  const body =
    template === undefined
      ? JSON.stringify({ [type === 'ACCESS_DENIED' ? 'Message' : 'message']: text })
      : template
          .replaceAll('$context.error.messageString', JSON.stringify(text))
          .replaceAll('$context.error.message', text)
          .replaceAll('$context.error.responseType', type)
          .replaceAll('$context.error.validationErrorString', said.validationErrors ?? '')
          .replaceAll(/\$context\.(\w+)/g, (whole, name: string) => requestFacts(api, request).get(name) ?? whole)
  return {
    status: custom?.status ?? status,
    headers: [['content-type', 'application/json'], ['x-amzn-requestid', request.id], ['x-amzn-errortype', errorType], ...parameters],
    body,
  }
}

/** Of `$context` what is known of any request; templates of gateway responses are filled in, and are no Velocity. */
const requestFacts = (api: Api, request: ApiRequest): ReadonlyMap<string, string> =>
  new Map([
    ['requestId', request.id],
    ['extendedRequestId', request.id],
    ['apiId', api.apiId],
    ['stage', api.stage],
    ['httpMethod', request.method],
    ['path', `/${api.stage}${request.path}`],
    ['accountId', api.account],
    ['requestTimeEpoch', String(request.time)],
  ])

const HTTP_MESSAGES: Readonly<Partial<Record<GatewayResponseType, string>>> = {
  ACCESS_DENIED: 'Forbidden',
  AUTHORIZER_FAILURE: 'Internal Server Error',
  AUTHORIZER_CONFIGURATION_ERROR: 'Internal Server Error',
  API_CONFIGURATION_ERROR: 'Internal Server Error',
  DEFAULT_5XX: 'Internal Server Error',
  EXPIRED_TOKEN: 'Forbidden',
  INVALID_SIGNATURE: 'Forbidden',
  MISSING_AUTHENTICATION_TOKEN: 'Forbidden',
  INTEGRATION_TIMEOUT: 'Service Unavailable',
}
const HTTP_STATUS: Readonly<Partial<Record<GatewayResponseType, number>>> = { INTEGRATION_TIMEOUT: 503, INTEGRATION_FAILURE: 500 }

const json = (status: number, value: unknown): ApiReply => ({
  status,
  headers: [['content-type', 'application/json']],
  body: JSON.stringify(value),
})

const PROXY_MEMBERS: ReadonlySet<string> = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded', 'cookies'])

/** What a proxy of format 1.0 may answer; null where it is malformed. */
export function proxyReply1(api: Api, request: ApiRequest, payload: Buffer): ApiReply | null {
  const value = parsed(payload)
  if (!isRecord(value)) return null
  if (api.kind === 'rest' && Object.keys(value).some((key) => !PROXY_MEMBERS.has(key) || key === 'cookies')) return null
  const status = statusOf(value.statusCode)
  const headers = headersOf(value)
  if (status === null || headers === null) return null
  const { body } = value
  if (body !== undefined && body !== null && typeof body !== 'string' && typeof body !== 'number' && typeof body !== 'boolean') return null
  const text = body === undefined || body === null ? '' : String(body)
  // A REST API decodes only what the client accepts as binary.
  const isDecoded = value.isBase64Encoded === true && (api.kind !== 'rest' || isBinaryType(api, acceptedType(request)))
  return { status, headers: withType(headers, 'application/json'), body: isDecoded ? Buffer.from(text, 'base64') : text }
}

const acceptedType = (request: ApiRequest): string => header(request, 'accept')?.split(',')[0] ?? '*/*'

/** Format 2.0: what has no `statusCode` is the body of a 200. */
export function proxyReply2(payload: Buffer): ApiReply | null {
  const value = parsed(payload)
  if (value === undefined) return null
  if (!isRecord(value) || value.statusCode === undefined)
    return { status: 200, headers: [['content-type', 'application/json']], body: typeof value === 'string' ? value : JSON.stringify(value) }
  const status = statusOf(value.statusCode)
  const headers = headersOf(value)
  if (status === null || headers === null) return null
  const { body } = value
  const text = body === undefined || body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const cookies = Array.isArray(value.cookies) ? value.cookies.map((cookie): [string, string] => ['set-cookie', String(cookie)]) : []
  return {
    status,
    headers: [...withType(headers, typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'), ...cookies],
    body: value.isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  }
}

function headersOf(value: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] | null {
  const { headers = {}, multiValueHeaders = {} } = value
  if ((headers !== null && !isRecord(headers)) || (multiValueHeaders !== null && !isRecord(multiValueHeaders))) return null
  const found = new Map<string, (readonly [string, string])[]>()
  for (const [name, each] of Object.entries(headers ?? {})) {
    if (typeof each === 'object' && each !== null) return null
    if (each !== null && each !== undefined) found.set(name.toLowerCase(), [[name, String(each)]])
  }
  for (const [name, list] of Object.entries(multiValueHeaders ?? {})) {
    if (!Array.isArray(list)) return null
    found.set(
      name.toLowerCase(),
      list.map((each) => [name, String(each)] as const),
    )
  }
  return [...found.values()].flat()
}

const withType = (headers: readonly (readonly [string, string])[], type: string): readonly (readonly [string, string])[] =>
  headers.some(([name]) => name.toLowerCase() === 'content-type') ? headers : [...headers, ['content-type', type]]

function statusOf(written: unknown): number | null {
  if (written === undefined) return 200
  const status = Number(written)
  return Number.isInteger(status) && status >= 100 && status <= 599 ? status : null
}

function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
