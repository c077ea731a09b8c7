/** Values as a person writes them, for expectations: symbols in `${…}`, sides of a condition under `oneOf`. */
import { printSym } from '../../policy/index.js'
import type { Target, Value } from '../types.js'

export function plain(value: Value | null): unknown {
  switch (value?.kind) {
    case undefined:
    case 'null':
      return null
    case 'text':
      return printSym(value.text)
    case 'number':
      return value.number
    case 'boolean':
      return value.boolean
    case 'list':
      return value.items.map(plain)
    case 'map':
      return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]))
    case 'options':
      return { oneOf: value.options.map(plain) }
    case 'unknown':
      return { unknown: value.reason }
  }
}

export const plainTarget = (target: Target | null): string | null =>
  target === null ? null : `${printSym(target.arn)} = ${target.resource ?? 'not ours'}`
