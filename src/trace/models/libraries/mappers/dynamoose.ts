/** Dynamoose. */

export const dynamoose = `
import { client as makeClient, send, unknown } from 'rolewright:model'
const item = () => unknown('an item that Dynamoose builds')
const state = { client: undefined, defaults: {} }
const client = () => state.client ?? makeClient('dynamodb')
const nameOf = (name, options) => (options?.prefix ?? state.defaults.prefix ?? '') + (options?.tableName || name) + (options?.suffix ?? state.defaults.suffix ?? '')
const chain = (operation, where, withIndex) => {
  let index = {}
  const at = {}
  for (const name of ['where', 'filter', 'attribute', 'attributes', 'and', 'or', 'not', 'parenthesis', 'group', 'condition', 'eq', 'exists', 'lt', 'le', 'gt', 'ge', 'beginsWith', 'contains', 'in', 'between', 'limit', 'startAt', 'consistent', 'count', 'all', 'sort', 'parallel']) at[name] = () => at
  at.using = (IndexName) => {
    index = { IndexName }
    return at
  }
  at.exec = (done) => {
    const promise = (async () => {
      const TableName = where()
      if (withIndex && index.IndexName === undefined && unknown('whether an index is chosen')) await send(operation, { TableName, IndexName: unknown('the index that Dynamoose chooses') }, client())
      return (await send(operation, { TableName, ...index }, client())).Items
    })()
    if (done) promise.then((found) => done(null, found), done)
    return promise
  }
  return at
}
const answered = (promise, args) => {
  const done = args.at(-1)
  if (typeof done === 'function') promise.then((found) => done(null, found), done)
  return promise
}
const setUp = (TableName, options) => {
  const settings = { ...state.defaults, ...options }
  if (settings.create !== false) {
    send('dynamodb:DescribeTable', { TableName }, client())
    send('dynamodb:CreateTable', { TableName }, client())
  }
  if (settings.update) send('dynamodb:UpdateTable', { TableName }, client())
}
const model = (name, schema, options) => {
  // The table is made when it is first used, unless the model is given to one.
  const own = { name: nameOf(name, options), options, made: false }
  const where = () => {
    if (!own.made) {
      own.made = true
      setUp(own.name, own.options)
    }
    return own.name
  }
  class Item {
    constructor(values) {
      Object.assign(this, values)
    }
    save(...args) {
      return answered(send('dynamodb:PutItem', { TableName: where(), Item: item() }, client()), args)
    }
    delete(...args) {
      return answered(send('dynamodb:DeleteItem', { TableName: where(), Key: item() }, client()), args)
    }
    populate() {
      return send('dynamodb:GetItem', { TableName: where(), Key: item() }, client())
    }
    toJSON() {
      return this
    }
    static get(...args) {
      return answered(send('dynamodb:GetItem', { TableName: where(), Key: item() }, client()).then((found) => new Item(found.Item)), args)
    }
    static create(values, ...args) {
      return answered(send('dynamodb:PutItem', { TableName: where(), Item: item() }, client()).then(() => new Item(values)), args)
    }
    static update(...args) {
      return answered(send('dynamodb:UpdateItem', { TableName: where(), Key: item() }, client()).then((found) => new Item(found.Attributes)), args)
    }
    static delete(...args) {
      return answered(send('dynamodb:DeleteItem', { TableName: where(), Key: item() }, client()), args)
    }
    static batchGet(...args) {
      return answered(send('dynamodb:BatchGetItem', { RequestItems: { [where()]: { Keys: item() } } }, client()), args)
    }
    static batchPut(...args) {
      return answered(send('dynamodb:BatchWriteItem', { RequestItems: { [where()]: [{ PutRequest: item() }] } }, client()), args)
    }
    static batchDelete(...args) {
      return answered(send('dynamodb:BatchWriteItem', { RequestItems: { [where()]: [{ DeleteRequest: item() }] } }, client()), args)
    }
    static query() {
      return chain('dynamodb:Query', where, true)
    }
    static scan() {
      return chain('dynamodb:Scan', where, false)
    }
    static table() {
      return new Table(name, [Item], options)
    }
    static serializeMany(items) {
      return items
    }
    static methods = { set() {}, document: { set() {} }, item: { set() {} } }
    static serializer = { add() {}, default: { set() {} } }
  }
  const part = (kind) => () => ({ kind, TableName: where() })
  Item.within = (TableName) => {
    own.name = TableName
    own.made = true
  }
  Item.transaction = { get: part('Get'), create: part('Put'), update: part('Update'), delete: part('Delete'), condition: part('ConditionCheck') }
  return Item
}
class Table {
  constructor(name, models, options) {
    this.TableName = nameOf(name, options)
    for (const one of models ?? []) one.within(this.TableName)
    if (models) setUp(this.TableName, options)
  }
  async initialize() {
    setUp(this.TableName, {})
  }
  async create() {
    return send('dynamodb:CreateTable', { TableName: this.TableName }, client())
  }
  static defaults = {
    set: (defaults) => {
      state.defaults = { ...state.defaults, ...defaults }
    },
    get: () => state.defaults,
  }
}
class Schema {
  constructor(definition) {
    this.definition = definition
  }
}
const transaction = async (parts) => {
  const TransactItems = (await Promise.all(parts)).map((part) => ({ [part.kind]: { TableName: part.TableName, Key: item() } }))
  if (unknown('whether a transaction reads')) return send('dynamodb:TransactGetItems', { TransactItems }, client())
  return send('dynamodb:TransactWriteItems', { TransactItems }, client())
}
const ddb = () => client()
ddb.set = (given) => {
  state.client = given
}
ddb.local = () => {}
ddb.revert = () => {}
class DynamoDB {
  constructor(config) {
    return makeClient('dynamodb', config)
  }
}
const dynamoose = {
  model,
  Schema,
  Table,
  Condition: class {
    constructor() {
      return chain('dynamodb:Query', () => '', false)
    }
  },
  transaction,
  aws: { ddb: Object.assign(ddb, { DynamoDB }), sdk: { config: { update() {} } }, converter: () => ({}) },
  logger: async () => ({ providers: { set() {}, add() {} } }),
  type: { UNDEFINED: undefined, NULL: null, ANY: undefined, THIS: undefined, CONSTANT: () => undefined, COMBINE: () => undefined },
  setDefaults: () => {},
}
module.exports = dynamoose
module.exports.default = dynamoose
`
