/**
 * Node's own modules. Those that are not here are what any package is whose source is not there: functions given to them are
 * called with unknown arguments, and what they give is unknown.
 */
import { type Machine, type NativeCall, textValue, unknownValue, type Value } from '../../values.js'
import type { LibraryModel } from '../types.js'
import { nodeStreams } from './node-streams.js'

const both = (...names: readonly string[]): readonly string[] => names.flatMap((name) => [name, `node:${name}`])

const events = `
import { later, unknown } from 'rolewright:model'
class EventEmitter {
  on(name, act) {
    this._acts ??= {}
    ;(this._acts[name] ??= []).push(act)
    return this
  }
  emit(name, ...args) {
    for (const act of this._acts?.[name] ?? []) act.apply(this, args)
    return true
  }
  off() {
    return this
  }
  listeners(name) {
    return this._acts?.[name] ?? []
  }
  listenerCount() {
    return unknown('a number of listeners')
  }
  eventNames() {
    return unknown('names of events')
  }
  setMaxListeners() {
    return this
  }
  removeAllListeners() {
    return this
  }
}
for (const name of ['addListener', 'once', 'prependListener', 'prependOnceListener']) EventEmitter.prototype[name] = EventEmitter.prototype.on
EventEmitter.prototype.removeListener = EventEmitter.prototype.off
const once = (emitter, name) => new Promise((resolve) => emitter.once(name, (...args) => resolve(args)))
const on = async function* (emitter, name) {
  let found
  emitter.on(name, (...args) => {
    found = args
  })
  yield found
}
Object.assign(EventEmitter, { EventEmitter, once, on, default: EventEmitter, defaultMaxListeners: 10, setMaxListeners() {} })
module.exports = EventEmitter
`

const util = `
import { unknown } from 'rolewright:model'
const promisify = (act) =>
  function (...args) {
    return new Promise((resolve, reject) => {
      const answer = act.call(this, ...args, (error, value) => (error ? reject(error) : resolve(value)))
      if (act._promised) resolve(answer)
    })
  }
const callbackify = (act) =>
  function (...args) {
    const done = args.at(-1)
    act.apply(this, args.slice(0, -1)).then((value) => done(null, value), (error) => done(error))
  }
const inherits = (Derived, Base) => {
  Object.setPrototypeOf(Derived.prototype, Base.prototype)
  Object.setPrototypeOf(Derived, Base)
}
const text = () => unknown('a printed value')
const format = (first, ...rest) => (rest.length === 0 ? String(first) : rest.reduce((made, value) => made.replace(/%[sdifjoOc]/, String(value)), String(first)))
module.exports = {
  promisify, callbackify, inherits, format, inspect: text, deprecate: (act) => act, debuglog: () => () => {}, types: unknown('checks of types'),
  isDeepStrictEqual: () => unknown('whether two values are equal'), TextEncoder, TextDecoder, parseArgs: () => unknown('arguments'), stripVTControlCharacters: (value) => value,
  isArray: Array.isArray, isString: (value) => typeof value === 'string', isObject: (value) => typeof value === 'object', styleText: (_style, value) => value,
}
module.exports.default = module.exports
`

const asyncHooks = `
import { unknown } from 'rolewright:model'
export class AsyncLocalStorage {
  run(store, act, ...args) {
    this.store = store
    return act(...args)
  }
  exit(act, ...args) {
    return act(...args)
  }
  enterWith(store) {
    this.store = store
  }
  getStore() {
    return this.store
  }
  disable() {}
  static bind(act) {
    return act
  }
  static snapshot() {
    return (act, ...args) => act(...args)
  }
}
export class AsyncResource {
  runInAsyncScope(act, self, ...args) {
    return act.apply(self, args)
  }
  bind(act) {
    return act
  }
  static bind(act) {
    return act
  }
}
export const createHook = () => unknown('a hook')
export const executionAsyncId = () => unknown('an id')
export default { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId }
`

const timersPromises = `
export const setTimeout = async (_wait, value) => value
export const setImmediate = async (value) => value
export const setInterval = async function* (_wait, value) {
  yield value
}
export const scheduler = { wait: async () => {}, yield: async () => {} }
export default { setTimeout, setImmediate, setInterval, scheduler }
`

const timers = `
import * as promises from 'node:timers/promises'
module.exports = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, promises }
module.exports.default = module.exports
`

const crypto = `
import { opaque, unknown } from 'rolewright:model'
const text = () => String(unknown('a text of chance or of a digest'))
const digest = { update: () => digest, digest: (encoding) => (encoding === undefined ? unknown('bytes of a digest') : text()), end: () => digest, write: () => digest, setEncoding: () => digest, read: text, copy: () => digest, on: () => digest, pipe: (to) => to }
const cipher = { update: () => unknown('bytes'), final: () => unknown('bytes'), setAuthTag: () => cipher, getAuthTag: () => unknown('bytes'), setAutoPadding: () => cipher, setAAD: () => cipher }
const signer = { update: () => signer, write: () => signer, end: () => signer, sign: text, verify: () => unknown('whether a signature is right') }
const called = (...args) => {
  const done = args.at(-1)
  if (typeof done === 'function') done(null, unknown('bytes'), unknown('bytes'))
  return unknown('bytes')
}
module.exports = {
  randomUUID: text, randomBytes: called, randomInt: called, randomFillSync: (value) => value, randomFill: called, getRandomValues: (value) => value,
  createHash: () => digest, createHmac: () => digest, createCipheriv: () => cipher, createDecipheriv: () => cipher, createSign: () => signer, createVerify: () => signer,
  hash: text, sign: called, verify: () => unknown('whether a signature is right'), pbkdf2: called, pbkdf2Sync: called, scrypt: called, scryptSync: called, generateKeyPair: called, generateKeyPairSync: called,
  timingSafeEqual: () => unknown('whether two texts are equal'), constants: {}, createPublicKey: called, createPrivateKey: called, createSecretKey: called, publicEncrypt: called, privateDecrypt: called,
  getHashes: () => [], webcrypto: globalThis.crypto, subtle: globalThis.crypto?.subtle, X509Certificate: class {},
}
module.exports.default = module.exports
`

const processModule = 'module.exports = process\nmodule.exports.default = process\n'

const urlModule = `
import { unknown } from 'rolewright:model'
module.exports = {
  URL, URLSearchParams,
  parse: (text) => {
    const url = new URL(text)
    return { protocol: url.protocol, hostname: url.hostname, host: url.host, port: url.port, pathname: url.pathname, path: url.pathname, search: url.search, query: url.search, hash: url.hash, href: text }
  },
  format: (value) => String(value?.href ?? value),
  resolve: (base, path) => new URL(path, base).href,
  fileURLToPath: () => String(unknown('the path of a file')),
  pathToFileURL: (path) => new URL('file://' + path),
  domainToASCII: (text) => text, domainToUnicode: (text) => text, urlToHttpOptions: (url) => ({ hostname: url.hostname, path: url.pathname }),
}
module.exports.default = module.exports
`

const querystring = `
import { unknown } from 'rolewright:model'
const parse = () => unknown('parts of a query')
const stringify = () => String(unknown('a query'))
module.exports = { parse, stringify, decode: parse, encode: stringify, escape: (text) => encodeURIComponent(text), unescape: (text) => decodeURIComponent(text) }
module.exports.default = module.exports
`

const assert = `
import { maybe } from 'rolewright:model'
const check = () => {}
const run = async (given) => (typeof given === 'function' ? given() : given)
const assert = Object.assign(() => {}, { ok: check, equal: check, notEqual: check, strictEqual: check, notStrictEqual: check, deepEqual: check, deepStrictEqual: check, match: check, fail: check, ifError: check, throws: run, doesNotThrow: run, rejects: run, doesNotReject: run })
assert.strict = assert
assert.default = assert
module.exports = assert
`

/**
 * Other programs. The AWS command line makes calls that are not seen here, so a command that names it, or of which too little
 * is known, is said.
 */
const childProcess = `
import { later, unknown, unresolved } from 'rolewright:model'
const check = (command) => {
  const text = typeof command === 'string' ? command : ''
  if (/(^|[\\\\s/;&|(])(aws|sam|cdk)(\\\\s|$)/.test(text)) unresolved('trace/subprocess', 'another program is run that can call AWS', 'say in the config what it needs')
}
const child = { on: (_name, act) => later(act, unknown('a status')), once: (_name, act) => later(act, unknown('a status')), kill() {}, stdin: unknown('a stream'), stdout: unknown('a stream'), stderr: unknown('a stream'), pid: unknown('a number') }
const run = (command, ...rest) => {
  check(command)
  const done = rest.at(-1)
  if (typeof done === 'function') done(null, String(unknown('output')), String(unknown('output')))
  return child
}
const runSync = (command) => {
  check(command)
  return unknown('output')
}
module.exports = { exec: run, execFile: run, spawn: run, fork: run, execSync: runSync, execFileSync: runSync, spawnSync: runSync }
module.exports.default = module.exports
`

/** Joins parts with single slashes, as far as they are known; `.` and `..` are taken only from literal parts. */
function joinPath(_machine: Machine, { args }: NativeCall): Value {
  const pieces = args.flatMap((arg) => {
    if (arg.kind === 'text') return [arg.pieces]
    if (arg.kind === 'given') return [[arg.piece]]
    return [[{ kind: 'any' as const, why: 'a part of a path' }]]
  })
  const out: (typeof pieces)[number][number][] = []
  for (const part of pieces) {
    if (part.length === 0) continue
    const last = out.at(-1)
    const [first, ...rest] = part
    const endsOpen = last?.kind === 'literal' && last.text.endsWith('/')
    const startsOpen = first?.kind === 'literal' && first.text.startsWith('/')
    if (last !== undefined && !endsOpen && !startsOpen) out.push({ kind: 'literal', text: '/' })
    if (first?.kind === 'literal' && endsOpen && startsOpen) out.push({ kind: 'literal', text: first.text.slice(1) })
    else if (first !== undefined) out.push(first)
    out.push(...rest)
  }
  return out.length === 0 ? textValue('.') : tidy(out)
}

/** Neighbouring literals become one; where all is literal, dots are resolved. */
function tidy(pieces: readonly Extract<Value, { kind: 'text' }>['pieces'][number][]): Value {
  const out: (typeof pieces)[number][] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (piece.kind === 'literal' && last?.kind === 'literal') out[out.length - 1] = { kind: 'literal', text: last.text + piece.text }
    else out.push(piece)
  }
  const [only] = out
  if (out.length === 1 && only?.kind === 'literal') return textValue(normalise(only.text))
  return { kind: 'text', pieces: out }
}

function normalise(path: string): string {
  const out: string[] = []
  for (const step of path.split('/')) {
    if (step === '..' && out.length > 0 && out.at(-1) !== '..' && out.at(-1) !== '') out.pop()
    else if (step !== '.' && (step !== '' || out.length === 0)) out.push(step)
  }
  return out.join('/') || '/'
}

/** A function of one text that is computed where the text is a literal, and otherwise gives what `otherwise` says. */
const ofLiteral =
  (compute: (text: string, more: string | undefined) => string, otherwise: string) =>
  (machine: Machine, { args }: NativeCall): Value => {
    const [text] = args
    const known = text === undefined ? null : machine.literals(text)
    const more = args[1] === undefined ? undefined : (machine.literals(args[1])?.[0] ?? undefined)
    const [only] = known ?? []
    return known?.length === 1 && only !== undefined
      ? textValue(compute(only, more))
      : { kind: 'text', pieces: [{ kind: 'any', why: otherwise }] }
  }

const baseName = (text: string, extension: string | undefined): string => {
  const name = text.replace(/\/+$/, '').split('/').at(-1) ?? ''
  return extension !== undefined && name.endsWith(extension) ? name.slice(0, -extension.length) : name
}

function pathModule(machine: Machine): Value {
  const members: Record<string, Value> = {
    join: machine.native('join', joinPath),
    resolve: machine.native('resolve', joinPath),
    normalize: machine.native('normalize', joinPath),
    basename: machine.native('basename', ofLiteral(baseName, 'the last part of a path')),
    dirname: machine.native(
      'dirname',
      ofLiteral((text) => text.split('/').slice(0, -1).join('/') || '.', 'the folder of a path'),
    ),
    extname: machine.native(
      'extname',
      ofLiteral((text) => /[^/](\.[^./]*)$/.exec(text)?.[1] ?? '', 'the extension of a path'),
    ),
    sep: textValue('/'),
    delimiter: textValue(':'),
  }
  for (const name of ['parse', 'format', 'relative', 'isAbsolute'])
    members[name] = machine.native(name, () => unknownValue('a part of a path'))
  const module = machine.object(members)
  for (const name of ['posix', 'win32', 'default']) machine.set(module, name, module)
  return module
}

export const node: readonly LibraryModel[] = [
  { packages: both('events'), stub: events },
  { packages: both('util'), stub: util },
  { packages: both('async_hooks'), stub: asyncHooks },
  { packages: both('timers'), stub: timers },
  { packages: both('timers/promises'), stub: timersPromises },
  { packages: both('crypto'), stub: crypto },
  { packages: both('process'), stub: processModule },
  { packages: both('url'), stub: urlModule },
  { packages: both('querystring'), stub: querystring },
  { packages: both('assert', 'assert/strict'), stub: assert },
  { packages: both('child_process'), stub: childProcess },
  { packages: both('path', 'path/posix'), native: pathModule },
  {
    packages: both('buffer'),
    stub: 'export const Buffer = globalThis.Buffer\nexport const Blob = globalThis.Blob\nexport default { Buffer, Blob }\n',
  },
  { packages: both('os', 'perf_hooks', 'v8', 'tty', 'constants', 'string_decoder', 'punycode', 'diagnostics_channel'), otherwise: 'inert' },
  ...nodeStreams,
]
