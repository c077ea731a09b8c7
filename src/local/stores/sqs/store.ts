import { textOf } from '../../input.js'
import { fault } from '../../reply.js'
import type { Fault, ServiceCall, StoreWorld } from '../../types.js'
import type { Table } from '../tables.js'
import { DEFAULTS } from './attributes.js'
import type { Message, Queue } from './model.js'

export interface SqsStore {
  readonly world: StoreWorld
  readonly queues: Table<Queue>
  readonly messages: (queue: Queue) => Table<Message>
  /** Resolves when something may have become visible, or after the time. */
  readonly wait: (queue: Queue, ms: number) => Promise<void>
  readonly wake: (queue: Queue) => void
  /** A message cannot be seen until then. */
  readonly hidden: (queue: Queue, until: number) => void
}

export const missing: Fault = {
  ...fault('QueueDoesNotExist', 'The specified queue does not exist.', 400),
  queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
}

export const wrong = (message: string, code = 'InvalidParameterValue'): Fault => fault(code, message, 400)

export const urlOf = ({ world }: SqsStore, { account, name }: Queue): string => `${world.endpoint()}/${account}/${name}`

/** The path of the URL alone says which queue it is: hosts differ between clients. */
export function findQueue(store: SqsStore, { input, account, region }: ServiceCall): Queue | Fault {
  const url = textOf(input, 'QueueUrl') ?? ''
  if (url.startsWith('arn:')) return store.queues.get(url) ?? missing
  const parts = url.split('/')
  const name = parts.at(-1) ?? ''
  const owner = /^\d{12}$/.test(parts.at(-2) ?? '') ? (parts.at(-2) ?? account) : account
  return store.queues.get(`arn:aws:sqs:${region}:${owner}:${name}`) ?? missing
}

export const attribute = (queue: Queue, name: string): string => queue.attributes[name] ?? DEFAULTS[name] ?? ''
