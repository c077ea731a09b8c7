/** What CloudWatch Logs keeps: groups, streams, and the newest events of each group. */
import { fault } from '../../reply.js'
import type { Fault, Input } from '../../types.js'
import type { Table, Tables } from '../tables.js'

export interface Group {
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly retentionDays: number | null
  readonly kmsKeyId: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly filters: readonly Input[]
}

export interface Stream {
  readonly group: string
  readonly name: string
  readonly createdAt: number
  readonly first: number | null
  readonly last: number | null
  readonly ingestedAt: number | null
  /** How many events were put: the number of the next one. */
  readonly count: number
}

export interface LogEvent {
  readonly timestamp: number
  readonly message: string
  readonly ingestionTime: number
}

/** Of a group the newest are kept, whichever stream they are in: AWS keeps all, and a machine that is left running has an end. */
const MAX_KEPT = 20_000

export interface LogStore {
  readonly groups: Table<Group>
  readonly streams: Table<Stream>
  readonly streamsOf: (group: Group) => readonly Stream[]
  /** By number, which is text, in the order in which they came. */
  readonly events: (group: Group, stream: string) => ReadonlyMap<string, LogEvent>
  /** Puts events behind those of a stream; the oldest of its group give way. */
  readonly append: (group: Group, stream: Stream, events: readonly LogEvent[]) => void
  readonly drop: (group: Group, stream: string) => void
}

export function logStore(tables: Tables): LogStore {
  const tableName = (group: Group, stream: string): string => `logs/events/${group.arn}:${stream}`
  const eventsOf = (group: Group, stream: string): Table<LogEvent> => tables.table(tableName(group, stream))
  const streams = tables.table<Stream>('logs/streams')
  const streamsOf = (group: Group): readonly Stream[] => [...streams.values()].filter((it) => it.group === group.arn)
  return {
    groups: tables.table('logs/groups'),
    streams,
    streamsOf,
    events: eventsOf,
    append: (group, stream, events) => {
      const table = eventsOf(group, stream.name)
      for (const [i, event] of events.entries()) table.set(String(stream.count + i), event)
      forgetOldest(streamsOf(group).map(({ name }) => eventsOf(group, name)))
    },
    drop: (group, stream) => tables.drop(tableName(group, stream)),
  }
}

function forgetOldest(all: readonly Table<LogEvent>[]): void {
  let kept = 0
  for (const table of all) kept += table.size
  for (; kept > MAX_KEPT; kept--) {
    let from: Table<LogEvent> | null = null
    let oldest = Number.POSITIVE_INFINITY
    for (const table of all)
      for (const { timestamp } of table.values()) {
        if (timestamp < oldest) [from, oldest] = [table, timestamp]
        break
      }
    for (const number of from?.keys() ?? []) {
      from?.delete(number)
      break
    }
  }
}

export const streamKey = (group: Group, name: string): string => `${group.arn}:${name}`

export const missingStream = fault('ResourceNotFoundException', 'The specified log stream does not exist.', 400)
export const wrong = (message: string): Fault => fault('InvalidParameterException', message, 400)
