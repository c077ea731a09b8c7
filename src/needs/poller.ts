/**
 * Sources that Lambda polls with the function's own role.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", "Using Lambda with Kinesis", "… Amazon DynamoDB",
 * "… Amazon MSK", "… self-managed Apache Kafka", "… Amazon MQ", "… Amazon DocumentDB"; each its section on permissions.
 */
import type { AppFunction, Wire, WireKind } from '../app/index.js'
import { any, equalSym, literalOf, printSym, type SymText, splitSym, symText } from '../policy/index.js'
import { arnHere, canonicalArn, isArnSymbol } from './arn.js'
import { type Atom, type Gap, type Need, platform } from './atom.js'
import type { Declared } from './declared.js'
import type { World } from './scope.js'
import { ANY, deliver, readSecret, type TargetArn, targetArn, withForeignKey, withKey } from './target.js'
import { itemsOf, textOf, textsAt, valuesAt } from './value.js'

/** Lambda puts the poller's network interfaces into the cluster's subnets with the function's role. */
const NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
]

interface Poller {
  /** On the source itself. */
  readonly source: readonly string[]
  /** On `*`: actions without a resource type. */
  readonly any: readonly string[]
  readonly kms: readonly string[]
}

const POLLERS = new Map<WireKind, Poller>([
  ['sqs', { source: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], any: [], kms: ['kms:Decrypt'] }],
  [
    'kinesis',
    {
      source: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      any: [],
      kms: ['kms:Decrypt'],
    },
  ],
  [
    'dynamodb',
    {
      source: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      any: ['dynamodb:ListStreams'],
      kms: ['kms:Decrypt'],
    },
  ],
  ['msk', { source: ['kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'], any: NETWORK, kms: [] }],
  ['kafka', { source: [], any: [], kms: [] }],
  ['mq', { source: ['mq:DescribeBroker'], any: NETWORK, kms: [] }],
  ['documentdb', { source: ['rds:DescribeDBClusters'], any: NETWORK, kms: [] }],
])

export function pollerNeeds(fn: AppFunction, wire: Wire, world: World): readonly Need[] {
  const row = POLLERS.get(wire.kind)
  if (row === undefined) return []
  const asks = `Events.${wire.id}`
  const written = wire.source === null ? null : targetArn(wire.source, world)
  const source = written !== null && wire.kind === 'kinesis' ? streamOf(written, world) : written
  return [
    ...(source === null ? [] : platform(row.source, polledArn(wire, source.arn, world), asks, wire.at)),
    ...platform(row.any, ANY, asks, wire.at),
    ...withKey(source?.declared ?? null, row.kms, asks, wire.at, world),
    ...(source === null ? [] : withForeignKey(fn, source, row.kms, asks, wire.at, world)),
    ...(written === null || written === source ? [] : platform(CONSUMER, written.arn, asks, wire.at)),
    ...(wire.kind === 'msk' && source !== null ? clusterAccess(wire, source, asks) : []),
    ...(wire.kind === 'kafka' && usesVpc(wire) ? platform(NETWORK, ANY, asks, wire.at) : []),
    ...(wire.kind === 'documentdb' ? documentDb(asks, wire) : []),
    ...secrets(wire, asks, world),
    ...schemaRegistry(wire, asks, world),
    ...(wire.onFailure === null ? [] : deliver(fn, wire.onFailure, `${asks}.OnFailure`, world)),
  ]
}

/** Streams of a table are ARNs below the table's; the latest of them where the template says only the table. */
function polledArn(wire: Wire, source: SymText, world: World): SymText {
  if (wire.kind !== 'dynamodb' || wire.source === null) return source
  const written = wire.source.arn
  const canonical = canonicalArn(written, world.declared)
  if (!equalSym(canonical.arn, source) && canonical.declared !== null) return canonical.arn
  // What only the deployment knows is a stream's: Lambda takes no other.
  const isTable = canonical.declared !== null || printSym(written).includes(':table/')
  return !isTable || printSym(source).includes('/stream/') || /Stream(Arn)?\}?$/.test(printSym(written))
    ? written
    : symText(source, '/stream/*')
}

/** Enhanced fan-out. Source: Kinesis Data Streams Developer Guide, "Controlling access to Amazon Kinesis Data Streams resources". */
const CONSUMER = ['kinesis:SubscribeToShard', 'kinesis:DescribeStreamConsumer']

/** The stream that a consumer reads: the consumer's ARN goes on behind the stream's. Other sources are streams. */
function streamOf(written: TargetArn, world: World): TargetArn {
  const of = (arn: SymText): TargetArn => {
    const canonical = canonicalArn(arn, world.declared)
    return { ...written, arn: canonical.arn, declared: canonical.declared }
  }
  if (written.declared?.type === 'AWS::Kinesis::StreamConsumer') {
    const [stream] = textsAt(written.declared.resource.properties, ['StreamARN'])
    return stream === undefined ? written : of(stream)
  }
  const [stream, ...behind] = splitSym(written.arn, '/consumer/')
  return stream === undefined || behind.length === 0 ? written : of(stream)
}

/**
 * A cluster that knows its clients by IAM is read with the function's role: serverless ones always, others where they say so,
 * and where the cluster is of elsewhere and the source names no other way.
 * Source: AWS Lambda Developer Guide, "Configuring cluster and network settings for Amazon MSK", IAM role-based authentication.
 */
function clusterAccess(wire: Wire, { arn, declared }: TargetArn, asks: string): readonly Need[] {
  if (accessConfigurations(wire).some(({ type }) => /AUTH$/.test(type))) return []
  const usesIam =
    declared === null || declared.type !== 'AWS::MSK::Cluster'
      ? true
      : valuesAt(declared.resource.properties, ['ClientAuthentication', 'Sasl', 'Iam', 'Enabled']).some(
          (v) => printSym(textOf(v) ?? []) !== 'false',
        )
  if (!usesIam) return []
  const certainty = declared === null ? 'assumed' : 'resolved'
  const inCluster = (kind: string, names: readonly SymText[]): readonly SymText[] =>
    names.map((name) => insideCluster(arn, declared, kind, name))
  const groups = [
    ...textsAt(wire.properties, ['ConsumerGroupId']),
    ...textsAt(wire.properties, ['AmazonManagedKafkaEventSourceConfig', 'ConsumerGroupId']),
  ]
  const topics = valuesAt(wire.properties, ['Topics'])
    .flatMap(itemsOf)
    .flatMap((topic) => textsAt(topic))
  const atoms = [
    ...platform(['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], arn, asks, wire.at),
    ...inCluster('topic', topics).flatMap((topic) =>
      platform(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], topic, asks, wire.at),
    ),
    ...inCluster('group', groups.length > 0 ? groups : [ANY]).flatMap((group) =>
      platform(['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], group, asks, wire.at),
    ),
  ].map((atom): Atom => ({ ...atom, certainty }))
  return declared === null ? [...atoms, takenForIam(arn, wire)] : atoms
}

const takenForIam = (arn: SymText, { at }: Wire): Gap => ({
  gap: {
    code: 'needs/assumed-resource',
    message: `the cluster \`${printSym(arn)}\` is taken to know its clients by IAM: it is not of this app, and the source names no other way`,
    hint: 'refuse `kafka-cluster:*` under `refuse` in rolewright.config.yaml where it is open to everybody',
    at,
  },
})

/** `cluster/NAME/UUID` → `topic/NAME/UUID/TOPIC`; the UUID of a cluster that is declared is not known before it is made. */
function insideCluster(cluster: SymText, declared: Declared | null, kind: string, name: SymText): SymText {
  const [head, path] = splitSym(cluster, ':cluster/', 2)
  if (head !== undefined && path !== undefined) return symText(head, `:${kind}/`, path, '/', name)
  const own = declared?.names[0] ?? [any]
  return arnHere('kafka', `${kind}/`, own, '/*/', name)
}

const usesVpc = (wire: Wire): boolean =>
  accessConfigurations(wire).some(({ type }) => type === 'VPC_SUBNET' || type === 'VPC_SECURITY_GROUP')

interface AccessConfiguration {
  readonly type: string
  readonly uri: SymText
}

const accessConfigurations = (wire: Wire): readonly AccessConfiguration[] => accessAt(wire, ['SourceAccessConfigurations'])

function accessAt(wire: Wire, path: readonly string[]): readonly AccessConfiguration[] {
  return valuesAt(wire.properties, path)
    .flatMap((v) => itemsOf(v))
    .flatMap((item) => {
      const [type] = textsAt(item, ['Type'])
      const [uri] = textsAt(item, ['URI'])
      return type === undefined || uri === undefined ? [] : [{ type: literalOf(type) ?? '', uri }]
    })
}

/** Where a source says which schema registry it asks, and how it knows itself there. */
const REGISTRIES = [['AmazonManagedKafkaEventSourceConfig'], ['SelfManagedKafkaEventSourceConfig'], []].map((path) => [
  ...path,
  'SchemaRegistryConfig',
])

/** Credentials of the cluster, broker or registry are read from Secrets Manager with the function's role. */
function secrets(wire: Wire, asks: string, world: World): readonly Atom[] {
  const ofRegistry = REGISTRIES.flatMap((path) => accessAt(wire, [...path, 'AccessConfigs']))
  return [...accessConfigurations(wire), ...ofRegistry]
    .filter(({ type }) => type !== 'VPC_SUBNET' && type !== 'VPC_SECURITY_GROUP' && type !== 'VIRTUAL_HOST')
    .flatMap(({ uri }) => readSecret(uri, asks, wire.at, world))
}

function documentDb(asks: string, wire: Wire): readonly Atom[] {
  return [
    ...platform(['rds:DescribeDBClusterParameters'], arnHere('rds', 'cluster-pg:*'), asks, wire.at),
    ...platform(['rds:DescribeDBSubnetGroups'], arnHere('rds', 'subgrp:*'), asks, wire.at),
  ]
}

/**
 * Source: AWS Lambda Developer Guide, "Using schema registries with Kafka event sources"; Glue Developer Guide, "IAM examples
 * for deserializers": versions are read of the registry and of its schemas.
 */
function schemaRegistry(wire: Wire, asks: string, world: World): readonly Atom[] {
  const registries = REGISTRIES.flatMap((path) => textsAt(wire.properties, [...path, 'SchemaRegistryURI']))
  return registries
    .filter((uri) => printSym(uri).includes(':glue:') || isArnSymbol(uri))
    .map((uri) => canonicalArn(uri, world.declared).arn)
    .flatMap((uri) => {
      const [head, name] = splitSym(uri, ':registry/', 2)
      const schemas = head !== undefined && name !== undefined ? symText(head, ':schema/', name, '/*') : arnHere('glue', 'schema/*')
      return [
        ...platform(['glue:GetRegistry', 'glue:GetSchemaVersion'], uri, asks, wire.at),
        ...platform(['glue:GetSchemaVersion'], schemas, asks, wire.at),
      ]
    })
}
