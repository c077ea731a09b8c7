/** ARN templates of the catalog to symbolic text, and symbolic ARNs to their parts. */
import { type TemplatePiece, templatePieces } from '../catalog/index.js'
import { type Piece, printSym, type SymText, splitSym, symbol, symText } from '../policy/index.js'

const PLACES = { P: 'AWS::Partition', R: 'AWS::Region', A: 'AWS::AccountId' } as const

/**
 * @param template as `CfnTypeFacts.arn`: `{P}`, `{R}`, `{A}`, `{ref}`, and `{Property}` or `{Property|default}`
 * @param property text of a property of the resource; null where it has none
 */
export function fillArn(template: string, ref: SymText, property: (name: string) => SymText | null = () => null): SymText {
  const fill = (piece: TemplatePiece): string | Piece | SymText => {
    if (piece.kind === 'text') return piece.text
    if (piece.kind === 'place') return symbol(PLACES[piece.place])
    return piece.path === 'ref' ? ref : (property(piece.path) ?? piece.fallback ?? '*')
  }
  return symText(...templatePieces(template).map(fill))
}

export interface ArnParts {
  readonly partition: SymText
  readonly service: string
  readonly region: SymText
  readonly account: SymText
  /** All behind the fifth colon. */
  readonly resource: SymText
}

/** The parts of an ARN that is spelled out; null for other texts and where the service is not literal. */
export function splitArn(value: SymText): ArnParts | null {
  const [scheme, partition, service, region, account, resource] = splitSym(value, ':', 6)
  if (scheme === undefined || printSym(scheme) !== 'arn' || resource === undefined) return null
  if (partition === undefined || service === undefined || region === undefined || account === undefined) return null
  const name = printSym(service)
  return /^[a-z0-9-]+$/.test(name) ? { partition, service: name, region, account, resource } : null
}
