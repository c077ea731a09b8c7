/**
 * Decisions as clients meet them: a role is made, given a policy, assumed and used. The first table has the questions that
 * emulators have answered wrongly; what is wanted is what AWS documents.
 */

import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from './testing/checklist.js'
import { type ClientSettings, policy, type RoleOptions, type Running, running } from './testing/running.js'

const A = '111122223333'
const OTHER = '444455556666'
let it: Running

beforeAll(async () => {
  it = await running({ accounts: [A, OTHER] })
  const ddb = new DynamoDBClient(it.admin())
  for (const TableName of ['TableA', 'TableB'])
    await ddb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'g', AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          { IndexName: 'idx', KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
        ],
      }),
    )
  const s3 = new S3Client({ ...it.admin(), forcePathStyle: true })
  for (const Bucket of ['bucket-a', 'bucket-b']) await s3.send(new CreateBucketCommand({ Bucket }))
  for (const Key of ['p/1', 'p/2', 'q/1']) await s3.send(new PutObjectCommand({ Bucket: 'bucket-a', Key, Body: 'x', Tagging: 'team=red' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bucket-a', Key: 'p/plain', Body: 'x' }))
})
afterAll(() => it.aws.close())

const table = (name: string, rest = ''): string => `arn:aws:dynamodb:us-west-2:${A}:table/${name}${rest}`
const allow = (Action: string | readonly string[], Resource: string | readonly string[], Condition?: unknown): unknown => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})
const deny = (Action: string | readonly string[], Resource: string | readonly string[], Condition?: unknown): unknown => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})

type Call = (settings: ClientSettings) => Promise<unknown>

const ddb = (settings: ClientSettings): DynamoDBClient => new DynamoDBClient(settings)
const s3 = (settings: ClientSettings): S3Client => new S3Client({ ...settings, forcePathStyle: true })
const Key = { pk: { S: 'k' } }
const getA: Call = (s) => ddb(s).send(new GetItemCommand({ TableName: 'TableA', Key }))
const getB: Call = (s) => ddb(s).send(new GetItemCommand({ TableName: 'TableB', Key }))
const putA: Call = (s) => ddb(s).send(new PutItemCommand({ TableName: 'TableA', Item: Key }))
const object =
  (Key: string): Call =>
  (s) =>
    s3(s).send(new GetObjectCommand({ Bucket: 'bucket-a', Key }))
const list =
  (Prefix?: string): Call =>
  (s) =>
    s3(s).send(new ListObjectsV2Command({ Bucket: 'bucket-a', ...(Prefix === undefined ? {} : { Prefix }) }))
const put =
  (Key: string, more: Readonly<Record<string, unknown>> = {}): Call =>
  (s) =>
    s3(s).send(new PutObjectCommand({ Bucket: 'bucket-a', Key, Body: 'x', ...more }))
const copy: Call = (s) => s3(s).send(new CopyObjectCommand({ Bucket: 'bucket-b', Key: 'copied', CopySource: 'bucket-a/p/plain' }))

interface Row {
  readonly name: string
  readonly policy: readonly unknown[]
  readonly call: Call
  readonly want: 'allowed' | 'denied'
  readonly more?: RoleOptions
}

const rows: readonly Row[] = [
  { name: 'GetItem on the ARN of its table', policy: [allow('dynamodb:GetItem', table('TableA'))], call: getA, want: 'allowed' },
  {
    name: 'a Deny on the ARN of a table',
    policy: [allow('dynamodb:*', '*'), deny('dynamodb:GetItem', table('TableB'))],
    call: getB,
    want: 'denied',
  },
  {
    name: 'a Deny whose condition does not hold',
    policy: [allow('dynamodb:*', '*'), deny('dynamodb:*', '*', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } })],
    call: getA,
    want: 'allowed',
  },
  { name: 'an action in lower case', policy: [allow('dynamodb:getitem', '*')], call: getA, want: 'allowed' },
  {
    name: 'TransactWriteItems needs the actions of its parts',
    policy: [allow('dynamodb:PutItem', table('TableA'))],
    call: (s) => ddb(s).send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'TableA', Item: Key } }] })),
    want: 'allowed',
  },
  {
    name: 'TransactWriteItems with one part that is not allowed',
    policy: [allow('dynamodb:PutItem', table('TableA'))],
    call: (s) =>
      ddb(s).send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName: 'TableA', Item: Key } }, { Delete: { TableName: 'TableB', Key } }],
        }),
      ),
    want: 'denied',
  },
  { name: '`?` is one character', policy: [allow('dynamodb:GetIte?', '*')], call: getA, want: 'allowed' },
  { name: '`.` is a point', policy: [allow('dynamodb:GetIte.', '*')], call: getA, want: 'denied' },
  {
    name: 'CopyObject without the right to read its source',
    policy: [allow('s3:PutObject', 'arn:aws:s3:::bucket-b/*')],
    call: copy,
    want: 'denied',
  },
  {
    name: 'CopyObject with both rights',
    policy: [allow('s3:PutObject', 'arn:aws:s3:::bucket-b/*'), allow('s3:GetObject', 'arn:aws:s3:::bucket-a/p/*')],
    call: copy,
    want: 'allowed',
  },
  {
    name: 'ListBucket with the prefix that the condition names',
    policy: [allow('s3:ListBucket', 'arn:aws:s3:::bucket-a', { StringLike: { 's3:prefix': 'p/*' } })],
    call: list('p/'),
    want: 'allowed',
  },
  {
    name: 'ListBucket with another prefix',
    policy: [allow('s3:ListBucket', 'arn:aws:s3:::bucket-a', { StringLike: { 's3:prefix': 'p/*' } })],
    call: list('q/'),
    want: 'denied',
  },
  {
    name: 'CreateLogGroup scoped with `:*`',
    policy: [allow('logs:CreateLogGroup', `arn:aws:logs:us-west-2:${A}:log-group:/g:*`)],
    call: (s) => new CloudWatchLogsClient(s).send(new CreateLogGroupCommand({ logGroupName: '/g' })),
    want: 'allowed',
  },
  { name: 'Allow `*`', policy: [allow('*', '*')], call: getA, want: 'allowed' },
  { name: 'an action that nothing grants', policy: [allow('dynamodb:GetItem', '*')], call: putA, want: 'denied' },
  { name: 'another table', policy: [allow('dynamodb:GetItem', table('TableA'))], call: getB, want: 'denied' },
  {
    name: 'a condition on the region that holds',
    policy: [allow('dynamodb:GetItem', '*', { StringEquals: { 'aws:RequestedRegion': 'us-west-2' } })],
    call: getA,
    want: 'allowed',
  },
  {
    name: 'NotResource',
    policy: [{ Effect: 'Allow', Action: 'dynamodb:GetItem', NotResource: table('TableB') }],
    call: getB,
    want: 'denied',
  },
  {
    name: 'an object inside of the prefix',
    policy: [allow('s3:GetObject', 'arn:aws:s3:::bucket-a/p/*')],
    call: object('p/1'),
    want: 'allowed',
  },
  {
    name: 'an object outside of the prefix',
    policy: [allow('s3:GetObject', 'arn:aws:s3:::bucket-a/p/*')],
    call: object('q/1'),
    want: 'denied',
  },
  { name: 'ListBucket on the bucket', policy: [allow('s3:ListBucket', 'arn:aws:s3:::bucket-a')], call: list(), want: 'allowed' },
  { name: 'ListBucket on the objects', policy: [allow('s3:ListBucket', 'arn:aws:s3:::bucket-a/*')], call: list(), want: 'denied' },
  {
    name: 'HeadObject is GetObject',
    policy: [allow('s3:GetObject', 'arn:aws:s3:::bucket-a/*')],
    call: (s) => s3(s).send(new HeadObjectCommand({ Bucket: 'bucket-a', Key: 'p/1' })),
    want: 'allowed',
  },
  { name: 'PutObject', policy: [allow('s3:PutObject', 'arn:aws:s3:::bucket-a/new/*')], call: put('new/1'), want: 'allowed' },
  {
    name: 'GetCallerIdentity without any grant',
    policy: [],
    call: (s) => new STSClient(s).send(new GetCallerIdentityCommand({})),
    want: 'allowed',
  },
  {
    name: 'GetCallerIdentity in spite of a Deny',
    policy: [deny('*', '*')],
    call: (s) => new STSClient(s).send(new GetCallerIdentityCommand({})),
    want: 'allowed',
  },
  // Beyond those: placeholders, maps of operations, operators, variables.
  {
    name: 'POST ?uploads is PutObject',
    policy: [allow('s3:PutObject', 'arn:aws:s3:::bucket-a/*')],
    call: (s) => s3(s).send(new CreateMultipartUploadCommand({ Bucket: 'bucket-a', Key: 'm' })),
    want: 'allowed',
  },
  {
    name: 'DELETE ?uploadId is AbortMultipartUpload',
    policy: [allow('s3:DeleteObject', 'arn:aws:s3:::bucket-a/*')],
    call: (s) => s3(s).send(new AbortMultipartUploadCommand({ Bucket: 'bucket-a', Key: 'm', UploadId: 'u' })),
    want: 'denied',
  },
  {
    name: 'StringNotEquals with several values',
    policy: [allow('dynamodb:GetItem', '*', { StringNotEquals: { 'aws:RequestedRegion': ['us-west-2', 'eu-west-1'] } })],
    call: getA,
    want: 'denied',
  },
  {
    name: 'a negated operator on a key that is absent',
    policy: [allow('dynamodb:GetItem', '*', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })],
    call: getA,
    want: 'allowed',
  },
  { name: 'a resource in another case', policy: [allow('dynamodb:GetItem', table('tablea'))], call: getA, want: 'denied' },
  {
    name: 'ForAllValues on the leading key',
    policy: [allow('dynamodb:GetItem', table('TableA'), { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['k'] } })],
    call: getA,
    want: 'allowed',
  },
  {
    name: 'another leading key',
    policy: [allow('dynamodb:GetItem', table('TableA'), { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['other'] } })],
    call: getA,
    want: 'denied',
  },
  {
    name: 'the leading key of a transaction',
    policy: [allow('dynamodb:PutItem', table('TableA'), { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['other'] } })],
    call: (s) => ddb(s).send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'TableA', Item: Key } }] })),
    want: 'denied',
  },
  {
    name: 'the leading key of a batch, each of them',
    policy: [allow('dynamodb:BatchWriteItem', table('TableA'), { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['k'] } })],
    call: (s) =>
      ddb(s).send(
        new BatchWriteItemCommand({
          RequestItems: { TableA: [{ PutRequest: { Item: Key } }, { PutRequest: { Item: { pk: { S: 'z' } } } }] },
        }),
      ),
    want: 'denied',
  },
  {
    name: 'the leading key of a query',
    policy: [
      allow('dynamodb:Query', table('TableA'), {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['k'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      }),
    ],
    call: (s) =>
      ddb(s).send(
        new QueryCommand({
          TableName: 'TableA',
          KeyConditionExpression: '#p = :p',
          ExpressionAttributeNames: { '#p': 'pk' },
          ExpressionAttributeValues: { ':p': { S: 'k' } },
        }),
      ),
    want: 'allowed',
  },
  {
    name: 'a Scan has no leading key',
    policy: [
      allow('dynamodb:Scan', table('TableA'), {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['k'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      }),
    ],
    call: (s) => ddb(s).send(new ScanCommand({ TableName: 'TableA' })),
    want: 'denied',
  },
  {
    name: 'the leading key of a PartiQL statement',
    policy: [allow('dynamodb:PartiQLSelect', table('TableA'), { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['k'] } })],
    call: (s) =>
      ddb(s).send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM "TableA" WHERE pk = ?', Parameters: [{ S: 'other' }] })),
    want: 'denied',
  },
  {
    name: 'attributes beyond those that are allowed',
    policy: [allow('dynamodb:GetItem', table('TableA'), { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk'] } })],
    call: (s) => ddb(s).send(new GetItemCommand({ TableName: 'TableA', Key, ProjectionExpression: 'pk, secret' })),
    want: 'denied',
  },
  {
    name: 'a query of an index is on the index',
    policy: [allow('dynamodb:Query', table('TableA'))],
    call: (s) =>
      ddb(s).send(
        new QueryCommand({
          TableName: 'TableA',
          IndexName: 'idx',
          KeyConditionExpression: 'g = :g',
          ExpressionAttributeValues: { ':g': { S: 'x' } },
        }),
      ),
    want: 'denied',
  },
  {
    name: 'a query of an index, with the index',
    policy: [allow('dynamodb:Query', table('TableA', '/index/*'))],
    call: (s) =>
      ddb(s).send(
        new QueryCommand({
          TableName: 'TableA',
          IndexName: 'idx',
          KeyConditionExpression: 'g = :g',
          ExpressionAttributeValues: { ':g': { S: 'x' } },
        }),
      ),
    want: 'allowed',
  },
  {
    name: 'a policy variable of a tag',
    policy: [allow('s3:GetObject', 'arn:aws:s3:::bucket-a/${aws:PrincipalTag/team}/*')],
    call: object('p/1'),
    want: 'allowed',
    more: { tags: { team: 'p' } },
  },
  {
    name: 'a policy variable of another tag',
    policy: [allow('s3:GetObject', 'arn:aws:s3:::bucket-a/${aws:PrincipalTag/team}/*')],
    call: object('p/1'),
    want: 'denied',
    more: { tags: { team: 'q' } },
  },
  {
    name: 'aws:PrincipalArn of a session is its role',
    policy: [allow('dynamodb:GetItem', '*', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${A}:role/*` } })],
    call: getA,
    want: 'allowed',
  },
  {
    name: 'the session policy limits',
    policy: [allow('dynamodb:*', '*')],
    call: putA,
    want: 'denied',
    more: { sessionPolicy: [allow('dynamodb:GetItem', '*')] },
  },
  {
    name: 'the session policy allows in its limit',
    policy: [allow('dynamodb:*', '*')],
    call: getA,
    want: 'allowed',
    more: { sessionPolicy: [allow('dynamodb:GetItem', '*')] },
  },
  {
    name: 'an ACL needs PutObjectAcl',
    policy: [allow('s3:PutObject', 'arn:aws:s3:::bucket-a/*')],
    call: put('acl', { ACL: 'private' }),
    want: 'denied',
  },
  {
    name: 'tags need PutObjectTagging',
    policy: [allow('s3:PutObject', 'arn:aws:s3:::bucket-a/*')],
    call: put('t', { Tagging: 'a=b' }),
    want: 'denied',
  },
  {
    name: 'If-Match needs GetObject',
    policy: [allow('s3:PutObject', 'arn:aws:s3:::bucket-a/*')],
    call: put('p/1', { IfMatch: '"x"' }),
    want: 'denied',
  },
  {
    name: 'tags of the request in a condition',
    policy: [
      allow(['s3:PutObject', 's3:PutObjectTagging'], 'arn:aws:s3:::bucket-a/*', {
        'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['a'] },
      }),
    ],
    call: put('t2', { Tagging: 'b=1' }),
    want: 'denied',
  },
  {
    name: 'a tag of the object that is there',
    policy: [allow('s3:GetObject', 'arn:aws:s3:::bucket-a/*', { StringEquals: { 's3:ExistingObjectTag/team': 'red' } })],
    call: object('p/1'),
    want: 'allowed',
  },
  {
    name: 'DeleteObject does not look at tags',
    policy: [allow('s3:DeleteObject', 'arn:aws:s3:::bucket-a/*', { StringEquals: { 's3:ExistingObjectTag/team': 'red' } })],
    call: (s) => s3(s).send(new DeleteObjectCommand({ Bucket: 'bucket-a', Key: 'q/1' })),
    want: 'denied',
  },
  {
    name: 'SNS and SQS are different services',
    policy: [allow('sqs:*', '*')],
    call: (s) => new SNSClient(s).send(new PublishCommand({ TopicArn: `arn:aws:sns:us-west-2:${A}:t`, Message: 'm' })),
    want: 'denied',
  },
]

describe('a role and its call', () => {
  test.each(rows)('$name: $want', async ({ policy: statements, call, want, more }) => {
    const role = await it.roleWith(statements, more)
    if (want === 'allowed') {
      await call(role)
      return
    }
    const error = await refusal(call(role))
    expect(error.name).toMatch(/AccessDenied|AuthorizationError/)
    expect(error.message).toMatch(/is not authorized to perform: .*(because no .* allows|with an explicit deny)/)
  })

  test('the table has enough of both', () => {
    expect(rows.filter(({ want }) => want === 'allowed').length).toBeGreaterThan(20)
    expect(rows.filter(({ want }) => want === 'denied').length).toBeGreaterThan(20)
  })
})

test('a boundary limits what the role allows', async () => {
  const { Policy } = await new IAMClient(it.admin()).send(
    new CreatePolicyCommand({ PolicyName: 'bound', PolicyDocument: policy([allow('dynamodb:GetItem', '*')]) }),
  )
  const role = await it.roleWith([allow('dynamodb:*', '*')], { boundaryArn: Policy?.Arn ?? '' })
  await getA(role)
  expect((await refusal(putA(role))).message).toContain('because no permissions boundary allows the dynamodb:PutItem action')
})

test('DeleteObjects answers key by key', async () => {
  const admin = s3(it.admin())
  for (const key of ['d/1', 'e/1']) await admin.send(new PutObjectCommand({ Bucket: 'bucket-a', Key: key, Body: 'x' }))
  const role = await it.roleWith([allow('s3:DeleteObject', 'arn:aws:s3:::bucket-a/d/*')])
  const done = await s3(role).send(new DeleteObjectsCommand({ Bucket: 'bucket-a', Delete: { Objects: [{ Key: 'd/1' }, { Key: 'e/1' }] } }))
  expect(done.Deleted?.map((d) => d.Key)).toEqual(['d/1'])
  expect(done.Errors?.map((e) => [e.Key, e.Code])).toEqual([['e/1', 'AccessDenied']])
})

test('a missing key is not told of without the right to list', async () => {
  const reader = await it.roleWith([allow('s3:GetObject', 'arn:aws:s3:::bucket-a/*')])
  const error = await refusal(object('missing')(reader))
  expect([error.status, error.message]).toEqual([
    403,
    expect.stringContaining('s3:ListBucket on resource: "arn:aws:s3:::bucket-a" because no identity-based policy allows'),
  ])
  const lister = await it.roleWith([allow('s3:GetObject', 'arn:aws:s3:::bucket-a/*'), allow('s3:ListBucket', 'arn:aws:s3:::bucket-a')])
  expect((await refusal(object('missing')(lister))).name).toBe('NoSuchKey')
})

describe('across accounts', () => {
  test('a bucket of another account needs both policies', async () => {
    const role = await it.roleWith([allow('s3:GetObject', 'arn:aws:s3:::bucket-a/*')], { account: 1 })
    expect((await refusal(object('p/1')(role))).name).toBe('AccessDenied')
    await s3(it.admin()).send(
      new PutBucketPolicyCommand({
        Bucket: 'bucket-a',
        Policy: policy([
          { Effect: 'Allow', Principal: { AWS: role.roleArn }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket-a/*' },
        ]),
      }),
    )
    await object('p/1')(role)
    const without = await it.roleWith([allow('s3:ListAllMyBuckets', '*')], { account: 1 })
    expect((await refusal(object('p/1')(without))).name).toBe('AccessDenied')
  })

  test('a table of another account is named by its ARN, and its policy decides with the role', async () => {
    const role = await it.roleWith([allow('dynamodb:GetItem', table('TableA'))], { account: 1 })
    const get = () => ddb(role).send(new GetItemCommand({ TableName: table('TableA'), Key }))
    expect((await refusal(get())).name).toBe('AccessDeniedException')
    await ddb(it.admin()).send(
      new PutResourcePolicyCommand({
        ResourceArn: table('TableA'),
        Policy: policy([{ Effect: 'Allow', Principal: { AWS: OTHER }, Action: 'dynamodb:GetItem', Resource: table('TableA') }]),
      }),
    )
    await get()
  })

  test('a role that does not trust the caller cannot be assumed', async () => {
    const mine = await it.roleWith([allow('sts:AssumeRole', '*')])
    const theirs = await it.roleWith([], { account: 1 })
    const error = await refusal(new STSClient(mine).send(new AssumeRoleCommand({ RoleArn: theirs.roleArn, RoleSessionName: 'nope' })))
    expect([error.name, error.message]).toEqual([
      'AccessDenied',
      `User: arn:aws:sts::${A}:assumed-role/${mine.roleArn.split('/').at(-1)}/test is not authorized to perform: sts:AssumeRole on resource: ${theirs.roleArn}`,
    ])
  })
})

describe('anyone', () => {
  const anonymous = (path: string, init?: RequestInit) => fetch(`${it.aws.endpoint}/${path}`, init)

  test('reads what a bucket opens, once the bucket may be opened', async () => {
    const admin = s3(it.admin())
    await admin.send(new CreateBucketCommand({ Bucket: 'open' }))
    await admin.send(new PutObjectCommand({ Bucket: 'open', Key: 'page', Body: 'hello' }))
    const Policy = policy([{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' }])
    expect((await refusal(admin.send(new PutBucketPolicyCommand({ Bucket: 'open', Policy })))).name).toBe('AccessDenied')
    expect((await anonymous('open/page')).status).toBe(403)
    await admin.send(new PutPublicAccessBlockCommand({ Bucket: 'open', PublicAccessBlockConfiguration: {} }))
    await admin.send(new PutBucketPolicyCommand({ Bucket: 'open', Policy }))
    expect(await (await anonymous('open/page')).text()).toBe('hello')
    expect((await anonymous('open/page', { method: 'PUT', body: 'x' })).status).toBe(403)
  })

  test('is refused by every service that wants a signature', async () => {
    const json = await anonymous('', {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' },
      body: '{}',
    })
    expect([json.status, ((await json.json()) as { __type: string }).__type]).toEqual([
      400,
      'com.amazon.coral.service#MissingAuthenticationTokenException',
    ])
    const query = await anonymous('', { method: 'POST', body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }) })
    expect(query.status).toBe(403)
    expect(await query.text()).toContain('<Code>MissingAuthenticationToken</Code>')
  })
})

test('no key is magic', async () => {
  for (const accessKeyId of ['test', 'AKIAIOSFODNN7EXAMPLE', 'root', 'mock_access_key'])
    expect(
      (
        await refusal(
          new STSClient({ ...it.admin(), credentials: { accessKeyId, secretAccessKey: 'test' } }).send(new GetCallerIdentityCommand({})),
        )
      ).name,
    ).toBe('InvalidClientTokenId')
})

test('a session without its token, or with another, is refused', async () => {
  const role = await it.roleWith([allow('*', '*')])
  const { accessKeyId, secretAccessKey } = role.credentials
  const call = (credentials: ClientSettings['credentials']) =>
    refusal(new STSClient({ ...role, credentials }).send(new GetCallerIdentityCommand({})))
  expect((await call({ accessKeyId, secretAccessKey })).name).toBe('InvalidClientTokenId')
  expect((await call({ accessKeyId, secretAccessKey, sessionToken: 'other' })).name).toBe('InvalidClientTokenId')
})

test('a signature for one service does not open another', async () => {
  const { SignatureV4 } = await import('@smithy/signature-v4')
  const { Sha256 } = await import('@aws-crypto/sha256-js')
  const url = new URL(it.aws.endpoint)
  const signer = new SignatureV4({ credentials: it.admin().credentials, region: 'us-west-2', service: 'sqs', sha256: Sha256 })
  const request = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname: url.hostname,
    port: Number(url.port),
    path: '/',
    headers: { host: url.host, 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' },
    body: '{}',
  } as Parameters<typeof signer.sign>[0])
  const answer = await fetch(it.aws.endpoint, { method: 'POST', headers: request.headers as Record<string, string>, body: '{}' })
  expect(answer.status).toBe(400)
  expect(((await answer.json()) as { message: string }).message).toContain("Credential should be scoped to correct service: 'dynamodb'")
})

test('the body is bound to the signature', async () => {
  const { SignatureV4 } = await import('@smithy/signature-v4')
  const { Sha256 } = await import('@aws-crypto/sha256-js')
  const url = new URL(it.aws.endpoint)
  const signer = new SignatureV4({ credentials: it.admin().credentials, region: 'us-west-2', service: 'dynamodb', sha256: Sha256 })
  const headers = { host: url.host, 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' }
  const signed = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname: url.hostname,
    port: Number(url.port),
    path: '/',
    headers,
    body: '{"TableName":"TableA"}',
  } as Parameters<typeof signer.sign>[0])
  const answer = await fetch(it.aws.endpoint, {
    method: 'POST',
    headers: signed.headers as Record<string, string>,
    body: '{"TableName":"TableB"}',
  })
  expect(await answer.text()).toContain('InvalidSignatureException')
})

test('a queue, a secret and a key of the role, and no others', async () => {
  const admin = it.admin()
  const sqs = new SQSClient(admin)
  for (const QueueName of ['mine', 'theirs']) await sqs.send(new CreateQueueCommand({ QueueName }))
  const secrets = new SecretsManagerClient(admin)
  const mine = await secrets.send(new CreateSecretCommand({ Name: 'mine', SecretString: 's' }))
  await secrets.send(new CreateSecretCommand({ Name: 'theirs', SecretString: 's' }))
  const key = await new KMSClient(admin).send(new CreateKeyCommand({}))
  const other = await new KMSClient(admin).send(new CreateKeyCommand({}))
  const role = await it.roleWith([
    allow('sqs:SendMessage', `arn:aws:sqs:us-west-2:${A}:mine`),
    allow('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-west-2:${A}:secret:mine-??????`),
    allow(['kms:Encrypt', 'kms:Decrypt'], key.KeyMetadata?.Arn ?? ''),
  ])
  const send = (name: string) =>
    new SQSClient(role).send(new SendMessageCommand({ QueueUrl: `${it.aws.endpoint}/${A}/${name}`, MessageBody: 'm' }))
  await send('mine')
  expect((await refusal(send('theirs'))).name).toMatch(/AccessDenied/)
  const read = (SecretId: string) => new SecretsManagerClient(role).send(new GetSecretValueCommand({ SecretId }))
  expect((await read('mine')).ARN).toBe(mine.ARN)
  expect((await refusal(read('theirs'))).name).toBe('AccessDeniedException')
  const kms = new KMSClient(role)
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.KeyMetadata?.KeyId, Plaintext: Buffer.from('m') }))
  expect((await kms.send(new DecryptCommand({ CiphertextBlob }))).KeyId).toBe(key.KeyMetadata?.Arn)
  expect((await refusal(kms.send(new EncryptCommand({ KeyId: other.KeyMetadata?.KeyId, Plaintext: Buffer.from('m') })))).name).toBe(
    'AccessDeniedException',
  )
})

// Source: Secrets Manager API Reference, "BatchGetSecretValue".
describe('many secrets at once', () => {
  const arns: string[] = []
  beforeAll(async () => {
    const admin = new SecretsManagerClient(it.admin())
    for (const team of ['red', 'blue'])
      arns.push(
        (await admin.send(new CreateSecretCommand({ Name: `batch/${team}`, SecretString: team, Tags: [{ Key: 'team', Value: team }] })))
          .ARN ?? '',
      )
  })
  const both = { SecretIdList: ['batch/red', 'batch/blue'] }
  const get = async (statements: readonly unknown[], input: object) => {
    const { SecretValues, Errors } = await new SecretsManagerClient(await it.roleWith(statements)).send(
      new BatchGetSecretValueCommand(input),
    )
    return [SecretValues?.map(({ SecretString }) => SecretString), Errors?.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode])]
  }
  const batch = allow('secretsmanager:BatchGetSecretValue', '*')

  test('each is allowed by its own ARN, and refused as an item', async () => {
    expect(await get([batch, allow('secretsmanager:GetSecretValue', arns[0] ?? '')], both)).toEqual([
      ['red'],
      [['batch/blue', 'AccessDeniedException']],
    ])
  })

  test('tags of a secret count', async () => {
    const tagged = allow('secretsmanager:GetSecretValue', '*', { StringEquals: { 'aws:ResourceTag/team': 'blue' } })
    expect(await get([batch, tagged], both)).toEqual([['blue'], [['batch/red', 'AccessDeniedException']]])
  })

  test('a filter finds them', async () => {
    const may = [batch, allow('secretsmanager:ListSecrets', '*'), allow('secretsmanager:GetSecretValue', arns[1] ?? '')]
    expect(await get(may, { Filters: [{ Key: 'name', Values: ['batch/'] }] })).toEqual([['blue'], [[arns[0], 'AccessDeniedException']]])
  })

  test('the right to each is not the right to ask for many', async () => {
    const role = await it.roleWith([allow('secretsmanager:GetSecretValue', '*')])
    const call = new SecretsManagerClient(role).send(new BatchGetSecretValueCommand(both))
    expect((await refusal(call)).message).toContain('secretsmanager:BatchGetSecretValue')
  })
})
