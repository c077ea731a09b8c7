export type { Answered } from './api/index.js'
export type { AppDescription, RolePlan, RunAppOptions, RunningApp } from './app/index.js'
export type { FunctionSpec, LogLine } from './functions/index.js'
export { runApp, runSmoke, verifyApp } from './on-demand.js'
export { fault, isFault, isRaw, raw } from './reply.js'
export type { Outside, SmokeAnswer, SmokeOptions, SmokeResult } from './smoke/index.js'
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
export type { DeniedRequest, Verdict, Verification, VerifiedGrant, VerifyOptions } from './verify/index.js'
