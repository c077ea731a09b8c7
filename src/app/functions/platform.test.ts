import { expect, test } from 'vitest'
import { printSym } from '../../policy/index.js'
import { appOf, functionOf } from '../testing/app-in-folder.js'
import { plainTarget } from '../testing/plain.js'
import type { AppFunction } from '../types.js'

interface Row {
  readonly name: string
  readonly properties?: string
  readonly resources?: string
  readonly bare?: boolean
  readonly see: (fn: AppFunction) => unknown
  readonly want: unknown
}

const QUEUE = '  Queue: { Type: AWS::SQS::Queue }\n'
const group = (fn: AppFunction): unknown => [printSym(fn.logGroup.name), fn.logGroup.declared]

const rows: readonly Row[] = [
  { name: 'a function logs under its name', see: group, want: ['/aws/lambda/${Fn}', false] },
  {
    name: 'a log group of the template by the function’s symbol',
    resources: '  G: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "/aws/lambda/${Fn}" } }\n',
    see: group,
    want: ['/aws/lambda/${Fn}', true],
  },
  {
    name: 'a log group of the template by the function’s literal name',
    properties: 'FunctionName: !Sub "${AWS::StackName}-fn"',
    resources: '  G: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "/aws/lambda/${AWS::StackName}-fn" } }\n',
    see: group,
    want: ['/aws/lambda/${Fn}', true],
  },
  {
    name: 'a log group by its configuration',
    properties: 'LoggingConfig: { LogGroup: !Ref G }',
    resources: '  G: { Type: AWS::Logs::LogGroup }\n',
    see: group,
    want: ['${G}', true],
  },
  { name: 'a log group by a literal name', properties: 'LoggingConfig: { LogGroup: /my/logs }', see: group, want: ['/my/logs', false] },
  { name: 'tracing', properties: 'Tracing: Active', see: (fn) => fn.tracing?.mode, want: 'Active' },
  {
    name: 'tracing that a condition may turn on',
    properties: 'Tracing: !If [Prod, Active, Disabled]',
    see: (fn) => fn.tracing?.mode,
    want: 'Active',
  },
  {
    name: 'tracing of a plain function',
    bare: true,
    properties: 'TracingConfig: { Mode: PassThrough }',
    see: (fn) => fn.tracing?.mode,
    want: 'PassThrough',
  },
  { name: 'a network', properties: 'VpcConfig: { SubnetIds: [a], SecurityGroupIds: [b] }', see: (fn) => fn.vpc !== null, want: true },
  {
    name: 'a network that a condition may give',
    properties: 'VpcConfig: !If [Prod, { SubnetIds: [a] }, !Ref AWS::NoValue]',
    see: (fn) => fn.vpc !== null,
    want: true,
  },
  {
    name: 'a network without subnets is none',
    properties: 'VpcConfig: { SubnetIds: [], SecurityGroupIds: [] }',
    see: (fn) => fn.vpc !== null,
    want: false,
  },
  {
    name: 'a dead-letter queue',
    properties: 'DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Queue.Arn }',
    resources: QUEUE,
    see: (fn) => plainTarget(fn.deadLetter),
    want: '${Queue.Arn} = Queue',
  },
  {
    name: 'a dead-letter queue of a plain function',
    bare: true,
    properties: 'DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn }',
    resources: QUEUE,
    see: (fn) => plainTarget(fn.deadLetter),
    want: '${Queue.Arn} = Queue',
  },
  {
    name: 'destinations of SAM',
    properties:
      'EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: SNS, Destination: !Ref Topic }, OnFailure: { Type: SQS, Destination: !GetAtt Queue.Arn } } }',
    resources: `${QUEUE}  Topic: { Type: AWS::SNS::Topic }\n`,
    see: (fn) => fn.destinations.map(plainTarget),
    want: ['${Topic} = Topic', '${Queue.Arn} = Queue'],
  },
  {
    name: 'destinations that SAM makes',
    properties: 'EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: SNS }, OnFailure: { Type: SQS } } }',
    see: (fn) => fn.destinations.map(plainTarget),
    want: [
      '${FnEventInvokeConfigOnSuccessTopic} = FnEventInvokeConfigOnSuccessTopic',
      '${FnEventInvokeConfigOnFailureQueue.Arn} = FnEventInvokeConfigOnFailureQueue',
    ],
  },
  {
    name: 'destinations of a resource of their own',
    resources: `${QUEUE}  C: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } } } }\n`,
    see: (fn) => fn.destinations.map(plainTarget),
    want: ['${Queue.Arn} = Queue'],
  },
  {
    name: 'a destination on a bus',
    properties:
      'EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: EventBridge, Destination: !Sub "arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default" } } }',
    see: (fn) => fn.destinations.map(plainTarget),
    want: ['arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default = not ours'],
  },
  {
    name: 'file systems',
    properties: 'FileSystemConfigs: [{ Arn: !GetAtt Point.Arn, LocalMountPath: /mnt/x }]',
    resources: '  Point: { Type: AWS::EFS::AccessPoint }\n',
    see: (fn) => fn.fileSystems.map(plainTarget),
    want: ['arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:access-point/${Point} = Point'],
  },
  {
    name: 'the key of the environment',
    properties: 'KmsKeyArn: !GetAtt Key.Arn',
    resources: '  Key: { Type: AWS::KMS::Key }\n',
    see: (fn) => plainTarget(fn.environmentKey),
    want: 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Key} = Key',
  },
  { name: 'a function URL', properties: 'FunctionUrlConfig: { AuthType: AWS_IAM }', see: (fn) => fn.url?.auth, want: 'AWS_IAM' },
  {
    name: 'a function URL of its own',
    resources: '  U: { Type: AWS::Lambda::Url, Properties: { AuthType: NONE, TargetFunctionArn: !GetAtt Fn.Arn } }\n',
    see: (fn) => fn.url?.auth,
    want: 'NONE',
  },
  {
    name: 'a URL that a condition may open',
    properties: 'FunctionUrlConfig: { AuthType: !If [Prod, AWS_IAM, NONE] }',
    see: (fn) => fn.url?.auth,
    want: 'NONE',
  },
  { name: 'no function URL', see: (fn) => fn.url, want: null },
  {
    name: 'aliases',
    properties: 'AutoPublishAlias: live',
    resources: '  A: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, Name: blue } }\n',
    see: (fn) => fn.aliases,
    want: ['blue', 'live'],
  },
  { name: 'a durable function', properties: 'DurableConfig: { ExecutionTimeout: 60 }', see: (fn) => fn.durable !== null, want: true },
  {
    name: 'a role of the template',
    properties: 'Role: !GetAtt Role.Arn',
    resources: '  Role: { Type: AWS::IAM::Role }\n',
    see: (fn) => fn.role,
    want: { kind: 'resource', id: 'Role' },
  },
  {
    name: 'a role that a condition may give',
    properties: 'Role: !If [Prod, !GetAtt Role.Arn, !Ref AWS::NoValue]',
    resources: '  Role: { Type: AWS::IAM::Role }\n',
    see: (fn) => fn.role,
    want: { kind: 'resource', id: 'Role' },
  },
  { name: 'a role elsewhere', properties: 'Role: !ImportValue role', see: (fn) => fn.role.kind, want: 'external' },
  { name: 'no role', bare: true, see: (fn) => fn.role, want: { kind: 'none' } },
  {
    name: 'numbers and Booleans of the environment are text',
    properties: 'Environment: { Variables: { A: 1, B: true } }',
    see: (fn) => [...fn.environment.values()].map(({ kind }) => kind),
    want: ['text', 'text'],
  },
  {
    name: 'variables that a condition may add',
    properties: 'Environment: { Variables: !If [Prod, { A: x }, { A: y, B: z }] }',
    see: (fn) => [...fn.environment.keys()],
    want: ['A', 'B'],
  },
]

test.each(rows)('$name', async (row) => {
  const type = row.bare === true ? 'AWS::Lambda::Function' : 'AWS::Serverless::Function'
  const app = await appOf(
    `
Parameters: { Stage: { Type: String, Default: dev } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  Fn: { Type: ${type}, Properties: { Runtime: nodejs22.x, Handler: a.h, ${row.properties ?? ''} } }
${row.resources ?? ''}`,
    { 'a.js': '' },
  )
  expect(row.see(functionOf(app, 'Fn'))).toEqual(row.want)
  expect(app.problems).toEqual([])
})
