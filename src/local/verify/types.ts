/** What `verify` finds out: which grants a command that exercises the app cannot do without. */

/** One (action, resource) of a role's policies: what is taken away at a time. */
export interface Cell {
  /** The role's logical ID. */
  readonly role: string
  readonly policy: string
  readonly kind: 'inline' | 'managed'
  readonly statement: number
  readonly action: string
  /** As the role has it here. */
  readonly resource: string
  /** Symbolic text, as results name it. */
  readonly symbolic: string
}

/**
 * `necessary`: without it the command failed, with the request that was denied. `redundant`: it was used, and the command
 * ends as well without it. `notExercised`: nothing that ran asked for it.
 */
export type Verdict = 'necessary' | 'redundant' | 'notExercised'

export interface DeniedRequest {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly because: string
  /** The API operation, e.g. `PutItem`. */
  readonly operation: string
}

export interface VerifiedGrant {
  /** The function, or the other principal, that has it. */
  readonly function: string
  readonly action: string
  readonly resource: string
  readonly verdict: Verdict
  readonly request: DeniedRequest | null
}

export interface Verification {
  readonly command: { readonly exitCode: number }
  /** Sorted by function, action and resource. None where the command failed with all of them there. */
  readonly grants: readonly VerifiedGrant[]
  /** Requests that the app's own roles refused in the first run. */
  readonly denied: readonly DeniedRequest[]
  /** How often the command ran. */
  readonly runs: number
}
