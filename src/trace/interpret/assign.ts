/** Where values go: variables, members, and the parts of destructuring, which are reads. */

import type { Expr, Pattern } from '../lower/ir.js'
import { optionsOf, UNDEFINED, type Value } from '../values.js'
import { withoutFirst } from './cuts.js'
import { joinedList, listsOf, placeOf } from './iterate.js'
import { current, join } from './lattice.js'
import { ownMembers } from './objects.js'
import { nullish, withoutNullish } from './operators.js'
import type { Activation, Run } from './run.js'
import { type Frame, newObject, write } from './world.js'

export function frameAt(act: Activation, hops: number): Frame {
  let frame = act.frame
  for (let n = hops; n > 0 && frame.parent !== null; n--) frame = frame.parent
  return frame
}

export function assign(run: Run, pattern: Pattern, value: Value, act: Activation, site: object): void {
  if (run.world.dead) return
  switch (pattern.op) {
    case 'local':
      write(run.world, frameAt(act, pattern.hops), pattern.slot, value)
      return
    case 'member':
      run.set(run.eval(pattern.object, act), pattern.key, value, act)
      return
    case 'index': {
      const object = run.eval(pattern.object, act)
      run.setComputed(object, run.eval(pattern.key, act), value, act)
      return
    }
    case 'super':
      if (typeof pattern.key === 'string') run.set(act.self.value, pattern.key, value, act)
      return
    case 'default': {
      const whether = nullishAsDefault(value)
      if (whether === false) run.assign(pattern.into, value, act, site)
      else if (whether === true) run.assign(pattern.into, run.eval(pattern.value, act), act, site)
      else
        run.assign(
          pattern.into,
          run.withFallback(value, () => run.eval(pattern.value, act), '??'),
          act,
          site,
        )
      return
    }
    case 'members':
      destructureMembers(run, pattern, value, act)
      return
    case 'items':
      destructureItems(run, pattern, value, act)
      return
    case 'global':
      run.setGlobal(pattern.name, value)
      return
    case 'nowhere':
      return
  }
}

/** Defaults stand in for undefined alone, but an unknown may be it. */
const nullishAsDefault = (value: Value): boolean | null => {
  const options = optionsOf(value)
  if (options.every((each) => each.kind === 'null')) return false
  return nullish(value)
}

function destructureMembers(run: Run, pattern: Extract<Pattern, { op: 'members' }>, value: Value, act: Activation): void {
  const taken: string[] = []
  let computed = false
  for (const member of pattern.members) {
    const read = readKey(run, value, member.key, act)
    if (typeof member.key === 'string') taken.push(member.key)
    else computed = true
    run.assign(member.into, read, act, member)
  }
  if (pattern.rest !== null) run.assign(pattern.rest, restOf(run, value, taken, computed, act, pattern), act, pattern)
}

export function readKey(run: Run, value: Value, key: string | Expr, act: Activation): Value {
  return typeof key === 'string' ? run.get(value, key, act) : run.getComputed(value, run.eval(key, act), act)
}

function restOf(run: Run, value: Value, taken: readonly string[], computed: boolean, act: Activation, site: object): Value {
  const given = optionsOf(withoutNullish(value))
  // What is left of the event is read like the event.
  if (given.length === 1 && (given[0]?.kind === 'given' || given[0]?.kind === 'unknown')) return given[0]
  const { known, open } = ownMembers(run, value, act)
  const made = newObject(run.world, site, { proto: run.realm.prototypes.object })
  for (const [key, member] of known) if (!taken.includes(key)) made.props.set(key, computed ? join(member, UNDEFINED) : member)
  if (open) made.open = 'what is left of an object'
  const [first] = given
  if (given.length === 1 && first?.kind === 'object') {
    made.virtual = current(first).virtual
    made.computed = current(first).computed
  }
  return made
}

function destructureItems(run: Run, pattern: Extract<Pattern, { op: 'items' }>, value: Value, act: Activation): void {
  const lists = listsOf(run, value, act)
  pattern.items.forEach((item, i) => {
    if (item !== null) run.assign(item, placeOf(lists, i), act, item)
  })
  if (pattern.rest === null) return
  const iterated = joinedList(lists)
  const list = withoutFirst(iterated, pattern.items.length)
  run.assign(pattern.rest, newObject(run.world, pattern, { proto: run.realm.prototypes.array, list }), act, pattern)
}
