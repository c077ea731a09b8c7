/** What keys do: encrypt and decrypt, data keys, signatures, MACs. Source: KMS API Reference, the pages of the operations. */
import { randomBytes } from 'node:crypto'
import { numberOf, recordOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import { type EncryptionContext, keyOfCiphertext, macOf, open, rsaOpen, rsaSeal, seal, signMessage, verifyMessage } from './crypto.js'
import type { Key, KmsStore } from './model.js'

export const unsupported = (key: Key): Fault =>
  fault('InvalidKeyUsageException', `${key.arn} key usage is ${key.usage} which is not valid for this operation.`, 400)

export const isAsymmetric = ({ spec }: Key): boolean => spec.startsWith('RSA_') || spec.startsWith('ECC_')

const encryptionContext = (input: Input, member = 'EncryptionContext'): EncryptionContext =>
  (recordOf(input, member) ?? {}) as EncryptionContext

const blobOf = (input: Input, member: string): Buffer => Buffer.from(textOf(input, member) ?? '', 'base64')

const MAX_PLAIN_BYTES = 4096

export function encrypt(key: Key, input: Input): Output | Fault {
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

export function decrypt(store: KmsStore, call: ServiceCall): Output | Fault {
  const opened = openBlob(store, call, 'KeyId', 'EncryptionContext')
  return isFault(opened)
    ? opened
    : { KeyId: opened.key.arn, Plaintext: opened.plain.toString('base64'), EncryptionAlgorithm: opened.algorithm }
}

export function reEncrypt(store: KmsStore, call: ServiceCall): Output | Fault {
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

export function dataKey(key: Key, input: Input, withPlain: boolean): Output | Fault {
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

export function signed(key: Key, input: Input): Output | Fault {
  if (key.usage !== 'SIGN_VERIFY') return unsupported(key)
  const algorithm = textOf(input, 'SigningAlgorithm') ?? ''
  if (textOf(input, 'MessageType') === 'DIGEST') return fault('ValidationException', 'local AWS signs messages, not digests', 400)
  return {
    KeyId: key.arn,
    Signature: signMessage(key.material, blobOf(input, 'Message'), algorithm).toString('base64'),
    SigningAlgorithm: algorithm,
  }
}

export function verified(key: Key, input: Input): Output | Fault {
  if (key.usage !== 'SIGN_VERIFY') return unsupported(key)
  const algorithm = textOf(input, 'SigningAlgorithm') ?? ''
  return verifyMessage(key.material, blobOf(input, 'Message'), blobOf(input, 'Signature'), algorithm)
    ? { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm }
    : fault('KMSInvalidSignatureException', '', 400)
}

export function mac(key: Key, input: Input): Output | Fault {
  if (key.usage !== 'GENERATE_VERIFY_MAC') return unsupported(key)
  const algorithm = textOf(input, 'MacAlgorithm') ?? ''
  return { Mac: macOf(key.material, blobOf(input, 'Message'), algorithm).toString('base64'), MacAlgorithm: algorithm, KeyId: key.arn }
}

export function verifyMac(key: Key, input: Input): Output | Fault {
  const made = mac(key, input)
  if (isFault(made)) return made
  return made.Mac === textOf(input, 'Mac')
    ? { KeyId: key.arn, MacValid: true, MacAlgorithm: made.MacAlgorithm }
    : fault('KMSInvalidMacException', '', 400)
}
