import { expect, test } from 'vitest'
import { printSym } from '../../policy/index.js'
import { appOf, functionOf } from '../testing/app-in-folder.js'
import type { DeclaredStatement } from '../types.js'

interface Row {
  readonly name: string
  /** Members of a SAM function, in flow form. */
  readonly properties?: string
  readonly resources?: string
  /** Effect where it is a denial, origin, actions (joined), resources; what SAM puts in by itself is left out. */
  readonly want: readonly string[]
  readonly problems?: readonly string[]
}

const shown = (statement: DeclaredStatement): string => {
  const { effect, origin, actions, notActions, resources, notResources, conditions } = statement
  return [
    ...(effect === 'deny' ? ['deny'] : []),
    `${origin.kind} ${origin.name}:`,
    [...actions, ...notActions.map((action) => `not ${action}`)].join(' '),
    'on',
    [...resources.map(printSym), ...notResources.map((resource) => `not ${printSym(resource)}`)].join(' '),
    ...conditions.map(({ operator, key, values }) => `if ${operator} ${key} ${values.map(printSym).join(' ')}`),
  ].join(' ')
}

const TABLE = '  Table: { Type: AWS::DynamoDB::Table }\n'
const ROLE = (inner: string): string => `  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, ${inner} } }\n`

const rows: readonly Row[] = [
  {
    name: 'a statement alone',
    properties: 'Policies: [{ Effect: Allow, Action: s3:GetObject, Resource: "*" }]',
    want: ['inline Policies: s3:GetObject on *'],
  },
  {
    name: 'a document',
    properties:
      'Policies: [{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: [a:B, c:D], Resource: [!GetAtt Table.Arn, !Sub "${Table.Arn}/index/*"] }, { Effect: Deny, Action: e:F, Resource: "*" }] }]',
    resources: TABLE,
    want: ['inline Policies: a:B c:D on ${Table.Arn} ${Table.Arn}/index/*', 'deny inline Policies: e:F on *'],
  },
  {
    name: 'a document that is no list',
    properties: 'Policies: { Statement: { Effect: Allow, Action: a:B, Resource: x } }',
    want: ['inline Policies: a:B on x'],
  },
  {
    name: 'NotAction, NotResource and conditions',
    properties:
      'Policies: [{ Statement: [{ Effect: Allow, NotAction: iam:*, NotResource: x, Condition: { StringEquals: { aws:SourceAccount: [!Ref AWS::AccountId, "1"] }, Bool: { aws:SecureTransport: true } } }] }]',
    want: ['inline Policies: not iam:* on not x if StringEquals aws:SourceAccount ${AWS::AccountId} 1 if Bool aws:SecureTransport true'],
  },
  {
    name: 'a policy template',
    properties: 'Policies: [{ SQSSendMessagePolicy: { QueueName: !GetAtt Q.QueueName } }]',
    resources: '  Q: { Type: AWS::SQS::Queue }\n',
    want: ['template SQSSendMessagePolicy: sqs:SendMessage* on arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Q.QueueName}'],
  },
  {
    name: 'a policy template without parameters',
    properties: 'Policies: [{ ComprehendBasicAccessPolicy: {} }]',
    want: [
      'template ComprehendBasicAccessPolicy: comprehend:BatchDetectKeyPhrases comprehend:DetectDominantLanguage comprehend:DetectEntities comprehend:BatchDetectEntities comprehend:DetectKeyPhrases comprehend:DetectSentiment comprehend:BatchDetectDominantLanguage comprehend:BatchDetectSentiment on *',
    ],
  },
  {
    name: 'a policy template with an undecided parameter',
    properties: 'Policies: [{ LambdaInvokePolicy: { FunctionName: !If [Prod, a, b] } }]',
    want: [
      'template LambdaInvokePolicy: lambda:InvokeFunction on arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:a* arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:b*',
    ],
  },
  {
    name: 'a policy template that SAM does not have',
    properties: 'Policies: [{ SqsSendMessagePolicy: { QueueName: x } }]',
    want: [],
    problems: ['app/unknown-policy-template'],
  },
  {
    name: 'a managed policy by name',
    properties: 'Policies: [AWSLambdaExecute]',
    want: [
      'managed AWSLambdaExecute: logs:* on arn:aws:logs:*:*:*',
      'managed AWSLambdaExecute: s3:GetObject s3:PutObject on arn:aws:s3:::*',
    ],
  },
  {
    name: 'a managed policy alone',
    properties: 'Policies: AWSLambdaExecute',
    want: [
      'managed AWSLambdaExecute: logs:* on arn:aws:logs:*:*:*',
      'managed AWSLambdaExecute: s3:GetObject s3:PutObject on arn:aws:s3:::*',
    ],
  },
  {
    name: 'a managed policy by ARN with a partition',
    properties: 'Policies: [!Sub "arn:${AWS::Partition}:iam::aws:policy/AWSLambdaExecute"]',
    want: [
      'managed AWSLambdaExecute: logs:* on arn:aws:logs:*:*:*',
      'managed AWSLambdaExecute: s3:GetObject s3:PutObject on arn:aws:s3:::*',
    ],
  },
  {
    name: 'a managed policy of the template',
    properties: 'Policies: [!Ref Mine]',
    resources:
      '  Mine: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: a:B, Resource: x }] } } }\n',
    want: ['managed Mine: a:B on x'],
  },
  {
    name: 'a managed policy elsewhere is said',
    properties: 'Policies: [!ImportValue policy]',
    want: [],
    problems: ['app/policy-not-here'],
  },
  {
    name: 'a policy under a condition',
    properties: 'Policies: [!If [Prod, { Statement: [{ Effect: Allow, Action: a:B, Resource: x }] }, !Ref AWS::NoValue]]',
    want: ['inline Policies: a:B on x'],
  },
  {
    name: 'both sides of an undecided list',
    properties: 'Policies: !If [Prod, [{ Effect: Allow, Action: a:B, Resource: x }], [{ Effect: Allow, Action: c:D, Resource: y }]]',
    want: ['inline Policies: a:B on x', 'inline Policies: c:D on y'],
  },
  {
    name: 'a role of the template with its own policies',
    properties: 'Role: !GetAtt Role.Arn',
    resources: ROLE('Policies: [{ PolicyName: Own, PolicyDocument: { Statement: [{ Effect: Allow, Action: a:B, Resource: x }] } }]'),
    want: ['inline Own: a:B on x'],
  },
  {
    name: "SAM's Policies count for nothing beside a role",
    properties: 'Role: !GetAtt Role.Arn, Policies: [AWSLambdaExecute]',
    resources: ROLE('Policies: []'),
    want: [],
  },
  {
    name: 'a role with managed policies',
    properties: 'Role: !GetAtt Role.Arn',
    resources: ROLE('ManagedPolicyArns: [arn:aws:iam::aws:policy/AWSLambdaExecute]'),
    want: [
      'managed AWSLambdaExecute: logs:* on arn:aws:logs:*:*:*',
      'managed AWSLambdaExecute: s3:GetObject s3:PutObject on arn:aws:s3:::*',
    ],
  },
  {
    name: 'a policy that is attached to the role',
    properties: 'Role: !GetAtt Role.Arn',
    resources: `${ROLE('Policies: []')}  P: { Type: AWS::IAM::Policy, Properties: { PolicyName: p, Roles: [!Ref Role], PolicyDocument: { Statement: [{ Effect: Allow, Action: a:B, Resource: x }] } } }\n`,
    want: ['inline P: a:B on x'],
  },
  {
    name: 'a managed policy that attaches itself',
    properties: 'Role: !GetAtt Role.Arn',
    resources: `${ROLE('Policies: []')}  P: { Type: AWS::IAM::ManagedPolicy, Properties: { Roles: [!Ref Role], PolicyDocument: { Statement: { Effect: Allow, Action: a:B, Resource: x } } } }\n`,
    want: ['managed P: a:B on x'],
  },
  {
    name: 'a role policy of its own',
    properties: 'Role: !GetAtt Role.Arn',
    resources: `${ROLE('Policies: []')}  P: { Type: AWS::IAM::RolePolicy, Properties: { RoleName: !Ref Role, PolicyName: p, PolicyDocument: { Statement: { Effect: Allow, Action: a:B, Resource: x } } } }\n`,
    want: ['inline P: a:B on x'],
  },
  {
    name: 'a policy that is attached to the role that SAM makes',
    resources:
      '  P: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref FnRole], PolicyDocument: { Statement: { Effect: Allow, Action: a:B, Resource: x } } } }\n',
    want: ['inline P: a:B on x'],
  },
  {
    name: 'a role by its literal name',
    properties: 'Role: !Sub "arn:aws:iam::${AWS::AccountId}:role/my-role"',
    resources: ROLE(
      'RoleName: my-role, Policies: [{ PolicyName: Own, PolicyDocument: { Statement: { Effect: Allow, Action: a:B, Resource: x } } }]',
    ),
    want: ['inline Own: a:B on x'],
  },
  {
    name: 'a document that is built as text',
    properties: 'Role: !GetAtt Role.Arn',
    resources:
      ROLE(
        'Policies: [{ PolicyName: Own, PolicyDocument: !Sub \'{"Statement": [{"Effect": "Allow", "Action": "a:B", "Resource": "${Table.Arn}"}]}\' }]',
      ) + TABLE,
    want: ['inline Own: a:B on ${Table.Arn}'],
  },
  {
    name: 'a connector on the function',
    properties: '',
    resources: `${TABLE}  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Fn }, Destination: { Id: Table }, Permissions: [Write] } }\n`,
    want: [
      'connector C: dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem dynamodb:PartiQLDelete dynamodb:PartiQLInsert dynamodb:PartiQLUpdate on arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table} arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}/index/*',
    ],
  },
  {
    name: 'a connector to several destinations',
    resources: `  A: { Type: AWS::SQS::Queue }\n  B: { Type: AWS::SNS::Topic }\n  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Fn }, Destination: [{ Id: A }, { Id: B }], Permissions: [Read, Write] } }\n`,
    want: [
      'connector C: sqs:ReceiveMessage sqs:GetQueueAttributes on ${A.Arn}',
      'connector C: sqs:DeleteMessage sqs:SendMessage sqs:ChangeMessageVisibility sqs:PurgeQueue on ${A.Arn}',
      'connector C: sns:Publish on ${B}',
    ],
  },
  {
    name: 'a connector gives the function that polls what the source needs',
    resources:
      '  Q: { Type: AWS::SQS::Queue }\n  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Q }, Destination: { Id: Fn }, Permissions: [Read] } }\n',
    want: ['connector C: sqs:ReceiveMessage sqs:GetQueueAttributes on ${Q.Arn}'],
  },
  { name: 'a role elsewhere declares nothing that is known', properties: 'Role: arn:aws:iam::111122223333:role/x', want: [] },
]

test.each(rows)('$name', async (row) => {
  const app = await appOf(
    `
Parameters: { Stage: { Type: String, Default: dev } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.h, ${row.properties ?? ''} } }
${row.resources ?? ''}`,
    { 'a.js': '' },
  )
  const own = functionOf(app, 'Fn').declared.filter(({ origin }) => origin.kind !== 'implicit')
  expect(own.map(shown)).toEqual(row.want)
  expect(app.problems.map(({ code }) => code)).toEqual(row.problems ?? [])
})

test('connectors on a resource declare as those of their own do', async () => {
  const app = await appOf(
    `
Resources:
  Table: { Type: AWS::DynamoDB::Table }
  Fn:
    Type: AWS::Serverless::Function
    Connectors: { Mine: { Properties: { Destination: { Id: Table }, Permissions: [Read] } } }
    Properties: { Runtime: nodejs22.x, Handler: a.h }
`,
    { 'a.js': '' },
  )
  expect(
    functionOf(app, 'Fn')
      .declared.filter(({ origin }) => origin.kind === 'connector')
      .map(({ origin, actions }) => [origin.name, actions[0]]),
  ).toEqual([['FnMine', 'dynamodb:GetItem']])
})

interface ImplicitRow {
  readonly name: string
  readonly properties: string
  readonly want: readonly string[]
}

const implicitRows: readonly ImplicitRow[] = [
  { name: 'every function may log', properties: '', want: ['AWSLambdaBasicExecutionRole'] },
  {
    name: 'tracing adds the daemon’s policy',
    properties: 'Tracing: Active',
    want: ['AWSLambdaBasicExecutionRole', 'AWSXRayDaemonWriteAccess'],
  },
  { name: 'disabled tracing does not', properties: 'Tracing: Disabled', want: ['AWSLambdaBasicExecutionRole'] },
  {
    name: 'a network adds its policy',
    properties: 'VpcConfig: { SubnetIds: [s], SecurityGroupIds: [g] }',
    want: ['AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole'],
  },
  {
    name: 'a polled queue adds its policy once',
    properties: 'Events: { A: { Type: SQS, Properties: { Queue: x } }, B: { Type: SQS, Properties: { Queue: y } } }',
    want: ['AWSLambdaBasicExecutionRole', 'AWSLambdaSQSQueueExecutionRole'],
  },
  {
    name: 'polled streams add theirs',
    properties: 'Events: { A: { Type: Kinesis, Properties: { Stream: x } }, B: { Type: DynamoDB, Properties: { Stream: y } } }',
    want: ['AWSLambdaBasicExecutionRole', 'AWSLambdaKinesisExecutionRole', 'AWSLambdaDynamoDBExecutionRole'],
  },
  {
    name: 'a dead-letter queue adds a statement',
    properties: 'DeadLetterQueue: { Type: SQS, TargetArn: "arn:aws:sqs:us-east-1:111122223333:q" }',
    want: ['AWSLambdaBasicExecutionRole', 'SAM'],
  },
  {
    name: 'a durable function has a policy of its own for logs',
    properties: 'DurableConfig: { ExecutionTimeout: 60 }',
    want: ['AWSLambdaBasicDurableExecutionRolePolicy'],
  },
  {
    name: 'a broker adds statements',
    properties: 'Events: { A: { Type: MQ, Properties: { Broker: x, Queues: [q] } } }',
    want: ['AWSLambdaBasicExecutionRole', 'SAM'],
  },
]

test.each(implicitRows)('$name', async ({ properties, want }) => {
  const app = await appOf(
    `Resources:\n  Fn: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.h, ${properties} } }\n`,
    { 'a.js': '' },
  )
  const names = functionOf(app, 'Fn').declared.map(({ origin }) => origin.name)
  expect([...new Set(names)]).toEqual(want)
})
