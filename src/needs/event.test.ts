import { expect, test } from 'vitest'
import type { Call } from '../trace/index.js'
import { appOf, callOf, cells, type Given, joined, json, needsWith, piece } from './testing/app-of.js'

const { env, event, any } = piece

const FN = 'Handler: index.handler, Runtime: nodejs22.x, CodeUri: .'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Inbox: { Type: AWS::S3::Bucket }
  Archive: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { EventBridgeConfiguration: {} } } }
  Outbox:
    Type: AWS::S3::Bucket
    Properties: { NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: !GetAtt Jobs.Arn }] } }
  Jobs: { Type: AWS::SQS::Queue }
  News: { Type: AWS::SNS::Topic }
  Feed: { Type: AWS::SQS::Queue }
  FeedSubscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, TopicArn: !Ref News, Endpoint: !GetAtt Feed.Arn } }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: app } }
  Items: { Type: AWS::Serverless::SimpleTable }
  Other: { Type: AWS::Serverless::SimpleTable }
  Sender:
    Type: AWS::Serverless::Function
    Properties: { ${FN}, Environment: { Variables: { JOBS: !Ref Jobs, NEWS: !Ref News, BUS: !Ref Bus, BUCKET: !Ref Archive, FLOW: !Ref Flow, TARGET: !Ref Direct, TABLE: !Ref Items } } }
  FromS3: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { New: { Type: S3, Properties: { Bucket: !Ref Inbox, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [{ Name: prefix, Value: in/ }, { Name: suffix, Value: .json }] } } } } } } }
  FromJobs: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } } } }
  FromFeed: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Job: { Type: SQS, Properties: { Queue: !GetAtt Feed.Arn } } } } }
  FromNews: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { News: { Type: SNS, Properties: { Topic: !Ref News } } } } }
  FromBus: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { E: { Type: EventBridgeRule, Properties: { EventBusName: !Ref Bus, Pattern: { source: [app], detail: { bucket: { name: [!Ref Archive] } } } } } } } }
  FromAnyBucket: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { E: { Type: EventBridgeRule, Properties: { Pattern: { source: [aws.s3] } } } } } }
  FromInput: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { E: { Type: Schedule, Properties: { Schedule: rate(1 day), Input: !Sub '{"table":"\${Items}"}' } } } } }
  FromTransformer:
    Type: AWS::Serverless::Function
    Properties:
      ${FN.replaceAll(', ', '\n      ')}
      Events:
        E:
          Type: EventBridgeRule
          Properties:
            Pattern: { source: [aws.s3], detail: { bucket: { name: [!Ref Archive] } } }
            InputTransformer: { InputPathsMap: { b: $.detail.bucket.name }, InputTemplate: '{"bucket": <b>, "table": "fixed"}' }
  Custom: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Seed: { Type: Custom::Seed, Properties: { ServiceToken: !GetAtt Custom.Arn, Table: !Ref Items } }
  Direct: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Step: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Last: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: First
        States:
          First: { Type: Task, Resource: !GetAtt Step.Arn, ResultPath: $.first, Next: Second }
          Second:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: { FunctionName: !Ref Last, Payload: { 'bucket.$': $.source.bucket, table: !Ref Items, 'first.$': $.first.bucket } }
            End: true
`

const app = await appOf(TEMPLATE)

/** What the sender of the app sends. */
const SENT: readonly Call[] = [
  callOf('sqs', 'SendMessage', { QueueUrl: env('JOBS'), MessageBody: json({ bucket: env('BUCKET'), key: joined('k/', any()) }) }),
  callOf('sns', 'Publish', { TopicArn: env('NEWS'), Message: json({ table: env('TABLE') }) }),
  callOf('eventbridge', 'PutEvents', { Entries: [{ EventBusName: env('BUS'), Detail: json({ table: env('TABLE') }) }] }),
  callOf('lambda', 'Invoke', { FunctionName: env('TARGET'), Payload: json({ table: env('TABLE') }) }),
  callOf('sfn', 'StartExecution', { stateMachineArn: env('FLOW'), input: json({ source: { bucket: env('BUCKET') } }) }),
]

interface Row {
  readonly name: string
  readonly fn: string
  readonly bucket?: string
  readonly key?: string
  readonly table?: string
  readonly want: readonly string[]
}

const rows: readonly Row[] = [
  { name: 'an S3 event is about the wired bucket', fn: 'FromS3', bucket: 'Records.0.s3.bucket.name', want: ['s3:GetObject s3:${Inbox}/*'] },
  {
    name: 'its keys are those that the filter lets through',
    fn: 'FromS3',
    bucket: 'Records.*.s3.bucket.name',
    key: 'Records.*.s3.object.key',
    want: ['s3:GetObject s3:${Inbox}/in/*.json'],
  },
  {
    name: 'a message holds what functions put there, and what buckets notify',
    fn: 'FromJobs',
    bucket: 'Records.*.body.()json.bucket',
    key: 'Records.*.body.()json.key',
    want: ['s3:GetObject s3:${Archive}/k/*'],
  },
  {
    name: 'a bucket notifies a queue',
    fn: 'FromJobs',
    bucket: 'Records.*.body.()json.Records.*.s3.bucket.name',
    want: ['s3:GetObject s3:${Outbox}/*'],
  },
  {
    name: 'a topic hands on what is published',
    fn: 'FromNews',
    table: 'Records.0.Sns.Message.()json.table',
    want: ['dynamodb:Scan table/${Items}'],
  },
  {
    name: 'a queue behind a topic gets it in an envelope',
    fn: 'FromFeed',
    table: 'Records.0.body.()json.Message.()json.table',
    want: ['dynamodb:Scan table/${Items}'],
  },
  { name: 'a rule’s pattern names the bucket', fn: 'FromBus', bucket: 'detail.bucket.name', want: ['s3:GetObject s3:${Archive}/*'] },
  {
    name: 'what the pattern leaves open is what was put on the bus',
    fn: 'FromBus',
    table: 'detail.table',
    want: ['dynamodb:Scan table/${Items}'],
  },
  {
    name: 'S3’s own events come from buckets that send them',
    fn: 'FromAnyBucket',
    bucket: 'detail.bucket.name',
    want: ['s3:GetObject s3:${Archive}/*'],
  },
  { name: 'a schedule’s input is constant', fn: 'FromInput', table: 'table', want: ['dynamodb:Scan table/${Items}'] },
  {
    name: 'an input transformer says where its parts are from',
    fn: 'FromTransformer',
    bucket: 'bucket',
    want: ['s3:GetObject s3:${Archive}/*'],
  },
  { name: 'an input transformer’s constants are constants', fn: 'FromTransformer', table: 'table', want: ['dynamodb:Scan table/fixed'] },
  {
    name: 'a custom resource hands on its properties',
    fn: 'Custom',
    table: 'ResourceProperties.Table',
    want: ['dynamodb:Scan table/${Items}'],
  },
  { name: 'a function that another one invokes gets its payload', fn: 'Direct', table: 'table', want: ['dynamodb:Scan table/${Items}'] },
  {
    name: 'the first state gets what the machine was started with',
    fn: 'Step',
    bucket: 'source.bucket',
    want: ['s3:GetObject s3:${Archive}/*'],
  },
  { name: 'a later state gets it too, where results go beside it', fn: 'Last', bucket: 'bucket', want: ['s3:GetObject s3:${Archive}/*'] },
  { name: 'constants of a task’s payload are known', fn: 'Last', table: 'table', want: ['dynamodb:Scan table/${Items}'] },
  {
    name: 'what a task answers is not followed',
    fn: 'Last',
    bucket: 'first',
    want: ['s3:GetObject s3:${Archive}/* ?candidates', 's3:GetObject s3:${Inbox}/* ?candidates', 's3:GetObject s3:${Outbox}/* ?candidates'],
  },
  {
    name: 'a path that no wire has is not known',
    fn: 'FromS3',
    table: 'detail.table',
    want: ['dynamodb:Scan table/${Items} ?candidates', 'dynamodb:Scan table/${Other} ?candidates'],
  },
]

test.each(rows)('$name', ({ fn, bucket, key, table, want }) => {
  const input: { readonly [key: string]: Given } =
    table === undefined ? { Bucket: event(bucket ?? ''), Key: key === undefined ? any() : event(key) } : { TableName: event(table) }
  const call = table === undefined ? callOf('s3', 'GetObject', input) : callOf('dynamodb', 'Scan', input)
  const needs = needsWith(app, { Sender: SENT, [fn]: [call] })
  expect(cells(needs.functions.get(fn)?.grants ?? [], 'call')).toEqual([...want].sort())
})

test('functions that send to each other in a circle end', async () => {
  const circle = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  A: { Type: AWS::SQS::Queue }
  B: { Type: AWS::SQS::Queue }
  ToB: { Type: AWS::Serverless::Function, Properties: { ${FN}, Environment: { Variables: { Q: !Ref B } }, Events: { E: { Type: SQS, Properties: { Queue: !GetAtt A.Arn } } } } }
  ToA: { Type: AWS::Serverless::Function, Properties: { ${FN}, Environment: { Variables: { Q: !Ref A } }, Events: { E: { Type: SQS, Properties: { Queue: !GetAtt B.Arn } } } } }
`)
  const forward = callOf('sqs', 'SendMessage', { QueueUrl: env('Q'), MessageBody: event('Records.*.body') })
  const use = callOf('dynamodb', 'Scan', { TableName: event('Records.*.body.()json.table') })
  const needs = needsWith(circle, { ToB: [forward, use], ToA: [forward] })
  expect(cells(needs.functions.get('ToB')?.grants ?? [], 'call')).toEqual(['dynamodb:Scan table/* ?wildcard', 'sqs:SendMessage ${B.Arn}'])
})
