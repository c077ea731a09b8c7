/** Packages that call functions for the app: in parallel, one after another, again after a failure, once for many. */
import type { LibraryModel } from '../types.js'

/** The function comes first, and is called with what is known of its arguments. */
const calls = (
  packages: readonly string[],
  argument: number,
  gives: 'result' | 'promise' = 'promise',
  ...names: readonly string[]
): LibraryModel => ({
  packages,
  rows: ['default', ...names].map((name) => ({ export: name, is: 'callsBack', argument, gives })),
  otherwise: 'inert',
})

const wraps = (packages: readonly string[], ...names: readonly string[]): LibraryModel => ({
  packages,
  rows: ['default', ...names].map((name) => ({ export: name, is: 'wraps', argument: 0 })),
  otherwise: 'inert',
})

/** A list first, then a function of one element. */
const mapped = (packageName: string, result: string): LibraryModel => ({
  packages: [packageName],
  stub: `
const run = async (input, act) => {
  const items = await Promise.all(await input)
  const done = await Promise.all(items.map((item, i) => act(item, i)))
  return ${result}
}
export default run
export const pMap = run
export const pMapSkip = undefined
export const pMapIterable = async function* (input, act) {
  for await (const item of input) yield await act(item)
}
`,
})

const limit = `
const make = () => {
  const run = async (act, ...args) => act(...args)
  return Object.assign(run, { activeCount: 0, pendingCount: 0, clearQueue() {}, map: async (list, act) => Promise.all(list.map((item) => act(item))) })
}
export default make
export const limitFunction = (act) => act
`

const queue = `
import { later } from 'rolewright:model'
export default class PQueue {
  add(act) {
    return Promise.resolve(act({}))
  }
  async addAll(acts) {
    return Promise.all(acts.map((act) => act({})))
  }
  async onIdle() {}
  async onEmpty() {}
  async onSizeLessThan() {}
  on(_name, act) {
    later(act)
    return this
  }
  start() {
    return this
  }
  pause() {}
  clear() {}
}
export { PQueue }
`

const retried = `
import { unknown } from 'rolewright:model'
const error = () => unknown('an error that is tried again')
const retry = async (act, options) => {
  options?.onRetry?.(error(), 1)
  options?.onFailedAttempt?.(error())
  options?.shouldRetry?.(error())
  options?.retry?.(error(), 1)
  return act(give, 1)
}
const give = () => undefined
export class AbortError extends Error {}
export default retry
export { retry as pRetry, retry as backOff }
export const makeRetriable = (act) => act
`

const promiseRetry = `
import { unknown } from 'rolewright:model'
module.exports = async (first, second) => {
  const act = typeof first === 'function' ? first : second
  return act(() => unknown('another try'), 1)
}
`

const bluebird = `
import { unknown } from 'rolewright:model'
class Bluebird extends Promise {
  static map(input, act) {
    return Bluebird.resolve(input).then((items) => Promise.all(items.map((item, i) => Promise.resolve(item).then((value) => act(value, i, items.length)))))
  }
  static mapSeries(input, act) {
    return Bluebird.map(input, act)
  }
  static each(input, act) {
    return Bluebird.map(input, act).then(() => input)
  }
  static filter(input, test) {
    return Bluebird.resolve(input).then((items) => items.filter((item) => test(item)))
  }
  static reduce(input, act, start) {
    return Bluebird.resolve(input).then(async (items) => {
      let made = start
      for (const item of items) made = await act(made, await item)
      return made
    })
  }
  static props(object) {
    return Promise.all(Object.values(object)).then(() => Object.fromEntries(Object.entries(object)))
  }
  static try(act) {
    return Promise.resolve(act())
  }
  static method(act) {
    return async (...args) => act(...args)
  }
  static delay(_wait, value) {
    return Promise.resolve(value)
  }
  static join(...parts) {
    const act = parts.at(-1)
    return Promise.all(parts.slice(0, -1)).then((values) => act(...values))
  }
  static promisify(act, options) {
    return function (...args) {
      return new Promise((resolve, reject) => act.call(options?.context ?? this, ...args, (error, value) => (error ? reject(error) : resolve(value))))
    }
  }
  static promisifyAll(object) {
    return new Proxy(object, {
      get: (target, name) =>
        typeof name === 'string' && name.endsWith('Async')
          ? (...args) => new Promise((resolve, reject) => target[name.slice(0, -5)](...args, (error, value) => (error ? reject(error) : resolve(value))))
          : target[name],
    })
  }
  map(act) {
    return Bluebird.map(this, act)
  }
  mapSeries(act) {
    return Bluebird.map(this, act)
  }
  each(act) {
    return Bluebird.each(this, act)
  }
  filter(test) {
    return Bluebird.filter(this, test)
  }
  reduce(act, start) {
    return Bluebird.reduce(this, act, start)
  }
  spread(act) {
    return this.then((values) => act(...values))
  }
  tap(act) {
    return this.then(async (value) => {
      await act(value)
      return value
    })
  }
  return(value) {
    return this.then(() => value)
  }
  get(key) {
    return this.then((value) => value[key])
  }
  delay() {
    return this
  }
  timeout() {
    return this
  }
  asCallback(done) {
    this.then((value) => done(null, value), (error) => done(error))
    return this
  }
  nodeify(done) {
    return this.asCallback(done)
  }
}
module.exports = Bluebird
module.exports.default = Bluebird
module.exports.Promise = Bluebird
`

/** The old `async` package: each task ends by its callback or its promise. */
const asyncPackage = `
import { unknown } from 'rolewright:model'
const run = (act, ...args) => new Promise((resolve, reject) => {
  const answer = act(...args, (error, value) => (error ? reject(error) : resolve(value)))
  if (answer && answer.then) answer.then(resolve, reject)
})
const step = (task, given) => new Promise((resolve, reject) => {
  const answer = task(...given, (error, ...values) => (error ? reject(error) : resolve(values)))
  if (answer && answer.then) answer.then((value) => resolve([value]), reject)
})
const finish = (promise, done) => (typeof done === 'function' ? promise.then((value) => done(null, value), (error) => done(error)) : promise)
const all = (tasks, done) =>
  finish(
    (async () => {
      if (Array.isArray(tasks)) return Promise.all(tasks.map((task) => run(task)))
      const out = {}
      for (const key of Object.keys(tasks)) out[key] = await run(tasks[key])
      return out
    })(),
    done,
  )
const each = (list, act, done) => finish((async () => Promise.all((Array.isArray(list) ? list : Object.values(list)).map((item) => run(act, item))))(), done)
const eachLimit = (list, _limit, act, done) => each(list, act, done)
const made = {
  parallel: all,
  series: all,
  parallelLimit: (tasks, _limit, done) => all(tasks, done),
  waterfall: (tasks, done) => {
    const promise = tasks.reduce((before, task) => before.then((values) => step(task, values)), Promise.resolve([]))
    return typeof done === 'function' ? promise.then((values) => done(null, ...values), (error) => done(error)) : promise.then(([value]) => value)
  },
  auto: (tasks, done) =>
    finish(
      (async () => {
        const out = {}
        for (const key of Object.keys(tasks)) {
          const task = Array.isArray(tasks[key]) ? tasks[key].at(-1) : tasks[key]
          out[key] = Array.isArray(tasks[key]) ? await run(task, out) : await run(task)
        }
        return out
      })(),
      done,
    ),
  each, forEach: each, map: each, filter: each, eachSeries: each, forEachSeries: each, mapSeries: each, eachOf: each, forEachOf: each, concat: each,
  eachLimit, forEachLimit: eachLimit, mapLimit: eachLimit, eachOfLimit: eachLimit,
  queue: (worker) => ({ push: (task, done) => finish(run(worker, task), done ?? (() => {})), drain() {}, error() {}, unshift: (task) => run(worker, task) }),
  retry: (_times, act, done) => finish(run(typeof _times === 'function' ? _times : act), done),
  whilst: (_test, act, done) => finish(run(act), done),
  until: (_test, act, done) => finish(run(act), done),
  times: (_n, act, done) => finish(run(act, unknown('a number')), done),
  reflect: (act) => act,
  asyncify: (act) => act,
}
module.exports = made
module.exports.default = made
`

const rxjs = `
import { later, unknown } from 'rolewright:model'
const make = (values) => {
  const observable = {
    values,
    subscribe: (act) => {
      for (const value of values) typeof act === 'function' ? later(act, value) : later(act.next, value)
      if (act?.complete) later(act.complete)
      if (act?.error) later(act.error, unknown('an error'))
      return { unsubscribe() {} }
    },
    pipe: (...steps) => steps.reduce((at, step) => step(at), observable),
    toPromise: async () => values.at(-1),
    forEach: async (act) => values.forEach((value) => act(value)),
  }
  return observable
}
const inner = (result) => result?.values ?? result
const promised = (given) => (given?.values ? given.values : Array.isArray(given) ? given : [given])
export const of = (...values) => make(values)
export const from = (given) => make(promised(given))
export const defer = (act) => make(promised(act()))
export const map = (act) => (source) => make(source.values.map((value) => act(value)))
export const tap = (act) => (source) => {
  source.values.forEach((value) => act(value))
  return source
}
export const mergeMap = (act) => (source) => make(source.values.flatMap((value) => promised(act(value))))
export { mergeMap as concatMap, mergeMap as switchMap, mergeMap as exhaustMap, mergeMap as expand }
export const filter = (act) => (source) => make(source.values.filter((value) => act(value)))
export const catchError = (act) => (source) => make([...source.values, ...promised(act(unknown('an error')))])
export const finalize = (act) => (source) => {
  later(act)
  return source
}
const same = () => (source) => source
export { same as retry, same as delay, same as take, same as timeout, same as share, same as shareReplay, same as toArray, same as first, same as last }
export const forkJoin = (list) => make([Object.values(list).map((one) => one.values?.at(-1))])
export const merge = (...list) => make(list.flatMap((one) => one.values))
export { merge as concat, merge as race }
export const lastValueFrom = async (source) => source.values.at(-1)
export const firstValueFrom = async (source) => source.values[0]
export class Subject {
  next(value) {
    later(this.act, value)
  }
  subscribe(act) {
    this.act = typeof act === 'function' ? act : act.next
    return { unsubscribe() {} }
  }
  pipe() {
    return make([unknown('what a subject gives')])
  }
  complete() {}
}
export { Subject as BehaviorSubject, Subject as ReplaySubject }
`

const promisePool = `
const pool = (items) => ({
  for: (given) => pool(given),
  withConcurrency: () => pool(items),
  handleError: (act) => pool(items),
  onTaskStarted: () => pool(items),
  onTaskFinished: () => pool(items),
  useCorrespondingResults: () => pool(items),
  process: async (act) => ({ results: await Promise.all(items.map((item, i) => act(item, i))), errors: [] }),
})
export class PromisePool {
  static for(items) {
    return pool(items)
  }
  static withConcurrency() {
    return pool([])
  }
}
export default PromisePool
`

export const promises: readonly LibraryModel[] = [
  mapped('p-map', 'done'),
  mapped('p-each-series', 'items'),
  mapped('p-map-series', 'done'),
  mapped('p-filter', 'items'),
  mapped('p-settle', 'done'),
  { packages: ['p-limit', 'promise-limit', 'throat', 'plimit-lit'], stub: limit },
  { packages: ['p-queue'], stub: queue },
  { packages: ['p-retry', 'async-retry', 'exponential-backoff', 'ts-retry-promise', 'ts-retry'], stub: retried },
  { packages: ['promise-retry'], stub: promiseRetry },
  { packages: ['p-all', 'p-series'], stub: 'export default async (acts) => Promise.all((await acts).map((act) => act()))\n' },
  {
    packages: ['p-props'],
    stub: 'export default async (object, act) => Object.fromEntries(await Promise.all(Object.entries(object).map(async ([key, value]) => [key, act ? await act(await value, key) : await value])))\n',
  },
  { packages: ['p-timeout', 'p-tap', 'p-catch-if'], rows: [{ export: 'default', is: 'passThrough', argument: 0 }], otherwise: 'inert' },
  { packages: ['p-waterfall', 'p-pipe', 'p-reduce', 'p-times', 'p-wait-for', 'p-whilst', 'p-defer', 'p-event'], otherwise: 'unknown' },
  calls(['p-try', 'p-lazy'], 0),
  wraps(
    [
      'p-memoize',
      'mem',
      'memoizee',
      'memoize',
      'memoize-one',
      'moize',
      'micro-memoize',
      'fast-memoize',
      'lodash.memoize',
      'onetime',
      'once',
      'p-debounce',
      'p-throttle',
      'throttle-debounce',
      'pify',
      'util-promisify',
      'es6-promisify',
    ],
    'promisify',
    'memoize',
  ),
  { packages: ['bluebird'], stub: bluebird },
  { packages: ['async'], stub: asyncPackage },
  { packages: ['rxjs', 'rxjs/operators'], stub: rxjs, otherwise: 'unknown' },
  { packages: ['@supercharge/promise-pool'], stub: promisePool },
  {
    packages: ['tiny-async-pool'],
    stub: 'export default async function* (_limit, items, act) {\n  for (const item of items) yield await act(item, items)\n}\n',
  },
  {
    packages: ['bottleneck'],
    stub: 'export default class Bottleneck {\n  schedule(first, ...rest) {\n    return typeof first === "function" ? first(...rest) : rest[0](...rest.slice(1))\n  }\n  wrap(act) {\n    return act\n  }\n  on() {}\n}\n',
  },
  {
    packages: ['opossum'],
    stub: 'export default class CircuitBreaker {\n  constructor(act) {\n    this.act = act\n  }\n  async fire(...args) {\n    return this.act(...args)\n  }\n  fallback(act) {\n    this.other = act\n    act()\n    return this\n  }\n  on() {}\n}\n',
  },
  { packages: ['delay', 'sleep-promise', 'ms', 'promise-timeout'], otherwise: 'inert' },
]
