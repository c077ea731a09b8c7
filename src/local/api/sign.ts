/** Requests that API Gateway makes of other services: signed, and sent to the gateway of local AWS like anyone's. */
import { createHmac } from 'node:crypto'
import { Agent, request as send } from 'node:http'
import { amzTime, encode, sha256Hex, signingKey } from '../gateway/sigv4.js'
import type { Credentials } from '../types.js'

export interface OutgoingRequest {
  readonly method: string
  /** Percent-encoded. */
  readonly path: string
  readonly query: readonly (readonly [string, string])[]
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
  /** Of the credential scope. */
  readonly service: string
  readonly region: string
}

export interface Incoming {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

const agent = new Agent({ keepAlive: true })

/** @param endpoint `http://127.0.0.1:PORT` */
export function callService(
  endpoint: string,
  it: OutgoingRequest,
  credentials: Credentials,
  now: number,
  timeoutMs: number,
): Promise<Incoming> {
  const url = new URL(endpoint)
  const query = it.query
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const headers = signedHeaders(it, url.host, query, credentials, now)
  return new Promise((resolve, reject) => {
    const path = query === '' ? it.path : `${it.path}?${query}`
    const outgoing = send(
      { agent, host: url.hostname, port: url.port, method: it.method, path, headers, timeout: timeoutMs },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const answered = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(',')] as const)
          resolve({ status: response.statusCode ?? 500, headers: new Map(answered), body: Buffer.concat(chunks) })
        })
        response.once('error', reject)
      },
    )
    outgoing.once('timeout', () => outgoing.destroy(new Error('timed out')))
    outgoing.once('error', reject)
    outgoing.end(it.body)
  })
}

/** Source: IAM User Guide, "Create a signed AWS API request". */
function signedHeaders(it: OutgoingRequest, host: string, query: string, credentials: Credentials, now: number): Record<string, string> {
  const time = amzTime(now)
  const hash = sha256Hex(it.body)
  const all = new Map<string, string>([...it.headers].map(([name, value]) => [name.toLowerCase(), value]))
  all.set('host', host)
  all.set('x-amz-date', time)
  all.set('x-amz-content-sha256', hash)
  if (credentials.sessionToken !== null) all.set('x-amz-security-token', credentials.sessionToken)
  const names = [...all.keys()].filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-amz-')).sort()
  const path = it.service === 's3' ? it.path : it.path.split('/').map(encode).join('/')
  const canonical = `${it.method}\n${path}\n${query}\n${names.map((name) => `${name}:${all.get(name)?.trim() ?? ''}\n`).join('')}\n${names.join(';')}\n${hash}`
  const scope = { date: time.slice(0, 8), region: it.region, service: it.service }
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scopeText}\n${sha256Hex(canonical)}`
  const signature = createHmac('sha256', signingKey(credentials.secretAccessKey, scope)).update(toSign).digest('hex')
  all.set(
    'authorization',
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scopeText}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  )
  all.set('content-length', String(it.body.length))
  return Object.fromEntries(all)
}

/** Ends connections that are kept open. */
export const closeConnections = (): void => agent.destroy()
