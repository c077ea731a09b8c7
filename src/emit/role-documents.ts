/**
 * Roles → plain JSON documents to paste into a console: trust policy and policies, each as a file. What only a deployment
 * knows stands as a placeholder in capitals.
 */
import type { CfnString, Roles } from '../roles/index.js'

export interface DocumentFile {
  /** `CreateFunctionRole.trust.json`, `CreateFunctionRole.CreateFunctionPolicy.json`. */
  readonly name: string
  readonly text: string
  /** Placeholders that must be filled in, sorted. */
  readonly placeholders: readonly string[]
}

/** @returns in the order of their names */
export function roleDocuments({ roles }: Pick<Roles, 'roles'>): readonly DocumentFile[] {
  const files = roles.flatMap((role) => {
    const base = role.id.replace(/[^\w-]+/g, '-')
    return [
      { name: `${base}.trust.json`, document: role.trustPolicy },
      ...role.policies.map((policy) => ({ name: `${base}.${policy.name}.json`, document: policy.document })),
    ]
  })
  return files
    .map(({ name, document }): DocumentFile => {
      const placeholders = new Set<string>()
      return { name, text: `${JSON.stringify(filled(document, placeholders), null, 2)}\n`, placeholders: [...placeholders].sort() }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What nearly everybody has; another partition is written over. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
])

const PSEUDO: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', 'YOUR_AWS_ACCOUNT_ID'],
  ['AWS::Region', 'YOUR_AWS_REGION'],
  ['AWS::StackName', 'YOUR_STACK_NAME'],
])

function filled(value: unknown, placeholders: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, placeholders))
  if (typeof value !== 'object' || value === null) return value
  if ('Fn::Sub' in value) return textOf(value as Exclude<CfnString, string>, placeholders)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, placeholders)]))
}

function textOf(value: Exclude<CfnString, string>, placeholders: Set<string>): string {
  const sub = value['Fn::Sub']
  const template = typeof sub === 'string' ? sub : sub[0]
  return template.replace(/\$\{(!?)([^{}]*)\}/g, (_, escaped: string, symbol: string) => {
    if (escaped === '!') return `\${${symbol}}`
    const known = KNOWN.get(symbol)
    if (known !== undefined) return known
    const placeholder = PSEUDO.get(symbol) ?? `YOUR_${capitals(symbol)}`
    placeholders.add(placeholder)
    return placeholder
  })
}

/** `ItemsTable.StreamArn` → `ITEMS_TABLE_STREAM_ARN`. */
const capitals = (symbol: string): string =>
  symbol
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase()
