/** Questions to a `Value`: members, items, alternatives, text. Every other file of this room and `needs` ask through these. */
import type { Place } from '../outcome/index.js'
import { any, literalOf, printSym, type SymText, symText } from '../policy/index.js'
import type { Value } from './types.js'

export type MapValue = Extract<Value, { kind: 'map' }>
export type ListValue = Extract<Value, { kind: 'list' }>

/** More sides than this are no longer told apart: a template that has them builds names from many switches at once. */
export const MAX_OPTIONS = 32

export const textValue = (text: SymText, at: Place): Value => ({ kind: 'text', text, at })
export const literalValue = (text: string, at: Place): Value => ({ kind: 'text', text: symText(text), at })
export const unknownValue = (reason: string, at: Place): Value => ({ kind: 'unknown', reason, at })
export const nullValue = (at: Place): Value => ({ kind: 'null', at })
export const listValue = (items: readonly Value[], at: Place): ListValue => ({ kind: 'list', items, at })
export const mapValue = (entries: ReadonlyMap<string, Value>, at: Place): MapValue => ({ kind: 'map', entries, at })

/** One value for several sides of an undecided condition: doubles dropped, nested options opened. */
export function optionsValue(options: readonly Value[], at: Place): Value {
  const [only] = options
  if (options.length === 1 && only !== undefined && only.kind !== 'options') return only
  const seen = new Map<string, Value>()
  for (const option of options.flatMap(alternatives)) {
    const key = fingerprint(option)
    if (!seen.has(key)) seen.set(key, option)
    if (seen.size > MAX_OPTIONS) return unknownValue(`more than ${MAX_OPTIONS} possible values`, at)
  }
  const [first, ...rest] = seen.values()
  if (first === undefined) return nullValue(at)
  return rest.length === 0 ? first : { kind: 'options', options: [first, ...rest], at }
}

/** The sides of an undecided value, or the value itself as the only one. */
export const alternatives = (value: Value): readonly Value[] => (value.kind === 'options' ? value.options : [value])

/** The same text for values that are equal wherever they stand. */
export function fingerprint(value: Value): string {
  switch (value.kind) {
    case 'text':
      return JSON.stringify(printSym(value.text))
    case 'number':
      return String(value.number)
    case 'boolean':
      return String(value.boolean)
    case 'null':
      return 'null'
    case 'list':
      return `[${value.items.map(fingerprint).join(',')}]`
    case 'map':
      return `{${[...value.entries].map(([key, entry]) => `${JSON.stringify(key)}:${fingerprint(entry)}`).join(',')}}`
    case 'options':
      return `(${value.options.map(fingerprint).join('|')})`
    case 'unknown':
      return `?${value.reason}`
  }
}

/**
 * A member by its dotted path, e.g. `VpcConfig.SubnetIds`. Where a map on the way is undecided, the member is the
 * options of its sides, those without it left out. Null where no side has it; a member that is null counts as missing.
 */
export function entry(value: Value | null | undefined, path: string): Value | null {
  let found: Value | null = value ?? null
  for (const key of path.split('.')) {
    if (found === null) return null
    found = memberOf(found, key)
  }
  return found
}

/** A member by one key that may hold dots. */
export function memberOf(value: Value, key: string): Value | null {
  if (value.kind === 'map') {
    const found = value.entries.get(key)
    return found === undefined || found.kind === 'null' ? null : found
  }
  if (value.kind !== 'options') return null
  const sides = value.options.flatMap((side) => memberOf(side, key) ?? [])
  return sides.length === 0 ? null : optionsValue(sides, value.at)
}

/** All keys and members of a map, of every side where it is undecided. */
export function entriesOf(value: Value | null | undefined): readonly (readonly [string, Value])[] {
  if (value === null || value === undefined) return []
  if (value.kind === 'map') return [...value.entries]
  return value.kind === 'options' ? value.options.flatMap(entriesOf) : []
}

/** The items of a list, of every side where list or item is undecided; anything else that is there is one item. */
export function items(value: Value | null | undefined): readonly Value[] {
  if (value === null || value === undefined || value.kind === 'null') return []
  if (value.kind === 'list')
    return value.items.flatMap((item) => (item.kind === 'options' ? items(item) : item.kind === 'null' ? [] : [item]))
  if (value.kind === 'options') return value.options.flatMap(items)
  return [value]
}

/** A scalar as symbolic text; what is not known is `*`. Null for lists, maps and null. */
export function textOf(value: Value | null | undefined): SymText | null {
  switch (value?.kind) {
    case 'text':
      return value.text
    case 'number':
      return symText(String(value.number))
    case 'boolean':
      return symText(String(value.boolean))
    case 'unknown':
      return [any]
    case 'options':
      return value.options.length > 0 ? (value.options.map(textOf).find((text) => text !== null) ?? null) : null
    default:
      return null
  }
}

/** Every text that a value can be: its sides, and the items of lists. */
export const texts = (value: Value | null | undefined): readonly SymText[] =>
  items(value).flatMap((item) => {
    const text = textOf(item)
    return text === null ? [] : [text]
  })

/** The literal text of a scalar, null where it holds symbols or is undecided. */
export function literal(value: Value | null | undefined): string | null {
  if (value === null || value === undefined || value.kind === 'options') return null
  const text = textOf(value)
  return text === null ? null : literalOf(text)
}

/** A Boolean as templates write it: `true`, `"true"`, `yes`. Null where it is missing or undecided. */
export function flag(value: Value | null | undefined): boolean | null {
  const written = literal(value)?.toLowerCase()
  return written === 'true' || written === 'yes' || written === 'on'
    ? true
    : written === 'false' || written === 'no' || written === 'off'
      ? false
      : null
}
