/**
 * Symbols of an app as text, so that policies which are not deployed yet can be proved about. Every symbol is one text of
 * its own, which no pattern is likely to hold: what is proved of Allows then holds whatever the symbols become, and a
 * Deny on one symbol is taken not to speak of another.
 */
import { canonicalArn, type DeclaredIndex } from '../needs/index.js'
import { parseSym, type SymText } from '../policy/index.js'
import type { Roles } from '../roles/index.js'

export interface Instance {
  readonly text: (value: SymText) => string
  /** A document with CloudFormation values to one with plain strings. */
  readonly document: (value: unknown) => unknown
  /** The text with its symbols again; where a partition, region or account stands, these. */
  readonly symbolic: (text: string) => string
}

const ACCOUNT = '999988887777'
const REGION = 'us-east-1'

/** Where the app is to stand, as far as somebody said: then the template has these as text. */
export interface Target {
  readonly account: string | null
  readonly region: string | null
}

export const ANYWHERE: Target = { account: null, region: null }

export interface InstanceOptions {
  readonly target?: Target
  /** Symbols that stand for whole ARNs, such as a parameter that is compared with `Resource`. */
  readonly whole: ReadonlySet<string>
  /** How a value is written first, so that what is the same has one name. */
  readonly canonical?: (value: SymText) => SymText
  /** What the template calls a resource, so that a pattern of names is held against the name. */
  readonly nameOf?: (symbol: string) => SymText | null
}

export function makeInstance({ whole, canonical = (value) => value, nameOf = () => null, target = ANYWHERE }: InstanceOptions): Instance {
  const account = target.account ?? ACCOUNT
  const region = target.region ?? REGION
  const pseudo: ReadonlyMap<string, string> = new Map([
    ['AWS::Partition', 'aws'],
    ['AWS::Region', region],
    ['AWS::AccountId', account],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ])
  const byName = new Map<string, string>()
  const byText = new Map<string, string>()
  const textOf = (name: string): string => {
    const known = pseudo.get(name) ?? byName.get(name)
    if (known !== undefined) return known
    const given = whole.has(name) ? null : nameOf(name)
    if (given !== null) {
      const called = text(given)
      byName.set(name, called)
      return called
    }
    const word = `q${byName.size + 1}z${name.replace(/[^A-Za-z0-9]+/g, '-')}z`
    const made = whole.has(name) || /Arn$/.test(name) ? `arn:aws:${word.toLowerCase()}:${region}:${account}:${word}` : word
    byName.set(name, made)
    byText.set(made, name)
    return made
  }
  const substituted = (template: string, named: Readonly<Record<string, unknown>>): string =>
    template
      .replace(/\{\{resolve:(.*?)\}\}/g, (_, reference: string) => textOf(reference))
      .replace(/\$\{(!?)([^}]*)\}/g, (_, escaped: string, name: string) =>
        escaped === '!' ? `\${${name}}` : Object.hasOwn(named, name) ? importText(named[name]) : textOf(nameOfOutput(name)),
      )
  const importText = (value: unknown): string => {
    const from = typeof value === 'object' && value !== null && 'Fn::ImportValue' in value ? value['Fn::ImportValue'] : value
    const written = typeof from === 'object' && from !== null && 'Fn::Sub' in from ? from['Fn::Sub'] : from
    return textOf(`import:${String(written)}`)
  }
  function document(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(document)
    if (typeof value !== 'object' || value === null) return value
    const sub = 'Fn::Sub' in value ? value['Fn::Sub'] : undefined
    if (typeof sub === 'string') return beginsWithSymbol(sub) ? text(parseSym(sub)) : substituted(sub, {})
    if (Array.isArray(sub) && typeof sub[0] === 'string') return substituted(sub[0], (sub[1] ?? {}) as Readonly<Record<string, unknown>>)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, document(member)]))
  }
  const withAccount = (written: string): string => (target.account === null ? written.replaceAll(ACCOUNT, '${AWS::AccountId}') : written)
  const symbolic = (text: string): string => {
    let out = text
    for (const [made, name] of byText) out = out.replaceAll(made, `\${${name}}`)
    const parts = out.split(':')
    if (parts[0] !== 'arn') return withAccount(out)
    if (parts[1] === 'aws') parts[1] = '${AWS::Partition}'
    if (target.region === null && parts[3] === REGION) parts[3] = '${AWS::Region}'
    return withAccount(parts.join(':'))
  }
  const text = (value: SymText): string => {
    const written = value[0]?.kind === 'symbol' ? canonical(value) : value
    const pieces = written.map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'any' ? '*' : textOf(piece.name)))
    return pieces.join('')
  }
  return { text, document, symbolic }
}

/** The ARN of a resource of the app, perhaps; `${!…}` would be a policy variable. */
const beginsWithSymbol = (template: string): boolean => /^\$\{[A-Za-z0-9.]+\}/.test(template) && !template.includes('${!')

/** A nested stack's output as symbolic text names it: `${Stack.Outputs.Name}` of a template is `stack:Stack.Name`. */
const nameOfOutput = (name: string): string => {
  const cut = name.indexOf('.Outputs.')
  return cut < 0 ? name : `stack:${name.slice(0, cut)}.${name.slice(cut + '.Outputs.'.length)}`
}

/** Symbols with which one of the values begins: as a resource each is a whole ARN. */
export const wholeSymbols = (values: readonly SymText[]): ReadonlySet<string> =>
  new Set(values.flatMap(([first]) => (first?.kind === 'symbol' ? [first.name] : [])))

/** The symbols in strings of a document that begin with one. */
function wholeSymbolsOf(document: unknown): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (typeof value === 'object' && value !== null) {
      const sub = 'Fn::Sub' in value ? value['Fn::Sub'] : undefined
      const template = typeof sub === 'string' ? sub : Array.isArray(sub) ? sub[0] : null
      if (typeof template === 'string') for (const name of wholeSymbols([parseSym(template)])) found.add(name)
      else Object.values(value).forEach(visit)
    }
  }
  visit(document)
  return found
}

/** An instance for the documents of generated roles and resource-based policies. */
export function appInstance({ roles, resourcePolicies }: Roles, index: DeclaredIndex, target: Target): Instance {
  const documents = [...roles.flatMap((role) => [role.trustPolicy, ...role.policies.map((policy) => policy.document)]), ...resourcePolicies]
  return makeInstance({
    whole: wholeSymbolsOf(documents),
    canonical: (value) => canonicalArn(value, index).arn,
    nameOf: namesIn(index),
    target,
  })
}

/** The one name that a template gives a resource, by the symbols that are its name: `${Table}`, `${Topic.TopicName}`. */
export const namesIn =
  ({ byId }: DeclaredIndex) =>
  (symbol: string): SymText | null => {
    const cut = symbol.lastIndexOf('.')
    const direct = byId.get(symbol)
    const declared = direct ?? byId.get(symbol.slice(0, Math.max(cut, 0)))
    if (declared === undefined || declared.names.length !== 1) return null
    const is = direct === undefined ? declared.facts?.attributes.get(symbol.slice(cut + 1)) : declared.facts?.ref
    const [name] = declared.names
    return is !== 'name' || name === undefined || name.some(({ kind }) => kind === 'any') ? null : name
  }
