/**
 * Sources that Lambda polls with the function's own role.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", "Using Lambda with Kinesis", "… Amazon DynamoDB",
 * "… Amazon MSK", "… self-managed Apache Kafka", "… Amazon MQ", "… Amazon DocumentDB"; each its section on permissions.
 */
import type { Wire, WireKind } from '../app/index.js'
import { equalSym, literalOf, printSym, type SymText, symText } from '../policy/index.js'
import { canonicalArn, pseudo } from './arn.js'
import { type Atom, platform } from './atom.js'
import type { World } from './scope.js'
import { ANY, deliver, targetArn, withKey } from './target.js'
import { itemsOf, textsAt, valuesAt } from './value.js'

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

export function pollerNeeds(wire: Wire, world: World): readonly Atom[] {
  const row = POLLERS.get(wire.kind)
  if (row === undefined) return []
  const asks = `Events.${wire.id}`
  const source = wire.source === null ? null : targetArn(wire.source, world)
  return [
    ...(source === null ? [] : platform(row.source, polledArn(wire, source.arn, world), asks, wire.at)),
    ...platform(row.any, ANY, asks, wire.at),
    ...withKey(source?.declared ?? null, row.kms, asks, wire.at, world),
    ...(wire.kind === 'kinesis' ? consumers(wire, asks, world) : []),
    ...(wire.kind === 'kafka' && usesVpc(wire) ? platform(NETWORK, ANY, asks, wire.at) : []),
    ...(wire.kind === 'documentdb' ? documentDb(asks, wire) : []),
    ...secrets(wire, asks, world),
    ...schemaRegistry(wire, asks),
    ...(wire.onFailure === null ? [] : deliver(wire.onFailure, `${asks}.OnFailure`, world)),
  ]
}

/** Streams of a table are ARNs below the table's; the latest of them where the template says only the table. */
function polledArn(wire: Wire, source: SymText, world: World): SymText {
  if (wire.kind !== 'dynamodb' || wire.source === null) return source
  const written = wire.source.arn
  const canonical = canonicalArn(written, world.declared)
  if (!equalSym(canonical.arn, source) && canonical.declared !== null) return canonical.arn
  return printSym(source).includes('/stream/') || /Stream(Arn)?\}?$/.test(printSym(written)) ? written : symText(source, '/stream/*')
}

/** Enhanced fan-out. Source: Kinesis Data Streams Developer Guide, "Controlling access to Amazon Kinesis Data Streams resources". */
function consumers(wire: Wire, asks: string, world: World): readonly Atom[] {
  const written = [...textsAt(wire.properties, ['EventSourceArn']), ...textsAt(wire.properties, ['Stream'])]
  return written
    .filter(
      (arn) => canonicalArn(arn, world.declared).declared?.type === 'AWS::Kinesis::StreamConsumer' || /\/consumer\//.test(printSym(arn)),
    )
    .flatMap((arn) => platform(['kinesis:SubscribeToShard', 'kinesis:DescribeStreamConsumer'], arn, asks, wire.at))
}

const usesVpc = (wire: Wire): boolean =>
  accessConfigurations(wire).some(({ type }) => type === 'VPC_SUBNET' || type === 'VPC_SECURITY_GROUP')

interface AccessConfiguration {
  readonly type: string
  readonly uri: SymText
}

function accessConfigurations(wire: Wire): readonly AccessConfiguration[] {
  return valuesAt(wire.properties, ['SourceAccessConfigurations'])
    .flatMap((v) => itemsOf(v))
    .flatMap((item) => {
      const [type] = textsAt(item, ['Type'])
      const [uri] = textsAt(item, ['URI'])
      return type === undefined || uri === undefined ? [] : [{ type: literalOf(type) ?? '', uri }]
    })
}

/** Credentials of the cluster or broker are read from Secrets Manager with the function's role. */
function secrets(wire: Wire, asks: string, world: World): readonly Atom[] {
  return accessConfigurations(wire)
    .filter(({ type }) => type !== 'VPC_SUBNET' && type !== 'VPC_SECURITY_GROUP' && type !== 'VIRTUAL_HOST')
    .flatMap(({ uri }) => {
      const canonical = canonicalArn(uri, world.declared)
      return [
        ...platform(['secretsmanager:GetSecretValue'], canonical.arn, asks, wire.at),
        ...withKey(canonical.declared, ['kms:Decrypt'], asks, wire.at, world),
      ]
    })
}

function documentDb(asks: string, wire: Wire): readonly Atom[] {
  const of = (type: string): SymText =>
    symText('arn:', pseudo('Partition'), ':rds:', pseudo('Region'), ':', pseudo('AccountId'), `:${type}:*`)
  return [
    ...platform(['rds:DescribeDBClusterParameters'], of('cluster-pg'), asks, wire.at),
    ...platform(['rds:DescribeDBSubnetGroups'], of('subgrp'), asks, wire.at),
  ]
}

function schemaRegistry(wire: Wire, asks: string): readonly Atom[] {
  const paths = ['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig']
  const registries = paths.flatMap((path) => textsAt(wire.properties, [path, 'SchemaRegistryConfig', 'SchemaRegistryURI']))
  return registries
    .filter((uri) => printSym(uri).includes(':glue:'))
    .flatMap((uri) => platform(['glue:GetRegistry', 'glue:GetSchemaVersion'], uri, asks, wire.at))
}
