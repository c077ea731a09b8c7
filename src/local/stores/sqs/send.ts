/**
 * Messages on their way in: attributes, delays, and the groups and deduplication of FIFO queues.
 *
 * Source: SQS API Reference, "SendMessage"; SQS Developer Guide, "Exactly-once processing in Amazon SQS".
 */
import { createHash, randomUUID } from 'node:crypto'
import { isRecord, numberOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import type { Table } from '../tables.js'
import { attributesDigest, bodyDigest } from './digest.js'
import type { MessageAttribute, Queue } from './model.js'
import { attribute, type SqsStore, wrong } from './store.js'

interface FifoParts {
  readonly groupId: string
  readonly deduplicationId: string
}

interface Sent {
  readonly id: string
  readonly sequence: string | null
  readonly at: number
}

export const MAX_MESSAGE_BYTES = 1_048_576

const DEDUPLICATION_MS = 5 * 60 * 1000

function messageAttributes(value: unknown): Readonly<Record<string, MessageAttribute>> | Fault {
  if (!isRecord(value)) return {}
  for (const [name, it] of Object.entries(value)) {
    const type = isRecord(it) ? textOf(it, 'DataType') : null
    if (type === null || !/^(String|Number|Binary)(\..+)?$/.test(type))
      return wrong(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      )
  }
  return value as Readonly<Record<string, MessageAttribute>>
}

export function send(store: SqsStore, queue: Queue, input: Input, call: ServiceCall): Output | Fault {
  const body = textOf(input, 'MessageBody')
  if (body === null || body === '') return wrong('The request must contain the parameter MessageBody.', 'MissingParameter')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML, and so SQS, does not take.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(body))
    return fault('InvalidMessageContents', 'Invalid characters in message', 400)
  const attributes = messageAttributes(input.MessageAttributes)
  if (isFault(attributes)) return attributes
  const system = messageAttributes(input.MessageSystemAttributes)
  if (isFault(system)) return system
  const limit = Number(attribute(queue, 'MaximumMessageSize'))
  if (Buffer.byteLength(body) + Buffer.byteLength(JSON.stringify(attributes)) - 2 > limit)
    return wrong(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`)
  const delay = numberOf(input, 'DelaySeconds') ?? Number(attribute(queue, 'DelaySeconds'))
  if (delay < 0 || delay > 900)
    return wrong(`Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`)
  if (queue.name.endsWith('.fifo') && numberOf(input, 'DelaySeconds') !== null)
    return wrong(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    )
  const fifo = queue.name.endsWith('.fifo') ? fifoParts(queue, input, body) : null
  if (isFault(fifo)) return fifo
  const table = store.messages(queue)
  const digest = attributesDigest(attributes)
  const sent = (id: string, sequence: string | null): Output => ({
    MessageId: id,
    MD5OfMessageBody: bodyDigest(body),
    ...(digest === null ? {} : { MD5OfMessageAttributes: digest }),
    ...(sequence === null ? {} : { SequenceNumber: sequence }),
  })
  if (fifo !== null) {
    const seen = deduplicated(store, queue, fifo.deduplicationId, call.now)
    if (seen !== null) return sent(seen.id, seen.sequence)
  }
  const id = randomUUID()
  const sequence = fifo === null ? null : nextSequence(store, queue)
  table.set(id, {
    id,
    body,
    sentAt: call.now,
    visibleAt: call.now + delay * 1000,
    attributes,
    systemAttributes: system,
    senderId: call.caller.identity.principalId ?? call.caller.principal,
    receiveCount: 0,
    firstReceivedAt: null,
    receipt: null,
    groupId: fifo?.groupId ?? textOf(input, 'MessageGroupId'),
    deduplicationId: fifo?.deduplicationId ?? null,
    sequence,
  })
  if (fifo !== null) remember(store, queue, fifo.deduplicationId, { id, sequence, at: call.now })
  store.wake(queue)
  if (delay > 0) store.hidden(queue, call.now + delay * 1000)
  return sent(id, sequence)
}

function fifoParts(queue: Queue, input: Input, body: string): FifoParts | Fault {
  const groupId = textOf(input, 'MessageGroupId')
  if (groupId === null) return wrong('The request must contain the parameter MessageGroupId.', 'MissingParameter')
  const given = textOf(input, 'MessageDeduplicationId')
  if (given === null && attribute(queue, 'ContentBasedDeduplication') !== 'true')
    return wrong('The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly')
  return { groupId, deduplicationId: given ?? createHash('sha256').update(body).digest('hex') }
}

const sentTable = (store: SqsStore, { arn }: Queue): Table<Sent> => store.world.tables.table<Sent>(`sqs/sent/${arn}`)

function deduplicated(store: SqsStore, queue: Queue, id: string, now: number): Sent | null {
  const seen = sentTable(store, queue).get(id)
  return seen !== undefined && now - seen.at < DEDUPLICATION_MS ? seen : null
}

function remember(store: SqsStore, queue: Queue, id: string, sent: Sent): void {
  const table = sentTable(store, queue)
  for (const [old, { at }] of [...table]) {
    if (sent.at - at < DEDUPLICATION_MS) break
    table.delete(old)
  }
  table.delete(id)
  table.set(id, sent)
}

function nextSequence(store: SqsStore, { arn }: Queue): string {
  const table = store.world.tables.table<number>('sqs/sequences')
  const next = (table.get(arn) ?? 0) + 1
  table.set(arn, next)
  return String(18_849_496_460_467_696_000n + BigInt(next))
}
