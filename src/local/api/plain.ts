/** Questions to properties of resources as plain JSON: texts, flags, lists, maps, whatever stands there. */

export type Plain = Readonly<Record<string, unknown>>

/** A resource of the template with every value resolved for the local account. */
export interface PlainResource {
  readonly id: string
  readonly type: string
  readonly properties: Plain
}

export const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
export const mapOf = (value: unknown): Plain => (isPlain(value) ? value : {})
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
export const textsOf = (value: unknown): readonly string[] => listOf(value).flatMap((each) => textOf(each) ?? [])
export const numberOf = (value: unknown): number | null => {
  const text = textOf(value)
  return text === null || text === '' || !Number.isFinite(Number(text)) ? null : Number(text)
}
export const flagOf = (value: unknown): boolean | null =>
  value === true || value === 'true' ? true : value === false || value === 'false' ? false : null

/** Members that are texts, by name. */
export const textMap = (value: unknown): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(mapOf(value)).flatMap(([name, each]): [string, string][] => (textOf(each) === null ? [] : [[name, textOf(each) ?? '']])),
  )

/** A member by a dotted path. */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((found, key) => (isPlain(found) ? found[key] : undefined), value)
