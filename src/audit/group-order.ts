/** The order of groups, by role first. Two that stand together are the same if and only if neither stands before the other. */
import type { Group, GroupCheck, Refusal } from './types.js'

export const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

export function compareGroups(a: Group, b: Group): number {
  return (
    compareTexts(a.role, b.role) ||
    compareTexts(a.roleId, b.roleId) ||
    compareTexts(a.session, b.session) ||
    compareTexts(a.via, b.via) ||
    Number(a.denied) - Number(b.denied) ||
    compareTexts(String(a.explicit), String(b.explicit)) ||
    Number(a.known) - Number(b.known) ||
    Number(a.refused === null) - Number(b.refused === null) ||
    compareTexts(String(a.by), String(b.by)) ||
    compareChecks(a.checks, b.checks) ||
    compareChecks(a.refused ?? [], b.refused ?? [])
  )
}

function compareChecks(a: readonly (GroupCheck | Refusal)[], b: readonly (GroupCheck | Refusal)[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [one, other] = [a[i] as GroupCheck | Refusal, b[i] as GroupCheck | Refusal]
    const order =
      compareTexts(one.action, other.action) ||
      compareTexts(one.resource, other.resource) ||
      compareTexts('because' in one ? one.because : '', 'because' in other ? other.because : '')
    if (order !== 0) return order
  }
  return a.length - b.length
}
