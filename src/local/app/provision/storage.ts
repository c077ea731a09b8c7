/** Buckets and tables. */
import { flagOf, isPlain, listOf, mapOf, type Plain, textOf } from '../../api/index.js'
import { corsXml, encryptionXml, publicAccessXml } from '../bucket-xml.js'
import { type Provision, some } from './made.js'

export const bucket: Provision = async ({ id, properties }, { builder, names }) => {
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

export const table: Provision = async ({ id, type, properties }, { builder, names }) => {
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
