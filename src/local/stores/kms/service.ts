/**
 * KMS: keys with their policies, aliases, grants; encryption, data keys, signatures, MACs.
 *
 * Source: KMS API Reference, the pages of the operations; KMS Developer Guide, "Key policies in AWS KMS".
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { validatePolicy } from '../../../decide/index.js'
import { numberOf, recordOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Context, Fault, Input, LocalService, Operation, Output, PlannedCheck, ServiceCall, StoreWorld } from '../../types.js'
import type { Table } from '../tables.js'
import {
  type EncryptionContext,
  keyOfCiphertext,
  macOf,
  newMaterial,
  open,
  publicKeyOf,
  rsaOpen,
  rsaSeal,
  seal,
  signMessage,
  verifyMessage,
} from './crypto.js'

export interface Key {
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly createdAt: number
  readonly description: string
  readonly usage: string
  readonly spec: string
  readonly manager: 'CUSTOMER' | 'AWS'
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion'
  readonly deletionAt: number | null
  readonly policy: string
  readonly tags: Readonly<Record<string, string>>
  readonly rotation: boolean
  readonly material: string
}

interface Alias {
  readonly name: string
  readonly arn: string
  readonly keyArn: string
  readonly at: number
}

interface Grant {
  readonly id: string
  readonly keyArn: string
  readonly grantee: string
  readonly retiring: string | null
  readonly operations: readonly string[]
  readonly constraints: Input | null
  readonly name: string | null
  readonly at: number
  readonly issuer: string
}

interface KmsStore {
  readonly keys: Table<Key>
  readonly aliases: Table<Alias>
  readonly grants: Table<Grant>
  /** Aliases of the request's account, keys of AWS made when they are first used. */
  readonly find: (id: string, call: Pick<ServiceCall, 'account' | 'region' | 'now'>) => Key | Fault
}

export function kmsService(world: StoreWorld): LocalService {
  const keys = world.tables.table<Key>('kms/keys')
  const aliases = world.tables.table<Alias>('kms/aliases')
  const grants = world.tables.table<Grant>('kms/grants')
  const store: KmsStore = { keys, aliases, grants, find: (id, call) => findKey(store, id, call) }
  const on =
    (act: (key: Key, call: ServiceCall) => Output | Fault, needs: 'any' | 'enabled' = 'any'): Operation =>
    (call) => {
      const key = store.find(textOf(call.input, 'KeyId') ?? '', call)
      if (isFault(key)) return key
      if (needs === 'enabled' && key.state === 'Disabled') return fault('DisabledException', `${key.arn} is disabled.`, 400)
      if (needs === 'enabled' && key.state === 'PendingDeletion')
        return fault('KMSInvalidStateException', `${key.arn} is pending deletion.`, 400)
      return act(key, call)
    }
  const keep = (key: Key): Output => {
    keys.set(key.arn, key)
    return nothing
  }
  return {
    suffix: 'kms',
    resourcePolicy: (arn, action, caller) => {
      const key = keys.get(arn)
      if (key === undefined) return null
      const held = [...grants.values()].filter(
        (it) =>
          it.keyArn === arn &&
          `kms:${it.operations.find((name) => `kms:${name}` === action) ?? ''}` === action &&
          isGrantee(it.grantee, caller.principal, caller.context),
      )
      return held.length === 0 ? key.policy : withGrants(key.policy, held, action, arn, caller.principal)
    },
    resolve: (check, call) => resolveKey(store, check, call),
    contextOf: ({ action, resource }, call) => contextOf(store, action, resource, call),
    operations: new Map<string, Operation>([
      ['CreateKey', (call) => createKey(store, call)],
      ['DescribeKey', on((key) => ({ KeyMetadata: metadata(key) }))],
      [
        'ListKeys',
        ({ account, region }) => ({
          Keys: [...keys.values()]
            .filter((it) => it.account === account && it.region === region)
            .map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
          Truncated: false,
        }),
      ],
      ['EnableKey', on((key) => keep({ ...key, state: 'Enabled' }))],
      ['DisableKey', on((key) => keep({ ...key, state: 'Disabled' }))],
      ['ScheduleKeyDeletion', on((key, call) => scheduleDeletion(key, call, keep))],
      [
        'CancelKeyDeletion',
        on((key) => {
          keep({ ...key, state: 'Disabled', deletionAt: null })
          return { KeyId: key.arn }
        }),
      ],
      ['UpdateKeyDescription', on((key, { input }) => keep({ ...key, description: textOf(input, 'Description') ?? '' }))],
      ['EnableKeyRotation', on((key) => keep({ ...key, rotation: true }))],
      ['DisableKeyRotation', on((key) => keep({ ...key, rotation: false }))],
      ['GetKeyRotationStatus', on((key) => ({ KeyRotationEnabled: key.rotation, KeyId: key.arn }))],
      ['GetKeyPolicy', on((key) => ({ Policy: key.policy, PolicyName: 'default' }))],
      ['PutKeyPolicy', on((key, { input }) => putPolicy(key, textOf(input, 'Policy') ?? '', keep))],
      ['ListKeyPolicies', on(() => ({ PolicyNames: ['default'], Truncated: false }))],
      ['TagResource', on((key, { input }) => keep({ ...key, tags: { ...key.tags, ...Object.fromEntries(tagsOf(input.Tags)) } }))],
      [
        'UntagResource',
        on((key, { input }) =>
          keep({
            ...key,
            tags: Object.fromEntries(Object.entries(key.tags).filter(([name]) => !textsOf(input, 'TagKeys').includes(name))),
          }),
        ),
      ],
      [
        'ListResourceTags',
        on((key) => ({ Tags: Object.entries(key.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })), Truncated: false })),
      ],
      ['CreateAlias', (call) => createAlias(store, call)],
      ['UpdateAlias', (call) => createAlias(store, call, true)],
      [
        'DeleteAlias',
        (call) =>
          aliases.delete(aliasArn(call, textOf(call.input, 'AliasName') ?? ''))
            ? nothing
            : fault('NotFoundException', `Alias ${aliasArn(call, textOf(call.input, 'AliasName') ?? '')} is not found.`, 400),
      ],
      ['ListAliases', (call) => listAliases(store, call)],
      ['CreateGrant', on((key, call) => createGrant(store, key, call), 'enabled')],
      [
        'ListGrants',
        on((key) => ({ Grants: [...grants.values()].filter((it) => it.keyArn === key.arn).map(showGrant), Truncated: false })),
      ],
      [
        'RevokeGrant',
        on((_, { input }) =>
          grants.delete(textOf(input, 'GrantId') ?? '') ? nothing : fault('NotFoundException', 'Grant ID was not found', 400),
        ),
      ],
      [
        'RetireGrant',
        ({ input }) =>
          grants.delete(textOf(input, 'GrantId') ?? textOf(input, 'GrantToken') ?? '')
            ? nothing
            : fault('NotFoundException', 'Grant ID was not found', 400),
      ],
      ['Encrypt', on((key, { input }) => encrypt(key, input), 'enabled')],
      ['Decrypt', (call) => decrypt(store, call)],
      ['ReEncrypt', (call) => reEncrypt(store, call)],
      ['GenerateDataKey', on((key, { input }) => dataKey(key, input, true), 'enabled')],
      ['GenerateDataKeyWithoutPlaintext', on((key, { input }) => dataKey(key, input, false), 'enabled')],
      ['GenerateRandom', ({ input }) => ({ Plaintext: randomBytes(numberOf(input, 'NumberOfBytes') ?? 32).toString('base64') })],
      [
        'GetPublicKey',
        on(
          (key) =>
            isAsymmetric(key)
              ? {
                  KeyId: key.arn,
                  PublicKey: publicKeyOf(key.material),
                  KeySpec: key.spec,
                  CustomerMasterKeySpec: key.spec,
                  KeyUsage: key.usage,
                }
              : unsupported(key),
          'enabled',
        ),
      ],
      ['Sign', on((key, { input }) => signed(key, input), 'enabled')],
      ['Verify', on((key, { input }) => verified(key, input), 'enabled')],
      ['GenerateMac', on((key, { input }) => mac(key, input), 'enabled')],
      ['VerifyMac', on((key, { input }) => verifyMac(key, input), 'enabled')],
    ]),
  }
}

const unsupported = (key: Key): Fault =>
  fault('InvalidKeyUsageException', `${key.arn} key usage is ${key.usage} which is not valid for this operation.`, 400)
const isAsymmetric = ({ spec }: Key): boolean => spec.startsWith('RSA_') || spec.startsWith('ECC_')
const aliasArn = ({ account, region }: Pick<ServiceCall, 'account' | 'region'>, name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:kms:${region}:${account}:${name}`

function findKey(store: KmsStore, id: string, call: Pick<ServiceCall, 'account' | 'region' | 'now'>): Key | Fault {
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

function createKey(store: KmsStore, { input, account, region, now }: ServiceCall): Output | Fault {
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

const metadata = (key: Key): Output => ({
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

function scheduleDeletion(key: Key, { input, now }: ServiceCall, keep: (key: Key) => Output): Output | Fault {
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

function putPolicy(key: Key, policy: string, keep: (key: Key) => Output): Output | Fault {
  const [error] = validatePolicy(policy, 'resource', 'policy').errors
  return error === undefined ? keep({ ...key, policy }) : fault('MalformedPolicyDocumentException', error.message, 400)
}

function createAlias(store: KmsStore, call: ServiceCall, change = false): Output | Fault {
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

function listAliases(store: KmsStore, { input, account, region }: ServiceCall): Output {
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

function createGrant(store: KmsStore, key: Key, { input, caller, now }: ServiceCall): Output {
  const id = randomBytes(32).toString('hex')
  store.grants.set(id, {
    id,
    keyArn: key.arn,
    grantee: textOf(input, 'GranteePrincipal') ?? '',
    retiring: textOf(input, 'RetiringPrincipal'),
    operations: textsOf(input, 'Operations'),
    constraints: recordOf(input, 'Constraints'),
    name: textOf(input, 'Name'),
    at: now,
    issuer: caller.principal,
  })
  return { GrantId: id, GrantToken: id }
}

const showGrant = (it: Grant): Output => ({
  KeyId: it.keyArn,
  GrantId: it.id,
  ...(it.name === null ? {} : { Name: it.name }),
  CreationDate: it.at / 1000,
  GranteePrincipal: it.grantee,
  ...(it.retiring === null ? {} : { RetiringPrincipal: it.retiring }),
  IssuingAccount: it.issuer,
  Operations: it.operations,
  ...(it.constraints === null ? {} : { Constraints: it.constraints }),
})

/** A grant to a role is one to its sessions. */
const isGrantee = (grantee: string, principal: string, context: Context): boolean =>
  grantee === principal || context['aws:PrincipalArn']?.[0] === grantee

/** A grant allows by itself, as a statement of the key policy would, with its constraint as condition. */
function withGrants(policy: string, grants: readonly Grant[], action: string, arn: string, principal: string): unknown {
  const document = JSON.parse(policy) as { readonly Statement: unknown }
  const statements = grants.map(({ constraints }) => ({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: action,
    Resource: arn,
    ...(constraints === null
      ? {}
      : {
          Condition: {
            StringEquals: contextKeys(
              (recordOf(constraints, 'EncryptionContextEquals') ??
                recordOf(constraints, 'EncryptionContextSubset') ??
                {}) as EncryptionContext,
            ),
          },
        }),
  }))
  return { ...document, Statement: [...[document.Statement].flat(), ...statements] }
}

const contextKeys = (context: EncryptionContext): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(context).map(([key, value]) => [`kms:EncryptionContext:${key}`, value]))

/** A request is checked on the key that it means: of an alias the one behind it, of a ciphertext the one that it was made with. */
function resolveKey(store: KmsStore, check: PlannedCheck, call: ServiceCall): PlannedCheck | readonly PlannedCheck[] {
  if (!check.action.startsWith('kms:')) return check
  const id = textOf(call.input, check.action === 'kms:ReEncryptTo' ? 'DestinationKeyId' : 'KeyId') ?? textOf(call.input, 'TargetKeyId')
  if (ALIAS_OPERATIONS.has(call.operation)) {
    const alias = aliasArn(call, textOf(call.input, 'AliasName') ?? '')
    const target =
      textOf(call.input, 'TargetKeyId') === null
        ? store.keys.get(store.aliases.get(alias)?.keyArn ?? '')
        : store.find(textOf(call.input, 'TargetKeyId') ?? '', call)
    const onAlias = { ...check, resource: alias }
    return target === undefined || isFault(target) ? onAlias : [onAlias, { ...check, resource: target.arn }]
  }
  if (id !== null) {
    const key = store.find(id, call)
    return isFault(key) ? check : { ...check, resource: key.arn }
  }
  const blob = textOf(call.input, 'CiphertextBlob')
  const arn = blob === null ? null : keyOfCiphertext(Buffer.from(blob, 'base64'))
  return arn === null ? check : { ...check, resource: arn }
}

const ALIAS_OPERATIONS = new Set(['CreateAlias', 'UpdateAlias', 'DeleteAlias'])

function contextOf(store: KmsStore, action: string, resource: string, { input, account, caller }: ServiceCall): Context | null {
  if (!action.startsWith('kms:')) return null
  const key = store.keys.get(resource)
  const given = (recordOf(input, 'EncryptionContext') ?? {}) as EncryptionContext
  const aliases = [...store.aliases.values()].filter((it) => it.keyArn === resource).map((it) => it.name)
  const id = textOf(input, 'KeyId')
  const names = Object.keys(given)
  return {
    'kms:CallerAccount': [account],
    ...(caller.via === null ? {} : { 'kms:ViaService': [caller.via.service] }),
    ...(names.length > 0 ? { 'kms:EncryptionContextKeys': names } : {}),
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`kms:EncryptionContext:${name}`, [value]])),
    ...(id?.includes('alias/') === true ? { 'kms:RequestAlias': [id.slice(id.indexOf('alias/'))] } : {}),
    ...(key === undefined
      ? {}
      : {
          'kms:KeySpec': [key.spec],
          'kms:KeyUsage': [key.usage],
          'kms:KeyOrigin': ['AWS_KMS'],
          'kms:MultiRegion': ['false'],
          ...(aliases.length > 0 ? { 'kms:ResourceAliases': aliases } : {}),
        }),
    ...Object.fromEntries(Object.entries(key?.tags ?? {}).map(([name, value]) => [`aws:ResourceTag/${name}`, [value]])),
    ...(textOf(input, 'EncryptionAlgorithm') === null ? {} : { 'kms:EncryptionAlgorithm': [textOf(input, 'EncryptionAlgorithm') ?? ''] }),
    ...(action === 'kms:CreateGrant'
      ? {
          'kms:GranteePrincipal': [textOf(input, 'GranteePrincipal') ?? ''],
          'kms:GrantOperations': textsOf(input, 'Operations'),
          'kms:GrantIsForAWSResource': [String(caller.via !== null)],
        }
      : {}),
  }
}

const encryptionContext = (input: Input, member = 'EncryptionContext'): EncryptionContext =>
  (recordOf(input, member) ?? {}) as EncryptionContext
const blobOf = (input: Input, member: string): Buffer => Buffer.from(textOf(input, member) ?? '', 'base64')

const MAX_PLAIN_BYTES = 4096

function encrypt(key: Key, input: Input): Output | Fault {
  if (key.usage !== 'ENCRYPT_DECRYPT') return unsupported(key)
  const plain = blobOf(input, 'Plaintext')
  if (plain.length < 1 || plain.length > MAX_PLAIN_BYTES)
    return fault(
      'ValidationException',
      `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to ${MAX_PLAIN_BYTES}`,
      400,
    )
  const algorithm = textOf(input, 'EncryptionAlgorithm') ?? (isAsymmetric(key) ? 'RSAES_OAEP_SHA_256' : 'SYMMETRIC_DEFAULT')
  const blob = isAsymmetric(key) ? rsaSeal(key.material, plain, algorithm) : seal(key.arn, key.material, plain, encryptionContext(input))
  return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: algorithm }
}

interface Opened {
  readonly key: Key
  readonly plain: Buffer
  readonly algorithm: string
}

function openBlob(store: KmsStore, call: ServiceCall, member: string, contextMember: string): Opened | Fault {
  const { input } = call
  const blob = blobOf(input, 'CiphertextBlob')
  const named = textOf(input, member)
  const inBlob = keyOfCiphertext(blob)
  if (named === null && inBlob === null) return fault('InvalidCiphertextException', '', 400)
  const key = store.find(named ?? inBlob ?? '', call)
  if (isFault(key)) return key
  if (key.state !== 'Enabled')
    return fault(key.state === 'Disabled' ? 'DisabledException' : 'KMSInvalidStateException', `${key.arn} is ${key.state}.`, 400)
  if (isAsymmetric(key)) {
    const algorithm = textOf(input, 'EncryptionAlgorithm') ?? 'RSAES_OAEP_SHA_256'
    const plain = rsaOpen(key.material, blob, algorithm)
    return plain === null ? fault('InvalidCiphertextException', '', 400) : { key, plain, algorithm }
  }
  if (inBlob !== key.arn)
    return fault('IncorrectKeyException', 'The key ID in the request does not identify a CMK that can perform this operation.', 400)
  const plain = open(key.material, blob, encryptionContext(input, contextMember))
  return plain === null ? fault('InvalidCiphertextException', '', 400) : { key, plain, algorithm: 'SYMMETRIC_DEFAULT' }
}

function decrypt(store: KmsStore, call: ServiceCall): Output | Fault {
  const opened = openBlob(store, call, 'KeyId', 'EncryptionContext')
  return isFault(opened)
    ? opened
    : { KeyId: opened.key.arn, Plaintext: opened.plain.toString('base64'), EncryptionAlgorithm: opened.algorithm }
}

function reEncrypt(store: KmsStore, call: ServiceCall): Output | Fault {
  const opened = openBlob(store, call, 'SourceKeyId', 'SourceEncryptionContext')
  if (isFault(opened)) return opened
  const key = store.find(textOf(call.input, 'DestinationKeyId') ?? '', call)
  if (isFault(key)) return key
  const sealed = encrypt(key, { Plaintext: opened.plain.toString('base64'), EncryptionContext: call.input.DestinationEncryptionContext })
  return isFault(sealed)
    ? sealed
    : {
        CiphertextBlob: sealed.CiphertextBlob,
        SourceKeyId: opened.key.arn,
        KeyId: key.arn,
        SourceEncryptionAlgorithm: opened.algorithm,
        DestinationEncryptionAlgorithm: sealed.EncryptionAlgorithm,
      }
}

function dataKey(key: Key, input: Input, withPlain: boolean): Output | Fault {
  if (key.usage !== 'ENCRYPT_DECRYPT' || isAsymmetric(key)) return unsupported(key)
  const spec = textOf(input, 'KeySpec')
  const bytes = numberOf(input, 'NumberOfBytes')
  if ((spec === null) === (bytes === null)) return fault('ValidationException', 'Please specify either number of bytes or key spec.', 400)
  const size = bytes ?? (spec === 'AES_128' ? 16 : 32)
  if (size < 1 || size > 1024)
    return fault(
      'ValidationException',
      `1 validation error detected: Value '${size}' at 'numberOfBytes' failed to satisfy constraint: Member must have value between 1 and 1024`,
      400,
    )
  const plain = randomBytes(size)
  return {
    CiphertextBlob: seal(key.arn, key.material, plain, encryptionContext(input)).toString('base64'),
    ...(withPlain ? { Plaintext: plain.toString('base64') } : {}),
    KeyId: key.arn,
  }
}

function signed(key: Key, input: Input): Output | Fault {
  if (key.usage !== 'SIGN_VERIFY') return unsupported(key)
  const algorithm = textOf(input, 'SigningAlgorithm') ?? ''
  if (textOf(input, 'MessageType') === 'DIGEST') return fault('ValidationException', 'local AWS signs messages, not digests', 400)
  return {
    KeyId: key.arn,
    Signature: signMessage(key.material, blobOf(input, 'Message'), algorithm).toString('base64'),
    SigningAlgorithm: algorithm,
  }
}

function verified(key: Key, input: Input): Output | Fault {
  if (key.usage !== 'SIGN_VERIFY') return unsupported(key)
  const algorithm = textOf(input, 'SigningAlgorithm') ?? ''
  return verifyMessage(key.material, blobOf(input, 'Message'), blobOf(input, 'Signature'), algorithm)
    ? { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm }
    : fault('KMSInvalidSignatureException', '', 400)
}

function mac(key: Key, input: Input): Output | Fault {
  if (key.usage !== 'GENERATE_VERIFY_MAC') return unsupported(key)
  const algorithm = textOf(input, 'MacAlgorithm') ?? ''
  return { Mac: macOf(key.material, blobOf(input, 'Message'), algorithm).toString('base64'), MacAlgorithm: algorithm, KeyId: key.arn }
}

function verifyMac(key: Key, input: Input): Output | Fault {
  const made = mac(key, input)
  if (isFault(made)) return made
  return made.Mac === textOf(input, 'Mac')
    ? { KeyId: key.arn, MacValid: true, MacAlgorithm: made.MacAlgorithm }
    : fault('KMSInvalidMacException', '', 400)
}
