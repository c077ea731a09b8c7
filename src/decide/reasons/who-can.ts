/** Who of several principals may do something to one resource. */
import { compile } from '../compiled/compile.js'
import type { By, Decision, PolicySet, RequestInput } from '../types.js'

export interface Subject {
  readonly principal: string
  /** The principal's policies, and the resource-based policy of the resource that is asked about. */
  readonly policies: PolicySet
}

export interface Ability {
  readonly principal: string
  readonly decision: Decision['decision']
  readonly by: readonly By[]
  readonly because: string
}

/**
 * Asks for every subject.
 *
 * @returns one answer a subject, those that may first, then by principal
 */
export function whoCan(subjects: readonly Subject[], request: Omit<RequestInput, 'principal'>): readonly Ability[] {
  return subjects
    .map(({ principal, policies }) => ({ principal, ...compile(policies).decide({ ...request, principal }) }))
    .sort(
      (a, b) =>
        Number(b.decision === 'allowed') - Number(a.decision === 'allowed') ||
        (a.principal < b.principal ? -1 : a.principal > b.principal ? 1 : 0),
    )
}
