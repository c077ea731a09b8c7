/**
 * SNS: topics, subscriptions of queues, functions and URLs, filters, publishing.
 *
 * Source: SNS API Reference, the pages of the operations.
 */
import { createHash, randomUUID } from 'node:crypto'
import { validatePolicy } from '../../../decide/index.js'
import { isRecord, recordOf, recordsOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Input, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../../types.js'
import type { Table } from '../tables.js'
import { deliverTo, type Published } from './deliver.js'
import { filterProblem, type PublishedAttribute, passesFilter } from './filter.js'
import type { Subscription, Topic } from './model.js'

interface SnsStore {
  readonly world: StoreWorld
  readonly topics: Table<Topic>
  readonly subscriptions: Table<Subscription>
}

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

const noTopic = fault('NotFound', 'Topic does not exist', 404)
const wrong = (message: string): Fault => fault('InvalidParameter', `Invalid parameter: ${message}`, 400)

/** What a topic has until somebody sets another. Source: SNS Developer Guide, "Example cases for Amazon SNS access control". */
const defaultPolicy = ({ arn, account }: Topic): string =>
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

function createTopic(store: SnsStore, { input, account, region, now }: ServiceCall): Output | Fault {
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

function deleteTopic(store: SnsStore, arn: string): Output {
  store.topics.delete(arn)
  for (const it of [...store.subscriptions.values()]) if (it.topic === arn) store.subscriptions.delete(it.arn)
  return nothing
}

const subscriptionsOf = (store: SnsStore, topic: Topic): readonly Subscription[] =>
  [...store.subscriptions.values()].filter((it) => it.topic === topic.arn)

function attributesOf(store: SnsStore, topic: Topic): Readonly<Record<string, string>> {
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

function setTopic(topic: Topic, name: string, value: string, keep: (topic: Topic) => Output): Output | Fault {
  if (!SETTABLE.test(name)) return wrong('AttributeName')
  if (name === 'Policy' && value !== '') {
    const [error] = validatePolicy(value, 'resource', 'policy').errors
    if (error !== undefined) return wrong(`Policy Error: ${error.message}`)
  }
  return keep({ ...topic, attributes: { ...topic.attributes, [name]: value } })
}

const PROTOCOLS = new Set(['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'])

function subscribe(store: SnsStore, topic: Topic, { input, account }: ServiceCall): Output | Fault {
  const protocol = textOf(input, 'Protocol') ?? ''
  const endpoint = textOf(input, 'Endpoint') ?? ''
  if (!PROTOCOLS.has(protocol)) return wrong(`Amazon SNS does not support this protocol string: ${protocol}`)
  if (protocol === 'sqs' && !endpoint.startsWith('arn:')) return wrong('SQS endpoint ARN')
  if (protocol === 'lambda' && !endpoint.startsWith('arn:')) return wrong('Lambda endpoint ARN')
  const attributes = (recordOf(input, 'Attributes') ?? {}) as Readonly<Record<string, string>>
  const problem = filterProblem(attributes.FilterPolicy, attributes.FilterPolicyScope)
  if (problem !== null) return wrong(problem)
  const same = subscriptionsOf(store, topic).find((it) => it.protocol === protocol && it.endpoint === endpoint)
  if (same !== undefined) return { SubscriptionArn: same.arn }
  const arn = `${topic.arn}:${randomUUID()}`
  // URLs and addresses confirm for themselves; what is in AWS is confirmed at once.
  const confirmed =
    protocol === 'sqs' || protocol === 'lambda' || protocol === 'firehose' || protocol === 'application' || protocol === 'sms'
  store.subscriptions.set(arn, { arn, topic: topic.arn, account, protocol, endpoint, attributes, confirmed })
  return { SubscriptionArn: confirmed || textOf(input, 'ReturnSubscriptionArn') === 'true' ? arn : 'pending confirmation' }
}

function confirm(store: SnsStore, topic: Topic, token: string): Output | Fault {
  const found = subscriptionsOf(store, topic).find((it) => !it.confirmed && tokenOf(it) === token)
  if (found === undefined) return wrong('Token')
  store.subscriptions.set(found.arn, { ...found, confirmed: true })
  return { SubscriptionArn: found.arn }
}

const tokenOf = ({ arn }: Subscription): string => createHash('sha256').update(arn).digest('hex')

const show = (it: Subscription): Output => ({
  SubscriptionArn: it.confirmed ? it.arn : 'PendingConfirmation',
  Owner: it.account,
  Protocol: it.protocol,
  Endpoint: it.endpoint,
  TopicArn: it.topic,
})

const MAX_BYTES = 262_144

function readAttributes(value: unknown): Readonly<Record<string, PublishedAttribute>> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, it]) => {
      if (!isRecord(it)) return []
      return [[name, { Type: textOf(it, 'DataType') ?? 'String', Value: textOf(it, 'StringValue') ?? textOf(it, 'BinaryValue') ?? '' }]]
    }),
  )
}

function publish(store: SnsStore, call: ServiceCall, input: Input): Output | Fault {
  const message = textOf(input, 'Message')
  if (message === null || message === '') return wrong('Empty message')
  if (Buffer.byteLength(message) > MAX_BYTES) return wrong('Message too long')
  const MessageId = randomUUID()
  if (textOf(input, 'PhoneNumber') !== null) return { MessageId }
  const arn = textOf(call.input, 'TopicArn') ?? textOf(call.input, 'TargetArn') ?? ''
  const topic = store.topics.get(arn)
  if (topic === undefined) return arn === '' ? wrong('TopicArn or TargetArn Reason: no value for required parameter') : noTopic
  const structure = textOf(input, 'MessageStructure') === 'json' ? structured(message) : null
  if (isFault(structure)) return structure
  const attributes = readAttributes(input.MessageAttributes)
  const isFifo = topic.name.endsWith('.fifo')
  const groupId = textOf(input, 'MessageGroupId')
  if (isFifo && groupId === null) return wrong('The MessageGroupId parameter is required for FIFO topics')
  for (const subscription of subscriptionsOf(store, topic)) {
    if (!subscription.confirmed) continue
    const text = structure === null ? message : (structure[subscription.protocol] ?? structure.default ?? '')
    if (!passesFilter(subscription.attributes.FilterPolicy, subscription.attributes.FilterPolicyScope, text, attributes)) continue
    const published: Published = {
      id: MessageId,
      topic,
      subject: textOf(input, 'Subject'),
      message: text,
      attributes,
      at: call.now,
      groupId,
      deduplicationId: textOf(input, 'MessageDeduplicationId') ?? (isFifo ? createHash('sha256').update(message).digest('hex') : null),
    }
    setImmediate(() => void deliverTo(store.world, subscription, published))
  }
  return { MessageId, ...(isFifo ? { SequenceNumber: String(10_000_000_000_000_000_000n + BigInt(call.now)) } : {}) }
}

function structured(message: string): Readonly<Record<string, string>> | Fault {
  try {
    const parsed: unknown = JSON.parse(message)
    return isRecord(parsed) && typeof parsed.default === 'string'
      ? (parsed as Readonly<Record<string, string>>)
      : wrong('Message Structure - No default entry in JSON message body')
  } catch {
    return wrong('Message Structure - JSON message body failed to parse')
  }
}

function publishBatch(store: SnsStore, call: ServiceCall): Output | Fault {
  const entries = recordsOf(call.input, 'PublishBatchRequestEntries')
  if (entries.length === 0) return fault('EmptyBatchRequest', "The batch request doesn't contain any entries.", 400)
  if (entries.length > 10) return fault('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.', 400)
  const ids = entries.map((it) => textOf(it, 'Id') ?? '')
  if (new Set(ids).size < ids.length)
    return fault('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.', 400)
  const Successful: Output[] = []
  const Failed: Output[] = []
  for (const entry of entries) {
    const Id = textOf(entry, 'Id') ?? ''
    const done = publish(store, call, entry)
    if (isFault(done)) Failed.push({ Id, Code: done.code, Message: done.message, SenderFault: true })
    else Successful.push({ Id, ...done })
  }
  return { Successful, Failed }
}

type Policy = { readonly Statement: readonly { readonly Sid?: string }[] } & Readonly<Record<string, unknown>>

const policyOf = (topic: Topic): Policy => JSON.parse(topic.attributes.Policy ?? defaultPolicy(topic)) as Policy

function addPermission(topic: Topic, input: Input, keep: (topic: Topic) => Output): Output | Fault {
  const Sid = textOf(input, 'Label') ?? ''
  const policy = policyOf(topic)
  if (policy.Statement.some((it) => it.Sid === Sid)) return wrong('Statement already exists')
  const statement = {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: textsOf(input, 'AWSAccountId').map((id) => `arn:aws:iam::${id}:root`) },
    Action: textsOf(input, 'ActionName').map((name) => `SNS:${name}`),
    Resource: topic.arn,
  }
  return keep({
    ...topic,
    attributes: { ...topic.attributes, Policy: JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] }) },
  })
}

function removePermission(topic: Topic, label: string, keep: (topic: Topic) => Output): Output | Fault {
  const policy = policyOf(topic)
  return keep({
    ...topic,
    attributes: {
      ...topic.attributes,
      Policy: JSON.stringify({ ...policy, Statement: policy.Statement.filter((it) => it.Sid !== label) }),
    },
  })
}

/** What is not there is unsubscribed as well. */
function unsubscribe(store: SnsStore, arn: string): Output {
  store.subscriptions.delete(arn)
  return nothing
}
