import { expect, test } from 'vitest'
import { requestChecks } from './checks.js'
import type { Input } from './parameters.js'

const place = { partition: 'aws', region: 'us-east-1', account: '111122223333' }
const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/items'

// Source: the rows of `src/catalog/operations`, which cite theirs.
const rows: readonly { name: string; call: readonly [string, string, Input]; want: readonly string[] | 'none' | 'unknown' }[] = [
  { name: 'a name becomes the ARN', call: ['dynamodb', 'PutItem', { TableName: 'items' }], want: [`dynamodb:PutItem ${table}`] },
  { name: 'members as CloudTrail writes them', call: ['dynamodb', 'PutItem', { tableName: 'items' }], want: [`dynamodb:PutItem ${table}`] },
  {
    name: 'a query on an index asks for the index',
    call: ['dynamodb', 'Query', { tableName: 'items', indexName: 'byDate' }],
    want: [`dynamodb:Query ${table}/index/byDate`],
  },
  { name: 'an ARN stays as it is', call: ['dynamodb', 'GetItem', { tableName: table }], want: [`dynamodb:GetItem ${table}`] },
  {
    name: 'a transaction is checked element by element',
    call: ['dynamodb', 'TransactWriteItems', { TransactItems: [{ Put: { TableName: 'items' } }, { Delete: { TableName: 'old' } }] }],
    want: [`dynamodb:PutItem ${table}`, 'dynamodb:DeleteItem arn:aws:dynamodb:us-east-1:111122223333:table/old'],
  },
  {
    name: 'tables are the keys of a batch',
    call: ['dynamodb', 'BatchGetItem', { RequestItems: { items: {}, old: {} } }],
    want: [`dynamodb:BatchGetItem ${table}`, 'dynamodb:BatchGetItem arn:aws:dynamodb:us-east-1:111122223333:table/old'],
  },
  {
    name: 'a path of parameters is asked for alone',
    call: ['ssm', 'GetParametersByPath', { path: '/my/app', recursive: true }],
    want: ['ssm:GetParametersByPath arn:aws:ssm:us-east-1:111122223333:parameter/my/app'],
  },
  {
    name: 'a version asks for the action on versions',
    call: ['s3', 'GetObject', { Bucket: 'b', Key: 'a/k', VersionId: '1' }],
    want: ['s3:GetObjectVersion arn:aws:s3:::b/a/k'],
  },
  {
    name: 'a copy reads its source and writes its target',
    call: ['s3', 'CopyObject', { Bucket: 'b', Key: 'k', CopySource: 'from/x%20y' }],
    want: ['s3:GetObject arn:aws:s3:::from/x y', 's3:PutObject arn:aws:s3:::b/k'],
  },
  {
    name: 'keys that the input does not say are any key',
    call: ['s3', 'DeleteObjects', { Bucket: 'b' }],
    want: ['s3:DeleteObject arn:aws:s3:::b/*'],
  },
  {
    name: 'a URL says whose queue it is, and where',
    call: ['sqs', 'SendMessage', { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/444455556666/q' }],
    want: ['sqs:SendMessage arn:aws:sqs:eu-west-1:444455556666:q'],
  },
  {
    name: 'the default event bus',
    call: ['eventbridge', 'PutEvents', { Entries: [{}] }],
    want: ['events:PutEvents arn:aws:events:us-east-1:111122223333:event-bus/default'],
  },
  {
    name: 'a role that is handed over is passed',
    call: ['lambda', 'CreateFunction', { FunctionName: 'f', Role: 'arn:aws:iam::111122223333:role/r' }],
    want: ['lambda:CreateFunction arn:aws:lambda:us-east-1:111122223333:function:f', 'iam:PassRole arn:aws:iam::111122223333:role/r'],
  },
  {
    name: 'the ARN of a stack ends in the ID that its name leaves open',
    call: ['cloudformation', 'DescribeStackEvents', { stackName: 'arn:aws:cloudformation:us-east-1:111122223333:stack/s/1' }],
    want: ['cloudformation:DescribeStackEvents arn:aws:cloudformation:us-east-1:111122223333:stack/s/1'],
  },
  {
    name: 'a stack by its name',
    call: ['cloudformation', 'DescribeStackEvents', { stackName: 's' }],
    want: ['cloudformation:DescribeStackEvents arn:aws:cloudformation:us-east-1:111122223333:stack/s/*'],
  },
  { name: 'an action without resources', call: ['s3', 'ListBuckets', {}], want: ['s3:ListAllMyBuckets *'] },
  { name: 'an operation that needs nothing', call: ['sts', 'GetCallerIdentity', {}], want: 'none' },
  { name: 'an operation that nobody knows', call: ['sts', 'DoNothing', {}], want: 'unknown' },
]

test.each(rows)('$name', ({ call: [client, operation, input], want }) => {
  const found = requestChecks(client, operation, input, place)
  expect(found.kind === 'checks' ? found.checks.map((check) => `${check.action} ${check.resource}`) : found.kind).toEqual(want)
})

test('a passed role goes to a service', () => {
  const found = requestChecks('lambda', 'CreateFunction', { FunctionName: 'f', Role: 'arn:aws:iam::111122223333:role/r' }, place)
  expect(found.kind === 'checks' && found.checks.at(-1)?.context).toEqual({ 'iam:PassedToService': ['lambda.amazonaws.com'] })
})
