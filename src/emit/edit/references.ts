/** Which resources a value refers to, and where a template refers to one. */
import type { Json } from '../yaml.js'
import { isList, isMap } from './template.js'

export interface Reference {
  /** Keys and indexes from the root. */
  readonly path: readonly string[]
  readonly id: string
}

/** Logical IDs behind `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`. */
export function referencesIn(value: Json | undefined, path: readonly string[] = []): readonly Reference[] {
  if (isList(value)) return value.flatMap((item, i) => referencesIn(item, [...path, String(i)]))
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, inner]): readonly Reference[] => {
    const here = [...path, key]
    if (key === 'Ref' && typeof inner === 'string') return [{ path: here, id: inner.split('.')[0] ?? inner }]
    if (key === 'Fn::GetAtt') {
      const id = isList(inner) ? inner[0] : typeof inner === 'string' ? inner.split('.')[0] : null
      if (typeof id === 'string') return [{ path: here, id }]
    }
    if (key === 'Fn::Sub') {
      const [text, variables] = isList(inner) ? inner : [inner]
      const own = isMap(variables) ? Object.keys(variables) : []
      const ids = typeof text === 'string' ? symbolsIn(text).filter((id) => !own.includes(id)) : []
      return [...ids.map((id) => ({ path: here, id: id.split('.')[0] ?? id })), ...referencesIn(variables, [...here, '1'])]
    }
    if (key === 'DependsOn') {
      const ids = isList(inner) ? inner : [inner]
      return ids.flatMap((id) => (typeof id === 'string' ? [{ path: here, id }] : []))
    }
    return referencesIn(inner, here)
  })
}

/** `${X}` of the text of `Fn::Sub`, but for `${!X}`. */
export const symbolsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map((found) => (found[1] ?? '').trim())

/** All texts of a value, keys left out. */
export function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (isList(value)) return value.flatMap(textsIn)
  return isMap(value) ? Object.values(value).flatMap(textsIn) : []
}

const INDEXES = new WeakMap<object, ReadonlyMap<string, readonly Reference[]>>()

/** The references to one resource in a value that nobody changes: it is gone through once. */
export function referencesTo(root: Json, id: string): readonly Reference[] {
  if (typeof root !== 'object' || root === null) return []
  const known = INDEXES.get(root)
  if (known !== undefined) return known.get(id) ?? []
  const index = new Map<string, Reference[]>()
  for (const reference of referencesIn(root)) {
    const list = index.get(reference.id)
    if (list === undefined) index.set(reference.id, [reference])
    else list.push(reference)
  }
  INDEXES.set(root, index)
  return index.get(id) ?? []
}
