/** Generators: the body runs when its values are first asked for, all at once. */

import type { Expr } from '../lower/ir.js'
import { type AbstractObject, UNDEFINED, unknownValue, type Value } from '../values.js'
import { join, joinAll } from './lattice.js'
import { awaited } from './promises.js'
import type { Activation, Iterated, Run, Yields } from './run.js'
import { INNER, newObject, write } from './world.js'

type Start = (yields: Yields) => Value

const starts = new WeakMap<AbstractObject, { readonly start: Start; readonly asAwait: boolean }>()

export function makeGenerator(run: Run, fn: AbstractObject, asAwait: boolean, start: Start): Value {
  const made = newObject(run.world, fn.site, { proto: run.realm.prototypes.iterator })
  starts.set(made, { start, asAwait })
  return made
}

export const isGenerator = (object: AbstractObject): boolean => starts.has(object)

/** What a generator yields; its body runs the first time. */
export function generated(run: Run, object: AbstractObject): Iterated {
  const { inner } = object
  if (inner?.kind === 'object' && inner.list !== null) return inner.list
  const { values, exact } = runGenerator(run, object)
  const list = exact ? { items: values } : { element: joinAll(values) }
  const kept = newObject(run.world, object.site, { proto: run.realm.prototypes.array, list })
  write(run.world, object, INNER, kept)
  return list
}

/** Runs the body, and gives what it returns beside what it yields. */
export function runGenerator(_run: Run, object: AbstractObject): Yields & { readonly returned: Value } {
  const entry = starts.get(object)
  const yields: Yields = { values: [], exact: true, asAwait: entry?.asAwait ?? false }
  const returned = entry === undefined ? UNDEFINED : entry.start(yields)
  return { ...yields, returned }
}

export function yieldValue(run: Run, expr: Extract<Expr, { op: 'yield' }>, act: Activation): Value {
  const value = run.eval(expr.value, act)
  const { yields } = act
  if (yields === null || run.world.dead) return UNDEFINED
  if (yields.asAwait) return awaited(run, value, act, expr.at)
  if (expr.each) {
    const iterated = run.iterate(value, act)
    if ('items' in iterated) yields.values.push(...iterated.items)
    else {
      yields.values.push(iterated.element)
      yields.exact = false
    }
  } else yields.values.push(value)
  // In a branch or a loop it may happen once, often or never.
  if (run.world.marks.at(-1) !== act.mark) yields.exact = false
  // What is sent back is not known; with helpers that await for the generator it is what the promise settles with.
  return join(awaited(run, value, act, expr.at), unknownValue('what a generator is sent'))
}
