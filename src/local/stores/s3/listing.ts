/** Lists of buckets, objects and versions, in pages, with what shares a prefix rolled up. */
import { encode } from '../../gateway/sigv4.js'
import { numberOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Reply, ServiceCall } from '../../types.js'
import { canonicalId, type KeyEntry, type ObjectVersion } from './model.js'
import { isoDate, quotedEtag, xmlReply } from './reply.js'
import type { S3Store } from './store.js'

const MAX_KEYS = 1000

/** Sorts after every key that begins with what stands before it. */
const AFTER = '\uffff'

interface Page {
  readonly entries: readonly KeyEntry[]
  readonly prefixes: readonly string[]
  readonly truncated: boolean
  /** The last key or prefix of the page. */
  readonly last: string | null
}

interface Asked {
  readonly prefix: string
  readonly delimiter: string
  /** Keys after this one alone. */
  readonly after: string
  readonly max: number
}

/** @param counts whether an entry is listed at all: those whose newest version is a delete marker are not */
function walk(store: S3Store, bucket: string, { prefix, delimiter, after, max }: Asked, counts: (entry: KeyEntry) => boolean): Page {
  const entries: KeyEntry[] = []
  const prefixes: string[] = []
  let last: string | null = null
  let from = after < prefix ? prefix : after
  let inclusive = after < prefix
  for (;;) {
    let again = false
    for (const { key, value } of store.keys(bucket).ascending(from, inclusive)) {
      if (!key.startsWith(prefix)) return { entries, prefixes, truncated: false, last }
      if (!counts(value)) continue
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      const rolled = at < 0 ? null : key.slice(0, at + delimiter.length)
      if (rolled !== null && after.startsWith(rolled) && after !== '') {
        // Everything below was in an earlier page.
        from = rolled + AFTER
        inclusive = true
        again = true
        break
      }
      if (entries.length + prefixes.length >= max) return { entries, prefixes, truncated: max > 0, last }
      if (rolled === null) {
        entries.push(value)
        last = key
        continue
      }
      prefixes.push(rolled)
      last = rolled
      from = rolled + AFTER
      inclusive = true
      again = true
      break
    }
    if (!again) return { entries, prefixes, truncated: false, last }
  }
}

const isLive = ({ versions }: KeyEntry): boolean => versions[0]?.deleteMarker === false

function readMax(input: Input, member: string): number | Fault {
  const max = numberOf(input, member) ?? MAX_KEYS
  return Number.isInteger(max) && max >= 0
    ? Math.min(max, MAX_KEYS)
    : fault('InvalidArgument', `Argument ${member} must be an integer between 0 and 2147483647`, 400)
}

const encoder = (input: Input): ((text: string) => string) =>
  textOf(input, 'EncodingType') === 'url' ? (text) => text.split('/').map(encode).join('/') : (text) => text

function content(key: string, version: ObjectVersion, owner: string | null): Input {
  return {
    Key: key,
    LastModified: isoDate(version.modifiedAt),
    ETag: quotedEtag(version.etag),
    ...(version.checksum === null ? {} : { ChecksumAlgorithm: [version.checksum.algorithm], ChecksumType: version.checksum.type }),
    Size: version.body.size,
    ...(owner === null ? {} : { Owner: { ID: owner } }),
    StorageClass: version.storageClass,
  }
}

export function listObjectsV2(store: S3Store, call: ServiceCall): Reply {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const { input } = call
  const max = readMax(input, 'MaxKeys')
  if (isFault(max)) return max
  const token = textOf(input, 'ContinuationToken')
  const decoded = token === null ? null : Buffer.from(token, 'base64url').toString('utf8')
  if (decoded !== null && !decoded.startsWith('k:')) return fault('InvalidArgument', 'The continuation token provided is incorrect', 400)
  const prefix = textOf(input, 'Prefix') ?? ''
  const delimiter = textOf(input, 'Delimiter') ?? ''
  const startAfter = textOf(input, 'StartAfter') ?? ''
  const page = walk(store, bucket.name, { prefix, delimiter, after: decoded?.slice(2) ?? startAfter, max }, isLive)
  const enc = encoder(input)
  const owner = textOf(input, 'FetchOwner') === 'true' ? canonicalId(bucket.account) : null
  return xmlReply('ListBucketResult', {
    Name: bucket.name,
    Prefix: enc(prefix),
    ...(delimiter === '' ? {} : { Delimiter: enc(delimiter) }),
    MaxKeys: max,
    ...(textOf(input, 'EncodingType') === 'url' ? { EncodingType: 'url' } : {}),
    KeyCount: page.entries.length + page.prefixes.length,
    IsTruncated: page.truncated,
    ...(token === null ? {} : { ContinuationToken: token }),
    ...(page.truncated && page.last !== null ? { NextContinuationToken: Buffer.from(`k:${page.last}`).toString('base64url') } : {}),
    ...(startAfter === '' ? {} : { StartAfter: enc(startAfter) }),
    Contents: page.entries.flatMap(({ key, versions: [newest] }) => (newest === undefined ? [] : [content(enc(key), newest, owner)])),
    CommonPrefixes: page.prefixes.map((it) => ({ Prefix: enc(it) })),
  })
}

export function listObjects(store: S3Store, call: ServiceCall): Reply {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const { input } = call
  const max = readMax(input, 'MaxKeys')
  if (isFault(max)) return max
  const prefix = textOf(input, 'Prefix') ?? ''
  const delimiter = textOf(input, 'Delimiter') ?? ''
  const marker = textOf(input, 'Marker') ?? ''
  const page = walk(store, bucket.name, { prefix, delimiter, after: marker, max }, isLive)
  const enc = encoder(input)
  return xmlReply('ListBucketResult', {
    Name: bucket.name,
    Prefix: enc(prefix),
    Marker: enc(marker),
    ...(delimiter === '' ? {} : { Delimiter: enc(delimiter) }),
    MaxKeys: max,
    ...(textOf(input, 'EncodingType') === 'url' ? { EncodingType: 'url' } : {}),
    IsTruncated: page.truncated,
    ...(page.truncated && delimiter !== '' && page.last !== null ? { NextMarker: enc(page.last) } : {}),
    Contents: page.entries.flatMap(({ key, versions: [newest] }) =>
      newest === undefined ? [] : [content(enc(key), newest, canonicalId(bucket.account))],
    ),
    CommonPrefixes: page.prefixes.map((it) => ({ Prefix: enc(it) })),
  })
}

export function listVersions(store: S3Store, call: ServiceCall): Reply {
  const bucket = store.bucketOf(call)
  if (isFault(bucket)) return bucket
  const { input } = call
  const max = readMax(input, 'MaxKeys')
  if (isFault(max)) return max
  const prefix = textOf(input, 'Prefix') ?? ''
  const delimiter = textOf(input, 'Delimiter') ?? ''
  const keyMarker = textOf(input, 'KeyMarker') ?? ''
  const versionMarker = textOf(input, 'VersionIdMarker')
  const rows: { readonly key: string; readonly version: ObjectVersion; readonly isLatest: boolean }[] = []
  // The rest of the key that the last page ended in comes first.
  const rest = versionMarker === null ? null : store.entry(bucket.name, keyMarker)
  const add = ({ key, versions }: KeyEntry, from: number): void => {
    for (const [i, version] of versions.entries()) if (i >= from) rows.push({ key, version, isLatest: i === 0 })
  }
  if (rest !== null) add(rest, rest.versions.findIndex((it) => it.versionId === versionMarker) + 1)
  const page = walk(store, bucket.name, { prefix, delimiter, after: keyMarker, max: max + 1 }, () => true)
  for (const entry of page.entries) add(entry, 0)
  const shown = rows.slice(0, Math.max(0, max - page.prefixes.length))
  const truncated = max > 0 && (page.truncated || shown.length < rows.length)
  const last = shown.at(-1)
  const enc = encoder(input)
  const owner = { ID: canonicalId(bucket.account) }
  const base = ({ key, version, isLatest }: (typeof rows)[number]): Input => ({
    Key: enc(key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: isoDate(version.modifiedAt),
    Owner: owner,
  })
  return xmlReply('ListVersionsResult', {
    Name: bucket.name,
    Prefix: enc(prefix),
    KeyMarker: enc(keyMarker),
    VersionIdMarker: versionMarker ?? '',
    ...(delimiter === '' ? {} : { Delimiter: enc(delimiter) }),
    MaxKeys: max,
    IsTruncated: truncated,
    ...(truncated && last !== undefined ? { NextKeyMarker: enc(last.key), NextVersionIdMarker: last.version.versionId } : {}),
    Version: shown
      .filter(({ version }) => !version.deleteMarker)
      .map((it) => ({ ...base(it), ETag: quotedEtag(it.version.etag), Size: it.version.body.size, StorageClass: it.version.storageClass })),
    DeleteMarker: shown.filter(({ version }) => version.deleteMarker).map(base),
    CommonPrefixes: page.prefixes.map((it) => ({ Prefix: enc(it) })),
  })
}

export function listBuckets(store: S3Store, { input, account }: ServiceCall): Reply {
  const prefix = textOf(input, 'Prefix') ?? ''
  const after =
    textOf(input, 'ContinuationToken') === null ? '' : Buffer.from(textOf(input, 'ContinuationToken') ?? '', 'base64url').toString()
  const max = numberOf(input, 'MaxBuckets') ?? 10_000
  const region = textOf(input, 'BucketRegion')
  const own = [...store.buckets.values()]
    .filter((it) => it.account === account && it.name.startsWith(prefix) && it.name > after && (region === null || it.region === region))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const page = own.slice(0, max)
  return xmlReply('ListAllMyBucketsResult', {
    Owner: { ID: canonicalId(account) },
    Buckets: {
      Bucket: page.map((it) => ({
        Name: it.name,
        CreationDate: isoDate(it.createdAt),
        BucketRegion: it.region,
        BucketArn: `arn:aws:s3:::${it.name}`,
      })),
    },
    ...(page.length < own.length ? { ContinuationToken: Buffer.from(page.at(-1)?.name ?? '').toString('base64url') } : {}),
    ...(prefix === '' ? {} : { Prefix: prefix }),
  })
}
