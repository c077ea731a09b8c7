import { beforeAll, expect, test } from 'vitest'
import { parseSym, printSym } from '../policy/index.js'
import { arnOfResource, resolveResource, targetOf } from './resolve.js'
import { appOf } from './testing/app-in-folder.js'
import type { App } from './types.js'
import { textValue } from './values.js'

let app: App
beforeAll(async () => {
  app = await appOf(`
Parameters: { Prefix: { Type: String, Default: x }, BucketName: { Type: String } }
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub "\${Prefix}-items" } }
  Literal: { Type: AWS::Serverless::SimpleTable, Properties: { TableName: orders } }
  OrdersBucket: { Type: AWS::S3::Bucket, Properties: { BucketName: orders } }
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref BucketName } }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
  Fn: { Type: AWS::Lambda::Function, Properties: { FunctionName: worker } }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: bus } }
  Machine: { Type: AWS::Serverless::StateMachine, Properties: { Name: flow } }
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { Name: db } }
  Parameter: { Type: AWS::SSM::Parameter, Properties: { Name: /app/key } }
  Plain: { Type: AWS::SSM::Parameter, Properties: { Name: key } }
  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /app/logs } }
  Key: { Type: AWS::KMS::Key }
  Api: { Type: AWS::Serverless::HttpApi }
  Rule: { Type: AWS::Events::Rule }
  BusRule: { Type: AWS::Events::Rule, Properties: { EventBusName: other } }
  Odd: { Type: Vendor::Odd }
`)
})

interface Row {
  readonly name: string
  readonly text: string
  readonly type?: string
  /** ID, what the text is of it, and what follows. */
  readonly want: string | null
}

const rows: readonly Row[] = [
  { name: 'a symbol', text: '${Table}', want: 'Table name' },
  { name: 'a symbol with an attribute', text: '${Table.Arn}', want: 'Table arn' },
  { name: 'what stands behind an attribute', text: '${Table.Arn}/index/*', want: 'Table arn /index/*' },
  { name: "a stream's attribute is another ARN", text: '${Table.StreamArn}', want: 'Table other' },
  {
    name: 'an ARN around a symbol',
    text: 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}/index/I',
    want: 'Table arn /index/I',
  },
  { name: 'an ARN around a literal name', text: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders', want: 'Literal arn' },
  {
    name: 'an ARN around the same text as the name',
    text: 'arn:aws:dynamodb:*:*:table/${Prefix}-items/index/*',
    want: 'Table arn /index/*',
  },
  { name: 'a name that is the start of another', text: 'arn:aws:dynamodb:*:*:table/orders-archive', want: null },
  { name: 'a literal name that two types share, by type', text: 'orders', type: 'AWS::S3::Bucket', want: 'OrdersBucket name' },
  { name: 'a literal name with the deployed type of a SAM type', text: 'orders', type: 'AWS::DynamoDB::Table', want: 'Literal name' },
  { name: 'a literal name of another type', text: 'orders', type: 'AWS::SQS::Queue', want: null },
  { name: 'a parameter that is the name', text: '${BucketName}', want: 'Bucket name' },
  { name: 'built text that is the name', text: '${Prefix}-items', want: 'Table name' },
  { name: 'a bucket’s ARN and key', text: 'arn:aws:s3:::orders/in/*', want: 'OrdersBucket arn /in/*' },
  { name: 'a queue’s symbol is its URL', text: '${Queue}', want: 'Queue url' },
  { name: 'a queue’s URL by its name', text: 'https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/jobs', want: 'Queue url' },
  {
    name: 'a queue’s URL around an attribute',
    text: 'https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/${Queue.QueueName}',
    want: 'Queue url',
  },
  { name: 'a queue’s ARN', text: 'arn:aws:sqs:eu-west-1:111122223333:jobs', want: 'Queue arn' },
  { name: 'a topic’s symbol is its ARN', text: '${Topic}', want: 'Topic arn' },
  { name: 'a function’s ARN with a qualifier', text: 'arn:aws:lambda:eu-west-1:111122223333:function:worker:live', want: 'Fn arn :live' },
  { name: 'a function’s symbol with a qualifier', text: '${Fn}:live', want: 'Fn name :live' },
  { name: 'a bus by its name', text: 'bus', type: 'AWS::Events::EventBus', want: 'Bus name' },
  { name: 'a state machine by its ARN', text: 'arn:aws:states:eu-west-1:111122223333:stateMachine:flow', want: 'Machine arn' },
  { name: 'a parameter of SSM by an ARN with one slash', text: 'arn:aws:ssm:*:*:parameter/app/key', want: 'Parameter arn' },
  { name: 'a log group’s streams', text: 'arn:aws:logs:*:*:log-group:/app/logs:log-stream:*', want: 'Group arn :log-stream:*' },
  {
    name: 'an API’s endpoint',
    text: 'https://${Api}.execute-api.${AWS::Region}.amazonaws.com/v1',
    want: 'Api url .execute-api.${AWS::Region}.amazonaws.com/v1',
  },
  {
    name: 'an API by its execution ARN',
    text: 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/x',
    want: 'Api arn /*/GET/x',
  },
  { name: 'a resource that is not declared', text: '${Nothing}', want: null },
  { name: 'anything', text: '*', want: null },
  { name: 'no text', text: '', want: null },
]

test.each(rows)('$name', ({ text, type, want }) => {
  const found = resolveResource(app, parseSym(text), type)
  const got = found === null ? null : [found.id, found.part, printSym(found.rest)].filter((part) => part !== '').join(' ')
  expect(got).toBe(want)
})

test.each([
  ['Table', 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}'],
  ['Bucket', 'arn:${AWS::Partition}:s3:::${Bucket}'],
  ['Queue', '${Queue.Arn}'],
  ['Topic', '${Topic}'],
  ['Machine', '${Machine}'],
  ['Secret', '${Secret}'],
  ['Parameter', 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${Parameter}'],
  ['Plain', 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${Plain}'],
  ['Group', 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}'],
  ['Key', 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}'],
  ['Rule', 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${Rule}'],
  // `Ref` of a rule on another bus is `BUS|NAME`.
  ['BusRule', '${BusRule.Arn}'],
  ['Odd', null],
])('the ARN of %s', (id, want) => {
  const arn = arnOfResource(app, id)
  expect(arn === null ? null : printSym(arn)).toBe(want)
})

test.each([
  ['${Queue}', '${Queue.Arn}', 'Queue'],
  ['https://sqs.eu-west-1.amazonaws.com/111122223333/other', 'arn:${AWS::Partition}:sqs:eu-west-1:111122223333:other', null],
  ['arn:aws:sqs:eu-west-1:111122223333:other', 'arn:aws:sqs:eu-west-1:111122223333:other', null],
  ['${import:queue}', '${import:queue}', null],
  ['arn:aws:s3:::orders/in/*', 'arn:${AWS::Partition}:s3:::${OrdersBucket}/in/*', 'OrdersBucket'],
  ['${Table.StreamArn}', '${Table.StreamArn}', 'Table'],
])('%s points at %s', (written, arn, resource) => {
  const target = targetOf(app, textValue(parseSym(written), { file: 'template.yaml', line: 1, column: 1 }))
  expect([printSym(target.arn), target.resource]).toEqual([arn, resource])
})
