/**
 * What the resource-based policy gives the caller by itself, within one account.
 *
 * Source: IAM User Guide, "Policy evaluation for requests within a single account", "Permissions boundaries for IAM
 * entities", and "AWS JSON policy elements: Principal", "IAM role principals".
 */
import { isTrustAction } from '../service-rules.js'
import type { Request } from '../types.js'
import type { Naming } from './principal.js'

/**
 * `whole`: nothing but an explicit deny takes it away. `limited`: boundary and session policy must allow as well.
 * `delegated`: the account was named, and its own policies decide.
 */
export type Grant = 'whole' | 'limited' | 'delegated'

export function grantOf(naming: Naming, { principal, action }: Request): Grant {
  // Source: IAM User Guide, "Update a role trust policy": a user's boundary must allow sts:AssumeRole, even where the
  // trust policy names the user.
  const bounded = principal.kind === 'user' && isTrustAction(action.toLowerCase())
  switch (naming) {
    case 'account':
      return 'delegated'
    case 'role':
    case 'federatingUser':
      return 'limited'
    default:
      return bounded ? 'limited' : 'whole'
  }
}
