/** JSON that stands in a template as text with symbols (state machine definitions, schedule inputs) → a value. */
import type { Value } from '../app/index.js'
import type { Place } from '../outcome/index.js'
import { any, type Piece, printSym, type SymText, symText } from '../policy/index.js'

type TextValue = Extract<Value, { kind: 'text' }>

/** Each symbol becomes one private character while `JSON.parse` reads the text; `${…}` that the text itself holds stays. */
const FIRST_PRIVATE = 0xe000

/** @returns null where the text is not JSON. All places are the text's own: JSON in a text has no lines of the template. */
export function parseJsonValue(value: TextValue): Value | null {
  const symbols: Piece[] = []
  const flat = value.text
    .map((piece) => {
      if (piece.kind === 'text') return piece.text
      symbols.push(piece)
      return String.fromCharCode(FIRST_PRIVATE + symbols.length - 1)
    })
    .join('')
  try {
    return ofJson(JSON.parse(flat), value.at, symbols)
  } catch {
    return null
  }
}

function ofJson(json: unknown, at: Place, symbols: readonly Piece[]): Value {
  if (json === null) return { kind: 'null', at }
  if (typeof json === 'string') return { kind: 'text', text: withSymbols(json, symbols), at }
  if (typeof json === 'number') return { kind: 'number', number: json, at }
  if (typeof json === 'boolean') return { kind: 'boolean', boolean: json, at }
  if (Array.isArray(json)) return { kind: 'list', items: json.map((item) => ofJson(item, at, symbols)), at }
  const entries = Object.entries(json as object).map(
    ([key, item]) => [printSym(withSymbols(key, symbols)), ofJson(item, at, symbols)] as const,
  )
  return { kind: 'map', entries: new Map(entries), at }
}

function withSymbols(written: string, symbols: readonly Piece[]): SymText {
  const parts: Piece[] = []
  for (const char of written) {
    const symbol = symbols[char.charCodeAt(0) - FIRST_PRIVATE]
    parts.push(symbol ?? (char === '*' ? any : { kind: 'text', text: char }))
  }
  return symText(...parts)
}
