/** Cross-origin requests of browsers to a bucket. Source: S3 User Guide, "Using cross-origin resource sharing (CORS)". */
import { childrenOf, ownText, parseXml, textIn } from '../../gateway/protocols/xml.js'
import { fault, isRaw, raw } from '../../reply.js'
import type { Operation, Reply, ServiceCall } from '../../types.js'
import type { Bucket } from './model.js'
import type { S3Store } from './store.js'

interface Rule {
  readonly origins: readonly string[]
  readonly methods: readonly string[]
  readonly headers: readonly string[]
  readonly exposed: readonly string[]
  readonly maxAge: string | null
}

function rulesOf({ configs }: Bucket): readonly Rule[] {
  const root = configs.cors === undefined ? null : parseXml(configs.cors)
  if (root === null || !root.ok) return []
  return childrenOf(root.value, 'CORSRule').map((node) => {
    const texts = (name: string): readonly string[] => childrenOf(node, name).map(ownText)
    return {
      origins: texts('AllowedOrigin'),
      methods: texts('AllowedMethod'),
      headers: texts('AllowedHeader'),
      exposed: texts('ExposeHeader'),
      maxAge: textIn(node, 'MaxAgeSeconds'),
    }
  })
}

/** One `*` may stand in a pattern. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern.toLowerCase() === text.toLowerCase()
  const [before, after] = [pattern.slice(0, star).toLowerCase(), pattern.slice(star + 1).toLowerCase()]
  const lower = text.toLowerCase()
  return lower.length >= before.length + after.length && lower.startsWith(before) && lower.endsWith(after)
}

function headersFor(
  rules: readonly Rule[],
  origin: string,
  method: string,
  asked: readonly string[],
): Readonly<Record<string, string>> | null {
  const rule = rules.find(
    (it) =>
      it.origins.some((pattern) => matches(pattern, origin)) &&
      it.methods.includes(method) &&
      asked.every((name) => it.headers.some((pattern) => matches(pattern, name))),
  )
  if (rule === undefined) return null
  const everyone = rule.origins.includes('*')
  return {
    'access-control-allow-origin': everyone ? '*' : origin,
    'access-control-allow-methods': rule.methods.join(', '),
    ...(asked.length > 0 ? { 'access-control-allow-headers': asked.join(', ') } : {}),
    ...(rule.exposed.length > 0 ? { 'access-control-expose-headers': rule.exposed.join(', ') } : {}),
    ...(rule.maxAge === null ? {} : { 'access-control-max-age': rule.maxAge }),
    ...(everyone ? {} : { 'access-control-allow-credentials': 'true' }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}

/** Answers the question that a browser asks before its request. */
export function preflight(store: S3Store, { input, http }: ServiceCall): Reply {
  const bucket = store.buckets.get(String(input.Bucket))
  const origin = http?.headers.origin
  const method = http?.headers['access-control-request-method']
  const asked = (http?.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((it) => it.trim().toLowerCase())
    .filter((it) => it !== '')
  if (origin === undefined || method === undefined)
    return fault('BadRequest', 'Insufficient information. Origin request header needed.', 400)
  const headers = bucket === undefined ? null : headersFor(rulesOf(bucket), origin, method, asked)
  return headers === null
    ? fault('AccessForbidden', 'CORSResponse: This CORS request is not allowed.', 403, { Method: method, ResourceType: 'OBJECT' })
    : raw(200, { ...headers, 'content-length': '0' })
}

/** The same headers on the answer itself, where the request names its origin. */
export const withCors =
  (store: S3Store, operation: Operation): Operation =>
  async (call) => {
    const reply = await operation(call)
    const origin = call.http?.headers.origin
    const bucket = store.buckets.get(String(call.input.Bucket))
    if (origin === undefined || bucket === undefined || call.http === null || !isRaw(reply)) return reply
    const headers = headersFor(rulesOf(bucket), origin, call.http.method, [])
    return headers === null ? reply : { ...reply, headers: { ...reply.headers, ...headers } }
  }
