import { numberOf, recordOf, tagsOf, textOf, textsOf } from '../../input.js'
import { nothing } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import { checkAttributes, DEFAULTS, READ_ONLY } from './attributes.js'
import type { Queue } from './model.js'
import { missing, type SqsStore, urlOf, wrong } from './store.js'

interface PolicyDocument {
  readonly Statement: readonly { readonly Sid?: string }[]
}

export function createQueue(store: SqsStore, { input, account, region, now }: ServiceCall): Output | Fault {
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

export function getUrl(store: SqsStore, { input, account, region }: ServiceCall): Output | Fault {
  const owner = textOf(input, 'QueueOwnerAWSAccountId') ?? account
  const queue = store.queues.get(`arn:aws:sqs:${region}:${owner}:${textOf(input, 'QueueName') ?? ''}`)
  return queue === undefined ? missing : { QueueUrl: urlOf(store, queue) }
}

export function listQueues(store: SqsStore, { input, account, region }: ServiceCall): Output {
  const prefix = textOf(input, 'QueueNamePrefix') ?? ''
  const all = [...store.queues.values()]
    .filter((it) => it.account === account && it.region === region && it.name.startsWith(prefix))
    .map((it) => urlOf(store, it))
    .sort()
  const max = numberOf(input, 'MaxResults') ?? 1000
  const start = Number(textOf(input, 'NextToken') ?? '0')
  return { QueueUrls: all.slice(start, start + max), ...(start + max < all.length ? { NextToken: String(start + max) } : {}) }
}

export function deleteQueue(store: SqsStore, queue: Queue): Output {
  store.queues.delete(queue.arn)
  store.world.tables.drop(`sqs/messages/${queue.arn}`)
  return nothing
}

export function attributesOf(store: SqsStore, queue: Queue, now: number): Readonly<Record<string, string>> {
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

export const chosen = (all: Readonly<Record<string, string>>, names: readonly string[]): Readonly<Record<string, string>> =>
  names.includes('All') ? all : Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))

export function setAttributes(queue: Queue, input: Input, now: number, keep: (queue: Queue) => Output): Output | Fault {
  const given = (recordOf(input, 'Attributes') ?? {}) as Readonly<Record<string, string>>
  const readOnly = Object.keys(given).find((name) => READ_ONLY.has(name))
  if (readOnly !== undefined) return wrong(`Unknown Attribute ${readOnly}.`, 'InvalidAttributeName')
  const problem = checkAttributes(given)
  if (problem !== null) return problem
  // An empty policy takes the policy away.
  const merged = Object.entries({ ...queue.attributes, ...given }).filter(([, value]) => value !== '')
  return keep({ ...queue, attributes: Object.fromEntries(merged), modifiedAt: now })
}

const policyOf = ({ attributes, arn }: Queue): PolicyDocument & Readonly<Record<string, unknown>> =>
  attributes.Policy === undefined
    ? { Version: '2008-10-17', Id: `${arn}/SQSDefaultPolicy`, Statement: [] }
    : (JSON.parse(attributes.Policy) as PolicyDocument & Readonly<Record<string, unknown>>)

export function addPermission(queue: Queue, input: Input, now: number, keep: (queue: Queue) => Output): Output | Fault {
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

export function removePermission(queue: Queue, label: string, now: number, keep: (queue: Queue) => Output): Output | Fault {
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
