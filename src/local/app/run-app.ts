/** An app on local AWS: everything that its template names, its roles, its functions, its APIs, and what feeds them. */
import type { Generation } from '../../generate/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import {
  type Answered,
  type Api,
  type ApiFront,
  apiUrl,
  corsOf,
  mapOf,
  openApiFront,
  type PlainResource,
  readApis,
  textOf,
} from '../api/index.js'
import {
  type AsynchronousQueue,
  type FunctionHost,
  type FunctionSpec,
  type LogLine,
  lambdaService,
  openAsynchronousQueue,
  openFunctionHost,
  openPermissions,
  type Permissions,
} from '../functions/index.js'
import { matchesPattern } from '../stores/eventbridge/pattern.js'
import type { FunctionDelivery, LocalAws } from '../types.js'
import { notificationXml } from './bucket-xml.js'
import { type Builder, openBuilder } from './client.js'
import { type Wiring, wiringOf } from './event-wires.js'
import { aliasOf, functionSpecs } from './function-specs.js'
import { type LocalPlace, type Names, openNames } from './names.js'
import { plainOf, plainResources } from './plain-app.js'
import { openPollers, type Pollers } from './pollers.js'
import { PROVISIONED, provision, putRule } from './provision.js'
import { putRoles } from './put-roles.js'
import { putResourcePolicies } from './resource-policies.js'
import { declaredPlans, type RolePlan, roleChooser, rolePlans } from './role-plans.js'
import { openSchedules, type Schedules } from './schedules.js'
import { stackOf } from './stack-view.js'

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

/** What a person or a script needs to use the app. Sorted by ID. */
export interface AppDescription {
  readonly apis: Readonly<Record<string, string>>
  readonly functions: Readonly<Record<string, string>>
  readonly roles: Readonly<Record<string, string>>
  readonly resources: Readonly<Record<string, { readonly ref: string; readonly arn: string | null }>>
  readonly outputs: Readonly<Record<string, string>>
  /** What is not as it will be on AWS: resources without a store, parameters without a value. */
  readonly notes: readonly string[]
}

interface World {
  readonly aws: LocalAws
  readonly host: FunctionHost
  readonly asynchronous: AsynchronousQueue
  readonly permissions: Permissions
  readonly front: ApiFront
  readonly pollers: Pollers
  readonly schedules: Schedules
}

interface Wired {
  readonly generation: Generation
  readonly names: Names
  readonly resources: ReadonlyMap<string, PlainResource>
  readonly plans: readonly RolePlan[]
  readonly specs: readonly FunctionSpec[]
  readonly apis: readonly Api[]
  readonly builder: Builder
  readonly wiring: Wiring
  readonly roleFor: (subject: string, written: string | null) => string | null
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

/** Puts an app in place, or what changed of it. */
async function wire(generation: Generation, before: Wired | null, stack: string, world: World): Promise<Result<Wired, readonly Problem[]>> {
  const { aws } = world
  const { app, roles } = generation
  const place = placeOf(aws, stack)
  const names = openNames(app, place)
  const builder = openBuilder(aws)
  const planned = plainResources(app, names)
  const firstPlans = rolePlans(app, roles, planned, names, place)
  const roleForStores = roleChooser(roles, firstPlans, names)
  if (before !== null) for (const id of app.resources.keys()) takeOver(id, before.names, names)
  await provision(
    { builder, names, resources: () => plainResources(app, names), roleFor: roleForStores },
    before === null ? new Map() : before.resources,
  )

  // What stores gave (URLs, key IDs, streams) is known from here on.
  const resources = plainResources(app, names)
  const plans = rolePlans(app, roles, resources, names, place)
  const roleFor = roleChooser(roles, plans, names)
  await putRoles(builder, plans, before?.plans ?? [])
  const specs = functionSpecs({ app, names, place, resources, roleOf: (id) => roleFor(id, writtenRole(resources.get(id))) ?? '' })
  if (!specs.ok) return fail(specs.error)
  world.host.replace(specs.value)
  const wiring = wiringOf({ resources, names, roleFor })
  // Policies of functions name the rules that may call them by their ARNs.
  for (const { id, properties, targets } of wiring.rules) await putRule(id, properties, targets, { builder, names, roleFor })
  await putResourcePolicies({ app, builder, names, resources, roles, permissions: world.permissions })

  const byFunction = new Map(specs.value.map((spec) => [spec.id, spec.arn]))
  const apis = readApis({
    account: place.account,
    region: place.region,
    resources,
    idOf: names.idOf,
    refOf: names.ref,
    functionArn: (id) => byFunction.get(id) ?? null,
    aliasOf: (id) => aliasOf(resources.get(id)?.properties ?? {}),
    roleFor: (id, written) => (written === null ? null : roleFor(id, written)),
  })
  const urls = functionUrls(generation, specs.value, resources, place)
  world.front.replace([...apis, ...urls], loggingRole(resources, roleFor))

  await connect(wiring, builder, names)
  world.pollers.replace(wiring.mappings)
  world.schedules.replace(wiring.schedules)
  return ok({ generation, names, resources, plans, specs: specs.value, apis: [...apis, ...urls], builder, wiring, roleFor })
}

const placeOf = (aws: LocalAws, stack: string): LocalPlace => ({
  account: aws.accounts[0]?.id ?? '',
  region: aws.region,
  endpoint: aws.endpoint,
  stack,
})

function takeOver(id: string, from: Names, to: Names): void {
  const ref = from.ref(id)
  if (ref !== to.ref(id)) to.learn(id, ref)
  const arn = from.arn(id)
  if (arn !== null && arn !== to.arn(id)) to.learn(`${id}.Arn`, arn)
}

const writtenRole = (resource: PlainResource | undefined): string | null => textOf(resource?.properties.Role)

/** The one role with which API Gateway logs in this account and region. */
function loggingRole(
  resources: ReadonlyMap<string, PlainResource>,
  roleFor: (subject: string, written: string | null) => string | null,
): string | null {
  for (const { id, type, properties } of resources.values())
    if (type === 'AWS::ApiGateway::Account') return roleFor(id, textOf(properties.CloudWatchRoleArn))
  return null
}

async function connect(wiring: Wiring, builder: Builder, names: Names): Promise<void> {
  for (const { id, input: members } of wiring.subscriptions) await builder.make(id, 'sns', 'Subscribe', members)
  for (const { id, input: members } of wiring.logFilters) {
    // A function's group is made with its first line; here it has to be there before.
    await builder.make(id, 'cloudwatch-logs', 'CreateLogGroup', { logGroupName: members.logGroupName }, ['ResourceAlreadyExistsException'])
    await builder.make(id, 'cloudwatch-logs', 'PutSubscriptionFilter', members)
  }
  for (const [id, configuration] of wiring.notifications)
    await builder.make(id, 's3', 'PutBucketNotificationConfiguration', { Bucket: names.name(id) }, [], notificationXml(configuration))
}

function functionUrls(
  generation: Generation,
  specs: readonly FunctionSpec[],
  resources: ReadonlyMap<string, PlainResource>,
  place: LocalPlace,
): readonly Api[] {
  return specs.flatMap((spec): readonly Api[] => {
    const url = generation.app.functions.get(spec.id)?.url ?? null
    if (url === null) return []
    const cors = resources.get(spec.id)?.properties.FunctionUrlConfig
    return [
      {
        id: spec.id,
        apiId: spec.name,
        name: spec.id,
        kind: 'url',
        stage: '$default',
        stageVariables: new Map(),
        account: place.account,
        region: place.region,
        routes: [
          {
            method: 'ANY',
            path: '$default',
            authorization: url.auth === 'AWS_IAM' ? { kind: 'iam' } : { kind: 'none' },
            needsApiKey: false,
            integration: {
              kind: 'lambda',
              functionArn: spec.arn,
              credentials: null,
              payload: '2.0',
              timeoutMs: spec.timeoutMs + 1_000,
              mapping: null,
            },
          },
        ],
        authorizers: new Map(),
        cors: corsOf(mapOf(cors).Cors),
        gatewayResponses: new Map(),
        binaryMediaTypes: [],
        accessLog: null,
        executionLog: null,
        resourcePolicy: null,
      },
    ]
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

function describe({ generation, names, plans, specs, apis, builder, wiring, resources }: Wired, aws: LocalAws): AppDescription {
  const sorted = <T>(pairs: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
    Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)))
  const { app } = generation
  return {
    apis: sorted(apis.map((api) => [api.id, apiUrl(aws.endpoint, api)])),
    functions: sorted(specs.map((spec) => [spec.id, spec.arn])),
    roles: sorted(plans.map((plan) => [plan.id, plan.arn])),
    resources: sorted([...app.resources.keys()].map((id) => [id, { ref: names.ref(id), arn: names.arn(id) }])),
    outputs: sorted([...app.outputs].map(([name, value]) => [name, String(plainOf(value, names) ?? '')])),
    notes: [
      ...builder.notes(),
      ...names.standIns().map(([symbol, text]) => `\`${symbol}\` has no value here, \`${text}\` stands in for it`),
      ...wiring.unfed.map((source) => `nothing here feeds ${source}`),
      ...missingStores(resources),
    ],
  }
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

/** Types that hold data or answer calls, and have no store here. */
function missingStores(resources: ReadonlyMap<string, PlainResource>): readonly string[] {
  const found = new Map<string, string[]>()
  for (const { id, type, properties } of resources.values()) {
    const isSocket = type === 'AWS::ApiGatewayV2::Api' && textOf(properties.ProtocolType) === 'WEBSOCKET'
    const name = isSocket ? `${type} with WebSockets` : type
    if (isSocket || (ANSWERING.test(type) && !PROVISIONED.has(type))) found.set(name, [...(found.get(name) ?? []), id])
  }
  const missing = [...found].map(([type, ids]) => `${type} (${ids.join(', ')})`).sort()
  return missing.length === 0 ? [] : [`local AWS has no ${missing.join('; no ')}: calls of them are refused`]
}

const ANSWERING =
  /^AWS::(Kinesis::Stream|KinesisFirehose::|Cognito::UserPool$|AppSync::GraphQLApi|Serverless::GraphQLApi|Serverless::WebSocketApi|RDS::|ElastiCache::|OpenSearchService::|MSK::|SES::|Bedrock::)/
