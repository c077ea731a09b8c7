/** `Map`, `Set` and their weak kin. */
import { type AbstractObject, ANY_BOOLEAN, booleanValue, FALSE, literalText, TRUE, UNDEFINED, type Value } from '../../values.js'
import { among } from '../assume.js'
import { current, join, joinAll } from '../lattice.js'
import { knownEntries, mapClear, mapDelete, mapEntries, mapGet, mapHas, mapKeys, mapSet, mapValues } from '../map-contents.js'
import { MAP_MARK } from '../map-mark.js'
import { equality, truth } from '../operators.js'
import type { Run } from '../run.js'
import { LIST, write } from '../world.js'
import { arg, type Builtins, call, forElements, listOf } from './builtin.js'

const made = (value: Value): AbstractObject | null => (value.kind === 'object' ? current(value) : null)

export function initMap(run: Run, map: AbstractObject, entries: Value): void {
  map.props.set(MAP_MARK, TRUE)
  const list = run.iterate(entries, run.here.act)
  const add = (pair: Value): void => {
    const parts = run.iterate(pair, run.here.act)
    const [key = UNDEFINED, value = UNDEFINED] = 'items' in parts ? parts.items : [parts.element, parts.element]
    mapSet(run, map, key, value)
  }
  if ('items' in list) for (const each of list.items) add(each)
  else if (list.element.kind !== 'never') add(list.element)
}

export const MAP_METHODS: Builtins = {
  get: (_, c) => {
    const map = made(c.self)
    return map === null ? UNDEFINED : mapGet(map, arg(c, 0))
  },
  set: (run, c) => {
    const map = made(c.self)
    if (map !== null) mapSet(run, map, arg(c, 0), arg(c, 1))
    return c.self
  },
  has: (_, c) => {
    const map = made(c.self)
    const known = map === null ? null : mapHas(map, arg(c, 0))
    if (known !== null) return booleanValue(known)
    return map === null || map.computed !== null
      ? ANY_BOOLEAN
      : among(
          arg(c, 0),
          knownEntries(map).map(([key]) => literalText(key)),
        )
  },
  delete: (run, c) => {
    const map = made(c.self)
    if (map !== null) mapDelete(run, map, arg(c, 0))
    return ANY_BOOLEAN
  },
  clear: (run, c) => {
    const map = made(c.self)
    if (map !== null) mapClear(run, map)
    return UNDEFINED
  },
  keys: (run, c) => listOf(run, made(c.self) === null ? { items: [] } : mapKeys(made(c.self) as AbstractObject)),
  values: (run, c) => {
    const map = made(c.self)
    if (map === null) return listOf(run, { items: [] })
    return listOf(run, map.computed === null ? { items: knownEntries(map).map(([, value]) => value) } : { element: mapValues(map) })
  },
  entries: (run, c) => {
    const map = made(c.self)
    return listOf(run, (map === null ? null : mapEntries(run, map)) ?? { items: [] })
  },
  forEach: (run, c) => {
    const map = made(c.self)
    if (map === null) return UNDEFINED
    forElements(run, mapEntries(run, map) ?? { items: [] }, (entry) => {
      const [key = UNDEFINED, value = UNDEFINED] = run.machine.items(entry) ?? []
      return call(run, arg(c, 0), [value, key, c.self])
    })
    return UNDEFINED
  },
  getOrInsert: (run, c) => {
    const map = made(c.self)
    if (map !== null) mapSet(run, map, arg(c, 0), join(mapGet(map, arg(c, 0)), arg(c, 1)))
    return map === null ? UNDEFINED : mapGet(map, arg(c, 0))
  },
}

/** Which members are left is not known; what they can be is. */
function forgotten(run: Run, self: Value): Value {
  const set = made(self)
  if (set?.list && 'items' in set.list) write(run.world, set, LIST, { element: joinAll(set.list.items) })
  return ANY_BOOLEAN
}

export const SET_METHODS: Builtins = {
  add: (run, c) => {
    const set = made(c.self)
    if (set?.list) {
      const { list } = set
      const added = arg(c, 0)
      const exact = 'items' in list && !set.many && list.items.length < 64
      write(
        run.world,
        set,
        LIST,
        exact ? { items: [...list.items, added] } : { element: join('items' in list ? joinAll(list.items) : list.element, added) },
      )
    }
    return c.self
  },
  has: (_, c) => {
    const list = made(c.self)?.list ?? null
    if (list === null || !('items' in list)) return ANY_BOOLEAN
    const known = list.items.map((each) => truth(equality(each, arg(c, 0), false)))
    return known.includes(true) ? TRUE : known.includes(null) ? among(arg(c, 0), list.items.map(literalText)) : FALSE
  },
  delete: (run, c) => forgotten(run, c.self),
  clear: (run, c) => forgotten(run, c.self),
  values: (run, c) => listOf(run, run.iterate(c.self, run.here.act)),
  keys: (run, c) => listOf(run, run.iterate(c.self, run.here.act)),
  entries: (run, c) => listOf(run, run.iterate(c.self, run.here.act)),
  forEach: (run, c) => {
    forElements(run, run.iterate(c.self, run.here.act), (element) => call(run, arg(c, 0), [element, element, c.self]))
    return UNDEFINED
  },
}
