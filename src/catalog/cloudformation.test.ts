/** Source: CloudFormation Template Reference, "Return values" of each type. */
import { expect, test } from 'vitest'
import { resourceType } from './actions.js'
import { CFN_ROWS } from './cfn-rows.js'
import { cfnType, cfnTypes } from './cloudformation.js'
import { templatePieces } from './paths.js'

type Row = readonly [type: string, ref: string, arn: string | null, nameProperty: string | null, arnAttribute: string | null]

const rows: readonly Row[] = [
  ['AWS::Lambda::Function', 'name', 'arn:{P}:lambda:{R}:{A}:function:{ref}', 'FunctionName', 'Arn'],
  ['AWS::Lambda::Alias', 'arn', 'arn:{P}:lambda:{R}:{A}:function:{FunctionName}:{Name}', 'Name', 'AliasArn'],
  ['AWS::Lambda::Version', 'arn', 'arn:{P}:lambda:{R}:{A}:function:{FunctionName}:*', null, 'FunctionArn'],
  ['AWS::Lambda::LayerVersion', 'arn', 'arn:{P}:lambda:{R}:{A}:layer:{ref}:*', 'LayerName', 'LayerVersionArn'],
  ['AWS::DynamoDB::Table', 'name', 'arn:{P}:dynamodb:{R}:{A}:table/{ref}', 'TableName', 'Arn'],
  ['AWS::DynamoDB::GlobalTable', 'name', 'arn:{P}:dynamodb:{R}:{A}:table/{ref}', 'TableName', 'Arn'],
  ['AWS::S3::Bucket', 'name', 'arn:{P}:s3:::{ref}', 'BucketName', 'Arn'],
  ['AWS::SQS::Queue', 'url', 'arn:{P}:sqs:{R}:{A}:{ref}', 'QueueName', 'Arn'],
  ['AWS::SNS::Topic', 'arn', 'arn:{P}:sns:{R}:{A}:{ref}', 'TopicName', 'TopicArn'],
  ['AWS::SNS::Subscription', 'arn', null, null, 'Arn'],
  ['AWS::Events::EventBus', 'name', 'arn:{P}:events:{R}:{A}:event-bus/{ref}', 'Name', 'Arn'],
  ['AWS::Events::Rule', 'name', 'arn:{P}:events:{R}:{A}:rule/{ref}', 'Name', 'Arn'],
  ['AWS::Scheduler::Schedule', 'name', 'arn:{P}:scheduler:{R}:{A}:schedule/{GroupName|default}/{ref}', 'Name', 'Arn'],
  ['AWS::Pipes::Pipe', 'name', 'arn:{P}:pipes:{R}:{A}:pipe/{ref}', 'Name', 'Arn'],
  ['AWS::Kinesis::Stream', 'name', 'arn:{P}:kinesis:{R}:{A}:stream/{ref}', 'Name', 'Arn'],
  ['AWS::KinesisFirehose::DeliveryStream', 'name', 'arn:{P}:firehose:{R}:{A}:deliverystream/{ref}', 'DeliveryStreamName', 'Arn'],
  ['AWS::StepFunctions::StateMachine', 'arn', 'arn:{P}:states:{R}:{A}:stateMachine:{ref}', 'StateMachineName', 'Arn'],
  ['AWS::StepFunctions::Activity', 'arn', 'arn:{P}:states:{R}:{A}:activity:{ref}', 'Name', 'Arn'],
  ['AWS::SecretsManager::Secret', 'arn', 'arn:{P}:secretsmanager:{R}:{A}:secret:{ref}-??????', 'Name', 'Id'],
  ['AWS::SSM::Parameter', 'name', 'arn:{P}:ssm:{R}:{A}:parameter/{ref}', 'Name', null],
  ['AWS::KMS::Key', 'name', 'arn:{P}:kms:{R}:{A}:key/{ref}', null, 'Arn'],
  ['AWS::KMS::Alias', 'name', 'arn:{P}:kms:{R}:{A}:{ref}', 'AliasName', null],
  ['AWS::IAM::Role', 'name', 'arn:{P}:iam::{A}:role/{ref}', 'RoleName', 'Arn'],
  ['AWS::IAM::ManagedPolicy', 'arn', 'arn:{P}:iam::{A}:policy/{ref}', 'ManagedPolicyName', 'PolicyArn'],
  ['AWS::IAM::Policy', 'name', null, 'PolicyName', null],
  ['AWS::Logs::LogGroup', 'name', 'arn:{P}:logs:{R}:{A}:log-group:{ref}', 'LogGroupName', null],
  ['AWS::Logs::LogStream', 'name', 'arn:{P}:logs:{R}:{A}:log-group:{LogGroupName}:log-stream:{ref}', 'LogStreamName', null],
  ['AWS::ApiGateway::RestApi', 'name', 'arn:{P}:execute-api:{R}:{A}:{ref}', 'Name', null],
  ['AWS::ApiGatewayV2::Api', 'name', 'arn:{P}:execute-api:{R}:{A}:{ref}', 'Name', null],
  ['AWS::Cognito::UserPool', 'name', 'arn:{P}:cognito-idp:{R}:{A}:userpool/{ref}', null, 'Arn'],
  ['AWS::Cognito::IdentityPool', 'name', 'arn:{P}:cognito-identity:{R}:{A}:identitypool/{ref}', null, null],
  ['AWS::AppSync::GraphQLApi', 'arn', 'arn:{P}:appsync:{R}:{A}:apis/{ref}', null, 'Arn'],
  ['AWS::RDS::DBCluster', 'name', 'arn:{P}:rds:{R}:{A}:cluster:{ref}', 'DBClusterIdentifier', 'DBClusterArn'],
  ['AWS::EFS::AccessPoint', 'name', 'arn:{P}:elasticfilesystem:{R}:{A}:access-point/{ref}', null, 'Arn'],
  ['AWS::Athena::WorkGroup', 'name', 'arn:{P}:athena:{R}:{A}:workgroup/{ref}', 'Name', null],
  ['AWS::AppConfig::Application', 'name', 'arn:{P}:appconfig:{R}:{A}:application/{ref}', null, null],
  ['AWS::MSK::Cluster', 'arn', null, 'ClusterName', 'Arn'],
  ['AWS::Timestream::Table', 'other', 'arn:{P}:timestream:{R}:{A}:database/{DatabaseName}/table/{ref}', 'TableName', 'Arn'],
  // What is derived from the specification.
  ['AWS::Glue::Job', 'name', 'arn:{P}:glue:{R}:{A}:job/{ref}', 'Name', null],
  ['AWS::Location::PlaceIndex', 'name', 'arn:{P}:geo:{R}:{A}:place-index/{ref}', 'IndexName', 'IndexArn'],
  ['AWS::ECR::Repository', 'name', 'arn:{P}:ecr:{R}:{A}:repository/{ref}', 'RepositoryName', 'Arn'],
  ['AWS::Neptune::DBCluster', 'name', 'arn:{P}:rds:{R}:{A}:cluster:{ref}', 'DBClusterIdentifier', null],
  ['AWS::Bedrock::KnowledgeBase', 'name', 'arn:{P}:bedrock:{R}:{A}:knowledge-base/{ref}', 'Name', 'KnowledgeBaseArn'],
  ['AWS::BedrockAgentCore::Memory', 'arn', 'arn:{P}:bedrock-agentcore:{R}:{A}:memory/{ref}', 'Name', 'MemoryArn'],
  ['AWS::OpenSearchService::Domain', 'name', 'arn:{P}:es:{R}:{A}:domain/{ref}', 'DomainName', 'Arn'],
  // SAM's types are what they become.
  ['AWS::Serverless::Function', 'name', 'arn:{P}:lambda:{R}:{A}:function:{ref}', 'FunctionName', 'Arn'],
  ['AWS::Serverless::SimpleTable', 'name', 'arn:{P}:dynamodb:{R}:{A}:table/{ref}', 'TableName', 'Arn'],
  ['AWS::Serverless::StateMachine', 'arn', 'arn:{P}:states:{R}:{A}:stateMachine:{ref}', 'Name', 'Arn'],
]

test.each(rows)('%s', (type, ref, arn, nameProperty, arnAttribute) => {
  const facts = cfnType(type)
  expect([facts?.ref, facts?.arn, facts?.nameProperty]).toEqual([ref, arn, nameProperty])
  if (arnAttribute === null) expect([...(facts?.attributes.values() ?? [])]).not.toContain('arn')
  else expect(facts?.attributes.get(arnAttribute)).toBe('arn')
})

test('attributes that are ARNs of something else say which', () => {
  expect(cfnType('AWS::DynamoDB::Table')?.attributes.get('StreamArn')).toEqual({ arn: 'arn:{P}:dynamodb:{R}:{A}:table/{ref}/stream/*' })
  expect(cfnType('AWS::Logs::LogGroup')?.attributes.get('Arn')).toEqual({ arn: 'arn:{P}:logs:{R}:{A}:log-group:{ref}:*' })
})

test('attributes that are the name or a URL', () => {
  expect(cfnType('AWS::SQS::Queue')?.attributes.get('QueueName')).toBe('name')
  expect(cfnType('AWS::SQS::Queue')?.attributes.get('QueueUrl')).toBe('url')
  expect(cfnType('AWS::SNS::Topic')?.attributes.get('TopicName')).toBe('name')
})

test('types that nobody knows are null', () => {
  expect(cfnType('AWS::Teapot::Pot')).toBeNull()
  expect(cfnType('Custom::Thing')).toBeNull()
  expect(cfnType('__proto__')).toBeNull()
})

test('every hand-written row names a resource type of its service, and a property or the name in its ARN', () => {
  const wrong = [...CFN_ROWS.values()].flatMap((facts) => {
    const known = facts.resourceType === null || resourceType(facts.service, facts.resourceType) !== null
    const pieces = facts.arn === null ? [] : templatePieces(facts.arn).filter((piece) => piece.kind === 'member')
    return known && (facts.arn === null || pieces.length > 0) ? [] : [facts.type]
  })
  expect(wrong).toEqual([])
})

test('all types of the specification are known', () => {
  expect(cfnTypes().length).toBeGreaterThan(1_800)
  expect(cfnTypes().filter((type) => cfnType(type) === null)).toEqual([])
})
