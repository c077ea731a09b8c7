/**
 * CORS of HTTP APIs: they answer preflight requests themselves.
 * Source: API Gateway Developer Guide, "Configure CORS for HTTP APIs in API Gateway".
 */
import { type Api, type ApiReply, type ApiRequest, header } from './types.js'

/** The answer to a preflight request; null where it is none, or where the API has no CORS of its own. */
export function preflight(api: Api, request: ApiRequest): ApiReply | null {
  const { cors } = api
  if (
    cors === null ||
    request.method !== 'OPTIONS' ||
    header(request, 'origin') === null ||
    header(request, 'access-control-request-method') === null
  )
    return null
  const origin = corsHeaders(api, request)
  if (origin.length === 0) return { status: 204, headers: [], body: '' }
  const headers: [string, string][] = []
  if (cors.methods.length > 0) headers.push(['access-control-allow-methods', cors.methods.join(',')])
  if (cors.headers.length > 0) headers.push(['access-control-allow-headers', cors.headers.join(',')])
  if (cors.maxAgeSeconds !== null) headers.push(['access-control-max-age', String(cors.maxAgeSeconds)])
  return { status: 204, headers: [...origin, ...headers], body: '' }
}

export function corsHeaders({ cors }: Api, request: ApiRequest): readonly (readonly [string, string])[] {
  const origin = header(request, 'origin')
  if (cors === null || origin === null) return []
  const allowed = cors.origins.find((each) => matches(each, origin))
  if (allowed === undefined) return []
  return [
    ['access-control-allow-origin', allowed === '*' ? '*' : origin],
    ...(cors.credentials ? [['access-control-allow-credentials', 'true'] as const] : []),
    ...(cors.exposed.length > 0 ? [['access-control-expose-headers', cors.exposed.join(',')] as const] : []),
  ]
}

const matches = (pattern: string, origin: string): boolean =>
  pattern === '*' || pattern === origin || (/^https?:\/\/\*$/.test(pattern) && origin.startsWith(pattern.slice(0, -1)))
