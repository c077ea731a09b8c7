/** The contents of `Map`, `WeakMap` and `URLSearchParams`: known keys as hidden members, others as one entry. */
import { type AbstractObject, NEVER, textValue, UNDEFINED, type Value } from '../values.js'
import { join } from './lattice.js'
import type { Iterated, Run } from './run.js'
import { literalsOf } from './texts.js'
import { COMPUTED, joinComputed, joinProperty, newObject, write } from './world.js'

const PREFIX = '@@map:'
/** Marks an object as a map. */
export const MAP_MARK = '@@map'

export const isMap = (object: AbstractObject): boolean => object.props.has(MAP_MARK)

export function mapSet(run: Run, map: AbstractObject, key: Value, value: Value): void {
  const keys = literalsOf(key)
  const [only] = keys ?? []
  if (keys?.length === 1 && only !== undefined)
    write(run.world, map, PREFIX + only, map.many ? joinProperty(map.props.get(PREFIX + only), value) : value)
  else write(run.world, map, COMPUTED, joinComputed(map.computed, { key, value }))
}

export function mapGet(map: AbstractObject, key: Value): Value {
  const keys = literalsOf(key)
  let out: Value = map.computed?.value ?? NEVER
  if (keys === null) {
    for (const [, value] of knownEntries(map)) out = join(out, value)
    return out.kind === 'never' ? UNDEFINED : out
  }
  for (const each of keys) {
    const found = map.props.get(PREFIX + each)
    out = join(out, found === undefined || found.kind === 'accessor' || found.kind === 'live' ? UNDEFINED : found)
  }
  return out
}

export function knownEntries(map: AbstractObject): [string, Value][] {
  const out: [string, Value][] = []
  for (const [key, value] of map.props) {
    if (key.startsWith(PREFIX) && value.kind !== 'accessor' && value.kind !== 'live') out.push([key.slice(PREFIX.length), value])
  }
  return out
}

export const mapValues = (map: AbstractObject): Value =>
  knownEntries(map).reduce((all, [, value]) => join(all, value), map.computed?.value ?? NEVER)

export function mapKeys(map: AbstractObject): Iterated {
  const keys = knownEntries(map).map(([key]) => textValue(key))
  return map.computed === null ? { items: keys } : { element: keys.reduce(join, map.computed.key) }
}

/** Entries as `[key, value]` lists, null where the object is no map. */
export function mapEntries(run: Run, map: AbstractObject): Iterated | null {
  if (!isMap(map)) return null
  const pair = (key: Value, value: Value): Value =>
    newObject(run.world, map.site, { proto: run.realm.prototypes.array, list: { items: [key, value] } })
  const items = knownEntries(map).map(([key, value]) => pair(textValue(key), value))
  return map.computed === null ? { items } : { element: [...items, pair(map.computed.key, map.computed.value)].reduce(join, NEVER) }
}
