/** ARN templates of the catalog to symbolic text, and symbolic ARNs to their parts. */
import { type Piece, printSym, type SymText, splitSym, symbol, symText } from '../policy/index.js'

const PSEUDO: ReadonlyMap<string, Piece> = new Map([
  ['P', symbol('AWS::Partition')],
  ['R', symbol('AWS::Region')],
  ['A', symbol('AWS::AccountId')],
])

/** @param template with `{P}`, `{R}`, `{A}` and `{ref}`, as `CfnTypeFacts.arn` */
export function fillArn(template: string, ref: SymText): SymText {
  return symText(...template.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : part === 'ref' ? ref : (PSEUDO.get(part) ?? '*'))))
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
