/**
 * The connections of WebSocket APIs: a request that becomes one, its messages on their way to routes, and what backends send to it.
 * Source: API Gateway Developer Guide, "About WebSocket APIs in API Gateway", "Manage connected users and client apps: $connect and
 * $disconnect routes", "Invoke your backend service with the $default Route and custom routes", "Use @connections commands in your
 * backend service"; Amazon API Gateway quotas: frames of 32 KB, payloads of 128 KB.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import type { LocalAws } from '../../types.js'
import { authorizeRequest, type InvokeAnswer, type InvokeFunction } from '../authorize.js'
import type { AuthorizerCache } from '../authorizer-cache.js'
import type { Answered } from '../handle.js'
import { routeArn } from '../integrate.js'
import { jsonPath } from '../json-path.js'
import { gatewayResponse } from '../reply.js'
import type { Api, ApiRequest, Identity, Route } from '../types.js'
import { MAX_SOCKET_BYTES, manageConnection } from './manage.js'
import { authorizerPayload, type Connection, routeKeyOf, type SocketEvent, socketPayload } from './socket-events.js'

export interface SocketHub {
  /** A request for a WebSocket. @param request with its path behind the stage */
  readonly connect: (api: Api, request: ApiRequest, incoming: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>
  /** `POST`, `GET` or `DELETE` of `/@connections/ID`. */
  readonly manage: (connectionId: string, body: Buffer, incoming: IncomingMessage, response: ServerResponse) => void
  /** Whether a connection of this ID is or was there. */
  readonly knows: (connectionId: string) => boolean
  readonly close: () => void
}

export interface HubOptions {
  readonly aws: LocalAws
  readonly answers: AuthorizerCache
  readonly invoke: InvokeFunction
  readonly apiOf: (id: string) => Api | null
  readonly onAnswered: (answered: Answered) => void
}

interface Open extends Connection {
  readonly ws: WebSocket
  lastActiveAt: number
}

/** Connections that ended and are still known as such. */
const MAX_GONE = 10_000

export function openSocketHub(options: HubOptions): SocketHub {
  const { aws, invoke } = options
  const open = new Map<string, Open>()
  const gone = new Set<string>()
  let server: Promise<WebSocketServer> | null = null

  const startServer = async (): Promise<WebSocketServer> => {
    const { WebSocketServer: Server } = await import('ws')
    // Which of the protocols that a client offers is taken is said by the function.
    return new Server({ noServer: true, maxPayload: MAX_SOCKET_BYTES, handleProtocols: (_, request) => chosen.get(request) ?? false })
  }
  const chosen = new WeakMap<IncomingMessage, string>()

  const report = (api: Api, what: string, status: number, since: number, notes: readonly string[], requestId: string): void =>
    options.onAnswered({
      api,
      request: emptyRequest(requestId, what),
      route: null,
      status,
      durationMs: performance.now() - since,
      notes,
      context: { requestId, routeKey: what, stage: api.stage, status, apiId: api.apiId },
    })

  /** @returns null where no route takes the event */
  async function run(api: Api, connection: Connection, event: SocketEvent): Promise<Outcome | null> {
    const since = performance.now()
    const key = routeKeyOf(event)
    const route = api.routes.find(({ path }) => path === key)
    if (route === undefined) return null
    const requestId = event.type === 'CONNECT' ? event.request.id : randomUUID()
    const notes: string[] = []
    const outcome = await integrate(api, route, socketPayload(api, connection, event, requestId, aws.clock.now()), notes, invoke)
    report(api, key, outcome.status, since, notes, requestId)
    return outcome
  }

  async function connect(api: Api, request: ApiRequest, incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const since = performance.now()
    const connection: Connection = {
      id: randomBytes(11).toString('base64'),
      apiId: api.id,
      connectedAt: aws.clock.now(),
      sourceIp: request.sourceIp,
      userAgent: request.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? null,
      host: request.host,
      identity: { kind: 'none' },
    }
    const identity = await authorize(api, connection, request, incoming, since)
    if ('refusedWith' in identity) return refuse(socket, identity.refusedWith)
    const known: Connection = { ...connection, identity }
    const outcome = await run(api, known, { type: 'CONNECT', request })
    if (outcome !== null && (outcome.status < 200 || outcome.status > 299)) return refuse(socket, outcome.status)
    const protocol = outcome?.headers.get('sec-websocket-protocol')
    if (protocol !== undefined) chosen.set(incoming, protocol)
    server ??= startServer()
    ;(await server).handleUpgrade(incoming, socket, head, (ws) => serve(known, ws))
  }

  async function authorize(
    api: Api,
    connection: Connection,
    request: ApiRequest,
    incoming: IncomingMessage,
    since: number,
  ): Promise<Identity | { readonly refusedWith: number }> {
    const route = api.routes.find(({ path }) => path === '$connect')
    if (route === undefined) return { kind: 'none' }
    const notes: string[] = []
    const asked = { ...request, method: '$connect', path: '' }
    const said = await authorizeRequest({
      aws,
      api,
      request: asked,
      matched: { route, pathParameters: new Map() },
      answers: options.answers,
      invoke,
      event: (methodArn) => authorizerPayload(api, connection, request, methodArn, aws.clock.now()),
      report: (note) => notes.push(note),
      authenticate: () => {
        const caller = aws.authenticate(incoming, Buffer.alloc(0), 'execute-api')
        return 'fault' in caller ? { code: caller.code, message: caller.message } : caller
      },
    })
    if (said.identity !== undefined) return said.identity
    const { status } = gatewayResponse(api, request, said.refused)
    report(api, '$connect', status, since, notes, request.id)
    return { refusedWith: status }
  }

  function serve(connection: Connection, ws: WebSocket): void {
    const it: Open = { ...connection, ws, lastActiveAt: connection.connectedAt }
    open.set(it.id, it)
    ws.on('message', (data) => {
      it.lastActiveAt = aws.clock.now()
      void receive(it, data.toString())
    })
    ws.on('error', () => {})
    ws.on('close', (code, reason) => {
      open.delete(it.id)
      gone.add(it.id)
      if (gone.size > MAX_GONE) for (const oldest of [...gone].slice(0, MAX_GONE / 10)) gone.delete(oldest)
      const api = options.apiOf(it.apiId)
      if (api !== null) void run(api, it, { type: 'DISCONNECT', code, reason: reason.toString() })
    })
  }

  async function receive(it: Open, body: string): Promise<void> {
    const api = options.apiOf(it.apiId)
    if (api === null) return it.ws.close(1001)
    const wanted = selected(api.socket?.selection ?? '', body)
    const routeKey = api.routes.some(({ path }) => path === wanted) ? (wanted ?? '$default') : '$default'
    const outcome = await run(api, it, { type: 'MESSAGE', routeKey, body })
    const say = (message: string): void => it.ws.send(JSON.stringify({ message, connectionId: it.id, requestId: randomUUID() }))
    if (outcome === null) {
      report(
        api,
        wanted ?? '$default',
        403,
        performance.now(),
        [`no route is called \`${wanted}\`, and there is no \`$default\``],
        randomUUID(),
      )
      return say('Forbidden')
    }
    if (outcome.status >= 500 && outcome.body === null) return say('Internal server error')
    // What a function returns goes back only by a route with a response.
    if (api.socket?.answering.has(routeKey) === true && outcome.body !== null) it.ws.send(outcome.body)
  }

  function manage(connectionId: string, body: Buffer, incoming: IncomingMessage, response: ServerResponse): void {
    const caller = aws.authenticate(incoming, body, 'execute-api')
    const it = open.get(connectionId)
    const api = it === undefined ? null : options.apiOf(it.apiId)
    const done = manageConnection(aws, { caller, api, connection: it ?? null, method: incoming.method ?? 'GET', body })
    if (it !== undefined && done.status === 200 && done.send !== undefined) {
      it.lastActiveAt = aws.clock.now()
      it.ws.send(done.send)
    }
    if (it !== undefined && done.status === 204) it.ws.close(1000)
    const length = done.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(done.body)) }
    const type = done.errorType === null ? {} : { 'x-amzn-errortype': done.errorType }
    response.writeHead(done.status, { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...length, ...type })
    response.end(done.body)
  }

  return {
    connect,
    manage,
    knows: (connectionId) => open.has(connectionId) || gone.has(connectionId),
    close() {
      for (const { ws } of open.values()) ws.terminate()
    },
  }
}

interface Outcome {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  /** Null: the function gave none. */
  readonly body: string | null
}

async function integrate(api: Api, route: Route, event: unknown, notes: string[], invoke: InvokeFunction): Promise<Outcome> {
  const { integration } = route
  if (integration.kind === 'mock') return { status: 200, headers: new Map(), body: null }
  if (integration.kind !== 'lambda') {
    notes.push(
      integration.kind === 'unsupported' ? integration.why : `integrations of kind \`${integration.kind}\` are not there for WebSockets`,
    )
    return FAILED
  }
  const answer = await invoke(integration.functionArn, integration.credentials, routeArn(api, route), event)
  if ('refused' in answer) {
    notes.push(answer.refused)
    return FAILED
  }
  return answer.functionError === null ? readAnswer(answer) : { ...FAILED, status: 502 }
}

const FAILED: Outcome = { status: 500, headers: new Map(), body: null }

function readAnswer({ payload }: InvokeAnswer): Outcome {
  const value = parsed(payload.toString('utf8'))
  if (typeof value !== 'object' || value === null) return { status: 200, headers: new Map(), body: null }
  const { statusCode, body, headers } = value as { statusCode?: unknown; body?: unknown; headers?: Readonly<Record<string, unknown>> }
  return {
    status: Number(statusCode ?? 200) || 500,
    headers: new Map(Object.entries(headers ?? {}).map(([name, text]) => [name.toLowerCase(), String(text)])),
    body: body === undefined || body === null ? null : typeof body === 'string' ? body : JSON.stringify(body),
  }
}

/** `$request.body.action` of a message; undefined where it is no JSON or has no such member. */
function selected(expression: string, body: string): string | undefined {
  const value = parsed(body)
  const one = (path: string): string | undefined => {
    const found = jsonPath(value, path)
    return found === undefined || found === null ? undefined : String(found)
  }
  const whole = /^\$request\.body\.?(.*)$/.exec(expression)?.[1]
  if (whole !== undefined) return one(whole)
  return expression.replace(/\$\{request\.body\.([^}]+)\}/g, (_, path: string) => one(path) ?? '')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const emptyRequest = (id: string, path: string): ApiRequest => ({
  id,
  method: 'WS',
  path,
  headers: [],
  rawQuery: '',
  query: [],
  body: Buffer.alloc(0),
  sourceIp: '',
  time: 0,
  host: '',
})

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${status === 401 ? 'Unauthorized' : 'Forbidden'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
