/**
 * A catalog rule and a call's input → the resources that the call asks for, each with how sure it is. In order: what the
 * values say; the only declared resource of the kind; every declared one; the rule with `*` where the name is unknown.
 */
import { findAction, type MemberForm, type Places, type ResourceRule, readForm, resourceType, templatePieces } from '../catalog/index.js'
import { any, printSym, type SymText, splitSym, symText } from '../policy/index.js'
import type { Traced } from '../trace/index.js'
import { ofStages } from './api-stages.js'
import { arnFields, canonicalArn, isArnSymbol, pseudo, splitName } from './arn.js'
import { bind, hintOf } from './bind.js'
import { type Bound, distinct, known, unknown } from './bound.js'
import { among, canBeNamed, candidatesFor, candidatesOf, type Located } from './candidates.js'
import { databaseAt } from './database.js'
import { type Declared, matchNames, named } from './declared.js'
import { keyOfAlias } from './encryption.js'
import { functionAt } from './function-url.js'
import { identified } from './identifiers.js'
import { member } from './input.js'
import { rolesOfTask } from './passed-role.js'
import { permittedResources } from './permitted.js'
import type { Scope } from './scope.js'
import { startedResources } from './session.js'
import { waitingMachines } from './task-token.js'

type Segment =
  | { readonly kind: 'fixed'; readonly text: SymText }
  | { readonly kind: 'member'; readonly path: string; readonly form: MemberForm; readonly absent: string | null }

type ArnRule = Extract<ResourceRule, { kind: 'arn' }>

const MAX_RESOURCES = 24

export interface Asked {
  readonly action: string
  /** As people name it: `dynamodb:PutItem`. */
  readonly operation: string
  readonly rule: ResourceRule
  readonly input: Traced
  readonly scope: Scope
  /** Where the call can go: the client's regions, the function's own where the client names none. */
  readonly regions: readonly SymText[]
}

export function locate(asked: Asked): readonly Located[] {
  const { rule } = asked
  if (rule.kind === 'any') return waitingMachines(asked.action, asked.scope.world) ?? [resolved([any], null)]
  const said = hintOf([asked.action, asked.operation], asked.scope)
  if (said !== null) return [hintedAs(said, asked.scope)]
  const found = asked.regions.flatMap((region) =>
    rule.kind === 'one-of'
      ? rule.templates.length === 0
        ? (started(asked) ?? [])
        : oneOf(asked, rule.templates, region)
      : locateIn(asked, rule, region),
  )
  return uniqueLocated(found).slice(0, MAX_RESOURCES)
}

const resolved = (resource: SymText, declared: Declared | null): Located => ({ resource, certainty: 'resolved', declared, why: null })

/** A hint is a person's word: taken, and marked as not seen. */
function hintedAs(said: Bound, scope: Scope): Located {
  const { arn, declared } = canonicalArn(said.text, scope.world.declared)
  const found = named(said.text, scope.world.declared)
  return { resource: found?.declared.arn ?? arn, certainty: 'assumed', declared: found?.declared ?? declared, why: null }
}

/** The input does not say which kind of resource is meant: what the app declares of them, else all of them. */
function oneOf(asked: Asked, templates: readonly string[], region: SymText): readonly Located[] {
  const why = 'the input does not say which'
  const candidates = candidatesOf(templates, asked.scope.world.declared)
  const declared = among({
    candidates,
    permitted: permittedFor(asked),
    head: [],
    tail: [],
    why,
    value: null,
    index: asked.scope.world.declared,
  })
  if (declared !== null) return declared
  return templates.map((template) => {
    const resource = symText(
      ...templatePieces(template).map((p) => (p.kind === 'text' ? p.text : p.kind === 'place' ? place(p.place, region) : '*')),
    )
    return { resource, certainty: 'wildcard', declared: null, why }
  })
}

function locateIn(asked: Asked, rule: ArnRule, region: SymText): readonly Located[] {
  const { input, scope } = asked
  const segments = parseTemplate(rule, region)
  const at = segments.findIndex((s) => s.kind === 'member')
  const primary = segments[at]
  if (primary?.kind !== 'member') {
    const before = started(asked)
    if (before !== null) return before
    return withoutMember(asked, rule, symText(...segments.map((s) => (s.kind === 'fixed' ? s.text : []))))
  }
  const head = symText(...segments.slice(0, at).map((s) => (s.kind === 'fixed' ? s.text : [])))
  const given = memberTexts(primary, input, scope)
  // A list without elements asks for nothing; a name that is not given asks for any.
  if (given === null) return /\[\]|\{\}|\{key\}/.test(primary.path) ? [] : [resolved([any], null)]
  const values = ofKind(given, asked, rule)
  const tails = tailTexts(segments.slice(at + 1), input, scope, region)
  return values.flatMap((value) => locatePrimary({ asked, value, form: primary.form, head, rule, region }, tails))
}

/** What an earlier call started, where the input names it by an ID alone. */
function started(asked: Asked): readonly Located[] | null {
  return startedResources(asked, ({ rule, action, input, scope }) => locate({ ...asked, action, rule, input, scope, operation: '' }))
}

/** No member names it: the shape has a `*` where the name stands, or is one certain resource. */
function withoutMember(asked: Asked, rule: ArnRule, whole: SymText): readonly Located[] {
  const star = whole.findIndex((p) => p.kind === 'any')
  if (star < 0) return [resolved(canonicalArn(whole, asked.scope.world.declared).arn, null)]
  const why = 'the input does not name it'
  const candidates = candidatesOf([rule.template], asked.scope.world.declared)
  const head = whole.slice(0, star)
  const found = among({
    candidates,
    permitted: permittedFor(asked),
    head,
    tail: behindName(whole.slice(star + 1)),
    why,
    value: null,
    index: asked.scope.world.declared,
  })
  return found ?? [{ resource: whole, certainty: 'wildcard', declared: null, why }]
}

/** What stands behind a name and is wildcards alone is said by one: `:*` for `:*` and all below it. */
function behindName(tail: SymText): SymText {
  const [first, second] = tail
  return first?.kind === 'text' && second?.kind === 'any' ? symText(first.text, '*') : tail
}

const permittedFor = ({ action, scope }: Asked): readonly SymText[] => permittedResources(scope.self, action, scope.world)

const parseTemplate = (rule: ArnRule, region: SymText): readonly Segment[] =>
  templatePieces(rule.template).map((piece): Segment => {
    if (piece.kind === 'text') return { kind: 'fixed', text: symText(piece.text) }
    if (piece.kind === 'place') return { kind: 'fixed', text: place(piece.place, region) }
    const absent = rule.absent?.[piece.path] ?? piece.fallback
    return { kind: 'member', path: piece.path, form: rule.forms?.[piece.path] ?? 'name-or-arn', absent }
  })

const place = (name: 'P' | 'R' | 'A', region: SymText): SymText =>
  name === 'R' ? region : pseudo(name === 'P' ? 'Partition' : 'AccountId')

const placesIn = (region: SymText): Places => ({ partition: pseudo('Partition'), region, account: pseudo('AccountId') })

/** @returns null where the member is never given and nothing stands for it */
function memberTexts(segment: Extract<Segment, { kind: 'member' }>, input: Traced, scope: Scope): readonly Bound[] | null {
  const found = member(input, segment.path)
  const bound = distinct(
    found.values.flatMap((v) => bind(v, scope)).flatMap((each) => identified(each, segment.form, scope.world.declared)),
  )
  if (found.missing === 'open' && bound.length === 0) return [unknown(`\`${segment.path}\` of the input is not known`)]
  const whenAbsent = segment.absent === null || found.missing === 'never' ? [] : [known(segment.absent)]
  const all = distinct([...bound, ...whenAbsent])
  return all.length === 0 ? null : all
}

/** A name that another kind of resource has is not meant: values that were joined on the way are told apart again. */
function ofKind(values: readonly Bound[], asked: Asked, rule: ArnRule): readonly Bound[] {
  const services = servicesOf(rule, asked.action)
  const kept = values.filter(({ text }) => {
    const found = named(text, asked.scope.world.declared)
    // A resource can know the ARN of another one: a database that of its secret.
    if (found?.part === 'arn' && found.arn !== null && printSym(found.arn) !== printSym(found.declared.arn ?? [])) return true
    const own = found?.declared.shape
    return own == null || services.some((service) => sameService(own.slice(0, own.indexOf(':')), service))
  })
  return kept.length > 0 ? kept : [unknown('a name of another kind of resource')]
}

/** Whose resources a rule means. Where the input gives a whole ARN, those that the action can name: a role, for `sts:AssumeRole`. */
function servicesOf(rule: ArnRule, action: string): readonly string[] {
  const written = rule.template.split(':')[2]
  if (written !== undefined) return [written]
  const [prefix = ''] = action.split(':')
  const arns = (findAction(action)?.resourceTypes ?? []).flatMap((name) => resourceType(prefix, name)?.arns ?? [])
  return [prefix, ...arns.map((arn) => arn.split(':')[2] ?? '')]
}

/** APIs and databases are managed under one prefix and used under another. */
const sameService = (a: string, b: string): boolean =>
  a === b || (a === 'execute-api' && b === 'apigateway') || (a === 'rds' && b === 'rds-db') || b.startsWith('{')

/** The texts behind the primary member: object keys, indexes, streams. What is unknown there is `*` and nothing to warn of. */
function tailTexts(segments: readonly Segment[], input: Traced, scope: Scope, region: SymText): readonly SymText[] {
  let out: readonly SymText[] = [[]]
  for (const segment of segments) {
    const next =
      segment.kind === 'fixed'
        ? [segment.text]
        : (memberTexts(segment, input, scope) ?? [unknown('')]).map((b) => tailText(b, segment.form, region))
    out = out.flatMap((head) => next.map((tail) => symText(head, tail)))
    if (out.length > MAX_RESOURCES) return [symText('*')]
  }
  return out
}

/** An object's key of which only the end is known is any key: names are made up at their end. */
function tailText(bound: Bound, form: MemberForm, region: SymText): SymText {
  if (bound.text[0]?.kind === 'any') return [any]
  const read = readForm(form, bound.text, placesIn(region))
  return read.kind === 'text' ? read.text : read.kind === 'arns' ? bound.text : [any]
}

interface Primary {
  readonly asked: Asked
  readonly value: Bound
  readonly form: MemberForm
  readonly head: SymText
  readonly rule: ArnRule
  readonly region: SymText
}

function locatePrimary(primary: Primary, tails: readonly SymText[]): readonly Located[] {
  const aliased = byAlias(primary)
  if (aliased !== null) return [aliased]
  if (primary.form === 'task-roles') {
    const roles = rolesOfTask(primary.value.text, primary.asked.scope.world)
    if (roles !== null) return roles.map((role) => resolved(role, canonicalArn(role, primary.asked.scope.world.declared).declared))
  }
  if (primary.form === 'database-host') {
    const database = databaseAt(primary.value.text, primary.asked.scope.world.declared)
    if (database !== null) return tails.map((tail) => ({ ...resolved(symText(primary.head, database.id, tail), null), ...database.sure }))
  }
  const target = primary.form === 'function-url' ? functionAt(primary.value.text, primary.asked.scope.world.declared) : null
  if (target !== null) return tails.map((tail) => resolved(symText(target.arn, tail), target.declared))
  const found = primaryArns(primary).flatMap(({ arn, why }) => tails.flatMap((tail) => locateArn(primary, arn, tail, why)))
  return primary.value.hinted === true
    ? found.map((one) => ({ ...one, certainty: one.certainty === 'resolved' ? 'assumed' : one.certainty }))
    : found
}

/**
 * An alias of a key that is not of this app: any key, as long as it is asked for by that alias.
 * Source: AWS KMS Developer Guide, "Use aliases to control access to KMS keys", kms:RequestAlias.
 */
function byAlias({ value, form, head, asked }: Primary): Located | null {
  const [first] = value.text
  if (form !== 'key' || first?.kind !== 'text' || directArn(value.text, form, asked.scope) !== null) return null
  const at = first.text.indexOf('alias/')
  if (at !== 0 && !(at > 0 && first.text.startsWith('arn:'))) return null
  const alias = symText(first.text.slice(at), value.text.slice(1))
  const conditions = [
    { operator: alias.some((p) => p.kind === 'any') ? 'StringLike' : 'StringEquals', key: 'kms:RequestAlias', values: [alias] },
  ]
  return { resource: symText(head, '*'), certainty: 'resolved', declared: null, why: null, conditions }
}

interface PrimaryArn {
  /** Null: the name is not known at all. */
  readonly arn: SymText | null
  readonly why: string | null
}

/** The ARN up to the primary member, as far as the member's text says it. */
function primaryArns({ asked, value, form, head, region }: Primary): readonly PrimaryArn[] {
  const direct = directArn(value.text, form, asked.scope)
  if (direct !== null) return [{ arn: direct, why: value.why }]
  if (isAny(value.text)) return [{ arn: null, why: value.why ?? 'its name is not known' }]
  const [first] = value.text
  if (form === 'url' && first?.kind === 'symbol')
    return [{ arn: null, why: `\`\${${first.name}}\` is a queue's URL whose name is not known` }]
  const read = readForm(form, value.text, placesIn(region))
  if (read.kind === 'any') return [{ arn: null, why: read.why }]
  if (read.kind === 'arns') return ofStages(read.arns, asked.scope.world.declared).map((arn) => ({ arn, why: value.why }))
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
    if (found.declared.type === 'AWS::S3::AccessPoint') return throughAccessPoint(found.declared, form)
    if (found.arn !== null) return found.arn
    const own = found.declared.arn
    if (own === null || found.rest.length > 0) return null
    return found.part === 'url' || form === 'parameter' || form === 'secret' ? own : null
  }
  if (form === 'key') {
    const [same] = matchNames(value, declared.byType.get('AWS::KMS::Alias') ?? []).same
    if (same !== undefined) return keyOfAlias(same, scope.world)
  }
  if (form === 'secret') {
    const [same] = matchNames(value, declared.byType.get('AWS::SecretsManager::Secret') ?? []).same
    if (same?.arn != null) return same.arn
  }
  if (isArnSymbol(value)) return value
  return ARN_FORMS.has(form) && value[0]?.kind === 'symbol' ? value : null
}

/**
 * An access point stands for its bucket by its ARN or its alias; policies name it and its objects by the ARN alone.
 * Source: S3 User Guide, "Configuring IAM policies for using access points", "Using a bucket-style alias for your access point".
 */
function throughAccessPoint({ arn }: Declared, form: MemberForm): SymText | null {
  return arn !== null && form === 'object-bucket' ? symText(arn, '/object') : arn
}

function inPlace(head: SymText, region: SymText | null, account: SymText | null): SymText {
  const fields = region === null && account === null ? null : arnFields(symText(head, '-'))
  if (fields === null) return head
  const tail = arnFields(head)?.tail ?? []
  return symText('arn:', fields.partition, ':', fields.service, ':', region ?? fields.region, ':', account ?? fields.account, ':', tail)
}

/** Forms whose reading of a known text is a pattern: a model in each region, the executions of a machine, revisions. */
const PATTERN_FORMS: ReadonlySet<MemberForm> = new Set(['execution', 'job-definition', 'key-prefix', 'model', 'task-definition'])

/** Forms whose one member names a bucket and what is meant in it. */
const OBJECT_FORMS: ReadonlySet<MemberForm> = new Set(['copy-source', 's3-object', 's3-location'])

/** What stands behind the name of the bucket; all of it, where nothing is known. */
const inBucket = (arn: SymText | null): SymText => (arn === null ? symText('/*') : splitName(arnFields(arn)?.tail ?? arn).behind)

function locateArn(
  { asked, value, form, rule, head }: Primary,
  arn: SymText | null,
  behind: SymText,
  why: string | null,
): readonly Located[] {
  const tail = OBJECT_FORMS.has(form) ? symText(inBucket(arn), behind) : behind
  const { declared } = asked.scope.world
  const candidates = candidatesFor(asked.action, rule, declared)
  const permitted = permittedFor(asked)
  if (arn === null) {
    const whole = head.length === 0 ? [any] : symText(head, '*', tail)
    const wildcard: Located = { resource: whole, certainty: 'wildcard', declared: null, why }
    return among({ candidates, permitted, head, tail, why, value: value.text, index: declared }) ?? [wildcard]
  }
  const canonical = canonicalArn(symText(arn, behind), declared)
  if (canonical.declared !== null) return [resolved(canonical.arn, canonical.declared)]
  // Only the primary member makes a resource uncertain: an object's key may be anything, and some forms mean all below a name.
  const isMeant = (PATTERN_FORMS.has(form) && value.why === null) || (hasPath(form) && isKnownHead(arn, form))
  if (isMeant || !arn.some((p) => p.kind === 'any')) return [resolved(canonical.arn, null)]
  const possible = candidates.filter((c) => canBeNamed(arn, c))
  return (
    among({ candidates: possible, permitted: [], head, tail, why, value: null, index: declared }) ?? [
      { resource: canonical.arn, certainty: 'wildcard', declared: null, why },
    ]
  )
}

/**
 * Forms that go on behind a name: a path of an API, the key of an object that is copied, the name of an execution. Any part
 * of that may come from anywhere.
 */
const hasPath = (form: MemberForm): boolean => form === 'copy-source' || form === 'execution' || form.startsWith('api-')

function isKnownHead(arn: SymText, form: MemberForm): boolean {
  const tail = arnFields(arn)?.tail ?? []
  const [name = []] = form === 'execution' ? splitSym(tail, ':', 3).slice(1) : splitSym(tail, '/', 2)
  return name.length > 0 && name.every((piece) => piece.kind !== 'any')
}

function uniqueLocated(all: readonly Located[]): readonly Located[] {
  const seen = new Map<string, Located>()
  for (const one of all) {
    const key = JSON.stringify([one.resource, one.conditions ?? []])
    const before = seen.get(key)
    if (before === undefined || before.certainty !== 'resolved') seen.set(key, one)
  }
  return [...seen.values()]
}
