import { describe, expect, test } from 'vitest'
import { notObservable } from './observable.js'
import { parseSelectors } from './selectors.js'

const likeness = (pattern: string, resource: string): 'yes' | 'no' =>
  // A symbol is the resource whose name holds it.
  resource.includes(/\$\{(\w+)\}/.exec(pattern)?.[1] ?? pattern) ? 'yes' : 'no'

function observed(answer: unknown, action: string, resource: string): string {
  const parsed = parseSelectors(JSON.stringify(answer), 'selectors.json')
  if (!parsed.ok) throw new Error(parsed.error[0]?.message)
  return notObservable(action, resource, parsed.value, likeness) ?? 'recorded'
}

const field = (Field: string, operators: Readonly<Record<string, readonly string[]>>) => ({ Field, ...operators })
const of = (category: string, ...fields: readonly unknown[]) => ({
  FieldSelectors: [field('eventCategory', { Equals: [category] }), ...fields],
})
const type = (name: string) => field('resources.type', { Equals: [name] })
const trail = (...selectors: readonly unknown[]) => ({
  TrailARN: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/t',
  AdvancedEventSelectors: selectors,
})
const S3 = 'AWS::S3::Object'
const bucket = 'arn:aws:s3:::media'
const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/items'
const fn = 'arn:aws:lambda:us-east-1:111122223333:function:f'
const missed = 'audit/not-selected'

interface Row {
  readonly name: string
  readonly answer: unknown
  readonly calls: Readonly<Record<string, string>>
}

// Source: CloudTrail API Reference, "DataResource", "EventSelector"; CloudTrail User Guide, "Logging management events".
describe('basic selectors', () => {
  const basic = (selector: unknown) => ({ EventSelectors: [selector] })
  test.each<Row>([
    {
      name: 'what a new trail has',
      answer: basic({ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] }),
      calls: {
        [`dynamodb:DescribeTable ${table}`]: 'recorded',
        [`s3:GetObject ${bucket}/*`]: missed,
        'iam:PassRole *': 'audit/never-logged',
        'logs:PutLogEvents *': 'audit/never-logged',
      },
    },
    {
      name: 'writes alone: a decryption counts as a read',
      answer: basic({ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }),
      calls: { 'sqs:CreateQueue *': 'recorded', 'kms:Decrypt *': missed, 'sts:AssumeRole *': missed, 'kms:CreateKey *': 'recorded' },
    },
    {
      name: 'reads alone',
      answer: basic({ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true }),
      calls: { 'kms:Decrypt *': 'recorded', 'sqs:CreateQueue *': missed, 'secretsmanager:GetSecretValue *': 'recorded' },
    },
    {
      name: 'without KMS and the Data API',
      answer: basic({
        ReadWriteType: 'All',
        IncludeManagementEvents: true,
        ExcludeManagementEventSources: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'],
      }),
      calls: { 'kms:Decrypt *': missed, 'rds-data:ExecuteStatement *': missed, 'secretsmanager:GetSecretValue *': 'recorded' },
    },
    {
      name: 'every bucket',
      answer: basic({ IncludeManagementEvents: false, DataResources: [{ Type: S3, Values: ['arn:aws:s3'] }] }),
      calls: { [`s3:GetObject ${bucket}/*`]: 'recorded', 's3:PutObject *': 'recorded', 'sqs:CreateQueue *': missed },
    },
    {
      name: 'one bucket',
      answer: basic({ DataResources: [{ Type: S3, Values: ['arn:aws:s3:::media/'] }] }),
      calls: {
        [`s3:GetObject ${bucket}/*`]: 'recorded',
        [`s3:ListBucket ${bucket}`]: 'recorded',
        's3:GetObject arn:aws:s3:::media2/*': missed,
        's3:GetObject *': missed,
        's3:GetObject arn:aws:s3:::media*/*': missed,
      },
    },
    {
      name: 'a prefix of one bucket',
      answer: basic({ DataResources: [{ Type: S3, Values: ['arn:aws:s3:::media/uploads'] }] }),
      calls: { [`s3:GetObject ${bucket}/uploads/*`]: 'recorded', [`s3:GetObject ${bucket}/*`]: missed },
    },
    {
      name: 'one function, by its whole name',
      answer: basic({ DataResources: [{ Type: 'AWS::Lambda::Function', Values: [fn] }] }),
      calls: {
        [`lambda:InvokeFunction ${fn}`]: 'recorded',
        [`lambda:InvokeFunction ${fn}:live`]: 'recorded',
        [`lambda:InvokeFunction ${fn}2`]: missed,
      },
    },
    {
      name: 'every function',
      answer: basic({ DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }] }),
      calls: { [`lambda:InvokeFunction ${fn}`]: 'recorded', 'lambda:InvokeFunction *': 'recorded' },
    },
    {
      name: 'one table, with its index and its stream',
      answer: basic({ DataResources: [{ Type: 'AWS::DynamoDB::Table', Values: [table] }] }),
      calls: {
        [`dynamodb:PutItem ${table}`]: 'recorded',
        [`dynamodb:Query ${table}/index/byDate`]: 'recorded',
        [`dynamodb:GetRecords ${table}/stream/*`]: 'recorded',
        [`dynamodb:PutItem ${table}2`]: missed,
      },
    },
  ])('$name', ({ answer, calls }) => {
    expect(Object.fromEntries(Object.keys(calls).map((call) => [call, observed(answer, ...split(call))]))).toEqual(calls)
  })
})

const split = (call: string): [string, string] => [call.slice(0, call.indexOf(' ')), call.slice(call.indexOf(' ') + 1)]

// Source: CloudTrail API Reference, "AdvancedFieldSelector"; CloudTrail User Guide, "Filtering data events by resources.ARN" and
// "Filtering data events by eventName".
describe('advanced selectors', () => {
  test.each<Row>([
    {
      name: 'StartsWith one bucket',
      answer: trail(of('Data', type(S3), field('resources.ARN', { StartsWith: [`${bucket}/`] }))),
      calls: {
        [`s3:GetObject ${bucket}/a*`]: 'recorded',
        [`s3:ListBucket ${bucket}`]: 'recorded',
        's3:GetObject arn:aws:s3:::media-2/*': missed,
        's3:GetObject arn:aws:s3:::${media}/*': 'recorded',
        's3:GetObject arn:aws:s3:::${logs}/*': missed,
      },
    },
    {
      name: 'one of several buckets',
      answer: trail(of('Data', type(S3), field('resources.ARN', { StartsWith: ['arn:aws:s3:::a/', `${bucket}/`] }))),
      calls: {
        [`s3:PutObject ${bucket}/*`]: 'recorded',
        's3:PutObject arn:aws:s3:::a/k': 'recorded',
        's3:PutObject arn:aws:s3:::b/k': missed,
      },
    },
    {
      name: 'NotStartsWith the bucket of the trail',
      answer: trail(of('Data', type(S3), field('resources.ARN', { NotStartsWith: ['arn:aws:s3:::trail-logs/'] }))),
      calls: {
        [`s3:GetObject ${bucket}/*`]: 'recorded',
        's3:GetObject arn:aws:s3:::trail-logs/*': missed,
        's3:GetObject arn:aws:s3:::t*': missed,
        's3:GetObject *': missed,
      },
    },
    {
      name: 'NotEquals one table',
      answer: trail(of('Data', type('AWS::DynamoDB::Table'), field('resources.ARN', { NotEquals: [table] }))),
      calls: { [`dynamodb:PutItem ${table}`]: missed, [`dynamodb:PutItem ${table}2`]: 'recorded', 'dynamodb:PutItem *': missed },
    },
    {
      name: 'Equals one function',
      answer: trail(of('Data', type('AWS::Lambda::Function'), field('resources.ARN', { Equals: [fn] }))),
      calls: { [`lambda:InvokeFunction ${fn}`]: 'recorded', [`lambda:InvokeFunction ${fn}*`]: missed },
    },
    {
      name: 'EndsWith a stage',
      answer: trail(of('Data', type('AWS::SQS::Queue'), field('resources.ARN', { EndsWith: ['-prod'] }))),
      calls: {
        'sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:jobs-prod': 'recorded',
        'sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:*-prod': 'recorded',
        'sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:jobs-dev': missed,
        'sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:jobs*': missed,
      },
    },
    {
      name: 'NotEndsWith a stage',
      answer: trail(of('Data', type('AWS::SQS::Queue'), field('resources.ARN', { NotEndsWith: ['-dev'] }))),
      calls: {
        'sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:jobs-prod': 'recorded',
        'sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:jobs-dev': missed,
        'sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:jobs*': missed,
      },
    },
    {
      name: 'names of events: an action with several needs all of them',
      answer: trail(of('Data', type(S3), field('eventName', { Equals: ['PutObject', 'DeleteObject', 'DeleteObjects'] }))),
      calls: { [`s3:DeleteObject ${bucket}/*`]: 'recorded', [`s3:PutObject ${bucket}/*`]: missed, [`s3:GetObject ${bucket}/*`]: missed },
    },
    {
      name: 'names of events that begin so',
      answer: trail(of('Data', type('AWS::DynamoDB::Table'), field('eventName', { StartsWith: ['Put', 'Update'] }))),
      calls: { [`dynamodb:GetItem ${table}`]: missed, [`dynamodb:PutItem ${table}`]: missed, [`dynamodb:Scan ${table}`]: missed },
    },
    {
      name: 'names of events that are left out',
      answer: trail(of('Data', type('AWS::SNS::Topic'), field('eventName', { NotEquals: ['PublishBatch'] }))),
      calls: { 'sns:Publish arn:aws:sns:us-east-1:111122223333:t': missed },
    },
    {
      name: 'names that are left out and are of others',
      answer: trail(of('Data', type('AWS::SNS::Topic'), field('eventName', { NotStartsWith: ['Create'] }))),
      calls: { 'sns:Publish arn:aws:sns:us-east-1:111122223333:t': 'recorded' },
    },
    {
      name: 'writes of objects',
      answer: trail(of('Data', type(S3), field('readOnly', { Equals: ['false'] }))),
      calls: { [`s3:PutObject ${bucket}/*`]: 'recorded', [`s3:GetObject ${bucket}/*`]: missed },
    },
    {
      name: 'management events without KMS',
      answer: trail(of('Management', field('eventSource', { NotEquals: ['kms.amazonaws.com'] }))),
      calls: { 'kms:Decrypt *': missed, 'sqs:CreateQueue *': 'recorded', [`s3:GetObject ${bucket}/*`]: missed },
    },
    {
      name: 'management events of one service',
      answer: trail(of('Management', field('eventSource', { Equals: ['monitoring.amazonaws.com'] }))),
      calls: { 'cloudwatch:PutMetricAlarm *': 'recorded', 'sqs:CreateQueue *': missed },
    },
    {
      name: 'management events that read, but for those of the console',
      answer: trail(
        of('Management', field('readOnly', { Equals: ['true'] }), field('sessionCredentialFromConsole', { NotEquals: ['true'] })),
      ),
      calls: { 'kms:Decrypt *': 'recorded', 'sqs:CreateQueue *': missed },
    },
    {
      name: 'events of some callers say nothing of a role',
      answer: trail(of('Management', field('userIdentity.arn', { NotStartsWith: ['arn:aws:sts::111122223333:assumed-role/scanner'] }))),
      calls: { 'sqs:CreateQueue *': missed },
    },
    {
      name: 'events that came through an endpoint',
      answer: trail(of('NetworkActivity', field('eventSource', { Equals: ['kms.amazonaws.com'] }))),
      calls: { 'kms:Decrypt *': missed },
    },
    {
      name: 'metrics and traces are data events',
      answer: trail(of('Data', type('AWS::CloudWatch::Metric')), of('Data', type('AWS::XRay::Trace'))),
      calls: { 'cloudwatch:PutMetricData *': 'recorded', 'xray:PutTraceSegments *': 'recorded', 'xray:GetSamplingRules *': missed },
    },
    {
      name: 'streams of tables that are selected',
      answer: trail(of('Data', type('AWS::DynamoDB::Table'))),
      calls: { [`dynamodb:GetRecords ${table}/stream/*`]: 'recorded' },
    },
    {
      name: 'streams alone',
      answer: trail(of('Data', type('AWS::DynamoDB::Stream'))),
      calls: { [`dynamodb:GetRecords ${table}/stream/*`]: 'recorded', [`dynamodb:PutItem ${table}`]: missed },
    },
    {
      name: 'directory buckets and vectors are types of their own',
      answer: trail(of('Data', type('AWS::S3Express::Object')), of('Data', type('AWS::S3Vectors::Index'))),
      calls: { 's3express:CreateSession *': 'recorded', 's3vectors:QueryVectors *': 'recorded', [`s3:GetObject ${bucket}/*`]: missed },
    },
    {
      name: 'several types of data events are several selectors',
      answer: trail(of('Data', type('AWS::SES::EmailIdentity')), of('Data', type('AWS::KinesisFirehose::DeliveryStream'))),
      calls: { 'ses:SendEmail *': 'recorded', 'firehose:PutRecord *': 'recorded', 'kinesis:PutRecord *': missed },
    },
  ])('$name', ({ answer, calls }) => {
    expect(Object.fromEntries(Object.keys(calls).map((call) => [call, observed(answer, ...split(call))]))).toEqual(calls)
  })
})

describe('several answers', () => {
  const management = trail(of('Management'))
  const objects = { EventDataStoreArn: 'arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/e', ...trail(of('Data', type(S3))) }
  test.each<Row>([
    { name: 'a list of trails', answer: [management, objects], calls: { 'sqs:CreateQueue *': 'recorded', 's3:GetObject *': 'recorded' } },
    { name: 'an event data store', answer: objects, calls: { 'sqs:CreateQueue *': missed, 's3:GetObject *': 'recorded' } },
    {
      name: 'a list of event data stores',
      answer: { EventDataStores: [management, objects] },
      calls: { 'sqs:CreateQueue *': 'recorded', 's3:GetObject *': 'recorded' },
    },
  ])('$name', ({ answer, calls }) => {
    expect(Object.fromEntries(Object.keys(calls).map((call) => [call, observed(answer, ...split(call))]))).toEqual(calls)
  })

  test.each(['', '[]', '{}', '{"trailList":[]}', 'null', '"text"'])('%s is none', (text) => {
    expect(parseSelectors(text, 'selectors.json')).toMatchObject({ ok: false, error: [{ code: 'audit/bad-selectors' }] })
  })
})
