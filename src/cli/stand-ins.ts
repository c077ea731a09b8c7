/**
 * Symbols of an app as text, so that its policies can be asked before it is deployed: each symbol gets a text of its
 * own, in policies and requests alike, and one that stands for an ARN gets an ARN. What the account and region are is
 * taken from the options.
 */
import type { Resource } from '../app/index.js'
import { cfnType, samType, type TemplatePiece, templatePieces } from '../catalog/index.js'
import { parseSym } from '../policy/index.js'

export interface StandIns {
  /** Symbolic text to text that an engine can judge. */
  readonly resolve: (symbolic: string) => string
  /** The same for a whole resource: what is neither ARN nor `*` then is a symbol for an ARN that nobody knows. */
  readonly resolveResource: (symbolic: string) => string
  /** A document with CloudFormation values to one with plain strings. */
  readonly document: (value: unknown) => unknown
  /** Text with the ARNs in it back in symbols, for people. */
  readonly symbolic: (text: string) => string
}

const ACCOUNT = '111122223333'
const REGION = 'us-east-1'
const PARTITION = 'aws'

export interface StandInOptions {
  /** Undefined: a stand-in. */
  readonly account: string | undefined
  readonly region: string | undefined
  readonly resources: ReadonlyMap<string, Pick<Resource, 'type'>>
}

export function standIns({ account, region, resources }: StandInOptions): StandIns {
  const pseudo = new Map([
    ['AWS::Partition', PARTITION],
    ['AWS::Region', region ?? REGION],
    ['AWS::AccountId', account ?? ACCOUNT],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ])
  const places = { P: PARTITION, R: region ?? REGION, A: account ?? ACCOUNT } as const
  /** Texts that stood in for names, with their symbols. */
  const names = new Map<string, string>()
  const nameOf = (symbol: string): string => {
    const text = symbol.replace(/[^A-Za-z0-9-]+/g, '-')
    names.set(text, symbol)
    return text
  }
  const textOf = (symbol: string): string => {
    const known = pseudo.get(symbol)
    if (known !== undefined) return known
    const meaning = meaningOf(symbol, resources)
    if (meaning === null) return nameOf(symbol)
    return meaning.arn === null ? nameOf(meaning.id) : fill(templatePieces(meaning.arn), meaning.id)
  }
  const fill = (pieces: readonly TemplatePiece[], id: string): string =>
    pieces
      .map((piece) => {
        if (piece.kind === 'text') return piece.text.replaceAll('?', 'x')
        if (piece.kind === 'place') return places[piece.place]
        return piece.path === 'ref' ? nameOf(id) : (piece.fallback ?? nameOf(`${id}.${piece.path}`))
      })
      .join('')
  const resolve = (symbolic: string): string =>
    parseSym(symbolic)
      .map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'any' ? '*' : textOf(piece.name)))
      .join('')
  const asArn = (text: string): string =>
    text === '*' || text.startsWith('arn:') || /[:/\s]/.test(text) ? text : `arn:${PARTITION}:symbol:${places.R}:${places.A}:${text}`
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
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inMember(key, document(member))]))
  }
  const inMember = (key: string, value: unknown): unknown => {
    if (key !== 'Resource' && key !== 'NotResource') return value
    return Array.isArray(value) ? value.map((it) => inMember(key, it)) : typeof value === 'string' ? asArn(value) : value
  }
  const symbolic = (text: string): string =>
    text.replace(/\barn:[^\s`,]+/g, (arn) => {
      const [scheme, partition, service, at = '', owner = '', ...rest] = arn.split(':')
      const place = (written: string, given: string | undefined, standIn: string, name: string): string =>
        given === undefined && written === standIn ? `\${${name}}` : written
      const named = rest.join(':').replace(/[A-Za-z0-9-]+/g, (word) => (names.has(word) ? `\${${names.get(word)}}` : word))
      if (service === 'symbol') return named
      return [
        scheme,
        partition === PARTITION ? '${AWS::Partition}' : partition,
        service,
        place(at, region, REGION, 'AWS::Region'),
        place(owner, account, ACCOUNT, 'AWS::AccountId'),
        named,
      ].join(':')
    })
  return { resolve, resolveResource: (text) => asArn(resolve(text)), document, symbolic }
}

interface Meaning {
  readonly id: string
  /** The template of the ARN that it stands for; null where it stands for the name. */
  readonly arn: string | null
}

/** The resource that a symbol stands for by its ARN or its name; null of others. */
function meaningOf(symbol: string, resources: StandInOptions['resources']): Meaning | null {
  const dot = symbol.indexOf('.')
  const id = dot < 0 ? symbol : symbol.slice(0, dot)
  const type = resources.get(id)?.type
  const facts = type === undefined ? null : cfnType(samType(type) ?? type)
  if (facts === null) return null
  const what = dot < 0 ? facts.ref : facts.attributes.get(symbol.slice(dot + 1))
  if (what === 'arn' && facts.arn !== null) return { id, arn: facts.arn }
  return what === 'name' ? { id, arn: null } : null
}
