export { lower } from './lower.js'
export { logicalId, policyName, roleIdOf, roleName } from './name.js'
export { rolesOf } from './roles-of.js'
export { takesSourceConditions } from './trust.js'
export type {
  Assignment,
  CfnString,
  Layout,
  ResourcePolicy,
  Role,
  RoleDocument,
  RoleOptions,
  RolePolicy,
  RoleStatement,
  Roles,
} from './types.js'
export { VERBATIM_PLACEHOLDERS, type VerbatimPolicy, type VerbatimValues, verbatimPolicies } from './verbatim.js'
