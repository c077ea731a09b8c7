import { expect, test } from 'vitest'
import { appOf, functionOf } from '../testing/app-in-folder.js'
import { plain, plainTarget } from '../testing/plain.js'
import { entry } from '../values.js'

interface Row {
  readonly name: string
  /** Members of a SAM function's `Events`, in flow form; none: the function is a plain one. */
  readonly events?: string
  /** Other resources, in block form under `Resources`. */
  readonly resources?: string
  /** Kind, source, where failures go, whether it is permitted; one text a wire. */
  readonly want: readonly string[]
  /** Members of the first wire's properties. */
  readonly properties?: Readonly<Record<string, unknown>>
}

const QUEUE = '  Queue: { Type: AWS::SQS::Queue }\n  Dead: { Type: AWS::SQS::Queue }\n'

const rows: readonly Row[] = [
  {
    name: 'SAM S3',
    events: '{ E: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: s3:ObjectCreated:* } } }',
    resources: '  Bucket: { Type: AWS::S3::Bucket }\n',
    want: ['s3 arn:${AWS::Partition}:s3:::${Bucket} = Bucket, permitted'],
  },
  {
    name: 'SAM SNS',
    events: '{ E: { Type: SNS, Properties: { Topic: !Ref Topic } } }',
    resources: '  Topic: { Type: AWS::SNS::Topic }\n',
    want: ['sns ${Topic} = Topic, permitted'],
  },
  {
    name: 'SAM SNS through a queue that SAM makes is a poller of that queue',
    events: '{ E: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: true } } }',
    resources: '  Topic: { Type: AWS::SNS::Topic }\n',
    want: ['sqs ${FnEQueue.Arn} = FnEQueue'],
  },
  {
    name: 'SAM SNS through a queue of the template',
    events:
      '{ E: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: { QueueArn: !GetAtt Queue.Arn, QueueUrl: !Ref Queue } } } }',
    resources: `  Topic: { Type: AWS::SNS::Topic }\n${QUEUE}`,
    want: ['sqs ${Queue.Arn} = Queue'],
  },
  {
    name: 'SAM SQS',
    events: '{ E: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn } } }',
    resources: QUEUE,
    want: ['sqs ${Queue.Arn} = Queue'],
  },
  {
    name: 'SAM Kinesis with a failure destination',
    events:
      '{ E: { Type: Kinesis, Properties: { Stream: !GetAtt Stream.Arn, DestinationConfig: { OnFailure: { Destination: !GetAtt Dead.Arn } } } } }',
    resources: `  Stream: { Type: AWS::Kinesis::Stream }\n${QUEUE}`,
    want: ['kinesis arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/${Stream} = Stream, fails to ${Dead.Arn} = Dead'],
  },
  {
    name: 'SAM DynamoDB',
    events: '{ E: { Type: DynamoDB, Properties: { Stream: !GetAtt Table.StreamArn } } }',
    resources: '  Table: { Type: AWS::DynamoDB::Table }\n',
    want: ['dynamodb ${Table.StreamArn} = Table'],
  },
  {
    name: 'SAM MSK',
    events: '{ E: { Type: MSK, Properties: { Stream: !Ref Cluster, Topics: [t] } } }',
    resources: '  Cluster: { Type: AWS::MSK::Cluster }\n',
    want: ['msk ${Cluster} = Cluster'],
  },
  {
    name: 'SAM self-managed Kafka',
    events: '{ E: { Type: SelfManagedKafka, Properties: { KafkaBootstrapServers: [a], Topics: [t] } } }',
    want: ['kafka null'],
  },
  {
    name: 'SAM MQ',
    events: '{ E: { Type: MQ, Properties: { Broker: arn:aws:mq:us-east-1:111122223333:broker:b:1, Queues: [q] } } }',
    want: ['mq arn:aws:mq:us-east-1:111122223333:broker:b:1 = not ours'],
  },
  {
    name: 'SAM DocumentDB',
    events: '{ E: { Type: DocumentDB, Properties: { Cluster: arn:aws:rds:us-east-1:111122223333:cluster:c } } }',
    want: ['documentdb arn:aws:rds:us-east-1:111122223333:cluster:c = not ours'],
  },
  {
    name: 'SAM Api without an API is the implicit one',
    events: '{ E: { Type: Api, Properties: { Path: /x, Method: get } } }',
    want: ['api arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ServerlessRestApi} = ServerlessRestApi, permitted'],
    properties: { Path: '/x', Method: 'get' },
  },
  {
    name: 'SAM Api of an API',
    events: '{ E: { Type: Api, Properties: { Path: /x, Method: get, RestApiId: !Ref Api } } }',
    resources: '  Api: { Type: AWS::Serverless::Api, Properties: { StageName: v1 } }\n',
    want: ['api arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api, permitted'],
  },
  {
    name: 'SAM HttpApi without properties',
    events: '{ E: { Type: HttpApi } }',
    want: [
      'http-api arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ServerlessHttpApi} = ServerlessHttpApi, permitted',
    ],
  },
  {
    name: 'SAM Schedule with a dead-letter queue that SAM makes',
    events: '{ E: { Type: Schedule, Properties: { Schedule: rate(1 day), DeadLetterConfig: { Type: SQS } } } }',
    want: ['schedule-rule null, fails to ${FnEQueue.Arn} = FnEQueue, permitted'],
  },
  {
    name: 'the made queue may have a logical ID of its own',
    events: '{ E: { Type: Schedule, Properties: { Schedule: rate(1 day), DeadLetterConfig: { Type: SQS, QueueLogicalId: MyDead } } } }',
    want: ['schedule-rule null, fails to ${MyDead.Arn} = MyDead, permitted'],
  },
  {
    name: 'SAM ScheduleV2 is called by a role',
    events: '{ E: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day), DeadLetterConfig: { Arn: !GetAtt Dead.Arn } } } }',
    resources: QUEUE,
    want: ['scheduler null, fails to ${Dead.Arn} = Dead'],
  },
  {
    name: 'SAM EventBridgeRule on a bus',
    events: '{ E: { Type: EventBridgeRule, Properties: { EventBusName: !Ref Bus, Pattern: { source: [a] } } } }',
    resources: '  Bus: { Type: AWS::Events::EventBus, Properties: { Name: bus } }\n',
    want: ['rule arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${Bus} = Bus, permitted'],
    properties: { Pattern: { source: ['a'] } },
  },
  {
    name: 'a bus by its literal name is the declared bus',
    events: '{ E: { Type: CloudWatchEvent, Properties: { EventBusName: bus, Pattern: { source: [a] } } } }',
    resources: '  Bus: { Type: AWS::Events::EventBus, Properties: { Name: bus } }\n',
    want: ['rule arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${Bus} = Bus, permitted'],
  },
  {
    name: 'SAM CloudWatchLogs',
    events: '{ E: { Type: CloudWatchLogs, Properties: { LogGroupName: !Ref Group, FilterPattern: x } } }',
    resources: '  Group: { Type: AWS::Logs::LogGroup }\n',
    want: ['logs arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group} = Group, permitted'],
  },
  {
    name: 'SAM IoTRule, Alexa and Cognito',
    events:
      '{ A: { Type: IoTRule, Properties: { Sql: x } }, B: { Type: AlexaSkill }, C: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: PreSignUp } } }',
    resources: '  Pool: { Type: AWS::Cognito::UserPool }\n',
    want: [
      'iot null, permitted',
      'alexa null, permitted',
      'cognito arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${Pool} = Pool, permitted',
    ],
  },
  {
    name: 'a source from another stack',
    events: '{ E: { Type: SQS, Properties: { Queue: !ImportValue queue-arn } } }',
    want: ['sqs ${import:queue-arn} = not ours'],
  },

  {
    name: 'an event source mapping of a queue',
    resources: `  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn } }\n${QUEUE}`,
    want: ['sqs ${Queue.Arn} = Queue'],
  },
  {
    name: 'an event source mapping that names the function by its ARN',
    resources: `  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !GetAtt Fn.Arn, EventSourceArn: !GetAtt Queue.Arn } }\n${QUEUE}`,
    want: ['sqs ${Queue.Arn} = Queue'],
  },
  {
    name: 'an event source mapping of an alias',
    resources: `  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, Name: live } }\n  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Live, EventSourceArn: !GetAtt Queue.Arn } }\n${QUEUE}`,
    want: ['sqs ${Queue.Arn} = Queue'],
  },
  {
    name: 'an event source mapping of a stream with a failure destination',
    resources: `  T: { Type: AWS::DynamoDB::Table }\n  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, StartingPosition: LATEST, EventSourceArn: !GetAtt T.StreamArn, DestinationConfig: { OnFailure: { Destination: !GetAtt Dead.Arn } } } }\n${QUEUE}`,
    want: ['dynamodb ${T.StreamArn} = T, fails to ${Dead.Arn} = Dead'],
  },
  {
    name: 'an event source mapping of a stream elsewhere',
    resources:
      '  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, StartingPosition: LATEST, EventSourceArn: !ImportValue kinesis-arn } }\n',
    want: ['kinesis ${import:kinesis-arn} = not ours'],
  },
  {
    name: 'an event source mapping of Kafka',
    resources:
      '  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, SelfManagedEventSource: { Endpoints: {} }, Topics: [t] } }\n',
    want: ['kafka null'],
  },
  {
    name: 'a bucket notification',
    resources:
      '  Bucket: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: s3:ObjectCreated:*, Function: !GetAtt Fn.Arn, Filter: { S3Key: { Rules: [{ Name: prefix, Value: in/ }] } } }] } } }\n',
    want: ['s3 arn:${AWS::Partition}:s3:::${Bucket} = Bucket'],
    properties: { Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } } },
  },
  {
    name: 'a bucket notification with its permission',
    resources:
      '  Bucket: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: x, Function: !GetAtt Fn.Arn }] } } }\n  P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: s3.amazonaws.com, SourceArn: !Sub "arn:${AWS::Partition}:s3:::b" } }\n',
    want: [
      's3 arn:${AWS::Partition}:s3:::${Bucket} = Bucket, permitted',
      'lambda-permission arn:${AWS::Partition}:s3:::b = not ours, permitted',
    ],
  },
  {
    name: 'a notification that the CDK sets',
    resources:
      '  Bucket: { Type: AWS::S3::Bucket }\n  N: { Type: Custom::S3BucketNotifications, Properties: { ServiceToken: x, BucketName: !Ref Bucket, NotificationConfiguration: { LambdaFunctionConfigurations: [{ LambdaFunctionArn: !GetAtt Fn.Arn, Filter: {} }] } } }\n',
    want: ['s3 arn:${AWS::Partition}:s3:::${Bucket} = Bucket'],
  },
  {
    name: 'an SNS subscription',
    resources: `  Topic: { Type: AWS::SNS::Topic }\n  S: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref Topic, Protocol: lambda, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn } } }\n${QUEUE}`,
    want: ['sns ${Topic} = Topic, fails to ${Dead.Arn} = Dead'],
  },
  {
    name: 'a subscription inside the topic',
    resources: '  Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Fn.Arn }] } }\n',
    want: ['sns ${Topic} = Topic'],
  },
  {
    name: 'a rule with a pattern',
    resources: `  R: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [a] }, Targets: [{ Id: x, Arn: !GetAtt Fn.Arn, Input: '{"k":1}', DeadLetterConfig: { Arn: !GetAtt Dead.Arn } }] } }\n${QUEUE}`,
    want: ['rule null, fails to ${Dead.Arn} = Dead'],
    properties: { Pattern: { source: ['a'] }, 'Target.Input': '{"k":1}' },
  },
  {
    name: 'a rule with a schedule',
    resources:
      '  R: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: x, Arn: !GetAtt Fn.Arn }] } }\n',
    want: ['schedule-rule null'],
    properties: { Schedule: 'rate(1 day)' },
  },
  {
    name: 'a schedule',
    resources:
      '  S: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), Target: { Arn: !GetAtt Fn.Arn, RoleArn: x } } }\n',
    want: ['scheduler null'],
  },
  {
    name: 'a schedule with a universal target',
    resources:
      '  S: { Type: AWS::Scheduler::Schedule, Properties: { Target: { Arn: "arn:aws:scheduler:::aws-sdk:lambda:invoke", Input: !Sub \'{"FunctionName": "${Fn}"}\' } } }\n',
    want: ['scheduler null'],
  },
  {
    name: 'a pipe',
    resources: `  P: { Type: AWS::Pipes::Pipe, Properties: { Source: !GetAtt Queue.Arn, Target: !GetAtt Fn.Arn } }\n${QUEUE}`,
    want: ['pipe ${Queue.Arn} = Queue'],
  },
  {
    name: 'the enrichment of a pipe',
    resources: `  P: { Type: AWS::Pipes::Pipe, Properties: { Source: !GetAtt Queue.Arn, Enrichment: !GetAtt Fn.Arn, Target: x } }\n${QUEUE}`,
    want: ['pipe ${Queue.Arn} = Queue'],
  },
  {
    name: "a user pool's triggers",
    resources:
      '  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt Fn.Arn, CustomEmailSender: { LambdaArn: !GetAtt Fn.Arn, LambdaVersion: V1_0 } } } }\n',
    want: [
      'cognito arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${Pool} = Pool',
      'cognito arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${Pool} = Pool',
    ],
    properties: { Trigger: 'PreSignUp' },
  },
  {
    name: 'a topic rule of IoT',
    resources:
      '  R: { Type: AWS::IoT::TopicRule, Properties: { TopicRulePayload: { Actions: [{ Lambda: { FunctionArn: !GetAtt Fn.Arn } }] } } }\n',
    want: ['iot arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${R} = R'],
  },
  {
    name: 'a subscription filter',
    resources:
      '  G: { Type: AWS::Logs::LogGroup }\n  F: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: !Ref G, DestinationArn: !GetAtt Fn.Arn } }\n',
    want: ['logs arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${G} = G'],
  },
  {
    name: 'a method of a REST API',
    resources:
      '  Api: { Type: AWS::ApiGateway::RestApi }\n  Users: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: users } }\n  Id: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref Users, PathPart: "{id}" } }\n  M: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: GET, RestApiId: !Ref Api, ResourceId: !Ref Id, Integration: { Type: AWS_PROXY, Uri: !Sub "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations" } } }\n',
    want: ['api arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api'],
    properties: { Method: 'GET', Path: '/users/{id}' },
  },
  {
    name: 'an integration of an HTTP API with its routes',
    resources:
      '  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP } }\n  I: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationUri: !GetAtt Fn.Arn } }\n  A: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET /a, Target: !Sub "integrations/${I}" } }\n  B: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET /b, Target: !Join [/, [integrations, !Ref I]] } }\n',
    want: [
      'http-api arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api',
      'http-api arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api',
    ],
    properties: { RouteKey: 'GET /a' },
  },
  {
    name: 'an integration of a WebSocket API',
    resources:
      '  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET } }\n  I: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationUri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations" } }\n',
    want: ['websocket-api arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api'],
  },
  {
    name: 'an OpenAPI body of a SAM API',
    resources:
      '  Api: { Type: AWS::Serverless::Api, Properties: { StageName: v1, DefinitionBody: { paths: { /a: { get: { x-amazon-apigateway-integration: { type: aws_proxy, uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations" } } } }, securityDefinitions: { A: { x-amazon-apigateway-authorizer: { authorizerUri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations" } } } } } }\n',
    want: [
      'api arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api',
      'authorizer arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api',
    ],
    properties: { Path: '/a', Method: 'get' },
  },
  {
    name: 'an authorizer that a SAM API lets in by itself',
    resources:
      '  Api: { Type: AWS::Serverless::Api, Properties: { StageName: v1, Auth: { Authorizers: { A: { FunctionArn: !GetAtt Fn.Arn } } } } }\n',
    want: ['authorizer arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api, permitted'],
  },
  {
    name: 'an authorizer of a SAM HTTP API, which does not',
    resources: '  Api: { Type: AWS::Serverless::HttpApi, Properties: { Auth: { Authorizers: { A: { FunctionArn: !GetAtt Fn.Arn } } } } }\n',
    want: ['authorizer arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api'],
  },
  {
    name: 'an authorizer of its own',
    resources:
      '  Api: { Type: AWS::ApiGateway::RestApi }\n  A: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, AuthorizerUri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations" } }\n',
    want: ['authorizer arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api} = Api'],
  },
  {
    name: 'a data source of AppSync',
    resources:
      '  Api: { Type: AWS::AppSync::GraphQLApi }\n  D: { Type: AWS::AppSync::DataSource, Properties: { ApiId: !GetAtt Api.ApiId, Type: AWS_LAMBDA, LambdaConfig: { LambdaFunctionArn: !GetAtt Fn.Arn } } }\n',
    want: ['appsync ${Api} = Api'],
  },
  {
    name: "a data source of SAM's GraphQL API",
    resources:
      '  Api: { Type: AWS::Serverless::GraphQLApi, Properties: { DataSources: { Lambda: { Mine: { FunctionArn: !GetAtt Fn.Arn } } } } }\n',
    want: ['appsync ${Api} = Api'],
  },
  {
    name: 'a task of a state machine, nested in a map',
    resources:
      '  S: { Type: AWS::Serverless::StateMachine, Properties: { Definition: { StartAt: M, States: { M: { Type: Map, Iterator: { StartAt: T, States: { T: { Type: Task, Resource: !GetAtt Fn.Arn, End: true } } }, End: true } } } } }\n',
    want: ['state-machine ${S} = S'],
    properties: { StateName: 'T' },
  },
  {
    name: 'a task that invokes through the integration',
    resources:
      '  S: { Type: AWS::StepFunctions::StateMachine, Properties: { DefinitionString: !Sub \'{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:${AWS::Partition}:states:::lambda:invoke.waitForTaskToken","Parameters":{"FunctionName":"${Fn.Arn}:$LATEST","Payload":{"n":1}},"End":true}}}\' } }\n',
    want: ['state-machine ${S} = S'],
    properties: { 'Parameters.Payload': { n: 1 } },
  },
  {
    name: 'a task with arguments of JSONata and a substitution',
    resources:
      '  S: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionSubstitutions: { F: !GetAtt Fn.Arn }, Definition: { QueryLanguage: JSONata, States: { T: { Type: Task, Resource: "arn:aws:states:::lambda:invoke", Arguments: { FunctionName: "${F}" } } } } } }\n',
    want: ['state-machine ${S} = S'],
  },
  {
    name: 'a custom resource',
    resources: '  C: { Type: Custom::Thing, Properties: { ServiceToken: !GetAtt Fn.Arn, Table: x } }\n',
    want: ['custom-resource null'],
    properties: { Table: 'x' },
  },
  {
    name: 'a rule of Config',
    resources:
      '  C: { Type: AWS::Config::ConfigRule, Properties: { Source: { Owner: CUSTOM_LAMBDA, SourceIdentifier: !GetAtt Fn.Arn } } }\n',
    want: ['config arn:${AWS::Partition}:config:${AWS::Region}:${AWS::AccountId}:config-rule/${C} = C'],
  },
  {
    name: 'a target group',
    resources:
      '  G: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: lambda, Targets: [{ Id: !GetAtt Fn.Arn }] } }\n',
    want: ['alb ${G} = G'],
  },
  {
    name: 'a rotation',
    resources:
      '  Secret: { Type: AWS::SecretsManager::Secret }\n  R: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !Ref Secret, RotationLambdaARN: !GetAtt Fn.Arn } }\n',
    want: ['rotation ${Secret} = Secret'],
  },
  {
    name: 'a transformation of Firehose',
    resources:
      '  D: { Type: AWS::KinesisFirehose::DeliveryStream, Properties: { ExtendedS3DestinationConfiguration: { ProcessingConfiguration: { Processors: [{ Type: Lambda, Parameters: [{ ParameterName: LambdaArn, ParameterValue: !GetAtt Fn.Arn }] }] } } } }\n',
    want: ['firehose arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/${D} = D'],
  },
  {
    name: 'a permission for a principal without a source',
    resources:
      '  P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !GetAtt Fn.Arn, Action: lambda:InvokeFunction, Principal: "111122223333" } }\n',
    want: ['lambda-permission null, permitted'],
  },
  {
    name: 'a regional principal lets its service in',
    resources:
      '  G: { Type: AWS::Logs::LogGroup }\n  F: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: !Ref G, DestinationArn: !GetAtt Fn.Arn } }\n  P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Principal: !Sub "logs.${AWS::Region}.amazonaws.com" } }\n',
    want: [
      'logs arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${G} = G, permitted',
      'lambda-permission null, permitted',
    ],
  },
  {
    name: 'a function that is named by its literal name',
    resources: `  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: my-fn, EventSourceArn: !GetAtt Queue.Arn } }\n${QUEUE}`,
    want: ['sqs ${Queue.Arn} = Queue'],
  },
  {
    name: 'both sides of an undecided source',
    events:
      '{ E: !If [Prod, { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn } }, { Type: Schedule, Properties: { Schedule: rate(1 day) } }] }',
    resources: QUEUE,
    want: ['sqs ${Queue.Arn} = Queue', 'schedule-rule null, permitted'],
  },
]

test.each(rows)('$name', async (row) => {
  const app = await appOf(
    `
Parameters: { Stage: { Type: String, Default: dev } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.h, FunctionName: my-fn, Events: ${row.events ?? '{}'} } }
${row.resources ?? ''}`,
    { 'a.js': '' },
  )
  const { wires } = functionOf(app, 'Fn')
  const got = wires.map((wire) => {
    const failure = wire.onFailure === null ? '' : `, fails to ${plainTarget(wire.onFailure)}`
    return `${wire.kind} ${plainTarget(wire.source)}${failure}${wire.permitted ? ', permitted' : ''}`
  })
  expect(got).toEqual(row.want)
  for (const [path, want] of Object.entries(row.properties ?? {})) expect(plain(entry(wires[0]?.properties, path))).toEqual(want)
  expect(app.problems).toEqual([])
})

test('an event of no known kind is said and stops nothing', async () => {
  const app = await appOf(
    'Resources: { Fn: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.h, Events: { E: { Type: Sqs, Properties: {} } } } } }\n',
    { 'a.js': '' },
  )
  expect(app.problems.map(({ code }) => code)).toEqual(['app/unknown-event'])
})

test('definitions in files are read with their substitutions, and their places', async () => {
  const app = await appOf(
    `
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.h } }
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: { DefinitionUri: flow/main.asl.json, DefinitionSubstitutions: { Arn: !GetAtt Fn.Arn, Table: !Ref Table } }
  Table: { Type: AWS::DynamoDB::Table }
  Api: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionUri: api.yaml } }
  Rest: { Type: AWS::ApiGateway::RestApi, Properties: { BodyS3Location: rest.json } }
  Gone: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: gone.json } }
  Bad: { Type: AWS::StepFunctions::StateMachine, Properties: { DefinitionString: 'not json' } }
`,
    {
      'a.js': '',
      'flow/main.asl.json':
        '{"States": {\n "T": {"Type": "Task", "Resource": "${Arn}", "Parameters": {"TableName": "x-${Table}", "Other": "${Nope}"}}}}',
      'api.yaml': 'openapi: 3.0.1\npaths: { /x: { get: {} } }\n',
      'rest.json': '{"swagger": "2.0"}',
    },
  )
  const states = entry(app.resources.get('Machine')?.properties, 'Definition.States.T')
  expect(plain(states)).toEqual({ Type: 'Task', Resource: '${Fn.Arn}', Parameters: { TableName: 'x-${Table}', Other: '${Nope}' } })
  expect(states?.at).toEqual({ file: 'flow/main.asl.json', line: 2, column: 7 })
  expect(functionOf(app, 'Fn').wires.map(({ kind, id }) => [kind, id])).toEqual([['state-machine', 'Machine.T']])
  expect(plain(entry(app.resources.get('Api')?.properties, 'DefinitionBody.openapi'))).toBe('3.0.1')
  expect(plain(entry(app.resources.get('Rest')?.properties, 'Body.swagger'))).toBe('2.0')
  expect(app.problems.map(({ code }) => code)).toEqual(['app/file-missing', 'app/definition-unreadable'])
})
