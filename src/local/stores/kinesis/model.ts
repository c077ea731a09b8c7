/** What Kinesis Data Streams keeps. */

export interface Stream {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly createdAt: number
  readonly mode: 'PROVISIONED' | 'ON_DEMAND'
  readonly retentionHours: number
  /** Of KMS, as it was written; null: not encrypted. */
  readonly keyId: string | null
  /** Open ones and those that a change of their number closed; in order. */
  readonly shards: readonly Shard[]
  /** Of the next shard. */
  readonly nextShard: number
  readonly policy: string | null
  readonly tags: Readonly<Record<string, string>>
}

export interface Shard {
  /** `shardId-000000000000` */
  readonly id: string
  /** Decimal, both inclusive. */
  readonly firstHash: string
  readonly lastHash: string
  readonly parent: string | null
  readonly startsAt: string
  /** Sequence number of its last record or place; null while it is open. */
  readonly endsAt: string | null
}

export interface Consumer {
  readonly name: string
  readonly arn: string
  readonly streamArn: string
  readonly createdAt: number
}

export interface StoredRecord {
  /** In the stream, counted from 1. */
  readonly place: number
  /** Base64. */
  readonly data: string
  readonly partitionKey: string
  readonly at: number
}

export const shardId = (number: number): string => `shardId-${String(number).padStart(12, '0')}`

// A sequence number has 56 digits; of two records of a shard the later one's is greater.
const FIRST = 49n * 10n ** 54n

export const sequenceNumber = (place: number): string => String(FIRST + BigInt(place))

/** @returns null for what is no sequence number of local AWS */
export function placeOf(sequence: string): number | null {
  if (!/^\d{56}$/.test(sequence)) return null
  const place = BigInt(sequence) - FIRST
  return place >= 0n && place <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(place) : null
}
