/** DynamoDB Streams: one shard a table, its records as they were written. */
import { numberOf, textOf } from '../../input.js'
import { fault } from '../../reply.js'
import type { Fault, Operation, Output, ServiceCall } from '../../types.js'
import { type DynamoStore, type StreamRecord, streamArn, type TableMeta } from './store.js'

const SHARD = 'shardId-00000000000000000000-00000001'

export const streamOperations = (store: DynamoStore): ReadonlyMap<string, Operation> =>
  new Map<string, Operation>([
    ['ListStreams', (call) => listStreams(store, call)],
    ['DescribeStream', ({ input }) => describeStream(store, textOf(input, 'StreamArn') ?? '')],
    ['GetShardIterator', (call) => shardIterator(store, call)],
    ['GetRecords', (call) => records(store, call)],
  ])

const metaOf = (store: DynamoStore, arn: string): TableMeta | Fault => {
  const meta = store.metas.get(arn.replace(/\/stream\/.*$/, ''))
  return meta !== undefined && streamArn(meta) === arn
    ? meta
    : fault('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`, 400)
}

function listStreams(store: DynamoStore, { input, account, region }: ServiceCall): Output {
  const name = textOf(input, 'TableName')
  const all = [...store.metas.values()].filter(
    (it) =>
      it.account === account && it.region === region && it.stream !== null && (name === null || it.TableName === name || it.arn === name),
  )
  return { Streams: all.map((it) => ({ StreamArn: streamArn(it), TableName: it.TableName, StreamLabel: it.stream?.label })) }
}

const sequenceText = (sequence: number): string => String(sequence).padStart(21, '0')

function describeStream(store: DynamoStore, arn: string): Output | Fault {
  const meta = metaOf(store, arn)
  if ('fault' in meta) return meta
  return {
    StreamDescription: {
      StreamArn: arn,
      StreamLabel: meta.stream?.label,
      StreamStatus: 'ENABLED',
      StreamViewType: meta.stream?.view,
      CreationRequestDateTime: meta.createdAt / 1000,
      TableName: meta.TableName,
      KeySchema: meta.KeySchema,
      Shards: [{ ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber: sequenceText(store.records(arn)[0]?.sequence ?? 1) } }],
    },
  }
}

/** An iterator begins with the ARN of its stream, and says the sequence number to begin with. */
const iterator = (arn: string, from: number): string => `${arn}|1|${Buffer.from(String(from)).toString('base64')}`

function shardIterator(store: DynamoStore, { input }: ServiceCall): Output | Fault {
  const arn = textOf(input, 'StreamArn') ?? ''
  const meta = metaOf(store, arn)
  if ('fault' in meta) return meta
  if (textOf(input, 'ShardId') !== SHARD)
    return fault('ResourceNotFoundException', `Requested resource not found: Shard does not exist`, 400)
  const kept = store.records(arn)
  const first = kept[0]?.sequence ?? 1
  const next = (kept.at(-1)?.sequence ?? first - 1) + 1
  const given = Number(textOf(input, 'SequenceNumber') ?? Number.NaN)
  switch (textOf(input, 'ShardIteratorType')) {
    case 'TRIM_HORIZON':
      return { ShardIterator: iterator(arn, first) }
    case 'LATEST':
      return { ShardIterator: iterator(arn, next) }
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      if (!Number.isFinite(given)) return fault('ValidationException', 'SequenceNumber must be given', 400)
      if (given < first) return fault('TrimmedDataAccessException', 'The sequence number is older than the oldest record', 400)
      return { ShardIterator: iterator(arn, textOf(input, 'ShardIteratorType') === 'AT_SEQUENCE_NUMBER' ? given : given + 1) }
    }
    default:
      return fault(
        'ValidationException',
        "1 validation error detected: Value at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
        400,
      )
  }
}

const MAX_RECORDS = 1000

function records(store: DynamoStore, { input }: ServiceCall): Output | Fault {
  const [arn = '', , place = ''] = (textOf(input, 'ShardIterator') ?? '').split('|')
  const meta = metaOf(store, arn)
  if ('fault' in meta) return meta
  const from = Number(Buffer.from(place, 'base64').toString())
  if (!Number.isFinite(from)) return fault('ValidationException', 'Invalid ShardIterator', 400)
  const limit = Math.min(numberOf(input, 'Limit') ?? MAX_RECORDS, MAX_RECORDS)
  const wanted: StreamRecord[] = []
  const kept = store.records(arn)
  // Sequence numbers have no gaps, so that the place of the first is known.
  const start = Math.max(0, from - (kept[0]?.sequence ?? from))
  for (let i = start; i < kept.length && wanted.length < limit; i++) {
    const record = kept[i]
    if (record !== undefined) wanted.push(record)
  }
  const next = (wanted.at(-1)?.sequence ?? from - 1) + 1
  return { Records: wanted.map((it) => show(it, meta)), NextShardIterator: iterator(arn, next) }
}

/** Source: DynamoDB Streams API Reference, "Record". */
export const show = (it: StreamRecord, meta: TableMeta): Output => ({
  eventID: Buffer.from(`${meta.id}/${it.sequence}`).toString('hex').slice(0, 32),
  eventName: it.event,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: meta.region,
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(it.at / 1000),
    Keys: it.keys,
    ...(it.new === null ? {} : { NewImage: it.new }),
    ...(it.old === null ? {} : { OldImage: it.old }),
    SequenceNumber: sequenceText(it.sequence),
    SizeBytes: it.sizeBytes,
    StreamViewType: meta.stream?.view,
  },
  ...(it.byTtl ? { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } } : {}),
})
