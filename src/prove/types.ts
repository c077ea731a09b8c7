/** The vocabulary of proofs. Requests and policies are those of `decide`. */
import type { NamedPolicy, PolicySet, RequestInput } from '../decide/index.js'
import type { Limits } from './budget.js'

/**
 * What is compared. Identity-based documents are what their holder may do, whatever the resource's side says; resource
 * and trust policies what they grant, whatever the caller's own policies say; a set is all that bears on one principal
 * and one resource, as `evaluate` takes it.
 */
export type Subject =
  | { readonly kind: 'identity' | 'resource' | 'trust'; readonly policies: readonly NamedPolicy[] }
  | { readonly kind: 'set'; readonly set: PolicySet }

export interface AllowedBy {
  readonly policy: string
  /** The number of the statement in its document, from 0. */
  readonly statement: number
}

/** A request that one side allows and the other does not, as `evaluate` takes it. */
export interface Counterexample {
  readonly request: RequestInput
  readonly allowedBy: readonly AllowedBy[]
}

export type Verdict =
  | { readonly verdict: 'proved'; readonly assumptions: readonly string[] }
  | { readonly verdict: 'refuted'; readonly counterexample: Counterexample; readonly assumptions: readonly string[] }
  /** Counts as no. */
  | { readonly verdict: 'unknown'; readonly reason: string; readonly assumptions: readonly string[] }

/** A verdict whose assumptions stand elsewhere. */
export type SideVerdict =
  | { readonly verdict: 'proved' }
  | { readonly verdict: 'refuted'; readonly counterexample: Counterexample }
  | { readonly verdict: 'unknown'; readonly reason: string }

export type Relation = 'equal' | 'narrower' | 'wider' | 'overlapping' | 'disjoint' | 'unknown'

export interface Comparison {
  /** Of `a` to `b`. */
  readonly relation: Relation
  readonly aInB: SideVerdict
  readonly bInA: SideVerdict
  readonly assumptions: readonly string[]
}

/** Requests as patterns: those on one of the actions and one of the resources, where all conditions hold. */
export interface Region {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Resources that are not among them, of a `NotResource`. */
  readonly exceptResources?: readonly string[]
  /** Who may, of resource-based and trust policies, as the policy writes it. */
  readonly principals?: readonly string[]
  readonly conditions: readonly RegionCondition[]
}

/** What was gained and lost from one subject to another. */
export interface Summary {
  /** Regions that hold every request which the second allows and the first does not; each holds at least one. */
  readonly gained: readonly Region[]
  /** The same the other way round. */
  readonly lost: readonly Region[]
  /**
   * `proved` if and only if it was shown that nothing is gained or lost outside of the regions, so that what is gained and
   * what both allow make up the second.
   */
  readonly complete: Verdict
  readonly assumptions: readonly string[]
}

export interface RegionCondition {
  /** As a policy writes it, `ForAnyValue:StringLike`. */
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

export interface ProofOptions {
  /** Whether a pattern of actions means every name that fits it, and not only those that AWS has today. */
  readonly openActions?: boolean
  readonly limits?: Partial<Limits>
}
