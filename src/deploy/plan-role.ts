/**
 * The steps from a role as it is to a role as it should be, through the IAM API, in three beats: the new access beside the
 * old; a look at whether it is there; then the old away. At no moment is a request refused that both sides allow.
 */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { quotas } from '../policy/index.js'
import { printDocument, sameDocument, union } from './documents.js'
import { placeNext } from './next-policies.js'
import { isNext, isNextManaged } from './owner.js'
import type { AccountState, Beat, Document, LivePolicy, LiveRole, Step, WantedPolicy, WantedRole } from './types.js'

export type Draft = Omit<Step, 'id'>

export interface RoleSteps {
  readonly steps: readonly Draft[]
  /** Inline policies of the role that are not this app's. */
  readonly foreign: readonly string[]
}

export interface RoleContext {
  readonly state: AccountState
  /** Names of inline policies that this app put there before. */
  readonly known: ReadonlySet<string>
  /** Whether everything that the role has is taken over. */
  readonly adopt: boolean
  /** Customer managed policies that a role before has steps for already. */
  readonly planned: Set<string>
}

export const policyArn = ({ partition, account }: Pick<AccountState, 'partition' | 'account'>, path: string, name: string): string =>
  `arn:${partition}:iam::${account}:policy${path}${name}`

const MAX_VERSIONS = 5

const sizeOf = (documents: Iterable<Document>): number => [...documents].reduce((sum, document) => sum + printDocument(document).length, 0)

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
    propagation,
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
  const room = roomFor(wanted, live, diff)
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
    propagation,
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

interface Difference {
  readonly put: readonly WantedPolicy[]
  readonly remove: readonly string[]
  readonly attach: readonly string[]
  readonly detach: readonly string[]
  readonly foreign: readonly string[]
  /** Whether what the role allows can change on the way. */
  readonly access: boolean
  readonly changes: boolean
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

/** The most that inline policies take at any moment of the change, and the most attachments. */
function roomFor(
  wanted: WantedRole,
  live: LiveRole,
  { put, attach }: Difference,
): { readonly inline: number; readonly attachments: number } {
  const now = new Map(live.inline)
  let most = sizeOf(now.values())
  for (const { name, document } of put) {
    now.set(name, document)
    most = Math.max(most, sizeOf(now.values()))
  }
  return {
    inline: quotas.inlinePoliciesOfRoleChars - most,
    attachments: quotas.managedPoliciesPerRole - live.attached.length - attach.length,
  }
}

function tooLarge(wanted: WantedRole): Problem | null {
  const inline = sizeOf(wanted.policies.filter(({ kind }) => kind === 'inline').map(({ document }) => document))
  const attached = wanted.managedPolicyArns.length + wanted.policies.filter(({ kind }) => kind === 'managed').length
  const over = wanted.policies.find(
    ({ kind, document }) => kind === 'managed' && printDocument(document).length > quotas.managedPolicyChars,
  )
  const said =
    inline > quotas.inlinePoliciesOfRoleChars
      ? `its inline policies take ${inline} characters, and IAM takes ${quotas.inlinePoliciesOfRoleChars}`
      : over !== undefined
        ? `the policy \`${over.name}\` takes ${printDocument(over.document).length} characters, and IAM takes ${quotas.managedPolicyChars}`
        : attached > quotas.managedPoliciesPerRole
          ? `it needs ${attached} attached policies, and IAM takes ${quotas.managedPoliciesPerRole}`
          : printDocument(wanted.trustPolicy).length > quotas.trustPolicyMaxChars
            ? `its trust policy takes ${printDocument(wanted.trustPolicy).length} characters, and IAM takes ${quotas.trustPolicyMaxChars} at most`
            : null
  return said === null
    ? null
    : {
        code: 'deploy/quota',
        message: `\`${wanted.name}\`: ${said}`,
        hint: 'give its functions roles of their own, or resources a common prefix; nothing was changed',
        at: null,
      }
}

const noRoom = (wanted: WantedRole, live: LiveRole): Problem => ({
  code: 'deploy/no-room',
  message: `\`${wanted.name}\` has no room for the new policies beside the old: ${sizeOf(live.inline.values())} characters inline, ${live.attached.length} attached`,
  hint: 'remove a policy that is not used, or ask AWS for more attachments a role; nothing was changed',
  at: null,
})

const managedArn = ({ name }: WantedPolicy, wanted: WantedRole, { state }: RoleContext): string => policyArn(state, wanted.path, name)

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

const createManaged = ({ name, document }: WantedPolicy, { path, tags }: WantedRole): Draft => ({
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
function upsertManaged(policy: WantedPolicy, wanted: WantedRole, context: RoleContext): readonly Draft[] {
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
function switchManaged(policy: WantedPolicy, wanted: WantedRole, context: RoleContext): readonly Draft[] {
  const arn = managedArn(policy, wanted, context)
  const live = context.state.policies.get(arn)
  const key = `${arn} default`
  if (live === undefined || sameDocument(live.document, policy.document) || context.planned.has(key)) return []
  context.planned.add(key)
  return [{ beat: 'contract', call: 'iam:SetDefaultPolicyVersion', input: { PolicyArn: arn, VersionOf: printDocument(policy.document) } }]
}

function takeAway(policy: WantedPolicy, wanted: WantedRole, role: string, context: RoleContext): readonly Draft[] {
  if (policy.kind === 'inline')
    return [{ beat: 'contract', call: 'iam:DeleteRolePolicy', input: { RoleName: role, PolicyName: policy.name } }]
  const arn = managedArn(policy, wanted, context)
  return [
    { beat: 'contract', call: 'iam:DetachRolePolicy', input: { RoleName: role, PolicyArn: arn } },
    { beat: 'contract', call: 'iam:DeletePolicy', input: { PolicyArn: arn } },
  ]
}

function readBack(wanted: WantedRole, next: readonly WantedPolicy[] = []): Draft {
  const shown = next.length > 0 ? next : wanted.policies
  return {
    beat: 'verify',
    call: 'verify:read-back',
    input: {
      RoleName: wanted.name,
      policies: shown.map(({ name, kind, document }) => ({ name, kind, path: wanted.path, document: printDocument(document) })),
    },
  }
}

/** Reads are consistent at once, enforcement lags. Source: IAM User Guide, "Changes that I make are not always immediately visible". */
const PROPAGATION_MS = 10_000
const propagation: Draft = { beat: 'verify', call: 'verify:propagation', input: { ms: PROPAGATION_MS } }

/** What the role should allow, asked of AWS where it answers: one request a statement, of literal actions and resources. */
function simulate({ policies }: WantedRole, arn: string): readonly Draft[] {
  const requests = policies.flatMap(({ document }) => literalRequests(document)).slice(0, 50)
  return requests.length === 0 ? [] : [{ beat: 'verify', call: 'verify:simulate', input: { PolicySourceArn: arn, requests } }]
}

function literalRequests(document: Document): readonly { readonly action: string; readonly resource: string }[] {
  const statements = Array.isArray(document.Statement) ? (document.Statement as readonly Readonly<Record<string, unknown>>[]) : []
  return statements.flatMap(({ Effect, Action, Resource, Condition }) => {
    if (Effect !== 'Allow' || Condition !== undefined) return []
    const [action] = [Action].flat()
    const [resource] = [Resource].flat()
    if (typeof action !== 'string' || action.includes('*') || typeof resource !== 'string') return []
    return [{ action, resource: resource.replaceAll('*', 'x') === resource || resource === '*' ? resource : resource.replaceAll('*', 'x') }]
  })
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
