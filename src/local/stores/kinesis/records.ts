/** Records: put, and read by iterators. Source: Kinesis Data Streams API Reference, "PutRecords", "GetShardIterator", "GetRecords". */
import { numberOf, recordsOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Operation, Output, ServiceCall } from '../../types.js'
import { placeOf, type Stream, sequenceNumber } from './model.js'
import { type KinesisStore, shardFor } from './store.js'

const MAX_RECORD_BYTES = 10 * 1024 * 1024
const MAX_RECORDS = 500

interface Put {
  readonly SequenceNumber: string
  readonly ShardId: string
}

function put(store: KinesisStore, stream: Stream, input: Input, now: number): Put | Fault {
  const partitionKey = textOf(input, 'PartitionKey') ?? ''
  if (partitionKey === '' || partitionKey.length > 256)
    return fault('ValidationException', "Value at 'partitionKey' failed to satisfy constraint: Member must have length between 1 and 256")
  const data = dataOf(input.Data)
  if (Buffer.byteLength(data, 'base64') > MAX_RECORD_BYTES)
    return fault(
      'ValidationException',
      `Value at 'data' failed to satisfy constraint: Member must have length less than or equal to ${MAX_RECORD_BYTES}`,
    )
  const shard = shardFor(stream, partitionKey, textOf(input, 'ExplicitHashKey'))
  if (shard === null) return fault('InvalidArgumentException', 'ExplicitHashKey is out of range.')
  const { place } = store.append(stream, shard.id, { data, partitionKey, at: now })
  return { SequenceNumber: sequenceNumber(place), ShardId: shard.id }
}

/** Over the wire base64; from inside the process bytes, or text of a template. */
function dataOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'string' ? value : ''
}

const encryption = ({ keyId }: Stream): Output => ({ EncryptionType: keyId === null ? 'NONE' : 'KMS' })

function putRecords(store: KinesisStore, stream: Stream, { input, now }: ServiceCall): Output | Fault {
  const records = recordsOf(input, 'Records')
  if (records.length === 0 || records.length > MAX_RECORDS)
    return fault(
      'ValidationException',
      `Value at 'records' failed to satisfy constraint: Member must have length between 1 and ${MAX_RECORDS}`,
    )
  const all: Output[] = []
  for (const record of records) {
    const done = put(store, stream, record, now)
    // One record that is wrong refuses them all.
    if (isFault(done)) return done
    all.push({ ...done })
  }
  store.world.changed({ kind: 'stream', arn: stream.arn })
  return { FailedRecordCount: 0, Records: all, ...encryption(stream) }
}

/** An iterator begins with the ARN of its stream, so that a check knows which it is for. */
const iterator = (stream: Stream, shard: string, from: number): string =>
  Buffer.from(JSON.stringify([stream.arn, shard, from])).toString('base64')

/** @returns null for what is no iterator of local AWS */
export function readIterator(text: string): { readonly arn: string; readonly shard: string; readonly from: number } | null {
  try {
    const [arn, shard, from] = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as readonly unknown[]
    return typeof arn === 'string' && typeof shard === 'string' && typeof from === 'number' ? { arn, shard, from } : null
  } catch {
    return null
  }
}

function shardIterator(store: KinesisStore, stream: Stream, { input }: ServiceCall): Output | Fault {
  const id = textOf(input, 'ShardId') ?? ''
  if (!stream.shards.some((shard) => shard.id === id))
    return fault('ResourceNotFoundException', `Shard ${id} in stream ${stream.name} under account ${stream.account} does not exist`)
  const next = store.next(stream)
  const given = placeOf(textOf(input, 'StartingSequenceNumber') ?? '')
  const at = (from: number): Output => ({ ShardIterator: iterator(stream, id, from) })
  switch (textOf(input, 'ShardIteratorType')) {
    case 'TRIM_HORIZON':
      return at(0)
    case 'LATEST':
      return at(next)
    case 'AT_SEQUENCE_NUMBER':
      return given === null ? noSequence(input, stream) : at(given)
    case 'AFTER_SEQUENCE_NUMBER':
      return given === null ? noSequence(input, stream) : at(given + 1)
    case 'AT_TIMESTAMP': {
      const time = (numberOf(input, 'Timestamp') ?? Date.parse(textOf(input, 'Timestamp') ?? '') / 1000) * 1000
      if (!Number.isFinite(time)) return fault('InvalidArgumentException', 'Must provide a timestamp with AT_TIMESTAMP.')
      return at(store.records(stream, id).find((record) => record.at >= time)?.place ?? next)
    }
    default:
      return fault(
        'ValidationException',
        "1 validation error detected: Value at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
      )
  }
}

const noSequence = (input: Input, stream: Stream): Fault =>
  fault(
    'InvalidArgumentException',
    `StartingSequenceNumber ${textOf(input, 'StartingSequenceNumber')} is invalid for stream ${stream.name}.`,
  )

const MAX_READ = 10_000

function getRecords(store: KinesisStore, { input, now }: ServiceCall): Output | Fault {
  const place = readIterator(textOf(input, 'ShardIterator') ?? '')
  const stream = place === null ? undefined : store.streams.get(place.arn)
  if (place === null || stream === undefined) return fault('InvalidArgumentException', 'Invalid ShardIterator.')
  const kept = store.records(stream, place.shard)
  const first = kept.findIndex((record) => record.place >= place.from)
  const found = first < 0 ? [] : kept.slice(first, first + Math.min(numberOf(input, 'Limit') ?? MAX_READ, MAX_READ))
  const last = found.at(-1)
  const isAtEnd = last === undefined || last === kept.at(-1)
  const isClosed = stream.shards.find((shard) => shard.id === place.shard)?.endsAt !== null
  return {
    Records: found.map((it) => ({
      SequenceNumber: sequenceNumber(it.place),
      ApproximateArrivalTimestamp: it.at / 1000,
      Data: it.data,
      PartitionKey: it.partitionKey,
      ...encryption(stream),
    })),
    // A shard that was closed has an end.
    ...(!(isAtEnd && isClosed) && { NextShardIterator: iterator(stream, place.shard, last === undefined ? place.from : last.place + 1) }),
    MillisBehindLatest: isAtEnd ? 0 : now - (last?.at ?? now),
  }
}

export function recordOperations(store: KinesisStore): ReadonlyMap<string, Operation> {
  const on =
    (act: (stream: Stream, call: ServiceCall) => Output | Fault): Operation =>
    (call) => {
      const stream = store.find(call)
      return isFault(stream) ? stream : act(stream, call)
    }
  return new Map<string, Operation>([
    [
      'PutRecord',
      on((stream, { input, now }) => {
        const done = put(store, stream, input, now)
        if (isFault(done)) return done
        store.world.changed({ kind: 'stream', arn: stream.arn })
        return { ...done, ...encryption(stream) }
      }),
    ],
    ['PutRecords', on((stream, call) => putRecords(store, stream, call))],
    ['GetShardIterator', on((stream, call) => shardIterator(store, stream, call))],
    ['GetRecords', (call) => getRecords(store, call)],
  ])
}
