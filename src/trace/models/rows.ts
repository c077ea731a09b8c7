/** Rows of a library to the exports object that they describe. */
import {
  type AbstractObject,
  type Machine,
  type NativeCall,
  type NativeFunction,
  TRUE,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from '../values.js'
import type { CallRule, From, LibraryModel, LibraryRow, LibraryRule } from './types.js'

export function rowsModule(machine: Machine, model: LibraryModel, specifier: string): Value {
  const made = machine.object({ __esModule: TRUE })
  const rows = model.rows ?? []
  const classes = new Map<string, AbstractObject>()
  for (const row of rows) if (!/[.#]/.test(row.export)) made.props.set(row.export, exportOf(machine, row, rows, specifier, classes))
  for (const row of rows) addMember(machine, row, made, specifier)
  const other = otherwise(machine, model, specifier)
  made.virtual = (key) =>
    key.startsWith('@@') || key === 'then' ? null : key === 'default' && rows.length > 0 ? defaultOf(machine, made, other) : other
  return made
}

/** The default export, where no row says, has the others as members. */
function defaultOf(machine: Machine, made: AbstractObject, other: Value): Value {
  const own = machine.native('default', () => other)
  for (const [key, value] of made.props) own.props.set(key, value)
  own.virtual = made.virtual === null ? null : (key) => (key.startsWith('@@') || key === 'default' || key === 'prototype' ? null : other)
  return own
}

function otherwise(machine: Machine, model: LibraryModel, specifier: string): Value {
  if (model.otherwise !== 'inert') return unknownValue(`the package \`${specifier}\``)
  return inertValue(machine, specifier)
}

/** A function, class and object in one, which takes anything and does nothing with it. */
export function inertValue(machine: Machine, specifier: string): Value {
  const gives = unknownValue(`what the package \`${specifier}\` gives`)
  const prototype = machine.object({})
  const made: AbstractObject = machine.native(`inert:${specifier}`, (_, call) => (call.made === null ? inertResult : call.made))
  const inertResult: Value = made
  made.props.set('prototype', prototype)
  prototype.virtual = (key) => (key.startsWith('@@') || key === 'then' || key === 'toJSON' || key === 'constructor' ? null : made)
  made.virtual = (key) => (key.startsWith('@@') || key === 'then' || key === 'toJSON' || key === 'length' ? null : made)
  made.brand = { kind: 'library', name: 'inert', parts: new Map([['gives', gives]]) }
  return made
}

function exportOf(
  machine: Machine,
  row: LibraryRow,
  rows: readonly LibraryRow[],
  specifier: string,
  classes: Map<string, AbstractObject>,
): Value {
  if (row.is === 'constant') return constant(row.value)
  if (row.is !== 'class' && !rows.some((each) => each.export.startsWith(`${row.export}#`)))
    return machine.native(row.export, ruleFunction(row, specifier))
  const methods = rows.filter((each) => each.export.startsWith(`${row.export}#`))
  const made = machine.nativeClass(row.export, {
    construct: (inner, self, args) => inner.set(self, '@@constructed', inner.list(args)),
    members: Object.fromEntries(methods.map((each) => [each.export.slice(row.export.length + 1), ruleFunction(each, specifier)])),
    lenient: true,
  })
  classes.set(row.export, made)
  return made
}

function addMember(machine: Machine, row: LibraryRow, made: AbstractObject, specifier: string): void {
  const [holder = '', member] = row.export.split('.')
  if (member === undefined) return
  const known = made.props.get(holder)
  const into = known?.kind === 'object' ? known : machine.native(holder, () => unknownValue(`the package \`${specifier}\``))
  into.props.set(member, row.is === 'constant' ? constant(row.value) : machine.native(member, ruleFunction(row, specifier)))
  made.props.set(holder, into)
}

const constant = (value: string | number | boolean | null): Value =>
  typeof value === 'string'
    ? textValue(value)
    : typeof value === 'number'
      ? { kind: 'number', number: value }
      : value === null
        ? { kind: 'null' }
        : { kind: 'boolean', boolean: value }

function ruleFunction(rule: LibraryRule, specifier: string): NativeFunction {
  return (machine, call) => {
    const gives = unknownValue(`what the package \`${specifier}\` gives`)
    switch (rule.is) {
      case 'passThrough':
        return call.args[rule.argument] ?? UNDEFINED
      case 'wraps':
        return wrapped(machine, call.args[rule.argument] ?? UNDEFINED)
      case 'callsBack':
        return callBack(machine, rule, call, gives)
      case 'makesCalls': {
        const answers = rule.calls.map((each) => makeCall(machine, each, call, specifier))
        const [first = gives] = answers
        return rule.gives === 'promise' ? machine.promise(first) : rule.gives === 'answer' ? first : gives
      }
      case 'constant':
        return constant(rule.value)
      case 'inert':
      case 'class':
        return gives
    }
  }
}

function wrapped(machine: Machine, fn: Value): Value {
  const made = machine.native('sdk:wrapped', (inner, { self, args }) => inner.call(fn, self, args))
  if (fn.kind === 'object') made.proto = fn
  return made
}

function callBack(machine: Machine, rule: Extract<LibraryRule, { is: 'callsBack' }>, call: NativeCall, gives: Value): Value {
  const fns = rule.argument === 'each' ? call.args : [call.args[rule.argument] ?? UNDEFINED]
  const args = rule.with === undefined ? [gives, gives, gives] : rule.with.map((each) => fromValue(machine, each, call))
  let result: Value = gives
  for (const fn of fns) if (fn.kind === 'object' || fn.kind === 'union') result = machine.call(fn, UNDEFINED, args)
  return rule.gives === 'unknown' ? gives : rule.gives === 'promise' ? machine.promise(result) : result
}

function makeCall(machine: Machine, rule: CallRule, call: NativeCall, specifier: string): Value {
  const [service = '', operation = ''] = rule.operation.split(':')
  const input = machine.object({})
  for (const [member, from] of Object.entries(rule.input)) {
    const value = fromValue(machine, from, call)
    if (value.kind !== 'undefined') input.props.set(member, value)
  }
  const client = rule.client === undefined ? null : fromValue(machine, rule.client, call)
  return machine.record({ service, operation, input, client, origin: `library:${specifier}` })
}

function fromValue(machine: Machine, from: From, call: NativeCall): Value {
  if ('text' in from) return textValue(from.text)
  if ('unknown' in from) return unknownValue(from.unknown)
  const base =
    'argument' in from
      ? (call.args[from.argument] ?? UNDEFINED)
      : machine.get(machine.get(call.self, '@@constructed'), String(from.constructed))
  return from.path === undefined ? base : machine.path(base, from.path)
}
