/** Functions that code of packages is given: what becomes of those that never run is in unheard.ts. */
import { optionsOf, UNDEFINED, type Value } from '../values.js'
import type { FunctionClosure } from './closures.js'
import { current } from './lattice.js'
import { isLibrary } from './library-calls.js'
import type { Run } from './run.js'

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
