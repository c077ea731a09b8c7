/** Streams themselves: made, described, changed, deleted. Source: Kinesis Data Streams API Reference, the pages of the operations. */
import { flagOf, numberOf, recordOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Operation, Output, ServiceCall } from '../../types.js'
import { type Consumer, type Shard, type Stream, sequenceNumber, shardId } from './model.js'
import { type KinesisStore, streamArn } from './store.js'

const HASHES = 2n ** 128n

/** The key space in equal parts. */
function evenShards(count: number, first: number, startsAt: string, parents: readonly Shard[]): readonly Shard[] {
  const size = HASHES / BigInt(count)
  return Array.from({ length: count }, (_, i): Shard => {
    const from = size * BigInt(i)
    const to = i === count - 1 ? HASHES - 1n : from + size - 1n
    const parent = parents.find((it) => BigInt(it.firstHash) <= from && from <= BigInt(it.lastHash))
    return { id: shardId(first + i), firstHash: String(from), lastHash: String(to), parent: parent?.id ?? null, startsAt, endsAt: null }
  })
}

const isOpen = (shard: Shard): boolean => shard.endsAt === null
const openShards = ({ shards }: Stream): readonly Shard[] => shards.filter(isOpen)

// Source: Kinesis Data Streams Developer Guide, "Choose the right mode": an on-demand stream begins with four shards.
const ON_DEMAND_SHARDS = 4

function create(store: KinesisStore, { input, account, region, now }: ServiceCall): Output | Fault {
  const name = textOf(input, 'StreamName') ?? ''
  if (!/^[\w.-]{1,128}$/.test(name))
    return fault(
      'ValidationException',
      `1 validation error detected: Value '${name}' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
    )
  const mode = textOf(recordOf(input, 'StreamModeDetails') ?? {}, 'StreamMode') === 'ON_DEMAND' ? 'ON_DEMAND' : 'PROVISIONED'
  const count = mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : numberOf(input, 'ShardCount')
  if (count === null || count < 1) return fault('ValidationException', 'ShardCount must be provided in PROVISIONED mode.')
  const arn = streamArn(account, region, name)
  if (store.streams.has(arn)) return fault('ResourceInUseException', `Stream ${name} under account ${account} already exists.`)
  store.streams.set(arn, {
    name,
    arn,
    account,
    region,
    createdAt: now,
    mode,
    retentionHours: 24,
    keyId: null,
    shards: evenShards(count, 0, sequenceNumber(0), []),
    nextShard: count,
    policy: null,
    tags: Object.fromEntries(tagsOf(input.Tags)),
  })
  return nothing
}

const facts = (it: Stream): Output => ({
  StreamName: it.name,
  StreamARN: it.arn,
  StreamStatus: 'ACTIVE',
  StreamModeDetails: { StreamMode: it.mode },
  RetentionPeriodHours: it.retentionHours,
  StreamCreationTimestamp: it.createdAt / 1000,
  EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
  EncryptionType: it.keyId === null ? 'NONE' : 'KMS',
  ...(it.keyId !== null && { KeyId: it.keyId }),
})

const shardFacts = (it: Shard): Output => ({
  ShardId: it.id,
  ...(it.parent !== null && { ParentShardId: it.parent }),
  HashKeyRange: { StartingHashKey: it.firstHash, EndingHashKey: it.lastHash },
  SequenceNumberRange: { StartingSequenceNumber: it.startsAt, ...(it.endsAt !== null && { EndingSequenceNumber: it.endsAt }) },
})

function listShards(store: KinesisStore, stream: Stream, call: ServiceCall): Output {
  const after = textOf(call.input, 'ExclusiveStartShardId') ?? textOf(call.input, 'NextToken')?.split(' ')[1] ?? null
  const max = numberOf(call.input, 'MaxResults') ?? 1000
  const left = store.streams.get(stream.arn)?.shards.filter(({ id }) => after === null || id > after) ?? []
  const page = left.slice(0, max)
  return {
    Shards: page.map(shardFacts),
    ...(left.length > page.length && { NextToken: `${stream.arn} ${page.at(-1)?.id}` }),
  }
}

function updateShardCount(store: KinesisStore, stream: Stream, { input }: ServiceCall): Output | Fault {
  const target = numberOf(input, 'TargetShardCount') ?? 0
  const current = openShards(stream)
  if (target < 1 || target > current.length * 2 || target < current.length / 2)
    return fault('InvalidArgumentException', 'UpdateShardCount cannot scale below half or above double the current open shard count.')
  const here = sequenceNumber(store.next(stream))
  const closed = stream.shards.map((shard) => (isOpen(shard) ? { ...shard, endsAt: here } : shard))
  const made = evenShards(target, stream.nextShard, here, current)
  store.streams.set(stream.arn, { ...stream, shards: [...closed, ...made], nextShard: stream.nextShard + target })
  return { StreamName: stream.name, StreamARN: stream.arn, CurrentShardCount: current.length, TargetShardCount: target }
}

const consumerFacts = (it: Consumer): Output => ({
  ConsumerName: it.name,
  ConsumerARN: it.arn,
  ConsumerStatus: 'ACTIVE',
  ConsumerCreationTimestamp: it.createdAt / 1000,
})

function findConsumer(store: KinesisStore, { input }: ServiceCall): Consumer | Fault {
  const arn = textOf(input, 'ConsumerARN')
  const found = [...store.consumers.values()].find((it) =>
    arn === null ? it.streamArn === textOf(input, 'StreamARN') && it.name === textOf(input, 'ConsumerName') : it.arn === arn,
  )
  return found ?? fault('ResourceNotFoundException', `Consumer ${arn ?? textOf(input, 'ConsumerName')} not found.`)
}

function registerConsumer(store: KinesisStore, stream: Stream, { input, now }: ServiceCall): Output | Fault {
  const name = textOf(input, 'ConsumerName') ?? ''
  if ([...store.consumers.values()].some((it) => it.streamArn === stream.arn && it.name === name))
    return fault('ResourceInUseException', `Consumer ${name} of stream ${stream.name} already exists.`)
  const arn = `${stream.arn}/consumer/${name}:${Math.floor(now / 1000)}`
  const made: Consumer = { name, arn, streamArn: stream.arn, createdAt: now }
  store.consumers.set(arn, made)
  return { Consumer: consumerFacts(made) }
}

export function streamOperations(store: KinesisStore): ReadonlyMap<string, Operation> {
  const on =
    (act: (stream: Stream, call: ServiceCall) => Output | Fault): Operation =>
    (call) => {
      // Tags and policies name the stream as `ResourceARN`.
      const named = textOf(call.input, 'ResourceARN')
      const stream = named === null ? store.find(call) : store.find({ ...call, input: { StreamARN: named } })
      return isFault(stream) ? stream : act(stream, call)
    }
  const change = (change: (stream: Stream, call: ServiceCall) => Partial<Stream>): Operation =>
    on((stream, call) => {
      store.streams.set(stream.arn, { ...stream, ...change(stream, call) })
      return nothing
    })
  const without = (tags: Stream['tags'], keys: readonly string[]): Stream['tags'] =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)))
  const listTags = on(({ tags }) => ({ Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })), HasMoreTags: false }))
  const retention = change(({ retentionHours }, { input }) => ({
    retentionHours: numberOf(input, 'RetentionPeriodHours') ?? retentionHours,
  }))
  const onConsumer =
    (act: (consumer: Consumer) => Output): Operation =>
    (call) => {
      const consumer = findConsumer(store, call)
      return isFault(consumer) ? consumer : act(consumer)
    }
  return new Map<string, Operation>([
    ['CreateStream', (call) => create(store, call)],
    [
      'DeleteStream',
      on((stream, { input }) => {
        const consumers = [...store.consumers.values()].filter((it) => it.streamArn === stream.arn)
        if (consumers.length > 0 && flagOf(input, 'EnforceConsumerDeletion') !== true)
          return fault('ResourceInUseException', `Stream ${stream.name} has registered consumers.`)
        for (const { arn } of consumers) store.consumers.delete(arn)
        store.drop(stream)
        return nothing
      }),
    ],
    [
      'DescribeStream',
      on((stream, { input }) => {
        const after = textOf(input, 'ExclusiveStartShardId')
        const left = stream.shards.filter(({ id }) => after === null || id > after)
        const page = left.slice(0, numberOf(input, 'Limit') ?? 100)
        return { StreamDescription: { ...facts(stream), Shards: page.map(shardFacts), HasMoreShards: left.length > page.length } }
      }),
    ],
    [
      'DescribeStreamSummary',
      on((stream) => ({
        StreamDescriptionSummary: {
          ...facts(stream),
          OpenShardCount: openShards(stream).length,
          ConsumerCount: [...store.consumers.values()].filter((it) => it.streamArn === stream.arn).length,
        },
      })),
    ],
    [
      'DescribeLimits',
      ({ account, region }) => {
        const own = [...store.streams.values()].filter((it) => it.account === account && it.region === region)
        return {
          ShardLimit: 500,
          OpenShardCount: own.reduce((sum, it) => sum + openShards(it).length, 0),
          OnDemandStreamCount: own.filter(({ mode }) => mode === 'ON_DEMAND').length,
          OnDemandStreamCountLimit: 50,
        }
      },
    ],
    [
      'ListStreams',
      ({ account, region, input }) => {
        const after = textOf(input, 'ExclusiveStartStreamName') ?? textOf(input, 'NextToken') ?? ''
        const left = [...store.streams.values()]
          .filter((it) => it.account === account && it.region === region && it.name > after)
          .sort((a, b) => (a.name < b.name ? -1 : 1))
        const page = left.slice(0, numberOf(input, 'Limit') ?? 100)
        const isMore = left.length > page.length
        return {
          StreamNames: page.map(({ name }) => name),
          HasMoreStreams: isMore,
          ...(isMore && { NextToken: page.at(-1)?.name }),
          StreamSummaries: page.map((it) => ({
            StreamName: it.name,
            StreamARN: it.arn,
            StreamStatus: 'ACTIVE',
            StreamModeDetails: { StreamMode: it.mode },
            StreamCreationTimestamp: it.createdAt / 1000,
          })),
        }
      },
    ],
    [
      'ListShards',
      (call) => {
        const token = textOf(call.input, 'NextToken')?.split(' ')[0]
        const stream = store.find(token === undefined ? call : { ...call, input: { StreamARN: token } })
        return isFault(stream) ? stream : listShards(store, stream, call)
      },
    ],
    ['UpdateShardCount', on((stream, call) => updateShardCount(store, stream, call))],
    [
      'UpdateStreamMode',
      change((_, { input }) => ({
        mode: textOf(recordOf(input, 'StreamModeDetails') ?? {}, 'StreamMode') === 'ON_DEMAND' ? 'ON_DEMAND' : 'PROVISIONED',
      })),
    ],
    ['IncreaseStreamRetentionPeriod', retention],
    ['DecreaseStreamRetentionPeriod', retention],
    ['StartStreamEncryption', change((_, { input }) => ({ keyId: textOf(input, 'KeyId') }))],
    ['StopStreamEncryption', change(() => ({ keyId: null }))],
    ['AddTagsToStream', change(({ tags }, { input }) => ({ tags: { ...tags, ...Object.fromEntries(tagsOf(input.Tags)) } }))],
    ['TagResource', change(({ tags }, { input }) => ({ tags: { ...tags, ...Object.fromEntries(tagsOf(input.Tags)) } }))],
    ['RemoveTagsFromStream', change(({ tags }, { input }) => ({ tags: without(tags, textsOf(input, 'TagKeys')) }))],
    ['UntagResource', change(({ tags }, { input }) => ({ tags: without(tags, textsOf(input, 'TagKeys')) }))],
    ['ListTagsForStream', listTags],
    ['ListTagsForResource', listTags],
    ['PutResourcePolicy', change((_, { input }) => ({ policy: textOf(input, 'Policy') }))],
    ['DeleteResourcePolicy', change(() => ({ policy: null }))],
    ['GetResourcePolicy', on(({ policy }) => ({ Policy: policy ?? '{}' }))],
    ['RegisterStreamConsumer', on((stream, call) => registerConsumer(store, stream, call))],
    ['DescribeStreamConsumer', onConsumer((it) => ({ ConsumerDescription: { ...consumerFacts(it), StreamARN: it.streamArn } }))],
    [
      'DeregisterStreamConsumer',
      onConsumer((it) => {
        store.consumers.delete(it.arn)
        return nothing
      }),
    ],
    [
      'ListStreamConsumers',
      on((stream) => ({ Consumers: [...store.consumers.values()].filter((it) => it.streamArn === stream.arn).map(consumerFacts) })),
    ],
  ])
}
