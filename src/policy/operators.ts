/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
import type { Condition, OperatorName } from './types.js'

/** How the values of an operator are read. */
export type OperatorFamily = 'string' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'null'

export interface OperatorFacts {
  readonly family: OperatorFamily
  /** Negated operators are true where their positive form matches none of the values, a missing key included. */
  readonly negated: boolean
  /** What one value of the request must be to one value of the policy; of a negated operator: must not be. */
  readonly relation: 'equal' | 'equalIgnoringCase' | 'like' | 'less' | 'lessOrEqual' | 'greater' | 'greaterOrEqual' | 'within' | 'absent'
}

const facts = (family: OperatorFamily, relation: OperatorFacts['relation'], negated = false): OperatorFacts => ({
  family,
  negated,
  relation,
})

const OPERATORS: Readonly<Record<OperatorName, OperatorFacts>> = {
  StringEquals: facts('string', 'equal'),
  StringNotEquals: facts('string', 'equal', true),
  StringEqualsIgnoreCase: facts('string', 'equalIgnoringCase'),
  StringNotEqualsIgnoreCase: facts('string', 'equalIgnoringCase', true),
  StringLike: facts('string', 'like'),
  StringNotLike: facts('string', 'like', true),
  NumericEquals: facts('numeric', 'equal'),
  NumericNotEquals: facts('numeric', 'equal', true),
  NumericLessThan: facts('numeric', 'less'),
  NumericLessThanEquals: facts('numeric', 'lessOrEqual'),
  NumericGreaterThan: facts('numeric', 'greater'),
  NumericGreaterThanEquals: facts('numeric', 'greaterOrEqual'),
  DateEquals: facts('date', 'equal'),
  DateNotEquals: facts('date', 'equal', true),
  DateLessThan: facts('date', 'less'),
  DateLessThanEquals: facts('date', 'lessOrEqual'),
  DateGreaterThan: facts('date', 'greater'),
  DateGreaterThanEquals: facts('date', 'greaterOrEqual'),
  Bool: facts('bool', 'equal'),
  BinaryEquals: facts('binary', 'equal'),
  IpAddress: facts('ip', 'within'),
  NotIpAddress: facts('ip', 'within', true),
  // ArnEquals takes wildcards exactly as ArnLike does.
  ArnEquals: facts('arn', 'like'),
  ArnNotEquals: facts('arn', 'like', true),
  ArnLike: facts('arn', 'like'),
  ArnNotLike: facts('arn', 'like', true),
  Null: facts('null', 'absent'),
}

const BY_NAME: ReadonlyMap<string, OperatorFacts> = new Map(Object.entries(OPERATORS))

export const operatorNames: readonly OperatorName[] = Object.keys(OPERATORS) as OperatorName[]

export const operatorFacts = (name: OperatorName): OperatorFacts => OPERATORS[name]

/** Policy variables are put into the values of these families only. */
export const takesVariables = (family: OperatorFamily): boolean => family === 'string' || family === 'arn' || family === 'bool'

/** `ForAllValues:StringNotLikeIfExists` and its like. */
export type Operator = Pick<Condition, 'operator' | 'quantifier' | 'ifExists'>

const WRITTEN = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/

/** @returns null where IAM knows no such operator; `Null` takes no `IfExists` */
export function parseOperator(written: string): Operator | null {
  const [, quantifier, name = '', ifExists] = WRITTEN.exec(written) ?? []
  if (!BY_NAME.has(name) || (name === 'Null' && ifExists !== undefined)) return null
  return {
    operator: name as OperatorName,
    quantifier: quantifier === 'ForAllValues' ? 'forAllValues' : quantifier === 'ForAnyValue' ? 'forAnyValue' : null,
    ifExists: ifExists !== undefined,
  }
}

export const printOperator = (operator: Operator): string =>
  `${operator.quantifier === 'forAllValues' ? 'ForAllValues:' : operator.quantifier === 'forAnyValue' ? 'ForAnyValue:' : ''}${operator.operator}${operator.ifExists ? 'IfExists' : ''}`
