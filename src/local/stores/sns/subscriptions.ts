/** Subscriptions, and how they are confirmed. */
import { createHash, randomUUID } from 'node:crypto'
import { recordOf, textOf } from '../../input.js'
import { nothing } from '../../reply.js'
import type { Fault, Output, ServiceCall } from '../../types.js'
import { filterProblem } from './filter.js'
import type { Subscription, Topic } from './model.js'
import { type SnsStore, subscriptionsOf, wrong } from './topics.js'

const PROTOCOLS = new Set(['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'])

export function subscribe(store: SnsStore, topic: Topic, { input, account }: ServiceCall): Output | Fault {
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

export function confirm(store: SnsStore, topic: Topic, token: string): Output | Fault {
  const found = subscriptionsOf(store, topic).find((it) => !it.confirmed && tokenOf(it) === token)
  if (found === undefined) return wrong('Token')
  store.subscriptions.set(found.arn, { ...found, confirmed: true })
  return { SubscriptionArn: found.arn }
}

const tokenOf = ({ arn }: Subscription): string => createHash('sha256').update(arn).digest('hex')

export const show = (it: Subscription): Output => ({
  SubscriptionArn: it.confirmed ? it.arn : 'PendingConfirmation',
  Owner: it.account,
  Protocol: it.protocol,
  Endpoint: it.endpoint,
  TopicArn: it.topic,
})

/** What is not there is unsubscribed as well. */
export function unsubscribe(store: SnsStore, arn: string): Output {
  store.subscriptions.delete(arn)
  return nothing
}
