/** The contents of `Map`, `WeakMap` and `URLSearchParams`: known keys as hidden members, others as one entry. */
import { type AbstractObject, NEVER, textValue, UNDEFINED, type Value } from '../values.js'
import { current, join, joinAll } from './lattice.js'
import { MAP_MARK } from './map-mark.js'
import type { Iterated, Run } from './run.js'
import { literalsOf } from './texts.js'
import { COMPUTED, joinComputed, joinProperty, newObject, write } from './world.js'

const PREFIX = '@@map:'
const KEY_PREFIX = '@@mapkey:'

export const isMap = (object: AbstractObject): boolean => object.props.has(MAP_MARK)

export function mapSet(run: Run, map: AbstractObject, key: Value, value: Value): void {
  const names = namesOf(key)
  const [only] = names ?? []
  if (names?.length !== 1 || only === undefined) {
    write(run.world, map, COMPUTED, joinComputed(map.computed, { key, value }))
    return
  }
  const before = map.props.get(PREFIX + only)
  write(run.world, map, PREFIX + only, map.many ? joinProperty(before, value) : value)
  if (key.kind === 'object' && before === undefined) write(run.world, map, KEY_PREFIX + only, key)
}

/** A known key of one map is taken out; where it is not known which key or which map, nothing is sure to be gone. */
export function mapDelete(run: Run, map: AbstractObject, key: Value): void {
  const names = namesOf(key)
  const [only] = names ?? []
  if (names?.length === 1 && only !== undefined && !map.many && map.props.has(PREFIX + only)) write(run.world, map, PREFIX + only, NEVER)
}

/** Whether there is an entry; null where it depends. */
export function mapHas(map: AbstractObject, key: Value): boolean | null {
  const names = namesOf(key)
  const [only] = names ?? []
  if (names?.length !== 1 || only === undefined || map.many) return null
  const found = map.props.get(PREFIX + only)
  if (found !== undefined && found.kind !== 'never') return found.kind === 'union' || found.kind === 'undefined' ? null : true
  return map.computed === null && map.open === null ? false : null
}

export function mapClear(run: Run, map: AbstractObject): void {
  if (map.many) return
  for (const name of map.props.keys()) if (name.startsWith(PREFIX)) write(run.world, map, name, NEVER)
  if (map.computed !== null) write(run.world, map, COMPUTED, null)
}

/** How known keys are named: texts by themselves, single objects by when they were made. */
function namesOf(key: Value): readonly string[] | null {
  if (key.kind === 'object' && key.brand === null) {
    const object = current(key)
    return object.many ? null : [`object:${object.birth}`]
  }
  return literalsOf(key)?.map((text) => `text:${text}`) ?? null
}

export function mapGet(map: AbstractObject, key: Value): Value {
  const keys = namesOf(key)
  let out: Value = map.computed?.value ?? NEVER
  if (keys === null) {
    for (const [, value] of knownEntries(map)) out = join(out, value)
    return out.kind === 'never' ? UNDEFINED : out
  }
  for (const each of keys) {
    const found = map.props.get(PREFIX + each)
    out = join(out, found === undefined || found.kind === 'accessor' || found.kind === 'live' || found.kind === 'never' ? UNDEFINED : found)
  }
  return out
}

export function knownEntries(map: AbstractObject): [Value, Value][] {
  const out: [Value, Value][] = []
  for (const [name, value] of map.props) {
    if (!name.startsWith(PREFIX) || value.kind === 'accessor' || value.kind === 'live' || value.kind === 'never') continue
    const rest = name.slice(PREFIX.length)
    const key = rest.startsWith('text:') ? textValue(rest.slice('text:'.length)) : map.props.get(KEY_PREFIX + rest)
    if (key !== undefined && key.kind !== 'accessor' && key.kind !== 'live') out.push([key, value])
  }
  return out
}

export const mapValues = (map: AbstractObject): Value =>
  knownEntries(map).reduce((all, [, value]) => join(all, value), map.computed?.value ?? NEVER)

export function mapKeys(map: AbstractObject): Iterated {
  const keys = knownEntries(map).map(([key]) => key)
  return map.computed === null ? { items: keys } : { element: joinAll([map.computed.key, ...keys]) }
}

/** Entries as `[key, value]` lists, null where the object is no map. */
export function mapEntries(run: Run, map: AbstractObject): Iterated | null {
  if (!isMap(map)) return null
  const pair = (key: Value, value: Value): Value =>
    newObject(run.world, map.site, { proto: run.realm.prototypes.array, list: { items: [key, value] } })
  const items = knownEntries(map).map(([key, value]) => pair(key, value))
  return map.computed === null ? { items } : { element: joinAll([...items, pair(map.computed.key, map.computed.value)]) }
}
