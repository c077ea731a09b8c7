/**
 * Names of objects of which not all members are known: a module that is modelled, the environment. Code that copies such an
 * object member by member (`for (const k in from) to[k] = from[k]`, and what compilers make of re-exports) then leaves a copy
 * that is read like the original.
 */
import { type AbstractObject, optionsOf, type Value } from '../values.js'
import { current } from './lattice.js'
import type { Run } from './run.js'
import { PROTO, write } from './world.js'

type Given = Extract<Value, { kind: 'given' }>

const owners = new WeakMap<Value, AbstractObject | Given>()

/** A name that the object has, which one is not known. */
export function anyKeyOf(value: Value): Value {
  const key: Value = { kind: 'text', pieces: [{ kind: 'any', why: 'a key that is not known' }] }
  const objects = optionsOf(value).filter((each) => each.kind === 'object')
  const [only] = objects
  if (objects.length === 1 && only?.kind === 'object') owners.set(key, current(only))
  if (value.kind === 'given') owners.set(key, value)
  return key
}

/**
 * A member with the name is written: members that the target does not have are those of the original.
 *
 * @returns false where the name is not of this kind
 */
export function copiesMember(run: Run, target: AbstractObject, key: Value): boolean {
  const owner = ownerOf(key)
  if (owner === null || owner === target) return false
  if (owner.kind === 'given') {
    if (target.virtual === null) run.givenSpread(target, owner)
    return target.virtual !== null
  }
  if (owner.virtual === null && !inherits(owner)) return false
  if (target.proto !== owner && !above(owner, target)) write(run.world, target, PROTO, owner)
  return true
}

function ownerOf(key: Value): AbstractObject | Given | null {
  for (const option of optionsOf(key)) {
    const owner = owners.get(option)
    if (owner !== undefined) return owner.kind === 'given' ? owner : current(owner)
  }
  return null
}

/** A copy of such an object is one itself. */
const inherits = (object: AbstractObject): boolean => object.proto !== null && current(object.proto).virtual !== null

function above(start: AbstractObject, wanted: AbstractObject): boolean {
  for (let at: AbstractObject | null = start, n = 0; at !== null && n < 32; at = at.proto === null ? null : current(at.proto), n++)
    if (at === wanted) return true
  return false
}
