/** Tables are changed: indexes, streams, billing. */
import { flagOf, listOf, recordOf, recordsOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import { describe } from './describe-table.js'
import { type IndexSchema, invalid, type KeyElement } from './dynalite.js'
import type { DynamoStore, OpenTable, TableMeta } from './store.js'

export const indexOf = ({ IndexName, KeySchema, Projection }: Input): IndexSchema => ({
  IndexName: String(IndexName),
  KeySchema: KeySchema as readonly KeyElement[],
  Projection: Projection as IndexSchema['Projection'],
})

export const newStream = (view: string | null, now: number): TableMeta['stream'] => ({
  view: view ?? 'NEW_AND_OLD_IMAGES',
  label: new Date(now).toISOString().replace('Z', ''),
  firstSequence: 1,
})

export function updateTable(store: DynamoStore, table: OpenTable, { input, now }: ServiceCall): Output | Fault {
  const { meta } = table
  const billing = textOf(input, 'BillingMode') ?? meta.billing
  const throughput = recordOf(input, 'ProvisionedThroughput')
  if (throughput !== null && billing === 'PAY_PER_REQUEST')
    return invalid(
      'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    )
  if (billing === 'PROVISIONED' && meta.billing !== 'PROVISIONED' && throughput === null)
    return invalid(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    )
  const definitions =
    listOf(input, 'AttributeDefinitions').length > 0
      ? (input.AttributeDefinitions as TableMeta['AttributeDefinitions'])
      : meta.AttributeDefinitions
  const all = [
    ...definitions,
    ...meta.AttributeDefinitions.filter((it) => !definitions.some(({ AttributeName }) => AttributeName === it.AttributeName)),
  ]
  const indexes = updateIndexes(meta, all, recordsOf(input, 'GlobalSecondaryIndexUpdates'))
  if (isFault(indexes)) return indexes
  const stream = recordOf(input, 'StreamSpecification')
  const enabled = stream === null ? null : flagOf(stream, 'StreamEnabled')
  if (enabled === true && meta.stream !== null)
    return fault('ResourceInUseException', `Table already has an enabled stream: TableName: ${meta.TableName}`, 400)
  if (enabled === false && meta.stream === null) return invalid('Table is already disabled for streams')
  const used = new Set(
    [
      ...meta.KeySchema,
      ...indexes.list.flatMap((it) => it.KeySchema),
      ...(meta.LocalSecondaryIndexes ?? []).flatMap((it) => it.KeySchema),
    ].map((it) => it.AttributeName),
  )
  const { GlobalSecondaryIndexes: _, ...rest } = meta
  const next: TableMeta = {
    ...rest,
    ...(indexes.list.length > 0 ? { GlobalSecondaryIndexes: indexes.list } : {}),
    AttributeDefinitions: all.filter(({ AttributeName }) => used.has(AttributeName)),
    billing: billing === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    throughput: billing === 'PAY_PER_REQUEST' ? null : (throughput ?? meta.throughput),
    indexThroughput: { ...meta.indexThroughput, ...indexes.throughput },
    stream: enabled === true ? newStream(textOf(stream ?? {}, 'StreamViewType'), now) : enabled === false ? null : meta.stream,
    deletionProtection: flagOf(input, 'DeletionProtectionEnabled') ?? meta.deletionProtection,
    tableClass: textOf(input, 'TableClass') ?? meta.tableClass,
    sse: recordOf(input, 'SSESpecification') ?? meta.sse,
  }
  store.change(next, indexes.changed)
  return { TableDescription: describe(store.open(next), 'UPDATING') }
}

interface IndexUpdate {
  readonly list: readonly IndexSchema[]
  readonly throughput: Readonly<Record<string, Input>>
  readonly changed: boolean
}

function updateIndexes(meta: TableMeta, definitions: TableMeta['AttributeDefinitions'], updates: readonly Input[]): IndexUpdate | Fault {
  let list: readonly IndexSchema[] = meta.GlobalSecondaryIndexes ?? []
  const throughput: Record<string, Input> = {}
  let changed = false
  for (const update of updates) {
    const create = recordOf(update, 'Create')
    const remove = recordOf(update, 'Delete')
    const change = recordOf(update, 'Update')
    const name = textOf(create ?? remove ?? change ?? {}, 'IndexName') ?? ''
    const there = list.some(({ IndexName }) => IndexName === name)
    if (create !== null) {
      if (there || meta.LocalSecondaryIndexes?.some(({ IndexName }) => IndexName === name) === true)
        return invalid(`One or more parameter values were invalid: Duplicate index name: ${name}`)
      const index = indexOf(create)
      const undefined_ = index.KeySchema.find(({ AttributeName }) => !definitions.some((it) => it.AttributeName === AttributeName))
      if (undefined_ !== undefined)
        return invalid(
          `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${index.KeySchema.map((it) => it.AttributeName).join(', ')}], AttributeDefinitions: [${definitions.map((it) => it.AttributeName).join(', ')}]`,
        )
      list = [...list, index]
      changed = true
    } else if (!there) return fault('ResourceNotFoundException', `Requested resource not found: Index: ${name} not found`, 400)
    if (remove !== null) {
      list = list.filter(({ IndexName }) => IndexName !== name)
      changed = true
    }
    const units = recordOf(create ?? change ?? {}, 'ProvisionedThroughput')
    if (units !== null) throughput[name] = units
  }
  return { list, throughput, changed }
}
