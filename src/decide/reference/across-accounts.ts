/**
 * A caller of one account and a resource of another: both accounts must allow.
 *
 * Source: IAM User Guide, "Cross-account policy evaluation logic" and "Cross account resource access in IAM".
 */
import { worksAcrossAccounts } from '../service-rules.js'
import type { AccountPrincipal } from '../types.js'
import type { Case, Outcome } from './case.js'
import { failedLimit } from './within-account.js'

export function across(the: Case, principal: AccountPrincipal): Outcome {
  if (!worksAcrossAccounts(the.question.action)) return { refused: 'neverAcrossAccounts' }
  // The root user of a trusted account has what the account was granted.
  const root = principal.kind === 'root'
  if (!root && the.allows('identity').length === 0) return { missing: 'identity' }
  const limit = failedLimit(the, principal)
  if (limit !== null) return { missing: limit }
  if (the.allows('resource').length === 0) return { missing: 'resource' }
  return { granted: root ? ['resource'] : ['identity', 'resource'] }
}
