/** A request as a caller writes it, to what the engines ask about; everything that cannot be judged is an error. */
import { fail, type Result } from '../outcome/index.js'
import type { RequestError } from './problems.js'
import { resolveRequest } from './resolve-request.js'
import { requestSchema, shapeFault } from './schema.js'
import type { Request } from './types.js'

/** @errors `request/…`: the first thing that is wrong with it */
export function parseRequest(input: unknown): Result<Request, RequestError> {
  const shaped = requestSchema.safeParse(input)
  if (!shaped.success) return fail(shapeFault(shaped.error, 'the request'))
  return resolveRequest(shaped.data)
}
