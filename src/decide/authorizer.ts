/** The engine as a library: policies in, a function from request to decision out. */
import { ok, type Result } from '../outcome/index.js'
import type { PolicyError } from '../policy/index.js'
import { compile } from './compiled/compile.js'
import { parsePolicySet } from './parse-policies.js'
import type { RequestError } from './problems.js'
import type { Decision, PoliciesInput, RequestInput } from './types.js'

export type Authorizer = (request: RequestInput) => Decision

/**
 * Compiles policies once, for any number of requests.
 *
 * @returns a function that never throws: a request that cannot be judged (no principal, no ARN, an owner that nobody
 * named) is denied implicitly, and its sentence says why
 * @errors everything for which IAM would not store one of the documents
 */
export function authorizer(policies: PoliciesInput): Result<Authorizer, readonly (PolicyError | RequestError)[]> {
  const set = parsePolicySet(policies)
  if (!set.ok) return set
  return ok(compile(set.value).decide)
}
