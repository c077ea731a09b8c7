/** A trail that was read → the answer. */
import type { Generation } from '../generate/index.js'
import { compare } from './cube.js'
import { usageOf } from './fold.js'
import type { RoleGrants } from './grants.js'
import { type Recorded, recordedBy } from './observable.js'
import type { RolePolicies } from './policy-grants.js'
import type { Proposal } from './proposal.js'
import type { Trail } from './read/read-trail.js'
import type { Audit, RoleUsage } from './types.js'

export interface AuditOptions {
  /** The app whose roles are in the logs; null: none. */
  readonly generation: Generation | null
  /** What roles are granted; null: nothing is known beyond the app. */
  readonly policies: readonly RolePolicies[] | null
  /** What the trail records; null: seen from its events. */
  readonly recorded: Recorded | null
}

export interface AuditResult {
  readonly audit: Audit
  /** By key of the role: policies without what nobody used. */
  readonly proposals: ReadonlyMap<string, readonly Proposal[]>
  /** By key of the role, and by action: resources of calls that were allowed. What is used is listed with the denied ones. */
  readonly allowed: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>
  /** Names of calls that no action is known for. */
  readonly unmapped: readonly string[]
  /** Events that roles made. */
  readonly byRoles: number
  /** By ARN of the role: managed policies that nobody gave, so that more is granted than is known. */
  readonly missingPolicies: ReadonlyMap<string, readonly string[]>
}

export async function auditOf({ facts, read, names }: Trail, { generation, policies, recorded }: AuditOptions): Promise<AuditResult> {
  const usages = usageOf(facts)
  // Who only asks what was used need not wait for what compares.
  const compared = generation === null && policies === null ? null : await import('./granted.js')
  const grants = compared?.grantsByRole(usages, generation, policies) ?? new Map<string, RoleGrants>()
  let seenRecorded: Recorded | null = recorded
  let accounts: ReadonlySet<string> | null = null
  const known = (arn: string): Recorded => {
    // Logs of other accounts say nothing of this one.
    accounts ??= new Set(facts.map(({ role }) => accountOf(role)))
    if (recorded === null && !arn.includes('${') && !accounts.has(accountOf(arn))) return NOTHING_RECORDED
    seenRecorded ??= recordedBy(names, facts)
    return seenRecorded
  }
  const days = daysBetween(read.from, read.to)
  const proposals = new Map<string, readonly Proposal[]>()
  const roles: [string, RoleUsage][] = []
  for (const key of [...new Set([...usages.keys(), ...grants.keys()])].sort()) {
    const usage = usages.get(key) ?? null
    const own = grants.get(key)
    const seen = { id: usage?.id ?? null, sessions: usage?.sessions ?? [], used: usage?.used ?? [] }
    const denials = usage?.denials ?? []
    if (own === undefined) {
      roles.push([key, { ...seen, unused: [], notObservable: [], denials }])
      continue
    }
    const { unused, notObservable, cells, removableCells } = compare(usage, own, known(own.arn), days)
    roles.push([key, { ...seen, unused, notObservable, denials, cells }])
    const proposed = compared === null || own.policies.length === 0 ? [] : compared.proposalsFor(own, removableCells)
    if (proposed.length > 0) proposals.set(key, proposed)
  }
  const unmapped = [...new Set([...usages.values()].flatMap((usage) => usage.unmapped))].sort()
  const missingPolicies = new Map((policies ?? []).filter(({ missing }) => missing.length > 0).map(({ arn, missing }) => [arn, missing]))
  const byRoles = facts.reduce((sum, { count }) => sum + count, 0)
  const allowed = new Map([...usages].map(([key, usage]) => [key, usage.allowed]))
  return { audit: { read, roles: Object.fromEntries(roles) }, proposals, allowed, unmapped, byRoles, missingPolicies }
}

const accountOf = (arn: string): string => arn.split(':')[4] ?? ''
const NOTHING_RECORDED: Recorded = { isStated: false, records: () => false }

function daysBetween(from: string | null, to: string | null): number {
  if (from === null || to === null) return 0
  return Math.max(1, Math.ceil((Date.parse(to) - Date.parse(from)) / 86_400_000))
}
