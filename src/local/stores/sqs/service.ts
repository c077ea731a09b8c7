/**
 * SQS: standard and FIFO queues, visibility, delays, long polling, dead-letter queues, batches.
 *
 * Source: SQS API Reference, the pages of the operations; SQS Developer Guide, "Amazon SQS queue types".
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { isRecord, numberOf, recordOf, recordsOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Input, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../../types.js'
import type { Table } from '../tables.js'
import { checkAttributes, DEFAULTS, READ_ONLY } from './attributes.js'
import { attributesDigest, bodyDigest } from './digest.js'
import type { Message, MessageAttribute, Queue } from './model.js'

const MAX_MESSAGE_BYTES = 1_048_576
const MAX_INFLIGHT = 120_000
const DEDUPLICATION_MS = 5 * 60 * 1000

interface SqsStore {
  readonly world: StoreWorld
  readonly queues: Table<Queue>
  readonly messages: (queue: Queue) => Table<Message>
  /** Resolves when something may have become visible, or after the time. */
  readonly wait: (queue: Queue, ms: number) => Promise<void>
  readonly wake: (queue: Queue) => void
}

export function sqsService(world: StoreWorld): LocalService {
  const queues = world.tables.table<Queue>('sqs/queues')
  const waiting = new Map<string, Set<() => void>>()
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
  return {
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
}

const missing: Fault = {
  ...fault('QueueDoesNotExist', 'The specified queue does not exist.', 400),
  queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
}
const wrong = (message: string, code = 'InvalidParameterValue'): Fault => fault(code, message, 400)

const urlOf = ({ world }: SqsStore, { account, name }: Queue): string => `${world.endpoint()}/${account}/${name}`

/** The path of the URL alone says which queue it is: hosts differ between clients. */
function findQueue(store: SqsStore, { input, account, region }: ServiceCall): Queue | Fault {
  const url = textOf(input, 'QueueUrl') ?? ''
  if (url.startsWith('arn:')) return store.queues.get(url) ?? missing
  const parts = url.split('/')
  const name = parts.at(-1) ?? ''
  const owner = /^\d{12}$/.test(parts.at(-2) ?? '') ? (parts.at(-2) ?? account) : account
  return store.queues.get(`arn:aws:sqs:${region}:${owner}:${name}`) ?? missing
}

function createQueue(store: SqsStore, { input, account, region, now }: ServiceCall): Output | Fault {
  const name = textOf(input, 'QueueName') ?? ''
  const isFifo = name.endsWith('.fifo')
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name) && !/^[A-Za-z0-9_-]{1,75}\.fifo$/.test(name))
    return wrong('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length')
  const attributes = (recordOf(input, 'Attributes') ?? {}) as Readonly<Record<string, string>>
  if ((attributes.FifoQueue === 'true') !== isFifo)
    return wrong(
      isFifo
        ? 'The queue name ends in .fifo, and the attribute FifoQueue must be true'
        : 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    )
  const problem = checkAttributes(attributes)
  if (problem !== null) return problem
  const arn = `arn:aws:sqs:${region}:${account}:${name}`
  const there = store.queues.get(arn)
  if (there !== undefined) {
    const differs = Object.entries(attributes).find(([key, value]) => (there.attributes[key] ?? DEFAULTS[key]) !== value)
    return differs === undefined
      ? { QueueUrl: urlOf(store, there) }
      : {
          ...wrong(`A queue already exists with the same name and a different value for attribute ${differs[0]}`, 'QueueNameExists'),
          queryCode: 'QueueAlreadyExists',
        }
  }
  const queue: Queue = {
    name,
    arn,
    account,
    region,
    createdAt: now,
    modifiedAt: now,
    attributes,
    tags: Object.fromEntries(tagsOf(input.tags ?? input.Tags)),
  }
  store.queues.set(arn, queue)
  return { QueueUrl: urlOf(store, queue) }
}

function getUrl(store: SqsStore, { input, account, region }: ServiceCall): Output | Fault {
  const owner = textOf(input, 'QueueOwnerAWSAccountId') ?? account
  const queue = store.queues.get(`arn:aws:sqs:${region}:${owner}:${textOf(input, 'QueueName') ?? ''}`)
  return queue === undefined ? missing : { QueueUrl: urlOf(store, queue) }
}

function listQueues(store: SqsStore, { input, account, region }: ServiceCall): Output {
  const prefix = textOf(input, 'QueueNamePrefix') ?? ''
  const all = [...store.queues.values()]
    .filter((it) => it.account === account && it.region === region && it.name.startsWith(prefix))
    .map((it) => urlOf(store, it))
    .sort()
  const max = numberOf(input, 'MaxResults') ?? 1000
  const start = Number(textOf(input, 'NextToken') ?? '0')
  return { QueueUrls: all.slice(start, start + max), ...(start + max < all.length ? { NextToken: String(start + max) } : {}) }
}

function deleteQueue(store: SqsStore, queue: Queue): Output {
  store.queues.delete(queue.arn)
  store.world.tables.drop(`sqs/messages/${queue.arn}`)
  return nothing
}

function attributesOf(store: SqsStore, queue: Queue, now: number): Readonly<Record<string, string>> {
  let visible = 0
  let hidden = 0
  let delayed = 0
  for (const { visibleAt, receiveCount } of store.messages(queue).values()) {
    if (visibleAt <= now) visible++
    else if (receiveCount > 0) hidden++
    else delayed++
  }
  const { FifoQueue, ...rest } = DEFAULTS
  return {
    ...rest,
    ...(queue.name.endsWith('.fifo')
      ? { FifoQueue: 'true', ContentBasedDeduplication: 'false', DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' }
      : {}),
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
  }
}

const chosen = (all: Readonly<Record<string, string>>, names: readonly string[]): Readonly<Record<string, string>> =>
  names.includes('All') ? all : Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))

function setAttributes(queue: Queue, input: Input, now: number, keep: (queue: Queue) => Output): Output | Fault {
  const given = (recordOf(input, 'Attributes') ?? {}) as Readonly<Record<string, string>>
  const readOnly = Object.keys(given).find((name) => READ_ONLY.has(name))
  if (readOnly !== undefined) return wrong(`Unknown Attribute ${readOnly}.`, 'InvalidAttributeName')
  const problem = checkAttributes(given)
  if (problem !== null) return problem
  // An empty policy takes the policy away.
  const merged = Object.entries({ ...queue.attributes, ...given }).filter(([, value]) => value !== '')
  return keep({ ...queue, attributes: Object.fromEntries(merged), modifiedAt: now })
}

const attribute = (queue: Queue, name: string): string => queue.attributes[name] ?? DEFAULTS[name] ?? ''

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

function send(store: SqsStore, queue: Queue, input: Input, call: ServiceCall): Output | Fault {
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
  if (delay > 0) setTimeout(() => store.wake(queue), delay * 1000).unref()
  return sent(id, sequence)
}

interface FifoParts {
  readonly groupId: string
  readonly deduplicationId: string
}

function fifoParts(queue: Queue, input: Input, body: string): FifoParts | Fault {
  const groupId = textOf(input, 'MessageGroupId')
  if (groupId === null) return wrong('The request must contain the parameter MessageGroupId.', 'MissingParameter')
  const given = textOf(input, 'MessageDeduplicationId')
  if (given === null && attribute(queue, 'ContentBasedDeduplication') !== 'true')
    return wrong('The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly')
  return { groupId, deduplicationId: given ?? createHash('sha256').update(body).digest('hex') }
}

interface Sent {
  readonly id: string
  readonly sequence: string | null
  readonly at: number
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

async function receive(store: SqsStore, queue: Queue, { input, now }: ServiceCall): Promise<Output | Fault> {
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

interface Redrive {
  readonly arn: string
  readonly maxReceiveCount: number
}

function redriveOf({ attributes }: Queue): Redrive | null {
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
function take(store: SqsStore, queue: Queue, max: number, hideSeconds: number, now: number): readonly Message[] | Fault {
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

function deleteMessage(store: SqsStore, queue: Queue, handle: string): Output | Fault {
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

function changeVisibility(store: SqsStore, queue: Queue, input: Input, now: number): Output | Fault {
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
  return nothing
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

interface PolicyDocument {
  readonly Statement: readonly { readonly Sid?: string }[]
}

const policyOf = ({ attributes, arn }: Queue): PolicyDocument & Readonly<Record<string, unknown>> =>
  attributes.Policy === undefined
    ? { Version: '2008-10-17', Id: `${arn}/SQSDefaultPolicy`, Statement: [] }
    : (JSON.parse(attributes.Policy) as PolicyDocument & Readonly<Record<string, unknown>>)

function addPermission(queue: Queue, input: Input, now: number, keep: (queue: Queue) => Output): Output | Fault {
  const Sid = textOf(input, 'Label') ?? ''
  const policy = policyOf(queue)
  if (policy.Statement.some((it) => it.Sid === Sid)) return wrong(`Value ${Sid} for parameter Label is invalid. Reason: Already exists.`)
  const statement = {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: textsOf(input, 'AWSAccountIds').map((id) => `arn:aws:iam::${id}:root`) },
    Action: textsOf(input, 'Actions').map((name) => `SQS:${name}`),
    Resource: queue.arn,
  }
  return keep({
    ...queue,
    modifiedAt: now,
    attributes: { ...queue.attributes, Policy: JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] }) },
  })
}

function removePermission(queue: Queue, label: string, now: number, keep: (queue: Queue) => Output): Output | Fault {
  const policy = policyOf(queue)
  if (!policy.Statement.some((it) => it.Sid === label))
    return wrong(`Value ${label} for parameter Label is invalid. Reason: can't find label on existing policy.`)
  const left = policy.Statement.filter((it) => it.Sid !== label)
  const { Policy: _, ...rest } = queue.attributes
  return keep({
    ...queue,
    modifiedAt: now,
    attributes: left.length === 0 ? rest : { ...rest, Policy: JSON.stringify({ ...policy, Statement: left }) },
  })
}
