/** How policy variables are read: with values that are known, or left open for a proof that holds for all of them. */
import type { SoleVariables } from './sole-variables.js'

/** Values of keys, in lower case; null: the key is absent. */
export type Chosen = ReadonlyMap<string, string | null>

/** How policy variables are read while rules are made. */
export type Variables =
  /** Each key has the value that the function gives, or none. */
  | { readonly kind: 'values'; readonly valueOf: (key: string) => string | null }
  /**
   * Values are left open, but for those chosen: a proof then holds for all of them. Keys that are `present` have some value,
   * so that a default never stands for them. Of callers and owners those are meant that `accounts` says.
   */
  | {
      readonly kind: 'open'
      readonly chosen: Chosen
      readonly present: ReadonlySet<string>
      readonly sole: SoleVariables
      readonly accounts: ReadonlyMap<string, AccountCase>
    }

/** Which accounts of callers, or of owners, are meant. */
export type AccountCase = { readonly is: string } | { readonly not: readonly string[] }

export const inCase = (which: AccountCase | undefined, account: string | null): boolean =>
  which === undefined || ('is' in which ? account === which.is : account === null || !which.not.includes(account))
