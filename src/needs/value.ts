/** Reading evaluated template values: both sides of an undecided condition are always looked at. */
import type { Value } from '../app/index.js'
import { type SymText, symText } from '../policy/index.js'

/** The value's alternatives, flattened; a missing value has none. */
export function alternatives(value: Value | null | undefined): readonly Value[] {
  if (value == null) return []
  return value.kind === 'options' ? value.options.flatMap(alternatives) : [value]
}

/** What stands at a path of map keys in any alternative; `*` goes into every item of a list or map. */
export function valuesAt(value: Value | null | undefined, path: readonly string[]): readonly Value[] {
  let found = alternatives(value)
  for (const key of path) found = found.flatMap((v) => children(v, key)).flatMap(alternatives)
  return found
}

function children(value: Value, key: string): readonly Value[] {
  if (value.kind === 'map') {
    if (key === '*') return [...value.entries.values()]
    const child = value.entries.get(key)
    return child === undefined ? [] : [child]
  }
  if (value.kind === 'list') {
    if (key === '*') return value.items
    const item = /^\d+$/.test(key) ? value.items[Number(key)] : undefined
    return item === undefined ? [] : [item]
  }
  return []
}

/** The first alternative at a path, where only its presence or kind matters. */
export const firstAt = (value: Value | null | undefined, path: readonly string[]): Value | null => valuesAt(value, path)[0] ?? null

/** The texts at a path; numbers and Booleans as text. Maps, lists, nulls and unknown values give none. */
export function textsAt(value: Value | null | undefined, path: readonly string[] = []): readonly SymText[] {
  return valuesAt(value, path).flatMap((v) => {
    const read = textOf(v)
    return read === null ? [] : [read]
  })
}

export function textOf(value: Value): SymText | null {
  if (value.kind === 'text') return value.text
  if (value.kind === 'number') return symText(String(value.number))
  if (value.kind === 'boolean') return symText(String(value.boolean))
  return null
}

/** Items of a list, or the value alone: CloudFormation takes one for many in several places. */
export function itemsOf(value: Value | null | undefined): readonly Value[] {
  return alternatives(value).flatMap((v) => (v.kind === 'list' ? v.items.flatMap(alternatives) : v.kind === 'null' ? [] : [v]))
}

/** Keys and values of a map in all its alternatives. */
export function entriesOf(value: Value | null | undefined): readonly (readonly [string, Value])[] {
  return alternatives(value).flatMap((v) => (v.kind === 'map' ? [...v.entries] : []))
}
