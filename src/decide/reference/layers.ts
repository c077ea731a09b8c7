/**
 * The policies that reach a request, in the order in which AWS asks them.
 *
 * Source: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access"; AWS Organizations
 * User Guide, "Service control policies (SCPs)" and "Resource control policies (RCPs)".
 */
import type { Effect, Statement } from '../../policy/index.js'
import { hasAccount } from '../principal.js'
import { rcpsReach } from '../service-rules.js'
import type { By, NamedPolicy, PolicySet, PolicyType, Request } from '../types.js'
import { type Question, statementApplies } from './statement.js'

export interface Layer {
  readonly type: PolicyType
  /** Of SCPs and RCPs one list a level of the organization; all others are one level. */
  readonly levels: readonly (readonly LayerPolicy[])[]
}

interface LayerPolicy extends NamedPolicy {
  /** As `by` writes it. */
  readonly label: string
}

/** Left out: kinds that were not given, and kinds that do not reach this caller or resource. */
export function layersOf(set: PolicySet, request: Request): readonly Layer[] {
  const caller = hasAccount(request.principal)
  const layers: (Layer | null)[] = [
    rcpsApply(request) ? organization('rcp', set.rcps) : null,
    scpsApply(request) ? organization('scp', set.scps) : null,
    single('vpcEndpoint', set.vpcEndpoint),
    single('resource', set.resource),
    // An anonymous caller of an API has the policy that a Lambda authorizer returned for it.
    // Source: API Gateway Developer Guide, "How API Gateway resource policies affect authorization workflow".
    hasIdentityPolicies(request)
      ? { type: 'identity', levels: [set.identity.map((it) => ({ ...it, label: `identity:${it.name}` }))] }
      : null,
    caller && request.principal.kind !== 'root' ? single('permissionBoundary', set.permissionBoundary) : null,
    caller ? single('session', set.session) : null,
  ]
  return layers.filter((layer) => layer !== null)
}

const single = (type: PolicyType, policy: NamedPolicy['policy'] | null): Layer | null =>
  policy === null ? null : { type, levels: [[{ name: type, policy, label: type }]] }

const organization = (type: 'scp' | 'rcp', levels: PolicySet['scps']): Layer | null =>
  levels === null ? null : { type, levels: levels.map((level) => level.map((it) => ({ ...it, label: `${type}:${it.name}` }))) }

export function hasIdentityPolicies({ principal, action }: Request): boolean {
  // Source: IAM User Guide, "Policies and permissions": no policy can be attached to the root user.
  if (hasAccount(principal)) return principal.kind !== 'root'
  return principal.kind === 'anonymous' && action.toLowerCase() === 'execute-api:invoke'
}

/** SCPs bind the users, roles and root user of member accounts, and no service-linked role. */
export function scpsApply({ principal, managementAccount }: Request): boolean {
  return hasAccount(principal) && !principal.serviceLinked && !managementAccount
}

/** RCPs bind whoever calls on a resource of a member account, in the services that have them. */
export function rcpsApply(request: Request): boolean {
  const { principal } = request
  if (!rcpsReach(request.action.toLowerCase())) return false
  if (!hasAccount(principal)) return true
  return !principal.serviceLinked && !(request.managementAccount && request.resourceAccount === principal.account)
}

export interface Match {
  readonly statement: Statement
  readonly by: By
}

/** The statements of a layer that apply, level after level. */
export function matchesIn(layer: Layer, effect: Effect, question: Question): readonly Match[] {
  return layer.levels.flatMap((level) => matchesOf(level, effect, asking(layer, question)))
}

export const asking = ({ type }: Layer, question: Question): Question => ({ ...question, asked: type })

function matchesOf(level: readonly LayerPolicy[], effect: Effect, question: Question): readonly Match[] {
  return level.flatMap(({ policy, label }) =>
    policy.statements
      .filter((statement) => statement.effect === effect && statementApplies(statement, policy, question))
      .map((statement) => ({ statement, by: { policy: label, statement: statement.index, effect } })),
  )
}

/**
 * A limit lets a request through where each of its levels has an Allow for it; without the limit all pass.
 *
 * A level of RCPs that has no Allow at all is one whose `RCPFullAWSAccess` was left out of the list: that policy is
 * attached everywhere and cannot be detached.
 */
export function passes(layer: Layer | undefined, question: Question): boolean {
  const levels = layer === undefined ? [] : layer.type === 'rcp' ? layer.levels.filter(hasAllow) : layer.levels
  return levels.every((level) => layer !== undefined && matchesOf(level, 'allow', asking(layer, question)).length > 0)
}

const hasAllow = (level: readonly LayerPolicy[]): boolean =>
  level.some(({ policy }) => policy.statements.some((statement) => statement.effect === 'allow'))
