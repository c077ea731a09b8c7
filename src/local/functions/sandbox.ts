/**
 * One process of a function: started, given one event at a time, timed, and ended. What becomes of an event is told to
 * whoever gave it; what the process says is told line by line. A child process is no security boundary: it runs the
 * user's code with the user's rights, only without the user's AWS credentials.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Clock, Credentials } from '../types.js'
import { bootstrapFile, processEnvironment } from './environment.js'
import { openRuntimeApi, type RuntimeApi, type Task } from './runtime-api.js'
import { errorPayload, type FunctionSpec, type LoadedCode } from './types.js'

/** How one event ended. */
export type Ending =
  | { readonly kind: 'response'; readonly payload: Buffer }
  | { readonly kind: 'stream'; readonly contentType: string; readonly body: Readable }
  | { readonly kind: 'error'; readonly payload: Buffer }

/** One event on its way through a process. */
export interface Work extends Task {
  readonly settle: (ending: Ending) => void
}

export interface SandboxOptions {
  readonly spec: FunctionSpec
  readonly code: LoadedCode
  readonly credentials: Credentials
  readonly endpoint: string
  readonly logStream: string
  readonly clock: Clock
  /** It waits for work. */
  readonly onIdle: (sandbox: Sandbox) => void
  /** It is gone. @param failure where its init failed and no event was given: what the next event gets */
  readonly onEnd: (sandbox: Sandbox, failure: Buffer | null) => void
  readonly onLog: (message: string, requestId: string | null) => void
}

export interface Sandbox {
  readonly credentials: Credentials
  readonly pid: () => number | undefined
  readonly give: (work: Work) => void
  /** Ends it at once, or when its event is done. */
  readonly retire: () => void
  readonly kill: () => void
}

// Source: Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle": the init phase has 10 seconds.
const INIT_MAX_MS = 10_000
/** Of the memory of a function, what the heap may take before the process is out of memory. */
const HEAP_SHARE = 0.9

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { spec, code, clock, onLog } = options
  const startedAt = performance.now()
  let child: ChildProcess | null = null
  let work: Work | null = null
  let workAt = 0
  let initMs: number | null = null
  let isReported = false
  let isRetiring = false
  let initFailure: Buffer | null = null
  let maxRssKb: number | null = null
  let timer: NodeJS.Timeout | null = null
  /** What is said of an event that was answered, once its log is complete. */
  let closing: { readonly requestId: string; readonly report: () => void } | null = null
  /** What is said of the next event, once the one before is closed. */
  let opening: (() => void) | null = null

  const api: RuntimeApi = await openRuntimeApi({
    onNext() {
      if (initMs === null) {
        initMs = performance.now() - startedAt
        clearTimer()
      }
      if (isRetiring) return kill()
      options.onIdle(sandbox)
    },
    onResponse: (id, payload, rss) => settle(id, { kind: 'response', payload }, rss),
    onError: (id, payload, rss) => settle(id, { kind: 'error', payload }, rss),
    onStream(id, contentType, body) {
      // The event is answered now, and done when the stream is.
      const given = work
      given?.settle({ kind: 'stream', contentType, body })
      body.once('close', () => settle(id, null, null))
      body.on('error', () => {})
    },
    onInitError(error) {
      initFailure = error
    },
  })

  function settle(id: string, ending: Ending | null, rss: number | null): void {
    const done = work
    if (done === null || done.requestId !== id) return
    work = null
    clearTimer()
    maxRssKb = Math.max(maxRssKb ?? 0, rss ?? 0) || maxRssKb
    const durationMs = performance.now() - workAt
    closing = { requestId: id, report: () => report(id, durationMs) }
    if (ending !== null) done.settle(ending)
  }

  function report(id: string, durationMs: number, status?: string): void {
    const init = isReported || initMs === null ? '' : `Init Duration: ${initMs.toFixed(2)} ms\t`
    isReported = true
    const used = maxRssKb === null ? spec.memoryMb : Math.min(spec.memoryMb, Math.ceil(maxRssKb / 1024))
    onLog(`END RequestId: ${id}`, id)
    onLog(
      `REPORT RequestId: ${id}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${spec.memoryMb} MB\tMax Memory Used: ${used} MB\t${init}${status === undefined ? '' : `Status: ${status}`}`,
      id,
    )
  }

  function close(): void {
    const said = closing
    closing = null
    said?.report()
    open()
  }

  function open(): void {
    const said = opening
    opening = null
    said?.()
  }

  function clearTimer(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  function give(next: Work): void {
    work = next
    workAt = performance.now()
    opening = () => onLog(`START RequestId: ${next.requestId} Version: $LATEST`, next.requestId)
    if (closing === null) open()
    timer = setTimeout(() => timeOut(next), spec.timeoutMs)
    api.give(next)
  }

  function timeOut(late: Work): void {
    if (work !== late) return
    work = null
    const seconds = (spec.timeoutMs / 1000).toFixed(2)
    const message = `${new Date(clock.now()).toISOString()} ${late.requestId} Task timed out after ${seconds} seconds`
    kill()
    close()
    onLog(message, late.requestId)
    report(late.requestId, spec.timeoutMs, 'timeout')
    late.settle({
      kind: 'error',
      payload: errorPayload('Sandbox.Timedout', `RequestId: ${late.requestId} Error: Task timed out after ${seconds} seconds`),
    })
  }

  const kill = (): void => {
    child?.kill('SIGKILL')
  }

  const sandbox: Sandbox = {
    credentials: options.credentials,
    pid: () => child?.pid,
    give,
    retire() {
      isRetiring = true
      if (work === null) kill()
    },
    kill,
  }

  onLog(`INIT_START Runtime Version: node:${process.versions.node} (asked for: ${spec.runtime ?? 'none'})`, null)
  child = spawn(process.execPath, nodeArguments(spec, code), {
    cwd: code.taskRoot,
    env: processEnvironment({ ...options, runtimeApi: api.address }),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  timer = setTimeout(() => {
    initFailure = errorPayload('Sandbox.Timedout', `Init took longer than ${INIT_MAX_MS / 1000} seconds`)
    kill()
  }, INIT_MAX_MS)
  for (const pipe of [child.stdout, child.stderr])
    if (pipe !== null) createInterface({ input: pipe }).on('line', (line) => onLog(line, work?.requestId ?? closing?.requestId ?? null))
  const telemetry = child.stdio[3]
  if (telemetry != null && 'on' in telemetry) createInterface({ input: telemetry as Readable }).on('line', telemetryLine)

  function telemetryLine(line: string): void {
    const said = frameOf(line)
    if (closing !== null && (said.end === closing.requestId || (said.id !== undefined && said.id !== closing.requestId))) close()
    if (said.text !== undefined) onLog(said.text, said.id === undefined || said.id === '' ? null : said.id)
  }

  child.once('error', (error) => {
    initFailure = errorPayload('Runtime.InvalidEntrypoint', error.message)
    end(null, null)
  })
  // `close` comes after the last line of the log.
  child.once('close', end)

  function end(status: number | null, signal: NodeJS.Signals | null): void {
    clearTimer()
    api.close()
    close()
    const unfinished = work
    work = null
    const why = signal === null ? `exit status ${status ?? 'unknown'}` : `signal: ${SIGNALS.get(signal) ?? signal}`
    if (unfinished !== null) {
      const message = `RequestId: ${unfinished.requestId} Error: Runtime exited with error: ${why}`
      onLog(`${message}\nRuntime.ExitError`, unfinished.requestId)
      report(unfinished.requestId, performance.now() - workAt, 'error')
      unfinished.settle({ kind: 'error', payload: errorPayload('Runtime.ExitError', message) })
    }
    const hadInit = initMs !== null || isRetiring
    const failure = hadInit ? null : (initFailure ?? errorPayload('Runtime.ExitError', `Error: Runtime exited with error: ${why}`))
    if (failure !== null)
      onLog(`INIT_REPORT Init Duration: ${(performance.now() - startedAt).toFixed(2)} ms\tPhase: init\tStatus: error`, null)
    options.onEnd(sandbox, failure)
  }

  return sandbox
}

const SIGNALS: ReadonlyMap<NodeJS.Signals, string> = new Map([
  ['SIGKILL', 'killed'],
  ['SIGSEGV', 'segmentation fault'],
  ['SIGABRT', 'aborted'],
  ['SIGTERM', 'terminated'],
])

function nodeArguments(spec: FunctionSpec, code: LoadedCode): string[] {
  const heapMb = Math.floor(spec.memoryMb * HEAP_SHARE)
  return [
    `--max-old-space-size=${heapMb}`,
    ...(code.sourceMaps ? ['--enable-source-maps'] : []),
    bootstrapFile(),
    code.module ?? '',
    JSON.stringify(code.layers),
    ...(spec.callsByHttps ? ['https'] : []),
  ]
}

interface Frame {
  readonly id?: string
  readonly text?: string
  readonly end?: string
}

/** What the runtime writes to its log pipe: `text` is a log event, `end` says that the log of an event is complete. */
function frameOf(line: string): Frame {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : { text: line }
  } catch {
    return { text: line }
  }
}
