/** Objects and versions deleted, one by one and many at once. Source: S3 API Reference, "DeleteObject" and "DeleteObjects". */
import { flagOf, recordOf, recordsOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Reply, ServiceCall } from '../../types.js'
import type { Bucket, ObjectVersion } from './model.js'
import { current, failed, NOTHING, noSuchKey, unquoted } from './objects.js'
import { noContent, xmlReply } from './reply.js'
import type { S3Store } from './store.js'

interface Deleted {
  readonly deleteMarker: boolean
  readonly versionId: string | null
}

/** Deletes a version, or puts a delete marker on top. What is not there is deleted as well. */
export function deleteKey(store: S3Store, call: ServiceCall, bucket: Bucket, key: string, versionId: string | null): Deleted | Fault {
  const versions = store.entry(bucket.name, key)?.versions ?? []
  if (versionId !== null) {
    const found = versions.find((it) => it.versionId === versionId)
    if (found === undefined) return { deleteMarker: false, versionId }
    const locked = lockedUntil(found, call)
    if (locked !== null) return locked
    store.removeVersion(bucket.name, key, versionId)
    store.tell({ name: 'ObjectRemoved:Delete', bucket, key, version: found, call })
    return { deleteMarker: found.deleteMarker, versionId }
  }
  if (bucket.versioning === null) {
    const [found] = versions
    if (found !== undefined) {
      store.removeVersion(bucket.name, key, 'null')
      store.tell({ name: 'ObjectRemoved:Delete', bucket, key, version: found, call })
    }
    return { deleteMarker: false, versionId: null }
  }
  const marker = store.put(bucket, key, {
    deleteMarker: true,
    body: NOTHING,
    etag: '',
    modifiedAt: call.now,
    headers: {},
    metadata: {},
    tags: {},
    checksum: null,
    acl: bucket.acl,
    storageClass: 'STANDARD',
    encryption: { algorithm: 'AES256', keyId: null },
    parts: null,
    retention: null,
    legalHold: false,
  })
  store.tell({ name: 'ObjectRemoved:DeleteMarkerCreated', bucket, key, version: marker, call })
  return { deleteMarker: true, versionId: marker.versionId }
}

function lockedUntil({ retention, legalHold }: ObjectVersion, { input, now }: ServiceCall): Fault | null {
  const bypass = retention?.mode === 'GOVERNANCE' && flagOf(input, 'BypassGovernanceRetention') === true
  const retained = retention !== null && retention.until > now && !bypass
  return legalHold || retained ? fault('AccessDenied', 'Access Denied because object protected by object lock.', 403) : null
}

export function deleteObject(store: S3Store, call: ServiceCall): Reply {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const key = textOf(call.input, 'Key') ?? ''
  const ifMatch = textOf(call.input, 'IfMatch')
  if (ifMatch !== null) {
    const there = current(store, bucket.name, key)
    if (there === null) return noSuchKey(key)
    if (ifMatch !== '*' && unquoted(ifMatch) !== there.etag) return failed('If-Match')
  }
  const deleted = deleteKey(store, call, bucket, key, textOf(call.input, 'VersionId'))
  if (isFault(deleted)) return deleted
  return noContent({
    ...(deleted.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    ...(deleted.versionId === null ? {} : { 'x-amz-version-id': deleted.versionId }),
  })
}

/** Key by key: what is refused or locked is an error of its own. */
export function deleteObjects(store: S3Store, call: ServiceCall): Reply {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const request = recordOf(call.input, 'Delete') ?? {}
  const done: Record<string, unknown>[] = []
  const errors: Record<string, unknown>[] = []
  for (const [i, it] of recordsOf(request, 'Objects').entries()) {
    const key = textOf(it, 'Key') ?? ''
    const versionId = textOf(it, 'VersionId')
    const named = { Key: key, ...(versionId === null ? {} : { VersionId: versionId }) }
    const refused = call.refused.get(i)
    const deleted = refused === undefined ? deleteKey(store, call, bucket, key, versionId) : fault('AccessDenied', refused, 403)
    if (isFault(deleted)) errors.push({ ...named, Code: deleted.code, Message: deleted.message })
    else
      done.push({
        ...named,
        ...(deleted.deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: deleted.versionId } : {}),
      })
  }
  return xmlReply('DeleteResult', { ...(request.Quiet === true ? {} : { Deleted: done }), Error: errors })
}
