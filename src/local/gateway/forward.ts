/**
 * Sends a call on to an emulator, or to AWS, after it was checked here. The request is signed anew with the credentials
 * that the backend's URL carries: those of local AWS are of no use there.
 */
import { createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { clientFacts } from '../../catalog/index.js'
import { fault, raw } from '../reply.js'
import type { HttpRequest, Reply, ServiceCall } from '../types.js'
import { amzTime, encode, sha256Hex, signingKey } from './sigv4.js'

const DROPPED = new Set([
  ...[
    'host',
    'authorization',
    'connection',
    'x-amz-date',
    'x-amz-security-token',
    'x-amz-content-sha256',
    'content-length',
    'transfer-encoding',
  ],
  ...['x-amz-decoded-content-length', 'x-amz-trailer', 'expect', 'content-encoding', 'content-md5'],
])
const ANSWER_DROPPED = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'])

/** @param backends client suffix → URL; `http://KEY:SECRET@host:port` gives the credentials to sign with */
export function forwarder(backends: ReadonlyMap<string, string>): (call: ServiceCall, http: HttpRequest) => Promise<Reply> {
  return async (call, http) => {
    const target = new URL(backends.get(call.service) ?? '')
    const body = call.body === null ? Buffer.alloc(0) : await call.body.bytes()
    const query = new URLSearchParams([...http.query].filter(([name]) => !name.startsWith('X-Amz-')))
    const headers = new Map(Object.entries(http.headers).filter(([name]) => !DROPPED.has(name)))
    headers.set('host', target.host)
    const path = http.path
    sign({ method: http.method, path, query, headers, body }, call, target)
    const url = `${target.origin}${path}${query.size > 0 ? `?${query}` : ''}`
    try {
      const answer = await fetch(url, {
        method: http.method,
        headers: Object.fromEntries([...headers].filter(([name]) => name !== 'host')),
        ...(body.length > 0 ? { body } : {}),
        redirect: 'manual',
      })
      const kept = [...answer.headers].filter(([name]) => !ANSWER_DROPPED.has(name))
      return raw(
        answer.status,
        Object.fromEntries(kept),
        answer.body === null ? null : Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]),
      )
    } catch (thrown) {
      return fault(
        'ServiceUnavailable',
        `the backend of ${call.service} at ${target.origin} does not answer: ${(thrown as Error).message}`,
        503,
      )
    }
  }
}

interface Sending {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Map<string, string>
  readonly body: Buffer
}

function sign({ method, path, query, headers, body }: Sending, { service, region, now }: ServiceCall, target: URL): void {
  const scopeService = clientFacts(service)?.signing ?? service
  const time = amzTime(now)
  const hash = sha256Hex(body)
  headers.set('x-amz-date', time)
  headers.set('x-amz-content-sha256', hash)
  const scope = { date: time.slice(0, 8), region, service: scopeService }
  const names = ['host', 'x-amz-content-sha256', 'x-amz-date', ...(headers.has('x-amz-target') ? ['x-amz-target'] : [])]
  const canonicalPath = scopeService === 's3' ? path : path.split('/').map(encode).join('/')
  const canonicalQuery = [...query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const canonical = `${method}\n${canonicalPath}\n${canonicalQuery}\n${names.map((name) => `${name}:${headers.get(name)}\n`).join('')}\n${names.join(';')}\n${hash}`
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope.date}/${region}/${scopeService}/aws4_request\n${sha256Hex(canonical)}`
  const key = decodeURIComponent(target.username) || 'rolewright'
  const signature = createHmac('sha256', signingKey(decodeURIComponent(target.password) || 'rolewright', scope))
    .update(text)
    .digest('hex')
  headers.set(
    'authorization',
    `AWS4-HMAC-SHA256 Credential=${key}/${scope.date}/${region}/${scopeService}/aws4_request, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  )
}
