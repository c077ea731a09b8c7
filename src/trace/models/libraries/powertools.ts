/**
 * Powertools for AWS Lambda (TypeScript).
 * Source: its documentation, "Parameters", "Idempotency", "Batch processing", "Event handler", "Tracer".
 */
import type { LibraryModel } from '../types.js'

const PREFIX = '@aws-lambda-powertools'

/** Middlewares for middy and decorators: neither changes what the handler gets. */
const observing = `
const decorator = () => (_target, _name, descriptor) => descriptor
const middleware = () => ({})
`

const ssm = `
import { client, send } from 'rolewright:model'
const settings = (options) => ({
  WithDecryption: options?.decrypt ?? false,
  ...options?.sdkOptions,
})
export class SSMProvider {
  constructor(config) {
    this.client = config?.awsSdkV3Client ?? client('ssm', config?.clientConfig)
  }
  async get(name, options) {
    const { Parameter } = await send('ssm:GetParameter', { ...settings(options), Name: name }, this.client)
    return read(Parameter.Value, options)
  }
  async getMultiple(path, options) {
    const { Parameters } = await send('ssm:GetParametersByPath', { ...settings(options), Path: path, ...(options?.recursive === undefined ? {} : { Recursive: options.recursive }) }, this.client)
    return Parameters
  }
  async getParametersByName(parameters, options) {
    const Names = Object.keys(parameters)
    for (const [Name, own] of Object.entries(parameters)) if (own.decrypt) await send('ssm:GetParameter', { Name, WithDecryption: true }, this.client)
    return send('ssm:GetParameters', { ...settings(options), Names }, this.client)
  }
  async set(name, options) {
    return send('ssm:PutParameter', { ...options?.sdkOptions, Name: name, Value: options.value }, this.client)
  }
}
const read = (value, options) => (options?.transform === 'json' ? JSON.parse(value) : value)
const provider = new SSMProvider()
export const getParameter = (name, options) => provider.get(name, options)
export const getParameters = (path, options) => provider.getMultiple(path, options)
export const getParametersByName = (parameters, options) => provider.getParametersByName(parameters, options)
export const setParameter = (name, options) => provider.set(name, options)
`

const secrets = `
import { client, send } from 'rolewright:model'
export class SecretsProvider {
  constructor(config) {
    this.client = config?.awsSdkV3Client ?? client('secrets-manager', config?.clientConfig)
  }
  async get(name, options) {
    const { SecretString, SecretBinary } = await send('secrets-manager:GetSecretValue', { ...options?.sdkOptions, SecretId: name }, this.client)
    const value = SecretString ?? SecretBinary
    return options?.transform === 'json' ? JSON.parse(value) : value
  }
}
const provider = new SecretsProvider()
export const getSecret = (name, options) => provider.get(name, options)
`

const appConfig = `
import { client, send } from 'rolewright:model'
export class AppConfigProvider {
  constructor(config) {
    this.client = config?.awsSdkV3Client ?? client('appconfigdata', config?.clientConfig)
    this.application = config?.application ?? process.env.POWERTOOLS_SERVICE_NAME
    this.environment = config?.environment
  }
  async get(name, options) {
    const { InitialConfigurationToken } = await send('appconfigdata:StartConfigurationSession', {
      ...options?.sdkOptions,
      ApplicationIdentifier: this.application,
      EnvironmentIdentifier: this.environment,
      ConfigurationProfileIdentifier: name,
    }, this.client)
    const { Configuration } = await send('appconfigdata:GetLatestConfiguration', { ConfigurationToken: InitialConfigurationToken }, this.client)
    return Configuration
  }
}
export const getAppConfig = (name, options) => new AppConfigProvider(options).get(name, options)
`

const dynamodb = `
import { client, send } from 'rolewright:model'
export class DynamoDBProvider {
  constructor(config) {
    this.client = config.awsSdkV3Client ?? client('dynamodb', config.clientConfig)
    this.tableName = config.tableName
    this.keyAttr = config.keyAttr ?? 'id'
  }
  async get(name, options) {
    const { Item } = await send('dynamodb:GetItem', { ...options?.sdkOptions, TableName: this.tableName, Key: { [this.keyAttr]: { S: name } } }, this.client)
    return Item
  }
  async getMultiple(path, options) {
    const { Items } = await send('dynamodb:Query', { ...options?.sdkOptions, TableName: this.tableName }, this.client)
    return Items
  }
}
`

/** A provider of the app's own fetches in `_get` and `_getMultiple`. */
const baseProvider = `
export class BaseProvider {
  async get(name, options) {
    return this._get(name, options)
  }
  async getMultiple(path, options) {
    return this._getMultiple(path, options)
  }
  addToCache() {}
  clearCache() {}
  hasKeyExpiredInCache() {}
}
export const clearCaches = () => {}
export const Transform = { JSON: 'json', BINARY: 'binary', AUTO: 'auto' }
`

const idempotency = `
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

const idempotencyTable = `
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

const batch = `
import { unknown } from 'rolewright:model'
export const EventType = { SQS: 'SQS', KinesisDataStreams: 'KinesisDataStreams', DynamoDBStreams: 'DynamoDBStreams' }
export class BasePartialProcessor {
  register(records, handler, options) {
    this.records = records
    this.handler = handler
    this.options = options
    return this
  }
  async process() {
    const results = []
    for (const record of this.records) results.push(await this.processRecord(record))
    return results
  }
  processSync() {
    return this.records.map((record) => this.processRecordSync(record))
  }
  async processRecord(record) {
    await this.prepare?.()
    return this.handler(record, this.options?.context)
  }
  processRecordSync(record) {
    return this.handler(record, this.options?.context)
  }
  response() {
    return { batchItemFailures: [] }
  }
  successHandler() {}
  failureHandler() {}
}
export class BasePartialBatchProcessor extends BasePartialProcessor {}
export class BatchProcessor extends BasePartialBatchProcessor {}
export class BatchProcessorSync extends BasePartialBatchProcessor {}
export class SqsFifoPartialProcessor extends BasePartialBatchProcessor {}
export class SqsFifoPartialProcessorAsync extends BasePartialBatchProcessor {}
export const processPartialResponse = async (event, handler, processor, options) => {
  await processor.register(event.Records, handler, options).process()
  return processor.response()
}
export const processPartialResponseSync = (event, handler, processor, options) => {
  processor.register(event.Records, handler, options).processSync()
  return processor.response()
}
`

const tracer = `
${observing}
const same = (client) => client
export class Tracer {
  captureAWS(sdk) {
    return sdk
  }
  captureAWSClient(client) {
    return client
  }
  captureAWSv3Client(client) {
    return client
  }
  captureLambdaHandler() {
    return decorator()
  }
  captureMethod() {
    return decorator()
  }
  isTracingEnabled() {}
  getSegment() {
    return segment
  }
  setSegment() {}
  getRootXrayTraceId() {}
  putAnnotation() {}
  putMetadata() {}
  annotateColdStart() {}
  addServiceNameAnnotation() {}
  addErrorAsMetadata() {}
  addResponseAsMetadata() {}
}
const segment = {
  addNewSubsegment: () => segment,
  addAnnotation() {},
  addMetadata() {},
  addError() {},
  close() {},
}
export { middleware as captureLambdaHandler }
`

const logger = `
${observing}
export class Logger {
  constructor() {}
  addContext() {}
  appendKeys() {}
  createChild() {
    return new Logger()
  }
  injectLambdaContext() {
    return decorator()
  }
  debug() {}
  info() {}
  warn() {}
  error() {}
  critical() {}
  trace() {}
}
export { middleware as injectLambdaContext }
export const correlationPaths = {}
`

const metrics = `
${observing}
export class Metrics {
  logMetrics() {
    return decorator()
  }
  singleMetric() {
    return new Metrics()
  }
  addMetric() {}
  addDimension() {}
  addDimensions() {}
  addMetadata() {}
  captureColdStartMetric() {}
  publishStoredMetrics() {}
  setDefaultDimensions() {}
}
export { middleware as logMetrics }
`

/** Routers of requests, resolvers of AppSync fields and events, tools of Bedrock agents: each function given is called. */
const eventHandler = `
import { later, unknown } from 'rolewright:model'
const called = function (...args) {
  for (const arg of args) if (typeof arg === 'function') later(arg, unknown('a request'), unknown('its context'))
  return (_target, _name, descriptor) => {
    if (descriptor) later(descriptor.value, unknown('a request'), unknown('its context'))
    return descriptor
  }
}
class Resolver {
  async resolve() {
    return unknown('the answer of a route')
  }
  use(...middlewares) {
    for (const middleware of middlewares) later(middleware, { params: {}, reqCtx: unknown('a request'), next: async () => {} })
  }
  includeRouter() {}
  errorHandler(_type, handler) {
    later(handler, unknown('an error'))
  }
  notFound(handler) {
    later(handler, unknown('an error'))
  }
}
for (const name of ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'route', 'resolver', 'onQuery', 'onMutation', 'batchResolver', 'onBatchQuery', 'onBatchMutation', 'onPublish', 'onSubscribe', 'tool']) Resolver.prototype[name] = called
export { Resolver as Router, Resolver as AppSyncGraphQLResolver, Resolver as AppSyncEventsResolver, Resolver as BedrockAgentFunctionResolver }
`

export const powertools: readonly LibraryModel[] = [
  { packages: [`${PREFIX}/parameters/ssm`], stub: ssm },
  { packages: [`${PREFIX}/parameters/secrets`], stub: secrets },
  { packages: [`${PREFIX}/parameters/appconfig`], stub: appConfig },
  { packages: [`${PREFIX}/parameters/dynamodb`], stub: dynamodb },
  { packages: [`${PREFIX}/parameters`, `${PREFIX}/parameters/base`], stub: baseProvider },
  { packages: [`${PREFIX}/idempotency/dynamodb`], stub: idempotencyTable },
  {
    packages: [
      `${PREFIX}/idempotency`,
      `${PREFIX}/idempotency/persistence`,
      `${PREFIX}/idempotency/middleware`,
      `${PREFIX}/idempotency/cachePersistenceLayer`,
    ],
    stub: idempotency,
    otherwise: 'inert',
  },
  { packages: [`${PREFIX}/batch`], stub: batch },
  { packages: [`${PREFIX}/tracer`, `${PREFIX}/tracer/middleware`], stub: tracer },
  { packages: [`${PREFIX}/logger`, `${PREFIX}/logger/middleware`, `${PREFIX}/logger/correlationId`], stub: logger, otherwise: 'inert' },
  { packages: [`${PREFIX}/metrics`, `${PREFIX}/metrics/middleware`], stub: metrics, otherwise: 'inert' },
  { packages: [`${PREFIX}/event-handler/*`], stub: eventHandler, otherwise: 'inert' },
  {
    packages: [`${PREFIX}/parser`, `${PREFIX}/parser/middleware`],
    stub: `
// A decorator and a middleware, as it is imported from one place or the other.
export const parser = ({ schema }) =>
  Object.assign(
    (_target, _name, descriptor) => {
      const run = descriptor.value
      descriptor.value = function (event, context) {
        return run.call(this, schema.parse(event), context)
      }
      return descriptor
    },
    {
      before: (request) => {
        request.event = schema.parse(request.event)
      },
    },
  )
`,
    otherwise: 'inert',
  },
  { packages: [`${PREFIX}/*`], otherwise: 'inert' },
]
