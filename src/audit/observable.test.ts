import { describe, expect, test } from 'vitest'
import { findAction } from '../catalog/index.js'
import { DATA_CLASSES, NEVER, RECORDED_AS_READ, RECORDED_AS_WRITE, RECORDED_BY_NAME, SIDE_CHECKS } from './data-classes.js'
import { eventClass, isRead, recordedBy } from './observable.js'
import type { Fact } from './types.js'

const fact = (action: string, resource: string): Fact => ({
  role: 'arn:aws:iam::111122223333:role/app',
  roleId: '',
  session: 'fn',
  via: '',
  checks: [{ action, resource }],
  denied: false,
  by: null,
  explicit: null,
  known: true,
  refused: null,
  count: 1,
  first: 1,
  last: 1,
  sample: 'e',
})

test.each(['yes', 'maybe', 'no'] as const)('events of a bucket that is %s the one of the template', (like) => {
  const recorded = recordedBy(new Set(['s3.amazonaws.com GetObject']), [fact('s3:GetObject', 'arn:aws:s3:::media/k')])
  expect(recorded.records('AWS::S3::Object', 's3:GetObject', 'arn:aws:s3:::${Files}/*', () => like)).toBe(like === 'yes')
})

test.each([
  { name: 'the same access point', resource: 'arn:aws:s3:eu-west-1:111122223333:accesspoint/one/object/*', want: true },
  { name: 'another access point', resource: 'arn:aws:s3:eu-west-1:111122223333:accesspoint/other/object/*', want: false },
])('events of an access point say what is recorded of $name', ({ resource, want }) => {
  const seen = fact('s3:GetObject', 'arn:aws:s3:eu-west-1:111122223333:accesspoint/one/object/k')
  expect(recordedBy(new Set(), [seen]).records('AWS::S3::Object', 's3:GetObject', resource, () => 'no')).toBe(want)
})

test('what an endpoint refused does not say what a trail records', () => {
  const refused: Fact = { ...fact('s3:GetObject', 'arn:aws:s3:::media/k'), denied: true, by: 'VPC endpoint policy', explicit: false }
  expect(recordedBy(new Set(), [refused]).records('AWS::S3::Object', 's3:GetObject', 'arn:aws:s3:::media/*', () => 'no')).toBe(false)
})

test('every class has actions that there are', () => {
  const unknown = [
    ...DATA_CLASSES.flatMap(({ actions }) => actions),
    ...NEVER,
    ...SIDE_CHECKS,
    ...RECORDED_AS_READ,
    ...RECORDED_AS_WRITE,
    ...RECORDED_BY_NAME,
  ]
    .filter((pattern) => !pattern.endsWith('*'))
    .filter((action) => findAction(action)?.action !== action)
  expect(unknown).toEqual([])
})

describe('classes and ways of recording', () => {
  test.each([
    ['s3:GetObject', 'AWS::S3::Object', true],
    ['s3:GetBucketPolicy', 'Management', true],
    ['s3:PutObjectTagging', 'AWS::S3::Object', false],
    ['dynamodb:PartiQLSelect', 'AWS::DynamoDB::Table', false],
    ['dynamodb:DescribeTable', 'Management', true],
    ['dynamodb:GetShardIterator', 'AWS::DynamoDB::Stream', true],
    ['lambda:InvokeFunction', 'AWS::Lambda::Function', false],
    ['lambda:GetFunction', 'Management', true],
    ['sqs:ReceiveMessage', 'AWS::SQS::Queue', true],
    ['sqs:PurgeQueue', 'Management', false],
    ['sns:Publish', 'AWS::SNS::Topic', false],
    ['kms:Decrypt', 'Management', true],
    ['kms:CreateGrant', 'Management', false],
    ['sts:AssumeRole', 'Management', true],
    ['secretsmanager:GetSecretValue', 'Management', true],
    ['ssm:GetParametersByPath', 'Management', true],
    ['states:StartExecution', 'Management', false],
    ['states:StartSyncExecution', 'AWS::StepFunctions::StateMachine', false],
    ['states:GetActivityTask', 'AWS::StepFunctions::Activity', false],
    ['events:PutEvents', 'AWS::Events::EventBus', false],
    ['events:PutRule', 'Management', false],
    ['sagemaker:InvokeEndpoint', 'AWS::SageMaker::Endpoint', true],
    ['cloudwatch:PutMetricData', 'AWS::CloudWatch::Metric', false],
    ['xray:PutTraceSegments', 'AWS::XRay::Trace', false],
    ['firehose:PutRecordBatch', 'AWS::KinesisFirehose::DeliveryStream', false],
    ['kinesis:DescribeStream', 'Management', true],
    ['appsync:GraphQL', 'AWS::AppSync::GraphQLApi', false],
    ['rds-data:ExecuteStatement', 'AWS::RDS::DBCluster', false],
    ['bedrock:InvokeModel', 'Management', true],
    ['bedrock:Retrieve', 'AWS::Bedrock::KnowledgeBase', true],
    ['ses:SendEmail', 'AWS::SES::EmailIdentity', false],
    ['ebs:GetSnapshotBlock', 'AWS::EC2::Snapshot', true],
    ['s3express:CreateSession', 'AWS::S3Express::Object', false],
  ])('%s: %s, reads: %s', (action, type, reads) => {
    expect([eventClass(action), isRead(action)]).toEqual([type, reads])
  })
})
