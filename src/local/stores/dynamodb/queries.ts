/** Query and Scan: one walk over a sorted list, in pages. */
import { isFault } from '../../reply.js'
import type { Fault, Output, ServiceCall } from '../../types.js'
import type { Entry, Sorted } from '../sorted.js'
import { holds } from './conditions.js'
import { type AttributeValue, asFault, dynalite, type Item, invalid, type KeyElement, type Validated, validate } from './dynalite.js'
import { capacity, projection } from './items.js'
import { type DynamoStore, keysOf, type OpenIndex, type OpenTable } from './store.js'

const MAX_PAGE_BYTES = 1024 * 1024

interface Source {
  readonly table: OpenTable
  readonly index: OpenIndex | null
  readonly entries: Sorted<Item>
  readonly keySchema: readonly KeyElement[]
  /** Names of the keys that mark a place: of the index, and of the table. */
  readonly markNames: readonly string[]
}

function sourceOf(store: DynamoStore, data: Validated, call: ServiceCall): Source | Fault {
  const table = store.find(data.TableName, call)
  if (isFault(table)) return table
  const tableKeys = table.meta.KeySchema.map((it) => it.AttributeName)
  if (data.IndexName === undefined)
    return { table, index: null, entries: table.primary, keySchema: table.meta.KeySchema, markNames: tableKeys }
  const index = table.indexes.get(String(data.IndexName))
  if (index === undefined) return invalid(`The table does not have the specified index: ${String(data.IndexName)}`)
  if (index.isGlobal && data.ConsistentRead === true) return invalid('Consistent reads are not supported on global secondary indexes')
  if (index.isGlobal && data.Select === 'ALL_ATTRIBUTES' && index.schema.Projection.ProjectionType !== 'ALL')
    return invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.schema.IndexName} because its projection type is not ALL`,
    )
  const own = index.schema.KeySchema.map((it) => it.AttributeName)
  return { table, index, entries: index.entries, keySchema: index.schema.KeySchema, markNames: [...new Set([...tableKeys, ...own])] }
}

interface KeyCondition {
  readonly ComparisonOperator: string
  readonly AttributeValueList: readonly AttributeValue[]
}

export function query(store: DynamoStore, call: ServiceCall): Output | Fault {
  const data = validate('Query', call.input)
  if (isFault(data)) return data
  const source = sourceOf(store, data, call)
  if (isFault(source)) return source
  const { table, keySchema } = source
  const conditions = data.KeyConditions as Readonly<Record<string, KeyCondition>>
  const wrong = checkKeyConditions(source, conditions) ?? checkStart(source, data) ?? checkFilterKeys(source, data)
  if (wrong !== null) return wrong
  const [hash, range] = keySchema
  const hashValue = conditions[hash?.AttributeName ?? '']?.AttributeValueList[0] ?? {}
  const rangeCondition = range === undefined ? undefined : conditions[range.AttributeName]
  const type = Object.keys(hashValue)[0] ?? ''
  const { hashPrefix, toRangeStr, createKey, createIndexKey } = dynalite()
  const prefix = `${hashPrefix(hashValue[type], type)}/${toRangeStr(hashValue[type], type)}/`
  const [low, high] = boundsOf(prefix, rangeCondition)
  const start = data.ExclusiveStartKey as Item | undefined
  const mark =
    start === undefined ? null : source.index === null ? createKey(start, table.meta) : createIndexKey(start, table.meta, keySchema)
  if (start !== undefined) {
    const outside = startOutside(start, { hash: hash?.AttributeName ?? '', hashValue, range: range?.AttributeName, rangeCondition })
    if (outside !== null) return outside
  }
  const backwards = data.ScanIndexForward === false
  const walk = backwards
    ? descending(source.entries, mark ?? high, low, mark === null)
    : ascending(source.entries, mark ?? low, high, mark === null)
  const entries = rangeCondition === undefined ? walk : matching(walk, range?.AttributeName ?? '', rangeCondition)
  return page(data, source, entries)
}

function* ascending(entries: Sorted<Item>, from: string, high: string, inclusive: boolean): Generator<Entry<Item>> {
  for (const entry of entries.ascending(from, inclusive)) {
    if (entry.key > high) return
    yield entry
  }
}

function* descending(entries: Sorted<Item>, from: string, low: string, inclusive: boolean): Generator<Entry<Item>> {
  for (const entry of entries.descending(from, inclusive)) {
    if (entry.key < low) return
    yield entry
  }
}

function* matching(
  entries: Generator<Entry<Item>>,
  name: string,
  { ComparisonOperator, AttributeValueList }: KeyCondition,
): Generator<Entry<Item>> {
  const { compare } = dynalite()
  for (const entry of entries) if (compare(ComparisonOperator, entry.value[name], AttributeValueList)) yield entry
}

/** Bounds that hold everything the condition can match; what else they hold is filtered. `~` sorts after all that keys are made of. */
function boundsOf(prefix: string, condition: KeyCondition | undefined): readonly [low: string, high: string] {
  const all = [prefix, `${prefix}~`] as const
  if (condition === undefined) return all
  const at = (i: number): string => dynalite().toRangeStr(condition.AttributeValueList[i] ?? {})
  switch (condition.ComparisonOperator) {
    case 'EQ':
      return [`${prefix}${at(0)}/`, `${prefix}${at(0)}/~`]
    case 'LT':
    case 'LE':
      return [prefix, `${prefix}${at(0)}/~`]
    case 'GT':
    case 'GE':
      return [`${prefix}${at(0)}/`, `${prefix}~`]
    case 'BETWEEN':
      return [`${prefix}${at(0)}/`, `${prefix}${at(1)}/~`]
    case 'BEGINS_WITH':
      return [`${prefix}${at(0)}`, `${prefix}${at(0)}~`]
    default:
      return all
  }
}

const NOT_INDEXABLE = new Set(['NULL', 'NOT_NULL', 'NE', 'CONTAINS', 'NOT_CONTAINS', 'IN'])

function checkKeyConditions({ table, keySchema }: Source, conditions: Readonly<Record<string, KeyCondition>>): Fault | null {
  const count = Object.keys(conditions).length
  for (const [i, { AttributeName: name }] of keySchema.entries()) {
    const isHash = i === 0
    if (isHash && keySchema.length === 1 && count > 1) return invalid('Query key condition not supported')
    const condition = conditions[name]
    if (condition === undefined) {
      if (isHash || count > 1) return invalid(`Query condition missed key schema element: ${name}`)
      continue
    }
    if (NOT_INDEXABLE.has(condition.ComparisonOperator)) return invalid('Attempted conditional constraint is not an indexable operation')
    const type = table.meta.AttributeDefinitions.find((it) => it.AttributeName === name)?.AttributeType ?? ''
    if (condition.AttributeValueList.some((value) => value[type] === undefined))
      return invalid('One or more parameter values were invalid: Condition parameter type does not match schema type')
    if (isHash && condition.ComparisonOperator !== 'EQ') return invalid('Query key condition not supported')
  }
  return null
}

function checkStart({ table, index, keySchema, markNames }: Source, data: Validated): Fault | null {
  const start = data.ExclusiveStartKey as Item | undefined
  if (start === undefined) return null
  if (Object.keys(start).length !== markNames.length || markNames.some((name) => start[name] === undefined))
    return invalid(
      index === null
        ? 'The provided starting key is invalid: The provided key element does not match the schema'
        : 'The provided starting key is invalid',
    )
  const wrong =
    dynalite().validateKey(keysOf(table.meta.KeySchema, start), table.meta) ??
    dynalite().validateKey(keysOf(keySchema, start), table.meta, keySchema)
  return wrong ? invalid(`The provided starting key is invalid: ${wrong.body?.message ?? ''}`) : null
}

interface Keys {
  readonly hash: string
  readonly hashValue: AttributeValue
  readonly range: string | undefined
  readonly rangeCondition: KeyCondition | undefined
}

function startOutside(start: Item, { hash, hashValue, range, rangeCondition }: Keys): Fault | null {
  const type = Object.keys(hashValue)[0] ?? ''
  const sameHash = start[hash]?.[type] === hashValue[type]
  if (!sameHash) return invalid('The provided starting key is outside query boundaries based on provided conditions')
  if (range === undefined || rangeCondition === undefined) return null
  return dynalite().compare(rangeCondition.ComparisonOperator, start[range], rangeCondition.AttributeValueList)
    ? null
    : invalid('The provided starting key does not match the range key predicate')
}

function checkFilterKeys({ table, keySchema }: Source, data: Validated): Fault | null {
  const heads = (data.QueryFilter as Readonly<Record<string, unknown>> | undefined) ?? data._filter?.pathHeads
  const named = keySchema.find(({ AttributeName }) => heads?.[AttributeName] !== undefined)
  if (named !== undefined)
    return invalid(
      `${data.QueryFilter === undefined ? 'Filter Expression' : 'QueryFilter'} can only contain non-primary key attributes: Primary key attribute: ${named.AttributeName}`,
    )
  const wrong =
    dynalite().validateKeyPaths(data._projection?.nestedPaths, table.meta) ??
    dynalite().validateKeyPaths(data._filter?.nestedPaths, table.meta)
  return wrong ? asFault(wrong) : null
}

export function scan(store: DynamoStore, call: ServiceCall): Output | Fault {
  const data = validate('Scan', call.input)
  if (isFault(data)) return data
  const source = sourceOf(store, data, call)
  if (isFault(source)) return source
  const wrong = checkStart(source, data)
  if (wrong !== null) return wrong
  const paths =
    dynalite().validateKeyPaths(data._projection?.nestedPaths, source.table.meta) ??
    dynalite().validateKeyPaths(data._filter?.nestedPaths, source.table.meta)
  if (paths) return asFault(paths)
  const { createKey, createIndexKey } = dynalite()
  const start = data.ExclusiveStartKey as Item | undefined
  const mark =
    start === undefined
      ? null
      : source.index === null
        ? createKey(start, source.table.meta)
        : createIndexKey(start, source.table.meta, source.keySchema)
  const [low, high] = segmentOf(data)
  if (mark !== null && (mark < low || mark > high))
    return invalid(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${data.TotalSegments} Segment: ${data.Segment}`,
    )
  return page(data, source, ascending(source.entries, mark ?? low, high, mark === null))
}

/** Keys begin with three hex digits of a hash, which segments share among them. */
function segmentOf({ TotalSegments, Segment }: Validated): readonly [low: string, high: string] {
  const total = typeof TotalSegments === 'number' ? TotalSegments : 1
  const segment = typeof Segment === 'number' ? Segment : 0
  const at = (i: number): string => `00${Math.ceil((4096 * i) / total).toString(16)}`.slice(-3)
  return [segment === 0 ? '' : at(segment), segment + 1 === total ? '~' : at(segment + 1)]
}

function page(data: Validated, { table, index, markNames }: Source, entries: Generator<Entry<Item>>): Output {
  const limit = typeof data.Limit === 'number' ? data.Limit : Number.POSITIVE_INFINITY
  const range = table.meta.KeySchema[1]?.AttributeName
  // A local index reads what it does not have from the table.
  const fetches =
    index !== null &&
    !index.isGlobal &&
    index.schema.Projection.ProjectionType !== 'ALL' &&
    (data.Select === 'ALL_ATTRIBUTES' || needsMore(data, table, index))
  const items: Item[] = []
  let scanned = 0
  let size = 0
  let indexBytes = 0
  let tableBytes = 0
  let last: Item | null = null
  let more = false
  for (const { value } of entries) {
    if (scanned >= limit || size >= MAX_PAGE_BYTES) {
      more = true
      break
    }
    scanned++
    size += dynalite().itemSize(value, true, true, range)
    last = value
    const item = fetches ? (table.items.get(dynalite().createKey(value, table.meta)) ?? value) : value
    if (index === null) tableBytes += dynalite().itemSize(item)
    else {
      indexBytes += dynalite().itemSize(value)
      if (fetches) tableBytes += dynalite().itemSize(item)
    }
    if (passes(data, item)) items.push(item)
  }
  // A page that ends at its limit has a mark, whether or not anything follows.
  if (scanned >= limit && scanned > 0) more = true
  const consistent = data.ConsistentRead === true
  const units = (bytes: number): number => Math.ceil(bytes / 4096) * (consistent ? 1 : 0.5)
  const least = consistent ? 1 : 0.5
  const used =
    index === null
      ? [{ units: Math.max(units(tableBytes), least) }]
      : [
          { units: Math.max(units(indexBytes), least), index: index.schema.IndexName },
          ...(tableBytes > 0 ? [{ units: units(tableBytes) }] : []),
        ]
  return {
    ...(data.Select === 'COUNT' ? {} : { Items: items.map((item) => projection(data, item)) }),
    Count: items.length,
    ScannedCount: scanned,
    ...(more && last !== null ? { LastEvaluatedKey: Object.fromEntries(markNames.map((name) => [name, last?.[name]])) } : {}),
    ...capacity(data, table, used),
  }
}

function needsMore(data: Validated, table: OpenTable, { schema }: OpenIndex): boolean {
  const paths = data._projection?.paths ?? (data.AttributesToGet as readonly string[] | undefined)
  if (paths === undefined) return false
  const there = new Set([
    ...[...schema.KeySchema, ...table.meta.KeySchema].map((it) => it.AttributeName),
    ...(schema.Projection.NonKeyAttributes ?? []),
  ])
  return paths.some((path) => !there.has(String(typeof path === 'string' ? path : path[0])))
}

function passes(data: Validated, item: Item): boolean {
  if (data._filter !== undefined) return holds(data._filter.expression, item)
  const filter = data.QueryFilter ?? data.ScanFilter
  return filter === undefined || dynalite().matchesFilter(item, filter, data.ConditionalOperator)
}
