/**
 * Reads the generated tables. Each is a JSON document with one entry a line, so that a table of megabytes is opened by
 * finding its lines, and only the entries that are asked for are parsed.
 */
import { readFileSync } from 'node:fs'

export interface Table {
  /** Sorted by code unit. */
  readonly keys: readonly string[]
  /** The entry's JSON value, parsed anew at each call; undefined where there is none. */
  get(key: string): unknown
}

/** @param name file name in `generated/`, written by the catalog generator */
export function readTable(name: string): Table {
  // The generator escapes everything beyond ASCII, and latin1 is the fastest way to read ASCII.
  const text = readFileSync(new URL(`./generated/${name}`, import.meta.url), 'latin1')
  const places = new Map<string, readonly [number, number]>()
  for (let at = 2; text[at] === '"'; ) {
    const end = text.indexOf('\n', at)
    const colon = text.indexOf('":', at)
    places.set(text.slice(at + 1, colon), [colon + 2, text[end - 1] === ',' ? end - 1 : end])
    at = end + 1
  }
  return {
    keys: [...places.keys()],
    get(key) {
      const place = places.get(key)
      return place === undefined ? undefined : JSON.parse(text.slice(place[0], place[1]))
    },
  }
}

/** Opens a table when it is first needed. */
export function lazyTable(name: string): () => Table {
  let table: Table | null = null
  return () => {
    table ??= readTable(name)
    return table
  }
}

/** Remembers the answers of a function of one text. */
export function memoised<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const answer = known.get(key)
    if (answer !== undefined || known.has(key)) return answer as T
    const value = compute(key)
    known.set(key, value)
    return value
  }
}
