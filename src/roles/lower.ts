/**
 * Symbolic text → what a CloudFormation template holds in its place.
 * Source: AWS CloudFormation Template Reference, "Fn::Sub"; AWS CloudFormation User Guide, "Get values stored in other
 * services using dynamic references".
 */
import { literalOf, type Piece, parseSym, type SymText } from '../policy/index.js'
import type { CfnString } from './types.js'

/** @returns the text itself where it has no symbol: `${aws:username}` is then a policy variable, and needs no escape */
export function lower(value: SymText): CfnString {
  if (value.every((piece) => piece.kind !== 'symbol')) return value.map(plain).join('')
  const variables: Record<string, unknown> = {}
  const text = value.map((piece) => (piece.kind === 'symbol' ? reference(piece.name, variables) : escaped(piece))).join('')
  return { 'Fn::Sub': Object.keys(variables).length === 0 ? text : [text, variables] }
}

const plain = (piece: Piece): string => (piece.kind === 'text' ? piece.text : '*')

const escaped = (piece: Piece): string => (piece.kind === 'text' ? piece.text.replaceAll('${', '${!') : '*')

/** How a symbol stands in the text of `Fn::Sub`; imports are put among its variables. */
function reference(name: string, variables: Record<string, unknown>): string {
  const [kind, rest] = splitKind(name)
  switch (kind) {
    case 'import': {
      const variable = `Import${Object.keys(variables).length + 1}`
      variables[variable] = { 'Fn::ImportValue': lowered(rest) }
      return `\${${variable}}`
    }
    case 'ssm':
    case 'ssm-secure':
    case 'secretsmanager':
      return `{{resolve:${kind}:${rest}}}`
    case 'stack': {
      const dot = rest.indexOf('.')
      return dot < 0 ? `\${${rest}}` : `\${${rest.slice(0, dot)}.Outputs.${rest.slice(dot + 1)}}`
    }
    default:
      return `\${${name}}`
  }
}

const KINDS: ReadonlySet<string> = new Set(['import', 'ssm', 'ssm-secure', 'secretsmanager', 'stack'])

function splitKind(name: string): readonly [string | null, string] {
  const colon = name.indexOf(':')
  const kind = colon < 0 ? null : name.slice(0, colon)
  return kind !== null && KINDS.has(kind) ? [kind, name.slice(colon + 1)] : [null, name]
}

/** The name of an import may hold symbols itself: `${AWS::StackName}-table`. */
function lowered(written: string): CfnString {
  const value = parseSym(written)
  return literalOf(value) ?? lower(value)
}
