/** What the app needs: grants by function and by other principal, as the contract prints them. */
import type { Finding, Place, Problem } from '../outcome/index.js'
import type { SymText } from '../policy/index.js'

/** How sure the resource is. */
export type Certainty = 'resolved' | 'assumed' | 'candidates' | 'wildcard'

export interface GrantCondition {
  readonly operator: string
  readonly key: string
  readonly values: readonly SymText[]
}

/** The line that needs a grant: a call of the source, or a place in the template. */
export interface Evidence {
  readonly at: Place
  /** `dynamodb:PutItem` for calls; for the platform what asks, e.g. `Events.Queue`, `Tracing`. */
  readonly operation: string
  /** Names of the functions from the handler to the call; empty for the platform. */
  readonly via: readonly string[]
  /** Where each of `via` is called, for code frames. */
  readonly chain: readonly Place[]
}

export interface Grant {
  /** Catalog spelling, sorted. */
  readonly actions: readonly string[]
  /** Sorted by their written form. */
  readonly resources: readonly SymText[]
  readonly conditions: readonly GrantCondition[]
  /** `declared`: what the template gives, as it stands there: code that is not read, or a service that acts with the caller's rights. */
  readonly kind: 'call' | 'platform' | 'declared' | 'added'
  readonly certainty: Certainty
  /** For `added` and `declared`. */
  readonly reason: string | null
  /** Sorted by place. Never empty but for `added`. */
  readonly evidence: readonly Evidence[]
}

export interface FunctionNeeds {
  readonly grants: readonly Grant[]
  /** False: what its code calls is not known, and what the template declares for it is kept. */
  readonly isRead: boolean
  /** Managed policies that are not of this app and stay on its role, since its code is not read. */
  readonly managedPolicies: readonly SymText[]
  readonly unresolved: readonly Problem[]
  /** What is offered or was refused, and is no need: `needs/…` codes. */
  readonly notes: readonly Finding[]
}

/** A grant that neither code nor template shows, with a person's reason. */
export interface Addition {
  /** A function or another principal of the app. */
  readonly to: string
  readonly actions: readonly string[]
  /** Symbolic text. */
  readonly resources: readonly string[]
  readonly conditions: readonly { readonly operator: string; readonly key: string; readonly values: readonly string[] }[]
  readonly reason: string
}

/** What is not granted although code or template needs it. Patterns as in a policy: `iam:*`. */
export interface Refusal {
  /** Null: to nobody. */
  readonly to: string | null
  readonly actions: readonly string[]
  /** Patterns of symbolic text; `*` is any. */
  readonly resources: readonly string[]
  readonly reason: string
}

/** An API, state machine, rule, schedule, pipe or other non-function that needs a role. */
export interface PrincipalNeeds {
  /** Who assumes the role, e.g. `apigateway.amazonaws.com`. */
  readonly service: string
  /** The role that the template gives it: a logical ID of this app, or null. Of several, the one that does most. */
  readonly declaredRole: string | null
  readonly grants: readonly Grant[]
  /** The same grants by the role that the template gives each to: an API names one for every integration. */
  readonly byRole: readonly { readonly role: string | null; readonly grants: readonly Grant[] }[]
  /** What is not known of it, as of functions. */
  readonly unresolved: readonly Problem[]
  /** What was refused: `needs/…` codes. */
  readonly notes: readonly Finding[]
  readonly at: Place
}

/** A resource policy statement that something of the app needs: who may do what to `resource`. */
export interface ResourceGrant {
  /** Symbolic ref of the resource, e.g. `${CreateFunction}`. */
  readonly resource: SymText
  readonly kind: 'lambda-permission' | 'queue-policy' | 'topic-policy' | 'bucket-policy' | 'event-bus-policy' | 'key-policy'
  readonly principal: { readonly kind: 'service' | 'account' | 'everyone'; readonly name: string }
  readonly actions: readonly string[]
  readonly resources: readonly SymText[]
  readonly conditions: readonly GrantCondition[]
  readonly evidence: readonly Evidence[]
}

export interface Needs {
  readonly functions: ReadonlyMap<string, FunctionNeeds>
  readonly principals: ReadonlyMap<string, PrincipalNeeds>
  readonly resourceGrants: readonly ResourceGrant[]
}
