/** Rules and their targets. Source: EventBridge API Reference, "PutRule", "PutTargets", "TestEventPattern". */
import { numberOf, tagsOf, textOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Output, ServiceCall } from '../../types.js'
import type { Rule, Target } from './model.js'
import { matchesPattern, patternProblem } from './pattern.js'
import { nextRun, scheduleProblem } from './schedule.js'
import { busName, type EventStore, findBus, ruleArn } from './store.js'

export function putRule(store: EventStore, call: ServiceCall): Output | Fault {
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

export const describeRule = (it: Rule): Output => ({
  Name: it.name,
  Arn: it.arn,
  ...(it.pattern === null ? {} : { EventPattern: it.pattern }),
  ...(it.schedule === null ? {} : { ScheduleExpression: it.schedule }),
  State: it.state,
  ...(it.description === null ? {} : { Description: it.description }),
  ...(it.roleArn === null ? {} : { RoleArn: it.roleArn }),
  EventBusName: it.bus,
})

export function deleteRule(store: EventStore, rule: Rule): Output | Fault {
  if (rule.targets.length > 0) return fault('ValidationException', "Rule can't be deleted since it has targets.", 400)
  store.rules.delete(rule.arn)
  return nothing
}

export const rulesOf = (store: EventStore, call: ServiceCall): readonly Rule[] =>
  [...store.rules.values()]
    .filter((it) => it.account === call.account && it.region === call.region && it.bus === busName(call.input))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

export function listRules(store: EventStore, call: ServiceCall): Output {
  const { input } = call
  const prefix = textOf(input, 'NamePrefix') ?? ''
  const all = rulesOf(store, call).filter((it) => it.name.startsWith(prefix))
  const start = Number(textOf(input, 'NextToken') ?? '0')
  const end = start + (numberOf(input, 'Limit') ?? 100)
  return { Rules: all.slice(start, end).map(describeRule), ...(end < all.length ? { NextToken: String(end) } : {}) }
}

const MAX_TARGETS = 5

export function putTargets(rule: Rule, targets: readonly Target[], keep: (rule: Rule) => Output): Output | Fault {
  const bad = targets.find(({ Id, Arn }) => typeof Id !== 'string' || typeof Arn !== 'string' || !Arn.startsWith('arn:'))
  if (bad !== undefined)
    return fault('ValidationException', `Parameter ${String(bad.Arn)} is not valid. Reason: Provided Arn is not in correct format.`, 400)
  const merged = [...rule.targets.filter((it) => !targets.some(({ Id }) => Id === it.Id)), ...targets]
  if (merged.length > MAX_TARGETS) return fault('LimitExceededException', 'The requested resource exceeds the maximum number allowed.', 400)
  keep({ ...rule, targets: merged })
  return { FailedEntryCount: 0, FailedEntries: [] }
}

export function removeTargets(rule: Rule, ids: readonly string[], keep: (rule: Rule) => Output): Output {
  keep({ ...rule, targets: rule.targets.filter(({ Id }) => !ids.includes(Id)) })
  return { FailedEntryCount: 0, FailedEntries: [] }
}

export function testPattern(pattern: string, event: string): Output | Fault {
  const problem = patternProblem(pattern)
  if (problem !== null) return fault('InvalidEventPatternException', problem, 400)
  try {
    return { Result: matchesPattern(JSON.parse(pattern), JSON.parse(event)) }
  } catch {
    return fault('ValidationException', 'Parameter Event is not valid.', 400)
  }
}
