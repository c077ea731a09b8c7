import { textsOf } from '../input.js'
import { isFault } from '../reply.js'
import type { Fault, Output, ServiceCall } from '../types.js'
import { arnOf, type Directory } from './directory.js'
import { attachedPolicy } from './entity-operations.js'
import { paged, tagList } from './entity-requests.js'
import type { Entity } from './model.js'
import { awsPolicy, describe as describePolicy, describeVersion } from './policy-operations.js'

type Detail = readonly [list: string, detail: Output]

/** Everything of the account in pages: one walk that `deploy` and auditors read. */
export function authorizationDetails(directory: Directory, { input, account: id }: ServiceCall): Output | Fault {
  const filter = textsOf(input, 'Filter')
  const wants = (name: string): boolean => filter.length === 0 || filter.includes(name)
  const inlineOf = (entity: Entity): readonly Output[] =>
    Object.entries(entity.inline).map(([PolicyName, text]) => ({ PolicyName, PolicyDocument: encodeURIComponent(text) }))
  const boundaryOf = ({ boundary }: Entity): Output =>
    boundary === null ? {} : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary } }
  const shared = (entity: Entity): Output => ({
    Path: entity.path,
    Arn: arnOf(entity),
    CreateDate: new Date(entity.createdAt),
    AttachedManagedPolicies: entity.attached.map(attachedPolicy),
    ...boundaryOf(entity),
  })
  const users = directory
    .list('user', id)
    .map(
      (it): Detail => [
        'UserDetailList',
        { ...shared(it), UserName: it.name, UserId: it.id, UserPolicyList: inlineOf(it), GroupList: it.groups, Tags: tagList(it.tags) },
      ],
    )
  const groups = directory
    .list('group', id)
    .map((it): Detail => ['GroupDetailList', { ...shared(it), GroupName: it.name, GroupId: it.id, GroupPolicyList: inlineOf(it) }])
  const roleDetails = directory.list('role', id).map(
    (it): Detail => [
      'RoleDetailList',
      {
        ...shared(it),
        RoleName: it.name,
        RoleId: it.id,
        AssumeRolePolicyDocument: encodeURIComponent(it.role?.trust ?? ''),
        InstanceProfileList: [],
        RolePolicyList: inlineOf(it),
        Tags: tagList(it.tags),
        ...(it.role?.lastUsedAt === null || it.role === null ? {} : { RoleLastUsed: { LastUsedDate: new Date(it.role.lastUsedAt) } }),
      },
    ],
  )
  const attached = new Set(
    [...directory.entities.values()].filter((it) => it.account === id).flatMap((it) => [...it.attached, it.boundary ?? '']),
  )
  const policies = [...directory.policies.values()].filter((it) => it.account === id && wants('LocalManagedPolicy'))
  const details: readonly Detail[] = [
    ...(wants('User') ? users : []),
    ...(wants('Group') ? groups : []),
    ...(wants('Role') ? roleDetails : []),
    ...[...policies, ...(wants('AWSManagedPolicy') ? awsAttached(directory, attached) : [])].map(
      (it): Detail => [
        'Policies',
        { ...describePolicy(directory, it), PolicyVersionList: it.versions.map(({ id: version }) => describeVersion(it, version, true)) },
      ],
    ),
  ]
  const page = paged(input, details)
  if (isFault(page)) return page
  const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies']
  return {
    ...Object.fromEntries(lists.map((name) => [name, page.items.flatMap(([list, detail]) => (list === name ? [detail] : []))])),
    ...page.more,
  }
}

const awsAttached = (directory: Directory, arns: ReadonlySet<string>) =>
  [...arns].sort().flatMap((arn) => (directory.policies.has(arn) ? [] : (awsPolicy(arn) ?? [])))
