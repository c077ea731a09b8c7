/** Items that have expired. Source: DynamoDB Developer Guide, "Using time to live (TTL) in DynamoDB". */
import { flagOf, recordOf, textOf } from '../../input.js'
import type { Fault, Output, ServiceCall } from '../../types.js'
import { type Item, invalid } from './dynalite.js'
import type { DynamoStore, OpenTable } from './store.js'

export function updateTtl(store: DynamoStore, { meta }: OpenTable, { input }: ServiceCall): Output | Fault {
  const given = recordOf(input, 'TimeToLiveSpecification') ?? {}
  const enabled = flagOf(given, 'Enabled')
  const name = textOf(given, 'AttributeName')
  if (enabled === null || name === null) return invalid('TimeToLiveSpecification must have Enabled and AttributeName')
  if (enabled && meta.ttl !== null) return invalid('TimeToLive is already enabled')
  if (!enabled && meta.ttl === null) return invalid('TimeToLive is already disabled')
  store.change({ ...meta, ttl: enabled ? name : null }, false)
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: name } }
}

/** Deletes what has expired; AWS does so within a few days, and a reader may still see it until then. */
export function expire(store: DynamoStore, now: number): void {
  for (const meta of store.metas.values()) {
    if (meta.ttl === null) continue
    const table = store.open(meta)
    for (const [key, item] of [...table.items]) if (isExpired(item, meta.ttl, now)) store.write(table, key, null, true)
  }
}

const FIVE_YEARS_SECONDS = 5 * 365 * 24 * 3600

/** Times far in the past are taken for something else. Source: DynamoDB Developer Guide, "Using time to live (TTL) in DynamoDB". */
function isExpired(item: Item, name: string, now: number): boolean {
  const at = Number((item[name] as { readonly N?: string } | undefined)?.N)
  const seconds = now / 1000
  return Number.isFinite(at) && at < seconds && at > seconds - FIVE_YEARS_SECONDS
}
