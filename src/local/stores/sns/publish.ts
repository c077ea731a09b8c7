/** Messages, one and several. */
import { createHash, randomUUID } from 'node:crypto'
import { isRecord, recordsOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import { deliverTo, type Published } from './deliver.js'
import { type PublishedAttribute, passesFilter } from './filter.js'
import { noTopic, type SnsStore, subscriptionsOf, wrong } from './topics.js'

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

export function publish(store: SnsStore, call: ServiceCall, input: Input): Output | Fault {
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

export function publishBatch(store: SnsStore, call: ServiceCall): Output | Fault {
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
