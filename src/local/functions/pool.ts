/**
 * The processes of one function: as many as there are events at once, kept warm, renewed when code or configuration
 * changed or credentials are about to end.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock, Credentials, Fault } from '../types.js'
import { type LogTail, openLogTail } from './log-tail.js'
import { type Ending, type Sandbox, startSandbox, type Work } from './sandbox.js'
import { errorPayload, type FunctionSpec, type Invocation, type InvocationAnswer, type LoadedCode } from './types.js'

export interface PoolOptions {
  readonly spec: FunctionSpec
  readonly endpoint: string
  readonly clock: Clock
  /** The code as it is now; text of what keeps it from being loaded, as Lambda would say it. */
  readonly code: () => Promise<LoadedCode | { readonly errorType: string; readonly errorMessage: string }>
  readonly credentials: () => Credentials | Fault
  /** @returns what takes the lines of a new process's log */
  readonly openLog: (logStream: string, credentials: Credentials) => (message: string, requestId: string | null) => void
  /** Processes of this function at most; more events wait. */
  readonly maxProcesses: number
}

export interface Pool {
  readonly spec: FunctionSpec
  readonly invoke: (invocation: Invocation) => Promise<InvocationAnswer | Fault>
  /** Lets go of all processes once they are done: the next event starts anew. */
  readonly renew: () => void
  readonly processes: () => number
  readonly close: () => Promise<void>
}

/** Credentials that end sooner than this are not handed to another event. */
const FRESH_MS = 5 * 60_000
/** A process that has answered asks for more at once; what takes longer than this is not waited for. */
const RETURN_MS = 50

export function openPool(options: PoolOptions): Pool {
  const { spec, clock } = options
  const queue: Work[] = []
  const idle: Sandbox[] = []
  const all = new Set<Sandbox>()
  const running = new Map<string, Work>()
  /** Of invocations whose caller wants the end of their log. */
  const tails = new Map<string, LogTail>()
  /** Those that have answered and not yet asked for more. */
  const returning = new Set<Sandbox>()
  let patience: NodeJS.Timeout | null = null
  let starting = 0
  let generation = 0
  let isClosed = false
  let whenEmpty: (() => void) | null = null

  function invoke(invocation: Invocation): Promise<InvocationAnswer | Fault> {
    if (isClosed) return Promise.resolve(fault('ServiceException', 'local AWS is shutting down', 500))
    if (spec.concurrency !== null && running.size + queue.length >= spec.concurrency) return Promise.resolve(throttled())
    const requestId = invocation.requestId ?? randomUUID()
    return new Promise((resolve) => {
      const tail = invocation.wantsLog === true ? openLogTail() : null
      if (tail !== null) tails.set(requestId, tail)
      const logTail = async (): Promise<string> => {
        const text = (await tail?.text()) ?? ''
        tails.delete(requestId)
        return text
      }
      let isSettled = false
      const settle = (ending: Ending): void => {
        running.delete(requestId)
        if (isSettled) return
        isSettled = true
        resolve(answerOf(requestId, ending, logTail))
      }
      queue.push({ requestId, payload: invocation.payload, headers: headersOf(spec, invocation, clock), settle })
      pump()
    })
  }

  /** Gives waiting events to waiting processes, and starts processes for the rest. */
  function pump(): void {
    while (queue.length > 0) {
      const sandbox = idle.pop()
      if (sandbox === undefined) break
      if (isStale(sandbox)) {
        sandbox.retire()
        continue
      }
      const next = queue.shift()
      if (next === undefined) break
      running.set(next.requestId, next)
      sandbox.give({
        ...next,
        headers: { ...next.headers, 'lambda-runtime-deadline-ms': String(clock.now() + spec.timeoutMs) },
        settle(ending) {
          if (ending.kind !== 'stream') returning.add(sandbox)
          next.settle(ending)
        },
      })
    }
    while (starting + returning.size < queue.length && all.size + starting < options.maxProcesses && !isClosed) void start()
    if (queue.length > 0 && returning.size > 0)
      patience ??= setTimeout(() => {
        patience = null
        returning.clear()
        pump()
      }, RETURN_MS)
  }

  const isStale = ({ credentials }: Sandbox): boolean => credentials.expiresAt !== null && credentials.expiresAt - clock.now() < FRESH_MS

  async function start(): Promise<void> {
    starting++
    const born = generation
    try {
      const credentials = options.credentials()
      if ('fault' in credentials) return failNext(errorPayload(credentials.code, credentials.message))
      const code = await options.code()
      if ('errorType' in code) return failNext(errorPayload(code.errorType, code.errorMessage))
      const logStream = logStreamName(clock)
      const log = options.openLog(logStream, credentials)
      const sandbox = await startSandbox({
        spec,
        code,
        credentials,
        endpoint: options.endpoint,
        logStream,
        clock,
        onIdle(it) {
          returning.delete(it)
          if (born !== generation || isClosed) return it.retire()
          idle.push(it)
          pump()
        },
        onEnd(it, failure) {
          all.delete(it)
          returning.delete(it)
          const at = idle.indexOf(it)
          if (at >= 0) idle.splice(at, 1)
          if (failure !== null) failNext(failure)
          if (all.size === 0) whenEmpty?.()
          pump()
        },
        onLog(message, requestId) {
          log(message, requestId)
          if (requestId !== null) tails.get(requestId)?.add(message)
        },
      })
      all.add(sandbox)
      if (isClosed) sandbox.kill()
    } catch (error) {
      failNext(errorPayload('Runtime.InvalidEntrypoint', String(error)))
    } finally {
      starting--
    }
  }

  /** The event that waited longest gets what kept a process from starting. */
  function failNext(payload: Buffer): void {
    queue.shift()?.settle({ kind: 'error', payload })
  }

  return {
    spec,
    invoke,
    processes: () => all.size,
    renew() {
      generation++
      for (const sandbox of idle.splice(0)) sandbox.retire()
    },
    close() {
      isClosed = true
      if (patience !== null) clearTimeout(patience)
      for (const pending of queue.splice(0))
        pending.settle({ kind: 'error', payload: errorPayload('ServiceException', 'local AWS is shutting down') })
      for (const sandbox of all) sandbox.kill()
      return all.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            whenEmpty = resolve
          })
    },
  }
}

function answerOf(requestId: string, ending: Ending, logTail: InvocationAnswer['logTail']): InvocationAnswer {
  if (ending.kind === 'stream')
    return {
      requestId,
      functionError: null,
      payload: Buffer.alloc(0),
      stream: { contentType: ending.contentType, body: ending.body },
      logTail,
    }
  return { requestId, functionError: ending.kind === 'error' ? 'Unhandled' : null, payload: ending.payload, stream: null, logTail }
}

function headersOf(spec: FunctionSpec, invocation: Invocation, clock: Clock): Readonly<Record<string, string>> {
  return {
    'lambda-runtime-invoked-function-arn': invocation.qualifier === null ? spec.arn : `${spec.arn}:${invocation.qualifier}`,
    'lambda-runtime-deadline-ms': String(clock.now() + spec.timeoutMs),
    'lambda-runtime-trace-id': invocation.traceId ?? traceId(spec, clock),
    ...(invocation.clientContext !== null && { 'lambda-runtime-client-context': invocation.clientContext }),
  }
}

/** Source: AWS X-Ray Developer Guide, "Tracing header". */
function traceId(spec: FunctionSpec, clock: Clock): string {
  const id = randomBytes(20).toString('hex')
  const seconds = Math.floor(clock.now() / 1000).toString(16)
  return `Root=1-${seconds}-${id.slice(0, 24)};Parent=${id.slice(24)};Sampled=${spec.tracing ? 1 : 0}`
}

/** `2026/11/26/[$LATEST]0123…`, another one for each process. */
function logStreamName(clock: Clock): string {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`
}

const fault = (code: string, message: string, status: number): Fault => ({ fault: true, code, message, status })
const throttled = (): Fault => ({
  ...fault('TooManyRequestsException', 'Rate Exceeded.', 429),
  members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
})
