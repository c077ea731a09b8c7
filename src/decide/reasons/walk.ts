/**
 * The walk through an evaluation for people: each kind of policy in the order in which AWS asks it, what it said, and
 * by which statement; of a denial the statements that came nearest and what each lacks.
 *
 * Source: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access".
 */
import type { Place } from '../../outcome/index.js'
import type { Effect, Policy, Statement } from '../../policy/index.js'
import { decide } from '../reference/decide.js'
import { asking, type Layer, layersOf, passes } from '../reference/layers.js'
import { policyTypeName } from '../reference/sentence.js'
import { namings, type Question, questionOf } from '../reference/statement.js'
import type { Decision, PolicySet, PolicyType, Request } from '../types.js'
import { explainMismatch, type Mismatch, mismatchesOf } from './mismatch.js'

export interface Step {
  /** `identity-based policy`, `service control policy`, … */
  readonly policyType: string
  /** `allow`: it has an Allow that applies; of a limit: it lets the request through. */
  readonly outcome: 'allow' | 'explicitDeny' | 'implicitDeny' | 'notAsked'
  /** The policy and the statement that made the outcome, or came nearest to it; null where there is none. */
  readonly policy: string | null
  readonly statement: number | null
  readonly at: Place | null
  readonly why: string
}

/** A statement that would allow (or has to), and what it lacks. */
export interface NearMiss {
  readonly policyType: string
  readonly policy: string
  readonly statement: number
  readonly at: Place | null
  readonly mismatches: readonly Mismatch[]
}

export interface Walk extends Decision {
  readonly steps: readonly Step[]
  /** Of an implicit deny: the nearest Allow statements of the kinds of policies that do not allow, nearest first. */
  readonly nearest: readonly NearMiss[]
}

const ORDER: readonly PolicyType[] = ['rcp', 'scp', 'vpcEndpoint', 'resource', 'identity', 'permissionBoundary', 'session']
const NEAREST = 3

export function walk(set: PolicySet, request: Request): Walk {
  const decision = decide(set, request)
  const question = questionOf(request, set.permissionBoundary !== null)
  const layers = layersOf(set, request)
  const steps = ORDER.map((type) =>
    stepOf(
      type,
      layers.find((layer) => layer.type === type),
      question,
      set,
    ),
  )
  const near =
    decision.decision === 'implicitDeny'
      ? layers.filter((layer) => !passes(layer, question)).flatMap((layer) => nearMisses(layer, question))
      : []
  return { ...decision, steps, nearest: nearestOf(near) }
}

/** Statements for the action, however they fail otherwise; where there are none, those that lack the action alone. */
function nearestOf(misses: readonly NearMiss[]): readonly NearMiss[] {
  const sorted = [...misses].sort((a, b) => distance(a.mismatches) - distance(b.mismatches))
  const near = sorted.filter(({ mismatches }) => !isFar(mismatches))
  return (near.length > 0 ? near : sorted.filter(({ mismatches }) => mismatches.length === 1)).slice(0, NEAREST)
}

const isFar = (mismatches: readonly Mismatch[]): boolean => mismatches.some(({ part }) => part === 'action')

interface Judged {
  readonly policy: Policy
  readonly label: string
  readonly statement: Statement
  readonly mismatches: readonly Mismatch[]
}

const judged = (layer: Layer, effect: Effect, question: Question): readonly Judged[] =>
  layer.levels
    .flat()
    .flatMap(({ policy, label }) =>
      policy.statements
        .filter((statement) => statement.effect === effect)
        .map((statement) => ({ policy, label, statement, mismatches: mismatchesOf(statement, policy, asking(layer, question)) })),
    )

function stepOf(type: PolicyType, layer: Layer | undefined, question: Question, set: PolicySet): Step {
  const { request } = question
  const policyType = policyTypeName(type, request.action)
  if (layer === undefined) return { policyType, outcome: 'notAsked', policy: null, statement: null, at: null, why: notAsked(type, set) }
  const deny = judged(layer, 'deny', question).find(({ mismatches }) => mismatches.length === 0)
  if (deny !== undefined) return { policyType, outcome: 'explicitDeny', ...placed(deny), why: 'a Deny statement applies' }
  const allows = judged(layer, 'allow', question)
  if (passes(layer, question)) {
    const allow = allows.find(({ mismatches }) => mismatches.length === 0)
    if (allow === undefined) return { policyType, outcome: 'allow', policy: null, statement: null, at: null, why: 'no statement denies it' }
    return { policyType, outcome: 'allow', ...placed(allow), why: whyAllow(type, allows, question) }
  }
  return { policyType, outcome: 'implicitDeny', ...whyNot(layer, question) }
}

/** What the first level that does not allow lacks. */
function whyNot(layer: Layer, question: Question): Pick<Step, 'policy' | 'statement' | 'at' | 'why'> {
  const at = layer.levels.findIndex((level) => !passes({ ...layer, levels: [level] }, question))
  const level = layer.levels[at] ?? []
  const where = layer.levels.length > 1 ? `level ${at + 1} of ${layer.levels.length}: ` : ''
  const allows = judged({ ...layer, levels: [level] }, 'allow', question)
  const [nearest] = [...allows].sort((a, b) => distance(a.mismatches) - distance(b.mismatches))
  const nowhere = { policy: null, statement: null, at: null }
  if (nearest === undefined) return { ...nowhere, why: `${where}it has no Allow statement` }
  if (isFar(nearest.mismatches)) return { ...nowhere, why: `${where}no Allow statement has the action \`${question.request.action}\`` }
  return { ...placed(nearest), why: `${where}the nearest Allow does not apply: ${nearest.mismatches.map(explainMismatch).join('; ')}` }
}

// Source: IAM User Guide, "AWS JSON policy elements: Principal": an account in it delegates to that account's policies.
function whyAllow(type: PolicyType, allows: readonly Judged[], { request }: Question): string {
  const applying = type === 'resource' ? allows.filter(({ mismatches }) => mismatches.length === 0) : []
  const names = applying.flatMap(({ statement }) => namings(statement, request))
  const delegates = names.length > 0 && names.every((naming) => naming === 'account') && request.principal.kind !== 'root'
  return delegates
    ? 'an Allow statement applies; it names the account, whose own policies must allow as well'
    : 'an Allow statement applies'
}

/** Why a kind of policy was not asked, where there is none. */
export const NOT_GIVEN = 'none was given'

const placed = ({ label, statement }: Judged): Pick<Step, 'policy' | 'statement' | 'at'> => ({
  policy: label,
  statement: statement.index,
  at: statement.at,
})

function notAsked(type: PolicyType, set: PolicySet): string {
  const given =
    type === 'identity'
      ? set.identity.length > 0
      : type === 'scp'
        ? set.scps !== null
        : type === 'rcp'
          ? set.rcps !== null
          : set[type] !== null
  return given ? 'it does not reach this caller or resource' : NOT_GIVEN
}

function nearMisses(layer: Layer, question: Question): readonly NearMiss[] {
  const policyType = policyTypeName(layer.type, question.request.action)
  return judged(layer, 'allow', question).flatMap((it) =>
    it.mismatches.length === 0
      ? []
      : [{ policyType, policy: it.label, statement: it.statement.index, at: it.statement.at, mismatches: it.mismatches }],
  )
}

/** A statement for another action is far; one for the action with another resource, caller or context is near. */
const distance = (mismatches: readonly Mismatch[]): number =>
  mismatches.reduce((sum, { part }) => sum + (part === 'action' ? 100 : part === 'resource' ? 10 : 1), 0)
