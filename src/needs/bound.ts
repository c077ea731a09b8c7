/** What a value of the source turns out to be: one text of possibly several, with what is not known about it. */
import { any, type Piece, type SymText, symText } from '../policy/index.js'

/** `why`: what is not known about the text; null where all of it is. */
export interface Bound {
  readonly text: SymText
  readonly why: string | null
  /** A person said so, in a hint. */
  readonly hinted?: true
}

export const unknown = (why: string): Bound => ({ text: symText(any), why })
export const known = (...parts: readonly (string | Piece | SymText)[]): Bound => ({ text: symText(...parts), why: null })

export function distinct(bounds: readonly Bound[]): readonly Bound[] {
  const seen = new Map<string, Bound>()
  for (const bound of bounds) {
    const key = JSON.stringify(bound.text)
    if (!seen.has(key)) seen.set(key, bound)
  }
  return [...seen.values()]
}
