/** Starts local AWS: the stores, the identities, the gateway, and the one port they are reached by. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { clientFacts } from '../catalog/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { eventHistory } from './control/event-history.js'
import { judgeWith } from './gateway/authorize.js'
import { coverage } from './gateway/coverage.js'
import { engines } from './gateway/engines.js'
import { forwarder } from './gateway/forward.js'
import { gateway } from './gateway/gateway.js'
import { isLocalHost } from './gateway/hosts.js'
import { inProcess } from './gateway/in-process.js'
import { newRequestId } from './gateway/send.js'
import { ensureAdministrator } from './identity/administrator.js'
import { directory } from './identity/directory.js'
import { iamService } from './identity/iam.js'
import { sessions } from './identity/sessions.js'
import { stsService } from './identity/sts.js'
import { answerTokens, openTokenIssuer } from './identity/token-issuer.js'
import type { AskTrust } from './identity/web-identity.js'
import { openPort, type Port, type Upgrade } from './port.js'
import { builtInServices } from './services.js'
import { bodiesIn } from './stores/bodies.js'
import { tablesInFolder, tablesInMemory } from './stores/tables.js'
import type {
  Caller,
  Change,
  CheckOutcome,
  Clock,
  Execution,
  Front,
  FunctionDelivery,
  LocalAws,
  LocalAwsOptions,
  LocalService,
  RecordedCall,
  StoreWorld,
} from './types.js'

const SYSTEM_CLOCK: Clock = { now: () => Date.now() }
export const DEFAULT_ACCOUNT = '111122223333'
export const DEFAULT_REGION = 'us-west-2'
const TICK_MS = 1_000

/** Of an identity provider that stands behind no key. */
const NOBODY: Omit<Caller, 'principal' | 'account'> = {
  accessKeyId: null,
  context: {},
  identity: { type: 'WebIdentityUser' },
  subject: null,
  via: null,
}

/** @errors `local/bad-account`, `local/unknown-service`, `local/port-in-use`, `local/state-in-use`, `local/bad-state` */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<Result<LocalAws, Problem>> {
  const accounts = options.accounts ?? [DEFAULT_ACCOUNT]
  const wrong = accounts.find((id) => !/^\d{12}$/.test(id))
  if (wrong !== undefined || accounts.length === 0 || new Set(accounts).size < accounts.length)
    return fail({
      code: 'local/bad-account',
      message: wrong === undefined ? 'accounts are listed once each, and there is at least one' : `\`${wrong}\` is no account ID`,
      hint: 'an account ID has twelve digits, e.g. 111122223333',
      at: null,
    })
  const unknown = [...(options.backends?.keys() ?? [])].find((suffix) => clientFacts(suffix) === null)
  if (unknown !== undefined)
    return fail({
      code: 'local/unknown-service',
      message: `no client of the AWS SDK is named \`${unknown}\``,
      hint: 'name a service as its client package does: `dynamodb`, `s3`, `cloudwatch-logs`',
      at: null,
    })
  const state = options.state ?? null
  const kept = state === null ? ok(tablesInMemory()) : tablesInFolder(resolve(state))
  if (!kept.ok) return kept
  const tables = kept.value
  const clock = options.clock ?? SYSTEM_CLOCK
  const region = options.region ?? DEFAULT_REGION
  const mode = options.mode ?? 'enforce'
  const secureTransport = options.secureTransport ?? true
  const account = accounts[0] ?? DEFAULT_ACCOUNT

  const people = directory(tables)
  const theSessions = sessions(tables, people, clock)
  const services = new Map<string, LocalService>()
  const prefixes = new Map<string, LocalService>()
  const bodies = bodiesIn(state === null ? null : resolve(state))
  const calls = listeners<RecordedCall>()
  const changes = listeners<Change>()
  const executions = listeners<Execution>()
  let deliverTo: ((delivery: FunctionDelivery) => void) | null = null
  let endpoint = ''
  const issuer = openTokenIssuer(clock.now)
  const fronts: Front[] = [{ prefix: '/_jwt/', handle: (request, response) => answerTokens(issuer, request, response) }]
  const theCoverage = coverage()
  const learned = new Map<string, Pick<CheckOutcome, 'principal' | 'action' | 'resource'>>()

  const history = eventHistory()
  tables.onRestore(history.forget)
  const record = (make: () => RecordedCall, isData: boolean): void => {
    if (calls.count() === 0 && mode !== 'learn' && isData) return
    const made = make()
    if (!isData) history.note(made.event)
    if (mode === 'learn')
      for (const { principal, action, resource, decision } of made.checks)
        if (decision !== 'allowed') learned.set(`${principal}\n${action}\n${resource}`, { principal, action, resource })
    calls.tell(made)
  }

  const judge = judgeWith({ engines: engines(people), serviceOf: (prefix) => prefixes.get(prefix) })
  const theGateway = gateway({
    services,
    sessions: theSessions,
    judge,
    coverage: theCoverage,
    mode,
    clock,
    region,
    secureTransport,
    endpoint: () => endpoint,
    account,
    commit: tables.commit,
    record,
    forward: options.backends === undefined || options.backends.size === 0 ? null : forwarder(options.backends),
    forwarded: new Set(options.backends?.keys() ?? []),
  })
  const within = inProcess({
    gateway: theGateway,
    judge,
    sessions: theSessions,
    directory: people,
    clock,
    region,
    account,
    mode,
    secureTransport,
    endpoint: () => endpoint,
    record,
  })

  const world: StoreWorld = {
    tables,
    bodies,
    clock,
    region,
    endpoint: () => endpoint,
    changed: changes.tell,
    deliver: (delivery) => deliverTo?.(delivery),
    call: within.call,
    started: executions.tell,
    callerFor: within.callerFor,
  }
  const builtIn = builtInServices(world)
  const register = (service: LocalService): void => {
    services.set(service.suffix, service)
    const prefix = prefixOf(service.suffix)
    // DynamoDB's streams share its prefix, and its own store answers for both.
    if (!prefixes.has(prefix) || service.suffix === prefix) prefixes.set(prefix, service)
  }
  const askTrust: AskTrust = (provider, action, resource, context) => {
    if (mode !== 'enforce') return 'allowed'
    const caller: Caller = { ...NOBODY, principal: provider, account: resource.split(':')[4] ?? account }
    const asked = { caller, now: clock.now(), region, secureTransport, sourceIp: null, userAgent: null, referer: null }
    return judge.check({ action, resource, context }, asked).decision
  }
  for (const service of [
    iamService(people),
    stsService(people, theSessions, { issuer, ask: askTrust }),
    history.service,
    ...builtIn.services,
  ])
    register(service)

  const administrators = accounts.map((id) => ({ id, credentials: ensureAdministrator(people, id, clock.now()) }))
  tables.commit()
  bodies.sweep(builtIn.bodies())

  const upgrade: Upgrade = (request, socket, head) => {
    const front = isLocalHost(request.headers.host) ? fronts.find((it) => isFor(it, request)) : undefined
    if (front?.upgrade === undefined) socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    else Promise.resolve(front.upgrade(request, socket, head)).catch(() => socket.destroy())
  }
  const door = openPort((request, response) => {
    answer(request, response).catch((thrown: unknown) => internalError(response, thrown))
  }, upgrade)
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isLocalHost(request.headers.host)) return refuseHost(response)
    const front = fronts.find((it) => isFor(it, request))
    if (front !== undefined) return await front.handle(request, response)
    await theGateway.handle(request, response)
  }
  const listening = await listen(door, options.port ?? 0)
  if (!listening.ok) {
    tables.close()
    return listening
  }
  endpoint = `http://127.0.0.1:${listening.value}`
  const ticker = setInterval(() => {
    builtIn.tick()
    tables.commit()
  }, TICK_MS)
  ticker.unref()

  return ok({
    endpoint,
    port: listening.value,
    region,
    mode,
    clock,
    accounts: administrators,
    register,
    addFront: (front) => {
      fronts.push(front)
    },
    call: within.call,
    authorize: within.authorize,
    authenticate: theGateway.authenticate,
    issuer,
    sessionFor: within.sessionFor,
    standingSession: within.standingSession,
    callerOf: within.callerOf,
    onCall: calls.add,
    onChange: changes.add,
    onDelivery: (listener) => {
      deliverTo = listener
      return () => {
        if (deliverTo === listener) deliverTo = null
      }
    },
    deliver: world.deliver,
    onExecution: executions.add,
    positions: tables.table<string>('lambda/positions'),
    uncovered: theCoverage.list,
    adoptStack: builtIn.adoptStack,
    learned: () => [...learned].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it),
    snapshot: () => {
      bodies.hold()
      return tables.snapshot()
    },
    restore: tables.restore,
    close: async () => {
      clearInterval(ticker)
      await door.close()
      tables.close()
      bodies.close()
    },
  })
}

const isFor = ({ prefix, owns }: Front, { url = '/' }: IncomingMessage): boolean => url.startsWith(prefix) || owns?.(url) === true

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['eventbridge', 'events'],
  ['cloudwatch-logs', 'logs'],
  ['secrets-manager', 'secretsmanager'],
  ['sfn', 'states'],
  ['dynamodb-streams', 'dynamodb'],
  ['api-gateway', 'apigateway'],
  ['apigatewayv2', 'apigateway'],
])

const prefixOf = (suffix: string): string => PREFIXES.get(suffix) ?? suffix

function listeners<T>(): {
  readonly add: (listener: (it: T) => void) => () => void
  readonly tell: (it: T) => void
  readonly count: () => number
} {
  const all = new Set<(it: T) => void>()
  return {
    add: (listener) => {
      all.add(listener)
      return () => all.delete(listener)
    },
    tell: (it) => {
      for (const listener of all) listener(it)
    },
    count: () => all.size,
  }
}

async function listen(door: Port, port: number): Promise<Result<number, Problem>> {
  const listening = await door.listen(port)
  if (typeof listening === 'number') return ok(listening)
  const { code, message } = listening
  return fail({
    code: 'local/port-in-use',
    message: code === 'EADDRINUSE' ? `port ${port} is in use` : `port ${port} cannot be listened on: ${code ?? message}`,
    hint: 'give another `--port`, or none for a free one',
    at: null,
  })
}

function refuseHost(response: ServerResponse): void {
  const text = 'local AWS answers requests to this machine only: the Host header names another\n'
  response.writeHead(421, { 'content-type': 'text/plain', 'content-length': String(text.length), connection: 'close' })
  response.end(text)
}

/** A bug: said on standard error with its stack, and to the client without. */
function internalError(response: ServerResponse, thrown: unknown): void {
  process.stderr.write(`rolewright: a bug in local AWS: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`)
  if (response.headersSent) {
    response.destroy()
    return
  }
  const body = JSON.stringify({ __type: 'InternalFailure', message: 'local AWS failed; its standard error says why' })
  response.writeHead(500, { 'content-type': 'application/json', 'x-amzn-requestid': newRequestId(), 'content-length': String(body.length) })
  response.end(body)
}
