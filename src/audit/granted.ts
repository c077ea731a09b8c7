/** What roles are granted, and what could be taken away: only where an app or policies are to be compared with. */
import type { Generation } from '../generate/index.js'
import { appGrants } from './app-grants.js'
import type { Usage } from './fold.js'
import type { RoleGrants } from './grants.js'
import { policyGrants, type RolePolicies } from './policy-grants.js'

export { proposalsFor } from './proposal.js'

/** Of an app what its code needs, of policies what is granted now. */
export function grantsByRole(
  usages: ReadonlyMap<string, Usage>,
  generation: Generation | null,
  policies: readonly RolePolicies[] | null,
): ReadonlyMap<string, RoleGrants> {
  const ofApp = generation === null ? new Map<string, RoleGrants>() : new Map(appGrants(usages, generation))
  const keysOf = (arn: string): readonly string[] => {
    const found = [...usages].filter(([, usage]) => usage.arn === arn).map(([key]) => key)
    return found.length === 0 ? [arn] : found
  }
  for (const role of policies ?? []) {
    const granted = policyGrants(role)
    for (const key of keysOf(role.arn)) {
      const app = ofApp.get(key)
      ofApp.set(key, app === undefined ? granted : together(granted, app))
    }
  }
  return ofApp
}

const together = (granted: RoleGrants, app: RoleGrants): RoleGrants => ({
  ...granted,
  needed: app.needed,
  codeKnown: true,
  likeness: (pattern, resource) => (pattern.includes('${') ? app.likeness(pattern, resource) : granted.likeness(pattern, resource)),
})
