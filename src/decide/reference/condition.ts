/**
 * One operator and key of a `Condition`.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple context keys or
 * values", and "Single-valued vs. multivalued context keys".
 */
import { type Condition, type Effect, operatorFacts, parseBool } from '../../policy/index.js'
import type { Context } from '../types.js'
import { valuesOf, variableValue } from './context.js'
import { valueMatches } from './value.js'

/**
 * @param variables whether the document's version has policy variables
 * @param effect of the statement; see the rule on several values
 */
export function conditionHolds(condition: Condition, context: Context, variables: boolean, effect: Effect): boolean {
  const { family, negated } = operatorFacts(condition.operator)
  const values = valuesOf(context, condition.key)
  if (family === 'null') return condition.values.some((wanted) => parseBool(wanted) === isNull(values))
  if (values === null) return whenMissing(condition, negated)

  const lookup = variableValue(context)
  const equal = (value: string): boolean =>
    condition.values.some((wanted) => valueMatches(condition.operator, wanted, value, variables, lookup))
  const satisfied = (value: string): boolean => equal(value) !== negated
  switch (condition.quantifier) {
    case 'forAllValues':
      // An empty text is no value to it ("resolves to a null data set, such as an empty string").
      return values.every((value) => value === '' || satisfied(value))
    case 'forAnyValue':
      return values.some(satisfied)
    case null:
      return values.length === 1 ? satisfied(values[0] ?? '') : severalValues(negated, effect)
  }
}

/**
 * Whether `Null` takes the key for absent: an empty text is a null value as well, and several of them are no more.
 *
 * Source: IAM User Guide, "Single-valued vs. multivalued context keys": a key "resolves to a null data set, such as an
 * empty string", and `"Null": "false"` asks that it "exists and its value is not null".
 */
export const isNull = (values: readonly string[] | null): boolean => values === null || values.every((value) => value === '')

function whenMissing(condition: Condition, negated: boolean): boolean {
  if (condition.ifExists || condition.quantifier === 'forAllValues') return true
  return condition.quantifier === 'forAnyValue' ? false : negated
}

/**
 * A plain operator on a key with several values. The guide says that set operators must be used, and not what happens
 * otherwise; observed is that nothing matches. So a plain operator never allows on several values, and a negated one
 * still denies.
 */
export const severalValues = (negated: boolean, effect: Effect): boolean => negated && effect === 'deny'
