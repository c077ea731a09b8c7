/**
 * What a trail can show. An action that was not seen is unused only if a call of it would have been recorded: CloudTrail
 * never records some, and a trail selects others away.
 *
 * Source: CloudTrail User Guide, "Logging data events", and the page on CloudTrail of each service's guide.
 */
import { findAction } from '../catalog/index.js'
import { type EventParts, eventMeaning } from '../events/index.js'
import { DATA_CLASSES, matchesPattern, NEVER, RECORDED_AS_READ, RECORDED_AS_WRITE, RECORDED_BY_NAME, SIDE_CHECKS } from './data-classes.js'
import { recordedEvents } from './recorded-events.js'
import type { Fact, NotObservableCode } from './types.js'

/** @returns the class of data events that records an action, or `Management` */
export function eventClass(action: string): string {
  const found = DATA_CLASSES.find(({ actions }) => actions.some((pattern) => matchesPattern(pattern, action)))
  return found?.type ?? 'Management'
}

/** What a trail recorded: by its selectors where they are known, else by what its files hold. */
export interface Recorded {
  /** Whether the trail's selectors say it; else it is concluded from the events. */
  readonly isStated: boolean
  /** @param likeness whether a resource of the logs can be what the pattern means */
  readonly records: (eventClass: string, action: string, resource: string, likeness: Likeness) => boolean
}

export type Likeness = (pattern: string, resource: string) => 'yes' | 'maybe' | 'no'

/**
 * @returns why an action that was not seen on a resource may have been used all the same; null where it would have been recorded
 */
export function notObservable(action: string, resource: string, recorded: Recorded, likeness: Likeness): NotObservableCode | null {
  if ([...NEVER, ...SIDE_CHECKS].some((pattern) => matchesPattern(pattern, action))) return 'audit/never-logged'
  if (findAction(action) !== null && eventClass(action) === 'Management' && !isNamedByEvents(action)) return 'audit/never-logged'
  return recorded.records(eventClass(action), action, resource, likeness) ? null : 'audit/not-selected'
}

/** Whether some operation's event means the action: many actions are only checked beside another one. */
function isNamedByEvents(action: string): boolean {
  const named = recordedEvents(action.slice(0, action.indexOf(':')))
  // Of a service whose clients are not known every action may have an event.
  return named.size === 0 || named.has(action) || RECORDED_BY_NAME.has(action)
}

/** Whether events of an action say that they read: trails record reads, writes or both. */
export function isRead(action: string): boolean {
  if (RECORDED_AS_READ.some((pattern) => matchesPattern(pattern, action))) return true
  return !RECORDED_AS_WRITE.includes(action) && /^(Read|List)$/.test(findAction(action)?.level ?? 'Write')
}

/**
 * What can be concluded from the events themselves. A trail selects reads and writes apart, and data events for some buckets,
 * tables or functions: only where somebody's event of that kind and of that place was seen, another one would have been.
 *
 * @param names `SOURCE NAME` of every event that was read
 */
export function recordedBy(names: ReadonlySet<string>, facts: readonly Fact[]): Recorded {
  const management = new Set<string>()
  for (const name of names) {
    const [source = '', event = ''] = name.split(' ')
    for (const { action } of eventMeaning({ ...NO_PARTS, source, name: event }).checks) {
      if (eventClass(action) === 'Management') management.add(managementKey(action))
    }
  }
  const places = new Map<string, Set<string>>()
  // What an endpoint refused is told by network activity events, which are selected for themselves.
  const recorded = facts.filter(({ by }) => by !== 'VPC endpoint policy')
  for (const { action, resource } of recorded.flatMap(({ checks }) => checks)) {
    const key = `${eventClass(action)} ${isRead(action)}`
    places.set(key, (places.get(key) ?? new Set()).add(placeOf(resource)))
  }
  return {
    isStated: false,
    records: (asked, action, resource, likeness) => {
      if (asked === 'Management') return management.has(managementKey(action))
      const seen = places.get(`${asked} ${isRead(action)}`)
      const place = placeOf(resource)
      if (seen === undefined) return false
      return place.includes('${') ? [...seen].some((one) => likeness(place, one) === 'yes') : !/[*?]/.test(place) && seen.has(place)
    },
  }
}

/** Events of these can be left out of a trail by themselves. Source: CloudTrail User Guide, "Logging management events". */
const LEFT_OUT: readonly string[] = ['kms', 'rds-data']

function managementKey(action: string): string {
  const service = action.slice(0, action.indexOf(':'))
  return `${LEFT_OUT.includes(service) ? service : ''} ${isRead(action)}`
}

/** What data events are selected by: the bucket (or its access point), the table or the function that a resource is of. Symbols hold colons of their own. */
export function placeOf(resource: string): string {
  const parts = resource.replaceAll(/\$\{[^}]*\}/g, (symbol) => symbol.replaceAll(':', '\0')).split(':')
  const name = parts.slice(5).join(':')
  const place = (of: string): string => [...parts.slice(0, 5), of].join(':').replaceAll('\0', ':')
  if (parts[2] === 's3') return place(/^(?:accesspoint\/)?[^/]*/.exec(name)?.[0] ?? '')
  if (parts[2] === 'dynamodb') return place(name.split('/').slice(0, 2).join('/'))
  if (parts[2] === 'lambda') return place(name.split(':').slice(0, 2).join(':'))
  return resource
}

const NO_PARTS: EventParts = {
  source: '',
  name: '',
  place: { partition: 'aws', region: '', account: '' },
  eventType: null,
  parameters: null,
  resourceArns: [],
  errorCode: null,
  errorMessage: null,
}
