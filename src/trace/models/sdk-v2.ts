/**
 * SDK v2: one package with a class a service, or a module a class (`aws-sdk/clients/s3`). A method makes a request, which is
 * sent by a callback, by `promise()` or by `send()`; a request that is only made sends nothing.
 * Source: AWS SDK for JavaScript API Reference (v2), `AWS.Request`, `AWS.Service`, `AWS.DynamoDB.DocumentClient`.
 */
import { clientFacts, clientSuffixes, operationName, suffixOfV2Class } from '../../catalog/index.js'
import {
  type AbstractObject,
  anyText,
  type Brand,
  type Machine,
  type NativeCall,
  type NativeFunction,
  UNDEFINED,
  unknownValue,
  type Value,
} from '../values.js'
import { clientSettings } from './client-settings.js'
import { credentialMembers, globalConfig } from './sdk-v2-credentials.js'
import { answerBack, isFunction, makeRequest, managedUpload, send, splitCallback } from './sdk-v2-requests.js'
import { signerMembers } from './sdk-v2-signers.js'
import type { LibraryModel } from './types.js'

type Client = Extract<Brand, { kind: 'client' }>

export const sdkV2: readonly LibraryModel[] = [
  {
    packages: ['aws-sdk', 'aws-sdk/index', 'aws-sdk/global', 'aws-sdk/lib/core', 'aws-sdk/lib/aws', 'aws-sdk/clients/all'],
    native: namespace,
  },
  { packages: ['aws-sdk/clients/*'], native: oneClient },
  { packages: ['aws-sdk/lib/*'], otherwise: 'inert' },
]

function namespace(machine: Machine): Value {
  const config = globalConfig(machine)
  const made = machine.object({ config, ...credentialMembers(machine), ...signerMembers(machine) })
  made.virtual = (key) => (suffixOfV2Class(key) === null ? null : serviceClass(machine, key, config))
  return made
}

function oneClient(machine: Machine, specifier: string): Value {
  const file = specifier.slice('aws-sdk/clients/'.length).replace(/\.js$/, '')
  const className = classOfFile(file)
  return className === null ? unknownValue(`the module \`${specifier}\``) : serviceClass(machine, className, machine.object({}))
}

/** A client's file is its class's name in lower case: `cognitoidentityserviceprovider`. */
const classOfFile = (file: string): string | null =>
  clientSuffixes()
    .map((suffix) => clientFacts(suffix)?.v2Class ?? null)
    .find((name) => name?.toLowerCase() === file) ?? null

function serviceClass(machine: Machine, className: string, config: AbstractObject): AbstractObject {
  const service = suffixOfV2Class(className) ?? className.toLowerCase()
  const made = machine.nativeClass(className, {
    construct: (inner, client, [options]) => brandClient(inner, client, { service, document: false }, [options, config]),
    members: {
      makeRequest: (inner, call) => named(inner, call, service, 'call'),
      makeUnauthenticatedRequest: () => unknownValue('an answer that needs no permission'),
      waitFor: (inner, call) => wait(inner, call, service),
      getSignedUrl: (inner, call) => signUrl(inner, call, service),
      getSignedUrlPromise: (inner, call) => inner.promise(signUrl(inner, call, service)),
      setupRequestListeners: () => UNDEFINED,
      defineService: () => UNDEFINED,
      ...(service === 's3' ? { upload, createPresignedPost } : {}),
    },
  })
  const prototype = machine.get(made, 'prototype')
  if (prototype.kind === 'object') {
    prototype.virtual = (key) => {
      const operation = operationName(service, key)
      return operation === null ? null : machine.native(`sdk:${key}`, method(service, operation))
    }
  }
  for (const [name, value] of Object.entries(statics(machine, className, config))) machine.set(made, name, value)
  return made
}

interface Kind {
  readonly service: string
  readonly document: boolean
}

/** What a client does not say itself, a given service and then the global configuration say. */
function brandClient(machine: Machine, client: AbstractObject, { service, document }: Kind, configs: readonly (Value | undefined)[]): void {
  const settings = configs.flatMap((config) =>
    config === undefined || config.kind === 'undefined' ? [] : [clientSettings(machine, config)],
  )
  const [options] = configs
  const params = options === undefined ? UNDEFINED : machine.get(options, 'params')
  const first = <K extends 'region' | 'endpoint' | 'assumedRole' | 'accessKey'>(key: K) =>
    settings.map((one) => one[key]).find((value) => value !== null) ?? null
  machine.setBrand(client, {
    kind: 'client',
    service,
    document,
    version: 2,
    region: first('region'),
    endpoint: first('endpoint'),
    assumedRole: first('assumedRole'),
    accessKey: first('accessKey'),
    bound: params.kind === 'undefined' || params.kind === 'unknown' ? null : params,
  })
  machine.set(client, 'config', options === undefined || options.kind === 'undefined' ? machine.object({}) : options)
}

const method =
  (service: string, operation: string): NativeFunction =>
  (machine, { self, args }) => {
    const { input, callback } = splitCallback(args)
    return makeRequest(machine, { client: self, service, operation, input, origin: 'call' }, callback)
  }

/** `makeRequest('getObject', params, callback)`. */
function named(machine: Machine, { self, args }: NativeCall, service: string, origin: string): Value {
  const [name, ...rest] = args
  const { input, callback } = splitCallback(rest)
  const operations = operationsNamed(machine, name, service)
  if (operations === null) return unknownOperation(machine, `a request of \`${service}\``)
  return machine.either(
    operations.map((operation) => () => makeRequest(machine, { client: self, service, operation, input, origin }, callback)),
  )
}

function operationsNamed(machine: Machine, name: Value | undefined, service: string): readonly string[] | null {
  const names = name === undefined ? null : machine.literals(name)
  return names === null ? null : names.flatMap((one) => operationName(service, one) ?? [])
}

function unknownOperation(machine: Machine, what: string): Value {
  machine.unresolved(
    'trace/dynamic-client',
    `${what} has an operation that is not known here`,
    'say in the config which operations it can be',
  )
  return unknownValue(what)
}

/** `waitFor('tableExists', params, callback)`: the state names the operation that is asked again and again. */
function wait(machine: Machine, { self, args }: NativeCall, service: string): Value {
  const [state, ...rest] = args
  const { input, callback } = splitCallback(rest)
  const states = state === undefined ? null : machine.literals(state)
  if (states === null) return unknownOperation(machine, `a waiter of \`${service}\``)
  const waiters = clientFacts(service)?.waiters
  return machine.either(
    states.map((one) => () => {
      const operation = waiters?.get(`waitUntil${one.charAt(0).toUpperCase()}${one.slice(1)}`)
      if (operation === undefined) return unknownOperation(machine, `the waiter \`${one}\``)
      return makeRequest(machine, { client: self, service, operation, input, origin: 'waiter' }, callback)
    }),
  )
}

/** `getSignedUrl('getObject', params, callback?)`. */
function signUrl(machine: Machine, { self, args }: NativeCall, service: string): Value {
  const [name, input = UNDEFINED, third] = args
  const callback = isFunction(input) ? input : third
  const operations = operationsNamed(machine, name, service)
  if (operations === null) return unknownOperation(machine, `a signed URL of \`${service}\``)
  const params = isFunction(input) ? UNDEFINED : input
  for (const operation of operations) send(machine, { client: self, service, operation, input: params, origin: 'presigned' })
  const url = anyText('a signed URL')
  if (isFunction(callback)) answerBack(machine, callback, url)
  return url
}

const upload: NativeFunction = (machine, { self, args }) =>
  managedUpload(
    machine,
    self,
    args[0] ?? UNDEFINED,
    args.slice(1).find((arg) => isFunction(arg)),
  )

/** `createPresignedPost({ Bucket, Fields: { key } }, callback?)`. */
const createPresignedPost: NativeFunction = (machine, { self, args: [params = UNDEFINED, callback] }) => {
  const key = machine.path(params, 'Fields.key')
  const bucket = machine.get(params, 'Bucket')
  const input = machine.object(key.kind === 'undefined' ? { Bucket: bucket } : { Bucket: bucket, Key: key })
  send(machine, { client: self, service: 's3', operation: 'PutObject', input, origin: 'presigned' })
  const form = unknownValue('a signed form')
  if (isFunction(callback)) answerBack(machine, callback, form)
  return form
}

function statics(machine: Machine, className: string, config: AbstractObject): Readonly<Record<string, Value>> {
  if (className === 'S3') {
    const construct = (inner: Machine, made: AbstractObject, [options = UNDEFINED]: readonly Value[]): void => {
      const service = inner.get(options, 'service')
      const one = managedUpload(inner, service.kind === 'object' ? service : UNDEFINED, inner.get(options, 'params'), undefined)
      for (const [name, value] of inner.members(one).known) inner.set(made, name, value)
    }
    return { ManagedUpload: machine.nativeClass('ManagedUpload', { construct }) }
  }
  if (className === 'DynamoDB') {
    const plain: NativeFunction = () => unknownValue('a converted item')
    return {
      DocumentClient: documentClient(machine, config),
      Converter: machine.object({
        marshall: machine.native('marshall', plain),
        unmarshall: machine.native('unmarshall', plain),
        input: machine.native('input', plain),
        output: machine.native('output', plain),
      }),
    }
  }
  if (className === 'Polly') {
    const sign: NativeFunction = (inner, { args: [params = UNDEFINED, , third] }) => {
      send(inner, { client: UNDEFINED, service: 'polly', operation: 'SynthesizeSpeech', input: params, origin: 'presigned' })
      if (isFunction(third)) answerBack(inner, third, anyText('a signed URL'))
      return anyText('a signed URL')
    }
    return { Presigner: machine.nativeClass('Presigner', { members: { getSynthesizeSpeechUrl: sign } }) }
  }
  return {}
}

const DOCUMENT_METHODS: ReadonlyMap<string, string> = new Map([
  ['batchGet', 'BatchGetItem'],
  ['batchWrite', 'BatchWriteItem'],
  ['delete', 'DeleteItem'],
  ['get', 'GetItem'],
  ['put', 'PutItem'],
  ['query', 'Query'],
  ['scan', 'Scan'],
  ['transactGet', 'TransactGetItems'],
  ['transactWrite', 'TransactWriteItems'],
  ['update', 'UpdateItem'],
])

function documentClient(machine: Machine, config: AbstractObject): AbstractObject {
  const members = Object.fromEntries([...DOCUMENT_METHODS].map(([name, operation]) => [name, method('dynamodb', operation)]))
  return machine.nativeClass('DocumentClient', {
    construct: (inner, made, [options]) => {
      const service = options === undefined ? UNDEFINED : inner.get(options, 'service')
      const given = service.kind === 'object' && service.brand?.kind === 'client' ? (service.brand as Client) : null
      brandClient(inner, made, { service: 'dynamodb', document: true }, [options, config])
      const own = inner.brands(made, 'client')[0]
      if (given === null || own === undefined) return
      const { region, endpoint, assumedRole, accessKey = null, bound } = given
      inner.setBrand(made, {
        ...own,
        region: own.region ?? region,
        endpoint: own.endpoint ?? endpoint,
        assumedRole: own.assumedRole ?? assumedRole,
        accessKey: own.accessKey ?? accessKey,
        bound: own.bound ?? bound,
      })
    },
    members: { ...members, createSet: (inner, { args: [list = UNDEFINED] }) => inner.listOf(inner.element(list)) },
  })
}
