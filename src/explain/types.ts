/** What `denied` is asked and answers. */
import type { DenialMessage, DenyingPolicyType } from '../events/index.js'
import type { GeneratedEvidence, GeneratedGrant } from '../generate/index.js'
import type { Place } from '../outcome/index.js'
import type { Frame } from './frames.js'

/** What a message or an event says was refused. */
export interface Denial extends Pick<DenialMessage, 'principal' | 'action' | 'resource' | 'by' | 'explicit' | 'policyArn'> {
  /** What only `sts decode-authorization-message` reads. */
  readonly encoded?: string | null
}

/**
 * `add-grant`: something of the app needs it. `keep-denied`: nothing does, or somebody forbids it. `not-ours`: the
 * principal is none of the app's. `unknown`: what is known is not enough, and `because` says what is missing.
 */
export type DeniedVerdict = 'add-grant' | 'keep-denied' | 'not-ours' | 'unknown'

/** The statement that would allow it, and the policy that it belongs into. */
export interface DeniedChange {
  readonly where: DenyingPolicyType
  /** The role of the template that it belongs to; null where it is not of a role. */
  readonly role: string | null
  /** Where that role, or else the function, stands in the template. */
  readonly at: Place | null
  /** Null where the template has the statement already, and what is deployed is older. */
  readonly statement: Pick<GeneratedGrant, 'actions' | 'resources' | 'conditions'> | null
}

export interface DeniedAnswer {
  readonly principal: string | null
  readonly action: string | null
  readonly resource: string | null
  readonly by: DenyingPolicyType | null
  readonly explicit: boolean | null
  /** The function, or the other principal, that was refused. */
  readonly subject: string | null
  readonly neededByCode: boolean
  /** What needs it, with the lines of source. */
  readonly evidence: readonly (GeneratedEvidence & { readonly frames: readonly Frame[] })[]
  readonly verdict: DeniedVerdict
  readonly change: DeniedChange | null
  readonly because: string
}
