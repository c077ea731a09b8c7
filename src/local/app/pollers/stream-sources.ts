/** How streams of DynamoDB and of Kinesis are read, and what their records are to a function. */
import { mapOf, type Plain, textOf } from '../../api/index.js'
import type { Mapping } from '../mappings.js'
import { kinesisRecord, streamRecord } from '../payloads.js'
import { json } from './invoke-batch.js'

export interface StreamSource {
  /** Client suffix. */
  readonly service: string
  /** The operation that names shards, and its input. */
  readonly shards: { readonly operation: string; readonly input: Plain; readonly read: (reply: Plain) => readonly Plain[] }
  /** Of `GetShardIterator`, beside the shard and the type. */
  readonly stream: Plain
  readonly payload: (record: Plain, shardId: string) => Plain
  /** As filters see the record. */
  readonly filtered: (payload: Plain) => unknown
  readonly sequenceOf: (payload: Plain) => string
  /** The member of `GetShardIterator` that names a place by its number. */
  readonly sequenceMember: string
  /** Milliseconds since 1970. */
  readonly arrivedAt: (payload: Plain) => number
  /** What the record of a batch that was given up calls its place. */
  readonly batchInfo: string
}

export function streamSource({ kind, sourceArn }: Mapping, roleArn: string): StreamSource {
  return kind === 'kinesis' ? kinesis(sourceArn, roleArn) : dynamodb(sourceArn)
}

const dynamodb = (StreamArn: string): StreamSource => ({
  service: 'dynamodb-streams',
  shards: {
    operation: 'DescribeStream',
    input: { StreamArn },
    read: (reply) => (mapOf(reply.StreamDescription).Shards ?? []) as readonly Plain[],
  },
  stream: { StreamArn },
  payload: (record) => streamRecord(record, StreamArn),
  filtered: (payload) => payload,
  sequenceOf: (payload) => String(mapOf(payload.dynamodb).SequenceNumber),
  sequenceMember: 'SequenceNumber',
  arrivedAt: (payload) => Number(mapOf(payload.dynamodb).ApproximateCreationDateTime) * 1000,
  batchInfo: 'DDBStreamBatchInfo',
})

/** A consumer's ARN names its stream first. */
const kinesis = (sourceArn: string, roleArn: string): StreamSource => {
  const StreamARN = sourceArn.replace(/\/consumer\/.*$/, '')
  return {
    service: 'kinesis',
    shards: { operation: 'ListShards', input: { StreamARN }, read: (reply) => (reply.Shards ?? []) as readonly Plain[] },
    stream: { StreamARN },
    payload: (record, shardId) => kinesisRecord(record, { shardId, sourceArn, roleArn }),
    // Source: AWS Lambda Developer Guide, "Using event filtering with a Kinesis event source": `data`, decoded.
    filtered: ({ kinesis: inner }) => ({ ...mapOf(inner), data: json(Buffer.from(textOf(mapOf(inner).data) ?? '', 'base64').toString()) }),
    sequenceOf: (payload) => String(mapOf(payload.kinesis).sequenceNumber),
    sequenceMember: 'StartingSequenceNumber',
    arrivedAt: (payload) => Number(mapOf(payload.kinesis).approximateArrivalTimestamp) * 1000,
    batchInfo: 'KinesisBatchInfo',
  }
}
