/** The layouts in which a role is one user's, or those users' to whom the template gives the same role. */

import type { RoleWanted } from './make-role.js'
import { roleIdOf } from './name.js'
import type { Assignment } from './types.js'
import type { RoleUser } from './users.js'

export interface Layouted {
  readonly wanted: readonly RoleWanted[]
  readonly assignments: readonly Assignment[]
}

/** A role for each function and each other principal. */
export function perFunction(users: readonly RoleUser[]): Layouted {
  return together(users, (user) => ({ id: roleIdOf(user.id), why: 'a role of its own' }))
}

/** The template's own roles, where they are of this app; others get one of their own. */
export function asDeclared(users: readonly RoleUser[]): Layouted {
  return together(users, (user) => {
    if (user.declaredRole !== null) return { id: user.declaredRole, why: 'the role that the template gives it' }
    return { id: roleIdOf(user.id), why: 'the template gives it no role of this app' }
  })
}

function together(users: readonly RoleUser[], choose: (user: RoleUser) => { readonly id: string; readonly why: string }): Layouted {
  const byRole = new Map<string, RoleWanted>()
  const assignments = users.map((user): Assignment => {
    const { id, why } = choose(user)
    const before = byRole.get(id)
    byRole.set(id, {
      id,
      usedBy: [...(before?.usedBy ?? []), user.id],
      services: [...(before?.services ?? []), user.service],
      grants: [...(before?.grants ?? []), ...user.grants],
      at: before?.at ?? user.at,
    })
    return { subject: user.id, service: user.service, roles: [id], why }
  })
  return { wanted: [...byRole.values()], assignments }
}
