/** `generate`: what the parts of an app need, small; with `function`, one of them whole. */
import { z } from 'zod'
import { generatedSchema } from '../../generate/index.js'
import { fail, ok } from '../../outcome/index.js'
import { tool } from '../types.js'
import { APP, generateApp } from '../workspace.js'

const MAX_FINDINGS = 20

const { functions, roles, findings } = generatedSchema.shape
const counts = z.object({
  role: z.string(),
  declaredCells: z.int().nullable(),
  neededCells: z.int().nullable(),
  grants: z.int(),
  unresolved: z.int(),
})

export const generateTool = tool({
  name: 'generate',
  title: 'Least-privilege roles of an app',
  description:
    'Reads the template and the handlers of a serverless app and says which IAM role each part needs. Without `function`: counts by function and the first findings. With `function`: its grants, each with the lines of source that need it, and its role.',
  input: z.strictObject({
    app: z.string().default('.').describe(APP),
    function: z.string().optional().describe('a function or another principal by its ID, as an answer without it names them'),
  }),
  output: z.object({
    format: z.string(),
    subjects: z.record(z.string(), counts),
    findings: z.object({ errors: z.int(), warnings: z.int(), notes: z.int(), first: findings }),
    detail: z
      .object({
        grants: functions.valueType.shape.grants,
        unresolved: functions.valueType.shape.unresolved,
        role: roles.valueType.nullable(),
      })
      .nullable(),
  }),
  asks: null,
  async run({ app, function: id }, workspace) {
    const generation = await generateApp(app, workspace)
    if (!generation.ok) return generation
    const { generated } = generation.value
    const all = { ...generated.functions, ...generated.principals }
    if (id !== undefined && !Object.hasOwn(all, id))
      return fail([
        {
          code: 'mcp/no-such-function',
          message: `this app has no function \`${id}\``,
          hint: `it has ${Object.keys(all).slice(0, 20).join(', ')}`,
          at: null,
        },
      ])
    const subjects = Object.entries(all).map(([name, it]) => [
      name,
      {
        role: it.role,
        declaredCells: generated.widths[name]?.declared.cells ?? null,
        neededCells: generated.widths[name]?.generated.cells ?? null,
        grants: it.grants.length,
        unresolved: generated.functions[name]?.unresolved.length ?? 0,
      },
    ])
    const count = (severity: string): number => generated.findings.filter((it) => it.severity === severity).length
    const one = id === undefined ? undefined : all[id]
    return ok({
      format: generated.app.format,
      subjects: Object.fromEntries(subjects),
      findings: {
        errors: count('error'),
        warnings: count('warning'),
        notes: count('info'),
        first: generated.findings.slice(0, MAX_FINDINGS),
      },
      detail:
        one === undefined || id === undefined
          ? null
          : { grants: one.grants, unresolved: generated.functions[id]?.unresolved ?? [], role: generated.roles[one.role] ?? null },
    })
  },
})
