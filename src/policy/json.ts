/**
 * A JSON reader that keeps what `JSON.parse` loses and IAM minds: where each value stands, keys written twice, and
 * numbers as they were spelled. It reads the same language (RFC 8259) and never throws.
 */
import { fail, ok, type Place, type Result } from '../outcome/index.js'

/** A value with the offset of its first character in the text; -1 where the value did not come from text. */
export type JsonNode =
  | { readonly kind: 'object'; readonly at: number; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly at: number; readonly value: string }
  | { readonly kind: 'number'; readonly at: number; readonly text: string }
  | { readonly kind: 'boolean'; readonly at: number; readonly value: boolean }
  | { readonly kind: 'null'; readonly at: number }

export interface JsonMember {
  readonly key: string
  readonly at: number
  readonly value: JsonNode
}

export interface JsonFault {
  readonly at: number
  readonly message: string
}

/** Deeper text is refused: no policy needs it, and a reader that recurses must stop somewhere. */
const MAX_DEPTH = 64

/** @errors the first place where the text is not JSON, with what was expected there */
export function readJson(text: string): Result<JsonNode, JsonFault> {
  const reader: Reader = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0, fault: null }
  const node = readValue(reader, 0)
  if (node !== null) {
    skipSpace(reader)
    if (reader.at < text.length) stop(reader, reader.at, 'text after the end of the JSON value')
  }
  return reader.fault === null && node !== null ? ok(node) : fail(reader.fault ?? { at: 0, message: 'no JSON value' })
}

/** The same tree from a value that was parsed elsewhere; what JSON cannot hold is the fault. */
export function jsonNodeOf(value: unknown, depth = 0): Result<JsonNode, JsonFault> {
  const at = -1
  if (depth > MAX_DEPTH) return fail({ at, message: `nested deeper than ${MAX_DEPTH} levels` })
  if (value === null) return ok({ kind: 'null', at })
  if (typeof value === 'string') return ok({ kind: 'string', at, value })
  if (typeof value === 'boolean') return ok({ kind: 'boolean', at, value })
  if (typeof value === 'number' && Number.isFinite(value)) return ok({ kind: 'number', at, text: String(value) })
  if (Array.isArray(value)) {
    const items: JsonNode[] = []
    for (const item of value) {
      const node = jsonNodeOf(item, depth + 1)
      if (!node.ok) return node
      items.push(node.value)
    }
    return ok({ kind: 'array', at, items })
  }
  if (typeof value !== 'object') return fail({ at, message: `a ${typeof value} is not a JSON value` })
  const members: JsonMember[] = []
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue
    const node = jsonNodeOf(member, depth + 1)
    if (!node.ok) return node
    members.push({ key, at, value: node.value })
  }
  return ok({ kind: 'object', at, members })
}

/** The node that a path leads to, as far as it leads; of a key that is written twice the last, as `JSON.parse` takes it. */
export function nodeAt(root: JsonNode, path: readonly (string | number)[]): JsonNode {
  let node = root
  for (const step of path) {
    const next: JsonNode | undefined =
      node.kind === 'object'
        ? node.members.findLast(({ key }) => key === step)?.value
        : node.kind === 'array' && typeof step === 'number'
          ? node.items[step]
          : undefined
    if (next === undefined) return node
    node = next
  }
  return node
}

/** @returns from an offset of the text to its place; null for values that did not come from text */
export function placesIn(text: string, file: string): (at: number) => Place | null {
  let starts: number[] | null = null
  return (at) => {
    if (at < 0) return null
    if (starts === null) {
      starts = [0]
      for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
    }
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return { file, line: low + 1, column: at - (starts[low] ?? 0) + 1 }
  }
}

interface Reader {
  readonly text: string
  at: number
  fault: JsonFault | null
}

function stop(reader: Reader, at: number, message: string): null {
  reader.fault ??= { at, message }
  return null
}

function skipSpace(reader: Reader): number {
  const { text } = reader
  for (;;) {
    const code = text.charCodeAt(reader.at)
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return code
    reader.at++
  }
}

function readValue(reader: Reader, depth: number): JsonNode | null {
  const code = skipSpace(reader)
  const at = reader.at
  if (depth > MAX_DEPTH) return stop(reader, at, `nested deeper than ${MAX_DEPTH} levels`)
  if (code === 123) return readObject(reader, depth)
  if (code === 91) return readArray(reader, depth)
  if (code === 34) {
    const value = readString(reader)
    return value === null ? null : { kind: 'string', at, value }
  }
  if (code === 45 || (code >= 48 && code <= 57)) return readNumber(reader)
  for (const [word, node] of WORDS) {
    if (reader.text.startsWith(word, at)) {
      reader.at += word.length
      return { ...node, at }
    }
  }
  return stop(reader, at, Number.isNaN(code) ? 'the text ends where a value should stand' : 'a value should stand here')
}

const WORDS = [
  ['true', { kind: 'boolean', value: true }],
  ['false', { kind: 'boolean', value: false }],
  ['null', { kind: 'null' }],
] as const

function readObject(reader: Reader, depth: number): JsonNode | null {
  const at = reader.at++
  const members: JsonMember[] = []
  if (skipSpace(reader) === 125) {
    reader.at++
    return { kind: 'object', at, members }
  }
  for (;;) {
    const keyCode = skipSpace(reader)
    const keyAt = reader.at
    if (keyCode !== 34) return stop(reader, keyAt, 'a key in double quotes should stand here')
    const key = readString(reader)
    if (key === null) return null
    if (skipSpace(reader) !== 58) return stop(reader, reader.at, 'a `:` should follow the key')
    reader.at++
    const value = readValue(reader, depth + 1)
    if (value === null) return null
    members.push({ key, at: keyAt, value })
    const code = skipSpace(reader)
    reader.at++
    if (code === 125) return { kind: 'object', at, members }
    if (code !== 44) return stop(reader, reader.at - 1, 'a `,` or `}` should stand here')
  }
}

function readArray(reader: Reader, depth: number): JsonNode | null {
  const at = reader.at++
  const items: JsonNode[] = []
  if (skipSpace(reader) === 93) {
    reader.at++
    return { kind: 'array', at, items }
  }
  for (;;) {
    const item = readValue(reader, depth + 1)
    if (item === null) return null
    items.push(item)
    const code = skipSpace(reader)
    reader.at++
    if (code === 93) return { kind: 'array', at, items }
    if (code !== 44) return stop(reader, reader.at - 1, 'a `,` or `]` should stand here')
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

function readNumber(reader: Reader): JsonNode | null {
  NUMBER.lastIndex = reader.at
  const text = NUMBER.exec(reader.text)?.[0]
  if (text === undefined) return stop(reader, reader.at, 'a number should stand here')
  const at = reader.at
  reader.at += text.length
  return { kind: 'number', at, text }
}

/** Plain characters are found in one native step; the loop turns once an escape, not once a character. */
const PLAIN = /[ !#-[\]-\uffff]*/y

const ESCAPES = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

function readString(reader: Reader): string | null {
  const { text } = reader
  reader.at++
  let value = ''
  for (;;) {
    PLAIN.lastIndex = reader.at
    PLAIN.test(text)
    const end = PLAIN.lastIndex
    const chunk = text.slice(reader.at, end)
    reader.at = end
    const code = text.charCodeAt(end)
    if (code === 34) {
      reader.at++
      return value + chunk
    }
    if (code !== 92) return stop(reader, end, Number.isNaN(code) ? 'the string has no end' : 'a control character in a string')
    const escaped = readEscape(reader)
    if (escaped === null) return null
    value += chunk + escaped
  }
}

function readEscape(reader: Reader): string | null {
  const { text, at } = reader
  const letter = text.charAt(at + 1)
  if (letter === 'u') {
    const hex = text.slice(at + 2, at + 6)
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) return stop(reader, at, 'a `\\u` escape needs four hexadecimal digits')
    reader.at = at + 6
    return String.fromCharCode(Number.parseInt(hex, 16))
  }
  const plain = ESCAPES.get(letter)
  if (plain === undefined) return stop(reader, at, `\`\\${letter}\` is no escape of JSON`)
  reader.at = at + 2
  return plain
}
