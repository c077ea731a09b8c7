/** The contract's values as schemas: what other programs may rely on. Members that a value has beyond these are refused. */
import { z } from 'zod'

const request = z.strictObject({
  principal: z.string(),
  action: z.string(),
  resource: z.string(),
  resourceAccount: z.string().optional(),
  canonicalUser: z.string().optional(),
  context: z.record(z.string(), z.array(z.string())),
})

export const counterexampleSchema = z.strictObject({
  request,
  allowedBy: z.array(z.strictObject({ policy: z.string(), statement: z.int().min(0) })),
})

const side = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('proved') }),
  z.strictObject({ verdict: z.literal('refuted'), counterexample: counterexampleSchema }),
  z.strictObject({ verdict: z.literal('unknown'), reason: z.string() }),
])

export const regionSchema = z.strictObject({
  actions: z.array(z.string()).min(1),
  resources: z.array(z.string()).min(1),
  exceptResources: z.array(z.string()).optional(),
  principals: z.array(z.string()).optional(),
  conditions: z.array(z.strictObject({ operator: z.string(), key: z.string(), values: z.array(z.string()) })),
})

/** `compare --json`; a line of `--batch` has an `id` before it. */
export const comparisonSchema = z.strictObject({
  relation: z.enum(['equal', 'narrower', 'wider', 'overlapping', 'disjoint', 'unknown']),
  aInB: side,
  bInA: side,
  assumptions: z.array(z.string()),
  gained: z.array(regionSchema).optional(),
  lost: z.array(regionSchema).optional(),
  timeMs: z.number().optional(),
})
