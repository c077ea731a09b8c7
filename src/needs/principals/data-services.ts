/** AppSync data sources, delivery streams, log subscriptions and IoT rules: services that act with a role the template gives. */
import type { Resource, Value } from '../../app/index.js'
import { literalOf, parseSym, type SymText, symText } from '../../policy/index.js'
import { canonicalArn, pseudo } from '../arn.js'
import { type Atom, platform } from '../atom.js'
import { keyArnOf } from '../encryption.js'
import { atomsOfMadeCall } from '../made-call.js'
import type { World } from '../scope.js'
import { ANY, viaService, withKey } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { firstAt, itemsOf, textsAt, valuesAt } from '../value.js'
import { type Asking, askingOf, indexesIn, operationsIn } from './graphql-code.js'
import type { Part } from './part.js'
import { reach } from './reach.js'

const arnOf = (written: string): SymText => parseSym(`arn:\${AWS::Partition}:${written}`)

/** What a role of a data source must allow, by its type. */
export function dataSourceParts(source: Resource, world: World): readonly Part[] {
  const role = firstAt(source.properties, ['ServiceRoleArn'])
  if (role === null) return []
  const { properties } = source
  const to = (path: readonly string[]): readonly Atom[] =>
    textsAt(properties, path).flatMap((arn) => reach({ arn, settings: null, asks: 'DataSource', at: source.at }, world))
  const atoms = [
    ...to(['LambdaConfig', 'LambdaFunctionArn']),
    ...to(['EventBridgeConfig', 'EventBusArn']),
    ...valuesAt(properties, ['DynamoDBConfig']).flatMap((config) => tables(source, config, world)),
    ...valuesAt(properties, ['RelationalDatabaseConfig', 'RdsHttpEndpointConfig']).flatMap((config) => database(source, config, world)),
    ...searches(source),
  ]
  return [{ id: source.id, service: 'appsync.amazonaws.com', role, atoms, at: source.at }]
}

/** What AppSync asks DynamoDB for, by the operation of a request. Batches and transactions have no action of their own names. */
const REQUESTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['GetItem', ['GetItem']],
  ['PutItem', ['PutItem']],
  ['UpdateItem', ['UpdateItem']],
  ['DeleteItem', ['DeleteItem']],
  ['Query', ['Query']],
  ['Scan', ['Scan']],
  ['Sync', ['Query', 'Scan']],
  ['BatchGetItem', ['BatchGetItem']],
  ['BatchPutItem', ['BatchWriteItem']],
  ['BatchDeleteItem', ['BatchWriteItem']],
  ['TransactGetItems', ['GetItem']],
  ['TransactWriteItems', ['ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem']],
  ['ConditionCheck', ['ConditionCheckItem']],
])

/** What a resolver can ask for whose code is not seen. */
const ANY_REQUEST = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem']

/** The operations that the resolvers of the source make; every one of the single-item ones where their code is not seen. */
function tables(source: Resource, config: Value, world: World): readonly Atom[] {
  const read = tracedValue(config, { text: () => null, key: (key) => key })
  const scope = { world, id: source.id, self: null, environment: read.environment, event: () => [], hints: [], depth: 1 }
  const call = { service: 'dynamodb', operation: 'GetItem', input: read.traced, at: source.at, asks: 'DataSource' }
  const probe = atomsOfMadeCall(call, scope)
  const onTable = probe.filter(({ action }) => action.startsWith('dynamodb:'))
  const using = askingOf(source, world)
  const asked = (using.length === 0 ? [{ asks: 'DataSource', code: null, at: source.at }] : using).flatMap((one) =>
    onTable.flatMap((table) => requestsOf(one).flatMap((request) => requestAtoms(table, request, one, world))),
  )
  return [...asked, ...probe.filter((atom) => !onTable.includes(atom))]
}

interface TableRequest {
  readonly action: string
  readonly index: string | null
}

function requestsOf({ code }: Asking): readonly TableRequest[] {
  const operations = code === null ? [] : operationsIn(code)
  const known = operations.filter((operation) => REQUESTS.has(operation))
  // A transaction says what its members are.
  const members = known.filter((name) => /^(PutItem|UpdateItem|DeleteItem|ConditionCheck)$/.test(name))
  const counted = members.length > 0 ? known.filter((name) => name !== 'TransactWriteItems') : known
  const actions = counted.length === 0 ? ANY_REQUEST : [...new Set(counted.flatMap((name) => REQUESTS.get(name) ?? []))]
  const indexes = code === null ? null : indexesIn(code)
  return actions.flatMap((action): readonly TableRequest[] => {
    if (action !== 'Query' && action !== 'Scan') return [{ action, index: null }]
    if (code === null || counted.length === 0)
      return [
        { action, index: null },
        { action, index: '*' },
      ]
    const onIndexes = (indexes ?? []).map((index) => ({ action, index }))
    // With several requests in one code it is not seen which of them is on the index.
    const onTable = indexes === null || counted.length > 1 ? [{ action, index: null }] : []
    return [...onTable, ...onIndexes]
  })
}

function requestAtoms(table: Atom, { action, index }: TableRequest, { asks, at }: Asking, world: World): readonly Atom[] {
  const on = (resource: SymText): Atom => ({
    ...table,
    action: `dynamodb:${action}`,
    resource,
    evidence: { at, operation: asks, via: [], chain: [] },
  })
  if (index === null) return [on(table.resource)]
  const names = index === '*' ? indexesOf(table.resource, world) : [symText(index)]
  return names.map((name) => on(symText(table.resource, '/index/', name)))
}

/** The indexes that a table of the app has; any, of a table of elsewhere. */
function indexesOf(table: SymText, world: World): readonly SymText[] {
  const { declared } = canonicalArn(table, world.declared)
  if (declared === null) return [ANY]
  return ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((key) =>
    valuesAt(declared.resource.properties, [key])
      .flatMap((list) => itemsOf(list))
      .flatMap((one) => textsAt(one, ['IndexName'])),
  )
}

/** Source: AppSync Developer Guide, "Tutorial: Aurora Serverless". */
function database(source: Resource, config: Value, world: World): readonly Atom[] {
  const clusters = textsAt(config, ['DbClusterIdentifier']).map((id) =>
    id[0]?.kind === 'text' && id[0].text.startsWith('arn:')
      ? canonicalArn(id, world.declared).arn
      : symText(arnOf('rds:${AWS::Region}:${AWS::AccountId}:cluster:'), id),
  )
  const secrets = textsAt(config, ['AwsSecretStoreArn']).map((arn) => canonicalArn(arn, world.declared))
  return [
    ...clusters.flatMap((arn) => platform(['rds-data:BatchExecuteStatement', 'rds-data:ExecuteStatement'], arn, 'DataSource', source.at)),
    ...secrets.flatMap(({ arn, declared }) => [
      ...platform(['secretsmanager:GetSecretValue'], arn, 'DataSource', source.at),
      ...withKey(declared, ['kms:Decrypt'], 'DataSource', source.at, world),
    ]),
  ]
}

function searches(source: Resource): readonly Atom[] {
  const endpoints = ['OpenSearchServiceConfig', 'ElasticsearchConfig'].flatMap((key) => textsAt(source.properties, [key, 'Endpoint']))
  if (endpoints.length === 0) return []
  const actions = ['es:ESHttpDelete', 'es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPost', 'es:ESHttpPut']
  return platform(actions, arnOf('es:${AWS::Region}:${AWS::AccountId}:domain/*'), 'DataSource', source.at)
}

/** Source: AppSync Developer Guide, "Monitoring and logging", AWSAppSyncPushToCloudWatchLogs. */
export function graphqlLogParts(api: Resource): readonly Part[] {
  return [...valuesAt(api.properties, ['LogConfig']), ...valuesAt(api.properties, ['Logging'])].flatMap((config) => {
    const role = firstAt(config, ['CloudWatchLogsRoleArn'])
    if (role === null) return []
    const groups = arnOf('logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/appsync/apis/*')
    const atoms = platform(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], groups, 'LogConfig', config.at)
    return [{ id: api.id, service: 'appsync.amazonaws.com', role, atoms, at: api.at }]
  })
}

/** Source: Data Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination". */
const TO_BUCKET = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads']
const TO_OBJECTS = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject']
const FROM_STREAM = ['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards']

export function deliveryStreamParts(stream: Resource, world: World): readonly Part[] {
  const part = (settings: Value, atoms: readonly Atom[]): Part => ({
    id: stream.id,
    service: 'firehose.amazonaws.com',
    role: firstAt(settings, ['RoleARN']),
    atoms,
    at: stream.at,
  })
  const destinations = ['S3DestinationConfiguration', 'ExtendedS3DestinationConfiguration'].flatMap((key) =>
    valuesAt(stream.properties, [key]),
  )
  const sources = valuesAt(stream.properties, ['KinesisStreamSourceConfiguration'])
  return [
    ...destinations.map((d) => part(d, toBucket(stream, d, world))),
    ...sources.map((s) =>
      part(
        s,
        textsAt(s, ['KinesisStreamARN']).flatMap((arn) => {
          const { arn: own, declared } = canonicalArn(arn, world.declared)
          return [...platform(FROM_STREAM, own, 'Source', s.at), ...withKey(declared, ['kms:Decrypt'], 'Source', s.at, world)]
        }),
      ),
    ),
  ]
}

function toBucket(stream: Resource, settings: Value, world: World): readonly Atom[] {
  const { at } = settings
  // No prefix narrows it: failed records have one of their own, and both may hold expressions.
  const functions = valuesAt(settings, ['ProcessingConfiguration', 'Processors', '*', 'Parameters', '*'])
    .filter((p) => textsAt(p, ['ParameterName']).some((n) => literalOf(n) === 'LambdaArn'))
    .flatMap((p) => textsAt(p, ['ParameterValue']))
  const keys = textsAt(settings, ['EncryptionConfiguration', 'KMSEncryptionConfig', 'AWSKMSKeyARN']).map((key) => keyArnOf(key, world))
  const groups = textsAt(settings, ['CloudWatchLoggingOptions', 'LogGroupName'])
  return [
    ...textsAt(settings, ['BucketARN']).flatMap((arn) => {
      const { arn: bucket, declared } = canonicalArn(arn, world.declared)
      return [
        ...platform(TO_BUCKET, bucket, 'Destination', at),
        ...platform(TO_OBJECTS, symText(bucket, '/*'), 'Destination', at),
        ...withKey(declared, ['kms:Decrypt', 'kms:GenerateDataKey'], 'Destination', at, world),
      ]
    }),
    ...functions.flatMap((arn) =>
      platform(['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'], canonicalArn(arn, world.declared).arn, 'Processing', at),
    ),
    ...keys
      .filter((key) => key !== null)
      .flatMap((key) =>
        platform(['kms:Decrypt', 'kms:GenerateDataKey'], key, 'Destination', at, [
          viaService(symText('s3.', pseudo('Region'), '.amazonaws.com')),
        ]),
      ),
    ...groups.flatMap((group) =>
      platform(
        ['logs:PutLogEvents'],
        symText(arnOf('logs:${AWS::Region}:${AWS::AccountId}:log-group:'), group, ':log-stream:*'),
        'Logging',
        stream.at,
      ),
    ),
  ]
}

/** Source: CloudWatch Logs User Guide, "Log group-level subscription filters". */
export function subscriptionParts(filter: Resource, world: World): readonly Part[] {
  const role = firstAt(filter.properties, ['RoleArn'])
  if (role === null) return []
  const atoms = textsAt(filter.properties, ['DestinationArn']).flatMap((arn) =>
    reach({ arn, settings: null, asks: 'Destination', at: filter.at }, world),
  )
  return [{ id: filter.id, service: 'logs.amazonaws.com', role, atoms, at: filter.at }]
}

/** Source: Amazon SNS Developer Guide, "Fanout to Firehose delivery streams", prerequisites. */
export function topicSubscriptionParts(subscription: Resource, world: World): readonly Part[] {
  const role = firstAt(subscription.properties, ['SubscriptionRoleArn'])
  if (role === null) return []
  const actions = ['DescribeDeliveryStream', 'ListDeliveryStreams', 'ListTagsForDeliveryStream', 'PutRecord', 'PutRecordBatch']
  const atoms = textsAt(subscription.properties, ['Endpoint']).flatMap((arn) =>
    platform(
      actions.map((action) => `firehose:${action}`),
      canonicalArn(arn, world.declared).arn,
      'SubscriptionRoleArn',
      subscription.at,
    ),
  )
  return [{ id: subscription.id, service: 'sns.amazonaws.com', role, atoms, at: subscription.at }]
}

interface RuleAction {
  readonly call: readonly [service: string, operation: string]
  /** Members of the action by the members of the call's input. */
  readonly members: Readonly<Record<string, string>>
}

/** Source: AWS IoT Core Developer Guide, "AWS IoT rule actions", the requirements of each. */
const RULE_ACTIONS = new Map<string, RuleAction>([
  ['DynamoDB', { call: ['dynamodb', 'PutItem'], members: { TableName: 'TableName' } }],
  ['DynamoDBv2', { call: ['dynamodb', 'PutItem'], members: { TableName: 'PutItem.TableName' } }],
  ['Sqs', { call: ['sqs', 'SendMessage'], members: { QueueUrl: 'QueueUrl' } }],
  ['Sns', { call: ['sns', 'Publish'], members: { TopicArn: 'TargetArn' } }],
  ['S3', { call: ['s3', 'PutObject'], members: { Bucket: 'BucketName' } }],
  ['Kinesis', { call: ['kinesis', 'PutRecord'], members: { StreamName: 'StreamName' } }],
  ['Firehose', { call: ['firehose', 'PutRecord'], members: { DeliveryStreamName: 'DeliveryStreamName' } }],
  ['StepFunctions', { call: ['sfn', 'StartExecution'], members: { stateMachineArn: 'StateMachineName' } }],
])

export function iotRuleParts(rule: Resource, world: World): readonly Part[] {
  const actions = [
    ...valuesAt(rule.properties, ['TopicRulePayload', 'Actions', '*']),
    ...valuesAt(rule.properties, ['TopicRulePayload', 'ErrorAction']),
  ]
  return actions.flatMap((action) =>
    [...RULE_ACTIONS].flatMap(([kind, row]) =>
      valuesAt(action, [kind]).flatMap((settings): readonly Part[] => {
        const role = firstAt(settings, ['RoleArn'])
        if (role === null) return []
        return [{ id: rule.id, service: 'iot.amazonaws.com', role, atoms: ruleAction(rule, settings, row, world), at: rule.at }]
      }),
    ),
  )
}

function ruleAction(rule: Resource, settings: Value, row: RuleAction, world: World): readonly Atom[] {
  const entries = Object.entries(row.members).flatMap(([member, path]) => {
    const value = firstAt(settings, path.split('.'))
    return value === null ? [] : [[member, value] as const]
  })
  const read = tracedValue({ kind: 'map', entries: new Map(entries), at: settings.at }, { text: () => null, key: (key) => key })
  const scope = { world, id: rule.id, self: null, environment: read.environment, event: () => [], hints: [], depth: 1 }
  const [service, operation] = row.call
  return atomsOfMadeCall({ service, operation, input: read.traced, at: settings.at, asks: 'Actions' }, scope)
}
