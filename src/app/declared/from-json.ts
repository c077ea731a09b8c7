/** Facts of the catalog (policy templates, connectors, managed policies) as values, so that one reader reads them all. */
import type { Place } from '../../outcome/index.js'
import { any, parseSym, type SymText, symText } from '../../policy/index.js'
import type { Value } from '../types.js'
import { listValue, mapValue, nullValue, optionsValue, textValue } from '../values.js'

/**
 * @param fill what stands for `%{Name}`: texts, several where a condition is undecided; null leaves it anything
 */
export function valueOfJson(json: unknown, at: Place, fill: (place: string) => readonly SymText[] | null = () => null): Value {
  if (typeof json === 'string') return filledText(json, at, fill)
  if (typeof json === 'number') return { kind: 'number', number: json, at }
  if (typeof json === 'boolean') return { kind: 'boolean', boolean: json, at }
  if (Array.isArray(json))
    return listValue(
      json.map((item) => valueOfJson(item, at, fill)),
      at,
    )
  if (json === null || typeof json !== 'object') return nullValue(at)
  return mapValue(new Map(Object.entries(json).map(([key, item]) => [key, valueOfJson(item, at, fill)])), at)
}

function filledText(written: string, at: Place, fill: (place: string) => readonly SymText[] | null): Value {
  let sides: SymText[] = [[]]
  written.split(/%\{([^}]+)\}/g).forEach((part, i) => {
    const added = i % 2 === 0 ? [parseSym(part)] : (fill(part) ?? [[any]])
    sides = sides.flatMap((side) => added.map((text) => symText(side, text)))
  })
  return optionsValue(
    sides.map((side) => textValue(side, at)),
    at,
  )
}
