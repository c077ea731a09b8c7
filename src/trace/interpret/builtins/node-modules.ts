/** Node's own modules. None of them makes AWS calls; what matters is which functions they call, and what they keep. */

import { ANY_BOOLEAN, literalText, NEVER, textValue, UNDEFINED, unknownValue, type Value } from '../../values.js'
import { isCallable } from '../closures.js'
import { current, join } from '../lattice.js'
import { promiseOf } from '../promises.js'
import type { Run } from '../run.js'
import { concat } from '../texts.js'
import { askAgents } from './agents.js'
import {
  anyTextOf,
  arg,
  type Builtin,
  type Builtins,
  call,
  callSometime,
  callsBack,
  install,
  listOf,
  native,
  nothing,
  passes,
  plainObject,
} from './builtin.js'
import { emitterClass } from './emitters.js'

type Maker = (run: Run) => Value

/** A function that takes what it is given as the last argument for its callback, and gives a promise where there is none. */
const promised =
  (value: Value): Builtin =>
  (run, c) => {
    callsBack(run, c)
    return promiseOf(run, value, run.here.act)
  }

const any = (why: string): Value => unknownValue(why)

/** `promisify(fn)`: the promise is of what `fn` gives to its callback. */
const promisify: Builtin = (run, c) => {
  const fn = arg(c, 0)
  return native(run, 'sdk:promisified', (_, inner) => {
    let given: Value = NEVER
    const callback = native(run, 'callback', (__, back) => {
      given = join(given, back.args.length > 1 ? arg(back, 1) : UNDEFINED)
      return UNDEFINED
    })
    const result = call(run, fn, [...inner.args, callback], inner.self)
    const settled = given.kind === 'never' ? result : given
    return promiseOf(run, settled.kind === 'undefined' ? any('what a callback is given') : settled, run.here.act)
  })
}

const UTIL: Builtins = {
  promisify,
  callbackify: (run, c) => {
    const fn = arg(c, 0)
    return native(run, 'callbackified', (_, inner) => {
      const back = inner.args.at(-1) ?? UNDEFINED
      const value = run.machine.awaited(call(run, fn, inner.args.slice(0, -1), inner.self))
      call(run, back, [{ kind: 'null' }, value])
      return UNDEFINED
    })
  },
  inherits: (run, c) => {
    const child = arg(c, 0)
    const parent = arg(c, 1)
    if (child.kind !== 'object' || parent.kind !== 'object') return UNDEFINED
    const prototype = run.get(child, 'prototype', run.here.act)
    const above = run.get(parent, 'prototype', run.here.act)
    if (prototype.kind === 'object' && above.kind === 'object') run.set(prototype, '__proto__', above, run.here.act)
    run.set(child, 'super_', parent, run.here.act)
    return UNDEFINED
  },
  deprecate: passes,
  format: (_, c) => (c.args.length === 1 ? concat(c.args) : anyTextOf('a formatted text')),
  inspect: () => anyTextOf('an object as text'),
  isDeepStrictEqual: () => ANY_BOOLEAN,
}

const joinPath: Builtin = (_, c) => concat(c.args.flatMap((each, i) => (i === 0 ? [each] : [textValue('/'), each])))

const PATH: Builtins = {
  join: (run, c) => normalPath(joinPath(run, c)),
  resolve: (run, c) => normalPath(joinPath(run, c)),
  normalize: (_, c) => arg(c, 0),
  basename: () => anyTextOf('the last part of a path'),
  dirname: () => anyTextOf('a folder'),
  extname: () => anyTextOf('an extension'),
  relative: () => anyTextOf('a path'),
  parse: () => any('the parts of a path'),
  isAbsolute: () => ANY_BOOLEAN,
}

function normalPath(value: Value): Value {
  const text = literalText(value)
  if (text === null) return value
  const out: string[] = []
  for (const part of text.split('/')) {
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop()
    else if (part !== '.' && (part !== '' || out.length === 0)) out.push(part)
  }
  return textValue(out.join('/'))
}

const ASYNC_HOOKS: Maker = (run) => {
  const storage = run.machine.nativeClass('AsyncLocalStorage', {
    members: {
      run: (machine, c) => {
        machine.set(c.self, 'store', c.args[0] ?? UNDEFINED)
        return machine.call(c.args[1] ?? UNDEFINED, UNDEFINED, c.args.slice(2))
      },
      enterWith: (machine, c) => {
        machine.set(c.self, 'store', c.args[0] ?? UNDEFINED)
        return UNDEFINED
      },
      getStore: (machine, c) => machine.get(c.self, 'store'),
      exit: (machine, c) => machine.call(c.args[0] ?? UNDEFINED, UNDEFINED, c.args.slice(1)),
    },
  })
  return lenient(run, { AsyncLocalStorage: storage }, {})
}

/** A module of which any other member is a function that calls the functions it is given. */
function lenient(run: Run, members: Readonly<Record<string, Value>>, builtins: Builtins, otherwise: Builtin = callsBack): Value {
  const made = install(run, plainObject(run, members), builtins)
  const other = native(run, 'a function of Node', otherwise)
  made.virtual = (key) => (key === 'default' ? made : key.startsWith('@@') || key === '__esModule' || key === 'then' ? null : other)
  return made
}

const FILES: Maker = (run) => {
  const read = any('what a file holds')
  const sync = native(run, 'read', () => read)
  const promises = lenient(run, {}, {}, promised(read))
  return lenient(
    run,
    {
      promises,
      readFileSync: sync,
      readdirSync: native(run, 'list', () => listOf(run, { element: anyTextOf('a file name') })),
      existsSync: native(run, 'exists', () => ANY_BOOLEAN),
    },
    {
      createReadStream: streamOf,
      createWriteStream: streamOf,
    },
  )
}

/** Streams are unknown things on which listeners are called. */
const streamOf: Builtin = (run) => run.construct(emitterClass(run), [], run.here.act, run.here.at)

const HTTP: Maker = (run) =>
  lenient(
    run,
    {},
    {
      request: request,
      get: request,
      createServer: (run_, c) => {
        callsBack(run_, c)
        return streamOf(run_, c)
      },
    },
  )

const request: Builtin = (run, c) => {
  askAgents(run, c.args)
  const response = any('an HTTP response')
  for (const each of c.args) callSometime(run, each, [response])
  return streamOf(run, c)
}

const EVENTS: Maker = (run) => {
  const emitter = emitterClass(run)
  emitter.props.set('EventEmitter', emitter)
  emitter.props.set('default', emitter)
  emitter.props.set('once', native(run, 'once', promised(listOf(run, { element: any('what an event carries') }))))
  emitter.props.set(
    'on',
    native(run, 'on', () => any('events')),
  )
  return emitter
}

const STREAMS: Maker = (run) => {
  const emitter = emitterClass(run)
  const members: Record<string, Value> = {}
  for (const name of ['Readable', 'Writable', 'Duplex', 'Transform', 'PassThrough', 'Stream']) members[name] = emitter
  const from = native(run, 'from', (run_, c) => {
    // The values of what it is made from are seen by whoever reads the stream.
    run_.iterate(arg(c, 0), run_.here.act)
    return arg(c, 0)
  })
  emitter.props.set('from', from)
  const pipeline: Builtin = (run_, c) => {
    for (const each of c.args) {
      if (isCallable(each)) callSometime(run_, each, [])
      else if (each.kind === 'object' && current(each).list === null && each.props.size === 0) run_.iterate(each, run_.here.act)
    }
    return promiseOf(run_, UNDEFINED, run_.here.act)
  }
  return lenient(
    run,
    { ...members, promises: lenient(run, {}, { pipeline, finished: promised(UNDEFINED) }) },
    { pipeline, finished: promised(UNDEFINED) },
  )
}

/** The `require` that is made is that of the module which makes it, wherever the path points. */
const MODULE: Maker = (run) =>
  lenient(
    run,
    {},
    { createRequire: (run_) => run_.modules.commonjs(run_.here.act.module, 'require') ?? any('a function that loads modules') },
  )

const TIMERS: Builtins = {
  setTimeout: (run, c) => timer(run, c),
  setInterval: (run, c) => timer(run, c),
  setImmediate: (run, c) => timer(run, c),
}

export const timer: Builtin = (run, c) => {
  callSometime(run, arg(c, 0), c.args.slice(arg(c, 1).kind === 'number' ? 2 : 1))
  return unknownValue('a timer')
}

const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['util', (run) => lenient(run, { types: lenient(run, {}, {}), TextDecoder: any('a decoder'), TextEncoder: any('an encoder') }, UTIL)],
  ['path', (run) => lenient(run, { sep: textValue('/'), posix: lenient(run, {}, PATH) }, PATH)],
  ['path/posix', (run) => lenient(run, { sep: textValue('/') }, PATH)],
  ['async_hooks', ASYNC_HOOKS],
  ['events', EVENTS],
  ['stream', STREAMS],
  ['stream/promises', (run) => run.get(STREAMS(run), 'promises', run.here.act)],
  ['fs', FILES],
  ['fs/promises', (run) => lenient(run, {}, {}, promised(any('what a file holds')))],
  ['http', HTTP],
  ['https', HTTP],
  ['timers', (run) => lenient(run, {}, TIMERS)],
  ['timers/promises', (run) => lenient(run, {}, {}, promised(UNDEFINED))],
  ['process', (run) => run.realm.globals.get('process') ?? UNDEFINED],
  [
    'url',
    (run) =>
      lenient(
        run,
        { URL: global(run, 'URL'), URLSearchParams: global(run, 'URLSearchParams') },
        { fileURLToPath: passes, pathToFileURL: passes },
      ),
  ],
  ['module', MODULE],
  ['buffer', (run) => lenient(run, { Buffer: global(run, 'Buffer') }, {})],
  [
    'crypto',
    (run) =>
      lenient(
        run,
        { webcrypto: any('a crypto object'), subtle: any('a crypto object') },
        {
          randomUUID: () => anyTextOf('a random id'),
          randomBytes: () => any('random bytes'),
          createHash: () => any('a hash'),
          createHmac: () => any('a hash'),
        },
      ),
  ],
  [
    'zlib',
    (run) =>
      lenient(
        run,
        {},
        { gunzipSync: passes, gzipSync: passes, inflateSync: passes, deflateSync: passes, createGzip: streamOf, createGunzip: streamOf },
      ),
  ],
  ['os', (run) => lenient(run, {}, { tmpdir: () => textValue('/tmp') }, () => any('a fact about the machine'))],
  ['perf_hooks', (run) => lenient(run, { performance: global(run, 'performance') }, {})],
  ['querystring', (run) => lenient(run, {}, {}, () => any('a query'))],
  [
    'assert',
    (run) =>
      install(run, native(run, 'assert', nothing), {
        ok: nothing,
        equal: nothing,
        strictEqual: nothing,
        deepStrictEqual: nothing,
        fail: (r) => {
          r.world.dead = true
          return NEVER
        },
      }),
  ],
])

const global = (run: Run, name: string): Value => run.realm.globals.get(name) ?? any(`the global \`${name}\``)

export function nodeModule(run: Run, name: string): Value {
  return (MAKERS.get(name) ?? ((r: Run) => lenient(r, {}, {})))(run)
}
