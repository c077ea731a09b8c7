/** Filter policies of subscriptions. Source: SNS Developer Guide, "Amazon SNS subscription filter policies". */
import { isRecord } from '../../input.js'
import { matchesPattern } from '../eventbridge/pattern.js'

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
