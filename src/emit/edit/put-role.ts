/**
 * One generated role → the role of the template with its policies. What can stand in the role is inline; what would be a
 * circle there is a resource of its own, and so is what outgrows a role. Denials that somebody wrote stay.
 */
import { managedPolicy } from '../../catalog/index.js'
import { lower, type Role, type RolePolicy } from '../../roles/index.js'
import type { Json } from '../yaml.js'
import { type Attached, attachedTo, detach, removeOrDetach } from './attached.js'
import {
  conditionAround,
  type DocumentPlace,
  onlyIf,
  readable,
  sharedCondition,
  splitStatements,
  statementsAsJson,
  withoutCondition,
} from './document.js'
import { freeId } from './free-id.js'
import { isList, isMap, type JsonMap, listOf, mapAt, propertiesOf, putResource, resourceIn, type Template, typeIn } from './template.js'
import { trustFor } from './trust.js'

export interface RolePut {
  /** Logical ID in the template. */
  readonly id: string
  readonly role: Role
  /** Behind which resource new ones stand. */
  readonly after: string
  /** The condition that the role's users have in common. */
  readonly condition: string | null
  /** The role that it takes the place of: its path, boundary and the like are taken over. */
  readonly frame: JsonMap | null
  readonly place: DocumentPlace
  /** Statements that somebody wrote to deny something: they stay. */
  readonly denials: readonly Json[]
  /** Names of this stack for the app's: `Child/Table` is `Table` in the child. */
  readonly local: (value: Json) => Json
}

export interface Said {
  readonly kept: readonly string[]
  readonly othersTrusted: boolean
}

/** Properties that a new role takes over from the one it replaces. */
const FRAME = ['Path', 'PermissionsBoundary', 'MaxSessionDuration', 'Tags'] as const

export function putRole(template: Template, put: RolePut): Said {
  const present = resourceIn(template, put.id)
  const role: JsonMap = present ?? {
    Type: 'AWS::IAM::Role',
    ...(put.condition === null ? {} : { Condition: put.condition }),
    Properties: {},
  }
  const properties = propertiesOf(role)
  if (properties === null) return { kept: [], othersTrusted: false }
  const { policy, others } = trustFor(
    present === null ? undefined : properties.AssumeRolePolicyDocument,
    readable(put.local(put.role.trustPolicy as Json)),
  )
  if (present === null) {
    for (const key of FRAME) if (put.frame?.[key] !== undefined) properties[key] = put.frame[key]
    if (put.role.path !== null) properties.Path = put.role.path
    if (put.role.tags.length > 0) properties.Tags = put.role.tags.map(({ key, value }) => ({ Key: key, Value: value }))
  }
  properties.AssumeRolePolicyDocument = policy
  if (put.role.permissionsBoundary !== null)
    properties.PermissionsBoundary = readable(put.local(lower(put.role.permissionsBoundary) as Json))
  const kept = keepUnseen(properties, present === null ? put.frame : properties, template)
  if (present === null) putResource(template, put.id, inOrder(role), put.after)
  putPolicies(template, put, mapAt(resourceIn(template, put.id)?.Properties) ?? properties)
  return { kept, othersTrusted: others }
}

const inOrder = (role: JsonMap): JsonMap => {
  const { AssumeRolePolicyDocument, ...others } = isMap(role.Properties) ? role.Properties : {}
  return { ...role, Properties: { ...(AssumeRolePolicyDocument === undefined ? {} : { AssumeRolePolicyDocument }), ...others } }
}

/** AWS's own managed policies and those of the template go; what others say is not seen here, and stays. */
function keepUnseen(properties: JsonMap, from: JsonMap | null, template: Template): readonly string[] {
  const kept = listOf(from?.ManagedPolicyArns).filter((arn) => !isSeen(arn, template))
  if (kept.length > 0) properties.ManagedPolicyArns = kept
  else delete properties.ManagedPolicyArns
  return kept.map((arn) => (typeof arn === 'string' ? arn : JSON.stringify(arn)))
}

/** Whether all that a policy gives can be seen from here: AWS's own, or one of the template. */
export function isSeen(arn: Json, template: Template): boolean {
  if (typeof arn === 'string') return managedPolicy(arn) !== null
  if (!isMap(arn)) return false
  if (typeof arn.Ref === 'string') return typeIn(template, arn.Ref) === 'AWS::IAM::ManagedPolicy' || arn.Ref === 'AWS::NoValue'
  const sub = arn['Fn::Sub']
  if (typeof sub === 'string') return managedPolicy(sub.replace('${AWS::Partition}', 'aws')) !== null
  const join = arn['Fn::Join']
  if (isList(join) && isList(join[1])) {
    const parts = join[1].map((part) => (isMap(part) && part.Ref === 'AWS::Partition' ? 'aws' : part))
    return parts.every((part) => typeof part === 'string') && managedPolicy(parts.join(String(join[0]))) !== null
  }
  return false
}

/** Inline policies, and those apart, of a role that is in the template. */
function putPolicies(template: Template, put: RolePut, properties: JsonMap): void {
  const present = listOf(properties.Policies)
  const attached = attachedTo(template, put.id)
  const own = attached.filter((it) => it.alone && it.type !== 'AWS::IAM::ManagedPolicy')
  const statements = ownStatements(put)
  const { denials } = put
  // A role whose policies all stand apart keeps them there.
  const [holder] = present.length === 0 ? own : []
  const split = splitStatements(statements, put.place)
  const inside = holder === undefined ? split.inside : []
  const apart = holder === undefined ? split.apart : [...split.inside, ...split.apart]
  const names = present.flatMap((policy) => (isMap(policy) && typeof policy.PolicyName === 'string' ? [policy.PolicyName] : []))
  const inline = withDenials(documents(inside), holder === undefined ? denials : [])
  const base = put.role.policies[0]?.name ?? `${stemOf(put.id)}Policy`
  const policies = inline.map((list, i): Json => {
    const name = names.length > 0 && i === 0 ? names[0] : i === 0 ? base : `${base}${i + 1}`
    const condition = sharedCondition(list)
    return onlyIf(condition === null ? [] : [condition], {
      PolicyName: name ?? base,
      PolicyDocument: documentOf(condition === null ? list : withoutCondition(list)),
    })
  })
  if (policies.length > 0) properties.Policies = policies
  else delete properties.Policies
  putApart(template, put, withDenials(documents(apart), holder === undefined ? [] : denials), own)
  for (const it of attached.filter((one) => !one.alone)) if (!isOfRole(it, put)) detach(template, it, put.id)
  for (const it of attached.filter((one) => one.alone && one.type === 'AWS::IAM::ManagedPolicy'))
    if (!isOfRole(it, put)) removeOrDetach(template, it, put.id)
  for (const policy of put.role.policies.filter((p) => p.kind === 'managed')) putManaged(template, put, policy)
}

const ownStatements = ({ role, local }: RolePut): readonly Json[] =>
  role.policies
    .filter((policy) => policy.kind === 'inline')
    .flatMap((policy) => statementsAsJson(policy.document.Statement).map((s) => readable(local(s))))

/** One list of statements a document; where each of them stands under a condition of its own, one a condition. */
export function documents(statements: readonly Json[]): readonly (readonly Json[])[] {
  if (statements.length === 0) return []
  if (statements.some((statement) => conditionAround(statement) === null)) return [statements]
  const groups = new Map<string, Json[]>()
  for (const statement of statements) {
    const key = conditionAround(statement)?.name ?? ''
    groups.set(key, [...(groups.get(key) ?? []), statement])
  }
  return [...groups.values()]
}

/** Denials that somebody wrote stand behind what is allowed. */
const withDenials = (lists: readonly (readonly Json[])[], denials: readonly Json[]): readonly (readonly Json[])[] => {
  if (denials.length === 0) return lists
  const [first, ...others] = lists
  return first === undefined ? [denials] : [[...first, ...denials], ...others]
}

const documentOf = (statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements })

/** The role's name without its ending, where something is left of it. */
const stemOf = (roleId: string): string => roleId.replace(/(?<=.)Role$/, '')

export const apartId = (roleId: string): string => `${stemOf(roleId)}AttachedPolicy`

/** Statements that would be a circle inside the role: in a policy that waits for the role. */
export function putApart(
  template: Template,
  put: Pick<RolePut, 'id' | 'condition' | 'after'>,
  lists: readonly (readonly Json[])[],
  own: readonly Attached[],
): void {
  const [first, ...spare] = own
  for (const it of lists.length === 0 ? own : spare)
    if (!lists.some((_, i) => i > 0 && it.id === `${apartId(put.id)}${i + 1}`)) removeOrDetach(template, it, put.id)
  lists.forEach((given, i) => {
    // A resource stands under a condition, and not under its opposite.
    const list = sharedCondition(given)?.startsWith('!') === true ? withoutCondition(given) : given
    const id = i === 0 ? (first?.id ?? freeId(template, apartId(put.id))) : `${apartId(put.id)}${i + 1}`
    const present = resourceIn(template, id)
    const shared = sharedCondition(list)
    const document = documentOf(shared === null ? list : withoutCondition(list))
    const properties = mapAt(present?.Properties)
    if (properties !== null) {
      properties.PolicyDocument = document
      return
    }
    const condition = shared ?? put.condition
    const behind = resourceIn(template, put.id) === null ? put.after : put.id
    putResource(
      template,
      id,
      {
        Type: 'AWS::IAM::Policy',
        ...(condition === null ? {} : { Condition: condition }),
        Properties: { PolicyName: id, Roles: [{ Ref: put.id }], PolicyDocument: document },
      },
      behind,
    )
  })
}

const isOfRole = ({ id }: Attached, { role }: RolePut): boolean =>
  role.policies.some((policy) => policy.kind === 'managed' && policy.name === id)

/** A customer managed policy: it names its roles, so that it may speak of who uses them. */
export function putManaged(template: Template, put: RolePut, policy: RolePolicy): void {
  const statements = statementsAsJson(policy.document.Statement).map((s) => readable(put.local(s)))
  const { inside, apart } = splitStatements(statements, { ...put.place, holders: [] })
  const document = documentOf([...inside, ...apart])
  const present = resourceIn(template, policy.name)
  const properties = mapAt(present?.Properties)
  const roles = listOf(properties?.Roles)
  const reference: Json = { Ref: put.id }
  const all = roles.some((one) => isMap(one) && one.Ref === put.id) ? roles : [...roles, reference]
  if (properties !== null) {
    properties.Roles = all
    properties.PolicyDocument = document
    return
  }
  putResource(template, policy.name, { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: all, PolicyDocument: document } }, put.id)
}
