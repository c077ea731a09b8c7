/** S3's REST requests: bucket and key from host and path, the operation by method and sub-resource, members from headers and query. */
import { clientFacts, operationModel } from '../../../catalog/index.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input } from '../../types.js'
import { childOf, childrenOf, parseXml, textIn } from './xml.js'

export interface S3Request {
  readonly method: string
  /** Still encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
}

export interface S3Operation {
  readonly operation: string
  readonly input: Input
  /** Whether the body is the object itself. */
  readonly streams: boolean
}

interface Candidate {
  readonly operation: string
  readonly flags: readonly (readonly [name: string, value: string])[]
}

let table: ReadonlyMap<string, readonly Candidate[]> | null = null

/** From the model's URIs: `GET key` → `GetObjectTagging` with its flag `tagging`, and so on; more flags are tried first. */
function candidates(): ReadonlyMap<string, readonly Candidate[]> {
  if (table !== null) return table
  const made = new Map<string, Candidate[]>()
  const add = (method: string, keyed: boolean, candidate: Candidate): void => {
    const name = `${method} ${keyed ? 'key' : 'bucket'}`
    made.set(name, [...(made.get(name) ?? []), candidate])
  }
  for (const operation of clientFacts('s3')?.operations ?? []) {
    const http = operationModel('s3', operation)?.http
    if (http === null || http === undefined || SUPERSEDED.has(operation)) continue
    const [path = '', query = ''] = http.uri.split('?')
    const flags = [...new URLSearchParams(query)].filter(([name]) => name !== 'x-id')
    add(http.method, path.includes('{Key+}'), { operation, flags: [...flags, ...(REQUIRED.get(operation) ?? [])] })
  }
  for (const list of made.values()) list.sort((a, b) => b.flags.length - a.flags.length || (a.operation < b.operation ? -1 : 1))
  table = made
  return table
}

/** Older operations that share the route of a newer one, and those of other kinds of buckets. */
const SUPERSEDED = new Set([
  ...['GetBucketLifecycle', 'PutBucketLifecycle', 'GetBucketNotification', 'PutBucketNotification', 'ListDirectoryBuckets'],
  ...['CopyObject', 'UploadPartCopy', 'ListBuckets', 'WriteGetObjectResponse'],
])

/** Query members that tell operations apart, and that the model's URIs leave out. */
const REQUIRED: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map<string, readonly (readonly [string, string])[]>([
  ...['ListParts', 'AbortMultipartUpload', 'CompleteMultipartUpload'].map((name): [string, [string, string][]] => [
    name,
    [['uploadId', '']],
  ]),
  [
    'UploadPart',
    [
      ['uploadId', ''],
      ['partNumber', ''],
    ],
  ],
  ...['Analytics', 'IntelligentTiering', 'Inventory', 'Metrics'].map((kind): [string, [string, string][]] => [
    `GetBucket${kind}Configuration`,
    [['id', '']],
  ]),
  ['GetObjectAnnotation', [['annotationName', '']]],
])

export const virtualHost = (host: string): string | null => {
  const name = host.replace(/:\d+$/, '')
  const match =
    /^(.+)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/.exec(name) ??
    /^(.+)\.s3\.localhost$/.exec(name) ??
    /^(.+)\.localhost$/.exec(name)
  const bucket = match?.[1]
  return bucket === undefined || bucket === 's3' ? null : bucket
}

/** @errors `MethodNotAllowed`, `InvalidURI` */
export function readS3Request(request: S3Request): S3Operation | Fault {
  const host = virtualHost(request.headers.host ?? '')
  const path = decoded(request.path)
  if (path === null) return fault('InvalidURI', "Couldn't parse the specified URI.", 400)
  const slash = host === null ? path.indexOf('/', 1) : 0
  const bucket = host ?? path.slice(1, slash < 0 ? path.length : slash)
  const key = slash < 0 ? '' : path.slice(slash + 1)
  if (bucket === '')
    return request.method === 'GET'
      ? { operation: 'ListBuckets', input: queryMembers(request.query), streams: false }
      : notAllowed(request.method)
  const operation = request.method === 'OPTIONS' ? 'Preflight' : operationOf(request, key !== '')
  if (operation === null) return notAllowed(request.method)
  const input = {
    Bucket: bucket,
    ...(key === '' ? {} : { Key: key }),
    ...queryMembers(request.query),
    ...readHeaderMembers(request.headers),
  }
  return { operation, input, streams: operation === 'PutObject' || operation === 'UploadPart' }
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

const notAllowed = (method: string): Fault =>
  fault('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, { Method: method })

function operationOf({ method, query, headers }: S3Request, keyed: boolean): string | null {
  if (keyed && method === 'PUT' && headers['x-amz-copy-source'] !== undefined) {
    if (query.has('uploadId')) return 'UploadPartCopy'
    if (![...query.keys()].some((name) => name === 'tagging' || name === 'acl')) return 'CopyObject'
  }
  const found = candidates()
    .get(`${method} ${keyed ? 'key' : 'bucket'}`)
    ?.find(({ flags }) => flags.every(([name, value]) => query.has(name) && (value === '' || query.get(name) === value)))
  if (found !== undefined) return found.operation
  return !keyed && method === 'POST' && headers['content-type']?.startsWith('multipart/form-data') === true ? 'PostObject' : null
}

const QUERY_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['versionId', 'VersionId'],
  ['prefix', 'Prefix'],
  ['delimiter', 'Delimiter'],
  ['max-keys', 'MaxKeys'],
  ['marker', 'Marker'],
  ['continuation-token', 'ContinuationToken'],
  ['start-after', 'StartAfter'],
  ['fetch-owner', 'FetchOwner'],
  ['encoding-type', 'EncodingType'],
  ['key-marker', 'KeyMarker'],
  ['version-id-marker', 'VersionIdMarker'],
  ['upload-id-marker', 'UploadIdMarker'],
  ['max-uploads', 'MaxUploads'],
  ['uploadId', 'UploadId'],
  ['partNumber', 'PartNumber'],
  ['max-parts', 'MaxParts'],
  ['part-number-marker', 'PartNumberMarker'],
  ['id', 'Id'],
  ['max-buckets', 'MaxBuckets'],
  ['bucket-region', 'BucketRegion'],
  ['response-content-type', 'ResponseContentType'],
  ['response-content-language', 'ResponseContentLanguage'],
  ['response-expires', 'ResponseExpires'],
  ['response-cache-control', 'ResponseCacheControl'],
  ['response-content-disposition', 'ResponseContentDisposition'],
  ['response-content-encoding', 'ResponseContentEncoding'],
])

/**
 * SDKs sign headers into presigned URLs, where they stand in the query. A checksum there is of the empty body that was
 * at hand when the URL was made, and says nothing of the body that comes.
 */
function queryMembers(query: URLSearchParams): Input {
  const input: Record<string, string> = {}
  for (const [name, value] of query) {
    const member = QUERY_MEMBERS.get(name) ?? (name.includes('checksum') ? undefined : HEADER_MEMBERS.get(name.toLowerCase()))
    if (member !== undefined) input[member] = value
  }
  return input
}

const HEADER_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['x-amz-acl', 'ACL'],
  ['x-amz-grant-full-control', 'GrantFullControl'],
  ['x-amz-grant-read', 'GrantRead'],
  ['x-amz-grant-read-acp', 'GrantReadACP'],
  ['x-amz-grant-write', 'GrantWrite'],
  ['x-amz-grant-write-acp', 'GrantWriteACP'],
  ['x-amz-copy-source', 'CopySource'],
  ['x-amz-copy-source-range', 'CopySourceRange'],
  ['x-amz-copy-source-if-match', 'CopySourceIfMatch'],
  ['x-amz-copy-source-if-none-match', 'CopySourceIfNoneMatch'],
  ['x-amz-copy-source-if-modified-since', 'CopySourceIfModifiedSince'],
  ['x-amz-copy-source-if-unmodified-since', 'CopySourceIfUnmodifiedSince'],
  ['x-amz-metadata-directive', 'MetadataDirective'],
  ['x-amz-tagging-directive', 'TaggingDirective'],
  ['x-amz-tagging', 'Tagging'],
  ['x-amz-storage-class', 'StorageClass'],
  ['x-amz-server-side-encryption', 'ServerSideEncryption'],
  ['x-amz-server-side-encryption-aws-kms-key-id', 'SSEKMSKeyId'],
  ['x-amz-server-side-encryption-bucket-key-enabled', 'BucketKeyEnabled'],
  ['x-amz-server-side-encryption-customer-algorithm', 'SSECustomerAlgorithm'],
  ['x-amz-object-lock-mode', 'ObjectLockMode'],
  ['x-amz-object-lock-retain-until-date', 'ObjectLockRetainUntilDate'],
  ['x-amz-object-lock-legal-hold', 'ObjectLockLegalHoldStatus'],
  ['x-amz-bypass-governance-retention', 'BypassGovernanceRetention'],
  ['x-amz-bucket-object-lock-enabled', 'ObjectLockEnabledForBucket'],
  ['x-amz-object-ownership', 'ObjectOwnership'],
  ['x-amz-object-attributes', 'ObjectAttributes'],
  ['x-amz-checksum-mode', 'ChecksumMode'],
  ['x-amz-checksum-type', 'ChecksumType'],
  ['x-amz-sdk-checksum-algorithm', 'ChecksumAlgorithm'],
  ['x-amz-checksum-algorithm', 'ChecksumAlgorithm'],
  ['x-amz-checksum-crc32', 'ChecksumCRC32'],
  ['x-amz-checksum-crc32c', 'ChecksumCRC32C'],
  ['x-amz-checksum-crc64nvme', 'ChecksumCRC64NVME'],
  ['x-amz-checksum-sha1', 'ChecksumSHA1'],
  ['x-amz-checksum-sha256', 'ChecksumSHA256'],
  ['x-amz-website-redirect-location', 'WebsiteRedirectLocation'],
  ['x-amz-expected-bucket-owner', 'ExpectedBucketOwner'],
  ['x-amz-mp-object-size', 'MpObjectSize'],
  ['if-match', 'IfMatch'],
  ['if-none-match', 'IfNoneMatch'],
  ['if-modified-since', 'IfModifiedSince'],
  ['if-unmodified-since', 'IfUnmodifiedSince'],
  ['range', 'Range'],
  ['content-type', 'ContentType'],
  ['content-encoding', 'ContentEncoding'],
  ['content-language', 'ContentLanguage'],
  ['content-disposition', 'ContentDisposition'],
  ['cache-control', 'CacheControl'],
  ['expires', 'Expires'],
])

/** Members by the headers that carry them; the fields of a form have the same names. */
export function readHeaderMembers(headers: Readonly<Record<string, string>>): Input {
  const input: Record<string, unknown> = {}
  const metadata: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? ''
    const member = HEADER_MEMBERS.get(name)
    if (member !== undefined) input[member] = value
    else if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = value
  }
  const encoding = typeof input.ContentEncoding === 'string' ? input.ContentEncoding : null
  if (encoding?.includes('aws-chunked') === true) {
    const rest = encoding
      .split(',')
      .map((it) => it.trim())
      .filter((it) => it !== 'aws-chunked')
      .join(',')
    if (rest === '') delete input.ContentEncoding
    else input.ContentEncoding = rest
  }
  if (Object.keys(metadata).length > 0) input.Metadata = metadata
  return input
}

/** What stands in the body and is part of the input: the checks or the answer depend on it. */
export function readS3Body(operation: string, input: Input, text: string): Input | Fault {
  const read = BODIES.get(operation)
  if (read === undefined) return input
  if (text.trim() === '') return operation === 'CreateBucket' ? input : malformed()
  const root = parseXml(text)
  if (!root.ok) return malformed()
  const members = read(root.value)
  return isFault(members) ? members : { ...input, ...members }
}

const malformed = (): Fault =>
  fault('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400)

type Node = Parameters<typeof childOf>[0]

const BODIES: ReadonlyMap<string, (root: Node) => Input | Fault> = new Map<string, (root: Node) => Input | Fault>([
  [
    'DeleteObjects',
    (root) => {
      const objects = childrenOf(root, 'Object').map((it) => ({
        Key: textIn(it, 'Key') ?? '',
        ...(textIn(it, 'VersionId') === null ? {} : { VersionId: textIn(it, 'VersionId') }),
        ...(textIn(it, 'ETag') === null ? {} : { ETag: textIn(it, 'ETag') }),
      }))
      return objects.length === 0 || objects.length > 1000
        ? malformed()
        : { Delete: { Objects: objects, Quiet: textIn(root, 'Quiet') === 'true' } }
    },
  ],
  [
    'CompleteMultipartUpload',
    (root) => {
      const parts = childrenOf(root, 'Part').map((it) => ({ PartNumber: Number(textIn(it, 'PartNumber')), ETag: textIn(it, 'ETag') ?? '' }))
      return parts.length === 0 ? malformed() : { MultipartUpload: { Parts: parts } }
    },
  ],
  [
    'CreateBucket',
    (root) => {
      const region = textIn(root, 'LocationConstraint')
      return region === null ? {} : { CreateBucketConfiguration: { LocationConstraint: region } }
    },
  ],
  ['PutObjectTagging', (root) => ({ Tagging: { TagSet: tagSet(root) } })],
  ['PutBucketTagging', (root) => ({ Tagging: { TagSet: tagSet(root) } })],
  ['PutBucketVersioning', (root) => ({ VersioningConfiguration: { Status: textIn(root, 'Status') ?? '' } })],
  ['PutObjectLegalHold', (root) => ({ LegalHold: { Status: textIn(root, 'Status') ?? '' } })],
  [
    'PutObjectRetention',
    (root) => ({ Retention: { Mode: textIn(root, 'Mode') ?? '', RetainUntilDate: textIn(root, 'RetainUntilDate') ?? '' } }),
  ],
])

const tagSet = (root: Node): readonly Input[] =>
  childrenOf(childOf(root, 'TagSet'), 'Tag').map((it) => ({ Key: textIn(it, 'Key') ?? '', Value: textIn(it, 'Value') ?? '' }))
