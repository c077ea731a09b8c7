import { expect, test } from 'vitest'
import { reviewOf, type Sketch } from './testing/review-of.js'

const FN = 'Handler: index.handler, Runtime: nodejs22.x, CodeUri: .'
const TRUST =
  '{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }'
const LOGS = '{ Effect: Allow, Action: [logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents], Resource: "*" }'

/** A function `Fn` with a role of its own that has these statements beside its logs. */
const withStatements = (...statements: readonly string[]): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Files: { Type: AWS::S3::Bucket }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: ${TRUST}
      Policies:
        - PolicyName: p
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - ${LOGS}
${statements.map((s) => `              - ${s}`).join('\n')}
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN}, Role: !GetAtt Role.Arn, Environment: { Variables: { TABLE: !Ref Items, BUCKET: !Ref Files } } } }
`
const ITEM_ARN = '!Sub "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Items}"'
const PUT_ITEM =
  '{ StartAt: A, States: { A: { Type: Task, Resource: "arn:aws:states:::dynamodb:putItem", Parameters: { TableName: !Ref Items, Item: {} }, End: true } } }'
const get: Sketch = ['dynamodb', 'GetItem', { TableName: 'TABLE' }]

interface Row {
  readonly name: string
  readonly template: string
  readonly calls: readonly Sketch[]
  /** `code severity subject`, without those that each of these apps has. */
  readonly want: readonly string[]
  readonly says?: RegExp
}

const rows: readonly Row[] = [
  {
    name: 'what is needed and given, on its resource, is nothing to say',
    template: withStatements(`{ Effect: Allow, Action: dynamodb:GetItem, Resource: ${ITEM_ARN} }`),
    calls: [get],
    want: [],
  },
  {
    name: 'an attribute and a spelled-out ARN are the same resource',
    template: withStatements('{ Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Items.Arn }'),
    calls: [get],
    want: [],
  },
  {
    name: 'an action that nothing needs',
    template: withStatements(`{ Effect: Allow, Action: [dynamodb:GetItem, dynamodb:DeleteItem], Resource: ${ITEM_ARN} }`),
    calls: [get],
    want: ['access/unneeded-action warning Role'],
    says: /`dynamodb:DeleteItem` is granted/,
  },
  {
    name: 'a wildcard of actions',
    template: withStatements(`{ Effect: Allow, Action: "dynamodb:*", Resource: ${ITEM_ARN} }`),
    calls: [get],
    want: ['access/wildcard-action warning Role'],
    says: /of which one is needed/,
  },
  {
    name: 'a wildcard of resources, where the need has a name',
    template: withStatements('{ Effect: Allow, Action: dynamodb:GetItem, Resource: "*" }'),
    calls: [get],
    want: ['access/wildcard-resource warning Role'],
  },
  {
    name: 'a wildcard that the action cannot do without',
    template: withStatements('{ Effect: Allow, Action: s3:ListAllMyBuckets, Resource: "*" }'),
    calls: [['s3', 'ListBuckets', {}]],
    want: [],
  },
  {
    name: 'access that code needs and the template does not give',
    template: withStatements('{ Effect: Allow, Action: s3:GetObject, Resource: !Sub "${Files.Arn}/*" }'),
    calls: [get, ['s3', 'GetObject', { Bucket: 'BUCKET', Key: 'KEY' }]],
    want: ['access/missing error Fn'],
    says: /`dynamodb:GetItem` on `arn:.*table\/\$\{Items\}` is needed/,
  },
  {
    name: 'access on another resource than the needed one',
    template: withStatements('{ Effect: Allow, Action: s3:GetObject, Resource: !GetAtt Files.Arn }'),
    calls: [['s3', 'GetObject', { Bucket: 'BUCKET', Key: 'KEY' }]],
    want: ['access/missing error Fn', 'access/never-matches warning Role', 'access/unneeded-action warning Role'],
  },
  {
    name: 'an action that no policy can limit, on an ARN',
    template: withStatements('{ Effect: Allow, Action: s3:ListAllMyBuckets, Resource: !GetAtt Files.Arn }'),
    calls: [],
    want: ['access/never-matches warning Role', 'access/unneeded-action warning Role'],
    says: /can be allowed on `\*` alone/,
  },
  {
    name: 'a managed policy on every resource',
    template: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN}, Policies: [AmazonDynamoDBReadOnlyAccess] } }
`,
    calls: [],
    want: ['access/managed-policy info Fn', 'access/managed-policy info Fn'],
    says: /AmazonDynamoDBReadOnlyAccess/,
  },
  {
    name: 'a role that functions with different needs share',
    template: `${withStatements('{ Effect: Allow, Action: [dynamodb:GetItem, s3:GetObject], Resource: "*" }')}  Other: { Type: AWS::Serverless::Function, Properties: { ${FN}, Role: !GetAtt Role.Arn } }
`,
    calls: [get, ['s3', 'GetObject', { Bucket: 'BUCKET', Key: 'KEY' }]],
    want: ['access/wildcard-resource warning Role', 'role/shared warning Role'],
    says: /`Fn`, `Other` share one role/,
  },
  {
    name: 'a service that may be used by any account',
    template: `${withStatements(`{ Effect: Allow, Action: dynamodb:GetItem, Resource: ${ITEM_ARN} }`)}  Machine: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: states.amazonaws.com }, Action: sts:AssumeRole }] } } }
  Guarded: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: states.amazonaws.com }, Action: sts:AssumeRole, Condition: { StringEquals: { "aws:SourceAccount": !Ref AWS::AccountId } } }] } } }
  Everyone: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "*" }, Action: sts:AssumeRole }] } } }
`,
    calls: [get],
    want: ['role/trust-everyone error Everyone', 'role/trust-without-source warning Machine'],
  },
  {
    name: 'a policy of elsewhere may give what is missed',
    template: `
Transform: AWS::Serverless-2016-10-31
Parameters: { Extra: { Type: String } }
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: ${TRUST}, ManagedPolicyArns: [!Ref Extra] } }
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN}, Role: !GetAtt Role.Arn, Environment: { Variables: { TABLE: !Ref Items } } } }
`,
    calls: [get],
    want: ['app/policy-not-here warning template.yaml'],
  },
  {
    name: 'a pattern that begins with the name of what is needed gives it',
    template: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: named } }
  Fn:
    Type: AWS::Serverless::Function
    Properties: { ${FN}, Environment: { Variables: { TOPIC: !Ref Topic } }, Policies: [{ SNSCrudPolicy: { TopicName: !GetAtt Topic.TopicName } }] }
`,
    calls: [['sns', 'Publish', { TopicArn: 'TOPIC' }]],
    want: ['access/managed-policy info Fn', 'access/unneeded-action warning Fn'],
    says: /`sns:Subscribe` are granted/,
  },
  {
    name: 'what a state machine does and its policies do not give',
    template: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Policies: [{ DynamoDBReadPolicy: { TableName: !Ref Items } }]
      Definition: ${PUT_ITEM}
`,
    calls: [],
    want: ['access/missing error Flow', 'access/unneeded-action warning Flow'],
    says: /`dynamodb:PutItem` on `arn:.*table\/\$\{Items\}` is needed/,
  },
  {
    name: 'a role of a function and a state machine has what both need',
    template: `${withStatements(`{ Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem], Resource: ${ITEM_ARN} }`)}  Flow: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: !GetAtt Role.Arn, Definition: ${PUT_ITEM} } }
`,
    calls: [get],
    want: [],
  },
  {
    name: 'nothing is called needless where something else has the role, whose needs nobody works out',
    template: `${withStatements(`{ Effect: Allow, Action: [dynamodb:GetItem, dynamodb:Scan], Resource: ${ITEM_ARN} }`)}  Job: { Type: AWS::Glue::Job, Properties: { Command: {}, Role: !GetAtt Role.Arn } }
`,
    calls: [get],
    want: [],
  },
]

/** The logs of these apps are on every group, which is said of each. */
const isLogs = (message: string): boolean => /^`logs:/.test(message)

test.each(rows)('$name', async ({ template, calls, want, says }) => {
  const { findings } = await reviewOf(template, { Fn: calls })
  const own = findings.filter((f) => !isLogs(f.message))
  expect(own.map((f) => `${f.code} ${f.severity} ${f.subject}`).sort()).toEqual([...want].sort())
  for (const finding of own) {
    expect(finding.at).not.toBe(null)
    expect(finding.message).not.toMatch(/\n|\.$/)
    expect(finding.hint).not.toBe('')
  }
  if (says !== undefined) expect(own.map((f) => f.message).join('\n')).toMatch(says)
})

test('a cell is an action on a resource, after wildcards were expanded', async () => {
  const { widths } = await reviewOf(
    withStatements('{ Effect: Allow, Action: "dynamodb:*Item", Resource: [!GetAtt Items.Arn, !Sub "${Items.Arn}/index/*"] }'),
    { Fn: [get] },
  )
  // GetItem, PutItem, UpdateItem, DeleteItem, BatchGetItem, BatchWriteItem and ConditionCheckItem come in two resources, with three log actions.
  const declared = widths.get('Fn')?.declared
  expect(declared?.cells).toBe(((declared?.actions ?? 0) - 3) * 2 + 3)
  expect(declared?.actions).toBeGreaterThan(7)
  expect(widths.get('Fn')?.generated).toEqual({ actions: 4, cells: 4 })
})

test('a role that is made anew, and that something else uses whose needs nobody works out', async () => {
  const job = `  Job: { Type: AWS::Glue::Job, Properties: { Command: {}, Role: !GetAtt Role.Arn } }\n`
  const template = withStatements(`{ Effect: Allow, Action: dynamodb:GetItem, Resource: ${ITEM_ARN} }`) + job
  const said = async (layout: 'as-declared' | 'per-function') =>
    (await reviewOf(template, { Fn: [get] }, layout)).findings
      .filter(({ code }) => code === 'role/other-users')
      .map(({ message }) => message)
  expect(await said('as-declared')).toEqual([
    '`Role` is also the role of `Job` (AWS::Glue::Job), whose needs are not worked out: the generated role lacks them',
  ])
  // With a role of its own for the function, the present one stays as it is.
  expect(await said('per-function')).toEqual([])
})

test('a role that is made anew, and that trusts somebody else', async () => {
  const template = withStatements(`{ Effect: Allow, Action: dynamodb:GetItem, Resource: ${ITEM_ARN} }`).replace(
    'Principal: { Service: lambda.amazonaws.com }',
    'Principal: { Service: [lambda.amazonaws.com, glue.amazonaws.com], AWS: "arn:aws:iam::444455556666:root" }',
  )
  const { findings } = await reviewOf(template, { Fn: [get] }, 'as-declared')
  expect(findings.filter(({ code }) => code === 'role/other-trust').map(({ message }) => message)).toEqual([
    '`Role` also trusts `glue.amazonaws.com`, `arn:aws:iam::444455556666:root`, and the generated role does not',
  ])
})
