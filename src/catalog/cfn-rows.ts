/**
 * CloudFormation types whose generated facts are wrong or silent, and SAM's types.
 * Source: CloudFormation Template Reference, the page of each type, "Return values"; AWS SAM Developer Guide, "AWS SAM
 * resources and properties".
 */
import type { CfnTypeFacts } from './types.js'

type Attribute = 'arn' | 'name' | 'url' | { readonly arn: string }

interface Row {
  readonly ref: CfnTypeFacts['ref']
  readonly arn: string | null
  readonly name?: string
  readonly refChangesWith?: string
  readonly is: readonly [service: string, resourceType: string | null]
  readonly get?: Readonly<Record<string, Attribute>>
}

const ROWS: Readonly<Record<string, Row>> = {
  'AWS::ApiGateway::RestApi': {
    ref: 'name',
    arn: 'arn:{P}:execute-api:{R}:{A}:{ref}',
    name: 'Name',
    is: ['execute-api', 'execute-api-general'],
  },
  'AWS::ApiGateway::Stage': {
    ref: 'name',
    arn: 'arn:{P}:apigateway:{R}::/restapis/{RestApiId}/stages/{ref}',
    name: 'StageName',
    is: ['apigateway', 'Stage'],
  },
  'AWS::ApiGatewayV2::Api': {
    ref: 'name',
    arn: 'arn:{P}:execute-api:{R}:{A}:{ref}',
    name: 'Name',
    is: ['execute-api', 'execute-api-general'],
    get: { ApiEndpoint: 'url', ApiId: 'name' },
  },
  'AWS::ApiGatewayV2::Stage': {
    ref: 'name',
    arn: 'arn:{P}:apigateway:{R}::/apis/{ApiId}/stages/{ref}',
    name: 'StageName',
    is: ['apigateway', 'Stage'],
  },
  'AWS::AppConfig::Application': {
    ref: 'name',
    arn: 'arn:{P}:appconfig:{R}:{A}:application/{ref}',
    is: ['appconfig', 'application'],
    get: { ApplicationId: 'name' },
  },
  'AWS::AppConfig::ConfigurationProfile': {
    ref: 'name',
    arn: 'arn:{P}:appconfig:{R}:{A}:application/{ApplicationId}/configurationprofile/{ref}',
    is: ['appconfig', 'configurationprofile'],
    get: { ConfigurationProfileId: 'name' },
  },
  'AWS::AppConfig::Environment': {
    ref: 'name',
    arn: 'arn:{P}:appconfig:{R}:{A}:application/{ApplicationId}/environment/{ref}',
    is: ['appconfig', 'environment'],
    get: { EnvironmentId: 'name' },
  },
  'AWS::AppSync::GraphQLApi': {
    ref: 'arn',
    arn: 'arn:{P}:appsync:{R}:{A}:apis/{ref}',
    is: ['appsync', 'graphqlapi'],
    get: { Arn: 'arn', ApiId: 'name', GraphQLUrl: 'url' },
  },
  'AWS::Athena::WorkGroup': { ref: 'name', arn: 'arn:{P}:athena:{R}:{A}:workgroup/{ref}', name: 'Name', is: ['athena', 'workgroup'] },
  // Ref is an ID that is no part of the ARN.
  'AWS::CodeCommit::Repository': {
    ref: 'other',
    arn: 'arn:{P}:codecommit:{R}:{A}:{RepositoryName}',
    name: 'RepositoryName',
    is: ['codecommit', 'repository'],
    get: { Arn: 'arn', Name: 'name' },
  },
  'AWS::Cognito::IdentityPool': {
    ref: 'name',
    arn: 'arn:{P}:cognito-identity:{R}:{A}:identitypool/{ref}',
    is: ['cognito-identity', 'identitypool'],
  },
  'AWS::Cognito::UserPool': {
    ref: 'name',
    arn: 'arn:{P}:cognito-idp:{R}:{A}:userpool/{ref}',
    is: ['cognito-idp', 'userpool'],
    get: { Arn: 'arn', UserPoolId: 'name', ProviderURL: 'url' },
  },
  'AWS::DynamoDB::GlobalTable': {
    ref: 'name',
    arn: 'arn:{P}:dynamodb:{R}:{A}:table/{ref}',
    name: 'TableName',
    is: ['dynamodb', 'table'],
    get: { Arn: 'arn', StreamArn: { arn: 'arn:{P}:dynamodb:{R}:{A}:table/{ref}/stream/*' } },
  },
  'AWS::DynamoDB::Table': {
    ref: 'name',
    arn: 'arn:{P}:dynamodb:{R}:{A}:table/{ref}',
    name: 'TableName',
    is: ['dynamodb', 'table'],
    get: { Arn: 'arn', StreamArn: { arn: 'arn:{P}:dynamodb:{R}:{A}:table/{ref}/stream/*' } },
  },
  'AWS::EFS::AccessPoint': {
    ref: 'name',
    arn: 'arn:{P}:elasticfilesystem:{R}:{A}:access-point/{ref}',
    is: ['elasticfilesystem', 'access-point'],
    get: { Arn: 'arn', AccessPointId: 'name' },
  },
  'AWS::EFS::FileSystem': {
    ref: 'name',
    arn: 'arn:{P}:elasticfilesystem:{R}:{A}:file-system/{ref}',
    is: ['elasticfilesystem', 'file-system'],
    get: { Arn: 'arn', FileSystemId: 'name' },
  },
  'AWS::Events::EventBus': {
    ref: 'name',
    arn: 'arn:{P}:events:{R}:{A}:event-bus/{ref}',
    name: 'Name',
    is: ['events', 'event-bus'],
    get: { Arn: 'arn', Name: 'name' },
  },
  // Ref of a rule on another bus than the default is `BUS|NAME`, which is no part of its ARN.
  'AWS::Events::Rule': {
    ref: 'name',
    arn: 'arn:{P}:events:{R}:{A}:rule/{ref}',
    name: 'Name',
    refChangesWith: 'EventBusName',
    is: ['events', 'rule-on-default-event-bus'],
    get: { Arn: 'arn' },
  },
  'AWS::IAM::ManagedPolicy': {
    ref: 'arn',
    arn: 'arn:{P}:iam::{A}:policy/{ref}',
    name: 'ManagedPolicyName',
    is: ['iam', 'policy'],
    get: { PolicyArn: 'arn' },
  },
  // It is a part of the roles, users and groups that have it.
  'AWS::IAM::Policy': { ref: 'name', arn: null, name: 'PolicyName', is: ['iam', null] },
  // The path stands before the name in the ARN, and Ref leaves it out.
  'AWS::IAM::Role': { ref: 'name', arn: 'arn:{P}:iam::{A}:role/{ref}', name: 'RoleName', is: ['iam', 'role'], get: { Arn: 'arn' } },
  'AWS::IAM::User': { ref: 'name', arn: 'arn:{P}:iam::{A}:user/{ref}', name: 'UserName', is: ['iam', 'user'], get: { Arn: 'arn' } },
  'AWS::KMS::Alias': { ref: 'name', arn: 'arn:{P}:kms:{R}:{A}:{ref}', name: 'AliasName', is: ['kms', 'alias'] },
  'AWS::KMS::Key': { ref: 'name', arn: 'arn:{P}:kms:{R}:{A}:key/{ref}', is: ['kms', 'key'], get: { Arn: 'arn', KeyId: 'name' } },
  'AWS::KMS::ReplicaKey': { ref: 'name', arn: 'arn:{P}:kms:{R}:{A}:key/{ref}', is: ['kms', 'key'], get: { Arn: 'arn', KeyId: 'name' } },
  'AWS::Kinesis::Stream': {
    ref: 'name',
    arn: 'arn:{P}:kinesis:{R}:{A}:stream/{ref}',
    name: 'Name',
    is: ['kinesis', 'stream'],
    get: { Arn: 'arn' },
  },
  'AWS::Kinesis::StreamConsumer': { ref: 'arn', arn: null, is: ['kinesis', 'consumer'], get: { ConsumerARN: 'arn' } },
  'AWS::KinesisFirehose::DeliveryStream': {
    ref: 'name',
    arn: 'arn:{P}:firehose:{R}:{A}:deliverystream/{ref}',
    name: 'DeliveryStreamName',
    is: ['firehose', 'deliverystream'],
    get: { Arn: 'arn' },
  },
  'AWS::Lambda::Alias': {
    ref: 'arn',
    arn: 'arn:{P}:lambda:{R}:{A}:function:{FunctionName}:{Name}',
    name: 'Name',
    is: ['lambda', 'function alias'],
    get: { AliasArn: 'arn' },
  },
  'AWS::Lambda::EventSourceMapping': {
    ref: 'name',
    arn: 'arn:{P}:lambda:{R}:{A}:event-source-mapping:{ref}',
    is: ['lambda', 'eventSourceMapping'],
    get: { EventSourceMappingArn: 'arn', Id: 'name' },
  },
  'AWS::Lambda::Function': {
    ref: 'name',
    arn: 'arn:{P}:lambda:{R}:{A}:function:{ref}',
    name: 'FunctionName',
    is: ['lambda', 'function'],
    get: { Arn: 'arn' },
  },
  'AWS::Lambda::LayerVersion': {
    ref: 'arn',
    arn: 'arn:{P}:lambda:{R}:{A}:layer:{ref}:*',
    name: 'LayerName',
    is: ['lambda', 'layerVersion'],
    get: { LayerVersionArn: 'arn' },
  },
  'AWS::Lambda::Url': { ref: 'arn', arn: null, is: ['lambda', 'function'], get: { FunctionArn: 'arn', FunctionUrl: 'url' } },
  'AWS::Lambda::Version': {
    ref: 'arn',
    arn: 'arn:{P}:lambda:{R}:{A}:function:{FunctionName}:*',
    is: ['lambda', 'function version'],
    get: { FunctionArn: 'arn' },
  },
  // The attribute Arn ends in `:*`, and matches the group's streams.
  'AWS::Logs::LogGroup': {
    ref: 'name',
    arn: 'arn:{P}:logs:{R}:{A}:log-group:{ref}',
    name: 'LogGroupName',
    is: ['logs', 'log-group'],
    get: { Arn: { arn: 'arn:{P}:logs:{R}:{A}:log-group:{ref}:*' } },
  },
  'AWS::Lex::Bot': { ref: 'name', arn: 'arn:{P}:lex:{R}:{A}:bot/{ref}', name: 'Name', is: ['lex', 'bot'], get: { Arn: 'arn', Id: 'name' } },
  'AWS::Logs::LogStream': {
    ref: 'name',
    arn: 'arn:{P}:logs:{R}:{A}:log-group:{LogGroupName}:log-stream:{ref}',
    name: 'LogStreamName',
    is: ['logs', 'log-stream'],
  },
  'AWS::MSK::Cluster': { ref: 'arn', arn: null, name: 'ClusterName', is: ['kafka', 'cluster'], get: { Arn: 'arn' } },
  'AWS::MSK::ServerlessCluster': { ref: 'arn', arn: null, name: 'ClusterName', is: ['kafka', 'cluster'], get: { Arn: 'arn' } },
  'AWS::Pipes::Pipe': { ref: 'name', arn: 'arn:{P}:pipes:{R}:{A}:pipe/{ref}', name: 'Name', is: ['pipes', 'pipe'], get: { Arn: 'arn' } },
  'AWS::RDS::DBCluster': {
    ref: 'name',
    arn: 'arn:{P}:rds:{R}:{A}:cluster:{ref}',
    name: 'DBClusterIdentifier',
    is: ['rds', 'cluster'],
    get: { DBClusterArn: 'arn' },
  },
  'AWS::RDS::DBInstance': {
    ref: 'name',
    arn: 'arn:{P}:rds:{R}:{A}:db:{ref}',
    name: 'DBInstanceIdentifier',
    is: ['rds', 'db'],
    get: { DBInstanceArn: 'arn' },
  },
  'AWS::RDS::DBProxy': { ref: 'name', arn: null, name: 'DBProxyName', is: ['rds', 'proxy'], get: { DBProxyArn: 'arn' } },
  // The ARN ends in an ID, and Ref is the name.
  'AWS::RedshiftServerless::Workgroup': {
    ref: 'name',
    arn: null,
    name: 'WorkgroupName',
    is: ['redshift-serverless', 'workgroup'],
    get: { 'Workgroup.WorkgroupArn': 'arn', 'Workgroup.WorkgroupName': 'name' },
  },
  'AWS::S3::Bucket': {
    ref: 'name',
    arn: 'arn:{P}:s3:::{ref}',
    name: 'BucketName',
    is: ['s3', 'bucket'],
    get: { Arn: 'arn', WebsiteURL: 'url' },
  },
  'AWS::S3Tables::Table': { ref: 'arn', arn: null, name: 'TableName', is: ['s3tables', 'Table'], get: { TableARN: 'arn' } },
  'AWS::SES::EmailIdentity': { ref: 'name', arn: 'arn:{P}:ses:{R}:{A}:identity/{ref}', name: 'EmailIdentity', is: ['ses', 'identity'] },
  'AWS::SNS::Subscription': { ref: 'arn', arn: null, is: ['sns', null], get: { Arn: 'arn' } },
  'AWS::SNS::Topic': {
    ref: 'arn',
    arn: 'arn:{P}:sns:{R}:{A}:{ref}',
    name: 'TopicName',
    is: ['sns', 'topic'],
    get: { TopicArn: 'arn', TopicName: 'name' },
  },
  'AWS::SQS::Queue': {
    ref: 'url',
    arn: 'arn:{P}:sqs:{R}:{A}:{ref}',
    name: 'QueueName',
    is: ['sqs', 'queue'],
    get: { Arn: 'arn', QueueName: 'name', QueueUrl: 'url' },
  },
  'AWS::SSM::Parameter': { ref: 'name', arn: 'arn:{P}:ssm:{R}:{A}:parameter/{ref}', name: 'Name', is: ['ssm', 'parameter'] },
  'AWS::Scheduler::Schedule': {
    ref: 'name',
    arn: 'arn:{P}:scheduler:{R}:{A}:schedule/{GroupName|default}/{ref}',
    name: 'Name',
    is: ['scheduler', 'schedule'],
    get: { Arn: 'arn' },
  },
  'AWS::Scheduler::ScheduleGroup': {
    ref: 'name',
    arn: 'arn:{P}:scheduler:{R}:{A}:schedule-group/{ref}',
    name: 'Name',
    is: ['scheduler', 'schedule-group'],
    get: { Arn: 'arn' },
  },
  'AWS::SecretsManager::Secret': {
    ref: 'arn',
    arn: 'arn:{P}:secretsmanager:{R}:{A}:secret:{ref}-??????',
    name: 'Name',
    is: ['secretsmanager', 'Secret'],
    get: { Id: 'arn' },
  },
  'AWS::StepFunctions::Activity': {
    ref: 'arn',
    arn: 'arn:{P}:states:{R}:{A}:activity:{ref}',
    name: 'Name',
    is: ['states', 'activity'],
    get: { Arn: 'arn', Name: 'name' },
  },
  'AWS::StepFunctions::StateMachine': {
    ref: 'arn',
    arn: 'arn:{P}:states:{R}:{A}:stateMachine:{ref}',
    name: 'StateMachineName',
    is: ['states', 'statemachine'],
    get: { Arn: 'arn', Name: 'name' },
  },
  'AWS::StepFunctions::StateMachineAlias': {
    ref: 'arn',
    arn: null,
    name: 'Name',
    is: ['states', 'statemachinealias'],
    get: { Arn: 'arn' },
  },
  'AWS::StepFunctions::StateMachineVersion': { ref: 'arn', arn: null, is: ['states', 'statemachineversion'], get: { Arn: 'arn' } },
  'AWS::Timestream::Table': {
    ref: 'other',
    arn: 'arn:{P}:timestream:{R}:{A}:database/{DatabaseName}/table/{ref}',
    name: 'TableName',
    is: ['timestream', 'table'],
    get: { Arn: 'arn', Name: 'name' },
  },
}

/** SAM's types become these. Source: AWS SAM Developer Guide, "Generated AWS CloudFormation resources". */
const SAM: ReadonlyMap<string, string> = new Map([
  ['AWS::Serverless::Api', 'AWS::ApiGateway::RestApi'],
  ['AWS::Serverless::Function', 'AWS::Lambda::Function'],
  ['AWS::Serverless::GraphQLApi', 'AWS::AppSync::GraphQLApi'],
  ['AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::Api'],
  ['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion'],
  ['AWS::Serverless::SimpleTable', 'AWS::DynamoDB::Table'],
  ['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'],
  ['AWS::Serverless::WebSocketApi', 'AWS::ApiGatewayV2::Api'],
])

/** Properties that have another name in SAM. */
const SAM_NAMES: ReadonlyMap<string, string> = new Map([
  ['AWS::Serverless::StateMachine', 'Name'],
  ['AWS::Serverless::Api', 'Name'],
])

const factsOf = (type: string, row: Row): CfnTypeFacts => ({
  type,
  ref: row.ref,
  attributes: new Map(Object.entries(row.get ?? {})),
  arn: row.arn,
  nameProperty: row.name ?? null,
  refChangesWith: row.refChangesWith ?? null,
  service: row.is[0],
  resourceType: row.is[1],
})

const own: ReadonlyMap<string, CfnTypeFacts> = new Map(Object.entries(ROWS).map(([type, row]) => [type, factsOf(type, row)]))

/** @returns the CloudFormation type that a SAM type becomes, or null */
export const samType = (type: string): string | null => SAM.get(type) ?? null

export const CFN_ROWS: ReadonlyMap<string, CfnTypeFacts> = new Map([
  ...own,
  ...[...SAM].flatMap(([type, target]): readonly (readonly [string, CfnTypeFacts])[] => {
    const facts = own.get(target)
    return facts === undefined ? [] : [[type, { ...facts, type, nameProperty: SAM_NAMES.get(type) ?? facts.nameProperty }]]
  }),
])
