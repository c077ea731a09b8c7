export { conditionsKey, grantsOf } from './atom.js'
export { type NeedsOptions, needsOf } from './needs-of.js'
export type { ValueHint } from './scope.js'
export type {
  Certainty,
  Evidence,
  FunctionNeeds,
  Grant,
  GrantCondition,
  Needs,
  PrincipalNeeds,
  ResourceGrant,
} from './types.js'
