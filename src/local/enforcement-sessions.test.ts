/**
 * Trust, sessions, chains, boundaries and resources' own policies, with real clients: whatever is asked of IAM and STS is asked
 * as anyone would.
 */
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutResourcePolicyCommand } from '@aws-sdk/client-dynamodb'
import { CreatePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand as PutSecretPolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from './testing/checklist.js'
import { type ClientSettings, policy, type Running, running } from './testing/running.js'

const A = '111122223333'
const B = '444455556666'
let it: Running
beforeAll(async () => {
  it = await running({ accounts: [A, B] })
})
afterAll(() => it.aws.close())

const allow = (Action: string | readonly string[], Resource: string, Condition?: unknown): unknown => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})

interface NewRole {
  readonly trust?: readonly unknown[]
  readonly statements?: readonly unknown[]
  readonly boundary?: string
  readonly account?: number
}
const everybody = (Action: string | readonly string[] = 'sts:AssumeRole', Condition?: unknown): unknown => ({
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action,
  ...(Condition === undefined ? {} : { Condition }),
})

let count = 0
async function newRole({ trust = [everybody()], statements = [], boundary, account = 0 }: NewRole): Promise<string> {
  const iam = new IAMClient(it.admin(account))
  const RoleName = `made-${count++}`
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: policy(trust),
      ...(boundary !== undefined && { PermissionsBoundary: boundary }),
    }),
  )
  if (statements.length > 0) await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: policy(statements) }))
  return Role?.Arn ?? ''
}

async function assume(by: ClientSettings, RoleArn: string, more: Partial<AssumeRoleCommandInput> = {}): Promise<ClientSettings> {
  const { Credentials } = await new STSClient(by).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ses', ...more }))
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  return { ...by, credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } }
}
const refused = async (call: Promise<unknown>): Promise<string> => (await refusal(call)).name

// Source: IAM User Guide, "How to use an external ID when granting access to your AWS resources", "Pass session tags in AWS STS",
// "Monitor and control actions taken with assumed roles".
describe('a trust policy', () => {
  test('asks for an external ID', async () => {
    const role = await newRole({ trust: [everybody('sts:AssumeRole', { StringEquals: { 'sts:ExternalId': 'x-1' } })] })
    expect(await refused(assume(it.admin(), role))).toBe('AccessDenied')
    expect(await refused(assume(it.admin(), role, { ExternalId: 'x-2' }))).toBe('AccessDenied')
    await assume(it.admin(), role, { ExternalId: 'x-1' })
  })

  test('allows tags only with sts:TagSession, and can ask for their values', async () => {
    const Tags = [{ Key: 'team', Value: 'red' }]
    const without = await newRole({})
    expect(await refused(assume(it.admin(), without, { Tags }))).toBe('AccessDenied')
    const tagged = await newRole({
      trust: [
        everybody(),
        everybody('sts:TagSession', {
          StringEquals: { 'aws:RequestTag/team': 'red' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
        }),
      ],
    })
    await assume(it.admin(), tagged, { Tags })
    expect(await refused(assume(it.admin(), tagged, { Tags: [{ Key: 'team', Value: 'blue' }] }))).toBe('AccessDenied')
    expect(await refused(assume(it.admin(), tagged, { Tags: [...Tags, { Key: 'more', Value: '1' }] }))).toBe('AccessDenied')
  })

  test('allows a source identity only with sts:SetSourceIdentity', async () => {
    expect(await refused(assume(it.admin(), await newRole({}), { SourceIdentity: 'me' }))).toBe('AccessDenied')
    const role = await newRole({ trust: [everybody(['sts:AssumeRole', 'sts:SetSourceIdentity'])] })
    await assume(it.admin(), role, { SourceIdentity: 'me' })
  })

  test('can name the session', async () => {
    const role = await newRole({ trust: [everybody('sts:AssumeRole', { StringLike: { 'sts:RoleSessionName': 'build-*' } })] })
    expect(await refused(assume(it.admin(), role))).toBe('AccessDenied')
    await assume(it.admin(), role, { RoleSessionName: 'build-7' })
  })

  test('of another account needs the right of the caller too', async () => {
    const role = await newRole({
      account: 1,
      trust: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${A}:root` }, Action: 'sts:AssumeRole' }],
    })
    const caller = await assume(it.admin(), await newRole({}))
    expect(await refused(assume(caller, role))).toBe('AccessDenied')
    const able = await assume(it.admin(), await newRole({ statements: [allow('sts:AssumeRole', role)] }))
    await assume(able, role)
  })
})

describe('a chain of roles', () => {
  // Source: IAM User Guide, "Roles terms and concepts", role chaining.
  test('lasts an hour at most', async () => {
    const second = await newRole({})
    const first = await assume(it.admin(), await newRole({ statements: [allow('sts:AssumeRole', '*')] }))
    const error = await refusal(assume(first, second, { DurationSeconds: 7_200 }))
    expect(error.name).toBe('ValidationError')
    expect(error.message).toContain('1 hour session limit for roles assumed by role chaining')
    await assume(first, second, { DurationSeconds: 3_600 })
  })

  test('hands on the tags that are transitive, and no others', async () => {
    const trust = [everybody(['sts:AssumeRole', 'sts:TagSession'])]
    const second = await newRole({
      trust,
      statements: [
        allow('dynamodb:ListTables', '*', { StringEquals: { 'aws:PrincipalTag/team': 'red' } }),
        allow('s3:ListAllMyBuckets', '*', { StringEquals: { 'aws:PrincipalTag/own': 'x' } }),
      ],
    })
    const tags = [
      { Key: 'team', Value: 'red' },
      { Key: 'own', Value: 'x' },
    ]
    const first = await assume(it.admin(), await newRole({ trust, statements: [allow(['sts:AssumeRole', 'sts:TagSession'], '*')] }), {
      Tags: tags,
      TransitiveTagKeys: ['team'],
    })
    const last = await assume(first, second)
    const { ListTablesCommand } = await import('@aws-sdk/client-dynamodb')
    await new DynamoDBClient(last).send(new ListTablesCommand({}))
    const { ListBucketsCommand } = await import('@aws-sdk/client-s3')
    expect(await refused(new S3Client({ ...last, forcePathStyle: true }).send(new ListBucketsCommand({})))).toBe('AccessDenied')
  })

  test('names the last role', async () => {
    const first = await assume(it.admin(), await newRole({ statements: [allow('sts:AssumeRole', '*')] }))
    const second = await newRole({})
    const { Arn } = await new STSClient(await assume(first, second)).send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`${second.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/ses`)
  })
})

// Source: IAM User Guide, "Policy evaluation logic" and "Permissions boundaries for IAM entities": what a resource's policy grants
// to a session's ARN is not limited by boundaries and session policies; what it grants to a role's ARN is.
describe("a bucket's policy", () => {
  const Bucket = 'shared'
  const Resource = `arn:aws:s3:::${Bucket}/*`
  const get = (settings: ClientSettings) =>
    new S3Client({ ...settings, forcePathStyle: true }).send(new GetObjectCommand({ Bucket, Key: 'k' }))
  const drop = (settings: ClientSettings) =>
    new S3Client({ ...settings, forcePathStyle: true }).send(new DeleteObjectCommand({ Bucket, Key: 'none' }))
  const put = (statements: readonly unknown[]) =>
    new S3Client({ ...it.admin(), forcePathStyle: true }).send(new PutBucketPolicyCommand({ Bucket, Policy: policy(statements) }))
  const grant = (AWS: string, Action = 's3:GetObject'): unknown => ({ Effect: 'Allow', Principal: { AWS }, Action, Resource })
  const sessionOf = (roleArn: string): string => `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/ses`
  const nothing = policy([allow('dynamodb:ListTables', '*')])
  let boundary = ''

  beforeAll(async () => {
    const s3 = new S3Client({ ...it.admin(), forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket }))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))
    const { Policy } = await new IAMClient(it.admin()).send(
      new CreatePolicyCommand({ PolicyName: 'lists-tables', PolicyDocument: nothing }),
    )
    boundary = Policy?.Arn ?? ''
  })

  test('grants to a role without a policy of its own', async () => {
    const role = await newRole({})
    await put([grant(role)])
    await get(await assume(it.admin(), role))
  })

  test('to a role: limited by its session policy and by its boundary', async () => {
    const [plain, bounded] = [await newRole({}), await newRole({ boundary })]
    await put([grant(plain), grant(bounded)])
    expect(await refused(get(await assume(it.admin(), plain, { Policy: nothing })))).toBe('AccessDenied')
    expect(await refused(get(await assume(it.admin(), bounded)))).toBe('AccessDenied')
  })

  test('to a session: limited by neither', async () => {
    const [plain, bounded] = [await newRole({}), await newRole({ boundary })]
    await put([grant(sessionOf(plain)), grant(sessionOf(bounded))])
    await get(await assume(it.admin(), plain, { Policy: nothing }))
    await get(await assume(it.admin(), bounded))
    expect(await refused(get(await assume(it.admin(), plain, { RoleSessionName: 'another' })))).toBe('AccessDenied')
  })

  test('an explicit deny of the session wins over it', async () => {
    const role = await newRole({})
    await put([grant(sessionOf(role))])
    const Policy = policy([{ Effect: 'Deny', Action: 's3:*', Resource: '*' }])
    expect(await refused(get(await assume(it.admin(), role, { Policy })))).toBe('AccessDenied')
  })

  test('a deny for all but some, by NotPrincipal', async () => {
    const [kept, other] = [
      await newRole({ statements: [allow('s3:GetObject', '*')] }),
      await newRole({ statements: [allow('s3:GetObject', '*')] }),
    ]
    await put([
      { Effect: 'Deny', NotPrincipal: { AWS: [`arn:aws:iam::${A}:root`, kept, sessionOf(kept)] }, Action: 's3:GetObject', Resource },
    ])
    await get(await assume(it.admin(), kept))
    expect(await refused(get(await assume(it.admin(), other)))).toBe('AccessDenied')
    await put([grant('arn:aws:iam::111122223333:root')])
  })

  test('names principals by a condition', async () => {
    const role = await newRole({})
    await put([
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource, Condition: { ArnEquals: { 'aws:PrincipalArn': role } } },
    ])
    await get(await assume(it.admin(), role))
    expect(await refused(get(await assume(it.admin(), await newRole({}))))).toBe('AccessDenied')
  })

  test('to an account: the account still has to say whom', async () => {
    await put([grant(`arn:aws:iam::${A}:root`), grant(B)])
    expect(await refused(get(await assume(it.admin(), await newRole({}))))).toBe('AccessDenied')
    expect(await refused(get(await assume(it.admin(1), await newRole({ account: 1 }))))).toBe('AccessDenied')
    await get(await assume(it.admin(1), await newRole({ account: 1, statements: [allow('s3:GetObject', Resource)] })))
  })

  test('does not open more than it names', async () => {
    const role = await newRole({})
    await put([grant(role)])
    expect(await refused(drop(await assume(it.admin(), role)))).toBe('AccessDenied')
  })
})

test("a secret's policy denies what the role allows", async () => {
  const admin = new SecretsManagerClient(it.admin())
  const { ARN } = await admin.send(new CreateSecretCommand({ Name: 's', SecretString: 'x' }))
  const [good, bad] = [
    await newRole({ statements: [allow('secretsmanager:GetSecretValue', '*')] }),
    await newRole({ statements: [allow('secretsmanager:GetSecretValue', '*')] }),
  ]
  const statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': [good] } },
  }
  await admin.send(new PutSecretPolicyCommand({ SecretId: ARN, ResourcePolicy: policy([statement]) }))
  await new SecretsManagerClient(await assume(it.admin(), good)).send(new GetSecretValueCommand({ SecretId: ARN }))
  const error = await refusal(new SecretsManagerClient(await assume(it.admin(), bad)).send(new GetSecretValueCommand({ SecretId: ARN })))
  expect(error.message).toContain('with an explicit deny in a resource-based policy')
})

test("a queue's policy lets a topic in by its ARN, and no other; a role of another account needs both policies", async () => {
  const sqs = new SQSClient(it.admin())
  const sns = new SNSClient(it.admin())
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }))
  const QueueArn = `arn:aws:sqs:us-west-2:${A}:inbox`
  const [{ TopicArn: known = '' }, { TopicArn: stranger = '' }] = [
    await sns.send(new CreateTopicCommand({ Name: 'known' })),
    await sns.send(new CreateTopicCommand({ Name: 'stranger' })),
  ]
  const statements = [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QueueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': known }, StringEquals: { 'aws:SourceAccount': A } },
    },
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${B}:root` }, Action: 'sqs:SendMessage', Resource: QueueArn },
  ]
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy(statements) } }))
  for (const TopicArn of [known, stranger]) {
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QueueArn }))
    await sns.send(new PublishCommand({ TopicArn, Message: TopicArn }))
  }
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }))
  expect(Attributes?.ApproximateNumberOfMessages).toBe('1')
  const send = (settings: ClientSettings) => new SQSClient(settings).send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))
  expect(await refused(send(await assume(it.admin(1), await newRole({ account: 1 }))))).toMatch(/AccessDenied/)
  await send(await assume(it.admin(1), await newRole({ account: 1, statements: [allow('sqs:SendMessage', QueueArn)] })))
})

test("a table's policy opens an index by its own ARN alone", async () => {
  const ddb = new DynamoDBClient(it.admin())
  const made = await ddb.send(
    new CreateTableCommand({
      TableName: 'opened',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  )
  const role = await newRole({})
  const ResourceArn = made.TableDescription?.TableArn
  const statement = { Effect: 'Allow', Principal: { AWS: role }, Action: 'dynamodb:GetItem', Resource: `${ResourceArn}/index/*` }
  const get = async () =>
    new DynamoDBClient(await assume(it.admin(), role)).send(new GetItemCommand({ TableName: 'opened', Key: { pk: { S: 'a' } } }))
  await ddb.send(new PutResourcePolicyCommand({ ResourceArn, Policy: policy([statement]) }))
  expect(await refused(get())).toBe('AccessDeniedException')
  await ddb.send(new PutResourcePolicyCommand({ ResourceArn, Policy: policy([{ ...statement, Resource: ResourceArn }]) }))
  await get()
})

// Source: Lambda Developer Guide, "Using source function ARN to control function access behavior".
test("what a function's code calls says which function it is, and what Lambda does beside does not", async () => {
  const fn = `arn:aws:lambda:us-east-1:${A}:function:resize`
  const role = await newRole({
    trust: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    statements: [allow('sqs:CreateQueue', '*', { ArnEquals: { 'lambda:SourceFunctionArn': fn } })],
  })
  const called = async (issuedTo?: string): Promise<string> => {
    const session = it.aws.sessionFor(role, 'resize', { service: 'lambda.amazonaws.com' }, issuedTo)
    if ('fault' in session) throw new Error(session.message)
    const { accessKeyId, secretAccessKey, sessionToken } = session
    const sqs = new SQSClient({ ...it.admin(), credentials: { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? '' } })
    return sqs.send(new CreateQueueCommand({ QueueName: 'of-a-function' })).then(
      () => 'allowed',
      (error: Error) => error.name,
    )
  }
  const scopes: unknown[] = []
  const stop = it.aws.onCall(({ event }) => void scopes.push(event.userIdentity?.inScopeOf))
  expect([await called(fn), await called(fn.replace('resize', 'other')), await called()]).toEqual([
    'allowed',
    'AccessDenied',
    'AccessDenied',
  ])
  stop()
  expect(scopes).toContainEqual({ issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: fn })
})
