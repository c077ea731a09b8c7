/** What an object has beside its body: tags, ACL, lock, attributes. */
import { recordOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Operation, Reply, ServiceCall } from '../../types.js'
import type { Bucket, ObjectVersion } from './model.js'
import { findVersion } from './objects.js'
import { refusesAcl } from './ownership.js'
import { blocksPublicAcls } from './public-access.js'
import { aclXml, empty, httpDate, isoDate, noContent, rawXml, versionHeader, xmlReply } from './reply.js'
import { isPublicAcl, readAcl, readTagSet } from './requests.js'
import type { S3Store } from './store.js'

interface Found {
  readonly bucket: Bucket
  readonly key: string
  readonly version: ObjectVersion
}

export function objectSettingOperations(store: S3Store): ReadonlyMap<string, Operation> {
  const on =
    (act: (found: Found, call: ServiceCall) => Reply): Operation =>
    (call) => {
      const bucket = store.bucketOf(call)
      if (isFault(bucket)) return bucket
      const key = textOf(call.input, 'Key') ?? ''
      const version = findVersion(store, call, bucket, key)
      return isFault(version) ? version : act({ bucket, key, version }, call)
    }
  const keep = ({ bucket, key }: Found, version: ObjectVersion): void => store.change(bucket.name, key, version)
  return new Map<string, Operation>([
    [
      'GetObjectTagging',
      on(({ version }) =>
        xmlReply(
          'Tagging',
          { TagSet: { Tag: Object.entries(version.tags).map(([Key, Value]) => ({ Key, Value })) } },
          versionHeader(version),
        ),
      ),
    ],
    [
      'PutObjectTagging',
      on((found, call) => {
        const tags = readTagSet(call.input)
        if (isFault(tags)) return tags
        keep(found, { ...found.version, tags })
        store.tell({ name: 'ObjectTagging:Put', bucket: found.bucket, key: found.key, version: found.version, call })
        return empty(versionHeader(found.version))
      }),
    ],
    [
      'DeleteObjectTagging',
      on((found, call) => {
        keep(found, { ...found.version, tags: {} })
        store.tell({ name: 'ObjectTagging:Delete', bucket: found.bucket, key: found.key, version: found.version, call })
        return noContent(versionHeader(found.version))
      }),
    ],
    ['GetObjectAcl', on(({ version }) => rawXml(aclXml(version.acl)))],
    [
      'PutObjectAcl',
      on((found, { input }) => {
        const acl = readAcl(input, found.bucket.account)
        if (isFault(acl)) return acl
        const refused = refusesAcl(found.bucket, input)
        if (refused !== null) return refused
        if (isPublicAcl(acl) && blocksPublicAcls(found.bucket)) return fault('AccessDenied', 'Access Denied', 403)
        keep(found, { ...found.version, acl })
        return empty(versionHeader(found.version))
      }),
    ],
    ['GetObjectAttributes', on(({ version }, call) => attributes(version, call))],
    [
      'GetObjectRetention',
      on(({ version: { retention } }) =>
        retention === null
          ? fault('NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration', 404)
          : xmlReply('Retention', { Mode: retention.mode, RetainUntilDate: isoDate(retention.until) }),
      ),
    ],
    [
      'PutObjectRetention',
      on((found, { input, now }) => {
        if (!found.bucket.objectLock) return fault('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400)
        const retention = readRetention(recordOf(input, 'Retention') ?? {})
        const before = found.version.retention
        const shorter = before !== null && before.until > now && (retention === null || retention.until < before.until)
        if (shorter && (before.mode === 'COMPLIANCE' || textOf(input, 'BypassGovernanceRetention') !== 'true'))
          return fault('AccessDenied', 'Access Denied because object protected by object lock.', 403)
        keep(found, { ...found.version, retention })
        return empty()
      }),
    ],
    [
      'GetObjectLegalHold',
      on(({ bucket, version }) =>
        bucket.objectLock
          ? xmlReply('LegalHold', { Status: version.legalHold ? 'ON' : 'OFF' })
          : fault('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400),
      ),
    ],
    [
      'PutObjectLegalHold',
      on((found, { input }) => {
        if (!found.bucket.objectLock) return fault('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400)
        keep(found, { ...found.version, legalHold: textOf(recordOf(input, 'LegalHold') ?? {}, 'Status') === 'ON' })
        return empty()
      }),
    ],
  ])
}

function readRetention(given: Readonly<Record<string, unknown>>): ObjectVersion['retention'] {
  const mode = textOf(given, 'Mode')
  const until = Date.parse(textOf(given, 'RetainUntilDate') ?? '')
  return mode === null || mode === '' || Number.isNaN(until) ? null : { mode, until }
}

function attributes(version: ObjectVersion, { input }: ServiceCall): Reply | Fault {
  const asked = new Set((textOf(input, 'ObjectAttributes') ?? '').split(',').map((it) => it.trim()))
  const { checksum, parts } = version
  return xmlReply(
    'GetObjectAttributesResponse',
    {
      ...(asked.has('ETag') ? { ETag: version.etag } : {}),
      ...(asked.has('Checksum') && checksum !== null
        ? { Checksum: { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type } }
        : {}),
      ...(asked.has('ObjectParts') && parts !== null ? { ObjectParts: { PartsCount: parts.length } } : {}),
      ...(asked.has('StorageClass') ? { StorageClass: version.storageClass } : {}),
      ...(asked.has('ObjectSize') ? { ObjectSize: version.body.size } : {}),
    },
    { 'last-modified': httpDate(version.modifiedAt), ...versionHeader(version) },
  )
}
