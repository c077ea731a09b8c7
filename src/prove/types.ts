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

export interface ProofOptions {
  /** Whether a pattern of actions means every name that fits it, and not only those that AWS has today. */
  readonly openActions?: boolean
  readonly limits?: Partial<Limits>
}
