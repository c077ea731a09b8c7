/**
 * CloudWatch Logs: groups, streams, events, and the filter patterns that are plain terms.
 *
 * Source: CloudWatch Logs API Reference, the pages of the operations.
 */
import { flagOf, numberOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Input, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../../types.js'
import { filterEvents, getEvents, paged, putEvents } from './events.js'
import { type Group, type LogStore, logStore, missingStream, streamKey, wrong } from './store.js'
import { tellSubscribers } from './subscriptions.js'

export function logsService(world: StoreWorld): LocalService {
  const { tables } = world
  const store = logStore(tables)
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

function deleteGroup(store: LogStore, group: Group): Output {
  for (const { name } of store.streamsOf(group)) deleteStream(store, group, name)
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
  store.drop(group, name)
  return nothing
}

function describeStreams(store: LogStore, group: Group, input: Input): Output {
  const prefix = textOf(input, 'logStreamNamePrefix') ?? ''
  const byTime = textOf(input, 'orderBy') === 'LastEventTime'
  const sign = flagOf(input, 'descending') === true ? -1 : 1
  const all = store
    .streamsOf(group)
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

const DAYS = new Set([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653])

function putRetention(group: Group, days: number | null, keep: (group: Group) => Output): Output | Fault {
  return days !== null && DAYS.has(days)
    ? keep({ ...group, retentionDays: days })
    : wrong(
        `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set`,
      )
}
