/** Kinesis Data Streams through the SDK's own client, and functions that get its records. */
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type ShardIteratorType,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, running } from './testing/running.js'

const StreamName = 'clicks'
const text = (data: Uint8Array | undefined): string => Buffer.from(data ?? []).toString()

describe('a stream', () => {
  let it: Running
  let client: KinesisClient
  beforeAll(async () => {
    it = await running()
    client = new KinesisClient(it.admin())
    await client.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }))
  })
  afterAll(() => it.aws.close())

  const read = async (ShardId: string, ShardIteratorType: ShardIteratorType, more = {}): Promise<readonly string[]> => {
    const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType, ...more }))
    const { Records } = await client.send(new GetRecordsCommand({ ShardIterator }))
    return (Records ?? []).map(({ Data }) => text(Data))
  }

  test('records of one key are read in order from one shard, from wherever an iterator begins', async () => {
    const { Shards } = await client.send(new ListShardsCommand({ StreamName }))
    expect(Shards).toHaveLength(2)
    const first = await client.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: Buffer.from('one') }))
    const { Records, FailedRecordCount } = await client.send(
      new PutRecordsCommand({ StreamName, Records: ['two', 'three'].map((it) => ({ PartitionKey: 'k', Data: Buffer.from(it) })) }),
    )
    const shard = first.ShardId ?? ''
    expect([FailedRecordCount, Records?.map(({ ShardId }) => ShardId)]).toEqual([0, [shard, shard]])
    const second = { StartingSequenceNumber: Records?.[0]?.SequenceNumber }
    expect(await read(shard, 'TRIM_HORIZON')).toEqual(['one', 'two', 'three'])
    expect(await read(shard, 'AT_SEQUENCE_NUMBER', second)).toEqual(['two', 'three'])
    expect(await read(shard, 'AFTER_SEQUENCE_NUMBER', second)).toEqual(['three'])
    expect(await read(shard, 'LATEST')).toEqual([])
    expect(await read(shard, 'AT_TIMESTAMP', { Timestamp: new Date(0) })).toHaveLength(3)
    const other = Shards?.find(({ ShardId }) => ShardId !== shard)?.ShardId ?? ''
    expect(await read(other, 'TRIM_HORIZON')).toEqual([])
  })

  test('more shards: the old ones end, and their children begin where they ended', async () => {
    await client.send(new UpdateShardCountCommand({ StreamName, TargetShardCount: 4, ScalingType: 'UNIFORM_SCALING' }))
    const { StreamDescriptionSummary: summary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }))
    expect(summary?.OpenShardCount).toBe(4)
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }))
    expect(Shards.map(({ ParentShardId }) => ParentShardId?.slice(-1))).toEqual([undefined, undefined, '0', '0', '1', '1'])
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName, ShardId: Shards[0]?.ShardId, ShardIteratorType: 'LATEST' }),
    )
    expect((await client.send(new GetRecordsCommand({ ShardIterator }))).NextShardIterator).toBeUndefined()
  })

  test('what is not there, and what a role may not do', async () => {
    const missing = client.send(new PutRecordCommand({ StreamName: 'none', PartitionKey: 'k', Data: Buffer.from('x') }))
    await expect(missing).rejects.toThrow(/Stream none under account \d{12} not found/)
    const arn = `arn:aws:kinesis:${it.aws.region}:${it.aws.accounts[0]?.id}:stream/${StreamName}`
    const reader = new KinesisClient(
      await it.roleWith([{ Effect: 'Allow', Action: ['kinesis:GetRecords', 'kinesis:GetShardIterator'], Resource: arn }]),
    )
    const { ShardIterator } = await reader.send(
      new GetShardIteratorCommand({ StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' }),
    )
    // The iterator says of which stream it is.
    expect((await reader.send(new GetRecordsCommand({ ShardIterator }))).Records).toBeDefined()
    const put = reader.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: Buffer.from('x') }))
    await expect(put).rejects.toThrow(`is not authorized to perform: kinesis:PutRecord on resource: ${arn}`)
    expect((await client.send(new ListStreamsCommand({}))).StreamNames).toEqual([StreamName])
  })
})
