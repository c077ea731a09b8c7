/**
 * The deployed template, and what the edit makes of it → a plan: by role what is gained and lost, the updates of the stack
 * that lead there, and where the account differs from what was deployed. Pure: nothing is read and nothing is touched.
 */
import type { App } from '../app/index.js'
import type { EditPlan } from '../emit/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { quotas } from '../policy/index.js'
import { changeOfAccess, documentsOf } from './access.js'
import { deployerNeeds } from './deployer.js'
import { printDocument } from './documents.js'
import type { Draft } from './draft.js'
import { resolverFor } from './resolve.js'
import { phasesOf, touchedBetween } from './stack-edit.js'
import { asAnything, byName, rolesOfTemplate, type TemplateRole, type Unknown } from './stack-roles.js'
import { stackSteps } from './stack-steps.js'
import type { AccountState, Beat, DeployPlan, Drift, LiveRole, RolePlan, StackTemplate } from './types.js'

export interface StackPlanOptions {
  readonly layout: string
  readonly state: AccountState
  /** What the deployed template means, and what the edited one does. */
  readonly before: App
  readonly after: App
  readonly edit: EditPlan
  readonly boundary: string | null
}

/**
 * @errors `deploy/no-stack`, `deploy/nested-stack`, `deploy/stack-busy`, `deploy/role-in-use`, `deploy/template-too-large`, and
 *   what an edit was refused for
 */
export function planStack({ layout, state, before, after, edit, boundary }: StackPlanOptions): Result<DeployPlan, Problem> {
  const stack = state.stack?.template
  if (stack === undefined || state.stack === null) return fail(noTemplate)
  const wrong = refusal(stack, before, edit)
  if (wrong !== null) return fail(wrong)
  const [file] = edit.files
  const text = file?.after ?? stack.text
  const phases = phasesOf(stack.name, stack.text, text)
  if (!phases.ok) return phases
  const context = { state, stack }
  const rolesOf = (app: App, unknown: Unknown): ReadonlyMap<string, TemplateRole> =>
    rolesOfTemplate(app, resolverFor(app, state), state, unknown)
  const [was, is] = [rolesOf(before, byName), rolesOf(after, byName)]
  const rows = [...new Set([...was.keys(), ...is.keys()])].sort().map((id) => rowOf(was.get(id) ?? null, is.get(id) ?? null, context))
  const inUse = rows.find(({ change, sharedWith }) => change === 'remove' && sharedWith.length > 0)
  if (inUse !== undefined) return fail(usedElsewhere(inUse))
  const changing = rows.filter(({ change }) => change === 'create' || change === 'update' || change === 'remove')
  const expected = [...rolesOf(after, asAnything).values()].map(({ logicalId, documents, functions, hasUnknown }) => ({
    logicalId,
    documents: documents.map(([, document]) => document),
    isExact: !hasUnknown,
    functions: functions.flatMap((id) => nameOf(id, state) ?? []).sort(),
  }))
  const physicalIds = new Map([...state.stack.resources].map(([id, { physicalId }]) => [id, physicalId]))
  const drafts = phases.value.length === 0 ? [] : stackSteps({ stack, phases: phases.value, physicalIds, expected })
  const roles = withSteps(rows, drafts, changing[0]?.logicalId ?? rows[0]?.logicalId ?? null)
  return ok({
    account: state.account,
    region: state.region,
    layout,
    roles,
    deployerNeeds: deployerNeeds(state, roles, boundary),
    drift: driftOf(rolesOf(before, asAnything), state),
    journal: null,
    stack: {
      name: stack.name,
      before: stack.text,
      after: text,
      updates: phases.value.map(({ kind }) => kind),
      touched: touchedBetween(stack.text, text),
      findings: edit.findings,
    },
  })
}

interface Context {
  readonly state: AccountState
  readonly stack: StackTemplate
}

const nameOf = (id: string, { stack }: AccountState): string | null => stack?.resources.get(id)?.physicalId ?? null

function liveOf(id: string, state: AccountState): LiveRole | null {
  const name = nameOf(id, state)
  return name === null ? null : (state.roles.get(name.toLowerCase()) ?? null)
}

function rowOf(was: TemplateRole | null, is: TemplateRole | null, { state, stack }: Context): RolePlan {
  const id = (is ?? was)?.logicalId ?? ''
  const live = was === null ? null : liveOf(id, state)
  // What nobody has a value for is compared by name, which the account does not know.
  const isByName = was?.hasUnknown === true || is?.hasUnknown === true
  const before = live === null || isByName ? (was?.documents ?? usedNow(is, state)) : documentsOf(live)
  const after = is?.documents ?? []
  const access = changeOfAccess(before, after)
  const size = after.reduce((sum, [, document]) => sum + printDocument(document).length, 0)
  const users = new Set(is?.functions.flatMap((fn) => nameOf(fn, state) ?? []) ?? [])
  return {
    logicalId: id,
    name: live?.name ?? nameOf(id, state) ?? `${stack.name}-${id}`,
    path: live?.path ?? '/',
    via: 'stack',
    change: is === null ? 'remove' : was === null ? 'create' : access.gained.length + access.lost.length > 0 ? 'update' : 'none',
    gained: access.gained,
    lost: access.lost,
    quota: {
      inline: size,
      inlineMax: quotas.inlinePoliciesOfRoleChars,
      attached: live?.attached.length ?? 0,
      attachedMax: quotas.managedPoliciesPerRole,
    },
    sharedWith:
      live === null
        ? []
        : state.functions
            .filter(({ name, roleArn }) => roleArn === live.arn && !users.has(name) && !isOfStack(name, state))
            .map(({ name }) => name)
            .sort(),
    wanted: null,
    steps: [],
  }
}

const isOfStack = (name: string, { stack }: AccountState): boolean =>
  [...(stack?.resources.values() ?? [])].some((it) => it.physicalId === name)

/** What the functions that are to get a new role may do now. */
function usedNow(is: TemplateRole | null, state: AccountState): ReturnType<typeof documentsOf> {
  const names = new Set(is?.functions.flatMap((fn) => nameOf(fn, state) ?? []) ?? [])
  const arns = new Set(state.functions.filter(({ name }) => names.has(name)).map(({ roleArn }) => roleArn))
  return [...state.roles.values()].filter(({ arn }) => arns.has(arn)).flatMap(documentsOf)
}

const BEATS: readonly Beat[] = ['expand', 'verify', 'contract']

/** One update makes all of it at once: its steps stand with the first role that changes. */
function withSteps(rows: readonly RolePlan[], drafts: readonly Draft[], holder: string | null): readonly RolePlan[] {
  const steps = BEATS.flatMap((beat) => drafts.filter((draft) => draft.beat === beat)).map((draft, i) => ({ id: i + 1, ...draft }))
  return rows.map((row) => (row.logicalId === holder ? { ...row, steps } : row))
}

/** Where a role allows other things than its stack's template says. */
function driftOf(was: ReadonlyMap<string, TemplateRole>, state: AccountState): readonly Drift[] {
  return [...was.values()].flatMap(({ logicalId, documents, hasUnknown }): Drift[] => {
    const name = nameOf(logicalId, state)
    if (name === null) return []
    const live = liveOf(logicalId, state)
    if (live === null)
      return [
        {
          role: name,
          code: 'drift/role-missing',
          message: 'the stack has this role, and it is not there any more',
          policy: null,
          by: null,
        },
      ]
    const { gained, lost } = changeOfAccess(documents, documentsOf(live))
    const said = [
      ...(gained.length > 0 ? [`more than its stack says: ${gained[0]?.actions.slice(0, 3).join(', ')}`] : []),
      ...(lost.length > 0 && !hasUnknown ? [`less: not ${lost[0]?.actions.slice(0, 3).join(', ')}`] : []),
    ]
    return said.length === 0
      ? []
      : [{ role: name, code: 'drift/policy-changed', message: `it allows ${said.join(', and ')}`, policy: null, by: null }]
  })
}

const BUSY = /IN_PROGRESS$/
const STUCK = /(FAILED|^ROLLBACK_COMPLETE)$/

function refusal(stack: StackTemplate, before: App, edit: EditPlan): Problem | null {
  if (BUSY.test(stack.status) || STUCK.test(stack.status))
    return {
      code: 'deploy/stack-busy',
      message: `the stack \`${stack.name}\` is in ${stack.status}`,
      hint: BUSY.test(stack.status) ? 'wait until its update has ended' : 'set it right first: see its events in the console',
      at: null,
    }
  const nested = [...before.functions.keys()].filter((id) => id.includes('/')).sort()
  if (nested.length > 0)
    return {
      code: 'deploy/nested-stack',
      message: `\`${nested[0]}\`${nested.length > 1 ? ` and ${nested.length - 1} more` : ''} is in a nested stack, which only its parent's templates can change`,
      hint: 'write the edits with `rolewright generate --write`, and deploy parent and children as you always do',
      at: null,
    }
  const refused = edit.findings.find(({ code }) => code === 'emit/refused' || code === 'emit/made-by-program')
  return refused === undefined
    ? null
    : { code: refused.code, message: refused.message, hint: refused.hint ?? 'see `docs/template-edits.md`', at: null }
}

/** A function that the stack does not have would be left with a role that is gone. */
const usedElsewhere = ({ logicalId, name, sharedWith }: RolePlan): Problem => ({
  code: 'deploy/role-in-use',
  message: `\`${logicalId}\` (${name}) would go with the update, and ${sharedWith.map((fn) => `\`${fn}\``).join(', ')}, which the stack does not have, ${sharedWith.length === 1 ? 'runs' : 'run'} with it`,
  hint: 'give that another role first, or keep roles shared with `--layout as-declared`; nothing was changed',
  at: null,
})

const noTemplate: Problem = {
  code: 'deploy/no-stack',
  message: 'nothing says which stack has these roles',
  hint: 'name it with `--stack`',
  at: null,
}
