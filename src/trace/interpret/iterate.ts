/** What `for…of`, spreads and destructuring see of a value. */
import { type AbstractObject, NEVER, optionsOf, textValue, UNDEFINED, unknownValue, type Value } from '../values.js'
import { elementAt } from './cuts.js'
import { generated, isGenerator } from './generators.js'
import { current, join, joinAll } from './lattice.js'
import { toFixedPoint } from './loops.js'
import { mapEntries } from './map-contents.js'
import { getMember } from './objects.js'
import { truth, withoutNullish } from './operators.js'
import type { Activation, Iterated, Run } from './run.js'
import { literalsOf } from './texts.js'

export const iterate = (run: Run, value: Value, act: Activation): Iterated => joinedList(listsOf(run, value, act))

/** What each alternative of a value lists. */
export function listsOf(run: Run, value: Value, act: Activation): readonly Iterated[] {
  return optionsOf(withoutNullish(value)).map((option) => iterateOne(run, option, act))
}

/** Alternatives of one length, as branches make them, keep what stands at a place there. */
export function joinedList(lists: readonly Iterated[]): Iterated {
  const [first] = lists
  if (first === undefined) return { items: [] }
  if (lists.length === 1) return first
  const known = lists.flatMap((each) => ('items' in each ? [each.items] : []))
  const [items = []] = known
  if (known.length === lists.length && known.every((each) => each.length === items.length))
    return { items: items.map((_, i) => known.reduce<Value>((all, each) => join(all, each[i] ?? UNDEFINED), NEVER)) }
  return { element: lists.reduce<Value>((all, each) => join(all, elementOfIterated(each)), NEVER) }
}

/** What destructuring finds at a place, of alternatives that may differ in length. */
export const placeOf = (lists: readonly Iterated[], place: number): Value =>
  lists.length === 0 ? UNDEFINED : lists.reduce<Value>((all, each) => join(all, placeIn(each, place)), NEVER)

const placeIn = (list: Iterated, place: number): Value =>
  'items' in list ? (list.items[place] ?? UNDEFINED) : list.element.kind === 'never' ? UNDEFINED : elementAt(list, place)

export const elementOfIterated = (iterated: Iterated): Value => ('items' in iterated ? joinAll(iterated.items) : iterated.element)

const MAX_CHARACTERS = 32

function iterateOne(run: Run, value: Value, act: Activation): Iterated {
  switch (value.kind) {
    case 'object':
      return iterateObject(run, current(value), act)
    case 'given':
      return { element: getMember(run, value, '0', act) }
    case 'text': {
      const text = literalsOf(value)?.[0]
      if (text !== undefined && text.length <= MAX_CHARACTERS) return { items: [...text].map(textValue) }
      return { element: { kind: 'text', pieces: [{ kind: 'any', why: 'a character of a text' }] } }
    }
    case 'unknown':
      return { element: value }
    default:
      return { items: [] }
  }
}

function iterateObject(run: Run, object: AbstractObject, act: Activation): Iterated {
  if (object.list !== null) return object.list
  if (isGenerator(object)) return generated(run, object)
  const entries = mapEntries(run, object)
  if (entries !== null) return entries
  // A promise of a list, as `for await` reads it.
  if (object.inner !== null && object.proto === run.realm.prototypes.promise) return iterate(run, object.inner, act)
  for (const key of ['@@asyncIterator', '@@iterator']) {
    const method = getMember(run, object, key, act)
    if (method.kind !== 'object' || current(method).code === null) continue
    const iterator = run.call(method, object, [], act, act.calledAt)
    return iterator.kind === 'object' && current(iterator) === object ? nextOf(run, iterator, act) : iteratorValues(run, iterator, act)
  }
  if (object.props.has('next')) return nextOf(run, object, act)
  return { element: object.open === null ? NEVER : unknownValue(object.open) }
}

function iteratorValues(run: Run, iterator: Value, act: Activation): Iterated {
  if (iterator.kind === 'object' && (current(iterator).list !== null || isGenerator(current(iterator))))
    return iterateObject(run, current(iterator), act)
  return nextOf(run, iterator, act)
}

const MAX_STEPS = 64

/**
 * An iterator of the app's own is asked until it says that it is done. Where that is not known, it gives any number of what it
 * can give. What the loop's body changes in between is not seen by it.
 */
function nextOf(run: Run, iterator: Value, act: Activation): Iterated {
  const next = getMember(run, iterator, 'next', act)
  if (next.kind !== 'object') return { element: next.kind === 'undefined' ? NEVER : unknownValue('what an iterator gives') }
  const ask = (): Value => run.machine.awaited(run.call(next, iterator, [], act, act.calledAt))
  const items: Value[] = []
  while (items.length < MAX_STEPS) {
    const step = ask()
    const done = truth(getMember(run, step, 'done', act))
    if (done === true || run.world.dead) return { items }
    items.push(getMember(run, step, 'value', act))
    if (done === null) break
  }
  let element = joinAll(items)
  toFixedPoint(run, () => {
    element = join(element, getMember(run, ask(), 'value', act))
  })
  return { element }
}
