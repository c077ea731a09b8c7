/** Tables and their items. Every change of an item goes through `write`, which keeps indexes and streams in step. */
import { randomUUID } from 'node:crypto'
import { fault } from '../../reply.js'
import type { Fault, Input, ServiceCall, StoreWorld } from '../../types.js'
import { Sorted } from '../sorted.js'
import type { Table } from '../tables.js'
import { dynalite, type IndexSchema, type Item, type KeyElement, type Schema } from './dynalite.js'

/** A table as it is kept: its description, and what is asked for by operations of its own. */
export interface TableMeta extends Schema {
  readonly TableName: string
  readonly account: string
  readonly region: string
  readonly arn: string
  readonly id: string
  readonly createdAt: number
  readonly billing: 'PROVISIONED' | 'PAY_PER_REQUEST'
  readonly throughput: Input | null
  readonly indexThroughput: Readonly<Record<string, Input>>
  readonly sse: Input | null
  readonly tableClass: string | null
  readonly deletionProtection: boolean
  /** What records of the stream hold; null: no stream. */
  readonly stream: { readonly view: string; readonly label: string; readonly firstSequence: number } | null
  readonly ttl: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly policy: string | null
  readonly policyRevision: string | null
  readonly pointInTimeRecovery: boolean
}

export interface StreamRecord {
  readonly sequence: number
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly keys: Item
  readonly old: Item | null
  readonly new: Item | null
  /** Milliseconds since 1970. */
  readonly at: number
  readonly sizeBytes: number
  /** Of items that expired. */
  readonly byTtl: boolean
}

export interface OpenIndex {
  readonly schema: IndexSchema
  readonly isGlobal: boolean
  readonly entries: Sorted<Item>
}

/** A table with what is derived of it. */
export interface OpenTable {
  readonly meta: TableMeta
  readonly items: Table<Item>
  readonly primary: Sorted<Item>
  readonly indexes: ReadonlyMap<string, OpenIndex>
}

export interface DynamoStore {
  readonly metas: Table<TableMeta>
  readonly open: (meta: TableMeta) => OpenTable
  /** The table that a request names, by name or ARN. */
  readonly find: (name: unknown, call: Pick<ServiceCall, 'account' | 'region'>) => OpenTable | Fault
  /** Replaces the description; what is derived is made anew where keys or indexes changed. */
  readonly change: (meta: TableMeta, reopen: boolean) => void
  readonly drop: (meta: TableMeta) => void
  /** @param next null deletes */
  readonly write: (table: OpenTable, key: string, next: Item | null, byTtl?: boolean) => void
  readonly records: (arn: string) => readonly StreamRecord[]
  readonly world: StoreWorld
}

export const tableArn = (account: string, region: string, name: string): string => `arn:aws:dynamodb:${region}:${account}:table/${name}`

const TABLE_ARN = /^arn:[^:]+:dynamodb:([^:]+):(\d{12}):table\/([^/]+)(?:\/index\/.+)?$/

export const streamArn = (meta: TableMeta): string | null => (meta.stream === null ? null : `${meta.arn}/stream/${meta.stream.label}`)

/** Records older than this are gone. Source: DynamoDB Developer Guide, "Change data capture for DynamoDB Streams". */
const STREAM_MS = 24 * 3600 * 1000
const MAX_RECORDS = 20_000

export function dynamoStore(world: StoreWorld): DynamoStore {
  const metas = world.tables.table<TableMeta>('dynamodb/tables')
  let opened = new Map<string, OpenTable>()
  let streams = new Map<string, { records: StreamRecord[]; next: number }>()
  world.tables.onRestore(() => {
    opened = new Map()
    streams = new Map()
  })
  const open = (meta: TableMeta): OpenTable => {
    const known = opened.get(meta.arn)
    if (known !== undefined && known.meta === meta) return known
    const made = build(meta, world.tables.table<Item>(`dynamodb/items/${meta.id}`))
    opened.set(meta.arn, made)
    return made
  }
  const streamOf = (arn: string): { records: StreamRecord[]; next: number } => {
    const known = streams.get(arn)
    if (known !== undefined) return known
    const kept = [...world.tables.table<StreamRecord>(`dynamodb/stream/${arn}`).values()].sort((a, b) => a.sequence - b.sequence)
    const made = { records: kept, next: (kept.at(-1)?.sequence ?? 0) + 1 }
    streams.set(arn, made)
    return made
  }
  const note = (table: OpenTable, old: Item | undefined, next: Item | null, byTtl: boolean): void => {
    const arn = streamArn(table.meta)
    if (arn === null || table.meta.stream === null || (old === undefined && next === null)) return
    const stream = streamOf(arn)
    const { view } = table.meta.stream
    const keys = keysOf(table.meta.KeySchema, next ?? old ?? {})
    const record: StreamRecord = {
      sequence: stream.next++,
      event: next === null ? 'REMOVE' : old === undefined ? 'INSERT' : 'MODIFY',
      keys,
      old: view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? (old ?? null) : null,
      new: view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? next : null,
      at: world.clock.now(),
      sizeBytes: dynalite().itemSize(keys) + (next === null ? 0 : dynalite().itemSize(next)),
      byTtl,
    }
    const kept = world.tables.table<StreamRecord>(`dynamodb/stream/${arn}`)
    kept.set(String(record.sequence), record)
    stream.records.push(record)
    const oldest = record.at - STREAM_MS
    while (stream.records.length > MAX_RECORDS || (stream.records[0]?.at ?? oldest) < oldest) {
      const gone = stream.records.shift()
      if (gone !== undefined) kept.delete(String(gone.sequence))
    }
    world.changed({ kind: 'stream', arn })
  }
  return {
    metas,
    world,
    open,
    find: (name, { account, region }) => {
      const text = typeof name === 'string' ? name : ''
      const arn = TABLE_ARN.test(text) ? text.replace(/\/index\/.+$/, '') : tableArn(account, region, text)
      const meta = metas.get(arn)
      return meta === undefined
        ? fault(
            'ResourceNotFoundException',
            text.startsWith('arn:') ? `Requested resource not found: Table: ${text} not found` : 'Requested resource not found',
            400,
          )
        : open(meta)
    },
    change: (meta, reopen) => {
      metas.set(meta.arn, meta)
      const known = opened.get(meta.arn)
      if (reopen || known === undefined) opened.delete(meta.arn)
      else opened.set(meta.arn, { ...known, meta })
    },
    drop: (meta) => {
      metas.delete(meta.arn)
      opened.delete(meta.arn)
      world.tables.drop(`dynamodb/items/${meta.id}`)
    },
    write: (table, key, next, byTtl = false) => {
      const old = table.items.get(key)
      if (next === null) {
        table.items.delete(key)
        table.primary.delete(key)
      } else {
        table.items.set(key, next)
        table.primary.set(key, next)
      }
      for (const index of table.indexes.values()) writeIndex(table.meta, index, old, next)
      note(table, old, next, byTtl)
    },
    records: (arn) => streamOf(arn).records,
  }
}

export const keysOf = (schema: readonly KeyElement[], item: Item): Item =>
  Object.fromEntries(schema.flatMap(({ AttributeName: name }) => (item[name] === undefined ? [] : [[name, item[name]]])))

function build(meta: TableMeta, items: Table<Item>): OpenTable {
  const indexes = new Map<string, OpenIndex>()
  for (const schema of meta.GlobalSecondaryIndexes ?? []) indexes.set(schema.IndexName, { schema, isGlobal: true, entries: new Sorted() })
  for (const schema of meta.LocalSecondaryIndexes ?? []) indexes.set(schema.IndexName, { schema, isGlobal: false, entries: new Sorted() })
  const primary = new Sorted<Item>()
  for (const [key, item] of items) {
    primary.set(key, item)
    for (const index of indexes.values()) writeIndex(meta, index, undefined, item)
  }
  return { meta, items, primary, indexes }
}

/** Items without an index's keys are not in it. */
function writeIndex(meta: TableMeta, { schema, entries }: OpenIndex, old: Item | undefined, next: Item | null): void {
  const keyOf = (item: Item | undefined | null): string | null =>
    item !== undefined && item !== null && isIndexed(meta, schema, item) ? dynalite().createIndexKey(item, meta, schema.KeySchema) : null
  const before = keyOf(old)
  const after = keyOf(next)
  if (before !== null && before !== after) entries.delete(before)
  if (after !== null && next !== null) entries.set(after, projected(meta, schema, next))
}

const isIndexed = (meta: TableMeta, { KeySchema }: IndexSchema, item: Item): boolean =>
  KeySchema.every(({ AttributeName: name }) => {
    const type = meta.AttributeDefinitions.find((it) => it.AttributeName === name)?.AttributeType ?? ''
    const value = item[name]
    return value !== undefined && value[type] !== undefined && value[type] !== ''
  })

function projected(meta: TableMeta, { KeySchema, Projection }: IndexSchema, item: Item): Item {
  if (Projection.ProjectionType === undefined || Projection.ProjectionType === 'ALL') return item
  const names = new Set([...[...KeySchema, ...meta.KeySchema].map((it) => it.AttributeName), ...(Projection.NonKeyAttributes ?? [])])
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)))
}

export const newTableId = (): string => randomUUID()
