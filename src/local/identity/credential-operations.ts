import { textOf } from '../input.js'
import { fault, isFault, nothing } from '../reply.js'
import type { Fault, ServiceCall } from '../types.js'
import { type Directory, secretKey, uniqueId } from './directory.js'
import { describe } from './entity-operations.js'
import { entityOf, invalid, KINDS, NO_ENTITY, paged, type Rows } from './entity-requests.js'
import type { AccessKey, Entity } from './model.js'

export const MAX_KEYS = 2

export function keys(directory: Directory): Rows {
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
export const MAX_GROUPS = 10

export function memberships(directory: Directory): Rows {
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
