/**
 * Sources that functions poll, with what becomes of batches that fail.
 * Source: AWS Lambda Developer Guide, "Handling errors for an SQS event source in Lambda", "Retain discarded batch records for a
 * Kinesis Data Streams event source in Lambda", "Configuring partial batch response with DynamoDB and Lambda".
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { KinesisClient, PutRecordCommand, PutRecordsCommand, UpdateShardCountCommand } from '@aws-sdk/client-kinesis'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp, until } from '../../testing/app.js'

const FILES = {
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs22.x, Timeout: 10, MemorySize: 256 } }
Resources:
  Clicks: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }
  Items:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  Lost: { Type: AWS::SQS::Queue }
  Kept: { Type: AWS::S3::Bucket }
  Dead: { Type: AWS::SQS::Queue }
  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 1, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 } } }
  Many: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
  OnClick:
    Type: AWS::Serverless::Function
    Properties:
      Handler: fn.clicks
      Events:
        Click:
          Type: Kinesis
          Properties:
            Stream: !GetAtt Clicks.Arn
            StartingPosition: TRIM_HORIZON
            BatchSize: 10
            MaximumRetryAttempts: 1
            BisectBatchOnFunctionError: true
            DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Lost.Arn } }
            FilterCriteria: { Filters: [{ Pattern: '{"data":{"kind":["good","bad"]}}' }] }
  OnItem:
    Type: AWS::Serverless::Function
    Properties:
      Handler: fn.items
      Policies: [{ S3WritePolicy: { BucketName: !Ref Kept } }]
      Events:
        Item:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Items.StreamArn
            StartingPosition: TRIM_HORIZON
            MaximumRetryAttempts: 1
            FunctionResponseTypes: [ReportBatchItemFailures]
            DestinationConfig: { OnFailure: { Type: S3, Destination: !GetAtt Kept.Arn } }
  OnJob:
    Type: AWS::Serverless::Function
    Properties: { Handler: fn.jobs, Events: { Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn, FunctionResponseTypes: [ReportBatchItemFailures] } } } }
  OnMany:
    Type: AWS::Serverless::Function
    Properties: { Handler: fn.many, Events: { Many: { Type: SQS, Properties: { Queue: !GetAtt Many.Arn, BatchSize: 25, MaximumBatchingWindowInSeconds: 1 } } } }
`,
  'fn.js': `
const text = (record) => Buffer.from(record.kinesis.data, 'base64').toString()
exports.clicks = async ({ Records }) => {
  const all = Records.map((record) => JSON.parse(text(record)))
  console.log('clicks ' + all.map(({ n }) => n).join(','))
  if (all.some(({ kind }) => kind === 'bad')) throw new Error('bad')
}
exports.items = async ({ Records }) => {
  console.log('items ' + Records.map(({ dynamodb }) => dynamodb.Keys.id.S).join(','))
  const bad = Records.find(({ dynamodb }) => dynamodb.Keys.id.S.startsWith('bad'))
  return { batchItemFailures: bad === undefined ? [] : [{ itemIdentifier: bad.dynamodb.SequenceNumber }] }
}
exports.jobs = async ({ Records }) => {
  console.log('jobs ' + Records.map(({ body, attributes }) => body + attributes.ApproximateReceiveCount).join(','))
  return { batchItemFailures: Records.filter(({ body }) => body === 'fail').map(({ messageId }) => ({ itemIdentifier: messageId })) }
}
exports.many = async ({ Records }) => console.log('many ' + Records.length)
`,
}

let it: TestApp
beforeAll(async () => {
  it = await startTestApp(FILES)
}, 60_000)
afterAll(() => it.close())

const ref = (id: string): string => it.app.describe().resources[id]?.ref ?? ''
const said = (start: string): readonly string[] => it.logs.flatMap((line) => new RegExp(`\\t${start} (.*)`).exec(line)?.[1] ?? [])

test('everything of the app is there', () => expect(it.app.describe().notes).toEqual([]))

test('Kinesis: a record that fails is found by halves, tried again, and its place goes to the destination', async () => {
  const kinesis = new KinesisClient(it.admin())
  const record = (n: number, kind: string) => ({ PartitionKey: 'k', Data: Buffer.from(JSON.stringify({ n, kind })) })
  const kinds = ['good', 'good', 'bad', 'other', 'good']
  const { Records } = await kinesis.send(
    new PutRecordsCommand({ StreamName: ref('Clicks'), Records: kinds.map((kind, i) => record(i + 1, kind)) }),
  )
  const body = await until(async () => {
    const { Messages } = await new SQSClient(it.admin()).send(new ReceiveMessageCommand({ QueueUrl: ref('Lost') }))
    return Messages?.[0]?.Body
  })
  const third = Records?.[2]?.SequenceNumber
  expect(JSON.parse(body)).toMatchObject({
    version: '1.0',
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2, functionArn: expect.stringContaining(':function:') },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    KinesisBatchInfo: {
      shardId: 'shardId-000000000000',
      startSequenceNumber: third,
      endSequenceNumber: third,
      batchSize: 1,
      streamArn: expect.stringContaining(':stream/'),
    },
  })
  // The record that the filter leaves out never comes.
  await until(() => (said('clicks').includes('5') ? true : null))
  expect(said('clicks')).toEqual(['1,2,3,5', '1,2', '3,5', '3', '3', '5'])
  await kinesis.send(new PutRecordCommand({ StreamName: ref('Clicks'), ...record(6, 'good') }))
  await until(() => (said('clicks').at(-1) === '6' ? true : null))
  // A shard that was split is read to its end once, and what comes after it comes from its children.
  await kinesis.send(new UpdateShardCountCommand({ StreamName: ref('Clicks'), TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' }))
  await kinesis.send(new PutRecordCommand({ StreamName: ref('Clicks'), ...record(7, 'good') }))
  await until(() => (said('clicks').at(-1) === '7' ? true : null))
  await kinesis.send(new PutRecordCommand({ StreamName: ref('Clicks'), ...record(8, 'good') }))
  await until(() => (said('clicks').at(-1) === '8' ? true : null))
  expect(said('clicks').slice(-3)).toEqual(['6', '7', '8'])
  // The poller keeps its session: it assumed the role once, not for each round.
  const role = it.calls.filter(
    ({ event }) => event.eventName === 'AssumeRole' && JSON.stringify(event.requestParameters).includes('OnClick'),
  )
  expect(role.length).toBeLessThan(5)
  await until(() => (said('clicks').includes('6') ? true : null))
}, 20_000)

test('DynamoDB: what stands before the record that failed is done, and a bucket gets what was given up', async () => {
  const client = new DynamoDBClient(it.admin())
  const put = (id: string) => client.send(new PutItemCommand({ TableName: ref('Items'), Item: { id: { S: id } } }))
  await put('a')
  await until(() => (said('items').includes('a') ? true : null))
  await put('bad')
  const { Contents } = await until(async () => {
    const listed = await new S3Client({ ...it.admin(), forcePathStyle: true }).send(new ListObjectsV2Command({ Bucket: ref('Kept') }))
    return (listed.KeyCount ?? 0) > 0 ? listed : null
  })
  expect(Contents?.[0]?.Key).toMatch(/^aws\/lambda\/OnItemItem\/shardId-[\d-]+\/\d{4}\/\d\d\/\d\d\/.+Z?-[0-9a-f-]{36}$/)
  await put('b')
  await until(() => (said('items').includes('b') ? true : null))
  expect(said('items')).toEqual(['a', 'bad', 'bad', 'b'])
}, 20_000)

test('SQS: a message that failed comes again once it is visible, and then to the dead letters', async () => {
  const client = new SQSClient(it.admin())
  for (const MessageBody of ['ok', 'fail']) await client.send(new SendMessageCommand({ QueueUrl: ref('Jobs'), MessageBody }))
  const dead = await until(async () => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: ref('Dead'), AttributeNames: ['ApproximateNumberOfMessages'] }),
    )
    return Attributes?.ApproximateNumberOfMessages === '1' ? true : null
  }, 10_000)
  expect([dead, said('jobs').join().split(',').sort()]).toEqual([true, ['fail1', 'fail2', 'ok1']])
}, 20_000)

test('SQS: a batch of more than ten messages', async () => {
  const client = new SQSClient(it.admin())
  const send = (from: number) =>
    client.send(
      new SendMessageBatchCommand({
        QueueUrl: ref('Many'),
        Entries: Array.from({ length: 10 }, (_, i) => ({ Id: `m${i}`, MessageBody: String(from + i), DelaySeconds: 1 })),
      }),
    )
  for (const from of [0, 10, 20]) await send(from)
  const total = (): number => said('many').reduce((sum, each) => sum + Number(each), 0)
  await until(() => (total() === 30 ? true : null))
  expect(Math.max(...said('many').map(Number))).toBeGreaterThan(10)
}, 20_000)

test('an app that starts again on the same state goes on where it was', async () => {
  const state = mkdtempSync(join(tmpdir(), 'rolewright-state-'))
  const run = async (ids: readonly string[]): Promise<readonly string[]> => {
    const again = await startTestApp(FILES, { aws: { state } })
    const client = new DynamoDBClient(again.admin())
    const TableName = again.app.describe().resources.Items?.ref
    for (const id of ids) {
      await client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }))
      await until(() => (again.logs.some((line) => line.includes(`items ${id}`)) ? true : null))
    }
    await again.app.settle()
    await again.close()
    return again.logs.flatMap((line) => /\titems (.*)/.exec(line)?.[1] ?? [])
  }
  expect(await run(['one'])).toEqual(['one'])
  expect(await run(['two'])).toEqual(['two'])
  rmSync(state, { recursive: true })
}, 40_000)
