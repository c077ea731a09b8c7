/** What is left of IAM beside entities and policies: keys, memberships, trust, instance profiles, providers, the account itself. */
import { quotas } from '../../policy/index.js'
import { numberOf, textOf } from '../input.js'
import { isFault, nothing } from '../reply.js'
import type { Fault, Operation, ServiceCall } from '../types.js'
import { authorizationDetails } from './authorization-details.js'
import { keys, MAX_GROUPS, MAX_KEYS, memberships } from './credential-operations.js'
import type { Directory } from './directory.js'
import { checkDocument, checkTrustSize } from './documents.js'
import { describe } from './entity-operations.js'
import { entityOf, invalid, KINDS, noSuch, type Rows } from './entity-requests.js'
import type { RolePart } from './model.js'
import { profiles, providers } from './provider-operations.js'

export const accountOperations = (directory: Directory): ReadonlyMap<string, Operation> =>
  new Map([
    ...keys(directory),
    ...memberships(directory),
    ...roles(directory),
    ...profiles(directory),
    ...providers(directory),
    ...account(directory),
  ])

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
