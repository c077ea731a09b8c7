/**
 * Events of EventBridge and CloudWatch: schedules, patterns, log subscriptions.
 * Source: Serverless Framework documentation, "Schedule", "EventBridge Event", "CloudWatch Event", "CloudWatch Log".
 */
import type { Place } from '../../../outcome/index.js'
import { itemsOf, type Node, sourceOf } from '../../document/node.js'
import { normalName, plainName } from '../names.js'
import { allow, arnOf, join, list, namedArn, record, ref, resource, sub } from '../nodes.js'
import { of, type Service, type ServiceEvent, type ServiceFunction, type ServiceWithRoles } from '../service.js'
import { type Made, nothing, resourcesOnly } from '../template/made.js'
import type { MakeEvent } from './event.js'
import { permission } from './rest-api.js'

/** A rate alone, or a map with one or several: each is a schedule of its own. */
export const ratesOf = (event: ServiceEvent): readonly Node[] =>
  of(event, 'rate') === undefined ? [event.settings] : itemsOf(of(event, 'rate'))

export const schedule: MakeEvent = (event, fn, service, index) => {
  const isScheduler = sourceOf(of(event, 'method')) === 'scheduler'
  return ratesOf(event).reduce<Made>((all, rate, i) => {
    const number = index + i
    const one = isScheduler ? schedulerSchedule(event, fn, rate, number, service) : scheduleRule(event, fn, rate, number)
    return {
      resources: [...all.resources, ...one.resources],
      statements: [...all.statements, ...one.statements],
      trusted: [...all.trusted, ...one.trusted],
    }
  }, nothing)
}

function scheduleRule(event: ServiceEvent, fn: ServiceFunction, rate: Node, number: number): Made {
  const id = `${fn.normal}EventsRuleSchedule${number}`
  const rule = resource(event.at, 'AWS::Events::Rule', {
    Name: of(event, 'name'),
    ScheduleExpression: rate,
    State: stateOf(event),
    Targets: list(event.at, [target(event, fn, `${fn.key}Schedule`)]),
  })
  return resourcesOnly([
    [id, rule],
    [`${fn.normal}LambdaPermissionEventsRuleSchedule${number}`, rulePermission(event.at, fn, id)],
  ])
}

/** Schedules of EventBridge Scheduler act with the function's own role, which trusts them for it. */
function schedulerSchedule(event: ServiceEvent, fn: ServiceFunction, rate: Node, number: number, service: ServiceWithRoles): Made {
  const { at } = event
  const made = resource(at, 'AWS::Scheduler::Schedule', {
    ScheduleExpression: rate,
    State: stateOf(event),
    FlexibleTimeWindow: record(at, { Mode: 'OFF' }),
    Target: record(at, { Arn: arnOf(at, fn.id), RoleArn: of(event, 'roleArn') ?? service.roleOf(fn), Input: of(event, 'input') }),
  })
  return {
    resources: [[`${fn.normal}SchedulerSchedule${number}`, made]],
    statements: [
      { of: fn.key, statement: allow(at, ['lambda:InvokeFunction'], [namedArn(at, fn.name), join(at, [namedArn(at, fn.name), ':*'])]) },
    ],
    trusted: [{ of: fn.key, service: 'scheduler.amazonaws.com' }],
  }
}

const stateOf = (event: ServiceEvent): string => (sourceOf(of(event, 'enabled')) === 'false' ? 'DISABLED' : 'ENABLED')

function target(event: ServiceEvent, fn: ServiceFunction, id: string): Node {
  const transformer = of(event, 'inputTransformer')
  const failures = of(event, 'deadLetterQueueArn')
  return record(event.at, {
    Arn: arnOf(event.at, fn.id),
    Id: id,
    Input: of(event, 'input'),
    InputPath: of(event, 'inputPath'),
    InputTransformer: transformer === undefined ? undefined : capitalised(transformer),
    DeadLetterConfig: failures === undefined ? undefined : record(failures.at, { Arn: failures }),
  })
}

const capitalised = (node: Node): Node =>
  node.kind === 'map'
    ? record(node.at, Object.fromEntries([...node.entries].map(([key, value]) => [key.slice(0, 1).toUpperCase() + key.slice(1), value])))
    : node

const rulePermission = (at: Place, fn: ServiceFunction, rule: string): Node =>
  permission(at, fn.id, 'events.amazonaws.com', { SourceArn: arnOf(at, rule) })

export const cloudwatchEvent: MakeEvent = (event, fn, _, index) => {
  const id = `${fn.normal}EventsRuleCloudWatchEvent${index}`
  const rule = resource(event.at, 'AWS::Events::Rule', {
    Name: of(event, 'name'),
    EventPattern: of(event, 'event'),
    State: stateOf(event),
    Targets: list(event.at, [target(event, fn, `${fn.key}CloudWatchEvent`)]),
  })
  return resourcesOnly([
    [id, rule],
    [`${fn.normal}LambdaPermissionEventsRuleCloudWatchEvent${index}`, rulePermission(event.at, fn, id)],
  ])
}

export const eventBridge: MakeEvent = (event, fn, service, index) => {
  const { at } = event
  const name = service.text(join(at, [service.prefix, `-${fn.key}-rule-${index}`])) ?? `${fn.key}-rule-${index}`
  const id = `${plainName(name)}EventBridgeRule`
  const bus = busOf(event, service)
  const rule = resource(at, 'AWS::Events::Rule', {
    Name: join(at, [service.prefix, `-${fn.key}-rule-${index}`]),
    EventBusName: bus.name ?? undefined,
    EventPattern: of(event, 'pattern'),
    ScheduleExpression: of(event, 'schedule'),
    State: stateOf(event),
    Targets: list(at, [target(event, fn, `${name}-target`)]),
  })
  return resourcesOnly([[id, rule], [`${fn.normal}EventBridgeLambdaPermission${index}`, rulePermission(at, fn, id)], ...bus.resources])
}

/** A bus by its ARN or a reference is there already; one by its name is made, once. */
function busOf(event: ServiceEvent, service: Service): { readonly name: Node | null; readonly resources: Made['resources'] } {
  const written = of(event, 'eventBus')
  if (written === undefined) return { name: null, resources: [] }
  const text = service.text(written)
  const isName = text !== null && !text.startsWith('arn:') && text !== 'default'
  if (!isName) return { name: written, resources: [] }
  const id = `${normalName(text)}EventBridgeEventBus`
  return { name: ref(written.at, id), resources: [[id, resource(written.at, 'AWS::Events::EventBus', { Name: written })]] }
}

/** A group's name alone, or a map with a filter. */
export const cloudwatchLog: MakeEvent = (event, fn, _, index) => {
  const group = of(event, 'logGroup') ?? (event.settings.kind === 'scalar' ? event.settings : undefined)
  if (group === undefined) return nothing
  const { at } = event
  const filter = resource(at, 'AWS::Logs::SubscriptionFilter', {
    LogGroupName: group,
    FilterPattern: of(event, 'filter') ?? '',
    DestinationArn: arnOf(at, fn.id),
  })
  const source = join(at, [sub(at, 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:'), group, ':*'])
  return resourcesOnly([
    [`${fn.normal}LogsSubscriptionFilterCloudWatchLog${index}`, filter],
    [`${fn.normal}LambdaPermissionLogsSubscriptionFilterCloudWatchLog`, permission(at, fn.id, 'logs.amazonaws.com', { SourceArn: source })],
  ])
}
