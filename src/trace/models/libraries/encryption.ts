/**
 * The AWS Encryption SDK: a keyring of KMS asks for keys where data is encrypted or decrypted with it.
 * Source: AWS Encryption SDK Developer Guide, "AWS KMS keyrings", "Required permissions for AWS KMS keyrings".
 */
import type { LibraryModel } from '../types.js'

const encryption = `
import { send, unknown } from 'rolewright:model'
class KmsKeyring {
  constructor(options) {
    this._generator = options?.generatorKeyId
    this._others = options?.keyIds ?? []
  }
}
class MultiKeyring {
  constructor(options) {
    this._rings = [options.generator, ...(options.children ?? [])]
  }
}
class CachingMaterials {
  constructor(options) {
    this._rings = [options.backingMaterials]
  }
}
const materials = (options) => new CachingMaterials(options)
const ringsOf = (given) => (given?._rings ? given._rings.flatMap(ringsOf) : given?._others ? [given] : [])
const encryptKeys = async (given) => {
  for (const { _generator, _others } of ringsOf(given)) {
    if (_generator) await send('kms:GenerateDataKey', { KeyId: _generator })
    for (const KeyId of _others) await send('kms:Encrypt', { KeyId })
  }
}
const decryptKeys = async (given) => {
  for (const { _generator, _others } of ringsOf(given)) {
    const keys = _generator ? [_generator, ..._others] : _others
    for (const KeyId of keys) await send('kms:Decrypt', { KeyId })
    // A keyring that discovers takes any key.
    if (keys.length === 0) await send('kms:Decrypt', { CiphertextBlob: unknown('a data key') })
  }
}
export const encrypt = async (given) => {
  await encryptKeys(given)
  return { result: unknown('an encrypted message'), messageHeader: unknown('the header of a message') }
}
export const decrypt = async (given) => {
  await decryptKeys(given)
  return { plaintext: unknown('a decrypted message'), messageHeader: unknown('the header of a message') }
}
export const encryptStream = (given) => {
  encryptKeys(given)
  return unknown('a stream')
}
export const decryptStream = (given) => {
  decryptKeys(given)
  return unknown('a stream')
}
const client = { encrypt, decrypt, encryptStream, decryptStream, decryptUnsignedMessageStream: decryptStream }
export const buildClient = () => client
export const buildEncrypt = buildClient
export const buildDecrypt = buildClient
export { KmsKeyring as KmsKeyringNode, KmsKeyring as KmsKeyringBrowser, KmsKeyring as AwsKmsMrkAwareSymmetricKeyringNode, KmsKeyring as AwsKmsMrkAwareSymmetricDiscoveryKeyringNode, MultiKeyring as MultiKeyringNode, CachingMaterials as NodeCachingMaterialsManager, materials as getNodeCachingMaterialsManager }
export const CommitmentPolicy = { FORBID_ENCRYPT_ALLOW_DECRYPT: 1, REQUIRE_ENCRYPT_ALLOW_DECRYPT: 2, REQUIRE_ENCRYPT_REQUIRE_DECRYPT: 3 }
export const getLocalCryptographicMaterialsCache = () => unknown('a cache')
`

export const encryptionClients: readonly LibraryModel[] = [
  {
    packages: [
      '@aws-crypto/client-node',
      '@aws-crypto/kms-keyring-node',
      '@aws-crypto/encrypt-node',
      '@aws-crypto/decrypt-node',
      '@aws-crypto/material-management-node',
      '@aws-crypto/caching-materials-manager-node',
    ],
    stub: encryption,
    otherwise: 'inert',
  },
]
