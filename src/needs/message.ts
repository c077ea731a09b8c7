/**
 * What a message holds that a function of the app receives: the calls of other functions that send it, and what the
 * template delivers into the same queue or topic.
 */
import { symbol, symText } from '../policy/index.js'
import { type Bound, distinct, known } from './bound.js'
import { type Delivery, deliveriesTo } from './delivery.js'
import { readPattern } from './event-bus.js'
import type { Channel, Scope } from './scope.js'
import { readTraced, sendersTo } from './senders.js'
import { readValue } from './value-path.js'

/** @returns the texts that stand at the path of the message; none where nobody of the app sends such a message */
export function readMessage(channel: Channel, path: readonly string[], scope: Scope): readonly Bound[] {
  if (channel === null) return []
  const id = 'invoked' in channel ? channel.invoked.id : channel.resource
  if (id === null) return []
  // Lambda parses the payload of an invocation itself.
  const inside = 'invoked' in channel ? ['()json', ...path] : path
  const sent = sendersTo(id, scope).flatMap(({ body, sender }) => readTraced(body, inside, sender))
  const delivered = 'invoked' in channel ? [] : deliveriesTo(id, scope.world).flatMap((d) => readDelivery(d, path, scope))
  return distinct([...sent, ...delivered])
}

/**
 * What stands at a path of the message as the receiving queue or topic gets it (a text, so paths begin with `()json`).
 *
 * Source: Amazon SNS Developer Guide, "Amazon SNS raw message delivery"; Amazon S3 User Guide, "Event message structure".
 */
function readDelivery(delivery: Delivery, path: readonly string[], scope: Scope): readonly Bound[] {
  if (path[0] !== '()json') return []
  const inside = path.slice(1)
  switch (delivery.kind) {
    case 'subscription':
      return readTopicMessage(delivery, path, scope)
    case 'notification':
      return readNotification(delivery, inside)
    case 'rule':
      return readPattern(delivery.from.properties, inside, scope)
  }
}

function readTopicMessage(delivery: Delivery, path: readonly string[], scope: Scope): readonly Bound[] {
  const id = delivery.from.id
  const arn = symText(symbol(id))
  const channel = { value: { kind: 'text', text: arn, at: delivery.at } as const, arn, resource: id, at: delivery.at }
  const deeper: Scope = { ...scope, depth: scope.depth + 1 }
  if (readValue(delivery.properties, ['RawMessageDelivery']).some((b) => b.text[0]?.kind === 'text' && b.text[0].text === 'true')) {
    return readMessage(channel, path, deeper)
  }
  const inside = path.slice(1)
  if (inside[0] === 'TopicArn') return [{ text: arn, why: null }]
  return inside[0] === 'Message' ? readMessage(channel, inside.slice(1), deeper) : []
}

function readNotification(delivery: Delivery, inside: readonly string[]): readonly Bound[] {
  const [records, , s3, what, part] = inside
  if (records !== 'Records' || s3 !== 's3') return []
  if (what === 'bucket' && part === 'name') return [known(symbol(delivery.from.id))]
  if (what === 'bucket' && part === 'arn') return [known('arn:', symbol('AWS::Partition'), ':s3:::', symbol(delivery.from.id))]
  return []
}
