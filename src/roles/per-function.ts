/** The layouts in which a role is one user's, or those users' to whom the template gives the same role. */

import type { Grant } from '../needs/index.js'
import type { RoleWanted } from './make-role.js'
import { roleIdsOf } from './name.js'
import type { Assignment } from './types.js'
import type { RoleUser } from './users.js'

export interface Layouted {
  readonly wanted: readonly RoleWanted[]
  readonly assignments: readonly Assignment[]
}

interface Choice {
  readonly id: string
  readonly grants: readonly Grant[]
  readonly why: string
}

/** A role for each function and each other principal. */
export function perFunction(users: readonly RoleUser[]): Layouted {
  const ids = ownIds(users)
  return together(users, (user) => [{ id: ids(user), grants: user.grants, why: 'a role of its own' }])
}

/** The template's own roles, where they are of this app; others get one of their own. */
export function asDeclared(users: readonly RoleUser[]): Layouted {
  const ids = ownIds(users)
  return together(users, (user) =>
    user.byRole.map(({ role, grants }) =>
      role === null
        ? { id: ids(user), grants, why: 'the template gives it no role of this app' }
        : { id: role, grants, why: 'the role that the template gives it' },
    ),
  )
}

function ownIds(users: readonly RoleUser[]): (user: RoleUser) => string {
  const ids = roleIdsOf(users.map(({ id }) => id))
  return ({ id }) => ids.get(id) ?? id
}

function together(users: readonly RoleUser[], choose: (user: RoleUser) => readonly Choice[]): Layouted {
  const byRole = new Map<string, RoleWanted>()
  const assignments = users.map((user): Assignment => {
    const choices = [...choose(user)].sort((a, b) => b.grants.length - a.grants.length)
    for (const { id, grants } of choices) {
      const before = byRole.get(id)
      byRole.set(id, {
        id,
        usedBy: [...(before?.usedBy ?? []), user.id],
        services: [...(before?.services ?? []), ...user.services],
        grants: [...(before?.grants ?? []), ...grants],
        managedPolicies: [...(before?.managedPolicies ?? []), ...user.managedPolicies],
        frame: { boundary: before?.frame.boundary ?? user.frame.boundary, path: before?.frame.path ?? user.frame.path },
        at: before?.at ?? user.at,
      })
    }
    return { subject: user.id, service: user.service, roles: choices.map((c) => c.id), why: choices[0]?.why ?? '' }
  })
  return { wanted: [...byRole.values()], assignments }
}
