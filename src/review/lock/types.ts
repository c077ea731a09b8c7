/**
 * The access lockfile: who may do what to which resource and why, as it was agreed in review. It holds no line numbers, so
 * that moving code changes nothing, and each subject has a block of its own, so that branches merge.
 */
import type { Certainty } from '../../needs/index.js'
import type { Place } from '../../outcome/index.js'

export const LOCK_FILE = 'rolewright.lock.json'
export const LOCK_VERSION = 1

export interface LockCondition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** All lists are sorted. Resources are symbolic text. */
export interface LockGrant {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly conditions: readonly LockCondition[]
  readonly kind: 'call' | 'platform' | 'declared' | 'added'
  readonly certainty: Certainty
  /** `src/create.ts dynamodb:PutItem via handler, saveItem`: the file comes first. */
  readonly evidence: readonly string[]
}

/**
 * By subject: a function or another principal of the app by its ID, and `RESOURCE <- WHO` for what a resource-based policy
 * lets somebody else do, e.g. `CreateFunction <- s3.amazonaws.com`.
 */
export interface Lock {
  readonly lockVersion: typeof LOCK_VERSION
  readonly subjects: ReadonlyMap<string, readonly LockGrant[]>
}

/** Where the evidence of a lock that was just built stands: the first place by its text in the lock. */
export type EvidencePlaces = ReadonlyMap<string, Place>

/** Access that one side has and the other has not. */
export interface AccessChange {
  readonly subject: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly conditions: readonly LockCondition[]
  readonly evidence: readonly string[]
  /** The line that asks for it now; of what was lost, the line of the lockfile that agreed to it. */
  readonly at: Place | null
}

export interface LockComparison {
  /** Asked for now, and not agreed. */
  readonly gained: readonly AccessChange[]
  /** Agreed, and not asked for any more. */
  readonly lost: readonly AccessChange[]
}
