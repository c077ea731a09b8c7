/** lodash, as a whole and a method at a time. Values keep their parts: a picked or merged input is still that input. */
import type { LibraryModel } from '../types.js'

const whole = `
import { later, unknown } from 'rolewright:model'
const steps = (path) => (Array.isArray(path) ? path : String(path).replaceAll('[', '.').replaceAll(']', '').split('.'))
const listOf = (given) => (Array.isArray(given) ? given : Object.values(given ?? {}))
const pairsOf = (given) => (Array.isArray(given) ? given.map((value, i) => [i, value]) : Object.entries(given ?? {}))
const reader = (by) => (typeof by === 'function' ? by : typeof by === 'string' ? (value) => value[by] : (value) => value)
const tester = (by) =>
  typeof by === 'function' ? by : typeof by === 'string' ? (value) => value[by] : (value) => Object.keys(by ?? {}).every((key) => value[key] === by[key])
const isPlain = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const mergeTwo = (target, source) => {
  for (const key of Object.keys(source ?? {})) {
    if (isPlain(source[key]) && isPlain(target[key])) mergeTwo(target[key], source[key])
    else if (source[key] !== undefined) target[key] = source[key]
  }
  return target
}
const given = (some) => some.flat(Infinity)
const _ = {
  get: (object, path, other) => {
    const found = steps(path).reduce((at, step) => at?.[step], object)
    return found === undefined ? other : found
  },
  set: (object, path, value) => {
    const all = steps(path)
    let at = object
    for (const step of all.slice(0, -1)) at = at[step] ??= {}
    at[all.at(-1)] = value
    return object
  },
  has: (object, path) => _.get(object, path) !== undefined,
  result: (object, path, other) => {
    const found = _.get(object, path, other)
    return typeof found === 'function' ? found.call(object) : found
  },
  merge: (target, ...sources) => {
    for (const source of sources) mergeTwo(target, source)
    return target
  },
  mergeWith: (target, ...rest) => {
    for (const source of rest.slice(0, -1)) mergeTwo(target, source)
    return target
  },
  assign: (target, ...sources) => Object.assign(target, ...sources),
  defaults: (target, ...sources) => {
    for (const source of sources) for (const key of Object.keys(source ?? {})) target[key] ??= source[key]
    return target
  },
  pick: (object, ...keys) => {
    const out = {}
    for (const key of given(keys)) out[key] = object[key]
    return out
  },
  pickBy: (object) => ({ ...object }),
  omit: (object, ...keys) => {
    const out = { ...object }
    for (const key of given(keys)) delete out[key]
    return out
  },
  omitBy: (object) => ({ ...object }),
  clone: (value) => (Array.isArray(value) ? [...value] : isPlain(value) ? { ...value } : value),
  cloneDeep: (value) => structuredClone(value),
  keys: (object) => Object.keys(object ?? {}),
  values: (object) => Object.values(object ?? {}),
  toPairs: (object) => Object.entries(object ?? {}),
  fromPairs: (pairs) => Object.fromEntries(pairs),
  mapValues: (object, by) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, reader(by)(value, key, object)])),
  mapKeys: (object, by) => Object.fromEntries(Object.entries(object).map(([key, value]) => [by(value, key), value])),
  invert: (object) => Object.fromEntries(Object.entries(object).map(([key, value]) => [value, key])),
  map: (list, by) => pairsOf(list).map(([key, value]) => reader(by)(value, key, list)),
  flatMap: (list, by) => pairsOf(list).flatMap(([key, value]) => reader(by)(value, key, list)),
  forEach: (list, act) => {
    for (const [key, value] of pairsOf(list)) act(value, key, list)
    return list
  },
  reduce: (list, act, ...start) => listOf(list).reduce(act, ...start),
  reduceRight: (list, act, ...start) => listOf(list).reduceRight(act, ...start),
  filter: (list, by) => listOf(list).filter(tester(by)),
  reject: (list, by) => listOf(list).filter((value) => !tester(by)(value)),
  find: (list, by) => listOf(list).find(tester(by)),
  findLast: (list, by) => listOf(list).findLast(tester(by)),
  findKey: (object) => Object.keys(object)[0],
  some: (list, by) => listOf(list).some(tester(by)),
  every: (list, by) => listOf(list).every(tester(by)),
  partition: (list, by) => [listOf(list).filter(tester(by)), listOf(list).filter((value) => !tester(by)(value))],
  groupBy: (list, by) => {
    const out = {}
    for (const value of listOf(list)) (out[reader(by)(value)] ??= []).push(value)
    return out
  },
  keyBy: (list, by) => {
    const out = {}
    for (const value of listOf(list)) out[reader(by)(value)] = value
    return out
  },
  countBy: (list, by) => {
    for (const value of listOf(list)) reader(by)(value)
    return unknown('counts')
  },
  chunk: (list) => (list.length === 0 ? [] : [list.slice(0, unknown('a size')), list.slice(unknown('a size'))]),
  compact: (list) => list.filter(Boolean),
  concat: (list, ...more) => list.concat(...more),
  flatten: (list) => list.flat(),
  flattenDeep: (list) => list.flat(Infinity),
  uniq: (list) => [...list],
  uniqBy: (list) => [...list],
  sortBy: (list) => [...list],
  orderBy: (list) => [...list],
  shuffle: (list) => [...list],
  reverse: (list) => list.reverse(),
  difference: (list) => [...list],
  without: (list) => [...list],
  intersection: (list) => [...list],
  union: (...lists) => lists.flat(),
  zipObject: (keys, values) => Object.fromEntries(keys.map((key, i) => [key, values[i]])),
  head: (list) => list[0],
  last: (list) => list.at(-1),
  nth: (list, n) => list.at(n),
  tail: (list) => list.slice(1),
  initial: (list) => list.slice(0, -1),
  take: (list, n) => list.slice(0, n ?? 1),
  drop: (list, n) => list.slice(n ?? 1),
  sample: (list) => list[unknown('an index')],
  castArray: (value) => (Array.isArray(value) ? value : [value]),
  toArray: (value) => listOf(value),
  times: (n, act) => Array.from({ length: n }, (_item, i) => act(i)),
  range: (...bounds) => unknown('numbers'),
  toString: (value) => String(value),
  trim: (text) => text.trim(),
  toLower: (text) => text.toLowerCase(),
  toUpper: (text) => text.toUpperCase(),
  split: (text, separator) => text.split(separator),
  join: (list, separator) => list.join(separator),
  replace: (text, from, to) => text.replace(from, to),
  startsWith: (text, start) => text.startsWith(start),
  endsWith: (text, end) => text.endsWith(end),
  isArray: (value) => Array.isArray(value),
  isString: (value) => typeof value === 'string',
  isFunction: (value) => typeof value === 'function',
  isUndefined: (value) => value === undefined,
  isNil: (value) => value === undefined || value === null,
  isNull: (value) => value === null,
  identity: (value) => value,
  constant: (value) => () => value,
  noop: () => {},
  once: (act) => act,
  memoize: (act) => act,
  debounce: (act) => act,
  throttle: (act) => act,
  ary: (act) => act,
  unary: (act) => (value) => act(value),
  partial: (act, ...first) => (...rest) => act(...first, ...rest),
  curry: (act) => act,
  bind: (act, self, ...first) => act.bind(self, ...first),
  flow: (...acts) => (...args) => given(acts).slice(1).reduce((value, act) => act(value), given(acts)[0](...args)),
  flowRight: (...acts) => _.flow(...given(acts).reverse()),
  attempt: (act, ...args) => act(...args),
  defer: (act, ...args) => later(act, ...args),
  delay: (act, _wait, ...args) => later(act, ...args),
  tap: (value, act) => {
    act(value)
    return value
  },
  thru: (value, act) => act(value),
  invoke: (object, path, ...args) => _.get(object, path).apply(object, args),
}
Object.assign(_, { each: _.forEach, extend: _.assign, first: _.head, entries: _.toPairs, defaultsDeep: _.merge, merge: _.merge, invokeMap: _.map, pipe: _.flow })
export default _
`

/** What can be imported by itself: `lodash/get`, `lodash.get`. */
const METHODS = (whole.match(/^ {2}(\w+): /gm) ?? []).map((line) => line.slice(2, -2))
const ALIASES = ['each', 'extend', 'first', 'entries', 'defaultsDeep']

const named = [...METHODS, ...ALIASES].map((name) => `export const ${name} = _.${name}`).join('\n')

export const lodash: readonly LibraryModel[] = [
  {
    packages: ['lodash', 'lodash-es', 'underscore'],
    stub: `${whole}${named.replaceAll('export const toString', 'const _toString')}\n`,
    otherwise: 'inert',
  },
  ...[...METHODS, ...ALIASES].map((name) => ({
    packages: [`lodash/${name}`, `lodash/${name}.js`, `lodash-es/${name}`, `lodash-es/${name}.js`, `lodash.${name.toLowerCase()}`],
    stub: `import _ from 'lodash'\nexport default _.${name}\n`,
  })),
  { packages: ['lodash/*', 'lodash-es/*', 'lodash.*'], otherwise: 'inert' },
]
