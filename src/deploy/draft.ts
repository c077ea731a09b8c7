/** Steps before they are numbered, and what they are drafted from. */
import type { AccountState, Step } from './types.js'

export type Draft = Omit<Step, 'id'>

export interface RoleContext {
  readonly state: AccountState
  /** Names of inline policies that this app put there before. */
  readonly known: ReadonlySet<string>
  /** Whether everything that the role has is taken over. */
  readonly adopt: boolean
  /** Customer managed policies that a role before has steps for already. */
  readonly planned: Set<string>
}
