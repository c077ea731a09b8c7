/** The value of `check --json`. */
import { z } from 'zod'
import { lockComparisonSchema } from './schema.js'

const place = z.strictObject({ file: z.string(), line: z.int().min(1), column: z.int().min(1) })

export const checkSchema = z.strictObject({
  ok: z.boolean(),
  lock: lockComparisonSchema,
  guardrails: z.array(z.looseObject({ name: z.string(), verdict: z.enum(['proved', 'refuted', 'unknown']), counterexample: z.unknown() })),
  findings: z.array(
    z.strictObject({
      code: z.string(),
      severity: z.enum(['error', 'warning', 'info']),
      subject: z.string(),
      message: z.string(),
      hint: z.string(),
      at: place.nullable(),
    }),
  ),
})
