/**
 * Functions that code of packages was given, and that never ran. Where such code is not understood to its end (it takes too
 * long, it makes code of text, it counts on what is not known), the function of the app that it would have called must not be
 * lost in silence: it runs with arguments that nobody knows.
 */
import { optionsOf, UNDEFINED, type Value } from '../values.js'
import { type ClassClosure, closureIn, type FunctionClosure } from './closures.js'
import { callWithAnything } from './escape.js'
import { current } from './lattice.js'
import { isLibrary } from './library-calls.js'
import { reachesSdk } from './reach.js'
import type { Activation, Run } from './run.js'

/** Of more functions that never ran it is not asked what they come to. */
const MAX_WALKS = 400
const MAX_DEPTH = 2

/** Notes what a function of a package is given. */
export function noteGiven(run: Run, closure: FunctionClosure, args: readonly Value[]): void {
  if (!isLibrary(closure.module)) return
  for (const each of args) note(run, each, UNDEFINED, 0)
}

function note(run: Run, value: Value, self: Value, depth: number): void {
  if (value.kind !== 'object' && value.kind !== 'union') return
  for (const option of optionsOf(value)) {
    if (option.kind !== 'object') continue
    const object = current(option)
    if (object.code !== null) {
      if (object.code.kind === 'closure' && !run.given.has(object)) run.given.set(object, self)
    } else if (depth < MAX_DEPTH && object.brand === null && object.proto !== null && !run.isBuiltin(object)) {
      if (object.list !== null && 'items' in object.list) for (const item of object.list.items) note(run, item, UNDEFINED, depth + 1)
      else if (object.proto === run.realm.prototypes.object)
        for (const property of object.props.values()) if (property.kind === 'object') note(run, property, object, depth + 1)
    }
  }
}

/**
 * For a handler that came to nothing of the SDK: runs those that never ran, the last one first, until one comes to something.
 * What the app gives stands behind what packages give each other.
 */
export function runUnheard(run: Run, act: Activation, at: number): void {
  let walks = 0
  for (const [fn, self] of [...run.given].reverse()) {
    const object = current(fn)
    const closure = closureIn(object)
    if (closure === null || hasRun(run, closure)) continue
    if (++walks > MAX_WALKS) return
    if (!reachesSdk(run, [object])) continue
    run.fork([() => callWithAnything(run, object, self, 'a package that does not come to call it', act, at), () => UNDEFINED])
    run.world.dead = false
    if (run.findings.calls.size > 0) return
  }
}

const hasRun = (run: Run, closure: FunctionClosure | ClassClosure): boolean =>
  closure.kind === 'function' ? run.contexts.has(closure) : methodsOf(closure).some((method) => run.contexts.has(method))

function methodsOf({ prototype }: ClassClosure): readonly object[] {
  return [...current(prototype).props.values()].flatMap((property) => {
    const closure = property.kind === 'object' ? closureIn(current(property)) : null
    return closure === null ? [] : [closure]
  })
}
