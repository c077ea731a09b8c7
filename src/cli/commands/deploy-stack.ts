/** `deploy` where a stack changes its roles: the edit of the deployed template, a change set that is shown, and one update. */
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type * as deployment from '../../deploy/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import type { AppOptions } from '../app-options.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { renderDenials, renderPlan, renderStep } from '../render/plan.js'
import { approval, renderStack } from './deploy-change-set.js'
import { deniedSince } from './deploy-watch.js'

type Room = typeof deployment

export interface StackOptions extends AppOptions {
  readonly stack?: string
  readonly apply?: boolean
  readonly observe?: number
  readonly yes?: boolean
  readonly explicitRoles?: boolean
  readonly trailLogs?: string
}

export interface OnStack {
  readonly room: Room
  readonly port: deployment.SdkPort
  readonly clock: deployment.Clock
  readonly region: string
  /** The app as it was named. */
  readonly given: string
  readonly options: StackOptions
  readonly io: Io
  /** @returns what stands against this account; null: nothing */
  readonly refuses: (state: deployment.AccountState) => Problem | null
}

export async function deployStack(asked: OnStack): Promise<ExitStatus> {
  const { options, io } = asked
  const read = await readState(asked, options.stack ?? '')
  if (!read.ok) return io.fail(read.error)
  const planned = await plan(asked, read.value)
  if (!planned.ok) return io.fail(planned.error)
  const denials = await deniedSince({
    room: asked.room,
    files: asked.room.journalFiles(planned.value.folder),
    state: read.value,
    world: worldOnStack(asked),
    apply: options.apply === true,
    trailLogs: options.trailLogs ?? null,
    io,
  })
  if (!denials.ok) return io.fail(denials.error)
  if (options.apply === true) return apply(asked, planned.value.plan, planned.value.folder, read.value)
  const drift = await asked.room.withAuthors(planned.value.plan.drift, read.value, asked.port)
  const named = { ...planned.value.plan, drift }
  io.answer({ ...shown(named), denials: denials.value }, () => [...renderDenials(denials.value, io.style), rendered(named, io)].join('\n'))
  return EXIT.yes
}

export const worldOnStack = ({ port, clock, io, options }: OnStack): deployment.World => ({
  aws: port,
  clock,
  note: (line) => io.note(line),
  approve: approval(io, options.yes === true),
})

const rendered = (plan: deployment.DeployPlan, io: Io): string =>
  [...(plan.stack === undefined ? [] : [renderStack(plan.stack, io)]), renderPlan(plan, io.style)].join('\n')

/** The contract's members, and not what only apply needs. */
const shown = ({ roles, ...plan }: deployment.DeployPlan): object => ({ ...plan, roles: roles.map(({ wanted: _, ...role }) => role) })

async function readState({ room, port, region, refuses }: OnStack, stackName: string): Promise<Result<deployment.AccountState, Problem>> {
  const state = await room.readAccount(port, { region, stackName, apiLogging: false, template: true })
  if (!state.ok) return state
  const refused = refuses(state.value)
  return refused === null ? state : fail(refused)
}

async function plan(
  { room, given, options, io }: OnStack,
  state: deployment.AccountState,
): Promise<Result<{ readonly plan: deployment.DeployPlan; readonly folder: string }, readonly Problem[]>> {
  const input = resolve(io.cwd, given)
  if (!existsSync(input)) return fail([noSuchInput(given)])
  const planned = await room.planThroughStack({
    options: {
      inputs: [input],
      layout: options.layout ?? null,
      parameters: options.parameters ?? new Map(),
      account: null,
      region: null,
      from: options.from ?? null,
      onProgress: (done, total, what) => io.progress(total < SHOWS_PROGRESS_FROM ? null : `${done} of ${total}  ${what}`),
    },
    state,
    explicitRoles: options.explicitRoles === true,
  })
  io.progress(null)
  return planned.ok ? ok({ plan: planned.value.plan, folder: planned.value.generation.app.folder }) : planned
}

const SHOWS_PROGRESS_FROM = 20

async function apply(asked: OnStack, made: deployment.DeployPlan, folder: string, state: deployment.AccountState): Promise<ExitStatus> {
  const { room, options, io } = asked
  const files = room.journalFiles(folder)
  const lock = room.takeLock(files)
  if (!lock.ok) return io.fail(lock.error)
  try {
    const journal = room.readJournal(files)
    if (!journal.ok) return io.fail(journal.error)
    const toDo = journal.value?.plan ?? made
    const total = room.inOrder(toDo).length
    if (total === 0) {
      io.answer({ ...shown(made), journal: null }, () => rendered(made, io))
      return EXIT.yes
    }
    const applyOptions = {
      files,
      // With one update alone there is no time in which both sides are in force.
      observeDays: toDo.stack?.updates.length === 1 ? 0 : (options.observe ?? 0),
      watchDays: options.observe ?? 0,
      onStep: (step: deployment.Step, role: string) => {
        if (io.json) io.note(JSON.stringify({ step: step.id, of: total, role, call: step.call }))
        else io.print(renderStep(step, String(step.input.StackName ?? role), total, io.style))
      },
    }
    if (journal.value === null && !io.json) io.print(rendered(made, io))
    if (journal.value !== null)
      io.note(`going on with the deployment that was begun: ${journal.value.done.size} of ${total} steps are done`)
    const applied =
      journal.value !== null
        ? await room.resumePlan(journal.value, worldOnStack(asked), applyOptions)
        : await room.applyPlan(made, room.snapshotOf(made, state, state.stack?.template?.text ?? null), worldOnStack(asked), applyOptions)
    if (!applied.ok) return io.fail(applied.error)
    const until = applied.value.observingUntil
    io.answer({ ...shown(toDo), journal: relative(folder, files.journal) }, () =>
      until === null
        ? `done: ${applied.value.steps} of ${total} steps; the same edit for your own template: \`rolewright generate --write\``
        : `observing until ${new Date(until).toISOString()}: the old is still in force; the same command goes on then`,
    )
    return EXIT.yes
  } finally {
    lock.value()
  }
}

/**
 * What a stack was changed by is taken back by it, once CloudFormation has ended what it is about.
 *
 * @returns the account as it is then, with the stack's template
 */
export async function settledState(asked: OnStack, stackName: string): Promise<Result<deployment.AccountState, Problem>> {
  const settled = await asked.room.settledStack(stackName, worldOnStack(asked))
  return settled.ok ? readState(asked, stackName) : settled
}

const noSuchInput = (input: string): Problem => ({
  code: 'cli/no-such-input',
  message: `there is no file or folder \`${input}\``,
  hint: 'give the folder of an app, or its template',
  at: null,
})
