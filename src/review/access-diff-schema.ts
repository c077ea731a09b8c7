/** The contract's `diff --json` as a schema. Members that a value has beyond these are refused. */
import { z } from 'zod'
import { regionSchema } from '../prove/index.js'

/** What asks for it, as the lockfile writes it; empty where the sides are files of policies. */
const accessRegion = regionSchema.extend({ evidence: z.array(z.string()) })

export const accessDiffSchema = z.strictObject({
  equal: z.boolean(),
  /** Those that differ, by name; of files of policies the one is `policy`. */
  subjects: z.record(z.string(), z.strictObject({ gained: z.array(accessRegion), lost: z.array(accessRegion) })),
})
