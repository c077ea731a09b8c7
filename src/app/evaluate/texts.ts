/** Texts of values, and every combination of them. */
import type { Place } from '../../outcome/index.js'
import { any, type SymText, symText, text } from '../../policy/index.js'
import type { Value } from '../types.js'
import { alternatives, MAX_OPTIONS, optionsValue, textOf, textValue } from '../values.js'
import { resolveDynamicReferences } from './dynamic-reference.js'

/** The texts that a value can be inside another text; what is no text is anything. */
export function sidesOf(value: Value): readonly SymText[] {
  return alternatives(value).flatMap((side) => (side.kind === 'null' ? [[]] : [textOf(side) ?? [any]]))
}

/** Every combination of the parts; past `MAX_OPTIONS` a part with several sides becomes anything. */
export function joinTexts(parts: readonly (readonly SymText[])[], between: string): readonly SymText[] {
  const combinations = parts.reduce((count, part) => count * Math.max(1, part.length), 1)
  const bounded = combinations > MAX_OPTIONS ? parts.map((part) => (part.length > 1 ? [[any]] : part)) : parts
  let joined: SymText[] = [[]]
  bounded.forEach((part, i) => {
    joined = joined.flatMap((left) =>
      part.map((right) => (i === 0 || between === '' ? symText(left, right) : symText(left, text(between), right))),
    )
  })
  return joined
}

export const textOptions = (found: readonly SymText[], at: Place): Value =>
  optionsValue(
    found.map((one) => textValue(resolveDynamicReferences(one), at)),
    at,
  )
