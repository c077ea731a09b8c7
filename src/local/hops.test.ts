/** What services hand to each other, without an app: with clients as anyone would use them. */
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import {
  CreateBucketCommand,
  PutBucketCorsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './testing/app.js'
import { policy, type Running, running } from './testing/running.js'

const Bucket = 'uploads'
let it: Running
let s3: S3Client
beforeAll(async () => {
  it = await running()
  s3 = new S3Client({ ...it.admin(), forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => it.aws.close())

async function queue(name: string, service: string): Promise<{ readonly arn: string; readonly next: () => Promise<unknown> }> {
  const client = new SQSClient(it.admin())
  const arn = `arn:aws:sqs:${it.aws.region}:${it.account}:${name}`
  const Policy = policy([{ Effect: 'Allow', Principal: { Service: service }, Action: 'sqs:SendMessage', Resource: arn }])
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }))
  return {
    arn,
    next: async () => JSON.parse(await until(async () => (await client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0]?.Body)),
  }
}

// Source: S3 User Guide, "Using EventBridge": no permission is needed to send events of a bucket to the default bus.
test("a bucket's events reach rules of the default bus", async () => {
  const { arn, next } = await queue('from-bus', 'events.amazonaws.com')
  const bus = new EventBridgeClient(it.admin())
  const EventPattern = JSON.stringify({ source: ['aws.s3'], detail: { bucket: { name: [Bucket] }, object: { key: [{ suffix: '.txt' }] } } })
  await bus.send(new PutRuleCommand({ Name: 'uploads', EventPattern }))
  await bus.send(new PutTargetsCommand({ Rule: 'uploads', Targets: [{ Id: 'q', Arn: arn }] }))
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a.bin', Body: 'x' }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a.txt', Body: 'x' }))
  expect(await next()).toMatchObject({ 'detail-type': 'Object Created', source: 'aws.s3', detail: { object: { key: 'a.txt', size: 1 } } })
})

// Source: SNS Developer Guide, "Payload-based filtering", whose example is an event of S3.
test('a filter of a message looks into its lists', async () => {
  const { arn, next } = await queue('from-topic', 'sns.amazonaws.com')
  const sns = new SNSClient(it.admin())
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }))
  const Attributes = {
    RawMessageDelivery: 'true',
    FilterPolicyScope: 'MessageBody',
    FilterPolicy: JSON.stringify({ Records: { s3: { object: { key: [{ prefix: 'auto-' }] } } } }),
  }
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes }))
  for (const key of ['other', 'auto-1'])
    await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify({ Records: [{ s3: { object: { key } } }] }) }))
  expect(await next()).toEqual({ Records: [{ s3: { object: { key: 'auto-1' } } }] })
})

// Source: S3 User Guide, "How Amazon S3 evaluates the CORS configuration on a bucket".
test('a browser may ask before it uses a URL that was signed for its upload', async () => {
  const CORSRules = [{ AllowedOrigins: ['http://localhost:3000'], AllowedMethods: ['PUT'], AllowedHeaders: ['*'], MaxAgeSeconds: 60 }]
  await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
  const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'a b+c.json', ContentType: 'application/json' }))
  const ask = (origin: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' },
    })
  const allowed = await ask('http://localhost:3000')
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, 'http://localhost:3000'])
  expect((await ask('http://localhost:4000')).status).toBe(403)
  expect((await fetch(url, { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(200)
})
