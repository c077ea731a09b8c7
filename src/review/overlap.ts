/** Whether two resource patterns can speak of the same resource, and whether one covers the other. */
import { canBeEqual, type DeclaredIndex } from '../needs/index.js'
import { type Piece, type SymText, symText, text } from '../policy/index.js'

/** Symbols of declared resources are names of their own: two of them never mean the same. Others can be anything. */
export function canOverlap(a: SymText, b: SymText, index: DeclaredIndex): boolean {
  if (isEverything(a) || isEverything(b)) return true
  return canBeEqual(pinned(a, index), pinned(b, index))
}

export const isEverything = (value: SymText): boolean => value.length === 1 && value[0]?.kind === 'any'

function pinned(value: SymText, index: DeclaredIndex): SymText {
  return symText(
    ...value.map((piece): Piece => {
      if (piece.kind !== 'symbol') return piece
      const id = piece.name.split('.')[0] ?? piece.name
      return index.byId.has(id) || piece.name === 'AWS::Partition' ? text(`\u0002${piece.name}\u0002`) : piece
    }),
  )
}
