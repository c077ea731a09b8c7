/** Objects: put, got, looked at, copied, deleted. Source: S3 API Reference, the pages of the operations. */
import { pipeline } from 'node:stream/promises'
import { readCopySource } from '../../../catalog/index.js'
import { literalOf, printSym, text as symbolic } from '../../../policy/index.js'
import { checksumOf } from '../../gateway/checksums.js'
import { numberOf, textOf } from '../../input.js'
import { fault, isFault, raw } from '../../reply.js'
import type { Fault, Input, RawReply, Reply, ServiceCall } from '../../types.js'
import type { BodyRef } from '../bodies.js'
import type { Bucket, ObjectVersion } from './model.js'
import { checksumHeaders, empty, encryptionHeaders, httpDate, isoDate, noContent, quotedEtag, versionHeader, xmlReply } from './reply.js'
import { askedChecksum, readObject, readTagHeader, storedChecksum } from './requests.js'
import type { S3Store } from './store.js'

export const NOTHING: BodyRef = { kind: 'base64', base64: '', size: 0 }
const MAX_KEY_BYTES = 1024

/** The current version of a key; null where there is none or it was deleted. */
export const current = (store: S3Store, bucket: string, key: string): ObjectVersion | null => versionOf(store, bucket, key, null)

/** A version by its ID; by null the current one. */
export function versionOf(store: S3Store, bucket: string, key: string, versionId: string | null): ObjectVersion | null {
  const versions = store.entry(bucket, key)?.versions ?? []
  const found = versionId === null ? versions[0] : versions.find((it) => it.versionId === versionId)
  return found === undefined || found.deleteMarker ? null : found
}

export const failed = (condition: string): Fault =>
  fault('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, { Condition: condition })

export const noSuchKey = (key: string): Fault => fault('NoSuchKey', 'The specified key does not exist.', 404, { Key: key })

/** Conditional writes. Source: S3 User Guide, "How to prevent object overwrites with conditional writes". */
export function checkWriteConditions(store: S3Store, { input }: ServiceCall, bucket: Bucket, key: string): Fault | null {
  const there = current(store, bucket.name, key)
  if (textOf(input, 'IfNoneMatch') === '*' && there !== null) return failed('If-None-Match')
  const ifMatch = textOf(input, 'IfMatch')
  if (ifMatch === null) return null
  if (there === null) return noSuchKey(key)
  return ifMatch === '*' || unquoted(ifMatch) === there.etag ? null : failed('If-Match')
}

export const unquoted = (etag: string): string => etag.trim().replace(/^W\//, '').replace(/^"|"$/g, '')

export async function putObject(store: S3Store, call: ServiceCall): Promise<Reply> {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const key = textOf(call.input, 'Key') ?? ''
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    return fault('KeyTooLongError', 'Your key is too long', 400, { Size: Buffer.byteLength(key), MaxSizeAllowed: MAX_KEY_BYTES })
  const early = checkWriteConditions(store, call, bucket, key)
  if (early !== null) return early
  const object = readObject(call, bucket)
  if (isFault(object)) return object
  const asked = askedChecksum(call)
  const sum = asked === null ? null : checksumOf(asked.algorithm)
  const body = call.body ?? null
  const stored =
    body === null
      ? { ref: NOTHING, md5: 'd41d8cd98f00b204e9800998ecf8427e' }
      : await store.world.bodies.put(body.stream(), sum === null ? undefined : (piece) => sum.update(piece))
  const value = sum?.digest() ?? null
  if (asked?.expected !== null && asked !== null && value !== asked.expected) {
    store.world.bodies.release(stored.ref)
    return fault('BadDigest', `The ${asked.algorithm} you specified did not match the calculated checksum.`, 400)
  }
  // What others did while the body arrived counts.
  const late = checkWriteConditions(store, call, bucket, key)
  if (late !== null) {
    store.world.bodies.release(stored.ref)
    return late
  }
  const version = store.put(bucket, key, {
    ...object,
    deleteMarker: false,
    body: stored.ref,
    etag: stored.md5,
    modifiedAt: call.now,
    checksum: asked === null || value === null ? null : storedChecksum(asked.algorithm, value),
    parts: null,
  })
  store.tell({ name: call.http?.method === 'POST' ? 'ObjectCreated:Post' : 'ObjectCreated:Put', bucket, key, version, call })
  const headers = { etag: quotedEtag(version.etag), ...versionHeader(version), ...checksumHeaders(version), ...encryptionHeaders(version) }
  return call.http?.method === 'POST' ? posted(call, bucket, key, headers) : empty(headers)
}

/** What a form asked for as its answer. Source: S3 API Reference, "POST Object", success_action_status. */
function posted({ input, endpoint }: ServiceCall, { name }: Bucket, key: string, headers: Readonly<Record<string, string>>): Reply {
  const location = `${endpoint}/${name}/${key}`
  const redirect = textOf(input, 'SuccessActionRedirect')
  if (redirect !== null) return raw(303, { ...headers, location: redirect, 'content-length': '0' })
  const status = textOf(input, 'SuccessActionStatus')
  if (status === '201')
    return { ...xmlReply('PostResponse', { Location: location, Bucket: name, Key: key, ETag: headers.etag }, headers), status: 201 }
  return status === '200' ? empty({ ...headers, location }) : noContent({ ...headers, location })
}

/** The version that a request names, or the current one. @errors `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` of a delete marker */
export function findVersion(store: S3Store, call: ServiceCall, bucket: Bucket, key: string): ObjectVersion | Fault {
  const versionId = textOf(call.input, 'VersionId')
  const versions = store.entry(bucket.name, key)?.versions ?? []
  if (versionId === null) {
    const newest = versions[0]
    if (newest !== undefined && !newest.deleteMarker) return newest
    // Whoever may not list is not told what is missing. Source: S3 API Reference, "GetObject", Permissions.
    const refusal = call.refusal('s3:ListBucket', `arn:aws:s3:::${bucket.name}`)
    return refusal === null ? noSuchKey(key) : fault('AccessDenied', refusal, 403)
  }
  const found = versions.find((it) => it.versionId === versionId)
  if (found === undefined) return fault('NoSuchVersion', 'The specified version does not exist.', 404, { Key: key, VersionId: versionId })
  return found.deleteMarker
    ? fault('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
        Method: 'GET',
        ResourceType: 'DeleteMarker',
      })
    : found
}

export function getObject(store: S3Store, call: ServiceCall): Reply {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const key = textOf(call.input, 'Key') ?? ''
  const version = findVersion(store, call, bucket, key)
  if (isFault(version)) return version
  const condition = checkReadConditions(call, version)
  if (condition !== null) return condition
  const { size } = version.body
  const range = readRange(call, version)
  if (isFault(range)) return range
  const headers = objectHeaders(call, version, `arn:aws:s3:::${bucket.name}/${key}`)
  const isHead = call.operation === 'HeadObject'
  const body = (start: number, end: number) => (isHead ? null : store.world.bodies.read(version.body, start, end))
  if (range === null) return raw(200, { ...headers, 'content-length': String(size) }, body(0, size - 1))
  const { start, end, partsCount } = range
  return raw(
    206,
    {
      ...headers,
      'content-length': String(end - start + 1),
      'content-range': `bytes ${start}-${end}/${size}`,
      ...(partsCount === null ? {} : { 'x-amz-mp-parts-count': String(partsCount) }),
    },
    body(start, end),
  )
}

function checkReadConditions({ input }: ServiceCall, { etag, modifiedAt }: ObjectVersion): Fault | RawReply | null {
  const seconds = Math.floor(modifiedAt / 1000) * 1000
  const ifMatch = textOf(input, 'IfMatch')
  if (ifMatch !== null && ifMatch !== '*' && !ifMatch.split(',').some((it) => unquoted(it) === etag)) return failed('If-Match')
  const unmodified = Date.parse(textOf(input, 'IfUnmodifiedSince') ?? '')
  if (ifMatch === null && !Number.isNaN(unmodified) && seconds > unmodified) return failed('If-Unmodified-Since')
  const ifNoneMatch = textOf(input, 'IfNoneMatch')
  const same = ifNoneMatch !== null && (ifNoneMatch === '*' || ifNoneMatch.split(',').some((it) => unquoted(it) === etag))
  const since = Date.parse(textOf(input, 'IfModifiedSince') ?? '')
  const unchanged = same || (ifNoneMatch === null && !Number.isNaN(since) && seconds <= since)
  return unchanged ? raw(304, { etag: quotedEtag(etag), 'last-modified': httpDate(modifiedAt) }) : null
}

interface Range {
  readonly start: number
  readonly end: number
  readonly partsCount: number | null
}

function readRange({ input }: ServiceCall, { body, parts }: ObjectVersion): Range | Fault | null {
  const { size } = body
  const number = numberOf(input, 'PartNumber')
  if (number !== null) {
    const sizes = parts ?? [size]
    if (number < 1 || number > sizes.length) return fault('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416)
    const start = sizes.slice(0, number - 1).reduce((sum, it) => sum + it, 0)
    return { start, end: start + (sizes[number - 1] ?? 0) - 1, partsCount: parts === null ? null : parts.length }
  }
  const match = /^bytes=(\d*)-(\d*)$/.exec(textOf(input, 'Range') ?? '')
  if (match === null) return null
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return null
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (start >= size || (from === '' && Number(to) === 0))
    return fault('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: textOf(input, 'Range'),
      ActualObjectSize: size,
    })
  return start > end ? null : { start, end, partsCount: null }
}

const OVERRIDES: readonly (readonly [member: string, header: string])[] = [
  ['ResponseContentType', 'content-type'],
  ['ResponseContentLanguage', 'content-language'],
  ['ResponseExpires', 'expires'],
  ['ResponseCacheControl', 'cache-control'],
  ['ResponseContentDisposition', 'content-disposition'],
  ['ResponseContentEncoding', 'content-encoding'],
]

export function objectHeaders({ input, refusal }: ServiceCall, version: ObjectVersion, arn: string): Readonly<Record<string, string>> {
  const { headers, metadata, tags, retention, legalHold } = version
  const overridden = OVERRIDES.flatMap(([member, header]) =>
    textOf(input, member) === null ? [] : [[header, textOf(input, member) ?? '']],
  )
  // Source: S3 API Reference, "GetObject", x-amz-tagging-count: "if you have the relevant permission to read object tags".
  const readsTags = textOf(input, 'VersionId') === null ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging'
  const whole = textOf(input, 'Range') === null && textOf(input, 'PartNumber') === null
  return {
    ...headers,
    ...Object.fromEntries(overridden),
    'accept-ranges': 'bytes',
    etag: quotedEtag(version.etag),
    'last-modified': httpDate(version.modifiedAt),
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...versionHeader(version),
    ...encryptionHeaders(version),
    ...(textOf(input, 'ChecksumMode') === 'ENABLED' && whole ? checksumHeaders(version) : {}),
    ...(version.storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': version.storageClass }),
    ...(Object.keys(tags).length > 0 && refusal(readsTags, arn) === null
      ? { 'x-amz-tagging-count': String(Object.keys(tags).length) }
      : {}),
    ...(retention === null
      ? {}
      : { 'x-amz-object-lock-mode': retention.mode, 'x-amz-object-lock-retain-until-date': isoDate(retention.until) }),
    ...(legalHold ? { 'x-amz-object-lock-legal-hold': 'ON' } : {}),
  }
}

export interface CopyFrom {
  readonly bucket: Bucket
  readonly key: string
  readonly version: ObjectVersion
}

/** What a copy names as its source: `bucket/key?versionId=…`. */
export function namedSource(input: Input): { readonly name: string; readonly key: string; readonly versionId: string | null } {
  const source = readCopySource([symbolic(textOf(input, 'CopySource') ?? '')])
  return {
    name: literalOf(source.bucket) ?? printSym(source.bucket),
    key: literalOf(source.key) ?? '',
    versionId: source.versionId === null ? null : literalOf(source.versionId),
  }
}

/** What a copy reads, with its own conditions. */
export function copySource(store: S3Store, call: ServiceCall): CopyFrom | Fault {
  const { name, key, versionId } = namedSource(call.input)
  const bucket = store.buckets.get(name)
  if (bucket === undefined) return fault('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name })
  const version = findVersion(store, { ...call, input: versionId === null ? {} : { VersionId: versionId } }, bucket, key)
  if (isFault(version)) return version
  const { input } = call
  const condition = checkReadConditions(
    {
      ...call,
      input: {
        IfMatch: input.CopySourceIfMatch,
        IfNoneMatch: input.CopySourceIfNoneMatch,
        IfModifiedSince: input.CopySourceIfModifiedSince,
        IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
      },
    },
    version,
  )
  if (condition !== null) return isFault(condition) ? condition : failed('x-amz-copy-source-If-None-Match')
  return { bucket, key, version }
}

export async function copyObject(store: S3Store, call: ServiceCall): Promise<Reply> {
  const { input, now } = call
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const key = textOf(input, 'Key') ?? ''
  const from = copySource(store, call)
  if (isFault(from)) return from
  const replace = textOf(input, 'MetadataDirective') === 'REPLACE'
  const samePlace = from.bucket.name === bucket.name && from.key === key && input.CopySource?.toString().includes('versionId=') !== true
  const changes =
    replace ||
    ['StorageClass', 'ServerSideEncryption', 'WebsiteRedirectLocation', 'TaggingDirective'].some((member) => textOf(input, member) !== null)
  if (samePlace && !changes)
    return fault(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      400,
    )
  const early = checkWriteConditions(store, call, bucket, key)
  if (early !== null) return early
  const given = readObject({ ...call, input: { ...input, Tagging: undefined } }, bucket)
  if (isFault(given)) return given
  const tags = textOf(input, 'TaggingDirective') === 'REPLACE' ? readTagHeader(textOf(input, 'Tagging')) : from.version.tags
  if (isFault(tags)) return tags
  const { body: source } = from.version
  // Small bodies in memory are shared; files belong to one version each.
  const body =
    source.kind === 'bytes' || source.kind === 'base64' ? source : (await store.world.bodies.put(store.world.bodies.read(source))).ref
  const version = store.put(bucket, key, {
    ...given,
    headers: replace ? given.headers : from.version.headers,
    metadata: replace ? given.metadata : from.version.metadata,
    storageClass: textOf(input, 'StorageClass') ?? from.version.storageClass,
    tags,
    deleteMarker: false,
    body,
    etag: from.version.etag.includes('-') ? await etagOf(store, body) : from.version.etag,
    modifiedAt: now,
    checksum: from.version.checksum,
    parts: null,
  })
  store.tell({ name: 'ObjectCreated:Copy', bucket, key, version, call })
  return xmlReply(
    'CopyObjectResult',
    {
      LastModified: isoDate(now),
      ETag: quotedEtag(version.etag),
      ...(version.checksum === null ? {} : { [`Checksum${version.checksum.algorithm}`]: version.checksum.value }),
    },
    {
      ...versionHeader(version),
      ...encryptionHeaders(version),
      ...(from.version.versionId === 'null' ? {} : { 'x-amz-copy-source-version-id': from.version.versionId }),
    },
  )
}

async function etagOf(store: S3Store, body: BodyRef): Promise<string> {
  const { createHash } = await import('node:crypto')
  const hash = createHash('md5')
  await pipeline(store.world.bodies.read(body), hash)
  return hash.digest('hex')
}
