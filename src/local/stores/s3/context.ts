/**
 * S3's own condition keys, and the checks that only the store can say.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
 */
import { recordOf, textOf } from '../../input.js'
import type { Context, PlannedCheck, ServiceCall } from '../../types.js'
import { namedSource, versionOf } from './objects.js'
import type { S3Store } from './store.js'

export const bucketIn = (arn: string): string => /^arn:[^:]*:s3:::([^/]+)/.exec(arn)?.[1] ?? ''

/** Actions that look at the tags of the object that is there. Measured on AWS, 2026: writing and deleting do not. */
const READS_TAGS = /^s3:(?:Get(?!Bucket)|.*(?:Tagging|Acl)$)/

export function s3Context(store: S3Store, { action, resource }: PlannedCheck, call: ServiceCall): Context | null {
  const name = bucketIn(resource)
  const bucket = store.buckets.get(name)
  const { input, http } = call
  const keys: Record<string, readonly string[]> = {}
  if (bucket !== undefined) keys['s3:ResourceAccount'] = [bucket.account]
  const sent = action === 's3:PutObject' || action === 's3:PutObjectTagging' || action === 's3:PutObjectVersionTagging'
  if (sent) requestTags(input, keys)
  if (action === 's3:PutObject') {
    if (textOf(input, 'IfMatch') !== null) keys['s3:if-match'] = [textOf(input, 'IfMatch') ?? '']
    if (textOf(input, 'IfNoneMatch') !== null) keys['s3:if-none-match'] = [textOf(input, 'IfNoneMatch') ?? '']
    keys['s3:ObjectCreationOperation'] = [
      String(call.operation === 'PutObject' || call.operation === 'CompleteMultipartUpload' || call.operation === 'CopyObject'),
    ]
  }
  for (const [member, key] of HEADERS) {
    const value = textOf(input, member)
    if (value !== null) keys[key] = [value]
  }
  if (LOCKS.has(action)) lockKeys(call, keys)
  if (READS_TAGS.test(action) && resource.includes('/')) {
    const versionId = action.includes('Version') ? (textOf(input, 'VersionId') ?? namedSource(input).versionId) : null
    const object = versionOf(store, name, resource.slice(resource.indexOf('/') + 1), versionId)
    for (const [key, value] of Object.entries(object?.tags ?? {})) keys[`s3:ExistingObjectTag/${key}`] = [value]
  }
  if (bucket?.tags)
    for (const [key, value] of Object.entries(bucket.tags)) if (!resource.includes('/')) keys[`aws:ResourceTag/${key}`] = [value]
  if (http !== null) keys['s3:TlsVersion'] = ['1.3']
  return keys
}

const HEADERS: readonly (readonly [string, string])[] = [
  ['GrantFullControl', 's3:x-amz-grant-full-control'],
  ['GrantRead', 's3:x-amz-grant-read'],
  ['GrantReadACP', 's3:x-amz-grant-read-acp'],
  ['GrantWrite', 's3:x-amz-grant-write'],
  ['GrantWriteACP', 's3:x-amz-grant-write-acp'],
  ['WebsiteRedirectLocation', 's3:x-amz-website-redirect-location'],
  ['SSECustomerAlgorithm', 's3:x-amz-server-side-encryption-customer-algorithm'],
]

const LOCKS = new Set(['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold'])

/** Of headers, or of the document that changes a lock. Source: S3 User Guide, "Object Lock considerations", condition keys. */
function lockKeys({ input, now }: ServiceCall, keys: Record<string, readonly string[]>): void {
  const retention = recordOf(input, 'Retention') ?? {}
  const mode = textOf(input, 'ObjectLockMode') ?? textOf(retention, 'Mode')
  const until = textOf(input, 'ObjectLockRetainUntilDate') ?? textOf(retention, 'RetainUntilDate')
  const hold = textOf(input, 'ObjectLockLegalHoldStatus') ?? textOf(recordOf(input, 'LegalHold') ?? {}, 'Status')
  if (mode !== null) keys['s3:object-lock-mode'] = [mode]
  if (hold !== null) keys['s3:object-lock-legal-hold'] = [hold]
  if (until === null || Number.isNaN(Date.parse(until))) return
  keys['s3:object-lock-retain-until-date'] = [until]
  keys['s3:object-lock-remaining-retention-days'] = [String(Math.ceil((Date.parse(until) - now) / DAY_MS))]
}

const DAY_MS = 86_400_000

/**
 * A copy takes the tags of its source along unless it says otherwise, and needs the right to read and to write them where
 * there are some. Source: AWS re:Post Knowledge Center, "Troubleshoot issues with copying an object between S3 buckets".
 */
export function withCopiedTags(
  store: S3Store,
  check: PlannedCheck,
  { operation, input }: ServiceCall,
): PlannedCheck | readonly PlannedCheck[] {
  const action = operation === 'CopyObject' && textOf(input, 'TaggingDirective') === null ? COPIED.get(check.action) : undefined
  if (action === undefined) return check
  const { name, key, versionId } = namedSource(input)
  const hasTags = Object.keys(versionOf(store, name, key, versionId)?.tags ?? {}).length > 0
  return hasTags ? [check, { action, resource: check.resource, context: {} }] : check
}

const COPIED = new Map([
  ['s3:GetObject', 's3:GetObjectTagging'],
  ['s3:GetObjectVersion', 's3:GetObjectVersionTagging'],
  ['s3:PutObject', 's3:PutObjectTagging'],
])

function requestTags(input: ServiceCall['input'], keys: Record<string, readonly string[]>): void {
  const header = textOf(input, 'Tagging')
  const set = (input.Tagging as { readonly TagSet?: readonly { readonly Key: string; readonly Value: string }[] } | undefined)?.TagSet
  const tags = header === null ? (set ?? []).map(({ Key, Value }) => [Key, Value] as const) : [...new URLSearchParams(header)]
  if (tags.length === 0) return
  keys['s3:RequestObjectTagKeys'] = tags.map(([key]) => key)
  for (const [key, value] of tags) keys[`s3:RequestObjectTag/${key}`] = [value]
}
