/** Promises settle at once: what was awaited, given to `then`, or returned is the value inside. */
import { type AbstractObject, NEVER, optionsOf, UNDEFINED, type Value } from '../values.js'
import { current, joinAll } from './lattice.js'
import { getMember } from './objects.js'
import type { Activation, Run } from './run.js'
import { newObject } from './world.js'

export function promiseOf(run: Run, value: Value, act: Activation): AbstractObject {
  const made = newObject(run.world, act.code ?? run.realm, { proto: run.realm.prototypes.promise })
  made.inner = flattened(value)
  return made
}

/** A promise of a promise is one promise. */
function flattened(value: Value): Value {
  const options = optionsOf(value)
  if (!options.some(isPromiseValue)) return value
  return joinAll(options.map((option) => (isPromiseValue(option) ? flattened(current(option).inner ?? NEVER) : option)))
}

const isPromiseValue = (value: Value): value is AbstractObject => value.kind === 'object' && isPromise(current(value))

export const isPromise = (object: AbstractObject): boolean =>
  object.inner !== null && object.list === null && object.brand === null && object.props.size === 0

/** What `await` gives. A promise that can only fail ends the path. */
export function awaited(run: Run, value: Value, act: Activation, at: number): Value {
  if (run.world.dead) return NEVER
  const out = joinAll(optionsOf(value).map((option) => awaitedOne(run, option, act, at)))
  if (out.kind === 'never') run.world.dead = true
  return out
}

function awaitedOne(run: Run, value: Value, act: Activation, at: number): Value {
  if (value.kind !== 'object') return value
  const object = current(value)
  if (object.proto === run.realm.prototypes.promise && object.inner !== null) return object.inner
  const then = object.code === null ? getMember(run, object, 'then', act) : UNDEFINED
  if (then.kind !== 'object' || current(then).code === null) return value
  return run.settle(object, then, act, at)
}
