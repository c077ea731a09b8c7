/**
 * Which resource of the app a text means: its symbol, an attribute, an ARN or URL built around either, or the literal
 * name that the template gives it. A resource is always named by its logical ID, whatever else the template calls it.
 */
import { any, type Piece, printSym, type SymText, symbol, symText, text } from '../policy/index.js'
import { fillArn, splitArn } from './arn.js'
import { deployedType, nameProperty, typeFacts } from './facts.js'
import type { App, Resource, Target, Value } from './types.js'
import { alternatives, entry, textOf, texts } from './values.js'

type Resources = Pick<App, 'resources'>

/** What a text says of a resource, and what stands behind that in the text. */
export interface Resolved {
  readonly id: string
  readonly resource: Resource
  /** What the text is up to `rest`: the resource's name (or ID), its ARN, its URL, or another attribute. */
  readonly part: 'name' | 'arn' | 'url' | 'other'
  /** The attribute in `${Id.Attribute}`; null for the resource itself. */
  readonly attribute: string | null
  /** E.g. `/index/ByDate` behind a table, `/*` behind a bucket, `:live` behind a function. */
  readonly rest: SymText
}

/**
 * The resource that a text names.
 *
 * @param type a CloudFormation type, to tell apart what several resources could be called; SAM's types count as what they deploy
 * @returns null where the text names none, or none of the type
 */
export function resolveResource(app: Resources, value: SymText, type?: string): Resolved | null {
  const fits = (found: Resolved | null): Resolved | null =>
    found !== null && (type === undefined || deployedType(found.resource.type) === deployedType(type)) ? found : null
  return fits(bySymbol(app, value)) ?? fits(byArn(app, value)) ?? fits(byUrl(app, value)) ?? byLiteralName(app, value, type)
}

/** The ID of the resource that a text names, null where there is none. @see resolveResource */
export const refersTo = (app: Resources, value: SymText, type?: string): string | null => resolveResource(app, value, type)?.id ?? null

/**
 * The ARN of a resource: spelled out around `${Id}` where `Ref` gives the name, `${Id}` where it gives the ARN,
 * `${Id.Arn}` where only an attribute does. Null for types without an ARN.
 */
export function arnOfResource(app: Resources, id: string): SymText | null {
  const resource = app.resources.get(id)
  const facts = resource === undefined ? null : typeFacts(resource.type)
  if (resource === undefined || facts === null) return null
  if (facts.ref === 'arn') return [symbol(id)]
  const changed = facts.refChangesWith !== null && entry(resource.properties, facts.refChangesWith) !== null
  if (facts.ref === 'name' && facts.arn !== null && !changed) {
    // An SSM parameter's name may begin with a slash, which its ARN has once only.
    // Source: Systems Manager User Guide, "Restricting access to Parameter Store parameters using IAM policies".
    const slashed =
      facts.arn.endsWith(':parameter/{ref}') && namesOf(resource).some((name) => name[0]?.kind === 'text' && name[0].text.startsWith('/'))
    const template = slashed ? facts.arn.replace('parameter/{ref}', 'parameter{ref}') : facts.arn
    return fillArn(template, [symbol(id)], (property) => texts(entry(resource.properties, property))[0] ?? null)
  }
  for (const [attribute, what] of facts.attributes) if (what === 'arn') return [symbol(`${id}.${attribute}`)]
  return null
}

/** What a value points at, one target for each side of an undecided value. */
export const targetsOf = (app: Resources, value: Value | null): readonly Target[] =>
  value === null ? [] : alternatives(value).flatMap((side) => (side.kind === 'null' ? [] : [targetOf(app, side)]))

/** What a value points at: the ARN as far as it is known, and the resource of the app that it is. */
export function targetOf(app: Resources, value: Value): Target {
  const written = textOf(value) ?? [any]
  const resolved = resolveResource(app, written)
  return {
    value,
    arn: resolved === null ? foreignArn(written) : resolvedArn(app, resolved, written),
    resource: resolved?.id ?? null,
    at: value.at,
  }
}

function resolvedArn(app: Resources, resolved: Resolved, written: SymText): SymText {
  if (resolved.part === 'other') return written
  const own = arnOfResource(app, resolved.id)
  if (own === null) return written
  return resolved.part === 'arn' ? symText(own, resolved.rest) : own
}

/** An ARN as it stands; an import or a reference may be one; a queue's URL is read; a bare name is no ARN. */
function foreignArn(written: SymText): SymText {
  if (splitArn(written) !== null || written[0]?.kind === 'symbol') return written
  const queue = queueOfUrl(written)
  return queue ?? (written[0]?.kind === 'any' && written.length === 1 ? [any] : written)
}

/** Names that the template gives a resource, one a side of an undecided condition. */
export function namesOf(resource: Resource): readonly SymText[] {
  const property = nameProperty(resource.type)
  return property === null ? [] : texts(entry(resource.properties, property))
}

function bySymbol(app: Resources, value: SymText): Resolved | null {
  const first = value[0]
  if (first?.kind !== 'symbol') return null
  const found = lookUp(app, first.name)
  return found === null ? null : { ...found, rest: value.slice(1) }
}

function lookUp(app: Resources, name: string): Omit<Resolved, 'rest'> | null {
  const dot = name.indexOf('.')
  const id = dot < 0 ? name : name.slice(0, dot)
  const attribute = dot < 0 ? null : name.slice(dot + 1)
  const resource = app.resources.get(id)
  if (resource === undefined) return null
  const facts = typeFacts(resource.type)
  const what = attribute === null ? facts?.ref : facts?.attributes.get(attribute)
  // An attribute with an ARN of its own (a table's stream) is no longer the resource's ARN.
  const part = what === 'name' || what === 'arn' || what === 'url' ? what : 'other'
  return { id, resource, part, attribute }
}

function byArn(app: Resources, value: SymText): Resolved | null {
  const arn = splitArn(value)
  if (arn === null) return null
  for (const [i, piece] of arn.resource.entries()) {
    if (piece.kind !== 'symbol') continue
    const found = lookUp(app, piece.name)
    if (found !== null && (found.part === 'name' || found.part === 'other'))
      return { ...found, part: 'arn', attribute: null, rest: arn.resource.slice(i + 1) }
  }
  const written = printSym(arn.resource)
  let best: { id: string; name: string } | null = null
  for (const candidate of indexOf(app).arns.get(arn.service) ?? []) {
    const next = written[candidate.name.length]
    if (
      written.startsWith(candidate.name) &&
      (next === undefined || next === '/' || next === ':') &&
      candidate.name.length > (best?.name.length ?? 0)
    )
      best = candidate
  }
  const resource = best === null ? undefined : app.resources.get(best.id)
  if (best === null || resource === undefined) return null
  return { id: best.id, resource, part: 'arn', attribute: null, rest: dropStart(arn.resource, best.name) }
}

function byUrl(app: Resources, value: SymText): Resolved | null {
  const first = value[0]
  if (first?.kind !== 'text' || !/^(https?|wss?):\/\//.test(first.text)) return null
  for (const [i, piece] of value.entries()) {
    if (piece.kind !== 'symbol') continue
    const found = lookUp(app, piece.name)
    if (found !== null && found.part !== 'arn') return { ...found, part: 'url', attribute: null, rest: value.slice(i + 1) }
  }
  const queue = queueOfUrl(value)
  const found = queue === null ? null : byArn(app, queue)
  return found === null ? null : { ...found, part: 'url', rest: [] }
}

/** `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`. Source: SQS Developer Guide, "Amazon SQS queue and message identifiers". */
function queueOfUrl(value: SymText): SymText | null {
  const match = /^https:\/\/sqs\.(.+?)\.(?:amazonaws\.com(?:\.cn)?|\$\{AWS::URLSuffix\})\/([^/]+)\/([^/]+)$/.exec(printSym(value))
  if (match === null) return null
  const piece = (written: string | undefined): Piece => {
    const name = /^\$\{(.*)\}$/.exec(written ?? '')?.[1]
    return name === undefined ? text(written ?? '') : symbol(name)
  }
  return symText('arn:', symbol('AWS::Partition'), ':sqs:', piece(match[1]), ':', piece(match[2]), ':', piece(match[3]))
}

function byLiteralName(app: Resources, value: SymText, type: string | undefined): Resolved | null {
  if (value.length === 0 || value.some((piece) => piece.kind === 'any')) return null
  const named = indexOf(app).names.get(printSym(value)) ?? []
  const id = type === undefined ? named[0] : named.find((each) => deployedType(app.resources.get(each)?.type ?? '') === deployedType(type))
  const resource = id === undefined ? undefined : app.resources.get(id)
  return id === undefined || resource === undefined ? null : { id, resource, part: 'name', attribute: null, rest: [] }
}

interface Index {
  /** By the name as it is written, the resources that have it, in the template's order. */
  readonly names: ReadonlyMap<string, readonly string[]>
  /** By service, what stands in ARNs behind the account: `table/orders`. */
  readonly arns: ReadonlyMap<string, readonly { readonly id: string; readonly name: string }[]>
}

const indexes = new WeakMap<App['resources'], Index>()

function indexOf(app: Resources): Index {
  const known = indexes.get(app.resources)
  if (known !== undefined) return known
  const names = new Map<string, string[]>()
  const arns = new Map<string, { id: string; name: string }[]>()
  for (const resource of app.resources.values()) {
    const facts = typeFacts(resource.type)
    for (const name of namesOf(resource)) {
      if (name.length === 0 || name.some((piece) => piece.kind === 'any')) continue
      push(names, printSym(name), resource.id)
      const arn =
        facts?.arn == null ? null : splitArn(fillArn(facts.arn, name, (property) => texts(entry(resource.properties, property))[0] ?? null))
      if (arn !== null) push(arns, arn.service, { id: resource.id, name: printSym(arn.resource).replace('parameter//', 'parameter/') })
    }
  }
  const index = { names, arns }
  indexes.set(app.resources, index)
  return index
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** What is left of a text behind a start that is known to be there, symbols counted as they are written. */
function dropStart(value: SymText, start: string): SymText {
  let left = start.length
  const rest: Piece[] = []
  for (const piece of value) {
    const written = printSym([piece])
    if (left >= written.length) left -= written.length
    else {
      rest.push(piece.kind === 'text' ? text(piece.text.slice(left)) : piece)
      left = 0
    }
  }
  return rest
}
