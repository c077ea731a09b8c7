/**
 * The APIs of an app on the port of local AWS: `/_api/ID/STAGE/…`, and function URLs under `/_url/ID/…`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FunctionHost } from '../functions/index.js'
import { type AsynchronousQueue, type LogWriter, logWriter } from '../functions/index.js'
import type { Caller, Credentials, Fault, LocalAws } from '../types.js'
import { accessLogLine, groupOfArn } from './access-log.js'
import type { InvokeFunction } from './authorize.js'
import { authorizerCache } from './authorizer-cache.js'
import { type Answered, type HandleOptions, handleApiRequest, readAll, requestOf } from './handle.js'
import { closeConnections } from './sign.js'
import { openSocketHub } from './sockets/hub.js'
import type { Api } from './types.js'

export interface ApiFrontOptions {
  readonly aws: LocalAws
  readonly host: FunctionHost
  readonly asynchronous: AsynchronousQueue
  readonly onAnswered?: (answered: Answered) => void
}

export interface ApiFront {
  /** @param loggingRole of the account (`AWS::ApiGateway::Account`); null: none, so REST APIs write no logs */
  readonly replace: (apis: readonly Api[], loggingRole: string | null) => void
  readonly apis: () => readonly Api[]
  readonly flushLogs: () => Promise<void>
  readonly close: () => Promise<void>
}

export const apiUrl = (endpoint: string, { id, kind, stage }: Pick<Api, 'id' | 'kind' | 'stage'>): string =>
  kind === 'url'
    ? `${endpoint}/_url/${encodeURIComponent(id)}`
    : `${kind === 'websocket' ? endpoint.replace(/^http/, 'ws') : endpoint}/_api/${encodeURIComponent(id)}${stage === '$default' ? '' : `/${stage}`}`

export function openApiFront(options: ApiFrontOptions): ApiFront {
  const { aws, host, asynchronous } = options
  const answers = authorizerCache(aws.clock.now)
  const byId = new Map<string, Api>()
  const writers = new Map<string, LogWriter>()
  let loggingRole: string | null = null

  /** API Gateway sends no `aws:SourceAccount` when it assumes a role. */
  function roleOf(roleArn: string): Credentials | { readonly refused: string } {
    const made = aws.standingSession(roleArn, 'BackplaneAssumeRoleSession', { service: 'apigateway.amazonaws.com' })
    return 'fault' in made ? { refused: `API Gateway cannot assume ${roleArn}: ${made.message}` } : made
  }

  const invoke: InvokeFunction = async (functionArn, credentials, sourceArn, event, isAsync) => {
    const as = credentials === 'function-url' ? null : callerFor(credentials, sourceArn)
    if (as !== null && 'refused' in as) return as
    const outcome = as === null ? null : aws.authorize({ as, action: 'lambda:InvokeFunction', resource: functionArn })
    if (outcome !== null && outcome.decision !== 'allowed' && aws.mode === 'enforce')
      return { refused: `${outcome.principal} may not invoke ${functionArn}: ${outcome.because}` }
    const invocation = { payload: Buffer.from(JSON.stringify(event ?? {})), qualifier: null, clientContext: null, traceId: null }
    if (isAsync === true) {
      const found = host.find(functionArn)
      if ('fault' in found) return { refused: found.message }
      asynchronous.send(found.spec, invocation)
      return { payload: Buffer.from('{}'), functionError: null }
    }
    const answer = await host.invoke(functionArn, invocation)
    return 'fault' in answer ? failed(answer) : { payload: answer.payload, functionError: answer.functionError, stream: answer.stream }
  }

  function callerFor(
    credentials: string | Caller | null,
    sourceArn: string,
  ): Caller | { service: string; sourceArn: string; sourceAccount: string } | { readonly refused: string } {
    if (credentials === null) return { service: 'apigateway.amazonaws.com', sourceArn, sourceAccount: sourceArn.split(':')[4] ?? '' }
    if (typeof credentials !== 'string') return credentials
    const session = roleOf(credentials)
    if ('refused' in session) return session
    return aws.callerOf(session) ?? { refused: `the session of ${credentials} has ended` }
  }

  function log({ api, context, request, status, notes }: Answered): void {
    const now = aws.clock.now()
    const group = api.accessLog === null ? null : groupOfArn(api.accessLog.destinationArn)
    if (group !== null && api.accessLog !== null) writerOf(group, api)?.write(now, accessLogLine(api.accessLog.format, context))
    if (api.kind !== 'rest' || api.executionLog === null || (api.executionLog === 'ERROR' && status < 500)) return
    const writer = writerOf(`API-Gateway-Execution-Logs_${api.apiId}/${api.stage}`, api)
    const lines = [
      `Starting execution for request: ${request.id}`,
      `HTTP Method: ${request.method}, Resource Path: ${request.path}`,
      ...notes,
      `Method completed with status: ${status}`,
    ]
    for (const line of lines) writer?.write(now, `(${request.id}) ${line}`)
  }

  /**
   * REST APIs log with the account's one role; for HTTP APIs CloudWatch Logs delivers with the rights of whoever set it up,
   * which is the administrator here. Source: API Gateway Developer Guide, "Configure logging for HTTP APIs in API Gateway".
   */
  function writerOf(group: string, { kind, apiId }: Api): LogWriter | null {
    const known = writers.get(group)
    if (known !== undefined) return known
    const role = loggingRole
    if (kind === 'rest' && role === null) return null
    const callerNow = (): Caller | null => {
      const session = kind === 'rest' && role !== null ? roleOf(role) : (aws.accounts[0]?.credentials ?? null)
      return session === null || 'refused' in session ? null : aws.callerOf(session)
    }
    const made = logWriter(aws, callerNow, group, `${apiId}-${Math.floor(aws.clock.now() / 1000).toString(16)}`)
    writers.set(group, made)
    return made
  }

  const handling: HandleOptions = {
    aws,
    answers,
    invoke,
    roleOf,
    onAnswered(answered) {
      log(answered)
      options.onAnswered?.(answered)
    },
  }

  const hub = openSocketHub({
    aws,
    answers,
    invoke,
    apiOf: (id) => byId.get(id) ?? null,
    onAnswered: handling.onAnswered,
  })

  /** The API that a target names, and what stands behind its stage; null where that is another's. */
  function found(target: string): { readonly api: Api | undefined; readonly path: string | null } {
    const [, id = '', rest = ''] = /^\/_(?:api|url)\/([^/?]+)(.*)$/.exec(target) ?? []
    const api = byId.get(decodeURIComponent(id))
    return { api, path: api === undefined ? null : behindStage(api, rest) }
  }

  /** A call of a backend to a connection: of the API's own URL, or of its domain, as events name it. */
  async function manage(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    hub.manage(connectionIn(incoming.url ?? '') ?? '', (await readAll(incoming)) ?? Buffer.alloc(0), incoming, response)
  }

  async function upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { api, path } = found(incoming.url ?? '/')
    if (api?.kind !== 'websocket' || path === null) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    await hub.connect(api, requestOf(path, incoming, Buffer.alloc(0), aws.clock.now()), incoming, socket, head)
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse, prefix: '/_api/' | '/_url/'): Promise<void> {
    const { api, path } = found(incoming.url ?? '/')
    if (api === undefined || (prefix === '/_url/') !== (api.kind === 'url')) return notFound(response, byId)
    if (path === null) return forbidden(response)
    if (api.kind === 'websocket') return connectionIn(path) === null ? forbidden(response) : manage(incoming, response)
    try {
      await handleApiRequest(api, path, incoming, response, handling)
    } catch (error) {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: 'Internal server error' }))
      options.onAnswered?.({
        api,
        request: {
          id: '',
          method: incoming.method ?? '',
          path,
          headers: [],
          rawQuery: '',
          query: [],
          body: Buffer.alloc(0),
          sourceIp: '',
          time: 0,
          host: '',
        },
        route: null,
        status: 500,
        durationMs: 0,
        notes: [String(error)],
        context: {},
      })
    }
  }

  aws.addFront({ prefix: '/_api/', handle: (incoming, response) => handle(incoming, response, '/_api/'), upgrade })
  aws.addFront({ prefix: '/@connections/', owns: (target) => hub.knows(connectionIn(target) ?? ''), handle: manage })
  aws.addFront({ prefix: '/_url/', handle: (incoming, response) => handle(incoming, response, '/_url/') })

  return {
    apis: () => [...byId.values()],
    replace(apis, role) {
      byId.clear()
      for (const api of apis) byId.set(api.id, api)
      answers.clear()
      writers.clear()
      loggingRole = role
    },
    async flushLogs() {
      await Promise.all([...writers.values()].map((writer) => writer.flush()))
    },
    async close() {
      hub.close()
      await Promise.all([...writers.values()].map((writer) => writer.flush()))
      closeConnections()
    },
  }
}

/** `/STAGE/@connections/ID` */
function connectionIn(target: string): string | null {
  const id = /\/@connections\/([^/?]+)(?:\?.*)?$/.exec(target)?.[1]
  try {
    return id === undefined ? null : decodeURIComponent(id)
  } catch {
    return null
  }
}

/** What stands behind the stage; null where another stage is named. */
function behindStage(api: Api, rest: string): string | null {
  if (api.stage === '$default' || api.kind === 'url') return rest === '' || rest.startsWith('?') ? `/${rest}` : rest
  const [, stage, path = ''] = /^\/([^/?]*)(.*)$/s.exec(rest) ?? []
  if (stage !== api.stage) return null
  return path === '' || path.startsWith('?') ? `/${path}` : path
}

const failed = ({ message, status }: Fault): { readonly payload: Buffer; readonly functionError: string } | { readonly refused: string } =>
  status === 404 ? { refused: message } : { payload: Buffer.from(JSON.stringify({ errorMessage: message })), functionError: 'Unhandled' }

function notFound(response: ServerResponse, apis: ReadonlyMap<string, Api>): void {
  send(response, 404, { message: `no such API; there are: ${[...apis.keys()].sort().join(', ') || 'none'}` })
}

const forbidden = (response: ServerResponse): void => send(response, 403, { message: 'Forbidden' })

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
