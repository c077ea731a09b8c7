/**
 * What objects are sealed with: the request's word, else the bucket's default.
 *
 * Source: S3 User Guide, "Setting default server-side encryption behavior for Amazon S3 buckets" and "Using server-side
 * encryption with AWS KMS keys (SSE-KMS)".
 */
import { childOf, childrenOf, parseXml, textIn } from '../../gateway/protocols/xml.js'
import { textOf } from '../../input.js'
import type { Input, PlannedCheck, SealedBy, ServiceCall } from '../../types.js'
import type { Bucket, ObjectVersion } from './model.js'
import type { S3Store } from './store.js'

interface Default {
  readonly algorithm: string
  readonly keyId: string | null
  /** One data key for the whole bucket: KMS is then told the bucket. */
  readonly bucketKey: boolean
}

const OWN: Default = { algorithm: 'AES256', keyId: null, bucketKey: false }
/** By the configuration's text. */
const read = new Map<string, Default>()
const MAX_READ = 200

function defaultOf({ configs }: Pick<Bucket, 'configs'>): Default {
  const text = configs.encryption
  if (text === undefined) return OWN
  const known = read.get(text)
  if (known !== undefined) return known
  if (read.size >= MAX_READ) read.clear()
  const made = readDefault(text)
  read.set(text, made)
  return made
}

function readDefault(text: string): Default {
  const root = parseXml(text)
  const rule = root.ok ? childrenOf(root.value, 'Rule')[0] : undefined
  const given = childOf(rule, 'ApplyServerSideEncryptionByDefault')
  const algorithm = textIn(given, 'SSEAlgorithm')
  if (algorithm === null) return OWN
  return { algorithm, keyId: textIn(given, 'KMSMasterKeyID'), bucketKey: textIn(rule, 'BucketKeyEnabled') === 'true' }
}

export function encryptionFor(input: Input, bucket: Pick<Bucket, 'configs'>): ObjectVersion['encryption'] {
  const algorithm = textOf(input, 'ServerSideEncryption')
  const { algorithm: usual, keyId } = defaultOf(bucket)
  return algorithm === null ? { algorithm: usual, keyId } : { algorithm, keyId: textOf(input, 'SSEKMSKeyId') }
}

/** Reading asks for the key of the object that is there, writing for the one that it will have. */
export function sealedBy(store: S3Store, { action, resource }: PlannedCheck, { input }: ServiceCall): SealedBy | null {
  const [, name = '', key = ''] = /^arn:[^:]*:s3:::([^/]+)\/(.*)$/s.exec(resource) ?? []
  const bucket = store.buckets.get(name)
  if (bucket === undefined) return null
  const uploadId = textOf(input, 'UploadId')
  const { algorithm, keyId } =
    uploadId !== null
      ? (store.uploads.get(uploadId)?.object.encryption ?? OWN)
      : action.startsWith('s3:Get')
        ? (stored(store, name, key, textOf(input, 'VersionId'))?.encryption ?? OWN)
        : encryptionFor(input, bucket)
  if (!algorithm.startsWith('aws:kms')) return null
  const arn = defaultOf(bucket).bucketKey ? `arn:aws:s3:::${name}` : resource
  return { key: keyId ?? 'alias/aws/s3', encryptionContext: { 'aws:s3:arn': arn } }
}

function stored(store: S3Store, bucket: string, key: string, versionId: string | null): ObjectVersion | null {
  const versions = store.entry(bucket, key)?.versions ?? []
  return (versionId === null ? versions[0] : versions.find((it) => it.versionId === versionId)) ?? null
}
