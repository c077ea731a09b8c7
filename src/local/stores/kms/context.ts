/**
 * The condition keys of KMS: what the request says, else what the key is, else what the API takes for granted.
 *
 * Source: KMS Developer Guide, "AWS KMS condition keys".
 */
import { recordOf, textOf, textsOf } from '../../input.js'
import { isFault } from '../../reply.js'
import type { Context, Input, ServiceCall } from '../../types.js'
import { type EncryptionContext, keyOfCiphertext } from './crypto.js'
import type { Key, KmsStore } from './model.js'

export function kmsContext(store: KmsStore, action: string, resource: string, call: ServiceCall): Context | null {
  const { input, account, caller } = call
  if (!action.startsWith('kms:')) return null
  const key = store.keys.get(resource)
  const { keyId, context } = SIDES.get(action) ?? USUAL
  const given = (recordOf(input, context) ?? {}) as EncryptionContext
  const id = textOf(input, keyId)
  const names = Object.keys(given)
  return {
    'kms:CallerAccount': [account],
    ...(caller.via === null ? {} : { 'kms:ViaService': [caller.via.service] }),
    ...(names.length > 0 ? { 'kms:EncryptionContextKeys': names } : {}),
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`kms:EncryptionContext:${name}`, [value]])),
    ...(id?.includes('alias/') === true ? { 'kms:RequestAlias': [id.slice(id.indexOf('alias/'))] } : {}),
    ...(action === 'kms:CreateKey' ? ofNewKey(input) : key === undefined ? {} : ofKey(store, key)),
    ...fromMembers(input),
    ...algorithmOf(action, input, key),
    ...(action.startsWith('kms:ReEncrypt') ? { 'kms:ReEncryptOnSameKey': [String(isSameKey(store, call))] } : {}),
    ...(action === 'kms:CreateGrant' ? ofGrant(input, caller.via !== null) : {}),
  }
}

const USUAL = { keyId: 'KeyId', context: 'EncryptionContext' }
/** Each half of ReEncrypt speaks of its own key. */
const SIDES = new Map([
  ['kms:ReEncryptFrom', { keyId: 'SourceKeyId', context: 'SourceEncryptionContext' }],
  ['kms:ReEncryptTo', { keyId: 'DestinationKeyId', context: 'DestinationEncryptionContext' }],
])

function ofKey(store: KmsStore, key: Key): Context {
  const aliases = [...store.aliases.values()].filter((it) => it.keyArn === key.arn).map((it) => it.name)
  return {
    'kms:KeySpec': [key.spec],
    'kms:KeyUsage': [key.usage],
    'kms:KeyOrigin': ['AWS_KMS'],
    'kms:MultiRegion': ['false'],
    ...(aliases.length > 0 ? { 'kms:ResourceAliases': aliases } : {}),
    ...Object.fromEntries(Object.entries(key.tags).map(([name, value]) => [`aws:ResourceTag/${name}`, [value]])),
  }
}

const ofNewKey = (input: Input): Context => ({
  'kms:KeySpec': [textOf(input, 'KeySpec') ?? textOf(input, 'CustomerMasterKeySpec') ?? 'SYMMETRIC_DEFAULT'],
  'kms:KeyUsage': [textOf(input, 'KeyUsage') ?? 'ENCRYPT_DECRYPT'],
  'kms:KeyOrigin': [textOf(input, 'Origin') ?? 'AWS_KMS'],
  'kms:MultiRegion': [String(input.MultiRegion === true)],
})

const MEMBERS: readonly (readonly [member: string, key: string])[] = [
  ['BypassPolicyLockoutSafetyCheck', 'kms:BypassPolicyLockoutSafetyCheck'],
  ['KeyPairSpec', 'kms:DataKeyPairSpec'],
  ['MacAlgorithm', 'kms:MacAlgorithm'],
  ['MessageType', 'kms:MessageType'],
  ['PendingWindowInDays', 'kms:ScheduleKeyDeletionPendingWindowInDays'],
  ['RotationPeriodInDays', 'kms:RotationPeriodInDays'],
  ['SigningAlgorithm', 'kms:SigningAlgorithm'],
]

const fromMembers = (input: Input): Context =>
  Object.fromEntries(
    MEMBERS.flatMap(([member, key]) => (input[member] === undefined || input[member] === null ? [] : [[key, [String(input[member])]]])),
  )

const ENCRYPTING = new Map([
  ['kms:Encrypt', 'EncryptionAlgorithm'],
  ['kms:Decrypt', 'EncryptionAlgorithm'],
  ['kms:ReEncryptFrom', 'SourceEncryptionAlgorithm'],
  ['kms:ReEncryptTo', 'DestinationEncryptionAlgorithm'],
])

/** A symmetric key has one algorithm, which a request need not say. */
function algorithmOf(action: string, input: Input, key: Key | undefined): Context {
  const member = ENCRYPTING.get(action)
  if (member === undefined) return {}
  const algorithm = textOf(input, member) ?? (key?.spec === 'SYMMETRIC_DEFAULT' ? 'SYMMETRIC_DEFAULT' : null)
  return algorithm === null ? {} : { 'kms:EncryptionAlgorithm': [algorithm] }
}

function isSameKey(store: KmsStore, call: ServiceCall): boolean {
  const from = keyOfCiphertext(Buffer.from(textOf(call.input, 'CiphertextBlob') ?? '', 'base64'))
  const to = store.find(textOf(call.input, 'DestinationKeyId') ?? '', call)
  return !isFault(to) && to.arn === from
}

function ofGrant(input: Input, isForService: boolean): Context {
  const [constraint] = Object.keys(recordOf(input, 'Constraints') ?? {})
  const retiring = textOf(input, 'RetiringPrincipal')
  return {
    'kms:GranteePrincipal': [textOf(input, 'GranteePrincipal') ?? ''],
    'kms:GrantOperations': textsOf(input, 'Operations'),
    'kms:GrantIsForAWSResource': [String(isForService)],
    ...(constraint === undefined ? {} : { 'kms:GrantConstraintType': [constraint] }),
    ...(retiring === null ? {} : { 'kms:RetiringPrincipal': [retiring] }),
  }
}
