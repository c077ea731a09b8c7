/** The form of `rolewright.config.yaml`: members that are not known are refused, and every exception has a reason. */
import { z } from 'zod'

const reason = z.string().min(1)
const texts = z.array(z.string().min(1)).min(1)
const condition = z.strictObject({ operator: z.string().min(1), key: z.string().min(1), values: texts })

export const configSchema = z.strictObject({
  layout: z.enum(['per-function', 'as-declared', 'five-roles']).optional(),
  hints: z.array(z.strictObject({ file: z.string().min(1), symbol: z.string().min(1), is: z.string().min(1), reason })).optional(),
  add: z
    .array(z.strictObject({ to: z.string().min(1), actions: texts, resources: texts, conditions: z.array(condition).optional(), reason }))
    .optional(),
  refuse: z.array(z.strictObject({ to: z.string().min(1).optional(), actions: texts, resources: texts.optional(), reason })).optional(),
  guardrails: z.array(z.looseObject({ name: z.string().min(1) })).optional(),
  libraries: z.array(z.looseObject({ packages: texts })).optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  smoke: z.array(z.looseObject({})).optional(),
  boundary: z.string().min(1).optional(),
  roles: z.strictObject({ path: z.string().min(1).optional(), tags: z.record(z.string(), z.string()).optional() }).optional(),
  paths: z.strictObject({ template: z.string().min(1).optional(), out: z.string().min(1).optional() }).optional(),
})

export type ConfigFile = z.output<typeof configSchema>
