/** Policies that are resources of their own: which are attached to a role, and to that role alone. */
import type { Json } from '../yaml.js'
import { referencesIn } from './references.js'
import { isMap, listOf, mapAt, removeResource, resourceIn, resourcesOf, type Template } from './template.js'

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
  const name = literalName(template, roleId)
  return Object.entries(resourcesOf(template)).flatMap(([id, resource]): readonly Attached[] => {
    if (!isMap(resource) || !isMap(resource.Properties)) return []
    const property = ATTACHING.get(String(resource.Type))
    if (property === undefined) return []
    const named = listOf(resource.Properties[property])
    if (!named.some((one) => isRole(one, roleId, name))) return []
    const others = ['Users', 'Groups'].some((key) => listOf(isMap(resource.Properties) ? resource.Properties[key] : undefined).length > 0)
    return [{ id, type: String(resource.Type), alone: named.length === 1 && !others }]
  })
}

/** `!Ref Role`, or the name that the template gives it. */
const isRole = (value: Json, roleId: string, name: string | null): boolean =>
  isMap(value) ? Object.keys(value).length === 1 && referencesIn(value).some(({ id }) => id === roleId) : name !== null && value === name

export function literalName(template: Template, id: string): string | null {
  const name = mapAt(resourceIn(template, id)?.Properties)?.RoleName
  return typeof name === 'string' ? name : null
}

/** Takes the role off the list; the resource stays for others. */
export function detach(template: Template, { id }: Attached, roleId: string): void {
  const resource = resourceIn(template, id)
  const properties = mapAt(resource?.Properties)
  if (resource === null || properties === null) return
  const property = ATTACHING.get(String(resource.Type)) ?? 'Roles'
  const name = literalName(template, roleId)
  properties[property] = listOf(properties[property]).filter((one) => !isRole(one, roleId, name))
}

/** A policy that only the role has goes with it, unless something refers to the policy itself: then it has one role less. */
export function removeOrDetach(template: Template, attached: Attached, roleId: string): void {
  if (!attached.alone || (attached.type === 'AWS::IAM::ManagedPolicy' && isReferredTo(template, attached.id)))
    detach(template, attached, roleId)
  else removeResource(template, attached.id)
}

const isReferredTo = (template: Template, id: string): boolean =>
  referencesIn(template.wanted).some((reference) => reference.id === id && reference.path[1] !== id && reference.path[2] !== 'DependsOn')
