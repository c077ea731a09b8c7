/**
 * Services, anonymous callers, and callers with an identity provider's assertion have no identity-based policies: the
 * resource-based policy decides alone.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal"; API Gateway Developer Guide, "How API Gateway resource
 * policies affect authorization workflow", for the policy that a Lambda authorizer returns.
 */
import type { Case, Outcome } from './case.js'

export function withoutAccount(the: Case): Outcome {
  if (the.allows('resource').length > 0) return { granted: ['resource'] }
  return the.allows('identity').length > 0 ? { granted: ['identity'] } : { missing: 'resource' }
}
