/** Tables themselves: made, described, changed, deleted; and their settings. */
import { randomUUID } from 'node:crypto'
import { flagOf, listOf, numberOf, recordOf, recordsOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Input, Operation, Output, ServiceCall } from '../../types.js'
import { type IndexSchema, type Item, invalid, type KeyElement, validate } from './dynalite.js'
import { type DynamoStore, newTableId, type OpenTable, streamArn, type TableMeta, tableArn } from './store.js'

export const tableOperations = (store: DynamoStore): ReadonlyMap<string, Operation> =>
  new Map<string, Operation>([
    ['CreateTable', (call) => createTable(store, call)],
    ['DescribeTable', on(store, (table) => ({ Table: describe(table, 'ACTIVE') }))],
    ['DeleteTable', on(store, (table) => deleteTable(store, table))],
    ['UpdateTable', on(store, (table, call) => updateTable(store, table, call))],
    ['ListTables', (call) => listTables(store, call)],
    [
      'DescribeTimeToLive',
      on(store, ({ meta }) => ({
        TimeToLiveDescription:
          meta.ttl === null ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName: meta.ttl },
      })),
    ],
    ['UpdateTimeToLive', on(store, (table, call) => updateTtl(store, table, call))],
    ['DescribeContinuousBackups', on(store, ({ meta }) => backups(meta))],
    [
      'UpdateContinuousBackups',
      on(store, ({ meta }, { input }) => {
        const wanted = flagOf(recordOf(input, 'PointInTimeRecoverySpecification') ?? {}, 'PointInTimeRecoveryEnabled') === true
        const next = { ...meta, pointInTimeRecovery: wanted }
        store.change(next, false)
        return backups(next)
      }),
    ],
    [
      'DescribeLimits',
      () => ({
        AccountMaxReadCapacityUnits: 80_000,
        AccountMaxWriteCapacityUnits: 80_000,
        TableMaxReadCapacityUnits: 40_000,
        TableMaxWriteCapacityUnits: 40_000,
      }),
    ],
    [
      'DescribeEndpoints',
      ({ endpoint }) => ({ Endpoints: [{ Address: endpoint.replace(/^https?:\/\//, ''), CachePeriodInMinutes: 1440 }] }),
    ],
    [
      'TagResource',
      byArn(store, ({ meta }, { input }) => setTags(store, meta, { ...meta.tags, ...Object.fromEntries(tagsOf(input.Tags)) })),
    ],
    [
      'UntagResource',
      byArn(store, ({ meta }, { input }) => {
        const gone = new Set(textsOf(input, 'TagKeys'))
        return setTags(store, meta, Object.fromEntries(Object.entries(meta.tags).filter(([key]) => !gone.has(key))))
      }),
    ],
    ['ListTagsOfResource', byArn(store, ({ meta }) => ({ Tags: Object.entries(meta.tags).map(([Key, Value]) => ({ Key, Value })) }))],
    ['PutResourcePolicy', byArn(store, ({ meta }, call) => putPolicy(store, meta, call))],
    [
      'GetResourcePolicy',
      byArn(store, ({ meta }) =>
        meta.policy === null
          ? fault('PolicyNotFoundException', `Resource-based policy not found for the provided ResourceArn: ${meta.arn}`, 400)
          : { Policy: meta.policy, RevisionId: meta.policyRevision },
      ),
    ],
    [
      'DeleteResourcePolicy',
      byArn(store, ({ meta }) => {
        store.change({ ...meta, policy: null, policyRevision: null }, false)
        return meta.policyRevision === null ? {} : { RevisionId: meta.policyRevision }
      }),
    ],
    [
      'DescribeTableReplicaAutoScaling',
      on(store, ({ meta }) => ({ TableAutoScalingDescription: { TableName: meta.TableName, TableStatus: 'ACTIVE', Replicas: [] } })),
    ],
    ['DescribeKinesisStreamingDestination', on(store, ({ meta }) => ({ TableName: meta.TableName, KinesisDataStreamDestinations: [] }))],
    ['DescribeContributorInsights', on(store, ({ meta }) => ({ TableName: meta.TableName, ContributorInsightsStatus: 'DISABLED' }))],
    ['ListBackups', () => ({ BackupSummaries: [] })],
    ['ListGlobalTables', () => ({ GlobalTables: [] })],
  ])

const on =
  (store: DynamoStore, act: (table: OpenTable, call: ServiceCall) => Output | Fault): Operation =>
  (call) => {
    const name = textOf(call.input, 'TableName')
    if (name === null)
      return invalid("1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null")
    const table = store.find(name, call)
    if (!isFault(table)) return act(table, call)
    return fault('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`, 400)
  }

const byArn =
  (store: DynamoStore, act: (table: OpenTable, call: ServiceCall) => Output | Fault): Operation =>
  (call) => {
    const arn = textOf(call.input, 'ResourceArn') ?? ''
    const table = store.find(arn.replace(/\/stream\/.*$/, ''), call)
    if (!isFault(table)) return act(table, call)
    return fault('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${arn} not found`, 400)
  }

function createTable(store: DynamoStore, call: ServiceCall): Output | Fault {
  const { input, account, region, now } = call
  const data = validate('CreateTable', input)
  if (isFault(data)) return data
  const name = String(data.TableName)
  const arn = tableArn(account, region, name)
  if (store.metas.has(arn)) return fault('ResourceInUseException', `Table already exists: ${name}`, 400)
  const global = recordsOf(data, 'GlobalSecondaryIndexes')
  const stream = recordOf(input, 'StreamSpecification')
  const meta: TableMeta = {
    TableName: name,
    account,
    region,
    arn,
    id: newTableId(),
    createdAt: now,
    KeySchema: data.KeySchema as readonly KeyElement[],
    AttributeDefinitions: data.AttributeDefinitions as TableMeta['AttributeDefinitions'],
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global.map(indexOf) } : {}),
    ...(recordsOf(data, 'LocalSecondaryIndexes').length > 0
      ? { LocalSecondaryIndexes: recordsOf(data, 'LocalSecondaryIndexes').map(indexOf) }
      : {}),
    billing: data.BillingMode === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    throughput: recordOf(data, 'ProvisionedThroughput'),
    indexThroughput: Object.fromEntries(
      global.flatMap((it) =>
        recordOf(it, 'ProvisionedThroughput') === null ? [] : [[String(it.IndexName), recordOf(it, 'ProvisionedThroughput') ?? {}]],
      ),
    ),
    sse: recordOf(input, 'SSESpecification'),
    tableClass: textOf(input, 'TableClass'),
    deletionProtection: flagOf(input, 'DeletionProtectionEnabled') === true,
    stream: flagOf(stream ?? {}, 'StreamEnabled') === true ? newStream(textOf(stream ?? {}, 'StreamViewType'), now) : null,
    ttl: null,
    tags: Object.fromEntries(tagsOf(input.Tags)),
    policy: textOf(input, 'ResourcePolicy'),
    policyRevision: textOf(input, 'ResourcePolicy') === null ? null : String(now),
    pointInTimeRecovery: false,
  }
  store.change(meta, true)
  return { TableDescription: describe(store.open(meta), 'CREATING') }
}

const indexOf = ({ IndexName, KeySchema, Projection }: Input): IndexSchema => ({
  IndexName: String(IndexName),
  KeySchema: KeySchema as readonly KeyElement[],
  Projection: Projection as IndexSchema['Projection'],
})

const newStream = (view: string | null, now: number): TableMeta['stream'] => ({
  view: view ?? 'NEW_AND_OLD_IMAGES',
  label: new Date(now).toISOString().replace('Z', ''),
  firstSequence: 1,
})

/** The size is the sum of the items' sizes, which AWS updates every six hours, and this at once. */
export function describe({ meta, items, indexes }: OpenTable, status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'UPDATING'): Output {
  const arn = streamArn(meta)
  const provisioned = (given: Input | null | undefined): Output => ({
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: numberOf(given ?? {}, 'ReadCapacityUnits') ?? 0,
    WriteCapacityUnits: numberOf(given ?? {}, 'WriteCapacityUnits') ?? 0,
  })
  const index = (schema: IndexSchema, isGlobal: boolean): Output => ({
    ...schema,
    ...(isGlobal
      ? {
          IndexStatus: status === 'UPDATING' ? 'ACTIVE' : status,
          ProvisionedThroughput: provisioned(meta.indexThroughput[schema.IndexName]),
        }
      : {}),
    IndexSizeBytes: 0,
    ItemCount: indexes.get(schema.IndexName)?.entries.size ?? 0,
    IndexArn: `${meta.arn}/index/${schema.IndexName}`,
  })
  return {
    AttributeDefinitions: meta.AttributeDefinitions,
    TableName: meta.TableName,
    KeySchema: meta.KeySchema,
    TableStatus: status,
    CreationDateTime: meta.createdAt / 1000,
    ProvisionedThroughput: provisioned(meta.throughput),
    TableSizeBytes: 0,
    ItemCount: items.size,
    TableArn: meta.arn,
    TableId: meta.id,
    ...(meta.billing === 'PAY_PER_REQUEST'
      ? { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: meta.createdAt / 1000 } }
      : {}),
    ...(meta.GlobalSecondaryIndexes === undefined
      ? {}
      : { GlobalSecondaryIndexes: meta.GlobalSecondaryIndexes.map((it) => index(it, true)) }),
    ...(meta.LocalSecondaryIndexes === undefined
      ? {}
      : { LocalSecondaryIndexes: meta.LocalSecondaryIndexes.map((it) => index(it, false)) }),
    ...(arn === null || meta.stream === null
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: meta.stream.view },
          LatestStreamLabel: meta.stream.label,
          LatestStreamArn: arn,
        }),
    ...(meta.sse === null
      ? {}
      : {
          SSEDescription: {
            Status: 'ENABLED',
            SSEType: 'KMS',
            ...(textOf(meta.sse, 'KMSMasterKeyId') === null ? {} : { KMSMasterKeyArn: textOf(meta.sse, 'KMSMasterKeyId') }),
          },
        }),
    ...(meta.tableClass === null ? {} : { TableClassSummary: { TableClass: meta.tableClass } }),
    DeletionProtectionEnabled: meta.deletionProtection,
  }
}

function deleteTable(store: DynamoStore, table: OpenTable): Output | Fault {
  if (table.meta.deletionProtection)
    return invalid(`Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`)
  const shown = describe(table, 'DELETING')
  store.drop(table.meta)
  return { TableDescription: shown }
}

function updateTable(store: DynamoStore, table: OpenTable, { input, now }: ServiceCall): Output | Fault {
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

function listTables(store: DynamoStore, { input, account, region }: ServiceCall): Output | Fault {
  const data = validate('ListTables', input)
  if (isFault(data)) return data
  const limit = numberOf(input, 'Limit') ?? 100
  const start = textOf(input, 'ExclusiveStartTableName') ?? ''
  const names = [...store.metas.values()]
    .filter((it) => it.account === account && it.region === region && it.TableName > start)
    .map((it) => it.TableName)
    .sort()
  const page = names.slice(0, limit)
  return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) }
}

function updateTtl(store: DynamoStore, { meta }: OpenTable, { input }: ServiceCall): Output | Fault {
  const given = recordOf(input, 'TimeToLiveSpecification') ?? {}
  const enabled = flagOf(given, 'Enabled')
  const name = textOf(given, 'AttributeName')
  if (enabled === null || name === null) return invalid('TimeToLiveSpecification must have Enabled and AttributeName')
  if (enabled && meta.ttl !== null) return invalid('TimeToLive is already enabled')
  if (!enabled && meta.ttl === null) return invalid('TimeToLive is already disabled')
  store.change({ ...meta, ttl: enabled ? name : null }, false)
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: name } }
}

const backups = ({ pointInTimeRecovery, createdAt }: TableMeta): Output => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: pointInTimeRecovery
      ? {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: 35,
          EarliestRestorableDateTime: createdAt / 1000,
          LatestRestorableDateTime: createdAt / 1000,
        }
      : { PointInTimeRecoveryStatus: 'DISABLED' },
  },
})

function setTags(store: DynamoStore, meta: TableMeta, tags: TableMeta['tags']): Output | Fault {
  if (Object.keys(tags).length > 50) return invalid('One or more parameter values were invalid: Too many tags')
  store.change({ ...meta, tags }, false)
  return nothing
}

function putPolicy(store: DynamoStore, meta: TableMeta, { input }: ServiceCall): Output | Fault {
  const policy = textOf(input, 'Policy')
  if (policy === null) return invalid('Policy must not be null')
  const expected = textOf(input, 'ExpectedRevisionId')
  if (expected !== null && expected !== (meta.policyRevision ?? 'NO_POLICY'))
    return fault('PolicyNotFoundException', 'The revision does not match', 400)
  const policyRevision = randomUUID()
  store.change({ ...meta, policy, policyRevision }, false)
  return { RevisionId: policyRevision }
}

/** Deletes what has expired; AWS does so within a few days, and a reader may still see it until then. */
export function expire(store: DynamoStore, now: number): void {
  for (const meta of store.metas.values()) {
    if (meta.ttl === null) continue
    const table = store.open(meta)
    for (const [key, item] of [...table.items]) if (isExpired(item, meta.ttl, now)) store.write(table, key, null, true)
  }
}

const FIVE_YEARS_SECONDS = 5 * 365 * 24 * 3600

/** Times far in the past are taken for something else. Source: DynamoDB Developer Guide, "Using time to live (TTL) in DynamoDB". */
function isExpired(item: Item, name: string, now: number): boolean {
  const at = Number((item[name] as { readonly N?: string } | undefined)?.N)
  const seconds = now / 1000
  return Number.isFinite(at) && at < seconds && at > seconds - FIVE_YEARS_SECONDS
}
