/** Steps on customer managed policies, which several roles can share: each is made or changed once a plan. */
import { printDocument, sameDocument } from './documents.js'
import type { Draft, RoleContext } from './draft.js'
import type { AccountState, WantedPolicy, WantedRole } from './types.js'

export const policyArn = ({ partition, account }: Pick<AccountState, 'partition' | 'account'>, path: string, name: string): string =>
  `arn:${partition}:iam::${account}:policy${path}${name}`

const MAX_VERSIONS = 5

export const managedArn = ({ name }: WantedPolicy, wanted: WantedRole, { state }: RoleContext): string =>
  policyArn(state, wanted.path, name)

export const createManaged = ({ name, document }: WantedPolicy, { path, tags }: WantedRole): Draft => ({
  beat: 'expand',
  call: 'iam:CreatePolicy',
  input: {
    PolicyName: name,
    Path: path,
    PolicyDocument: printDocument(document),
    Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
  },
})

/** A policy that is not there is made; one that says something else gets a version that is not in force yet. */
export function upsertManaged(policy: WantedPolicy, wanted: WantedRole, context: RoleContext): readonly Draft[] {
  const arn = managedArn(policy, wanted, context)
  if (context.planned.has(arn)) return []
  const live = context.state.policies.get(arn)
  if (live === undefined) {
    context.planned.add(arn)
    return [createManaged(policy, wanted)]
  }
  if (sameDocument(live.document, policy.document)) return []
  context.planned.add(arn)
  const oldest = live.versions.find((version) => version !== live.defaultVersion)
  return [
    ...(live.versions.length >= MAX_VERSIONS && oldest !== undefined
      ? [{ beat: 'expand' as const, call: 'iam:DeletePolicyVersion', input: { PolicyArn: arn, VersionId: oldest } }]
      : []),
    {
      beat: 'expand',
      call: 'iam:CreatePolicyVersion',
      input: { PolicyArn: arn, PolicyDocument: printDocument(policy.document), SetAsDefault: false },
    },
  ]
}

/** The version is the one that was made in this deployment: it counts up from those that are there. */
export function switchManaged(policy: WantedPolicy, wanted: WantedRole, context: RoleContext): readonly Draft[] {
  const arn = managedArn(policy, wanted, context)
  const live = context.state.policies.get(arn)
  const key = `${arn} default`
  if (live === undefined || sameDocument(live.document, policy.document) || context.planned.has(key)) return []
  context.planned.add(key)
  return [{ beat: 'contract', call: 'iam:SetDefaultPolicyVersion', input: { PolicyArn: arn, VersionOf: printDocument(policy.document) } }]
}

export function takeAway(policy: WantedPolicy, wanted: WantedRole, role: string, context: RoleContext): readonly Draft[] {
  if (policy.kind === 'inline')
    return [{ beat: 'contract', call: 'iam:DeleteRolePolicy', input: { RoleName: role, PolicyName: policy.name } }]
  const arn = managedArn(policy, wanted, context)
  return [
    { beat: 'contract', call: 'iam:DetachRolePolicy', input: { RoleName: role, PolicyArn: arn } },
    { beat: 'contract', call: 'iam:DeletePolicy', input: { PolicyArn: arn } },
  ]
}
