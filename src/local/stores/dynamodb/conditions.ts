/** Conditions and filters on an item. Source: DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions". */
import { type AttributeValue, type ConditionNode, dynalite, type Item, type Operand, type Validated } from './dynalite.js'

/** Whether the item (or none) meets the request's condition, in either form. */
export function meetsCondition(data: Validated, item: Item | undefined): boolean {
  if (data._condition !== undefined) return holds(data._condition.expression, item ?? {})
  return data.Expected === undefined || dynalite().matchesFilter(item ?? {}, data.Expected, data.ConditionalOperator)
}

export function holds(node: ConditionNode, item: Item): boolean {
  const part = (i: number): boolean => holds(node.args[i] as ConditionNode, item)
  const value = (i: number): AttributeValue | undefined => {
    const operand = node.args[i] as Operand | undefined
    return operand === undefined ? undefined : operandValue(operand, item)
  }
  switch (node.type) {
    case 'and':
      return part(0) && part(1)
    case 'or':
      return part(0) || part(1)
    case 'not':
      return !part(0)
    case '=':
      return same(value(0), value(1))
    case '<>':
      return !same(value(0), value(1))
    case '<':
      return ordered(value(0), value(1), (order) => order < 0)
    case '<=':
      return ordered(value(0), value(1), (order) => order <= 0)
    case '>':
      return ordered(value(0), value(1), (order) => order > 0)
    case '>=':
      return ordered(value(0), value(1), (order) => order >= 0)
    case 'between':
      return ordered(value(0), value(1), (order) => order >= 0) && ordered(value(0), value(2), (order) => order <= 0)
    case 'in':
      return node.args.slice(1).some((_, i) => same(value(0), value(i + 1)))
    default:
      return callFunction(node.name ?? '', value(0), value(1))
  }
}

function callFunction(name: string, first: AttributeValue | undefined, second: AttributeValue | undefined): boolean {
  switch (name) {
    case 'attribute_exists':
      return first !== undefined
    case 'attribute_not_exists':
      return first === undefined
    case 'attribute_type':
      return first !== undefined && typeOf(first) === second?.S
    case 'begins_with':
      return first !== undefined && second !== undefined && startsWith(first, second)
    case 'contains':
      return first !== undefined && second !== undefined && contains(first, second)
    default:
      throw new Error(`bug: the grammar let the function ${name} through`)
  }
}

export const typeOf = (value: AttributeValue): string => {
  for (const type in value) return type
  return ''
}

/** @returns undefined where the path names nothing */
export function operandValue(operand: Operand, item: Item): AttributeValue | undefined {
  if (Array.isArray(operand)) return dynalite().mapPath(operand, item) ?? undefined
  const call = operand as { readonly type?: unknown; readonly name?: string; readonly args?: readonly Operand[] }
  if (call.type !== 'function' || call.name !== 'size') return operand as AttributeValue
  const inner = call.args?.[0] === undefined ? undefined : operandValue(call.args[0], item)
  const size = inner === undefined ? null : sizeOf(inner)
  return size === null ? undefined : { N: String(size) }
}

function sizeOf(value: AttributeValue): number | null {
  const type = typeOf(value)
  const held = value[type]
  if (type === 'S') return Buffer.byteLength(held as string)
  if (type === 'B') return Buffer.from(held as string, 'base64').length
  if (Array.isArray(held)) return held.length
  return type === 'M' ? Object.keys(held as object).length : null
}

/** Numbers were normalised when they were validated, so that equal ones have the same text. */
export function same(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return false
  const type = typeOf(a)
  if (type !== typeOf(b)) return false
  const left = a[type]
  const right = b[type]
  switch (type) {
    case 'SS':
    case 'NS':
    case 'BS': {
      const others = new Set(right as readonly string[])
      return (left as readonly string[]).length === others.size && (left as readonly string[]).every((it) => others.has(it))
    }
    case 'L':
      return sameList(left as readonly AttributeValue[], right as readonly AttributeValue[])
    case 'M':
      return sameMap(left as Item, right as Item)
    default:
      return left === right
  }
}

const sameList = (a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean =>
  a.length === b.length && a.every((it, i) => same(it, b[i]))

const sameMap = (a: Item, b: Item): boolean => {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
}

/** Values of different types, and types without an order, are in none. */
function ordered(a: AttributeValue | undefined, b: AttributeValue | undefined, wanted: (order: number) => boolean): boolean {
  if (a === undefined || b === undefined) return false
  const type = typeOf(a)
  if (type !== typeOf(b) || (type !== 'S' && type !== 'N' && type !== 'B')) return false
  const { toRangeStr } = dynalite()
  const left = toRangeStr(a[type], type)
  const right = toRangeStr(b[type], type)
  return wanted(left < right ? -1 : left > right ? 1 : 0)
}

function startsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  const type = typeOf(value)
  if (type !== typeOf(prefix)) return false
  if (type === 'S') return String(value.S).startsWith(String(prefix.S))
  return type === 'B' && bytes(value.B).subarray(0, bytes(prefix.B).length).equals(bytes(prefix.B))
}

const bytes = (base64: unknown): Buffer => Buffer.from(String(base64), 'base64')

function contains(value: AttributeValue, sought: AttributeValue): boolean {
  const type = typeOf(value)
  const soughtType = typeOf(sought)
  if (type === 'L') return (value.L as readonly AttributeValue[]).some((it) => same(it, sought))
  if (type === 'SS' || type === 'NS' || type === 'BS')
    return soughtType === type.charAt(0) && (value[type] as readonly unknown[]).includes(sought[soughtType])
  if (type !== soughtType) return false
  if (type === 'S') return String(value.S).includes(String(sought.S))
  return type === 'B' && bytes(value.B).includes(bytes(sought.B))
}
