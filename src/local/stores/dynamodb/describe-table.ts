/** A table as `DescribeTable` shows it. */
import { numberOf, textOf } from '../../input.js'
import type { Input, Output } from '../../types.js'
import type { IndexSchema } from './dynalite.js'
import { type OpenTable, streamArn } from './store.js'

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
