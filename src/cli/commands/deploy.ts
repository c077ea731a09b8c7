/** `rolewright deploy [APP]`: a plan; with `--apply` the change, with `--rollback` the way back. */
import { basename, relative } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import type * as deployment from '../../deploy/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { command } from '../command.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { renderDenials, renderPlan, renderStep } from '../render/plan.js'
import { deployStack, type OnStack, settledState, worldOnStack } from './deploy-stack.js'
import { deniedSince } from './deploy-watch.js'

interface DeployOptions extends AppOptions {
  readonly apply?: boolean
  readonly rollback?: boolean
  readonly endpoint?: string
  readonly expectAccount?: string
  readonly stack?: string
  readonly via?: 'stack' | 'api'
  readonly name?: string
  readonly observe?: number
  readonly adopt?: readonly string[]
  readonly prune?: boolean
  readonly trailLogs?: string
  readonly yes?: boolean
  readonly explicitRoles?: boolean
}

export const deploy = command<DeployOptions>({
  define: (it) =>
    defineAppOptions(it.argument('[app]', 'a folder or a template', '.'))
      .option('--apply', 'do what the plan says')
      .option('--rollback', 'put back what the last deployment changed')
      .option('--endpoint <url>', 'another place than AWS, such as that of `rolewright dev`, to rehearse')
      .option('--expect-account <id>', 'refuse any other account')
      .option('--stack <name>', "the app's stack: what its resources are called is read there")
      .addOption(
        new Option('--via <way>', "by the stack's own update, or role by role (default: stack where there is one)").choices([
          'stack',
          'api',
        ]),
      )
      .option('--name <name>', "what new roles are called after, and tagged with (default: the stack's name, else the folder's)")
      .option('--observe <days>', 'keep both sides in force for so many days, and look for refusals as long after the old is removed', days)
      .option('--trail-logs <group>', "the log group that the app's trail delivers to, where refusals are looked for")
      .option('--adopt <roles...>', 'take over roles of these names with all that they have')
      .option('--yes', "execute the stack's change set without asking")
      .option('--explicit-roles', 'with a stack: write out the roles that SAM would make, which have more than is needed')
      .option('--prune', 'remove roles of this app that nothing wants any more'),
  run: async ({ args, options }, io) => {
    const given = String(args[0] ?? '.')
    // The clients are part of this package: which Node they will want one day says nothing to its user.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
    const room = await import('../../deploy/index.js')
    const port = room.sdkPort({ region: options.region ?? null, endpoint: options.endpoint ?? null })
    try {
      const region = await regionOf(port, options)
      if (!region.ok) return io.fail(region.error)
      const onStack: OnStack = {
        room,
        port,
        clock: systemClock,
        region: region.value,
        given,
        options,
        io,
        refuses: refusesAccount(options),
      }
      if (options.stack !== undefined && options.via !== 'api' && options.rollback !== true) return await deployStack(onStack)
      const generation = await generateFor([given], options, io)
      if (!generation.ok) return io.fail(generation.error)
      return await run(room, port, { generation: generation.value, options, io, onStack })
    } finally {
      port.close()
    }
  },
})

type Room = typeof deployment
interface Asked {
  readonly generation: Parameters<Room['wantedRoles']>[0]
  readonly options: DeployOptions
  readonly io: Io
  readonly onStack: OnStack
}

async function run(room: Room, port: deployment.SdkPort, asked: Asked): Promise<ExitStatus> {
  const { generation, options, io, onStack } = asked
  const files = room.journalFiles(generation.app.folder)
  const last = options.rollback === true ? room.readLast(files) : ok(null)
  if (!last.ok) return io.fail(last.error)
  const stackBack = last.value?.snapshot.template === null ? undefined : last.value?.plan.stack?.name
  if (stackBack !== undefined) {
    const settled = await settledState(onStack, stackBack)
    return settled.ok ? rollBack(room, files, settled.value, worldOnStack(onStack), asked) : io.fail(settled.error)
  }
  const apiLogging = [...generation.app.resources.values()].some(({ type }) => type === 'AWS::ApiGateway::Account')
  const state = await room.readAccount(port, { region: onStack.region, stackName: options.stack ?? null, apiLogging })
  if (!state.ok) return io.fail(state.error)
  const refused = onStack.refuses(state.value)
  if (refused !== null) return io.fail(refused)
  const world: deployment.World = { aws: port, clock: systemClock, note: (line) => io.note(line) }
  if (options.rollback === true) return rollBack(room, files, state.value, world, asked)
  const denials = await deniedSince({
    room,
    files,
    state: state.value,
    world,
    apply: options.apply === true,
    trailLogs: options.trailLogs ?? null,
    io,
  })
  if (!denials.ok) return io.fail(denials.error)
  const app = options.name ?? options.stack ?? basename(generation.app.folder)
  const wanted = room.wantedRoles(generation, state.value, { app })
  if (!wanted.ok) return io.fail(wanted.error)
  const plan = room.planDeployment({
    app,
    layout: generation.layout,
    wanted: wanted.value,
    state: state.value,
    via: 'api',
    adopt: new Set(options.adopt ?? []),
    prune: options.prune === true,
    boundary: generation.config.boundary,
    deployed: room.readDeployed(files),
    template: null,
  })
  if (!plan.ok) return io.fail(plan.error)
  if (options.apply !== true) {
    const drift = await room.withAuthors(plan.value.drift, state.value, port)
    const named = { ...plan.value, drift }
    io.answer({ ...shown(named), denials: denials.value }, () =>
      [...renderDenials(denials.value, io.style), renderPlan(named, io.style)].join('\n'),
    )
    return EXIT.yes
  }
  return apply(room, files, plan.value, state.value, world, asked)
}

async function apply(
  room: Room,
  files: deployment.JournalFiles,
  plan: deployment.DeployPlan,
  state: deployment.AccountState,
  world: deployment.World,
  { options, io, generation }: Asked,
): Promise<ExitStatus> {
  const lock = room.takeLock(files)
  if (!lock.ok) return io.fail(lock.error)
  try {
    const journal = room.readJournal(files)
    if (!journal.ok) return io.fail(journal.error)
    const foreign = plan.roles.filter(({ change }) => change === 'foreign')
    if (foreign.length > 0 && journal.value === null) return io.fail(foreign.map(({ name }) => foreignRole(name)))
    const toDo = journal.value?.plan ?? plan
    const total = room.inOrder(toDo).length
    if (total === 0) {
      io.answer({ ...shown(plan), journal: null }, () => renderPlan(plan, io.style))
      return EXIT.yes
    }
    const applyOptions = {
      files,
      observeDays: options.observe ?? 0,
      onStep: (step: deployment.Step, role: string) => {
        if (io.json) io.note(JSON.stringify({ step: step.id, of: total, role, call: step.call }))
        else io.print(renderStep(step, role, total, io.style))
      },
    }
    if (journal.value !== null)
      io.note(`going on with the deployment that was begun: ${journal.value.done.size} of ${total} steps are done`)
    const applied =
      journal.value !== null
        ? await room.resumePlan(journal.value, world, applyOptions)
        : await room.applyPlan(plan, room.snapshotOf(plan, state, null), world, applyOptions)
    if (!applied.ok) return io.fail(applied.error)
    const until = applied.value.observingUntil
    const file = relative(generation.app.folder, files.journal)
    io.answer({ ...shown(toDo), journal: file }, () =>
      until === null
        ? `done: ${applied.value.steps} of ${total} steps`
        : `observing until ${new Date(until).toISOString()}: the old is still in force; the same command goes on then`,
    )
    return EXIT.yes
  } finally {
    lock.value()
  }
}

async function rollBack(
  room: Room,
  files: deployment.JournalFiles,
  state: deployment.AccountState,
  world: deployment.World,
  { io }: Asked,
): Promise<ExitStatus> {
  const lock = room.takeLock(files)
  if (!lock.ok) return io.fail(lock.error)
  try {
    const journal = room.readLast(files)
    if (!journal.ok) return io.fail(journal.error)
    if (journal.value === null) return io.fail(nothingToRollBack)
    if (journal.value.plan.account !== state.account) return io.fail(otherAccount(journal.value.plan.account, state.account))
    let count = 0
    const done = await room.rollBack(journal.value, state, world, (step) => {
      count++
      if (!io.json)
        io.print(
          renderStep(
            { ...step, id: count },
            String(step.input.RoleName ?? step.input.FunctionName ?? step.input.StackName ?? ''),
            0,
            io.style,
          ),
        )
    })
    if (!done.ok) return io.fail(done.error)
    room.forget(files)
    io.answer({ rolledBack: true, steps: done.value }, () => `rolled back: ${done.value} steps`)
    return EXIT.yes
  } finally {
    lock.value()
  }
}

const refusesAccount =
  ({ expectAccount }: DeployOptions): OnStack['refuses'] =>
  ({ account }) =>
    expectAccount === undefined || expectAccount === account ? null : otherAccount(expectAccount, account)

async function regionOf(port: deployment.SdkPort, options: DeployOptions): Promise<Result<string, Problem>> {
  if (options.region !== undefined) return ok(options.region)
  try {
    return ok(await port.region())
  } catch {
    return fail({
      code: 'deploy/no-region',
      message: 'nothing says which region to deploy in',
      hint: 'give `--region`, or set AWS_REGION',
      at: null,
    })
  }
}

const systemClock: deployment.Clock = { now: () => Date.now(), sleep: (ms) => new Promise((done) => setTimeout(done, ms)) }

/** The contract's members, and not what only apply needs. */
const shown = ({ roles, ...plan }: deployment.DeployPlan): object => ({ ...plan, roles: roles.map(({ wanted: _, ...role }) => role) })

function days(word: string): number {
  const value = Number(word)
  if (!Number.isFinite(value) || value < 0 || value > 365) throw new InvalidArgumentError('It must be a number of days, 0 to 365.')
  return value
}

const otherAccount = (expected: string, found: string): Problem => ({
  code: 'deploy/other-account',
  message: `these credentials are of account ${found}, and ${expected} is expected`,
  hint: 'choose the right profile; nothing was changed',
  at: null,
})

const foreignRole = (name: string): Problem => ({
  code: 'deploy/foreign-role',
  message: `a role \`${name}\` is there, and not this app's`,
  hint: `choose other names with \`--name\`, or take it over with \`--adopt ${name}\`; nothing was changed`,
  at: null,
})

const nothingToRollBack: Problem = {
  code: 'deploy/nothing-to-roll-back',
  message: 'no deployment from this folder is known',
  hint: 'what a deployment changed stands in `.rolewright/deploy` of the folder that it was made from',
  at: null,
}
