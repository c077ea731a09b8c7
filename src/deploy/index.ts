export { type Applied, type ApplyOptions, applyPlan, inOrder, resumePlan } from './apply.js'
export { withAuthors } from './authors.js'
export type { RemovedDenial } from './denials.js'
export { forget, type Journal, type JournalFiles, journalFiles, readDeployed, readJournal, readLast, takeLock } from './journal.js'
export { type PlanOptions, planDeployment } from './plan.js'
export { type ReadOptions, readAccount } from './read-account.js'
export { planThroughStack, type StackRequest } from './read-stack-plan.js'
export { planRollback, rollBack } from './rollback.js'
export { type PortOptions, type SdkPort, sdkPort } from './sdk-port.js'
export { snapshotOf } from './snapshot.js'
export { planStack, type StackPlanOptions } from './stack-plan.js'
export { settledStack } from './stack-settled.js'
export type {
  AccountState,
  AwsPort,
  Clock,
  DeployPlan,
  Drift,
  RolePlan,
  ShownChangeSet,
  Snapshot,
  StackPlan,
  Step,
  WantedRole,
  World,
} from './types.js'
export { wantedRoles } from './wanted.js'
export { type Watched, type WatchOptions, watchLast } from './watch.js'
