/** S3 as a service. */

import { textOf } from '../../input.js'
import type { Context, LocalService, Operation, PlannedCheck, ServiceCall, StoreWorld } from '../../types.js'
import type { BodyRef } from '../bodies.js'
import { bucketOperations } from './buckets.js'
import { preflight, withCors } from './cors.js'
import { deleteObject, deleteObjects } from './deletions.js'
import { sealedBy } from './encryption.js'
import { listBuckets, listObjects, listObjectsV2, listVersions } from './listing.js'
import { abortUpload, completeUpload, createUpload, listParts, listUploads, uploadPart, uploadPartCopy } from './multipart.js'
import { checkNotification, notify } from './notifications.js'
import { objectSettingOperations } from './object-settings.js'
import { copyObject, current, getObject, putObject } from './objects.js'
import { isPublicPolicy, restrictsPublicBuckets } from './public-access.js'
import { type S3Store, s3Store } from './store.js'

export interface S3Service {
  readonly service: LocalService
  /** Every body that is still named, so that the others can be freed. */
  readonly bodies: () => Iterable<BodyRef>
}

export function s3Service(world: StoreWorld): S3Service {
  const store = s3Store(world)
  store.onEvent((event) => notify(store, event))
  const operations = new Map<string, Operation>([
    ...bucketOperations(store, (bucket, flag, xml, call) =>
      flag === 'notification' ? checkNotification(store, bucket, xml, call) : Promise.resolve(null),
    ),
    ...objectSettingOperations(store),
    ['ListBuckets', (call) => listBuckets(store, call)],
    ['ListObjects', (call) => listObjects(store, call)],
    ['ListObjectsV2', (call) => listObjectsV2(store, call)],
    ['ListObjectVersions', (call) => listVersions(store, call)],
    ['PutObject', (call) => putObject(store, call)],
    ['GetObject', (call) => getObject(store, call)],
    ['HeadObject', (call) => getObject(store, call)],
    ['CopyObject', (call) => copyObject(store, call)],
    ['DeleteObject', (call) => deleteObject(store, call)],
    ['DeleteObjects', (call) => deleteObjects(store, call)],
    ['CreateMultipartUpload', (call) => createUpload(store, call)],
    ['UploadPart', (call) => uploadPart(store, call)],
    ['UploadPartCopy', (call) => uploadPartCopy(store, call)],
    ['CompleteMultipartUpload', (call) => completeUpload(store, call)],
    ['AbortMultipartUpload', (call) => abortUpload(store, call)],
    ['ListParts', (call) => listParts(store, call)],
    ['ListMultipartUploads', (call) => listUploads(store, call)],
  ])
  const service: LocalService = {
    suffix: 's3',
    operations: new Map([
      ...[...operations].map(([name, operation]): [string, Operation] => [name, withCors(store, operation)]),
      ['Preflight', (call) => preflight(store, call)],
    ]),
    itemwise: new Set(['DeleteObjects']),
    ownerOf: (arn) => store.buckets.get(bucketIn(arn))?.account ?? null,
    resourcePolicy: (arn, _action, caller) => {
      const bucket = store.buckets.get(bucketIn(arn))
      if (bucket === undefined || bucket.policy === null) return null
      // A public policy lets nobody in from elsewhere while the bucket is restricted.
      const stranger = caller.account !== bucket.account && caller.via === null
      return stranger && restrictsPublicBuckets(bucket) && isPublicPolicy(bucket.policy) ? null : bucket.policy
    },
    contextOf: (check, call) => contextOf(store, check, call),
    sealedBy: (check, call) => sealedBy(store, check, call),
  }
  return { service, bodies: () => bodiesOf(store) }
}

const bucketIn = (arn: string): string => /^arn:[^:]*:s3:::([^/]+)/.exec(arn)?.[1] ?? ''

/** Actions that look at the tags of the object that is there. Measured on AWS, 2026: writing and deleting do not. */
const READS_TAGS = /^s3:(?:Get(?!Bucket)|.*(?:Tagging|Acl)$)/

/** Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3". */
function contextOf(store: S3Store, { action, resource }: PlannedCheck, call: ServiceCall): Context | null {
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
  for (const [member, key] of GRANTS) {
    const value = textOf(input, member)
    if (value !== null) keys[key] = [value]
  }
  if (READS_TAGS.test(action) && resource.includes('/')) {
    const object = current(store, name, resource.slice(resource.indexOf('/') + 1))
    for (const [key, value] of Object.entries(object?.tags ?? {})) keys[`s3:ExistingObjectTag/${key}`] = [value]
  }
  if (bucket?.tags)
    for (const [key, value] of Object.entries(bucket.tags)) if (!resource.includes('/')) keys[`aws:ResourceTag/${key}`] = [value]
  if (http !== null) keys['s3:TlsVersion'] = ['1.3']
  return keys
}

const GRANTS: readonly (readonly [string, string])[] = [
  ['GrantFullControl', 's3:x-amz-grant-full-control'],
  ['GrantRead', 's3:x-amz-grant-read'],
  ['GrantReadACP', 's3:x-amz-grant-read-acp'],
  ['GrantWrite', 's3:x-amz-grant-write'],
  ['GrantWriteACP', 's3:x-amz-grant-write-acp'],
]

function requestTags(input: ServiceCall['input'], keys: Record<string, readonly string[]>): void {
  const header = textOf(input, 'Tagging')
  const set = (input.Tagging as { readonly TagSet?: readonly { readonly Key: string; readonly Value: string }[] } | undefined)?.TagSet
  const tags = header === null ? (set ?? []).map(({ Key, Value }) => [Key, Value] as const) : [...new URLSearchParams(header)]
  if (tags.length === 0) return
  keys['s3:RequestObjectTagKeys'] = tags.map(([key]) => key)
  for (const [key, value] of tags) keys[`s3:RequestObjectTag/${key}`] = [value]
}

function* bodiesOf(store: S3Store): Generator<BodyRef> {
  for (const { name } of store.buckets.values())
    for (const { value } of store.keys(name).ascending('', true)) for (const version of value.versions) yield version.body
  for (const upload of store.uploads.values()) for (const part of Object.values(upload.parts)) yield part.body
}
