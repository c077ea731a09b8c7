/** Whether two resource patterns can speak of the same resource, and whether one covers the other. */
import { canBeEqual, canonicalArn, type DeclaredIndex } from '../needs/index.js'
import { type Piece, type SymText, symText, text } from '../policy/index.js'

/**
 * Symbols of declared resources are names of their own: two of them never mean the same. Others can be anything.
 *
 * @param declared as a template grants it: `arn:…:${Topic.TopicName}*` is the topic too, which a need calls by its ARN
 */
export function canOverlap(declared: SymText, needed: SymText, index: DeclaredIndex): boolean {
  if (isEverything(declared) || isEverything(needed)) return true
  const pinnedNeed = pinned(needed, index)
  if (canBeEqual(pinned(declared, index), pinnedNeed)) return true
  if (declared.at(-1)?.kind !== 'any') return false
  const { arn } = canonicalArn(symText(declared.slice(0, -1)), index)
  return canBeEqual(pinned(arn, index), pinnedNeed)
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
