/**
 * CloudTrail's event history: the management events of this process, as `LookupEvents` finds them. Data events are not in
 * it, and calls of IAM are found in its home region alone.
 *
 * Source: CloudTrail API Reference, "LookupEvents"; CloudTrail User Guide, "Working with CloudTrail event history".
 */
import type { CloudTrailRecord } from '../../events/index.js'
import { listOf, numberOf, textOf } from '../input.js'
import { fault } from '../reply.js'
import type { Input, LocalService, Operation, Output } from '../types.js'

/** A rehearsal looks minutes back, not days. */
const MAX_EVENTS = 10_000
const MAX_PAGE = 50

export interface EventHistory {
  readonly note: (event: CloudTrailRecord) => void
  /** What is put back as it was knows nothing of what came after. */
  readonly forget: () => void
  readonly service: LocalService
}

export function eventHistory(): EventHistory {
  let events: CloudTrailRecord[] = []
  const lookup: Operation = ({ input, account, region }) => {
    const attributes = listOf(input, 'LookupAttributes') as readonly Input[]
    if (attributes.length > 1) return fault('InvalidLookupAttributesException', 'You can specify only one lookup attribute.', 400)
    const size = numberOf(input, 'MaxResults') ?? MAX_PAGE
    if (size < 1 || size > MAX_PAGE) return fault('InvalidMaxResultsException', `MaxResults must be between 1 and ${MAX_PAGE}.`, 400)
    const [from, to] = [timeOf(input.StartTime) ?? 0, timeOf(input.EndTime) ?? Number.POSITIVE_INFINITY]
    if (from > to) return fault('InvalidTimeRangeException', 'The start time must be before the end time.', 400)
    const token = textOf(input, 'NextToken') ?? null
    const start = token === null ? 0 : Number(token)
    if (!Number.isInteger(start)) return fault('InvalidNextTokenException', 'The token is not valid.', 400)
    const found = events.filter(
      (event) =>
        event.recipientAccountId === account &&
        event.awsRegion === region &&
        isBetween(event, from, to) &&
        attributes.every((it) => hasAttribute(event, it)),
    )
    const newest = found.toReversed()
    const next = start + size < newest.length ? String(start + size) : undefined
    return { Events: newest.slice(start, start + size).map(entryOf), ...(next !== undefined && { NextToken: next }) }
  }
  return {
    note: (event) => {
      events.push(event)
      if (events.length >= 1.1 * MAX_EVENTS) events = events.slice(-MAX_EVENTS)
    },
    forget: () => {
      events = []
    },
    service: { suffix: 'cloudtrail', operations: new Map([['LookupEvents', lookup]]) },
  }
}

const secondsOf = ({ eventTime = '' }: CloudTrailRecord): number => Date.parse(eventTime) / 1000
const isBetween = (event: CloudTrailRecord, from: number, to: number): boolean =>
  secondsOf(event) >= Math.floor(from) && secondsOf(event) <= to

/** Timestamps come as seconds. */
function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  const parsed = typeof value === 'string' ? Date.parse(value) / 1000 : Number.NaN
  return Number.isFinite(parsed) ? parsed : null
}

/** A user's name, and of a role's session the session's. */
const userOf = ({ userIdentity }: CloudTrailRecord): string | undefined => userIdentity?.userName ?? userIdentity?.arn?.split('/').at(-1)

/** ARNs, and the names in them: the history is asked by either. */
const namesOf = ({ resources = [] }: CloudTrailRecord): readonly string[] =>
  resources.flatMap(({ ARN = '' }) => [ARN, ARN.split(/[:/]/).at(-1) ?? ARN])

function hasAttribute(event: CloudTrailRecord, attribute: Input): boolean {
  const value = textOf(attribute, 'AttributeValue') ?? ''
  switch (textOf(attribute, 'AttributeKey')) {
    case 'EventId':
      return event.eventID === value
    case 'EventName':
      return event.eventName === value
    case 'EventSource':
      return event.eventSource === value
    case 'ReadOnly':
      return String(event.readOnly) === value
    case 'Username':
      return userOf(event) === value
    case 'ResourceName':
      return value !== '' && namesOf(event).includes(value)
    case 'ResourceType':
      return event.resources?.some(({ type }) => type === value) === true
    case 'AccessKeyId':
      return event.userIdentity?.accessKeyId === value
    default:
      return false
  }
}

const entryOf = (event: CloudTrailRecord): Output => ({
  EventId: event.eventID,
  EventName: event.eventName,
  ReadOnly: String(event.readOnly),
  ...(event.userIdentity?.accessKeyId !== undefined && { AccessKeyId: event.userIdentity.accessKeyId }),
  EventTime: secondsOf(event),
  EventSource: event.eventSource,
  Username: userOf(event),
  Resources: namesOf(event).map((ResourceName) => ({ ResourceName })),
  CloudTrailEvent: JSON.stringify(event),
})
