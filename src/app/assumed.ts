/**
 * Texts as they are taken to be where structure depends on them: a path, a handler, a runtime. Parameters count with
 * their override or default. Never for names of resources: those fit every stage.
 */
import { literalOf, type SymText, symText } from '../policy/index.js'
import { assumedTexts } from './stack/parameters.js'
import type { Parameter, Value } from './types.js'
import { texts } from './values.js'

function assumedText(text: SymText, parameters: ReadonlyMap<string, Parameter>): string | null {
  const literal = literalOf(text)
  if (literal !== null) return literal
  const filled = text.map((piece) => {
    const known = piece.kind === 'symbol' ? assumedTexts(parameters.get(piece.name)) : null
    return known === null ? piece : { kind: 'text' as const, text: known.join(',') }
  })
  return literalOf(symText(...filled))
}

export const assumedTextsOf = (value: Value | null, parameters: ReadonlyMap<string, Parameter>): readonly string[] =>
  texts(value).flatMap((text) => assumedText(text, parameters) ?? [])
