/**
 * `AWS::IAM::Policy`, `AWS::IAM::RolePolicy`: an inline policy of one or several roles. `AWS::IAM::ManagedPolicy`: attached.
 * Source: CloudFormation Template Reference, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy".
 */
import type { Fault } from '../../types.js'
import type { Handler, HandlerWorld } from './handler-types.js'
import { each, isGone, parsed } from './role-handler.js'
import type { Json, JsonMap } from './types.js'
import { listOf, mapOf, same, textOf } from './values.js'

const rolesOf = ({ Roles, RoleName }: JsonMap): readonly string[] =>
  [...listOf(Roles), ...listOf(RoleName)].flatMap((role) => textOf(role) ?? [])

const put = async (properties: JsonMap, world: HandlerWorld): Promise<Fault | null> =>
  each(
    world,
    rolesOf(properties).map((RoleName) => [
      'iam',
      'PutRolePolicy',
      { RoleName, PolicyName: properties.PolicyName, PolicyDocument: JSON.stringify(properties.PolicyDocument) },
    ]),
  )

const takeAway = (properties: JsonMap, roles: readonly string[], world: HandlerWorld): Promise<Fault | null> =>
  each(
    world,
    roles.map((RoleName) => ['iam', 'DeleteRolePolicy', { RoleName, PolicyName: properties.PolicyName }]),
    isGone,
  )

export const policyHandler: Handler = {
  async create(properties, world) {
    const refused = await put(properties, world)
    if (refused !== null) await takeAway(properties, rolesOf(properties), world)
    return refused === null ? { ok: true, value: { physicalId: world.newName(128), attributes: {} } } : { ok: false, fault: refused }
  },
  async update(physicalId, before, after, world) {
    const renamed = before.PolicyName !== after.PolicyName
    const left = rolesOf(before).filter((role) => renamed || !rolesOf(after).includes(role))
    const refused = (await put(after, world)) ?? (await takeAway(before, left, world))
    return refused === null ? { ok: true, value: { physicalId, attributes: {} } } : { ok: false, fault: refused }
  },
  remove: (_, properties, world) => takeAway(properties, rolesOf(properties), world),
  async read(_, properties, __, world) {
    let document: Json | null = null
    for (const RoleName of rolesOf(properties)) {
      const policy = await world.call('iam', 'GetRolePolicy', { RoleName, PolicyName: properties.PolicyName })
      if (!policy.ok) return isGone(policy.fault) ? null : policy.fault
      const found = parsed(policy.value.PolicyDocument)
      if (document === null || !same(found, properties.PolicyDocument)) document = found
    }
    return { PolicyDocument: document }
  },
}

const policyName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

export const managedPolicyHandler: Handler = {
  async create(properties, world) {
    const PolicyName = textOf(properties.ManagedPolicyName) ?? world.newName(128)
    const created = await world.call('iam', 'CreatePolicy', {
      PolicyName,
      PolicyDocument: JSON.stringify(properties.PolicyDocument),
      ...(properties.Path !== undefined && { Path: properties.Path }),
      ...(properties.Description !== undefined && { Description: properties.Description }),
    })
    if (!created.ok) return created
    const PolicyArn = textOf(mapOf((created.value as { readonly Policy?: Json }).Policy).Arn) ?? ''
    const refused = await each(
      world,
      rolesOf(properties).map((RoleName) => ['iam', 'AttachRolePolicy', { RoleName, PolicyArn }]),
    )
    if (refused === null) return { ok: true, value: { physicalId: PolicyArn, attributes: { PolicyArn, PolicyId: policyName(PolicyArn) } } }
    await managedPolicyHandler.remove(PolicyArn, properties, world)
    return { ok: false, fault: refused }
  },

  async update(PolicyArn, before, after, world) {
    const refused =
      (same(before.PolicyDocument, after.PolicyDocument) ? null : await newVersion(PolicyArn, after, world)) ??
      (await each(
        world,
        rolesOf(after)
          .filter((role) => !rolesOf(before).includes(role))
          .map((RoleName) => ['iam', 'AttachRolePolicy', { RoleName, PolicyArn }]),
      )) ??
      (await each(
        world,
        rolesOf(before)
          .filter((role) => !rolesOf(after).includes(role))
          .map((RoleName) => ['iam', 'DetachRolePolicy', { RoleName, PolicyArn }]),
        isGone,
      ))
    return refused === null
      ? { ok: true, value: { physicalId: PolicyArn, attributes: { PolicyArn, PolicyId: policyName(PolicyArn) } } }
      : { ok: false, fault: refused }
  },

  async remove(PolicyArn, properties, world) {
    const versions = await world.call('iam', 'ListPolicyVersions', { PolicyArn })
    const others = versions.ok
      ? listOf(versions.value.Versions as Json).filter((it) => mapOf(it).IsDefaultVersion !== true && mapOf(it).IsDefaultVersion !== 'true')
      : []
    return each(
      world,
      [
        ...rolesOf(properties).map((RoleName) => ['iam', 'DetachRolePolicy', { RoleName, PolicyArn }] as const),
        ...others.map((it) => ['iam', 'DeletePolicyVersion', { PolicyArn, VersionId: mapOf(it).VersionId }] as const),
        ['iam', 'DeletePolicy', { PolicyArn }],
      ],
      isGone,
    )
  },

  async read(PolicyArn, _, __, world) {
    const policy = await world.call('iam', 'GetPolicy', { PolicyArn })
    if (!policy.ok) return isGone(policy.fault) ? null : policy.fault
    const VersionId = textOf(mapOf((policy.value as { readonly Policy?: Json }).Policy).DefaultVersionId)
    const version = await world.call('iam', 'GetPolicyVersion', { PolicyArn, VersionId })
    if (!version.ok) return version.fault
    return { PolicyDocument: parsed(mapOf((version.value as { readonly PolicyVersion?: Json }).PolicyVersion).Document) }
  },
}

const MAX_VERSIONS = 5

/** The oldest version that is not in force makes room. */
async function newVersion(PolicyArn: string, after: JsonMap, world: HandlerWorld): Promise<Fault | null> {
  const versions = await world.call('iam', 'ListPolicyVersions', { PolicyArn })
  if (!versions.ok) return versions.fault
  const all = listOf(versions.value.Versions as Json).map(mapOf)
  const oldest = all
    .filter((it) => it.IsDefaultVersion !== true && it.IsDefaultVersion !== 'true')
    .sort((a, b) => Number(String(a.VersionId).slice(1)) - Number(String(b.VersionId).slice(1)))[0]
  return each(world, [
    ...(all.length >= MAX_VERSIONS && oldest !== undefined
      ? [['iam', 'DeletePolicyVersion', { PolicyArn, VersionId: oldest.VersionId }] as const]
      : []),
    ['iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument: JSON.stringify(after.PolicyDocument), SetAsDefault: true }],
  ])
}
