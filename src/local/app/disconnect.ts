/** Takes away what feeds functions and was in the template before: data stays, and what brings events goes. */
import { type Plain, type PlainResource, textOf } from '../api/index.js'
import { notificationXml } from './bucket-xml.js'
import type { Builder } from './client.js'
import type { Wiring } from './event-wires.js'
import type { Names } from './names.js'
import { targetId, targetsOf } from './provision/events.js'

export interface Feeding {
  readonly resources: ReadonlyMap<string, PlainResource>
  readonly wiring: Wiring
  readonly names: Names
}

export async function disconnect(before: Feeding, now: Feeding, builder: Builder): Promise<void> {
  const gone = <T>(read: (feeding: Feeding) => ReadonlyMap<string, T>): readonly T[] => {
    const kept = read(now)
    return [...read(before)].flatMap(([key, value]) => (kept.has(key) ? [] : [value]))
  }
  for (const { id, input } of gone(subscriptionsOf)) await unsubscribe(id, input, builder)
  for (const rule of gone(rulesOf)) await dropRule(rule, builder)
  const rules = rulesOf(now)
  for (const [key, rule] of rulesOf(before)) await dropTargets(rule, rules.get(key)?.targets ?? rule.targets, builder)
  for (const { id, logGroupName, filterName } of gone(logFiltersOf))
    await builder.make(id, 'cloudwatch-logs', 'DeleteSubscriptionFilter', { logGroupName, filterName }, GONE)
  const nothing = notificationXml({ functions: [], queues: [], topics: [], toBus: false })
  for (const id of before.wiring.notifications.keys())
    if (!now.wiring.notifications.has(id) && now.resources.has(id))
      await builder.make(id, 's3', 'PutBucketNotificationConfiguration', { Bucket: now.names.name(id) }, [], nothing)
}

/** What it fed may have gone before it. */
const GONE = ['ResourceNotFoundException', 'NotFound']

interface Subscription {
  readonly id: string
  readonly input: Plain
}

function subscriptionsOf({ resources, wiring }: Feeding): ReadonlyMap<string, Subscription> {
  const declared = [...resources.values()].filter(({ type }) => type === 'AWS::SNS::Subscription')
  const all = [...wiring.subscriptions, ...declared.map(({ id, properties }) => ({ id, input: properties }))]
  return new Map(all.map((it) => [JSON.stringify([it.input.TopicArn, it.input.Protocol, it.input.Endpoint]), it]))
}

async function unsubscribe(id: string, { TopicArn, Protocol, Endpoint }: Plain, builder: Builder): Promise<void> {
  const listed = await builder.make(id, 'sns', 'ListSubscriptionsByTopic', { TopicArn }, GONE)
  const all = (listed?.Subscriptions ?? []) as readonly Plain[]
  const found = all.find((it) => it.Protocol === Protocol && it.Endpoint === Endpoint)
  if (found !== undefined) await builder.make(id, 'sns', 'Unsubscribe', { SubscriptionArn: found.SubscriptionArn }, GONE)
}

interface NamedRule {
  readonly id: string
  readonly name: string
  readonly bus: Plain
  /** IDs. */
  readonly targets: readonly string[]
}

function rulesOf({ resources, wiring, names }: Feeding): ReadonlyMap<string, NamedRule> {
  const declared = [...resources.values()].filter(({ type }) => type === 'AWS::Events::Rule')
  const all = [...wiring.rules, ...declared.map(({ id, properties }) => ({ id, properties, targets: targetsOf(properties) }))]
  return new Map(
    all.map(({ id, properties: { EventBusName }, targets }) => {
      const name = names.name(id)
      const bus = EventBusName === undefined ? {} : { EventBusName }
      return [JSON.stringify([name, EventBusName]), { id, name, bus, targets: targets.map(targetId) }]
    }),
  )
}

/** A rule that stays may have lost some of its targets. */
async function dropTargets({ id, name, bus, targets }: NamedRule, kept: readonly string[], builder: Builder): Promise<void> {
  const Ids = targets.filter((target) => !kept.includes(target))
  if (Ids.length > 0) await builder.make(id, 'eventbridge', 'RemoveTargets', { Rule: name, ...bus, Ids }, GONE)
}

async function dropRule({ id, name, bus }: NamedRule, builder: Builder): Promise<void> {
  const listed = await builder.make(id, 'eventbridge', 'ListTargetsByRule', { Rule: name, ...bus }, GONE)
  const Ids = ((listed?.Targets ?? []) as readonly Plain[]).map(({ Id }) => Id)
  if (Ids.length > 0) await builder.make(id, 'eventbridge', 'RemoveTargets', { Rule: name, ...bus, Ids }, GONE)
  if (listed !== null) await builder.make(id, 'eventbridge', 'DeleteRule', { Name: name, ...bus }, GONE)
}

const logFiltersOf = ({
  wiring,
}: Feeding): ReadonlyMap<string, { readonly id: string; readonly logGroupName: string; readonly filterName: string }> =>
  new Map(
    wiring.logFilters.map(({ id, input }) => {
      const [logGroupName, filterName] = [textOf(input.logGroupName) ?? '', textOf(input.filterName) ?? '']
      return [JSON.stringify([logGroupName, filterName]), { id, logGroupName, filterName }]
    }),
  )
