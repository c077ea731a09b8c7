/** JSON with the place of every value, and the place of what is wrong. Source: RFC 8259. */
import { fail, ok, type Place, type Result } from '../../outcome/index.js'
import type { Node } from './node.js'

export interface JsonError {
  readonly at: Place
  readonly message: string
}

/** Deeper JSON than this is no template: CloudFormation's own documents stay far below. */
const MAX_DEPTH = 500

/**
 * @param place of an offset in the text
 * @param onDuplicate is told of each key that stands twice; the last one counts, as with `JSON.parse`
 */
export function parseJson(
  text: string,
  place: (offset: number) => Place,
  onDuplicate: (key: string, at: Place) => void,
): Result<Node, JsonError> {
  const reader = jsonReader(text, place, onDuplicate)
  try {
    return ok(reader())
  } catch (error) {
    if (error instanceof JsonSyntax) return fail({ at: place(error.offset), message: error.message })
    throw error
  }
}

/** Carries the offset out of the recursive descent; it never leaves this file. */
class JsonSyntax extends Error {
  readonly offset: number
  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

function jsonReader(text: string, place: (offset: number) => Place, onDuplicate: (key: string, at: Place) => void): () => Node {
  let pos = 0
  const skip = (): void => {
    for (; pos < text.length; pos++) {
      const c = text.charCodeAt(pos)
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return
    }
  }
  const expected = (what: string): never => {
    const found = pos >= text.length ? 'the end of the file' : `\`${text[pos]}\``
    throw new JsonSyntax(Math.min(pos, Math.max(0, text.length - 1)), `expected ${what}, found ${found}`)
  }

  function value(depth: number): Node {
    skip()
    if (depth > MAX_DEPTH) throw new JsonSyntax(pos, `nested deeper than ${MAX_DEPTH} levels`)
    const c = text[pos]
    if (c === '{') return object(depth)
    if (c === '[') return array(depth)
    const start = pos
    if (c === '"') {
      const read = string()
      return { kind: 'scalar', value: read, source: read, at: place(start), block: null }
    }
    return word(start)
  }

  function object(depth: number): Node {
    const at = place(pos++)
    const entries = new Map<string, Node>()
    const keys = new Map<string, Place>()
    skip()
    if (text[pos] !== '}')
      for (;;) {
        skip()
        const start = pos
        if (text[pos] !== '"') expected('a key in double quotes')
        const key = string()
        skip()
        if (text[pos] !== ':') expected('`:`')
        pos++
        if (entries.has(key)) onDuplicate(key, place(start))
        keys.set(key, place(start))
        entries.set(key, value(depth + 1))
        skip()
        if (text[pos] === '}') break
        if (text[pos] !== ',') expected('`,` or `}`')
        pos++
      }
    pos++
    return { kind: 'map', entries, keys, at }
  }

  function array(depth: number): Node {
    const at = place(pos++)
    const items: Node[] = []
    skip()
    if (text[pos] !== ']')
      for (;;) {
        items.push(value(depth + 1))
        skip()
        if (text[pos] === ']') break
        if (text[pos] !== ',') expected('`,` or `]`')
        pos++
      }
    pos++
    return { kind: 'list', items, at }
  }

  function string(): string {
    const start = pos
    for (pos++; pos < text.length; pos++) {
      const c = text.charCodeAt(pos)
      if (c === 92) pos++
      else if (c === 34) {
        const raw = text.slice(start, ++pos)
        try {
          return JSON.parse(raw) as string
        } catch {
          throw new JsonSyntax(start, 'a string with an escape or a character that JSON does not allow')
        }
      }
    }
    throw new JsonSyntax(start, 'a string that is never closed')
  }

  function word(start: number): Node {
    const found = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|^(?:true|false|null)/.exec(text.slice(pos, pos + 64))?.[0]
    if (found === undefined) return expected('a value')
    pos += found.length
    return { kind: 'scalar', value: JSON.parse(found) as number | boolean | null, source: found, at: place(start), block: null }
  }

  return () => {
    const root = value(0)
    skip()
    if (pos < text.length) expected('the end of the file')
    return root
  }
}
