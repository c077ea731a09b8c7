/**
 * Signature Version 4, verified on the request as it came: headers in their own bytes, the path still encoded.
 *
 * Source: AWS General Reference, "Create a signed AWS API request"; S3 API Reference, "Authenticating Requests (AWS
 * Signature Version 4)" for presigned URLs and streamed uploads.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Where a signature was found, unpacked and not yet believed. */
export interface Signed {
  readonly kind: 'header' | 'query'
  readonly accessKeyId: string
  /** `20261126` */
  readonly date: string
  readonly region: string
  /** Service of the credential scope. */
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `20261126T204512Z` */
  readonly time: string
  /** Seconds; of presigned URLs only. */
  readonly expiresIn: number | null
  readonly token: string | null
}

/** Each way in which a request is not authentic; protocols have their own codes for them. */
export type AuthProblem =
  | { readonly kind: 'missing' }
  | { readonly kind: 'incomplete'; readonly why: string }
  | { readonly kind: 'unsupported'; readonly why: string }
  | { readonly kind: 'unknownKey'; readonly accessKeyId: string }
  | { readonly kind: 'badToken' }
  | { readonly kind: 'expiredToken' }
  | { readonly kind: 'mismatch'; readonly canonical: string; readonly stringToSign: string }
  | { readonly kind: 'skewed'; readonly time: string; readonly now: string }
  | { readonly kind: 'expiredUrl'; readonly expires: string; readonly now: string }
  | { readonly kind: 'wrongService'; readonly scope: string; readonly expected: string }
  | { readonly kind: 'bodyHash' }

export interface RawRequest {
  readonly method: string
  /** As it came, with the query. */
  readonly url: string
  /** Name, value, name, value, as they came. */
  readonly rawHeaders: readonly string[]
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const EMPTY_HASH = createHash('sha256').update('').digest('hex')

export const sha256Hex = (data: Uint8Array | string): string =>
  data.length === 0 ? EMPTY_HASH : createHash('sha256').update(data).digest('hex')

/** @returns null where the request carries no signature at all */
export function readSigned(
  request: RawRequest,
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Signed | AuthProblem | null {
  const { authorization } = headers
  if (query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature')) {
    if (authorization !== undefined) return { kind: 'incomplete', why: 'both an Authorization header and a signed query were given' }
    return fromQuery(query)
  }
  if (authorization === undefined) return query.has('Signature') && query.has('AWSAccessKeyId') ? V2 : null
  return fromHeader(authorization, headers, request)
}

const V2: AuthProblem = { kind: 'unsupported', why: 'Signature Version 2 is not supported: sign with AWS4-HMAC-SHA256' }

function fromHeader(authorization: string, headers: Readonly<Record<string, string>>, _request: RawRequest): Signed | AuthProblem {
  const space = authorization.indexOf(' ')
  const algorithm = authorization.slice(0, space)
  if (algorithm !== ALGORITHM)
    return algorithm === 'AWS'
      ? V2
      : { kind: 'unsupported', why: `Unsupported AWS 'algorithm': '${algorithm.slice(0, 40)}' (only ${ALGORITHM} is supported)` }
  const parts = new Map<string, string>()
  for (const piece of authorization.slice(space + 1).split(',')) {
    const equals = piece.indexOf('=')
    if (equals > 0) parts.set(piece.slice(0, equals).trim(), piece.slice(equals + 1).trim())
  }
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name))
  const time = headers['x-amz-date'] ?? isoBasic(headers.date)
  if (missing.length > 0 || time === null)
    return {
      kind: 'incomplete',
      why: `${missing.map((name) => `Authorization header requires '${name}' parameter. `).join('')}${
        time === null ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " : ''
      }Authorization=${ALGORITHM}`,
    }
  return signed('header', {
    credential: parts.get('Credential') ?? '',
    signature: parts.get('Signature') ?? '',
    signedHeaders: parts.get('SignedHeaders') ?? '',
    time,
    expiresIn: null,
    token: headers['x-amz-security-token'] ?? null,
  })
}

const isoBasic = (date: string | undefined): string | null => {
  if (date === undefined) return null
  const ms = Date.parse(date)
  return Number.isNaN(ms) ? (/^\d{8}T\d{6}Z$/.test(date) ? date : null) : amzTime(ms)
}

function fromQuery(query: URLSearchParams): Signed | AuthProblem {
  const names = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date']
  const missing = names.filter((name) => !query.get(name))
  if (missing.length > 0)
    return {
      kind: 'incomplete',
      why: missing
        .map((name) => `AWS query-string parameters must include '${name}'. `)
        .join('')
        .trim(),
    }
  if (query.get('X-Amz-Algorithm') !== ALGORITHM)
    return { kind: 'unsupported', why: `Unsupported AWS 'algorithm': '${query.get('X-Amz-Algorithm')}'` }
  const expires = query.get('X-Amz-Expires')
  const expiresIn = expires === null ? null : Number(expires)
  if (expiresIn !== null && (!Number.isInteger(expiresIn) || expiresIn < 0 || expiresIn > 604_800))
    return {
      kind: 'incomplete',
      why: 'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    }
  return signed('query', {
    credential: query.get('X-Amz-Credential') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    time: query.get('X-Amz-Date') ?? '',
    expiresIn,
    token: query.get('X-Amz-Security-Token'),
  })
}

interface Fields {
  readonly credential: string
  readonly signature: string
  readonly signedHeaders: string
  readonly time: string
  readonly expiresIn: number | null
  readonly token: string | null
}

function signed(kind: Signed['kind'], { credential, signature, signedHeaders, time, expiresIn, token }: Fields): Signed | AuthProblem {
  const scope = credential.split('/')
  const [accessKeyId = '', date = '', region = '', service = '', end] = scope
  if (scope.length !== 5 || end !== 'aws4_request')
    return {
      kind: 'incomplete',
      why: `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/aws4_request, got '${credential}'`,
    }
  if (!/^\d{8}T\d{6}Z$/.test(time)) return { kind: 'incomplete', why: `Date must be in ISO-8601 'basic format'. Got '${time}'` }
  if (!time.startsWith(date))
    return {
      kind: 'incomplete',
      why: `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${time.slice(0, 8)}'`,
    }
  const names = signedHeaders.toLowerCase().split(';')
  // Over HTTP/2 the authority is the host; no request of HTTP/1.1 can have a header of that name.
  if (!names.includes('host') && !names.includes(':authority'))
    return { kind: 'incomplete', why: "'Host' must be a 'SignedHeader' in the AWS Authorization." }
  return { kind, accessKeyId, date, region, service, signedHeaders: names, signature, time, expiresIn, token }
}

/** `20261126T204512Z` */
export const amzTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

export const fromAmzTime = (time: string): number =>
  Date.UTC(
    Number(time.slice(0, 4)),
    Number(time.slice(4, 6)) - 1,
    Number(time.slice(6, 8)),
    Number(time.slice(9, 11)),
    Number(time.slice(11, 13)),
    Number(time.slice(13, 15)),
  )

const MAX_SKEW_MS = 15 * 60 * 1000

/** Whether the signature is of this time. */
export function checkTime({ kind, time, expiresIn }: Signed, now: number): AuthProblem | null {
  const at = fromAmzTime(time)
  if (kind === 'query') {
    if (at > now + MAX_SKEW_MS) return { kind: 'skewed', time, now: amzTime(now) }
    const end = at + (expiresIn ?? 15 * 60) * 1000
    return now > end ? { kind: 'expiredUrl', expires: new Date(end).toISOString(), now: new Date(now).toISOString() } : null
  }
  return Math.abs(now - at) > MAX_SKEW_MS ? { kind: 'skewed', time, now: amzTime(now) } : null
}

/** Signing keys are the same for a day, and each costs four HMACs. */
const keys = new Map<string, Buffer>()

export function signingKey(secret: string, { date, region, service }: Pick<Signed, 'date' | 'region' | 'service'>): Buffer {
  const name = `${secret}/${date}/${region}/${service}`
  const known = keys.get(name)
  if (known !== undefined) return known
  if (keys.size > 1_000) keys.clear()
  const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request')
  keys.set(name, key)
  return key
}

/**
 * @param payloadHash what stands in the canonical request: a hash, `UNSIGNED-PAYLOAD`, or the name of a streamed form
 */
export function checkSignature(request: RawRequest, it: Signed, secret: string, payloadHash: string): AuthProblem | null {
  const canonical = canonicalRequest(request, it, payloadHash)
  const stringToSign = `${ALGORITHM}\n${it.time}\n${it.date}/${it.region}/${it.service}/aws4_request\n${sha256Hex(canonical)}`
  const expected = createHmac('sha256', signingKey(secret, it)).update(stringToSign).digest('hex')
  return sameText(expected, it.signature) ? null : { kind: 'mismatch', canonical, stringToSign }
}

export const sameText = (a: string, b: string): boolean => {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

function canonicalRequest({ method, url, rawHeaders }: RawRequest, it: Signed, payloadHash: string): string {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = mark < 0 ? '' : url.slice(mark + 1)
  const headers = it.signedHeaders.map((name) => `${name}:${headerValue(rawHeaders, name)}\n`).join('')
  return `${method}\n${canonicalPath(path, it.service)}\n${query === '' ? '' : canonicalQuery(query, it.kind)}\n${headers}\n${it.signedHeaders.join(';')}\n${payloadHash}`
}

function headerValue(rawHeaders: readonly string[], name: string): string {
  let value = ''
  let found = false
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.length !== name.length || rawHeaders[i]?.toLowerCase() !== name) continue
    const trimmed = (rawHeaders[i + 1] ?? '').trim().replaceAll(/ {2,}/g, ' ')
    value = found ? `${value},${trimmed}` : trimmed
    found = true
  }
  return value
}

/** S3 encodes a path once, all others twice. Source: the same page, "Canonical URI". */
function canonicalPath(path: string, service: string): string {
  if (path === '' || path === '/') return '/'
  if (service === 's3')
    return path
      .split('/')
      .map((segment) => encode(decode(segment)))
      .join('/')
  return normalised(path).split('/').map(encode).join('/')
}

/** Services other than S3 take `.`, `..` and doubled slashes out. */
function normalised(path: string): string {
  if (!path.includes('/.') && !path.includes('//')) return path
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '.' && part !== '') out.push(part)
  }
  return `/${out.join('/')}${out.length > 0 && path.endsWith('/') ? '/' : ''}`
}

function canonicalQuery(query: string, kind: Signed['kind']): string {
  const pairs: (readonly [string, string])[] = []
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    if (kind === 'query' && name === 'X-Amz-Signature') continue
    pairs.push([encode(name), encode(decode(equals < 0 ? '' : pair.slice(equals + 1)))])
  }
  pairs.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

const decode = (text: string): string => {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const PLAIN = /^[A-Za-z0-9\-_.~]*$/

/** RFC 3986: everything but unreserved characters. */
export const encode = (text: string): string =>
  PLAIN.test(text) ? text : encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
