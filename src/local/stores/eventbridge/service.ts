/**
 * EventBridge: buses, rules with patterns and schedules, targets, events.
 *
 * Source: EventBridge API Reference, the pages of the operations.
 */
import { randomUUID } from 'node:crypto'
import { numberOf, recordOf, recordsOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Input, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../../types.js'
import type { Table } from '../tables.js'
import type { BusEvent, Rule, Target } from './model.js'
import { matchesPattern, patternProblem } from './pattern.js'
import { nextRun, scheduleProblem } from './schedule.js'
import { sendToTarget } from './targets.js'

interface Bus {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly createdAt: number
  readonly policy: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly description: string | null
}

interface EventStore {
  readonly world: StoreWorld
  readonly buses: Table<Bus>
  readonly rules: Table<Rule>
}

export interface EventsService {
  readonly service: LocalService
  /** Rules whose time has come. */
  readonly tick: () => void
}

export function eventsService(world: StoreWorld): EventsService {
  const store: EventStore = { world, buses: world.tables.table('events/buses'), rules: world.tables.table('events/rules') }
  const onRule =
    (act: (rule: Rule, call: ServiceCall) => Output | Fault): Operation =>
    (call) => {
      const rule = store.rules.get(ruleArn(call, busName(call.input), textOf(call.input, 'Name') ?? textOf(call.input, 'Rule') ?? ''))
      return rule === undefined
        ? fault(
            'ResourceNotFoundException',
            `Rule ${textOf(call.input, 'Name') ?? textOf(call.input, 'Rule') ?? ''} does not exist on EventBus ${busName(call.input)}.`,
            400,
          )
        : act(rule, call)
    }
  const keep = (rule: Rule): Output => {
    store.rules.set(rule.arn, rule)
    return nothing
  }
  const service: LocalService = {
    suffix: 'eventbridge',
    resourcePolicy: (arn) => store.buses.get(arn)?.policy ?? null,
    contextOf: ({ resource }) => {
      const tags = store.rules.get(resource)?.tags ?? store.buses.get(resource)?.tags
      return tags === undefined ? null : Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]]))
    },
    operations: new Map<string, Operation>([
      ['PutEvents', (call) => putEvents(store, call)],
      ['CreateEventBus', (call) => createBus(store, call)],
      ['DeleteEventBus', (call) => deleteBus(store, call)],
      ['DescribeEventBus', (call) => describeBus(store, call)],
      [
        'ListEventBuses',
        (call) => ({
          EventBuses: busesOf(store, call)
            .filter((it) => it.name.startsWith(textOf(call.input, 'NamePrefix') ?? ''))
            .map(showBus),
        }),
      ],
      ['PutPermission', (call) => putPermission(store, call)],
      ['RemovePermission', (call) => removePermission(store, call)],
      ['PutRule', (call) => putRule(store, call)],
      ['DescribeRule', onRule(describeRule)],
      ['DeleteRule', onRule((rule) => deleteRule(store, rule))],
      ['EnableRule', onRule((rule) => keep({ ...rule, state: 'ENABLED' }))],
      ['DisableRule', onRule((rule) => keep({ ...rule, state: 'DISABLED' }))],
      ['ListRules', (call) => listRules(store, call)],
      [
        'ListRuleNamesByTarget',
        (call) => ({
          RuleNames: rulesOf(store, call)
            .filter((it) => it.targets.some(({ Arn }) => Arn === textOf(call.input, 'TargetArn')))
            .map((it) => it.name),
        }),
      ],
      ['PutTargets', onRule((rule, { input }) => putTargets(rule, recordsOf(input, 'Targets') as unknown as readonly Target[], keep))],
      ['RemoveTargets', onRule((rule, { input }) => removeTargets(rule, textsOf(input, 'Ids'), keep))],
      ['ListTargetsByRule', onRule((rule) => ({ Targets: rule.targets }))],
      ['TestEventPattern', ({ input }) => testPattern(textOf(input, 'EventPattern') ?? '', textOf(input, 'Event') ?? '')],
      ['TagResource', (call) => tag(store, call)],
      ['UntagResource', (call) => untag(store, call)],
      ['ListTagsForResource', ({ input }) => listTags(store, textOf(input, 'ResourceARN') ?? '')],
    ]),
  }
  return { service, tick: () => runSchedules(store) }
}

const busName = (input: Input): string => {
  const given = textOf(input, 'EventBusName') ?? 'default'
  return given.slice(given.lastIndexOf('/') + 1)
}

const busArn = ({ account, region }: Pick<ServiceCall, 'account' | 'region'>, name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:events:${region}:${account}:event-bus/${name}`

const ruleArn = ({ account, region }: Pick<ServiceCall, 'account' | 'region'>, bus: string, name: string): string =>
  `arn:aws:events:${region}:${account}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`

/** Each account has a default bus without having made it. */
function findBus(store: EventStore, call: Pick<ServiceCall, 'account' | 'region'>, name: string): Bus | Fault {
  const arn = busArn(call, name)
  const bus = store.buses.get(arn)
  if (bus !== undefined) return bus
  const [, , , region = '', account = ''] = arn.split(':')
  if (arn.endsWith(':event-bus/default'))
    return { name: 'default', arn, account, region, createdAt: 0, policy: null, tags: {}, description: null }
  return fault('ResourceNotFoundException', `Event bus ${arn.slice(arn.lastIndexOf('/') + 1)} does not exist.`, 400)
}

function busesOf(store: EventStore, call: ServiceCall): readonly Bus[] {
  const own = [...store.buses.values()].filter((it) => it.account === call.account && it.region === call.region && it.name !== 'default')
  const standard = findBus(store, call, 'default')
  return isFault(standard) ? own : [standard, ...own]
}

const showBus = (it: Bus): Output => ({
  Name: it.name,
  Arn: it.arn,
  ...(it.policy === null ? {} : { Policy: it.policy }),
  ...(it.description === null ? {} : { Description: it.description }),
})

function createBus(store: EventStore, call: ServiceCall): Output | Fault {
  const name = textOf(call.input, 'Name') ?? ''
  if (!/^[/.\-_A-Za-z0-9]{1,256}$/.test(name) || name === 'default')
    return fault('ValidationException', `EventBus name ${name} is not valid.`, 400)
  const arn = busArn(call, name)
  if (store.buses.has(arn)) return fault('ResourceAlreadyExistsException', `Event bus ${name} already exists.`, 400)
  store.buses.set(arn, {
    name,
    arn,
    account: call.account,
    region: call.region,
    createdAt: call.now,
    policy: null,
    tags: Object.fromEntries(tagsOf(call.input.Tags)),
    description: textOf(call.input, 'Description'),
  })
  return { EventBusArn: arn }
}

function deleteBus(store: EventStore, call: ServiceCall): Output | Fault {
  const name = textOf(call.input, 'Name') ?? ''
  if (name === 'default') return fault('ValidationException', 'Cannot delete event bus default.', 400)
  const arn = busArn(call, name)
  if ([...store.rules.values()].some((it) => busArn(it, it.bus) === arn))
    return fault('ValidationException', `Event bus ${name} cannot be deleted since it contains rules.`, 400)
  store.buses.delete(arn)
  return nothing
}

function describeBus(store: EventStore, call: ServiceCall): Output | Fault {
  const bus = findBus(store, call, textOf(call.input, 'Name') ?? 'default')
  return isFault(bus) ? bus : showBus(bus)
}

type Policy = { readonly Statement: readonly { readonly Sid?: string }[] } & Readonly<Record<string, unknown>>

function putPermission(store: EventStore, call: ServiceCall): Output | Fault {
  const { input } = call
  const bus = findBus(store, call, textOf(input, 'EventBusName') ?? 'default')
  if (isFault(bus)) return bus
  const whole = textOf(input, 'Policy')
  if (whole !== null) {
    store.buses.set(bus.arn, { ...bus, policy: whole })
    return nothing
  }
  const Sid = textOf(input, 'StatementId') ?? ''
  const principal = textOf(input, 'Principal') ?? ''
  const condition = recordOf(input, 'Condition')
  const statement = {
    Sid,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
    Action: textOf(input, 'Action') ?? 'events:PutEvents',
    Resource: bus.arn,
    ...(condition === null ? {} : { Condition: { [String(condition.Type)]: { [String(condition.Key)]: condition.Value } } }),
  }
  const before = bus.policy === null ? { Version: '2012-10-17', Statement: [] } : (JSON.parse(bus.policy) as Policy)
  store.buses.set(bus.arn, {
    ...bus,
    policy: JSON.stringify({ ...before, Statement: [...before.Statement.filter((it) => it.Sid !== Sid), statement] }),
  })
  return nothing
}

function removePermission(store: EventStore, call: ServiceCall): Output | Fault {
  const bus = findBus(store, call, textOf(call.input, 'EventBusName') ?? 'default')
  if (isFault(bus)) return bus
  const before = bus.policy === null ? { Statement: [] } : (JSON.parse(bus.policy) as Policy)
  const left = call.input.RemoveAllPermissions === true ? [] : before.Statement.filter((it) => it.Sid !== textOf(call.input, 'StatementId'))
  store.buses.set(bus.arn, { ...bus, policy: left.length === 0 ? null : JSON.stringify({ ...before, Statement: left }) })
  return nothing
}

function putRule(store: EventStore, call: ServiceCall): Output | Fault {
  const { input, account, region, now } = call
  const name = textOf(input, 'Name') ?? ''
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name))
    return fault(
      'ValidationException',
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
      400,
    )
  const bus = findBus(store, call, textOf(input, 'EventBusName') ?? 'default')
  if (isFault(bus)) return bus
  const pattern = textOf(input, 'EventPattern')
  const schedule = textOf(input, 'ScheduleExpression')
  if (pattern === null && schedule === null)
    return fault('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.', 400)
  const badPattern = pattern === null ? null : patternProblem(pattern)
  if (badPattern !== null) return fault('InvalidEventPatternException', badPattern, 400)
  const badSchedule = schedule === null ? null : scheduleProblem(schedule)
  if (badSchedule !== null) return fault('ValidationException', badSchedule, 400)
  if (schedule !== null && bus.name !== 'default')
    return fault('ValidationException', 'ScheduleExpression is supported only on the default event bus.', 400)
  const arn = ruleArn(call, bus.name, name)
  const before = store.rules.get(arn)
  store.rules.set(arn, {
    name,
    arn,
    bus: bus.name,
    account,
    region,
    pattern,
    schedule,
    state: textOf(input, 'State') ?? 'ENABLED',
    description: textOf(input, 'Description'),
    roleArn: textOf(input, 'RoleArn'),
    targets: before?.targets ?? [],
    tags: before?.tags ?? Object.fromEntries(tagsOf(input.Tags)),
    nextAt: schedule === null ? null : nextRun(schedule, now),
  })
  return { RuleArn: arn }
}

const describeRule = (it: Rule): Output => ({
  Name: it.name,
  Arn: it.arn,
  ...(it.pattern === null ? {} : { EventPattern: it.pattern }),
  ...(it.schedule === null ? {} : { ScheduleExpression: it.schedule }),
  State: it.state,
  ...(it.description === null ? {} : { Description: it.description }),
  ...(it.roleArn === null ? {} : { RoleArn: it.roleArn }),
  EventBusName: it.bus,
})

function deleteRule(store: EventStore, rule: Rule): Output | Fault {
  if (rule.targets.length > 0) return fault('ValidationException', "Rule can't be deleted since it has targets.", 400)
  store.rules.delete(rule.arn)
  return nothing
}

const rulesOf = (store: EventStore, call: ServiceCall): readonly Rule[] =>
  [...store.rules.values()]
    .filter((it) => it.account === call.account && it.region === call.region && it.bus === busName(call.input))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

function listRules(store: EventStore, call: ServiceCall): Output {
  const { input } = call
  const prefix = textOf(input, 'NamePrefix') ?? ''
  const all = rulesOf(store, call).filter((it) => it.name.startsWith(prefix))
  const start = Number(textOf(input, 'NextToken') ?? '0')
  const end = start + (numberOf(input, 'Limit') ?? 100)
  return { Rules: all.slice(start, end).map(describeRule), ...(end < all.length ? { NextToken: String(end) } : {}) }
}

const MAX_TARGETS = 5

function putTargets(rule: Rule, targets: readonly Target[], keep: (rule: Rule) => Output): Output | Fault {
  const bad = targets.find(({ Id, Arn }) => typeof Id !== 'string' || typeof Arn !== 'string' || !Arn.startsWith('arn:'))
  if (bad !== undefined)
    return fault('ValidationException', `Parameter ${String(bad.Arn)} is not valid. Reason: Provided Arn is not in correct format.`, 400)
  const merged = [...rule.targets.filter((it) => !targets.some(({ Id }) => Id === it.Id)), ...targets]
  if (merged.length > MAX_TARGETS) return fault('LimitExceededException', 'The requested resource exceeds the maximum number allowed.', 400)
  keep({ ...rule, targets: merged })
  return { FailedEntryCount: 0, FailedEntries: [] }
}

function removeTargets(rule: Rule, ids: readonly string[], keep: (rule: Rule) => Output): Output {
  keep({ ...rule, targets: rule.targets.filter(({ Id }) => !ids.includes(Id)) })
  return { FailedEntryCount: 0, FailedEntries: [] }
}

function testPattern(pattern: string, event: string): Output | Fault {
  const problem = patternProblem(pattern)
  if (problem !== null) return fault('InvalidEventPatternException', problem, 400)
  try {
    return { Result: matchesPattern(JSON.parse(pattern), JSON.parse(event)) }
  } catch {
    return fault('ValidationException', 'Parameter Event is not valid.', 400)
  }
}

const MAX_ENTRY_BYTES = 1_048_576

function putEvents(store: EventStore, call: ServiceCall): Output | Fault {
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

function runSchedules(store: EventStore): void {
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

function tagged(
  store: EventStore,
  arn: string,
  change: (tags: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): Output | Fault {
  const rule = store.rules.get(arn)
  if (rule !== undefined) store.rules.set(arn, { ...rule, tags: change(rule.tags) })
  const bus = store.buses.get(arn)
  if (bus !== undefined) store.buses.set(arn, { ...bus, tags: change(bus.tags) })
  return rule === undefined && bus === undefined ? fault('ResourceNotFoundException', `Resource ${arn} does not exist.`, 400) : nothing
}

const tag = (store: EventStore, { input }: ServiceCall): Output | Fault =>
  tagged(store, textOf(input, 'ResourceARN') ?? '', (tags) => ({ ...tags, ...Object.fromEntries(tagsOf(input.Tags)) }))

const untag = (store: EventStore, { input }: ServiceCall): Output | Fault =>
  tagged(store, textOf(input, 'ResourceARN') ?? '', (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !textsOf(input, 'TagKeys').includes(key))),
  )

function listTags(store: EventStore, arn: string): Output | Fault {
  const tags = store.rules.get(arn)?.tags ?? store.buses.get(arn)?.tags
  return tags === undefined
    ? fault('ResourceNotFoundException', `Resource ${arn} does not exist.`, 400)
    : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
}
