/** What is left of IAM beside entities and policies: keys, memberships, trust, instance profiles, providers, the account itself. */
import { quotas } from '../../policy/index.js'
import { numberOf, textOf, textsOf } from '../input.js'
import { fault, isFault, nothing } from '../reply.js'
import type { Fault, Operation, Output, ServiceCall } from '../types.js'
import { arnOf, type Directory, secretKey, uniqueId } from './directory.js'
import { checkDocument, checkTrustSize } from './documents.js'
import { attachedPolicy, describe } from './entity-operations.js'
import { entityOf, invalid, KINDS, NO_ENTITY, noSuch, paged, readName, readPath, tagList, withTags } from './entity-requests.js'
import type { AccessKey, Entity, InstanceProfile, OidcProvider, RolePart } from './model.js'
import { awsPolicy, describe as describePolicy, describeVersion } from './policy-operations.js'

type Rows = readonly (readonly [string, Operation])[]

export const accountOperations = (directory: Directory): ReadonlyMap<string, Operation> =>
  new Map([
    ...keys(directory),
    ...memberships(directory),
    ...roles(directory),
    ...profiles(directory),
    ...providers(directory),
    ...account(directory),
  ])

const MAX_KEYS = 2

function keys(directory: Directory): Rows {
  const of = (account: string, user: string): readonly AccessKey[] =>
    [...directory.keys.values()].filter((it) => it.account === account && it.user === user)
  const key = (call: ServiceCall): AccessKey | Fault => {
    const id = textOf(call.input, 'AccessKeyId') ?? ''
    const found = directory.keys.get(id)
    return found !== undefined && found.account === call.account
      ? found
      : fault(NO_ENTITY, `The Access Key with id ${id} cannot be found.`, 404)
  }
  return [
    [
      'CreateAccessKey',
      (call) => {
        const user = entityOf(directory, KINDS.user, call)
        if (isFault(user)) return user
        if (of(call.account, user.name).length >= MAX_KEYS)
          return fault('LimitExceeded', `Cannot exceed quota for AccessKeysPerUser: ${MAX_KEYS}`, 409)
        const made = makeKey(directory, user, call.now)
        return {
          AccessKey: {
            UserName: user.name,
            AccessKeyId: made.id,
            Status: made.status,
            SecretAccessKey: made.secret,
            CreateDate: new Date(call.now),
          },
        }
      },
    ],
    [
      'ListAccessKeys',
      (call) => {
        const user = entityOf(directory, KINDS.user, call)
        if (isFault(user)) return user
        const shown = of(call.account, user.name).map((it) => ({
          UserName: it.user,
          AccessKeyId: it.id,
          Status: it.status,
          CreateDate: new Date(it.createdAt),
        }))
        return { AccessKeyMetadata: shown, IsTruncated: false }
      },
    ],
    [
      'UpdateAccessKey',
      (call) => {
        const found = key(call)
        if (isFault(found)) return found
        const status = textOf(call.input, 'Status')
        if (status !== 'Active' && status !== 'Inactive')
          return invalid(
            `Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Inactive, Active]`,
          )
        directory.keys.set(found.id, { ...found, status })
        directory.changed()
        return nothing
      },
    ],
    [
      'DeleteAccessKey',
      (call) => {
        const found = key(call)
        if (isFault(found)) return found
        directory.keys.delete(found.id)
        directory.changed()
        return nothing
      },
    ],
    [
      'GetAccessKeyLastUsed',
      (call) => {
        const found = key(call)
        return isFault(found) ? found : { UserName: found.user, AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } }
      },
    ],
  ]
}

export function makeKey(directory: Directory, user: Pick<Entity, 'account' | 'name'>, now: number): AccessKey {
  const made: AccessKey = {
    id: uniqueId('AKIA', 16),
    secret: secretKey(),
    account: user.account,
    user: user.name,
    status: 'Active',
    createdAt: now,
  }
  directory.keys.set(made.id, made)
  return made
}

// Source: IAM User Guide, "IAM and AWS STS quotas".
const MAX_GROUPS = 10

function memberships(directory: Directory): Rows {
  const both = (call: ServiceCall): { readonly user: Entity; readonly group: Entity } | Fault => {
    const group = entityOf(directory, KINDS.group, call)
    if (isFault(group)) return group
    const user = entityOf(directory, KINDS.user, call)
    return isFault(user) ? user : { user, group }
  }
  return [
    [
      'AddUserToGroup',
      (call) => {
        const found = both(call)
        if (isFault(found)) return found
        const { user, group } = found
        if (user.groups.includes(group.name)) return nothing
        if (user.groups.length >= MAX_GROUPS) return fault('LimitExceeded', `Cannot exceed quota for GroupsPerUser: ${MAX_GROUPS}`, 409)
        directory.put({ ...user, groups: [...user.groups, group.name] })
        return nothing
      },
    ],
    [
      'RemoveUserFromGroup',
      (call) => {
        const found = both(call)
        if (isFault(found)) return found
        directory.put({ ...found.user, groups: found.user.groups.filter((name) => name !== found.group.name) })
        return nothing
      },
    ],
    [
      'ListGroupsForUser',
      (call) => {
        const user = entityOf(directory, KINDS.user, call)
        if (isFault(user)) return user
        const page = paged(
          call.input,
          user.groups.flatMap((name) => directory.find('group', call.account, name) ?? []),
        )
        return isFault(page) ? page : { Groups: page.items.map(describe), ...page.more }
      },
    ],
  ]
}

function roles(directory: Directory): Rows {
  const change = (part: (role: RolePart, call: ServiceCall) => RolePart | Fault): Operation => {
    return (call) => {
      const entity = entityOf(directory, KINDS.role, call)
      if (isFault(entity)) return entity
      if (entity.role === null) return noSuch('role', entity.name)
      const role = part(entity.role, call)
      if (isFault(role)) return role
      directory.put({ ...entity, role })
      return call.operation === 'UpdateRoleDescription' ? { Role: describe({ ...entity, role }) } : nothing
    }
  }
  return [
    [
      'UpdateAssumeRolePolicy',
      change((role, { input }) => {
        const trust = textOf(input, 'PolicyDocument') ?? ''
        return checkDocument(trust, 'trust') ?? checkTrustSize(trust) ?? { ...role, trust }
      }),
    ],
    [
      'UpdateRole',
      change((role, { input }) => {
        const maxSessionSeconds = numberOf(input, 'MaxSessionDuration') ?? role.maxSessionSeconds
        if (maxSessionSeconds < 3600 || maxSessionSeconds > 43_200)
          return invalid(
            `Value '${maxSessionSeconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200`,
          )
        return { ...role, description: textOf(input, 'Description') ?? role.description, maxSessionSeconds }
      }),
    ],
    ['UpdateRoleDescription', change((role, { input }) => ({ ...role, description: textOf(input, 'Description') }))],
  ]
}

function profiles(directory: Directory): Rows {
  const keyOf = (account: string, name: string): string => `${account}/${name.toLowerCase()}`
  const find = (call: ServiceCall): InstanceProfile | Fault => {
    const name = readName(call.input, 'InstanceProfileName')
    if (isFault(name)) return name
    return directory.profiles.get(keyOf(call.account, name)) ?? fault(NO_ENTITY, `Instance Profile ${name} cannot be found.`, 404)
  }
  const show = ({ account, name, path, id, createdAt, role }: InstanceProfile): Output => ({
    Path: path,
    InstanceProfileName: name,
    InstanceProfileId: id,
    Arn: `arn:aws:iam::${account}:instance-profile${path}${name}`,
    CreateDate: new Date(createdAt),
    Roles: [role === null ? null : directory.find('role', account, role)].flatMap((it) => (it === null ? [] : [describe(it)])),
  })
  const list = ({ input, account }: ServiceCall, wanted: (it: InstanceProfile) => boolean): Output | Fault => {
    const page = paged(
      input,
      [...directory.profiles.values()].filter((it) => it.account === account && wanted(it)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    )
    return isFault(page) ? page : { InstanceProfiles: page.items.map(show), ...page.more }
  }
  const with_ = (act: (it: InstanceProfile, call: ServiceCall) => Output | Fault): Operation => {
    return (call) => {
      const found = find(call)
      return isFault(found) ? found : act(found, call)
    }
  }
  const keep = (it: InstanceProfile): Output => {
    directory.profiles.set(keyOf(it.account, it.name), it)
    return nothing
  }
  return [
    [
      'CreateInstanceProfile',
      (call) => {
        const name = readName(call.input, 'InstanceProfileName')
        if (isFault(name)) return name
        const path = readPath(call.input)
        if (isFault(path)) return path
        if (directory.profiles.has(keyOf(call.account, name)))
          return fault('EntityAlreadyExists', `Instance Profile ${name} already exists.`, 409)
        const tags = withTags({}, call.input.Tags)
        if (isFault(tags)) return tags
        const made: InstanceProfile = { account: call.account, name, path, id: uniqueId('AIPA', 17), createdAt: call.now, role: null, tags }
        keep(made)
        return { InstanceProfile: show(made) }
      },
    ],
    ['GetInstanceProfile', with_((it) => ({ InstanceProfile: show(it) }))],
    [
      'DeleteInstanceProfile',
      with_((it) => {
        if (it.role !== null) return fault('DeleteConflict', 'Cannot delete entity, must remove roles from instance profile first.', 409)
        directory.profiles.delete(keyOf(it.account, it.name))
        return nothing
      }),
    ],
    [
      'AddRoleToInstanceProfile',
      with_((it, call) => {
        const role = entityOf(directory, KINDS.role, call)
        if (isFault(role)) return role
        if (it.role !== null) return fault('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1', 409)
        return keep({ ...it, role: role.name })
      }),
    ],
    [
      'RemoveRoleFromInstanceProfile',
      with_((it, call) => {
        const role = textOf(call.input, 'RoleName') ?? ''
        return it.role === role ? keep({ ...it, role: null }) : noSuch('role', role)
      }),
    ],
    ['ListInstanceProfiles', (call) => list(call, () => true)],
    ['ListInstanceProfilesForRole', (call) => list(call, (it) => it.role === textOf(call.input, 'RoleName'))],
  ]
}

function providers(directory: Directory): Rows {
  const with_ = (act: (it: OidcProvider, call: ServiceCall) => Output | Fault): Operation => {
    return (call) => {
      const arn = textOf(call.input, 'OpenIDConnectProviderArn') ?? ''
      const found = directory.oidcProviders.get(arn)
      return found === undefined ? fault(NO_ENTITY, `OpenIDConnect Provider not found for arn ${arn}`, 404) : act(found, call)
    }
  }
  return [
    [
      'CreateOpenIDConnectProvider',
      ({ input, account, now }) => {
        const url = textOf(input, 'Url') ?? ''
        if (!url.startsWith('https://')) return fault('InvalidInput', `Invalid Open ID Connect Provider URL: ${url}`, 400)
        const host = url.slice('https://'.length).replace(/\/$/, '')
        const arn = `arn:aws:iam::${account}:oidc-provider/${host}`
        if (directory.oidcProviders.has(arn)) return fault('EntityAlreadyExists', `Provider with url ${url} already exists.`, 409)
        const tags = withTags({}, input.Tags)
        if (isFault(tags)) return tags
        directory.oidcProviders.set(arn, {
          account,
          arn,
          url: host,
          clientIds: textsOf(input, 'ClientIDList'),
          thumbprints: textsOf(input, 'ThumbprintList'),
          createdAt: now,
          tags,
        })
        return { OpenIDConnectProviderArn: arn, Tags: tagList(tags) }
      },
    ],
    [
      'GetOpenIDConnectProvider',
      with_((it) => ({
        Url: it.url,
        ClientIDList: it.clientIds,
        ThumbprintList: it.thumbprints,
        CreateDate: new Date(it.createdAt),
        Tags: tagList(it.tags),
      })),
    ],
    [
      'DeleteOpenIDConnectProvider',
      with_((it) => {
        directory.oidcProviders.delete(it.arn)
        return nothing
      }),
    ],
    [
      'ListOpenIDConnectProviders',
      ({ account }) => ({
        OpenIDConnectProviderList: [...directory.oidcProviders.values()]
          .filter((it) => it.account === account)
          .map(({ arn }) => ({ Arn: arn })),
      }),
    ],
  ]
}

function account(directory: Directory): Rows {
  return [
    ['GetAccountAuthorizationDetails', (call) => authorizationDetails(directory, call)],
    [
      'GetAccountSummary',
      ({ account: id }) => ({
        SummaryMap: new Map<string, number>([
          ['Users', directory.list('user', id).length],
          ['Groups', directory.list('group', id).length],
          ['Roles', directory.list('role', id).length],
          ['Policies', [...directory.policies.values()].filter((it) => it.account === id).length],
          ['InstanceProfiles', [...directory.profiles.values()].filter((it) => it.account === id).length],
          ['AccessKeysPerUserQuota', MAX_KEYS],
          ['GroupsPerUserQuota', MAX_GROUPS],
          ['AttachedPoliciesPerRoleQuota', quotas.managedPoliciesPerRole],
          ['AttachedPoliciesPerUserQuota', quotas.managedPoliciesPerUser],
          ['AttachedPoliciesPerGroupQuota', quotas.managedPoliciesPerGroup],
          ['PolicySizeQuota', quotas.managedPolicyChars],
          ['UserPolicySizeQuota', quotas.inlinePoliciesOfUserChars],
          ['GroupPolicySizeQuota', quotas.inlinePoliciesOfGroupChars],
          ['AssumeRolePolicySizeQuota', quotas.trustPolicyChars],
          ['VersionsPerPolicyQuota', 5],
        ]),
      }),
    ],
    [
      'CreateAccountAlias',
      ({ input, account: id }) => {
        const alias = textOf(input, 'AccountAlias') ?? ''
        if (!/^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$/.test(alias))
          return invalid(
            `Value '${alias}' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$`,
          )
        directory.aliases.set(id, alias)
        return nothing
      },
    ],
    [
      'DeleteAccountAlias',
      ({ account: id }) => {
        directory.aliases.delete(id)
        return nothing
      },
    ],
    [
      'ListAccountAliases',
      ({ account: id }) => ({ AccountAliases: [directory.aliases.get(id)].filter((it) => it !== undefined), IsTruncated: false }),
    ],
  ]
}

type Detail = readonly [list: string, detail: Output]

/** Everything of the account in pages: one walk that `deploy` and auditors read. */
function authorizationDetails(directory: Directory, { input, account: id }: ServiceCall): Output | Fault {
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
