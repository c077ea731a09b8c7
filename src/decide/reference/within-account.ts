/**
 * A caller and a resource of one account: identity-based and resource-based grants are a union, but for KMS keys and
 * role trust policies, which must allow themselves.
 *
 * Source: IAM User Guide, "Policy evaluation for requests within a single account"; AWS KMS Developer Guide, "Key
 * policies in AWS KMS"; IAM User Guide, "How AWS enforcement code logic evaluates requests", "role trust policies".
 */
import { isKmsKey, isTrustAction } from '../service-rules.js'
import type { AccountPrincipal, PolicyType } from '../types.js'
import type { Case, Outcome } from './case.js'
import { grantOf } from './resource-grant.js'
import { namings } from './statement.js'

export function withinAccount(the: Case, principal: AccountPrincipal): Outcome {
  const { question, request } = the
  const resourceMustAllow = isKmsKey(question.action, question.resource) || isTrustAction(question.action)
  const grants = new Set(
    the.allows('resource').flatMap(({ statement }) => namings(statement, request).map((naming) => grantOf(naming, request))),
  )
  if (resourceMustAllow && grants.size === 0) return { missing: 'resource' }
  const limit = failedLimit(the, principal)
  if (grants.has('whole') || (grants.has('limited') && limit === null)) return { granted: ['resource'] }
  if (principal.kind === 'root') return rootOutcome(limit, grants.size > 0)
  if (the.allows('identity').length === 0) return { missing: 'identity' }
  if (limit !== null) return { missing: limit }
  return { granted: resourceMustAllow ? ['identity', 'resource'] : ['identity'] }
}

// Source: IAM User Guide, "Policies and permissions in AWS Identity and Access Management", "Policies and the root user".
function rootOutcome(limit: PolicyType | null, named: boolean): Outcome {
  if (limit !== null) return { missing: limit }
  return named ? { granted: ['resource'] } : { exempt: 'rootInItsAccount' }
}

/** The boundary or session policy that does not allow, null where none is in the way. */
export function failedLimit(the: Case, principal: AccountPrincipal): PolicyType | null {
  if (!the.passes('permissionBoundary')) return 'permissionBoundary'
  // Source: IAM User Guide, "Permissions for GetFederationToken": without a session policy it has no permissions.
  if (!the.passes('session') || (principal.kind === 'federatedUser' && !the.has('session'))) return 'session'
  return null
}
