import { expect, test } from 'vitest'
import { printSym } from '../../policy/index.js'
import { appOf, cells, needsWith } from '../testing/app-of.js'

const FN = 'Handler: index.handler, Runtime: nodejs22.x, CodeUri: .'
const ROLE = '{ Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Role: ${ROLE}
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Nightly: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day), DeadLetterConfig: { Arn: !GetAtt Dead.Arn } } } } } }
  Items: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  Files: { Type: AWS::S3::Bucket }
  Jobs: { Type: AWS::SQS::Queue }
  Dead: { Type: AWS::SQS::Queue }
  News: { Type: AWS::SNS::Topic }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: app } }
  Stream: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }

  Rest: { Type: AWS::ApiGateway::RestApi, Properties: { Name: rest } }
  Sub: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Rest, ParentId: !GetAtt Rest.RootResourceId, PathPart: jobs } }
  ToQueue:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !Ref Sub
      HttpMethod: POST
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Credentials: !GetAtt Role.Arn
        Uri: !Sub arn:\${AWS::Partition}:apigateway:\${AWS::Region}:sqs:path/\${AWS::AccountId}/\${Jobs.QueueName}
        RequestTemplates: { application/json: 'Action=SendMessage&MessageBody=$input.body' }
  ToTable:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !GetAtt Rest.RootResourceId
      HttpMethod: PUT
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Credentials: !GetAtt Role.Arn
        Uri: !Sub arn:\${AWS::Partition}:apigateway:\${AWS::Region}:dynamodb:action/PutItem
        RequestTemplates: { application/json: !Sub '{"TableName": "\${Items}", "Item": {"id": {"S": "$context.requestId"}}}' }
  ToObject:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !GetAtt Rest.RootResourceId
      HttpMethod: GET
      Integration:
        Type: AWS
        IntegrationHttpMethod: GET
        Credentials: !GetAtt Role.Arn
        Uri: !Sub arn:\${AWS::Partition}:apigateway:\${AWS::Region}:s3:path/\${Files}/static/{file}
        RequestParameters: { integration.request.path.file: method.request.path.file }
  AsCaller:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !GetAtt Rest.RootResourceId
      HttpMethod: HEAD
      Integration: { Type: AWS, IntegrationHttpMethod: GET, Credentials: 'arn:aws:iam::*:user/*', Uri: !Sub 'arn:aws:apigateway:\${AWS::Region}:s3:path/\${Files}/x' }
  Bare: { Type: AWS::ApiGateway::RestApi, Properties: { Name: bare } }
  WithoutRole:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Bare
      ResourceId: !GetAtt Bare.RootResourceId
      HttpMethod: POST
      Integration: { Type: AWS, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:\${AWS::Region}:sqs:path/\${AWS::AccountId}/\${Jobs.QueueName}', RequestTemplates: { application/json: 'Action=SendMessage&MessageBody=$input.body' } }
  Mocked:
    Type: AWS::ApiGateway::Method
    Properties: { RestApiId: !Ref Bare, ResourceId: !GetAtt Bare.RootResourceId, HttpMethod: GET, Integration: { Type: MOCK } }
  ByRole:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth: { Authorizers: { Given: { FunctionArn: !GetAtt Fn.Arn, FunctionInvokeRole: !GetAtt Role.Arn }, Own: { FunctionArn: !GetAtt Fn.Arn, FunctionInvokeRole: NONE } } }
  Account: { Type: AWS::ApiGateway::Account, Properties: { CloudWatchRoleArn: !GetAtt Role.Arn } }
  Http: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: http, ProtocolType: HTTP } }
  HttpToBus:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Http, IntegrationType: AWS_PROXY, IntegrationSubtype: EventBridge-PutEvents, CredentialsArn: !GetAtt Role.Arn, RequestParameters: { Source: app, DetailType: x, Detail: $request.body, EventBusName: !Ref Bus } }

  Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [app] }, Targets: [{ Id: a, Arn: !Ref Machine, RoleArn: !GetAtt Role.Arn }, { Id: b, Arn: !GetAtt Stream.Arn, RoleArn: !GetAtt Role.Arn }, { Id: c, Arn: !GetAtt Jobs.Arn }] } }
  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: 'arn:aws:scheduler:::aws-sdk:dynamodb:putItem', RoleArn: !GetAtt Role.Arn, Input: !Sub '{"TableName":"\${Items}"}' } } }
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties:
      RoleArn: !GetAtt Role.Arn
      Source: !GetAtt Items.StreamArn
      SourceParameters: { DynamoDBStreamParameters: { StartingPosition: LATEST, DeadLetterConfig: { Arn: !GetAtt Dead.Arn } } }
      Enrichment: !GetAtt Fn.Arn
      Target: !GetAtt Bus.Arn
  Source: { Type: AWS::AppSync::DataSource, Properties: { ApiId: x, Name: items, Type: AMAZON_DYNAMODB, ServiceRoleArn: !GetAtt Role.Arn, DynamoDBConfig: { AwsRegion: !Ref AWS::Region, TableName: !Ref Items } } }
  Resolver: { Type: AWS::AppSync::Resolver, Properties: { ApiId: x, TypeName: Query, FieldName: item, DataSourceName: !GetAtt Source.Name, RequestMappingTemplate: '{"version":"2018-05-29","operation":"GetItem"}' } }
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: !GetAtt Role.Arn
      Tracing: { Enabled: true }
      Events: { Put: { Type: EventBridgeRule, Properties: { Pattern: { source: [other] } } } }
      Definition:
        StartAt: Call
        States:
          Call: { Type: Task, Resource: arn:aws:states:::lambda:invoke, Parameters: { FunctionName: !GetAtt Fn.Arn, 'Payload.$': $ }, Next: Save }
          Save: { Type: Task, Resource: !Sub 'arn:\${AWS::Partition}:states:::dynamodb:putItem', Parameters: { TableName: !Ref Items, Item: {} }, Next: Ask }
          Ask: { Type: Task, Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken, Parameters: { QueueUrl: !Ref Jobs, MessageBody: {} }, Next: Nested }
          Nested: { Type: Task, Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: { StateMachineArn: !Ref Child, Input: {} }, Next: Sdk }
          Sdk: { Type: Task, Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Parameters: { Bucket: !Ref Files, Key: a/b }, Next: Fan }
          Fan:
            Type: Map
            ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: CSV, CSVHeaderLocation: FIRST_ROW }, Parameters: { Bucket: !Ref Files, Key: list.csv } }
            ItemProcessor: { ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: STANDARD }, StartAt: One, States: { One: { Type: Task, Resource: !GetAtt Fn.Arn, End: true } } }
            End: true
  Child: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: !GetAtt Role.Arn, DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}' } }
`

const app = await appOf(TEMPLATE)
const needs = needsWith(app, {})
const { principals } = needs

const rows: readonly { readonly id: string; readonly service: string; readonly want: readonly string[] }[] = [
  {
    id: 'Rest',
    service: 'apigateway.amazonaws.com',
    want: ['dynamodb:PutItem table/${Items}', 's3:GetObject s3:${Files}/static/*', 'sqs:SendMessage ${Jobs.Arn}'],
  },
  {
    id: 'Account',
    service: 'apigateway.amazonaws.com',
    want: [
      'CreateLogGroup',
      'CreateLogStream',
      'DescribeLogGroups',
      'DescribeLogStreams',
      'FilterLogEvents',
      'GetLogEvents',
      'PutLogEvents',
    ].map((a) => `logs:${a} *`),
  },
  { id: 'Http', service: 'apigateway.amazonaws.com', want: ['events:PutEvents event-bus/${Bus}'] },
  {
    id: 'Rule',
    service: 'events.amazonaws.com',
    want: ['kinesis:PutRecord stream/${Stream}', 'kinesis:PutRecords stream/${Stream}', 'states:StartExecution ${Machine}'],
  },
  { id: 'Schedule', service: 'scheduler.amazonaws.com', want: ['dynamodb:PutItem table/${Items}'] },
  { id: 'FnNightly', service: 'scheduler.amazonaws.com', want: ['lambda:InvokeFunction function:${Fn}', 'sqs:SendMessage ${Dead.Arn}'] },
  { id: 'MachinePut', service: 'events.amazonaws.com', want: ['states:StartExecution ${Machine}'] },
  {
    id: 'Pipe',
    service: 'pipes.amazonaws.com',
    want: [
      'dynamodb:DescribeStream ${Items.StreamArn}',
      'dynamodb:GetRecords ${Items.StreamArn}',
      'dynamodb:GetShardIterator ${Items.StreamArn}',
      'dynamodb:ListStreams *',
      'events:PutEvents event-bus/${Bus}',
      'lambda:InvokeFunction function:${Fn}',
      'sqs:SendMessage ${Dead.Arn}',
    ],
  },
  { id: 'Source', service: 'appsync.amazonaws.com', want: ['dynamodb:GetItem table/${Items}'] },
  {
    id: 'Machine',
    service: 'states.amazonaws.com',
    want: [
      'dynamodb:PutItem table/${Items}',
      'events:DescribeRule rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
      'events:PutRule rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
      'events:PutTargets rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
      'lambda:InvokeFunction function:${Fn}',
      's3:GetObject s3:${Files}/a/b',
      's3:GetObject s3:${Files}/list.csv',
      'sqs:SendMessage ${Jobs.Arn}',
      'states:DescribeExecution execution:${Child.Name}:*',
      'states:DescribeExecution execution:${Machine.Name}/*:*',
      'states:StartExecution ${Child}',
      'states:StartExecution ${Machine}',
      'states:StopExecution execution:${Child.Name}:*',
      'states:StopExecution execution:${Machine.Name}/*:*',
      'xray:GetSamplingRules *',
      'xray:GetSamplingTargets *',
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ],
  },
]

test.each(rows)('$id needs what its definition says', ({ id, service, want }) => {
  expect(app.problems).toEqual([])
  const found = principals.get(id)
  expect(found?.service).toBe(service)
  expect(cells(found?.grants ?? [])).toEqual([...want].sort())
})

test('the role that the template gives is known, for each part', () => {
  expect(principals.get('Rest')?.byRole.map((r) => r.role)).toEqual(['Role'])
  expect(principals.get('Machine')?.declaredRole).toBe('Role')
  expect(principals.get('FnNightly')?.declaredRole).toBe(null)
})

test('a machine without tasks, and what is let in by a policy, needs no role', () => {
  expect([...principals.keys()]).toEqual([...rows.map((r) => r.id), 'Bare', 'ByRole'].sort())
})

test('an integration of a service without a role is said, and what it asks for is known', () => {
  const bare = needs.principals.get('Bare')
  expect(cells(bare?.grants ?? [])).toEqual(['sqs:SendMessage ${Jobs.Arn}'])
  expect(bare?.notes.map(({ code, at }) => [code, at?.file])).toEqual([['access/no-role', 'template.yaml']])
})

test('an authorizer is invoked by the role that SAM is given for it, or by the policy of its function', () => {
  expect(cells(needs.principals.get('ByRole')?.grants ?? [])).toEqual(['lambda:InvokeFunction function:${Fn}'])
  const sources = needs.resourceGrants.flatMap((g) => g.conditions.flatMap((c) => c.values.map(printSym)))
  expect(sources.filter((text) => text.includes('ByRole'))).toEqual([
    'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ByRole}/authorizers/*',
  ])
})

test('a direct integration is seen at its place', () => {
  const grants = principals.get('Rest')?.grants ?? []
  const put = grants.find((g) => g.actions.includes('dynamodb:PutItem'))
  expect(put?.evidence[0]?.operation).toBe('PUT /')
  expect(put?.resources.map(printSym)).toEqual(['arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Items}'])
})

test('a rule on an alias of elsewhere asks about its state machine', async () => {
  const rule = `
Resources:
  Role: ${ROLE}
  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, RoleArn: !GetAtt Role.Arn, Arn: !Sub 'arn:aws:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:flow:live' }] } }
`
  const found = needsWith(await appOf(rule), {}).principals.get('Rule')
  expect(cells(found?.grants ?? [])).toEqual(['states:StartExecution stateMachine:flow'])
})

test('what nobody knows of a principal is said, at its place', async () => {
  const text = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Role: ${ROLE}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: !GetAtt Role.Arn
      Definition:
        StartAt: Chosen
        States:
          Chosen: { Type: Task, Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem', Parameters: { TableName.$: $.table }, Next: New }
          New: { Type: Task, Resource: 'arn:aws:states:::aws-sdk:newservice:doThing', Next: Odd }
          Odd: { Type: Task, Resource: 'arn:aws:states:::newservice:run.sync', End: true }
  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { Target: { RoleArn: !GetAtt Role.Arn, Arn: 'arn:aws:scheduler:::aws-sdk:newservice:doThing' } } }
  Rule: { Type: AWS::Events::Rule, Properties: { Targets: [{ Id: a, RoleArn: !GetAtt Role.Arn, Arn: 'arn:aws:newservice:us-west-2:111122223333:thing/a' }] } }
`
  const found = needsWith(await appOf(text), {}).principals
  const said = [...found].flatMap(([id, { unresolved }]) => unresolved.map(({ code, message }) => `${id} ${code}: ${message}`))
  expect(said).toEqual([
    'Flow needs/unknown-resource: the table of `dynamodb:PutItem` is not known: `$.table` of the input of state `Chosen`',
    'Flow needs/unknown-operation: no IAM action is known for `newservice:doThing`',
    'Flow needs/unknown-operation: no IAM action is known for `newservice:run`',
    'Rule needs/unknown-target: it is not known what it takes to reach `arn:aws:newservice:us-west-2:111122223333:thing/a` (Targets)',
    'Schedule needs/unknown-operation: no IAM action is known for `newservice:doThing`',
  ])
  expect(cells(found.get('Flow')?.grants ?? [])).toEqual(['dynamodb:PutItem table/* ?wildcard'])
})

test('a query of a state machine is watched where it runs, and what it reads is not known', async () => {
  const text = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Results: { Type: AWS::S3::Bucket }
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task
            Resource: arn:aws:states:::athena:startQueryExecution.sync
            Parameters: { QueryString: SELECT 1, WorkGroup: primary, ResultConfiguration: { OutputLocation: !Sub 's3://\${Results}/out/' } }
            End: true
`
  const flow = needsWith(await appOf(text), {}).principals.get('Flow')
  expect(cells(flow?.grants ?? []).filter((cell) => !cell.startsWith('s3:'))).toEqual([
    'athena:GetQueryExecution workgroup/primary',
    'athena:StartQueryExecution workgroup/primary',
    'athena:StopQueryExecution workgroup/primary',
  ])
  expect(flow?.unresolved.map(({ code }) => code)).toEqual(['needs/forwarded'])
})

test('a batch is of the tables whose names are its keys, in definitions and in mapping templates', async () => {
  const text = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Role: ${ROLE}
  Items: { Type: AWS::DynamoDB::Table, Properties: {} }
  Others: { Type: AWS::DynamoDB::Table, Properties: {} }
  Substituted:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionSubstitutions: { Table: !Ref Items }
      Definition:
        StartAt: A
        States:
          A: { Type: Task, Resource: 'arn:aws:states:::aws-sdk:dynamodb:batchWriteItem', Parameters: { RequestItems: { '\${Table}': [] } }, End: true }
  Joined:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      DefinitionString: !Sub '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:dynamodb:batchGetItem","Parameters":{"RequestItems":{"\${Items}":{},"\${Others}":{}}},"End":true}}}'
  Rest: { Type: AWS::ApiGateway::RestApi, Properties: { Name: rest } }
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !GetAtt Rest.RootResourceId
      HttpMethod: POST
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Credentials: !GetAtt Role.Arn
        Uri: !Sub arn:aws:apigateway:\${AWS::Region}:dynamodb:action/TransactWriteItems
        RequestTemplates: { application/json: !Sub '{"TransactItems": [{"Put": {"TableName": "\${Items}", "Item": $input.json("$")}}, {"Delete": {"TableName": "\${Others}", "Key": {}}}]}' }
`
  const found = needsWith(await appOf(text), {}).principals
  expect(['Substituted', 'Joined', 'Rest'].map((id) => cells(found.get(id)?.grants ?? []))).toEqual([
    ['dynamodb:BatchWriteItem table/${Items}'],
    ['dynamodb:BatchGetItem table/${Items}', 'dynamodb:BatchGetItem table/${Others}'],
    ['dynamodb:DeleteItem table/${Others}', 'dynamodb:PutItem table/${Items}'],
  ])
})

const beside = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Live: { Type: AWS::Serverless::Function, Properties: { ${FN}, AutoPublishAlias: live, Events: { Nightly: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day), DeadLetterConfig: { Type: SQS } } }, Named: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day), DeadLetterConfig: { Type: SQS, QueueLogicalId: Lost } } } } } }
  Key: { Type: AWS::KMS::Key }
  Sealed: { Type: AWS::Scheduler::Schedule, Properties: { Name: s, ScheduleExpression: rate(1 day), KmsKeyArn: !GetAtt Key.Arn, Target: { Arn: !GetAtt Live.Arn, RoleArn: arn:aws:iam::111122223333:role/s } } }
  Global: { Type: AWS::Events::Endpoint, Properties: { RoleArn: arn:aws:iam::111122223333:role/e, EventBuses: [{ EventBusArn: !Sub 'arn:aws:events:us-east-1:\${AWS::AccountId}:event-bus/b' }, { EventBusArn: !Sub 'arn:aws:events:us-west-2:\${AWS::AccountId}:event-bus/b' }] } }
`)
const besides = needsWith(beside, {}).principals

const more: readonly (readonly [name: string, id: string, want: readonly string[]])[] = [
  [
    'SAM’s schedule invokes the published alias, and leaves failures in the queue that SAM makes',
    'LiveNightly',
    ['lambda:InvokeFunction function:${Live}:live', 'sqs:SendMessage ${LiveNightlyQueue.Arn}'],
  ],
  ['or in the one that the event names', 'LiveNamed', ['lambda:InvokeFunction function:${Live}:live', 'sqs:SendMessage ${Lost.Arn}']],
  ['a schedule decrypts what it hands over', 'Sealed', ['kms:Decrypt key/${Key}', 'lambda:InvokeFunction function:${Live}']],
  [
    'a global endpoint copies events by rules that it manages',
    'Global',
    [
      ...['DeleteRule', 'PutRule', 'PutTargets', 'RemoveTargets'].flatMap((action) =>
        ['us-east-1', 'us-west-2'].map(
          (region) => `events:${action} arn:\${AWS::Partition}:events:${region}:\${AWS::AccountId}:rule/b/GlobalEndpointManagedRule-*`,
        ),
      ),
      'events:PutEvents arn:${AWS::Partition}:events:us-east-1:${AWS::AccountId}:event-bus/b',
      'events:PutEvents arn:${AWS::Partition}:events:us-west-2:${AWS::AccountId}:event-bus/b',
      'iam:PassRole arn:${AWS::Partition}:iam::111122223333:role/e',
    ],
  ],
]

test.each(more)('%s', (_, id, want) => {
  expect(beside.problems).toEqual([])
  expect([...cells(besides.get(id)?.grants ?? [])].sort()).toEqual([...want].sort())
})
