/** What S3 keeps. Values are replaced, never changed. Times are milliseconds since 1970. */
import type { BodyRef } from '../bodies.js'

export interface Bucket {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly createdAt: number
  /** Null: never enabled. */
  readonly versioning: 'Enabled' | 'Suspended' | null
  /** JSON text. */
  readonly policy: string | null
  readonly tags: Readonly<Record<string, string>> | null
  /** Sub-resource (`cors`, `metrics?id=…`) → its XML as it was put, which a reader gets back. */
  readonly configs: Readonly<Record<string, string>>
  readonly acl: Acl
  readonly objectLock: boolean
}

export interface Acl {
  readonly owner: string
  readonly grants: readonly Grant[]
}

export interface Grant {
  /** Canonical user ID, or the URI of a group. */
  readonly grantee: string
  readonly permission: string
}

/** An object in one version, or the mark that it was deleted. */
export interface ObjectVersion {
  /** `null` is the name of what was written without versioning. */
  readonly versionId: string
  readonly deleteMarker: boolean
  readonly body: BodyRef
  readonly etag: string
  readonly modifiedAt: number
  /** Header names in lower case: content type, encoding, and so on. */
  readonly headers: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly checksum: StoredChecksum | null
  readonly acl: Acl
  readonly storageClass: string
  readonly encryption: { readonly algorithm: string; readonly keyId: string | null }
  /** Sizes of the parts of a multipart upload. */
  readonly parts: readonly number[] | null
  readonly retention: { readonly mode: string; readonly until: number } | null
  readonly legalHold: boolean
}

export interface StoredChecksum {
  /** `CRC32` */
  readonly algorithm: string
  /** Base64; of a composite one with `-PARTS`. */
  readonly value: string
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
}

/** All versions of one key, the newest first. */
export interface KeyEntry {
  readonly key: string
  readonly versions: readonly ObjectVersion[]
}

export interface Upload {
  readonly id: string
  readonly bucket: string
  readonly key: string
  readonly account: string
  readonly initiatedAt: number
  /** What the finished object will have. */
  readonly object: Pick<ObjectVersion, 'headers' | 'metadata' | 'tags' | 'acl' | 'storageClass' | 'encryption' | 'retention' | 'legalHold'>
  readonly checksumAlgorithm: string | null
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE'
  readonly parts: Readonly<Record<string, Part>>
}

export interface Part {
  readonly number: number
  readonly body: BodyRef
  readonly etag: string
  readonly checksum: StoredChecksum | null
  readonly modifiedAt: number
}

/** Canonical user ID of an account: S3 names owners by it. */
export const canonicalId = (account: string): string =>
  account.padStart(64, '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a')
