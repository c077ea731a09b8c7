/** Who has the roles of a template beside functions and the principals whose needs are known. */
import type { App, Resource, Value } from '../app/index.js'
import { type DeclaredIndex, type Needs, namedResource } from '../needs/index.js'
import type { Place } from '../outcome/index.js'

interface RoleUse {
  readonly role: string
  readonly at: Place
}

export interface OpenUse extends RoleUse {
  readonly by: Resource
}

/** Members that hand a role to the resource: `RoleArn`, `ServiceRole`, `ExecutionRoleArn`. */
const ROLE_MEMBER = /role(_?arn)?$/i

/** Roles that the members of a resource name. */
export function rolesIn(value: Value, index: DeclaredIndex): readonly RoleUse[] {
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

/** Uses of roles by resources whose needs are not worked out. */
export function openUses(app: App, needs: Needs, index: DeclaredIndex): readonly OpenUse[] {
  const known = new Set([...needs.principals].flatMap(([id, { byRole }]) => byRole.map(({ role }) => `${role} ${id}`)))
  const functions = new Set([...app.functions.values()].map((fn) => fn.resource))
  return [...app.resources.values()]
    .filter((resource) => !functions.has(resource.id) && !resource.type.startsWith('AWS::IAM::'))
    .flatMap((resource) =>
      rolesIn(resource.properties, index)
        .filter(({ role }) => !known.has(`${role} ${resource.id}`))
        .map((use): OpenUse => ({ ...use, by: resource })),
    )
}
