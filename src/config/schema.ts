/**
 * The form of a configuration: members that are not known are refused, and every exception has a reason. `template`,
 * `account`, `region` and `parameters` are for whoever reads the app.
 */
import { z } from 'zod'
import { fitsOneBlock } from '../policy/index.js'

const text = z.string().min(1)
const texts = z.array(text).min(1)
const condition = z.strictObject({
  operator: text.meta({ description: 'An operator of the policy language.', examples: ['StringEquals'] }),
  key: text.meta({ description: 'A condition key.', examples: ['aws:SourceAccount'] }),
  values: texts.meta({ description: 'Values, with symbols of the template.', examples: [['${AWS::AccountId}']] }),
})

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

const conditions = z.array(condition).refine(fitsOneBlock, 'names an operator and a key twice, which a statement holds once')
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
    conditions: conditions.optional(),
    reason: text.optional(),
  }),
])
const account = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{12}$/, 'an account has 12 digits'))
const except = z.array(text).optional()
const guardrails = z.strictObject({
  never: z
    .array(requests)
    .optional()
    .meta({
      description: 'Requests that no role may allow; a word alone is an action pattern, on everything.',
      default: [],
      examples: [['iam:*']],
    }),
  only: z
    .array(requests)
    .min(1)
    .optional()
    .meta({
      description: 'Requests outside of which no role may allow any.',
      default: 'all',
      examples: [['dynamodb:*', 's3:*', 'logs:*']],
    }),
  mustDeny: z
    .array(requests)
    .optional()
    .meta({ description: 'Requests that a policy must deny, whatever another may allow.', default: [] }),
  noPublic: z
    .union([z.boolean(), z.strictObject({ accounts: z.array(account).optional(), organizations: texts.optional(), except })])
    .optional()
    .meta({
      description:
        'No resource-based policy lets in anyone outside of the account, and of the accounts and organizations that are named. Off unless it is said: `true`.',
    }),
  noEscalation: z
    .union([z.boolean(), z.strictObject({ except })])
    .optional()
    .meta({ description: 'No role has a documented way to more permissions than it was given.', default: false, examples: [true] }),
})

/** Requests that show that the app works under its roles. */
const smokeRequest = z
  .strictObject({
    name: text.meta({ description: 'What it shows, as a person reads it.', examples: ['create an item'] }),
    request: z
      .string()
      .regex(/^[A-Z]+ \/\S*$/, 'write it as `GET /items`')
      .optional()
      .meta({ description: 'Method and path; `{id}` stands for what an earlier request kept.', examples: ['GET /items/{id}'] }),
    api: text.optional().meta({ description: 'The API that it goes to, by its logical ID.', default: "the app's only one" }),
    headers: z.record(z.string(), z.string()).optional().meta({ description: 'Headers.', default: {} }),
    body: z.unknown().optional().meta({ description: 'Text is sent as it is, all else as JSON.', default: 'none' }),
    signedBy: text.optional().meta({ description: 'Who signs it: a function, with its role, or `developer`.', default: 'nobody' }),
    invoke: text.optional().meta({ description: 'A function that is invoked in place of a request.', examples: ['ReportFunction'] }),
    event: z.unknown().optional().meta({ description: 'With `invoke`: the event.', default: {} }),
    status: z.int().min(100).max(599).optional().meta({ description: 'The status that is expected.', default: 'any that says it worked' }),
    keep: z
      .record(z.string(), text)
      .optional()
      .meta({ description: 'Values of the answer for later requests, each by its path.', default: {}, examples: [{ id: '$.id' }] }),
  })
  .refine(({ request, invoke }) => (request === undefined) !== (invoke === undefined), 'give `request` or `invoke`')
const smoke = z.strictObject({
  files: z
    .array(
      z.strictObject({
        from: text.meta({ description: 'A folder, from the configuration.', examples: ['static'] }),
        to: text.meta({ description: 'A bucket, by its logical ID.', examples: ['FilesBucket'] }),
        under: z
          .string()
          .optional()
          .meta({ description: 'What keys begin with.', default: '', examples: ['static/'] }),
      }),
    )
    .optional()
    .meta({ description: 'Folders that are copied into buckets before.', default: [] }),
  requests: z.array(smokeRequest).meta({ description: 'In their order.' }),
})

const hint = z.strictObject({
  file: text.meta({ description: 'The source file, from the configuration.', examples: ['lib/store.ts'] }),
  symbol: text.meta({ description: 'A name in it: a variable, a parameter, a member of an object.', examples: ['tableName'] }),
  is: text.meta({ description: 'What its value is, with symbols of the template.', examples: ['${ItemsTable}'] }),
  reason: reason.meta({ description: 'Why that is so; it stands beside each grant that follows.' }),
})
const addition = z.strictObject({
  to: text.meta({ description: 'A function, or another principal of the app.', examples: ['CreateFunction'] }),
  actions: actions.meta({ description: 'Actions, or patterns of them.', examples: [['sns:Publish']] }),
  resources: texts.meta({ description: 'ARNs with symbols of the template.', examples: [['${AlertsTopic}']] }),
  conditions: conditions.optional().meta({ description: 'As in a statement: an operator, a key and its values.', default: [] }),
  reason: reason.meta({ description: 'Why neither code nor template shows it.' }),
})
const refusal = z.strictObject({
  to: text.optional().meta({ description: 'A function, or another principal of the app.', default: 'nobody gets it' }),
  actions: actions.meta({ description: 'Actions, or patterns of them.', examples: [['dynamodb:Scan']] }),
  resources: texts.optional().meta({ description: 'Patterns of ARNs with symbols.', default: ['*'] }),
  reason: reason.meta({ description: 'Why it is refused although the code asks for it.' }),
})

export const configSchema = z.strictObject({
  template: text.optional().meta({
    description: 'The template, from the configuration.',
    default: 'what is found in the folder',
    examples: ['infrastructure/template.yaml'],
  }),
  account: z
    .union([z.string(), z.number()])
    .refine((written) => /^\d{12}$/.test(String(written)), 'an account has 12 digits')
    .optional()
    .meta({ description: 'The account that symbols stand for.', default: 'any', examples: ['111122223333'] }),
  region: text.optional().meta({ description: 'The region that symbols stand for.', default: 'any', examples: ['eu-central-1'] }),
  layout: z
    .enum(['per-function', 'as-declared', 'five-roles'])
    .optional()
    .meta({ description: 'How needs are put into roles; `--layout` wins.', default: 'per-function' }),
  hints: z.array(hint).optional().meta({ description: 'Values that the code alone does not tell.', default: [] }),
  add: z.array(addition).optional().meta({ description: 'Access that neither code nor template shows.', default: [] }),
  refuse: z.array(refusal).optional().meta({ description: 'Access that is not given although the code asks for it.', default: [] }),
  libraries: z
    .array(library)
    .optional()
    .meta({ description: 'Libraries that hide calls of the AWS SDK: what each export does with its arguments.', default: [] }),
  parameters: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .meta({
      description: 'Values of template parameters; `--parameters` wins.',
      default: "those of `samconfig.toml`, then the template's defaults",
      examples: [{ Stage: 'prod' }],
    }),
  boundary: text.optional().meta({
    description: 'The permissions boundary of every role that is made: the ARN of a managed policy.',
    default: 'none',
    examples: ['arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/developers'],
  }),
  roles: z
    .strictObject({
      path: z
        .string()
        .regex(/^\/([!-~]+\/)?$/, 'a path begins and ends with a slash')
        .optional()
        .meta({ description: 'The path of every role.', default: '/', examples: ['/shop/'] }),
      tags: z
        .record(z.string(), z.string())
        .optional()
        .meta({ description: 'Tags of every role.', default: {}, examples: [{ team: 'shop' }] }),
    })
    .optional()
    .meta({ description: 'What every role that is made has.' }),
  paths: z
    .strictObject({
      out: text.optional().meta({ description: 'Where `secure` and `report` write, from the configuration.', default: 'out' }),
    })
    .optional()
    .meta({ description: 'Where files go.' }),
  guardrails: guardrails.optional().meta({ description: 'What must hold of every role; `check` proves it, or shows a request.' }),
  smoke: smoke.optional().meta({ description: 'Requests that `secure` and `dev` send to the app on local AWS, under its roles.' }),
})

export type ConfigFile = z.infer<typeof configSchema>
