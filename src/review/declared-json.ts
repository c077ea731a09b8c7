/** Values of a template as JSON, with symbols as the text that an instance gives them. */
import type { Value } from '../app/index.js'
import type { Instance } from './instance.js'

/** @param path names with dots between them, each a member of the one before */
export function memberAt(value: Value, path: string): Value | null {
  let at: Value | undefined = value
  for (const name of path.split('.')) at = at?.kind === 'map' ? at.entries.get(name) : undefined
  return at ?? null
}

/** Null where a part is not known. */
export function jsonOf(value: Value, instance: Instance): unknown {
  switch (value.kind) {
    case 'text':
      return instance.text(value.text)
    case 'number':
      return value.number
    case 'boolean':
      return value.boolean
    case 'list': {
      const items = value.items.map((item) => jsonOf(item, instance))
      return items.includes(null) ? null : items
    }
    case 'map': {
      const entries = [...value.entries].map(([key, member]) => [key, jsonOf(member, instance)] as const)
      return entries.some(([, member]) => member === null) ? null : Object.fromEntries(entries)
    }
    default:
      return null
  }
}
