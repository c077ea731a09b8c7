/** Declared resources that a check could be on, where the input does not name one. */
import { findAction, type ResourceRule, resourceType } from '../catalog/index.js'
import { printSym, type SymText, symText } from '../policy/index.js'
import { arnFields, behindText, splitName } from './arn.js'
import { canBeEqual, type Declared, type DeclaredIndex, shapeOf } from './declared.js'
import { meansSame } from './stem.js'
import type { Certainty, GrantCondition } from './types.js'

export interface Located {
  readonly resource: SymText
  readonly certainty: Certainty
  /** The resource of the app that it is or lies in. */
  readonly declared: Declared | null
  /** What is not known, where it is not resolved; null where a person's hint settled it. */
  readonly why: string | null
  /** What limits the grant where its resource cannot be named. */
  readonly conditions?: readonly GrantCondition[]
}

/** By the rule's ARN, else by the types that the action can be limited to. */
export function candidatesFor(action: string, rule: Extract<ResourceRule, { kind: 'arn' }>, index: DeclaredIndex): readonly Declared[] {
  const own = shapeOf(rule.template)
  return withShapes(own === null ? shapesOfAction(action) : [own], index)
}

/** @param templates ARNs of which the name is a `*` */
export const candidatesOf = (templates: readonly string[], index: DeclaredIndex): readonly Declared[] =>
  withShapes(
    templates.map((t) => shapeOf(t.replace(/\*.*$/, '{ref}'))).filter((s) => s !== null),
    index,
  )

const withShapes = (shapes: readonly string[], index: DeclaredIndex): readonly Declared[] =>
  shapes.filter((s) => !NO_CANDIDATES.has(s)).flatMap((s) => index.byShape.get(s) ?? [])

/** Roles are never guessed: one that is not known could be anybody's. */
const NO_CANDIDATES: ReadonlySet<string> = new Set(['iam:role/', 'iam:user/', 'iam:policy/'])

const PLACE_NAMES: ReadonlySet<string> = new Set(['Partition', 'Region', 'Account'])

function shapesOfAction(action: string): readonly string[] {
  const service = action.split(':')[0] ?? ''
  const types = findAction(action)?.resourceTypes ?? []
  const arns = types.flatMap((type) => resourceType(service, type)?.arns ?? [])
  const shapes = arns.map((arn) => shapeOf(arn.replace(/\$\{(\w+)\}/g, (_, name: string) => (PLACE_NAMES.has(name) ? '{P}' : '{ref}'))))
  return [...new Set(shapes.filter((s) => s !== null))]
}

/** Whether the name in an ARN with unknown parts can be the one that the template gives the resource. */
export function canBeNamed(arn: SymText, candidate: Declared): boolean {
  const tail = arnFields(arn)?.tail
  const prefix = candidate.shape?.slice(candidate.shape.indexOf(':') + 1) ?? ''
  if (tail === undefined || candidate.names.length === 0) return false
  const { name } = splitName(behindText(tail, prefix) ?? tail)
  return candidate.names.some((n) => canBeEqual(name, n))
}

export interface Choosing {
  readonly candidates: readonly Declared[]
  /** Resources that the function's present role names for the action. */
  readonly permitted: readonly SymText[]
  /** What stands before the name in an ARN of the kind. */
  readonly head: SymText
  /** What stands behind it. */
  readonly tail: SymText
  readonly why: string | null
  /** The text that was not understood as a name; null where nothing was given. */
  readonly value: SymText | null
  readonly index: DeclaredIndex
}

/**
 * The only declared resource of the kind; of several, those that the present role names; else what the role names of the
 * kind, declared here or not; else every declared one. Code doesn't mean what SAM makes by itself, nor the bucket that functions are deployed from.
 *
 * @returns null where there is none
 */
export function among({ candidates, permitted, head, tail, why, value, index }: Choosing): readonly Located[] | null {
  const usable = candidates.filter((c) => c.arn !== null && c.resource.madeBy === null && !c.holdsCode)
  const located = (resource: SymText, declared: Declared | null, count: number): Located => ({
    resource,
    certainty: count === 1 ? 'assumed' : 'candidates',
    declared,
    why,
  })
  const whole = (chosen: readonly Declared[]): readonly Located[] =>
    chosen.map((c) => located(symText(c.arn ?? [], tail), c, chosen.length))
  // A queue's URL that another stack gives is the queue whose ARN or name the present role has.
  const same = value === null ? [] : permitted.filter((p) => meansSame(p, value, index))
  if (same.length > 0) return same.map((resource) => located(resource, null, same.length))
  const kind = printSym(head)
  const ofKind = kind === '' ? [] : permitted.filter((p) => printSym(p).startsWith(kind))
  // A parameter or another stack gives what this app does not declare: what the present role names beside that is meant.
  if (value?.[0]?.kind === 'symbol') {
    const foreign = ofKind.filter((p) => !usable.some((c) => printSym(p).startsWith(printSym(c.arn ?? []))))
    return foreign.length > 0 ? foreign.map((resource) => located(resource, null, foreign.length)) : null
  }
  if (usable.length === 1) return whole(usable)
  const named = usable.filter((c) => permitted.some((p) => printSym(p).startsWith(printSym(c.arn ?? []))))
  if (named.length > 0) return whole(named)
  if (ofKind.length > 0) return ofKind.map((resource) => located(resource, null, ofKind.length))
  return usable.length > 0 ? whole(usable) : null
}
