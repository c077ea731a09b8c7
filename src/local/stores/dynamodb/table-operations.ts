/** Tables themselves: made, described, changed, deleted; and their settings. */
import { randomUUID } from 'node:crypto'
import { flagOf, numberOf, recordOf, recordsOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Operation, Output, ServiceCall } from '../../types.js'
import { describe } from './describe-table.js'
import { invalid, type KeyElement, validate } from './dynalite.js'
import { updateTtl } from './expiry.js'
import { type DynamoStore, newTableId, type OpenTable, type TableMeta, tableArn } from './store.js'
import { indexOf, newStream, updateTable } from './update-table.js'

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

function deleteTable(store: DynamoStore, table: OpenTable): Output | Fault {
  if (table.meta.deletionProtection)
    return invalid(`Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`)
  const shown = describe(table, 'DELETING')
  store.drop(table.meta)
  return { TableDescription: shown }
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
