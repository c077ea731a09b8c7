/** An app on local AWS: everything that its template names, its roles, its functions, its APIs, and what feeds them. */
import type { Generation } from '../../generate/index.js'
import { ok, type Problem, type Result } from '../../outcome/index.js'
import { type Answered, openApiFront } from '../api/index.js'
import {
  type FunctionSpec,
  type LogLine,
  lambdaService,
  openAsynchronousQueue,
  openFunctionHost,
  openPermissions,
} from '../functions/index.js'
import { matchesPattern } from '../stores/eventbridge/pattern.js'
import type { FunctionDelivery, LocalAws } from '../types.js'
import { openBuilder } from './client.js'
import { type AppDescription, describe } from './describe.js'
import { openPollers } from './pollers/pollers.js'
import { putRoles } from './put-roles.js'
import { declaredPlans, type RolePlan } from './role-plans.js'
import { openSchedules } from './schedules.js'
import { stackOf } from './stack-view.js'
import { loggingRole, placeOf, type Wired, type World, wire } from './wire.js'

export interface RunAppOptions {
  readonly aws: LocalAws
  readonly generation: Generation
  /** What `AWS::StackName` is. */
  readonly stack: string
  readonly onLog?: (line: LogLine) => void
  readonly onAnswered?: (answered: Answered) => void
  /** What went wrong beside a call: a source that cannot be polled, a schedule that nobody may run. */
  readonly onProblem?: (message: string) => void
}

export interface RunningApp {
  readonly describe: () => AppDescription
  readonly roles: () => readonly RolePlan[]
  /** The roles as the template has them, whatever stands in their place here. */
  readonly declaredRoles: () => readonly RolePlan[]
  readonly specs: () => readonly FunctionSpec[]
  /** Changes a role in place: for trying what is missing when something is taken away. */
  readonly putRole: (plan: RolePlan) => Promise<void>
  readonly reload: (generation: Generation) => Promise<Result<void, readonly Problem[]>>
  /** Absolute paths that changed. @returns IDs of the functions that start anew */
  readonly filesChanged: (files: ReadonlySet<string>) => readonly string[]
  /** Compiles every function. @returns what does not compile, by ID */
  readonly prepare: () => Promise<ReadonlyMap<string, string>>
  /** Resolves when events that were sent are worked off and logs are stored. */
  readonly settle: () => Promise<void>
  /** Lets go of the functions' processes and of what pollers have read, so that all begins with the stores as they are now. */
  readonly renew: () => Promise<void>
  readonly processes: () => number
  readonly close: () => Promise<void>
}

/** @errors `local/reserved-variable` */
export async function runApp(options: RunAppOptions): Promise<Result<RunningApp, readonly Problem[]>> {
  const { aws } = options
  const onProblem = options.onProblem ?? (() => {})
  const host = openFunctionHost({
    aws,
    functions: [],
    appFolder: options.generation.app.folder,
    ...(options.onLog !== undefined && { onLog: options.onLog }),
  })
  const asynchronous = openAsynchronousQueue(host, aws)
  const permissions = openPermissions()
  aws.register(lambdaService(host, asynchronous, permissions, aws))
  const front = openApiFront({ aws, host, asynchronous, ...(options.onAnswered !== undefined && { onAnswered: options.onAnswered }) })
  const pollers = openPollers({ aws, host, onProblem, matches: matchesPattern })
  const deliver = (delivery: FunctionDelivery): void => handOver(delivery, { aws, host, asynchronous, onProblem })
  const world: World = { aws, host, asynchronous, permissions, front, pollers, schedules: openSchedules({ aws, onProblem }) }
  const stopDeliveries = aws.onDelivery(deliver)

  const closeAll = async (): Promise<void> => {
    stopDeliveries()
    world.schedules.close()
    pollers.close()
    asynchronous.close()
    await front.close()
    await host.close()
  }
  const first = await wire(options.generation, null, options.stack, world)
  if (!first.ok) {
    await closeAll()
    return first
  }
  let wired = first.value
  await adopt(wired, options.stack, aws)
  return ok({
    describe: () => describe(wired, aws),
    roles: () => wired.plans,
    declaredRoles: () => declaredPlans(wired.resources, wired.names, placeOf(aws, options.stack)),
    specs: () => wired.specs,
    async putRole(plan) {
      await putRoles(
        openBuilder(aws),
        [plan],
        wired.plans.filter(({ id }) => id === plan.id),
      )
      wired = { ...wired, plans: wired.plans.map((each) => (each.id === plan.id ? plan : each)) }
    },
    async reload(generation) {
      const next = await wire(generation, wired, options.stack, world)
      if (!next.ok) return next
      wired = next.value
      await adopt(wired, options.stack, aws)
      return ok(undefined)
    },
    filesChanged: (files) => host.filesChanged(files),
    prepare: () => host.prepare(),
    async renew() {
      world.pollers.replace([])
      await host.renew()
      world.front.replace(wired.apis, loggingRole(wired.resources, wired.roleFor))
      world.pollers.replace(wired.wiring.mappings)
    },
    async settle() {
      await pollers.settle()
      await asynchronous.idle()
      await pollers.settle()
      await Promise.all([host.flushLogs(), front.flushLogs()])
    },
    processes: () => host.processes(),
    close: closeAll,
  })
}

/** An event that a service hands to a function: by the function's policy, answered later. */
function handOver(
  delivery: FunctionDelivery,
  { aws, host, asynchronous, onProblem }: Pick<World, 'aws' | 'host' | 'asynchronous'> & { onProblem: (message: string) => void },
): void {
  const found = host.find(delivery.functionArn)
  if ('fault' in found) {
    onProblem(found.message)
    return
  }
  const outcome = aws.authorize({ as: delivery.from, action: 'lambda:InvokeFunction', resource: delivery.functionArn })
  if (outcome.decision !== 'allowed' && aws.mode === 'enforce') {
    onProblem(`${delivery.from.service} may not invoke ${found.spec.id}: ${outcome.because}`)
    return
  }
  asynchronous.send(found.spec, {
    payload: Buffer.from(JSON.stringify(delivery.payload)),
    qualifier: found.qualifier,
    clientContext: null,
    traceId: null,
  })
}

/** CloudFormation of this machine shows the app as a stack, and a change set can change it. */
async function adopt(wired: Wired, stack: string, aws: LocalAws): Promise<void> {
  const credentials = aws.accounts[0]?.credentials
  const caller = credentials === undefined ? null : aws.callerOf(credentials)
  if (caller === null) return
  const { generation, names, plans } = wired
  const outputs = describe(wired, aws).outputs
  await aws.adoptStack(stackOf({ app: generation.app, names, place: placeOf(aws, stack), plans, outputs }), caller)
}
