/** What services ask KMS with the caller's rights. Source: the encryption page of each service's guide, named in its row. */
import { expect, test } from 'vitest'
import { keyActionsOf } from './testing/checks-of.js'

type Row = readonly [client: string, operation: string, input: unknown, actions: readonly string[]]

const rows: readonly Row[] = [
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'].map(
    (name): Row => ['dynamodb', name, { TableName: 't' }, ['Decrypt']],
  ),
  ['dynamodb', 'BatchGetItem', { RequestItems: { t: {} } }, ['Decrypt']],
  ['dynamodb', 'BatchWriteItem', { RequestItems: { t: [] } }, ['Decrypt']],
  ['dynamodb', 'TransactWriteItems', { TransactItems: [{ Put: { TableName: 't' } }] }, ['Decrypt']],
  ['dynamodb', 'CreateTable', { TableName: 't' }, ['CreateGrant', 'DescribeKey']],
  ['dynamodb', 'DescribeTable', { TableName: 't' }, []],
  ['dynamodb-streams', 'GetRecords', { ShardIterator: 'i' }, ['Decrypt']],
  ['s3', 'GetObject', { Bucket: 'b', Key: 'k' }, ['Decrypt']],
  ['s3', 'HeadObject', { Bucket: 'b', Key: 'k' }, ['Decrypt']],
  ['s3', 'PutObject', { Bucket: 'b', Key: 'k' }, ['GenerateDataKey']],
  ['s3', 'CopyObject', { Bucket: 'b', Key: 'k', CopySource: 'a/b' }, ['Decrypt', 'GenerateDataKey']],
  ['s3', 'CreateMultipartUpload', { Bucket: 'b', Key: 'k' }, ['Decrypt', 'GenerateDataKey']],
  ['s3', 'UploadPart', { Bucket: 'b', Key: 'k' }, ['Decrypt', 'GenerateDataKey']],
  ['s3', 'UploadPartCopy', { Bucket: 'b', Key: 'k', CopySource: 'a/b' }, ['Decrypt', 'GenerateDataKey']],
  ['s3', 'ListObjectsV2', { Bucket: 'b' }, []],
  ['s3', 'DeleteObject', { Bucket: 'b', Key: 'k' }, []],
  ['sqs', 'SendMessage', { QueueUrl: 'q' }, ['Decrypt', 'GenerateDataKey']],
  ['sqs', 'SendMessageBatch', { QueueUrl: 'q' }, ['Decrypt', 'GenerateDataKey']],
  ['sqs', 'ReceiveMessage', { QueueUrl: 'q' }, ['Decrypt']],
  ['sqs', 'DeleteMessage', { QueueUrl: 'q' }, []],
  ['sns', 'Publish', { TopicArn: 'arn:aws:sns:us-west-2:1:t' }, ['Decrypt', 'GenerateDataKey']],
  ['sns', 'Publish', { PhoneNumber: '+1' }, []],
  ['sns', 'PublishBatch', { TopicArn: 'arn:aws:sns:us-west-2:1:t' }, ['Decrypt', 'GenerateDataKey']],
  ['kinesis', 'PutRecord', { StreamName: 's' }, ['GenerateDataKey']],
  ['kinesis', 'PutRecords', { StreamName: 's' }, ['GenerateDataKey']],
  ['kinesis', 'GetRecords', { ShardIterator: 'i' }, ['Decrypt']],
  ['secrets-manager', 'GetSecretValue', { SecretId: 's' }, ['Decrypt']],
  ['secrets-manager', 'BatchGetSecretValue', { SecretIdList: ['s'] }, ['Decrypt']],
  ['secrets-manager', 'CreateSecret', { Name: 's' }, ['Decrypt', 'GenerateDataKey']],
  ['secrets-manager', 'PutSecretValue', { SecretId: 's' }, ['Decrypt', 'GenerateDataKey']],
  ['secrets-manager', 'DescribeSecret', { SecretId: 's' }, []],
  ['ssm', 'GetParameter', { Name: 'p', WithDecryption: true }, ['Decrypt']],
  ['ssm', 'GetParameter', { Name: 'p' }, []],
  ['ssm', 'GetParameter', { Name: 'p', WithDecryption: false }, []],
  ['ssm', 'GetParameters', { Names: ['p'], WithDecryption: true }, ['Decrypt']],
  ['ssm', 'GetParametersByPath', { Path: '/p', WithDecryption: true }, ['Decrypt']],
  ['ssm', 'GetParameterHistory', { Name: 'p', WithDecryption: true }, ['Decrypt']],
  ['ssm', 'PutParameter', { Name: 'p', Type: 'SecureString' }, ['Encrypt']],
  ['ssm', 'PutParameter', { Name: 'p', Type: 'SecureString', Tier: 'Advanced' }, ['Encrypt', 'GenerateDataKey']],
  ['ssm', 'PutParameter', { Name: 'p', Type: 'String' }, []],
  ['rds-data', 'ExecuteStatement', { resourceArn: 'c', secretArn: 's' }, ['Decrypt']],
  ['textract', 'AnalyzeDocument', { Document: { S3Object: { Bucket: 'b', Name: 'n' } } }, ['Decrypt']],
]

test.each(rows)('%s %s %j', (client, operation, input, actions) => {
  expect(keyActionsOf(client, operation, input)).toEqual(actions)
})
