/**
 * The `Condition` element. An operator that IAM does not know, or a value that is not of its operator's type, is an
 * error: read as "never true" it would lose a deny.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition" and "Condition operators".
 */
import { readScalars, type Scalar } from './elements.js'
import { type Parsing, quoted, report } from './errors.js'
import type { JsonMember, JsonNode } from './json.js'
import {
  type Operator,
  type OperatorFamily,
  operatorFacts,
  operatorNames,
  parseOperator,
  printOperator,
  takesVariables,
} from './operators.js'
import type { Condition, Effect } from './types.js'
import { parseBinary, parseBool, parseDate, parseIpRange, parseNumber } from './values.js'
import { checkVariables } from './variables.js'

/** Of the statement that a condition stands in. */
export interface ConditionSetting {
  readonly variables: boolean
  /** Null where the statement's own cannot be read. */
  readonly effect: Effect | null
}

export function parseConditions(parsing: Parsing, node: JsonNode, setting: ConditionSetting): readonly Condition[] {
  if (node.kind !== 'object') {
    report(parsing, node.at, 'policy/bad-type', '`Condition` is not an object', 'write `{"OPERATOR": {"KEY": "VALUE"}}`')
    return []
  }
  const out: Condition[] = []
  const seen = new Set<string>()
  for (const member of node.members) {
    if (seen.has(member.key)) {
      report(
        parsing,
        member.at,
        'policy/duplicate-key',
        `the operator ${quoted(member.key)} is written twice`,
        'put the keys into one block; they are ANDed there as well',
      )
    }
    seen.add(member.key)
    const operator = parseOperator(member.key)
    if (operator === null)
      report(
        parsing,
        member.at,
        'policy/unknown-operator',
        `IAM has no condition operator ${quoted(member.key)}`,
        nearestOperator(member.key),
      )
    else for (const condition of parseBlock(parsing, operator, member.value, setting)) out.push(condition)
  }
  return out
}

function nearestOperator(written: string): string {
  const bare = written.replace(/^.*:/, '').toLowerCase()
  const same = operatorNames.find((name) => name.toLowerCase() === bare || `${name.toLowerCase()}ifexists` === bare)
  if (same === 'Null') return '`Null` takes no `IfExists`'
  if (same !== undefined) return `write \`${same}\`; operator names are case-sensitive`
  const near =
    bare === '' ? undefined : operatorNames.find((name) => name.toLowerCase().startsWith(bare) || bare.startsWith(name.toLowerCase()))
  return near === undefined ? 'see "Condition operators" in the IAM User Guide' : `did you mean \`${near}\`?`
}

function parseBlock(parsing: Parsing, operator: Operator, node: JsonNode, { variables, effect }: ConditionSetting): readonly Condition[] {
  const name = printOperator(operator)
  if (node.kind !== 'object') {
    report(
      parsing,
      node.at,
      'policy/bad-type',
      `the operator ${quoted(name)} holds no keys`,
      'write `{"KEY": "VALUE"}` behind the operator',
    )
    return []
  }
  const seen = new Set<string>()
  return node.members.map((member) => {
    const key = member.key.toLowerCase()
    if (seen.has(key)) {
      report(
        parsing,
        member.at,
        'policy/duplicate-key',
        `the condition key ${quoted(member.key)} is written twice under ${quoted(name)}`,
        'put the values into one list; key names ignore case',
      )
    }
    seen.add(key)
    checkKey(parsing, member, effect === 'allow' && failsWithoutKey(operator) ? NAME : KEY)
    return { ...operator, key: member.key, values: parseValues(parsing, operator, member, variables) }
  })
}

/** Whether a key that no request has keeps it from being true. */
const failsWithoutKey = ({ operator, quantifier, ifExists }: Operator): boolean =>
  operator !== 'Null' && !operatorFacts(operator).negated && !ifExists && quantifier !== 'forAllValues'

const KEY = /^[^\s:]+:[^:]/
/** A managed policy of AWS has a name alone as key (`PassedToService`), and allows nothing by it. IAM does not store it for others. */
const NAME = /^\w+$/

function checkKey(parsing: Parsing, member: JsonMember, also: RegExp): void {
  if (KEY.test(member.key) || also.test(member.key)) return
  report(
    parsing,
    member.at,
    'policy/bad-condition-key',
    `the condition key ${quoted(member.key)} has no service prefix`,
    'write it as `aws:KEY` or `SERVICE:KEY`',
  )
}

function parseValues(parsing: Parsing, operator: Operator, member: JsonMember, variables: boolean): readonly string[] {
  const { family } = operatorFacts(operator.operator)
  return readScalars(parsing, member.value, member.key).map((item) => {
    const text = textOf(item)
    if (takesVariables(family)) checkVariables(parsing, text, item.at, variables)
    checkType(parsing, operator, text, item.at, variables)
    return text
  })
}

const textOf = (item: Scalar): string => (item.kind === 'string' ? item.value : item.kind === 'number' ? item.text : String(item.value))

const TYPES: Readonly<Record<OperatorFamily, { readonly is: (text: string) => boolean; readonly name: string }>> = {
  string: { is: () => true, name: 'text' },
  arn: { is: () => true, name: 'an ARN' },
  numeric: { is: (text) => parseNumber(text) !== null, name: 'a number' },
  date: { is: (text) => parseDate(text) !== null, name: 'a date' },
  bool: { is: (text) => parseBool(text) !== null, name: '`true` or `false`' },
  null: { is: (text) => parseBool(text) !== null, name: '`true` or `false`' },
  ip: { is: (text) => parseIpRange(text) !== null, name: 'an IP address or CIDR range' },
  binary: { is: (text) => parseBinary(text) !== null, name: 'base64' },
}

function checkType(parsing: Parsing, operator: Operator, text: string, at: number, variables: boolean): void {
  const { family } = operatorFacts(operator.operator)
  const type = TYPES[family]
  if (type.is(text) || (family === 'bool' && variables && text.includes('${'))) return
  const hint = text.includes('${')
    ? 'policy variables work with String, Arn and Bool operators only'
    : `write ${type.name}, or another operator`
  report(
    parsing,
    at,
    'policy/bad-condition-value',
    `${quoted(text)} is not ${type.name}, and ${quoted(printOperator(operator))} compares nothing else`,
    hint,
  )
}
