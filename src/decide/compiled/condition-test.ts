/** Conditions as closures: values of the policy are read once, those of the request as they come. */
import {
  type Condition,
  type Effect,
  type Glob,
  type IpAddress,
  isWithin,
  type OperatorFacts,
  operatorFacts,
  parseArnValue,
  parseBinary,
  parseBool,
  parseDate,
  parseGlob,
  parseIp,
  parseIpRange,
  parseNumber,
} from '../../policy/index.js'
import { isNull } from '../reference/condition.js'
import { compileArn } from './arn-test.js'
import { type Frame, keyOf, valueOfKey, valuesOf } from './frame.js'
import { compileGlob } from './glob-test.js'

export type ConditionTest = (frame: Frame) => boolean

/** One value of the request against all values of the policy, by the positive form of the operator. */
type ValueTest = (value: string, frame: Frame) => boolean

export function compileCondition(condition: Condition, variables: boolean, effect: Effect): ConditionTest {
  const { family, negated } = operatorFacts(condition.operator)
  const key = keyOf(condition.key)
  if (family === 'null') {
    const whenAbsent = condition.values.some((value) => parseBool(value) === true)
    const whenPresent = condition.values.some((value) => parseBool(value) === false)
    return (frame) => (isNull(valuesOf(frame, key)) ? whenAbsent : whenPresent)
  }
  const equal = compileValues(condition, variables)
  const { quantifier, ifExists } = condition
  const missing = ifExists || quantifier === 'forAllValues' || (quantifier === null && negated)
  if (quantifier === null) {
    // Several values under a plain operator: see the rule in the reference engine.
    const several = negated && effect === 'deny'
    return (frame) => {
      const values = valuesOf(frame, key)
      if (values === null) return missing
      return values.length === 1 ? equal(values[0] ?? '', frame) !== negated : several
    }
  }
  const all = quantifier === 'forAllValues'
  return (frame) => {
    const values = valuesOf(frame, key)
    if (values === null) return missing
    for (const value of values) {
      if (all && value === '') continue
      if ((equal(value, frame) !== negated) !== all) return !all
    }
    return all
  }
}

function compileValues({ operator, values }: Condition, variables: boolean): ValueTest {
  const { family, relation } = operatorFacts(operator)
  switch (family) {
    case 'string':
      return relation === 'like' ? likeTest(values, variables) : textTest(values, variables, relation === 'equalIgnoringCase')
    case 'arn': {
      const tests = values.map((value) => compileArn(parseArnValue(value, variables)))
      return (value, frame) => {
        for (const test of tests) if (test(value, frame)) return true
        return false
      }
    }
    case 'bool':
      return boolTest(values, variables)
    case 'binary': {
      const wanted = new Set(values.flatMap((value) => parseBinary(value) ?? []))
      return (value) => wanted.has(parseBinary(value) ?? '%')
    }
    case 'ip':
      return ipTest(values)
    case 'numeric':
      return orderTest(values, relation, parseNumber)
    case 'date':
      return orderTest(values, relation, parseDate)
    case 'null':
      return () => false
  }
}

function likeTest(values: readonly string[], variables: boolean): ValueTest {
  const tests = values.map((value) => compileGlob(parseGlob(value, { wildcards: true, variables })))
  return (value, frame) => {
    for (const test of tests) if (test(value, 0, frame)) return true
    return false
  }
}

function textTest(values: readonly string[], variables: boolean, ignoreCase: boolean): ValueTest {
  const globs = values.map((value) => parseGlob(value, { wildcards: false, variables }))
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  const plain = new Set<string>()
  const open: ((value: string, frame: Frame) => boolean)[] = []
  for (const glob of globs) {
    if (glob.every((token) => token.kind === 'text'))
      plain.add(fold(glob.map((token) => (token.kind === 'text' ? token.text : '')).join('')))
    else if (ignoreCase) open.push(resolvedTest(glob, (text, value) => text.toLowerCase() === value.toLowerCase()))
    else {
      const test = compileGlob(glob)
      open.push((value, frame) => test(value, 0, frame))
    }
  }
  const only = plain.size === 1 && open.length === 0 ? [...plain][0] : undefined
  if (only !== undefined && !ignoreCase) return (value) => value === only
  return (value, frame) => {
    if (plain.has(fold(value))) return true
    for (const test of open) if (test(value, frame)) return true
    return false
  }
}

/** A value with variables, compared as a whole once they got their values. */
function resolvedTest(glob: Glob, same: (text: string, value: string) => boolean): ValueTest {
  const pieces = glob.map((token) =>
    token.kind === 'variable' ? { key: keyOf(token.key), fallback: token.fallback } : token.kind === 'text' ? token.text : '',
  )
  return (value, frame) => {
    let text = ''
    for (const piece of pieces) {
      const next = typeof piece === 'string' ? piece : (valueOfKey(frame, piece.key) ?? piece.fallback)
      if (next === null) return false
      text += next
    }
    return same(text, value)
  }
}

function boolTest(values: readonly string[], variables: boolean): ValueTest {
  const plain = new Set(values.flatMap((value) => parseBool(value) ?? []))
  const open = values
    .filter((value) => variables && parseBool(value) === null)
    .map((value) =>
      resolvedTest(
        parseGlob(value, { wildcards: false, variables }),
        (text, given) => parseBool(text) !== null && parseBool(text) === parseBool(given),
      ),
    )
  return (value, frame) => {
    const given = parseBool(value)
    return (given !== null && plain.has(given)) || open.some((test) => test(value, frame))
  }
}

/** The address that was read last: a request's address is held against many ranges. */
const lastAddress: { text: string; address: IpAddress | null } = { text: '', address: null }

function ipTest(values: readonly string[]): ValueTest {
  const ranges = values.flatMap((value) => parseIpRange(value) ?? [])
  return (value) => {
    if (value !== lastAddress.text) {
      lastAddress.text = value
      lastAddress.address = parseIp(value)
    }
    const { address } = lastAddress
    if (address === null) return false
    for (const range of ranges) if (isWithin(range, address)) return true
    return false
  }
}

function orderTest(values: readonly string[], relation: OperatorFacts['relation'], parse: (text: string) => number | null): ValueTest {
  const wanted = values.flatMap((value) => parse(value) ?? [])
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of wanted) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const test = ORDERS.get(relation)
  return (value) => {
    const given = parse(value)
    return given !== null && (test === undefined ? wanted.includes(given) : test(given, low, high))
  }
}

/** One of several policy values must hold, so the widest of them decides. */
const ORDERS: ReadonlyMap<OperatorFacts['relation'], (given: number, low: number, high: number) => boolean> = new Map([
  ['less', (given: number, _low: number, high: number) => given < high],
  ['lessOrEqual', (given: number, _low: number, high: number) => given <= high],
  ['greater', (given: number, low: number) => given > low],
  ['greaterOrEqual', (given: number, low: number) => given >= low],
])
