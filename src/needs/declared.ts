/**
 * The resources that the app declares, found by what names them: logical ID, ARN shape, literal name.
 * A resource's own ARN is written with its symbol, whatever name the template gives it.
 */
import { type App, FRAMEWORK_BUCKET, type Resource } from '../app/index.js'
import { type CfnTypeFacts, cfnType, samType, templatePieces } from '../catalog/index.js'
import { type Piece, printSym, type SymText, symbol, symText } from '../policy/index.js'
import { textsAt } from './value.js'

export interface Declared {
  readonly id: string
  /** The CloudFormation type, also for SAM's types. */
  readonly type: string
  readonly resource: Resource
  readonly facts: CfnTypeFacts | null
  /** Its ARN with its symbol, without anything behind it. Null where the type has none. */
  readonly arn: SymText | null
  /** `dynamodb:table/`: service and what stands before the name; null where the ARN has no such shape. */
  readonly shape: string | null
  /** Names that the template sets, one a side of an undecided condition; none: CloudFormation makes one up. */
  readonly names: readonly SymText[]
  /** Functions' own packages lie in it: the bucket of a deployment, which the Serverless Framework makes in every stack. */
  readonly holdsCode: boolean
}

export interface DeclaredIndex {
  readonly byId: ReadonlyMap<string, Declared>
  /** In the order of their IDs. */
  readonly byShape: ReadonlyMap<string, readonly Declared[]>
  readonly byType: ReadonlyMap<string, readonly Declared[]>
}

/** SAM's types by what CloudFormation makes of them. */
export const cloudFormationType = (type: string): string => samType(type) ?? type

export function indexDeclared(app: App): DeclaredIndex {
  const byId = new Map<string, Declared>()
  const codeBuckets = bucketsOfCode(app)
  for (const id of [...app.resources.keys()].sort()) {
    const resource = app.resources.get(id)
    if (resource !== undefined) byId.set(id, declare(resource, codeBuckets.has(id)))
  }
  return { byId, byShape: groupBy(byId, (d) => d.shape), byType: groupBy(byId, (d) => d.type) }
}

/** Buckets that the code of a function or of a layer is loaded from, by their logical IDs. */
function bucketsOfCode(app: App): ReadonlySet<string> {
  const named = [...app.resources.values()].flatMap(({ properties }) => CODE_BUCKETS.flatMap((path) => textsAt(properties, path)))
  return new Set([FRAMEWORK_BUCKET, ...named.flatMap((text) => text.flatMap((piece) => (piece.kind === 'symbol' ? [piece.name] : [])))])
}

/** Source: AWS CloudFormation User Guide, "AWS::Lambda::Function Code" and "AWS::Lambda::LayerVersion Content". */
const CODE_BUCKETS = [
  ['Code', 'S3Bucket'],
  ['Content', 'S3Bucket'],
  ['CodeUri', 'Bucket'],
  ['ContentUri', 'Bucket'],
] as const

function declare(resource: Resource, holdsCode: boolean): Declared {
  const type = cloudFormationType(resource.type)
  const facts = cfnType(resource.type)
  const nameProperty = facts?.nameProperty ?? null
  const names = nameProperty === null ? [] : textsAt(resource.properties, [nameProperty])
  return {
    id: resource.id,
    type,
    resource,
    facts,
    arn: facts === null ? null : arnOfDeclared(resource, facts, names),
    shape: facts?.arn == null || !ofRef(facts.arn) ? null : shapeOf(facts.arn),
    names,
    holdsCode,
  }
}

function groupBy(all: ReadonlyMap<string, Declared>, key: (d: Declared) => string | null): Map<string, Declared[]> {
  const out = new Map<string, Declared[]>()
  for (const declared of all.values()) {
    const at = key(declared)
    if (at === null) continue
    const list = out.get(at)
    if (list === undefined) out.set(at, [declared])
    else list.push(declared)
  }
  return out
}

/**
 * `arn:{P}:dynamodb:{R}:{A}:table/{ref}` → `dynamodb:table/`: the service and what stands before the name.
 *
 * @returns null where something else than the name comes first (a stage's ARN begins with its API's)
 */
export function shapeOf(template: string): string | null {
  const pieces = templatePieces(template)
  const at = pieces.findIndex((p) => p.kind === 'member')
  const head = pieces.slice(0, at < 0 ? undefined : at).map((p) => (p.kind === 'text' ? p.text : p.kind === 'place' ? '-' : ''))
  const [arn, , service, , , ...tail] = head.join('').split(':')
  if (arn !== 'arn' || service === undefined || service === '') return null
  return `${service}:${tail.join(':')}`
}

const ofRef = (template: string): boolean => {
  const first = templatePieces(template).find((p) => p.kind === 'member')
  return first?.kind === 'member' && first.path === 'ref'
}

const PLACES: Readonly<Record<'P' | 'R' | 'A', string>> = { P: 'AWS::Partition', R: 'AWS::Region', A: 'AWS::AccountId' }

/** Fills a type's ARN: places with their symbols, `{ref}` with the resource's, other pieces with its properties. */
function fillArn(template: string, resource: Resource): SymText {
  return symText(
    ...templatePieces(template).map((piece): string | Piece | SymText => {
      if (piece.kind === 'text') return piece.text
      if (piece.kind === 'place') return symbol(PLACES[piece.place])
      if (piece.path === 'ref') return symbol(resource.id)
      return textsAt(resource.properties, [piece.path])[0] ?? piece.fallback ?? '*'
    }),
  )
}

function arnOfDeclared(resource: Resource, facts: CfnTypeFacts, names: readonly SymText[]): SymText | null {
  if (facts.ref === 'arn') return symText(symbol(resource.id))
  const changed = facts.refChangesWith !== null && resource.properties.entries.has(facts.refChangesWith)
  if (facts.ref === 'name' && facts.arn !== null && !changed) {
    // A parameter's name may begin with a slash, which its ARN has only once.
    // Source: Systems Manager User Guide, "Restricting access to Parameter Store parameters using IAM policies".
    const slashed =
      facts.arn.includes(':parameter/') && names.length > 0 && names.every((n) => n[0]?.kind === 'text' && n[0].text.startsWith('/'))
    return fillArn(slashed ? facts.arn.replace(':parameter/', ':parameter') : facts.arn, resource)
  }
  for (const [attribute, what] of facts.attributes) if (what === 'arn') return symText(symbol(`${resource.id}.${attribute}`))
  return null
}

/** What a text begins with, where that is a resource of the app: `rest` is what follows its symbol. */
export interface Named {
  readonly declared: Declared
  readonly part: 'name' | 'arn' | 'url' | 'other'
  /** The ARN that the text is, where it is one (an attribute such as `StreamArn` has its own). */
  readonly arn: SymText | null
  readonly rest: SymText
}

/** Reads a text that begins with a resource's symbol, or whose ARN or URL holds one where the name stands. */
export function named(value: SymText, index: DeclaredIndex): Named | null {
  const first = value[0]
  if (first?.kind !== 'symbol') return null
  const [id, attribute] = splitSymbol(first.name, index)
  const declared = index.byId.get(id)
  if (declared === undefined) return null
  const rest = value.slice(1)
  const behind = attribute === null || attribute === 'Arn' ? standsFor(declared, index) : null
  if (behind !== null) return named(symText(behind, rest), index)
  const { facts } = declared
  if (attribute === null) {
    const part = facts?.ref ?? 'other'
    return { declared, part, arn: part === 'arn' ? value : null, rest }
  }
  const what = facts?.attributes.get(attribute)
  if (what === 'arn') return { declared, part: 'arn', arn: declared.arn === null ? value : symText(declared.arn, rest), rest }
  if (what === 'name' || what === 'url') return { declared, part: what, arn: null, rest }
  if (/Arn$/.test(attribute) || isQualified(declared, attribute)) return { declared, part: 'arn', arn: value, rest }
  return { declared, part: 'other', arn: null, rest }
}

/** Where resources that are not asked about themselves name the one that is. */
const STANDS_FOR: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  // What is attached to a secret has the secret's own ARN.
  // Source: AWS CloudFormation Template Reference, "AWS::SecretsManager::SecretTargetAttachment", return values.
  ['AWS::SecretsManager::SecretTargetAttachment', [['SecretId']]],
  // Step Functions asks about the state machine, whichever version or alias is meant.
  // Source: AWS Step Functions Developer Guide, "Authorization for versions and aliases in Step Functions workflows".
  ['AWS::StepFunctions::StateMachineVersion', [['StateMachineArn']]],
  [
    'AWS::StepFunctions::StateMachineAlias',
    [
      ['RoutingConfiguration', '*', 'StateMachineVersionArn'],
      ['DeploymentPreference', 'StateMachineVersionArn'],
    ],
  ],
])

function standsFor({ type, resource }: Declared, index: DeclaredIndex): SymText | null {
  const paths = STANDS_FOR.get(type)
  if (paths === undefined) return null
  if (resource.madeBy !== null) return symText(symbol(resource.madeBy))
  const [text] = paths.flatMap((path) => textsAt(resource.properties, path))
  const found = text === undefined ? null : named(text, index)
  return found === null || found.declared.resource === resource ? null : symText(symbol(found.declared.id))
}

/**
 * SAM lets a template name the version and the alias that it makes; both are ARNs behind the function's own.
 * Source: AWS SAM Developer Guide, "AWS::Serverless::Function", referencing generated resources.
 */
const isQualified = ({ resource }: Declared, attribute: string): boolean =>
  resource.type === 'AWS::Serverless::Function' && (attribute === 'Version' || attribute === 'Alias')

/** Logical IDs hold no dot; the ID of a nested stack's resource holds slashes. */
function splitSymbol(name: string, index: DeclaredIndex): readonly [string, string | null] {
  if (index.byId.has(name)) return [name, null]
  const dot = name.indexOf('.')
  return dot < 0 ? [name, null] : [name.slice(0, dot), name.slice(dot + 1)]
}

/** How a name agrees with the names of declared resources: the same text, or possibly the same. */
export function matchNames(
  name: SymText,
  candidates: readonly Declared[],
): { readonly same: readonly Declared[]; readonly possible: readonly Declared[] } {
  const written = printSym(name)
  const same = candidates.filter((d) => d.names.some((n) => printSym(n) === written))
  const possible = candidates.filter((d) => d.names.some((n) => canBeEqual(name, n)))
  return { same, possible }
}

/** Whether two texts can be the same once their `any` parts and symbols are known; symbols stand for any text that is not empty. */
export function canBeEqual(a: SymText, b: SymText): boolean {
  const inB = new Set(b.flatMap((p) => (p.kind === 'symbol' ? [p.name] : [])))
  const shared = new Set(a.flatMap((p) => (p.kind === 'symbol' && inB.has(p.name) ? [p.name] : [])))
  const pattern = (value: SymText): string =>
    value
      .map((p) =>
        p.kind === 'text'
          ? p.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
          : p.kind === 'symbol' && shared.has(p.name)
            ? `\\u0001${escaped(p.name)}\\u0001`
            : '[\\s\\S]*',
      )
      .join('')
  const plain = (value: SymText): string | null =>
    value.some((p) => p.kind === 'any' || (p.kind === 'symbol' && !shared.has(p.name)))
      ? null
      : value.map((p) => (p.kind === 'text' ? p.text : p.kind === 'symbol' ? `\u0001${p.name}\u0001` : '')).join('')
  const plainA = plain(a)
  const plainB = plain(b)
  if (plainB !== null && new RegExp(`^${pattern(a)}$`, 'u').test(plainB)) return true
  if (plainA !== null && new RegExp(`^${pattern(b)}$`, 'u').test(plainA)) return true
  if (plainA !== null || plainB !== null) return false
  return endsAgree(a, b)
}

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Two patterns are held against each other by the literal text at their ends alone. */
function endsAgree(a: SymText, b: SymText): boolean {
  const head = (v: SymText): string => (v[0]?.kind === 'text' ? v[0].text : '')
  const tail = (v: SymText): string => {
    const last = v.at(-1)
    return last?.kind === 'text' ? last.text : ''
  }
  const starts = head(a).startsWith(head(b)) || head(b).startsWith(head(a))
  const ends = tail(a).endsWith(tail(b)) || tail(b).endsWith(tail(a))
  return starts && ends
}
