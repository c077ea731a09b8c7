/** What the headers of a request say an object shall be. */
import { CHECKSUM_NAMES } from '../../gateway/checksums.js'
import { tagsOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, ServiceCall } from '../../types.js'
import { encryptionFor } from './encryption.js'
import { type Acl, type Bucket, canonicalId, type Grant, type ObjectVersion, type StoredChecksum } from './model.js'
import { refusesAcl } from './ownership.js'
import { blocksPublicAcls } from './public-access.js'

const HEADERS: readonly (readonly [member: string, header: string])[] = [
  ['ContentType', 'content-type'],
  ['ContentEncoding', 'content-encoding'],
  ['ContentLanguage', 'content-language'],
  ['ContentDisposition', 'content-disposition'],
  ['CacheControl', 'cache-control'],
  ['Expires', 'expires'],
  ['WebsiteRedirectLocation', 'x-amz-website-redirect-location'],
]

export type NewObject = Pick<
  ObjectVersion,
  'headers' | 'metadata' | 'tags' | 'acl' | 'storageClass' | 'encryption' | 'retention' | 'legalHold'
>

// Source: S3 User Guide, "Working with object metadata": 2 KB of user-defined metadata.
const MAX_METADATA_BYTES = 2048

export function readObject({ input, caller, now }: ServiceCall, bucket: Bucket): NewObject | Fault {
  const metadata = (input.Metadata ?? {}) as Readonly<Record<string, string>>
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (size > MAX_METADATA_BYTES) return fault('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400)
  const tags = readTagHeader(textOf(input, 'Tagging'))
  if (isFault(tags)) return tags
  const acl = readAcl(input, caller.account === '' ? bucket.account : caller.account)
  if (isFault(acl)) return acl
  const refused = refusesAcl(bucket, input)
  if (refused !== null) return refused
  if (isPublicAcl(acl) && blocksPublicAcls(bucket)) return fault('AccessDenied', 'Access Denied', 403)
  const headers = Object.fromEntries(
    HEADERS.flatMap(([member, header]) => (textOf(input, member) === null ? [] : [[header, textOf(input, member) ?? '']])),
  )
  const mode = textOf(input, 'ObjectLockMode')
  const until = Date.parse(textOf(input, 'ObjectLockRetainUntilDate') ?? '')
  if (mode !== null && (Number.isNaN(until) || until <= now))
    return fault('InvalidArgument', 'The retain until date must be in the future!', 400)
  if ((mode !== null || textOf(input, 'ObjectLockLegalHoldStatus') !== null) && !bucket.objectLock)
    return fault('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400)
  return {
    headers: { 'content-type': 'binary/octet-stream', ...headers },
    metadata,
    tags,
    acl,
    storageClass: textOf(input, 'StorageClass') ?? 'STANDARD',
    encryption: encryptionFor(input, bucket),
    retention: mode === null ? null : { mode, until },
    legalHold: textOf(input, 'ObjectLockLegalHoldStatus') === 'ON',
  }
}

// Source: S3 User Guide, "Categorizing your storage using tags".
const MAX_TAGS = 10

/** `a=1&b=2`, URL-encoded. */
export function readTagHeader(text: string | null): Readonly<Record<string, string>> | Fault {
  return text === null ? {} : checkTags(Object.fromEntries(new URLSearchParams(text)))
}

export function checkTags(tags: Readonly<Record<string, string>>, max = MAX_TAGS): Readonly<Record<string, string>> | Fault {
  const all = Object.entries(tags)
  if (all.length > max) return fault('BadRequest', `Object tags cannot be greater than ${max}`, 400)
  if (all.some(([key]) => key.length < 1 || key.length > 128)) return fault('InvalidTag', 'The TagKey you have provided is invalid', 400)
  if (all.some(([, value]) => value.length > 256)) return fault('InvalidTag', 'The TagValue you have provided is invalid', 400)
  return tags
}

/** Tags of a document; a key that comes twice is refused. */
export function readTagSet(input: Input, max?: number): Readonly<Record<string, string>> | Fault {
  const set = ((input.Tagging ?? {}) as Input).TagSet
  const tags = tagsOf(set)
  if (Array.isArray(set) && tags.size < set.length) return fault('InvalidTag', 'Cannot provide multiple Tags with the same key', 400)
  return checkTags(Object.fromEntries(tags), max)
}

const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers'
const AUTHENTICATED = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers'
const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery'

/** Source: S3 User Guide, "Access control list (ACL) overview", "Canned ACL". */
const CANNED: ReadonlyMap<string, readonly Grant[]> = new Map([
  ['private', []],
  ['public-read', [{ grantee: ALL_USERS, permission: 'READ' }]],
  [
    'public-read-write',
    [
      { grantee: ALL_USERS, permission: 'READ' },
      { grantee: ALL_USERS, permission: 'WRITE' },
    ],
  ],
  ['authenticated-read', [{ grantee: AUTHENTICATED, permission: 'READ' }]],
  ['aws-exec-read', []],
  ['bucket-owner-read', []],
  ['bucket-owner-full-control', []],
  [
    'log-delivery-write',
    [
      { grantee: LOG_DELIVERY, permission: 'WRITE' },
      { grantee: LOG_DELIVERY, permission: 'READ_ACP' },
    ],
  ],
])

const GRANT_MEMBERS: readonly (readonly [string, string])[] = [
  ['GrantFullControl', 'FULL_CONTROL'],
  ['GrantRead', 'READ'],
  ['GrantReadACP', 'READ_ACP'],
  ['GrantWrite', 'WRITE'],
  ['GrantWriteACP', 'WRITE_ACP'],
]

export function readAcl(input: Input, account: string): Acl | Fault {
  const owner = canonicalId(account)
  const own: Grant = { grantee: owner, permission: 'FULL_CONTROL' }
  const canned = textOf(input, 'ACL')
  const given = GRANT_MEMBERS.flatMap(([member, permission]) =>
    (textOf(input, member) ?? '').split(',').flatMap((text): Grant[] => {
      const value = /^\s*(?:id|uri)\s*=\s*"?([^"]+)"?\s*$/.exec(text)?.[1]
      return value === undefined ? [] : [{ grantee: value, permission }]
    }),
  )
  if (canned === null) return { owner, grants: given.length > 0 ? given : [own] }
  const grants = CANNED.get(canned)
  return grants === undefined
    ? fault('InvalidArgument', '', 400, { ArgumentName: 'x-amz-acl', ArgumentValue: canned })
    : { owner, grants: [own, ...grants] }
}

export const isPublicAcl = ({ grants }: Acl): boolean => grants.some(({ grantee }) => grantee === ALL_USERS || grantee === AUTHENTICATED)

export interface AskedChecksum {
  readonly algorithm: string
  /** Null where it comes in the trailer, or is to be computed. */
  readonly expected: string | null
}

/** The checksum that a request brings, names in its trailer, or asks for. */
export function askedChecksum({ input, http }: ServiceCall): AskedChecksum | null {
  for (const algorithm of CHECKSUM_NAMES) {
    const expected = textOf(input, `Checksum${algorithm}`)
    if (expected !== null) return { algorithm, expected }
  }
  const trailer = http?.headers['x-amz-trailer']?.split(',')[0]?.trim().toLowerCase()
  const named =
    trailer?.startsWith('x-amz-checksum-') === true
      ? trailer.slice('x-amz-checksum-'.length).toUpperCase()
      : textOf(input, 'ChecksumAlgorithm')?.toUpperCase()
  return named !== undefined && (CHECKSUM_NAMES as readonly string[]).includes(named) ? { algorithm: named, expected: null } : null
}

export const storedChecksum = (algorithm: string, value: string, type: StoredChecksum['type'] = 'FULL_OBJECT'): StoredChecksum => ({
  algorithm,
  value,
  type,
})
