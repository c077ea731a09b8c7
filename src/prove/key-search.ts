/**
 * The search through condition keys, when action and resource are chosen. What is left of a statement is its *tail*: the
 * layer it is in, what it does, and the tests that are open. Statements with one tail are one; a set of tails that led
 * nowhere once leads nowhere again.
 */
import type { Effect } from '../policy/index.js'
import type { Budget } from './budget.js'
import type { Empties } from './empty-values.js'
import { type KeyClasses, keyClasses } from './key-classes.js'
import type { KeyTest } from './key-tests.js'
import { ascending } from './rules.js'
import type { SoleVariables } from './sole-variables.js'

export interface Tail {
  readonly id: number
  readonly side: number
  readonly layer: number
  readonly effect: Effect
  /** Numbers of tests, ascending. */
  readonly tests: readonly number[]
  /** What the tests ask as it is written, ascending: tests that are read in two ways ask the same. */
  readonly asks: readonly number[]
}

export interface Goal {
  /** Goals of one name are the same. */
  readonly name: string
  readonly sides: number
  /** Whether the side answers `allowed` when Allows of these layers apply and no Deny. More layers never make it less. */
  readonly allows: (side: number, layers: number) => boolean
  /** `separate`: side 0 allows and no other does. `meet`: every side allows. */
  readonly want: 'separate' | 'meet'
  /** Whether the layers of each side stand for the same kinds of policy, so that a twin of a rule can do what it does. */
  readonly alike: boolean
  /** Whether one Allow of any layer is enough. */
  readonly plain: boolean
}

/** By key in lower case; a key that is not named may be absent. */
export type KeyChoice = ReadonlyMap<string, readonly string[] | null>

export interface KeySearchState {
  readonly tests: readonly KeyTest[]
  /** By number of test: what it asks as it is written. */
  readonly asksOf: readonly number[]
  readonly multiValued: (key: string) => boolean
  readonly symbols: string
  readonly sole: SoleVariables
  readonly empties: Empties
  readonly budget: Budget
  readonly tails: Tail[]
  readonly tailIds: Map<string, number>
  readonly failed: Set<string>
  readonly classes: ClassCache
  readonly keyOrder: ReadonlyMap<string, number>
}

/** Classes that were found, for all callers that share their tests. */
export interface ClassCache {
  /** By the numbers of the tests that are told apart. */
  readonly byTests: Map<string, KeyClasses | null>
  /** By key, for all of its tests together. */
  readonly byKey: Map<string, WholeKey | null>
  readonly asked: Map<string, number>
}

interface WholeKey {
  readonly ids: readonly number[]
  readonly classes: KeyClasses
}

export const newClassCache = (): ClassCache => ({ byTests: new Map(), byKey: new Map(), asked: new Map() })

export function tailOf(state: KeySearchState, side: number, layer: number, effect: Effect, tests: readonly number[]): Tail {
  const name = `${side} ${layer} ${effect} ${tests.join()}`
  const known = state.tailIds.get(name)
  const found = known === undefined ? undefined : state.tails[known]
  if (found !== undefined) return found
  const asks = ascending(tests.map((id) => state.asksOf[id] ?? id))
  const made: Tail = { id: state.tails.length, side, layer, effect, tests, asks }
  state.tails.push(made)
  state.tailIds.set(name, made.id)
  return made
}

/** @returns a choice of keys that reaches the goal, or null where none does, but for what `budget.gaps` names */
export function searchKeys(state: KeySearchState, goal: Goal, given: readonly Tail[]): KeyChoice | null {
  const tails = reduce(goal, given)
  const verdict = judgeTails(goal, tails)
  if (verdict !== 'open') return verdict === 'reached' ? new Map() : null
  const name = `${goal.name} ${tails.map((tail) => tail.id).join()}`
  if (state.failed.has(name)) return null
  if (--state.budget.nodes < 0) {
    state.budget.gaps.add('the search ran out of steps')
    return null
  }
  const key = nextKey(state, tails)
  const ids = [...new Set(tails.flatMap((tail) => tail.tests.filter((id) => state.tests[id]?.key === key)))].sort((a, b) => a - b)
  const classes = classesOf(state, key, ids)
  for (const { truth, values } of classes?.classes ?? []) {
    const isTrue = (id: number): boolean => ((truth >> BigInt(ids.indexOf(id))) & 1n) === 1n
    const left = tails.flatMap((tail) => {
      if (tail.tests.some((id) => ids.includes(id) && !isTrue(id))) return []
      return [
        tailOf(
          state,
          tail.side,
          tail.layer,
          tail.effect,
          tail.tests.filter((id) => !ids.includes(id)),
        ),
      ]
    })
    const found = searchKeys(state, goal, left)
    if (found !== null) return new Map([...found, [key, values]])
  }
  state.failed.add(name)
  return null
}

function classesOf(state: KeySearchState, key: string, ids: readonly number[]): KeyClasses | null {
  const { byTests } = state.classes
  const name = ids.join()
  let classes = byTests.get(name)
  if (classes === undefined) {
    classes = projected(state, key, ids) ?? findClasses(state, key, ids, state.budget.limits.states, state.budget.limits.vectors)
    byTests.set(name, classes)
  }
  if (classes === null) state.budget.gaps.add(`the values of \`${key}\` fall into too many classes`)
  else if (!classes.complete) state.budget.gaps.add(`values of several types are compared with \`${key}\``)
  return classes
}

function findClasses(state: KeySearchState, key: string, ids: readonly number[], maxStates: number, maxVectors: number): KeyClasses | null {
  const tests = ids.flatMap((id) => state.tests[id] ?? [])
  return keyClasses({
    tests,
    multiValued: state.multiValued(key),
    symbols: state.symbols,
    sole: state.sole.keys.has(key),
    empties: state.empties,
    maxStates,
    maxVectors,
  })
}

/** A key that is asked about again and again, each time by other tests, is cut once by all of them. */
function projected(state: KeySearchState, key: string, ids: readonly number[]): KeyClasses | null {
  const { byKey, asked } = state.classes
  const times = (asked.get(key) ?? 0) + 1
  asked.set(key, times)
  if (times < ASKED_AGAIN) return null
  let whole = byKey.get(key)
  if (whole === undefined) {
    const all = state.tests.flatMap((test, id) => (test.key === key ? [id] : []))
    const found = all.length > MOST_TESTS ? null : findClasses(state, key, all, STATES_AT_ONCE, VECTORS_AT_ONCE)
    whole = found === null || !found.complete ? null : { ids: all, classes: found }
    byKey.set(key, whole)
  }
  if (whole === null) return null
  const { ids: all, classes } = whole
  const bits = ids.map((id) => BigInt(all.indexOf(id)))
  const kept = new Map<bigint, KeyClasses['classes'][number]>()
  for (const one of classes.classes) {
    const truth = bits.reduce((sum, bit, i) => (((one.truth >> bit) & 1n) === 1n ? sum | (1n << BigInt(i)) : sum), 0n)
    if (!kept.has(truth)) kept.set(truth, { truth, values: one.values })
  }
  return { classes: [...kept.values()], complete: true }
}

const ASKED_AGAIN = 3
const MOST_TESTS = 40
const STATES_AT_ONCE = 3_000
const VECTORS_AT_ONCE = 64

/** Keys in one order for the whole question: what led nowhere is remembered by it. */
function nextKey(state: KeySearchState, tails: readonly Tail[]): string {
  let best = ''
  let rank = Number.POSITIVE_INFINITY
  for (const tail of tails) {
    for (const id of tail.tests) {
      const key = state.tests[id]?.key ?? ''
      const order = state.keyOrder.get(key) ?? 0
      if (order < rank) {
        best = key
        rank = order
      }
    }
  }
  return best
}

/**
 * Leaves out what cannot matter: a tail that asks more than another of its layer and effect, and a Deny of a wide side
 * that never applies without a Deny of the narrow side. Sorted.
 */
function reduce(goal: Goal, tails: readonly Tail[]): readonly Tail[] {
  const unique = [...new Map(tails.map((tail) => [tail.id, tail])).values()].sort((a, b) => a.id - b.id)
  if (unique.length > MANY_TAILS) return unique
  return unique.filter((tail) => !unique.some((other) => other !== tail && overrules(goal, other, tail)))
}

/** Comparing all with all pays for the small sets that are left of most policies. */
const MANY_TAILS = 200

function overrules(goal: Goal, other: Tail, tail: Tail): boolean {
  if (other.effect !== tail.effect) return false
  if (other.side !== tail.side) {
    return goal.want === 'separate' && tail.effect === 'deny' && other.side === 0 && isSubset(other.asks, tail.asks)
  }
  if (tail.effect === 'allow' && other.layer !== tail.layer) return false
  return isSubset(other.tests, tail.tests) && (other.tests.length < tail.tests.length || other.id < tail.id)
}

export function isSubset(part: readonly number[], whole: readonly number[]): boolean {
  if (part.length > whole.length) return false
  let at = 0
  for (const id of part) {
    while (at < whole.length && (whole[at] ?? 0) < id) at++
    if (whole[at] !== id) return false
    at++
  }
  return true
}

export type Verdict = 'reached' | 'hopeless' | 'open'

/**
 * What is known already, by what applies for sure and what may: `hopeless` where the goal cannot be reached, `reached`
 * where it is whatever else is chosen.
 */
export function judge<T extends { readonly tail: Tail }>(
  goal: Goal,
  items: readonly T[],
  applies: (item: T) => 'sure' | 'maybe' | 'no',
): Verdict {
  const least = new Int32Array(goal.sides)
  const most = new Int32Array(goal.sides)
  let denied = 0
  let deniable = 0
  for (const item of items) {
    const certainty = applies(item)
    if (certainty === 'no') continue
    const { side, layer, effect, tests } = item.tail
    const sure = certainty === 'sure' && tests.length === 0
    if (effect === 'deny') {
      deniable |= 1 << side
      if (sure) denied |= 1 << side
    } else {
      most[side] = (most[side] ?? 0) | (1 << layer)
      if (sure) least[side] = (least[side] ?? 0) | (1 << layer)
    }
  }
  let reached = true
  for (let side = 0; side < goal.sides; side++) {
    const can = ((denied >> side) & 1) === 0 && goal.allows(side, most[side] ?? 0)
    const must = ((deniable >> side) & 1) === 0 && goal.allows(side, least[side] ?? 0)
    const wanted = side === 0 || goal.want === 'meet'
    if (wanted ? !can : must) return 'hopeless'
    if (wanted ? !must : can) reached = false
  }
  return reached ? 'reached' : 'open'
}

function judgeTails(goal: Goal, tails: readonly Tail[]): Verdict {
  const verdict = judge(
    goal,
    tails.map((tail) => ({ tail })),
    () => 'sure',
  )
  return verdict === 'open' && goal.alike && goal.want === 'separate' && isMirrored(goal, tails) ? 'hopeless' : verdict
}

/**
 * Whether some wide side allows whatever side 0 does: each Allow of side 0 has one there that asks no more, and each
 * Deny there one on side 0 that asks no more.
 */
function isMirrored(goal: Goal, tails: readonly Tail[]): boolean {
  for (let side = 1; side < goal.sides; side++) {
    const covered = (tail: Tail, by: number): boolean =>
      tails.some(
        (other) =>
          other.side === by &&
          other.effect === tail.effect &&
          (tail.effect === 'deny' || other.layer === tail.layer) &&
          isSubset(other.asks, tail.asks),
      )
    if (tails.every((tail) => (tail.effect === 'allow' ? tail.side !== 0 || covered(tail, side) : tail.side !== side || covered(tail, 0))))
      return true
  }
  return false
}
