/** Several items in one request: batches, and transactions that change all or nothing. */
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import { dynalite, type Item, invalid, type Validated, validate } from './dynalite.js'
import { consumed, type Prepared, prepare, projection, read, readUnits, type WriteKind, writeUnits } from './items.js'
import type { DynamoStore, OpenTable } from './store.js'

type Requests = Readonly<Record<string, Input>>

/** ARNs may stand for names; the rules know names. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024

export function batchGet(store: DynamoStore, call: ServiceCall): Output | Fault {
  const data = validate('BatchGetItem', named(call.input))
  if (isFault(data)) return data
  const responses: Record<string, Item[]> = {}
  const unprocessed: Record<string, Input> = {}
  const used: Output[] = []
  let bytes = 0
  for (const [name, request] of Object.entries(data.RequestItems as Requests)) {
    const table = store.find(realName(call.input, name), call)
    if (isFault(table)) return table
    const asked = realName(call.input, name)
    responses[asked] = []
    let units = 0
    for (const key of request.Keys as readonly Item[]) {
      const found = read(table, key, request as Validated)
      if (isFault(found)) return found
      bytes += found.item === undefined ? 0 : dynalite().itemSize(found.item)
      if (bytes > MAX_RESPONSE_BYTES) {
        const { Keys: _, ...rest } = (call.input.RequestItems as Requests)[asked] ?? {}
        unprocessed[asked] = { ...rest, Keys: [...((unprocessed[asked]?.Keys as readonly Item[] | undefined) ?? []), key] }
        continue
      }
      units += readUnits(found.item, request.ConsistentRead === true)
      if (found.shown !== undefined) responses[asked]?.push(found.shown)
    }
    used.push(...capacityOf(data, table, units))
  }
  return { Responses: responses, UnprocessedKeys: unprocessed, ...(used.length > 0 ? { ConsumedCapacity: used } : {}) }
}

const capacityOf = (data: Input, table: OpenTable, units: number): readonly Output[] =>
  data.ReturnConsumedCapacity === 'TOTAL' || data.ReturnConsumedCapacity === 'INDEXES'
    ? [consumed(data.ReturnConsumedCapacity, table, [{ units }])]
    : []

const plainName = (name: string): string =>
  name.startsWith('arn:') ? (name.slice(name.indexOf(':table/') + ':table/'.length).split('/')[0] ?? name) : name

const named = (input: Input): Input => ({
  ...input,
  RequestItems: Object.fromEntries(Object.entries((input.RequestItems ?? {}) as Requests).map(([name, value]) => [plainName(name), value])),
})

const realName = (input: Input, name: string): string =>
  Object.keys((input.RequestItems ?? {}) as Requests).find((it) => it === name || plainName(it) === name) ?? name

export function batchWrite(store: DynamoStore, call: ServiceCall): Output | Fault {
  const data = validate('BatchWriteItem', named(call.input))
  if (isFault(data)) return data
  const planned: Prepared[] = []
  const used: Output[] = []
  for (const [name, requests] of Object.entries(data.RequestItems as Readonly<Record<string, readonly Input[]>>)) {
    const asked = realName(call.input, name)
    const keys = new Set<string>()
    let units = 0
    let table: OpenTable | null = null
    for (const { PutRequest, DeleteRequest } of requests) {
      const part = (PutRequest ?? DeleteRequest) as Input
      const prepared = prepare(store, PutRequest === undefined ? 'DeleteItem' : 'PutItem', { ...part, TableName: asked } as Validated, call)
      if (isFault(prepared)) return prepared
      if (keys.has(prepared.key)) return invalid('Provided list of item keys contains duplicates')
      keys.add(prepared.key)
      planned.push(prepared)
      table = prepared.table
      units += Math.max(writeUnits(prepared.old), writeUnits(prepared.next ?? undefined))
    }
    if (table !== null) used.push(...capacityOf(data, table, units))
  }
  for (const { table, key, old, next } of planned)
    if (next !== undefined && (next !== null || old !== undefined)) store.write(table, key, next)
  return { UnprocessedItems: {}, ...(used.length > 0 ? { ConsumedCapacity: used } : {}) }
}

const MAX_ITEMS = 100

const PARTS: readonly (readonly [member: string, kind: WriteKind])[] = [
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['ConditionCheck', 'ConditionCheck'],
]

/** Answers that were given for a client's token, so that a repeated transaction is not made twice. */
interface Remembered {
  readonly request: string
  readonly at: number
}

const TOKEN_MS = 10 * 60 * 1000
const tokens = new WeakMap<DynamoStore, Map<string, Remembered>>()

export function transactWrite(store: DynamoStore, call: ServiceCall): Output | Fault {
  const { input } = call
  const parts = partsOf(input)
  if (isFault(parts)) return parts
  const repeated = repeat(store, call)
  if (repeated !== null) return repeated
  return commit(
    store,
    parts.map((part) => planPart(store, part, call)),
    { input, call },
  )
}

function partsOf(input: Input): readonly Input[] | Fault {
  const parts = input.TransactItems
  if (!Array.isArray(parts) || parts.length < 1)
    return invalid(
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    )
  if (parts.length > MAX_ITEMS)
    return invalid(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ITEMS}`,
    )
  return parts as readonly Input[]
}

/** The same token with the same request is answered and not done; with another request it is refused. */
function repeat(store: DynamoStore, { input, account, now }: ServiceCall): Output | Fault | null {
  const token = input.ClientRequestToken
  if (typeof token !== 'string') return null
  const known = tokens.get(store) ?? new Map<string, Remembered>()
  tokens.set(store, known)
  const request = JSON.stringify(input.TransactItems ?? input.TransactStatements)
  const before = known.get(`${account}/${token}`)
  if (before !== undefined && now - before.at < TOKEN_MS)
    return before.request === request
      ? {}
      : fault(
          'IdempotentParameterMismatchException',
          'The request uses the same client token as a previous, but non-identical request',
          400,
        )
  return null
}

function remember(store: DynamoStore, { input, account, now }: ServiceCall): void {
  if (typeof input.ClientRequestToken !== 'string') return
  const known = tokens.get(store) ?? new Map<string, Remembered>()
  tokens.set(store, known)
  known.set(`${account}/${input.ClientRequestToken}`, { request: JSON.stringify(input.TransactItems ?? input.TransactStatements), at: now })
  if (known.size > 10_000) known.clear()
}

function planPart(store: DynamoStore, part: Input, call: ServiceCall): Prepared | Fault {
  const given = PARTS.filter(([member]) => part[member] !== undefined)
  const [only] = given
  if (only === undefined || given.length > 1) return invalid('TransactItems can only contain one of Check, Put, Update or Delete')
  const [member, kind] = only
  const members = part[member] as Input
  const table = store.find(members.TableName, call)
  if (isFault(table)) return table
  // A condition check has the members of a delete.
  const data = validate(kind === 'ConditionCheck' ? 'DeleteItem' : kind, { ...members, TableName: table.meta.TableName })
  if (isFault(data)) return data
  return prepare(store, kind, { ...data, TableName: table.meta.arn } as Validated, call)
}

/** Writes all, or none where one of them cannot be written. */
export function commit(
  store: DynamoStore,
  plans: readonly (Prepared | Fault)[],
  { input, call }: { readonly input: Input; readonly call: ServiceCall },
): Output | Fault {
  const broken = plans.find((it): it is Fault => isFault(it) && it.code !== 'ConditionalCheckFailedException' && !CANCELS.has(it.message))
  if (broken !== undefined) return broken
  const prepared = plans.filter((it): it is Prepared => !isFault(it))
  const targets = prepared.map(({ table, key }) => `${table.meta.arn}\n${key}`)
  if (new Set(targets).size < targets.length) return invalid('Transaction request cannot include multiple operations on one item')
  if (prepared.length < plans.length) return cancelled(plans)
  for (const { table, key, old, next } of prepared)
    if (next !== undefined && (next !== null || old !== undefined)) store.write(table, key, next)
  remember(store, call)
  const wanted = input.ReturnConsumedCapacity
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') return {}
  const tables = new Map(prepared.map(({ table }) => [table.meta.arn, table]))
  return {
    ConsumedCapacity: [...tables.values()].map((table) =>
      // Transactions use twice the units.
      consumed(wanted, table, [
        {
          units: prepared
            .filter((it) => it.table === table)
            .reduce((sum, it) => sum + 2 * Math.max(writeUnits(it.old), writeUnits(it.next ?? undefined)), 0),
        },
      ]),
    ),
  }
}

/** Validations of a single item that AWS reports as the reason of a cancelled transaction. */
const CANCELS = new Set([
  'An operand in the update expression has an incorrect data type',
  'The provided expression refers to an attribute that does not exist in the item',
])

function cancelled(plans: readonly (Prepared | Fault)[]): Fault {
  const reasons = plans.map((it) => {
    if (!isFault(it)) return { Code: 'None' }
    const Code = it.code === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError'
    return { Code, Message: it.message, ...(it.members?.Item === undefined ? {} : { Item: it.members.Item }) }
  })
  const codes = reasons.map(({ Code }) => Code).join(', ')
  return fault(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  )
}

export function transactGet(store: DynamoStore, call: ServiceCall): Output | Fault {
  const parts = partsOf(call.input)
  if (isFault(parts)) return parts
  const responses: Output[] = []
  const units = new Map<OpenTable, number>()
  for (const part of parts) {
    const members = (part.Get ?? {}) as Input
    const table = store.find(members.TableName, call)
    if (isFault(table)) return table
    const data = validate('GetItem', { ...members, TableName: table.meta.TableName })
    if (isFault(data)) return data
    const found = read(table, data.Key as Item, data)
    if (isFault(found)) return found
    responses.push(found.item === undefined ? {} : { Item: projection(data, found.item) })
    units.set(table, (units.get(table) ?? 0) + 2 * readUnits(found.item, true))
  }
  const wanted = call.input.ReturnConsumedCapacity
  return {
    Responses: responses,
    ...(wanted === 'TOTAL' || wanted === 'INDEXES'
      ? { ConsumedCapacity: [...units].map(([table, sum]) => consumed(wanted, table, [{ units: sum }])) }
      : {}),
  }
}
