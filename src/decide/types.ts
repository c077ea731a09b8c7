/**
 * The vocabulary of decisions. `RequestInput` and `PoliciesInput` are what a caller writes (the shapes of `evaluate`);
 * `Request` and `PolicySet` are the same, parsed once, which both engines and the prover work on.
 */
import type { Effect, Policy } from '../policy/index.js'

/** As IAM's own simulator says it. */
export type DecisionWord = 'allowed' | 'explicitDeny' | 'implicitDeny'

export interface Decision {
  readonly decision: DecisionWord
  /** The statements that decided: of a denial those that deny, of an allowance those that grant. Empty for an implicit deny. */
  readonly by: readonly By[]
  /** In the words of AWS's own message, e.g. `no identity-based policy allows the s3:GetObject action`. */
  readonly because: string
}

export interface By {
  /** `identity:NAME`, `scp:NAME`, `rcp:NAME`, `resource`, `permissionBoundary`, `session` or `vpcEndpoint`. */
  readonly policy: string
  /** The number of the statement in its document, from 0. */
  readonly statement: number
  readonly effect: Effect
}

export interface RequestInput {
  /**
   * The ARN of a user, role, root user, role session or federated session, an account id, a service, an identity provider, a
   * CloudFront origin access identity, or `*`.
   */
  readonly principal: string
  readonly action: string
  /** An ARN, or `*` for an action without resource types. */
  readonly resource: string
  /** The account that owns the resource, where its ARN does not say it. */
  readonly resourceAccount?: string | undefined
  readonly context?: Readonly<Record<string, readonly string[]>> | undefined
  /** The principal's account is the organization's management account. */
  readonly managementAccount?: boolean | undefined
  /** The user who called GetFederationToken for the federated session. */
  readonly federatedBy?: string | undefined
  /** The canonical user id of the principal's account, by which a policy of S3 may name it. */
  readonly canonicalUser?: string | undefined
}

export interface NamedDocument {
  readonly name: string
  readonly document: unknown
}

export interface PoliciesInput {
  readonly identity?: readonly NamedDocument[] | undefined
  readonly resource?: unknown
  readonly permissionBoundary?: unknown
  readonly session?: unknown
  /** One inner list a level of the organization; left out: no SCPs apply. */
  readonly scps?: readonly (readonly NamedDocument[])[] | undefined
  readonly rcps?: readonly (readonly NamedDocument[])[] | undefined
  readonly vpcEndpoint?: unknown
}

export interface NamedPolicy {
  readonly name: string
  readonly policy: Policy
}

export interface PolicySet {
  readonly identity: readonly NamedPolicy[]
  readonly resource: Policy | null
  readonly permissionBoundary: Policy | null
  readonly session: Policy | null
  /** Null: no SCPs apply. An inner list without an Allow is a level that allows nothing. */
  readonly scps: readonly (readonly NamedPolicy[])[] | null
  readonly rcps: readonly (readonly NamedPolicy[])[] | null
  readonly vpcEndpoint: Policy | null
}

/** The values of condition keys by the key's name in lower case. A `Map` is one. */
export interface Context {
  get(key: string): readonly string[] | undefined
}

export interface Request {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  /** Null only for callers that no account has and whose request does not name it. */
  readonly resourceAccount: string | null
  readonly context: Context
  readonly managementAccount: boolean
  readonly federatedBy: string | null
  readonly canonicalUser: string | null
}

/** An identity of an account: what identity-based policies, boundaries and SCPs can be attached to. */
export interface AccountPrincipal {
  readonly kind: 'user' | 'role' | 'session' | 'federatedUser' | 'root'
  readonly text: string
  readonly partition: string
  readonly account: string
  /** Of a role or a session: the role's name without its path. */
  readonly roleName: string | null
  /** A role that only an AWS service can assume; SCPs and RCPs leave it alone. */
  readonly serviceLinked: boolean
}

export type Principal =
  | AccountPrincipal
  /** `lambda.amazonaws.com` */
  | { readonly kind: 'service'; readonly text: string }
  /** A caller with a web identity or SAML assertion of this provider. */
  | { readonly kind: 'provider'; readonly text: string }
  /** CloudFront, as one of its origin access identities. */
  | { readonly kind: 'originAccess'; readonly text: string }
  | { readonly kind: 'anonymous'; readonly text: '*' }

/** The kinds of policies in the order in which AWS asks them. */
export type PolicyType = 'rcp' | 'scp' | 'vpcEndpoint' | 'resource' | 'identity' | 'permissionBoundary' | 'session'
