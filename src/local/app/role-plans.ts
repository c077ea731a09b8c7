/** The roles of an app as IAM of local AWS gets them, and who runs with which. */
import type { App } from '../../app/index.js'
import { lower, type Role, type Roles } from '../../roles/index.js'
import { listOf, mapOf, type PlainResource, textOf } from '../api/index.js'
import type { LocalPlace, Names } from './names.js'
import { resolveDocument } from './plain-app.js'

export interface RolePlan {
  /** Logical ID, e.g. `CreateFunctionRole`. */
  readonly id: string
  readonly name: string
  readonly arn: string
  readonly path: string
  readonly trustPolicy: unknown
  readonly inline: ReadonlyMap<string, unknown>
  /** Customer managed policies of this app, by name. */
  readonly managed: ReadonlyMap<string, unknown>
  readonly managedPolicyArns: readonly string[]
  readonly boundary: string | null
  readonly tags: readonly { readonly Key: string; readonly Value: string }[]
}

/** What `roles` made, and beside it the roles that the template declares and nothing replaces. */
export function rolePlans(
  app: App,
  roles: Pick<Roles, 'roles'>,
  resources: ReadonlyMap<string, PlainResource>,
  names: Names,
  place: LocalPlace,
): readonly RolePlan[] {
  const made = roles.roles.map((role) => generatedPlan(role, app, names, place))
  const taken = new Set(made.map(({ id }) => id))
  const declared = [...resources.values()].flatMap((resource) =>
    resource.type === 'AWS::IAM::Role' && !taken.has(resource.id) && resource.properties.AssumeRolePolicyDocument !== undefined
      ? [declaredPlan(resource, resources, names, place)]
      : [],
  )
  return [...made, ...declared].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function generatedPlan(role: Role, app: App, names: Names, place: LocalPlace): RolePlan {
  const name = roleName(role.id, app, names, place)
  const path = role.path ?? '/'
  const documents = (kind: 'inline' | 'managed'): ReadonlyMap<string, unknown> =>
    new Map(role.policies.filter((policy) => policy.kind === kind).map((policy) => [policy.name, resolveDocument(policy.document, names)]))
  return {
    id: role.id,
    name,
    arn: roleArn(place, path, name),
    path,
    trustPolicy: resolveDocument(role.trustPolicy, names),
    inline: documents('inline'),
    managed: documents('managed'),
    managedPolicyArns: role.managedPolicyArns.map((arn) => String(resolveDocument(arn, names))),
    boundary: role.permissionsBoundary === null ? null : String(resolveDocument(lower(role.permissionsBoundary), names)),
    tags: role.tags.map(({ key, value }) => ({ Key: key, Value: value })),
  }
}

/** Every role of the template. */
export const declaredPlans = (resources: ReadonlyMap<string, PlainResource>, names: Names, place: LocalPlace): readonly RolePlan[] =>
  [...resources.values()].flatMap((resource) =>
    resource.type === 'AWS::IAM::Role' && resource.properties.AssumeRolePolicyDocument !== undefined
      ? [declaredPlan(resource, resources, names, place)]
      : [],
  )

/** A role as the template has it. */
function declaredPlan(
  { id, properties }: PlainResource,
  resources: ReadonlyMap<string, PlainResource>,
  names: Names,
  place: LocalPlace,
): RolePlan {
  const name = names.name(id).slice(0, 64)
  const path = textOf(properties.Path) ?? '/'
  const inline = listOf(properties.Policies).map((each): [string, unknown] => [
    textOf(mapOf(each).PolicyName) ?? 'policy',
    mapOf(each).PolicyDocument,
  ])
  const arns = listOf(properties.ManagedPolicyArns).flatMap((arn) => textOf(arn) ?? [])
  const own = new Map(
    arns.flatMap((arn): [string, PlainResource][] => {
      const policy = resources.get(names.idOf(arn) ?? '')
      return policy?.type === 'AWS::IAM::ManagedPolicy' ? [[arn, policy]] : []
    }),
  )
  return {
    id,
    name,
    arn: roleArn(place, path, name),
    path,
    trustPolicy: properties.AssumeRolePolicyDocument,
    inline: new Map([...inline, ...attachedTo(id, resources, names)]),
    managed: new Map([...own.values()].map((policy) => [names.name(policy.id), policy.properties.PolicyDocument])),
    managedPolicyArns: arns.filter((arn) => !own.has(arn)),
    boundary: textOf(properties.PermissionsBoundary),
    tags: [],
  }
}

/** Policies that are resources of their own, and name the role. */
function attachedTo(roleId: string, resources: ReadonlyMap<string, PlainResource>, names: Names): readonly (readonly [string, unknown])[] {
  return [...resources.values()].flatMap(({ id, type, properties }): (readonly [string, unknown])[] => {
    if (!/^AWS::IAM::(Policy|RolePolicy|ManagedPolicy)$/.test(type)) return []
    const roles = [...listOf(properties.Roles), ...listOf(properties.RoleName)].flatMap((role) => textOf(role) ?? [])
    return roles.some((role) => names.idOf(role) === roleId) ? [[textOf(properties.PolicyName) ?? id, properties.PolicyDocument]] : []
  })
}

const roleArn = (place: LocalPlace, path: string, name: string): string => `arn:aws:iam::${place.account}:role${path}${name}`

const roleName = (id: string, app: App, names: Names, place: LocalPlace): string =>
  (app.resources.has(id) ? names.name(id) : `${place.stack}-${id.replaceAll('/', '-')}`).slice(0, 64)

/** Which role stands for `subject`, where its template writes another: the same one if it is among its own, else its first. */
export function roleChooser(
  roles: Pick<Roles, 'assignments'>,
  plans: readonly RolePlan[],
  names: Names,
): (subject: string, written: string | null) => string | null {
  const byId = new Map(plans.map((plan) => [plan.id, plan]))
  const bySubject = new Map(roles.assignments.map((each) => [each.subject, each.roles]))
  return (subject, written) => {
    const own = bySubject.get(subject) ?? []
    const named = written === null ? null : names.idOf(written)
    const chosen = named !== null && own.includes(named) ? named : own[0]
    return (chosen === undefined ? undefined : byId.get(chosen)?.arn) ?? (named === null ? undefined : byId.get(named)?.arn) ?? written
  }
}
