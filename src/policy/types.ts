/**
 * The IAM policy language, normalised: one-or-many is always a list, keys of unions say which of `Action` and
 * `NotAction` was written. Statements keep the order and the number they have in the document (`by` counts from 0).
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
import type { Place } from '../outcome/index.js'

export type Effect = 'allow' | 'deny'

/** `Action` or `NotAction`, `Resource` or `NotResource`, `Principal` or `NotPrincipal`. Never empty. */
export type Matcher<P> = { readonly only: readonly P[] } | { readonly except: readonly P[] }

/** One member of a `Principal` element. */
export type PrincipalPattern =
  /** `"*"` (`bare`) or `{"AWS": "*"}`. */
  | { readonly kind: 'everyone'; readonly bare: boolean }
  /** An account, written as 12 digits or as its root ARN. */
  | { readonly kind: 'account'; readonly account: string; readonly text: string }
  /** A user, role, role session or federated user by ARN. */
  | { readonly kind: 'arn'; readonly arn: string }
  /** `AIDA…`, `AROA…`: what IAM leaves of a deleted user or role; matches nobody by name. */
  | { readonly kind: 'uniqueId'; readonly id: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'canonicalUser'; readonly id: string }

export type OperatorName =
  | 'StringEquals'
  | 'StringNotEquals'
  | 'StringEqualsIgnoreCase'
  | 'StringNotEqualsIgnoreCase'
  | 'StringLike'
  | 'StringNotLike'
  | 'NumericEquals'
  | 'NumericNotEquals'
  | 'NumericLessThan'
  | 'NumericLessThanEquals'
  | 'NumericGreaterThan'
  | 'NumericGreaterThanEquals'
  | 'DateEquals'
  | 'DateNotEquals'
  | 'DateLessThan'
  | 'DateLessThanEquals'
  | 'DateGreaterThan'
  | 'DateGreaterThanEquals'
  | 'Bool'
  | 'BinaryEquals'
  | 'IpAddress'
  | 'NotIpAddress'
  | 'ArnEquals'
  | 'ArnNotEquals'
  | 'ArnLike'
  | 'ArnNotLike'
  | 'Null'

/** One operator and key of a `Condition` block with its values; a block is an AND of these. */
export interface Condition {
  readonly operator: OperatorName
  /** `ForAllValues:` or `ForAnyValue:` before the operator. */
  readonly quantifier: 'forAllValues' | 'forAnyValue' | null
  readonly ifExists: boolean
  /** As written; compared without regard to case. */
  readonly key: string
  /** As text, numbers and Booleans included. Never empty. */
  readonly values: readonly string[]
}

export interface Statement {
  /** Its number in the document, from 0. */
  readonly index: number
  readonly sid: string | null
  readonly effect: Effect
  /** Null in identity-based policies. */
  readonly principals: Matcher<PrincipalPattern> | null
  readonly actions: Matcher<string>
  /** Null where the kind of policy has no `Resource` (trust policies) or leaves it out (key policies may). */
  readonly resources: Matcher<string> | null
  readonly conditions: readonly Condition[]
  readonly at: Place | null
}

export interface Policy {
  /** Policy variables count only in `2012-10-17`; a document without `Version` is `2008-10-17`. */
  readonly version: '2008-10-17' | '2012-10-17'
  readonly id: string | null
  readonly statements: readonly Statement[]
}

/** What a document is used as: decides which elements it must and must not have. */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'boundary' | 'session' | 'scp' | 'rcp' | 'vpcEndpoint'

/** A policy document as JSON, as IAM takes it. */
export interface PolicyDocument {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: unknown
}
