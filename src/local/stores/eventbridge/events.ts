/** Events on their way to the targets of rules, and rules whose time has come. Source: EventBridge API Reference, "PutEvents". */
import { randomUUID } from 'node:crypto'
import { numberOf, recordsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import type { BusEvent } from './model.js'
import { matchesPattern } from './pattern.js'
import { nextRun } from './schedule.js'
import { type Bus, busArn, type EventStore, findBus } from './store.js'
import { sendToTarget } from './targets.js'

const MAX_ENTRY_BYTES = 1_048_576

export function putEvents(store: EventStore, call: ServiceCall): Output | Fault {
  const entries = recordsOf(call.input, 'Entries')
  if (entries.length < 1 || entries.length > 10)
    return fault(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10`,
      400,
    )
  const results = entries.map((entry) => putEvent(store, call, entry))
  return { FailedEntryCount: results.filter((it) => it.ErrorCode !== undefined).length, Entries: results }
}

function putEvent(store: EventStore, call: ServiceCall, entry: Input): Output {
  const source = textOf(entry, 'Source')
  const type = textOf(entry, 'DetailType')
  const detail = textOf(entry, 'Detail')
  const failed = (ErrorCode: string, ErrorMessage: string): Output => ({ ErrorCode, ErrorMessage })
  if (source === null || source === '')
    return failed('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.')
  if (type === null || type === '')
    return failed('InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.')
  if (detail === null) return failed('InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.')
  if (Buffer.byteLength(detail) > MAX_ENTRY_BYTES)
    return failed('InvalidArgument', 'Total size of the entries in the request is over the limit.')
  if (source.startsWith('aws.') && call.caller.via === null)
    return failed('NotAuthorizedForSourceException', 'Not authorized for the source.')
  let parsed: unknown
  try {
    parsed = JSON.parse(detail)
  } catch {
    return failed('MalformedDetail', 'Detail is malformed.')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return failed('MalformedDetail', 'Detail is malformed.')
  const bus = findBus(store, call, textOf(entry, 'EventBusName') ?? 'default')
  const id = randomUUID()
  // Events for a bus that is not there are dropped, and their sender is not told.
  if (isFault(bus)) return { EventId: id }
  const at = numberOf(entry, 'Time')
  publish(store, bus, {
    version: '0',
    id,
    'detail-type': type,
    source,
    account: call.account,
    time: `${new Date(at === null ? call.now : at * 1000).toISOString().slice(0, 19)}Z`,
    region: call.region,
    resources: textsOf(entry, 'Resources'),
    detail: parsed as Readonly<Record<string, unknown>>,
  })
  return { EventId: id }
}

function publish(store: EventStore, bus: Bus, event: BusEvent): void {
  for (const rule of store.rules.values()) {
    if (rule.pattern === null || rule.state === 'DISABLED' || busArn(rule, rule.bus) !== bus.arn) continue
    if (!matchesPattern(JSON.parse(rule.pattern), event)) continue
    for (const target of rule.targets) setImmediate(() => void sendToTarget(store.world, rule, target, event))
  }
}

export function runSchedules(store: EventStore): void {
  const now = store.world.clock.now()
  for (const rule of [...store.rules.values()]) {
    if (rule.schedule === null || rule.nextAt === null || rule.nextAt > now) continue
    store.rules.set(rule.arn, { ...rule, nextAt: nextRun(rule.schedule, now) })
    if (rule.state === 'DISABLED') continue
    const event: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: rule.account,
      time: `${new Date(rule.nextAt).toISOString().slice(0, 19)}Z`,
      region: rule.region,
      resources: [rule.arn],
      detail: {},
    }
    for (const target of rule.targets) setImmediate(() => void sendToTarget(store.world, rule, target, event))
  }
}
