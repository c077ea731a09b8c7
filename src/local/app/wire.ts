/** Puts an app in place, or what changed of it. */
import type { Generation } from '../../generate/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { type Api, type ApiFront, type PlainResource, readApis, textOf } from '../api/index.js'
import type { AsynchronousQueue, FunctionHost, FunctionSpec, Permissions } from '../functions/index.js'
import type { LocalAws } from '../types.js'
import { notificationXml } from './bucket-xml.js'
import { type Builder, openBuilder } from './client.js'
import { disconnect } from './disconnect.js'
import { type Wiring, wiringOf } from './event-wires.js'
import { aliasOf, functionSpecs } from './function-specs.js'
import { functionUrls } from './function-urls.js'
import { type LocalPlace, type Names, openNames } from './names.js'
import { plainResources } from './plain-app.js'
import type { Pollers } from './pollers/pollers.js'
import { putRule } from './provision/events.js'
import { provision } from './provision.js'
import { putRoles } from './put-roles.js'
import { putSubscription } from './put-subscription.js'
import { putResourcePolicies } from './resource-policies.js'
import { type RolePlan, roleChooser, rolePlans } from './role-plans.js'
import type { Schedules } from './schedules.js'

export interface World {
  readonly aws: LocalAws
  readonly host: FunctionHost
  readonly asynchronous: AsynchronousQueue
  readonly permissions: Permissions
  readonly front: ApiFront
  readonly pollers: Pollers
  readonly schedules: Schedules
}

export interface Wired {
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

/** Puts an app in place, or what changed of it. */
export async function wire(
  generation: Generation,
  before: Wired | null,
  stack: string,
  world: World,
): Promise<Result<Wired, readonly Problem[]>> {
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
  const resourceOf = (id: string): string => app.functions.get(id)?.resource ?? id
  const specs = functionSpecs({
    app,
    names,
    place,
    resources,
    roleOf: (id) => roleFor(id, writtenRole(resources.get(resourceOf(id)))) ?? '',
  })
  if (!specs.ok) return fail(specs.error)
  world.host.replace(specs.value)
  const wiring = wiringOf({ resources, names, roleFor })
  // Policies of functions name the rules that may call them by their ARNs.
  for (const { id, properties, targets } of wiring.rules) await putRule(id, properties, targets, { builder, names, roleFor })
  await putResourcePolicies({ app, builder, names, resources, roles, permissions: world.permissions })

  const byFunction = new Map(specs.value.map((spec) => [resourceOf(spec.id), spec.arn]))
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

  if (before !== null) await disconnect(before, { resources, wiring, names }, builder)
  await connect(wiring, builder, names)
  world.pollers.replace(wiring.mappings)
  world.schedules.replace(wiring.schedules)
  return ok({ generation, names, resources, plans, specs: specs.value, apis: [...apis, ...urls], builder, wiring, roleFor })
}

export const placeOf = (aws: LocalAws, stack: string): LocalPlace => ({
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
export function loggingRole(
  resources: ReadonlyMap<string, PlainResource>,
  roleFor: (subject: string, written: string | null) => string | null,
): string | null {
  for (const { id, type, properties } of resources.values())
    if (type === 'AWS::ApiGateway::Account') return roleFor(id, textOf(properties.CloudWatchRoleArn))
  return null
}

async function connect(wiring: Wiring, builder: Builder, names: Names): Promise<void> {
  for (const { id, input: members } of wiring.subscriptions) await putSubscription(id, members, builder)
  for (const { id, input: members } of wiring.logFilters) {
    // A function's group is made with its first line; here it has to be there before.
    await builder.make(id, 'cloudwatch-logs', 'CreateLogGroup', { logGroupName: members.logGroupName }, ['ResourceAlreadyExistsException'])
    await builder.make(id, 'cloudwatch-logs', 'PutSubscriptionFilter', members)
  }
  for (const [id, configuration] of wiring.notifications)
    await builder.make(id, 's3', 'PutBucketNotificationConfiguration', { Bucket: names.name(id) }, [], notificationXml(configuration))
}
