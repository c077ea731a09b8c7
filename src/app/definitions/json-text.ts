/**
 * JSON that a template builds as text (`DefinitionString: !Sub '{ … }'`), with its symbols, as a value. Symbols stand in
 * strings, or bare where a number or a list is meant.
 */
import type { Place } from '../../outcome/index.js'
import { any, type Piece, printSym, type SymText, symText, text } from '../../policy/index.js'
import type { Node } from '../document/node.js'
import { parseJson } from '../document/parse-json.js'
import type { Value } from '../types.js'
import { listValue, mapValue, nullValue, textValue } from '../values.js'

/** Stands for a symbol while the text around it is parsed: one private character each, in turn from two planes. */
const FIRST = 0xe000
const COUNT = 0x1900

/** @returns null where the text is no JSON */
export function valueOfJsonText(written: SymText, at: Place): Value | null {
  const symbols: Piece[] = []
  let flat = ''
  let inString = false
  for (const piece of written) {
    if (piece.kind === 'text') {
      inString = endsInString(piece.text, inString)
      flat += piece.text
      continue
    }
    if (symbols.length >= COUNT) return null
    const placeholder = String.fromCharCode(FIRST + symbols.length)
    symbols.push(piece)
    flat += inString ? placeholder : `"${placeholder}"`
  }
  const parsed = parseJson(
    flat,
    () => at,
    () => undefined,
  )
  return parsed.ok ? toValue(parsed.value, at, symbols) : null
}

function endsInString(part: string, before: boolean): boolean {
  let inside = before
  for (let i = 0; i < part.length; i++) {
    if (inside && part[i] === '\\') i++
    else if (part[i] === '"') inside = !inside
  }
  return inside
}

function toValue(node: Node, at: Place, symbols: readonly Piece[]): Value {
  if (node.kind === 'list')
    return listValue(
      node.items.map((item) => toValue(item, at, symbols)),
      at,
    )
  if (node.kind === 'map') {
    const entries = [...node.entries].map(([key, item]) => [printSym(restored(key, symbols)), toValue(item, at, symbols)] as const)
    return mapValue(new Map(entries), at)
  }
  const { value } = node
  if (value === null) return nullValue(at)
  if (typeof value === 'number') return { kind: 'number', number: value, at }
  return typeof value === 'boolean' ? { kind: 'boolean', boolean: value, at } : textValue(restored(value, symbols), at)
}

/** Wildcards that stood for what is not known are anything again, as all `*` are. */
function restored(flat: string, symbols: readonly Piece[]): SymText {
  const parts = flat.split(/([\ue000-\uf8ff])/).map((part) => {
    const piece = part.length === 1 ? symbols[part.charCodeAt(0) - FIRST] : undefined
    return piece ?? part
  })
  return symText(
    ...parts.map((part) => (typeof part === 'string' ? part : part.kind === 'any' ? any : part.kind === 'text' ? text(part.text) : part)),
  )
}
