/**
 * Streams. What flows through one is not followed past it: listeners and the parts of a pipeline are called with what is
 * known of the source's elements, or with unknown chunks.
 */
import type { LibraryModel } from '../types.js'

const classes = `
import { later, unknown } from 'rolewright:model'
import EventEmitter from 'node:events'
const chunk = () => unknown('a chunk of a stream')
const done = () => {}
class Stream extends EventEmitter {
  constructor(options) {
    super()
    for (const name of ['read', 'write', 'writev', 'transform', 'flush', 'final', 'construct', 'destroy']) if (typeof options?.[name] === 'function') this['_' + name] = options[name]
    later(() => this._construct?.(done))
    later(() => this._read?.(unknown('a size')))
    later(() => this._write?.(chunk(), unknown('an encoding'), done))
    later(() => this._writev?.([{ chunk: chunk() }], done))
    later(() => this._transform?.(chunk(), unknown('an encoding'), done))
    later(() => this._flush?.(done))
    later(() => this._final?.(done))
    later(() => this._destroy?.(null, done))
  }
  on(name, act) {
    super.on(name, act)
    later(act, this._element ?? chunk())
    return this
  }
  once(name, act) {
    return this.on(name, act)
  }
  addListener(name, act) {
    return this.on(name, act)
  }
  pipe(target) {
    return target
  }
  push() {
    return true
  }
  write(_value, ...rest) {
    const act = rest.at(-1)
    if (typeof act === 'function') later(act)
    return true
  }
  end(...rest) {
    const act = rest.at(-1)
    if (typeof act === 'function') later(act)
    return this
  }
  async *[Symbol.asyncIterator]() {
    yield this._element ?? chunk()
  }
  map(act) {
    return Stream.from([act(this._element ?? chunk())])
  }
  filter(act) {
    later(act, this._element ?? chunk())
    return this
  }
  flatMap(act) {
    return Stream.from(act(this._element ?? chunk()))
  }
  async forEach(act) {
    await act(this._element ?? chunk())
  }
  async toArray() {
    return [this._element ?? chunk()]
  }
  async reduce(act, start) {
    return act(start, this._element ?? chunk())
  }
  compose(act) {
    return this
  }
  resume() {
    return this
  }
  pause() {
    return this
  }
  read() {
    return this._element ?? chunk()
  }
  setEncoding() {
    return this
  }
  destroy() {
    return this
  }
  cork() {}
  uncork() {}
  unpipe() {
    return this
  }
  static from(source) {
    const stream = new Stream()
    later(async () => {
      for await (const element of source) stream._element = element
    })
    for (const element of Array.isArray(source) ? source : []) stream._element = element
    return stream
  }
  static toWeb(stream) {
    return stream
  }
  static fromWeb(stream) {
    return stream
  }
}
/** Each part is called with what the one before it gives. */
const flow = async (parts) => {
  let at
  for (const part of parts) if (typeof part === 'function') at = await part(at ?? unknown('the source of a pipeline'))
  else at = part
  return at
}
const partsOf = (given) => (Array.isArray(given[0]) ? given[0] : given)
`

const stream = `
${classes}
const pipeline = (...given) => {
  const act = given.at(-1)
  const last = typeof act === 'function' && given.length > 1 ? act : undefined
  if (last === undefined) return flow(partsOf(given))
  flow(partsOf(given.slice(0, -1)))
  last(unknown('an error of a pipeline'))
  return given.at(-2)
}
const finished = (stream, ...rest) => {
  const act = rest.at(-1)
  if (typeof act === 'function') act(unknown('an error of a stream'))
}
const promises = { pipeline: async (...given) => flow(partsOf(given)), finished: async () => {} }
Object.assign(Stream, { Stream, Readable: Stream, Writable: Stream, Duplex: Stream, Transform: Stream, PassThrough: Stream, pipeline, finished, promises, addAbortSignal: (_signal, stream) => stream, compose: (...parts) => parts[0], default: Stream })
module.exports = Stream
`

const streamPromises = `
import stream from 'node:stream'
module.exports = stream.promises
module.exports.default = stream.promises
`

const webStreams = `
import { later, unknown } from 'rolewright:model'
const controller = () => ({ enqueue() {}, close() {}, error() {}, terminate() {} })
class Web {
  constructor(source) {
    for (const name of ['start', 'pull', 'transform', 'write', 'flush', 'close']) if (source?.[name]) later(source[name].bind(source), unknown('a chunk of a stream'), controller())
  }
  pipeThrough(target) {
    return target
  }
  async pipeTo() {}
  getReader() {
    return { read: async () => ({ done: unknown('whether it ended'), value: unknown('a chunk of a stream') }), releaseLock() {} }
  }
  getWriter() {
    return { write: async () => {}, close: async () => {}, releaseLock() {} }
  }
  async *[Symbol.asyncIterator]() {
    yield unknown('a chunk of a stream')
  }
}
export { Web as ReadableStream, Web as WritableStream, Web as TransformStream }
`

const consumers = `
import { unknown } from 'rolewright:model'
export const text = async () => String(unknown('text of a stream'))
export const json = async () => unknown('JSON of a stream')
export const buffer = async () => unknown('bytes of a stream')
export const arrayBuffer = async () => unknown('bytes of a stream')
`

export const nodeStreams: readonly LibraryModel[] = [
  { packages: ['stream', 'node:stream', 'readable-stream'], stub: stream },
  { packages: ['stream/promises', 'node:stream/promises'], stub: streamPromises },
  { packages: ['stream/web', 'node:stream/web'], stub: webStreams },
  { packages: ['stream/consumers', 'node:stream/consumers'], stub: consumers },
]
