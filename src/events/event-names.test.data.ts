/**
 * Names of events as CloudTrail records them, with the IAM actions that each means. A row without actions means the action of
 * its own name; `-`: no permission is needed.
 */

export interface EventNames {
  readonly source: string
  readonly prefix: string
  /** Guide and title. */
  readonly guide: string
  /** `NAME`, or `NAME = ACTION, ACTION`. */
  readonly names: string
  /** Parameters that a name's actions depend on. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const logging = (service: string): string => `${service}, "Logging API calls using AWS CloudTrail"`

export const EVENT_NAMES: readonly EventNames[] = [
  {
    source: 's3.amazonaws.com',
    prefix: 's3',
    guide: 'S3 User Guide, "Amazon S3 CloudTrail events"',
    names: `CreateBucket
DeleteBucket
DeleteBucketAnalyticsConfiguration = s3:PutAnalyticsConfiguration
DeleteBucketCors = s3:PutBucketCORS
DeleteBucketEncryption = s3:PutEncryptionConfiguration
DeleteBucketIntelligentTieringConfiguration = s3:PutIntelligentTieringConfiguration
DeleteBucketInventoryConfiguration = s3:PutInventoryConfiguration
DeleteBucketLifecycle = s3:PutLifecycleConfiguration
DeleteBucketMetricsConfiguration = s3:PutMetricsConfiguration
DeleteBucketOwnershipControls = s3:PutBucketOwnershipControls
DeleteBucketPolicy
DeleteBucketPublicAccessBlock = s3:PutBucketPublicAccessBlock
DeleteBucketReplication = s3:PutReplicationConfiguration
DeleteBucketTagging = s3:PutBucketTagging
DeleteBucketWebsite
GetAccelerateConfiguration
GetBucketAcl
GetBucketAnalyticsConfiguration = s3:GetAnalyticsConfiguration
GetBucketCors = s3:GetBucketCORS
GetBucketEncryption = s3:GetEncryptionConfiguration
GetBucketIntelligentTieringConfiguration = s3:GetIntelligentTieringConfiguration
GetBucketInventoryConfiguration = s3:GetInventoryConfiguration
GetBucketLifecycle = s3:GetLifecycleConfiguration
GetBucketLocation
GetBucketLogging
GetBucketMetricsConfiguration = s3:GetMetricsConfiguration
GetBucketNotification
GetBucketObjectLockConfiguration
GetBucketOwnershipControls
GetBucketPolicy
GetBucketPolicyStatus
GetBucketPublicAccessBlock
GetBucketReplication = s3:GetReplicationConfiguration
GetBucketRequestPayment
GetBucketTagging
GetBucketVersioning
GetBucketWebsite
HeadBucket = s3:ListBucket
ListBuckets = s3:ListAllMyBuckets
PutAccelerateConfiguration
PutBucketAcl
PutBucketAnalyticsConfiguration = s3:PutAnalyticsConfiguration
PutBucketCors = s3:PutBucketCORS
PutBucketEncryption = s3:PutEncryptionConfiguration
PutBucketIntelligentTieringConfiguration = s3:PutIntelligentTieringConfiguration
PutBucketInventoryConfiguration = s3:PutInventoryConfiguration
PutBucketLifecycle = s3:PutLifecycleConfiguration
PutBucketLogging
PutBucketMetricsConfiguration = s3:PutMetricsConfiguration
PutBucketNotification
PutBucketObjectLockConfiguration
PutBucketOwnershipControls
PutBucketPolicy
PutBucketPublicAccessBlock
PutBucketReplication = s3:PutReplicationConfiguration
PutBucketRequestPayment
PutBucketTagging
PutBucketVersioning
PutBucketWebsite
GetAccountPublicAccessBlock
PutAccountPublicAccessBlock
AbortMultipartUpload
CompleteMultipartUpload = s3:PutObject
CopyObject = s3:GetObject, s3:PutObject
CreateMultipartUpload = s3:PutObject
DeleteObject
DeleteObjectTagging
DeleteObjects = s3:DeleteObject
GetObject
GetObjectAcl
GetObjectAttributes = s3:GetObject, s3:GetObjectAttributes
GetObjectLegalHold
GetObjectRetention
GetObjectTagging
GetObjectTorrent = s3:GetObject
HeadObject = s3:GetObject
ListMultipartUploads = s3:ListBucketMultipartUploads
ListObjectVersions = s3:ListBucketVersions
ListObjects = s3:ListBucket
ListObjectsV2 = s3:ListBucket
ListParts = s3:ListMultipartUploadParts
PutObject
PutObjectAcl
PutObjectLegalHold
PutObjectRetention
PutObjectTagging
RestoreObject
SelectObjectContent = s3:GetObject
UploadPart = s3:PutObject
UploadPartCopy = s3:GetObject, s3:PutObject`,
    parameters: { CopyObject: { 'x-amz-copy-source': 'b/k' }, UploadPartCopy: { 'x-amz-copy-source': 'b/k' } },
  },
  {
    source: 'lambda.amazonaws.com',
    prefix: 'lambda',
    guide: logging('Lambda Developer Guide'),
    names: `AddLayerVersionPermission20181031 = lambda:AddLayerVersionPermission
AddPermission20150331 = lambda:AddPermission
AddPermission20150331v2 = lambda:AddPermission
CreateAlias20150331 = lambda:CreateAlias
CreateEventSourceMapping20150331 = lambda:CreateEventSourceMapping
CreateFunction20150331 = lambda:CreateFunction
CreateFunctionUrlConfig
DeleteAlias20150331 = lambda:DeleteAlias
DeleteEventSourceMapping20150331 = lambda:DeleteEventSourceMapping
DeleteFunction20150331 = lambda:DeleteFunction
DeleteFunctionConcurrency20171031 = lambda:DeleteFunctionConcurrency
DeleteLayerVersion20181031 = lambda:DeleteLayerVersion
GetAccountSettings20160819 = lambda:GetAccountSettings
GetAlias20150331 = lambda:GetAlias
GetEventSourceMapping20150331 = lambda:GetEventSourceMapping
GetFunction20150331 = lambda:GetFunction
GetFunction20150331v2 = lambda:GetFunction
GetFunctionConfiguration20150331v2 = lambda:GetFunctionConfiguration
GetLayerVersion20181031 = lambda:GetLayerVersion
GetLayerVersionByArn20181031 = lambda:GetLayerVersion
GetPolicy20150331v2 = lambda:GetPolicy
Invoke = lambda:InvokeFunction
InvokeWithResponseStream = lambda:InvokeFunction
ListAliases20150331 = lambda:ListAliases
ListEventSourceMappings20150331 = lambda:ListEventSourceMappings
ListFunctions20150331 = lambda:ListFunctions
ListLayers20181031 = lambda:ListLayers
ListTags20170331 = lambda:ListTags
ListVersionsByFunction20150331 = lambda:ListVersionsByFunction
PublishLayerVersion20181031 = lambda:PublishLayerVersion
PublishVersion20150331 = lambda:PublishVersion
PutFunctionConcurrency20171031 = lambda:PutFunctionConcurrency
PutProvisionedConcurrencyConfig
RemovePermission20150331v2 = lambda:RemovePermission
TagResource20170331v2 = lambda:TagResource
UntagResource20170331v2 = lambda:UntagResource
UpdateAlias20150331 = lambda:UpdateAlias
UpdateEventSourceMapping20150331 = lambda:UpdateEventSourceMapping
UpdateFunctionCode20150331v2 = lambda:UpdateFunctionCode
UpdateFunctionConfiguration20150331v2 = lambda:UpdateFunctionConfiguration`,
  },
  {
    source: 'cloudfront.amazonaws.com',
    prefix: 'cloudfront',
    guide: logging('CloudFront Developer Guide'),
    names: `CreateDistribution2020_05_31 = cloudfront:CreateDistribution
CreateInvalidation2020_05_31 = cloudfront:CreateInvalidation
DeleteDistribution2020_05_31 = cloudfront:DeleteDistribution
GetDistribution2020_05_31 = cloudfront:GetDistribution
GetDistributionConfig2016_11_25 = cloudfront:GetDistributionConfig
ListDistributions2020_05_31 = cloudfront:ListDistributions
ListTagsForResource2020_05_31 = cloudfront:ListTagsForResource
UpdateDistribution2020_05_31 = cloudfront:UpdateDistribution`,
  },
  {
    source: 'dynamodb.amazonaws.com',
    prefix: 'dynamodb',
    guide: 'DynamoDB Developer Guide, "Logging DynamoDB operations by using AWS CloudTrail"',
    names: `BatchExecuteStatement = dynamodb:PartiQLInsert, dynamodb:PartiQLUpdate
BatchGetItem
BatchWriteItem
CreateBackup
CreateTable
DeleteBackup
DeleteItem
DeleteTable
DescribeBackup
DescribeContinuousBackups
DescribeEndpoints = -
DescribeLimits
DescribeStream
DescribeTable
DescribeTimeToLive
ExecuteStatement = dynamodb:PartiQLSelect
ExecuteTransaction = dynamodb:PartiQLDelete
GetItem
GetRecords
GetShardIterator
ListBackups
ListStreams
ListTables
ListTagsOfResource
PutItem
Query
Scan
TagResource
TransactGetItems = dynamodb:GetItem
TransactWriteItems = dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:ConditionCheckItem
UpdateContinuousBackups
UpdateItem
UpdateTable
UpdateTimeToLive`,
    parameters: {
      ExecuteStatement: { statement: 'SELECT * FROM Music WHERE Artist = ***(Redacted)' },
      BatchExecuteStatement: {
        requestItems: [
          { statement: 'UPDATE Music SET Album = ***(Redacted)' },
          { statement: "INSERT INTO Music VALUE {'Artist' : ***(Redacted)}" },
        ],
      },
      ExecuteTransaction: { requestItems: [{ statement: 'DELETE FROM Music WHERE Artist = ***(Redacted)' }] },
      TransactGetItems: { requestItems: [{ tableName: 'Music' }] },
      TransactWriteItems: {
        requestItems: [
          { operation: 'Put', tableName: 'Music' },
          { operation: 'Update', tableName: 'Music' },
          { operation: 'Delete', TableName: 'Music' },
          { operation: 'ConditionCheck', TableName: 'Music' },
        ],
      },
      BatchGetItem: { requestItems: { Music: {} } },
      BatchWriteItem: { requestItems: { Music: [] } },
    },
  },
  {
    source: 'kms.amazonaws.com',
    prefix: 'kms',
    guide: 'KMS Developer Guide, "Logging AWS KMS API calls with AWS CloudTrail"',
    names: `CancelKeyDeletion
CreateAlias
CreateGrant
CreateKey
Decrypt
DescribeKey
DisableKey
EnableKey
EnableKeyRotation
Encrypt
GenerateDataKey
GenerateDataKeyPair
GenerateDataKeyWithoutPlaintext
GenerateMac
GenerateRandom
GetKeyPolicy
GetKeyRotationStatus
GetPublicKey
ListAliases
ListGrants
ListKeys
ListResourceTags
PutKeyPolicy
ReEncrypt = kms:ReEncryptFrom, kms:ReEncryptTo
RetireGrant
RevokeGrant
ScheduleKeyDeletion
Sign
TagResource
UpdateAlias
Verify`,
    parameters: { ReEncrypt: { sourceKeyId: 'a', destinationKeyId: 'b' } },
  },
  {
    source: 'monitoring.amazonaws.com',
    prefix: 'cloudwatch',
    guide: logging('CloudWatch User Guide'),
    names: `DeleteAlarms
DeleteDashboards
DescribeAlarmHistory
DescribeAlarms
DescribeAlarmsForMetric
DisableAlarmActions
EnableAlarmActions
GetDashboard
GetMetricData
ListDashboards
ListMetrics
PutDashboard
PutMetricAlarm
SetAlarmState`,
  },
  {
    source: 'logs.amazonaws.com',
    prefix: 'logs',
    guide: 'CloudWatch Logs User Guide, "Logging Amazon CloudWatch Logs API and console operations in AWS CloudTrail"',
    names: `CancelExportTask
CreateExportTask
CreateLogGroup
CreateLogStream
DeleteLogGroup
DeleteLogStream
DeleteRetentionPolicy
DeleteSubscriptionFilter
DescribeLogGroups
DescribeLogStreams
DescribeMetricFilters
DescribeSubscriptionFilters
PutDestinationPolicy
PutMetricFilter
PutResourcePolicy
PutRetentionPolicy
PutSubscriptionFilter
StartQuery
StopQuery
TestMetricFilter`,
  },
  {
    source: 'sqs.amazonaws.com',
    prefix: 'sqs',
    guide: 'SQS Developer Guide, "Logging Amazon Simple Queue Service API calls using AWS CloudTrail"',
    names: `AddPermission
ChangeMessageVisibility
ChangeMessageVisibilityBatch = sqs:ChangeMessageVisibility
CreateQueue
DeleteMessage
DeleteMessageBatch = sqs:DeleteMessage
DeleteQueue
GetQueueAttributes
GetQueueUrl
ListQueues
PurgeQueue
ReceiveMessage
SendMessage
SendMessageBatch = sqs:SendMessage
SetQueueAttributes
TagQueue`,
  },
  {
    source: 'sns.amazonaws.com',
    prefix: 'sns',
    guide: 'SNS Developer Guide, "Logging AWS SNS API calls using AWS CloudTrail"',
    names: `CreatePlatformEndpoint
CreateTopic
DeleteTopic
GetSubscriptionAttributes
GetTopicAttributes
ListSubscriptions
ListSubscriptionsByTopic
ListTopics
Publish
PublishBatch = sns:Publish
SetSubscriptionAttributes
SetTopicAttributes
Subscribe
Unsubscribe`,
  },
  {
    source: 'ssm.amazonaws.com',
    prefix: 'ssm',
    guide: 'Systems Manager User Guide, "Logging AWS Systems Manager API calls with AWS CloudTrail"',
    names: `CreateDocument
DeleteParameter
DeleteParameters
DescribeInstanceInformation
DescribeParameters
GetDocument
GetInventorySchema = ssm:GetInventorySchema, ssm:GetInventory
GetParameter
GetParameterHistory
GetParameters
GetParametersByPath
ListAssociations
PutInventory
PutParameter
SendCommand
StartSession
TerminateSession
UpdateInstanceInformation`,
  },
  {
    source: 'secretsmanager.amazonaws.com',
    prefix: 'secretsmanager',
    guide: 'Secrets Manager User Guide, "AWS CloudTrail entries for Secrets Manager"',
    names: `CreateSecret
DeleteSecret
DescribeSecret
GetRandomPassword
GetResourcePolicy
GetSecretValue
ListSecretVersionIds
ListSecrets
PutSecretValue
RestoreSecret
TagResource
UpdateSecret`,
  },
  {
    source: 'events.amazonaws.com',
    prefix: 'events',
    guide: 'EventBridge User Guide, "Logging Amazon EventBridge API calls using AWS CloudTrail"',
    names: `CreateEventBus
DeleteRule
DescribeEventBus
DescribeRule
DisableRule
EnableRule
ListRuleNamesByTarget
ListRules
ListTargetsByRule
PutPermission
PutRule
PutTargets
RemoveTargets
TestEventPattern`,
  },
  {
    source: 'states.amazonaws.com',
    prefix: 'states',
    guide: 'Step Functions Developer Guide, "Logging Step Functions API calls with AWS CloudTrail"',
    names: `CreateActivity
CreateStateMachine
DeleteStateMachine
DescribeExecution
DescribeStateMachine
GetExecutionHistory
ListExecutions
ListStateMachines
SendTaskFailure
SendTaskHeartbeat
SendTaskSuccess
StartExecution
StartSyncExecution
StopExecution
UpdateStateMachine`,
  },
  {
    source: 'sts.amazonaws.com',
    prefix: 'sts',
    guide: 'IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail"',
    names: `AssumeRole
AssumeRoleWithSAML
AssumeRoleWithWebIdentity
DecodeAuthorizationMessage
GetAccessKeyInfo
GetCallerIdentity = -
GetFederationToken
GetSessionToken = -`,
  },
  {
    source: 'iam.amazonaws.com',
    prefix: 'iam',
    guide: 'IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail"',
    names: `AddUserToGroup
AttachRolePolicy
AttachUserPolicy
CreateAccessKey
CreateInstanceProfile
CreateLoginProfile
CreatePolicy
CreatePolicyVersion
CreateRole
CreateServiceLinkedRole
CreateUser
DeactivateMFADevice
DeleteAccessKey
DeleteRole
DeleteRolePolicy
DetachRolePolicy
EnableMFADevice
GenerateCredentialReport
GetAccountAuthorizationDetails
GetAccountPasswordPolicy
GetAccountSummary
GetInstanceProfile
GetPolicy
GetPolicyVersion
GetRole
GetRolePolicy
GetUser
ListAccessKeys
ListAccountAliases
ListAttachedRolePolicies
ListMFADevices
ListRolePolicies
ListRoles
ListUsers
PutRolePolicy
SimulatePrincipalPolicy
UpdateAssumeRolePolicy
UploadServerCertificate`,
  },
  {
    source: 'ec2.amazonaws.com',
    prefix: 'ec2',
    guide: 'EC2 User Guide, "Log Amazon EC2 API calls using AWS CloudTrail"',
    names: `AllocateAddress
AssociateAddress
AttachVolume
AuthorizeSecurityGroupIngress
CreateNetworkInterface
CreateSecurityGroup
CreateSnapshot
CreateTags
CreateVolume
DeleteNetworkInterface
DescribeInstances
DescribeNetworkInterfaces
DescribeSecurityGroups
DescribeSubnets
DescribeVpcs
GetPasswordData
ModifyInstanceAttribute
RebootInstances
RevokeSecurityGroupEgress
RunInstances
StartInstances
StopInstances
TerminateInstances`,
  },
  {
    source: 'apigateway.amazonaws.com',
    prefix: 'apigateway',
    guide: 'API Gateway Developer Guide, "Logging API calls to Amazon API Gateway using AWS CloudTrail"',
    names: `CreateRestApi = apigateway:POST
DeleteRestApi = apigateway:DELETE
GetRestApi = apigateway:GET
GetRestApis = apigateway:GET
GetResources = apigateway:GET
PutMethod = apigateway:PUT
PutIntegration = apigateway:PUT
UpdateStage = apigateway:PATCH
CreateUsagePlan = apigateway:POST
GetDomainNames = apigateway:GET`,
    parameters: { UpdateStage: { restApiId: 'a', stageName: 's', patchOperations: [] } },
  },
  {
    source: 'cloudformation.amazonaws.com',
    prefix: 'cloudformation',
    guide: 'CloudFormation User Guide, "Logging AWS CloudFormation API calls with AWS CloudTrail"',
    names: `CreateChangeSet
CreateStack
DeleteStack
DescribeChangeSet
DescribeStackEvents
DescribeStackResources
DescribeStacks
ExecuteChangeSet
GetTemplate
ListStackResources
ListStacks
UpdateStack
ValidateTemplate`,
  },
  {
    source: 'kinesis.amazonaws.com',
    prefix: 'kinesis',
    guide: 'Kinesis Data Streams Developer Guide, "Logging Amazon Kinesis Data Streams API calls with AWS CloudTrail"',
    names: `CreateStream
DeleteStream
DescribeStream
DescribeStreamSummary
ListStreams
MergeShards
PutRecord
PutRecords
SplitShard`,
  },
  {
    source: 'firehose.amazonaws.com',
    prefix: 'firehose',
    guide: logging('Data Firehose Developer Guide'),
    names: `CreateDeliveryStream
DeleteDeliveryStream
DescribeDeliveryStream
ListDeliveryStreams
UpdateDestination`,
  },
  {
    source: 'cognito-idp.amazonaws.com',
    prefix: 'cognito-idp',
    guide: 'Cognito Developer Guide, "Amazon Cognito logging in AWS CloudTrail"',
    names: `AdminCreateUser
AdminGetUser
AdminInitiateAuth
AdminSetUserPassword
CreateUserPool
DescribeUserPool
InitiateAuth = -
ListUsers
SignUp = -`,
  },
  {
    source: 'ecs.amazonaws.com',
    prefix: 'ecs',
    guide: logging('ECS Developer Guide'),
    names: `CreateCluster
CreateService
DescribeClusters
DescribeServices
DescribeTasks
ListTasks
RegisterTaskDefinition
RunTask = ecs:RunTask, iam:PassRole
StopTask
UpdateService`,
  },
  {
    source: 'ecr.amazonaws.com',
    prefix: 'ecr',
    guide: logging('ECR User Guide'),
    names: `BatchCheckLayerAvailability
BatchGetImage
CompleteLayerUpload
CreateRepository
DescribeImages
DescribeRepositories
GetAuthorizationToken
GetDownloadUrlForLayer
InitiateLayerUpload
ListImages
PutImage
UploadLayerPart`,
  },
  {
    source: 'rds.amazonaws.com',
    prefix: 'rds',
    guide: logging('RDS User Guide'),
    names: `CreateDBInstance
DeleteDBInstance
DescribeDBClusters
DescribeDBInstances
DescribeDBSnapshots
ListTagsForResource
ModifyDBInstance
RebootDBInstance`,
  },
  {
    source: 'elasticloadbalancing.amazonaws.com',
    prefix: 'elasticloadbalancing',
    guide: logging('Elastic Load Balancing User Guide'),
    names: `CreateTargetGroup
DeregisterTargets
DescribeLoadBalancers
DescribeTargetGroups
DescribeTargetHealth
RegisterTargets`,
  },
  {
    source: 'tagging.amazonaws.com',
    prefix: 'tag',
    guide: logging('Tagging AWS Resources User Guide'),
    names: `GetResources
GetTagKeys
GetTagValues
TagResources
UntagResources`,
  },
  {
    source: 'glue.amazonaws.com',
    prefix: 'glue',
    guide: logging('Glue Developer Guide'),
    names: `CreateTable
GetDatabase
GetDatabases
GetJobRun
GetPartitions
GetTable
GetTables
StartJobRun`,
  },
  {
    source: 'athena.amazonaws.com',
    prefix: 'athena',
    guide: logging('Athena User Guide'),
    names: `GetQueryExecution
GetQueryResults
GetWorkGroup
ListWorkGroups
StartQueryExecution
StopQueryExecution`,
  },
  {
    source: 'cloudtrail.amazonaws.com',
    prefix: 'cloudtrail',
    guide: 'CloudTrail User Guide, "Logging AWS CloudTrail API calls using AWS CloudTrail"',
    names: `CreateTrail
DescribeTrails
GetEventSelectors
GetTrailStatus
LookupEvents
PutEventSelectors
StartLogging
StopLogging
UpdateTrail`,
  },
  {
    source: 'route53.amazonaws.com',
    prefix: 'route53',
    guide: logging('Route 53 Developer Guide'),
    names: `ChangeResourceRecordSets
GetChange
GetHostedZone
ListHostedZones
ListResourceRecordSets`,
  },
  {
    source: 'autoscaling.amazonaws.com',
    prefix: 'autoscaling',
    guide: logging('EC2 Auto Scaling User Guide'),
    names: `DescribeAutoScalingGroups
SetDesiredCapacity
UpdateAutoScalingGroup
RegisterScalableTarget = application-autoscaling:RegisterScalableTarget
PutScheduledAction = application-autoscaling:PutScheduledAction`,
  },
  {
    source: 'ses.amazonaws.com',
    prefix: 'ses',
    guide: 'SES Developer Guide, "Logging Amazon SES API calls with AWS CloudTrail"',
    names: `GetSendQuota
ListIdentities
SendRawEmail
VerifyEmailIdentity`,
  },
  {
    source: 'xray.amazonaws.com',
    prefix: 'xray',
    guide: logging('X-Ray Developer Guide'),
    names: `GetGroups
GetTraceSummaries
PutEncryptionConfig`,
  },
  {
    source: 'streams.dynamodb.amazonaws.com',
    prefix: 'dynamodb',
    guide: 'DynamoDB Developer Guide, "Logging DynamoDB operations by using AWS CloudTrail"',
    names: 'DescribeStream',
  },
]
