/** What a team says about its app in `rolewright.config.yaml`: every exception has a reason. */
import { z } from 'zod'

const reason = z.string().min(1, 'say why')

const condition = z.strictObject({
  operator: z.string(),
  key: z.string(),
  values: z.array(z.string()).min(1),
})

/** One function or principal by its ID; left out: all of them. */
const subject = z.string().optional()

/** What a value of the source is, where it cannot be seen. */
const hint = z.strictObject({
  file: z.string(),
  symbol: z.string(),
  is: z.string(),
  reason,
})

const addition = z.strictObject({
  function: subject,
  actions: z.array(z.string().regex(/^[\w-]+:[\w*?]+$/, 'write it as `service:Action`')).min(1),
  resources: z.array(z.string()).min(1),
  conditions: z.array(condition).default([]),
  reason,
})

const refusal = z.strictObject({
  function: subject,
  actions: z.array(z.string()).min(1),
  resources: z.array(z.string()).default(['*']),
  reason,
})

export const configSchema = z.strictObject({
  layout: z.enum(['per-function', 'as-declared', 'five-roles']).optional(),
  app: z.string().optional(),
  plan: z.string().optional(),
  hints: z.array(hint).default([]),
  add: z.array(addition).default([]),
  refuse: z.array(refusal).default([]),
  guardrails: z.array(z.looseObject({ name: z.string() })).default([]),
  libraries: z.array(z.looseObject({ package: z.string() })).default([]),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  smoke: z.array(z.looseObject({})).default([]),
  boundary: z.string().optional(),
  path: z
    .string()
    .regex(/^\/([!-~]+\/)?$/, 'an IAM path begins and ends with a slash')
    .optional(),
  tags: z.record(z.string(), z.string()).default({}),
  paths: z.record(z.string(), z.string()).default({}),
})

export type Config = z.output<typeof configSchema>

export const EMPTY_CONFIG: Config = configSchema.parse({})
