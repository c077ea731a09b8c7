/**
 * Asynchronous invocation: the caller is answered at once, the event is tried again, and what is given up goes where the
 * function's settings say, with the function's role.
 * Source: AWS Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation", "Capturing
 * records of Lambda asynchronous invocations" and "Adding a dead-letter queue".
 */
import { randomUUID } from 'node:crypto'
import type { LocalAws } from '../types.js'
import { datedKey, handTo } from './destinations.js'
import type { FunctionHost } from './host.js'
import type { FunctionSpec, Invocation, InvocationAnswer } from './types.js'

export interface AsynchronousQueue {
  readonly send: (spec: FunctionSpec, invocation: Invocation) => void
  /** Resolves when nothing waits or runs. */
  readonly idle: () => Promise<void>
  readonly close: () => void
}

/** Lambda waits one and two minutes; here nobody wants to. */
const RETRY_DELAYS_MS = [500, 1_000]

export function openAsynchronousQueue(host: FunctionHost, aws: LocalAws): AsynchronousQueue {
  let running = 0
  let isClosed = false
  const waiters: (() => void)[] = []
  const timers = new Set<NodeJS.Timeout>()

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, ms)
      timers.add(timer)
    })

  async function run(spec: FunctionSpec, invocation: Invocation): Promise<void> {
    for (let attempt = 0; !isClosed; attempt++) {
      const answer = await host.invoke(spec.name, invocation)
      const isThrottled = 'fault' in answer && answer.status === 429
      if (!('fault' in answer) && answer.functionError === null) return conclude(spec, invocation, answer, attempt + 1)
      if (isThrottled) {
        attempt--
        await pause(RETRY_DELAYS_MS[0] ?? 0)
        continue
      }
      if (attempt >= spec.asynchronous.retries) return conclude(spec, invocation, 'fault' in answer ? null : answer, attempt + 1)
      await pause(RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)] ?? 0)
    }
  }

  async function conclude(spec: FunctionSpec, invocation: Invocation, answer: InvocationAnswer | null, count: number): Promise<void> {
    const isFailure = answer === null || answer.functionError !== null
    const { deadLetter, onSuccess, onFailure } = spec.asynchronous
    const destination = isFailure ? onFailure : onSuccess
    if (destination !== null) {
      const text = JSON.stringify(record(spec, invocation, answer, count))
      await handTo(aws, spec, destination, { text, isFailure, key: keyOf(spec) })
    }
    // A dead-letter queue gets the event itself, with what went wrong as attributes of the message.
    if (isFailure && deadLetter !== null) {
      const attributes = {
        RequestID: { DataType: 'String', StringValue: invocation.requestId ?? '' },
        ErrorCode: { DataType: 'Number', StringValue: answer === null ? '500' : '200' },
        ErrorMessage: { DataType: 'String', StringValue: errorMessageOf(answer).slice(0, 1_024) },
      }
      await handTo(aws, spec, deadLetter, { text: invocation.payload.toString('utf8'), isFailure, attributes, key: keyOf(spec) })
    }
  }

  const keyOf = (spec: FunctionSpec): string => datedKey(`aws/lambda/async/${spec.name}`, aws.clock.now())

  function record(spec: FunctionSpec, invocation: Invocation, answer: InvocationAnswer | null, count: number): unknown {
    const isFailure = answer === null || answer.functionError !== null
    return {
      version: '1.0',
      timestamp: new Date(aws.clock.now()).toISOString(),
      requestContext: {
        requestId: invocation.requestId,
        functionArn: `${spec.arn}:${invocation.qualifier ?? '$LATEST'}`,
        condition: isFailure ? 'RetriesExhausted' : 'Success',
        approximateInvokeCount: count,
      },
      requestPayload: json(invocation.payload),
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(isFailure && { functionError: 'Unhandled' }),
      },
      responsePayload: answer === null ? null : json(answer.payload),
    }
  }

  return {
    send(spec, invocation) {
      running++
      void run(spec, { ...invocation, requestId: randomUUID() })
        .catch(() => {})
        .finally(() => {
          running--
          if (running === 0) for (const done of waiters.splice(0)) done()
        })
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    close() {
      isClosed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

function errorMessageOf(answer: InvocationAnswer | null): string {
  const payload = answer === null ? null : json(answer.payload)
  const message = typeof payload === 'object' && payload !== null && 'errorMessage' in payload ? payload.errorMessage : null
  // A message of an attribute may not be empty.
  return String(message ?? 'unknown') || 'unknown'
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return bytes.toString('utf8')
  }
}
