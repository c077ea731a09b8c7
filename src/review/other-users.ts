/** Declared roles that the generated ones replace, and that something uses whose needs nobody works out: it would lose access. */
import type { App, Resource, Value } from '../app/index.js'
import { type DeclaredIndex, type Needs, namedResource } from '../needs/index.js'
import type { Finding, Place } from '../outcome/index.js'
import type { Roles } from '../roles/index.js'

export function otherUserFindings(app: App, needs: Needs, roles: Roles, index: DeclaredIndex): readonly Finding[] {
  const replaced = new Set(roles.roles.map(({ id }) => id).filter((id) => app.resources.get(id)?.type === 'AWS::IAM::Role'))
  if (replaced.size === 0) return []
  const known = new Set([...needs.principals].flatMap(([id, { byRole }]) => byRole.map(({ role }) => `${role} ${id}`)))
  return [...app.resources.values()]
    .filter((resource) => !app.functions.has(resource.id) && !resource.type.startsWith('AWS::IAM::'))
    .flatMap((resource) =>
      rolesIn(resource.properties, index)
        .filter(({ role }) => replaced.has(role) && !known.has(`${role} ${resource.id}`))
        .map(({ role, at }) => finding(role, resource, at)),
    )
}

const finding = (role: string, { id, type }: Resource, at: Place): Finding => ({
  code: 'role/other-users',
  severity: 'warning',
  subject: role,
  message: `\`${role}\` is also the role of \`${id}\` (${type}), whose needs are not worked out: the generated role lacks them`,
  hint: 'give it a role of its own, or keep the present policies beside the generated ones',
  at,
})

interface RoleUse {
  readonly role: string
  readonly at: Place
}

/** Members that hand a role to the resource: `RoleArn`, `ServiceRole`, `ExecutionRoleArn`. */
const ROLE_MEMBER = /role(_?arn)?$/i

function rolesIn(value: Value, index: DeclaredIndex): readonly RoleUse[] {
  switch (value.kind) {
    case 'map':
      return [...value.entries].flatMap(([key, entry]) => (ROLE_MEMBER.test(key) ? namedIn(entry, index) : rolesIn(entry, index)))
    case 'list':
      return value.items.flatMap((item) => rolesIn(item, index))
    case 'options':
      return value.options.flatMap((option) => rolesIn(option, index))
    default:
      return []
  }
}

function namedIn(value: Value, index: DeclaredIndex): readonly RoleUse[] {
  if (value.kind === 'options') return value.options.flatMap((option) => namedIn(option, index))
  if (value.kind !== 'text') return rolesIn(value, index)
  const role = namedResource(value.text, index)
  return role === null ? [] : [{ role, at: value.at }]
}
