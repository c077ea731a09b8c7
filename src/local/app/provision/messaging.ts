/** Queues, streams and topics. */
import { isPlain, listOf, mapOf, numberOf, textOf } from '../../api/index.js'
import { putSubscription } from '../put-subscription.js'
import { type Provision, some } from './made.js'

const QUEUE_ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'VisibilityTimeout',
]

export const queue: Provision = async ({ id, properties }, { builder, names }) => {
  const Attributes = Object.fromEntries(
    QUEUE_ATTRIBUTES.flatMap((name): [string, string][] => {
      const value = properties[name]
      return value === undefined ? [] : [[name, isPlain(value) ? JSON.stringify(value) : String(value)]]
    }),
  )
  const made = await builder.make(id, 'sqs', 'CreateQueue', { QueueName: names.name(id), Attributes })
  if (typeof made?.QueueUrl === 'string') {
    names.learn(id, made.QueueUrl)
    names.learn(`${id}.QueueUrl`, made.QueueUrl)
  }
}

export const kinesisStream: Provision = async ({ id, properties }, { builder, names }) => {
  const StreamName = names.name(id)
  const mode = textOf(mapOf(properties.StreamModeDetails).StreamMode)
  const shards = numberOf(properties.ShardCount)
  await builder.make(
    id,
    'kinesis',
    'CreateStream',
    {
      StreamName,
      // Without a mode, CloudFormation makes a stream with shards where their number is given.
      ...(mode === 'ON_DEMAND' || (mode === null && shards === null)
        ? { StreamModeDetails: { StreamMode: 'ON_DEMAND' } }
        : { ShardCount: shards ?? 1 }),
    },
    ['ResourceInUseException'],
  )
  const { EncryptionType, KeyId } = mapOf(properties.StreamEncryption)
  if (KeyId !== undefined) await builder.make(id, 'kinesis', 'StartStreamEncryption', { StreamName, EncryptionType, KeyId })
  const RetentionPeriodHours = numberOf(properties.RetentionPeriodHours)
  if (RetentionPeriodHours !== null)
    await builder.make(id, 'kinesis', 'IncreaseStreamRetentionPeriod', { StreamName, RetentionPeriodHours })
}

export const streamConsumer: Provision = async ({ id, properties }, { builder, names }) => {
  const ConsumerName = textOf(properties.ConsumerName) ?? names.name(id)
  const input = { StreamARN: properties.StreamARN, ConsumerName }
  const made = await builder.make(id, 'kinesis', 'RegisterStreamConsumer', input, ['ResourceInUseException'])
  const described = made ?? (await builder.make(id, 'kinesis', 'DescribeStreamConsumer', input))
  const arn = textOf(mapOf(described?.Consumer ?? described?.ConsumerDescription).ConsumerARN)
  if (arn === null) return
  names.learn(id, arn)
  names.learn(`${id}.ConsumerARN`, arn)
}

export const topic: Provision = async ({ id, properties }, { builder, names }) => {
  const Attributes = Object.fromEntries(
    ['FifoTopic', 'ContentBasedDeduplication', 'DisplayName', 'KmsMasterKeyId'].flatMap((name): [string, string][] =>
      properties[name] === undefined ? [] : [[name, String(properties[name])]],
    ),
  )
  await builder.make(id, 'sns', 'CreateTopic', { Name: names.name(id), Attributes })
  for (const each of listOf(properties.Subscription).map(mapOf))
    await builder.make(id, 'sns', 'Subscribe', { TopicArn: names.arn(id), Protocol: each.Protocol, Endpoint: each.Endpoint })
}

export const subscription: Provision = async ({ id, properties }, { builder, names }) => {
  if (properties.TopicArn === undefined) return
  const Attributes = Object.fromEntries(
    ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'].flatMap((name): [string, string][] => {
      const value = properties[name]
      return value === undefined ? [] : [[name, isPlain(value) ? JSON.stringify(value) : String(value)]]
    }),
  )
  const arn = await putSubscription(id, { ...some(properties, ['TopicArn', 'Protocol', 'Endpoint']), Attributes }, builder)
  if (arn === null) return
  names.learn(id, arn)
  names.learn(`${id}.Arn`, arn)
}
