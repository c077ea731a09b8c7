/** What roles are granted and need, to be held against what they used. */
import type { PolicyDocument } from '../policy/index.js'

/** A policy of a role. */
export interface NamedPolicy {
  readonly name: string
  readonly document: PolicyDocument
  /** Of a managed policy, which others may have too; left out for one that is the role's own. */
  readonly managedArn?: string
}

/** One action on one resource pattern. */
export interface GrantCell {
  /** AWS's spelling; `*` where a statement allows everything. */
  readonly action: string
  /** A pattern; of an app with its symbols. */
  readonly resource: string
  /** Only of what is needed. */
  readonly need?: Need
}

/**
 * Why something is needed: the code calls it, Lambda itself does it for the function, a person asked for it, or the template
 * has it for code that nobody has read.
 */
export type Need = 'call' | 'platform' | 'added' | 'declared'

export interface RoleGrants {
  /** The role as the logs call it, or symbolic where no log does. */
  readonly arn: string
  readonly granted: readonly GrantCell[]
  readonly needed: readonly GrantCell[]
  /** Whether `needed` is known. */
  readonly codeKnown: boolean
  /** Policies that proposals are made of; empty where only an app is known. */
  readonly policies: readonly NamedPolicy[]
  /** Whether a resource of the logs can be what a pattern means: `yes`, or `maybe` where nothing speaks against it. */
  readonly likeness: (pattern: string, resource: string) => 'yes' | 'maybe' | 'no'
}
