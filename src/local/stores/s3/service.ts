/** S3 as a service. */
import type { LocalService, Operation, StoreWorld } from '../../types.js'
import type { BodyRef } from '../bodies.js'
import { bucketOperations } from './buckets.js'
import { bucketIn, s3Context, withCopiedTags } from './context.js'
import { preflight, withCors } from './cors.js'
import { deleteObject, deleteObjects } from './deletions.js'
import { sealedBy } from './encryption.js'
import { listBuckets, listObjects, listObjectsV2, listVersions } from './listing.js'
import { abortUpload, completeUpload, createUpload, listParts, listUploads, uploadPart, uploadPartCopy } from './multipart.js'
import { checkNotification, notify } from './notifications.js'
import { objectSettingOperations } from './object-settings.js'
import { copyObject, getObject, putObject } from './objects.js'
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
    contextOf: (check, call) => s3Context(store, check, call),
    sealedBy: (check, call) => sealedBy(store, check, call),
    resolve: (check, call) => withCopiedTags(store, check, call),
  }
  return { service, bodies: () => bodiesOf(store) }
}

function* bodiesOf(store: S3Store): Generator<BodyRef> {
  for (const { name } of store.buckets.values())
    for (const { value } of store.keys(name).ascending('', true)) for (const version of value.versions) yield version.body
  for (const upload of store.uploads.values()) for (const part of Object.values(upload.parts)) yield part.body
}
