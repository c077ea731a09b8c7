/** What the template itself delivers into queues, topics and buses: subscriptions, bucket notifications, rule targets. */
import type { Resource, Value } from '../app/index.js'
import type { Place } from '../outcome/index.js'
import type { SymText } from '../policy/index.js'
import { named } from './declared.js'
import type { World } from './scope.js'
import { firstAt, itemsOf, textsAt, valuesAt } from './value.js'

export interface Delivery {
  readonly kind: 'subscription' | 'notification' | 'rule'
  /** The topic, bucket or rule that sends. */
  readonly from: Resource
  /** The resource that receives. */
  readonly to: string
  readonly toArn: SymText
  /** The subscription, the notification configuration, or the rule's target. */
  readonly properties: Value
  readonly at: Place
}

export const deliveriesTo = (id: string, world: World): readonly Delivery[] => allDeliveries(world).filter((d) => d.to === id)

const memo = new WeakMap<World, readonly Delivery[]>()

/** Every delivery between resources of the app, functions as receivers included, in the order of the senders' IDs. */
export function allDeliveries(world: World): readonly Delivery[] {
  const found = memo.get(world)
  if (found !== undefined) return found
  const all = [...world.declared.byId.values()].flatMap(({ resource, type }) => {
    if (type === 'AWS::SNS::Subscription') return subscription(resource, world)
    if (type === 'AWS::SNS::Topic') return topicSubscriptions(resource, world)
    if (type === 'AWS::S3::Bucket') return notifications(resource, resource, NOTIFICATIONS, world)
    if (type === 'Custom::S3BucketNotifications') return synthesised(resource, world)
    return type === 'AWS::Events::Rule' ? ruleTargets(resource, world) : []
  })
  memo.set(world, all)
  return all
}

function to(world: World, kind: Delivery['kind'], from: Resource, end: readonly SymText[], properties: Value): readonly Delivery[] {
  return end.flatMap((arn) => {
    const target = named(arn, world.declared)
    return target === null ? [] : [{ kind, from, to: target.declared.id, toArn: target.declared.arn ?? arn, properties, at: properties.at }]
  })
}

function subscription(resource: Resource, world: World): readonly Delivery[] {
  return textsAt(resource.properties, ['TopicArn']).flatMap((topic) => {
    const from = named(topic, world.declared)?.declared.resource
    return from === undefined ? [] : to(world, 'subscription', from, textsAt(resource.properties, ['Endpoint']), resource.properties)
  })
}

const topicSubscriptions = (resource: Resource, world: World): readonly Delivery[] =>
  itemsOf(firstAt(resource.properties, ['Subscription'])).flatMap((s) => to(world, 'subscription', resource, textsAt(s, ['Endpoint']), s))

/** Member of the notification configuration → member of its items that names the receiver. */
const NOTIFICATIONS: readonly (readonly [string, string])[] = [
  ['QueueConfigurations', 'Queue'],
  ['TopicConfigurations', 'Topic'],
  ['LambdaConfigurations', 'Function'],
]

/** The same in the spelling of S3's API, as the CDK hands it to a custom resource that sets it. */
const SYNTHESISED: readonly (readonly [string, string])[] = [
  ['QueueConfigurations', 'QueueArn'],
  ['TopicConfigurations', 'TopicArn'],
  ['LambdaFunctionConfigurations', 'LambdaFunctionArn'],
]

const notifications = (resource: Resource, bucket: Resource, lists: typeof NOTIFICATIONS, world: World): readonly Delivery[] =>
  lists.flatMap(([list, end]) =>
    valuesAt(resource.properties, ['NotificationConfiguration', list])
      .flatMap((v) => itemsOf(v))
      .flatMap((item) => to(world, 'notification', bucket, textsAt(item, [end]), item)),
  )

const synthesised = (resource: Resource, world: World): readonly Delivery[] =>
  textsAt(resource.properties, ['BucketName']).flatMap((name) => {
    const bucket = named(name, world.declared)?.declared.resource
    return bucket === undefined ? [] : notifications(resource, bucket, SYNTHESISED, world)
  })

const ruleTargets = (resource: Resource, world: World): readonly Delivery[] =>
  valuesAt(resource.properties, ['Targets'])
    .flatMap((v) => itemsOf(v))
    .flatMap((target) => to(world, 'rule', resource, textsAt(target, ['Arn']), target))
