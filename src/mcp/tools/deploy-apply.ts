/**
 * `deploy_apply`: the roles of an app onto AWS. A person is shown the plan with its digest; only that plan is done: where
 * the account or the app changed meanwhile, it is another plan, and nothing happens.
 */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { z } from 'zod'
import type * as deployment from '../../deploy/index.js'
import { type Generation, generatedSchema } from '../../generate/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { tool, type Workspace } from '../types.js'
import { APP, generateApp, requestFor } from '../workspace.js'
import { planText } from './deploy-text.js'

type Room = typeof deployment

const input = z.strictObject({
  app: z.string().default('.').describe(APP),
  stack: z.string().optional().describe("the app's CloudFormation stack: its own update changes its roles"),
  via: z.enum(['stack', 'api']).optional().describe('`api` changes roles of a stack one by one instead; its next update takes that back'),
  name: z.string().optional().describe("what new roles are called after (default: the stack's name, else the folder's)"),
  region: z.string().optional().describe('default: as the environment of the server says'),
  observeDays: z.number().min(0).max(365).default(0).describe('days that both sides stay in force before the old is removed'),
})
type Input = z.output<typeof input>

const { actions, resources, conditions } = generatedSchema.shape.functions.valueType.shape.grants.element.shape
const requests = z.array(z.object({ actions, resources, exceptResources: z.array(z.string()).optional(), conditions }))

/** What is to be done, and with what. */
interface Ready {
  readonly room: Room
  readonly port: deployment.SdkPort
  readonly files: deployment.JournalFiles
  readonly state: deployment.AccountState
  readonly plan: deployment.DeployPlan
  /** What an earlier run left undone; then its plan is the plan. */
  readonly journal: deployment.Journal | null
  readonly digest: string
}

export const deployApplyTool = tool({
  name: 'deploy_apply',
  title: 'Put the roles onto AWS',
  description:
    'Plans the change of the roles of an app in an AWS account, shows it to a person with what each role gains and loses, and does exactly that plan once the person agrees. The account is the one of the credentials in the environment of the server.',
  input,
  output: z.object({
    account: z.string(),
    region: z.string(),
    plan: z.string().describe('digest of the plan that was shown and done'),
    roles: z.array(z.object({ name: z.string(), change: z.string(), gained: requests, lost: requests })),
    steps: z.int(),
    observingUntil: z.string().nullable(),
  }),
  reachesOut: true,
  async asks(asked, workspace) {
    workspace.shown.delete(keyOf(asked))
    return await withPlan(asked, workspace, async ({ plan, journal, digest, room }) => {
      const left = room.inOrder(plan).length - (journal?.done.size ?? 0)
      if (left === 0) return fail([nothingToDo])
      workspace.shown.set(keyOf(asked), digest)
      return ok(planText(plan, { digest, left, isBegun: journal !== null, endpoint: workspace.endpoint }))
    })
  },
  async run(asked, workspace) {
    const shown = workspace.shown.get(keyOf(asked))
    workspace.shown.delete(keyOf(asked))
    if (shown === undefined) return fail([notShown])
    return await withPlan(asked, workspace, async (ready) => (ready.digest === shown ? await apply(ready, asked) : fail([otherPlan])))
  },
})

const keyOf = (asked: Input): string => JSON.stringify(Object.entries(asked).sort())

/** Two plans of one digest have the same steps for the same account; the clock is in neither. */
const digestOf = (plan: deployment.DeployPlan, journal: deployment.Journal | null): string =>
  createHash('sha256')
    .update(JSON.stringify([plan.account, plan.region, plan.roles, plan.stack ?? null, journal === null ? null : [...journal.done]]))
    .digest('hex')
    .slice(0, 16)

async function withPlan<T>(
  asked: Input,
  workspace: Workspace,
  use: (ready: Ready) => Promise<Result<T, readonly Problem[]>>,
): Promise<Result<T, readonly Problem[]>> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const room = await import('../../deploy/index.js')
  const port = room.sdkPort({ region: asked.region ?? null, endpoint: workspace.endpoint })
  try {
    const generation = await generateApp(asked.app, workspace)
    if (!generation.ok) return generation
    const named = asked.region ?? (await port.region().catch(() => null))
    if (named === null) return fail([noRegion])
    const throughStack = asked.stack !== undefined && asked.via !== 'api'
    const apiLogging = !throughStack && [...generation.value.app.resources.values()].some(({ type }) => type === 'AWS::ApiGateway::Account')
    const state = await room.readAccount(port, { region: named, stackName: asked.stack ?? null, apiLogging, template: throughStack })
    if (!state.ok) return fail([state.error])
    const files = room.journalFiles(generation.value.app.folder)
    const journal = room.readJournal(files)
    if (!journal.ok) return fail([journal.error])
    if (journal.value !== null && journal.value.plan.account !== state.value.account)
      return fail([otherAccount(journal.value.plan.account)])
    const plan =
      journal.value !== null
        ? ok(journal.value.plan)
        : throughStack
          ? await stackPlan(room, asked, state.value, workspace)
          : rolePlan(room, asked, generation.value, state.value, files)
    if (!plan.ok) return plan
    const digest = digestOf(plan.value, journal.value)
    return await use({ room, port, files, state: state.value, plan: plan.value, journal: journal.value, digest })
  } finally {
    port.close()
  }
}

async function stackPlan(
  room: Room,
  { app }: Input,
  state: deployment.AccountState,
  workspace: Workspace,
): Promise<Result<deployment.DeployPlan, readonly Problem[]>> {
  const options = requestFor(app, workspace)
  if (!options.ok) return options
  const planned = await room.planThroughStack({ options: options.value, state, explicitRoles: false })
  return planned.ok ? ok(planned.value.plan) : planned
}

function rolePlan(
  room: Room,
  { name, stack }: Input,
  generation: Generation,
  state: deployment.AccountState,
  files: deployment.JournalFiles,
): Result<deployment.DeployPlan, readonly Problem[]> {
  const app = name ?? stack ?? basename(generation.app.folder)
  const wanted = room.wantedRoles(generation, state, { app })
  if (!wanted.ok) return wanted
  const plan = room.planDeployment({
    app,
    layout: generation.layout,
    wanted: wanted.value,
    state,
    via: 'api',
    adopt: new Set(),
    prune: false,
    boundary: generation.config.boundary,
    deployed: room.readDeployed(files),
    template: null,
  })
  if (!plan.ok) return fail([plan.error])
  const foreign = plan.value.roles.filter(({ change }) => change === 'foreign')
  return foreign.length === 0 ? plan : fail(foreign.map((role) => foreignRole(role.name)))
}

async function apply(
  { room, port, files, state, plan, journal, digest }: Ready,
  { observeDays }: Input,
): Promise<Result<object, readonly Problem[]>> {
  const lock = room.takeLock(files)
  if (!lock.ok) return fail([lock.error])
  try {
    const world: deployment.World = { aws: port, clock: systemClock, note: () => undefined }
    const options = {
      files,
      observeDays: plan.stack?.updates.length === 1 ? 0 : observeDays,
      watchDays: observeDays,
      onStep: () => undefined,
    }
    const done =
      journal === null
        ? await room.applyPlan(plan, room.snapshotOf(plan, state, state.stack?.template?.text ?? null), world, options)
        : await room.resumePlan(journal, world, options)
    if (!done.ok) return fail([done.error])
    const until = done.value.observingUntil
    return ok({
      account: plan.account,
      region: plan.region,
      plan: digest,
      roles: plan.roles.map(({ name, change, gained, lost }) => ({ name, change, gained, lost })),
      steps: done.value.steps,
      observingUntil: until === null ? null : new Date(until).toISOString(),
    })
  } finally {
    lock.value()
  }
}

const systemClock: deployment.Clock = { now: () => Date.now(), sleep: (ms) => new Promise((done) => setTimeout(done, ms)) }

const nothingToDo: Problem = {
  code: 'mcp/nothing-to-do',
  message: 'the account has what the app needs',
  hint: 'nothing was changed',
  at: null,
}
const notShown: Problem = {
  code: 'mcp/not-shown',
  message: 'nobody was shown a plan for this',
  hint: 'call the tool again: it asks first; nothing was changed',
  at: null,
}
const otherPlan: Problem = {
  code: 'mcp/other-plan',
  message: 'the account or the app changed since the plan was shown, and it is another plan now',
  hint: 'call the tool again to see it; nothing was changed',
  at: null,
}
const noRegion: Problem = {
  code: 'deploy/no-region',
  message: 'nothing says which region to deploy in',
  hint: 'give `region`, or set AWS_REGION for the server',
  at: null,
}
const otherAccount = (expected: string): Problem => ({
  code: 'deploy/other-account',
  message: `a deployment of account ${expected} is under way, and these credentials are of another`,
  hint: 'choose the right profile for the server; nothing was changed',
  at: null,
})
const foreignRole = (name: string): Problem => ({
  code: 'deploy/foreign-role',
  message: `a role \`${name}\` is there, and not this app's`,
  hint: `choose other names with \`name\`; \`rolewright deploy --adopt ${name}\` takes it over; nothing was changed`,
  at: null,
})
