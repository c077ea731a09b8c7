/**
 * Condition keys and actions of services, as real clients meet them: a role is made, given a policy, assumed and used.
 * Source: Service Authorization Reference, the pages of the services, unless a row says another.
 */
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateAliasCommand,
  CreateGrantCommand,
  type CreateGrantCommandInput,
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  KMSClient,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  type ObjectCannedACL,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetParametersByPathCommand, GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal } from './testing/checklist.js'
import { type ClientSettings, policy, type Running, running } from './testing/running.js'

const A = '111122223333'
const REGION = 'us-west-2'
let it: Running
/** What is known only once it was made. */
const made: {
  versionId: string
  untagged: string
  uploadId: string
  streamArn: string
  keyArn: string
  otherKeyArn: string
  spareKeyArn: string
  ciphertext: Uint8Array
  ciphertextOfRed: Uint8Array
} = {
  versionId: '',
  untagged: '',
  uploadId: '',
  streamArn: '',
  keyArn: '',
  otherKeyArn: '',
  spareKeyArn: '',
  ciphertext: new Uint8Array(),
  ciphertextOfRed: new Uint8Array(),
}

const s3Of = (settings: ClientSettings): S3Client => new S3Client({ ...settings, forcePathStyle: true })

beforeAll(async () => {
  it = await running({ accounts: [A] })
  const ddb = new DynamoDBClient(it.admin())
  for (const TableName of ['TableA', 'TableB'])
    await ddb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    )
  made.streamArn = (await ddb.send(new DescribeTableCommand({ TableName: 'TableA' }))).Table?.LatestStreamArn ?? ''
  const s3 = s3Of(it.admin())
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket-a' }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'bucket-a', VersioningConfiguration: { Status: 'Enabled' } }))
  made.versionId = (await s3.send(new PutObjectCommand({ Bucket: 'bucket-a', Key: 'p/1', Body: 'x', Tagging: 'team=red' }))).VersionId ?? ''
  made.untagged = (await s3.send(new PutObjectCommand({ Bucket: 'bucket-a', Key: 'p/2', Body: 'x' }))).VersionId ?? ''
  await s3.send(new PutObjectCommand({ Bucket: 'bucket-a', Key: 'p/2', Body: 'x', Tagging: 'team=red' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bucket-a', Key: 'plain', Body: 'x' }))
  await s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }))
  await s3.send(new PutObjectCommand({ Bucket: 'locked', Key: 'held', Body: 'x' }))
  made.uploadId = (await s3.send(new CreateMultipartUploadCommand({ Bucket: 'bucket-a', Key: 'big' }))).UploadId ?? ''
  const kms = new KMSClient(it.admin())
  made.keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? ''
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: made.keyArn }))
  made.ciphertext =
    (await kms.send(new EncryptCommand({ KeyId: made.keyArn, Plaintext: Buffer.from('x') }))).CiphertextBlob ?? made.ciphertext
  made.otherKeyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? ''
  made.spareKeyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? ''
  const red = new EncryptCommand({ KeyId: made.keyArn, Plaintext: Buffer.from('x'), EncryptionContext: { team: 'red' } })
  made.ciphertextOfRed = (await kms.send(red)).CiphertextBlob ?? made.ciphertext
  await new EventBridgeClient(it.admin()).send(new PutRuleCommand({ Name: 'there', EventPattern: '{"source":["shop"]}' }))
  await s3.send(
    new PutObjectCommand({ Bucket: 'bucket-a', Key: 'sealed', Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: made.keyArn }),
  )
  const ssm = new SSMClient(it.admin())
  for (const Name of ['/app/a', '/app/b', '/app/deep/c', '/other/d'])
    await ssm.send(new PutParameterCommand({ Name, Value: 'v', Type: 'String' }))
  await new SNSClient(it.admin()).send(new CreateTopicCommand({ Name: 'news' }))
})
afterAll(() => it.aws.close())

const table = (name: string, rest = ''): string => `arn:aws:dynamodb:${REGION}:${A}:table/${name}${rest}`
const OBJECTS = 'arn:aws:s3:::bucket-a/*'
const BUCKET = 'arn:aws:s3:::bucket-a'

const statement = (Effect: 'Allow' | 'Deny', Action: string | readonly string[], Resource: string, Condition?: unknown): unknown => ({
  Effect,
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})
const allow = (Action: string | readonly string[], Resource: string, Condition?: unknown): unknown =>
  statement('Allow', Action, Resource, Condition)
const deny = (Action: string | readonly string[], Resource: string, Condition?: unknown): unknown =>
  statement('Deny', Action, Resource, Condition)

type Call = (settings: ClientSettings) => Promise<unknown>
const listed =
  (more: object = {}): Call =>
  (settings) =>
    s3Of(settings).send(new ListObjectsV2Command({ Bucket: 'bucket-a', ...more }))
const get =
  (Key: string, more: object = {}): Call =>
  (settings) =>
    s3Of(settings).send(new GetObjectCommand({ Bucket: 'bucket-a', Key, ...more }))
const put =
  (Key: string, more: object = {}): Call =>
  (settings) =>
    s3Of(settings).send(new PutObjectCommand({ Bucket: 'bucket-a', Key, Body: 'x', ...more }))
const withAcl = (ACL: ObjectCannedACL): Call => put('acl', { ACL })
const key = { pk: { S: 'a' } }
const query =
  (more: object): Call =>
  (settings) =>
    new DynamoDBClient(settings).send(
      new QueryCommand({
        TableName: 'TableA',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'a' } },
        ...more,
      }),
    )
const partiql =
  (Statement: string): Call =>
  (settings) =>
    new DynamoDBClient(settings).send(new ExecuteStatementCommand({ Statement }))
const partiqlBatch =
  (keys: readonly string[]): Call =>
  (settings) =>
    new DynamoDBClient(settings).send(
      new BatchExecuteStatementCommand({ Statements: keys.map((pk) => ({ Statement: `SELECT * FROM "TableA" WHERE pk = '${pk}'` })) }),
    )
const item = (more: object): GetItemCommand => new GetItemCommand({ TableName: 'TableA', Key: key, ...more })
const encrypt =
  (more: object): Call =>
  (settings) =>
    new KMSClient(settings).send(new EncryptCommand({ KeyId: made.keyArn, Plaintext: Buffer.from('x'), ...more }))
const event =
  (Source: string): Call =>
  (settings) =>
    new EventBridgeClient(settings).send(new PutEventsCommand({ Entries: [{ Source, DetailType: 'd', Detail: '{}' }] }))

interface Row {
  readonly name: string
  readonly policy: () => readonly unknown[]
  readonly call: Call
  readonly want: 'allowed' | 'denied'
}
/** One policy, and calls that it allows and denies. */
const rows = (
  policy: () => readonly unknown[],
  calls: readonly (readonly [want: Row['want'], name: string, call: Call])[],
): readonly Row[] => calls.map(([want, name, call]) => ({ want, name, policy, call }))

const TABLE: readonly Row[] = [
  // Source: S3 User Guide, "Bucket policy examples using condition keys".
  ...rows(
    () => [allow('s3:ListBucket', BUCKET, { StringEquals: { 's3:delimiter': '/' } })],
    [
      ['allowed', 'a list by folders, where only those are allowed', listed({ Delimiter: '/' })],
      ['denied', 'a list without a delimiter', listed()],
    ],
  ),
  ...rows(
    () => [allow('s3:ListBucket', BUCKET, { NumericLessThanEquals: { 's3:max-keys': '10' } })],
    [
      ['allowed', 'a list of a few keys', listed({ MaxKeys: 5 })],
      ['denied', 'a list of many keys', listed({ MaxKeys: 50 })],
      ['denied', 'a list that says no number', listed()],
    ],
  ),
  ...rows(
    () => [allow('s3:ListBucketVersions', BUCKET, { StringLike: { 's3:prefix': 'p/*' } })],
    [
      ['allowed', 'versions below a prefix', (it) => s3Of(it).send(new ListObjectVersionsCommand({ Bucket: 'bucket-a', Prefix: 'p/1' }))],
      ['denied', 'versions of the whole bucket', (it) => s3Of(it).send(new ListObjectVersionsCommand({ Bucket: 'bucket-a' }))],
      ['denied', 'a list of objects is another action', listed({ Prefix: 'p/' })],
    ],
  ),
  ...rows(
    () => [
      allow(['s3:PutObject', 's3:PutObjectAcl'], OBJECTS),
      deny('s3:PutObject', OBJECTS, { StringEquals: { 's3:x-amz-acl': 'public-read' } }),
    ],
    [
      ['allowed', 'an upload with an ACL that opens nothing', withAcl('bucket-owner-full-control')],
      ['denied', 'an upload with a public ACL', withAcl('public-read')],
    ],
  ),
  // The headers of an upload are there for the ACL's check too.
  ...rows(
    () => [
      allow('s3:PutObject', OBJECTS),
      allow('s3:PutObjectAcl', OBJECTS, { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }),
    ],
    [
      ['allowed', 'an upload with the ACL that may be set', withAcl('bucket-owner-full-control')],
      ['denied', 'an upload with another ACL', withAcl('public-read')],
    ],
  ),
  ...rows(
    () => [
      allow('s3:PutObject', OBJECTS),
      deny('s3:PutObject', OBJECTS, { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } }),
    ],
    [
      ['allowed', 'an upload that asks for encryption', put('e', { ServerSideEncryption: 'AES256' })],
      ['denied', 'an upload that does not say it', put('e')],
    ],
  ),
  ...rows(
    () => [
      allow('s3:PutObjectTagging', OBJECTS, {
        StringEquals: { 's3:RequestObjectTag/team': 'red' },
        'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['team', 'cost'] },
      }),
    ],
    [
      ['allowed', 'tags among those that are allowed', (it) => s3Of(it).send(tagging({ team: 'red', cost: '1' }))],
      ['denied', 'a tag of another value', (it) => s3Of(it).send(tagging({ team: 'blue' }))],
      ['denied', 'a tag beyond them', (it) => s3Of(it).send(tagging({ team: 'red', x: '1' }))],
    ],
  ),
  ...rows(
    () => [allow('s3:GetObject', OBJECTS)],
    [
      ['allowed', 'the current version', get('p/1')],
      ['denied', 'a version by its ID is GetObjectVersion', (it) => get('p/1', { VersionId: made.versionId })(it)],
      ['denied', 'attributes of an object are an action of their own', (it) => s3Of(it).send(attributes())],
    ],
  ),
  ...rows(
    () => [allow('s3:GetObjectVersion', OBJECTS, { StringEquals: { 's3:VersionId': made.versionId } })],
    [
      ['allowed', 'the version of the condition', (it) => get('p/1', { VersionId: made.versionId })(it)],
      ['denied', 'the current version with the right to versions alone', get('p/1')],
    ],
  ),
  ...rows(
    () => [allow('s3:DeleteObject', OBJECTS)],
    [
      ['allowed', 'a delete marker', (it) => s3Of(it).send(new DeleteObjectCommand({ Bucket: 'bucket-a', Key: 'gone' }))],
      [
        'denied',
        'a version is deleted by DeleteObjectVersion',
        (it) => s3Of(it).send(new DeleteObjectCommand({ Bucket: 'bucket-a', Key: 'p/1', VersionId: made.versionId })),
      ],
    ],
  ),
  ...rows(
    () => [allow('s3:GetObjectVersion', OBJECTS, { StringEquals: { 's3:ExistingObjectTag/team': 'red' } })],
    [
      ['allowed', 'a version by its own tags', (it) => get('p/1', { VersionId: made.versionId })(it)],
      ['denied', 'a version whose tags are others, though the newest has them', (it) => get('p/2', { VersionId: made.untagged })(it)],
    ],
  ),
  // Source: S3 API Reference, "Amazon S3 Signature Version 4 Authentication Specific Policy Keys".
  ...rows(
    () => [
      allow('s3:PutObject', OBJECTS, { StringEquals: { 's3:authType': ['REST-HEADER', 'POST'] } }),
      allow('s3:GetObject', OBJECTS),
      deny('s3:*', OBJECTS, { StringEquals: { 's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
    ],
    [
      ['allowed', 'an upload by a signed request', put('signed')],
      ['allowed', 'an upload by a form', posted],
      ['denied', 'a presigned upload', presigned('PUT')],
      ['denied', 'a presigned read, whose payload is not signed either', presigned('GET')],
    ],
  ),
  // Source: S3 User Guide, "Object Lock considerations".
  ...rows(
    () => [
      allow(['s3:PutObject', 's3:PutObjectRetention'], 'arn:aws:s3:::locked/*', {
        StringEquals: { 's3:object-lock-mode': 'GOVERNANCE' },
        NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': '10' },
      }),
      allow('s3:PutObjectLegalHold', 'arn:aws:s3:::locked/*', { StringEquals: { 's3:object-lock-legal-hold': 'OFF' } }),
    ],
    [
      ['allowed', 'a lock of a few days', retained('GOVERNANCE', 5)],
      ['denied', 'a lock of many days', retained('GOVERNANCE', 30)],
      ['denied', 'a lock that nobody can lift', retained('COMPLIANCE', 5)],
      ['allowed', 'a hold that is lifted', held('OFF')],
      ['denied', 'a hold that is put', held('ON')],
    ],
  ),
  // Source: AWS re:Post Knowledge Center, "Troubleshoot issues with copying an object between S3 buckets".
  ...rows(
    () => [allow(['s3:GetObject', 's3:PutObject'], OBJECTS)],
    [
      ['allowed', 'a copy of an object without tags', copied('plain')],
      ['denied', 'a copy that takes tags along', copied('p/1')],
    ],
  ),
  ...rows(
    () => [allow(['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging'], OBJECTS)],
    [['allowed', 'a copy that may take tags along', copied('p/1')]],
  ),
  // Source: S3 User Guide, "Amazon S3 condition key examples".
  ...rows(
    () => [
      allow('s3:PutObject', OBJECTS, { StringLikeIfExists: { 's3:x-amz-website-redirect-location': '/docs/*' } }),
      deny('s3:PutObject', OBJECTS, { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } }),
    ],
    [
      ['allowed', 'a redirect within the site', put('r', { WebsiteRedirectLocation: '/docs/a' })],
      ['denied', 'a redirect elsewhere', put('r', { WebsiteRedirectLocation: 'https://example.com' })],
      ['denied', 'a key that the customer keeps', put('own-key', { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) })],
    ],
  ),
  // Source: S3 User Guide, "Multipart upload API and permissions".
  ...rows(
    () => [allow('s3:PutObject', OBJECTS)],
    [
      [
        'allowed',
        'a part is PutObject',
        (it) => s3Of(it).send(new UploadPartCommand({ Bucket: 'bucket-a', Key: 'big', UploadId: made.uploadId, PartNumber: 1, Body: 'x' })),
      ],
      [
        'denied',
        'a part that is copied needs GetObject of its source',
        (it) =>
          s3Of(it).send(
            new UploadPartCopyCommand({
              Bucket: 'bucket-a',
              Key: 'big',
              UploadId: made.uploadId,
              PartNumber: 2,
              CopySource: 'bucket-a/p/1',
            }),
          ),
      ],
      [
        'denied',
        'parts are listed by ListMultipartUploadParts',
        (it) => s3Of(it).send(new ListPartsCommand({ Bucket: 'bucket-a', Key: 'big', UploadId: made.uploadId })),
      ],
      [
        'denied',
        'uploads are listed by ListBucketMultipartUploads',
        (it) => s3Of(it).send(new ListMultipartUploadsCommand({ Bucket: 'bucket-a' })),
      ],
    ],
  ),
  ...rows(
    () => [allow('s3:ListBucket', BUCKET)],
    [['allowed', 'HeadBucket is ListBucket', (it) => s3Of(it).send(new HeadBucketCommand({ Bucket: 'bucket-a' }))]],
  ),
  // Source: IAM User Guide, "AWS global condition context keys".
  ...(
    [
      ['allowed', 'an address that is allowed', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }],
      ['denied', 'another address', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
      ['allowed', 'an address outside of a range', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
      ['allowed', 'before a time', { DateLessThan: { 'aws:CurrentTime': '2100-01-01T00:00:00Z' } }],
      ['denied', 'after a time', { DateGreaterThan: { 'aws:EpochTime': '4102444800' } }],
      ['allowed', 'an encrypted connection', { Bool: { 'aws:SecureTransport': 'true' } }],
      ['denied', 'without MFA', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
      ['denied', 'of an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }],
      ['allowed', 'a resource of the account', { StringEquals: { 'aws:ResourceAccount': A } }],
      ['denied', 'a resource of another account', { StringEquals: { 'aws:ResourceAccount': '444455556666' } }],
      ['allowed', 'by the type of the principal', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }],
      ['denied', 'a user name, which a session has not', { StringLike: { 'aws:username': '*' } }],
      ['denied', 'through an endpoint of a VPC', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }],
      ['allowed', 'an absent key with IfExists', { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }],
      ['allowed', 'an absent key that must be absent', { Null: { 'aws:SourceVpce': 'true' } }],
    ] as const
  ).map(([want, name, condition]): Row => ({ name, want, policy: () => [allow('s3:GetObject', OBJECTS, condition)], call: get('p/1') })),
  // Source: DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control".
  ...rows(
    () => [
      allow('dynamodb:Query', table('TableA'), {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'name'] },
        StringEquals: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      }),
    ],
    [
      [
        'allowed',
        'the attributes that are allowed',
        query({ Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': 'name' } }),
      ],
      ['denied', 'another attribute', query({ Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: 'other' })],
      ['denied', 'all attributes', query({ Select: 'ALL_ATTRIBUTES' })],
    ],
  ),
  ...rows(
    () => [allow('dynamodb:DeleteItem', table('TableA'), { StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } })],
    [
      [
        'allowed',
        'a delete that gives nothing back',
        (it) => new DynamoDBClient(it).send(new DeleteItemCommand({ TableName: 'TableA', Key: key })),
      ],
      [
        'denied',
        'a delete that gives the item back',
        (it) => new DynamoDBClient(it).send(new DeleteItemCommand({ TableName: 'TableA', Key: key, ReturnValues: 'ALL_OLD' })),
      ],
    ],
  ),
  ...rows(
    () => [allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'], table('TableA'))],
    [
      [
        'allowed',
        'a batch of one table',
        (it) => new DynamoDBClient(it).send(new BatchGetItemCommand({ RequestItems: { TableA: { Keys: [key] } } })),
      ],
      [
        'denied',
        'a batch across tables',
        (it) =>
          new DynamoDBClient(it).send(new BatchGetItemCommand({ RequestItems: { TableA: { Keys: [key] }, TableB: { Keys: [key] } } })),
      ],
      [
        'allowed',
        'a transaction of reads is GetItem',
        (it) => new DynamoDBClient(it).send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: 'TableA', Key: key } }] })),
      ],
      [
        'denied',
        'a check inside a transaction is ConditionCheckItem',
        (it) =>
          new DynamoDBClient(it).send(
            new TransactWriteItemsCommand({
              TransactItems: [
                { Put: { TableName: 'TableA', Item: key } },
                { ConditionCheck: { TableName: 'TableA', Key: { pk: { S: 'b' } }, ConditionExpression: 'attribute_not_exists(pk)' } },
              ],
            }),
          ),
      ],
      ['denied', 'PartiQL is no GetItem', partiql(`SELECT * FROM "TableA" WHERE pk = 'a'`)],
      ['denied', 'a Scan', (it) => new DynamoDBClient(it).send(new ScanCommand({ TableName: 'TableA' }))],
    ],
  ),
  // Source: DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB".
  ...rows(
    () => [
      allow('dynamodb:PartiQLSelect', table('TableA')),
      deny('dynamodb:PartiQLSelect', table('TableA'), { Bool: { 'dynamodb:FullTableScan': 'true' } }),
    ],
    [
      ['allowed', 'a statement of one key', partiql(`SELECT * FROM "TableA" WHERE pk = 'a'`)],
      ['denied', 'a statement that reads the table', partiql('SELECT * FROM "TableA"')],
      ['denied', 'an INSERT with the right to SELECT', partiql(`INSERT INTO "TableA" VALUE {'pk': 'z'}`)],
      ['denied', 'another table', partiql(`SELECT * FROM "TableB" WHERE pk = 'a'`)],
    ],
  ),
  ...rows(
    () => [
      allow('dynamodb:PartiQLSelect', table('TableA'), { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } }),
      deny('dynamodb:PartiQLSelect', table('TableA'), { Bool: { 'dynamodb:FullTableScan': 'true' } }),
    ],
    [
      ['allowed', 'a statement of several keys, all of them allowed', partiql(`SELECT * FROM "TableA" WHERE pk IN ['a', 'b']`)],
      ['denied', 'a statement of several keys, one of them another', partiql(`SELECT * FROM "TableA" WHERE pk IN ['a', 'c']`)],
      ['denied', 'a statement whose key stands beside an OR', partiql(`SELECT * FROM "TableA" WHERE pk = 'a' OR other = 'x'`)],
      ['denied', 'a statement with its key in a text alone', partiql(`SELECT * FROM "TableA" WHERE other = 'pk = 1'`)],
      ['denied', 'a batch of statements, one of another key', partiqlBatch(['a', 'c'])],
      ['allowed', 'a batch of statements', partiqlBatch(['a', 'b'])],
    ],
  ),
  ...rows(
    () => [
      allow(['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate'], table('TableA'), {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'name'] },
      }),
    ],
    [
      ['allowed', 'a statement of the attributes that are allowed', partiql(`SELECT "name" FROM "TableA" WHERE pk = 'a'`)],
      ['denied', 'a statement that gives another attribute', partiql(`SELECT other FROM "TableA" WHERE pk = 'a'`)],
      ['denied', 'a statement that compares another attribute', partiql(`SELECT pk FROM "TableA" WHERE pk = 'a' AND other = 'x'`)],
      ['denied', 'an INSERT of another attribute', partiql(`INSERT INTO "TableA" VALUE {'pk': 'new', 'other': 'x'}`)],
      ['denied', 'an UPDATE of another attribute', partiql(`UPDATE "TableA" SET other = 'x' WHERE pk = 'a'`)],
    ],
  ),
  ...rows(
    () => [
      allow(['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:PartiQLSelect'], table('TableA'), {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'name'] },
        StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      }),
    ],
    [
      ['allowed', 'a query that says its attributes', query({ ProjectionExpression: 'pk' })],
      ['denied', 'a query that says none reads all of them', query({})],
      ['allowed', 'an item by its attributes', (it) => new DynamoDBClient(it).send(item({ ProjectionExpression: 'pk' }))],
      ['denied', 'an item as a whole', (it) => new DynamoDBClient(it).send(item({}))],
      ['denied', 'a statement with a star', partiql(`SELECT * FROM "TableA" WHERE pk = 'a'`)],
    ],
  ),
  ...rows(
    () => [allow('dynamodb:DescribeStream', table('TableA'))],
    [
      [
        'denied',
        'a stream is not its table',
        (it) => new DynamoDBStreamsClient(it).send(new DescribeStreamCommand({ StreamArn: made.streamArn })),
      ],
    ],
  ),
  // Source: KMS Developer Guide, "AWS KMS condition keys".
  ...rows(
    () => [allow('s3:GetObject', OBJECTS), allow('kms:Decrypt', '*', { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } })],
    [
      ['allowed', 'a key through S3', get('sealed')],
      ['denied', 'the same key by itself', (it) => new KMSClient(it).send(new DecryptCommand({ CiphertextBlob: made.ciphertext }))],
    ],
  ),
  ...rows(
    () => [
      allow('kms:Encrypt', made.keyArn, {
        StringEquals: { 'kms:EncryptionContext:team': 'red' },
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['team'] },
      }),
    ],
    [
      ['allowed', 'the context of the condition', encrypt({ EncryptionContext: { team: 'red' } })],
      ['denied', 'another context', encrypt({ EncryptionContext: { team: 'blue' } })],
      ['denied', 'a context with more in it', encrypt({ EncryptionContext: { team: 'red', x: '1' } })],
      ['denied', 'no context', encrypt({})],
    ],
  ),
  ...rows(
    () => [allow('kms:Encrypt', made.keyArn, { StringEquals: { 'kms:RequestAlias': 'alias/mine' } })],
    [
      ['allowed', 'a key that is named by its alias', encrypt({ KeyId: 'alias/mine' })],
      ['denied', 'the key by its ARN', encrypt({})],
    ],
  ),
  ...rows(
    () => [allow('kms:Encrypt', `arn:aws:kms:${REGION}:${A}:alias/mine`)],
    [['denied', 'the ARN of an alias is no resource of what uses its key', encrypt({ KeyId: 'alias/mine' })]],
  ),
  ...rows(
    () => [
      allow('kms:ReEncrypt*', '*', {
        Bool: { 'kms:ReEncryptOnSameKey': 'true' },
        StringEquals: { 'kms:EncryptionContext:team': 'red' },
      }),
    ],
    [
      ['allowed', 'a new context under the same key', reEncrypt('alias/mine', 'red')],
      ['denied', 'the same under another key', (it) => reEncrypt(made.otherKeyArn, 'red')(it)],
      ['denied', 'a new context beyond the condition', reEncrypt('alias/mine', 'blue')],
    ],
  ),
  ...rows(
    () => [
      allow('kms:CreateGrant', '*', {
        StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset' },
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] },
      }),
      allow('kms:CreateKey', '*', { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT', 'kms:KeyUsage': 'ENCRYPT_DECRYPT' } }),
      allow('kms:ScheduleKeyDeletion', '*', { NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '20' } }),
      allow('kms:Encrypt', '*', { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } }),
    ],
    [
      ['allowed', 'a grant with a constraint', grant({ Constraints: { EncryptionContextSubset: { team: 'red' } } })],
      ['denied', 'a grant with another constraint', grant({ Constraints: { EncryptionContextEquals: { team: 'red' } } })],
      ['denied', 'a grant without one', grant({})],
      ['allowed', 'a key of the usual kind', (it) => new KMSClient(it).send(new CreateKeyCommand({}))],
      ['denied', 'a key of another kind', (it) => new KMSClient(it).send(new CreateKeyCommand({ KeySpec: 'HMAC_256' }))],
      ['denied', 'a deletion that comes soon', deletion(7)],
      ['allowed', 'a deletion that leaves time', deletion(30)],
      ['allowed', 'the one algorithm of a symmetric key, which is not said', encrypt({})],
    ],
  ),
  // Source: EventBridge User Guide, "Using IAM policy conditions in Amazon EventBridge".
  ...rows(
    () => [
      allow('events:PutRule', '*', {
        'ForAllValues:StringEquals': { 'events:source': ['aws.ec2', 'aws.s3'] },
        Null: { 'events:source': 'false' },
      }),
      allow('events:PutTargets', '*', {
        'ForAllValues:ArnLike': { 'events:TargetArn': `arn:aws:sqs:*:${A}:*` },
        StringEquals: { 'events:creatorAccount': A },
      }),
    ],
    [
      ['allowed', 'a rule for events of a source', rule({ source: ['aws.s3'] })],
      ['denied', 'a rule for events of a further source', rule({ source: ['aws.s3', 'shop'] })],
      ['denied', 'a rule for whatever begins so', rule({ source: [{ prefix: 'aws.' }] })],
      ['denied', 'a rule for all sources', rule({ 'detail-type': ['x'] })],
      ['allowed', 'a target of the condition', target(`arn:aws:sqs:${REGION}:${A}:q`)],
      ['denied', 'another target', target(`arn:aws:sns:${REGION}:${A}:news`)],
    ],
  ),
  ...rows(
    () => [allow('events:PutEvents', '*', { StringEquals: { 'events:source': 'shop' } })],
    [
      ['allowed', 'events of a source', event('shop')],
      ['denied', 'events of another source', event('bank')],
    ],
  ),
  ...rows(
    () => [allow('sns:Subscribe', '*', { StringEquals: { 'sns:Protocol': 'sqs' } })],
    [
      ['allowed', 'a subscription by its protocol', subscribe('sqs', `arn:aws:sqs:${REGION}:${A}:q`)],
      ['denied', 'another protocol', subscribe('https', 'https://example.com')],
    ],
  ),
  ...rows(
    () => [allow(['ssm:GetParameters', 'ssm:GetParametersByPath'], `arn:aws:ssm:${REGION}:${A}:parameter/app*`)],
    [
      ['allowed', 'parameters by name', (it) => new SSMClient(it).send(new GetParametersCommand({ Names: ['/app/a', '/app/b'] }))],
      [
        'denied',
        'parameters by name, one of them elsewhere',
        (it) => new SSMClient(it).send(new GetParametersCommand({ Names: ['/app/a', '/other/d'] })),
      ],
      [
        'allowed',
        'parameters below a path',
        (it) => new SSMClient(it).send(new GetParametersByPathCommand({ Path: '/app', Recursive: true })),
      ],
      ['denied', 'parameters below another path', (it) => new SSMClient(it).send(new GetParametersByPathCommand({ Path: '/other' }))],
    ],
  ),
  // Source: SQS Developer Guide, "Tagging on queue creation"; DynamoDB Developer Guide, "Tagging resources in DynamoDB".
  ...rows(
    () => [allow(['sqs:CreateQueue', 'dynamodb:CreateTable'], '*')],
    [
      ['allowed', 'a queue', (it) => new SQSClient(it).send(new CreateQueueCommand({ QueueName: 'plain' }))],
      [
        'denied',
        'a queue with tags needs TagQueue',
        (it) => new SQSClient(it).send(new CreateQueueCommand({ QueueName: 'tagged', tags: { team: 'red' } })),
      ],
      ['denied', 'a table with tags needs TagResource', (it) => new DynamoDBClient(it).send(taggedTable())],
    ],
  ),
  // Source: IAM User Guide, "Permissions boundaries for IAM entities"; "Grant a user permissions to pass a role to an AWS service".
  ...rows(
    () => [
      allow('iam:CreateRole', '*', { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/ReadOnlyAccess' } }),
      allow('states:CreateStateMachine', '*'),
      allow('iam:PassRole', `arn:aws:iam::${A}:role/passed`, { StringEquals: { 'iam:PassedToService': 'states.amazonaws.com' } }),
    ],
    [
      ['allowed', 'a role within the boundary', createRole('bounded', 'arn:aws:iam::aws:policy/ReadOnlyAccess')],
      ['denied', 'a role without it', createRole('unbounded')],
      ['allowed', 'a role that may be passed to the service', machine('one', 'passed')],
      ['denied', 'another role', machine('two', 'other')],
    ],
  ),
]

/** What a plain HTTP request is answered with, as a client of the SDK would have it. */
async function answered(response: Promise<Response>): Promise<void> {
  const it = await response
  if (it.ok) return
  throw Object.assign(new Error('refused'), { name: /<Code>(\w+)</.exec(await it.text())?.[1] ?? 'Unknown' })
}

function presigned(method: 'GET' | 'PUT'): Call {
  const named = { Bucket: 'bucket-a', Key: 'p/1' }
  return async (settings) => {
    const url = await getSignedUrl(s3Of(settings), method === 'GET' ? new GetObjectCommand(named) : new PutObjectCommand(named))
    await answered(fetch(url, { method, ...(method === 'PUT' ? { body: 'x' } : {}) }))
  }
}

async function posted(settings: ClientSettings): Promise<void> {
  const { url, fields } = await createPresignedPost(s3Of(settings), { Bucket: 'bucket-a', Key: 'form' })
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  body.append('file', new Blob(['x']), 'x.txt')
  await answered(fetch(url, { method: 'POST', body }))
}

function retained(ObjectLockMode: 'GOVERNANCE' | 'COMPLIANCE', days: number): Call {
  const ObjectLockRetainUntilDate = new Date(Date.now() + days * 86_400_000)
  return (settings) =>
    s3Of(settings).send(new PutObjectCommand({ Bucket: 'locked', Key: 'new', Body: 'x', ObjectLockMode, ObjectLockRetainUntilDate }))
}

function held(Status: 'ON' | 'OFF'): Call {
  return (settings) => s3Of(settings).send(new PutObjectLegalHoldCommand({ Bucket: 'locked', Key: 'held', LegalHold: { Status } }))
}

function copied(source: string): Call {
  return (settings) => s3Of(settings).send(new CopyObjectCommand({ Bucket: 'bucket-a', Key: 'copy', CopySource: `bucket-a/${source}` }))
}

function reEncrypt(DestinationKeyId: string, team: string): Call {
  return (settings) =>
    new KMSClient(settings).send(
      new ReEncryptCommand({
        CiphertextBlob: made.ciphertextOfRed,
        SourceEncryptionContext: { team: 'red' },
        DestinationKeyId,
        DestinationEncryptionContext: { team },
      }),
    )
}

function grant(more: Partial<CreateGrantCommandInput>): Call {
  const GranteePrincipal = `arn:aws:iam::${A}:root`
  return (settings) =>
    new KMSClient(settings).send(new CreateGrantCommand({ KeyId: made.keyArn, GranteePrincipal, Operations: ['Decrypt'], ...more }))
}

function deletion(PendingWindowInDays: number): Call {
  return (settings) => new KMSClient(settings).send(new ScheduleKeyDeletionCommand({ KeyId: made.spareKeyArn, PendingWindowInDays }))
}

function rule(pattern: object): Call {
  return (settings) => new EventBridgeClient(settings).send(new PutRuleCommand({ Name: 'mine', EventPattern: JSON.stringify(pattern) }))
}

function target(Arn: string): Call {
  return (settings) => new EventBridgeClient(settings).send(new PutTargetsCommand({ Rule: 'there', Targets: [{ Id: '1', Arn }] }))
}

const tagging = (tags: Readonly<Record<string, string>>): PutObjectTaggingCommand =>
  new PutObjectTaggingCommand({
    Bucket: 'bucket-a',
    Key: 'p/1',
    Tagging: { TagSet: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
  })

const attributes = (): GetObjectAttributesCommand =>
  new GetObjectAttributesCommand({ Bucket: 'bucket-a', Key: 'p/1', ObjectAttributes: ['ObjectSize'] })

const taggedTable = (): CreateTableCommand =>
  new CreateTableCommand({
    TableName: 'tagged',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    Tags: [{ Key: 'team', Value: 'red' }],
  })

function subscribe(Protocol: string, Endpoint: string): Call {
  return (settings) =>
    new SNSClient(settings).send(new SubscribeCommand({ TopicArn: `arn:aws:sns:${REGION}:${A}:news`, Protocol, Endpoint }))
}

function createRole(RoleName: string, PermissionsBoundary?: string): Call {
  const AssumeRolePolicyDocument = policy([{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }])
  return (settings) => new IAMClient(settings).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, PermissionsBoundary }))
}

function machine(name: string, role: string): Call {
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}'
  return (settings) =>
    new SFNClient(settings).send(new CreateStateMachineCommand({ name, definition, roleArn: `arn:aws:iam::${A}:role/${role}` }))
}

const REFUSED = /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException)$/

test.each(TABLE)('$name: $want', async ({ policy, call, want }) => {
  const role = await it.roleWith(policy())
  if (want === 'allowed') await call(role)
  else expect((await refusal(call(role))).name).toMatch(REFUSED)
})
