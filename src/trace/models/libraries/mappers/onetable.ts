/** OneTable, and its wrapper of the client. */

export const onetable = `
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

export const onetableDynamo = `
import { documentClient } from 'rolewright:model'
/** A wrapper of the client that gives and takes plain values. */
export default class Dynamo {
  constructor(params) {
    return params.client
  }
}
export { Dynamo }
`
