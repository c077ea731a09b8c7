/**
 * Lambda reads a queue with the function's role, and deletes what the function has done.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS" and "Handling errors for an SQS event source in Lambda".
 */
import { type Plain, textOf } from '../../api/index.js'
import type { Caller, Reply } from '../../types.js'
import { isFault } from '../client.js'
import type { Mapping } from '../mappings.js'
import { queueRecord } from '../payloads.js'
import { fits, invokeBatch, json } from './invoke-batch.js'
import { callerOf, type Poller, type PollerOptions, rounds } from './types.js'

/** Messages that one call gives or takes. */
const MAX_MESSAGES = 10

export function queuePoller(mapping: Mapping, options: PollerOptions): Poller {
  const { aws } = options
  const [, , , region = '', account = '', name = ''] = mapping.sourceArn.split(':')
  const QueueUrl = `${aws.endpoint}/${account}/${name}`

  const { poll, stop } = rounds(async () => {
    const caller = callerOf(options, mapping)
    if (caller === null) return
    const send = sender(caller)
    for (;;) {
      const messages = await receive(send)
      if (messages.length === 0) return
      const done = await deliver(messages)
      // What was not done comes back once it is visible again, and the queue tells of that.
      for (let i = 0; i < done.length; i += MAX_MESSAGES) {
        const entries = done.slice(i, i + MAX_MESSAGES).map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }))
        await send('DeleteMessageBatch', { Entries: entries })
      }
    }
  }, options.onProblem)

  type Send = (operation: string, input: Plain) => Promise<Reply>

  const sender =
    (as: Caller): Send =>
    (operation, input) =>
      aws.call({ as, service: 'sqs', operation, input: { QueueUrl, ...input }, region })

  /** A batch of more than ten is put together of several calls. */
  async function receive(send: Send): Promise<readonly Plain[]> {
    const all: Plain[] = []
    while (all.length < mapping.batchSize) {
      const reply = await send('ReceiveMessage', {
        MaxNumberOfMessages: Math.min(MAX_MESSAGES, mapping.batchSize - all.length),
        AttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      })
      if (isFault(reply)) {
        options.onProblem(`${mapping.id}: ${reply.message}`)
        return all
      }
      const found = ((reply as Plain).Messages ?? []) as readonly Plain[]
      if (found.length === 0) return all
      all.push(...found)
    }
    return all
  }

  /** @returns the messages that are done with: worked off, or left out by the filter */
  async function deliver(messages: readonly Plain[]): Promise<readonly Plain[]> {
    const records = messages.map((message) => ({ message, record: queueRecord(message, mapping.sourceArn) }))
    const wanted = records.filter(({ record }) => fits(mapping, { ...record, body: json(textOf(record.body) ?? '') }, options))
    const dropped = messages.filter((message) => !wanted.some((each) => each.message === message))
    if (wanted.length === 0) return dropped
    const given = wanted.map(({ record }) => record)
    const outcome = await invokeBatch(mapping, options, given, ({ messageId }) => String(messageId))
    if (outcome.kind !== 'answered') return dropped
    return [...dropped, ...wanted.filter(({ record }) => !outcome.failed.has(String(record.messageId))).map(({ message }) => message)]
  }

  return { mapping, poll, stop }
}
