/** What the rules on accounts ask, and what they answer. */
import type { PolicyType, Request } from '../types.js'
import type { Match } from './layers.js'
import type { Question } from './statement.js'

export interface Case {
  readonly request: Request
  readonly question: Question
  /** The Allow statements of a kind of policy that apply. */
  readonly allows: (type: PolicyType) => readonly Match[]
  /** Whether a limit (boundary, session policy, …) lets the request through; one that was not given does. */
  readonly passes: (type: PolicyType) => boolean
  readonly has: (type: PolicyType) => boolean
}

/** Why no policy decides on a request. */
export type Exemption = 'callerIdentity' | 'sessionToken' | 'rootInItsAccount'
export type Refusal =
  | 'retireGrant'
  | 'longTermKeysNeeded'
  | 'rootAssumesRole'
  | 'assertionNeeded'
  | 'otherPartition'
  | 'neverAcrossAccounts'

export type Outcome =
  /** The kinds of policies that grant it together. */
  | { readonly granted: readonly PolicyType[] }
  /** The kind of policy that does not allow. */
  | { readonly missing: PolicyType }
  | { readonly exempt: Exemption }
  | { readonly refused: Refusal }
