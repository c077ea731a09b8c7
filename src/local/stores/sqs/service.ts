import { recordsOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Input, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../../types.js'
import type { Message, Queue } from './model.js'
import {
  addPermission,
  attributesOf,
  chosen,
  createQueue,
  deleteQueue,
  getUrl,
  listQueues,
  removePermission,
  setAttributes,
} from './queues.js'
import { changeVisibility, deleteMessage, receive, redriveOf } from './receive.js'
import { MAX_MESSAGE_BYTES, send } from './send.js'
import { findQueue, type SqsStore, urlOf } from './store.js'

export interface Sqs {
  readonly service: LocalService
  /** Tells of messages that have become visible again. */
  readonly tick: () => void
}

export function sqsService(world: StoreWorld): Sqs {
  const queues = world.tables.table<Queue>('sqs/queues')
  const waiting = new Map<string, Set<() => void>>()
  /** When the next message of a queue becomes visible. */
  const due = new Map<string, number>()
  let isLooked = false
  const store: SqsStore = {
    world,
    queues,
    messages: ({ arn }) => world.tables.table<Message>(`sqs/messages/${arn}`),
    wait: ({ arn }, ms) =>
      new Promise((resolve) => {
        const all = waiting.get(arn) ?? new Set()
        waiting.set(arn, all)
        const done = (): void => {
          clearTimeout(timer)
          all.delete(done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        all.add(done)
      }),
    wake: ({ arn }) => {
      for (const done of [...(waiting.get(arn) ?? [])]) done()
      world.changed({ kind: 'queue', arn })
    },
    hidden: ({ arn }, until) => {
      due.set(arn, Math.min(due.get(arn) ?? until, until))
    },
  }
  const lookAt = (queue: Queue, now: number): void => {
    for (const { visibleAt } of store.messages(queue).values()) if (visibleAt > now) store.hidden(queue, visibleAt)
  }
  const tick = (): void => {
    const now = world.clock.now()
    // After a start from a folder nothing is known of what was hidden before.
    if (!isLooked) for (const queue of queues.values()) lookAt(queue, now)
    isLooked = true
    for (const [arn, at] of [...due]) {
      if (at > now) continue
      due.delete(arn)
      const queue = queues.get(arn)
      if (queue === undefined) continue
      lookAt(queue, now)
      store.wake(queue)
    }
  }
  const on =
    (act: (queue: Queue, call: ServiceCall) => Output | Fault | Promise<Output | Fault>): Operation =>
    (call) => {
      const queue = findQueue(store, call)
      return isFault(queue) ? queue : act(queue, call)
    }
  const keep = (queue: Queue): Output => {
    queues.set(queue.arn, queue)
    return nothing
  }
  const service: LocalService = {
    suffix: 'sqs',
    resourcePolicy: (arn) => queues.get(arn)?.attributes.Policy ?? null,
    // Source: SQS Developer Guide, "Encryption at rest in Amazon SQS".
    sealedBy: ({ resource }) => {
      const key = queues.get(resource)?.attributes.KmsMasterKeyId
      return key === undefined || key === '' ? null : { key, encryptionContext: { 'aws:sqs:arn': resource } }
    },
    contextOf: ({ resource }) => {
      const tags = queues.get(resource)?.tags
      return tags === undefined ? null : Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]]))
    },
    operations: new Map<string, Operation>([
      ['CreateQueue', (call) => createQueue(store, call)],
      ['GetQueueUrl', (call) => getUrl(store, call)],
      ['ListQueues', (call) => listQueues(store, call)],
      ['DeleteQueue', on((queue) => deleteQueue(store, queue))],
      [
        'PurgeQueue',
        on((queue) => {
          store.messages(queue).clear()
          return nothing
        }),
      ],
      [
        'GetQueueAttributes',
        on((queue, { input, now }) => ({ Attributes: chosen(attributesOf(store, queue, now), textsOf(input, 'AttributeNames')) })),
      ],
      ['SetQueueAttributes', on((queue, { input, now }) => setAttributes(queue, input, now, keep))],
      ['TagQueue', on((queue, { input }) => keep({ ...queue, tags: { ...queue.tags, ...Object.fromEntries(tagsOf(input.Tags)) } }))],
      [
        'UntagQueue',
        on((queue, { input }) =>
          keep({
            ...queue,
            tags: Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !textsOf(input, 'TagKeys').includes(key))),
          }),
        ),
      ],
      ['ListQueueTags', on((queue) => ({ Tags: queue.tags }))],
      ['SendMessage', on((queue, call) => send(store, queue, call.input, call))],
      ['SendMessageBatch', on((queue, call) => batch(call, (entry) => send(store, queue, entry, call)))],
      ['ReceiveMessage', on((queue, call) => receive(store, queue, call))],
      ['DeleteMessage', on((queue, { input }) => deleteMessage(store, queue, textOf(input, 'ReceiptHandle') ?? ''))],
      [
        'DeleteMessageBatch',
        on((queue, call) => batch(call, (entry) => deleteMessage(store, queue, textOf(entry, 'ReceiptHandle') ?? ''))),
      ],
      ['ChangeMessageVisibility', on((queue, { input, now }) => changeVisibility(store, queue, input, now))],
      ['ChangeMessageVisibilityBatch', on((queue, call) => batch(call, (entry) => changeVisibility(store, queue, entry, call.now)))],
      [
        'ListDeadLetterSourceQueues',
        on((queue) => ({ queueUrls: [...queues.values()].filter((it) => redriveOf(it)?.arn === queue.arn).map((it) => urlOf(store, it)) })),
      ],
      ['AddPermission', on((queue, { input, now }) => addPermission(queue, input, now, keep))],
      ['RemovePermission', on((queue, { input, now }) => removePermission(queue, textOf(input, 'Label') ?? '', now, keep))],
    ]),
  }
  return { service, tick }
}

function batch({ input }: ServiceCall, act: (entry: Input) => Output | Fault): Output | Fault {
  const entries = recordsOf(input, 'Entries')
  const batchFault = (code: string, message: string): Fault => ({
    ...fault(code, message, 400),
    queryCode: `AWS.SimpleQueueService.${code}`,
  })
  if (entries.length === 0)
    return batchFault('EmptyBatchRequest', 'There should be at least one SendMessageBatchRequestEntry in the request.')
  if (entries.length > 10)
    return batchFault('TooManyEntriesInBatchRequest', `Maximum number of entries per request are 10. You have sent ${entries.length}.`)
  const ids = entries.map((it) => textOf(it, 'Id') ?? '')
  if (new Set(ids).size < ids.length)
    return batchFault('BatchEntryIdsNotDistinct', `Id ${ids.find((id, i) => ids.indexOf(id) < i)} repeated.`)
  const total = entries.reduce((sum, it) => sum + Buffer.byteLength(textOf(it, 'MessageBody') ?? ''), 0)
  if (total > MAX_MESSAGE_BYTES)
    return batchFault(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${total} bytes.`,
    )
  const Successful: Output[] = []
  const Failed: Output[] = []
  for (const entry of entries) {
    const Id = textOf(entry, 'Id') ?? ''
    const done = act(entry)
    if (isFault(done)) Failed.push({ Id, SenderFault: true, Code: done.queryCode ?? done.code, Message: done.message })
    else Successful.push({ Id, ...done })
  }
  return { Successful, ...(Failed.length > 0 ? { Failed } : {}) }
}
