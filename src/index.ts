/** The library: the main job in one call, and what it gives. Rooms have faces of their own, e.g. `rolewright/policy`. */
export type { App } from './app/index.js'
export type { Config } from './config/index.js'
export {
  type EditInput,
  type EditPlan,
  type FileEdit,
  type Paste,
  planEdits,
  roleDocuments,
  rolesTemplate,
  rolesTerraform,
} from './emit/index.js'
export {
  type Generated,
  type GeneratedEvidence,
  type GeneratedFunction,
  type GeneratedGrant,
  type GeneratedPrincipal,
  type GeneratedProof,
  type GeneratedResourcePolicy,
  type GeneratedRole,
  type GeneratedUnresolved,
  type GenerateOptions,
  type Generation,
  generate,
  type Width,
} from './generate/index.js'
export type { Certainty, Evidence, Grant, Needs } from './needs/index.js'
export type { Finding, Place, Problem, Result, Severity } from './outcome/index.js'
export {
  type AccessChange,
  buildLock,
  compareLocks,
  type Lock,
  type LockComparison,
  type LockGrant,
  parseLock,
  printLock,
} from './review/index.js'
export { type Layout, type Role, type Roles, type VerbatimPolicy, type VerbatimValues, verbatimPolicies } from './roles/index.js'
