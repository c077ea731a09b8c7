/**
 * Policies without what nobody used. A proposal only ever narrows, which the prover shows of each before anyone sees it; it
 * never touches what could not have been observed, nor a statement whose actions or resources are named by exception.
 */
import { parsePolicySet } from '../decide/index.js'
import type { PolicyDocument } from '../policy/index.js'
import { contains } from '../prove/index.js'
import { actionsOf } from './actions-of.js'
import type { GrantCell, RoleGrants } from './grants.js'
import { statementsOf, type WireStatement } from './policy-grants.js'

export interface Proposal {
  readonly policy: string
  /** Of a managed policy, which others may have too: what is proposed is for this role alone. */
  readonly managedArn?: string
  readonly removed: readonly string[]
  /** Null: nothing of the policy is used, and it can be detached. */
  readonly document: PolicyDocument | null
}

/** @returns policies that would change, in their order; one that could not be proved to be narrower is left out */
export function proposalsFor(grants: RoleGrants, unused: readonly GrantCell[]): readonly Proposal[] {
  const keys = new Set(unused.map(({ action, resource }) => `${action} ${resource}`))
  return grants.policies.flatMap(({ name, document, managedArn }): Proposal[] => {
    const removed = new Set<string>()
    const statements = statementsOf(document).flatMap((statement) => narrowed(statement, keys, removed))
    if (removed.size === 0) return []
    const next = statements.length === 0 ? null : { ...document, Statement: statements }
    return next === null || isNarrower(document, next)
      ? [{ policy: name, ...(managedArn === undefined ? {} : { managedArn }), removed: [...removed].sort(), document: next }]
      : []
  })
}

function narrowed(statement: WireStatement, unused: ReadonlySet<string>, removed: Set<string>): readonly WireStatement[] {
  if (statement.Effect !== 'Allow' || statement.Action === undefined || statement.Resource === undefined) return [statement]
  const written = [statement.Action].flat()
  const resources = [statement.Resource].flat()
  // Values of a template are no text yet.
  if (![...written, ...resources].every((one) => typeof one === 'string')) return [statement]
  const isUnused = (action: string): boolean => action !== '*' && resources.every((resource) => unused.has(`${action} ${resource}`))
  const kept = written.flatMap((pattern) => {
    const actions = actionsOf(pattern)
    const left = actions.filter((action) => !isUnused(action))
    for (const action of actions) if (isUnused(action)) removed.add(action)
    // A pattern of which all is used stays as it is written.
    return left.length === actions.length ? [pattern] : left
  })
  if (kept.length === 0) return []
  return [{ ...statement, Action: [...new Set(kept)].sort() }]
}

function isNarrower(before: PolicyDocument, after: PolicyDocument): boolean {
  const wide = parsePolicySet({ identity: [{ name: 'before', document: before }] })
  const narrow = parsePolicySet({ identity: [{ name: 'after', document: after }] })
  if (!wide.ok || !narrow.ok) return false
  return contains({ kind: 'set', set: wide.value }, { kind: 'set', set: narrow.value }).verdict === 'proved'
}
