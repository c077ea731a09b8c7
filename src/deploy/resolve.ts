/** Symbols of the app → what the account calls them, so that documents can be stored as they are. */
import { type App, arnOfResource, namesOf, textOf } from '../app/index.js'
import { cfnType } from '../catalog/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { parseSym, printSym, type SymText } from '../policy/index.js'
import type { AccountState, Document } from './types.js'

export type Resolver = (symbol: string) => string | null

const DNS_SUFFIX: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn' }

/** What each symbol is in the account: a stack's physical IDs win over the names that the template gives. */
export function resolverFor(app: App, state: Pick<AccountState, 'account' | 'partition' | 'region' | 'stack'>): Resolver {
  const pseudo = new Map([
    ['AWS::Partition', state.partition],
    ['AWS::Region', state.region],
    ['AWS::AccountId', state.account],
    ['AWS::URLSuffix', DNS_SUFFIX[state.partition] ?? 'amazonaws.com'],
    ...(state.stack === null ? [] : [['AWS::StackName', state.stack.name] as const]),
  ])
  const memo = new Map<string, string | null>()
  const resolve = (symbol: string): string | null => {
    const known = memo.get(symbol)
    if (known !== undefined) return known
    // A circle has no value; it is not walked twice.
    memo.set(symbol, null)
    const value = pseudo.get(symbol) ?? parameterValue(symbol) ?? resourceValue(symbol)
    memo.set(symbol, value)
    return value
  }
  const fill = (text: SymText): string | null => {
    const pieces = text.map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'any' ? null : resolve(piece.name)))
    return pieces.includes(null) ? null : pieces.join('')
  }
  const parameterValue = (symbol: string): string | null => {
    const value = app.parameters.get(symbol)?.value
    const text = value === null || value === undefined ? null : textOf(value)
    return text === null ? null : fill(text)
  }
  const resourceValue = (symbol: string): string | null => {
    const dot = symbol.indexOf('.')
    const id = dot < 0 ? symbol : symbol.slice(0, dot)
    const resource = app.resources.get(id)
    if (resource === undefined) return null
    const physical = state.stack?.resources.get(id)?.physicalId ?? nameOf(id)
    if (physical === null) return null
    if (dot < 0) return physical
    const what = cfnType(resource.type)?.attributes.get(symbol.slice(dot + 1))
    const name = lastOf(physical)
    if (what === 'name') return name
    if (what === 'arn') return physical.startsWith('arn:') ? physical : arnOf(id, name)
    return null
  }
  const nameOf = (id: string): string | null => {
    const resource = app.resources.get(id)
    const [name, ...others] = resource === undefined ? [] : namesOf(resource)
    return name === undefined || others.length > 0 ? null : fill(name)
  }
  /** The ARN of the type's shape, with the name in its place. */
  const arnOf = (id: string, name: string): string | null => {
    const type = app.resources.get(id)?.type ?? ''
    const shape = cfnType(type)?.arn
    if (shape === null || shape === undefined) return null
    const own = arnOfResource(app, id)
    if (own !== null && printSym(own).startsWith('arn:')) return fill(own)
    const text = shape
      .replaceAll('{P}', '${AWS::Partition}')
      .replaceAll('{R}', '${AWS::Region}')
      .replaceAll('{A}', '${AWS::AccountId}')
      .replaceAll('{ref}', name)
    return text.includes('{') && /\{[^}]*\}/.test(text.replaceAll(/\$\{[^}]*\}/g, '')) ? null : fill(parseSym(text))
  }
  return resolve
}

/** The name in an ARN or a URL. */
const lastOf = (physical: string): string => (/^(?:arn:|https?:)/.test(physical) ? (physical.split(/[:/]/).at(-1) ?? physical) : physical)

/**
 * A document with CloudFormation values → plain JSON.
 *
 * @errors `deploy/unresolved-symbol`: nothing says what a symbol is in the account
 */
export function resolveDocument(document: unknown, resolve: Resolver): Result<Document, Problem> {
  const missing = new Set<string>()
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    if ('Fn::Sub' in value) return substituted((value as { readonly 'Fn::Sub': unknown })['Fn::Sub'])
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member)]))
  }
  const substituted = (argument: unknown): string => {
    const [template, variables] = Array.isArray(argument)
      ? [String(argument[0]), (argument[1] ?? {}) as Readonly<Record<string, unknown>>]
      : [String(argument), {}]
    const unknown = (name: string): string => {
      missing.add(name)
      return ''
    }
    return template
      .replace(/\{\{resolve:([^}]*)\}\}/g, (_, reference: string) => unknown(`{{resolve:${reference}}}`))
      .replace(/\$\{(!?)([^}]*)\}/g, (_, escaped: string, name: string) =>
        escaped === '!'
          ? `\${${name}}`
          : Object.hasOwn(variables, name)
            ? unknown(printVariable(variables[name]))
            : (resolve(name) ?? unknown(name)),
      )
  }
  const value = walk(document) as Document
  return missing.size === 0 ? ok(value) : fail(unresolved([...missing].sort()))
}

const printVariable = (value: unknown): string => JSON.stringify(value)

const unresolved = (names: readonly string[]): Problem => ({
  code: 'deploy/unresolved-symbol',
  message: `nothing says what ${names.map((name) => `\`${name}\``).join(', ')} is in this account`,
  hint: 'deploy the template first and name its stack with `--stack`, or give values with `--parameters`',
  at: null,
})
