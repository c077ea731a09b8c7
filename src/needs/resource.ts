/**
 * A catalog rule and a call's input → the resources that the call asks for, each with how sure it is. In order: what the
 * values say; the only declared resource of the kind; every declared one; the rule with `*` where the name is unknown.
 */
import { type MemberForm, type ResourceRule, readForm } from '../catalog/index.js'
import { any, type Piece, type SymText, symText } from '../policy/index.js'
import type { Traced } from '../trace/index.js'
import { arnFields, canonicalArn, isArnSymbol, pseudo, splitName } from './arn.js'
import { type Bound, bind, distinct, known, unknown } from './bind.js'
import { canBeEqual, type Declared, matchNames, named, shapeOf } from './declared.js'
import { keyOfAlias } from './encryption.js'
import { member } from './input.js'
import type { Scope } from './scope.js'
import type { Certainty } from './types.js'

export interface Located {
  readonly resource: SymText
  readonly certainty: Certainty
  /** The resource of the app that it is or lies in. */
  readonly declared: Declared | null
  /** What is not known, where it is not resolved. */
  readonly why: string | null
}

/** Where the call goes: the client's region as text, the function's own where the client names none. */
export interface Place {
  readonly regions: readonly SymText[]
}

type Segment =
  | { readonly kind: 'fixed'; readonly text: SymText }
  | { readonly kind: 'member'; readonly path: string; readonly form: MemberForm }

const MAX_RESOURCES = 24

export function locate(rule: ResourceRule, input: Traced, scope: Scope, place: Place): readonly Located[] {
  if (rule.kind === 'any') return [resolved([any], null)]
  const found = place.regions.flatMap((region) => locateIn(rule, input, scope, region))
  return uniqueLocated(found).slice(0, MAX_RESOURCES)
}

const resolved = (resource: SymText, declared: Declared | null): Located => ({ resource, certainty: 'resolved', declared, why: null })

function locateIn(rule: Extract<ResourceRule, { kind: 'arn' }>, input: Traced, scope: Scope, region: SymText): readonly Located[] {
  const segments = parseTemplate(rule, region)
  const at = segments.findIndex((s) => s.kind === 'member')
  const primary = segments[at]
  const head = symText(...segments.slice(0, Math.max(at, 0)).flatMap((s) => (s.kind === 'fixed' ? [s.text] : [])))
  if (primary === undefined || primary.kind !== 'member') {
    return [
      resolved(canonicalArn(symText(...segments.flatMap((s) => (s.kind === 'fixed' ? [s.text] : []))), scope.world.declared).arn, null),
    ]
  }
  const values = memberTexts(primary.path, rule, input, scope)
  if (values === null) return [resolved([any], null)]
  const tails = tailTexts(segments.slice(at + 1), rule, input, scope)
  return values.flatMap((value) => locatePrimary({ value, form: primary.form, head, rule, region, scope }, tails))
}

function parseTemplate(rule: Extract<ResourceRule, { kind: 'arn' }>, region: SymText): readonly Segment[] {
  return rule.template.split(/\{((?:[^{}]|\{\w*\})+)\}/).flatMap((part, i): readonly Segment[] => {
    if (i % 2 === 0) return part === '' ? [] : [{ kind: 'fixed', text: symText(part) }]
    const fixed = placeholder(part, region)
    return fixed === null ? [{ kind: 'member', path: part, form: rule.forms?.[part] ?? 'name-or-arn' }] : [{ kind: 'fixed', text: fixed }]
  })
}

function placeholder(name: string, region: SymText): SymText | null {
  if (name === 'P') return pseudo('Partition')
  if (name === 'A') return pseudo('AccountId')
  return name === 'R' ? region : null
}

/** @returns null where the member is never given and nothing stands for it */
function memberTexts(path: string, rule: Extract<ResourceRule, { kind: 'arn' }>, input: Traced, scope: Scope): readonly Bound[] | null {
  const found = member(input, path)
  const bound = distinct(found.values.flatMap((v) => bind(v, scope)))
  const absent = rule.absent?.[path]
  const whenAbsent = absent === undefined || found.missing === 'never' ? [] : [known(absent)]
  if (found.missing === 'open' && bound.length === 0) return [unknown(`\`${path}\` of the input is not known`)]
  const all = distinct([...bound, ...whenAbsent])
  return all.length === 0 ? null : all
}

/** The texts behind the primary member: object keys, indexes, streams. What is unknown there is `*` and nothing to warn of. */
function tailTexts(
  segments: readonly Segment[],
  rule: Extract<ResourceRule, { kind: 'arn' }>,
  input: Traced,
  scope: Scope,
): readonly SymText[] {
  let out: readonly SymText[] = [[]]
  for (const segment of segments) {
    const next =
      segment.kind === 'fixed'
        ? [segment.text]
        : (memberTexts(segment.path, rule, input, scope) ?? [unknown('')]).map((b) => tailText(b, segment.form))
    out = out.flatMap((head) => next.map((tail) => symText(head, tail)))
    if (out.length > MAX_RESOURCES) return [symText('*')]
  }
  return out
}

function tailText(bound: Bound, form: MemberForm): SymText {
  const read = readForm(form, bound.text)
  return read.kind === 'text' ? read.text : read.kind === 'arns' ? bound.text : [any]
}

interface Primary {
  readonly value: Bound
  readonly form: MemberForm
  readonly head: SymText
  readonly rule: Extract<ResourceRule, { kind: 'arn' }>
  readonly region: SymText
  readonly scope: Scope
}

function locatePrimary(primary: Primary, tails: readonly SymText[]): readonly Located[] {
  const arns = primaryArns(primary)
  return arns.flatMap(({ arn, why }) => tails.flatMap((tail) => locateArn(primary, arn, tail, why)))
}

interface PrimaryArn {
  /** Null: the name is not known at all. */
  readonly arn: SymText | null
  readonly why: string | null
}

/** The ARN up to the primary member, as far as the member's text says it. */
function primaryArns({ value, form, head, scope, region }: Primary): readonly PrimaryArn[] {
  const direct = directArn(value.text, form, scope)
  if (direct !== null) return [{ arn: direct, why: value.why }]
  if (isAny(value.text)) return [{ arn: null, why: value.why ?? 'its name is not known' }]
  const [first] = value.text
  if (form === 'url' && first?.kind === 'symbol')
    return [{ arn: null, why: `\`\${${first.name}}\` is a queue's URL whose name is not known` }]
  const read = readForm(form, value.text)
  if (read.kind === 'any') return [{ arn: null, why: read.why }]
  if (read.kind === 'arns') return read.arns.map((arn) => ({ arn: fillPlaces(arn, region), why: value.why }))
  if (isAny(read.text)) return [{ arn: null, why: value.why ?? 'its name is not known' }]
  const arn = symText(inPlace(head, read.region, read.account), read.text)
  return [{ arn, why: value.why }]
}

const isAny = (value: SymText): boolean => value.length === 1 && value[0]?.kind === 'any'

/** Forms whose members can hold nothing but an ARN, so that a symbol in them is one. */
const ARN_FORMS: ReadonlySet<MemberForm> = new Set(['arn', 'topic', 'state-machine', 'execution'])

/** The ARN that a text is because its symbol is one: a declared resource's, or a parameter's that says so by its name. */
function directArn(value: SymText, form: MemberForm, scope: Scope): SymText | null {
  const { declared } = scope.world
  const found = named(value, declared)
  if (found !== null) {
    if (found.declared.type === 'AWS::KMS::Alias') return keyOfAlias(found.declared, scope.world)
    if (found.arn !== null) return found.arn
    const own = found.declared.arn
    if (own === null || found.rest.length > 0) return null
    return found.part === 'url' || form === 'parameter' || form === 'secret' ? own : null
  }
  if (form === 'secret') {
    const [same] = matchNames(value, declared.byType.get('AWS::SecretsManager::Secret') ?? []).same
    if (same?.arn != null) return same.arn
  }
  if (isArnSymbol(value)) return value
  return ARN_FORMS.has(form) && value[0]?.kind === 'symbol' ? value : null
}

/** Templates inside a reading have the places of the rule's own. */
function fillPlaces(arn: SymText, region: SymText): SymText {
  const pieces = arn.flatMap((piece): readonly (Piece | SymText | string)[] => {
    if (piece.kind !== 'text') return [piece]
    return piece.text.split(/\{([PRA])\}/).map((part, i) => (i % 2 === 0 ? part : (placeholder(part, region) ?? part)))
  })
  return symText(...pieces)
}

function inPlace(head: SymText, region: SymText | null, account: SymText | null): SymText {
  const fields = region === null && account === null ? null : arnFields(symText(head, '-'))
  if (fields === null) return head
  const tail = arnFields(head)?.tail ?? []
  return symText('arn:', fields.partition, ':', fields.service, ':', region ?? fields.region, ':', account ?? fields.account, ':', tail)
}

function locateArn(primary: Primary, arn: SymText | null, tail: SymText, why: string | null): readonly Located[] {
  const { scope, rule, head } = primary
  const shape = shapeOf(rule.template)
  const candidates = shape === null || NO_CANDIDATES.has(shape) ? [] : (scope.world.declared.byShape.get(shape) ?? [])
  if (arn === null)
    return among(candidates, tail, why) ?? [{ resource: symText(head, '*', tail), certainty: 'wildcard', declared: null, why }]
  const canonical = canonicalArn(symText(arn, tail), scope.world.declared)
  if (canonical.declared !== null) return [resolved(canonical.arn, canonical.declared)]
  // Only the primary member makes a resource uncertain: an object's key may be anything.
  if (!arn.some((p) => p.kind === 'any')) return [resolved(canonical.arn, null)]
  const possible = candidates.filter((c) => canBeNamed(arn, c))
  return among(possible, tail, why) ?? [{ resource: canonical.arn, certainty: 'wildcard', declared: null, why }]
}

/** Roles and keys are never guessed: one that is not known could be anybody's. */
const NO_CANDIDATES: ReadonlySet<string> = new Set(['iam:role/', 'iam:user/', 'iam:policy/'])

function canBeNamed(arn: SymText, candidate: Declared): boolean {
  const tail = arnFields(arn)?.tail
  const prefix = candidate.shape?.slice(candidate.shape.indexOf(':') + 1) ?? ''
  if (tail === undefined || candidate.names.length === 0) return false
  const { name } = splitName(symText(...trimPrefix(tail, prefix)))
  return candidate.names.some((n) => canBeEqual(name, n))
}

const trimPrefix = (tail: SymText, prefix: string): SymText => {
  const [first] = tail
  return first?.kind === 'text' && first.text.startsWith(prefix) ? symText(first.text.slice(prefix.length), tail.slice(1)) : tail
}

function among(candidates: readonly Declared[], tail: SymText, why: string | null): readonly Located[] | null {
  const usable = candidates.filter((c) => c.arn !== null && c.resource.madeBy === null)
  if (usable.length === 0) return null
  const certainty: Certainty = usable.length === 1 ? 'assumed' : 'candidates'
  return usable.map((c) => ({ resource: symText(c.arn ?? [], tail), certainty, declared: c, why }))
}

function uniqueLocated(all: readonly Located[]): readonly Located[] {
  const seen = new Map<string, Located>()
  for (const one of all) {
    const key = JSON.stringify([one.resource])
    const before = seen.get(key)
    if (before === undefined || before.certainty !== 'resolved') seen.set(key, one)
  }
  return [...seen.values()]
}
