export { auditOf } from './audit.js'
export { everything, type Selection } from './layout.js'
export { type Progress, readTrail, type Trail, type TrailInput } from './read/read-trail.js'
export type {
  Audit,
  Cell,
  Denial,
  Fact,
  FileFault,
  Group,
  NotObservableCode,
  Quarantined,
  ReadSummary,
  Refusal,
  Replay,
  RoleUsage,
  UsedAction,
} from './types.js'
