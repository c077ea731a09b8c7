/** The contract's value as a schema: what other programs may rely on. Members that a value has beyond these are refused. */
import { z } from 'zod'
import { counterexampleSchema } from '../prove/index.js'

const place = z.strictObject({ file: z.string(), line: z.int().min(1), column: z.int().min(1) })
const condition = z.strictObject({ operator: z.string(), key: z.string(), values: z.array(z.string()) })

const evidence = z.strictObject({ ...place.shape, operation: z.string(), via: z.array(z.string()) })

const grant = z.strictObject({
  actions: z.array(z.string()).min(1),
  resources: z.array(z.string()).min(1),
  conditions: z.array(condition),
  kind: z.enum(['call', 'platform', 'declared', 'added']),
  certainty: z.enum(['resolved', 'assumed', 'candidates', 'wildcard']),
  reason: z.string().optional(),
  evidence: z.array(evidence),
})

const unresolved = z.strictObject({ ...place.shape, code: z.string(), message: z.string(), hint: z.string() })

const width = z.strictObject({ actions: z.int().min(0), cells: z.int().min(0) })

/** A string of a document, or the CloudFormation value that becomes one. */
const cfnString = z.union([
  z.string(),
  z.strictObject({ 'Fn::Sub': z.union([z.string(), z.tuple([z.string(), z.record(z.string(), z.unknown())])]) }),
])

const statement = z.looseObject({ Effect: z.enum(['Allow', 'Deny']), Action: z.union([z.string(), z.array(z.string())]).optional() })
const document = z.looseObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement) })

export const generatedSchema = z.strictObject({
  app: z.strictObject({
    templates: z.array(z.string()),
    format: z.enum(['cloudformation', 'sam', 'serverless', 'cdk', 'terraform', 'source']),
  }),
  functions: z.record(
    z.string(),
    z.strictObject({
      handler: z.strictObject({ file: z.string(), export: z.string() }).nullable(),
      runtime: z.string().nullable(),
      role: z.string(),
      grants: z.array(grant),
      unresolved: z.array(unresolved),
    }),
  ),
  principals: z.record(z.string(), z.strictObject({ service: z.string(), role: z.string(), grants: z.array(grant) })),
  roles: z.record(
    z.string(),
    z.strictObject({
      usedBy: z.array(z.string()),
      trustPolicy: document,
      policies: z.array(z.strictObject({ name: z.string().max(128), document })),
      managedPolicyArns: z.array(cfnString),
      permissionsBoundary: z.string().nullable(),
      sizeChars: z.int().min(0),
    }),
  ),
  resourcePolicies: z.array(z.strictObject({ resource: z.string(), kind: z.string(), document })),
  widths: z.record(z.string(), z.strictObject({ declared: width, generated: width })),
  proofs: z.array(
    z.strictObject({
      claim: z.string(),
      subject: z.string(),
      verdict: z.enum(['proved', 'refuted', 'unknown']),
      counterexample: counterexampleSchema.nullable(),
    }),
  ),
  findings: z.array(
    z.strictObject({
      code: z.string(),
      severity: z.enum(['error', 'warning', 'info']),
      subject: z.string(),
      message: z.string(),
      hint: z.string(),
      at: place.nullable(),
    }),
  ),
})
