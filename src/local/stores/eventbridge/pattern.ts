/** Event patterns. Source: EventBridge User Guide, "Creating Amazon EventBridge event patterns" and "Comparison operators". */
import { isWithin, parseIp, parseIpRange } from '../../../policy/index.js'
import { isRecord } from '../../input.js'

/** @returns why the text is no pattern; null where it is one */
export function patternProblem(text: string): string | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return 'Event pattern is not valid. Reason: Invalid JSON'
  }
  if (!isRecord(parsed) || Object.keys(parsed).length === 0) return 'Event pattern is not valid. Reason: Filter is not an object'
  return badPart(parsed)
}

function badPart(pattern: Readonly<Record<string, unknown>>): string | null {
  for (const [name, wanted] of Object.entries(pattern)) {
    if (name === '$or') {
      if (!Array.isArray(wanted) || wanted.length < 2) return 'Event pattern is not valid. Reason: "$or" must be an array of two or more'
      continue
    }
    if (isRecord(wanted)) {
      const inner = badPart(wanted)
      if (inner !== null) return inner
    } else if (!Array.isArray(wanted)) return `Event pattern is not valid. Reason: "${name}" must be an object or an array`
    else if (wanted.length === 0) return 'Event pattern is not valid. Reason: Empty arrays are not allowed'
    else {
      const unknown = unknownOperator(wanted)
      if (unknown !== null) return `Event pattern is not valid. Reason: Unrecognized match type ${unknown}`
    }
  }
  return null
}

const OPERATORS = new Set(['anything-but', 'cidr', 'equals-ignore-case', 'exists', 'numeric', 'prefix', 'suffix', 'wildcard'])

/** A comparison that there is none of, such as a misspelt one, which would match nothing for ever. */
function unknownOperator(wanted: readonly unknown[]): string | null {
  for (const it of wanted) {
    const [operator] = isRecord(it) ? Object.keys(it) : []
    if (operator !== undefined && !OPERATORS.has(operator)) return operator
  }
  return null
}

export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (!isRecord(pattern)) return false
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or') return Array.isArray(wanted) && wanted.some((it) => matchesPattern(it, event))
    return matchesMember(wanted, memberOf(event, name))
  })
}

const memberOf = (held: unknown, name: string): unknown => (isRecord(held) && Object.hasOwn(held, name) ? held[name] : undefined)

function matchesMember(wanted: unknown, value: unknown): boolean {
  // An object in a list matches where one of its elements does.
  if (isRecord(wanted)) return Array.isArray(value) ? value.some((it) => matchesPattern(wanted, it)) : matchesPattern(wanted, value)
  return Array.isArray(wanted) && matchesValue(wanted, value)
}

/** Whether one of the wanted values or comparisons holds; of a list it is enough that one element does. */
export function matchesValue(wanted: readonly unknown[], value: unknown): boolean {
  return wanted.some((it) => {
    if (isRecord(it)) return compares(it, value)
    if (value === undefined) return false
    return Array.isArray(value) ? value.some((element) => equal(it, element)) : equal(it, value)
  })
}

/** A number in quotes is a text. */
const equal = (wanted: unknown, value: unknown): boolean => wanted === value

function compares(comparison: Readonly<Record<string, unknown>>, value: unknown): boolean {
  const [[operator, operand] = ['', undefined]] = Object.entries(comparison)
  if (operator === 'exists') return (value !== undefined) === operand
  const values: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value]
  if (operator === 'anything-but') return values.length > 0 && values.every((it) => !isExcluded(operand, it))
  return values.some((it) => holds(operator, operand, it))
}

function isExcluded(operand: unknown, value: unknown): boolean {
  if (isRecord(operand)) {
    const [[operator, inner] = ['', undefined]] = Object.entries(operand)
    return [inner].flat().some((it) => holds(operator, it, value))
  }
  return [operand].flat().some((it) => equal(it, value))
}

function holds(operator: string, operand: unknown, value: unknown): boolean {
  const ignoreCase = isRecord(operand) && typeof operand['equals-ignore-case'] === 'string' ? operand['equals-ignore-case'] : null
  const text = typeof value === 'string' ? value : null
  const other = ignoreCase?.toLowerCase() ?? (typeof operand === 'string' ? operand : null)
  const own = ignoreCase === null ? text : (text?.toLowerCase() ?? null)
  switch (operator) {
    case 'prefix':
      return own !== null && other !== null && own.startsWith(other)
    case 'suffix':
      return own !== null && other !== null && own.endsWith(other)
    case 'equals-ignore-case':
      return text !== null && typeof operand === 'string' && text.toLowerCase() === operand.toLowerCase()
    case 'wildcard':
      return text !== null && typeof operand === 'string' && wildcard(operand, text)
    case 'numeric':
      return typeof value === 'number' && Array.isArray(operand) && numeric(operand, value)
    case 'cidr': {
      const range = typeof operand === 'string' ? parseIpRange(operand) : null
      const address = text === null ? null : parseIp(text)
      return range !== null && address !== null && isWithin(range, address)
    }
    default:
      return false
  }
}

function wildcard(pattern: string, text: string): boolean {
  const source = pattern
    .split('*')
    .map((it) => it.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`, 's').test(text)
}

function numeric(parts: readonly unknown[], value: number): boolean {
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const limit = Number(parts[i + 1])
    const ok =
      parts[i] === '='
        ? value === limit
        : parts[i] === '<'
          ? value < limit
          : parts[i] === '<='
            ? value <= limit
            : parts[i] === '>'
              ? value > limit
              : parts[i] === '>=' && value >= limit
    if (!ok) return false
  }
  return true
}
