/** Parameters: providers, and functions that use one of their own. */

export const ssm = `
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

export const secrets = `
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

export const appConfig = `
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

export const dynamodb = `
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
export const baseProvider = `
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
