/**
 * EventBridge: buses, rules with patterns and schedules, targets, events.
 *
 * Source: EventBridge API Reference, the pages of the operations.
 */
import { recordsOf, tagsOf, textOf, textsOf } from '../../input.js'
import { fault, nothing } from '../../reply.js'
import type { Caller, Fault, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../../types.js'
import { busesOf, createBus, deleteBus, describeBus, putPermission, removePermission, showBus } from './buses.js'
import { eventsContext } from './context.js'
import { putEvents, runSchedules } from './events.js'
import type { Rule, Target } from './model.js'
import { deleteRule, describeRule, listRules, putRule, putTargets, removeTargets, rulesOf, testPattern } from './rules.js'
import { busName, type EventStore, ruleArn } from './store.js'

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
    resourcePolicy: (arn, action, caller) => policyOf(store.buses.get(arn)?.policy ?? null, arn, action, caller),
    contextOf: (check, call) => eventsContext(store, check, call),
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

/** Services of AWS send to the default bus, whatever its policy says of others. Source: EventBridge User Guide, "Events from AWS services". */
function policyOf(own: string | null, arn: string, action: string, { via }: Caller): string | null {
  if (via === null || action !== 'events:PutEvents' || !arn.endsWith(':event-bus/default')) return own
  const standard = { Effect: 'Allow', Principal: { Service: via.service }, Action: action, Resource: arn }
  const given = own === null ? { Version: '2012-10-17', Statement: [] } : (JSON.parse(own) as { readonly Statement: readonly unknown[] })
  return JSON.stringify({ ...given, Statement: [...given.Statement, standard] })
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
