/** `evaluate` and `compare`: questions about policies that come with the question. */
import { z } from 'zod'
import { answers, decisionSchema, policiesSchema, requestSchema } from '../../decide/index.js'
import { fail, ok, type Problem } from '../../outcome/index.js'
import { readJson } from '../../policy/index.js'
import { compare, comparisonSchema, parseSubjects } from '../../prove/index.js'
import { tool } from '../types.js'

export const evaluateTool = tool({
  name: 'evaluate',
  title: 'What IAM decides',
  description:
    'Decides one request against policies as AWS does, with the statement that decided and the reason. `context` holds lists; nothing is derived: give each condition key that the policies ask for.',
  input: z.strictObject({ request: requestSchema, policies: policiesSchema }),
  output: decisionSchema,
  asks: null,
  async run({ request, policies }) {
    const line = answers('policies').answer(JSON.stringify({ id: '', request, policies }), 1)
    const { error, decision, by, because } = JSON.parse(line ?? '{}') as { readonly error?: Problem } & z.infer<typeof decisionSchema>
    return error === undefined ? ok({ decision, by, because }) : fail([error])
  },
})

const side = z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))])

export const compareTool = tool({
  name: 'compare',
  title: 'Which of two policies allows more',
  description:
    'Proves whether all that policy `a` allows is allowed by `b`, and the other way round; where not, gives a request as counterexample. Each side is a policy document, a list of documents, or an object of policies by type (`identity`, `permissionBoundary`, `scps`, `resource`).',
  input: z.strictObject({
    a: side,
    b: side,
    kind: z.enum(['identity', 'resource', 'trust']).optional().describe('default: seen from the documents'),
  }),
  output: comparisonSchema,
  asks: null,
  async run({ a, b, kind }) {
    const [left, right] = [readJson(JSON.stringify(a)), readJson(JSON.stringify(b))]
    if (!left.ok || !right.ok)
      return fail([{ code: 'request/not-json', message: 'a side is no JSON', hint: 'give policy documents', at: null }])
    const subjects = parseSubjects(
      { name: 'a', root: left.value, placeOf: () => null },
      { name: 'b', root: right.value, placeOf: () => null },
      kind ?? null,
    )
    return subjects.ok ? ok(compare(subjects.value[0], subjects.value[1])) : subjects
  },
})
