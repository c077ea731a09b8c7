import { recordOf, textOf, textsOf } from '../../input.js'
import { isFault } from '../../reply.js'
import type { Context, PlannedCheck, ServiceCall } from '../../types.js'
import { type EncryptionContext, keyOfCiphertext } from './crypto.js'
import { aliasArn } from './keys.js'
import type { KmsStore } from './model.js'

/** A request is checked on the key that it means: of an alias the one behind it, of a ciphertext the one that it was made with. */
export function resolveKey(store: KmsStore, check: PlannedCheck, call: ServiceCall): PlannedCheck | readonly PlannedCheck[] {
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

export function contextOf(store: KmsStore, action: string, resource: string, { input, account, caller }: ServiceCall): Context | null {
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
