/** Log events: put, read and filtered. Source: CloudWatch Logs API Reference, the pages of the operations. */
import { flagOf, numberOf, recordsOf, textOf, textsOf } from '../../input.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import { filterMatches } from './filter.js'
import { type Group, type LogEvent, type LogStore, missingStream, streamKey, wrong } from './store.js'
import type { PutEvents } from './subscriptions.js'

const MAX_EVENTS = 10_000
const MAX_BATCH_BYTES = 1_048_576
const OVERHEAD_BYTES = 26

export function putEvents(store: LogStore, group: Group, { input, now }: ServiceCall, tell: (put: PutEvents) => void): Output | Fault {
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
  store.append(group, stream, events)
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

export function getEvents(store: LogStore, group: Group, input: Input): Output | Fault {
  const stream = store.streams.get(streamKey(group, textOf(input, 'logStreamName') ?? ''))
  if (stream === undefined) return missingStream
  const all = inOrder([...store.events(group, stream.name).values()].filter(within(input)))
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

export function filterEvents(store: LogStore, group: Group, input: Input): Output | Fault {
  const names = textsOf(input, 'logStreamNames')
  const prefix = textOf(input, 'logStreamNamePrefix') ?? ''
  const pattern = textOf(input, 'filterPattern') ?? ''
  const isWithin = within(input)
  const found = store
    .streamsOf(group)
    .filter((it) => (names.length === 0 || names.includes(it.name)) && it.name.startsWith(prefix))
    .flatMap((stream) =>
      [...store.events(group, stream.name)].flatMap(([number, event]) =>
        isWithin(event) && filterMatches(pattern, event.message)
          ? [{ logStreamName: stream.name, ...event, eventId: `${stream.name}/${number}` }]
          : [],
      ),
    )
    .sort((a, b) => a.timestamp - b.timestamp)
  const page = paged(found, input, MAX_EVENTS)
  return { events: page.items, searchedLogStreams: [], ...page.more }
}

export function paged<T>(all: readonly T[], input: Input, max: number): { readonly items: readonly T[]; readonly more: Output } {
  const start = Number(Buffer.from(textOf(input, 'nextToken') ?? '', 'base64url').toString() || '0')
  const end = start + Math.min(numberOf(input, 'limit') ?? max, max)
  return { items: all.slice(start, end), more: end < all.length ? { nextToken: Buffer.from(String(end)).toString('base64url') } : {} }
}
