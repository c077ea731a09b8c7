/**
 * Calls of code of packages, in a bundle or followed where they are installed. What takes many steps and cannot come to
 * anything of the SDK is not followed: what it gives is unknown, and what it was given can have changed.
 *
 * Such a call is tried for some steps first. Where it is not at its end by then, and can come to the SDK, it runs without
 * this bound, and the calls inside of it are tried one by one.
 */
import { type AbstractObject, optionsOf, unknownValue, type Value } from '../values.js'
import type { FunctionClosure } from './closures.js'
import { current, join } from './lattice.js'
import { openObject } from './objects.js'
import { reachesSdk } from './reach.js'
import type { LibraryCalls, ModuleInstance, Run } from './run.js'
import { withinSteps } from './within-steps.js'
import { elementOf, LIST, write } from './world.js'

/** A file of more characters holds packages beside the app's own code. */
const MIN_BUNDLE = 150_000
/** Steps after which it is asked whether a call can come to the SDK. */
const FIRST_STEPS = 4_000
/** Steps for a call that cannot. */
const MAX_STEPS = 30_000
/** Steps for all calls that are given up, beyond the first ones of each. */
const ALL_STEPS = 200_000

export const noLibraryCalls = (): LibraryCalls => ({ trying: false, spent: 0, reaching: new WeakSet(), costly: new WeakSet() })

export const isLibrary = (module: ModuleInstance): boolean =>
  module.followed || (module.code !== null && module.code.text.length > MIN_BUNDLE)

export function libraryCall(
  run: Run,
  closure: FunctionClosure,
  fn: AbstractObject,
  self: Value,
  args: readonly Value[],
  body: () => Value,
): Value {
  if (!isLibrary(closure.module)) return body()
  const { steps } = run.budget
  const value = boundedCall(run, closure, fn, self, args, body)
  // Who calls a package counts on an answer. That there is none is a mistake of ours, but for small functions that throw.
  if (!run.world.dead || run.budget.steps - steps < MIN_STEPS_TO_FAIL || isSettling(run)) return value
  run.world.dead = false
  return unknownValue('what a function of a package gives')
}

const MIN_STEPS_TO_FAIL = 60

const isSettling = (run: Run): boolean =>
  run.dispatches.some(({ level }) => level.pivot !== null) || [...run.recursion.values()].some(({ pivot }) => pivot !== null)

function boundedCall(
  run: Run,
  closure: FunctionClosure,
  fn: AbstractObject,
  self: Value,
  args: readonly Value[],
  body: () => Value,
): Value {
  const calls = run.libraryCalls
  const { code } = closure
  if (calls.trying || calls.reaching.has(code)) return body()
  const around = [fn, self, ...args]
  if (calls.costly.has(code)) return reachesSdk(run, around) ? body() : givenUp(run, code.name, self, args)
  const first = tried(run, FIRST_STEPS, body)
  if (first !== null) return first
  if (reachesSdk(run, around)) {
    if (reachesSdk(run, [fn])) calls.reaching.add(code)
    return body()
  }
  const steps = Math.max(FIRST_STEPS, Math.min(MAX_STEPS, (ALL_STEPS - calls.spent) / 4))
  const second = steps > FIRST_STEPS ? tried(run, steps, body) : null
  if (second !== null) return second
  calls.spent += steps
  calls.costly.add(code)
  return givenUp(run, code.name, self, args)
}

/** @returns null where it takes more steps and finds nothing on the way; then everything is as before */
function tried(run: Run, steps: number, body: () => Value): Value | null {
  const calls = run.libraryCalls
  const { budget } = run
  const before = budget.steps
  calls.trying = true
  try {
    return withinSteps<Value | null>(run, steps, body, () => {
      // What was tried in vain is not the app's own work.
      budget.steps = before
      return null
    })
  } finally {
    calls.trying = false
  }
}

function givenUp(run: Run, name: string, self: Value, args: readonly Value[]): Value {
  const why = `what \`${name === '' ? 'a function of a package' : name}\` gives, which takes long to follow`
  const seen = new Set<AbstractObject>()
  for (const each of [self, ...args]) open(run, each, why, seen)
  return unknownValue(why)
}

const MAX_OPENED = 200

/** Anything may have been written to what was given; what it can call comes to nothing that counts. */
function open(run: Run, value: Value, why: string, seen: Set<AbstractObject>): void {
  for (const option of optionsOf(value)) {
    if (option.kind !== 'object') continue
    const object = current(option)
    if (seen.has(object) || seen.size > MAX_OPENED || run.isBuiltin(object)) continue
    seen.add(object)
    openObject(run, object, why)
    const { list } = object
    if (list !== null) {
      for (const each of 'items' in list ? list.items : [list.element]) open(run, each, why, seen)
      write(run.world, object, LIST, { element: join(elementOf(list), unknownValue(why)) })
    }
    for (const [key, property] of object.props) {
      if (property.kind === 'live' || property.kind === 'accessor' || key.startsWith('@@')) continue
      open(run, property, why, seen)
      if (property.kind !== 'object') write(run.world, object, key, join(property, unknownValue(why)))
    }
  }
}

/** Something of the SDK was met: the call that is tried goes on without its bound. */
export function metSdk(run: Run): void {
  if (!run.libraryCalls.trying) return
  run.libraryCalls.trying = false
  run.budget.maxSteps = run.budget.outerSteps
}
