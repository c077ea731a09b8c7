/** JSON values of templates: seen as what they should be, and compared. */
import type { Json, JsonMap } from './types.js'

export const isMap = (value: Json | undefined): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
export const mapOf = (value: Json | undefined): JsonMap => (isMap(value) ? value : {})
export const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : isList(value) ? value : [value]
export const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null

/** Members in one order, numbers and Booleans as text: CloudFormation takes `"30"` and `30` for the same. */
export const canonical = (value: Json | undefined): string => JSON.stringify(ordered(value ?? null))

function ordered(value: Json): Json {
  if (isList(value)) return value.map(ordered)
  if (!isMap(value)) return value === null ? null : String(value)
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key] ?? null)]),
  )
}

export const same = (a: Json | undefined, b: Json | undefined): boolean => canonical(a) === canonical(b)

/** The function that a value calls, and its argument. */
export function callOf(value: Json | undefined): readonly [name: string, argument: Json] | null {
  if (!isMap(value)) return null
  const [only, ...others] = Object.entries(value)
  return only !== undefined && others.length === 0 && (only[0] === 'Ref' || only[0] === 'Condition' || only[0].startsWith('Fn::'))
    ? [only[0], only[1]]
    : null
}
