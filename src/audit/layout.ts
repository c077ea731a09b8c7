/**
 * How trails lie in folders and buckets. Source: CloudTrail User Guide, "Finding your CloudTrail log files":
 * `[PREFIX/]AWSLogs/[O-ID/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/ACCOUNT_CloudTrail_REGION_TIME_ID.json.gz`.
 */

export interface TrailPlace {
  readonly account: string
  readonly region: string
  /** `2026-11-26`, when it was delivered. */
  readonly day: string
}

const PLACE = /(?:^|\/)(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d{2})\/(\d{2})\//

/** @returns null for a path of another layout */
export function placeOf(path: string): TrailPlace | null {
  const found = PLACE.exec(path.replaceAll('\\', '/'))
  if (found === null) return null
  const [, account = '', region = '', year, month, day] = found
  return { account, region, day: `${year}-${month}-${day}` }
}

/** Digests and insights lie beside the events, and files of other kinds beside anything. */
const BESIDE = /(?:^|\/)CloudTrail-(?:Digest|Insight|Aggregated)\//
/**
 * Logs of other services in the same bucket: `AWSLogs/ACCOUNT/vpcflowlogs/`; a copy may leave `CloudTrail/` out, and goes on with the
 * region or the year. Source: the page on log files of each of these services.
 */
const OTHER_LOGS = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/(?!CloudTrail\/|[a-z]{2}(?:-[a-z]+)+-\d\/|\d{4}\/)[^/]+\//
const OTHER_KINDS =
  /\.(?:md|txt|csv|tsv|parquet|orc|avro|html?|css|js|mjs|ts|py|sh|ya?ml|toml|xml|png|jpe?g|gif|svg|pdf|zip|tar|tgz|bz2|xz|zst|ids)$/i

/** Whether a file is left aside for its name alone. */
export const isSkipped = (path: string): boolean => {
  const plain = path.replaceAll('\\', '/')
  const name = plain.slice(plain.lastIndexOf('/') + 1)
  return BESIDE.test(plain) || OTHER_LOGS.test(plain) || OTHER_KINDS.test(name) || name.startsWith('.')
}

/** What is read of a trail. Days are those of the events, both included; null: no bound. */
export interface Selection {
  readonly accounts: readonly string[]
  readonly regions: readonly string[]
  readonly since: string | null
  readonly until: string | null
}

export const everything: Selection = { accounts: [], regions: [], since: null, until: null }

/**
 * Whether a file can hold events of the selection. Its path says when it was delivered: an event may come late, so that
 * files of the following days are read as well.
 */
export function mayHold(path: string, { accounts, regions, since, until }: Selection): boolean {
  const place = placeOf(path)
  if (place === null) return true
  if (accounts.length > 0 && !accounts.includes(place.account)) return false
  if (regions.length > 0 && !regions.includes(place.region)) return false
  return (since === null || place.day >= since) && (until === null || place.day <= dayAfter(until, DAYS_LATE))
}

/** Delivery takes minutes; after an outage CloudTrail delivers later, and says so (`addendum.reason: DELIVERY_DELAY`). */
export const DAYS_LATE = 2

/** @param day `2026-11-26` */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
