/** The vocabulary of audits: what a trail is read into, and the answer, as the contract prints it. */
import type { DenyingPolicyType } from '../events/index.js'

/**
 * What many events have in common: who called what, on which resource, and how it went. A trail becomes a few thousand of
 * these with their counts, however large it is.
 */
export interface Group {
  /** The role's ARN, with its path. */
  readonly role: string
  /** `AROA…`: a role that was deleted and made again has another one. Empty where the record does not say. */
  readonly roleId: string
  /** Name of the session; of Lambda's the function's. */
  readonly session: string
  /** The service that called with the role's identity; empty where it called itself. */
  readonly via: string
  /** Several where AWS checks several; empty where a call needs no permission. */
  readonly checks: readonly GroupCheck[]
  readonly denied: boolean
  readonly by: DenyingPolicyType | null
  readonly explicit: boolean | null
  /** Whether the event's name has an action that is known. */
  readonly known: boolean
  /** Only in a replay: what the proposed role would refuse; null where none is proposed. */
  readonly refused: readonly Refusal[] | null
}

export interface GroupCheck {
  readonly action: string
  /** A resource or a pattern of them. */
  readonly resource: string
}

export interface Refusal extends GroupCheck {
  readonly because: string
}

/** A group with what was counted: a fact of the facts file, and a row that a query engine gives. */
export interface Fact extends Group {
  readonly count: number
  /** Seconds since 1970; 0 where no event says its time. */
  readonly first: number
  readonly last: number
  /** The first event's ID. */
  readonly sample: string
}

/** What was read. Shapes as the contract prints them. */
export interface ReadSummary {
  /** Files opened, those that were set aside included. */
  readonly files: number
  /** Records read, repeats included. */
  readonly events: number
  /** Repeats of an event ID. */
  readonly duplicates: number
  /** Second views: of calls that reached two accounts, and by VPC endpoints that calls passed. */
  readonly copies: number
  /** Digests, insights, and files of something else. */
  readonly skipped: number
  readonly quarantined: readonly Quarantined[]
  /** ISO 8601; null where nothing was read. */
  readonly from: string | null
  readonly to: string | null
}

export interface Quarantined {
  readonly file: string
  readonly code: FileFault
}

export type FileFault =
  | 'audit/bad-gzip'
  | 'audit/truncated'
  | 'audit/bad-json'
  | 'audit/unreadable'
  | 'audit/access-denied'
  | 'audit/not-understood'

export interface Audit {
  readonly read: ReadSummary
  /** By ARN, sorted; `ARN#AROA…` where a role was made again. */
  readonly roles: Readonly<Record<string, RoleUsage>>
}

export interface RoleUsage {
  readonly id: string | null
  readonly sessions: readonly string[]
  readonly used: readonly UsedAction[]
  readonly unused: readonly { readonly action: string; readonly resources: readonly string[] }[]
  readonly notObservable: readonly { readonly action: string; readonly code: NotObservableCode }[]
  readonly denials: readonly Denial[]
  /** Only with `--app` or `--policies`. */
  readonly cells?: readonly Cell[]
}

export interface UsedAction {
  readonly action: string
  /** Of all calls, those denied among them. */
  readonly resources: readonly string[]
  /** Those of `resources` on which every call was refused; left out where there are none. */
  readonly onlyDenied?: readonly string[]
  /** All calls, those denied among them. */
  readonly count: number
  readonly denied: number
  readonly sessions: Readonly<Record<string, number>>
  /** Services that called with the role's identity; left out where there are none. */
  readonly via?: readonly string[]
  readonly first: string | null
  readonly last: string | null
  readonly sampleEventId: string
}

export interface Denial {
  readonly action: string
  readonly resource: string
  readonly by: DenyingPolicyType | null
  readonly explicit: boolean | null
  readonly count: number
}

/** `never-logged`: CloudTrail records no such call; `not-selected`: the trail did not record events of its class. */
export type NotObservableCode = 'audit/never-logged' | 'audit/not-selected'

export interface Cell {
  readonly action: string
  readonly resource: string
  readonly needed: boolean
  readonly used: boolean
  readonly granted: boolean
  readonly sentence: string
}

export interface Replay {
  readonly requests: number
  readonly refused: readonly {
    readonly role: string
    readonly action: string
    readonly resource: string
    readonly count: number
    readonly because: string
    readonly sampleEventId: string
  }[]
}
