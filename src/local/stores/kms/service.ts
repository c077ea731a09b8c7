/**
 * KMS: keys with their policies, aliases, grants; encryption, data keys, signatures, MACs.
 *
 * Source: KMS API Reference, the pages of the operations; KMS Developer Guide, "Key policies in AWS KMS".
 */
import { randomBytes } from 'node:crypto'
import { numberOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../../types.js'
import { resolveKey } from './checks.js'
import { dataKey, decrypt, encrypt, isAsymmetric, mac, reEncrypt, signed, unsupported, verified, verifyMac } from './ciphers.js'
import { kmsContext } from './context.js'
import { publicKeyOf } from './crypto.js'
import { createGrant, isGrantee, showGrant, withGrants } from './grants.js'
import { aliasArn, createAlias, createKey, findKey, listAliases, metadata, putPolicy, scheduleDeletion } from './keys.js'
import type { Alias, Grant, Key, KmsStore } from './model.js'

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
    contextOf: ({ action, resource }, call) => kmsContext(store, action, resource, call),
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
