/** DynamoDB-Toolbox. */

export const toolbox = `
import { client as makeClient, send, unknown } from 'rolewright:model'
const item = () => unknown('an item that the toolbox builds')
const nameOf = (table) => (typeof table.name === 'function' ? table.name() : table.name)
const reply = async (promise) => {
  const answer = await promise
  return { Item: answer.Item, Items: answer.Items, Attributes: answer.Attributes, Count: answer.Count }
}
export class Table {
  constructor(params) {
    this.name = params.name
    this.TableName = nameOf(params)
    this.client = params.documentClient ?? params.DocumentClient
    this.indexes = params.indexes
  }
  build(Action) {
    return new Action(this)
  }
  query(_key, options) {
    const index = options?.index
    return reply(send('dynamodb:Query', index === undefined ? { TableName: this.TableName } : { TableName: this.TableName, IndexName: index }, this.client))
  }
  scan(options) {
    const index = options?.index
    return reply(send('dynamodb:Scan', index === undefined ? { TableName: this.TableName } : { TableName: this.TableName, IndexName: index }, this.client))
  }
  batchGet() {
    return send('dynamodb:BatchGetItem', { RequestItems: { [this.TableName]: { Keys: item() } } }, this.client)
  }
  batchWrite() {
    return send('dynamodb:BatchWriteItem', { RequestItems: { [this.TableName]: [item()] } }, this.client)
  }
  transactGet() {
    return send('dynamodb:TransactGetItems', { TransactItems: [{ Get: { TableName: this.TableName, Key: item() } }] }, this.client)
  }
  transactWrite() {
    const { TableName } = this
    return send('dynamodb:TransactWriteItems', { TransactItems: ['Put', 'Update', 'Delete', 'ConditionCheck'].map((kind) => ({ [kind]: { TableName, Key: item() } })) }, this.client)
  }
}
export class Entity {
  constructor(params) {
    this.table = params.table
    this.name = params.name
  }
  build(Action) {
    return new Action(this)
  }
  one(operation, input) {
    return reply(send(operation, { TableName: this.table.TableName, ...input }, this.table.client))
  }
  get() {
    return this.one('dynamodb:GetItem', { Key: item() })
  }
  put() {
    return this.one('dynamodb:PutItem', { Item: item() })
  }
  update() {
    return this.one('dynamodb:UpdateItem', { Key: item() })
  }
  delete() {
    return this.one('dynamodb:DeleteItem', { Key: item() })
  }
  query(key, options) {
    return this.table.query(key, options)
  }
  scan(options) {
    return this.table.scan(options)
  }
  getBatch() {
    return {}
  }
  putBatch() {
    return {}
  }
  deleteBatch() {
    return {}
  }
  getTransaction() {
    return {}
  }
  putTransaction() {
    return {}
  }
  updateTransaction() {
    return {}
  }
  deleteTransaction() {
    return {}
  }
}
const action = (operation, member) =>
  class {
    constructor(target) {
      this.table = target.table ?? target
      this.index = undefined
    }
    key() {
      return this
    }
    item() {
      return this
    }
    options() {
      return this
    }
    entities() {
      return this
    }
    query(query) {
      this.index = query?.index
      return this
    }
    params() {
      const where = this.index === undefined ? {} : { IndexName: this.index }
      return { TableName: this.table.TableName, ...where, ...(member === undefined ? {} : { [member]: item() }) }
    }
    async send() {
      return reply(send(operation, this.params(), this.table.client))
    }
    async *paginate() {
      yield this.send()
    }
  }
export const GetItemCommand = action('dynamodb:GetItem', 'Key')
export const PutItemCommand = action('dynamodb:PutItem', 'Item')
export const UpdateItemCommand = action('dynamodb:UpdateItem', 'Key')
export const UpdateAttributesCommand = action('dynamodb:UpdateItem', 'Key')
export const DeleteItemCommand = action('dynamodb:DeleteItem', 'Key')
export const QueryCommand = action('dynamodb:Query')
export const ScanCommand = action('dynamodb:Scan')
const part = (kind, member) =>
  class {
    constructor(target) {
      this.table = target.table ?? target
      this.request = { [kind]: { TableName: this.table.TableName, [member]: item() } }
    }
    key() {
      return this
    }
    item() {
      return this
    }
    condition() {
      return this
    }
    options() {
      return this
    }
    requests(...parts) {
      return this
    }
  }
export const GetTransaction = part('Get', 'Key')
export const PutTransaction = part('Put', 'Item')
export const UpdateTransaction = part('Update', 'Key')
export const DeleteTransaction = part('Delete', 'Key')
export const ConditionCheck = part('ConditionCheck', 'Key')
export const BatchGetRequest = part('Get', 'Key')
export const BatchPutRequest = part('Put', 'Item')
export const BatchDeleteRequest = part('Delete', 'Key')
const batch = (kind, member, operation) =>
  class extends part(kind, member) {
    constructor(target) {
      super(target)
      this.batch = operation
    }
  }
export const BatchGetCommand = batch('Get', 'Key', 'dynamodb:BatchGetItem')
export const BatchWriteCommand = batch('Put', 'Item', 'dynamodb:BatchWriteItem')
const together = (operation) => async (...given) => {
  const parts = given.filter((one) => one.request !== undefined)
  return send(operation, { TransactItems: parts.map((one) => one.request) }, parts[0].table.client)
}
export const executeTransactWrite = together('dynamodb:TransactWriteItems')
export const executeTransactGet = together('dynamodb:TransactGetItems')
const batched = (operation) => async (...commands) => {
  const parts = commands.filter((one) => one.table !== undefined)
  return send(operation, { RequestItems: Object.fromEntries(parts.map((one) => [one.table.TableName, item()])) }, parts[0].table.client)
}
// Each folder of actions has an \`execute\` of its own: what it is given says which.
export const execute = async (...given) => {
  const [first] = given.filter((one) => one.table !== undefined)
  if (first.batch !== undefined) return batched(first.batch)(...given)
  return first.request.Get === undefined ? executeTransactWrite(...given) : executeTransactGet(...given)
}
export const executeBatchGet = batched('dynamodb:BatchGetItem')
export const executeBatchWrite = batched('dynamodb:BatchWriteItem')
const kind = () => unknown('a type of the toolbox')
export { kind as schema, kind as item, kind as string, kind as number, kind as boolean, kind as list, kind as map, kind as set, kind as record, kind as any, kind as anyOf, kind as binary }
export const EntityRepository = action('dynamodb:GetItem', 'Key')
`
