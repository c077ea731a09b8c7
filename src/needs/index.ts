export { canApply } from './applies.js'
export { canonicalArn, namedResource } from './arn.js'
export { conditionsKey, grantsOf } from './atom.js'
export { canBeEqual, type DeclaredIndex, indexDeclared } from './declared.js'
export { type NeedsOptions, needsOf } from './needs-of.js'
export type { ValueHint } from './scope.js'
export type {
  Addition,
  Certainty,
  Evidence,
  FunctionNeeds,
  Grant,
  GrantCondition,
  Needs,
  PrincipalNeeds,
  Refusal,
  ResourceGrant,
} from './types.js'
export { unknownNeeds } from './unresolved.js'
