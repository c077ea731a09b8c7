/**
 * Small services, and lines of what they are read as: resources by the logical IDs that the framework gives them, functions
 * with their role, what feeds them and what their role allows. Places are left out here.
 * Source: Serverless Framework documentation; the pages are named where the reader is.
 */
import { describe, expect, test } from 'vitest'
import { type FilesOfApp, readFiles } from '../testing/app-in-folder.js'
import { summaryOf } from '../testing/summary.js'

interface Case {
  readonly name: string
  readonly files: FilesOfApp
  readonly given?: Readonly<Record<string, string>>
  readonly has: readonly string[]
  /** Beginnings of lines that must not be there. */
  readonly hasNot?: readonly string[]
  readonly says?: readonly string[]
}

const CODE = 'exports.main = async () => {}'
const P = '${AWS::Partition}'
const HERE = '${AWS::Region}:${AWS::AccountId}'

const cases: readonly Case[] = [
  {
    name: 'a service in JSON with every way to write an HTTP event',
    files: {
      'serverless.json': JSON.stringify({
        service: { name: 'tickets' },
        provider: { name: 'aws', runtime: 'nodejs20.x' },
        functions: {
          'buy-ticket': {
            handler: 'a.main',
            events: [{ http: 'POST tickets/{event-id}/buy' }, { http: { path: '/tickets', method: 'GET', authorizer: 'check_user' } }],
          },
          check_user: { handler: 'a.main' },
          pooled: {
            handler: 'a.main',
            events: [{ http: { path: 'p', method: 'any', authorizer: { arn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/x' } } }],
          },
          mocked: { handler: 'a.main', events: [{ http: { path: 'health', method: 'get', integration: 'mock' } }] },
        },
      }),
      'a.js': CODE,
    },
    has: [
      'format serverless',
      'resource ApiGatewayRestApi: AWS::ApiGateway::RestApi',
      'resource ApiGatewayResourceTickets: AWS::ApiGateway::Resource',
      'resource ApiGatewayResourceTicketsEventDashidVar: AWS::ApiGateway::Resource',
      'resource ApiGatewayMethodTicketsEventDashidVarBuyPost: AWS::ApiGateway::Method',
      'resource CheckUnderscoreuserApiGatewayAuthorizer: AWS::ApiGateway::Authorizer',
      'resource BuyDashticketLambdaPermissionApiGateway: AWS::Lambda::Permission',
      'resource CheckUnderscoreuserLambdaPermissionApiGateway: AWS::Lambda::Permission',
      'resource BuyDashticketLogGroup: AWS::Logs::LogGroup',
      'function buy-ticket, nodejs20.x, role IamRoleLambdaExecution',
      '  code a.js#main in .',
      '  wire api ApiGatewayMethodTicketsEventDashidVarBuyPost from arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi} = ApiGatewayRestApi, permitted',
      '  wire authorizer CheckUnderscoreuserApiGatewayAuthorizer from arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiGatewayRestApi} = ApiGatewayRestApi, permitted',
      '  settings {"logs":"/aws/lambda/${BuyDashticketLambdaFunction} (declared)"}',
      `  declares implicit Serverless Framework: allow logs:PutLogEvents on arn:${P}:logs:${HERE}:log-group:/aws/lambda/tickets-\${sls:stage}*:*`,
    ],
    hasNot: ['resource MockedLambdaPermissionApiGateway', 'resource PooledApiGatewayAuthorizer'],
  },
  {
    name: 'HTTP APIs and sockets',
    files: {
      'serverless.yml': `
service: chat
provider:
  name: aws
  runtime: nodejs20.x
  httpApi:
    authorizers:
      guard: { type: request, functionName: guard }
      pool: { identitySource: $request.header.Authorization, issuerUrl: 'https://x', audience: [a] }
functions:
  all: { handler: a.main, events: [httpApi: '*'] }
  one:
    handler: a.main
    events:
      - httpApi: { method: get, path: '/rooms/{room}', authorizer: { name: guard } }
      - httpApi: PUT /rooms
  guard: { handler: a.main }
  socket:
    handler: a.main
    events:
      - websocket: $connect
      - websocket: { route: send-text, authorizer: guard }
`,
      'a.js': CODE,
    },
    has: [
      'resource HttpApi: AWS::ApiGatewayV2::Api',
      'resource HttpApiRouteDefault: AWS::ApiGatewayV2::Route',
      'resource HttpApiRouteGetRoomsRoomVar: AWS::ApiGatewayV2::Route',
      'resource HttpApiAuthorizerGuard: AWS::ApiGatewayV2::Authorizer',
      'resource SconnectWebsocketsRoute: AWS::ApiGatewayV2::Route',
      'resource sendDashtextWebsocketsRoute: AWS::ApiGatewayV2::Route',
      'resource GuardWebsocketsAuthorizer: AWS::ApiGatewayV2::Authorizer',
      '  wire http-api HttpApiIntegrationOne from arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi} = HttpApi, permitted',
      '  wire authorizer HttpApiAuthorizerGuard from arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi} = HttpApi, permitted',
      '  wire websocket-api SocketWebsocketsIntegration from arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WebsocketsApi} = WebsocketsApi, permitted',
      `  declares implicit Serverless Framework: allow execute-api:ManageConnections on arn:${P}:execute-api:*:*:*/@connections/*`,
    ],
  },
  {
    name: 'sources that Lambda polls',
    files: {
      'serverless.yml': `
service: feeds
provider: { name: aws, runtime: nodejs20.x }
functions:
  queue:
    handler: a.main
    events:
      - sqs: arn:aws:sqs:eu-west-1:111122223333:far-away
      - sqs: { arn: !GetAtt Jobs.Arn, batchSize: 5 }
      - sqs: { arn: { Fn::ImportValue: shared-queue } }
  table:
    handler: a.main
    events:
      - stream:
          type: dynamodb
          arn: !GetAtt Items.StreamArn
          destinations: { onFailure: { type: sqs, arn: !GetAtt Jobs.Arn } }
  data:
    handler: a.main
    events:
      - stream: { type: kinesis, arn: !GetAtt Data.Arn, consumer: true }
  topics:
    handler: a.main
    events:
      - msk: { arn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/main/abc', topic: news }
      - kafka:
          topic: own
          bootstrapServers: [b-1:9092]
          accessConfigurations: { saslScram512Auth: arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-abcdef }
  brokers:
    handler: a.main
    events:
      - activemq: { arn: !GetAtt Broker.Arn, queue: work, basicAuthArn: !Ref BrokerSecret }
      - rabbitmq: { arn: !GetAtt Rabbit.Arn, queue: work, basicAuthArn: !Ref BrokerSecret }
  docs:
    handler: a.main
    events:
      - documentDb: { cluster: 'arn:aws:rds:eu-west-1:111122223333:cluster:docs', smk: !Ref BrokerSecret, db: x }
resources:
  Resources:
    Jobs: { Type: AWS::SQS::Queue }
    Items: { Type: AWS::DynamoDB::Table }
    Data: { Type: AWS::Kinesis::Stream }
    Broker: { Type: AWS::AmazonMQ::Broker }
    Rabbit: { Type: AWS::AmazonMQ::Broker }
    BrokerSecret: { Type: AWS::SecretsManager::Secret }
`,
      'a.js': CODE,
    },
    has: [
      '  wire sqs QueueEventSourceMappingSQSFaraway from arn:aws:sqs:eu-west-1:111122223333:far-away = not ours',
      '  wire sqs QueueEventSourceMappingSQSJobs from ${Jobs.Arn} = Jobs',
      '  wire sqs QueueEventSourceMappingSQSSharedqueue from ${import:shared-queue} = not ours',
      '  wire dynamodb TableEventSourceMappingDynamodbItems from ${Items.StreamArn} = Items, fails to ${Jobs.Arn} = Jobs',
      '  wire kinesis DataEventSourceMappingKinesisData from ${DataDataConsumerStreamConsumer} = DataDataConsumerStreamConsumer',
      '  wire msk TopicsEventSourceMappingMSKMainNews from arn:aws:kafka:eu-west-1:111122223333:cluster/main/abc = not ours',
      '  wire kafka TopicsEventSourceMappingKafkaOwn from null',
      '  wire mq BrokersEventSourceMappingActiveMQWork from ${Broker.Arn} = Broker',
      '  wire mq BrokersEventSourceMappingRabbitMQWork from ${Rabbit.Arn} = Rabbit',
      '  wire documentdb DocsEventSourceMappingDocumentDBDocs from arn:aws:rds:eu-west-1:111122223333:cluster:docs = not ours',
      '  declares implicit Serverless Framework: allow sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on ${Jobs.Arn}',
      '  declares implicit Serverless Framework: allow dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:DescribeStream dynamodb:ListStreams on ${Items.StreamArn}',
      '  declares implicit Serverless Framework: allow sqs:ListQueues sqs:SendMessage on ${Jobs.Arn}',
      '  declares implicit Serverless Framework: allow kinesis:SubscribeToShard on ${DataDataConsumerStreamConsumer}',
      '  declares implicit Serverless Framework: allow kafka:DescribeCluster kafka:GetBootstrapBrokers on arn:aws:kafka:eu-west-1:111122223333:cluster/main/abc',
      '  declares implicit Serverless Framework: allow secretsmanager:GetSecretValue on ${BrokerSecret}',
      '  declares implicit Serverless Framework: allow mq:DescribeBroker on ${Broker.Arn}',
    ],
  },
  {
    name: 'schedules, patterns and log groups',
    files: {
      'serverless.yml': `
service: clock
provider: { name: aws, runtime: nodejs20.x, stage: test }
functions:
  tick:
    handler: a.main
    events:
      - schedule: rate(1 hour)
      - schedule: { rate: [cron(0 1 * * ? *), cron(0 2 * * ? *)], enabled: false }
      - schedule: { method: scheduler, rate: rate(1 day) }
      - eventBridge: { eventBus: billing, pattern: { source: [shop] } }
      - eventBridge: { eventBus: !Ref Bus, pattern: { source: [shop] } }
      - eventBridge: { schedule: rate(10 minutes) }
      - cloudwatchEvent: { event: { source: [aws.ec2] } }
      - cloudwatchLog: /aws/lambda/other
resources:
  Resources:
    Bus: { Type: AWS::Events::EventBus, Properties: { Name: own } }
`,
      'a.js': CODE,
    },
    has: [
      '  wire schedule-rule TickEventsRuleSchedule1 from null, permitted',
      '  wire schedule-rule TickEventsRuleSchedule2 from null, permitted',
      '  wire schedule-rule TickEventsRuleSchedule3 from null, permitted',
      '  wire scheduler TickSchedulerSchedule4 from null',
      '  wire rule Clocktesttickrule1EventBridgeRule from arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${BillingEventBridgeEventBus} = BillingEventBridgeEventBus, permitted',
      '  wire rule TickEventsRuleCloudWatchEvent1 from null, permitted',
      'resource BillingEventBridgeEventBus: AWS::Events::EventBus',
      'resource TickLambdaPermissionEventsRuleSchedule3: AWS::Lambda::Permission',
      '  declares implicit Serverless Framework: allow lambda:InvokeFunction on arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:clock-${sls:stage}-tick arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:clock-${sls:stage}-tick:*',
    ],
  },
  {
    name: 'buckets and topics, made and there already',
    files: {
      'serverless.yml': `
service: media
provider: { name: aws, runtime: nodejs20.x }
functions:
  resize:
    handler: a.main
    events:
      - s3: raw-photos
      - s3: { bucket: old-photos, event: 's3:ObjectRemoved:*', existing: true }
      - sns: resized
      - sns: arn:aws:sns:eu-west-1:111122223333:elsewhere
  index:
    handler: a.main
    events:
      - s3: { bucket: raw-photos, event: 's3:ObjectCreated:Put', rules: [{ prefix: in/ }] }
      - sns: { arn: !Ref Alarms, topicName: alarms, redrivePolicy: { deadLetterTargetRef: Dead } }
resources:
  Resources:
    Alarms: { Type: AWS::SNS::Topic }
    Dead: { Type: AWS::SQS::Queue }
`,
      'a.js': CODE,
    },
    has: [
      'resource S3BucketRawphotos: AWS::S3::Bucket',
      'resource SNSTopicResized: AWS::SNS::Topic',
      'resource ResizeSnsSubscriptionElsewhere: AWS::SNS::Subscription',
      '  wire s3 S3BucketRawphotos from arn:${AWS::Partition}:s3:::${S3BucketRawphotos} = S3BucketRawphotos, permitted',
      '  wire s3 ResizeCustomS31 from arn:${AWS::Partition}:s3:::old-photos = not ours, permitted',
      '  wire sns ResizeSnsSubscriptionResized from ${SNSTopicResized} = SNSTopicResized, permitted',
      '  wire sns ResizeSnsSubscriptionElsewhere from arn:aws:sns:eu-west-1:111122223333:elsewhere = not ours, permitted',
      '  wire sns IndexSnsSubscriptionAlarms from ${Alarms} = Alarms, fails to ${Dead.Arn} = Dead, permitted',
    ],
    hasNot: ['resource S3BucketOldphotos', 'resource SNSTopicElsewhere', 'resource SNSTopicAlarms'],
  },
  {
    name: 'balancers, pools, devices, skills and the edge',
    files: {
      'serverless.yml': `
service: mix
provider: { name: aws, runtime: nodejs20.x }
functions:
  web: { handler: a.main, events: [alb: { listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/lb/abc/def', priority: 3, conditions: { path: / } }] }
  signup:
    handler: a.main
    events:
      - cognitoUserPool: { pool: Users, trigger: PreSignUp }
      - cognitoUserPool: { pool: Old, trigger: PostConfirmation, existing: true }
  things: { handler: a.main, events: [iot: { sql: "SELECT * FROM 'a'" }] }
  talk: { handler: a.main, events: [alexaSkill: amzn1.ask.skill.x, alexaSmartHome: amzn1.ask.skill.y] }
  edge: { handler: a.main, events: [cloudFront: { eventType: viewer-request, origin: 'https://x.example' }] }
`,
      'a.js': CODE,
    },
    has: [
      '  wire alb WebAlbTargetGroupabc from ${WebAlbTargetGroupabc} = WebAlbTargetGroupabc, permitted',
      'resource CognitoUserPoolUsers: AWS::Cognito::UserPool',
      'resource SignupLambdaPermissionCognitoUserPoolUsersTriggerSourcePreSignUp: AWS::Lambda::Permission',
      'resource SignupLambdaPermissionCognitoUserPoolOldTriggerSourcePostConfirmation: AWS::Lambda::Permission',
      'resource ThingsIotTopicRule1: AWS::IoT::TopicRule',
      'resource TalkLambdaPermissionAlexaSkill1: AWS::Lambda::Permission',
      'resource TalkLambdaPermissionAlexaSmartHome1: AWS::Lambda::Permission',
      'resource CloudFrontDistribution: AWS::CloudFront::Distribution',
    ],
    hasNot: ['resource CognitoUserPoolOld'],
  },
  {
    name: 'roles as older files write them',
    files: {
      'serverless.yml': `
service: old
frameworkVersion: '1'
provider:
  name: aws
  runtime: nodejs12.x
  rolePermissionsBoundary: arn:aws:iam::111122223333:policy/limit
  iamManagedPolicies: [arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess]
  iamRoleStatements:
    - Effect: Allow
      Action: [s3:GetObject]
      Resource: arn:aws:s3:::config/*
  vpc: { securityGroupIds: [sg-1], subnetIds: [subnet-1] }
functions:
  shared: { handler: a.main }
  own: { handler: a.main, role: OwnRole, vpc: ~ }
  far: { handler: a.main, role: 'arn:aws:iam::111122223333:role/far' }
resources:
  Resources:
    OwnRole:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: p
            PolicyDocument: { Statement: [{ Effect: Allow, Action: 'sns:Publish', Resource: '*' }] }
`,
      'a.js': CODE,
    },
    has: [
      'function shared, nodejs12.x, role IamRoleLambdaExecution',
      'function own, nodejs12.x, role OwnRole',
      'function far, nodejs12.x, external role',
      '  declares inline Policies: allow s3:GetObject on arn:aws:s3:::config/*',
      '  declares inline p: allow sns:Publish on *',
      '  settings {"logs":"/aws/lambda/${SharedLambdaFunction} (declared)","vpc":true}',
      '  settings {"logs":"/aws/lambda/${OwnLambdaFunction} (declared)"}',
    ],
  },
  {
    name: 'a role a function, by the plugin',
    files: {
      'serverless.yml': `
service: each
frameworkVersion: '3'
plugins: [serverless-iam-roles-per-function]
provider:
  name: aws
  runtime: nodejs20.x
  iam: { role: { statements: [{ Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::all' }] } }
functions:
  plain: { handler: a.main }
  none: { handler: a.main, iamRoleStatements: [] }
  more:
    handler: a.main
    iamRoleStatementsInherit: true
    iamRoleStatementsName: named
    iamRoleStatements: [{ Effect: Allow, Action: 'sqs:SendMessage', Resource: '*' }]
`,
      'a.js': CODE,
    },
    has: [
      'function plain, nodejs20.x, role IamRoleLambdaExecution',
      'function none, nodejs20.x, role NoneIamRoleLambdaExecution',
      'function more, nodejs20.x, role MoreIamRoleLambdaExecution',
      '  declares inline Policies: allow sqs:SendMessage on *',
      `  declares implicit Serverless Framework: allow logs:PutLogEvents on arn:${P}:logs:${HERE}:log-group:/aws/lambda/each-\${sls:stage}-none:*`,
    ],
  },
  {
    name: 'a role a function, by the framework itself',
    files: {
      'serverless.yml': `
service: each
frameworkVersion: '4'
provider:
  name: aws
  runtime: nodejs22.x
  iam:
    role:
      mode: perFunction
      path: /team/
      permissionsBoundary: arn:aws:iam::111122223333:policy/limit
      statements: [{ Effect: Allow, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::all' }]
functions:
  first: { handler: a.main }
  second:
    handler: a.main
    iam: { inheritStatements: false, role: { statements: [{ Effect: Allow, Action: 'sqs:SendMessage', Resource: '*' }] } }
`,
      'a.js': CODE,
    },
    has: ['function first, nodejs22.x, role FirstIamRoleLambdaExecution', 'function second, nodejs22.x, role SecondIamRoleLambdaExecution'],
    hasNot: ['resource IamRoleLambdaExecution'],
  },
  {
    name: 'one role that the provider names',
    files: {
      'serverless.yml': `
service: one
provider:
  name: aws
  runtime: nodejs20.x
  iam: { role: TheRole }
functions:
  a: { handler: a.main, iamRoleStatements: [{ Effect: Allow, Action: '*', Resource: '*' }] }
resources:
  Resources:
    TheRole: { Type: AWS::IAM::Role, Properties: { Policies: [] } }
`,
      'a.js': CODE,
    },
    has: ['function a, nodejs20.x, role TheRole'],
    hasNot: ['resource IamRoleLambdaExecution', 'resource AIamRoleLambdaExecution'],
  },
  {
    name: 'a service in several files, with resources that change what the framework makes',
    files: {
      'serverless.yaml': `
service: split
provider: { name: aws, runtime: nodejs20.x }
custom: { stage: '\${opt:stage, self:provider.stage}' }
functions:
  - \${file(functions/orders.yml)}
  - \${file(functions/users.yml):functions}
resources:
  - \${file(resources/tables.yml)}
  - Resources:
      PlaceLogGroup: { Properties: { RetentionInDays: 30 } }
    extensions:
      IamRoleLambdaExecution: { Properties: { Path: /x/ } }
      Nothing: { Properties: {} }
  - Outputs: { Table: { Value: !Ref Orders } }
`,
      'functions/orders.yml': 'place: { handler: src/place.main, environment: { TABLE: !Ref Orders } }\n',
      'functions/users.yml': 'functions: { find: { handler: src/find.main } }\n',
      'resources/tables.yml':
        'Resources:\n  Orders: { Type: AWS::DynamoDB::Table, Properties: { TableName: "${self:service}-${self:custom.stage}-orders" } }\n',
      'src/place.ts': 'export const main = async () => {}',
      'src/find.mjs': 'export const main = async () => {}',
    },
    has: [
      'template serverless.yaml',
      'template functions/orders.yml',
      'template functions/users.yml',
      'template resources/tables.yml',
      'function place, nodejs20.x, role IamRoleLambdaExecution',
      '  variable TABLE = "${Orders}"',
      '  code src/place.ts#main in .',
      '  code src/find.mjs#main in .',
      'resource PlaceLogGroup: AWS::Logs::LogGroup',
    ],
    says: ['app/unknown-extension'],
  },
  {
    name: 'state machines of serverless-step-functions',
    files: {
      'serverless.yml': `
service: flow
plugins: [serverless-step-functions]
provider: { name: aws, runtime: nodejs20.x }
functions:
  check-it: { handler: a.main }
stepFunctions:
  stateMachines:
    review:
      events:
        - schedule: rate(1 day)
        - http: { path: start, method: post }
      definition:
        StartAt: Check
        States:
          Check: { Type: Task, Resource: !GetAtt [check-it, Arn], End: true }
    named:
      id: NamedMachine
      name: named-\${sls:stage}
      role: !GetAtt MachineRole.Arn
      definition:
        StartAt: Check
        States:
          Check: { Type: Task, Resource: !GetAtt CheckDashitLambdaFunction.Arn, End: true }
resources:
  Resources:
    MachineRole: { Type: AWS::IAM::Role, Properties: { Policies: [] } }
`,
      'a.js': CODE,
    },
    has: [
      'resource ReviewStepFunctionsStateMachine: AWS::StepFunctions::StateMachine',
      'resource ReviewStepFunctionsStateMachineRole: AWS::IAM::Role',
      'resource NamedMachine: AWS::StepFunctions::StateMachine',
      'resource ApiGatewayMethodStartPost: AWS::ApiGateway::Method',
      'resource ApigatewayToStepFunctionsRole: AWS::IAM::Role',
      '  wire state-machine ReviewStepFunctionsStateMachine.Check from ${ReviewStepFunctionsStateMachine} = ReviewStepFunctionsStateMachine',
      '  wire state-machine NamedMachine.Check from ${NamedMachine} = NamedMachine',
    ],
    hasNot: ['resource NamedMachineRole'],
  },
  {
    name: 'settings of functions',
    files: {
      'serverless.yml': `
service: full
provider:
  name: aws
  runtime: nodejs20.x
  environment: { A: one, B: two }
  tracing: { lambda: true }
  ecr: { images: { site: { path: ./image } } }
functions:
  all:
    handler: ./src/a.main
    name: called-otherwise
    environment: { B: three, C: null }
    onError: !Ref Dead
    kmsKeyArn: arn:aws:kms:eu-west-1:111122223333:key/abc
    destinations: { onSuccess: quiet, onFailure: { type: sqs, arn: !GetAtt Queue.Arn } }
    layers: [!Ref ToolsLambdaLayer, arn:aws:lambda:eu-west-1:111122223333:layer:x:1]
    fileSystemConfig: { arn: 'arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-1', localMountPath: /mnt/x }
    url: true
  quiet: { handler: src/a.main, disableLogs: true, tracing: PassThrough }
  boxed: { image: site }
  sealed: { image: { uri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/x:1, command: [a.main] } }
layers:
  tools: { path: layers/tools }
resources:
  Resources:
    Dead: { Type: AWS::SNS::Topic }
    Queue: { Type: AWS::SQS::Queue }
`,
      'src/a.js': CODE,
      'layers/tools/nodejs/x.js': '',
      'image/Dockerfile': 'FROM public.ecr.aws/lambda/nodejs:20\nCOPY app.js ./\nCMD [ "app.main" ]\n',
      'image/app.js': CODE,
    },
    has: [
      'function all, nodejs20.x, role IamRoleLambdaExecution',
      '  code src/a.js#main in ., layer layers/tools',
      '  variable A = "one"',
      '  variable B = "three"',
      '  code image/app.js#main in image',
      '  settings {"logs":"/aws/lambda/${AllLambdaFunction} (declared)","tracing":"Active","deadLetter":"${Dead} = Dead","destinations":["arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${QuietLambdaFunction} = QuietLambdaFunction","${Queue.Arn} = Queue"]}',
      '  settings {"logs":"/aws/lambda/${QuietLambdaFunction}","tracing":"PassThrough"}',
      '  declares implicit Serverless Framework: allow sns:Publish on ${Dead}',
      '  declares implicit Serverless Framework: allow kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/abc',
      '  declares implicit Serverless Framework: allow lambda:InvokeFunction on arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:full-${sls:stage}-quiet',
      '  declares implicit Serverless Framework: allow sqs:SendMessage on ${Queue.Arn}',
      '  declares implicit Serverless Framework: allow xray:PutTraceSegments xray:PutTelemetryRecords on *',
      `  declares implicit Serverless Framework: deny logs:PutLogEvents on arn:${P}:logs:${HERE}:log-group:/aws/lambda/full-\${sls:stage}-quiet:*`,
      'resource AllLambdaEvConf: AWS::Lambda::EventInvokeConfig',
      'resource AllLambdaFunctionUrl: AWS::Lambda::Url',
      'resource ToolsLambdaLayer: AWS::Lambda::LayerVersion',
    ],
    hasNot: ['resource QuietLogGroup'],
  },
  {
    name: 'what cannot be known is said, and the rest is read',
    files: {
      'serverless.yml': `
service: part
plugins: [serverless-appsync-plugin, serverless-webpack]
provider: { name: aws, runtime: nodejs20.x }
functions:
  here: { handler: a.main, events: [carrierPigeon: yes] }
  there: \${file(functions.js):there}
`,
      'a.js': CODE,
      'functions.js': 'throw new Error("run")',
    },
    has: ['function here, nodejs20.x, role IamRoleLambdaExecution'],
    hasNot: ['function there'],
    says: ['app/unread-plugin', 'app/unread-event', 'app/program-value', 'app/unread-part'],
  },
  {
    name: 'a network, variables and statements that only deployment knows',
    files: {
      'serverless.yml': `
service: open
provider:
  name: aws
  runtime: nodejs20.x
  vpc: \${ssm:/network/vpc}
  environment: \${env:VARIABLES}
  iamRoleStatements: \${opt:statements}
appSync: { name: x }
functions:
  run: { handler: a.main }
`,
      'a.js': CODE,
    },
    has: ['  settings {"logs":"/aws/lambda/${RunLambdaFunction} (declared)","vpc":true}'],
    says: ['app/unread-part'],
  },
]

/** Without the places. */
const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.replace(/ [\w./-]+:\d+(?=$|[:, ])/g, ''))

describe('services', () => {
  test.each(cases)('$name', async ({ files, given, has, hasNot = [], says = [] }) => {
    const read = await readFiles(files, '.', { parameters: given ?? {} })
    if (!read.ok) throw new Error(read.error[0]?.message)
    const found = lines(summaryOf(read.value))
    expect(has.filter((line) => !found.includes(line) && !found.some((one) => line.endsWith('}') && one.startsWith(line)))).toEqual([])
    expect(found.filter((line) => hasNot.some((start) => line.startsWith(`${start}:`) || line.startsWith(`${start},`)))).toEqual([])
    expect([...new Set(read.value.problems.map(({ code }) => code))].sort()).toEqual([...says].sort())
  })
})

interface Refused {
  readonly name: string
  readonly files: FilesOfApp
  readonly target?: string
  readonly code: string
  readonly says: string
}

const refused: readonly Refused[] = [
  { name: 'a service that is a program', files: { 'serverless.ts': 'export default {}' }, code: 'app/unsupported', says: 'program' },
  { name: 'the same, by its name', files: { 'serverless.js': '' }, target: 'serverless.js', code: 'app/unsupported', says: 'program' },
  {
    name: 'a service for another cloud',
    files: { 'serverless.yml': 'service: x\nprovider: { name: google }\n' },
    code: 'app/other-provider',
    says: 'google',
  },
  {
    name: 'a file of several services',
    files: { 'serverless.yml': 'services: { a: { path: a } }\n' },
    code: 'app/not-a-service',
    says: 'service',
  },
  { name: 'no map', files: { 'serverless.yml': '- a\n' }, code: 'app/not-a-service', says: 'service' },
  { name: 'broken YAML', files: { 'serverless.yml': 'service: "x\n' }, code: 'app/yaml-syntax', says: 'YAML' },
  { name: 'nothing in it', files: { 'serverless.yml': '' }, code: 'app/not-a-service', says: 'service' },
]

test.each(refused)('$name', async ({ files, target, code, says }) => {
  const read = await readFiles(files, target ?? '.')
  expect(read.ok ? null : read.error[0]?.code).toBe(code)
  expect(read.ok ? null : read.error[0]?.message).toContain(says)
})
