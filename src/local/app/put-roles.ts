/** Roles into IAM of local AWS: new ones are made, changed ones are changed in place, so that their sessions live on. */
import { listOf, mapOf, type Plain, textOf, textsOf } from '../api/index.js'
import type { Builder } from './client.js'
import { isStandIn } from './names.js'
import type { RolePlan } from './role-plans.js'

/** @param before what was put last; roles that are no longer wanted are deleted */
export async function putRoles(builder: Builder, wanted: readonly RolePlan[], before: readonly RolePlan[]): Promise<void> {
  const old = new Map(before.map((plan) => [plan.id, plan]))
  await putManaged(builder, wanted, before)
  for (const plan of wanted) {
    const had = old.get(plan.id)
    old.delete(plan.id)
    if (had === undefined || had.path !== plan.path || had.name !== plan.name) {
      if (had !== undefined) await deleteRole(builder, had)
      await createRole(builder, plan)
    } else await changeRole(builder, plan, had)
  }
  for (const gone of old.values()) await deleteRole(builder, gone)
}

/** Customer managed policies stand once, whoever has them. */
async function putManaged(builder: Builder, wanted: readonly RolePlan[], before: readonly RolePlan[]): Promise<void> {
  const had = managedOf(before)
  for (const [name, { document, arn }] of managedOf(wanted)) {
    const text = JSON.stringify(document)
    const old = had.get(name)
    if (old === undefined) {
      const made = await builder.make(name, 'iam', 'CreatePolicy', { PolicyName: name, PolicyDocument: text }, ['EntityAlreadyExists'])
      if (made === null) await takeOverPolicy(builder, name, arn, text)
    } else if (JSON.stringify(old.document) !== text)
      await builder.make(name, 'iam', 'CreatePolicyVersion', { PolicyArn: arn, PolicyDocument: text, SetAsDefault: true })
  }
}

/** A policy of an earlier run: a new version where it says something else, in place of the oldest where there are five. */
async function takeOverPolicy(builder: Builder, name: string, PolicyArn: string, text: string): Promise<void> {
  const listed = await builder.make(name, 'iam', 'ListPolicyVersions', { PolicyArn })
  const versions = listOf(listed?.Versions).map(mapOf)
  const current = versions.find(({ IsDefaultVersion }) => IsDefaultVersion === true)
  const read = await builder.make(name, 'iam', 'GetPolicyVersion', { PolicyArn, VersionId: current?.VersionId })
  if (decodeURIComponent(textOf(mapOf(read?.PolicyVersion).Document) ?? '') === text) return
  const oldest = versions.filter((each) => each !== current).at(-1)
  if (versions.length >= MAX_VERSIONS) await builder.make(name, 'iam', 'DeletePolicyVersion', { PolicyArn, VersionId: oldest?.VersionId })
  await builder.make(name, 'iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument: text, SetAsDefault: true })
}

// Source: IAM User Guide, "IAM and AWS STS quotas".
const MAX_VERSIONS = 5

const managedOf = (plans: readonly RolePlan[]): ReadonlyMap<string, { readonly document: unknown; readonly arn: string }> =>
  new Map(plans.flatMap((plan) => [...plan.managed].map(([name, document]) => [name, { document, arn: policyArn(plan, name) }] as const)))

const policyArn = (plan: RolePlan, name: string): string => `arn:aws:iam::${plan.arn.split(':')[4] ?? ''}:policy/${name}`

async function createRole(builder: Builder, plan: RolePlan): Promise<void> {
  const role = {
    RoleName: plan.name,
    Path: plan.path,
    AssumeRolePolicyDocument: JSON.stringify(plan.trustPolicy),
    ...(plan.tags.length > 0 && { Tags: plan.tags }),
  }
  const made = await builder.make(plan.id, 'iam', 'CreateRole', boundary(plan, role), ['NoSuchEntity', 'EntityAlreadyExists'])
  if (made === null) {
    const unbounded = await builder.make(plan.id, 'iam', 'CreateRole', role, ['EntityAlreadyExists'])
    if (unbounded === null) await takeOver(builder, plan)
    else builder.note(`the permissions boundary ${plan.boundary} is not there: ${plan.id} stands without it`)
  }
  for (const [name, document] of plan.inline) await putInline(builder, plan, name, document)
  for (const PolicyArn of attachedTo(plan))
    await builder.make(plan.id, 'iam', 'AttachRolePolicy', { RoleName: plan.name, PolicyArn }, isStandIn(PolicyArn) ? ['NoSuchEntity'] : [])
}

const boundary = ({ boundary: PermissionsBoundary }: RolePlan, role: Plain): Plain =>
  PermissionsBoundary === null ? role : { ...role, PermissionsBoundary }

/** A role of an earlier run, on a state that was kept: it says what the plan says, and nothing else. */
async function takeOver(builder: Builder, plan: RolePlan): Promise<void> {
  const RoleName = plan.name
  await builder.make(plan.id, 'iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: JSON.stringify(plan.trustPolicy) })
  const inline = await builder.make(plan.id, 'iam', 'ListRolePolicies', { RoleName })
  for (const PolicyName of textsOf(inline?.PolicyNames))
    if (!plan.inline.has(PolicyName)) await builder.make(plan.id, 'iam', 'DeleteRolePolicy', { RoleName, PolicyName })
  const attached = await builder.make(plan.id, 'iam', 'ListAttachedRolePolicies', { RoleName })
  for (const PolicyArn of listOf(attached?.AttachedPolicies).flatMap((each) => textOf(mapOf(each).PolicyArn) ?? []))
    if (!attachedTo(plan).includes(PolicyArn)) await builder.make(plan.id, 'iam', 'DetachRolePolicy', { RoleName, PolicyArn })
}

async function changeRole(builder: Builder, plan: RolePlan, had: RolePlan): Promise<void> {
  if (JSON.stringify(had.trustPolicy) !== JSON.stringify(plan.trustPolicy))
    await builder.make(plan.id, 'iam', 'UpdateAssumeRolePolicy', { RoleName: plan.name, PolicyDocument: JSON.stringify(plan.trustPolicy) })
  for (const [name, document] of plan.inline)
    if (JSON.stringify(had.inline.get(name)) !== JSON.stringify(document)) await putInline(builder, plan, name, document)
  for (const name of had.inline.keys())
    if (!plan.inline.has(name)) await builder.make(plan.id, 'iam', 'DeleteRolePolicy', { RoleName: plan.name, PolicyName: name })
  const [now, then] = [attachedTo(plan), attachedTo(had)]
  for (const arn of now)
    if (!then.includes(arn)) await builder.make(plan.id, 'iam', 'AttachRolePolicy', { RoleName: plan.name, PolicyArn: arn })
  for (const arn of then)
    if (!now.includes(arn)) await builder.make(plan.id, 'iam', 'DetachRolePolicy', { RoleName: plan.name, PolicyArn: arn })
}

async function deleteRole(builder: Builder, plan: RolePlan): Promise<void> {
  for (const name of plan.inline.keys())
    await builder.make(plan.id, 'iam', 'DeleteRolePolicy', { RoleName: plan.name, PolicyName: name }, ['NoSuchEntity'])
  for (const arn of attachedTo(plan))
    await builder.make(plan.id, 'iam', 'DetachRolePolicy', { RoleName: plan.name, PolicyArn: arn }, ['NoSuchEntity'])
  await builder.make(plan.id, 'iam', 'DeleteRole', { RoleName: plan.name }, ['NoSuchEntity'])
}

const putInline = (builder: Builder, plan: RolePlan, name: string, document: unknown): Promise<unknown> =>
  builder.make(plan.id, 'iam', 'PutRolePolicy', { RoleName: plan.name, PolicyName: name, PolicyDocument: JSON.stringify(document) })

const attachedTo = (plan: RolePlan): readonly string[] => [
  ...[...plan.managed.keys()].map((name) => policyArn(plan, name)),
  ...plan.managedPolicyArns,
]
