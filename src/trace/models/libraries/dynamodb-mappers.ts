/**
 * Object mappers over DynamoDB. Each call of a mapper is the DynamoDB call that it makes, on the table and index that its
 * schema names; keys and items are theirs to build, and stay unknown.
 */
import type { LibraryModel } from '../types.js'

const electrodb = `
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

const onetable = `
import { client as makeClient, send, unknown } from 'rolewright:model'
const key = () => unknown('a key that OneTable builds')
class Model {
  constructor(table, name) {
    this.table = table
    this.name = name
  }
  async call(operation, input, params) {
    if (params?.batch) return unknown('a batched call')
    if (params?.transaction) return unknown('a call of a transaction')
    const where = params?.index && params.index !== 'primary' ? { TableName: this.table.TableName, IndexName: this.table.schema?.indexes?.[params.index]?.name ?? params.index } : { TableName: this.table.TableName }
    const answer = await send(operation, { ...where, ...input }, this.table.client)
    return answer?.Attributes ?? answer?.Item ?? answer?.Items
  }
  create(_properties, params) {
    return this.call('dynamodb:PutItem', { Item: key() }, params)
  }
  async get(_properties, params) {
    if (unknown('whether a key is whole')) return this.call('dynamodb:Query', {}, params)
    return this.call('dynamodb:GetItem', { Key: key() }, params)
  }
  load(properties, params) {
    return this.get(properties, params)
  }
  find(_properties, params) {
    return this.call('dynamodb:Query', {}, params)
  }
  scan(_properties, params) {
    return this.call('dynamodb:Scan', {}, params)
  }
  update(_properties, params) {
    return this.call('dynamodb:UpdateItem', { Key: key() }, params)
  }
  upsert(_properties, params) {
    return this.call('dynamodb:UpdateItem', { Key: key() }, params)
  }
  async remove(properties, params) {
    if (params?.many) await this.find(properties, {})
    return this.call('dynamodb:DeleteItem', { Key: key() }, params)
  }
  async init() {
    return {}
  }
}
export class Table {
  constructor(params) {
    this.TableName = params.name
    this.client = params.client ?? makeClient('dynamodb')
    this.schema = params.schema
  }
  setClient(client) {
    this.client = client
  }
  getModel(name) {
    return new Model(this, name)
  }
  addModel() {}
  setContext() {
    return this
  }
  addContext() {
    return this
  }
  create(name, properties, params) {
    return this.getModel(name).create(properties, params)
  }
  get(name, properties, params) {
    return this.getModel(name).get(properties, params)
  }
  find(name, properties, params) {
    return this.getModel(name).find(properties, params)
  }
  scan(name, properties, params) {
    return this.getModel(name).scan(properties, params)
  }
  update(name, properties, params) {
    return this.getModel(name).update(properties, params)
  }
  upsert(name, properties, params) {
    return this.getModel(name).upsert(properties, params)
  }
  remove(name, properties, params) {
    return this.getModel(name).remove(properties, params)
  }
  putItem(_item, params) {
    return this.getModel('').create({}, params)
  }
  getItem(_item, params) {
    return this.getModel('').call('dynamodb:GetItem', { Key: key() }, params)
  }
  deleteItem(_item, params) {
    return this.getModel('').call('dynamodb:DeleteItem', { Key: key() }, params)
  }
  updateItem(_item, params) {
    return this.getModel('').call('dynamodb:UpdateItem', { Key: key() }, params)
  }
  queryItems(_item, params) {
    return this.getModel('').find({}, params)
  }
  scanItems(_item, params) {
    return this.getModel('').scan({}, params)
  }
  batchGet() {
    return send('dynamodb:BatchGetItem', { RequestItems: { [this.TableName]: { Keys: key() } } }, this.client)
  }
  batchWrite() {
    return send('dynamodb:BatchWriteItem', { RequestItems: { [this.TableName]: [key()] } }, this.client)
  }
  transact(operation) {
    const { TableName } = this
    if (operation === 'get') return send('dynamodb:TransactGetItems', { TransactItems: [{ Get: { TableName, Key: key() } }] }, this.client)
    return send('dynamodb:TransactWriteItems', { TransactItems: ['Put', 'Update', 'Delete', 'ConditionCheck'].map((kind) => ({ [kind]: { TableName, Key: key() } })) }, this.client)
  }
  createTable() {
    return send('dynamodb:CreateTable', { TableName: this.TableName }, this.client)
  }
  deleteTable() {
    return send('dynamodb:DeleteTable', { TableName: this.TableName }, this.client)
  }
  describeTable() {
    return send('dynamodb:DescribeTable', { TableName: this.TableName }, this.client)
  }
  async exists() {
    await send('dynamodb:ListTables', {}, this.client)
  }
}
export { Model }
export { Table as OneTable }
`

const onetableDynamo = `
import { documentClient } from 'rolewright:model'
/** A wrapper of the client that gives and takes plain values. */
export default class Dynamo {
  constructor(params) {
    return params.client
  }
}
export { Dynamo }
`

const dynamoose = `
import { client as makeClient, send, unknown } from 'rolewright:model'
const item = () => unknown('an item that Dynamoose builds')
const state = { client: undefined, defaults: {} }
const client = () => state.client ?? makeClient('dynamodb')
const nameOf = (name, options) => (options?.prefix ?? state.defaults.prefix ?? '') + name + (options?.suffix ?? state.defaults.suffix ?? '')
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

const toolbox = `
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

const dataMapper = `
import { send, unknown } from 'rolewright:model'
const name = (given) => unknown('the table of a class')
export class DataMapper {
  constructor(options) {
    this.client = options.client
  }
  async put(item) {
    await send('dynamodb:PutItem', { TableName: name(item), Item: unknown('an item') }, this.client)
    return item
  }
  async get(item) {
    await send('dynamodb:GetItem', { TableName: name(item), Key: unknown('a key') }, this.client)
    return item
  }
  async update(item) {
    await send('dynamodb:UpdateItem', { TableName: name(item), Key: unknown('a key') }, this.client)
    return item
  }
  async delete(item) {
    await send('dynamodb:DeleteItem', { TableName: name(item), Key: unknown('a key') }, this.client)
    return item
  }
  async *query() {
    yield (await send('dynamodb:Query', { TableName: unknown('the table of a class') }, this.client)).Items[0]
  }
  async *scan() {
    yield (await send('dynamodb:Scan', { TableName: unknown('the table of a class') }, this.client)).Items[0]
  }
  async *batchGet() {
    yield await send('dynamodb:BatchGetItem', { RequestItems: unknown('items') }, this.client)
  }
  async *batchPut() {
    yield await send('dynamodb:BatchWriteItem', { RequestItems: unknown('items') }, this.client)
  }
  async *batchDelete() {
    yield await send('dynamodb:BatchWriteItem', { RequestItems: unknown('items') }, this.client)
  }
}
`

const typedorm = `
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

const typedormTable = `
export class Table {
  constructor(options) {
    this.name = options.name
  }
}
`

const documentClientWrapper = `
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

export const dynamodbMappers: readonly LibraryModel[] = [
  { packages: ['electrodb'], stub: electrodb, otherwise: 'inert' },
  { packages: ['dynamodb-onetable'], stub: onetable, otherwise: 'inert' },
  { packages: ['dynamodb-onetable/Dynamo'], stub: onetableDynamo },
  { packages: ['dynamoose'], stub: dynamoose },
  { packages: ['dynamodb-toolbox', 'dynamodb-toolbox/*'], stub: toolbox, otherwise: 'inert' },
  { packages: ['@aws/dynamodb-data-mapper'], stub: dataMapper, otherwise: 'inert' },
  { packages: ['@aws/dynamodb-data-mapper-annotations', '@aws/dynamodb-expressions'], otherwise: 'inert' },
  { packages: ['@typedorm/core'], stub: typedorm, otherwise: 'inert' },
  { packages: ['@typedorm/document-client'], stub: documentClientWrapper },
  { packages: ['@typedorm/common'], stub: typedormTable, otherwise: 'inert' },
]
