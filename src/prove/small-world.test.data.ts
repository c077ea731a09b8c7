/**
 * A world small enough to be looked at whole: few characters, short names, two keys. Random policies over it, and the
 * truth about any two of them by asking the evaluator's own matchers about every request.
 */
import { type Context, conditionHolds } from '../decide/index.js'
import {
  type Condition,
  type Effect,
  type Matcher,
  matchAction,
  matchArnPattern,
  type OperatorName,
  type Policy,
  parseResourcePattern,
  type Statement,
} from '../policy/index.js'
import { asksEmpty } from './empty-values.js'
import type { Verdict } from './types.js'

/** Numbers in [0, 1), the same row for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export type Random = () => number
export const pick = <T>(random: Random, list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0]

const ACTIONS = [
  'x:a',
  'x:b',
  'x:ab',
  'x:a*',
  'x:*b',
  'x:?',
  'x:?b',
  'x:*',
  '*',
  'x:a?*',
  'y:a',
  'y:*',
  '*:a',
  'x:*a*',
  'X:A',
  '?:a*',
] as const
const RESOURCES = [
  ...([
    '*',
    'arn:aws:x:::a',
    'arn:aws:x:::a*',
    'arn:aws:x:::*b',
    'arn:aws:x:::?',
    'arn:aws:x:::a?b',
    'arn:aws:x:::*a*',
    'arn:aws:x:::*b*',
  ] as const),
  ...([
    'arn:aws:x:*:*:a*',
    'arn:aws:x:r:*:*',
    'arn:aws:x:r:1:ab',
    'arn:aws:x:*:1*:*',
    'arn:aws:y:::a',
    'arn:aws:?:::*',
    'arn:aws:x',
    'arn:*:x:::b*',
  ] as const),
  ...(['arn:aws:x:::a:b', 'arn:aws:x:::*:b', 'arn:aws:x:::?*', 'arn:aws:x:::a*b', 'arn:aws:x*:::a', 'arn:aws:x:r?:*:*'] as const),
] as const

interface KeyPool {
  readonly key: string
  readonly operators: readonly [OperatorName, ...OperatorName[]]
  readonly values: readonly [string, ...string[]]
  readonly singles: readonly string[]
  readonly multiValued: boolean
}

function wordsOver(letters: string, longest: number): readonly string[] {
  const out = ['']
  for (let at = 0; at < out.length; at++) {
    const word = out[at] ?? ''
    if (word.length < longest) for (const letter of letters) out.push(word + letter)
  }
  return out
}

const TEXT: KeyPool = {
  key: 'x:Text',
  operators: [
    ...(['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase'] as const),
    ...(['StringNotEqualsIgnoreCase', 'Null'] as const),
  ],
  values: ['a', 'b', 'ab', 'A', '', 'a*', '*b', '?', 'a?', '*a*', '*', 'aB'],
  singles: [...wordsOver('abABc', 3), '*', '?', 'a*', '*b', 'a?', '*a*', 'A*', '*B', 'A?', '*A*'],
  multiValued: true,
}
const NUMBER: KeyPool = {
  key: 'x:Number',
  operators: [
    ...(['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals'] as const),
    ...(['NumericGreaterThan', 'NumericGreaterThanEquals', 'Null'] as const),
  ],
  values: ['1', '2', '2.0', '1.5', '-1'],
  singles: ['-2', '-1', '0', '1', '1.2', '1.5', '1.7', '2', '3', 'word', ''],
  multiValued: true,
}
const DATE: KeyPool = {
  key: 'aws:CurrentTime',
  operators: ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals', 'Null'],
  values: ['2020-01-01T00:00:00Z', '2020-01-01', '1577836801', '2021-06-01T12:00:00+02:00'],
  singles: [
    '2019-01-01',
    '2020-01-01',
    '2020-01-01T00:00:00.5Z',
    '1577836801',
    '2020-06-01',
    '2021-06-01T10:00:00Z',
    '2022-01-01',
    'never',
    '',
  ],
  multiValued: false,
}
const ADDRESS: KeyPool = {
  key: 'aws:SourceIp',
  operators: ['IpAddress', 'NotIpAddress', 'Null'],
  values: ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '0.0.0.0/0', '2001:db8::/32', '2001:db8::1', '::/0'],
  singles: ['9.9.9.9', '10.0.0.1', '10.1.0.1', '10.1.2.3', '11.0.0.1', '2001:db8::1', '2001:db8::2', '2002::1', 'nowhere', ''],
  multiValued: false,
}
const FLAG: KeyPool = {
  key: 'aws:SecureTransport',
  operators: ['Bool', 'Null', 'StringEquals'],
  values: ['true', 'false', 'True'],
  singles: ['true', 'false', 'TRUE', 'True', 'False', 'x', ''],
  multiValued: false,
}
const ARN: KeyPool = {
  key: 'aws:SourceArn',
  operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'StringLike', 'Null'],
  values: ['arn:aws:x:::a', 'arn:aws:x:*:*:a*', 'arn:*:x:::a:b', 'arn:aws:x*', '*:a', 'arn:aws:?:::*'],
  singles: [
    ...['a', 'x:a', '', 'arn:aws:x', 'a:b:c:d:e:f', 'b:aws:x:::a', 'arn:aws:x:a', 'arn:aws:xyz', 'arn:aws:x::a'],
    ...['aws', 'a', 'b'].flatMap((partition) =>
      ['x', 'xy', 'y', 'zz', ''].flatMap((service) =>
        ['', 'r'].flatMap((region) =>
          ['', 'a', 'b', 'ab', 'a:b', 'b:a', 'a:a', 'b:b'].map((rest) => `arn:${partition}:${service}:${region}::${rest}`),
        ),
      ),
    ),
  ],
  multiValued: false,
}
const BYTES: KeyPool = {
  key: 'x:Bytes',
  operators: ['BinaryEquals', 'Null'],
  values: ['YQ==', 'YWI='],
  singles: ['YQ==', 'YWI=', 'Yg==', '!', ''],
  multiValued: true,
}
export const KEYS = [TEXT, TEXT, TEXT, NUMBER, DATE, ADDRESS, FLAG, ARN, BYTES] as const

function randomCondition(random: Random): Condition {
  const pool = pick(random, KEYS)
  const operator = pick(random, pool.operators)
  if (operator === 'Null') return { operator, quantifier: null, ifExists: false, key: pool.key, values: [pick(random, ['true', 'false'])] }
  const values = [pick(random, pool.values)]
  if (random() < 0.3) values.push(pick(random, pool.values))
  const quantifier = random() < 0.6 ? null : pick(random, ['forAllValues', 'forAnyValue'] as const)
  return {
    operator,
    quantifier,
    ifExists: random() < 0.15,
    key: random() < 0.1 ? pool.key.toLowerCase() : pool.key,
    values: [...new Set(values)],
  }
}

function randomMatcher(random: Random, pool: readonly [string, ...string[]], most: number): Matcher<string> {
  const list = [pick(random, pool)]
  while (list.length < most && random() < 0.4) list.push(pick(random, pool))
  const texts = [...new Set(list)]
  return random() < 0.15 ? { except: texts } : { only: texts }
}

export function randomStatement(random: Random, index: number, effect: Effect): Statement {
  const conditions: Condition[] = []
  while (conditions.length < 3 && random() < 0.35) conditions.push(randomCondition(random))
  return {
    index,
    sid: null,
    effect,
    principals: null,
    actions: randomMatcher(random, ACTIONS as unknown as readonly [string, ...string[]], 3),
    resources: randomMatcher(random, RESOURCES as unknown as readonly [string, ...string[]], 3),
    conditions,
    at: null,
  }
}

/** One to three statements, the first an Allow. */
export function randomPolicy(random: Random): Policy {
  const statements = [randomStatement(random, 0, 'allow')]
  while (statements.length < 3 && random() < 0.5)
    statements.push(randomStatement(random, statements.length, random() < 0.4 ? 'deny' : 'allow'))
  return { version: '2012-10-17', id: null, statements }
}

/** Another policy that is near: statements dropped, doubled, turned round, or changed in one part. */
export function mutated(random: Random, policy: Policy): Policy {
  let statements = [...policy.statements]
  for (let times = random() < 0.5 ? 1 : 2; times > 0; times--) {
    const at = Math.floor(random() * statements.length)
    const old = statements[at]
    const other = randomStatement(random, 0, random() < 0.5 ? 'deny' : 'allow')
    if (old === undefined) statements.push(other)
    else {
      const change = Math.floor(random() * 7)
      if (change === 0) statements.splice(at, 1)
      else if (change === 1) statements.push(other)
      else if (change === 2) statements[at] = { ...old, actions: other.actions }
      else if (change === 3) statements[at] = { ...old, resources: other.resources }
      else if (change === 4) statements[at] = { ...old, conditions: other.conditions }
      else if (change === 5) statements[at] = { ...old, conditions: [...old.conditions, randomCondition(random)] }
      else statements = statements.reverse()
    }
  }
  return { ...policy, statements: statements.map((statement, index) => ({ ...statement, index })) }
}

/** Of names that every pattern of the world takes alike one stands for all: the others would be asked about to no end. */
function distinct(names: readonly string[], matchers: readonly ((name: string) => boolean)[]): readonly string[] {
  const byAnswers = new Map<string, string>()
  for (const name of names) {
    const answers = matchers.map((matches) => (matches(name) ? '1' : '0')).join('')
    if (!byAnswers.has(answers)) byAnswers.set(answers, name)
  }
  return [...byAnswers.values()]
}

const EVERY_ACTION = ['x', 'y', 'z', 'xx'].flatMap((service) =>
  wordsOver('abc', 4).flatMap((name) => (name === '' ? [] : [`${service}:${name}`])),
)
const REST = [
  ...wordsOver('abc', 3).filter((word) => word !== ''),
  'abcb',
  'aacb',
  'cabc',
  'abca',
  'a:b',
  'c:b',
  'b:b',
  'a:c',
  'c:c',
  'ca:b',
  'a:bc',
  'a:',
  ':b',
  ':c',
  'ab:b',
  'b:c',
]
const ARNS = ['aws', 'c'].flatMap((partition) =>
  ['x', 'y', 'xc', 'cc'].flatMap((service) =>
    ['', 'r', 'rc', 'c'].flatMap((region) =>
      ['', '1', '12', 'c'].flatMap((account) => REST.map((rest) => `arn:${partition}:${service}:${region}:${account}:${rest}`)),
    ),
  ),
)
const ACTION_NAMES = distinct(
  EVERY_ACTION,
  ACTIONS.map((pattern) => (action: string) => matchAction(pattern, action)),
)
const RESOURCE_NAMES = distinct(
  ['*', ...ARNS],
  RESOURCES.map((pattern) => {
    const parsed = parseResourcePattern(pattern, true)
    return (resource: string) => matchArnPattern(parsed, resource, () => null)
  }),
)

const tables = new Map<string, Uint8Array>()
function table(name: string, texts: readonly string[], matches: (text: string) => boolean): Uint8Array {
  const known = tables.get(name)
  if (known !== undefined) return known
  const made = Uint8Array.from(texts, (text) => (matches(text) ? 1 : 0))
  tables.set(name, made)
  return made
}

const actionTable = (pattern: string): Uint8Array => table(`action ${pattern}`, ACTION_NAMES, (action) => matchAction(pattern, action))
const resourceTable = (pattern: string): Uint8Array => {
  const parsed = parseResourcePattern(pattern, true)
  return table(`resource ${pattern}`, RESOURCE_NAMES, (resource) => matchArnPattern(parsed, resource, () => null))
}

/** The distinct sets of statements (as bits) that match one text of a dimension. */
function masks(matchers: readonly Matcher<string>[], tableOf: (pattern: string) => Uint8Array, size: number): readonly number[] {
  const all = new Int32Array(size)
  for (const [bit, matcher] of matchers.entries()) {
    const except = 'except' in matcher
    const row = new Uint8Array(size)
    for (const pattern of except ? matcher.except : matcher.only) {
      const matched = tableOf(pattern)
      for (let i = 0; i < size; i++) row[i] = (row[i] ?? 0) | (matched[i] ?? 0)
    }
    for (let i = 0; i < size; i++) if ((row[i] === 1) !== except) all[i] = (all[i] ?? 0) | (1 << bit)
  }
  return [...new Set(all)]
}

/** Whether an empty text counts as no value to `Null` and `ForAllValues`, as `decide` has it, or as one. */
export type Reading = 'none' | 'value'

function holdsIn(reading: Reading, condition: Condition, context: Context, key: string, effect: Effect): boolean {
  const values = context.get(key)
  if (reading === 'none' || values === undefined || !values.includes('') || !asksEmpty(condition))
    return conditionHolds(condition, context, true, effect)
  const one = (value: string, own: Condition): boolean =>
    conditionHolds(own, { get: (name) => (name === key ? [value] : undefined) }, true, effect)
  if (condition.operator === 'Null') return one('a', condition)
  return values.every((value) => one(value, { ...condition, quantifier: 'forAnyValue' }))
}

/** The same of one condition key: absent, single values, and lists of up to four. */
function keyMasks(statements: readonly Statement[], pool: KeyPool, reading: Reading): readonly number[] {
  const key = pool.key.toLowerCase()
  const maskOf = (values: readonly string[] | undefined): number => {
    const context = { get: (name: string) => (name === key ? values : undefined) }
    let mask = 0
    for (const [bit, statement] of statements.entries()) {
      const own = statement.conditions.filter((condition) => condition.key.toLowerCase() === key)
      if (own.every((condition) => holdsIn(reading, condition, context, key, statement.effect))) mask |= 1 << bit
    }
    return mask
  }
  const found = new Set([maskOf(undefined), maskOf([])])
  // Values are told apart by each condition alone, since a list answers condition by condition.
  const conditions = statements.flatMap((statement) =>
    statement.conditions
      .filter((condition) => condition.key.toLowerCase() === key)
      .map((condition) => ({ condition, effect: statement.effect })),
  )
  const kinds = new Map<string, string>()
  for (const value of pool.singles) {
    const kind = conditions.map(({ condition, effect }) => singleHolds(condition, key, value, effect)).join('')
    const name = value === '' ? `empty ${kind}` : kind
    if (!kinds.has(name)) kinds.set(name, value)
  }
  const values = [...kinds.values()]
  for (const value of values) found.add(maskOf([value]))
  if (pool.multiValued) {
    for (const a of values) {
      for (const b of values) {
        found.add(maskOf([a, b]))
        if (values.length <= 8) for (const c of values) found.add(maskOf([a, b, c]))
      }
    }
    found.add(maskOf(values))
  }
  return [...found]
}

const singles = new Map<string, number>()
function singleHolds(condition: Condition, key: string, value: string, effect: Effect): number {
  const name = `${condition.operator} ${condition.quantifier} ${condition.ifExists} ${effect} ${condition.values.join('|')} ${key} ${value}`
  const known = singles.get(name)
  if (known !== undefined) return known
  const made = Number(conditionHolds(condition, { get: (asked) => (asked === key ? [value] : undefined) }, true, effect))
  singles.set(name, made)
  return made
}

/** What is to be said of the narrow policy in the wide one: what hangs on how empty texts are read is unknown. */
export function truthOf(narrow: Policy, wide: Policy): Verdict['verdict'] {
  const found = separable(narrow, wide, 'none')
  const asked = [narrow, wide].some(({ statements }) => statements.some(({ conditions }) => conditions.some(asksEmpty)))
  if (asked && separable(narrow, wide, 'value') !== found) return 'unknown'
  return found ? 'refuted' : 'proved'
}

/** Whether some request of the small world is allowed by `narrow` and not by `wide`. */
function separable(narrow: Policy, wide: Policy, reading: Reading): boolean {
  const statements = [...narrow.statements, ...wide.statements]
  const bits = (from: readonly Statement[], offset: number, effect: Effect): number =>
    from.reduce((mask, statement, i) => (statement.effect === effect ? mask | (1 << (offset + i)) : mask), 0)
  const first = { allow: bits(narrow.statements, 0, 'allow'), deny: bits(narrow.statements, 0, 'deny') }
  const offset = narrow.statements.length
  const second = { allow: bits(wide.statements, offset, 'allow'), deny: bits(wide.statements, offset, 'deny') }
  const dimensions = [
    masks(
      statements.map((it) => it.actions),
      actionTable,
      ACTION_NAMES.length,
    ),
    masks(
      statements.map((it) => it.resources ?? { only: ['*'] }),
      resourceTable,
      RESOURCE_NAMES.length,
    ),
    ...[...new Set(KEYS)].flatMap((pool) =>
      statements.some((it) => it.conditions.some((condition) => condition.key.toLowerCase() === pool.key.toLowerCase()))
        ? [keyMasks(statements, pool, reading)]
        : [],
    ),
  ]
  let reached = new Set([(1 << statements.length) - 1])
  for (const dimension of dimensions) {
    const next = new Set<number>()
    for (const mask of reached) for (const other of dimension) next.add(mask & other)
    reached = next
  }
  return [...reached].some((mask) => {
    const allowed = (mask & first.allow) !== 0 && (mask & first.deny) === 0
    return allowed && !((mask & second.allow) !== 0 && (mask & second.deny) === 0)
  })
}
