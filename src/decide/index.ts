export { type Authorizer, authorizer } from './authorizer.js'
export { compile, compileSubject, type Engine, type SubjectEngine } from './compiled/compile.js'
export { parsePolicySet } from './parse-policies.js'
export { parseRequest } from './parse-request.js'
export { type Answers, answers } from './pipe/answer.js'
export { evaluateStream, type Write } from './pipe/stream.js'
export { type PoliciesError, parsePoliciesNode, parsePoliciesText } from './policies-text.js'
export { hasAccount, parsePrincipal } from './principal.js'
export type { RequestError, RequestErrorCode } from './problems.js'
export { noPolicies, type ReadDocument, readPolicies } from './read-policies.js'
export { explainMismatch, type Mismatch } from './reasons/mismatch.js'
export { type NearMiss, NOT_GIVEN, type Step, type Walk, walk } from './reasons/walk.js'
export { type Ability, type Subject, whoCan } from './reasons/who-can.js'
export type { Case, Outcome } from './reference/case.js'
export { conditionHolds, isNull, severalValues } from './reference/condition.js'
export { combine, decide } from './reference/decide.js'
export { type Layer, layersOf, type Match } from './reference/layers.js'
export { isSparedBy, type Naming, namingsOf } from './reference/principal.js'
export { denialMessage, policyTypeName } from './reference/sentence.js'
export { beyondPolicies } from './reference/special.js'
export { allowsByAccount, namings, principalApplies, type Question, questionOf, statementApplies } from './reference/statement.js'
export { valueMatches } from './reference/value.js'
export { resolveRequest } from './resolve-request.js'
export {
  canSchema,
  decisionSchema,
  evaluateAnswerSchema,
  evaluateLineSchema,
  policiesSchema,
  requestSchema,
  validationsSchema,
  whoCanSchema,
} from './schema.js'
export { callerHasNoIdentity, isKmsKey, isTrustAction, matchedResource, rcpsReach, worksAcrossAccounts } from './service-rules.js'
export type {
  AccountPrincipal,
  By,
  Context,
  Decision,
  DecisionWord,
  NamedDocument,
  NamedPolicy,
  PoliciesInput,
  PolicySet,
  PolicyType,
  Principal,
  Request,
  RequestInput,
} from './types.js'
export type { PolicyWarning, WarningCode } from './validate/checking.js'
export type { PolicyRefusal } from './validate/refusals.js'
export { type Validation, validatePolicy } from './validate/validate.js'
