/**
 * Events that Lambda polls for: queues, streams, Kafka, brokers, document databases. The framework adds to the role what
 * polling takes.
 * Source: Serverless Framework documentation, "SQS Queues", "DynamoDB / Kinesis Streams", "Kafka", "MSK", "ActiveMQ",
 * "RabbitMQ", "DocumentDB"; "Auto-Added Permissions for Per-Function Roles".
 */
import type { Place } from '../../../outcome/index.js'
import { itemsOf, member, type Node, sourceOf } from '../../document/node.js'
import { normalName, plainName } from '../names.js'
import { allow, arnOf, list, record, ref, resource, type Written } from '../nodes.js'
import { isCall, of, type Service, type ServiceEvent, type ServiceFunction } from '../service.js'
import { type Made, nothing } from '../template/made.js'
import type { MakeEvent } from './event.js'

/** The last part of an ARN, or what names the resource in a function of CloudFormation. */
export function nameOfArn(arn: Node, service: Service): string {
  const text = service.text(arn)
  if (text !== null) return /:table\/([^/]+)\/stream/.exec(text)?.[1] ?? text.split(/[:/]/).at(-1) ?? ''
  const argument = member(arn, 'Fn::GetAtt') ?? member(arn, 'Fn::ImportValue') ?? member(arn, 'Ref')
  const joined = itemsOf(itemsOf(member(arn, 'Fn::Join'))[1]).at(-1)
  const [first] = itemsOf(argument)
  return (sourceOf(first)?.replace(/\..*$/, '') ?? service.text(joined) ?? '').split('/').at(-1) ?? ''
}

/** An event that is an ARN alone, or has one under a name. */
const sourceArn = (event: ServiceEvent, name = 'arn'): Node | null =>
  of(event, name) ?? (event.settings.kind === 'scalar' || isCall(event.settings) ? event.settings : null)

function mapping(event: ServiceEvent, fn: ServiceFunction, members: Readonly<Record<string, Written>>): Node {
  const failure = member(of(event, 'destinations'), 'onFailure')
  const destination = failure === undefined ? undefined : (member(failure, 'arn') ?? failure)
  return resource(event.at, 'AWS::Lambda::EventSourceMapping', {
    FunctionName: arnOf(event.at, fn.id),
    Enabled: of(event, 'enabled') ?? true,
    BatchSize: of(event, 'batchSize'),
    DestinationConfig:
      destination === undefined ? undefined : record(destination.at, { OnFailure: record(destination.at, { Destination: destination }) }),
    ...members,
  })
}

/** What sending failures takes: a topic where the ARN or the type beside it says so, else a queue. */
function failureStatement(event: ServiceEvent, service: Service): readonly Node[] {
  const failure = member(of(event, 'destinations'), 'onFailure')
  if (failure === undefined) return []
  const arn = member(failure, 'arn') ?? failure
  const type = sourceOf(member(failure, 'type')) ?? service.text(arn)?.split(':')[2] ?? ''
  return [allow(failure.at, type === 'sns' ? ['sns:Publish'] : ['sqs:ListQueues', 'sqs:SendMessage'], [arn])]
}

const made = (fn: ServiceFunction, resources: Made['resources'], statements: readonly Node[]): Made => ({
  ...nothing,
  resources,
  statements: statements.map((statement) => ({ of: fn.key, statement })),
})

export const queue: MakeEvent = (event, fn, service) => {
  const arn = sourceArn(event)
  if (arn === null) return nothing
  const id = `${fn.normal}EventSourceMappingSQS${plainName(nameOfArn(arn, service))}`
  return made(
    fn,
    [[id, mapping(event, fn, { EventSourceArn: arn })]],
    [allow(event.at, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [arn])],
  )
}

const CONSUMER_ACTIONS = ['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:DescribeStreamSummary', 'kinesis:ListShards']
const STREAM_ACTIONS = ['GetRecords', 'GetShardIterator', 'DescribeStream', 'ListStreams']

export const stream: MakeEvent = (event, fn, service) => {
  const arn = sourceArn(event)
  if (arn === null) return nothing
  const type = sourceOf(of(event, 'type')) ?? service.text(arn)?.split(':')[2] ?? 'dynamodb'
  const name = nameOfArn(arn, service)
  const id = `${fn.normal}EventSourceMapping${normalName(type)}${plainName(name)}`
  const consumer = consumerOf(event, fn, arn, name)
  const fromStream = allow(
    event.at,
    STREAM_ACTIONS.map((action) => `${type}:${action}`),
    [arn],
  )
  const members = { EventSourceArn: consumer?.arn ?? arn, StartingPosition: of(event, 'startingPosition') ?? 'TRIM_HORIZON' }
  const reading =
    consumer === null
      ? [fromStream]
      : [allow(event.at, CONSUMER_ACTIONS, [arn]), allow(event.at, ['kinesis:SubscribeToShard'], [consumer.arn])]
  return made(fn, [[id, mapping(event, fn, members)], ...(consumer?.resources ?? [])], [...reading, ...failureStatement(event, service)])
}

/** `consumer: true` makes one; anything else is the ARN of one. */
function consumerOf(
  event: ServiceEvent,
  fn: ServiceFunction,
  arn: Node,
  name: string,
): { readonly arn: Node; readonly resources: Made['resources'] } | null {
  const written = of(event, 'consumer')
  const text = sourceOf(written)
  if (written === undefined || text === 'false') return null
  if (text !== 'true') return { arn: written, resources: [] }
  const consumer = `${fn.key}${name}Consumer`
  const id = `${normalName(consumer)}StreamConsumer`
  const properties = { ConsumerName: consumer, StreamARN: arn }
  return { arn: ref(event.at, id), resources: [[id, resource(event.at, 'AWS::Kinesis::StreamConsumer', properties)]] }
}

const NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeVpcs',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
]

export const msk: MakeEvent = (event, fn, service) => {
  const arn = sourceArn(event)
  if (arn === null) return nothing
  const topic = of(event, 'topic')
  const name = service.text(arn)?.split('/')[1] ?? nameOfArn(arn, service)
  const id = `${fn.normal}EventSourceMappingMSK${plainName(name).slice(0, 79)}${plainName(service.text(topic) ?? '').slice(0, 79)}`
  const access = accessOf(event, MSK_ACCESS)
  return made(
    fn,
    [
      [
        id,
        mapping(event, fn, {
          EventSourceArn: arn,
          Topics: topic === undefined ? undefined : list(topic.at, [topic]),
          StartingPosition: of(event, 'startingPosition') ?? 'TRIM_HORIZON',
          SourceAccessConfigurations: access.configurations,
        }),
      ],
    ],
    [
      allow(event.at, NETWORK, ['*']),
      allow(event.at, ['kafka:DescribeCluster', 'kafka:GetBootstrapBrokers'], [arn]),
      ...access.secrets,
      ...failureStatement(event, service),
    ],
  )
}

/** Names of the framework for what the mapping calls otherwise. */
const KAFKA_ACCESS: ReadonlyMap<string, string> = new Map([
  ['clientCertificateTlsAuth', 'CLIENT_CERTIFICATE_TLS_AUTH'],
  ['saslPlainAuth', 'BASIC_AUTH'],
  ['saslScram256Auth', 'SASL_SCRAM_256_AUTH'],
  ['saslScram512Auth', 'SASL_SCRAM_512_AUTH'],
  ['serverRootCaCertificate', 'SERVER_ROOT_CA_CERTIFICATE'],
  ['vpcSecurityGroup', 'VPC_SECURITY_GROUP'],
  ['vpcSubnet', 'VPC_SUBNET'],
])

const MSK_ACCESS: ReadonlyMap<string, string> = new Map([['saslScram512', 'SASL_SCRAM_512_AUTH'], ...KAFKA_ACCESS])

interface Access {
  readonly configurations: Node | undefined
  /** Statements that read the secrets. */
  readonly secrets: readonly Node[]
  readonly hasNetwork: boolean
}

function accessOf(event: ServiceEvent, types: ReadonlyMap<string, string>): Access {
  const written = of(event, 'accessConfigurations') ?? event.settings
  const found = [...types].flatMap(([name, type]) => itemsOf(member(written, name)).map((value) => ({ type, value })))
  const secrets = found.filter(({ type }) => !type.startsWith('VPC_')).map(({ value }) => value)
  const configuration = ({ type, value }: { type: string; value: Node }): Node =>
    record(value.at, {
      Type: type,
      URI: type === 'VPC_SUBNET' ? prefixed('subnet:', value) : type === 'VPC_SECURITY_GROUP' ? prefixed('security_group:', value) : value,
    })
  return {
    configurations: found.length === 0 ? undefined : list(event.at, found.map(configuration)),
    secrets: secrets.length === 0 ? [] : [allow(event.at, ['secretsmanager:GetSecretValue'], secrets)],
    hasNetwork: found.some(({ type }) => type.startsWith('VPC_')),
  }
}

const prefixed = (prefix: string, value: Node): Written => {
  const text = sourceOf(value)
  return text === null ? value : prefix + text
}

export const kafka: MakeEvent = (event, fn, service) => {
  const topic = of(event, 'topic')
  const access = accessOf(event, KAFKA_ACCESS)
  const servers = of(event, 'bootstrapServers')
  const id = `${fn.normal}EventSourceMappingKafka${plainName(service.text(topic) ?? '').slice(0, 158)}`
  return made(
    fn,
    [
      [
        id,
        mapping(event, fn, {
          SelfManagedEventSource: record(event.at, { Endpoints: record(event.at, { KafkaBootstrapServers: servers }) }),
          Topics: topic === undefined ? undefined : list(topic.at, [topic]),
          StartingPosition: of(event, 'startingPosition') ?? 'TRIM_HORIZON',
          SourceAccessConfigurations: access.configurations,
        }),
      ],
    ],
    [...access.secrets, ...(access.hasNetwork ? [allow(event.at, NETWORK, ['*'])] : [])],
  )
}

const broker =
  (kind: 'ActiveMQ' | 'RabbitMQ'): MakeEvent =>
  (event, fn, service) => {
    const arn = sourceArn(event)
    if (arn === null) return nothing
    const [name, secret, host] = [of(event, 'queue'), of(event, 'basicAuthArn'), of(event, 'virtualHost')]
    const access = (type: string, value: Node | undefined): readonly Node[] =>
      value === undefined ? [] : [record(value.at, { Type: type, URI: value })]
    const properties = {
      EventSourceArn: arn,
      Queues: name === undefined ? undefined : list(name.at, [name]),
      SourceAccessConfigurations: list(event.at, [...access('BASIC_AUTH', secret), ...access('VIRTUAL_HOST', host)]),
    }
    return made(
      fn,
      [[`${fn.normal}EventSourceMapping${kind}${plainName(service.text(name) ?? '').slice(0, 150)}`, mapping(event, fn, properties)]],
      [
        allow(event.at, NETWORK, ['*']),
        allow(event.at, ['mq:DescribeBroker'], [arn]),
        ...(secret === undefined ? [] : [allow(secret.at, ['secretsmanager:GetSecretValue'], [secret])]),
      ],
    )
  }

export const activeMq = broker('ActiveMQ')
export const rabbitMq = broker('RabbitMQ')

export const documentDb: MakeEvent = (event, fn, service) => {
  const cluster = of(event, 'cluster')
  if (cluster === undefined) return nothing
  const secret = of(event, 'smk') ?? of(event, 'basicAuthArn')
  const at: Place = event.at
  const properties = {
    EventSourceArn: cluster,
    StartingPosition: of(event, 'startingPosition') ?? 'TRIM_HORIZON',
    DocumentDBEventSourceConfig: record(at, { DatabaseName: of(event, 'db'), CollectionName: of(event, 'collection') }),
    SourceAccessConfigurations: secret === undefined ? undefined : list(at, [record(at, { Type: 'BASIC_AUTH', URI: secret })]),
  }
  return made(
    fn,
    [[`${fn.normal}EventSourceMappingDocumentDB${plainName(nameOfArn(cluster, service))}`, mapping(event, fn, properties)]],
    [
      allow(at, ['rds:DescribeDBClusters', 'rds:DescribeDBClusterParameters', 'rds:DescribeDBSubnetGroups', ...NETWORK], ['*']),
      ...(secret === undefined ? [] : [allow(at, ['secretsmanager:GetSecretValue'], [secret])]),
    ],
  )
}
