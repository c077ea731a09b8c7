/** The mapping service → role → policies of layouts in which roles are shared, and who gets which. */
import type { Roles } from '../../roles/index.js'
import type { Style } from '../style.js'
import { type Row, renderTable, wrapWords } from './table.js'

/** Columns that the list of those who get a role may take. */
const USERS_WIDTH = 60

export function renderMapping({ roles, assignments }: Pick<Roles, 'roles' | 'assignments'>, style: Style): string[] {
  const head: Row = ['service', 'role', 'policies', 'given to'].map((text) => ({ text, paint: style.dim }))
  const rows = roles.flatMap((role) => {
    const policies = role.policies.map((p) => p.name)
    const given = assignments.filter((a) => a.roles.includes(role.id))
    const services = [...new Set(given.map((a) => a.service))].sort()
    return services.flatMap((service) => {
      const users = wrapWords(
        given.filter((a) => a.service === service).map((a) => a.subject),
        USERS_WIDTH,
        ', ',
      )
      const lines = Math.max(users.length, policies.length, 1)
      return Array.from(
        { length: lines },
        (_, i): Row => [
          { text: i === 0 ? service.replace('.amazonaws.com', '') : '' },
          { text: i === 0 ? role.id : '', paint: style.cyan },
          { text: policies[i] ?? '' },
          { text: users[i] ?? '' },
        ],
      )
    })
  })
  return rows.length === 0 ? [] : renderTable([head, ...rows])
}
