/**
 * Services ask KMS with their caller's rights: a resource that is sealed with a customer's key needs permission for the key
 * as well, by the role's policies and the key's, with the condition keys that say through which service and for what.
 */
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateAliasCommand, CreateGrantCommand, CreateKeyCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateBucketCommand, GetObjectCommand, PutBucketEncryptionCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal } from './testing/checklist.js'
import { type ClientSettings, policy, type Running, running } from './testing/running.js'

let it: Running
let key = ''
let queueUrl = ''
let topicArn = ''

beforeAll(async () => {
  it = await running()
  const admin = it.admin()
  const kms = new KMSClient(admin)
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  key = KeyMetadata?.Arn ?? ''
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/app', TargetKeyId: key }))
  const s3 = new S3Client({ ...admin, forcePathStyle: true })
  for (const Bucket of ['sealed', 'plain']) await s3.send(new CreateBucketCommand({ Bucket }))
  const ServerSideEncryptionConfiguration = {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key } }],
  }
  await s3.send(new PutBucketEncryptionCommand({ Bucket: 'sealed', ServerSideEncryptionConfiguration }))
  for (const Bucket of ['sealed', 'plain']) await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  const queue = new CreateQueueCommand({ QueueName: 'sealed', Attributes: { KmsMasterKeyId: 'alias/app' } })
  queueUrl = (await new SQSClient(admin).send(queue)).QueueUrl ?? ''
  const topic = new CreateTopicCommand({ Name: 'sealed', Attributes: { KmsMasterKeyId: key } })
  topicArn = (await new SNSClient(admin).send(topic)).TopicArn ?? ''
  await new DynamoDBClient(admin).send(
    new CreateTableCommand({
      TableName: 'sealed',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
    }),
  )
  await new SecretsManagerClient(admin).send(new CreateSecretCommand({ Name: 'sealed', SecretString: 's', KmsKeyId: key }))
  await new SSMClient(admin).send(new PutParameterCommand({ Name: 'sealed', Value: 'v', Type: 'SecureString', KeyId: key }))
  await new SSMClient(admin).send(new PutParameterCommand({ Name: 'managed', Value: 'v', Type: 'SecureString' }))
})
afterAll(() => it.aws.close())

const OWN = { Effect: 'Allow', Action: ['s3:*', 'sqs:*', 'sns:*', 'dynamodb:*', 'secretsmanager:*', 'ssm:*'], Resource: '*' }
const allow = (action: string, Condition?: object): object => ({
  Effect: 'Allow',
  Action: action,
  Resource: key,
  ...(Condition === undefined ? {} : { Condition }),
})

const read = (s: ClientSettings): Promise<unknown> =>
  new S3Client({ ...s, forcePathStyle: true }).send(new GetObjectCommand({ Bucket: 'sealed', Key: 'a' }))
const write = (s: ClientSettings, Bucket: string): Promise<unknown> =>
  new S3Client({ ...s, forcePathStyle: true }).send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }))
const parameter = (s: ClientSettings, Name: string, WithDecryption: boolean): Promise<unknown> =>
  new SSMClient(s).send(new GetParameterCommand({ Name, WithDecryption }))

interface Row {
  readonly name: string
  readonly call: (settings: ClientSettings) => Promise<unknown>
  /** What the key is asked for; the last is missing in the refusal. */
  readonly needs: readonly string[]
  readonly via: string
}

const rows: readonly Row[] = [
  { name: 'GetObject', call: read, needs: ['kms:Decrypt'], via: 's3' },
  { name: 'PutObject', call: (s) => write(s, 'sealed'), needs: ['kms:GenerateDataKey'], via: 's3' },
  {
    name: 'SendMessage',
    call: (s) => new SQSClient(s).send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' })),
    needs: ['kms:GenerateDataKey', 'kms:Decrypt'],
    via: 'sqs',
  },
  {
    name: 'ReceiveMessage',
    call: (s) => new SQSClient(s).send(new ReceiveMessageCommand({ QueueUrl: queueUrl })),
    needs: ['kms:Decrypt'],
    via: 'sqs',
  },
  {
    name: 'Publish',
    call: (s) => new SNSClient(s).send(new PublishCommand({ TopicArn: topicArn, Message: 'x' })),
    needs: ['kms:GenerateDataKey', 'kms:Decrypt'],
    via: 'sns',
  },
  {
    name: 'GetItem',
    call: (s) => new DynamoDBClient(s).send(new GetItemCommand({ TableName: 'sealed', Key: { pk: { S: 'a' } } })),
    needs: ['kms:Decrypt'],
    via: 'dynamodb',
  },
  {
    name: 'GetSecretValue',
    call: (s) => new SecretsManagerClient(s).send(new GetSecretValueCommand({ SecretId: 'sealed' })),
    needs: ['kms:Decrypt'],
    via: 'secretsmanager',
  },
  { name: 'GetParameter', call: (s) => parameter(s, 'sealed', true), needs: ['kms:Decrypt'], via: 'ssm' },
]

test.each(rows)('$name asks for the key of its resource, through its service', async ({ call, needs, via }) => {
  const missing = needs.at(-1) ?? ''
  const others = needs.slice(0, -1).map((action) => allow(action))
  await expect(call(await it.roleWith([OWN, ...others]))).rejects.toThrow(new RegExp(`${missing}|denied`, 'i'))
  const through = (service: string): object => ({ StringEquals: { 'kms:ViaService': `${service}.${it.aws.region}.amazonaws.com` } })
  await expect(call(await it.roleWith([OWN, ...others, allow(missing, through('lambda'))]))).rejects.toThrow()
  await call(await it.roleWith([OWN, ...needs.map((action) => allow(action, through(via)))]))
})

test('the encryption context names the resource', async () => {
  const named = (arn: string): object => ({ StringEquals: { 'kms:EncryptionContext:aws:s3:arn': arn } })
  await read(await it.roleWith([OWN, allow('kms:Decrypt', named('arn:aws:s3:::sealed/a'))]))
  await expect(read(await it.roleWith([OWN, allow('kms:Decrypt', named('arn:aws:s3:::sealed/other'))]))).rejects.toThrow('kms:Decrypt')
})

test("what AWS's own keys seal, and what is not opened, asks for no key", async () => {
  const settings = await it.roleWith([OWN])
  await write(settings, 'plain')
  await parameter(settings, 'managed', true)
  await parameter(settings, 'sealed', false)
})

test("the key's own policy decides too", async () => {
  const settings = await it.roleWith([OWN, { Effect: 'Allow', Action: 'kms:*', Resource: '*' }])
  const kms = new KMSClient(it.admin())
  const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${it.account}:root` }, Action: 'kms:*', Resource: '*' }
  const deny = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { Bool: { 'aws:ViaAWSService': 'true' } },
  }
  const made = await kms.send(new CreateKeyCommand({ Policy: policy([root, deny]) }))
  const s3 = new S3Client({ ...settings, forcePathStyle: true })
  const object = { Bucket: 'plain', Key: 'own', Body: 'x', ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: made.KeyMetadata?.Arn }
  await s3.send(new PutObjectCommand(object))
  await expect(s3.send(new GetObjectCommand({ Bucket: 'plain', Key: 'own' }))).rejects.toThrow(/explicit deny/)
})

// Source: KMS Developer Guide, "Using grant constraints".
test.each([
  ['EncryptionContextEquals', { team: 'red' }, 'allowed'],
  ['EncryptionContextEquals', { team: 'red', more: 'x' }, 'denied'],
  ['EncryptionContextEquals', { team: 'blue' }, 'denied'],
  ['EncryptionContextSubset', { team: 'red', more: 'x' }, 'allowed'],
  ['EncryptionContextSubset', { more: 'x' }, 'denied'],
] as const)('a grant with %s opens a key for the context %j: %s', async (constraint, EncryptionContext, want) => {
  const role = await it.roleWith([])
  await new KMSClient(it.admin()).send(
    new CreateGrantCommand({
      KeyId: key,
      GranteePrincipal: role.roleArn,
      Operations: ['Encrypt'],
      Constraints: { [constraint]: { team: 'red' } },
    }),
  )
  const call = new KMSClient(role).send(new EncryptCommand({ KeyId: key, Plaintext: Buffer.from('x'), EncryptionContext }))
  if (want === 'allowed') await call
  else expect((await refusal(call)).name).toBe('AccessDeniedException')
})
