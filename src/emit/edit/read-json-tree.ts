/** JSON → its tree, with the offset of every part. Source: RFC 8259. */
import { fail, ok, type Result } from '../../outcome/index.js'
import type { Entry, Item, Tree } from './tree.js'

/** Deeper JSON than this is no template. */
const MAX_DEPTH = 500

const PLAIN = { tag: null, anchor: null } as const

/** @errors where the text is not JSON */
export function readJsonTree(text: string): Result<Tree, string> {
  let at = 0
  const skip = (): void => {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at++
  }

  function value(depth: number): Tree | null {
    skip()
    if (depth > MAX_DEPTH) return null
    if (text[at] === '{') return map(depth)
    if (text[at] === '[') return list(depth)
    const start = at
    const source = scalarAt()
    if (source === null) return null
    const read = parsed(source)
    return read === undefined ? null : { kind: 'scalar', value: read, source, start, end: at, ...PLAIN }
  }

  function map(depth: number): Tree | null {
    const start = at++
    const entries: Entry[] = []
    for (;;) {
      skip()
      if (text[at] === '}' && entries.length === 0) break
      const keyStart = at
      const key = text[at] === '"' ? scalarAt() : null
      skip()
      const name = key === null ? undefined : parsed(key)
      if (typeof name !== 'string' || text[at] !== ':') return null
      const colon = ++at
      const inner = value(depth + 1)
      if (inner === null) return null
      entries.push({ key: name, start: keyStart, colon, end: inner.end, value: inner })
      skip()
      if (text[at] === '}') break
      if (text[at++] !== ',') return null
    }
    return { kind: 'map', flow: true, entries, start, end: ++at, ...PLAIN }
  }

  function list(depth: number): Tree | null {
    const start = at++
    const items: Item[] = []
    for (;;) {
      skip()
      if (text[at] === ']' && items.length === 0) break
      const inner = value(depth + 1)
      if (inner === null) return null
      items.push({ start: inner.start, end: inner.end, value: inner })
      skip()
      if (text[at] === ']') break
      if (text[at++] !== ',') return null
    }
    return { kind: 'list', flow: true, items, start, end: ++at, ...PLAIN }
  }

  /** The text of a string, number or word, read over. */
  function scalarAt(): string | null {
    SCALAR.lastIndex = at
    const found = SCALAR.exec(text)?.[0]
    if (found === undefined) return null
    at += found.length
    return found
  }

  const root = value(0)
  skip()
  return root === null || at < text.length ? fail(`offset ${at}`) : ok(root)
}

const SCALAR = /"(?:[^"\\\n\r]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** Undefined where a string holds a character that JSON wants escaped. */
function parsed(source: string): string | number | boolean | null | undefined {
  try {
    return JSON.parse(source) as string | number | boolean | null
  } catch {
    return undefined
  }
}
