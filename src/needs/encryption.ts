/**
 * Which customer managed key a declared resource is encrypted with. Keys that AWS manages need no grant: their key policies
 * let every principal of the account use them through their service.
 *
 * Source: AWS KMS Developer Guide, "AWS KMS keys", "AWS managed keys" and "kms:ViaService".
 */
import type { Value } from '../app/index.js'
import { literalOf, type SymText, symText } from '../policy/index.js'
import { arnHere, canonicalArn, pseudo } from './arn.js'
import { type Declared, named } from './declared.js'
import type { World } from './scope.js'
import { textsAt, valuesAt } from './value.js'

/** CloudFormation type → where its key stands, and the service that asks KMS. */
const KEYS = new Map<string, { readonly paths: readonly (readonly string[])[]; readonly via: string }>([
  ['AWS::DynamoDB::Table', { paths: [['SSESpecification', 'KMSMasterKeyId']], via: 'dynamodb' }],
  ['AWS::DynamoDB::GlobalTable', { paths: [['Replicas', '*', 'SSESpecification', 'KMSMasterKeyId']], via: 'dynamodb' }],
  [
    'AWS::S3::Bucket',
    {
      paths: [['BucketEncryption', 'ServerSideEncryptionConfiguration', '*', 'ServerSideEncryptionByDefault', 'KMSMasterKeyID']],
      via: 's3',
    },
  ],
  ['AWS::SQS::Queue', { paths: [['KmsMasterKeyId']], via: 'sqs' }],
  ['AWS::SNS::Topic', { paths: [['KmsMasterKeyId']], via: 'sns' }],
  ['AWS::Kinesis::Stream', { paths: [['StreamEncryption', 'KeyId']], via: 'kinesis' }],
  ['AWS::SecretsManager::Secret', { paths: [['KmsKeyId']], via: 'secretsmanager' }],
  ['AWS::KinesisFirehose::DeliveryStream', { paths: [['DeliveryStreamEncryptionConfigurationInput', 'KeyARN']], via: 'firehose' }],
])

export interface CustomerKey {
  /** ARN of the key. */
  readonly arn: SymText
  /** `sqs.${AWS::Region}.amazonaws.com` */
  readonly via: SymText
}

/** @returns one key for each side of an undecided condition; none where AWS manages the key */
export function customerKeys(declared: Declared, world: World): readonly CustomerKey[] {
  const row = KEYS.get(declared.type)
  if (row === undefined) return []
  const via = symText(row.via, '.', pseudo('Region'), '.amazonaws.com')
  return row.paths
    .flatMap((path) => valuesAt(declared.resource.properties, path))
    .flatMap((value) => keyArn(value, world))
    .map((arn) => ({ arn, via }))
}

/** A key as templates name it: its Ref (an ID), its ARN, or an alias. */
function keyArn(value: Value, world: World): readonly SymText[] {
  return textsAt(value).flatMap((text) => {
    const arn = keyArnOf(text, world)
    return arn === null ? [] : [arn]
  })
}

/** @returns null for keys that AWS manages, and for an alias that the app does not declare */
export function keyArnOf(text: SymText, world: World): SymText | null {
  const literal = literalOf(text)
  if (literal !== null && /(^|:)alias\/aws\//.test(literal)) return null
  const found = named(text, world.declared)
  if (found !== null) {
    if (found.declared.type === 'AWS::KMS::Alias') return keyOfAlias(found.declared, world)
    return found.arn ?? found.declared.arn
  }
  if (literal?.startsWith('alias/')) {
    const alias = (world.declared.byType.get('AWS::KMS::Alias') ?? []).find((a) =>
      textsAt(a.resource.properties, ['AliasName']).some((n) => literalOf(n) === literal),
    )
    return alias === undefined ? null : keyOfAlias(alias, world)
  }
  if (text[0]?.kind === 'text' && text[0].text.startsWith('arn:')) return canonicalArn(text, world.declared).arn
  const [first] = text
  if (first?.kind === 'symbol' && /arn$/i.test(first.name)) return text
  if (text.every((p) => p.kind === 'any')) return null
  return arnHere('kms', 'key/', text)
}

/** The key behind a declared alias: no policy can name the alias itself for using its key. */
export function keyOfAlias(alias: Declared, world: World): SymText | null {
  const [target] = textsAt(alias.resource.properties, ['TargetKeyId'])
  return target === undefined ? null : keyArnOf(target, world)
}
