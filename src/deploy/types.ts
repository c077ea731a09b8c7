/**
 * The vocabulary of a deployment. What is wanted and what an account has become a plan, without touching anything; a plan
 * is applied step by step. Documents are resolved: plain IAM JSON, without symbols.
 */
import type { Finding } from '../outcome/index.js'
import type { Region } from '../prove/index.js'

/** A policy document or a trust policy, as plain JSON. */
export type Document = Readonly<Record<string, unknown>>

export interface WantedPolicy {
  readonly name: string
  /** `managed`: a customer managed policy of this name, attached. */
  readonly kind: 'inline' | 'managed'
  readonly document: Document
}

export interface Tag {
  readonly key: string
  readonly value: string
}

/** A role as it should be. */
export interface WantedRole {
  readonly logicalId: string
  /** Its name in the account, if it exists or is to be made under one. */
  readonly name: string
  readonly path: string
  readonly trustPolicy: Document
  readonly policies: readonly WantedPolicy[]
  /** Policies that are not of this app. */
  readonly managedPolicyArns: readonly string[]
  readonly boundary: string | null
  readonly tags: readonly Tag[]
  /** Names of inline policies that the template gives this role now, and that these take the place of. */
  readonly replaces: readonly string[]
  /** Names of the functions in the account that are to run with it. */
  readonly functions: readonly string[]
  /** Whether API Gateway's account logs with it. */
  readonly apiLogging: boolean
}

export interface LivePolicy {
  readonly arn: string
  readonly name: string
  /** Null for policies of AWS or another account, which are not read. */
  readonly document: Document | null
  readonly defaultVersion: string | null
  /** IDs of all versions, the oldest first. */
  readonly versions: readonly string[]
}

/** A role as the account has it. */
export interface LiveRole {
  readonly name: string
  readonly arn: string
  /** `AROA…`: another one under the same name is another role. */
  readonly id: string
  readonly path: string
  readonly trustPolicy: Document
  readonly inline: ReadonlyMap<string, Document>
  readonly attached: readonly LivePolicy[]
  readonly boundary: string | null
  readonly tags: readonly Tag[]
}

export interface LiveFunction {
  readonly name: string
  readonly roleArn: string
}

/** A stack's own template, as it was deployed, and what an update hands on. */
export interface StackTemplate {
  readonly name: string
  readonly status: string
  /** As it was given to CloudFormation, before its transforms. */
  readonly text: string
  /** Values that must not be shown are `****`; updates keep all of them by name. */
  readonly parameters: readonly { readonly key: string; readonly value: string }[]
  readonly capabilities: readonly string[]
  /** The service role that changes its resources; null: whoever asks for the change. */
  readonly roleArn: string | null
}

/** A resource that an edit of the template touches. */
export interface TouchedResource {
  readonly id: string
  readonly type: string
  readonly change: 'add' | 'modify' | 'remove'
  /** Names of properties that differ. */
  readonly properties: readonly string[]
}

/** One update of a stack. `add`: what is new comes beside what is there, and nothing goes. */
export interface StackPhase {
  readonly kind: 'add' | 'change'
  readonly template: string
  readonly touched: readonly TouchedResource[]
}

/** What a role of the stack allows once it is updated. */
export interface ExpectedRole {
  readonly logicalId: string
  readonly documents: readonly Document[]
  /** False: they are wider than the role, since something in it has no value here. */
  readonly isExact: boolean
  /** Names of the functions that run with it. */
  readonly functions: readonly string[]
}

/** A change set as it is shown before it is executed. */
export interface ShownChange {
  readonly action: string
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string | null
  readonly replacement: string | null
  readonly properties: readonly string[]
}

export interface ShownChangeSet {
  readonly stack: string
  readonly name: string
  readonly changes: readonly ShownChange[]
}

/** What a stack calls its resources: physical IDs by logical ID. */
export interface LiveStack {
  readonly name: string
  /** Where the stack changes its roles itself. */
  readonly template?: StackTemplate
  readonly resources: ReadonlyMap<string, { readonly type: string; readonly physicalId: string }>
}

export interface AccountState {
  readonly account: string
  readonly partition: string
  readonly region: string
  readonly caller: string
  /** By name in lower case: IAM keeps names apart without regard to case. */
  readonly roles: ReadonlyMap<string, LiveRole>
  /** Customer managed policies, by ARN. */
  readonly policies: ReadonlyMap<string, LivePolicy>
  readonly functions: readonly LiveFunction[]
  readonly stack: LiveStack | null
  /** The role that API Gateway's account logs with; null: none; undefined: not asked. */
  readonly apiLoggingRole?: string | null
}

export type Beat = 'expand' | 'verify' | 'contract'

/** One call, or a check of what calls did. */
export interface Step {
  readonly id: number
  readonly beat: Beat
  /** `iam:PutRolePolicy`; checks: `verify:read-back`, `verify:propagation`, `verify:simulate`, and of stacks `verify:stack-drift`,
   * `verify:change-set`, `verify:stack`. */
  readonly call: string
  readonly input: Readonly<Record<string, unknown>>
}

/** `foreign`: the role is there and is not this app's; it is not touched. */
export type Change = 'create' | 'update' | 'none' | 'remove' | 'foreign'

export interface RolePlan {
  readonly logicalId: string
  readonly name: string
  readonly path: string
  readonly via: 'stack' | 'api'
  readonly change: Change
  readonly gained: readonly Region[]
  readonly lost: readonly Region[]
  /** Characters that count, of IAM's limits. */
  readonly quota: { readonly inline: number; readonly inlineMax: number; readonly attached: number; readonly attachedMax: number }
  /** Functions that run with it now and are not among those that should. */
  readonly sharedWith: readonly string[]
  /** Null for roles that are to go. */
  readonly wanted: WantedRole | null
  readonly steps: readonly Step[]
}

/** What differs between the account and what was deployed last. */
export interface Drift {
  readonly role: string
  readonly code:
    | 'drift/policy-changed'
    | 'drift/policy-removed'
    | 'drift/foreign-policy'
    | 'drift/trust-changed'
    | 'drift/recreated'
    | 'drift/role-missing'
  readonly message: string
  /** The policy that it is about; null: the role itself. */
  readonly policy: string | null
  /** Who did it, where CloudTrail says so. */
  readonly by: DriftAuthor | null
}

export interface DriftAuthor {
  /** An ARN: of a role's session with the session's name. */
  readonly principal: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** `PutRolePolicy` */
  readonly event: string
  readonly eventId: string
}

export interface DeployPlan {
  readonly account: string
  readonly region: string
  readonly layout: string
  /** By logical ID. */
  readonly roles: readonly RolePlan[]
  /** The least policy that plan and apply need. */
  readonly deployerNeeds: Document
  readonly drift: readonly Drift[]
  /** The path of the journal, once something was applied. */
  readonly journal: string | null
  /** The edit of the stack's own template; left out where roles are changed one by one. */
  readonly stack?: StackPlan
}

export interface StackPlan {
  readonly name: string
  /** The deployed template, and what it becomes. */
  readonly before: string
  readonly after: string
  readonly updates: readonly StackPhase['kind'][]
  readonly touched: readonly TouchedResource[]
  /** What was left as it is, and why. */
  readonly findings: readonly Finding[]
}

/** A call that AWS refused or that failed on the way. */
export interface AwsFault {
  readonly code: string
  readonly message: string
  /** Whether the same call can succeed later: throttling, a role that is not known everywhere yet. */
  readonly retryable: boolean
}

/** `cloudtrail-home`: the region in which calls of IAM are recorded. */
export type AwsService = 'sts' | 'iam' | 'lambda' | 'cloudformation' | 'api-gateway' | 'cloudtrail' | 'cloudtrail-home' | 'cloudwatch-logs'

/** The account, as far as a deployment touches it. */
export interface AwsPort {
  readonly call: (
    service: AwsService,
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly ok: true; readonly value: Readonly<Record<string, unknown>> } | { readonly ok: false; readonly error: AwsFault }>
}

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/** What a deployment touches and tells. */
export interface World {
  readonly aws: AwsPort
  readonly clock: Clock
  /** What is waited for, and what was left out. */
  readonly note: (line: string) => void
  /** Shows a change set before it is executed. @returns whether to go on; left out: yes */
  readonly approve?: (shown: ShownChangeSet) => Promise<boolean>
}

/** What the last deployment left, kept beside the app: the measure of drift. */
export interface DeployedRecord {
  readonly account: string
  readonly roles: Readonly<
    Record<string, { readonly id: string; readonly trustPolicy: Document; readonly policies: readonly WantedPolicy[] }>
  >
}

/** All that a deployment can change, as it was before: what a rollback puts back. */
export interface Snapshot {
  readonly roles: readonly SnapshotRole[]
  /** Customer managed policies that the plan gives another version. */
  readonly policies: readonly { readonly arn: string; readonly document: Document | null; readonly defaultVersion: string | null }[]
  readonly functions: readonly LiveFunction[]
  /** Undefined: not touched. */
  readonly apiLoggingRole?: string | null
  /** The stack's template; null: no stack is touched. */
  readonly template: string | null
}

export interface SnapshotRole {
  readonly name: string
  /** Null: it was not there. */
  readonly before: {
    readonly id: string
    readonly arn: string
    readonly path: string
    readonly trustPolicy: Document
    readonly inline: Readonly<Record<string, Document>>
    readonly attached: readonly string[]
    readonly boundary: string | null
    readonly tags: readonly Tag[]
  } | null
}
