/**
 * The form of a configuration: members that are not known are refused, and every exception has a reason. `template`,
 * `account`, `region` and `parameters` are for whoever reads the app.
 */
import { z } from 'zod'

const text = z.string().min(1)
const texts = z.array(text).min(1)
const condition = z.strictObject({ operator: text, key: text, values: texts })

const argument = z.int().min(0)
/** Where a value of a library's call comes from. */
const from = z.union([
  z.strictObject({ argument, path: text.optional() }),
  z.strictObject({ constructed: argument, path: text.optional() }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ unknown: text }),
])
const call = z.strictObject({
  operation: z.string().regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, 'write it as `sqs:SendMessage`'),
  input: z.record(z.string(), from),
  client: from.optional(),
})
const libraryRow = z.discriminatedUnion('is', [
  z.strictObject({ export: text, is: z.literal('passThrough'), argument }),
  z.strictObject({ export: text, is: z.literal('wraps'), argument }),
  z.strictObject({
    export: text,
    is: z.literal('callsBack'),
    argument: z.union([argument, z.literal('each')]),
    with: z.array(from).optional(),
    gives: z.enum(['result', 'promise', 'unknown']),
  }),
  z.strictObject({ export: text, is: z.literal('makesCalls'), calls: z.array(call), gives: z.enum(['promise', 'answer', 'unknown']) }),
  z.strictObject({ export: text, is: z.literal('inert') }),
  z.strictObject({ export: text, is: z.literal('class') }),
  z.strictObject({ export: text, is: z.literal('constant'), value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }),
])
const library = z.strictObject({
  packages: texts,
  rows: z.array(libraryRow).optional(),
  stub: text.optional(),
  otherwise: z.enum(['unknown', 'inert']).optional(),
})

const reason = text
const action = z.string().regex(/^(\*|[\w-]+:[\w*?]+)$/, 'write it as `service:Action`')
const actions = z.array(action).min(1)

/** Requests as a statement has them; a word alone is an action pattern, on everything. */
const requests = z.union([
  action,
  z.strictObject({
    name: text.optional(),
    actions,
    resources: texts.optional(),
    notResources: texts.optional(),
    conditions: z.array(condition).optional(),
    reason: text.optional(),
  }),
])
const account = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{12}$/, 'an account has 12 digits'))
const except = z.array(text).optional()
const guardrails = z.strictObject({
  never: z.array(requests).optional(),
  only: z.array(requests).min(1).optional(),
  mustDeny: z.array(requests).optional(),
  noPublic: z
    .union([z.boolean(), z.strictObject({ accounts: z.array(account).optional(), organizations: texts.optional(), except })])
    .optional(),
  noEscalation: z.union([z.boolean(), z.strictObject({ except })]).optional(),
})

/** Requests that show that the app works under its roles. */
const smokeRequest = z
  .strictObject({
    name: text,
    /** `GET /items/{id}`; `{id}` is what an earlier request kept. */
    request: z
      .string()
      .regex(/^[A-Z]+ \/\S*$/, 'write it as `GET /items`')
      .optional(),
    api: text.optional(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
    /** Who signs it: a function, with its role, or `developer`. */
    signedBy: text.optional(),
    /** A function that is invoked in place of a request. */
    invoke: text.optional(),
    event: z.unknown().optional(),
    status: z.int().min(100).max(599).optional(),
    keep: z.record(z.string(), text).optional(),
  })
  .refine(({ request, invoke }) => (request === undefined) !== (invoke === undefined), 'give `request` or `invoke`')
const smoke = z.strictObject({
  /** Folders that are copied into buckets before. */
  files: z.array(z.strictObject({ from: text, to: text, under: z.string().optional() })).optional(),
  requests: z.array(smokeRequest),
})

export const configSchema = z.strictObject({
  template: text.optional(),
  account: z.union([z.string(), z.number()]).optional(),
  region: text.optional(),
  layout: z.enum(['per-function', 'as-declared', 'five-roles']).optional(),
  hints: z.array(z.strictObject({ file: text, symbol: text, is: text, reason })).optional(),
  add: z.array(z.strictObject({ to: text, actions, resources: texts, conditions: z.array(condition).optional(), reason })).optional(),
  refuse: z.array(z.strictObject({ to: text.optional(), actions, resources: texts.optional(), reason })).optional(),
  libraries: z.array(library).optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  boundary: text.optional(),
  roles: z
    .strictObject({
      path: z
        .string()
        .regex(/^\/([!-~]+\/)?$/, 'a path begins and ends with a slash')
        .optional(),
      tags: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  paths: z.strictObject({ out: text.optional() }).optional(),
  guardrails: guardrails.optional(),
  smoke: smoke.optional(),
})

export type ConfigFile = z.infer<typeof configSchema>
