/** One request of an API, from the socket to the answer: route, caller, integration, CORS, logs. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Credentials, LocalAws } from '../types.js'
import { authorizeRequest, type InvokeFunction } from './authorize.js'
import type { AuthorizerCache } from './authorizer-cache.js'
import { corsHeaders, preflight } from './cors.js'
import { integrate } from './integrate.js'
import { context1, routeKey } from './payload.js'
import { gatewayResponse } from './reply.js'
import { type Matched, matchRoute } from './routes.js'
import { type Api, type ApiReply, type ApiRequest, header, type Identity } from './types.js'
import { brokenRule } from './validation.js'

export interface HandleOptions {
  readonly aws: LocalAws
  readonly answers: AuthorizerCache
  readonly invoke: InvokeFunction
  readonly roleOf: (roleArn: string) => Credentials | { readonly refused: string }
  readonly onAnswered: (answered: Answered) => void
}

/** A request that was answered, for logs and for the console. */
export interface Answered {
  readonly api: Api
  readonly request: ApiRequest
  readonly route: Matched | null
  readonly status: number
  readonly durationMs: number
  readonly notes: readonly string[]
  /** `$context` of access logs. */
  readonly context: Readonly<Record<string, unknown>>
}

// Source: API Gateway Developer Guide, "Quotas": payloads of 10 MB.
const MAX_BODY_BYTES = 10 * 1024 * 1024

/** @param path behind the stage, with the query */
export async function handleApiRequest(
  api: Api,
  path: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  options: HandleOptions,
): Promise<void> {
  const startedAt = performance.now()
  const body = await readAll(incoming)
  const request = requestOf(path, incoming, body ?? Buffer.alloc(0), options.aws.clock.now())
  const notes: string[] = []
  const { reply, matched, identity } =
    body === null
      ? { reply: gatewayResponse(api, request, 'REQUEST_TOO_LARGE'), matched: null, identity: NOBODY }
      : await answer(api, request, incoming, notes, options)
  await write(reply, incoming.method === 'HEAD', request, response)
  const context = matched === null ? {} : context1({ api, request, matched, identity })
  options.onAnswered({
    api,
    request,
    route: matched,
    status: reply.status,
    durationMs: performance.now() - startedAt,
    notes,
    context: {
      ...context,
      requestId: request.id,
      httpMethod: request.method,
      path: request.path,
      stage: api.stage,
      status: reply.status,
      responseLength:
        typeof reply.body === 'string' ? Buffer.byteLength(reply.body) : Buffer.isBuffer(reply.body) ? reply.body.length : '-',
      routeKey: matched === null ? '-' : routeKey(matched),
      protocol: 'HTTP/1.1',
      responseLatency: Math.round(performance.now() - startedAt),
    },
  })
}

const NOBODY: Identity = { kind: 'none' }

interface Outcome {
  readonly reply: ApiReply
  readonly matched: Matched | null
  readonly identity: Identity
}

async function answer(api: Api, request: ApiRequest, incoming: IncomingMessage, notes: string[], options: HandleOptions): Promise<Outcome> {
  const { aws, answers, invoke, roleOf } = options
  const cors = preflight(api, request)
  if (cors !== null) return { reply: cors, matched: null, identity: NOBODY }
  const matched = matchRoute(api, request.method, request.path)
  if (matched === null) {
    const reply = gatewayResponse(api, request, api.kind === 'rest' ? 'MISSING_AUTHENTICATION_TOKEN' : 'RESOURCE_NOT_FOUND')
    return { reply: withCors(api, request, reply), matched: null, identity: NOBODY }
  }
  // Source: AWS Lambda Developer Guide, "Invoking Lambda function URLs"; API Gateway Developer Guide, "Control access with IAM".
  const scope = api.kind === 'url' ? 'lambda' : 'execute-api'
  const authorized = await authorizeRequest({
    aws,
    api,
    request,
    matched,
    answers,
    invoke,
    report: (note) => notes.push(note),
    authenticate: () => {
      const caller = aws.authenticate(incoming, request.body, scope)
      if (!('fault' in caller)) return caller
      // Who signs for AWS signs a host without a port, since there is none there.
      const portless = aws.authenticate(withoutPort(incoming), request.body, scope)
      return 'fault' in portless ? { code: caller.code, message: caller.message } : portless
    },
  })
  if (authorized.identity === undefined)
    return {
      reply: withCors(api, request, gatewayResponse(api, request, authorized.refused, authorized)),
      matched,
      identity: NOBODY,
    }
  if (matched.route.needsApiKey && !knowsKey(api, header(request, 'x-api-key'), notes))
    return { reply: gatewayResponse(api, request, 'INVALID_API_KEY'), matched, identity: authorized.identity }
  const broken = matched.route.rules === null ? null : await brokenRule(matched.route.rules, request, matched.pathParameters)
  if (broken !== null) {
    if (broken.rule === 'BAD_REQUEST_BODY') notes.push(`the body does not fit its model: ${broken.errors}`)
    const said = broken.rule === 'BAD_REQUEST_BODY' ? { validationErrors: broken.errors } : { message: broken.message }
    return { reply: gatewayResponse(api, request, broken.rule, said), matched, identity: authorized.identity }
  }
  const reply = await integrate({
    aws,
    api,
    request,
    matched,
    identity: authorized.identity,
    invoke,
    roleOf,
    report: (note) => notes.push(note),
  })
  return { reply: withCors(api, request, remapped(reply)), matched, identity: authorized.identity }
}

/** What an integration may not say of the connection is renamed; gateway responses say what they like. */
const remapped = (reply: ApiReply): ApiReply => ({
  ...reply,
  headers: reply.headers.map(([name, value]) => [REMAPPED.has(name.toLowerCase()) ? `x-amzn-remapped-${name}` : name, value]),
})

/** Where the template makes no key, whoever made one elsewhere knows it: any is taken. */
function knowsKey({ apiKeys }: Api, given: string | null, notes: string[]): boolean {
  if (given !== null && given !== '' && (apiKeys.size === 0 || apiKeys.has(given))) return true
  const known = [...apiKeys][0]
  notes.push(`the route asks for a key in \`x-api-key\`: ${known === undefined ? 'the template makes none, and any is taken' : known}`)
  return false
}

function withoutPort(incoming: IncomingMessage): IncomingMessage {
  const host = (incoming.headers.host ?? '').replace(/:\d+$/, '')
  const rawHeaders = incoming.rawHeaders.map((each, i) =>
    i % 2 === 1 && incoming.rawHeaders[i - 1]?.toLowerCase() === 'host' ? host : each,
  )
  return Object.create(incoming, {
    headers: { value: { ...incoming.headers, host } },
    rawHeaders: { value: rawHeaders },
  }) as IncomingMessage
}

/** HTTP APIs put their own CORS headers in place of the integration's. */
function withCors(api: Api, request: ApiRequest, reply: ApiReply): ApiReply {
  const own = corsHeaders(api, request)
  if (api.cors === null) return reply
  return { ...reply, headers: [...reply.headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-')), ...own] }
}

export function requestOf(target: string, incoming: IncomingMessage, body: Buffer, time: number): ApiRequest {
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1)
  const headers: [string, string][] = []
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) headers.push([incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? ''])
  return {
    id: randomUUID(),
    method: (incoming.method ?? 'GET').toUpperCase(),
    path: path === '' ? '/' : path,
    headers,
    rawQuery,
    query: [...new URLSearchParams(rawQuery)],
    body,
    sourceIp: (incoming.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    time,
    host: incoming.headers.host ?? 'localhost',
  }
}

/** Null where it is larger than API Gateway takes. */
export function readAll(incoming: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= MAX_BODY_BYTES) chunks.push(chunk)
    })
    incoming.once('end', () => resolve(length > MAX_BODY_BYTES ? null : Buffer.concat(chunks)))
    incoming.once('close', () => resolve(length > MAX_BODY_BYTES ? null : Buffer.concat(chunks)))
  })
}

async function write(reply: ApiReply, isHead: boolean, request: ApiRequest, response: ServerResponse): Promise<void> {
  const headers: string[] = []
  for (const [name, value] of reply.headers) {
    // A header that HTTP does not allow would end the process; API Gateway leaves it out.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) continue
    headers.push(name, value)
  }
  if (!reply.headers.some(([name]) => name.toLowerCase() === 'x-amzn-requestid')) headers.push('x-amzn-requestid', request.id)
  const { body } = reply
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    headers.push('content-length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.length))
    response.writeHead(reply.status, headers)
    response.end(isHead ? undefined : body)
    return
  }
  response.writeHead(reply.status, headers)
  await pipeline(body as Readable, response).catch(() => response.destroy())
}

/** Source: API Gateway Developer Guide, "Important notes for REST APIs", remapped headers. */
const REMAPPED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'host',
  'server',
  'transfer-encoding',
  'www-authenticate',
])
