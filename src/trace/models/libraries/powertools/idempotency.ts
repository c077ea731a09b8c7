/** Idempotency, and its table. */

export const idempotency = `
import { unknown } from 'rolewright:model'
export class IdempotencyConfig {
  constructor(config) {
    Object.assign(this, config)
  }
  registerLambdaContext() {}
}
const guard = (store, run) => async (...args) => {
  await store?.saveInProgress?.(args[0])
  try {
    const result = await run(...args)
    await store?.saveSuccess?.(args[0], result)
    return result
  } catch (error) {
    await store?.deleteRecord?.(args[0])
    await store?.getRecord?.(args[0])
    throw error
  }
}
export function makeIdempotent(run, options) {
  const guarded = guard(options.persistenceStore, (self, ...args) => run.apply(self, args))
  return async function (...args) {
    return guarded(this, ...args)
  }
}
export const idempotent = (options) => (_target, _name, descriptor) => {
  descriptor.value = makeIdempotent(descriptor.value, options)
  return descriptor
}
export const makeHandlerIdempotent = (options) => ({
  before: async (request) => {
    await options.persistenceStore.getRecord(request.event)
    await options.persistenceStore.saveInProgress(request.event)
  },
  after: async (request) => {
    await options.persistenceStore.saveSuccess(request.event, request.response)
  },
  onError: async (request) => {
    await options.persistenceStore.deleteRecord(request.event)
  },
})
export class BasePersistenceLayer {
  async saveInProgress(data) {
    return this._putRecord?.(unknown('an idempotency record'))
  }
  async saveSuccess(data, result) {
    return this._updateRecord?.(unknown('an idempotency record'))
  }
  async deleteRecord(data) {
    return this._deleteRecord?.(unknown('an idempotency record'))
  }
  async getRecord(data) {
    return this._getRecord?.(unknown('an idempotency key'))
  }
  configure() {}
}
`

export const idempotencyTable = `
import { client, send, unknown } from 'rolewright:model'
import { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence'
export class DynamoDBPersistenceLayer extends BasePersistenceLayer {
  constructor(config) {
    super()
    this.client = config.awsSdkV3Client ?? client('dynamodb', config.clientConfig)
    this.TableName = config.tableName
    this.Key = { [config.keyAttr ?? 'id']: unknown('an idempotency key') }
  }
  _putRecord() {
    return send('dynamodb:PutItem', { TableName: this.TableName, Item: unknown('an idempotency record') }, this.client)
  }
  _updateRecord() {
    return send('dynamodb:UpdateItem', { TableName: this.TableName, Key: this.Key }, this.client)
  }
  _deleteRecord() {
    return send('dynamodb:DeleteItem', { TableName: this.TableName, Key: this.Key }, this.client)
  }
  _getRecord() {
    return send('dynamodb:GetItem', { TableName: this.TableName, Key: this.Key }, this.client)
  }
}
`
