/** The policies of a request as a caller writes them: the frame by its schema, then the documents. */
import { fail, type Result } from '../outcome/index.js'
import type { PolicyError } from '../policy/index.js'
import type { RequestError } from './problems.js'
import { type ReadDocument, readPolicies } from './read-policies.js'
import { policiesSchema, shapeFault } from './schema.js'
import type { PolicySet } from './types.js'

/** @errors `request/bad-shape` for the frame, `policy/…` for documents; all of them, each naming its policy */
export function parsePolicySet(input: unknown, read?: ReadDocument): Result<PolicySet, readonly (PolicyError | RequestError)[]> {
  const shaped = policiesSchema.safeParse(input)
  return shaped.success ? readPolicies(shaped.data, read) : fail([shapeFault(shaped.error, 'the policies')])
}
