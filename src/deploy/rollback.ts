/** The snapshot → the account: what was changed is put back in the same three beats, what was made is taken away last. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { inOrder } from './apply.js'
import { applyBare } from './apply-bare.js'
import { printDocument, sameDocument } from './documents.js'
import type { Draft } from './draft.js'
import type { Journal } from './journal.js'
import { stepsToUpdate } from './plan-role.js'
import { stackBack } from './stack-back.js'
import type { AccountState, Beat, LiveRole, Snapshot, SnapshotRole, Step, WantedRole, World } from './types.js'

const BEATS: readonly Beat[] = ['expand', 'verify', 'contract']

/** The steps that put the snapshot back, in their order. Pure. */
export function planRollback(
  { plan, snapshot }: Pick<Journal, 'plan' | 'snapshot'>,
  state: AccountState,
): Result<readonly Step[], Problem> {
  if (snapshot.template !== null) {
    const drafts = stackBack(snapshot.template, plan, state)
    return drafts.ok ? ok(numbered(drafts.value)) : drafts
  }
  const drafts: Draft[] = [...policiesBack(snapshot, state)]
  for (const { name, before } of snapshot.roles) {
    const live = state.roles.get(name.toLowerCase())
    if (before === null || live === undefined) continue
    if (live.id !== before.id) return fail(recreated(name))
    const steps = stepsToUpdate(asWanted(name, before), live, { state, known: new Set(), adopt: true, planned: new Set() })
    if (!steps.ok) return steps
    drafts.push(...steps.value.steps, ...tagsBack(name, before, live), ...boundaryBack(name, before, live))
  }
  for (const { name, roleArn } of snapshot.functions)
    if (state.functions.some((fn) => fn.name === name && fn.roleArn !== roleArn))
      drafts.push({ beat: 'expand', call: 'lambda:UpdateFunctionConfiguration', input: { FunctionName: name, Role: roleArn } })
  if (snapshot.apiLoggingRole !== undefined && state.apiLoggingRole !== snapshot.apiLoggingRole)
    drafts.push({
      beat: 'expand',
      call: 'apigateway:UpdateAccount',
      input: { patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: snapshot.apiLoggingRole ?? '' }] },
    })
  const made = inOrder(plan).filter(({ step }) => step.call === 'iam:CreatePolicy')
  return ok(numbered([...drafts, ...rolesAway(snapshot, state), ...made.flatMap(({ step }) => policyAway(step, snapshot, state))]))
}

export async function rollBack(
  journal: Pick<Journal, 'plan' | 'snapshot'>,
  state: AccountState,
  world: World,
  onStep: (step: Step) => void,
): Promise<Result<number, Problem>> {
  const steps = planRollback(journal, state)
  return steps.ok ? applyBare(steps.value, world, onStep) : steps
}

const recreated = (name: string): Problem => ({
  code: 'deploy/recreated',
  message: `\`${name}\` was deleted and made again since: it is another role now`,
  hint: 'set it right by hand: what names the old role by its ID does not know the new one',
  at: null,
})

const asWanted = (name: string, before: NonNullable<SnapshotRole['before']>): WantedRole => ({
  logicalId: name,
  name,
  path: before.path,
  trustPolicy: before.trustPolicy,
  policies: Object.entries(before.inline).map(([policy, document]) => ({ name: policy, kind: 'inline', document })),
  managedPolicyArns: before.attached,
  boundary: before.boundary,
  tags: before.tags,
  replaces: [],
  functions: [],
  apiLogging: false,
})

function tagsBack(name: string, before: NonNullable<SnapshotRole['before']>, live: LiveRole): readonly Draft[] {
  const keys = live.tags.map(({ key }) => key).filter((key) => !before.tags.some((tag) => tag.key === key))
  return keys.length === 0 ? [] : [{ beat: 'contract', call: 'iam:UntagRole', input: { RoleName: name, TagKeys: keys } }]
}

const boundaryBack = (name: string, before: NonNullable<SnapshotRole['before']>, live: LiveRole): readonly Draft[] =>
  before.boundary === null && live.boundary !== null
    ? [{ beat: 'expand', call: 'iam:DeleteRolePermissionsBoundary', input: { RoleName: name } }]
    : []

/** Managed policies say again what they said: the old version where it is still there, else a new one with the old text. */
const policiesBack = (snapshot: Snapshot, state: AccountState): readonly Draft[] =>
  snapshot.policies.flatMap(({ arn, document }) => {
    const live = state.policies.get(arn)
    if (live === undefined || document === null || sameDocument(live.document, document)) return []
    const text = printDocument(document)
    return [
      { beat: 'expand' as const, call: 'iam:CreatePolicyVersion', input: { PolicyArn: arn, PolicyDocument: text, SetAsDefault: false } },
      { beat: 'expand' as const, call: 'iam:SetDefaultPolicyVersion', input: { PolicyArn: arn, VersionOf: text } },
    ]
  })

const rolesAway = (snapshot: Snapshot, state: AccountState): readonly Draft[] =>
  snapshot.roles.flatMap(({ name, before }): readonly Draft[] => {
    const live = state.roles.get(name.toLowerCase())
    if (before !== null || live === undefined) return []
    return [
      ...[...live.inline.keys()].map(
        (policy): Draft => ({ beat: 'contract', call: 'iam:DeleteRolePolicy', input: { RoleName: name, PolicyName: policy } }),
      ),
      ...live.attached.map(
        ({ arn }): Draft => ({ beat: 'contract', call: 'iam:DetachRolePolicy', input: { RoleName: name, PolicyArn: arn } }),
      ),
      { beat: 'contract', call: 'iam:DeleteRole', input: { RoleName: name } },
    ]
  })

function policyAway({ input }: Step, snapshot: Snapshot, state: AccountState): readonly Draft[] {
  const live = [...state.policies.values()].find(({ name }) => name === input.PolicyName)
  if (live === undefined || snapshot.policies.some(({ arn }) => arn === live.arn)) return []
  return [
    ...live.versions
      .filter((version) => version !== live.defaultVersion)
      .map((version): Draft => ({ beat: 'contract', call: 'iam:DeletePolicyVersion', input: { PolicyArn: live.arn, VersionId: version } })),
    { beat: 'contract', call: 'iam:DeletePolicy', input: { PolicyArn: live.arn } },
  ]
}

const numbered = (drafts: readonly Draft[]): readonly Step[] =>
  BEATS.flatMap((beat) => drafts.filter((draft) => draft.beat === beat)).map((draft, i) => ({ id: i + 1, ...draft }))
