/** Values of `audit --json` and `verify --json` from files, as far as the report draws them. */
import { z } from 'zod'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import type { AuditResult, VerifyResult } from './types.js'

const count = z.number().int().min(0)
const time = z.string().nullable()
const actionOn = { action: z.string(), resources: z.array(z.string()) }

const auditSchema: z.ZodType<AuditResult> = z.object({
  read: z.object({ events: count, from: time, to: time }),
  roles: z.record(
    z.string(),
    z.object({
      sessions: z.array(z.string()),
      used: z.array(
        z.object({
          ...actionOn,
          count,
          denied: count,
          sessions: z.record(z.string(), count).default({}),
          first: time,
          last: time,
          sampleEventId: z.string().nullable(),
        }),
      ),
      unused: z.array(z.object(actionOn)),
      notObservable: z.array(z.object({ action: z.string(), code: z.string() })),
      denials: z.array(z.object({ action: z.string(), resource: z.string().nullable(), by: z.string().nullable(), count })),
      cells: z
        .array(
          z.object({
            action: z.string(),
            resource: z.string(),
            needed: z.boolean(),
            used: z.boolean(),
            granted: z.boolean(),
            sentence: z.string(),
          }),
        )
        .default([]),
    }),
  ),
})

const verifySchema: z.ZodType<VerifyResult> = z.object({
  grants: z.array(
    z.object({
      function: z.string(),
      action: z.string(),
      resource: z.string(),
      verdict: z.enum(['necessary', 'redundant', 'notExercised']),
    }),
  ),
})

export const parseAuditResult = (text: string, file: string): Result<AuditResult, Problem> => parse(auditSchema, text, file, 'audit --json')
export const parseVerifyResult = (text: string, file: string): Result<VerifyResult, Problem> =>
  parse(verifySchema, text, file, 'verify --json')

function parse<T>(schema: z.ZodType<T>, text: string, file: string, source: string): Result<T, Problem> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail({
      code: 'report/bad-json',
      message: `\`${file}\` is no JSON`,
      hint: `give what \`${source}\` prints`,
      at: { file, line: 1, column: 1 },
    })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? 'the value' : `\`${issue.path.join('.')}\``
  return fail({
    code: 'report/bad-value',
    message: `${where} in \`${file}\` is not what \`${source}\` prints`,
    hint: `give its whole output, of this version`,
    at: { file, line: 1, column: 1 },
  })
}
