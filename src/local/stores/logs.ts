/**
 * CloudWatch Logs: groups, streams, events, and the filter patterns that are plain terms.
 *
 * Source: CloudWatch Logs API Reference, the pages of the operations.
 */
import { flagOf, numberOf, recordsOf, tagsOf, textOf, textsOf } from '../input.js'
import { fault, isFault, nothing } from '../reply.js'
import type { Fault, Input, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../types.js'
import { filterMatches } from './log-filter.js'
import { type PutEvents, tellSubscribers } from './log-subscriptions.js'
import type { Table } from './tables.js'

interface Group {
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly retentionDays: number | null
  readonly kmsKeyId: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly filters: readonly Input[]
}

interface Stream {
  readonly group: string
  readonly name: string
  readonly createdAt: number
  readonly first: number | null
  readonly last: number | null
  readonly ingestedAt: number | null
  /** How many events were put: the number of the next one. */
  readonly count: number
}

interface LogEvent {
  readonly timestamp: number
  readonly message: string
  readonly ingestionTime: number
}

const MAX_EVENTS = 10_000
const MAX_BATCH_BYTES = 1_048_576
const OVERHEAD_BYTES = 26
/** Of one stream the newest are kept: AWS keeps all, and a machine that is left running has an end. */
const MAX_KEPT = 20_000

interface LogStore {
  readonly groups: Table<Group>
  readonly streams: Table<Stream>
  readonly events: (group: string, stream: string) => Table<LogEvent>
  readonly drop: (group: string, stream: string) => void
}

export function logsService(world: StoreWorld): LocalService {
  const { tables } = world
  const tableName = (group: string, stream: string): string => `logs/events/${group}:${stream}`
  const store: LogStore = {
    groups: tables.table('logs/groups'),
    streams: tables.table('logs/streams'),
    events: (group, stream) => tables.table(tableName(group, stream)),
    drop: (group, stream) => tables.drop(tableName(group, stream)),
  }
  const on =
    (act: (group: Group, call: ServiceCall) => Output | Fault): Operation =>
    (call) => {
      const group = findGroup(store, call)
      return isFault(group) ? group : act(group, call)
    }
  const keep = (group: Group): Output => {
    store.groups.set(group.arn, group)
    return nothing
  }
  const operations = new Map<string, Operation>([
    ['CreateLogGroup', (call) => createGroup(store, call)],
    ['DeleteLogGroup', on((group) => deleteGroup(store, group))],
    ['DescribeLogGroups', (call) => describeGroups(store, call)],
    ['CreateLogStream', on((group, call) => createStream(store, group, call))],
    ['DeleteLogStream', on((group, { input }) => deleteStream(store, group, textOf(input, 'logStreamName') ?? ''))],
    ['DescribeLogStreams', on((group, { input }) => describeStreams(store, group, input))],
    ['PutLogEvents', on((group, call) => putEvents(store, group, call, (put) => tellSubscribers(world, group, put)))],
    ['GetLogEvents', on((group, { input }) => getEvents(store, group, input))],
    ['FilterLogEvents', on((group, { input }) => filterEvents(store, group, input))],
    ['PutRetentionPolicy', on((group, { input }) => putRetention(group, numberOf(input, 'retentionInDays'), keep))],
    ['DeleteRetentionPolicy', on((group) => keep({ ...group, retentionDays: null }))],
    ['TagLogGroup', on((group, { input }) => keep({ ...group, tags: { ...group.tags, ...Object.fromEntries(tagsOf(input.tags)) } }))],
    ['UntagLogGroup', on((group, { input }) => keep({ ...group, tags: without(group.tags, textsOf(input, 'tags')) }))],
    ['ListTagsLogGroup', on((group) => ({ tags: group.tags }))],
    ['TagResource', on((group, { input }) => keep({ ...group, tags: { ...group.tags, ...Object.fromEntries(tagsOf(input.tags)) } }))],
    ['UntagResource', on((group, { input }) => keep({ ...group, tags: without(group.tags, textsOf(input, 'tagKeys')) }))],
    ['ListTagsForResource', on((group) => ({ tags: group.tags }))],
    [
      'PutSubscriptionFilter',
      on((group, { input }) => keep({ ...group, filters: [...group.filters.filter((it) => it.filterName !== input.filterName), input] })),
    ],
    ['DescribeSubscriptionFilters', on((group) => ({ subscriptionFilters: group.filters }))],
    [
      'DeleteSubscriptionFilter',
      on((group, { input }) => keep({ ...group, filters: group.filters.filter((it) => it.filterName !== input.filterName) })),
    ],
  ])
  return {
    suffix: 'cloudwatch-logs',
    operations,
    // Policies name a group with and without `:*`. Source: CloudWatch Logs User Guide, "CloudWatch Logs resources and operations".
    resolve: (check) => (/:log-group:[^:]+$/.test(check.resource) ? { ...check, orResource: `${check.resource}:*` } : check),
    contextOf: ({ resource }) => {
      const arn = resource.replace(/:log-stream:.*$/, '').replace(/:\*$/, '')
      const tags = store.groups.get(arn)?.tags
      return tags === undefined ? null : Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]]))
    },
  }
}

const without = (tags: Readonly<Record<string, string>>, keys: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)))

const groupArn = ({ account, region }: ServiceCall, name: string): string => `arn:aws:logs:${region}:${account}:log-group:${name}`

const missingGroup = fault('ResourceNotFoundException', 'The specified log group does not exist.', 400)
const missingStream = fault('ResourceNotFoundException', 'The specified log stream does not exist.', 400)
const wrong = (message: string): Fault => fault('InvalidParameterException', message, 400)

function findGroup(store: LogStore, call: ServiceCall): Group | Fault {
  const given = textOf(call.input, 'logGroupName') ?? textOf(call.input, 'logGroupIdentifier') ?? textOf(call.input, 'resourceArn') ?? ''
  const arn = given.startsWith('arn:') ? given.replace(/:\*$/, '') : groupArn(call, given)
  return store.groups.get(arn) ?? missingGroup
}

function createGroup(store: LogStore, call: ServiceCall): Output | Fault {
  const name = textOf(call.input, 'logGroupName') ?? ''
  if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name))
    return wrong(
      `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
    )
  const arn = groupArn(call, name)
  if (store.groups.has(arn)) return fault('ResourceAlreadyExistsException', 'The specified log group already exists', 400)
  store.groups.set(arn, {
    name,
    arn,
    createdAt: call.now,
    retentionDays: null,
    kmsKeyId: textOf(call.input, 'kmsKeyId'),
    tags: Object.fromEntries(tagsOf(call.input.tags)),
    filters: [],
  })
  return nothing
}

const streamsOf = (store: LogStore, { arn }: Group): readonly Stream[] => [...store.streams.values()].filter((it) => it.group === arn)
const streamKey = (group: Group, name: string): string => `${group.arn}:${name}`

function deleteGroup(store: LogStore, group: Group): Output {
  for (const { name } of streamsOf(store, group)) deleteStream(store, group, name)
  store.groups.delete(group.arn)
  return nothing
}

function describeGroups(store: LogStore, { input, account, region }: ServiceCall): Output {
  const prefix = textOf(input, 'logGroupNamePrefix') ?? ''
  const pattern = textOf(input, 'logGroupNamePattern') ?? ''
  const own = `arn:aws:logs:${region}:${account}:`
  const all = [...store.groups.values()]
    .filter((it) => it.arn.startsWith(own) && it.name.startsWith(prefix) && it.name.includes(pattern))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const page = paged(all, input, 50)
  return {
    logGroups: page.items.map((it) => ({
      logGroupName: it.name,
      creationTime: it.createdAt,
      ...(it.retentionDays === null ? {} : { retentionInDays: it.retentionDays }),
      metricFilterCount: 0,
      arn: `${it.arn}:*`,
      logGroupArn: it.arn,
      storedBytes: 0,
      ...(it.kmsKeyId === null ? {} : { kmsKeyId: it.kmsKeyId }),
      logGroupClass: 'STANDARD',
    })),
    ...page.more,
  }
}

function paged<T>(all: readonly T[], input: Input, max: number): { readonly items: readonly T[]; readonly more: Output } {
  const start = Number(Buffer.from(textOf(input, 'nextToken') ?? '', 'base64url').toString() || '0')
  const end = start + Math.min(numberOf(input, 'limit') ?? max, max)
  return { items: all.slice(start, end), more: end < all.length ? { nextToken: Buffer.from(String(end)).toString('base64url') } : {} }
}

function createStream(store: LogStore, group: Group, { input, now }: ServiceCall): Output | Fault {
  const name = textOf(input, 'logStreamName') ?? ''
  if (!/^[^:*]{1,512}$/.test(name))
    return wrong(
      `1 validation error detected: Value '${name}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
    )
  const key = streamKey(group, name)
  if (store.streams.has(key)) return fault('ResourceAlreadyExistsException', 'The specified log stream already exists', 400)
  store.streams.set(key, { group: group.arn, name, createdAt: now, first: null, last: null, ingestedAt: null, count: 0 })
  return nothing
}

function deleteStream(store: LogStore, group: Group, name: string): Output | Fault {
  if (!store.streams.delete(streamKey(group, name))) return missingStream
  store.drop(group.arn, name)
  return nothing
}

function describeStreams(store: LogStore, group: Group, input: Input): Output {
  const prefix = textOf(input, 'logStreamNamePrefix') ?? ''
  const byTime = textOf(input, 'orderBy') === 'LastEventTime'
  const sign = flagOf(input, 'descending') === true ? -1 : 1
  const all = streamsOf(store, group)
    .filter((it) => it.name.startsWith(prefix))
    .sort((a, b) => sign * (byTime ? (a.last ?? 0) - (b.last ?? 0) : a.name < b.name ? -1 : 1))
  const page = paged(all, input, 50)
  return {
    logStreams: page.items.map((it) => ({
      logStreamName: it.name,
      creationTime: it.createdAt,
      ...(it.first === null ? {} : { firstEventTimestamp: it.first, lastEventTimestamp: it.last, lastIngestionTime: it.ingestedAt }),
      uploadSequenceToken: String(it.count).padStart(56, '0'),
      arn: `${group.arn}:log-stream:${it.name}`,
      storedBytes: 0,
    })),
    ...page.more,
  }
}

function putEvents(store: LogStore, group: Group, { input, now }: ServiceCall, tell: (put: PutEvents) => void): Output | Fault {
  const key = streamKey(group, textOf(input, 'logStreamName') ?? '')
  const stream = store.streams.get(key)
  if (stream === undefined) return missingStream
  const given = recordsOf(input, 'logEvents')
  if (given.length < 1 || given.length > MAX_EVENTS)
    return wrong(
      `1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length between 1 and ${MAX_EVENTS}`,
    )
  const events: LogEvent[] = []
  let bytes = 0
  for (const it of given) {
    const timestamp = numberOf(it, 'timestamp')
    const message = textOf(it, 'message')
    if (timestamp === null || message === null || message === '') return wrong('a log event has a timestamp and a message')
    if (timestamp < (events.at(-1)?.timestamp ?? 0))
      return wrong('Log events in a single PutLogEvents request must be in chronological order.')
    bytes += Buffer.byteLength(message) + OVERHEAD_BYTES
    events.push({ timestamp, message, ingestionTime: now })
  }
  if (bytes > MAX_BATCH_BYTES) return wrong('Upload too large: the maximum batch size is 1048576 bytes')
  const table = store.events(group.arn, stream.name)
  for (const [i, event] of events.entries()) table.set(String(stream.count + i), event)
  for (const [oldest] of table) {
    if (table.size <= MAX_KEPT) break
    table.delete(oldest)
  }
  store.streams.set(key, {
    ...stream,
    count: stream.count + events.length,
    first: Math.min(stream.first ?? Number.POSITIVE_INFINITY, events[0]?.timestamp ?? now),
    last: Math.max(stream.last ?? 0, events.at(-1)?.timestamp ?? now),
    ingestedAt: now,
  })
  tell({ stream: stream.name, first: stream.count, events })
  return { nextSequenceToken: String(stream.count + events.length).padStart(56, '0') }
}

/** Stable: events of one time stand in the order in which they came. */
const inOrder = (events: readonly LogEvent[]): readonly LogEvent[] => [...events].sort((a, b) => a.timestamp - b.timestamp)

const within = (input: Input): ((event: LogEvent) => boolean) => {
  const start = numberOf(input, 'startTime') ?? 0
  const end = numberOf(input, 'endTime') ?? Number.POSITIVE_INFINITY
  return ({ timestamp }) => timestamp >= start && timestamp < end
}

function getEvents(store: LogStore, group: Group, input: Input): Output | Fault {
  const stream = store.streams.get(streamKey(group, textOf(input, 'logStreamName') ?? ''))
  if (stream === undefined) return missingStream
  const all = inOrder([...store.events(group.arn, stream.name).values()].filter(within(input)))
  const limit = Math.min(numberOf(input, 'limit') ?? MAX_EVENTS, MAX_EVENTS)
  const token = textOf(input, 'nextToken')
  const place = token === null ? null : Number(token.slice(2))
  const fromHead = flagOf(input, 'startFromHead') === true
  const start =
    place === null
      ? fromHead
        ? 0
        : Math.max(0, all.length - limit)
      : token?.startsWith('b/') === true
        ? Math.max(0, place - limit)
        : place
  const end = token?.startsWith('b/') === true && place !== null ? Math.min(place, all.length) : Math.min(start + limit, all.length)
  return { events: all.slice(start, end), nextForwardToken: `f/${end}`, nextBackwardToken: `b/${start}` }
}

function filterEvents(store: LogStore, group: Group, input: Input): Output | Fault {
  const names = textsOf(input, 'logStreamNames')
  const prefix = textOf(input, 'logStreamNamePrefix') ?? ''
  const pattern = textOf(input, 'filterPattern') ?? ''
  const isWithin = within(input)
  const found = streamsOf(store, group)
    .filter((it) => (names.length === 0 || names.includes(it.name)) && it.name.startsWith(prefix))
    .flatMap((stream) =>
      [...store.events(group.arn, stream.name)].flatMap(([number, event]) =>
        isWithin(event) && filterMatches(pattern, event.message)
          ? [{ logStreamName: stream.name, ...event, eventId: `${stream.name}/${number}` }]
          : [],
      ),
    )
    .sort((a, b) => a.timestamp - b.timestamp)
  const page = paged(found, input, MAX_EVENTS)
  return { events: page.items, searchedLogStreams: [], ...page.more }
}

const DAYS = new Set([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653])

function putRetention(group: Group, days: number | null, keep: (group: Group) => Output): Output | Fault {
  return days !== null && DAYS.has(days)
    ? keep({ ...group, retentionDays: days })
    : wrong(
        `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set`,
      )
}
