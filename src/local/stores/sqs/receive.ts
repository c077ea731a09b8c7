/**
 * Messages on their way out: visibility, long polling, dead-letter queues, and what becomes of a message that was taken.
 *
 * Source: SQS API Reference, "ReceiveMessage"; SQS Developer Guide, "Amazon SQS visibility timeout".
 */
import { randomBytes } from 'node:crypto'
import { numberOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import { attributesDigest, bodyDigest } from './digest.js'
import type { Message, Queue } from './model.js'
import { chosen } from './queues.js'
import { attribute, type SqsStore, wrong } from './store.js'

interface Redrive {
  readonly arn: string
  readonly maxReceiveCount: number
}

const MAX_INFLIGHT = 120_000

export async function receive(store: SqsStore, queue: Queue, { input, now }: ServiceCall): Promise<Output | Fault> {
  const max = numberOf(input, 'MaxNumberOfMessages') ?? 1
  if (max < 1 || max > 10)
    return wrong(`Value ${max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`)
  const waitSeconds = numberOf(input, 'WaitTimeSeconds') ?? Number(attribute(queue, 'ReceiveMessageWaitTimeSeconds'))
  if (waitSeconds < 0 || waitSeconds > 20)
    return wrong(`Value ${waitSeconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`)
  const hide = numberOf(input, 'VisibilityTimeout') ?? Number(attribute(queue, 'VisibilityTimeout'))
  const end = now + waitSeconds * 1000
  for (;;) {
    const at = store.world.clock.now()
    const taken = take(store, queue, max, hide, at)
    if (isFault(taken)) return taken
    if (taken.length > 0) return { Messages: taken.map((it) => show(it, input)) }
    const left = end - at
    if (left <= 0 || !store.queues.has(queue.arn)) return {}
    await store.wait(queue, Math.min(left, untilVisible(store, queue, at)))
  }
}

const untilVisible = (store: SqsStore, queue: Queue, now: number): number => {
  let next = Number.POSITIVE_INFINITY
  for (const { visibleAt } of store.messages(queue).values()) if (visibleAt > now) next = Math.min(next, visibleAt - now)
  return Math.max(1, Math.min(next, 20_000))
}

export function redriveOf({ attributes }: Queue): Redrive | null {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(attributes.RedrivePolicy ?? 'null') as {
      readonly deadLetterTargetArn: string
      readonly maxReceiveCount: number | string
    }
    return { arn: deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) }
  } catch {
    return null
  }
}

/** Hands messages out and hides them. Of a FIFO queue's group no more is given while some are being worked on. */
export function take(store: SqsStore, queue: Queue, max: number, hideSeconds: number, now: number): readonly Message[] | Fault {
  const table = store.messages(queue)
  const isFifo = queue.name.endsWith('.fifo')
  const redrive = redriveOf(queue)
  const retentionMs = Number(attribute(queue, 'MessageRetentionPeriod')) * 1000
  const busy = new Set<string>()
  if (isFifo)
    for (const { groupId, visibleAt, receiveCount } of table.values())
      if (groupId !== null && visibleAt > now && receiveCount > 0) busy.add(groupId)
  const taken: Message[] = []
  let inflight = 0
  for (const [id, message] of [...table]) {
    if (taken.length >= max) break
    if (now - message.sentAt > retentionMs) {
      table.delete(id)
      continue
    }
    if (message.visibleAt > now) {
      inflight++
      if (isFifo && message.groupId !== null) busy.add(message.groupId)
      continue
    }
    if (isFifo && message.groupId !== null && busy.has(message.groupId)) continue
    if (redrive !== null && message.receiveCount >= redrive.maxReceiveCount && toDeadLetters(store, redrive.arn, message)) {
      table.delete(id)
      continue
    }
    const given: Message = {
      ...message,
      visibleAt: now + hideSeconds * 1000,
      receiveCount: message.receiveCount + 1,
      firstReceivedAt: message.firstReceivedAt ?? now,
      receipt: `${id}/${randomBytes(24).toString('base64url')}`,
    }
    table.set(id, given)
    taken.push(given)
  }
  if (taken.length > 0) store.hidden(queue, now + hideSeconds * 1000)
  if (taken.length === 0 && inflight >= MAX_INFLIGHT) return fault('OverLimit', 'the queue has too many messages in flight', 403)
  return taken
}

function toDeadLetters(store: SqsStore, arn: string, message: Message): boolean {
  const target = store.queues.get(arn)
  if (target === undefined) return false
  store.messages(target).set(message.id, { ...message, visibleAt: message.sentAt, receipt: null })
  store.wake(target)
  return true
}

function show(it: Message, input: Input): Output {
  const system = [...textsOf(input, 'MessageSystemAttributeNames'), ...textsOf(input, 'AttributeNames')]
  const all: Record<string, string> = {
    SenderId: it.senderId,
    SentTimestamp: String(it.sentAt),
    ApproximateReceiveCount: String(it.receiveCount),
    ApproximateFirstReceiveTimestamp: String(it.firstReceivedAt ?? it.sentAt),
    ...(it.groupId === null ? {} : { MessageGroupId: it.groupId }),
    ...(it.deduplicationId === null ? {} : { MessageDeduplicationId: it.deduplicationId }),
    ...(it.sequence === null ? {} : { SequenceNumber: it.sequence }),
    ...(it.systemAttributes.AWSTraceHeader?.StringValue === undefined
      ? {}
      : { AWSTraceHeader: it.systemAttributes.AWSTraceHeader.StringValue }),
  }
  const shown = chosen(all, system)
  const names = textsOf(input, 'MessageAttributeNames')
  const wanted = Object.entries(it.attributes).filter(([name]) =>
    names.some(
      (pattern) =>
        pattern === 'All' || pattern === '.*' || pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1))),
    ),
  )
  const digest = attributesDigest(Object.fromEntries(wanted))
  return {
    MessageId: it.id,
    ReceiptHandle: it.receipt,
    MD5OfBody: bodyDigest(it.body),
    Body: it.body,
    ...(Object.keys(shown).length > 0 ? { Attributes: shown } : {}),
    ...(wanted.length > 0 ? { MessageAttributes: Object.fromEntries(wanted), MD5OfMessageAttributes: digest } : {}),
  }
}

const idOf = (handle: string): string => handle.split('/')[0] ?? ''

export function deleteMessage(store: SqsStore, queue: Queue, handle: string): Output | Fault {
  if (!handle.includes('/'))
    return fault('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`, 400)
  const table = store.messages(queue)
  const message = table.get(idOf(handle))
  // An older handle deletes a message of a standard queue as well; of a FIFO queue it does not.
  if (message !== undefined && (message.receipt === handle || !queue.name.endsWith('.fifo'))) {
    table.delete(message.id)
    if (message.groupId !== null) store.wake(queue)
  }
  return nothing
}

export function changeVisibility(store: SqsStore, queue: Queue, input: Input, now: number): Output | Fault {
  const handle = textOf(input, 'ReceiptHandle') ?? ''
  const seconds = numberOf(input, 'VisibilityTimeout') ?? -1
  if (seconds < 0 || seconds > 43_200)
    return wrong(`Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`)
  const message = store.messages(queue).get(idOf(handle))
  if (message === undefined || message.receipt !== handle)
    return fault('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`, 400)
  if (message.visibleAt <= now)
    return {
      ...fault('MessageNotInflight', 'The message referred to is not in flight.', 400),
      queryCode: 'AWS.SimpleQueueService.MessageNotInflight',
    }
  store.messages(queue).set(message.id, { ...message, visibleAt: now + seconds * 1000 })
  if (seconds === 0) store.wake(queue)
  else store.hidden(queue, now + seconds * 1000)
  return nothing
}
