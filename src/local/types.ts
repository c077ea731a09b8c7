/**
 * The vocabulary of local AWS. A request of any protocol becomes a `ServiceCall`; the gateway turns it into IAM checks,
 * decides, records, and hands it to the `LocalService` that answers. Functions, APIs and pollers build on `LocalAws`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import type { Decision } from '../decide/index.js'
import type { CloudTrailRecord, UserIdentity } from '../events/index.js'
import type { TokenIssuer } from './identity/token-issuer.js'
import type { Bodies } from './stores/bodies.js'
import type { Snapshot, Tables } from './stores/tables.js'

/**
 * `enforce` denies what is not allowed; `observe` records the denial and lets the call through; `learn` is the same, and
 * collects what was needed; `off` checks nothing, and exists to measure.
 */
export type Mode = 'enforce' | 'observe' | 'learn' | 'off'

export interface LocalAwsOptions {
  /** 0 or left out: a free port. */
  readonly port?: number
  /** Twelve digits each; the first is the app's. */
  readonly accounts?: readonly string[]
  readonly region?: string
  readonly mode?: Mode
  /** A folder that keeps what is stored over restarts; null: memory. */
  readonly state?: string | null
  /** Client suffix (`dynamodb`, `s3`) → URL of an emulator, or of AWS, that answers after the check. */
  readonly backends?: ReadonlyMap<string, string>
  readonly clock?: Clock
  /** What `aws:SecureTransport` says, since the local port speaks plain HTTP. Default true: deployed clients use TLS. */
  readonly secureTransport?: boolean
}

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Null for a user's long-term key. */
  readonly sessionToken: string | null
  /** Milliseconds since 1970; null for a key that does not expire. */
  readonly expiresAt: number | null
}

/** Who makes a call, as the signature or the service hop says. */
export interface Caller {
  /** As `decide` takes it: the ARN of a user, role session, federated user or root; a service's host name; `*`. */
  readonly principal: string
  /** Of the principal; the service's own calls have the account that they are made for. */
  readonly account: string
  readonly accessKeyId: string | null
  /** Condition keys that come with the credentials, e.g. `aws:PrincipalArn`, `aws:TokenIssueTime`. */
  readonly context: Context
  readonly identity: UserIdentity
  /** What finds the caller's policies; null for services and for callers without an identity. */
  readonly subject: Subject | null
  /** Set for a call that a service makes: `aws:SourceArn`, and the account of the resource behind it. */
  readonly via: { readonly service: string; readonly sourceArn: string | null } | null
}

export type Context = Readonly<Record<string, readonly string[]>>

/** Whose policies apply. */
export type Subject =
  | { readonly kind: 'root'; readonly account: string }
  | { readonly kind: 'user'; readonly account: string; readonly name: string }
  | { readonly kind: 'role'; readonly account: string; readonly name: string; readonly session: Session }
  | { readonly kind: 'federated'; readonly account: string; readonly name: string; readonly session: Session }

export interface Session {
  readonly name: string
  readonly credentials: Credentials
  /** Inline and managed session policies as one document; null: none was given. */
  readonly policy: unknown
  readonly tags: Readonly<Record<string, string>>
  /** Keys of tags that are handed on to the next session of a chain. */
  readonly transitiveTags: readonly string[]
  readonly sourceIdentity: string | null
  readonly issuedAt: number
}

/** A service of AWS that calls another: its host name, and the resource it does it for. */
export interface ServicePrincipal {
  /** `apigateway.amazonaws.com` */
  readonly service: string
  readonly sourceArn?: string
  readonly sourceAccount?: string
}

export type Input = Readonly<Record<string, unknown>>

/** The request as it came, for the few operations whose answer depends on more than their input. */
export interface HttpRequest {
  readonly method: string
  /** Still percent-encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
}

/** Without `aws-chunked` framing, and held against what was signed as it is read. */
export interface Body {
  /** Null where it is streamed and not declared. */
  readonly length: number | null
  readonly stream: () => Readable
  /** Reads it whole. @errors a cut-off or altered body rejects with a `BodyFault` */
  readonly bytes: () => Promise<Buffer>
}

export interface ServiceCall {
  /** Client package's suffix, as in the catalog: `dynamodb`, `s3`, `cloudwatch-logs`. */
  readonly service: string
  /** As the API spells it: `PutItem`. */
  readonly operation: string
  /** By the names of the API's members. Blobs of JSON protocols stay base64 text; timestamps as they came. */
  readonly input: Input
  readonly caller: Caller
  /** The caller's account and region: where names that are no ARN are looked up. */
  readonly account: string
  readonly region: string
  readonly requestId: string
  readonly now: number
  readonly http: HttpRequest | null
  /** The request's payload; null for operations without one. */
  readonly body: Body | null
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string
  /** Why the caller may not do this as well, or null: what an answer says can depend on it. Not recorded. */
  readonly refusal: (action: string, resource: string, context?: Context) => string | null
  /** Of `itemwise` operations: the items that were refused, by their number, with the message. */
  readonly refused: ReadonlyMap<number, string>
}

/** An error that AWS documents for the operation. */
export interface Fault {
  readonly fault: true
  /** `ResourceNotFoundException`, `NoSuchKey` */
  readonly code: string
  readonly message: string
  readonly status: number
  /** The code that clients of the older query form of the service know, e.g. `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly queryCode?: string
  /** Further members of the error. */
  readonly members?: Readonly<Record<string, unknown>>
}

/** An answer that is no document of the protocol: S3 objects, Lambda payloads. */
export interface RawReply {
  readonly raw: true
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string | Readable | null
}

/** Written as it is: JSON services give seconds for timestamps and base64 for blobs; of XML services `Map`s become entries, `Date`s ISO 8601. */
export type Output = Readonly<Record<string, unknown>>
export type Reply = Output | Fault | RawReply

export type Operation = (call: ServiceCall) => Reply | Promise<Reply>

/** What answers for one client of the SDK. */
export interface LocalService {
  /** Client package's suffix. */
  readonly suffix: string
  readonly operations: ReadonlyMap<string, Operation>
  /** The policy of the resource itself: bucket policy, queue policy, key policy, trust policy; its text or document. */
  readonly resourcePolicy?: (arn: string, action: string, caller: Caller) => unknown
  /** Operations that answer item by item: a refused item is an error of its own inside the answer. */
  readonly itemwise?: ReadonlySet<string>
  /** The account that owns a resource whose ARN does not say it (buckets). */
  readonly ownerOf?: (arn: string) => string | null
  /** Condition keys that only the store can say: key schemas, tags of the resource. */
  readonly contextOf?: (check: PlannedCheck, call: ServiceCall) => Context | null
  /** The key that seals the resource of a check, or will; null: the service's own. */
  readonly sealedBy?: (check: PlannedCheck, call: ServiceCall) => SealedBy | null
  /** Puts what is stored in place of what the request named: aliases of keys, suffixes of secrets. */
  readonly resolve?: (check: PlannedCheck, call: ServiceCall) => PlannedCheck | readonly PlannedCheck[]
}

/** A key of KMS that data is encrypted with, as it was written: its ID, ARN or alias. */
export interface SealedBy {
  readonly key: string
  /** What the service gives KMS as encryption context. */
  readonly encryptionContext: Readonly<Record<string, string>>
}

/** One IAM check that a request means. */
export interface PlannedCheck {
  readonly action: string
  readonly resource: string
  /** A second spelling of the same resource that AWS takes as well: a log group with and without `:*`. */
  readonly orResource?: string
  readonly context: Context
  /** What the service asks KMS for with the caller's rights, where the resource is sealed with a customer's key: `kms:Decrypt`. */
  readonly kms?: readonly string[]
  /** Batch operations that answer item by item: which item the check is for; a denial then fails this item alone. */
  readonly item?: number
}

/** A check with its decision. */
export interface CheckOutcome extends PlannedCheck {
  readonly principal: string
  readonly decision: Decision['decision']
  readonly because: string
  readonly by: Decision['by']
}

/** One call, as `dev --json` prints it. */
export interface RecordedCall {
  readonly event: CloudTrailRecord
  readonly checks: readonly CheckOutcome[]
}

/** A payload that a service hands to a function without waiting for the answer: S3, SNS, EventBridge and the like. */
export interface FunctionDelivery {
  readonly functionArn: string
  readonly from: ServicePrincipal
  readonly payload: unknown
}

/** Something that pollers wait for. */
export type Change = { readonly kind: 'queue'; readonly arn: string } | { readonly kind: 'stream'; readonly arn: string }

export interface InProcessCall {
  /** A caller of `LocalAws.callerOf`, or a service. */
  readonly as: Caller | ServicePrincipal
  readonly service: string
  readonly operation: string
  readonly input: Input
  readonly body?: Buffer
  readonly region?: string
}

/** A check that is not an operation of a service: a hop from a service to a function, a route of an API. */
export interface Authorization {
  readonly as: Caller | ServicePrincipal
  readonly action: string
  readonly resource: string
  readonly context?: Context
  /** The resource's own policy, where no service is asked for it. */
  readonly resourcePolicy?: unknown
}

/** Answers requests below a path that is no AWS service: `/_api/`. */
export interface Front {
  readonly prefix: string
  /** Whether it answers a target without the prefix. */
  readonly owns?: (target: string) => boolean
  /** Takes a request that becomes another protocol. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>
}

/** An operation that was called and has no mapping to checks. */
export interface Uncovered {
  readonly service: string
  readonly operation: string
  readonly reason: string
  readonly count: number
}

export interface LocalAccount {
  readonly id: string
  /** An administrator, made at start: the only identity that is there before anyone makes one. */
  readonly credentials: Credentials
}

/** A resource of a running app, as it is called here. */
export interface AdoptedResource {
  readonly id: string
  readonly type: string
  readonly physicalId: string
  readonly attributes: Readonly<Record<string, string>>
}

/** A running app as the stack that it would be. */
export interface AdoptedStack {
  readonly name: string
  readonly account: string
  readonly region: string
  /** The text of the root template. */
  readonly template: string
  readonly parameters: Readonly<Record<string, string>>
  readonly resources: readonly AdoptedResource[]
  readonly outputs: Readonly<Record<string, string>>
}

/** A running local AWS. */
export interface LocalAws {
  readonly endpoint: string
  readonly port: number
  readonly region: string
  readonly mode: Mode
  readonly clock: Clock
  readonly accounts: readonly LocalAccount[]
  /** Adds a service, or replaces one. */
  readonly register: (service: LocalService) => void
  readonly addFront: (front: Front) => void
  /** An in-process client: the same checks, events and answers as over the wire. */
  readonly call: (call: InProcessCall) => Promise<Reply>
  /** @returns the decision, recorded as an event */
  readonly authorize: (authorization: Authorization) => CheckOutcome
  /** Who signed a request of a front; the body is needed where its hash is signed. `scope`: e.g. `execute-api`. */
  readonly authenticate: (request: IncomingMessage, body: Buffer, scope: string) => Caller | Fault
  /** Makes and verifies tokens in the name of any identity provider. */
  readonly issuer: TokenIssuer
  /**
   * A session of a role, as the service that runs it gets it: the trust policy is asked whether `service` may assume it.
   *
   * @param issuedTo ARN of the function whose code calls with it; left out where the service calls itself
   * @returns a `Fault` where the role is missing or does not trust the service
   */
  readonly sessionFor: (roleArn: string, sessionName: string, by: ServicePrincipal, issuedTo?: string) => Credentials | Fault
  /** The same, of a service that goes on calling with the role: one session as long as it lasts and IAM stays as it is. */
  readonly standingSession: (roleArn: string, sessionName: string, by: ServicePrincipal) => Credentials | Fault
  /** The caller behind credentials; null where they are unknown or have ended. */
  readonly callerOf: (credentials: Pick<Credentials, 'accessKeyId' | 'sessionToken'>) => Caller | null
  /** @returns a function that ends the subscription */
  readonly onCall: (listener: (call: RecordedCall) => void) => () => void
  readonly onChange: (listener: (change: Change) => void) => () => void
  /** Who runs functions; the last one that asked gets the deliveries. */
  readonly onDelivery: (listener: (delivery: FunctionDelivery) => void) => () => void
  /** For services that hand a payload to a function. */
  readonly deliver: (delivery: FunctionDelivery) => void
  /** A state machine's execution that was started and recorded; nothing runs it. */
  readonly onExecution: (listener: (execution: Execution) => void) => () => void
  /** How far sources were read, by whoever reads them; kept like all that is stored. */
  readonly positions: Map<string, string>
  readonly uncovered: () => readonly Uncovered[]
  /** What was needed and not allowed, sorted; collected in `learn`. */
  readonly learned: () => readonly Pick<CheckOutcome, 'principal' | 'action' | 'resource'>[]
  /** CloudFormation shows and changes it from then on, as the stack of the app that runs here. */
  readonly adoptStack: (stack: AdoptedStack, caller: Caller) => Promise<void>
  /** Keeps what is stored now, and puts it back later: the same stores for each run of `verify`. */
  readonly snapshot: () => Snapshot
  readonly restore: (snapshot: Snapshot) => void
  readonly close: () => Promise<void>
}

/** What services share: where they keep things, and how they reach each other. */
export interface StoreWorld {
  readonly tables: Tables
  readonly bodies: Bodies
  readonly clock: Clock
  readonly region: string
  /** `http://127.0.0.1:PORT`, once the port is known. */
  readonly endpoint: () => string
  readonly changed: (change: Change) => void
  readonly deliver: (delivery: FunctionDelivery) => void
  /** A call of one service to another, under the policies of the resource that is called. */
  readonly call: (call: InProcessCall) => Promise<Reply>
  readonly started: (execution: Execution) => void
  /** A session of the role that a rule, a subscription or a target names, for the calls it makes. */
  readonly callerFor: (roleArn: string, sessionName: string, by: ServicePrincipal) => Caller | Fault
}

export interface Execution {
  readonly arn: string
  readonly stateMachineArn: string
  /** JSON text. */
  readonly input: string
}
