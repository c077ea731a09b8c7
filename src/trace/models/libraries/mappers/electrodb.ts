/** ElectroDB. */

export const electrodb = `
import { client as makeClient, send, unknown } from 'rolewright:model'
const key = () => unknown('a key that ElectroDB builds')
/** What an operation is as a member of a transaction. */
const MEMBERS = { 'dynamodb:GetItem': 'Get', 'dynamodb:PutItem': 'Put', 'dynamodb:UpdateItem': 'Update', 'dynamodb:DeleteItem': 'Delete', 'dynamodb:TransactWriteItems': 'ConditionCheck' }
/** A query that is refined by further calls and sent by its go. */
const chain = (operation, input, client, item) => {
  const at = {}
  for (const name of ['where', 'filter', 'set', 'add', 'subtract', 'append', 'remove', 'delete', 'data', 'ifNotExists', 'between', 'begins', 'gt', 'gte', 'lt', 'lte', 'composite', 'concurrent']) at[name] = () => at
  at.params = () => ({ ...input, ...item })
  at.commit = () => ({ [MEMBERS[operation]]: input })
  at.page = async () => [unknown('a page'), (await send(operation, input, client))?.Items]
  at.go = async () => {
    const answer = await send(operation, input, client)
    return { data: answer?.Attributes ?? answer?.Item ?? answer?.Items, cursor: null, unprocessed: [] }
  }
  return at
}
const queries = (indexes, TableName, client) => {
  const out = {}
  for (const name of Object.keys(indexes)) {
    const IndexName = indexes[name].index
    const input = IndexName === undefined ? { TableName } : { TableName, IndexName }
    out[name] = () => chain('dynamodb:Query', { ...input, KeyConditionExpression: key() }, client)
  }
  return out
}
export class Entity {
  constructor(schema, options) {
    this.schema = schema
    this.TableName = options?.table ?? schema.table
    this.client = options?.client
    this.query = queries(schema.indexes, this.TableName, this.client)
    this.scan = chain('dynamodb:Scan', { TableName: this.TableName }, this.client)
  }
  setTableName(name) {
    this.TableName = name
    this.query = queries(this.schema.indexes, name, this.client)
    this.scan = chain('dynamodb:Scan', { TableName: name }, this.client)
  }
  setClient(client) {
    this.client = client
    this.query = queries(this.schema.indexes, this.TableName, client)
    this.scan = chain('dynamodb:Scan', { TableName: this.TableName }, client)
  }
  one(operation, item) {
    const input = { TableName: this.TableName, ...item }
    return chain(operation, input, this.client, {})
  }
  get(keys) {
    if (Array.isArray(keys)) return chain('dynamodb:BatchGetItem', { RequestItems: { [this.TableName]: { Keys: key() } } }, this.client)
    return this.one('dynamodb:GetItem', { Key: key() })
  }
  put(items) {
    if (Array.isArray(items)) return chain('dynamodb:BatchWriteItem', { RequestItems: { [this.TableName]: [{ PutRequest: key() }] } }, this.client)
    return this.one('dynamodb:PutItem', { Item: key() })
  }
  create() {
    return this.one('dynamodb:PutItem', { Item: key(), ConditionExpression: key() })
  }
  delete(keys) {
    if (Array.isArray(keys)) return chain('dynamodb:BatchWriteItem', { RequestItems: { [this.TableName]: [{ DeleteRequest: key() }] } }, this.client)
    return this.one('dynamodb:DeleteItem', { Key: key() })
  }
  remove() {
    return this.one('dynamodb:DeleteItem', { Key: key(), ConditionExpression: key() })
  }
  update() {
    return this.one('dynamodb:UpdateItem', { Key: key(), UpdateExpression: key() })
  }
  patch() {
    return this.one('dynamodb:UpdateItem', { Key: key(), UpdateExpression: key(), ConditionExpression: key() })
  }
  /** Only within a transaction. */
  check() {
    return this.one('dynamodb:TransactWriteItems', { Key: key(), ConditionExpression: key() })
  }
  upsert() {
    return this.one('dynamodb:UpdateItem', { Key: key(), UpdateExpression: key() })
  }
  match() {
    return this.find()
  }
  find() {
    const named = Object.keys(this.schema.indexes).map((name) => this.query[name]())
    const some = chain('dynamodb:Scan', { TableName: this.TableName }, this.client)
    const go = some.go
    some.go = async (...args) => {
      for (const one of named) await one.go(...args)
      return go(...args)
    }
    return some
  }
  parse(item) {
    return { data: item.Item ?? item.Items ?? item.Attributes }
  }
  conversions = unknown('conversions of keys')
}
export class Service {
  constructor(entities, options) {
    this.entities = entities
    this.collections = {}
    const first = Object.values(entities)[0]
    const client = options?.client ?? first.client
    const TableName = options?.table ?? first.TableName
    for (const entity of Object.values(entities)) {
      if (options?.table) entity.setTableName(TableName)
      if (options?.client) entity.setClient(client)
      for (const index of Object.values(entity.schema.indexes)) {
        for (const name of [index.collection].flat()) {
          const input = index.index === undefined ? { TableName } : { TableName, IndexName: index.index }
          if (name !== undefined) this.collections[name] = () => chain('dynamodb:Query', { ...input, KeyConditionExpression: key() }, client)
        }
      }
    }
    const transact = (operation) => (make) => chain(operation, { TransactItems: make(entities) }, client)
    this.transaction = { write: transact('dynamodb:TransactWriteItems'), get: transact('dynamodb:TransactGetItems') }
  }
}
export const createSchema = (schema) => schema
export const CustomAttributeType = () => 'any'
`
