/**
 * Asynchronous invocation: the caller is answered at once, the event is tried again, and what is given up goes where the
 * function's settings say, with the function's role.
 * Source: AWS Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation" and "Capturing
 * records of Lambda asynchronous invocations".
 */
import type { LocalAws } from '../types.js'
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
    if (destination !== null) await hand(spec, destination, JSON.stringify(record(spec, invocation, answer, count)))
    // A dead-letter queue gets the event itself, with what went wrong as attributes of the message.
    if (isFailure && deadLetter !== null) await hand(spec, deadLetter, invocation.payload.toString('utf8'))
  }

  /** To a queue, topic, bus or function, as the function's own role may. */
  async function hand(spec: FunctionSpec, target: string, text: string): Promise<void> {
    const credentials = aws.sessionFor(spec.roleArn, spec.name, {
      service: 'lambda.amazonaws.com',
      sourceArn: spec.arn,
      sourceAccount: spec.account,
    })
    const as = 'fault' in credentials ? null : aws.callerOf(credentials)
    if (as === null) return
    const [, , service, region = '', account = '', ...rest] = target.split(':')
    const name = rest.join(':')
    if (service === 'sqs') {
      const input = { QueueUrl: `${aws.endpoint}/${account}/${name}`, MessageBody: text }
      await aws.call({ as, service: 'sqs', operation: 'SendMessage', input, region })
    } else if (service === 'sns')
      await aws.call({ as, service: 'sns', operation: 'Publish', input: { TopicArn: target, Message: text }, region })
    else if (service === 'lambda')
      await aws.call({
        as,
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: target, InvocationType: 'Event', Payload: text },
      })
    else if (service === 'events') {
      const entry = { Source: 'lambda', DetailType: 'Lambda Function Invocation Result', Detail: text, EventBusName: target }
      await aws.call({ as, service: 'eventbridge', operation: 'PutEvents', input: { Entries: [entry] }, region })
    }
  }

  function record(spec: FunctionSpec, invocation: Invocation, answer: InvocationAnswer | null, count: number): unknown {
    const isFailure = answer === null || answer.functionError !== null
    return {
      version: '1.0',
      timestamp: new Date(aws.clock.now()).toISOString(),
      requestContext: {
        requestId: answer?.requestId ?? null,
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
      void run(spec, invocation)
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

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return bytes.toString('utf8')
  }
}
