/**
 * One value of the request against one value of the policy, by the positive form of the operator.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
import {
  isWithin,
  matchArnPattern,
  matchGlob,
  type OperatorFacts,
  type OperatorName,
  operatorFacts,
  parseArnValue,
  parseBinary,
  parseBool,
  parseDate,
  parseGlob,
  parseIp,
  parseIpRange,
  parseNumber,
  resolveGlob,
  type ValueOf,
} from '../../policy/index.js'

/** @param variables whether the document's version has policy variables */
export function valueMatches(operator: OperatorName, wanted: string, value: string, variables: boolean, lookup: ValueOf): boolean {
  const { family, relation } = operatorFacts(operator)
  switch (family) {
    case 'string':
      return relation === 'like' ? likeMatches(wanted, value, variables, lookup) : textMatches(relation, wanted, value, variables, lookup)
    case 'arn':
      return matchArnPattern(parseArnValue(wanted, variables), value, lookup)
    case 'bool': {
      const text = literal(wanted, variables, lookup)
      return text !== null && isSame(parseBool(text), parseBool(value))
    }
    case 'binary':
      return isSame(parseBinary(wanted), parseBinary(value))
    case 'ip': {
      const range = parseIpRange(wanted)
      const address = parseIp(value)
      return range !== null && address !== null && isWithin(range, address)
    }
    case 'numeric':
      return isOrdered(relation, parseNumber(value), parseNumber(wanted))
    case 'date':
      return isOrdered(relation, parseDate(value), parseDate(wanted))
    case 'null':
      return false
  }
}

function likeMatches(wanted: string, value: string, variables: boolean, lookup: ValueOf): boolean {
  const glob = resolveGlob(parseGlob(wanted, { wildcards: true, variables }), lookup)
  return glob !== null && matchGlob(glob, value)
}

function textMatches(relation: OperatorFacts['relation'], wanted: string, value: string, variables: boolean, lookup: ValueOf): boolean {
  const text = literal(wanted, variables, lookup)
  if (text === null) return false
  return relation === 'equalIgnoringCase' ? text.toLowerCase() === value.toLowerCase() : text === value
}

/** The policy's value with variables replaced and no wildcards; null where a variable has no value. */
function literal(wanted: string, variables: boolean, lookup: ValueOf): string | null {
  const glob = resolveGlob(parseGlob(wanted, { wildcards: false, variables }), lookup)
  return glob === null ? null : glob.map((token) => (token.kind === 'text' ? token.text : '')).join('')
}

const isSame = <T>(wanted: T | null, value: T | null): boolean => wanted !== null && wanted === value

function isOrdered(relation: OperatorFacts['relation'], value: number | null, wanted: number | null): boolean {
  if (value === null || wanted === null) return false
  switch (relation) {
    case 'less':
      return value < wanted
    case 'lessOrEqual':
      return value <= wanted
    case 'greater':
      return value > wanted
    case 'greaterOrEqual':
      return value >= wanted
    default:
      return value === wanted
  }
}
