/** A subscription of SNS with the attributes that the template gives it now: one that is there keeps its own otherwise. */
import { mapOf, type Plain, textOf } from '../api/index.js'
import type { Builder } from './client.js'

/** What an attribute is that nothing says. Source: SNS API Reference, "SetSubscriptionAttributes". */
const DEFAULTS: readonly (readonly [name: string, value: string])[] = [
  ['FilterPolicyScope', 'MessageAttributes'],
  ['FilterPolicy', '{}'],
  ['RawMessageDelivery', 'false'],
]

/** @returns its ARN */
export async function putSubscription(id: string, input: Plain, builder: Builder): Promise<string | null> {
  const made = await builder.make(id, 'sns', 'Subscribe', input)
  const SubscriptionArn = textOf(made?.SubscriptionArn)
  if (SubscriptionArn === null || !SubscriptionArn.startsWith('arn:')) return SubscriptionArn
  const wanted = new Map([...DEFAULTS, ...Object.entries(mapOf(input.Attributes))])
  const answer = await builder.make(id, 'sns', 'GetSubscriptionAttributes', { SubscriptionArn })
  const held = answer?.Attributes instanceof Map ? (answer.Attributes as ReadonlyMap<string, unknown>) : new Map<string, unknown>()
  const usual = new Map(DEFAULTS)
  for (const [AttributeName, value] of wanted) {
    if ((held.get(AttributeName) ?? usual.get(AttributeName) ?? value) === value) continue
    await builder.make(id, 'sns', 'SetSubscriptionAttributes', { SubscriptionArn, AttributeName, AttributeValue: String(value) })
  }
  return SubscriptionArn
}
