/** `Fn::ToJsonString`: a value as JSON text with its symbols inside. */
import { any, literalOf, type SymText, symText, text } from '../../policy/index.js'
import type { Value } from '../types.js'

export function toJsonText(value: Value): SymText {
  switch (value.kind) {
    case 'text': {
      // Symbols are escaped by nothing: what they stand for (names, ARNs) holds no quotes.
      const inner = value.text.map((piece) => (piece.kind === 'text' ? text(JSON.stringify(piece.text).slice(1, -1)) : piece))
      return symText(text('"'), inner, text('"'))
    }
    case 'number':
      return symText(String(value.number))
    case 'boolean':
      return symText(String(value.boolean))
    case 'null':
      return symText('null')
    case 'list':
      return symText(text('['), ...commas(value.items.map(toJsonText)), text(']'))
    case 'map': {
      const members = [...value.entries].map(([key, entry]) => symText(text(`${JSON.stringify(key)}:`), toJsonText(entry)))
      return symText(text('{'), ...commas(members), text('}'))
    }
    case 'options': {
      const sides = value.options.map(toJsonText)
      const [first] = sides
      return first !== undefined && sides.every((side) => literalOf(side) === literalOf(first) && literalOf(side) !== null) ? first : [any]
    }
    case 'unknown':
      return [any]
  }
}

const commas = (parts: readonly SymText[]): readonly (SymText | ReturnType<typeof text>)[] =>
  parts.flatMap((part, i) => (i === 0 ? [part] : [text(','), part]))
