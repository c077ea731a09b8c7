/**
 * Lambda reads the shards of a stream with the function's role, in order; a batch that fails holds up its shard until it is done
 * or given up.
 * Source: AWS Lambda Developer Guide, "Process Amazon Kinesis Data Streams records with Lambda", "Using AWS Lambda with Amazon
 * DynamoDB" and "CreateEventSourceMapping": splitting a batch does not consume the retry quota.
 */
import type { Plain } from '../../api/index.js'
import type { Caller, Reply } from '../../types.js'
import { isFault } from '../client.js'
import type { Mapping } from '../mappings.js'
import { giveUp } from './give-up.js'
import { fits, invokeBatch } from './invoke-batch.js'
import { type StreamSource, streamSource } from './stream-sources.js'
import { callerOf, type Poller, type PollerOptions, rounds } from './types.js'

/** Records that go to the function together, and how often they failed. */
interface Batch {
  readonly records: readonly Plain[]
  readonly attempts: number
}

interface Shard {
  /** Where to begin while nothing of it is done. */
  readonly start: Plain
  /** What was read up to here is in `batches` or done. Null: not open yet. */
  iterator: string | null
  /** It was closed, and read to its end. */
  isRead: boolean
  /** In order; the first is next. */
  batches: readonly Batch[]
  /** Sequence number of the last record that was read. */
  last: string | null
}

type Send = (operation: string, input: Plain) => Promise<Reply>

/** For so long no new shards are looked for, unless one ends. */
const LIST_MS = 5_000
const RETRY_MS = 200
const MAX_RETRY_MS = 5_000
/** AWS tries until the records are gone, after a day or more; here a broken function should not run all day. */
const MAX_ATTEMPTS = 10

export function streamPoller(mapping: Mapping, options: PollerOptions): Poller {
  const { aws } = options
  const region = mapping.sourceArn.split(':')[3] ?? ''
  const shards = new Map<string, Shard>()
  let timer: NodeJS.Timeout | null = null
  let isStopped = false
  /** The shards, and the session that asked for them: one that comes after a change of IAM asks again. */
  let listed: { readonly by: Caller; readonly at: number; readonly ids: readonly string[] } | null = null

  const { poll, stop } = rounds(async () => {
    const caller = callerOf(options, mapping)
    const found = options.host.find(mapping.functionArn)
    if (caller === null || 'fault' in found) return
    const source = streamSource(mapping, found.spec.roleArn)
    const send: Send = (operation, input) => aws.call({ as: caller, service: source.service, operation, input, region })
    const delays: (number | null)[] = []
    let ids = await shardIds(caller, source, send)
    while (ids.length > 0) {
      // What came out of a shard that was split or merged is read from its beginning.
      const start = shards.size === 0 ? mapping.startsAt : { ShardIteratorType: 'TRIM_HORIZON' }
      delays.push(...(await Promise.all(ids.map((id) => workOff(id, shardOf(id, start), source, send)))))
      ids = listed === null ? (await shardIds(caller, source, send)).filter((id) => !shards.has(id)) : []
    }
    const next = Math.min(...delays.filter((delay) => delay !== null))
    if (Number.isFinite(next)) again(next)
  }, options.onProblem)

  function shardOf(id: string, start: Plain): Shard {
    const shard = shards.get(id) ?? { start, iterator: null, isRead: false, batches: [], last: null }
    shards.set(id, shard)
    return shard
  }

  async function shardIds(caller: Caller, source: StreamSource, send: Send): Promise<readonly string[]> {
    const now = aws.clock.now()
    if (listed !== null && listed.by === caller && now - listed.at <= LIST_MS) return listed.ids
    const reply = await send(source.shards.operation, source.shards.input)
    if (isFault(reply)) {
      options.onProblem(`${mapping.id}: ${reply.message}`)
      return []
    }
    listed = { by: caller, at: now, ids: source.shards.read(reply as Plain).map(({ ShardId }) => String(ShardId)) }
    return listed.ids
  }

  /** @returns how long until the shard's batch is tried again; null: there is nothing to do */
  async function workOff(id: string, shard: Shard, source: StreamSource, send: Send): Promise<number | null> {
    while (!isStopped) {
      while (shard.batches.length > 0) {
        const delay = await tryFirst(id, shard, source)
        if (delay !== null) return delay
      }
      // Whoever starts again goes on behind what was done.
      if (shard.last !== null && !isStopped) aws.positions.set(positionOf(id), shard.last)
      const records = await read(id, shard, source, send)
      if (records === null) return null
      const wanted = records.filter((record) => fits(mapping, source.filtered(record), options))
      if (wanted.length > 0) shard.batches = [{ records: wanted, attempts: 0 }]
    }
    return null
  }

  /** @returns null where nothing more is to be read */
  async function read(id: string, shard: Shard, source: StreamSource, send: Send): Promise<readonly Plain[] | null> {
    if (shard.isRead) return null
    shard.iterator ??= await open(id, shard, source, send)
    if (shard.iterator === null) return null
    const reply = await send('GetRecords', { ShardIterator: shard.iterator, Limit: mapping.batchSize, ...arnFor(source) })
    if (isFault(reply)) {
      shard.iterator = null
      options.onProblem(`${mapping.id}: ${reply.message}`)
      return null
    }
    const { Records: found = [], NextShardIterator: next } = reply as { Records?: readonly Plain[]; NextShardIterator?: string }
    if (typeof next === 'string') shard.iterator = next
    else {
      // What follows a shard that was split or merged is listed from now on.
      shard.isRead = true
      listed = null
    }
    if (found.length === 0) return null
    const records = found.map((record) => source.payload(record, id))
    shard.last = source.sequenceOf(records.at(-1) ?? {})
    return records
  }

  /** Behind what was done; where that is gone, from the beginning. */
  async function open(ShardId: string, { start }: Shard, source: StreamSource, send: Send): Promise<string | null> {
    const done = aws.positions.get(positionOf(ShardId))
    const starts: readonly Plain[] =
      done === undefined
        ? [start]
        : [{ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', [source.sequenceMember]: done }, { ShardIteratorType: 'TRIM_HORIZON' }]
    for (const place of starts) {
      const reply = await send('GetShardIterator', { ...source.stream, ShardId, ...place })
      const iterator = isFault(reply) ? undefined : (reply as Plain).ShardIterator
      if (typeof iterator === 'string') return iterator
    }
    return null
  }

  const positionOf = (shard: string): string => `${mapping.id} ${mapping.sourceArn} ${shard}`

  /** @returns how long to wait before the next attempt; null: the batch is done with, or smaller */
  async function tryFirst(shardId: string, shard: Shard, source: StreamSource): Promise<number | null> {
    const [first, ...others] = shard.batches
    if (first === undefined) return null
    const outcome = await invokeBatch(mapping, options, first.records, source.sequenceOf)
    if (outcome.kind === 'answered' && outcome.failed.size === 0) {
      shard.batches = others
      return null
    }
    // What stands before the first record that failed is done.
    const failedAt = outcome.kind === 'answered' ? first.records.findIndex((each) => outcome.failed.has(source.sequenceOf(each))) : 0
    const left = first.records.slice(failedAt)
    if (mapping.bisects && left.length > 1 && outcome.kind !== 'refused') {
      const middle = Math.ceil(left.length / 2)
      const halves = [left.slice(0, middle), left.slice(middle)].map((records) => ({ records, attempts: first.attempts }))
      shard.batches = [...halves, ...others]
      return null
    }
    const attempts = first.attempts + 1
    const isOld = mapping.maxAgeMs !== null && aws.clock.now() - source.arrivedAt(left[0] ?? {}) > mapping.maxAgeMs
    if (!isOld && attempts <= (mapping.maxRetries ?? MAX_ATTEMPTS)) {
      shard.batches = [{ records: left, attempts }, ...others]
      return Math.min(RETRY_MS * 2 ** (attempts - 1), MAX_RETRY_MS)
    }
    shard.batches = others
    await giveUp({ mapping, options, source, shardId, records: left, attempts, isOld })
    return null
  }

  function again(ms: number): void {
    timer ??= setTimeout(() => {
      timer = null
      void poll()
    }, ms)
    timer.unref()
  }

  return {
    mapping,
    poll,
    stop() {
      isStopped = true
      stop()
      if (timer !== null) clearTimeout(timer)
    },
  }
}

/** Kinesis' `GetRecords` is checked on the stream where it is named. */
const arnFor = ({ stream }: StreamSource): Plain => (stream.StreamARN === undefined ? {} : { StreamARN: stream.StreamARN })
