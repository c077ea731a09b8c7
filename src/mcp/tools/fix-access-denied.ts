/** `fix_access_denied`: what a refusal is about, whether the app needs it, and what to change. */
import { z } from 'zod'
import { explainDenied, parseDenied } from '../../explain/index.js'
import { generatedSchema } from '../../generate/index.js'
import { fail, ok } from '../../outcome/index.js'
import { tool } from '../types.js'
import { APP, generateApp } from '../workspace.js'
import { evidence } from './explain-grant.js'

const MAX_EVIDENCE = 5
const { actions, resources, conditions } = generatedSchema.shape.functions.valueType.shape.grants.element.shape
const policyType = z.string()

export const fixAccessDeniedTool = tool({
  name: 'fix_access_denied',
  title: 'Explain an AccessDenied',
  description:
    'From the message of an AccessDenied error, a line of a log or a CloudTrail event: who was refused what, whether the code of the app needs it and where, and the statement that would allow it, or why it must stay denied. It changes nothing.',
  input: z.strictObject({
    message: z.string().min(1).describe('the message, the line or the event as JSON, whole'),
    app: z.string().default('.').describe(APP),
    function: z.string().optional().describe('who was refused, where the message does not tell'),
  }),
  output: z.object({
    principal: z.string().nullable(),
    action: z.string().nullable(),
    resource: z.string().nullable(),
    by: policyType.nullable(),
    explicit: z.boolean().nullable(),
    subject: z.string().nullable(),
    neededByCode: z.boolean(),
    evidence: z.array(evidence),
    verdict: z.enum(['add-grant', 'keep-denied', 'not-ours', 'unknown']),
    change: z
      .object({
        where: policyType,
        role: z.string().nullable(),
        at: z.object({ file: z.string(), line: z.int(), column: z.int() }).nullable(),
        statement: z.object({ actions, resources, conditions }).nullable(),
      })
      .nullable(),
    because: z.string(),
  }),
  asks: null,
  async run({ message, app, function: id }, workspace) {
    const denial = parseDenied(message)
    if (!denial.ok) return fail([denial.error])
    const generation = await generateApp(app, workspace)
    if (!generation.ok) return generation
    const answer = explainDenied(generation.value, denial.value, id ?? null)
    return ok({ ...answer, evidence: answer.evidence.slice(0, MAX_EVIDENCE) })
  },
})
