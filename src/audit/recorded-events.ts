/** Under which events an action is recorded: those of the operations that check it. */
import { clientFacts, clientSuffixes, operationFacts } from '../catalog/index.js'
import { eventNameOf, eventSourceOf } from '../events/index.js'

export interface RecordedEvent {
  /** `monitoring.amazonaws.com` */
  readonly source: string
  /** As an event spells it, with the version of the API where it has one. */
  readonly name: string
}

const byService = new Map<string, ReadonlyMap<string, readonly RecordedEvent[]>>()

/** @returns by action, for the actions of a service; empty where no client of the service is known */
export function recordedEvents(service: string): ReadonlyMap<string, readonly RecordedEvent[]> {
  const known = byService.get(service)
  if (known !== undefined) return known
  const found = new Map<string, RecordedEvent[]>()
  for (const client of clientSuffixes()) {
    const facts = clientFacts(client)
    // Directory buckets and the like are called with another service's client.
    if (facts === null || facts.prefix === null || !service.startsWith(facts.prefix)) continue
    for (const operation of facts.operations) {
      const checks = operationFacts(client, operation)
      if (checks.kind !== 'checks') continue
      for (const action of new Set(checks.checks.map((check) => check.action))) {
        const events = found.get(action) ?? []
        events.push({ source: eventSourceOf(client), name: eventNameOf(client, operation) })
        found.set(action, events)
      }
    }
  }
  byService.set(service, found)
  return found
}

export const eventsOfAction = (action: string): readonly RecordedEvent[] =>
  recordedEvents(action.slice(0, action.indexOf(':'))).get(action) ?? []
