/**
 * The condition keys of rules and buses. What `PutEvents` says of its events, the catalog's rows give.
 *
 * Source: EventBridge User Guide, "Using IAM policy conditions in Amazon EventBridge".
 */
import { recordsOf, textOf } from '../../input.js'
import type { Context, Input, PlannedCheck, ServiceCall } from '../../types.js'
import type { EventStore } from './store.js'

export function eventsContext(store: EventStore, { action, resource }: PlannedCheck, { input, account }: ServiceCall): Context {
  const rule = store.rules.get(resource)
  const tags = rule?.tags ?? store.buses.get(resource)?.tags ?? {}
  return {
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]])),
    ...(resource.includes(':rule/') ? { 'events:creatorAccount': [rule?.account ?? account] } : {}),
    ...(action === 'events:PutRule' ? ofPattern(textOf(input, 'EventPattern')) : {}),
    ...(action === 'events:PutTargets' ? { 'events:TargetArn': recordsOf(input, 'Targets').map((it) => textOf(it, 'Arn') ?? '') } : {}),
  }
}

const PATHS: readonly (readonly [key: string, path: readonly string[]])[] = [
  ['events:source', ['source']],
  ['events:detail-type', ['detail-type']],
  ['events:detail.service', ['detail', 'service']],
  ['events:detail.eventTypeCode', ['detail', 'eventTypeCode']],
  ['events:detail.userIdentity.principalId', ['detail', 'userIdentity', 'principalId']],
]

/** The values that a pattern takes. A matcher such as `prefix` stands for itself, so that no list of values contains it. */
function ofPattern(text: string | null): Context {
  const pattern = parsed(text ?? '')
  return Object.fromEntries(
    PATHS.flatMap(([key, path]) => {
      const values = path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), pattern)
      return Array.isArray(values) ? [[key, values.map((it) => (typeof it === 'string' ? it : JSON.stringify(it)))]] : []
    }),
  )
}

const isRecord = (value: unknown): value is Input => typeof value === 'object' && value !== null

/** What is no JSON is refused when the rule is put. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
