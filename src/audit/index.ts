export { type AuditOptions, type AuditResult, auditOf } from './audit.js'
export { type Usage, usageOf } from './fold.js'
export { type Judge, makeJudge, type ProposedRole } from './judge.js'
export { everything, type Selection } from './layout.js'
export type { Recorded } from './observable.js'
export { parseRolePolicies, type RolePolicies } from './policy-grants.js'
export type { Proposal } from './proposal.js'
export { proposedRoles } from './proposed-roles.js'
export { readFacts, type Saved, writeFacts } from './read/read-facts.js'
export { type Progress, readTrail, type Trail, type TrailInput } from './read/read-trail.js'
export { replayOf } from './replay.js'
export { parseSelectors } from './selectors.js'
export type {
  Audit,
  Cell,
  Denial,
  Fact,
  FileFault,
  Group,
  GroupCheck,
  NotObservableCode,
  Quarantined,
  ReadSummary,
  Refusal,
  Replay,
  RoleUsage,
  UsedAction,
} from './types.js'
