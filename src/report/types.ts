/** The value that the report draws: what `report --json` prints, and what the page holds. Nothing is computed twice. */
import type { Generated } from '../generate/index.js'
import type { Place } from '../outcome/index.js'

/** A link of the chain from the handler to a call, with its place. */
export interface Link extends Place {
  readonly name: string
}

/**
 * What an action does to what it speaks of: AWS's access level, where writing is told apart from taking away. `Permissions`
 * is what AWS calls "Permissions management".
 */
export type Effect = 'List' | 'Read' | 'Tagging' | 'Write' | 'Delete' | 'Permissions'

/** A statement of the template that allows a function something now. */
export interface DeclaredAccess {
  /** Patterns as written; `all but s3:*` where the statement names what it leaves out. */
  readonly actions: readonly string[]
  /** Symbolic text; declared resources by their symbols. */
  readonly resources: readonly string[]
  readonly at: Place
}

/** Requests by their actions and resources, as people read an access list. */
export interface Access {
  readonly actions: readonly string[]
  /** Symbolic text. */
  readonly resources: readonly string[]
}

/** What the generated role of a function changes of what the template allows it. */
export interface RoleChange {
  /** Allowed by the generated role, and not by the template. */
  readonly gained: readonly Access[]
  /** Allowed by the template, and not by the generated role. */
  readonly lost: readonly Access[]
  /** Of `lost`, what stays allowed on fewer resources or under a condition. */
  readonly narrowed: readonly Access[]
  /** Whether it is proved that nothing else changes. */
  readonly complete: boolean
}

/** The value of `verify --json` as far as it is drawn. */
export interface VerifyResult {
  readonly grants: readonly {
    readonly function: string
    readonly action: string
    readonly resource: string
    readonly verdict: 'necessary' | 'redundant' | 'notExercised'
  }[]
}

/** The value of `audit --json` as far as it is drawn. */
export interface AuditResult {
  readonly read: { readonly events: number; readonly from: string | null; readonly to: string | null }
  readonly roles: Readonly<Record<string, AuditedRole>>
}

export interface AuditedRole {
  readonly sessions: readonly string[]
  readonly used: readonly {
    readonly action: string
    readonly resources: readonly string[]
    readonly count: number
    readonly denied: number
    /** By session: how many of the calls. */
    readonly sessions: Readonly<Record<string, number>>
    readonly first: string | null
    readonly last: string | null
    readonly sampleEventId: string | null
  }[]
  readonly unused: readonly { readonly action: string; readonly resources: readonly string[] }[]
  readonly notObservable: readonly { readonly action: string; readonly code: string }[]
  readonly denials: readonly {
    readonly action: string
    readonly resource: string | null
    readonly by: string | null
    readonly count: number
  }[]
  readonly cells: readonly {
    readonly action: string
    readonly resource: string
    readonly needed: boolean
    readonly used: boolean
    readonly granted: boolean
    readonly sentence: string
  }[]
}

/** What the trail shows of a function or another principal, whatever its roles are called there. */
export interface SeenUse {
  /** By action: how often. */
  readonly used: Readonly<Record<string, number>>
  /** Actions of which the trail cannot show any use. */
  readonly notObservable: readonly string[]
}

export interface Report {
  readonly reportVersion: 1
  /** The folder's name. */
  readonly title: string
  /** The value of `generate --json`. */
  readonly generated: Generated
  /** By function or principal, then in the order of its grants and of their evidence: the chain, the call at its end. */
  readonly chains: Readonly<Record<string, readonly (readonly (readonly Link[])[])[]>>
  /** Lines around the places of `chains`: by file, by number. */
  readonly sources: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** By function. */
  readonly declared: Readonly<Record<string, readonly DeclaredAccess[]>>
  /** By function; one whose declared access is not known in full, or denies something, is not here. */
  readonly changes: Readonly<Record<string, RoleChange>>
  /** Of each action and pattern that is named above, the strongest; null where the catalog does not have it. */
  readonly effects: Readonly<Record<string, Effect | null>>
  /** Of each resource: as a person reads it. */
  readonly names: Readonly<Record<string, string>>
  /** Of each resource: the thing that it is, or is a part of; objects and indexes are one with their bucket and table. */
  readonly things: Readonly<Record<string, string>>
  readonly verify: VerifyResult | null
  readonly audit: AuditResult | null
  /** With `audit`, by function or principal. */
  readonly seen: Readonly<Record<string, SeenUse>>
}
