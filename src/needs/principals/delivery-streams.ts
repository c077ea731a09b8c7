/**
 * Delivery streams of Data Firehose: each destination, its backup and its source act with the role that stands beside them.
 * Source: Data Firehose Developer Guide, "Controlling access with Amazon Data Firehose", its section for each destination.
 */
import type { Resource, Value } from '../../app/index.js'
import { literalOf, type SymText, symText } from '../../policy/index.js'
import { arnHere, canonicalArn, pseudo } from '../arn.js'
import { type Atom, platform } from '../atom.js'
import { keyArnOf } from '../encryption.js'
import type { World } from '../scope.js'
import { ANY, readSecret, viaService, withKey } from '../target.js'
import { entriesOf, firstAt, textsAt, valuesAt } from '../value.js'
import { NETWORK_INTERFACES } from './network.js'
import type { Part } from './part.js'

export function deliveryStreamParts(stream: Resource, world: World): readonly Part[] {
  const part = (settings: Value, needs: readonly Atom[]): Part => ({
    id: stream.id,
    service: 'firehose.amazonaws.com',
    role: firstAt(settings, ['RoleARN']),
    needs,
    at: stream.at,
  })
  const destinations = entriesOf(stream.properties).filter(([name]) => name.endsWith('DestinationConfiguration'))
  return [
    ...destinations.flatMap(([, settings]) => [
      part(settings, ofDestination(settings, world)),
      ...BUCKETS.flatMap((name) => valuesAt(settings, [name])).map((bucket) => part(bucket, toBucket(bucket, world))),
      ...valuesAt(settings, ['DataFormatConversionConfiguration', 'SchemaConfiguration']).map((schema) => part(schema, ofSchema(schema))),
      ...valuesAt(settings, ['SecretsManagerConfiguration']).map((secret) => part(secret, ofSecret(secret, world))),
      ...valuesAt(settings, ['VpcConfiguration']).map((vpc) => part(vpc, platform(NETWORK_INTERFACES, ANY, 'VpcConfiguration', vpc.at))),
    ]),
    ...valuesAt(stream.properties, ['KinesisStreamSourceConfiguration']).map((source) => part(source, fromStream(source, world))),
    ...valuesAt(stream.properties, ['MSKSourceConfiguration']).map((source) => ({
      ...part(source, fromCluster(source, world)),
      role: firstAt(source, ['AuthenticationConfiguration', 'RoleARN']),
    })),
  ]
}

/** Buckets beside a destination: where it backs up, or loads from. */
const BUCKETS = ['S3BackupConfiguration', 'S3Configuration'] as const

function ofDestination(settings: Value, world: World): readonly Atom[] {
  return [
    ...toBucket(settings, world),
    ...['DomainARN', 'CollectionEndpoint'].flatMap((name) =>
      textsAt(settings, [name])
        .slice(0, 1)
        .flatMap((text) => ofSearch(name, text, settings, world)),
    ),
  ]
}

function ofSearch(name: string, text: SymText, { at }: Value, world: World): readonly Atom[] {
  if (name === 'CollectionEndpoint') return platform(['aoss:APIAccessAll'], arnHere('aoss', 'collection/*'), 'Destination', at)
  const domain = canonicalArn(text, world.declared).arn
  const described = ['es:DescribeDomain', 'es:DescribeDomainConfig', 'es:DescribeDomains']
  return [
    ...platform(described, domain, 'Destination', at),
    ...platform(['es:ESHttpGet', 'es:ESHttpPost', 'es:ESHttpPut'], symText(domain, '/*'), 'Destination', at),
  ]
}

function ofSchema(schema: Value): readonly Atom[] {
  const [database] = textsAt(schema, ['DatabaseName'])
  const [table] = textsAt(schema, ['TableName'])
  const parts = [symText('catalog'), symText('database/', database ?? ANY), symText('table/', database ?? ANY, '/', table ?? ANY)]
  return parts.flatMap((tail) =>
    platform(['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'], arnHere('glue', tail), 'DataFormatConversion', schema.at),
  )
}

const ofSecret = (settings: Value, world: World): readonly Atom[] =>
  textsAt(settings, ['SecretARN']).flatMap((secret) => readSecret(secret, 'SecretsManager', settings.at, world))

const FROM_STREAM = ['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards']

const fromStream = (source: Value, world: World): readonly Atom[] =>
  textsAt(source, ['KinesisStreamARN']).flatMap((arn) => {
    const { arn: own, declared } = canonicalArn(arn, world.declared)
    return [...platform(FROM_STREAM, own, 'Source', source.at), ...withKey(declared, ['kms:Decrypt'], 'Source', source.at, world)]
  })

const IN_CLUSTER = ['kafka-cluster:DescribeTopic', 'kafka-cluster:DescribeTopicDynamicConfiguration', 'kafka-cluster:ReadData']

function fromCluster(source: Value, world: World): readonly Atom[] {
  const topics = textsAt(source, ['TopicName'])
  return textsAt(source, ['MSKClusterARN']).flatMap((text) => {
    const { arn } = canonicalArn(text, world.declared)
    // The names of clusters and what is in them stand behind the cluster's ID, which only its ARN has.
    return [
      ...platform(
        ['kafka-cluster:Connect', 'kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'],
        arn,
        'Source',
        source.at,
      ),
      ...topics.flatMap((topic) => platform(IN_CLUSTER, arnHere('kafka', 'topic/*/*/', topic), 'Source', source.at)),
      ...platform(['kafka-cluster:DescribeGroup'], arnHere('kafka', 'group/*/*/*'), 'Source', source.at),
    ]
  })
}

const TO_BUCKET = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads']
const TO_OBJECTS = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject']

function toBucket(settings: Value, world: World): readonly Atom[] {
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
    ...groups.flatMap((group) => platform(['logs:PutLogEvents'], arnHere('logs', 'log-group:', group, ':log-stream:*'), 'Logging', at)),
  ]
}
