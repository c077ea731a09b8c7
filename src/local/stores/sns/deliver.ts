/** A message on its way to one subscription. Source: SNS Developer Guide, "Amazon SNS message and JSON formats". */
import { isFault } from '../../reply.js'
import type { ServicePrincipal, StoreWorld } from '../../types.js'
import type { PublishedAttribute } from './filter.js'
import type { Subscription, Topic } from './model.js'

export interface Published {
  readonly id: string
  readonly topic: Topic
  readonly subject: string | null
  readonly message: string
  readonly attributes: Readonly<Record<string, PublishedAttribute>>
  readonly at: number
  readonly groupId: string | null
  readonly deduplicationId: string | null
}

/** @returns once it was handed over, or refused: a queue or a function decides by its own policy */
export async function deliverTo(world: StoreWorld, subscription: Subscription, it: Published): Promise<void> {
  const from: ServicePrincipal = { service: 'sns.amazonaws.com', sourceArn: it.topic.arn, sourceAccount: it.topic.account }
  switch (subscription.protocol) {
    case 'sqs':
      return await toQueue(world, subscription, it, from)
    case 'lambda':
      world.deliver({
        functionArn: subscription.endpoint,
        from,
        payload: {
          Records: [
            {
              EventSource: 'aws:sns',
              EventVersion: '1.0',
              EventSubscriptionArn: subscription.arn,
              Sns: lambdaRecord(world, subscription, it),
            },
          ],
        },
      })
      return
    case 'http':
    case 'https':
      return await toUrl(world, subscription, it)
    default:
      // Mail and text messages leave no machine.
      return
  }
}

async function toQueue(world: StoreWorld, subscription: Subscription, it: Published, from: ServicePrincipal): Promise<void> {
  const [, , , region = '', account = '', name = ''] = subscription.endpoint.split(':')
  const isRaw = subscription.attributes.RawMessageDelivery === 'true'
  const fifo =
    it.groupId === null
      ? {}
      : { MessageGroupId: it.groupId, ...(it.deduplicationId === null ? {} : { MessageDeduplicationId: it.deduplicationId }) }
  const sent = await world.call({
    as: from,
    service: 'sqs',
    operation: 'SendMessage',
    region,
    input: {
      QueueUrl: `${world.endpoint()}/${account}/${name}`,
      MessageBody: isRaw ? it.message : JSON.stringify(envelope(world, subscription, it)),
      ...(isRaw ? { MessageAttributes: rawAttributes(it) } : {}),
      ...fifo,
    },
  })
  if (isFault(sent)) await toDeadLetters(world, subscription, it)
}

const rawAttributes = ({ attributes }: Published): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { Type, Value }]) => [
      name,
      { DataType: Type, ...(Type.startsWith('Binary') ? { BinaryValue: Value } : { StringValue: Value }) },
    ]),
  )

async function toDeadLetters(world: StoreWorld, subscription: Subscription, it: Published): Promise<void> {
  const arn = /"deadLetterTargetArn"\s*:\s*"([^"]+)"/.exec(subscription.attributes.RedrivePolicy ?? '')?.[1]
  if (arn === undefined || arn === subscription.endpoint) return
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  await world.call({
    as: { service: 'sns.amazonaws.com', sourceArn: it.topic.arn, sourceAccount: it.topic.account },
    service: 'sqs',
    operation: 'SendMessage',
    region,
    input: { QueueUrl: `${world.endpoint()}/${account}/${name}`, MessageBody: JSON.stringify(envelope(world, subscription, it)) },
  })
}

const unsubscribeUrl = (world: StoreWorld, subscription: Subscription): string =>
  `${world.endpoint()}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`

function envelope(world: StoreWorld, subscription: Subscription, it: Published): Readonly<Record<string, unknown>> {
  return {
    Type: 'Notification',
    MessageId: it.id,
    TopicArn: it.topic.arn,
    ...(it.subject === null ? {} : { Subject: it.subject }),
    Message: it.message,
    Timestamp: new Date(it.at).toISOString(),
    SignatureVersion: '1',
    Signature: '',
    SigningCertURL: `${world.endpoint()}/_sns/certificate.pem`,
    UnsubscribeURL: unsubscribeUrl(world, subscription),
    ...(Object.keys(it.attributes).length > 0 ? { MessageAttributes: it.attributes } : {}),
  }
}

function lambdaRecord(world: StoreWorld, subscription: Subscription, it: Published): Readonly<Record<string, unknown>> {
  return {
    Type: 'Notification',
    MessageId: it.id,
    TopicArn: it.topic.arn,
    Subject: it.subject,
    Message: it.message,
    Timestamp: new Date(it.at).toISOString(),
    SignatureVersion: '1',
    Signature: '',
    SigningCertUrl: `${world.endpoint()}/_sns/certificate.pem`,
    UnsubscribeUrl: unsubscribeUrl(world, subscription),
    MessageAttributes: it.attributes,
  }
}

const TIMEOUT_MS = 15_000

async function toUrl(world: StoreWorld, subscription: Subscription, it: Published): Promise<void> {
  const isRaw = subscription.attributes.RawMessageDelivery === 'true'
  try {
    await fetch(subscription.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': 'Notification',
        'x-amz-sns-message-id': it.id,
        'x-amz-sns-topic-arn': it.topic.arn,
      },
      body: isRaw ? it.message : JSON.stringify(envelope(world, subscription, it)),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch {
    await toDeadLetters(world, subscription, it)
  }
}
