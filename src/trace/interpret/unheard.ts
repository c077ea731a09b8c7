/**
 * Functions that code of packages was given, and that never ran. Where such code is not understood to its end (it takes too
 * long, it makes code of text, it counts on what is not known), the function of the app that it would have called must not be
 * lost in silence: it runs with arguments that nobody knows.
 */
import { UNDEFINED } from '../values.js'
import { type ClassClosure, closureIn, type FunctionClosure } from './closures.js'
import { callWithAnything } from './escape.js'
import { current } from './lattice.js'
import { reachesSdk } from './reach.js'
import type { Activation, Run } from './run.js'

/** Of more functions that never ran it is not asked what they come to. */
const MAX_WALKS = 400

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
