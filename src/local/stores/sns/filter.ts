/** Filter policies of subscriptions. Source: SNS Developer Guide, "Amazon SNS subscription filter policies". */
import { isRecord } from '../../input.js'
import { matchesValue } from '../eventbridge/pattern.js'

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
      return matches(wanted, JSON.parse(message) as unknown)
    } catch {
      return false
    }
  }
  return matches(wanted, Object.fromEntries(Object.entries(attributes).map(([name, it]) => [name, valueOfAttribute(it)])))
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

function matches(policy: Readonly<Record<string, unknown>>, held: unknown): boolean {
  return Object.entries(policy).every(([name, wanted]) => {
    if (name === '$or') return Array.isArray(wanted) && wanted.some((it) => isRecord(it) && matches(it, held))
    const value = isRecord(held) && Object.hasOwn(held, name) ? held[name] : undefined
    if (isRecord(wanted)) return matches(wanted, value)
    return Array.isArray(wanted) && matchesValue(wanted, value)
  })
}
