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
  canonicalUser: z.string().optional(),
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

const word = z.enum(['allowed', 'explicitDeny', 'implicitDeny'])
const by = z.strictObject({ policy: z.string(), statement: z.int().min(0), effect: z.enum(['allow', 'deny']) })
const place = z.strictObject({ file: z.string(), line: z.int().min(1), column: z.int().min(1) })
const problem = z.strictObject({ code: z.string(), message: z.string(), hint: z.string(), at: place.nullable() })

export const decisionSchema = z.strictObject({ decision: word, by: z.array(by), because: z.string() })

/** A line of `evaluate`: a request with its policies or their name, or policies to be stored under a name. */
export const evaluateLineSchema = z.union([
  z.looseObject({ id: z.string().optional(), request: requestSchema, policies: policiesSchema }),
  z.looseObject({ id: z.string().optional(), request: requestSchema, policiesRef: z.string() }),
  z.looseObject({ define: z.string(), policies: policiesSchema }),
])

/** What `evaluate` answers to a line. */
export const evaluateAnswerSchema = z.union([
  z.strictObject({ id: z.string().nullable(), ...decisionSchema.shape }),
  z.strictObject({ id: z.string().nullable(), error: problem }),
  z.strictObject({ defined: z.string() }),
])

/** What `evaluate --validate` answers: one value a file. */
export const validationsSchema = z.array(z.strictObject({ file: z.string(), errors: z.array(problem), warnings: z.array(problem) }))

export const canSchema = z.strictObject({
  decision: word,
  because: z.string(),
  steps: z.array(
    z.strictObject({
      policyType: z.string(),
      outcome: z.enum(['allow', 'explicitDeny', 'implicitDeny', 'notAsked']),
      policy: z.string().nullable(),
      statement: z.int().min(0).nullable(),
      at: place.nullable(),
      why: z.string(),
    }),
  ),
})

export const whoCanSchema = z.array(z.strictObject({ principal: z.string(), decision: word, by: z.array(by) }))

/** The first fault that zod found, as a problem. */
export function shapeFault(error: z.ZodError, what: string): RequestError {
  const issue = error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...(issue?.path ?? []), ...unknown].map((step) => (typeof step === 'number' ? step : String(step)))
  const said = (issue?.message ?? 'has the wrong shape').replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/"/g, '`')
  const where = path.length === 0 ? '' : ` at \`${path.join('.')}\``
  return requestError('request/bad-shape', `${what}${where}: ${said}`, 'see the shape of `evaluate` in the documentation', path)
}
