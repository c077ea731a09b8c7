/**
 * Records of what Lambda gives up or has done, handed to a queue, topic, bus, function or bucket with the function's role.
 * Source: AWS Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations", "Adding a dead-letter queue" and
 * "Retain discarded batch records for a Kinesis Data Streams event source in Lambda".
 */
import { randomUUID } from 'node:crypto'
import { isFault } from '../reply.js'
import type { LocalAws, Reply } from '../types.js'
import type { FunctionSpec } from './types.js'

export interface Handed {
  readonly text: string
  readonly isFailure: boolean
  /** Of the message, where the target takes any. */
  readonly attributes?: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>
  /** The object's key, where the target is a bucket. */
  readonly key: string
}

/** @param target the destination's ARN @returns why it did not arrive, else null */
export async function handTo(aws: LocalAws, spec: FunctionSpec, target: string, handed: Handed): Promise<string | null> {
  const credentials = aws.standingSession(spec.roleArn, spec.name, {
    service: 'lambda.amazonaws.com',
    sourceArn: spec.arn,
    sourceAccount: spec.account,
  })
  if ('fault' in credentials) return credentials.message
  const as = aws.callerOf(credentials)
  if (as === null) return `the session of ${spec.roleArn} has ended`
  const [, , service, givenRegion = '', account = '', ...rest] = target.split(':')
  const name = rest.join(':')
  const region = givenRegion === '' ? spec.region : givenRegion
  const { text, isFailure, attributes = {}, key } = handed
  const call = async (to: string, operation: string, input: Readonly<Record<string, unknown>>, body?: Buffer): Promise<string | null> => {
    const reply: Reply = await aws.call({ as, service: to, operation, input, region, ...(body !== undefined && { body }) })
    return isFault(reply) ? reply.message : null
  }
  switch (service) {
    case 'sqs':
      return call('sqs', 'SendMessage', {
        QueueUrl: `${aws.endpoint}/${account}/${name}`,
        MessageBody: text,
        MessageAttributes: attributes,
      })
    case 'sns':
      return call('sns', 'Publish', { TopicArn: target, Message: text, MessageAttributes: attributes })
    case 'lambda':
      return call('lambda', 'Invoke', { FunctionName: target, InvocationType: 'Event', Payload: text })
    case 'events': {
      const DetailType = `Lambda Function Invocation Result - ${isFailure ? 'Failure' : 'Success'}`
      const Resources = [target, `${spec.arn}:$LATEST`]
      return call('eventbridge', 'PutEvents', {
        Entries: [{ Source: 'lambda', DetailType, Detail: text, EventBusName: target, Resources }],
      })
    }
    case 's3':
      return call('s3', 'PutObject', { Bucket: name, Key: key }, Buffer.from(text))
    default:
      return `\`${target}\` is no destination`
  }
}

/** `2026/11/26/2026-11-26T21.00.00-UUID`, behind what the kind of invocation puts before it. */
export function datedKey(prefix: string, now: number): string {
  const time = new Date(now).toISOString().slice(0, 19)
  return `${prefix}/${time.slice(0, 10).replaceAll('-', '/')}/${time.replaceAll(':', '.')}-${randomUUID()}`
}
