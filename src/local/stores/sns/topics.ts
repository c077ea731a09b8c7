/** Topics and their attributes. */
import { validatePolicy } from '../../../decide/index.js'
import { recordOf, tagsOf, textOf } from '../../input.js'
import { fault, nothing } from '../../reply.js'
import type { Fault, Output, ServiceCall, StoreWorld } from '../../types.js'
import type { Table } from '../tables.js'
import type { Subscription, Topic } from './model.js'

export interface SnsStore {
  readonly world: StoreWorld
  readonly topics: Table<Topic>
  readonly subscriptions: Table<Subscription>
}

export const noTopic = fault('NotFound', 'Topic does not exist', 404)
export const wrong = (message: string): Fault => fault('InvalidParameter', `Invalid parameter: ${message}`, 400)

/** What a topic has until somebody sets another. Source: SNS Developer Guide, "Example cases for Amazon SNS access control". */
export const defaultPolicy = ({ arn, account }: Topic): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'GetTopicAttributes',
          'SetTopicAttributes',
          'AddPermission',
          'RemovePermission',
          'DeleteTopic',
          'Subscribe',
          'ListSubscriptionsByTopic',
          'Publish',
        ].map((name) => `SNS:${name}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  })

export function createTopic(store: SnsStore, { input, account, region, now }: ServiceCall): Output | Fault {
  const name = textOf(input, 'Name') ?? ''
  const attributes = (recordOf(input, 'Attributes') ?? {}) as Readonly<Record<string, string>>
  if (!/^[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(name)) return wrong('Topic Name')
  if (name.endsWith('.fifo') !== (attributes.FifoTopic === 'true'))
    return wrong(
      'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
    )
  const arn = `arn:aws:sns:${region}:${account}:${name}`
  const there = store.topics.get(arn)
  if (there === undefined)
    store.topics.set(arn, { arn, account, region, name, createdAt: now, attributes, tags: Object.fromEntries(tagsOf(input.Tags)) })
  else if (Object.entries(attributes).some(([key, value]) => there.attributes[key] !== value))
    return wrong('Attributes Reason: Topic already exists with different attributes')
  return { TopicArn: arn }
}

export function deleteTopic(store: SnsStore, arn: string): Output {
  store.topics.delete(arn)
  for (const it of [...store.subscriptions.values()]) if (it.topic === arn) store.subscriptions.delete(it.arn)
  return nothing
}

export const subscriptionsOf = (store: SnsStore, topic: Topic): readonly Subscription[] =>
  [...store.subscriptions.values()].filter((it) => it.topic === topic.arn)

export function attributesOf(store: SnsStore, topic: Topic): Readonly<Record<string, string>> {
  const all = subscriptionsOf(store, topic)
  return {
    TopicArn: topic.arn,
    Owner: topic.account,
    DisplayName: '',
    Policy: defaultPolicy(topic),
    SubscriptionsConfirmed: String(all.filter((it) => it.confirmed).length),
    SubscriptionsPending: String(all.filter((it) => !it.confirmed).length),
    SubscriptionsDeleted: '0',
    EffectiveDeliveryPolicy: '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3}}}',
    ...topic.attributes,
  }
}

const SETTABLE =
  /^(Policy|DisplayName|DeliveryPolicy|KmsMasterKeyId|FifoTopic|ContentBasedDeduplication|TracingConfig|SignatureVersion|ArchivePolicy|DataProtectionPolicy|FifoThroughputScope|.*(Success|Failure)Feedback(RoleArn|SampleRate))$/

export function setTopic(topic: Topic, name: string, value: string, keep: (topic: Topic) => Output): Output | Fault {
  if (!SETTABLE.test(name)) return wrong('AttributeName')
  if (name === 'Policy' && value !== '') {
    const [error] = validatePolicy(value, 'resource', 'policy').errors
    if (error !== undefined) return wrong(`Policy Error: ${error.message}`)
  }
  return keep({ ...topic, attributes: { ...topic.attributes, [name]: value } })
}
