/**
 * `@aws-sdk/client-*`: clients, aggregated clients, commands, paginators and waiters, by the names that every one of these
 * packages gives them. The operations come from the catalog; a command that it does not know names its operation itself.
 */
import { clientFacts, operationModel, operationName } from '../../../catalog/index.js'
import {
  type AbstractObject,
  anyText,
  type Machine,
  type NativeCall,
  NULL,
  TRUE,
  UNDEFINED,
  unknownValue,
  type Value,
} from '../../values.js'
import { clientSettings } from '../client-settings.js'

export interface ClientKind {
  readonly service: string
  readonly document: boolean
}

export function clientPackage(machine: Machine, service: string): Value {
  const base = clientClass(machine, { service, document: false })
  const aggregated = aggregatedClass(
    machine,
    { service, document: false },
    base,
    (name) => operationName(service, name) ?? derived(service, name),
  )
  const made = machine.object({})
  const known = new Map<string, Value | null>()
  made.virtual = (key) => {
    let value = known.get(key)
    if (value === undefined) {
      value = exported(machine, service, key, base, aggregated)
      known.set(key, value)
    }
    return value
  }
  return made
}

function exported(machine: Machine, service: string, key: string, base: AbstractObject, aggregated: AbstractObject): Value | null {
  if (key.startsWith('@@') || key === 'then' || key === 'default') return null
  if (key === '__esModule') return TRUE
  if (key === '*') return unknownValue('an export of the SDK whose name is not known')
  const bare = service.replaceAll('-', '')
  const lower = key.toLowerCase()
  if (lower === `${bare}client` || (lower.endsWith('client') && lower !== 'client')) return base
  if (lower === bare) return aggregated
  if (/^[A-Z]\w*Command$/.test(key)) return commandClass(machine, service, operationOf(service, key.slice(0, -'Command'.length)), key)
  if (key.startsWith('paginate'))
    return paginator(machine, service, clientFacts(service)?.paginators.get(key) ?? operationOf(service, key.slice('paginate'.length)))
  if (key.startsWith('waitUntil') || key.startsWith('waitFor')) return waiter(machine, service, key)
  if (/(Exception|Error|Fault|Failure)$|^No[A-Z]|^NotFound$/.test(key)) return exceptionClass(machine, key)
  if (/^[A-Z]/.test(key)) return enumeration(machine, key)
  return machine.native(key, () => unknownValue(`what \`${key}\` gives`))
}

const operationOf = (service: string, name: string): string => operationName(service, name) ?? name

/** A method of a client that the catalog does not know. */
const derived = (service: string, name: string): string | null =>
  clientFacts(service) === null && /^[a-z]/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : null

/** Members that every client has beside its operations. */
const OTHER_MEMBERS = new Set(['config', 'middlewareStack', 'initConfig', 'constructor', 'toJSON', 'then', 'prototype', 'name'])

export function clientClass(machine: Machine, kind: ClientKind): AbstractObject {
  return machine.nativeClass(`${kind.service} client`, {
    construct: (inner, made, [config = UNDEFINED]) => brandClient(inner, made, kind, config),
    members: { send, destroy: () => UNDEFINED },
  })
}

export function brandClient(machine: Machine, made: AbstractObject, kind: ClientKind, config: Value): void {
  machine.setBrand(made, { kind: 'client', ...kind, version: 3, ...clientSettings(machine, config), bound: null })
  if (config.kind !== 'undefined') machine.set(made, 'config', config)
}

export function aggregatedClass(
  machine: Machine,
  kind: ClientKind,
  base: AbstractObject,
  operation: (method: string) => string | null,
): AbstractObject {
  const made = machine.nativeClass(kind.service, {
    extends: base,
    construct: (inner, self, [config = UNDEFINED]) => brandClient(inner, self, kind, config),
  })
  const prototype = machine.get(made, 'prototype')
  const methods = new Map<string, Value | null>()
  if (prototype.kind !== 'object') return made
  prototype.virtual = (key) => {
    if (key.startsWith('@@') || OTHER_MEMBERS.has(key) || key === '*') return null
    let method = methods.get(key)
    if (method === undefined) {
      const name = operation(key)
      const paged = name === null ? clientFacts(kind.service)?.paginators.get(key) : undefined
      const waits = name === null ? clientFacts(kind.service)?.waiters.get(key) : undefined
      if (name !== null) method = machine.native(`sdk:${key}`, (inner, call) => callOperation(inner, call, kind.service, name))
      else if (paged !== undefined)
        method = machine.native(`sdk:${key}`, (inner, { self, args }) =>
          paged === undefined ? UNDEFINED : pages(inner, kind.service, paged, self, args[0]),
        )
      else
        method =
          waits === undefined
            ? null
            : machine.native(`sdk:${key}`, (inner, { self, args }) => waited(inner, kind.service, waits, self, args[0]))
      methods.set(key, method)
    }
    return method
  }
  return made
}

function callOperation(machine: Machine, { self, args }: NativeCall, service: string, operation: string): Value {
  const [first = UNDEFINED] = args
  const input = isFunction(first) ? machine.object({}) : first.kind === 'undefined' ? machine.object({}) : first
  const answer = machine.record({ service, operation, input, client: self, origin: 'call' })
  return answered(machine, answer, args.find(isFunction))
}

/** Calls back where there is a callback; always gives a promise. */
function answered(machine: Machine, answer: Value, callback: Value | undefined): Value {
  if (callback !== undefined) {
    machine.either([
      () => machine.call(callback, UNDEFINED, [NULL, answer]),
      () => machine.call(callback, UNDEFINED, [unknownValue('an error of the SDK'), UNDEFINED]),
    ])
  }
  return machine.promise(answer)
}

const isFunction = (value: Value): boolean =>
  value.kind === 'object' ? value.code !== null : value.kind === 'union' && value.options.some(isFunction)

export function send(machine: Machine, { self, args }: NativeCall): Value {
  const [given = UNDEFINED] = args
  const inner = given.kind === 'object' && given.brand === null ? machine.get(given, 'clientCommand') : UNDEFINED
  // Commands of the document client, where its code is part of a bundle, hold the one that is sent.
  const command = machine.brands(inner, 'command').length > 0 ? inner : given
  const commands = machine.brands(command, 'command')
  const services = machine.brands(self, 'client').map((each) => each.service)
  if (commands.length === 0 || hasUnknown(command)) {
    const service = services.length === 0 ? 'the SDK' : `\`${[...new Set(services)].join('`, `')}\``
    machine.unresolved(
      'trace/dynamic-client',
      `which command is sent to ${service} depends on what is not known here`,
      'make the command where it can be followed, or list the operations in the config',
    )
  }
  const answers = commands.map(
    (each) => () => machine.record({ service: each.service, operation: each.operation, input: each.input, client: self, origin: 'call' }),
  )
  if (answers.length === 0) return machine.promise(unknownValue('the answer of a command that is not known'))
  return answered(machine, machine.either(answers), args.slice(1).find(isFunction))
}

const hasUnknown = (value: Value): boolean =>
  value.kind === 'union' ? value.options.some(hasUnknown) : value.kind === 'unknown' || value.kind === 'given'

export function commandClass(machine: Machine, service: string, operation: string, name: string): AbstractObject {
  return machine.nativeClass(name, {
    construct: (inner, made, [input]) => {
      const given = input === undefined || input.kind === 'undefined' ? inner.object({}) : input
      inner.setBrand(made, { kind: 'command', service, operation, input: given })
      inner.set(made, 'input', given)
    },
    // What signs URLs in a bundle asks the command itself.
    members: {
      resolveMiddleware: (inner, { self }) => {
        for (const each of inner.brands(self, 'command')) inner.record({ ...each, client: null, origin: 'presigned' })
        return inner.native('a resolved command', () => unknownValue('a signed request'))
      },
    },
    lenient: true,
  })
}

export const paginator = (machine: Machine, service: string, operation: string): Value =>
  machine.native(`sdk:paginate${operation}`, (inner, { args: [config = UNDEFINED, input] }) => {
    const all = sized(inner, service, operation, input, inner.get(config, 'pageSize'))
    return pages(inner, service, operation, inner.get(config, 'client'), all)
  })

const SIZES = ['Limit', 'MaxResults', 'MaxKeys', 'MaxItems', 'maxResults', 'limit', 'PageSize', 'MaxRecords', 'maxItems']

/** `pageSize` goes into the member that the operation has for it. */
function sized(machine: Machine, service: string, operation: string, input: Value | undefined, size: Value): Value {
  const given = input ?? machine.object({})
  const members = operationModel(service, operation)?.input
  const member = SIZES.find((each) => members?.has(each) === true)
  if (size.kind === 'undefined' || size.kind === 'unknown' || member === undefined || given.kind !== 'object') return given
  const made = machine.object({})
  for (const [key, value] of machine.members(given).known) made.props.set(key, value)
  made.props.set(member, size)
  made.open = given.open
  return made
}

export function pages(machine: Machine, service: string, operation: string, client: Value, input: Value | undefined): Value {
  const answer = machine.record({ service, operation, input: input ?? machine.object({}), client, origin: 'paginator' })
  const made = machine.listOf(answer)
  machine.set(
    made,
    'next',
    machine.native('next', (inner) => inner.promise(inner.object({ value: answer, done: { kind: 'boolean', boolean: null } }))),
  )
  return made
}

function waiter(machine: Machine, service: string, key: string): Value {
  const operation = clientFacts(service)?.waiters.get(key.replace(/^waitFor/, 'waitUntil'))
  return machine.native(`sdk:${key}`, (inner, { args: [config = UNDEFINED, input] }) => {
    if (operation === undefined) {
      inner.unresolved(
        'trace/dynamic-operation',
        `which operation the waiter \`${key}\` calls is not known`,
        'list the operation in the config',
      )
      return inner.promise(unknownValue('the answer of a waiter'))
    }
    const client = inner.get(config, 'client')
    return waited(inner, service, operation, client.kind === 'undefined' ? config : client, input)
  })
}

function waited(machine: Machine, service: string, operation: string, client: Value, input: Value | undefined): Value {
  const answer = machine.record({ service, operation, input: input ?? machine.object({}), client, origin: 'waiter' })
  return machine.promise(machine.object({ state: anyText('the state of a waiter'), reason: answer }))
}

function exceptionClass(machine: Machine, name: string): Value {
  return machine.nativeClass(name, {
    construct: (inner, made, [options = UNDEFINED]) => {
      for (const [key, value] of inner.members(options).known) inner.set(made, key, value)
    },
  })
}

/** Constants of the SDK are texts, which have nearly the names of their keys. */
function enumeration(machine: Machine, name: string): Value {
  const made = machine.native(name, () => UNDEFINED)
  made.virtual = (key) => (key.startsWith('@@') || key === 'prototype' ? null : anyText(`a constant of \`${name}\``))
  return made
}
