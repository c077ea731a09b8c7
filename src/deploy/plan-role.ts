/**
 * The steps from a role as it is to a role as it should be, through the IAM API, in three beats: the new access beside the
 * old; a look at whether it is there; then the old away. At no moment is a request refused that both sides allow.
 */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { quotas } from '../policy/index.js'
import { printDocument, sameDocument, union } from './documents.js'
import type { Draft, RoleContext } from './draft.js'
import { createManaged, managedArn, switchManaged, takeAway, upsertManaged } from './managed-steps.js'
import { placeNext } from './next-policies.js'
import { isNext, isNextManaged } from './owner.js'
import { type Difference, noRoom, roomFor, tooLarge } from './room.js'
import type { Beat, Document, LivePolicy, LiveRole, WantedPolicy, WantedRole } from './types.js'
import { propagation, readBack, simulate } from './verify-steps.js'

export interface RoleSteps {
  readonly steps: readonly Draft[]
  /** Inline policies of the role that are not this app's. */
  readonly foreign: readonly string[]
}

/** @errors `deploy/quota`: IAM has no room for it */
export function stepsToCreate(wanted: WantedRole, context: RoleContext): Result<readonly Draft[], Problem> {
  const full = tooLarge(wanted)
  if (full !== null) return fail(full)
  const role = wanted.name
  const arn = `arn:${context.state.partition}:iam::${context.state.account}:role${wanted.path}${role}`
  return ok([
    {
      beat: 'expand',
      call: 'iam:CreateRole',
      input: {
        RoleName: role,
        Path: wanted.path,
        AssumeRolePolicyDocument: printDocument(wanted.trustPolicy),
        ...(wanted.boundary !== null && { PermissionsBoundary: wanted.boundary }),
        Tags: wanted.tags.map(({ key, value }) => ({ Key: key, Value: value })),
      },
    },
    ...wanted.policies.flatMap((policy) =>
      policy.kind === 'inline'
        ? [putInline('expand', role, policy)]
        : [...upsertManaged(policy, wanted, context), attach(role, managedArn(policy, wanted, context))],
    ),
    ...wanted.managedPolicyArns.map((it) => attach(role, it)),
    readBack(wanted),
    propagation(),
    ...simulate(wanted, arn),
    ...settle(wanted, context),
  ])
}

export function stepsToUpdate(wanted: WantedRole, live: LiveRole, context: RoleContext): Result<RoleSteps, Problem> {
  const full = tooLarge(wanted)
  if (full !== null) return fail(full)
  const diff = difference(wanted, live, context)
  const settled = settle(wanted, context)
  const tags = wanted.tags.filter((tag) => live.tags.find(({ key }) => key === tag.key)?.value !== tag.value)
  const tagSteps: readonly Draft[] =
    tags.length === 0
      ? []
      : [
          {
            beat: 'expand',
            call: 'iam:TagRole',
            input: { RoleName: live.name, Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) },
          },
        ]
  if (!diff.changes) return ok({ steps: [...tagSteps, ...settled], foreign: diff.foreign })
  const room = roomFor(live, diff)
  const next = diff.access
    ? placeNext(
        live.name,
        wanted.policies.map(({ document }) => document),
        room.inline,
        room.attachments,
      )
    : { policies: [] }
  if (next === null) return fail(noRoom(wanted, live))
  const steps: Draft[] = [
    ...tagSteps,
    ...next.policies.flatMap((policy) =>
      policy.kind === 'inline'
        ? [putInline('expand', live.name, policy)]
        : [createManaged(policy, wanted), attach(live.name, managedArn(policy, wanted, context))],
    ),
    ...wanted.policies.flatMap((policy) => (policy.kind === 'managed' ? upsertManaged(policy, wanted, context) : [])),
    ...diff.attach.map((arn) => attach(live.name, arn)),
    ...trustBeside(wanted, live),
    readBack(wanted, next.policies),
    propagation(),
    ...simulate(wanted, live.arn),
    ...diff.put.map((policy) => putInline('contract', live.name, policy)),
    ...wanted.policies.flatMap((policy) => (policy.kind === 'managed' ? switchManaged(policy, wanted, context) : [])),
    ...diff.remove.map(
      (name): Draft => ({ beat: 'contract', call: 'iam:DeleteRolePolicy', input: { RoleName: live.name, PolicyName: name } }),
    ),
    ...diff.detach.map(
      (arn): Draft => ({ beat: 'contract', call: 'iam:DetachRolePolicy', input: { RoleName: live.name, PolicyArn: arn } }),
    ),
    ...(sameDocument(wanted.trustPolicy, live.trustPolicy) ? [] : [trust('contract', live.name, wanted.trustPolicy)]),
    ...(wanted.boundary === null || wanted.boundary === live.boundary
      ? []
      : [
          {
            beat: 'contract' as const,
            call: 'iam:PutRolePermissionsBoundary',
            input: { RoleName: live.name, PermissionsBoundary: wanted.boundary },
          },
        ]),
    ...next.policies.flatMap((policy) => takeAway(policy, wanted, live.name, context)),
    ...settled,
  ]
  return ok({ steps, foreign: diff.foreign })
}

function difference(wanted: WantedRole, live: LiveRole, context: RoleContext): Difference {
  const inline = wanted.policies.filter(({ kind }) => kind === 'inline')
  const managed = wanted.policies.filter(({ kind }) => kind === 'managed')
  const put = inline.filter(({ name, document }) => !sameDocument(live.inline.get(name), document))
  const names = new Set(inline.map(({ name }) => name))
  const others = [...live.inline.keys()].filter((name) => !names.has(name)).sort()
  const isOld = (name: string): boolean => context.adopt || context.known.has(name) || isNext(name)
  const arns = new Set([...managed.map((policy) => managedArn(policy, wanted, context)), ...wanted.managedPolicyArns])
  const attached = new Set(live.attached.map(({ arn }) => arn))
  const isOldAttachment = ({ name, arn }: LivePolicy): boolean =>
    context.adopt || context.known.has(name) || context.known.has(arn) || isNextManaged(live.name, name)
  const detach = live.attached.filter((policy) => !arns.has(policy.arn) && isOldAttachment(policy)).map(({ arn }) => arn)
  const attach = [...arns].filter((arn) => !attached.has(arn)).sort()
  const changed = managed.some(
    (policy) => !sameDocument(context.state.policies.get(managedArn(policy, wanted, context))?.document, policy.document),
  )
  const remove = others.filter(isOld)
  const access = put.length + remove.length + detach.length > 0 || changed
  const trustChanges = !sameDocument(wanted.trustPolicy, live.trustPolicy)
  const boundaryChanges = wanted.boundary !== null && wanted.boundary !== live.boundary
  return {
    put,
    remove,
    attach,
    detach: detach.sort(),
    foreign: [
      ...others.filter((name) => !isOld(name)),
      ...live.attached.filter((it) => !arns.has(it.arn) && !isOldAttachment(it)).map(({ name }) => name),
    ].sort(),
    access,
    changes: access || attach.length > 0 || trustChanges || boundaryChanges,
  }
}

const putInline = (beat: Beat, role: string, { name, document }: WantedPolicy): Draft => ({
  beat,
  call: 'iam:PutRolePolicy',
  input: { RoleName: role, PolicyName: name, PolicyDocument: printDocument(document) },
})
const attach = (role: string, arn: string): Draft => ({
  beat: 'expand',
  call: 'iam:AttachRolePolicy',
  input: { RoleName: role, PolicyArn: arn },
})
const trust = (beat: Beat, role: string, document: Document): Draft => ({
  beat,
  call: 'iam:UpdateAssumeRolePolicy',
  input: { RoleName: role, PolicyDocument: printDocument(document) },
})

/** Who may assume the role now and who should, together; where that is too long the change is made at once. */
function trustBeside(wanted: WantedRole, live: LiveRole): readonly Draft[] {
  if (sameDocument(wanted.trustPolicy, live.trustPolicy)) return []
  const both = union(live.trustPolicy, wanted.trustPolicy)
  return printDocument(both).length > quotas.trustPolicyChars ? [] : [trust('expand', live.name, both)]
}

/** Functions and API Gateway's account are pointed to the role once it can do what they need. */
function settle(wanted: WantedRole, { state }: RoleContext): readonly Draft[] {
  const arn = `arn:${state.partition}:iam::${state.account}:role${wanted.path}${wanted.name}`
  const moved = state.functions.filter(({ name, roleArn }) => wanted.functions.includes(name) && roleArn !== arn)
  return [
    ...moved.map(
      ({ name }): Draft => ({ beat: 'contract', call: 'lambda:UpdateFunctionConfiguration', input: { FunctionName: name, Role: arn } }),
    ),
    ...(wanted.apiLogging && state.apiLoggingRole !== arn
      ? [
          {
            beat: 'contract' as const,
            call: 'apigateway:UpdateAccount',
            input: { patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: arn }] },
          },
        ]
      : []),
  ]
}
