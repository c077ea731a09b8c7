/** The global names, and the prototypes of what the language makes. */
import {
  type AbstractObject,
  ANY_BOOLEAN,
  ANY_NUMBER,
  literalText,
  type NativeCall,
  NULL,
  numberValue,
  optionsOf,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from '../../values.js'
import { current } from '../lattice.js'
import { numberFrom, truth } from '../operators.js'
import type { PrototypeName, Realm, Run } from '../run.js'
import { concat } from '../texts.js'
import { newObject, type World } from '../world.js'
import { askAgents } from './agents.js'
import {
  anyTextOf,
  arg,
  type Builtin,
  type Builtins,
  call,
  callsBack,
  install,
  listOf,
  native,
  nothing,
  plainObject,
  self,
  unknown,
} from './builtin.js'
import { initMap, MAP_METHODS, SET_METHODS } from './collections.js'
import { FUNCTION_METHODS } from './functions.js'
import { JSON_STATICS } from './json.js'
import { LIST_METHODS, LIST_STATICS, newList } from './lists.js'
import { timer } from './node-modules.js'
import { OBJECT_METHODS, OBJECT_STATICS, REFLECT } from './objects.js'
import { processObject } from './process.js'
import { newPromise, PROMISE_METHODS, PROMISE_STATICS } from './promises.js'
import { decoded, encoded, raw, STRING_METHODS, toText } from './strings.js'
import { urlClass } from './urls.js'

const NAMES: readonly PrototypeName[] = [
  'function',
  'array',
  'string',
  'number',
  'boolean',
  'regexp',
  'promise',
  'map',
  'set',
  'iterator',
  'error',
  'date',
  'symbol',
]

/** Prototypes without members; `installRealm` fills them in once functions can be made. */
export function newRealm(world: World): Realm {
  const object = newObject(world, NAMES, { proto: null })
  const prototypes = { object } as Record<PrototypeName, AbstractObject>
  for (const name of NAMES) prototypes[name] = newObject(world, NAMES, { proto: object })
  return { prototypes, globals: new Map(), make: (site) => newObject(world, site, { proto: object }) }
}

const NUMBERS: Builtins = {
  toString: (_: Run, c: NativeCall) => concat([c.self]),
  toFixed: () => anyTextOf('a number'),
  toLocaleString: () => anyTextOf('a number'),
  valueOf: self,
  toPrecision: () => anyTextOf('a number'),
}

const ITERATORS: Builtins = {
  next: (run, c) => {
    const list = run.iterate(c.self, run.here.act)
    const element =
      'items' in list
        ? list.items.reduce<Value>(
            (all, each) => (all.kind === 'never' ? each : { kind: 'union', options: [...optionsOf(all), ...optionsOf(each)] }),
            { kind: 'never' },
          )
        : list.element
    return plainObject(run, { value: element.kind === 'never' ? UNDEFINED : element, done: ANY_BOOLEAN })
  },
  return: (run) => plainObject(run, { value: UNDEFINED, done: ANY_BOOLEAN }),
  throw: (run) => plainObject(run, { value: UNDEFINED, done: ANY_BOOLEAN }),
  '@@iterator': self,
  '@@asyncIterator': self,
}

const PROTOTYPE_METHODS: readonly (readonly [PrototypeName, Builtins])[] = [
  ['object', OBJECT_METHODS],
  ['function', FUNCTION_METHODS],
  ['array', LIST_METHODS],
  ['string', STRING_METHODS],
  ['number', NUMBERS],
  ['boolean', { toString: (_: Run, c: NativeCall) => concat([c.self]) }],
  ['promise', PROMISE_METHODS],
  ['map', MAP_METHODS],
  ['set', SET_METHODS],
  ['iterator', ITERATORS],
  [
    'regexp',
    {
      test: () => ANY_BOOLEAN,
      exec: (run) => ({ kind: 'union', options: [NULL, listOf(run, { element: anyTextOf('a part of a text') })] }),
    },
  ],
  ['error', { toString: () => anyTextOf('an error as text') }],
]

/** Members of these that have no model are of no interest. */
const OPEN: readonly PrototypeName[] = ['number', 'regexp', 'date', 'error', 'symbol']

export function installRealm(run: Run): void {
  const { realm } = run
  const { prototypes } = realm
  for (const [name, methods] of PROTOTYPE_METHODS) install(run, prototypes[name], methods)
  for (const name of OPEN) prototypes[name].open = 'a member of a built-in object'
  prototypes.function.open = null
  for (const name of ['map', 'set'] as const)
    prototypes[name].props.set('size', { kind: 'accessor', get: native(run, 'size', () => ANY_NUMBER), set: UNDEFINED })
  const globals = realm.globals as Map<string, Value>
  const add = (name: string, value: Value): void => void globals.set(name, value)
  const type = (name: string, of: PrototypeName, builtin: Builtin, statics: Builtins = {}): void => {
    const made = install(run, native(run, name, builtin), statics)
    made.props.set('prototype', prototypes[of])
    prototypes[of].props.set('constructor', made)
    add(name, made)
  }
  type('Object', 'object', (r, c) => c.made ?? (arg(c, 0).kind === 'undefined' ? plainObject(r) : arg(c, 0)), OBJECT_STATICS)
  type('Function', 'function', evaluated)
  type('Array', 'array', (r, c) => newList(r, c.args), LIST_STATICS)
  type('String', 'string', toText, { raw, fromCharCode: () => anyTextOf('a character') })
  type('Number', 'number', (_, c) => (arg(c, 0).kind === 'number' ? arg(c, 0) : numberFrom(arg(c, 0))), {
    isInteger: () => ANY_BOOLEAN,
    isNaN: () => ANY_BOOLEAN,
    isFinite: () => ANY_BOOLEAN,
    parseInt: number,
    parseFloat: number,
    isSafeInteger: () => ANY_BOOLEAN,
  })
  type('Boolean', 'boolean', (_, c) => ({ kind: 'boolean', boolean: truth(arg(c, 0)) }))
  type('Promise', 'promise', newPromise, PROMISE_STATICS)
  type('RegExp', 'regexp', (r, c) => r.regex(literalText(arg(c, 0)) ?? '', null, r.here))
  type('Date', 'date', makeDate, {
    now: () => ANY_NUMBER,
    parse: () => ANY_NUMBER,
    UTC: () => ANY_NUMBER,
  })
  for (const name of ['Map', 'WeakMap']) {
    type(name, 'map', (r, c) => {
      if (c.made !== null) initMap(r, c.made, arg(c, 0))
      return UNDEFINED
    })
  }
  for (const name of ['Set', 'WeakSet']) {
    type(name, 'set', (r, c) => {
      if (c.made !== null) c.made.list = r.iterate(arg(c, 0), r.here.act)
      return UNDEFINED
    })
  }
  for (const name of ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'EvalError', 'ReferenceError', 'URIError', 'AggregateError'])
    type(name, 'error', makeError, { captureStackTrace: nothing })
  addObjects(run, add)
}

/** Code in a text is not read: what it does with what it is given is not known. */
const evaluated: Builtin = (run) => {
  run.problem(
    'trace/eval',
    'code in a text is run here, and texts are not followed',
    'write the code as a function, or add its permissions by hand',
    run.here.act,
    run.here.at,
  )
  return unknownValue('what code in a text gives')
}

const makeDate: Builtin = (_, c) => {
  if (c.made === null) return anyTextOf('a date as text')
  c.made.brand = { kind: 'library', name: 'date', parts: new Map() }
  return UNDEFINED
}

const makeError: Builtin = (run, c) => {
  const made = c.made ?? newObject(run.world, makeError, { proto: run.realm.prototypes.error })
  made.props.set('message', arg(c, 0))
  return made
}

const number: Builtin = (_, c) => {
  const value = arg(c, 0)
  if (value.kind === 'number') return value
  const text = literalText(value)
  const read = text === null ? Number.NaN : Number.parseFloat(text)
  return Number.isNaN(read) ? ANY_NUMBER : numberValue(read)
}

const CONSOLE: Builtins = Object.fromEntries(
  ['log', 'info', 'warn', 'error', 'debug', 'trace', 'table', 'dir', 'time', 'timeEnd', 'group', 'groupEnd', 'assert', 'count'].map(
    (name) => [name, nothing],
  ),
)

const GLOBAL_FUNCTIONS: Builtins = {
  eval: evaluated,
  parseInt: number,
  parseFloat: number,
  isNaN: () => ANY_BOOLEAN,
  isFinite: () => ANY_BOOLEAN,
  decodeURIComponent: decoded,
  decodeURI: decoded,
  unescape: decoded,
  encodeURIComponent: encoded,
  encodeURI: encoded,
  escape: encoded,
  structuredClone: (_, c) => arg(c, 0),
  setTimeout: timer,
  setInterval: timer,
  setImmediate: timer,
  queueMicrotask: callsBack,
  clearTimeout: nothing,
  clearInterval: nothing,
  clearImmediate: nothing,
  fetch: (run, c) => {
    askAgents(run, c.args)
    return run.machine.promise(unknownValue('an HTTP response'))
  },
  atob: () => anyTextOf('decoded text'),
  btoa: () => anyTextOf('encoded text'),
}

const WELL_KNOWN = ['iterator', 'asyncIterator', 'hasInstance', 'toStringTag', 'toPrimitive', 'species', 'dispose', 'asyncDispose']

function addObjects(run: Run, add: (name: string, value: Value) => void): void {
  for (const [name, builtin] of Object.entries(GLOBAL_FUNCTIONS)) add(name, native(run, name, builtin))
  add('undefined', UNDEFINED)
  add('NaN', numberValue(Number.NaN))
  add('Infinity', numberValue(Number.POSITIVE_INFINITY))
  add('JSON', install(run, plainObject(run), JSON_STATICS))
  add('Reflect', install(run, plainObject(run), REFLECT))
  const log = install(run, plainObject(run), CONSOLE)
  log.open = 'a member of `console`'
  add('console', log)
  const math = plainObject(run)
  const anyNumber = native(run, 'a function of numbers', () => ANY_NUMBER)
  math.virtual = () => anyNumber
  add('Math', math)
  const symbol = native(run, 'Symbol', (r, c) => symbolOf(r, `@@symbol:${literalText(arg(c, 0)) ?? ''}`))
  symbol.props.set('for', symbol)
  for (const name of WELL_KNOWN) symbol.props.set(name, symbolOf(run, `@@${name}`))
  add('Symbol', symbol)
  const url = urlClass(run)
  add('URL', url)
  add(
    'URLSearchParams',
    run.machine.nativeClass('URLSearchParams', {
      construct: (_, made, args) => initMap(run, made, args[0]?.kind === 'object' ? args[0] : UNDEFINED),
      members: {},
      lenient: true,
    }),
  )
  add('Buffer', bufferClass(run))
  add('process', processObject(run))
  add(
    'Proxy',
    native(run, 'Proxy', (r, c) => proxyOf(r, arg(c, 0), arg(c, 1))),
  )
  for (const name of ['BigInt', 'Intl', 'WeakRef', 'performance', 'crypto', 'WebAssembly', 'Atomics']) add(name, lenientGlobal(run, name))
  for (const name of [
    'AbortController',
    'AbortSignal',
    'TextDecoder',
    'Blob',
    'FormData',
    'Headers',
    'Request',
    'Response',
    'ReadableStream',
    'WritableStream',
    'TransformStream',
    'ArrayBuffer',
    'DataView',
    'Uint16Array',
    'Int32Array',
    'Float64Array',
    'FinalizationRegistry',
    'MessageChannel',
    'EventTarget',
    'Event',
    'CustomEvent',
  ]) {
    add(name, lenientGlobal(run, name))
  }
  add('Uint8Array', bytesClass(run, 'Uint8Array'))
  add(
    'TextEncoder',
    run.machine.nativeClass('TextEncoder', {
      members: {
        encode: (machine, c) => machine.call(machine.get(run.realm.globals.get('Buffer') ?? UNDEFINED, 'from'), UNDEFINED, c.args),
      },
    }),
  )
  const streamify = install(run, plainObject(run), { streamifyResponse: (_, c) => arg(c, 0) })
  streamify.open = 'a member of `awslambda`'
  add('awslambda', streamify)
}

function lenientGlobal(run: Run, name: string): Value {
  const made = native(run, name, callsBack)
  const other = native(run, `a function of ${name}`, callsBack)
  made.virtual = (key) => (key === 'prototype' || key.startsWith('@@') ? null : other)
  return made
}

function symbolOf(run: Run, key: string): Value {
  const made = newObject(run.world, WELL_KNOWN, { proto: run.realm.prototypes.symbol })
  made.brand = { kind: 'library', name: 'symbol', parts: new Map([['key', textValue(key)]]) }
  return made
}

/** Text in UTF-8, which is the default. */
const isPlain = (encoding: Value): boolean => encoding.kind === 'undefined' || /^utf-?8$/i.test(literalText(encoding) ?? '')

function bytesText(value: Value, encoding: Value): Value {
  if (!isPlain(encoding)) return anyTextOf('decoded bytes')
  return value.kind === 'text' || value.kind === 'given' ? value : anyTextOf('bytes')
}

/** Bytes are as opaque as files; text that is only recoded stays what it is. */
function bufferClass(run: Run): Value {
  const of: Builtin = (r, c) => {
    const value = arg(c, 0)
    const made = newObject(r.world, of, { proto: bytes })
    made.brand = { kind: 'library', name: 'bytes', parts: new Map([['text', bytesText(value, arg(c, 1))]]) }
    return made
  }
  const bytes = install(run, plainObject(run), {
    toString: (_: Run, c: NativeCall) => {
      const kept = c.self.kind === 'object' ? current(c.self).props.get('@@text') : undefined
      if (kept === undefined || kept.kind === 'accessor' || kept.kind === 'live') return anyTextOf('bytes as text')
      return kept.kind === 'given'
        ? kept
        : kept.kind === 'text' && kept.pieces.every((each) => each.kind !== 'literal')
          ? kept
          : anyTextOf('bytes as text')
    },
  })
  bytes.open = 'a member of a buffer'
  const made = install(run, native(run, 'Buffer', of), {
    from: of,
    alloc: of,
    concat: unknown('bytes'),
    isBuffer: () => ANY_BOOLEAN,
    byteLength: () => ANY_NUMBER,
    allocUnsafe: of,
  })
  made.props.set('prototype', bytes)
  return made
}

function bytesClass(run: Run, name: string): Value {
  return run.machine.nativeClass(name, {
    construct: (machine, made) =>
      machine.setBrand(made, { kind: 'library', name: 'bytes', parts: new Map([['text', anyTextOf('bytes')]]) }),
    statics: { from: () => anyTextOf('bytes') },
    lenient: true,
  })
}

/** What a proxy gives is what its target has, or what its `get` trap gives. */
function proxyOf(run: Run, target: Value, handler: Value): Value {
  const { act, at } = run.here
  const trap = run.get(handler, 'get', act)
  const applies = run.get(handler, 'apply', act)
  if (trap.kind === 'undefined' && applies.kind === 'undefined') return target
  const made = plainObject(run)
  if (applies.kind === 'object' || (target.kind === 'object' && current(target).code !== null)) {
    made.code = {
      kind: 'native',
      name: 'sdk:proxy',
      run: (_, c) =>
        applies.kind === 'object'
          ? call(run, applies, [target, c.self, listOf(run, { items: c.args })], handler)
          : call(run, target, c.args, c.self),
    }
  }
  if (trap.kind !== 'undefined') {
    made.virtual = (key) => {
      if (key.startsWith('@@')) return null
      const name = key === '*' ? anyTextOf('a key that is not known') : textValue(key)
      return run.call(trap, handler, [target, name, made], act, at)
    }
  } else if (target.kind === 'object') made.proto = current(target)
  return made
}
