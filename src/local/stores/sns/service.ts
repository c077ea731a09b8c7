/**
 * SNS: topics, subscriptions of queues, functions and URLs, filters, publishing.
 *
 * Source: SNS API Reference, the pages of the operations.
 */
import { tagsOf, textOf, textsOf } from '../../input.js'
import { fault, nothing } from '../../reply.js'
import type { Fault, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../../types.js'
import { filterProblem } from './filter.js'
import type { Subscription, Topic } from './model.js'
import { publish, publishBatch } from './publish.js'
import { confirm, show, subscribe, unsubscribe } from './subscriptions.js'
import { addPermission, removePermission } from './topic-policy.js'
import {
  attributesOf,
  createTopic,
  defaultPolicy,
  deleteTopic,
  noTopic,
  type SnsStore,
  setTopic,
  subscriptionsOf,
  wrong,
} from './topics.js'

export function snsService(world: StoreWorld): LocalService {
  const store: SnsStore = { world, topics: world.tables.table('sns/topics'), subscriptions: world.tables.table('sns/subscriptions') }
  const on =
    (act: (topic: Topic, call: ServiceCall) => Output | Fault): Operation =>
    (call) => {
      const topic = store.topics.get(textOf(call.input, 'TopicArn') ?? textOf(call.input, 'ResourceArn') ?? '')
      return topic === undefined ? noTopic : act(topic, call)
    }
  const onSubscription =
    (act: (subscription: Subscription, call: ServiceCall) => Output | Fault): Operation =>
    (call) => {
      const found = store.subscriptions.get(textOf(call.input, 'SubscriptionArn') ?? '')
      return found === undefined ? fault('NotFound', 'Subscription does not exist', 404) : act(found, call)
    }
  const keep = (topic: Topic): Output => {
    store.topics.set(topic.arn, topic)
    return nothing
  }
  return {
    suffix: 'sns',
    resourcePolicy: (arn) => {
      const topic = store.topics.get(arn)
      return topic === undefined ? null : (topic.attributes.Policy ?? defaultPolicy(topic))
    },
    // Source: SNS Developer Guide, "Securing Amazon SNS data with server-side encryption".
    sealedBy: ({ resource }) => {
      const key = store.topics.get(resource)?.attributes.KmsMasterKeyId
      return key === undefined || key === '' ? null : { key, encryptionContext: { 'aws:sns:topicArn': resource } }
    },
    contextOf: ({ action, resource }, { input }) => {
      const topic = store.topics.get(resource)
      const tags = Object.entries(topic?.tags ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]] as const)
      if (action !== 'sns:Subscribe') return Object.fromEntries(tags)
      const given = [['sns:Protocol', textOf(input, 'Protocol')] as const, ['sns:Endpoint', textOf(input, 'Endpoint')] as const]
      return Object.fromEntries([...tags, ...given.flatMap(([key, value]) => (value === null ? [] : [[key, [value]] as const]))])
    },
    // A subscription's ARN names its topic, which the call is checked on.
    resolve: (check, { input }) => {
      const arn = textOf(input, 'SubscriptionArn')
      return arn !== null && /^arn:[^:]+:sns:[^:]*:\d{12}:[^:]+:/.test(arn) && check.resource !== '*'
        ? { ...check, resource: arn.slice(0, arn.lastIndexOf(':')) }
        : check
    },
    operations: new Map<string, Operation>([
      ['CreateTopic', (call) => createTopic(store, call)],
      ['DeleteTopic', ({ input }) => deleteTopic(store, textOf(input, 'TopicArn') ?? '')],
      [
        'ListTopics',
        ({ account, region }) => ({
          Topics: [...store.topics.values()]
            .filter((it) => it.account === account && it.region === region)
            .map(({ arn }) => ({ TopicArn: arn })),
        }),
      ],
      ['GetTopicAttributes', on((topic) => ({ Attributes: new Map(Object.entries(attributesOf(store, topic))) }))],
      [
        'SetTopicAttributes',
        on((topic, { input }) => setTopic(topic, textOf(input, 'AttributeName') ?? '', textOf(input, 'AttributeValue') ?? '', keep)),
      ],
      ['Subscribe', on((topic, call) => subscribe(store, topic, call))],
      ['Unsubscribe', ({ input }) => unsubscribe(store, textOf(input, 'SubscriptionArn') ?? '')],
      ['ConfirmSubscription', on((topic, { input }) => confirm(store, topic, textOf(input, 'Token') ?? ''))],
      [
        'ListSubscriptions',
        ({ account }) => ({ Subscriptions: [...store.subscriptions.values()].filter((it) => it.account === account).map(show) }),
      ],
      ['ListSubscriptionsByTopic', on((topic) => ({ Subscriptions: subscriptionsOf(store, topic).map(show) }))],
      [
        'GetSubscriptionAttributes',
        onSubscription((it) => ({
          Attributes: new Map(
            Object.entries({
              ...it.attributes,
              SubscriptionArn: it.arn,
              TopicArn: it.topic,
              Owner: it.account,
              Protocol: it.protocol,
              Endpoint: it.endpoint,
              PendingConfirmation: String(!it.confirmed),
              ConfirmationWasAuthenticated: 'true',
            }),
          ),
        })),
      ],
      [
        'SetSubscriptionAttributes',
        onSubscription((it, { input }) => {
          const name = textOf(input, 'AttributeName') ?? ''
          const attributes = { ...it.attributes, [name]: textOf(input, 'AttributeValue') ?? '' }
          const problem = filterProblem(attributes.FilterPolicy, attributes.FilterPolicyScope)
          if (problem !== null) return wrong(problem)
          store.subscriptions.set(it.arn, { ...it, attributes })
          return nothing
        }),
      ],
      ['Publish', (call) => publish(store, call, call.input)],
      ['PublishBatch', on((_, call) => publishBatch(store, call))],
      ['TagResource', on((topic, { input }) => keep({ ...topic, tags: { ...topic.tags, ...Object.fromEntries(tagsOf(input.Tags)) } }))],
      [
        'UntagResource',
        on((topic, { input }) =>
          keep({
            ...topic,
            tags: Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !textsOf(input, 'TagKeys').includes(key))),
          }),
        ),
      ],
      ['ListTagsForResource', on((topic) => ({ Tags: Object.entries(topic.tags).map(([Key, Value]) => ({ Key, Value })) }))],
      ['AddPermission', on((topic, { input }) => addPermission(topic, input, keep))],
      ['RemovePermission', on((topic, { input }) => removePermission(topic, textOf(input, 'Label') ?? '', keep))],
    ]),
  }
}
