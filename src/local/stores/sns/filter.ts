/** Filter policies of subscriptions. Source: SNS Developer Guide, "Amazon SNS subscription filter policies". */
import { isRecord } from '../../input.js'
import { matchesPattern, patternProblem } from '../eventbridge/pattern.js'

export interface PublishedAttribute {
  readonly Type: string
  readonly Value: string
}

/** @param scope `MessageBody` looks at the message as JSON, all else at its attributes */
export function passesFilter(
  policy: string | undefined,
  scope: string | undefined,
  message: string,
  attributes: Readonly<Record<string, PublishedAttribute>>,
): boolean {
  if (policy === undefined || policy === '') return true
  let wanted: unknown
  try {
    wanted = JSON.parse(policy)
  } catch {
    return false
  }
  if (!isRecord(wanted)) return false
  if (scope === 'MessageBody') {
    try {
      return matchesPattern(wanted, JSON.parse(message) as unknown)
    } catch {
      return false
    }
  }
  return matchesPattern(wanted, Object.fromEntries(Object.entries(attributes).map(([name, it]) => [name, valueOfAttribute(it)])))
}

function valueOfAttribute({ Type, Value }: PublishedAttribute): unknown {
  if (Type.startsWith('Number')) return Number(Value)
  if (!Type.startsWith('String.Array')) return Value
  try {
    return JSON.parse(Value) as unknown
  } catch {
    return Value
  }
}

/** Why a subscription cannot have this policy; null where it can. An empty one lets everything through. */
export function filterProblem(policy: string | undefined, scope: string | undefined): string | null {
  if (policy === undefined || policy === '' || policy.replaceAll(/\s/g, '') === '{}') return null
  const problem = patternProblem(policy)
  if (problem !== null) return `FilterPolicy: ${problem.replace('Event pattern is not valid. Reason: ', '')}`
  const isNested = Object.entries(JSON.parse(policy) as object).some(([name, wanted]) => name !== '$or' && !Array.isArray(wanted))
  return isNested && scope !== 'MessageBody' ? 'Filter policy scope MessageAttributes does not support nested filter policy' : null
}
