import { expect, test } from 'vitest'
import { printSym } from '../policy/index.js'
import type { Trace } from '../trace/index.js'
import { needsOf } from './needs-of.js'
import { appOf, cells, NO_OPTIONS } from './testing/app-of.js'

interface Row {
  readonly name: string
  readonly properties: string
  readonly resources?: string
  readonly files?: Readonly<Record<string, string>>
  readonly trace?: Partial<Trace>
  /** What is kept of the declared access. */
  readonly want: readonly string[]
  /** Codes of what is said about it. */
  readonly said: readonly string[]
  readonly policies?: readonly string[]
}

const PYTHON = 'Runtime: python3.12, Handler: app.handler, CodeUri: .'
const FILES = { 'app.py': 'def handler(event, context): pass\n' }
const TABLE = '  Table: { Type: AWS::DynamoDB::Table }\n'
const READ = 'Policies: [{ Statement: [{ Effect: Allow, Action: "dynamodb:get*", Resource: !GetAtt Table.Arn }] }]'

const rows: readonly Row[] = [
  {
    name: 'a Python function keeps its statements as they are written',
    properties: `${PYTHON}, ${READ}`,
    resources: TABLE,
    files: FILES,
    want: ['dynamodb:get* table/${Table} ?assumed'],
    said: ['trace/language'],
  },
  {
    name: 'policy templates are spelled out',
    properties: `${PYTHON}, Policies: [{ SNSPublishMessagePolicy: { TopicName: t } }]`,
    files: FILES,
    want: ['sns:Publish t ?assumed'],
    said: ['trace/language'],
  },
  {
    name: 'managed policies count, but for what the platform’s own grants say more exactly',
    properties: `${PYTHON}, Policies: [AWSLambdaBasicExecutionRole, AmazonSQSReadOnlyAccess]`,
    files: FILES,
    want: ['GetQueueAttributes', 'GetQueueUrl', 'ListDeadLetterSourceQueues', 'ListMessageMoveTasks', 'ListQueueTags', 'ListQueues'].map(
      (action) => `sqs:${action} * ?wildcard`,
    ),
    said: ['trace/language'],
  },
  {
    name: 'a poller’s policy without its source stays: the mapping may be made elsewhere',
    properties: `${PYTHON}, Policies: [AWSLambdaSQSQueueExecutionRole]`,
    files: FILES,
    want: ['sqs:DeleteMessage * ?wildcard', 'sqs:GetQueueAttributes * ?wildcard', 'sqs:ReceiveMessage * ?wildcard'],
    said: ['trace/language'],
  },
  {
    name: 'a policy of elsewhere stays on the role',
    properties: `${PYTHON}, Policies: [!ImportValue shared-policy]`,
    files: FILES,
    want: [],
    said: ['trace/language'],
    policies: ['${import:shared-policy}'],
  },
  {
    name: 'a role of the template is kept in full, with its conditions',
    properties: `${PYTHON}, Role: !GetAtt Role.Arn`,
    files: FILES,
    resources:
      '  Role: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [arn:aws:iam::111122223333:policy/own], Policies: [{ PolicyName: p, PolicyDocument: { Statement: { Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::b/*", Condition: { Bool: { aws:SecureTransport: true } } } } }] } }\n',
    want: ['s3:* s3:b/* ?assumed'],
    said: ['trace/language'],
    policies: ['arn:aws:iam::111122223333:policy/own'],
  },
  {
    name: 'an action on a resource of a form that it never has is no access',
    properties: `${PYTHON}, Policies: [{ Statement: [{ Effect: Allow, Action: [s3:GetObject, s3:ListBucket], Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] }] }]`,
    files: FILES,
    want: ['s3:GetObject s3:b/* ?assumed', 's3:ListBucket s3:b ?assumed'],
    said: ['trace/language'],
  },
  {
    name: 'what is denied is said, since a generated role only allows',
    properties: `${PYTHON}, Policies: [{ Statement: [{ Effect: Deny, Action: "s3:*", Resource: "*" }] }]`,
    files: FILES,
    want: [],
    said: ['needs/deny-left-out', 'trace/language'],
  },
  {
    name: 'a role elsewhere is not known',
    properties: `${PYTHON}, Role: "arn:aws:iam::111122223333:role/x"`,
    files: FILES,
    want: [],
    said: ['trace/language'],
  },
  {
    name: 'a container without source keeps its access',
    properties: `PackageType: Image, ImageUri: "111122223333.dkr.ecr.us-east-1.amazonaws.com/x:1", ${READ}`,
    resources: TABLE,
    want: ['dynamodb:get* table/${Table} ?assumed'],
    said: ['app/code-not-here', 'trace/code-absent'],
  },
  {
    name: 'code that is not here keeps its access',
    properties: `Runtime: nodejs22.x, Handler: gone.handler, CodeUri: gone/, ${READ}`,
    resources: TABLE,
    want: ['dynamodb:get* table/${Table} ?assumed'],
    said: ['app/handler-missing', 'trace/code-absent'],
  },
  {
    name: 'a handler that cannot be entered keeps its access',
    properties: `Runtime: nodejs22.x, Handler: index.wrong, CodeUri: ., ${READ}`,
    resources: TABLE,
    trace: {
      unresolved: [{ code: 'trace/no-handler', message: 'm', hint: 'h', at: { file: 'index.js', line: 1, column: 1 } }],
    },
    want: ['dynamodb:get* table/${Table} ?assumed'],
    said: ['trace/code-absent', 'trace/no-handler'],
  },
  {
    name: 'code that is read keeps nothing but what it needs',
    properties: `Runtime: nodejs22.x, Handler: index.handler, CodeUri: ., ${READ}`,
    resources: TABLE,
    trace: {},
    want: [],
    said: [],
  },
]

test.each(rows)('$name', async (row) => {
  const app = await appOf(
    `Resources:\n  Fn: { Type: AWS::Serverless::Function, Properties: { ${row.properties} } }\n${row.resources ?? ''}`,
    row.files,
  )
  const trace: Trace = { calls: [], unresolved: [], handed: [], files: [], ...row.trace }
  const needs = needsOf(app, new Map(row.trace === undefined ? [] : [['Fn', trace]]), NO_OPTIONS).functions.get('Fn')
  expect(cells(needs?.grants ?? [], 'declared')).toEqual(row.want)
  expect([...(needs?.unresolved ?? []), ...(needs?.notes ?? [])].map(({ code }) => code).sort()).toEqual(row.said)
  expect(needs?.managedPolicies.map(printSym)).toEqual(row.policies ?? [])
  expect(needs?.isRead).toBe(row.said.length === 0)
  // Lambda's own needs are there as for any function.
  expect(cells(needs?.grants ?? [], 'platform').length).toBeGreaterThan(0)
})

test('`NotAction` becomes whole services, and what is left of those that it touches', async () => {
  const app = await appOf(
    `Resources:\n  Fn: { Type: AWS::Serverless::Function, Properties: { ${PYTHON}, Policies: [{ Statement: [{ Effect: Allow, NotAction: ["iam:*", "sqs:Send*"], Resource: "*" }] }] } }\n`,
    FILES,
  )
  const kept =
    needsOf(app, new Map(), NO_OPTIONS)
      .functions.get('Fn')
      ?.grants.find((grant) => grant.kind === 'declared')?.actions ?? []
  expect(kept).toContain('dynamodb:*')
  expect(kept).toContain('sqs:ReceiveMessage')
  expect(kept.filter((action) => action.startsWith('iam:') || action === 'sqs:SendMessage' || action === 'sqs:*')).toEqual([])
})
