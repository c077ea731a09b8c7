export { type AuditOptions, type AuditResult, auditOf } from './audit.js'
export { type EngineName, type TableOptions, tableStatements, viewName } from './engines/adapters.js'
export { askEngine, type QueryEngine } from './engines/ask.js'
export { type AthenaOptions, athena } from './engines/read-athena.js'
export { type TrinoOptions, trino } from './engines/read-trino.js'
export { type Usage, usageOf } from './fold.js'
export { type Judge, makeJudge, type ProposedRole, unreadPolicies } from './judge.js'
export { everything, type Selection } from './layout.js'
export type { Recorded } from './observable.js'
export { parseRolePolicies, type RolePolicies } from './policy-grants.js'
export type { Proposal } from './proposal.js'
export { proposedRoles } from './propose.js'
export { readFacts, type Saved, writeFacts } from './read/read-facts.js'
export { parseS3, type S3Place, type S3Port, s3Client } from './read/read-s3.js'
export { type Progress, readTrail, type Trail, type TrailInput } from './read/read-trail.js'
export { refusedCalls, replayOf } from './replay.js'
export { auditSchema, replaySchema } from './schema.js'
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
