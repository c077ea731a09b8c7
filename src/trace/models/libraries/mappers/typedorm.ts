/** TypeDORM, and its wrapper of document clients. */

export const typedorm = `
import { documentClient, client as makeClient, send, unknown } from 'rolewright:model'
const state = { client: undefined, TableName: unknown('the table of a connection') }
const item = () => unknown('an item')
const one = (operation, input) => send(operation, { TableName: state.TableName, ...input }, state.client ?? makeClient('dynamodb'))
const manager = {
  create: async (entity) => {
    await one('dynamodb:PutItem', { Item: item() })
    return entity
  },
  findOne: () => one('dynamodb:GetItem', { Key: item() }),
  exists: () => one('dynamodb:GetItem', { Key: item() }),
  find: (_entity, _key, options) => one('dynamodb:Query', options?.queryIndex === undefined ? {} : { IndexName: options.queryIndex }),
  count: () => one('dynamodb:Query', {}),
  update: () => one('dynamodb:UpdateItem', { Key: item() }),
  delete: () => one('dynamodb:DeleteItem', { Key: item() }),
}
const batch = { write: () => one('dynamodb:BatchWriteItem', {}), read: () => one('dynamodb:BatchGetItem', {}) }
const transaction = { write: () => one('dynamodb:TransactWriteItems', {}), read: () => one('dynamodb:TransactGetItems', {}) }
const scan = { find: () => one('dynamodb:Scan', {}), scan: () => one('dynamodb:Scan', {}), count: () => one('dynamodb:Scan', {}) }
export const createConnection = (options) => {
  state.client = options.documentClient
  state.TableName = options.table?.name
  return { entityManager: manager, batchManager: batch, transactionManger: transaction, scanManager: scan }
}
export const createConnections = (options) => createConnection(options.connections?.[0] ?? options)
export const getEntityManager = () => manager
export const getBatchManager = () => batch
export const getTransactionManager = () => transaction
export const getScanManager = () => scan
`

export const typedormTable = `
export class Table {
  constructor(options) {
    this.name = options.name
  }
}
`

export const documentClientWrapper = `
import { documentClient } from 'rolewright:model'
export class DocumentClientV3 {
  constructor(client) {
    return documentClient(client)
  }
}
export class DocumentClientV2 {
  constructor(client) {
    return client
  }
}
`
