export { matchAction, parseActionPattern } from './action.js'
export { type Arn, type ArnPattern, matchArnPattern, parseArnValue, parseResourcePattern, splitArn, splitAtColons } from './arn.js'
export { type ConditionBlock, conditionBlock, fitsOneBlock } from './condition-block.js'
export type { PolicyError, PolicyErrorCode } from './errors.js'
export {
  anyGlob,
  type Glob,
  hasVariables,
  matchGlob,
  parseGlob,
  parseVariable,
  type Reading,
  resolveGlob,
  type Token,
  type ValueOf,
  variablesIn,
} from './glob.js'
export { type JsonFault, type JsonMember, type JsonNode, jsonNodeOf, nodeAt, placesIn, readJson } from './json.js'
export {
  type Operator,
  type OperatorFacts,
  type OperatorFamily,
  operatorFacts,
  operatorNames,
  parseOperator,
  printOperator,
  takesVariables,
} from './operators.js'
export { parsePolicy, parsePolicyNode, parsePolicyValue } from './parse.js'
export { isOriginAccessIdentity } from './parse-principal.js'
export { KIND_NAMES as policyKindNames } from './parse-statement.js'
export { policyDocument, printPolicy, printPrincipal } from './print.js'
export { quotas, type SizeLimit, sizeLimitOf } from './quotas.js'
export { any, equalSym, literalOf, type Piece, parseSym, printSym, type SymText, splitSym, symbol, symText, text } from './symbolic.js'
export { documentInText } from './text-document.js'
export type {
  Condition,
  Effect,
  Matcher,
  OperatorName,
  Policy,
  PolicyDocument,
  PolicyKind,
  PrincipalPattern,
  Statement,
} from './types.js'
export { type IpAddress, type IpRange, isWithin, parseBinary, parseBool, parseDate, parseIp, parseIpRange, parseNumber } from './values.js'
