/** The streams and their records, with what is derived of them. */
import { createHash } from 'node:crypto'
import { textOf } from '../../input.js'
import { fault } from '../../reply.js'
import type { Fault, ServiceCall, StoreWorld } from '../../types.js'
import type { Table } from '../tables.js'
import type { Consumer, Shard, StoredRecord, Stream } from './model.js'

export interface KinesisStore {
  readonly world: StoreWorld
  readonly streams: Table<Stream>
  readonly consumers: Table<Consumer>
  /** By `StreamARN`, else by `StreamName` in the caller's account. */
  readonly find: (call: ServiceCall) => Stream | Fault
  /** Of a shard, in order. */
  readonly records: (stream: Stream, shard: string) => readonly StoredRecord[]
  readonly append: (stream: Stream, shard: string, record: Omit<StoredRecord, 'place'>) => StoredRecord
  /** The place that the next record gets. */
  readonly next: (stream: Stream) => number
  readonly drop: (stream: Stream) => void
}

interface Kept {
  readonly shards: Map<string, StoredRecord[]>
  next: number
}

/** Beyond this the oldest records go: nothing here should fill the memory. */
const MAX_RECORDS = 50_000

export const streamArn = (account: string, region: string, name: string): string => `arn:aws:kinesis:${region}:${account}:stream/${name}`

export function kinesisStore(world: StoreWorld): KinesisStore {
  const streams = world.tables.table<Stream>('kinesis/streams')
  let opened = new Map<string, Kept>()
  world.tables.onRestore(() => {
    opened = new Map()
  })
  const tableOf = ({ arn }: Stream): Table<StoredRecord & { readonly shard: string }> => world.tables.table(`kinesis/records/${arn}`)
  const open = (stream: Stream): Kept => {
    const known = opened.get(stream.arn)
    if (known !== undefined) return known
    const made: Kept = { shards: new Map(), next: 1 }
    for (const { shard, ...record } of [...tableOf(stream).values()].sort((a, b) => a.place - b.place)) {
      made.shards.set(shard, [...(made.shards.get(shard) ?? []), record])
      made.next = record.place + 1
    }
    opened.set(stream.arn, made)
    return made
  }
  return {
    world,
    streams,
    consumers: world.tables.table<Consumer>('kinesis/consumers'),
    find: ({ input, account, region }) => {
      const arn = textOf(input, 'StreamARN') ?? streamArn(account, region, textOf(input, 'StreamName') ?? '')
      const owner = arn.split(':')[4] ?? account
      const name = arn.split('/')[1] ?? ''
      return streams.get(arn) ?? fault('ResourceNotFoundException', `Stream ${name} under account ${owner} not found.`, 400)
    },
    records: (stream, shard) => open(stream).shards.get(shard) ?? [],
    append: (stream, shard, given) => {
      const kept = open(stream)
      const record: StoredRecord = { ...given, place: kept.next++ }
      const list = kept.shards.get(shard) ?? []
      kept.shards.set(shard, list)
      list.push(record)
      const table = tableOf(stream)
      table.set(String(record.place), { ...record, shard })
      const oldest = record.at - stream.retentionHours * 3_600_000
      while (list.length > MAX_RECORDS || (list[0]?.at ?? oldest) < oldest) {
        const gone = list.shift()
        if (gone !== undefined) table.delete(String(gone.place))
      }
      return record
    },
    next: (stream) => open(stream).next,
    drop: (stream) => {
      streams.delete(stream.arn)
      opened.delete(stream.arn)
      world.tables.drop(`kinesis/records/${stream.arn}`)
    },
  }
}

/** Source: Kinesis Data Streams API Reference, "PutRecord": MD5 of the partition key, unless a hash is given. */
export function shardFor(stream: Stream, partitionKey: string, explicitHash: string | null): Shard | null {
  const hash =
    explicitHash !== null && /^\d{1,39}$/.test(explicitHash)
      ? BigInt(explicitHash)
      : BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`)
  return stream.shards.find((it) => it.endsAt === null && hash >= BigInt(it.firstHash) && hash <= BigInt(it.lastHash)) ?? null
}
