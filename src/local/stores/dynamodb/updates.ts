/**
 * Updates of an item: all values are taken from the item as it was, then all parts are applied.
 *
 * Source: DynamoDB Developer Guide, "Using update expressions in DynamoDB"; API Reference, "AttributeValueUpdate".
 */
import { isFault } from '../../reply.js'
import type { Fault } from '../../types.js'
import { typeOf } from './conditions.js'
import {
  type AttributeValue,
  bigNumber,
  dynalite,
  type Item,
  invalid,
  type Operand,
  type Path,
  type UpdateSection,
  type Validated,
} from './dynalite.js'

const BAD_OPERAND = 'An operand in the update expression has an incorrect data type'
const NO_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item'
const BAD_PATH = 'The document path provided in the update expression is invalid for update'

type Mutable = Record<string, unknown>

/** @param key of an item that is not there yet */
export function updated(data: Validated, old: Item | undefined, key: Item): Item | Fault {
  const item = structuredClone(old ?? key) as Record<string, AttributeValue>
  const problem = data._updates === undefined ? applyLegacy(data.AttributeUpdates, item) : applySections(data._updates.sections, item)
  return problem ?? item
}

function applySections(sections: readonly UpdateSection[], item: Record<string, AttributeValue>): Fault | null {
  const values: (AttributeValue | null)[] = []
  for (const section of sections) {
    const value = section.type === 'set' && section.val !== undefined ? resolve(section.val, item) : null
    if (isFault(value)) return value
    values.push(value === null ? null : structuredClone(value))
  }
  // Of a list the last elements go first, so that the others keep their places.
  const order = sections
    .map((section, i) => ({ section, value: values[i] ?? null }))
    .sort((a, b) => later(a.section) - later(b.section) || byIndex(a.section, b.section))
  for (const { section, value } of order) {
    const problem = applySection(section, value, item)
    if (problem !== null) return problem
  }
  return null
}

const later = ({ type }: UpdateSection): number => (type === 'remove' ? 1 : 0)
const byIndex = (a: UpdateSection, b: UpdateSection): number => {
  const x = a.path.at(-1)
  const y = b.path.at(-1)
  return a.type === 'remove' && typeof x === 'number' && typeof y === 'number' ? y - x : 0
}

function resolve(operand: Operand, item: Item): AttributeValue | Fault {
  if (Array.isArray(operand)) return dynalite().mapPath(operand, item) ?? invalid(NO_ATTRIBUTE)
  const call = operand as { readonly type?: unknown; readonly name?: string; readonly args?: readonly Operand[] }
  if (call.args === undefined) return operand as AttributeValue
  const [first, second] = call.args as readonly [Operand, Operand]
  if (call.type === 'function' && call.name === 'if_not_exists') return dynalite().mapPath(first as Path, item) ?? resolve(second, item)
  const left = resolve(first, item)
  if (isFault(left)) return left
  const right = resolve(second, item)
  if (isFault(right)) return right
  if (call.type === 'function')
    return Array.isArray(left.L) && Array.isArray(right.L) ? { L: [...left.L, ...right.L] } : invalid(BAD_OPERAND)
  if (typeof left.N !== 'string' || typeof right.N !== 'string') return invalid(BAD_OPERAND)
  return sum(left.N, right.N, call.type === 'subtract')
}

function sum(a: string, b: string, subtract: boolean): AttributeValue | Fault {
  const result = subtract ? bigNumber(a).minus(b) : bigNumber(a).plus(b)
  if (result.c.length > 38) return invalid('Attempting to store more than 38 significant digits in a Number')
  if (result.e > 125) return invalid('Number overflow. Attempting to store a number with magnitude larger than supported range')
  return { N: result.toFixed() }
}

function applySection(section: UpdateSection, value: AttributeValue | null, item: Record<string, AttributeValue>): Fault | null {
  const { path, type } = section
  const name = path.at(-1)
  const parent = path.length === 1 ? { M: item } : (dynalite().mapPath(path.slice(0, -1), item) as Mutable | undefined)
  const holder = (typeof name === 'number' ? parent?.L : parent?.M) as Mutable | AttributeValue[] | undefined
  if (holder === undefined || name === undefined) return type === 'remove' && parent === undefined ? invalid(BAD_PATH) : invalid(BAD_PATH)
  const had = (holder as Mutable)[name] as AttributeValue | undefined
  switch (type) {
    case 'set':
      return put(holder, name, value ?? {})
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(name), 1)
      else delete holder[name]
      return null
    case 'add': {
      const given = section.val as AttributeValue
      const added = add(had, given)
      return isFault(added) ? added : put(holder, name, added)
    }
    case 'delete': {
      const given = section.val as AttributeValue
      if (had === undefined) return null
      const left = without(had, given)
      if (isFault(left)) return left
      if (left !== null) return put(holder, name, left)
      delete (holder as Mutable)[name]
      return null
    }
  }
}

/** An index beyond the end of a list appends. */
function put(holder: Mutable | AttributeValue[], name: string | number, value: AttributeValue): null {
  if (!Array.isArray(holder)) holder[name] = value
  else if (Number(name) >= holder.length) holder.push(value)
  else holder[Number(name)] = value
  return null
}

function add(had: AttributeValue | undefined, given: AttributeValue): AttributeValue | Fault {
  const type = typeOf(given)
  if (had !== undefined && typeOf(had) !== type) return invalid(BAD_OPERAND)
  if (type === 'N') return sum(String(had?.N ?? '0'), String(given.N), false)
  const old = (had?.[type] ?? []) as readonly unknown[]
  return { [type]: [...old, ...(given[type] as readonly unknown[]).filter((it) => !old.includes(it))] }
}

/** @returns null where nothing is left of the set */
function without(had: AttributeValue, given: AttributeValue): AttributeValue | null | Fault {
  const type = typeOf(given)
  if (typeOf(had) !== type) return invalid(BAD_OPERAND)
  const gone = new Set(given[type] as readonly unknown[])
  const left = (had[type] as readonly unknown[]).filter((it) => !gone.has(it))
  return left.length === 0 ? null : { [type]: left }
}

function applyLegacy(updates: unknown, item: Record<string, AttributeValue>): Fault | null {
  const entries = Object.entries((updates ?? {}) as Readonly<Record<string, { readonly Action?: string; readonly Value?: AttributeValue }>>)
  for (const [name, { Action, Value }] of entries) {
    const had = item[name]
    if (Action === 'ADD' && Value !== undefined) {
      if (had !== undefined && typeOf(had) !== typeOf(Value)) return invalid('Type mismatch for attribute to update')
      const added =
        typeOf(Value) === 'L' ? { L: [...((had?.L ?? []) as readonly unknown[]), ...(Value.L as readonly unknown[])] } : add(had, Value)
      if (isFault(added)) return added
      item[name] = added
    } else if (Action === 'DELETE') {
      if (Value === undefined) delete item[name]
      else if (had !== undefined) {
        if (typeOf(had) !== typeOf(Value)) return invalid('Type mismatch for attribute to update')
        const left = without(had, Value)
        if (isFault(left)) return left
        if (left === null) delete item[name]
        else item[name] = left
      }
    } else if (Value !== undefined) item[name] = Value
  }
  return null
}
