/** The shapes of `evaluate` at the edge, as zod schemas. What they do not name is refused: it might be a mistyped limit. */
import { z } from 'zod'
import { type RequestError, requestError } from './problems.js'

export const requestSchema = z.strictObject({
  principal: z.string(),
  action: z.string(),
  resource: z.string(),
  resourceAccount: z.string().optional(),
  context: z.record(z.string(), z.array(z.string())).optional(),
  managementAccount: z.boolean().optional(),
  federatedBy: z.string().optional(),
})

const namedDocumentSchema = z.strictObject({ name: z.string(), document: z.unknown() })

export const policiesSchema = z.strictObject({
  identity: z.array(namedDocumentSchema).optional(),
  resource: z.unknown().optional(),
  permissionBoundary: z.unknown().optional(),
  session: z.unknown().optional(),
  scps: z.array(z.array(namedDocumentSchema)).optional(),
  rcps: z.array(z.array(namedDocumentSchema)).optional(),
  vpcEndpoint: z.unknown().optional(),
})

export const decisionSchema = z.strictObject({
  decision: z.enum(['allowed', 'explicitDeny', 'implicitDeny']),
  by: z.array(z.strictObject({ policy: z.string(), statement: z.int(), effect: z.enum(['allow', 'deny']) })),
  because: z.string(),
})

/** The first fault that zod found, as a problem. */
export function shapeFault(error: z.ZodError, what: string): RequestError {
  const issue = error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...(issue?.path ?? []), ...unknown].map((step) => (typeof step === 'number' ? step : String(step)))
  const said = (issue?.message ?? 'has the wrong shape').replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/"/g, '`')
  const where = path.length === 0 ? '' : ` at \`${path.join('.')}\``
  return requestError('request/bad-shape', `${what}${where}: ${said}`, 'see the shape of `evaluate` in the documentation', path)
}
