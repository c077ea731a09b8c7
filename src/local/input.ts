/** Members of an input, read as what they should be. What has another form counts as absent; protocols differ in how they write numbers and booleans. */
import type { Input } from './types.js'

export const textOf = (input: Input, member: string): string | null => {
  const value = input[member]
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

export const numberOf = (input: Input, member: string): number | null => {
  const value = input[member]
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

export const flagOf = (input: Input, member: string): boolean | null => {
  const value = input[member]
  if (typeof value === 'boolean') return value
  return value === 'true' ? true : value === 'false' ? false : null
}

export const listOf = (input: Input, member: string): readonly unknown[] => {
  const value = input[member]
  return Array.isArray(value) ? value : []
}

export const textsOf = (input: Input, member: string): readonly string[] =>
  listOf(input, member).filter((value): value is string => typeof value === 'string')

export const recordsOf = (input: Input, member: string): readonly Input[] => listOf(input, member).filter(isRecord)

export const recordOf = (input: Input, member: string): Input | null => {
  const value = input[member]
  return isRecord(value) ? value : null
}

export const isRecord = (value: unknown): value is Input => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Tags as AWS writes them: a list of `{ Key, Value }` in either case, or a map. */
export function tagsOf(value: unknown): ReadonlyMap<string, string> {
  if (Array.isArray(value))
    return new Map(
      value.filter(isRecord).flatMap((tag): [string, string][] => {
        const key = tag.Key ?? tag.key ?? tag.TagKey
        const text = tag.Value ?? tag.value ?? tag.TagValue ?? ''
        return typeof key === 'string' ? [[key, String(text)]] : []
      }),
    )
  if (isRecord(value)) return new Map(Object.entries(value).map(([key, text]) => [key, String(text)]))
  return new Map()
}
