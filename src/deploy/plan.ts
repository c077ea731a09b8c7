/** What is wanted + what the account has → a plan. Pure: the same input gives the same plan, and nothing is touched. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { quotas } from '../policy/index.js'
import { changeOfAccess, documentsOf, documentsWanted } from './access.js'
import { deployerNeeds } from './deployer.js'
import { printDocument } from './documents.js'
import type { Draft, RoleContext } from './draft.js'
import { driftOf } from './drift.js'
import { findRole, isOurs, leftOver } from './owner.js'
import { stepsToCreate, stepsToUpdate } from './plan-role.js'
import type { AccountState, Beat, DeployedRecord, DeployPlan, LiveRole, RolePlan, WantedRole } from './types.js'

export interface PlanOptions {
  /** The value of the tag that says whose a role is. */
  readonly app: string
  readonly layout: string
  readonly wanted: readonly WantedRole[]
  readonly state: AccountState
  readonly via: 'stack' | 'api'
  /** Names of roles that are taken over with all that they have. */
  readonly adopt: ReadonlySet<string>
  /** Whether roles of the app that nothing wants any more are removed. */
  readonly prune: boolean
  readonly boundary: string | null
  /** What was deployed last; null: nothing, as far as this folder knows. */
  readonly deployed: DeployedRecord | null
  /** The template that the stack is to have; only with `stack`. */
  readonly template: string | null
}

const BEATS: readonly Beat[] = ['expand', 'verify', 'contract']

type Draught = Omit<RolePlan, 'steps'> & { readonly drafts: readonly Draft[]; readonly foreignPolicies: readonly string[] }

/** @errors `deploy/quota`, `deploy/no-room`: nothing of the plan can be applied then */
export function planDeployment(options: PlanOptions): Result<DeployPlan, Problem> {
  const { state, wanted } = options
  const planned = new Set<string>()
  const draughts: Draught[] = []
  for (const role of [...wanted].sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1))) {
    const draught = draughtOf(role, options, planned)
    if (!draught.ok) return draught
    draughts.push(draught.value)
  }
  const names = new Set(wanted.map(({ logicalId }) => logicalId))
  for (const live of leftOver(state, options.app, names)) draughts.push(removal(live, options))
  const roles = numbered(options.via === 'stack' ? draughts.map((draught) => ({ ...draught, drafts: [] })) : draughts)
  return ok({
    account: state.account,
    region: state.region,
    layout: options.layout,
    roles,
    deployerNeeds: deployerNeeds(state, roles, options.boundary),
    drift: driftOf(
      options.deployed,
      state,
      draughts.flatMap(({ name, foreignPolicies }) => foreignPolicies.map((policy) => ({ role: name, policy }))),
    ),
    journal: null,
  })
}

function draughtOf(role: WantedRole, options: PlanOptions, planned: Set<string>): Result<Draught, Problem> {
  const { state, app, adopt, via } = options
  const live = findRole(state, app, role.logicalId, role.name)
  const inStack = state.stack?.resources.get(role.logicalId)?.type === 'AWS::IAM::Role'
  const after = documentsWanted(role)
  if (live === null) {
    const context: RoleContext = { state, known: new Set(), adopt: false, planned }
    const drafts = stepsToCreate(role, context)
    return drafts.ok
      ? ok({
          ...common(role, null, options),
          change: 'create',
          ...changeOfAccess(usedNow(role, state), after),
          drafts: drafts.value,
          foreignPolicies: [],
        })
      : drafts
  }
  const adopted = adopt.has(live.name)
  const named = { ...role, name: live.name, path: live.path }
  if (!inStack && !adopted && !isOurs(live, app))
    return ok({ ...common(named, live, options), change: 'foreign', gained: [], lost: [], drafts: [], foreignPolicies: [] })
  const known = new Set([
    ...role.policies.map(({ name }) => name),
    ...role.replaces,
    ...(options.deployed?.roles[live.name]?.policies.map(({ name }) => name) ?? []),
  ])
  const steps = stepsToUpdate(named, live, { state, known, adopt: adopted || (inStack && via === 'stack'), planned })
  if (!steps.ok) return fail(steps.error)
  const kept = documentsOf({
    inline: new Map([...live.inline].filter(([name]) => steps.value.foreign.includes(name))),
    attached: live.attached.filter(({ name }) => steps.value.foreign.includes(name)),
  })
  const access = changeOfAccess(documentsOf(live), [...after, ...kept])
  const shown = common(named, live, options)
  return ok({
    ...shown,
    quota: withForeign(shown.quota, live, steps.value.foreign),
    change: steps.value.steps.length === 0 ? 'none' : 'update',
    ...access,
    drafts: steps.value.steps,
    foreignPolicies: steps.value.foreign,
  })
}

function common(
  role: WantedRole,
  live: LiveRole | null,
  { state, via }: PlanOptions,
): Pick<RolePlan, 'logicalId' | 'name' | 'path' | 'via' | 'quota' | 'sharedWith' | 'wanted'> {
  const inline = role.policies
    .filter(({ kind }) => kind === 'inline')
    .reduce((sum, { document }) => sum + printDocument(document).length, 0)
  const attached = role.managedPolicyArns.length + role.policies.filter(({ kind }) => kind === 'managed').length
  return {
    logicalId: role.logicalId,
    name: role.name,
    path: role.path,
    via,
    wanted: role,
    quota: { inline, inlineMax: quotas.inlinePoliciesOfRoleChars, attached, attachedMax: quotas.managedPoliciesPerRole },
    sharedWith:
      live === null
        ? []
        : state.functions
            .filter(({ name, roleArn }) => roleArn === live.arn && !role.functions.includes(name))
            .map(({ name }) => name)
            .sort(),
  }
}

/** Policies that somebody else put on the role take room as well. */
const withForeign = (quota: RolePlan['quota'], live: LiveRole, foreign: readonly string[]): RolePlan['quota'] => ({
  ...quota,
  inline: [...live.inline].reduce(
    (sum, [name, document]) => sum + (foreign.includes(name) ? printDocument(document).length : 0),
    quota.inline,
  ),
  attached: quota.attached + live.attached.filter(({ name }) => foreign.includes(name)).length,
})

/** What the functions that are to get a new role may do now. */
function usedNow(role: WantedRole, state: AccountState): ReturnType<typeof documentsOf> {
  const arns = new Set(state.functions.filter(({ name }) => role.functions.includes(name)).map(({ roleArn }) => roleArn))
  return [...state.roles.values()].filter(({ arn }) => arns.has(arn)).flatMap(documentsOf)
}

/** A role that nothing wants: taken apart only where that was asked for, and only if no function runs with it. */
function removal(live: LiveRole, { state, prune, via }: PlanOptions): Draught {
  const used = state.functions.filter(({ roleArn }) => roleArn === live.arn).map(({ name }) => name)
  const drafts: readonly Draft[] =
    !prune || used.length > 0
      ? []
      : [
          ...[...live.inline.keys()].map(
            (name): Draft => ({ beat: 'contract', call: 'iam:DeleteRolePolicy', input: { RoleName: live.name, PolicyName: name } }),
          ),
          ...live.attached.map(
            ({ arn }): Draft => ({ beat: 'contract', call: 'iam:DetachRolePolicy', input: { RoleName: live.name, PolicyArn: arn } }),
          ),
          { beat: 'contract', call: 'iam:DeleteRole', input: { RoleName: live.name } },
        ]
  return {
    logicalId: live.name,
    name: live.name,
    path: live.path,
    via,
    wanted: null,
    change: 'remove',
    ...changeOfAccess(documentsOf(live), []),
    quota: { inline: 0, inlineMax: quotas.inlinePoliciesOfRoleChars, attached: 0, attachedMax: quotas.managedPoliciesPerRole },
    sharedWith: used.sort(),
    drafts,
    foreignPolicies: [],
  }
}

/** Time passes for all roles at once: one wait is enough, since every new access is there before the first look at it. */
function waitingOnce(draughts: readonly Draught[]): readonly Draught[] {
  let waits = 0
  return draughts.map((draught) => ({
    ...draught,
    drafts: draught.drafts.filter(({ call }) => call !== 'verify:propagation' || waits++ === 0),
  }))
}

/** All of one beat stands before all of the next, since roles can share policies. */
function numbered(all: readonly Draught[]): readonly RolePlan[] {
  const draughts = waitingOnce(all)
  let id = 0
  const ids = new Map<Draft, number>()
  for (const beat of BEATS) for (const { drafts } of draughts) for (const draft of drafts) if (draft.beat === beat) ids.set(draft, ++id)
  return draughts.map(({ drafts, foreignPolicies: _, ...plan }) => ({
    ...plan,
    steps: drafts.map((draft) => ({ id: ids.get(draft) ?? 0, ...draft })).sort((a, b) => a.id - b.id),
  }))
}
