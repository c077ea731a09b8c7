/**
 * Trails in S3: listed by account, region and day, so that nothing outside the selection is listed or fetched; objects come
 * a few at a time, and readers never wait for one. Source: S3 API Reference, "ListObjectsV2", "GetObject".
 */
import { DAYS_LATE, dayAfter, isSkipped, mayHold, type Selection } from '../layout.js'
import type { FileFault } from '../types.js'
import { fileKey } from './read-facts.js'
import type { SizedJob } from './read-pool.js'

/** S3 as far as a trail needs it. */
export interface S3Port {
  /** A page of names after `after`, in the order of their bytes. */
  readonly list: (bucket: string, prefix: string, after: string | null, delimiter: string | null) => Promise<S3Page>
  readonly get: (bucket: string, key: string) => Promise<Uint8Array<ArrayBuffer>>
}

export interface S3Page {
  readonly objects: readonly { readonly key: string; readonly size: number; readonly modifiedMs: number }[]
  readonly prefixes: readonly string[]
  readonly more: boolean
}

export interface S3Place {
  readonly bucket: string
  readonly prefix: string
}

/** @returns null where it is no `s3://BUCKET[/PREFIX]` */
export function parseS3(url: string): S3Place | null {
  const found = /^s3:\/\/([^/]+)\/?(.*)$/.exec(url)
  return found === null ? null : { bucket: found[1] ?? '', prefix: found[2] ?? '' }
}

export interface S3Listing {
  readonly selection: Selection
  /** `ACCOUNT/REGION` → the last day that earlier runs read. */
  readonly cursor: Readonly<Record<string, string>>
  readonly isKnown: (key: SizedJob['key']) => boolean
  readonly onFault: (name: string, code: FileFault) => void
  readonly onSkipped: () => void
  readonly onListed: (job: SizedJob) => void
}

/** Objects that are fetched at the same time. */
const AT_ONCE = 16

/** Fetched objects in the order of their names; one that cannot be fetched is told, and the others go on. */
export async function* s3Jobs(s3: S3Port, place: S3Place, listing: S3Listing): AsyncGenerator<SizedJob> {
  const waiting: Promise<SizedJob | null>[] = []
  for await (const job of listed(s3, place, listing)) {
    listing.onListed(job)
    waiting.push(fetched(s3, place.bucket, job, listing.onFault))
    if (waiting.length < AT_ONCE) continue
    const first = await waiting.shift()
    if (first != null) yield first
  }
  for (const one of waiting) {
    const job = await one
    if (job !== null) yield job
  }
}

async function fetched(s3: S3Port, bucket: string, job: SizedJob, onFault: S3Listing['onFault']): Promise<SizedJob | null> {
  try {
    return { ...job, bytes: await s3.get(bucket, job.name.slice(`s3://${bucket}/`.length)) }
  } catch (thrown) {
    onFault(job.name, codeOf(thrown))
    return null
  }
}

async function* listed(s3: S3Port, { bucket, prefix }: S3Place, listing: S3Listing): AsyncGenerator<SizedJob> {
  for await (const folder of foldersOf(s3, bucket, prefix, listing)) {
    let after: string | null = folder.after
    try {
      for (;;) {
        const page = await s3.list(bucket, folder.prefix, after, null)
        for (const { key, size, modifiedMs } of page.objects) {
          const name = `s3://${bucket}/${key}`
          after = key
          if (size === 0 && key.endsWith('/')) continue
          if (isSkipped(name)) {
            listing.onSkipped()
            continue
          }
          if (!mayHold(name, listing.selection)) continue
          const known = fileKey(name, size, modifiedMs)
          if (!listing.isKnown(known)) yield { name, bytes: null, size, key: known }
        }
        if (!page.more) break
      }
    } catch (thrown) {
      listing.onFault(`s3://${bucket}/${folder.prefix}`, codeOf(thrown))
    }
  }
}

interface Folder {
  readonly prefix: string
  readonly after: string | null
}

/** Folders of one region of one account, each with the name that its listing begins after; else the prefix as it is. */
async function* foldersOf(s3: S3Port, bucket: string, prefix: string, listing: S3Listing): AsyncGenerator<Folder> {
  const below = async (at: string): Promise<readonly string[]> => {
    const found: string[] = []
    let after: string | null = null
    try {
      for (;;) {
        const page = await s3.list(bucket, at, after, '/')
        found.push(...page.prefixes)
        after = page.prefixes.at(-1) ?? page.objects.at(-1)?.key ?? null
        if (!page.more || after === null) return found
        // Everything below the last folder comes before the next one.
        after = `${after}\uffff`
      }
    } catch (thrown) {
      listing.onFault(`s3://${bucket}/${at}`, codeOf(thrown))
      return found
    }
  }
  const root = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  const region = /(?:^|\/)(\d{12})\/CloudTrail\/([a-z0-9-]+)\/$/
  async function* walk(at: string, depth: number): AsyncGenerator<Folder> {
    const found = region.exec(at)
    if (found !== null) {
      const [, account = '', name = ''] = found
      const { accounts, regions, since } = listing.selection
      if ((accounts.length > 0 && !accounts.includes(account)) || (regions.length > 0 && !regions.includes(name))) return
      const last = listing.cursor[`${account}/${name}`]
      const from = [since, last === undefined ? null : dayAfter(last, -DAYS_LATE)]
        .filter((day) => day !== null)
        .sort()
        .at(-1)
      yield { prefix: at, after: from === undefined ? null : at + from.replaceAll('-', '/') }
      return
    }
    const folders = depth >= DEPTH || /\/\d{4}\/$/.test(at) ? [] : await below(at)
    if (folders.length === 0 || !folders.some((folder) => leadsToTrail(folder))) {
      yield { prefix: at, after: null }
      return
    }
    for (const folder of folders) {
      if (/\/CloudTrail-(Digest|Insight|Aggregated)\/$/.test(folder)) listing.onSkipped()
      else yield* walk(folder, depth + 1)
    }
  }
  yield* walk(root, 0)
}

/** `[PREFIX/…/]AWSLogs/O-ID/ACCOUNT/CloudTrail/REGION/` */
const DEPTH = 8
const leadsToTrail = (folder: string): boolean =>
  /(^|\/)(AWSLogs|o-[a-z0-9]+|\d{12}|CloudTrail)\/$/.test(folder) || /\/CloudTrail\/[a-z0-9-]+\/$/.test(folder)

function codeOf(thrown: unknown): FileFault {
  const name = thrown instanceof Error ? thrown.name : ''
  return /AccessDenied|Forbidden|403|Unauthorized/.test(name) ? 'audit/access-denied' : 'audit/unreadable'
}

/** S3 by the AWS SDK, with the credentials and the region of its usual chain. */
export async function s3Client(endpoint: string | null): Promise<S3Port> {
  const { GetObjectCommand, ListObjectsV2Command, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client({ followRegionRedirects: true, ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }) })
  return {
    list: async (bucket, prefix, after, delimiter) => {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(after === null ? {} : { StartAfter: after }),
          ...(delimiter === null ? {} : { Delimiter: delimiter }),
        }),
      )
      return {
        objects: (page.Contents ?? []).map(({ Key, Size, LastModified }) => ({
          key: Key ?? '',
          size: Size ?? 0,
          modifiedMs: LastModified?.getTime() ?? 0,
        })),
        prefixes: (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []),
        more: page.IsTruncated === true,
      }
    },
    get: async (bucket, key) => {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      return new Uint8Array((await answer.Body?.transformToByteArray()) ?? [])
    },
  }
}
