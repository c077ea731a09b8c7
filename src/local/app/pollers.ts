/**
 * Event source mappings: Lambda reads queues and streams with the function's role, and hands batches to the function.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", "Handling errors for an SQS event source in Lambda" and
 * "Using AWS Lambda with Amazon DynamoDB".
 */
import { mapOf, type Plain, textOf } from '../api/index.js'
import type { FunctionHost } from '../functions/index.js'
import type { Caller, LocalAws, Reply } from '../types.js'
import { isFault } from './client.js'
import type { Mapping } from './event-wires.js'
import { queueRecord, streamRecord } from './payloads.js'

export interface Pollers {
  readonly replace: (mappings: readonly Mapping[]) => void
  /** Looks at all sources once; resolves when what was found is worked off. */
  readonly settle: () => Promise<void>
  readonly close: () => void
}

export interface PollerOptions {
  readonly aws: LocalAws
  readonly host: FunctionHost
  /** Whether a record fits a filter. */
  readonly matches: (pattern: unknown, record: unknown) => boolean
  readonly onProblem: (message: string) => void
}

interface Poller {
  readonly mapping: Mapping
  readonly poll: () => Promise<void>
  readonly stop: () => void
}

export function openPollers(options: PollerOptions): Pollers {
  const pollers = new Map<string, Poller>()
  const stopListening = options.aws.onChange(({ arn }) => {
    for (const { mapping, poll } of pollers.values()) if (mapping.sourceArn === arn) void poll()
  })
  return {
    replace(mappings) {
      const wanted = new Map(mappings.map((mapping) => [mapping.id, mapping]))
      for (const [id, { mapping, stop }] of pollers) {
        if (JSON.stringify(wanted.get(id)) === JSON.stringify(mapping)) continue
        stop()
        pollers.delete(id)
      }
      for (const mapping of mappings) {
        if (pollers.has(mapping.id)) continue
        const poller = mapping.kind === 'sqs' ? queuePoller(mapping, options) : streamPoller(mapping, options)
        pollers.set(mapping.id, poller)
        void poller.poll()
      }
    },
    async settle() {
      await Promise.all([...pollers.values()].map(({ poll }) => poll()))
    },
    close() {
      stopListening()
      for (const { stop } of pollers.values()) stop()
    },
  }
}

/** The caller that polls: a session of the function's role. */
function callerOf({ aws, host, onProblem }: PollerOptions, mapping: Mapping): Caller | null {
  const found = host.find(mapping.functionArn)
  if (isFault(found as Reply) || !('spec' in found)) return null
  const { spec } = found
  const session = aws.sessionFor(spec.roleArn, spec.name, {
    service: 'lambda.amazonaws.com',
    sourceArn: spec.arn,
    sourceAccount: spec.account,
  })
  if ('fault' in session) {
    onProblem(`${mapping.id}: the role of ${spec.id} cannot be assumed: ${session.message}`)
    return null
  }
  return aws.callerOf(session)
}

/** Runs one round at a time; a wake-up during a round makes another. */
function rounds(
  round: () => Promise<void>,
  onProblem: (message: string) => void,
): { readonly poll: () => Promise<void>; readonly stop: () => void } {
  let running: Promise<void> | null = null
  let isAgain = false
  let isStopped = false
  const poll = (): Promise<void> => {
    if (isStopped) return Promise.resolve()
    if (running !== null) {
      isAgain = true
      return running
    }
    const run = async (): Promise<void> => {
      do {
        isAgain = false
        await round().catch((error: unknown) => onProblem(String(error)))
      } while (isAgain && !isStopped)
      running = null
    }
    running = run()
    return running
  }
  return {
    poll,
    stop() {
      isStopped = true
    },
  }
}

function queuePoller(mapping: Mapping, options: PollerOptions): Poller {
  const { aws } = options
  const [, , , region = '', account = '', name = ''] = mapping.sourceArn.split(':')
  const QueueUrl = `${aws.endpoint}/${account}/${name}`
  let caller: Caller | null = null
  let timer: NodeJS.Timeout | null = null

  const send = (operation: string, input: Plain): Promise<Reply> =>
    caller === null ? Promise.resolve({}) : aws.call({ as: caller, service: 'sqs', operation, input: { QueueUrl, ...input }, region })

  const { poll, stop } = rounds(async () => {
    caller = callerOf(options, mapping)
    for (;;) {
      const reply = await send('ReceiveMessage', {
        MaxNumberOfMessages: Math.min(10, mapping.batchSize),
        AttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      })
      if (isFault(reply)) {
        options.onProblem(`${mapping.id}: ${reply.message}`)
        return
      }
      const messages = ((reply as Plain).Messages ?? []) as readonly Plain[]
      if (messages.length === 0) return
      const done = await deliver(messages)
      if (done.length > 0)
        await send('DeleteMessageBatch', { Entries: done.map((message, i) => ({ Id: String(i), ReceiptHandle: message.ReceiptHandle })) })
      // What was not done comes back once it is visible again.
      if (done.length < messages.length) again()
    }
  }, options.onProblem)

  function again(): void {
    timer ??= setTimeout(() => {
      timer = null
      void poll()
    }, RETRY_MS)
    timer.unref()
  }

  /** @returns the messages that are done with: worked off, or left out by the filter */
  async function deliver(messages: readonly Plain[]): Promise<readonly Plain[]> {
    const records = messages.map((message) => ({ message, record: queueRecord(message, mapping.sourceArn) }))
    const wanted = records.filter(({ record }) => fits(mapping, { ...record, body: json(textOf(record.body) ?? '') }, options))
    const dropped = messages.filter((message) => !wanted.some((each) => each.message === message))
    if (wanted.length === 0) return dropped
    const failed = await invoke(
      mapping,
      options,
      wanted.map(({ record }) => record),
      'messageId',
    )
    if (failed === 'all') return dropped
    return [...dropped, ...wanted.filter(({ record }) => !failed.has(String(record.messageId))).map(({ message }) => message)]
  }

  return {
    mapping,
    poll,
    stop() {
      stop()
      if (timer !== null) clearTimeout(timer)
    },
  }
}

/** How long until messages that failed are looked for again. */
const RETRY_MS = 1_000

function streamPoller(mapping: Mapping, options: PollerOptions): Poller {
  const { aws } = options
  const region = mapping.sourceArn.split(':')[3] ?? ''
  /** By shard; what was read up to here is done. */
  const iterators = new Map<string, string>()
  let timer: NodeJS.Timeout | null = null

  const { poll, stop } = rounds(async () => {
    const caller = callerOf(options, mapping)
    if (caller === null) return
    const send = (operation: string, input: Plain): Promise<Reply> =>
      aws.call({ as: caller, service: 'dynamodb-streams', operation, input, region })
    const described = await send('DescribeStream', { StreamArn: mapping.sourceArn })
    if (isFault(described)) {
      options.onProblem(`${mapping.id}: ${described.message}`)
      return
    }
    const shards = (mapOf((described as Plain).StreamDescription).Shards ?? []) as readonly Plain[]
    for (const { ShardId } of shards) await readShard(String(ShardId), send)
  }, options.onProblem)

  async function readShard(shard: string, send: (operation: string, input: Plain) => Promise<Reply>): Promise<void> {
    for (;;) {
      const iterator = iterators.get(shard) ?? (await open(shard, send))
      if (iterator === null) return
      const reply = await send('GetRecords', { ShardIterator: iterator, Limit: mapping.batchSize })
      if (isFault(reply)) {
        iterators.delete(shard)
        options.onProblem(`${mapping.id}: ${reply.message}`)
        return
      }
      const { Records: found = [], NextShardIterator: next } = reply as { Records?: readonly Plain[]; NextShardIterator?: string }
      if (found.length > 0 && !(await deliver(found.map((record) => streamRecord(record, mapping.sourceArn))))) {
        again()
        return
      }
      if (next === undefined || next === null) iterators.delete(shard)
      else iterators.set(shard, next)
      if (found.length === 0) return
    }
  }

  async function open(shard: string, send: (operation: string, input: Plain) => Promise<Reply>): Promise<string | null> {
    const reply = await send('GetShardIterator', { StreamArn: mapping.sourceArn, ShardId: shard, ShardIteratorType: 'TRIM_HORIZON' })
    const iterator = isFault(reply) ? undefined : (reply as Plain).ShardIterator
    return typeof iterator === 'string' ? iterator : null
  }

  let attempts = 0
  /** @returns whether the batch is done with */
  async function deliver(records: readonly Plain[]): Promise<boolean> {
    const wanted = records.filter((record) => fits(mapping, record, options))
    if (wanted.length === 0) return true
    const failed = await invoke(mapping, options, wanted, 'dynamodb.SequenceNumber')
    if (failed !== 'all' && failed.size === 0) {
      attempts = 0
      return true
    }
    attempts++
    if (attempts <= (mapping.maxRetries ?? MAX_STREAM_ATTEMPTS)) return false
    options.onProblem(`${mapping.id}: ${wanted.length} records were given up after ${attempts} attempts`)
    attempts = 0
    return true
  }

  function again(): void {
    timer ??= setTimeout(() => {
      timer = null
      void poll()
    }, RETRY_MS)
    timer.unref()
  }

  return {
    mapping,
    poll,
    stop() {
      stop()
      if (timer !== null) clearTimeout(timer)
    },
  }
}

/** AWS tries until the records are a day old; here a broken function should not run all day. */
const MAX_STREAM_ATTEMPTS = 10

const fits = ({ patterns }: Mapping, record: Plain, { matches }: PollerOptions): boolean =>
  patterns.length === 0 || patterns.some((pattern) => matches(pattern, record))

/** @returns identifiers of the items that failed, or that all did */
async function invoke(
  mapping: Mapping,
  { host }: PollerOptions,
  records: readonly Plain[],
  identifier: string,
): Promise<ReadonlySet<string> | 'all'> {
  const payload = Buffer.from(JSON.stringify({ Records: records }))
  const answer = await host.invoke(mapping.functionArn, { payload, qualifier: null, clientContext: null, traceId: null })
  if ('fault' in answer || answer.functionError !== null) return 'all'
  if (!mapping.reportsItems) return new Set()
  const failures = mapOf(json(answer.payload.toString('utf8'))).batchItemFailures
  if (failures === undefined || failures === null) return new Set()
  if (!Array.isArray(failures)) return 'all'
  const known = new Set(records.map((record) => String(identifier.split('.').reduce<unknown>((found, key) => mapOf(found)[key], record))))
  const named = failures.map((each) => textOf(mapOf(each).itemIdentifier))
  // An identifier that is none of the batch fails it as a whole.
  return named.some((each) => each === null || !known.has(each)) ? 'all' : new Set(named.filter((each) => each !== null))
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
