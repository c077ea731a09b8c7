/**
 * What KMS does with keys. Key material is made here, and never leaves the tables of local AWS.
 *
 * A ciphertext is: version byte, length and ARN of the key, nonce, tag, data; the encryption context is what the tag covers
 * beside it, as AWS documents of its own.
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'

export type EncryptionContext = Readonly<Record<string, string>>

const FORM = 1

const covered = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))))

export function seal(arn: string, material: string, plain: Buffer, context: EncryptionContext): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(material, 'base64'), nonce)
  cipher.setAAD(covered(context))
  const data = Buffer.concat([cipher.update(plain), cipher.final()])
  const name = Buffer.from(arn)
  const head = Buffer.alloc(3)
  head.writeUInt8(FORM, 0)
  head.writeUInt16BE(name.length, 1)
  return Buffer.concat([head, name, nonce, cipher.getAuthTag(), data])
}

/** @returns the ARN of the key that a ciphertext names; null where it is no ciphertext */
export function keyOfCiphertext(blob: Buffer): string | null {
  if (blob.length < 3 || blob.readUInt8(0) !== FORM) return null
  const length = blob.readUInt16BE(1)
  return blob.length < 3 + length + 28 ? null : blob.subarray(3, 3 + length).toString()
}

/** @returns null where the ciphertext, or the context that it was made with, is another */
export function open(material: string, blob: Buffer, context: EncryptionContext): Buffer | null {
  const start = 3 + blob.readUInt16BE(1)
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(material, 'base64'), blob.subarray(start, start + 12))
  decipher.setAAD(covered(context))
  decipher.setAuthTag(blob.subarray(start + 12, start + 28))
  try {
    return Buffer.concat([decipher.update(blob.subarray(start + 28)), decipher.final()])
  } catch {
    return null
  }
}

const CURVES: Readonly<Record<string, string>> = {
  ECC_NIST_P256: 'P-256',
  ECC_NIST_P384: 'P-384',
  ECC_NIST_P521: 'P-521',
  ECC_SECG_P256K1: 'secp256k1',
}

/** Base64 of what the kind of key needs: bytes, or a PKCS #8 private key. */
export function newMaterial(spec: string): string {
  const rsa = /^RSA_(\d+)$/.exec(spec)
  if (rsa !== null) return pkcs8(generateKeyPairSync('rsa', { modulusLength: Number(rsa[1]) }).privateKey)
  const curve = CURVES[spec]
  if (curve !== undefined) return pkcs8(generateKeyPairSync('ec', { namedCurve: curve }).privateKey)
  const hmac = /^HMAC_(\d+)$/.exec(spec)
  return randomBytes(hmac === null ? 32 : Number(hmac[1]) / 8).toString('base64')
}

const pkcs8 = (key: ReturnType<typeof createPrivateKey>): string => key.export({ format: 'der', type: 'pkcs8' }).toString('base64')

const privateKey = (material: string) => createPrivateKey({ key: Buffer.from(material, 'base64'), format: 'der', type: 'pkcs8' })

/** Base64 of the public key, DER. */
export const publicKeyOf = (material: string): string =>
  createPublicKey(privateKey(material)).export({ format: 'der', type: 'spki' }).toString('base64')

const oaep = (algorithm: string) => ({
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256',
})

export const rsaSeal = (material: string, plain: Buffer, algorithm: string): Buffer =>
  publicEncrypt({ key: createPublicKey(privateKey(material)), ...oaep(algorithm) }, plain)

export function rsaOpen(material: string, blob: Buffer, algorithm: string): Buffer | null {
  try {
    return privateDecrypt({ key: privateKey(material), ...oaep(algorithm) }, blob)
  } catch {
    return null
  }
}

const hashOf = (algorithm: string): string => `sha${/(\d{3})$/.exec(algorithm)?.[1] ?? '256'}`

/** Signatures of a message. `RSASSA_PSS_SHA_256`, `RSASSA_PKCS1_V1_5_SHA_256`, `ECDSA_SHA_256` */
function signing(algorithm: string) {
  return algorithm.startsWith('RSASSA_PSS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {}
}

export const signMessage = (material: string, message: Buffer, algorithm: string): Buffer =>
  sign(hashOf(algorithm), message, { key: privateKey(material), ...signing(algorithm) })

export const verifyMessage = (material: string, message: Buffer, signature: Buffer, algorithm: string): boolean =>
  verify(hashOf(algorithm), message, { key: createPublicKey(privateKey(material)), ...signing(algorithm) }, signature)

export const macOf = (material: string, message: Buffer, algorithm: string): Buffer =>
  createHmac(hashOf(algorithm), Buffer.from(material, 'base64')).update(message).digest()
