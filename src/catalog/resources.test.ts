/** Which member names the resource. Source: the row of each operation; API references for the forms that a member takes. */
import { expect, test } from 'vitest'
import { checksOf } from './testing/checks-of.js'

const HERE = 'us-west-2:111122223333'

/** Client, operation, input, and the resource of the one check that a call makes. */
const rows: readonly (readonly [client: string, operation: string, input: unknown, resource: string])[] = [
  ['dynamodb', 'GetItem', { TableName: 'Items' }, `arn:aws:dynamodb:${HERE}:table/Items`],
  ['dynamodb', 'PutItem', { TableName: 'arn:aws:dynamodb:us-west-2:4:table/Items' }, 'arn:aws:dynamodb:us-west-2:4:table/Items'],
  ['dynamodb', 'DescribeTable', { TableName: 'Items' }, `arn:aws:dynamodb:${HERE}:table/Items`],
  [
    'dynamodb-streams',
    'DescribeStream',
    { StreamArn: 'arn:aws:dynamodb:us-west-2:1:table/T/stream/L' },
    'arn:aws:dynamodb:us-west-2:1:table/T/stream/L',
  ],
  ['dynamodb', 'ListTables', {}, '*'],
  ['s3', 'PutBucketPolicy', { Bucket: 'b' }, 'arn:aws:s3:::b'],
  ['s3', 'GetObjectTagging', { Bucket: 'b', Key: 'k' }, 'arn:aws:s3:::b/k'],
  ['lambda', 'GetFunction', { FunctionName: 'f', Qualifier: '$LATEST' }, `arn:aws:lambda:${HERE}:function:f:$LATEST`],
  ['lambda', 'ListFunctions', {}, '*'],
  ['lambda', 'CreateEventSourceMapping', { FunctionName: 'f' }, '*'],
  [
    'lambda',
    'GetDurableExecutionState',
    { DurableExecutionArn: 'arn:aws:lambda:r:1:function:f:1/durable-execution/n/i' },
    'arn:aws:lambda:r:1:function:f:1/durable-execution/n/i',
  ],
  [
    'sqs',
    'SendMessage',
    { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/444455556666/jobs.fifo' },
    'arn:aws:sqs:eu-west-1:444455556666:jobs.fifo',
  ],
  [
    'sqs',
    'SendMessage',
    { QueueUrl: 'https://eu-west-1.queue.amazonaws.com/444455556666/jobs' },
    'arn:aws:sqs:eu-west-1:444455556666:jobs',
  ],
  ['sqs', 'SendMessage', { QueueUrl: 'http://127.0.0.1:4599/444455556666/jobs' }, 'arn:aws:sqs:us-west-2:444455556666:jobs'],
  ['sqs', 'SendMessage', { QueueUrl: 'jobs' }, `arn:aws:sqs:${HERE}:jobs`],
  ['sqs', 'GetQueueUrl', { QueueName: 'jobs', QueueOwnerAWSAccountId: '444455556666' }, 'arn:aws:sqs:us-west-2:444455556666:jobs'],
  ['sqs', 'ListQueues', {}, '*'],
  ['sns', 'Publish', { TopicArn: 'arn:aws:sns:us-west-2:1:t' }, 'arn:aws:sns:us-west-2:1:t'],
  ['sns', 'Publish', { TargetArn: 'arn:aws:sns:us-west-2:1:t' }, 'arn:aws:sns:us-west-2:1:t'],
  ['sns', 'Publish', { PhoneNumber: '+15550100' }, '*'],
  ['sns', 'CreateTopic', { Name: 't' }, `arn:aws:sns:${HERE}:t`],
  [
    'sfn',
    'StartExecution',
    { stateMachineArn: 'arn:aws:states:us-west-2:1:stateMachine:m:live' },
    'arn:aws:states:us-west-2:1:stateMachine:m',
  ],
  ['sfn', 'StopExecution', { executionArn: 'arn:aws:states:us-west-2:1:execution:m:e' }, 'arn:aws:states:us-west-2:1:execution:m:e'],
  ['sfn', 'DescribeExecution', { executionArn: 'arn:aws:states:us-west-2:1:express:m:e:x' }, 'arn:aws:states:us-west-2:1:express:m:e:x'],
  ['sfn', 'SendTaskSuccess', { taskToken: 't' }, '*'],
  ['sfn', 'SendTaskFailure', { taskToken: 't' }, '*'],
  ['sfn', 'SendTaskHeartbeat', { taskToken: 't' }, '*'],
  ['sfn', 'ListStateMachines', {}, '*'],
  ['eventbridge', 'PutEvents', { Entries: [{ EventBusName: 'orders' }] }, `arn:aws:events:${HERE}:event-bus/orders`],
  ['eventbridge', 'PutEvents', { Entries: [{}] }, `arn:aws:events:${HERE}:event-bus/default`],
  [
    'eventbridge',
    'PutEvents',
    { Entries: [{ EventBusName: 'arn:aws:events:us-west-2:4:event-bus/x' }] },
    'arn:aws:events:us-west-2:4:event-bus/x',
  ],
  ['eventbridge', 'DescribeRule', { Name: 'r', EventBusName: 'default' }, `arn:aws:events:${HERE}:rule/r`],
  ['eventbridge', 'DescribeRule', { Name: 'r', EventBusName: 'orders' }, `arn:aws:events:${HERE}:rule/orders/r`],
  [
    'eventbridge',
    'DeleteRule',
    { Name: 'r', EventBusName: 'arn:aws:events:eu-west-1:4:event-bus/orders' },
    'arn:aws:events:eu-west-1:4:rule/orders/r',
  ],
  ['eventbridge', 'ListRules', {}, '*'],
  ['eventbridge', 'PutPermission', {}, '*'],
  ['eventbridge', 'TestEventPattern', {}, '*'],
  ['cloudwatch-events', 'PutEvents', { Entries: [{}] }, `arn:aws:events:${HERE}:event-bus/default`],
  ['kinesis', 'PutRecord', { StreamName: 's' }, `arn:aws:kinesis:${HERE}:stream/s`],
  ['kinesis', 'PutRecords', { StreamARN: 'arn:aws:kinesis:us-west-2:4:stream/s' }, 'arn:aws:kinesis:us-west-2:4:stream/s'],
  [
    'kinesis',
    'SubscribeToShard',
    { ConsumerARN: 'arn:aws:kinesis:us-west-2:1:stream/s/consumer/c:1' },
    'arn:aws:kinesis:us-west-2:1:stream/s/consumer/c:1',
  ],
  ['firehose', 'PutRecordBatch', { DeliveryStreamName: 'd' }, `arn:aws:firehose:${HERE}:deliverystream/d`],
  ['secrets-manager', 'GetSecretValue', { SecretId: 'prod/db' }, `arn:aws:secretsmanager:${HERE}:secret:prod/db-??????`],
  [
    'secrets-manager',
    'GetSecretValue',
    { SecretId: 'arn:aws:secretsmanager:us-west-2:1:secret:db-AbCdEf' },
    'arn:aws:secretsmanager:us-west-2:1:secret:db-AbCdEf',
  ],
  [
    'secrets-manager',
    'GetSecretValue',
    { SecretId: 'arn:aws:secretsmanager:us-west-2:1:secret:db' },
    'arn:aws:secretsmanager:us-west-2:1:secret:db-??????',
  ],
  ['secrets-manager', 'ListSecrets', {}, '*'],
  ['secrets-manager', 'GetRandomPassword', {}, '*'],
  ['ssm', 'GetParameter', { Name: '/app/key' }, `arn:aws:ssm:${HERE}:parameter/app/key`],
  ['ssm', 'GetParameter', { Name: 'key' }, `arn:aws:ssm:${HERE}:parameter/key`],
  ['ssm', 'GetParameter', { Name: '/app/key:3' }, `arn:aws:ssm:${HERE}:parameter/app/key`],
  ['ssm', 'GetParameter', { Name: 'arn:aws:ssm:us-west-2:4:parameter/app/key' }, 'arn:aws:ssm:us-west-2:4:parameter/app/key'],
  [
    'ssm',
    'GetParameter',
    { Name: '/aws/service/ami-amazon-linux-latest/x' },
    'arn:aws:ssm:us-west-2::parameter/aws/service/ami-amazon-linux-latest/x',
  ],
  ['ssm', 'DescribeParameters', {}, '*'],
  ['ssm', 'AddTagsToResource', { ResourceType: 'Parameter', ResourceId: '/app/key' }, `arn:aws:ssm:${HERE}:parameter/app/key`],
  ['kms', 'Encrypt', { KeyId: '1234' }, `arn:aws:kms:${HERE}:key/1234`],
  ['kms', 'Sign', { KeyId: 'arn:aws:kms:us-west-2:4:key/1234' }, 'arn:aws:kms:us-west-2:4:key/1234'],
  ['kms', 'Encrypt', { KeyId: 'alias/app' }, '*'],
  ['kms', 'Encrypt', { KeyId: 'arn:aws:kms:us-west-2:4:alias/app' }, '*'],
  ['kms', 'Decrypt', { CiphertextBlob: '' }, `arn:aws:kms:${HERE}:key/*`],
  ['kms', 'ListKeys', {}, '*'],
  ['kms', 'ListAliases', {}, '*'],
  ['kms', 'GenerateRandom', {}, '*'],
  ['cloudwatch-logs', 'CreateLogGroup', { logGroupName: '/app' }, `arn:aws:logs:${HERE}:log-group:/app:*`],
  ['cloudwatch-logs', 'PutLogEvents', { logGroupName: '/app', logStreamName: 's' }, `arn:aws:logs:${HERE}:log-group:/app:log-stream:s`],
  [
    'cloudwatch-logs',
    'FilterLogEvents',
    { logGroupIdentifier: 'arn:aws:logs:us-west-2:4:log-group:/app' },
    'arn:aws:logs:us-west-2:4:log-group:/app:*',
  ],
  ['cloudwatch-logs', 'PutRetentionPolicy', { logGroupName: '/app' }, `arn:aws:logs:${HERE}:log-group:/app:*`],
  ['cognito-identity-provider', 'AdminCreateUser', { UserPoolId: 'us-west-2_x' }, `arn:aws:cognito-idp:${HERE}:userpool/us-west-2_x`],
  ['sts', 'AssumeRole', { RoleArn: 'arn:aws:iam::4:role/r' }, 'arn:aws:iam::4:role/r'],
  ['iam', 'GetRole', { RoleName: 'r' }, 'arn:aws:iam::111122223333:role/r'],
  ['scheduler', 'DeleteSchedule', { Name: 'n' }, `arn:aws:scheduler:${HERE}:schedule/default/n`],
  ['scheduler', 'GetSchedule', { Name: 'n', GroupName: 'g' }, `arn:aws:scheduler:${HERE}:schedule/g/n`],
  ['scheduler', 'ListSchedules', {}, '*'],
  ['pipes', 'StartPipe', { Name: 'p' }, `arn:aws:pipes:${HERE}:pipe/p`],
  [
    'apigatewaymanagementapi',
    'PostToConnection',
    { endpoint: 'https://abc123.execute-api.us-west-2.amazonaws.com/prod', ConnectionId: 'c1' },
    `arn:aws:execute-api:${HERE}:abc123/prod/POST/@connections/c1`,
  ],
  ['apigatewaymanagementapi', 'DeleteConnection', { ConnectionId: 'c1' }, `arn:aws:execute-api:${HERE}:*/*/DELETE/@connections/c1`],
  [
    'bedrock-runtime',
    'InvokeModel',
    { modelId: 'anthropic.claude-3-haiku-20240307-v1:0' },
    'arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
  ],
  [
    'bedrock-runtime',
    'Converse',
    { modelId: 'us.anthropic.claude-3-5-sonnet-20241022-v2:0' },
    `arn:aws:bedrock:*::foundation-model/anthropic.claude-3-5-sonnet-20241022-v2:0 | arn:aws:bedrock:${HERE}:inference-profile/us.anthropic.claude-3-5-sonnet-20241022-v2:0`,
  ],
  [
    'bedrock-runtime',
    'ConverseStream',
    { modelId: 'arn:aws:bedrock:us-west-2:1:inference-profile/eu.amazon.nova-lite-v1:0' },
    'arn:aws:bedrock:us-west-2:1:inference-profile/eu.amazon.nova-lite-v1:0 | arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0',
  ],
  ['bedrock-agent-runtime', 'InvokeAgent', { agentId: 'A', agentAliasId: 'B' }, `arn:aws:bedrock:${HERE}:agent-alias/A/B`],
  ['bedrock-agent-runtime', 'Retrieve', { knowledgeBaseId: 'K' }, `arn:aws:bedrock:${HERE}:knowledge-base/K`],
  ['cloudwatch', 'PutMetricData', { Namespace: 'app' }, '*'],
  ['cloudwatch', 'GetMetricData', {}, '*'],
  ['cloudwatch', 'PutMetricAlarm', { AlarmName: 'a' }, `arn:aws:cloudwatch:${HERE}:alarm:a`],
  ['xray', 'PutTraceSegments', {}, '*'],
  ['xray', 'GetSamplingRules', {}, '*'],
  ['appsync', 'GetGraphqlApi', { apiId: 'x' }, `arn:aws:appsync:${HERE}:apis/x`],
  [
    'appconfigdata',
    'StartConfigurationSession',
    { ApplicationIdentifier: 'a', EnvironmentIdentifier: 'e', ConfigurationProfileIdentifier: 'c' },
    `arn:aws:appconfig:${HERE}:application/a/environment/e/configuration/c`,
  ],
  ['iam', 'CreateRole', { RoleName: 'r' }, 'arn:aws:iam::111122223333:role/r'],
  ['iam', 'CreateRole', { RoleName: 'r', Path: '/tenants/' }, 'arn:aws:iam::111122223333:role/tenants/r'],
  ['iam', 'CreatePolicy', { PolicyName: 'p', Path: '/tenants/' }, 'arn:aws:iam::111122223333:policy/tenants/p'],
  ['iam', 'CreateInstanceProfile', { InstanceProfileName: 'p', Path: '/x/' }, 'arn:aws:iam::111122223333:instance-profile/x/p'],
  ['iot-data-plane', 'Publish', { topic: 'a/b' }, `arn:aws:iot:${HERE}:topic/a/b`],
  ['iot-data-plane', 'GetThingShadow', { thingName: 't' }, `arn:aws:iot:${HERE}:thing/t`],
  ['rekognition', 'SearchFaces', { CollectionId: 'c' }, `arn:aws:rekognition:${HERE}:collection/c`],
  ['athena', 'GetQueryResults', { QueryExecutionId: 'q' }, `arn:aws:athena:${HERE}:workgroup/*`],
  ['athena', 'StartQueryExecution', { QueryString: 'q' }, `arn:aws:athena:${HERE}:workgroup/primary`],
  ['cloudfront', 'CreateInvalidation', { DistributionId: 'E1' }, 'arn:aws:cloudfront::111122223333:distribution/E1'],
  ['route-53', 'ChangeResourceRecordSets', { HostedZoneId: '/hostedzone/Z1' }, 'arn:aws:route53:::hostedzone/Z1'],
  ['cloudformation', 'DescribeStacks', { StackName: 's' }, `arn:aws:cloudformation:${HERE}:stack/s/*`],
  ['cloudformation', 'DescribeStacks', {}, '*'],
  ['codebuild', 'StartBuild', { projectName: 'p' }, `arn:aws:codebuild:${HERE}:project/p`],
  ['codepipeline', 'StartPipelineExecution', { name: 'p' }, `arn:aws:codepipeline:${HERE}:p`],
  ['api-gateway', 'GetRestApi', { restApiId: 'x' }, 'arn:aws:apigateway:us-west-2::/restapis/x'],
  ['apigatewayv2', 'GetApi', { ApiId: 'x' }, 'arn:aws:apigateway:us-west-2::/apis/x'],
  ['location', 'SearchPlaceIndexForText', { IndexName: 'i' }, `arn:aws:geo:${HERE}:place-index/i`],
  ['ecr', 'DescribeImages', { repositoryName: 'r' }, `arn:aws:ecr:${HERE}:repository/r`],
  ['ecs', 'UpdateService', { cluster: 'c', service: 's' }, `arn:aws:ecs:${HERE}:service/c/s`],
  ['sagemaker-runtime', 'InvokeEndpoint', { EndpointName: 'e' }, `arn:aws:sagemaker:${HERE}:endpoint/e`],
  ['batch', 'DescribeJobs', {}, '*'],
  // By names that the members share with the reference's variables.
  ['cloudwatch', 'TagResource', { ResourceARN: 'arn:aws:cloudwatch:us-west-2:1:alarm:a' }, 'arn:aws:cloudwatch:us-west-2:1:alarm:a'],
  ['lex-runtime-v2', 'RecognizeText', { botId: 'B', botAliasId: 'A' }, `arn:aws:lex:${HERE}:bot-alias/B/A`],
  ['lex-runtime-service', 'PostText', { botName: 'B', botAlias: 'A' }, `arn:aws:lex:${HERE}:bot:B:A`],
  ['s3vectors', 'QueryVectors', { vectorBucketName: 'b', indexName: 'i' }, `arn:aws:s3vectors:${HERE}:bucket/b/index/i`],
  [
    's3vectors',
    'QueryVectors',
    { indexArn: 'arn:aws:s3vectors:us-west-2:1:bucket/b/index/i' },
    'arn:aws:s3vectors:us-west-2:1:bucket/b/index/i',
  ],
  ['bedrock', 'GetFoundationModel', { modelIdentifier: 'm' }, 'arn:aws:bedrock:us-west-2::foundation-model/m'],
  ['pinpoint', 'SendMessages', { ApplicationId: 'a' }, `arn:aws:mobiletargeting:${HERE}:apps/a/messages`],
  ['location', 'GetGeofence', { CollectionName: 'c', GeofenceId: 'g' }, `arn:aws:geo:${HERE}:geofence-collection/c`],
  ['rds', 'StartDBCluster', { DBClusterIdentifier: 'c' }, `arn:aws:rds:${HERE}:cluster:c`],
  ['ec2', 'StopInstances', { InstanceIds: ['i-1'] }, `arn:aws:ec2:${HERE}:instance/i-1`],
  [
    'cloudfront-keyvaluestore',
    'GetKey',
    { KvsARN: 'arn:aws:cloudfront::1:key-value-store/k', Key: 'x' },
    'arn:aws:cloudfront::1:key-value-store/k',
  ],
  ['wafv2', 'UpdateIPSet', { Name: 'n', Scope: 'REGIONAL', Id: 'i' }, `arn:aws:wafv2:${HERE}:regional/ipset/n/i`],
  ['wafv2', 'GetWebACL', { Name: 'n', Scope: 'CLOUDFRONT', Id: 'i' }, `arn:aws:wafv2:${HERE}:global/webacl/n/i`],
  // A name is no ID.
  ['lightsail', 'StartInstance', { instanceName: 'web' }, `arn:aws:lightsail:${HERE}:Instance/*`],
  ['iotfleetwise', 'GetVehicle', { vehicleName: 'v' }, `arn:aws:iotfleetwise:${HERE}:vehicle/v`],
  ['ec2', 'DeleteSecurityGroup', { GroupId: 'sg-1' }, `arn:aws:ec2:${HERE}:security-group/sg-1`],
  [
    'backup',
    'StartBackupJob',
    { BackupVaultName: 'v', ResourceArn: 'arn:aws:dynamodb:us-west-2:1:table/t' },
    `arn:aws:backup:${HERE}:backup-vault:v`,
  ],
  ['application-auto-scaling', 'PutScalingPolicy', { ResourceId: 'table/t' }, `arn:aws:application-autoscaling:${HERE}:scalable-target/*`],
  // Requests signed by hand.
  ['execute-api', 'GET', { url: 'https://my.example.com/items' }, `arn:aws:execute-api:${HERE}:*/*/GET/*`],
  [
    'execute-api',
    'POST',
    { url: 'https://abc.execute-api.us-west-2.amazonaws.com/prod/items/1?x=2' },
    `arn:aws:execute-api:${HERE}:abc/prod/POST/items/1 | arn:aws:execute-api:${HERE}:abc/$default/POST/prod/items/1`,
  ],
  ['appsync', 'POST', { url: 'https://xyz.appsync-api.us-west-2.amazonaws.com/graphql' }, `arn:aws:appsync:${HERE}:apis/*/*`],
  [
    'es',
    'GET',
    { url: 'https://search-logs-abcdefghij0123456789abcdef.us-west-2.es.amazonaws.com/_search' },
    `arn:aws:es:${HERE}:domain/logs/*`,
  ],
  ['es', 'PUT', { url: 'https://search.example.com' }, `arn:aws:es:${HERE}:domain/*/*`],
  ['aoss', 'POST', { url: 'https://abc.us-west-2.aoss.amazonaws.com/i/_search' }, `arn:aws:aoss:${HERE}:collection/abc`],
  ['rds-signer', 'GetAuthToken', { hostname: 'h', username: 'app' }, `arn:aws:rds-db:${HERE}:dbuser:*/app`],
  ['dsql-signer', 'GetDbConnectAuthToken', { hostname: 'abc.dsql.us-west-2.on.aws' }, `arn:aws:dsql:${HERE}:cluster/abc`],
]

test.each(rows)('%s %s %j is on %s', (client, operation, input, resource) => {
  const resources = new Set(checksOf(client, operation, input).map((line) => line.slice(line.indexOf(' ') + 1)))
  expect([...resources]).toEqual([resource])
})

test('of parameters below a path, the path alone is asked for', () => {
  expect(checksOf('ssm', 'GetParametersByPath', { Path: '/app/' })).toEqual([`ssm:GetParametersByPath arn:aws:ssm:${HERE}:parameter/app`])
})

test('several parameters are several resources', () => {
  expect(checksOf('ssm', 'GetParameters', { Names: ['/a', 'b'] })).toEqual([
    `ssm:GetParameters arn:aws:ssm:${HERE}:parameter/a`,
    `ssm:GetParameters arn:aws:ssm:${HERE}:parameter/b`,
  ])
})

test('a table of Glue lies in a database and in the catalog, and all three are asked for', () => {
  expect(checksOf('glue', 'GetTable', { DatabaseName: 'd', Name: 't' })).toEqual([
    `glue:GetTable arn:aws:glue:${HERE}:catalog`,
    `glue:GetTable arn:aws:glue:${HERE}:database/d`,
    `glue:GetTable arn:aws:glue:${HERE}:table/d/t`,
  ])
})

test('a function’s URL needs two actions, one of them for URLs alone', () => {
  expect(checksOf('lambda-url', 'GET', { url: 'https://abc.lambda-url.us-west-2.on.aws/' })).toEqual([
    `lambda:InvokeFunction arn:aws:lambda:${HERE}:function:* if lambda:InvokedViaFunctionUrl=true`,
    `lambda:InvokeFunctionUrl arn:aws:lambda:${HERE}:function:*`,
  ])
})
