/** A trail that was read → the answer. */
import { usageOf } from './fold.js'
import type { Trail } from './read/read-trail.js'
import type { Audit, RoleUsage } from './types.js'

export function auditOf({ facts, read }: Trail): Audit {
  const roles: Record<string, RoleUsage> = Object.create(null) as Record<string, RoleUsage>
  for (const [key, { id, sessions, used, denials }] of usageOf(facts)) {
    roles[key] = { id, sessions, used, unused: [], notObservable: [], denials }
  }
  return { read, roles }
}
