export { compile, type Engine } from './compiled/compile.js'
export { noPolicies, parsePolicySet, type ReadDocument } from './parse-policies.js'
export { parseRequest, resolveRequest } from './parse-request.js'
export { hasAccount, parsePrincipal } from './principal.js'
export type { RequestError, RequestErrorCode } from './problems.js'
export { conditionHolds, severalValues } from './reference/condition.js'
export { decide } from './reference/decide.js'
export { denialMessage, policyTypeName } from './reference/sentence.js'
export { valueMatches } from './reference/value.js'
export { decisionSchema, policiesSchema, requestSchema } from './schema.js'
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
