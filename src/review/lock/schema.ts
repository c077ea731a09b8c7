/** The form of `rolewright.lock.json`: what other programs may rely on. */
import { z } from 'zod'
import { fitsOneBlock } from '../../policy/index.js'
import { LOCK_VERSION } from './types.js'

const texts = z.array(z.string())

const grant = z.strictObject({
  actions: texts.min(1),
  resources: texts.min(1),
  conditions: z
    .array(z.strictObject({ operator: z.string(), key: z.string(), values: texts }))
    .refine(fitsOneBlock, 'names an operator and a key twice, which a statement holds once'),
  kind: z.enum(['call', 'platform', 'declared', 'added']),
  certainty: z.enum(['resolved', 'assumed', 'candidates', 'wildcard']),
  evidence: texts,
})

export const lockSchema = z.strictObject({
  lockVersion: z.literal(LOCK_VERSION),
  subjects: z.record(z.string(), z.array(grant)),
})

const change = z.strictObject({
  subject: z.string(),
  actions: texts.min(1),
  resources: texts.min(1),
  conditions: grant.shape.conditions,
  evidence: texts,
  at: z.strictObject({ file: z.string(), line: z.int().min(1), column: z.int().min(1) }).nullable(),
})

/** `lock` of `check --json`. */
export const lockComparisonSchema = z.strictObject({ gained: z.array(change), lost: z.array(change) })
