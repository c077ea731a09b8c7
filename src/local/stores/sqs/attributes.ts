/** Attributes of queues: what they are where nobody set them, and what values they take. Source: SQS API Reference, "CreateQueue". */
import { validatePolicy } from '../../../decide/index.js'
import { fault } from '../../reply.js'
import type { Fault } from '../../types.js'

export const DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  FifoQueue: 'false',
}

export const READ_ONLY = new Set([
  ...['QueueArn', 'CreatedTimestamp', 'LastModifiedTimestamp', 'FifoQueue'],
  ...['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'],
])

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  VisibilityTimeout: [0, 43_200],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
}

const OTHERS = new Set([
  ...['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'FifoQueue', 'ContentBasedDeduplication', 'KmsMasterKeyId'],
  ...['SqsManagedSseEnabled', 'DeduplicationScope', 'FifoThroughputLimit'],
])

export function checkAttributes(attributes: Readonly<Record<string, string>>): Fault | null {
  for (const [name, value] of Object.entries(attributes)) {
    const range = RANGES[name]
    if (range === undefined) {
      if (!OTHERS.has(name)) return fault('InvalidAttributeName', `Unknown Attribute ${name}.`, 400)
      const problem = checkDocument(name, value)
      if (problem !== null) return problem
    } else if (!/^\d+$/.test(value) || Number(value) < range[0] || Number(value) > range[1])
      return fault('InvalidAttributeValue', `Invalid value for the parameter ${name}.`, 400)
  }
  return null
}

function checkDocument(name: string, value: string): Fault | null {
  if (value === '') return null
  if (name === 'Policy') {
    const [error] = validatePolicy(value, 'resource', 'policy').errors
    return error === undefined ? null : fault('InvalidAttributeValue', `Invalid value for the parameter Policy. (${error.message})`, 400)
  }
  if (name !== 'RedrivePolicy') return null
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(value) as {
      readonly deadLetterTargetArn?: string
      readonly maxReceiveCount?: number | string
    }
    if (deadLetterTargetArn?.startsWith('arn:') === true && Number(maxReceiveCount) >= 1) return null
  } catch {
    // Said below.
  }
  return fault(
    'InvalidParameterValue',
    `Value ${value} for parameter RedrivePolicy is invalid. Reason: Redrive policy is not a valid JSON map or lacks deadLetterTargetArn or maxReceiveCount.`,
    400,
  )
}
