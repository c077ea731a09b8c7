/**
 * A process's log stream in CloudWatch Logs, written through the gateway with the function's own role: a role without the
 * permission runs and logs nothing, as on AWS, and each call is one more that is decided and recorded.
 * Source: AWS Lambda Developer Guide, "Sending Lambda function logs to CloudWatch Logs".
 */
import type { Caller, Fault, LocalAws, Reply } from '../types.js'

export interface LogWriter {
  readonly write: (timestamp: number, message: string) => void
  /** Resolves when all that was written is stored, or was refused. */
  readonly flush: () => Promise<void>
}

/** Lines that come close together go in one call. */
const GATHER_MS = 20
// Source: CloudWatch Logs API Reference, "PutLogEvents".
const MAX_EVENTS = 10_000
const MAX_EVENT_CHARS = 250_000

export function logWriter(aws: LocalAws, caller: () => Caller | null, group: string, stream: string): LogWriter {
  let lines: { timestamp: number; message: string }[] = []
  let timer: NodeJS.Timeout | null = null
  let chain: Promise<void> = Promise.resolve()
  let isOpen = false
  let isRefused = false

  const send = (operation: string, input: Readonly<Record<string, unknown>>): Promise<Reply> | null => {
    const as = caller()
    return as === null ? null : aws.call({ as, service: 'cloudwatch-logs', operation, input })
  }

  async function put(events: typeof lines): Promise<void> {
    if (!isOpen) isOpen = await open()
    if (!isOpen) return
    for (let at = 0; at < events.length; at += MAX_EVENTS) {
      const reply = await send('PutLogEvents', { logGroupName: group, logStreamName: stream, logEvents: events.slice(at, at + MAX_EVENTS) })
      if (reply !== null && isFault(reply)) isRefused = true
    }
  }

  /** The stream, and the group before it where there is none. */
  async function open(): Promise<boolean> {
    const names = { logGroupName: group, logStreamName: stream }
    const first = await send('CreateLogStream', names)
    if (first === null || !isFault(first)) return first !== null
    if (first.code === 'ResourceAlreadyExistsException') return true
    if (first.code === 'ResourceNotFoundException') {
      const made = await send('CreateLogGroup', { logGroupName: group })
      if (made !== null && (!isFault(made) || made.code === 'ResourceAlreadyExistsException')) {
        const second = await send('CreateLogStream', names)
        if (second !== null && !isFault(second)) return true
      }
    }
    isRefused = true
    return false
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const events = lines
    lines = []
    if (events.length > 0) chain = chain.then(() => put(events)).catch(() => {})
    return chain
  }

  return {
    write(timestamp, message) {
      // What was refused once is refused again: Lambda does not try for each line.
      if (isRefused) return
      lines.push({ timestamp, message: message === '' ? ' ' : message.slice(0, MAX_EVENT_CHARS) })
      timer ??= setTimeout(() => void flush(), GATHER_MS)
    },
    flush,
  }
}

const isFault = (reply: Reply): reply is Fault => 'fault' in reply && reply.fault === true
