/** `AWS::IAM::Role`. What is new is put before what is old goes. Source: CloudFormation Template Reference, "AWS::IAM::Role". */
import type { Fault } from '../../types.js'
import type { Handler, HandlerWorld, Outcome } from './handler-types.js'
import type { Json, JsonMap } from './types.js'
import { listOf, mapOf, same, textOf } from './values.js'

export const MAX_NAME_CHARS = 64
const GONE = /^NoSuchEntity/

export const isGone = ({ code }: Fault): boolean => GONE.test(code)

/** Steps one after the other, until one is refused. */
export async function each(
  world: HandlerWorld,
  calls: readonly (readonly [service: string, operation: string, input: Readonly<Record<string, unknown>>])[],
  forgives: (fault: Fault) => boolean = () => false,
): Promise<Fault | null> {
  for (const [service, operation, input] of calls) {
    const answer = await world.call(service, operation, input)
    if (!answer.ok && !forgives(answer.fault)) return answer.fault
  }
  return null
}

const documentText = (document: Json | undefined): string => (typeof document === 'string' ? document : JSON.stringify(document ?? {}))

type Inline = ReadonlyMap<string, Json>
const inlineOf = ({ Policies }: JsonMap): Inline =>
  new Map(listOf(Policies).map((it) => [textOf(mapOf(it).PolicyName) ?? '', mapOf(it).PolicyDocument ?? {}]))
const attachedOf = ({ ManagedPolicyArns }: JsonMap): readonly string[] => listOf(ManagedPolicyArns).flatMap((arn) => textOf(arn) ?? [])

const shown = (role: unknown): { readonly RoleName: string; readonly Arn: string; readonly RoleId: string } =>
  (role as { readonly Role: { readonly RoleName: string; readonly Arn: string; readonly RoleId: string } }).Role

export const roleHandler: Handler = {
  async create(properties, world) {
    const RoleName = textOf(properties.RoleName) ?? world.newName(MAX_NAME_CHARS)
    const created = await world.call('iam', 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: documentText(properties.AssumeRolePolicyDocument),
      ...(properties.Path !== undefined && { Path: properties.Path }),
      ...(properties.Description !== undefined && { Description: properties.Description }),
      ...(properties.MaxSessionDuration !== undefined && { MaxSessionDuration: properties.MaxSessionDuration }),
      ...(properties.PermissionsBoundary !== undefined && { PermissionsBoundary: properties.PermissionsBoundary }),
      ...(properties.Tags !== undefined && { Tags: properties.Tags }),
    })
    if (!created.ok) return created
    const put = await change(RoleName, {}, properties, world)
    if (put !== null) {
      await roleHandler.remove(RoleName, properties, world)
      return { ok: false, fault: put }
    }
    const { Arn, RoleId } = shown(created.value)
    return { ok: true, value: { physicalId: RoleName, attributes: { Arn, RoleId } } }
  },

  async update(RoleName, before, after, world): Promise<Outcome> {
    const refused = (await changeFrame(RoleName, before, after, world)) ?? (await change(RoleName, before, after, world))
    if (refused !== null) return { ok: false, fault: refused }
    const now = await world.call('iam', 'GetRole', { RoleName })
    if (!now.ok) return now
    const { Arn, RoleId } = shown(now.value)
    return { ok: true, value: { physicalId: RoleName, attributes: { Arn, RoleId } } }
  },

  async remove(RoleName, properties, world) {
    return each(
      world,
      [
        ...[...inlineOf(properties).keys()].map((PolicyName) => ['iam', 'DeleteRolePolicy', { RoleName, PolicyName }] as const),
        ...attachedOf(properties).map((PolicyArn) => ['iam', 'DetachRolePolicy', { RoleName, PolicyArn }] as const),
        ['iam', 'DeleteRole', { RoleName }],
      ],
      isGone,
    )
  },

  async read(RoleName, properties, others, world) {
    const role = await world.call('iam', 'GetRole', { RoleName })
    if (!role.ok) return isGone(role.fault) ? null : role.fault
    const found = mapOf((role.value as { readonly Role?: Json }).Role)
    const names = await world.call('iam', 'ListRolePolicies', { RoleName })
    const attached = await world.call('iam', 'ListAttachedRolePolicies', { RoleName })
    if (!names.ok) return names.fault
    if (!attached.ok) return attached.fault
    const Policies: Json[] = []
    const known = [...inlineOf(properties).keys()]
    const live = listOf(names.value.PolicyNames as Json).flatMap((name) => textOf(name) ?? [])
    for (const PolicyName of [...known.filter((it) => live.includes(it)), ...live.filter((it) => !known.includes(it) && !others.has(it))]) {
      const policy = await world.call('iam', 'GetRolePolicy', { RoleName, PolicyName })
      if (!policy.ok) return policy.fault
      Policies.push({ PolicyName, PolicyDocument: parsed(policy.value.PolicyDocument) })
    }
    const arns = listOf(attached.value.AttachedPolicies as Json).flatMap((it) => textOf(mapOf(it).PolicyArn) ?? [])
    const written = attachedOf(properties)
    const boundary = textOf(mapOf(found.PermissionsBoundary).PermissionsBoundaryArn)
    return {
      AssumeRolePolicyDocument: parsed(found.AssumeRolePolicyDocument),
      ...((Policies.length > 0 || properties.Policies !== undefined) && { Policies }),
      ...((arns.length > 0 || written.length > 0) && {
        ManagedPolicyArns: [
          ...written.filter((arn) => arns.includes(arn)),
          ...arns.filter((arn) => !written.includes(arn) && !others.has(arn)),
        ],
      }),
      ...(boundary !== null && { PermissionsBoundary: boundary }),
    }
  },
}

export function parsed(text: unknown): Json {
  if (typeof text !== 'string') return (text ?? null) as Json
  for (const candidate of [text, safelyDecoded(text)]) {
    try {
      return JSON.parse(candidate) as Json
    } catch {}
  }
  return text
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Trust, session length, boundary and tags. */
async function changeFrame(RoleName: string, before: JsonMap, after: JsonMap, world: HandlerWorld): Promise<Fault | null> {
  const keys = (tags: Json | undefined): readonly string[] => listOf(tags).flatMap((tag) => textOf(mapOf(tag).Key) ?? [])
  const goneTags = keys(before.Tags).filter((key) => !keys(after.Tags).includes(key))
  return each(world, [
    ...(same(before.AssumeRolePolicyDocument, after.AssumeRolePolicyDocument)
      ? []
      : [['iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: documentText(after.AssumeRolePolicyDocument) }] as const]),
    ...(same(before.Description, after.Description) && same(before.MaxSessionDuration, after.MaxSessionDuration)
      ? []
      : [
          [
            'iam',
            'UpdateRole',
            { RoleName, Description: after.Description ?? '', MaxSessionDuration: after.MaxSessionDuration ?? 3600 },
          ] as const,
        ]),
    ...(same(before.PermissionsBoundary, after.PermissionsBoundary)
      ? []
      : after.PermissionsBoundary === undefined
        ? [['iam', 'DeleteRolePermissionsBoundary', { RoleName }] as const]
        : [['iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary: after.PermissionsBoundary }] as const]),
    ...(same(before.Tags, after.Tags) || after.Tags === undefined ? [] : [['iam', 'TagRole', { RoleName, Tags: after.Tags }] as const]),
    ...(goneTags.length > 0 ? [['iam', 'UntagRole', { RoleName, TagKeys: goneTags }] as const] : []),
  ])
}

/** Policies: what is new first, so that what both sides allow is never refused. */
async function change(RoleName: string, before: JsonMap, after: JsonMap, world: HandlerWorld): Promise<Fault | null> {
  const [was, is] = [inlineOf(before), inlineOf(after)]
  const [had, has] = [attachedOf(before), attachedOf(after)]
  const refused = await each(world, [
    ...has.filter((arn) => !had.includes(arn)).map((PolicyArn) => ['iam', 'AttachRolePolicy', { RoleName, PolicyArn }] as const),
    ...[...is]
      .filter(([name, document]) => !same(was.get(name), document))
      .map(([PolicyName, document]) => ['iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: documentText(document) }] as const),
  ])
  if (refused !== null) return refused
  return each(
    world,
    [
      ...[...was.keys()]
        .filter((name) => !is.has(name))
        .map((PolicyName) => ['iam', 'DeleteRolePolicy', { RoleName, PolicyName }] as const),
      ...had.filter((arn) => !has.includes(arn)).map((PolicyArn) => ['iam', 'DetachRolePolicy', { RoleName, PolicyArn }] as const),
    ],
    isGone,
  )
}
