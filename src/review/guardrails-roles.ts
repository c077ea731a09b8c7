/** The generated roles as subjects of proofs, and requests of the configuration as subjects that allow them. */
import { managedPolicy } from '../catalog/index.js'
import { canonicalArn, type DeclaredIndex } from '../needs/index.js'
import { type Policy, parsePolicyValue, parseSym } from '../policy/index.js'
import type { Counterexample, Subject } from '../prove/index.js'
import type { Role } from '../roles/index.js'
import type { GuardedRequests } from './guardrails-types.js'
import type { Instance } from './instance.js'

/** What every check asks with: symbols as text, and the resources that the template declares. */
export interface World {
  readonly instance: Instance
  readonly index: DeclaredIndex
}

export interface GuardedRole {
  readonly id: string
  readonly arn: string
  readonly allows: Subject & { readonly kind: 'identity' }
  readonly trust: Subject | null
  /** A policy of the role that is not of this app and not one of AWS's: what it says is not known. */
  readonly unseen: string | null
}

/** Null where a document of the role cannot be read. */
export function guardedRole(role: Role, instance: Instance): GuardedRole | null {
  const policies: { name: string; policy: Policy }[] = []
  let unseen: string | null = null
  for (const { name, document } of role.policies) {
    const parsed = parsePolicyValue(instance.document(document), 'identity')
    if (!parsed.ok) return null
    policies.push({ name, policy: parsed.value })
  }
  for (const arn of role.managedPolicyArns) {
    const written = String(instance.document(arn))
    const known = managedPolicy(written)
    const parsed = known === null ? null : parsePolicyValue(known.document, 'identity')
    if (parsed?.ok === true) policies.push({ name: written, policy: parsed.value })
    else unseen = instance.symbolic(written)
  }
  const trust = parsePolicyValue(instance.document(role.trustPolicy), 'trust')
  return {
    id: role.id,
    arn: instance.text(parseSym(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${${role.id}}`)),
    allows: { kind: 'identity', policies },
    trust: trust.ok ? { kind: 'trust', policies: [{ name: 'trust', policy: trust.value }] } : null,
    unseen,
  }
}

/** A subject that allows the requests and no others; null where they cannot be read as a policy. */
export function allowing(requests: readonly GuardedRequests[], instance: Instance, index: DeclaredIndex): Subject | null {
  const named = (texts: readonly string[]): readonly string[] => texts.map((text) => instance.text(canonicalArn(parseSym(text), index).arn))
  const statements = requests.map(({ actions, resources, notResources, conditions }) => ({
    Effect: 'Allow',
    Action: actions,
    ...(notResources.length > 0 ? { NotResource: named(notResources) } : { Resource: named(resources) }),
    ...(conditions.length === 0 ? {} : { Condition: blocksOf(conditions, instance) }),
  }))
  const parsed = parsePolicyValue({ Version: '2012-10-17', Statement: statements }, 'identity')
  return parsed.ok ? { kind: 'identity', policies: [{ name: 'guardrail', policy: parsed.value }] } : null
}

function blocksOf(conditions: GuardedRequests['conditions'], instance: Instance): Record<string, Record<string, readonly string[]>> {
  const blocks: Record<string, Record<string, readonly string[]>> = {}
  for (const { operator, key, values } of conditions) {
    blocks[operator] = { ...blocks[operator], [key]: values.map((value) => instance.text(parseSym(value))) }
  }
  return blocks
}

/** The counterexample with the app's symbols, by the role itself. */
export function inSymbols({ request, allowedBy }: Counterexample, instance: Instance, caller: string | null): Counterexample {
  const context = Object.entries(request.context ?? {}).map(([key, values]) => [key, values.map(instance.symbolic)] as const)
  return {
    request: {
      principal: instance.symbolic(caller ?? request.principal),
      action: request.action,
      resource: instance.symbolic(request.resource),
      ...(request.resourceAccount === undefined ? {} : { resourceAccount: instance.symbolic(request.resourceAccount) }),
      context: Object.fromEntries(context),
    },
    allowedBy,
  }
}
