/** Texts of pieces, cut where a separator stands in literal text. */
import type { TracePiece } from '../types.js'

export function splitPieces(pieces: readonly TracePiece[], separator: string): TracePiece[][] {
  const parts: TracePiece[][] = [[]]
  for (const piece of pieces) {
    if (piece.kind !== 'literal') {
      parts.at(-1)?.push(piece)
      continue
    }
    piece.text.split(separator).forEach((text, i) => {
      if (i > 0) parts.push([])
      if (text !== '') parts.at(-1)?.push({ kind: 'literal', text })
    })
  }
  return parts
}
