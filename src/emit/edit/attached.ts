/** Policies that are resources of their own: which are attached to a role, and to that role alone. */
import type { Json } from '../yaml.js'
import { referencesIn } from './references.js'
import { isMap, listOf, mapAt, resourceIn, resourcesOf, type Template } from './template.js'

/** The property that names the roles. Source: AWS CloudFormation Template Reference, IAM. */
const ATTACHING: ReadonlyMap<string, string> = new Map([
  ['AWS::IAM::Policy', 'Roles'],
  ['AWS::IAM::ManagedPolicy', 'Roles'],
  ['AWS::IAM::RolePolicy', 'RoleName'],
])

export interface Attached {
  readonly id: string
  readonly type: string
  /** Whether nothing but the role has it. */
  readonly alone: boolean
}

export function attachedTo(template: Template, roleId: string): readonly Attached[] {
  return Object.entries(resourcesOf(template)).flatMap(([id, resource]): readonly Attached[] => {
    if (!isMap(resource) || !isMap(resource.Properties)) return []
    const property = ATTACHING.get(String(resource.Type))
    if (property === undefined) return []
    const named = listOf(resource.Properties[property])
    if (!named.some((one) => isRole(one, roleId))) return []
    const others = ['Users', 'Groups'].some((key) => listOf(isMap(resource.Properties) ? resource.Properties[key] : undefined).length > 0)
    return [{ id, type: String(resource.Type), alone: named.length === 1 && !others }]
  })
}

/** `!Ref Role`: the only way to name a role of the template there. */
const isRole = (value: Json, roleId: string): boolean =>
  isMap(value) && Object.keys(value).length === 1 && referencesIn(value).some(({ id }) => id === roleId)

/** Takes the role off the list; the resource stays for others. */
export function detach(template: Template, { id }: Attached, roleId: string): void {
  const resource = resourceIn(template, id)
  const properties = mapAt(resource?.Properties)
  if (resource === null || properties === null) return
  const property = ATTACHING.get(String(resource.Type)) ?? 'Roles'
  properties[property] = listOf(properties[property]).filter((one) => !isRole(one, roleId))
}
