/** The stores of an app, made as CloudFormation would make them: one row a type, in the order in which they can stand. */
import { createHash } from 'node:crypto'
import { flagOf, isPlain, listOf, mapOf, numberOf, type Plain, type PlainResource, textOf } from '../api/index.js'
import { corsXml, encryptionXml, publicAccessXml } from './bucket-xml.js'
import type { Builder } from './client.js'
import type { Names } from './names.js'
import { putSubscription } from './put-subscription.js'

export interface ProvisionInput {
  readonly builder: Builder
  readonly names: Names
  /** With what is known by now: a key has its ID once it is made. */
  readonly resources: () => ReadonlyMap<string, PlainResource>
  /** The role that a resource runs with: the generated one. */
  readonly roleFor: (subject: string, written: string | null) => string | null
}

type Provision = (resource: PlainResource, input: ProvisionInput) => Promise<void>

/** @param before resources that are there already, as they were made; those that did not change are left alone */
export async function provision(input: ProvisionInput, before: ReadonlyMap<string, PlainResource>): Promise<void> {
  for (const [type, make] of PROVISIONS)
    for (const resource of input.resources().values()) {
      if (resource.type !== type) continue
      const had = before.get(resource.id)
      if (had !== undefined && JSON.stringify(had.properties) === JSON.stringify(resource.properties)) continue
      await make(resource, input)
    }
}

const key: Provision = async ({ id, properties }, { builder, names }) => {
  const policy = properties.KeyPolicy
  const there = await keyOfEarlierRun(id, builder)
  if (there !== null && policy !== undefined)
    await builder.make(id, 'kms', 'PutKeyPolicy', { KeyId: there, PolicyName: 'default', Policy: JSON.stringify(policy) })
  const made =
    there === null
      ? await builder.make(id, 'kms', 'CreateKey', {
          Description: textOf(properties.Description) ?? '',
          ...(policy !== undefined && { Policy: JSON.stringify(policy) }),
          ...some(properties, ['KeyUsage', 'KeySpec']),
          Tags: [{ TagKey: LOGICAL_ID, TagValue: id }],
        })
      : await builder.make(id, 'kms', 'DescribeKey', { KeyId: there })
  const facts = mapOf(made?.KeyMetadata)
  for (const [symbol, value] of [
    [id, facts.KeyId],
    [`${id}.KeyId`, facts.KeyId],
    [`${id}.Arn`, facts.Arn],
  ] as const)
    if (typeof value === 'string') names.learn(symbol, value)
}

// Source: CloudFormation User Guide, "Resource tag": CloudFormation marks what it makes.
const LOGICAL_ID = 'aws:cloudformation:logical-id'

/** A key has no name to find it by; on a state that was kept it is found by its mark. */
async function keyOfEarlierRun(id: string, builder: Builder): Promise<string | null> {
  const listed = await builder.make(id, 'kms', 'ListKeys', {})
  for (const KeyId of listOf(listed?.Keys).flatMap((each) => textOf(mapOf(each).KeyId) ?? [])) {
    const tags = await builder.make(id, 'kms', 'ListResourceTags', { KeyId })
    if (listOf(tags?.Tags).some((tag) => mapOf(tag).TagKey === LOGICAL_ID && mapOf(tag).TagValue === id)) return KeyId
  }
  return null
}

const keyAlias: Provision = async ({ id, properties }, { builder, names }) => {
  const target = textOf(properties.TargetKeyId) ?? ''
  const keyId = names.idOf(target)
  await builder.make(
    id,
    'kms',
    'CreateAlias',
    {
      AliasName: textOf(properties.AliasName) ?? '',
      TargetKeyId: keyId === null ? target : names.ref(keyId),
    },
    ['AlreadyExistsException'],
  )
}

const bucket: Provision = async ({ id, properties }, { builder, names }) => {
  const Bucket = names.name(id)
  const ownership = textOf(mapOf(listOf(mapOf(properties.OwnershipControls).Rules)[0]).ObjectOwnership)
  await builder.make(
    id,
    's3',
    'CreateBucket',
    {
      Bucket,
      ...(flagOf(properties.ObjectLockEnabled) === true && { ObjectLockEnabledForBucket: true }),
      ...(ownership !== null && { ObjectOwnership: ownership }),
    },
    ['BucketAlreadyOwnedByYou'],
  )
  const status = textOf(mapOf(properties.VersioningConfiguration).Status)
  if (status !== null) await builder.make(id, 's3', 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: status } })
  const rules = listOf(mapOf(properties.CorsConfiguration).CorsRules).map(mapOf)
  if (rules.length > 0) await builder.make(id, 's3', 'PutBucketCors', { Bucket }, [], corsXml(rules))
  const encryption = mapOf(properties.BucketEncryption)
  if (isPlain(properties.BucketEncryption)) await builder.make(id, 's3', 'PutBucketEncryption', { Bucket }, [], encryptionXml(encryption))
  const block = properties.PublicAccessBlockConfiguration
  if (isPlain(block)) await builder.make(id, 's3', 'PutPublicAccessBlock', { Bucket }, [], publicAccessXml(block))
}

const table: Provision = async ({ id, type, properties }, { builder, names }) => {
  const TableName = names.name(id)
  const simple = type === 'AWS::Serverless::SimpleTable' ? simpleKey(properties) : {}
  const view = textOf(mapOf(properties.StreamSpecification).StreamViewType)
  const hasStream = view !== null || type === 'AWS::DynamoDB::GlobalTable'
  const indexes = (name: string): Plain =>
    listOf(properties[name]).length === 0
      ? {}
      : { [name]: listOf(properties[name]).map((index) => some(mapOf(index), ['IndexName', 'KeySchema', 'Projection'])) }
  const made = await builder.make(
    id,
    'dynamodb',
    'CreateTable',
    {
      TableName,
      ...simple,
      ...some(properties, ['AttributeDefinitions', 'KeySchema']),
      ...indexes('GlobalSecondaryIndexes'),
      ...indexes('LocalSecondaryIndexes'),
      BillingMode: 'PAY_PER_REQUEST',
      ...sealing(properties),
      ...(hasStream && { StreamSpecification: { StreamEnabled: true, StreamViewType: view ?? 'NEW_AND_OLD_IMAGES' } }),
    },
    ['ResourceInUseException'],
  )
  const described = made ?? (await builder.make(id, 'dynamodb', 'DescribeTable', { TableName }))
  const facts = mapOf(described?.TableDescription ?? described?.Table)
  if (typeof facts.LatestStreamArn === 'string') names.learn(`${id}.StreamArn`, facts.LatestStreamArn)
  const ttl = mapOf(properties.TimeToLiveSpecification)
  if (flagOf(ttl.Enabled) === true)
    await builder.make(
      id,
      'dynamodb',
      'UpdateTimeToLive',
      { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: ttl.AttributeName } },
      ['ValidationException'],
    )
}

/** Source: CloudFormation Template Reference, "AWS::DynamoDB::Table SSESpecification". */
function sealing(properties: Plain): Plain {
  const { SSEEnabled, KMSMasterKeyId } = mapOf(properties.SSESpecification)
  return flagOf(SSEEnabled) === true && KMSMasterKeyId !== undefined
    ? { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId } }
    : {}
}

/** Source: AWS SAM Developer Guide, "AWS::Serverless::SimpleTable", PrimaryKey. */
function simpleKey(properties: Plain): Plain {
  const { Name = 'id', Type = 'String' } = mapOf(properties.PrimaryKey)
  return {
    AttributeDefinitions: [{ AttributeName: Name, AttributeType: Type === 'Number' ? 'N' : Type === 'Binary' ? 'B' : 'S' }],
    KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
  }
}

const QUEUE_ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'VisibilityTimeout',
]

const queue: Provision = async ({ id, properties }, { builder, names }) => {
  const Attributes = Object.fromEntries(
    QUEUE_ATTRIBUTES.flatMap((name): [string, string][] => {
      const value = properties[name]
      return value === undefined ? [] : [[name, isPlain(value) ? JSON.stringify(value) : String(value)]]
    }),
  )
  const made = await builder.make(id, 'sqs', 'CreateQueue', { QueueName: names.name(id), Attributes })
  if (typeof made?.QueueUrl === 'string') {
    names.learn(id, made.QueueUrl)
    names.learn(`${id}.QueueUrl`, made.QueueUrl)
  }
}

const kinesisStream: Provision = async ({ id, properties }, { builder, names }) => {
  const StreamName = names.name(id)
  const mode = textOf(mapOf(properties.StreamModeDetails).StreamMode)
  const shards = numberOf(properties.ShardCount)
  await builder.make(
    id,
    'kinesis',
    'CreateStream',
    {
      StreamName,
      // Without a mode, CloudFormation makes a stream with shards where their number is given.
      ...(mode === 'ON_DEMAND' || (mode === null && shards === null)
        ? { StreamModeDetails: { StreamMode: 'ON_DEMAND' } }
        : { ShardCount: shards ?? 1 }),
    },
    ['ResourceInUseException'],
  )
  const { EncryptionType, KeyId } = mapOf(properties.StreamEncryption)
  if (KeyId !== undefined) await builder.make(id, 'kinesis', 'StartStreamEncryption', { StreamName, EncryptionType, KeyId })
  const RetentionPeriodHours = numberOf(properties.RetentionPeriodHours)
  if (RetentionPeriodHours !== null)
    await builder.make(id, 'kinesis', 'IncreaseStreamRetentionPeriod', { StreamName, RetentionPeriodHours })
}

const streamConsumer: Provision = async ({ id, properties }, { builder, names }) => {
  const ConsumerName = textOf(properties.ConsumerName) ?? names.name(id)
  const input = { StreamARN: properties.StreamARN, ConsumerName }
  const made = await builder.make(id, 'kinesis', 'RegisterStreamConsumer', input, ['ResourceInUseException'])
  const described = made ?? (await builder.make(id, 'kinesis', 'DescribeStreamConsumer', input))
  const arn = textOf(mapOf(described?.Consumer ?? described?.ConsumerDescription).ConsumerARN)
  if (arn === null) return
  names.learn(id, arn)
  names.learn(`${id}.ConsumerARN`, arn)
}

const topic: Provision = async ({ id, properties }, { builder, names }) => {
  const Attributes = Object.fromEntries(
    ['FifoTopic', 'ContentBasedDeduplication', 'DisplayName', 'KmsMasterKeyId'].flatMap((name): [string, string][] =>
      properties[name] === undefined ? [] : [[name, String(properties[name])]],
    ),
  )
  await builder.make(id, 'sns', 'CreateTopic', { Name: names.name(id), Attributes })
  for (const each of listOf(properties.Subscription).map(mapOf))
    await builder.make(id, 'sns', 'Subscribe', { TopicArn: names.arn(id), Protocol: each.Protocol, Endpoint: each.Endpoint })
}

const subscription: Provision = async ({ id, properties }, { builder, names }) => {
  if (properties.TopicArn === undefined) return
  const Attributes = Object.fromEntries(
    ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'].flatMap((name): [string, string][] => {
      const value = properties[name]
      return value === undefined ? [] : [[name, isPlain(value) ? JSON.stringify(value) : String(value)]]
    }),
  )
  const arn = await putSubscription(id, { ...some(properties, ['TopicArn', 'Protocol', 'Endpoint']), Attributes }, builder)
  if (arn === null) return
  names.learn(id, arn)
  names.learn(`${id}.Arn`, arn)
}

const parameter: Provision = async ({ id, properties }, { builder, names }) => {
  const value = textOf(properties.Value) ?? ''
  await builder.make(id, 'ssm', 'PutParameter', {
    Name: names.name(id),
    Type: textOf(properties.Type) ?? 'String',
    Value: value === '' ? ' ' : value,
    Overwrite: true,
  })
}

const secret: Provision = async ({ id, properties }, { builder, names }) => {
  const SecretString = textOf(properties.SecretString) ?? generated(id, mapOf(properties.GenerateSecretString))
  const made = await builder.make(
    id,
    'secrets-manager',
    'CreateSecret',
    { Name: names.name(id), SecretString, ...some(properties, ['Description', 'KmsKeyId']) },
    ['ResourceExistsException'],
  )
  // One of an earlier run, on a state that was kept, has its value and its ARN.
  const there = made ?? (await builder.make(id, 'secrets-manager', 'DescribeSecret', { SecretId: names.name(id) }))
  const arn = textOf(there?.ARN)
  if (arn === null) return
  names.learn(id, arn)
  names.learn(`${id}.Arn`, arn)
  names.learn(`${id}.Id`, arn)
}

/** The same each time, and no real secret. */
function generated(id: string, rule: Plain): string {
  const password = createHash('sha256')
    .update(id)
    .digest('base64url')
    .slice(0, Number(rule.PasswordLength ?? 32))
  const template = textOf(rule.SecretStringTemplate)
  if (template === null) return password
  try {
    return JSON.stringify({ ...mapOf(JSON.parse(template)), [textOf(rule.GenerateStringKey) ?? 'password']: password })
  } catch {
    return password
  }
}

const logGroup: Provision = async ({ id, properties }, { builder, names }) => {
  await builder.make(id, 'cloudwatch-logs', 'CreateLogGroup', { logGroupName: names.name(id) }, ['ResourceAlreadyExistsException'])
  if (numberOf(properties.RetentionInDays) !== null)
    await builder.make(
      id,
      'cloudwatch-logs',
      'PutRetentionPolicy',
      { logGroupName: names.name(id), retentionInDays: Number(properties.RetentionInDays) },
      ['UnknownOperationException'],
    )
}

const bus: Provision = async ({ id }, { builder, names }) => {
  await builder.make(id, 'eventbridge', 'CreateEventBus', { Name: names.name(id) }, ['ResourceAlreadyExistsException'])
}

const rule: Provision = async ({ id, properties }, input) => {
  if (properties.EventPattern === undefined && properties.ScheduleExpression === undefined) return
  await putRule(id, properties, targetsOf(properties), input)
}

/** Targets of a rule that the template declares. */
export const targetsOf = ({ Targets }: Plain): readonly Plain[] => listOf(Targets).map(mapOf)

/** @param at its place in the rule, which names it where nothing else does */
export const targetId = (target: Plain, at: number): string => textOf(target.Id) ?? `Target${at}`

/** @param targets by the names of `AWS::Events::Rule Target` */
export async function putRule(
  id: string,
  properties: Plain,
  targets: readonly Plain[],
  { builder, names, roleFor }: Pick<ProvisionInput, 'builder' | 'names' | 'roleFor'>,
): Promise<void> {
  const { EventPattern, EventBusName } = properties
  const busName = textOf(EventBusName)?.split('/').at(-1)
  // A bus of somebody else is there on AWS, and stands empty here.
  if (busName !== undefined && busName !== 'default')
    await builder.make(id, 'eventbridge', 'CreateEventBus', { Name: busName }, ['ResourceAlreadyExistsException'])
  const bus = EventBusName === undefined ? {} : { EventBusName }
  const Name = names.name(id)
  const written = typeof EventPattern === 'string' ? EventPattern : EventPattern === undefined ? undefined : JSON.stringify(EventPattern)
  const made = await builder.make(id, 'eventbridge', 'PutRule', {
    Name,
    ...bus,
    ...(written !== undefined && { EventPattern: written }),
    ...some(properties, ['ScheduleExpression']),
    State: textOf(properties.State) ?? 'ENABLED',
  })
  // The name of a bus that is not the default one is a part of it.
  const arn = textOf(made?.RuleArn)
  if (arn !== null) names.learn(`${id}.Arn`, arn)
  if (targets.length === 0) return
  const Targets = targets.map((target, i) => ({
    ...target,
    Id: targetId(target, i),
    ...(target.RoleArn !== undefined && { RoleArn: roleFor(id, textOf(target.RoleArn)) }),
  }))
  await builder.make(id, 'eventbridge', 'PutTargets', { Rule: Name, ...bus, Targets })
}

const stateMachine: Provision = async ({ id, properties }, { builder, names, roleFor }) => {
  const definition = properties.Definition ?? properties.DefinitionString ?? {}
  await builder.make(
    id,
    'sfn',
    'CreateStateMachine',
    {
      name: names.name(id),
      definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
      roleArn: roleFor(id, textOf(properties.RoleArn) ?? textOf(properties.Role)) ?? '',
      type: textOf(properties.StateMachineType) ?? textOf(properties.Type) ?? 'STANDARD',
    },
    ['StateMachineAlreadyExists'],
  )
}

const some = (properties: Plain, names: readonly string[]): Plain =>
  Object.fromEntries(names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])))

/** In this order, since later ones name earlier ones. */
const PROVISIONS: readonly (readonly [type: string, make: Provision])[] = [
  ['AWS::KMS::Key', key],
  ['AWS::KMS::Alias', keyAlias],
  ['AWS::S3::Bucket', bucket],
  ['AWS::DynamoDB::Table', table],
  ['AWS::DynamoDB::GlobalTable', table],
  ['AWS::Serverless::SimpleTable', table],
  ['AWS::SQS::Queue', queue],
  ['AWS::Kinesis::Stream', kinesisStream],
  ['AWS::Kinesis::StreamConsumer', streamConsumer],
  ['AWS::SNS::Topic', topic],
  ['AWS::SNS::Subscription', subscription],
  ['AWS::SSM::Parameter', parameter],
  ['AWS::SecretsManager::Secret', secret],
  ['AWS::Logs::LogGroup', logGroup],
  ['AWS::Events::EventBus', bus],
  ['AWS::Events::Rule', rule],
  ['AWS::StepFunctions::StateMachine', stateMachine],
  ['AWS::Serverless::StateMachine', stateMachine],
]

/** Types that stand here; what an app has beyond them is said. */
export const PROVISIONED: ReadonlySet<string> = new Set(PROVISIONS.map(([type]) => type))
