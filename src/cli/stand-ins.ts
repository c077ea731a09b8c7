/**
 * Symbols of an app as text, so that its policies can be asked before it is deployed: each symbol gets a text of its
 * own, in policies and requests alike. What the account and region are is taken from the options.
 */
import { parseSym } from '../policy/index.js'

export interface StandIns {
  /** Symbolic text to text that an engine can judge. */
  readonly resolve: (symbolic: string) => string
  /** A document with CloudFormation values to one with plain strings. */
  readonly document: (value: unknown) => unknown
}

const ACCOUNT = '111122223333'
const REGION = 'us-east-1'

export function standIns(account: string | undefined, region: string | undefined): StandIns {
  const pseudo = new Map([
    ['AWS::Partition', 'aws'],
    ['AWS::Region', region ?? REGION],
    ['AWS::AccountId', account ?? ACCOUNT],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ])
  const textOf = (name: string): string => pseudo.get(name) ?? name.replace(/[^A-Za-z0-9-]+/g, '-')
  const resolve = (symbolic: string): string =>
    parseSym(symbolic)
      .map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'any' ? '*' : textOf(piece.name)))
      .join('')
  const substituted = (template: string, named: Readonly<Record<string, unknown>>): string =>
    template
      .replace(/\{\{resolve:([^}]*)\}\}/g, (_, reference: string) => textOf(reference))
      .replace(/\$\{(!?)([^}]*)\}/g, (_, escaped: string, name: string) =>
        escaped === '!' ? `\${${name}}` : Object.hasOwn(named, name) ? importText(named[name]) : textOf(name),
      )
  const importText = (value: unknown): string =>
    textOf(`import:${String(document((value as { 'Fn::ImportValue'?: unknown })['Fn::ImportValue']))}`)
  function document(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(document)
    if (typeof value !== 'object' || value === null) return value
    const sub = 'Fn::Sub' in value ? value['Fn::Sub'] : undefined
    if (typeof sub === 'string') return substituted(sub, {})
    if (Array.isArray(sub) && typeof sub[0] === 'string') return substituted(sub[0], (sub[1] ?? {}) as Readonly<Record<string, unknown>>)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, document(member)]))
  }
  return { resolve, document }
}
