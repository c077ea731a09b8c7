/** What a person asks of every role of an app, beyond what the code needs: members of `guardrails` in the configuration. */
import type { Counterexample } from '../prove/index.js'

/** Requests as a policy statement has them. */
export interface GuardedRequests {
  readonly actions: readonly string[]
  /** Symbolic text; `*` is any. */
  readonly resources: readonly string[]
  /** Resources that are not meant; then `resources` is `*`. */
  readonly notResources: readonly string[]
  readonly conditions: readonly { readonly operator: string; readonly key: string; readonly values: readonly string[] }[]
}

export interface NamedRequests extends GuardedRequests {
  readonly name: string
}

export interface Guardrails {
  /** No role may allow any of these. */
  readonly never: readonly NamedRequests[]
  /** Every role stays within these together; null: there is no ceiling. */
  readonly only: readonly GuardedRequests[] | null
  /** A policy of every role denies these, or its permissions boundary does not allow them, whatever else allows them. */
  readonly mustDeny: readonly NamedRequests[]
  /** No resource-based or trust policy lets in anonymous callers or other accounts than these; null: not asked. */
  readonly noPublic: {
    readonly accounts: readonly string[]
    readonly organizations: readonly string[]
    readonly except: readonly string[]
  } | null
  /** No role reaches what it may not do itself through another role, a function, or a change of policies; null: not asked. */
  readonly noEscalation: { readonly except: readonly string[] } | null
}

export const NO_GUARDRAILS: Guardrails = { never: [], only: null, mustDeny: [], noPublic: null, noEscalation: null }

export interface GuardrailResult {
  /** `never:NAME`, `only`, `mustDeny:NAME`, `noPublic`, `noEscalation`. */
  readonly name: string
  /** The role, or the resource whose policy it is. */
  readonly subject: string
  readonly verdict: 'proved' | 'refuted' | 'unknown'
  /** With the app's symbols. */
  readonly counterexample: Counterexample | null
  /** One line: what is broken, or why it is not known; null where it is proved. */
  readonly because: string | null
}
