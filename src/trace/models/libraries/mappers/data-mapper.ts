/** The DynamoDB data mapper of AWS Labs. */

export const dataMapper = `
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
