/** The contract's values as schemas: what other programs may rely on. Members that a value has beyond these are refused. */
import { z } from 'zod'

const count = z.int().min(0)
const time = z.string().nullable()

const DENYING = [
  'identity-based policy',
  'resource-based policy',
  'permissions boundary',
  'session policy',
  'service control policy',
  'resource control policy',
  'VPC endpoint policy',
  'role trust policy',
] as const

const used = z.strictObject({
  action: z.string(),
  resources: z.array(z.string()).min(1),
  onlyDenied: z.array(z.string()).min(1).optional(),
  count: z.int().min(1),
  denied: count,
  sessions: z.record(z.string(), count),
  via: z.array(z.string()).min(1).optional(),
  first: time,
  last: time,
  sampleEventId: z.string(),
})

const role = z.strictObject({
  id: z.string().nullable(),
  sessions: z.array(z.string()),
  used: z.array(used),
  unused: z.array(z.strictObject({ action: z.string(), resources: z.array(z.string()).min(1) })),
  notObservable: z.array(z.strictObject({ action: z.string(), code: z.enum(['audit/never-logged', 'audit/not-selected']) })),
  denials: z.array(
    z.strictObject({
      action: z.string(),
      resource: z.string(),
      by: z.enum(DENYING).nullable(),
      explicit: z.boolean().nullable(),
      count: z.int().min(1),
    }),
  ),
  cells: z
    .array(
      z.strictObject({
        action: z.string(),
        resource: z.string(),
        needed: z.boolean(),
        used: z.boolean(),
        granted: z.boolean(),
        sentence: z.string(),
      }),
    )
    .optional(),
})

export const auditSchema = z.strictObject({
  read: z.strictObject({
    files: count,
    events: count,
    duplicates: count,
    copies: count,
    skipped: count,
    quarantined: z.array(z.strictObject({ file: z.string(), code: z.string() })),
    from: time,
    to: time,
  }),
  roles: z.record(z.string(), role),
  /** Only with `--remove-unused`, by key of the role. */
  proposals: z
    .record(
      z.string(),
      z.array(
        z.strictObject({ policy: z.string(), managedArn: z.string().optional(), removed: z.array(z.string()), document: z.unknown() }),
      ),
    )
    .optional(),
})

export const replaySchema = z.strictObject({
  requests: count,
  refused: z.array(
    z.strictObject({
      role: z.string(),
      action: z.string(),
      resource: z.string(),
      count: z.int().min(1),
      because: z.string(),
      sampleEventId: z.string(),
    }),
  ),
})
