/**
 * Keys and their aliases: made, found by ID, ARN or alias, shown, and ended.
 *
 * Source: KMS API Reference, "CreateKey", "CreateAlias" and "ScheduleKeyDeletion"; KMS Developer Guide, "Default key policy".
 */
import { randomUUID } from 'node:crypto'
import { validatePolicy } from '../../../decide/index.js'
import { numberOf, tagsOf, textOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Output, ServiceCall } from '../../types.js'
import { newMaterial } from './crypto.js'
import type { Key, KmsStore } from './model.js'

export const aliasArn = ({ account, region }: Pick<ServiceCall, 'account' | 'region'>, name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:kms:${region}:${account}:${name}`

export function findKey(store: KmsStore, id: string, call: Pick<ServiceCall, 'account' | 'region' | 'now'>): Key | Fault {
  const isAlias = id.startsWith('alias/') || /^arn:[^:]+:kms:[^:]*:\d{12}:alias\//.test(id)
  if (isAlias) {
    const alias = store.aliases.get(aliasArn(call, id))
    if (alias !== undefined) return store.keys.get(alias.keyArn) ?? missing(alias.keyArn)
    return id.startsWith('alias/aws/')
      ? awsKey(store, id, call)
      : fault('NotFoundException', `Alias ${aliasArn(call, id)} is not found.`, 400)
  }
  const arn = id.startsWith('arn:') ? id : `arn:aws:kms:${call.region}:${call.account}:key/${id}`
  return store.keys.get(arn) ?? missing(arn)
}

const missing = (arn: string): Fault => fault('NotFoundException', `Key '${arn}' does not exist`, 400)

/** AWS's own keys are there when they are first used. Their policy lets the account's callers in through the service. */
function awsKey(store: KmsStore, name: string, { account, region, now }: Pick<ServiceCall, 'account' | 'region' | 'now'>): Key {
  const id = randomUUID()
  const arn = `arn:aws:kms:${region}:${account}:key/${id}`
  const service = name.slice('alias/aws/'.length)
  const key: Key = {
    id,
    arn,
    account,
    region,
    createdAt: now,
    description: `Default key that protects my ${service} data when no other key is defined`,
    usage: 'ENCRYPT_DECRYPT',
    spec: 'SYMMETRIC_DEFAULT',
    manager: 'AWS',
    state: 'Enabled',
    deletionAt: null,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant', 'kms:DescribeKey'],
          Resource: '*',
          Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `${service}.${region}.amazonaws.com` } },
        },
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'],
          Resource: '*',
        },
      ],
    }),
    tags: {},
    rotation: true,
    material: newMaterial('SYMMETRIC_DEFAULT'),
  }
  store.keys.set(arn, key)
  const alias = aliasArn({ account, region }, name)
  store.aliases.set(alias, { name, arn: alias, keyArn: arn, at: now })
  return key
}

/** Source: KMS Developer Guide, "Default key policy". */
const defaultPolicy = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  })

export function createKey(store: KmsStore, { input, account, region, now }: ServiceCall): Output | Fault {
  const spec = textOf(input, 'KeySpec') ?? textOf(input, 'CustomerMasterKeySpec') ?? 'SYMMETRIC_DEFAULT'
  if (!/^(SYMMETRIC_DEFAULT|RSA_(2048|3072|4096)|ECC_(NIST_P(256|384|521)|SECG_P256K1)|HMAC_(224|256|384|512))$/.test(spec))
    return fault(
      'ValidationException',
      `1 validation error detected: Value '${spec}' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set`,
      400,
    )
  const policy = textOf(input, 'Policy') ?? defaultPolicy(account)
  const [error] = validatePolicy(policy, 'resource', 'policy').errors
  if (error !== undefined) return fault('MalformedPolicyDocumentException', error.message, 400)
  const id = randomUUID()
  const usage =
    textOf(input, 'KeyUsage') ??
    (spec.startsWith('HMAC') ? 'GENERATE_VERIFY_MAC' : spec.startsWith('ECC') ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT')
  const key: Key = {
    id,
    arn: `arn:aws:kms:${region}:${account}:key/${id}`,
    account,
    region,
    createdAt: now,
    description: textOf(input, 'Description') ?? '',
    usage,
    spec,
    manager: 'CUSTOMER',
    state: 'Enabled',
    deletionAt: null,
    policy,
    tags: Object.fromEntries(tagsOf(input.Tags)),
    rotation: false,
    material: newMaterial(spec),
  }
  store.keys.set(key.arn, key)
  return { KeyMetadata: metadata(key) }
}

export const metadata = (key: Key): Output => ({
  AWSAccountId: key.account,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.createdAt / 1000,
  Enabled: key.state === 'Enabled',
  Description: key.description,
  KeyUsage: key.usage,
  KeyState: key.state,
  ...(key.deletionAt === null ? {} : { DeletionDate: key.deletionAt / 1000 }),
  Origin: 'AWS_KMS',
  KeyManager: key.manager,
  KeySpec: key.spec,
  CustomerMasterKeySpec: key.spec,
  ...(key.usage === 'ENCRYPT_DECRYPT'
    ? { EncryptionAlgorithms: key.spec === 'SYMMETRIC_DEFAULT' ? ['SYMMETRIC_DEFAULT'] : ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] }
    : {}),
  MultiRegion: false,
})

export function scheduleDeletion(key: Key, { input, now }: ServiceCall, keep: (key: Key) => Output): Output | Fault {
  const days = numberOf(input, 'PendingWindowInDays') ?? 30
  if (days < 7 || days > 30)
    return fault(
      'ValidationException',
      `1 validation error detected: Value '${days}' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value between 7 and 30`,
      400,
    )
  const deletionAt = now + days * 86_400_000
  keep({ ...key, state: 'PendingDeletion', deletionAt })
  return { KeyId: key.arn, DeletionDate: deletionAt / 1000, KeyState: 'PendingDeletion', PendingWindowInDays: days }
}

export function putPolicy(key: Key, policy: string, keep: (key: Key) => Output): Output | Fault {
  const [error] = validatePolicy(policy, 'resource', 'policy').errors
  return error === undefined ? keep({ ...key, policy }) : fault('MalformedPolicyDocumentException', error.message, 400)
}

export function createAlias(store: KmsStore, call: ServiceCall, change = false): Output | Fault {
  const name = textOf(call.input, 'AliasName') ?? ''
  if (!/^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/.test(name))
    return fault('ValidationException', 'Alias must start with the prefix "alias/" and not with "alias/aws/".', 400)
  const key = store.find(textOf(call.input, 'TargetKeyId') ?? '', call)
  if (isFault(key)) return key
  const arn = aliasArn(call, name)
  if (store.aliases.has(arn) !== change)
    return change
      ? fault('NotFoundException', `Alias ${arn} is not found.`, 400)
      : fault('AlreadyExistsException', `An alias with the name ${arn} already exists`, 400)
  store.aliases.set(arn, { name, arn, keyArn: key.arn, at: call.now })
  return nothing
}

export function listAliases(store: KmsStore, { input, account, region }: ServiceCall): Output {
  const keyId = textOf(input, 'KeyId')
  const all = [...store.aliases.values()].filter(
    (it) => it.arn.startsWith(`arn:aws:kms:${region}:${account}:`) && (keyId === null || it.keyArn.endsWith(keyId)),
  )
  return {
    Aliases: all.map((it) => ({
      AliasName: it.name,
      AliasArn: it.arn,
      TargetKeyId: it.keyArn.slice(it.keyArn.lastIndexOf('/') + 1),
      CreationDate: it.at / 1000,
    })),
    Truncated: false,
  }
}
