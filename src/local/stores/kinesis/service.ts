/** Kinesis Data Streams: streams of shards, whose records functions get in order. */
import { textOf } from '../../input.js'
import type { LocalService, StoreWorld } from '../../types.js'
import { readIterator, recordOperations } from './records.js'
import { kinesisStore } from './store.js'
import { streamOperations } from './streams.js'

export function kinesisService(world: StoreWorld): LocalService {
  const store = kinesisStore(world)
  return {
    suffix: 'kinesis',
    operations: new Map([...streamOperations(store), ...recordOperations(store)]),
    resourcePolicy: (arn) => store.streams.get(arn)?.policy ?? null,
    contextOf: ({ resource }) => {
      const tags = store.streams.get(resource)?.tags
      return tags === undefined ? null : Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]]))
    },
    // Source: Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys".
    sealedBy: ({ resource }) => {
      const key = store.streams.get(resource)?.keyId
      return key === undefined || key === null ? null : { key, encryptionContext: { 'aws:kinesis:arn': resource } }
    },
    // An iterator says of which stream it is.
    resolve: (check, { input }) => {
      if (!check.resource.endsWith(':stream/*')) return check
      const named = readIterator(textOf(input, 'ShardIterator') ?? '')?.arn ?? textOf(input, 'NextToken')?.split(' ')[0]
      return named === undefined ? check : { ...check, resource: named }
    },
  }
}
