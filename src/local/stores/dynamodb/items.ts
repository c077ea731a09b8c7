/** One item at a time: GetItem, PutItem, UpdateItem, DeleteItem; each step is also one of a transaction or a batch. */
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import { meetsCondition } from './conditions.js'
import { asFault, dynalite, type Item, invalid, MAX_ITEM_BYTES, type Validated, validate } from './dynalite.js'
import type { DynamoStore, OpenTable } from './store.js'
import { updated } from './updates.js'

/** What a write would do, once all of its conditions were looked at. */
export interface Prepared {
  readonly table: OpenTable
  readonly key: string
  readonly old: Item | undefined
  /** Null: deleted; undefined: only the condition was looked at. */
  readonly next: Item | null | undefined
}

export const conditionFailed = (data: Validated, old: Item | undefined): Fault =>
  fault(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    400,
    data.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && old !== undefined ? { Item: old } : undefined,
  )

export type WriteKind = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheck'

/** @errors validation, `ResourceNotFoundException`, `ConditionalCheckFailedException` */
export function prepare(store: DynamoStore, kind: WriteKind, data: Validated, call: ServiceCall): Prepared | Fault {
  const table = store.find(data.TableName, call)
  if (isFault(table)) return table
  const { meta } = table
  const item = data.Item as Item | undefined
  const given = (kind === 'PutItem' ? item : (data.Key as Item)) ?? {}
  const wrong = kind === 'PutItem' ? dynalite().validateItem(given, meta) : dynalite().validateKey(given, meta)
  if (wrong) return asFault(wrong)
  if (kind === 'UpdateItem') {
    const bad = dynalite().validateUpdates(data.AttributeUpdates, data._updates, meta)
    if (bad) return asFault(bad)
  }
  const key = dynalite().createKey(given, meta)
  const old = table.items.get(key)
  if (!meetsCondition(data, old)) return conditionFailed(data, old)
  if (kind === 'ConditionCheck') return { table, key, old, next: undefined }
  if (kind === 'DeleteItem') return { table, key, old, next: null }
  if (kind === 'PutItem') return { table, key, old, next: given }
  const next = updated(data, old, given)
  if (isFault(next)) return next
  if (dynalite().itemSize(next) > MAX_ITEM_BYTES) return invalid('Item size to update has exceeded the maximum allowed size')
  const indexed = dynalite().validateItem(next, meta)
  return indexed
    ? invalid(`The update expression attempted to update the secondary index key to unsupported type`)
    : { table, key, old, next }
}

export function getItem(store: DynamoStore, call: ServiceCall): Output | Fault {
  const data = validate('GetItem', call.input)
  if (isFault(data)) return data
  const table = store.find(data.TableName, call)
  if (isFault(table)) return table
  const found = read(table, data.Key as Item, data)
  if (isFault(found)) return found
  return {
    ...(found.shown === undefined ? {} : { Item: found.shown }),
    ...capacity(data, table, [{ units: readUnits(found.item, data.ConsistentRead === true) }]),
  }
}

/** An item by its key, with the projection that was asked for. */
export function read(
  table: OpenTable,
  key: Item,
  data: Validated,
): { readonly item: Item | undefined; readonly shown: Item | undefined } | Fault {
  const wrong = dynalite().validateKey(key, table.meta) ?? dynalite().validateKeyPaths(data._projection?.nestedPaths, table.meta)
  if (wrong) return asFault(wrong)
  const item = table.items.get(dynalite().createKey(key, table.meta))
  return { item, shown: item === undefined ? undefined : projection(data, item) }
}

export function projection(data: Validated, item: Item): Item {
  const paths = data._projection?.paths ?? (data.AttributesToGet as readonly string[] | undefined)
  return paths === undefined ? item : dynalite().mapPaths(paths, item)
}

export function writeItem(store: DynamoStore, kind: Exclude<WriteKind, 'ConditionCheck'>, call: ServiceCall): Output | Fault {
  const data = validate(kind, call.input)
  if (isFault(data)) return data
  const prepared = prepare(store, kind, data, call)
  if (isFault(prepared)) return prepared
  const { table, key, old, next } = prepared
  // Deleting what is not there changes nothing, and no stream tells of it.
  if (next !== undefined && (next !== null || old !== undefined) && !(kind === 'UpdateItem' && unchanged(old, next)))
    store.write(table, key, next)
  return {
    ...attributes(data, old, next ?? undefined),
    ...capacity(data, table, [{ units: Math.max(writeUnits(old), writeUnits(next ?? undefined)) }]),
    ...collectionMetrics(data, table, next ?? old),
  }
}

const unchanged = (old: Item | undefined, next: Item | null): boolean => old !== undefined && JSON.stringify(old) === JSON.stringify(next)

function attributes(data: Validated, old: Item | undefined, next: Item | undefined): Output {
  const paths = data._updates?.paths ?? Object.keys((data.AttributeUpdates as Input | undefined) ?? {})
  const of = (item: Item | undefined): Output => (item === undefined || Object.keys(item).length === 0 ? {} : { Attributes: item })
  switch (data.ReturnValues) {
    case 'ALL_OLD':
      return of(old)
    case 'ALL_NEW':
      return of(next)
    case 'UPDATED_OLD':
      return of(old === undefined ? undefined : dynalite().mapPaths(paths, old))
    case 'UPDATED_NEW':
      return of(next === undefined ? undefined : dynalite().mapPaths(paths, next))
    default:
      return {}
  }
}

export const readUnits = (item: Item | undefined, consistent: boolean): number =>
  (item === undefined ? 1 : Math.max(1, Math.ceil(dynalite().itemSize(item) / 4096))) * (consistent ? 1 : 0.5)

export const writeUnits = (item: Item | undefined): number =>
  item === undefined ? 1 : Math.max(1, Math.ceil(dynalite().itemSize(item) / 1024))

export interface Used {
  readonly units: number
  /** The index that was read; left out: the table. */
  readonly index?: string
}

/** What was used, where the request asks for it. */
export function capacity(data: Input, table: OpenTable, used: readonly Used[]): Output {
  const wanted = data.ReturnConsumedCapacity
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') return {}
  return { ConsumedCapacity: consumed(wanted, table, used) }
}

export function consumed(wanted: 'TOTAL' | 'INDEXES', table: OpenTable, used: readonly Used[]): Output {
  const total = used.reduce((sum, { units }) => sum + units, 0)
  const of = (isGlobal: boolean): Output | null => {
    const units = used.flatMap(({ index, units: CapacityUnits }) =>
      index !== undefined && table.indexes.get(index)?.isGlobal === isGlobal ? [[index, { CapacityUnits }] as const] : [],
    )
    return units.length === 0 ? null : Object.fromEntries(units)
  }
  const base = { TableName: table.meta.TableName, CapacityUnits: total }
  if (wanted === 'TOTAL') return base
  const onTable = used.reduce((sum, { units, index }) => sum + (index === undefined ? units : 0), 0)
  const global = of(true)
  const local = of(false)
  return {
    ...base,
    Table: { CapacityUnits: onTable },
    ...(global === null ? {} : { GlobalSecondaryIndexes: global }),
    ...(local === null ? {} : { LocalSecondaryIndexes: local }),
  }
}

/** Of tables with local indexes: the size of what shares the partition key. */
function collectionMetrics(data: Validated, table: OpenTable, item: Item | null | undefined): Output {
  const hash = table.meta.KeySchema[0]?.AttributeName ?? ''
  if (data.ReturnItemCollectionMetrics !== 'SIZE' || (table.meta.LocalSecondaryIndexes ?? []).length === 0 || !item) return {}
  return { ItemCollectionMetrics: { ItemCollectionKey: { [hash]: item[hash] }, SizeEstimateRangeGB: [0, 1] } }
}
