/** DynamoDB and its streams as services. */
import { recordOf, textOf } from '../../input.js'
import type { LocalService, Operation, PlannedCheck, SealedBy, ServiceCall, StoreWorld } from '../../types.js'
import { batchGet, batchWrite, transactGet, transactWrite } from './batches.js'
import { dynamoContext } from './context.js'
import { expire } from './expiry.js'
import { getItem, writeItem } from './items.js'
import { batchExecute, executeStatement, executeTransaction } from './partiql.js'
import { query, scan } from './queries.js'
import { dynamoStore } from './store.js'
import { streamOperations } from './streams.js'
import { tableOperations } from './table-operations.js'

export interface DynamoServices {
  readonly services: readonly LocalService[]
  /** Deletes items that have expired. */
  readonly expire: () => void
}

export function dynamoServices(world: StoreWorld): DynamoServices {
  const store = dynamoStore(world)
  const policyOf = (arn: string): string | null => store.metas.get(arn.replace(/\/(index|stream)\/.*$/, ''))?.policy ?? null
  // Source: DynamoDB Developer Guide, "DynamoDB encryption at rest: usage notes" and "Encryption context".
  const sealedBy = ({ resource }: PlannedCheck, { input, account }: ServiceCall): SealedBy | null => {
    const arn = resource.replace(/\/(index|stream)\/.*$/, '')
    const meta = store.metas.get(arn)
    const written = meta === undefined ? recordOf(input, 'SSESpecification') : meta.sse
    const key = written === null ? null : textOf(written, 'KMSMasterKeyId')
    const tableName = arn.slice(arn.indexOf('/') + 1)
    return key === null ? null : { key, encryptionContext: { 'aws:dynamodb:tableName': tableName, 'aws:dynamodb:subscriberId': account } }
  }
  const dynamodb: LocalService = {
    suffix: 'dynamodb',
    operations: new Map<string, Operation>([
      ...tableOperations(store),
      ['GetItem', (call) => getItem(store, call)],
      ['PutItem', (call) => writeItem(store, 'PutItem', call)],
      ['UpdateItem', (call) => writeItem(store, 'UpdateItem', call)],
      ['DeleteItem', (call) => writeItem(store, 'DeleteItem', call)],
      ['Query', (call) => query(store, call)],
      ['Scan', (call) => scan(store, call)],
      ['BatchGetItem', (call) => batchGet(store, call)],
      ['BatchWriteItem', (call) => batchWrite(store, call)],
      ['TransactGetItems', (call) => transactGet(store, call)],
      ['TransactWriteItems', (call) => transactWrite(store, call)],
      ['ExecuteStatement', (call) => executeStatement(store, call)],
      ['BatchExecuteStatement', (call) => batchExecute(store, call)],
      ['ExecuteTransaction', (call) => executeTransaction(store, call)],
    ]),
    resourcePolicy: policyOf,
    sealedBy,
    contextOf: (check, call) => dynamoContext(store, check, call),
  }
  const streams: LocalService = {
    suffix: 'dynamodb-streams',
    operations: streamOperations(store),
    resourcePolicy: policyOf,
    sealedBy,
    // An iterator begins with its stream's ARN.
    resolve: (check, { operation, input }) =>
      operation === 'GetRecords' && typeof input.ShardIterator === 'string'
        ? { ...check, resource: input.ShardIterator.split('|')[0] ?? check.resource }
        : check,
  }
  return { services: [dynamodb, streams], expire: () => expire(store, world.clock.now()) }
}
