export type { Answered } from './api/index.js'
export { type AppDescription, type RolePlan, type RunAppOptions, type RunningApp, runApp } from './app/index.js'
export type { FunctionSpec, LogLine } from './functions/index.js'
export { fault, isFault, isRaw, raw } from './reply.js'
export { type Outside, runSmoke, type SmokeAnswer, type SmokeOptions, type SmokeResult } from './smoke/index.js'
export { DEFAULT_ACCOUNT, DEFAULT_REGION, startLocalAws } from './start.js'
export type { Snapshot } from './stores/tables.js'
export type {
  Authorization,
  Body,
  Caller,
  Change,
  CheckOutcome,
  Clock,
  Context,
  Credentials,
  Execution,
  Fault,
  Front,
  FunctionDelivery,
  HttpRequest,
  InProcessCall,
  Input,
  LocalAccount,
  LocalAws,
  LocalAwsOptions,
  LocalService,
  Mode,
  Operation,
  Output,
  PlannedCheck,
  RawReply,
  RecordedCall,
  Reply,
  ServiceCall,
  ServicePrincipal,
  Session,
  Subject,
  Uncovered,
} from './types.js'
export { type DeniedRequest, type Verdict, type Verification, type VerifiedGrant, type VerifyOptions, verifyApp } from './verify/index.js'
