/** Operations whose action has another name, and operations that need nothing. Source: each row of `operations/`. */
import { expect, test } from 'vitest'
import { actionsOf } from './actions.js'
import { operationFacts } from './operation-facts.js'

/** Client, operation, every action that a call of it may need, in the order of the alphabet. */
const rows: readonly (readonly [client: string, operation: string, ...actions: string[]])[] = [
  ['s3', 'HeadObject', 's3:GetObject', 's3:GetObjectVersion'],
  ['s3', 'SelectObjectContent', 's3:GetObject'],
  ['s3', 'UploadPart', 's3:PutObject'],
  ['s3', 'CompleteMultipartUpload', 's3:PutObject'],
  ['s3', 'ListParts', 's3:ListMultipartUploadParts'],
  ['s3', 'AbortMultipartUpload', 's3:AbortMultipartUpload'],
  ['s3', 'DeleteObjects', 's3:BypassGovernanceRetention', 's3:DeleteObject', 's3:DeleteObjectVersion'],
  ['s3', 'UploadPartCopy', 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
  ['s3', 'WriteGetObjectResponse', 's3-object-lambda:WriteGetObjectResponse'],
  ['s3', 'ListObjects', 's3:ListBucket'],
  ['s3', 'ListObjectsV2', 's3:ListBucket'],
  ['s3', 'HeadBucket', 's3:ListBucket'],
  ['s3', 'ListObjectVersions', 's3:ListBucketVersions'],
  ['s3', 'ListMultipartUploads', 's3:ListBucketMultipartUploads'],
  ['s3', 'ListBuckets', 's3:ListAllMyBuckets'],
  ['s3', 'GetBucketAccelerateConfiguration', 's3:GetAccelerateConfiguration'],
  ['s3', 'PutBucketAccelerateConfiguration', 's3:PutAccelerateConfiguration'],
  ['s3', 'GetBucketEncryption', 's3:GetEncryptionConfiguration'],
  ['s3', 'PutBucketEncryption', 's3:PutEncryptionConfiguration'],
  ['s3', 'DeleteBucketEncryption', 's3:PutEncryptionConfiguration'],
  ['s3', 'GetBucketLifecycleConfiguration', 's3:GetLifecycleConfiguration'],
  ['s3', 'PutBucketLifecycleConfiguration', 's3:PutLifecycleConfiguration'],
  ['s3', 'DeleteBucketLifecycle', 's3:PutLifecycleConfiguration'],
  ['s3', 'GetBucketReplication', 's3:GetReplicationConfiguration'],
  ['s3', 'PutBucketReplication', 'iam:PassRole', 's3:PutReplicationConfiguration'],
  ['s3', 'DeleteBucketReplication', 's3:PutReplicationConfiguration'],
  ...['Analytics', 'IntelligentTiering', 'Inventory', 'Metrics'].flatMap((kind): readonly (readonly [string, string, string])[] => [
    ['s3', `GetBucket${kind}Configuration`, `s3:Get${kind}Configuration`],
    ['s3', `PutBucket${kind}Configuration`, `s3:Put${kind}Configuration`],
    ['s3', `DeleteBucket${kind}Configuration`, `s3:Put${kind}Configuration`],
    ['s3', `ListBucket${kind}Configurations`, `s3:Get${kind}Configuration`],
  ]),
  ['s3', 'GetBucketCors', 's3:GetBucketCORS'],
  ['s3', 'PutBucketCors', 's3:PutBucketCORS'],
  ['s3', 'DeleteBucketCors', 's3:PutBucketCORS'],
  ['s3', 'DeleteBucketTagging', 's3:PutBucketTagging'],
  ['s3', 'DeleteBucketOwnershipControls', 's3:PutBucketOwnershipControls'],
  ['s3', 'DeletePublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  ['s3', 'GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock'],
  ['s3', 'PutPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  ['s3', 'GetBucketNotificationConfiguration', 's3:GetBucketNotification'],
  ['s3', 'PutBucketNotificationConfiguration', 's3:PutBucketNotification'],
  ['s3', 'GetObjectLockConfiguration', 's3:GetBucketObjectLockConfiguration'],
  ['s3', 'PutObjectLockConfiguration', 's3:PutBucketObjectLockConfiguration'],
  ['s3', 'CreateBucketMetadataConfiguration', 's3:CreateBucketMetadataTableConfiguration'],
  ['s3', 'GetBucketMetadataConfiguration', 's3:GetBucketMetadataTableConfiguration'],
  ['s3', 'DeleteBucketMetadataConfiguration', 's3:DeleteBucketMetadataTableConfiguration'],
  ['s3', 'DeleteBucketPolicy', 's3:DeleteBucketPolicy'],
  ['s3', 'DeleteBucketWebsite', 's3:DeleteBucketWebsite'],
  ['s3', 'CreateSession', 's3express:CreateSession'],
  ['s3', 'RenameObject', 's3express:CreateSession'],
  ['s3', 'ListDirectoryBuckets', 's3express:ListAllMyDirectoryBuckets'],
  ['s3-control', 'GetPublicAccessBlock', 's3:GetAccountPublicAccessBlock'],
  ['s3-control', 'PutPublicAccessBlock', 's3:PutAccountPublicAccessBlock'],
  ['dynamodb', 'TransactGetItems', 'dynamodb:GetItem'],
  ['dynamodb', 'TransactWriteItems', 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  ...['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'].map(
    (name) =>
      ['dynamodb', name, 'dynamodb:PartiQLDelete', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLSelect', 'dynamodb:PartiQLUpdate'] as const,
  ),
  ['dynamodb', 'BatchGetItem', 'dynamodb:BatchGetItem'],
  ['dynamodb', 'BatchWriteItem', 'dynamodb:BatchWriteItem'],
  ['dynamodb-streams', 'GetRecords', 'dynamodb:GetRecords'],
  ['lambda', 'Invoke', 'lambda:InvokeFunction'],
  ['lambda', 'InvokeWithResponseStream', 'lambda:InvokeFunction'],
  ['lambda', 'GetLayerVersionByArn', 'lambda:GetLayerVersion'],
  ['sqs', 'SendMessageBatch', 'sqs:SendMessage'],
  ['sqs', 'DeleteMessageBatch', 'sqs:DeleteMessage'],
  ['sqs', 'ChangeMessageVisibilityBatch', 'sqs:ChangeMessageVisibility'],
  ['sns', 'PublishBatch', 'sns:Publish'],
  ['kms', 'ReEncrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  ['ssm', 'GetInventorySchema', 'ssm:GetInventory', 'ssm:GetInventorySchema'],
  ['apigatewaymanagementapi', 'PostToConnection', 'execute-api:ManageConnections'],
  ['apigatewaymanagementapi', 'GetConnection', 'execute-api:ManageConnections'],
  ['apigatewaymanagementapi', 'DeleteConnection', 'execute-api:ManageConnections'],
  ['bedrock-runtime', 'Converse', 'bedrock:ApplyGuardrail', 'bedrock:InvokeModel'],
  ['bedrock-runtime', 'ConverseStream', 'bedrock:ApplyGuardrail', 'bedrock:InvokeModelWithResponseStream'],
  ['bedrock-runtime', 'InvokeModelWithBidirectionalStream', 'bedrock:InvokeModelWithResponseStream'],
  ['bedrock-runtime', 'StartAsyncInvoke', 'bedrock:InvokeModel', 's3:PutObject'],
  ['rds-data', 'ExecuteStatement', 'rds-data:ExecuteStatement', 'secretsmanager:GetSecretValue'],
  ['rds-data', 'CommitTransaction', 'rds-data:BeginTransaction', 'rds-data:CommitTransaction', 'secretsmanager:GetSecretValue'],
  ['rds-data', 'RollbackTransaction', 'rds-data:BeginTransaction', 'rds-data:RollbackTransaction', 'secretsmanager:GetSecretValue'],
  ['iot-data-plane', 'Publish', 'iot:Publish', 'iot:RetainPublish'],
  ['sesv2', 'SendEmail', 'ses:SendEmail', 'ses:SendRawEmail', 'ses:SendTemplatedEmail'],
  ['api-gateway', 'GetRestApi', 'apigateway:GET'],
  ['api-gateway', 'CreateDeployment', 'apigateway:POST'],
  ['api-gateway', 'PutIntegration', 'apigateway:PUT'],
  ['api-gateway', 'UpdateStage', 'apigateway:PATCH'],
  ['api-gateway', 'DeleteResource', 'apigateway:DELETE'],
  ['api-gateway', 'UpdateRestApi', 'apigateway:PATCH', 'apigateway:UpdateRestApiPolicy'],
  ['apigatewayv2', 'GetApi', 'apigateway:GET'],
  ['apigatewayv2', 'CreatePortal', 'apigateway:CreatePortal'],
  ['apigatewayv2', 'PutRoutingRule', 'apigateway:CreateRoutingRule', 'apigateway:UpdateRoutingRule'],
  ['keyspaces', 'GetTable', 'cassandra:Select'],
  ['neptunedata', 'ExecuteFastReset', 'neptune-db:ResetDatabase'],
  ['timestream-write', 'WriteRecords', 'timestream:DescribeEndpoints', 'timestream:WriteRecords'],
  ['budgets', 'DescribeBudgets', 'budgets:ViewBudget'],
  ['verifiedpermissions', 'BatchIsAuthorized', 'verifiedpermissions:IsAuthorized'],
]

test.each(rows)('%s %s', (client, operation, ...actions) => {
  const facts = operationFacts(client, operation)
  const asked = facts.kind === 'checks' ? [...new Set(facts.checks.map((c) => c.action))].sort() : [facts.kind]
  expect(asked).toEqual(actions)
})

const nothing: readonly (readonly [client: string, operation: string])[] = [
  ['sts', 'GetCallerIdentity'],
  ['sts', 'GetSessionToken'],
  ['sts', 'AssumeRoleWithWebIdentity'],
  ['dynamodb', 'DescribeEndpoints'],
  ['cognito-identity-provider', 'InitiateAuth'],
  ['cognito-identity-provider', 'RespondToAuthChallenge'],
  ['cognito-identity-provider', 'SignUp'],
  ['cognito-identity-provider', 'GetUser'],
  ['cognito-identity-provider', 'GetUserAuthFactors'],
  ['cognito-identity-provider', 'StartWebAuthnRegistration'],
  ['cognito-identity', 'GetId'],
  ['cognito-identity', 'GetCredentialsForIdentity'],
  ['cloudfront-signer', 'GetSignedUrl'],
]

test.each(nothing)('%s %s needs nothing', (client, operation) => {
  expect(operationFacts(client, operation).kind).toBe('nothing')
})

const unknown: readonly (readonly [client: string, operation: string])[] = [
  ['dynamodb', 'StartBulkPutItems'],
  ['cloudwatch-logs', 'GetLogObject'],
  ['kms', 'Encapsulate'],
  ['sts', 'GetScopedCredentials'],
  ['ssm', 'RegisterDefaultHostManagementConfiguration'],
  ['dynamodb', 'MakeCoffee'],
  ['teapot', 'Brew'],
]

test.each(unknown)('%s %s is unknown, with a reason', (client, operation) => {
  const facts = operationFacts(client, operation)
  expect(facts.kind === 'unknown' && facts.reason.length > 0).toBe(true)
})

test('no action of the transactions’ own names exists', () => {
  expect(actionsOf('dynamodb').filter((action) => action.includes('Transact'))).toEqual([])
})
