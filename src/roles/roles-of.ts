/** Grants → roles in a layout, each with its trust policy and its documents inside IAM's quotas. */
import type { App } from '../app/index.js'
import type { Needs } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import { quotas } from '../policy/index.js'
import { type FiveRoles, fiveRoles } from './five-roles.js'
import { type MadeRole, makeRole } from './make-role.js'
import { asDeclared, perFunction } from './per-function.js'
import { resourcePoliciesOf } from './resource-policy.js'
import { type SymbolSize, sizeOf, symbolSizes } from './size.js'
import type { RoleOptions, Roles } from './types.js'
import { usersOf } from './users.js'

/**
 * @param app for the longest names of its resources, and for which role the template gives to whom
 * @returns the same bytes for the same needs, whatever order they come in
 */
export function rolesOf(app: App, needs: Needs, options: RoleOptions): Roles {
  const sizes = symbolSizes((id) => app.resources.get(id)?.type ?? null)
  const users = usersOf(app, needs)
  const { made, assignments, dropped } = layOut(users, options, sizes)
  const roles = made.map(({ role }) => role).sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    roles,
    assignments: [...assignments].sort((a, b) => (a.subject < b.subject ? -1 : 1)),
    resourcePolicies: resourcePoliciesOf(needs.resourceGrants),
    findings: [...made.flatMap((m) => m.findings), ...made.flatMap((m) => longTrust(m, sizes)), ...dropped],
  }
}

function layOut(users: ReturnType<typeof usersOf>, options: RoleOptions, sizes: SymbolSize): FiveRoles {
  if (options.layout === 'five-roles') return fiveRoles(users, options, sizes)
  const { wanted, assignments } = options.layout === 'as-declared' ? asDeclared(users) : perFunction(users)
  return { made: wanted.map((one) => makeRole(one, options, sizes)), assignments, dropped: [] }
}

/** Source: IAM User Guide, "IAM and AWS STS quotas". */
function longTrust({ role }: MadeRole, sizes: SymbolSize): readonly Finding[] {
  const size = sizeOf(role.trustPolicy, sizes)
  if (size <= quotas.trustPolicyChars) return []
  return [
    {
      code: 'role/trust-too-large',
      severity: 'error',
      subject: role.id,
      message: `the trust policy of \`${role.id}\` can take ${size} characters, and IAM takes ${quotas.trustPolicyChars}`,
      hint: 'let fewer services share the role',
      at: null,
    },
  ]
}
