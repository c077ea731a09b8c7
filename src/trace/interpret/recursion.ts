/**
 * Functions that lead to themselves. The first levels run exactly; the next one is a fixed point, from no result upwards.
 * A table of functions whose functions call the table again (a visitor, a workflow) counts as one function.
 */
import type { FunctionCode } from '../lower/ir.js'
import { type AbstractObject, NEVER, UNDEFINED, type Value } from '../values.js'
import { current, join, same } from './lattice.js'
import { widenValue } from './loops.js'
import type { Activation, Recursion, Run } from './run.js'

export type Body = (self: Value, args: readonly Value[]) => Value

/** Where a call stands, for reports. */
interface CallPlace {
  readonly act: Activation
  readonly at: number
}

const MAX_NESTED = 3
/** Code of models recurses as deep as the parts of an app stand on each other. */
const MAX_NESTED_IN_MODELS = 12

export const joinArgs = (a: readonly Value[], b: readonly Value[]): Value[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => join(a[i] ?? (a.length === 0 ? NEVER : UNDEFINED), b[i] ?? UNDEFINED))

export function throughRecursion(
  run: Run,
  key: object,
  code: FunctionCode,
  self: Value,
  args: readonly Value[],
  site: CallPlace,
  body: Body,
): Value {
  let level = run.recursion.get(key)
  if (level === undefined) {
    level = { active: 0, pivot: null }
    run.recursion.set(key, level)
  }
  if (level.pivot !== null) return resultSoFar(run, level.pivot, self, args)
  level.active++
  const nested = code.module.file.startsWith('[') ? MAX_NESTED_IN_MODELS : MAX_NESTED
  const result = level.active < nested ? body(self, args) : fixedPoint(run, level, self, args, body, site)
  level.active--
  return result
}

/** A deeper call is answered with what the recursion has given so far, and the next round takes its arguments in. */
function resultSoFar(run: Run, pivot: Pivot, self: Value, args: readonly Value[]): Value {
  const joined = joinArgs(pivot.args, args).map((each) => widenValue(run, each, pivot.pass, pivot.born))
  const joinedSelf = widenValue(run, join(pivot.self, self), pivot.pass, pivot.born)
  if (!same(joinedSelf, pivot.self) || !joined.every((each, i) => same(each, pivot.args[i] ?? NEVER))) pivot.grown = true
  pivot.args = joined
  pivot.self = joinedSelf
  pivot.used = true
  if (pivot.result.kind === 'never') run.world.dead = true
  return pivot.result
}

/** Fewer alternatives are called one by one. */
const MIN_DISPATCH = 4

/**
 * The call of one of many functions. Where one of them calls one of the same again, that call is a recursion of the whole
 * table: told apart by which function leads to which, there would be as many ways as the table has orders.
 *
 * @param callees what it can be that is called; where they are not among those of a dispatch around it, it is one of its own
 */
export function throughDispatch(
  run: Run,
  callees: readonly Value[],
  self: Value,
  args: readonly Value[],
  site: CallPlace,
  body: Body,
): Value {
  if (callees.length < MIN_DISPATCH) return body(self, args)
  const members = new Set<AbstractObject>()
  for (const each of callees) if (each.kind === 'object') members.add(current(each))
  for (const { level, members: around } of run.dispatches) {
    if (level.pivot !== null && isWithin(members, around)) return resultSoFar(run, level.pivot, self, args)
  }
  const level: Recursion = { active: 1, pivot: null }
  run.dispatches.push({ members, level })
  const result = fixedPoint(run, level, self, args, body, site)
  run.dispatches.pop()
  return result
}

const isWithin = (members: ReadonlySet<AbstractObject>, around: ReadonlySet<AbstractObject>): boolean => {
  if (members.size > around.size || members.size === 0) return false
  for (const each of members) if (!around.has(each)) return false
  return true
}

const MAX_ITERATIONS = 6

function fixedPoint(
  run: Run,
  level: { active: number; pivot: Pivot | null },
  self: Value,
  args: readonly Value[],
  body: Body,
  site: CallPlace,
): Value {
  const pivot: Pivot = { args, self, result: NEVER, used: false, grown: false, pass: 0, born: run.world.births }
  level.pivot = pivot
  for (let n = 0; n < MAX_ITERATIONS; n++) {
    pivot.used = false
    pivot.grown = false
    pivot.pass = n
    const given = run.fork([() => body(pivot.self, pivot.args), ...(n === 0 ? [] : [() => NEVER])])
    const joined = widenValue(run, join(pivot.result, given), n, pivot.born)
    const settled = same(joined, pivot.result) && !pivot.grown
    pivot.result = joined
    if (!pivot.used || settled) break
    if (n === MAX_ITERATIONS - 1) run.outOfBudget('a recursion does not settle', site.act, site.at)
    if (run.world.dead && n < MAX_ITERATIONS - 1) run.world.dead = false
  }
  level.pivot = null
  if (pivot.result.kind === 'never') run.world.dead = true
  return pivot.result
}

type Pivot = NonNullable<Recursion['pivot']>
