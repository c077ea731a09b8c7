/** A plan → the account, step by step, each noted before the next begins. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { beginJournal, endJournal, type Journal, type JournalFiles, noteDone, noteObserving, noteUndone } from './journal.js'
import { perform } from './perform.js'
import { isTakenBack } from './stack-perform.js'
import type { DeployedRecord, DeployPlan, Snapshot, Step, World } from './types.js'

export interface ApplyOptions {
  readonly files: JournalFiles
  /** Days that both sides stay in force before the old is removed; 0: at once. */
  readonly observeDays: number
  /** Days that refusals of what was removed are looked for; left out: as many. */
  readonly watchDays?: number
  readonly onStep: (step: Step, role: string) => void
}

export interface Applied {
  readonly steps: number
  /** Milliseconds since 1970; null: all is done. */
  readonly observingUntil: number | null
}

const DAY_MS = 86_400_000

/** @errors `deploy/…`: the journal says what was done; the same command goes on, `--rollback` takes it back */
export async function applyPlan(
  plan: DeployPlan,
  snapshot: Snapshot,
  world: World,
  options: ApplyOptions,
): Promise<Result<Applied, Problem>> {
  beginJournal(options.files, plan, snapshot)
  return resumePlan({ plan, snapshot, done: new Set(), observeUntil: null }, world, options)
}

export async function resumePlan(journal: Journal, world: World, options: ApplyOptions): Promise<Result<Applied, Problem>> {
  const { files } = options
  const done = new Set(journal.done)
  let observeUntil = journal.observeUntil
  for (const { step, role } of inOrder(journal.plan)) {
    if (done.has(step.id)) continue
    if (step.beat === 'contract') {
      if (observeUntil === null && options.observeDays > 0) {
        observeUntil = world.clock.now() + options.observeDays * DAY_MS
        noteObserving(files, observeUntil)
      }
      if (observeUntil !== null && world.clock.now() < observeUntil) return ok({ steps: done.size, observingUntil: observeUntil })
    }
    options.onStep(step, role)
    const performed = await perform(step, world)
    if (!performed.ok) {
      if (isTakenBack(performed.error, step)) {
        const undone = ofSameUpdate(step, journal.plan)
        noteUndone(files, undone)
        for (const id of undone) done.delete(id)
      }
      return fail(withProgress(performed.error, done.size, journal.plan))
    }
    noteDone(files, step.id)
    done.add(step.id)
  }
  const record = await recordOf(journal.plan, world)
  const at = world.clock.now()
  endJournal(files, record, { at, watchUntil: at + (options.watchDays ?? options.observeDays) * DAY_MS })
  return ok({ steps: done.size, observingUntil: null })
}

/** A stack's update begins with a look at drift; what it made stands or falls as a whole. */
function ofSameUpdate(step: Step, plan: DeployPlan): readonly number[] {
  const before = inOrder(plan)
    .map((it) => it.step)
    .filter(({ id }) => id <= step.id)
  const begin = before.findLastIndex(({ call }) => call === 'verify:stack-drift')
  return before.slice(Math.max(begin, 0)).map(({ id }) => id)
}

export function inOrder(plan: DeployPlan): readonly { readonly step: Step; readonly role: string }[] {
  return plan.roles.flatMap(({ name, steps }) => steps.map((step) => ({ step, role: name }))).sort((a, b) => a.step.id - b.step.id)
}

function withProgress(problem: Problem, done: number, plan: DeployPlan): Problem {
  const all = inOrder(plan).length
  return {
    ...problem,
    message: `${problem.message}; ${done} of ${all} steps are done`,
    hint: `${problem.hint}; or take it back with \`--rollback\``,
  }
}

/** What was put, by role, so that the next plan sees what somebody else changed. */
async function recordOf(plan: DeployPlan, { aws }: World): Promise<DeployedRecord> {
  const roles: Record<string, DeployedRecord['roles'][string]> = {}
  for (const { name, change, wanted } of plan.roles) {
    if (wanted === null || change === 'foreign') continue
    const role = await aws.call('iam', 'GetRole', { RoleName: name })
    const id = role.ok ? String((role.value.Role as { readonly RoleId?: unknown } | undefined)?.RoleId ?? '') : ''
    roles[name] = { id, trustPolicy: wanted.trustPolicy, policies: wanted.policies }
  }
  return { account: plan.account, roles }
}
