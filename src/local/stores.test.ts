/** Services beside S3 and DynamoDB, each through the SDK's client as an app would use it. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms'
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { GetParameterCommand, GetParametersByPathCommand, GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from './testing/checklist.js'
import { policy, type Running, running } from './testing/running.js'
import type { Execution } from './types.js'

let it: Running
beforeAll(async () => {
  it = await running()
})
afterAll(() => it.aws.close())

/** What a service lets in by the queue's own policy. */
const letIn = (queueArn: string, service: string, sourceArn: string): string =>
  policy([
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
    },
  ])

async function newQueue(name: string): Promise<{
  readonly QueueUrl: string
  readonly arn: string
  readonly receive: () => Promise<readonly string[]>
  readonly allow: (service: string, source: string) => Promise<void>
}> {
  const sqs = new SQSClient(it.admin())
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }))
  const arn = `arn:aws:sqs:us-west-2:${it.account}:${name}`
  return {
    QueueUrl,
    arn,
    receive: async () =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2, MaxNumberOfMessages: 10 }))).Messages?.map(
        (m) => m.Body ?? '',
      ) ?? [],
    allow: async (service, source) =>
      void (await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: letIn(arn, service, source) } }))),
  }
}

describe('CloudWatch Logs', () => {
  test('keeps events of a stream in their order, and filters them', async () => {
    const logs = new CloudWatchLogsClient(it.admin())
    const names = { logGroupName: '/aws/lambda/f', logStreamName: '2026/11/26/[$LATEST]a' }
    await logs.send(new CreateLogGroupCommand({ logGroupName: names.logGroupName }))
    await logs.send(new CreateLogStreamCommand(names))
    await logs.send(
      new PutLogEventsCommand({
        ...names,
        logEvents: [
          { timestamp: 1000, message: 'START' },
          { timestamp: 2000, message: '{"level":"ERROR"}' },
        ],
      }),
    )
    expect((await logs.send(new GetLogEventsCommand({ ...names, startFromHead: true }))).events?.map((e) => e.message)).toEqual([
      'START',
      '{"level":"ERROR"}',
    ])
    expect(
      (await logs.send(new FilterLogEventsCommand({ logGroupName: names.logGroupName, filterPattern: '{ $.level = "ERROR" }' }))).events,
    ).toHaveLength(1)
    expect((await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/' }))).logGroups?.[0]?.arn).toBe(
      `arn:aws:logs:us-west-2:${it.account}:log-group:/aws/lambda/f:*`,
    )
    expect((await refusal(logs.send(new CreateLogGroupCommand({ logGroupName: names.logGroupName })))).name).toBe(
      'ResourceAlreadyExistsException',
    )
  })
})

test('CloudWatch Logs keeps the newest events of a group, whichever streams they are in', async () => {
  const logs = new CloudWatchLogsClient(it.admin())
  const logGroupName = '/many'
  await logs.send(new CreateLogGroupCommand({ logGroupName }))
  const now = Date.now()
  for (const [i, logStreamName] of ['first', 'second', 'third'].entries()) {
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
    const logEvents = Array.from({ length: 8_000 }, (_, n) => ({ timestamp: now - 30_000 + i * 8_000 + n, message: `${n}` }))
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
  }
  const kept = async (logStreamName: string) =>
    (await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }))).events ?? []
  const [first, second, third] = [await kept('first'), await kept('second'), await kept('third')]
  expect([first.length, first[0]?.message, second.length, third.length]).toEqual([4_000, '4000', 8_000, 8_000])
})

describe('SQS', () => {
  // Source: SQS API Reference, "SendMessage", DelaySeconds.
  test('delays messages of a FIFO queue by the queue alone', async () => {
    const sqs = new SQSClient(it.admin())
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'delayed.fifo', Attributes: { FifoQueue: 'true' } }))
    const message = { QueueUrl, MessageBody: 'a', MessageGroupId: 'g', MessageDeduplicationId: 'd', DelaySeconds: 3 }
    expect((await refusal(sqs.send(new SendMessageCommand(message)))).name).toBe('InvalidParameterValue')
  })

  test('hides a message while it is worked on, and hands it over to the dead-letter queue', async () => {
    const sqs = new SQSClient(it.admin())
    const dead = await newQueue('dead')
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({
        QueueName: 'work',
        Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }) },
      }),
    )
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } } }),
    )
    const first = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] }),
    )
    expect(first.Messages?.[0]?.MessageAttributes?.n?.StringValue).toBe('1')
    expect(first.Messages?.[0]?.Attributes?.ApproximateReceiveCount).toBe('1')
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined()
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: first.Messages?.[0]?.ReceiptHandle, VisibilityTimeout: 0 }),
    )
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined()
    expect(await dead.receive()).toEqual(['a'])
  })

  test('a FIFO queue keeps the order of a group, and drops a repeated message', async () => {
    const sqs = new SQSClient(it.admin())
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: 'order.fifo', Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' } }),
    )
    const Entries = ['1', '2', '2'].map((MessageBody, i) => ({ Id: String(i), MessageBody, MessageGroupId: 'g' }))
    expect((await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).Successful).toHaveLength(3)
    const got = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }))
    expect(got.Messages?.[0]?.Body).toBe('1')
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined()
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: got.Messages?.[0]?.ReceiptHandle }))
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages?.map((m) => m.Body)).toEqual(['2'])
  })

  test.each([0, 11])('a queue gives no %i messages at once', async (MaxNumberOfMessages) => {
    const sqs = new SQSClient(it.admin())
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `at-most-ten-${MaxNumberOfMessages}` }))
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages }))).rejects.toThrow('Must be between 1 and 10')
  })

  test('a queue that is not there has the code that older clients know', async () => {
    const error = await refusal(
      new SQSClient(it.admin()).send(new GetQueueAttributesCommand({ QueueUrl: `${it.aws.endpoint}/${it.account}/none` })),
    )
    expect(error.name).toMatch(/QueueDoesNotExist|NonExistentQueue/)
  })
})

test('SNS hands a message to a queue that lets it in, as its filter says', async () => {
  const sns = new SNSClient(it.admin())
  const queue = await newQueue('from-topic')
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'topic' }))
  await queue.allow('sns.amazonaws.com', TopicArn)
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queue.arn,
      Attributes: { FilterPolicy: JSON.stringify({ kind: ['wanted'] }), RawMessageDelivery: 'true' },
    }),
  )
  const publish = (Message: string, kind: string) =>
    sns.send(new PublishCommand({ TopicArn, Message, MessageAttributes: { kind: { DataType: 'String', StringValue: kind } } }))
  await publish('no', 'other')
  await publish('yes', 'wanted')
  expect(await queue.receive()).toEqual(['yes'])
})

test('SNS does not reach a queue whose policy does not let it in', async () => {
  const sns = new SNSClient(it.admin())
  const queue = await newQueue('closed')
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'kept-out' }))
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn }))
  await sns.send(new PublishCommand({ TopicArn, Message: 'm' }))
  expect(await queue.receive()).toEqual([])
})

test('EventBridge sends what a rule matches, transformed', async () => {
  const events = new EventBridgeClient(it.admin())
  const queue = await newQueue('from-bus')
  await events.send(new CreateEventBusCommand({ Name: 'orders' }))
  const { RuleArn = '' } = await events.send(
    new PutRuleCommand({
      Name: 'big',
      EventBusName: 'orders',
      EventPattern: JSON.stringify({ source: ['shop'], detail: { total: [{ numeric: ['>', 100] }] } }),
    }),
  )
  await queue.allow('events.amazonaws.com', RuleArn)
  await events.send(
    new PutTargetsCommand({
      Rule: 'big',
      EventBusName: 'orders',
      Targets: [{ Id: 'q', Arn: queue.arn, InputTransformer: { InputPathsMap: { t: '$.detail.total' }, InputTemplate: '{"total": <t>}' } }],
    }),
  )
  const entry = (total: number) => ({ EventBusName: 'orders', Source: 'shop', DetailType: 'Order', Detail: JSON.stringify({ total }) })
  expect((await events.send(new PutEventsCommand({ Entries: [entry(5), entry(500)] }))).FailedEntryCount).toBe(0)
  expect(await queue.receive()).toEqual(['{"total": 500}'])
  const asked = await events.send(
    new TestEventPatternCommand({
      EventPattern: '{"detail":{"a":[{"anything-but":["x"]}]}}',
      Event:
        '{"id":"1","account":"1","source":"s","time":"2026-01-01T00:00:00Z","region":"r","resources":[],"detail-type":"d","detail":{"a":"y"}}',
    }),
  )
  expect(asked.Result).toBe(true)
})

test.each([
  ['[5]', '"5"', false],
  ['["5"]', '"5"', true],
  ['[5]', '5.0', true],
])('a pattern takes numbers for numbers alone: %s, %s', async (wanted, value, want) => {
  const { Result } = await new EventBridgeClient(it.admin()).send(
    new TestEventPatternCommand({
      EventPattern: `{"detail":{"a":${wanted}}}`,
      Event: `{"id":"1","account":"1","source":"s","time":"2026-01-01T00:00:00Z","region":"r","resources":[],"detail-type":"d","detail":{"a":${value}}}`,
    }),
  )
  expect(Result).toBe(want)
})

test('a comparison that there is none of is refused', async () => {
  const rule = new PutRuleCommand({ Name: 'misspelt', EventPattern: '{"source":[{"prefx":"a"}]}' })
  const error = await refusal(new EventBridgeClient(it.admin()).send(rule))
  expect([error.name, error.message]).toEqual([
    'InvalidEventPatternException',
    'Event pattern is not valid. Reason: Unrecognized match type prefx',
  ])
})

// Source: SNS Developer Guide, "Amazon SNS subscription filter policy scope" and "String value exact matching".
test.each([
  ['{"kind":"a"}', {}, 'must be an object or an array'],
  ['{"kind":[{"prefx":"a"}]}', {}, 'Unrecognized match type prefx'],
  ['{"order":{"kind":["a"]}}', {}, 'Filter policy scope MessageAttributes does not support nested filter policy'],
  ['{"order":{"kind":["a"]}}', { FilterPolicyScope: 'MessageBody' }, null],
  ['{"$or":[{"a":["b"]},{"c":["d"]}]}', {}, null],
  ['{}', {}, null],
])('a subscription with the filter %s and %j is refused for: %s', async (FilterPolicy, more, want) => {
  const sns = new SNSClient(it.admin())
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'filtered' }))
  const Endpoint = `arn:aws:sqs:us-west-2:${it.account}:filtered`
  const call = sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: { FilterPolicy, ...more } }))
  if (want === null) await call
  else expect(await refusal(call)).toMatchObject({ name: 'InvalidParameterException', message: expect.stringContaining(want) })
})

test('S3 tells a queue of a new object', async () => {
  const s3 = new S3Client({ ...it.admin(), forcePathStyle: true })
  const queue = await newQueue('from-bucket')
  await s3.send(new CreateBucketCommand({ Bucket: 'notifying' }))
  const configure = () =>
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'notifying',
        NotificationConfiguration: {
          QueueConfigurations: [
            { QueueArn: queue.arn, Events: ['s3:ObjectCreated:*'], Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } } },
          ],
        },
      }),
    )
  expect((await refusal(configure())).name).toBe('InvalidArgument')
  await queue.allow('s3.amazonaws.com', 'arn:aws:s3:::notifying')
  await configure()
  expect(JSON.parse((await queue.receive())[0] ?? '{}')).toMatchObject({ Event: 's3:TestEvent' })
  await s3.send(new PutObjectCommand({ Bucket: 'notifying', Key: 'out/a', Body: 'x' }))
  await s3.send(new PutObjectCommand({ Bucket: 'notifying', Key: 'in/a b', Body: 'xy' }))
  const [message = '{}'] = await queue.receive()
  expect(JSON.parse(message)).toMatchObject({
    Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'notifying' }, object: { key: 'in/a+b', size: 2 } } }],
  })
})

test('Secrets Manager moves the current version, and finds a secret by part of its ARN', async () => {
  const secrets = new SecretsManagerClient(it.admin())
  const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name: 'db/password', SecretString: 'one' }))
  expect(ARN).toMatch(/:secret:db\/password-[A-Za-z0-9]{6}$/)
  await secrets.send(new PutSecretValueCommand({ SecretId: 'db/password', SecretString: 'two' }))
  expect((await secrets.send(new GetSecretValueCommand({ SecretId: ARN.slice(0, -7) }))).SecretString).toBe('two')
  expect((await secrets.send(new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' }))).SecretString).toBe('one')
  await secrets.send(new DeleteSecretCommand({ SecretId: ARN }))
  expect((await refusal(secrets.send(new GetSecretValueCommand({ SecretId: ARN })))).name).toBe('InvalidRequestException')
})

test('Parameter Store gives parameters by name, version and path', async () => {
  const ssm = new SSMClient(it.admin())
  await ssm.send(new PutParameterCommand({ Name: '/app/a', Value: '1', Type: 'String' }))
  await ssm.send(new PutParameterCommand({ Name: '/app/a', Value: '2', Overwrite: true }))
  await ssm.send(new PutParameterCommand({ Name: '/app/deep/b', Value: 's', Type: 'SecureString' }))
  expect((await ssm.send(new GetParameterCommand({ Name: '/app/a:1' }))).Parameter?.Value).toBe('1')
  expect(
    (await ssm.send(new GetParametersByPathCommand({ Path: '/app', Recursive: true, WithDecryption: true }))).Parameters?.map(
      (p) => p.Value,
    ),
  ).toEqual(['2', 's'])
  expect((await ssm.send(new GetParametersCommand({ Names: ['/app/deep/b', '/none'] }))).InvalidParameters).toEqual(['/none'])
  expect((await refusal(ssm.send(new GetParameterCommand({ Name: '/none' })))).name).toBe('ParameterNotFound')
})

test('KMS opens what it sealed, with the same context alone', async () => {
  const kms = new KMSClient(it.admin())
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/app', TargetKeyId: KeyMetadata?.KeyId }))
  const EncryptionContext = { purpose: 'test' }
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: 'alias/app', Plaintext: Buffer.from('secret'), EncryptionContext }))
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))
  expect([Buffer.from(opened.Plaintext ?? []).toString(), opened.KeyId]).toEqual(['secret', KeyMetadata?.Arn])
  expect((await refusal(kms.send(new DecryptCommand({ CiphertextBlob })))).name).toBe('InvalidCiphertextException')
  expect((await kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/app', KeySpec: 'AES_256' }))).Plaintext).toHaveLength(32)
  expect((await kms.send(new DescribeKeyCommand({ KeyId: 'alias/aws/s3' }))).KeyMetadata?.KeyManager).toBe('AWS')
  const signing = await kms.send(new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }))
  const Message = Buffer.from('m')
  const by = { KeyId: signing.KeyMetadata?.KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256' as const }
  const { Signature } = await kms.send(new SignCommand(by))
  expect((await kms.send(new VerifyCommand({ ...by, Signature }))).SignatureValid).toBe(true)
})

test('Step Functions records an execution and tells of it', async () => {
  const sfn = new SFNClient(it.admin())
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'flow',
      roleArn: `arn:aws:iam::${it.account}:role/none`,
      definition: JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } }),
    }),
  )
  const told = new Promise<Execution>((resolve) => void it.aws.onExecution(resolve))
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'one', input: '{"a":1}' }))
  expect(await told).toEqual({ arn: executionArn, stateMachineArn, input: '{"a":1}' })
  expect((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING')
})
