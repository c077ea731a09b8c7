/** The operations that generated snippets call, in every API that has them. */

export interface Operation {
  readonly id: string
  readonly client: { readonly package: string; readonly class: string; readonly aggregated: string }
  readonly command: string
  readonly method: string
  /** Class of SDK v2. */
  readonly v2: string
  /** Command and method of the document client. */
  readonly document: { readonly command: string; readonly method: string } | null
  /** The member that names the resource, and names that AWS would take for it. */
  readonly member: string
  readonly names: readonly [string, string]
  /** Further members of the input. */
  readonly more: string
  /** Those of the document client. */
  readonly moreDocument: string
}

const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:111122223333:${rest}`
const queue = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`

type Written = Pick<Operation, 'member' | 'names'> & {
  readonly op: string
  readonly more?: string
  readonly document?: string
  readonly moreDocument?: string
}

function operations(suffix: string, name: string, v2: string, written: readonly Written[]): readonly Operation[] {
  return written.map(({ op, member, names, more = '', document, moreDocument = '' }) => ({
    id: `${suffix}:${op}`,
    client: { package: `@aws-sdk/client-${suffix}`, class: `${name}Client`, aggregated: name },
    command: `${op}Command`,
    method: op.charAt(0).toLowerCase() + op.slice(1),
    v2,
    document:
      document === undefined ? null : { command: `${document}Command`, method: document.charAt(0).toLowerCase() + document.slice(1) },
    member,
    names,
    more,
    moreDocument,
  }))
}

export const OPERATIONS: readonly Operation[] = [
  ...operations('dynamodb', 'DynamoDB', 'DynamoDB', [
    {
      op: 'GetItem',
      member: 'TableName',
      names: ['items', 'orders'],
      more: "Key: { id: { S: '1' } }",
      document: 'Get',
      moreDocument: "Key: { id: '1' }",
    },
    {
      op: 'PutItem',
      member: 'TableName',
      names: ['users', 'people'],
      more: "Item: { id: { S: '1' } }",
      document: 'Put',
      moreDocument: "Item: { id: '1' }",
    },
    {
      op: 'Query',
      member: 'TableName',
      names: ['events', 'logs'],
      more: "IndexName: 'byDay', KeyConditionExpression: 'a = b'",
      document: 'Query',
      moreDocument: "IndexName: 'byDay', KeyConditionExpression: 'a = b'",
    },
    {
      op: 'DeleteItem',
      member: 'TableName',
      names: ['old', 'stale'],
      more: "Key: { id: { S: '1' } }",
      document: 'Delete',
      moreDocument: "Key: { id: '1' }",
    },
  ]),
  ...operations('s3', 'S3', 'S3', [
    { op: 'GetObject', member: 'Bucket', names: ['uploads', 'downloads'], more: "Key: 'a/b'" },
    { op: 'PutObject', member: 'Bucket', names: ['archive', 'backup'], more: "Key: 'a/b', Body: 'x'" },
    { op: 'ListObjectsV2', member: 'Bucket', names: ['listed', 'counted'], more: "Prefix: 'in/'" },
  ]),
  ...operations('sqs', 'SQS', 'SQS', [
    { op: 'SendMessage', member: 'QueueUrl', names: [queue('jobs'), queue('mail')], more: "MessageBody: 'm'" },
  ]),
  ...operations('sns', 'SNS', 'SNS', [
    { op: 'Publish', member: 'TopicArn', names: [arn('sns', 'news'), arn('sns', 'alerts')], more: "Message: 'm'" },
  ]),
  ...operations('lambda', 'Lambda', 'Lambda', [
    { op: 'Invoke', member: 'FunctionName', names: ['worker', 'resizer'], more: "InvocationType: 'Event'" },
  ]),
  ...operations('sfn', 'SFN', 'StepFunctions', [
    {
      op: 'StartExecution',
      member: 'stateMachineArn',
      names: [arn('states', 'stateMachine:a'), arn('states', 'stateMachine:b')],
      more: "input: '{}'",
    },
  ]),
  ...operations('ssm', 'SSM', 'SSM', [
    { op: 'GetParameter', member: 'Name', names: ['/app/url', '/app/key'], more: 'WithDecryption: true' },
  ]),
  ...operations('secrets-manager', 'SecretsManager', 'SecretsManager', [
    { op: 'GetSecretValue', member: 'SecretId', names: ['app/db', 'app/mail'] },
  ]),
  ...operations('kms', 'KMS', 'KMS', [
    { op: 'GenerateDataKey', member: 'KeyId', names: ['alias/app', 'alias/mail'], more: "KeySpec: 'AES_256'" },
  ]),
  ...operations('kinesis', 'Kinesis', 'Kinesis', [{ op: 'DescribeStreamSummary', member: 'StreamName', names: ['clicks', 'views'] }]),
]
