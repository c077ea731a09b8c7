/** Multipart uploads. Source: S3 API Reference, "CreateMultipartUpload" and the pages around it. */
import { createHash, randomBytes } from 'node:crypto'
import { checksumOf } from '../../gateway/checksums.js'
import { numberOf, recordOf, recordsOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Reply, ServiceCall } from '../../types.js'
import type { BodyRef } from '../bodies.js'
import { type Bucket, canonicalId, type Part, type StoredChecksum, type Upload } from './model.js'
import { checkWriteConditions, copySource, unquoted } from './objects.js'
import { checksumHeaders, empty, encryptionHeaders, isoDate, noContent, quotedEtag, versionHeader, xmlReply } from './reply.js'
import { askedChecksum, readObject, storedChecksum } from './requests.js'
import type { S3Store } from './store.js'

const MIN_PART_BYTES = 5 * 1024 * 1024
const MAX_PARTS = 10_000

export function createUpload(store: S3Store, call: ServiceCall): Reply {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const object = readObject(call, bucket)
  if (isFault(object)) return object
  const { input, now, caller } = call
  const algorithm = textOf(input, 'ChecksumAlgorithm')
  const key = textOf(input, 'Key') ?? ''
  const id = randomBytes(48).toString('base64url')
  const type = textOf(input, 'ChecksumType') === 'FULL_OBJECT' || algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE'
  store.uploads.set(id, {
    id,
    bucket: bucket.name,
    key,
    account: caller.account,
    initiatedAt: now,
    object,
    checksumAlgorithm: algorithm,
    checksumType: type,
    parts: {},
  })
  return xmlReply(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: key, UploadId: id },
    { ...encryptionHeaders(object), ...(algorithm === null ? {} : { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type }) },
  )
}

interface Found {
  readonly bucket: Bucket
  readonly upload: Upload
}

function find(store: S3Store, call: ServiceCall): Found | Fault {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const id = textOf(call.input, 'UploadId') ?? ''
  const upload = store.uploads.get(id)
  if (upload === undefined || upload.bucket !== bucket.name || upload.key !== textOf(call.input, 'Key'))
    return fault(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
      { UploadId: id },
    )
  return { bucket, upload }
}

function readNumber({ input }: ServiceCall): number | Fault {
  const number = numberOf(input, 'PartNumber') ?? 0
  return Number.isInteger(number) && number >= 1 && number <= MAX_PARTS
    ? number
    : fault('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`, 400, {
        ArgumentName: 'partNumber',
        ArgumentValue: number,
      })
}

export async function uploadPart(store: S3Store, call: ServiceCall): Promise<Reply> {
  const found = find(store, call)
  if (isFault(found)) return found
  const number = readNumber(call)
  if (isFault(number)) return number
  const asked = askedChecksum(call)
  const sum = asked === null ? null : checksumOf(asked.algorithm)
  if (call.body === null) return fault('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411)
  const { ref, md5 } = await store.world.bodies.put(call.body.stream(), sum === null ? undefined : (piece) => sum.update(piece))
  const value = sum?.digest() ?? null
  if (asked !== null && asked.expected !== null && asked.expected !== value) {
    store.world.bodies.release(ref)
    return fault('BadDigest', `The ${asked.algorithm} you specified did not match the calculated checksum.`, 400)
  }
  const part: Part = {
    number,
    body: ref,
    etag: md5,
    checksum: asked === null || value === null ? null : storedChecksum(asked.algorithm, value),
    modifiedAt: call.now,
  }
  const kept = keepPart(store, found.upload.id, part)
  if (!kept) return fault('NoSuchUpload', 'The specified upload does not exist.', 404)
  return empty({ etag: quotedEtag(md5), ...checksumHeaders(part), ...encryptionHeaders(found.upload.object) })
}

/** The upload may have ended while its part arrived. */
function keepPart(store: S3Store, id: string, part: Part): boolean {
  const upload = store.uploads.get(id)
  if (upload === undefined) {
    store.world.bodies.release(part.body)
    return false
  }
  const before = upload.parts[part.number]
  if (before !== undefined) store.world.bodies.release(before.body)
  store.uploads.set(id, { ...upload, parts: { ...upload.parts, [part.number]: part } })
  return true
}

export async function uploadPartCopy(store: S3Store, call: ServiceCall): Promise<Reply> {
  const found = find(store, call)
  if (isFault(found)) return found
  const number = readNumber(call)
  if (isFault(number)) return number
  const from = copySource(store, call)
  if (isFault(from)) return from
  const { body } = from.version
  const range = textOf(call.input, 'CopySourceRange')
  const match = range === null ? null : /^bytes=(\d+)-(\d+)$/.exec(range)
  if (range !== null && (match === null || Number(match[2]) >= body.size || Number(match[1]) > Number(match[2])))
    return fault('InvalidArgument', `Range specified is not valid for source object of size: ${body.size}`, 400, {
      ArgumentName: 'x-amz-copy-source-range',
      ArgumentValue: range,
    })
  const start = match === null ? 0 : Number(match[1])
  const end = match === null ? body.size - 1 : Number(match[2])
  const { ref, md5 } = await store.world.bodies.put(store.world.bodies.read(body, start, end))
  const part: Part = { number, body: ref, etag: md5, checksum: null, modifiedAt: call.now }
  if (!keepPart(store, found.upload.id, part)) return fault('NoSuchUpload', 'The specified upload does not exist.', 404)
  return xmlReply(
    'CopyPartResult',
    { LastModified: isoDate(call.now), ETag: quotedEtag(md5) },
    from.version.versionId === 'null' ? {} : { 'x-amz-copy-source-version-id': from.version.versionId },
  )
}

export async function completeUpload(store: S3Store, call: ServiceCall): Promise<Reply> {
  const found = find(store, call)
  if (isFault(found)) return found
  const { bucket, upload } = found
  const condition = checkWriteConditions(store, call, bucket, upload.key)
  if (condition !== null) return condition
  const listed = recordsOf(recordOf(call.input, 'MultipartUpload') ?? {}, 'Parts')
  const parts: Part[] = []
  for (const [i, it] of listed.entries()) {
    const number = numberOf(it, 'PartNumber') ?? 0
    const part = upload.parts[number]
    if (part === undefined || part.etag !== unquoted(textOf(it, 'ETag') ?? ''))
      return fault(
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { UploadId: upload.id, PartNumber: number },
      )
    if (number <= (parts.at(-1)?.number ?? 0))
      return fault('InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.', 400)
    if (i < listed.length - 1 && part.body.size < MIN_PART_BYTES)
      return fault('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
        ProposedSize: part.body.size,
        MinSizeAllowed: MIN_PART_BYTES,
        PartNumber: number,
      })
    parts.push(part)
  }
  const size = parts.reduce((sum, it) => sum + it.body.size, 0)
  const checksum = await checksumOfParts(store, upload, parts)
  const expected = checksum === null ? null : textOf(call.input, `Checksum${checksum.algorithm}`)
  if (checksum !== null && expected !== null && expected.replace(/-\d+$/, '') !== checksum.value.replace(/-\d+$/, ''))
    return fault('BadDigest', `The ${checksum.algorithm} you specified did not match the calculated checksum.`, 400)
  const version = store.put(bucket, upload.key, {
    ...upload.object,
    deleteMarker: false,
    body: { kind: 'parts', parts: parts.map((it) => it.body), size },
    etag: `${createHash('md5')
      .update(Buffer.concat(parts.map((it) => Buffer.from(it.etag, 'hex'))))
      .digest('hex')}-${parts.length}`,
    modifiedAt: call.now,
    checksum,
    parts: parts.map((it) => it.body.size),
  })
  for (const part of Object.values(upload.parts)) if (!parts.includes(part)) store.world.bodies.release(part.body)
  store.uploads.delete(upload.id)
  store.tell({ name: 'ObjectCreated:CompleteMultipartUpload', bucket, key: upload.key, version, call })
  return xmlReply(
    'CompleteMultipartUploadResult',
    {
      Location: `${call.endpoint}/${bucket.name}/${upload.key}`,
      Bucket: bucket.name,
      Key: upload.key,
      ETag: quotedEtag(version.etag),
      ...(checksum === null ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
    },
    { ...versionHeader(version), ...encryptionHeaders(version) },
  )
}

/** Of all bytes, or the checksum of the parts' checksums with their number. */
async function checksumOfParts(
  store: S3Store,
  { checksumAlgorithm, checksumType }: Upload,
  parts: readonly Part[],
): Promise<StoredChecksum | null> {
  const algorithm = checksumAlgorithm ?? parts[0]?.checksum?.algorithm ?? null
  const sum = algorithm === null ? null : checksumOf(algorithm)
  if (sum === null || algorithm === null || parts.some((it) => it.checksum?.algorithm !== algorithm)) return null
  if (checksumType === 'COMPOSITE') {
    for (const { checksum } of parts) sum.update(Buffer.from(checksum?.value ?? '', 'base64'))
    return storedChecksum(algorithm, `${sum.digest()}-${parts.length}`, 'COMPOSITE')
  }
  const body: BodyRef = { kind: 'parts', parts: parts.map((it) => it.body), size: parts.reduce((total, it) => total + it.body.size, 0) }
  for await (const piece of store.world.bodies.read(body)) sum.update(piece as Buffer)
  return storedChecksum(algorithm, sum.digest())
}

export function abortUpload(store: S3Store, call: ServiceCall): Reply {
  const found = find(store, call)
  if (isFault(found)) return found
  for (const part of Object.values(found.upload.parts)) store.world.bodies.release(part.body)
  store.uploads.delete(found.upload.id)
  return noContent()
}

export function listParts(store: S3Store, call: ServiceCall): Reply {
  const found = find(store, call)
  if (isFault(found)) return found
  const { bucket, upload } = found
  const max = Math.min(numberOf(call.input, 'MaxParts') ?? 1000, 1000)
  const after = numberOf(call.input, 'PartNumberMarker') ?? 0
  const all = Object.values(upload.parts)
    .filter((it) => it.number > after)
    .sort((a, b) => a.number - b.number)
  const page = all.slice(0, max)
  const owner = { ID: canonicalId(upload.account) }
  return xmlReply('ListPartsResult', {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: after,
    ...(page.length < all.length ? { NextPartNumberMarker: page.at(-1)?.number } : {}),
    MaxParts: max,
    IsTruncated: page.length < all.length,
    Part: page.map((it) => ({
      PartNumber: it.number,
      LastModified: isoDate(it.modifiedAt),
      ETag: quotedEtag(it.etag),
      Size: it.body.size,
      ...(it.checksum === null ? {} : { [`Checksum${it.checksum.algorithm}`]: it.checksum.value }),
    })),
    Initiator: owner,
    Owner: owner,
    StorageClass: upload.object.storageClass,
    ...(upload.checksumAlgorithm === null ? {} : { ChecksumAlgorithm: upload.checksumAlgorithm, ChecksumType: upload.checksumType }),
  })
}

export function listUploads(store: S3Store, call: ServiceCall): Reply {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const { input } = call
  const prefix = textOf(input, 'Prefix') ?? ''
  const delimiter = textOf(input, 'Delimiter') ?? ''
  const keyMarker = textOf(input, 'KeyMarker') ?? ''
  const idMarker = textOf(input, 'UploadIdMarker') ?? ''
  const max = Math.min(numberOf(input, 'MaxUploads') ?? 1000, 1000)
  const order = (it: Upload): string => `${it.key}\u0000${String(it.initiatedAt).padStart(15, '0')}\u0000${it.id}`
  const marked = [...store.uploads.values()].find((it) => it.id === idMarker)
  const all = [...store.uploads.values()]
    .filter(
      (it) =>
        it.bucket === bucket.name &&
        it.key.startsWith(prefix) &&
        (marked === undefined ? it.key > keyMarker || keyMarker === '' : order(it) > order(marked)),
    )
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
  const rolled = (it: Upload): string | null => {
    const at = delimiter === '' ? -1 : it.key.indexOf(delimiter, prefix.length)
    return at < 0 ? null : it.key.slice(0, at + delimiter.length)
  }
  const prefixes = [...new Set(all.flatMap((it) => rolled(it) ?? []))]
  const plain = all.filter((it) => rolled(it) === null)
  const page = plain.slice(0, max)
  const truncated = page.length < plain.length
  return xmlReply('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: keyMarker,
    UploadIdMarker: idMarker,
    ...(truncated ? { NextKeyMarker: page.at(-1)?.key, NextUploadIdMarker: page.at(-1)?.id } : {}),
    Prefix: prefix,
    ...(delimiter === '' ? {} : { Delimiter: delimiter }),
    MaxUploads: max,
    IsTruncated: truncated,
    Upload: page.map((it) => ({
      Key: it.key,
      UploadId: it.id,
      Initiator: { ID: canonicalId(it.account) },
      Owner: { ID: canonicalId(bucket.account) },
      StorageClass: it.object.storageClass,
      Initiated: isoDate(it.initiatedAt),
    })),
    CommonPrefixes: prefixes.map((it) => ({ Prefix: it })),
  })
}
