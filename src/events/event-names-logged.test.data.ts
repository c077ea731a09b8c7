/**
 * Names of events that the pages on CloudTrail of the services' guides list, and names that S3 gives the same calls elsewhere.
 */
import type { EventNames } from './event-names.test.data.js'

export const LOGGED_EVENT_NAMES: readonly EventNames[] = [
  {
    source: 's3.amazonaws.com',
    prefix: 's3',
    guide: 'S3 User Guide, "Amazon S3 CloudTrail events" and "Amazon S3 server access log format"',
    names: `REST.GET.OBJECT = s3:GetObject
REST.HEAD.OBJECT = s3:GetObject
REST.PUT.OBJECT = s3:PutObject
REST.POST.OBJECT = s3:PutObject
REST.DELETE.OBJECT = s3:DeleteObject
REST.PUT.PART = s3:PutObject
REST.POST.UPLOADS = s3:PutObject
REST.POST.UPLOAD = s3:PutObject
REST.DELETE.UPLOAD = s3:AbortMultipartUpload
REST.GET.BUCKET = s3:ListBucket
REST.GET.BUCKETVERSIONS = s3:ListBucketVersions
REST.HEAD.BUCKET = s3:ListBucket
REST.POST.MULTI_OBJECT_DELETE = s3:DeleteObject
PostObject = s3:PutObject
ListBucketAnalyticsConfigurations = s3:GetAnalyticsConfiguration
ListBucketMetricsConfigurations = s3:GetMetricsConfiguration
ListBucketInventoryConfigurations = s3:GetInventoryConfiguration
ListBucketIntelligentTieringConfigurations = s3:GetIntelligentTieringConfiguration
CreateJob
DescribeJob
ListJobs
UpdateJobPriority
UpdateJobStatus
CreateAccessPoint
DeleteAccessPoint
GetAccessPoint
ListAccessPoints
PutAccessPointPolicy
GetAccessPointPolicy
DeleteAccessPointPolicy
CreateMultiRegionAccessPoint
DescribeMultiRegionAccessPointOperation
GetStorageLensConfiguration
PutStorageLensConfiguration
ListStorageLensConfigurations
WriteGetObjectResponse = s3-object-lambda:WriteGetObjectResponse
DeleteAccountPublicAccessBlock = s3:PutAccountPublicAccessBlock
CreateAccessGrant
GetDataAccess
CreateBucketMetadataTableConfiguration
GetBucketMetadataTableConfiguration`,
  },
  {
    source: 's3express.amazonaws.com',
    prefix: 's3express',
    guide: 'S3 User Guide, "Logging with AWS CloudTrail for S3 Express One Zone"',
    names: `PutBucketLifecycleConfiguration = s3express:PutLifecycleConfiguration`,
  },
  {
    source: 's3-outposts.amazonaws.com',
    prefix: 's3-outposts',
    guide: 'S3 User Guide, "Amazon S3 on Outposts log file entries"',
    names: `PutObject
GetObject
DeleteObject
CreateEndpoint
ListEndpoints`,
  },
  {
    source: 's3tables.amazonaws.com',
    prefix: 's3tables',
    guide: 'S3 User Guide, "Logging with AWS CloudTrail for S3 Tables"',
    names: `CreateTableBucket
CreateTable
GetTable
ListTables
DeleteTable
GetTableMetadataLocation
UpdateTableMetadataLocation
CreateNamespace`,
  },
  {
    source: 's3vectors.amazonaws.com',
    prefix: 's3vectors',
    guide: 'S3 User Guide, "Logging with AWS CloudTrail for S3 Vectors"',
    names: `CreateVectorBucket
CreateIndex
PutVectors
QueryVectors
GetVectors
DeleteVectors
ListVectors`,
  },
  {
    source: 'lambda.amazonaws.com',
    prefix: 'lambda',
    guide: 'Lambda Developer Guide, "Logging AWS Lambda API calls using AWS CloudTrail"',
    names: `GetFunctionConcurrency20190930 = lambda:GetFunctionConcurrency
ListLayerVersions20181031 = lambda:ListLayerVersions
GetLayerVersionPolicy20181031 = lambda:GetLayerVersionPolicy
PutFunctionEventInvokeConfig
PutProvisionedConcurrencyConfig20190930 = lambda:PutProvisionedConcurrencyConfig
GetFunctionCodeSigningConfig
PutRuntimeManagementConfig20210720 = lambda:PutRuntimeManagementConfig
GetRuntimeManagementConfig20210720 = lambda:GetRuntimeManagementConfig
PutFunctionRecursionConfig
InvokeExecution = lambda:InvokeFunction`,
  },
  {
    source: 'cloudfront.amazonaws.com',
    prefix: 'cloudfront',
    guide: 'CloudFront Developer Guide, "Logging Amazon CloudFront API calls using AWS CloudTrail"',
    names: `UpdateDistribution2019_03_26 = cloudfront:UpdateDistribution
CreateDistributionWithTags2020_05_31 = cloudfront:CreateDistribution, cloudfront:TagResource
CreateOriginAccessControl2020_05_31 = cloudfront:CreateOriginAccessControl
CreateCachePolicy2020_05_31 = cloudfront:CreateCachePolicy
CreateFunction2020_05_31 = cloudfront:CreateFunction
PublishFunction2020_05_31 = cloudfront:PublishFunction
TestFunction2020_05_31 = cloudfront:TestFunction
GetDistributionConfig2018_06_18 = cloudfront:GetDistributionConfig
CreateKeyGroup2020_05_31 = cloudfront:CreateKeyGroup
TagResource2020_05_31 = cloudfront:TagResource
CreateStreamingDistribution2016_11_25 = cloudfront:CreateStreamingDistribution`,
  },
  {
    source: 'dynamodb.amazonaws.com',
    prefix: 'dynamodb',
    guide: 'DynamoDB Developer Guide, "Logging DynamoDB operations by using AWS CloudTrail"',
    names: `CreateGlobalTable
UpdateGlobalTable
PutResourcePolicy
GetResourcePolicy
EnableKinesisStreamingDestination
DescribeExport
ListExports
DescribeContributorInsights
DescribeReservedCapacity
PurchaseReservedCapacityOfferings`,
  },
  {
    source: 'streams.dynamodb.amazonaws.com',
    prefix: 'dynamodb',
    guide: 'DynamoDB Developer Guide, "Logging DynamoDB operations by using AWS CloudTrail"',
    names: `GetRecords
GetShardIterator
ListStreams`,
  },
  {
    source: 'monitoring.amazonaws.com',
    prefix: 'cloudwatch',
    guide: 'CloudWatch User Guide, "Logging Amazon CloudWatch API calls with AWS CloudTrail"',
    names: `PutMetricData
GetMetricWidgetImage
PutCompositeAlarm
PutAnomalyDetector
DescribeAnomalyDetectors
PutInsightRule
PutMetricStream
StartMetricStreams
TagResource
ListTagsForResource`,
  },
  {
    source: 'logs.amazonaws.com',
    prefix: 'logs',
    guide: 'CloudWatch Logs User Guide, "Logging CloudWatch Logs API and console operations in AWS CloudTrail"',
    names: `StartLiveTail
GetQueryResults
DescribeExportTasks
DeleteMetricFilter
PutDestination
DescribeResourcePolicies
TagLogGroup
UntagLogGroup
ListTagsLogGroup
AssociateKmsKey
PutQueryDefinition
PutDataProtectionPolicy
PutAccountPolicy
CreateDelivery
ListLogGroupsForQuery
FilterLogEvents
GetLogEvents
GetLogGroupFields`,
  },
  {
    source: 'events.amazonaws.com',
    prefix: 'events',
    guide: 'EventBridge User Guide, "Logging Amazon EventBridge API calls using AWS CloudTrail"',
    names: `CreateArchive
StartReplay
CreateApiDestination
CreateConnection
ListEventBuses
PutPartnerEvents
CreateEndpoint`,
  },
  {
    source: 'states.amazonaws.com',
    prefix: 'states',
    guide: 'Step Functions Developer Guide, "Recording Step Functions API calls with AWS CloudTrail"',
    names: `GetActivityTask
DescribeStateMachineForExecution
RedriveExecution
DescribeActivity
ListActivities
DescribeMapRun
UpdateMapRun
TestState
ValidateStateMachineDefinition
PublishStateMachineVersion
CreateStateMachineAlias
InvokeHTTPEndpoint`,
  },
  {
    source: 'kms.amazonaws.com',
    prefix: 'kms',
    guide: 'KMS Developer Guide, "Logging AWS KMS API calls with AWS CloudTrail"',
    names: `ListKeyPolicies
DeriveSharedSecret
RotateKeyOnDemand
ListKeyRotations
DeleteImportedKeyMaterial
ListRetirableGrants`,
  },
  {
    source: 'ssm.amazonaws.com',
    prefix: 'ssm',
    guide: 'Systems Manager User Guide, "Logging AWS Systems Manager API calls with AWS CloudTrail"',
    names: `LabelParameterVersion
ListCommands
ListCommandInvocations
GetCommandInvocation
ResumeSession
DescribeSessions
StartAutomationExecution
DescribeAutomationExecutions
CreateAssociation
PutComplianceItems
UpdateInstanceAssociationStatus
DescribeDocument
ListDocuments
CreateOpsItem
GetOpsSummary
GetDeployablePatchSnapshotForInstance
RegisterTargetWithMaintenanceWindow
GetCalendarState
RequestManagedInstanceRoleToken
GetManifest`,
  },
  {
    source: 'ssmmessages.amazonaws.com',
    prefix: 'ssmmessages',
    guide: 'Systems Manager User Guide, "Logging AWS Systems Manager API calls with AWS CloudTrail"',
    names: `CreateControlChannel
OpenControlChannel
CreateDataChannel
OpenDataChannel`,
  },
  {
    source: 'appconfig.amazonaws.com',
    prefix: 'appconfig',
    guide: 'AppConfig User Guide, "Logging AWS AppConfig API calls using AWS CloudTrail"',
    names: `CreateEnvironment
CreateConfigurationProfile
CreateHostedConfigurationVersion
StopDeployment
ValidateConfiguration
CreateDeploymentStrategy`,
  },
  {
    source: 'apigateway.amazonaws.com',
    prefix: 'apigateway',
    guide: 'API Gateway Developer Guide, "Logging Amazon API Gateway API calls using AWS CloudTrail"',
    names: `CreateResource = apigateway:POST
PutMethodResponse = apigateway:PUT
PutIntegrationResponse = apigateway:PUT
CreateDeployment = apigateway:POST
GetStages = apigateway:GET
FlushStageCache = apigateway:DELETE
UpdateAccount = apigateway:PATCH
CreateApiKey = apigateway:POST
GetExport = apigateway:GET
PutRestApi = apigateway:PUT
ImportRestApi = apigateway:POST
CreateAuthorizer = apigateway:POST
TestInvokeMethod = apigateway:POST
CreateVpcLink = apigateway:POST
UpdateUsagePlan = apigateway:PATCH
CreateBasePathMapping = apigateway:POST
CreateApi = apigateway:POST
CreateRoute = apigateway:POST
CreateIntegration = apigateway:POST
GetApis = apigateway:GET
UpdateRoute = apigateway:PATCH
ReimportApi = apigateway:PUT
DeleteApi = apigateway:DELETE
CreateApiMapping = apigateway:POST
ExportApi = apigateway:GET`,
  },
  {
    source: 'email.amazonaws.com',
    prefix: 'ses',
    guide: 'SES Developer Guide, "Logging Amazon SES API calls with AWS CloudTrail"',
    names: `SendEmail
SendRawEmail
SendTemplatedEmail`,
  },
  {
    source: 'ses.amazonaws.com',
    prefix: 'ses',
    guide: 'SES Developer Guide, "Logging Amazon SES API calls with AWS CloudTrail"',
    names: `SendBulkTemplatedEmail
SendBulkEmail = ses:SendBulkEmail, ses:SendBulkTemplatedEmail
CreateConfigurationSet
GetSendStatistics
VerifyDomainIdentity
VerifyDomainDkim
SetIdentityNotificationTopic
CreateReceiptRule
CreateReceiptRuleSet
SetActiveReceiptRuleSet
CreateTemplate
UpdateTemplate
CreateEmailIdentity
GetEmailIdentity
PutSuppressedDestination
GetAccount
CreateContactList
PutAccountSuppressionAttributes`,
  },
  {
    source: 'sns.amazonaws.com',
    prefix: 'sns',
    guide: 'SNS Developer Guide, "Logging Amazon SNS API calls using AWS CloudTrail"',
    names: `ConfirmSubscription
CreatePlatformApplication
SetEndpointAttributes
GetEndpointAttributes
SetSMSAttributes
CheckIfPhoneNumberIsOptedOut
PutDataProtectionPolicy
ListPhoneNumbersOptedOut`,
  },
  {
    source: 'sqs.amazonaws.com',
    prefix: 'sqs',
    guide: 'SQS Developer Guide, "Logging Amazon Simple Queue Service API calls using AWS CloudTrail"',
    names: `ListQueueTags
UntagQueue
ListDeadLetterSourceQueues
ListMessageMoveTasks`,
  },
  {
    source: 'kinesis.amazonaws.com',
    prefix: 'kinesis',
    guide: 'Kinesis Data Streams Developer Guide, "Logging Amazon Kinesis Data Streams API calls with AWS CloudTrail"',
    names: `SubscribeToShard
RegisterStreamConsumer
DescribeStreamConsumer
DeregisterStreamConsumer
ListStreamConsumers
ListShards
UpdateShardCount
EnableEnhancedMonitoring
IncreaseStreamRetentionPeriod
StartStreamEncryption
DescribeLimits
UpdateStreamMode
AddTagsToStream
PutResourcePolicy`,
  },
  {
    source: 'firehose.amazonaws.com',
    prefix: 'firehose',
    guide: 'Data Firehose Developer Guide, "Logging Amazon Data Firehose API calls with AWS CloudTrail"',
    names: `PutRecord
PutRecordBatch
TagDeliveryStream
ListTagsForDeliveryStream
StartDeliveryStreamEncryption`,
  },
  {
    source: 'secretsmanager.amazonaws.com',
    prefix: 'secretsmanager',
    guide: 'Secrets Manager User Guide, "Log AWS Secrets Manager events with AWS CloudTrail"',
    names: `BatchGetSecretValue
PutResourcePolicy
DeleteResourcePolicy
CancelRotateSecret
UpdateSecretVersionStage
ReplicateSecretToRegions
StopReplicationToReplica`,
  },
  {
    source: 'bedrock.amazonaws.com',
    prefix: 'bedrock',
    guide: 'Bedrock User Guide, "Monitor Amazon Bedrock API calls using CloudTrail"',
    names: `InvokeModelWithBidirectionalStream = bedrock:InvokeModelWithResponseStream
StartAsyncInvoke = bedrock:InvokeModel
GetAsyncInvoke
RetrieveAndGenerate
RetrieveAndGenerateStream = bedrock:RetrieveAndGenerate
CountTokens
CreateAgentActionGroup
PrepareAgent
CreateAgentAlias
CreatePrompt
CreateFlow
GetPrompt
ListAgents
GetKnowledgeBase
CreateDataSource
CreateProvisionedModelThroughput
PutModelInvocationLoggingConfiguration
CreateInferenceProfile`,
  },
  {
    source: 'bedrock-agentcore.amazonaws.com',
    prefix: 'bedrock-agentcore',
    guide: 'Bedrock AgentCore Developer Guide, "Logging Amazon Bedrock AgentCore API calls using CloudTrail"',
    names: `InvokeAgentRuntime
CreateAgentRuntime
StartBrowserSession
StartCodeInterpreterSession
InvokeCodeInterpreter
CreateEvent
RetrieveMemoryRecords
GetMemoryRecord
GetResourceOauth2Token
GetWorkloadAccessToken
CreateGateway`,
  },
  {
    source: 'appsync.amazonaws.com',
    prefix: 'appsync',
    guide: 'AppSync Developer Guide, "Logging AWS AppSync API calls with AWS CloudTrail"',
    names: `GraphQL
CreateApiKey
UpdateGraphqlApi
CreateFunction
UpdateResolver
GetIntrospectionSchema
CreateApiCache
FlushApiCache
EvaluateMappingTemplate = appsync:EvaluateCode
CreateChannelNamespace
EventPublish`,
  },
  {
    source: 'cognito-idp.amazonaws.com',
    prefix: 'cognito-idp',
    guide: 'Cognito Developer Guide, "Amazon Cognito logging in AWS CloudTrail"',
    names: `AdminDeleteUser
AdminRespondToAuthChallenge
AdminUserGlobalSignOut
AdminListGroupsForUser
AdminUpdateUserAttributes
ListUsersInGroup
CreateGroup
CreateUserPoolDomain
DescribeUserPoolClient
UpdateUserPool
CreateIdentityProvider
SetUserPoolMfaConfig
CreateResourceServer
RespondToAuthChallenge = -
ForgotPassword = -
GetUser = -
GlobalSignOut = -
RevokeToken = -
ConfirmSignUp = -
VerifySoftwareToken = -`,
  },
  {
    source: 'cognito-identity.amazonaws.com',
    prefix: 'cognito-identity',
    guide: 'Cognito Developer Guide, "Amazon Cognito logging in AWS CloudTrail"',
    names: `DescribeIdentityPool
UpdateIdentityPool
DeleteIdentityPool
DescribeIdentity
GetIdentityPoolRoles
MergeDeveloperIdentities
UnlinkDeveloperIdentity`,
  },
  {
    source: 'iam.amazonaws.com',
    prefix: 'iam',
    guide: 'IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail"',
    names: `ListEntitiesForPolicy
SimulateCustomPolicy
GetCredentialReport
GenerateServiceLastAccessedDetails
GetServiceLastAccessedDetails
ListInstanceProfilesForRole
AddRoleToInstanceProfile = iam:AddRoleToInstanceProfile, iam:PassRole
RemoveRoleFromInstanceProfile
PutRolePermissionsBoundary
DeleteRolePermissionsBoundary
SetDefaultPolicyVersion
UpdateLoginProfile
UpdateAccountPasswordPolicy
CreateVirtualMFADevice
CreateSAMLProvider
CreateOpenIDConnectProvider
CreateServiceSpecificCredential
UpdateAccessKey
GetAccessKeyLastUsed
ListSSHPublicKeys
UpdateRoleDescription
GetSSHPublicKey`,
  },
  {
    source: 'sts.amazonaws.com',
    prefix: 'sts',
    guide: 'IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail"',
    names: `AssumeRoot
GetServiceBearerToken
GetWebIdentityToken
GetDelegatedAccessToken`,
  },
  {
    source: 'organizations.amazonaws.com',
    prefix: 'organizations',
    guide: 'Organizations User Guide, "Logging API calls with AWS CloudTrail"',
    names: `ListAccountsForParent
ListOrganizationalUnitsForParent
CreatePolicy
UpdatePolicy
DetachPolicy
ListPoliciesForTarget
EnableAWSServiceAccess
RegisterDelegatedAdministrator
LeaveOrganization
DescribePolicy
DescribeEffectivePolicy
EnablePolicyType
AcceptHandshake`,
  },
  {
    source: 'sso.amazonaws.com',
    prefix: 'sso',
    guide: 'IAM Identity Center User Guide, "Logging IAM Identity Center API calls with AWS CloudTrail"',
    names: `DeleteAccountAssignment
PutInlinePolicyToPermissionSet
DescribePermissionSet
GetRoleCredentials = -
CreateToken = -
Logout = -
RegisterClient = -
StartDeviceAuthorization = -`,
  },
  {
    source: 'sso-directory.amazonaws.com',
    prefix: 'sso-directory',
    guide: 'IAM Identity Center User Guide, "Logging IAM Identity Center API calls with AWS CloudTrail"',
    names: `CreateGroup
CreateUser
AddMemberToGroup
DescribeUser
SearchUsers
DisableUser
ListGroupsForUser
DescribeDirectory`,
  },
  {
    source: 'identitystore.amazonaws.com',
    prefix: 'identitystore',
    guide: 'IAM Identity Center User Guide, "Logging IAM Identity Center API calls with AWS CloudTrail"',
    names: `DescribeGroup`,
  },
  {
    source: 'ec2.amazonaws.com',
    prefix: 'ec2',
    guide: 'EC2 User Guide, "Log Amazon EC2 API calls using AWS CloudTrail"',
    names: `AuthorizeSecurityGroupEgress
RevokeSecurityGroupIngress
DescribeImages
DescribeAvailabilityZones
DescribeRegions
CreateVpcEndpoint
ModifyVpcEndpoint
DescribeVpcEndpoints
CreateFlowLogs
ModifySnapshotAttribute
DeleteSnapshot
CopySnapshot
DetachVolume
CreateImage
ModifyImageAttribute
ReleaseAddress
CreateNatGateway
CreateRouteTable
CreateRoute
CreateInternetGateway
AttachInternetGateway
RequestSpotInstances
CreateLaunchTemplate
CreateFleet
GetConsoleOutput
DescribeInstanceAttribute
ModifySubnetAttribute
ImportKeyPair
DescribeSpotPriceHistory
CreateNetworkAcl
ReplaceRoute
ModifyNetworkInterfaceAttribute
RunScheduledInstances
EnableEbsEncryptionByDefault
GetEbsEncryptionByDefault
CreatePlacementGroup
SearchTransitGatewayRoutes
SendDiagnosticInterrupt`,
  },
  {
    source: 'autoscaling.amazonaws.com',
    prefix: 'autoscaling',
    guide: 'EC2 Auto Scaling User Guide, "Log Amazon EC2 Auto Scaling API calls with AWS CloudTrail"',
    names: `CreateAutoScalingGroup
DeleteAutoScalingGroup
TerminateInstanceInAutoScalingGroup
PutScalingPolicy
PutScheduledUpdateGroupAction
DescribeScalingActivities
DeleteScheduledAction
StartInstanceRefresh
RecordLifecycleActionHeartbeat
SuspendProcesses
PutLifecycleHook
EnterStandby
CreateOrUpdateTags`,
  },
  {
    source: 'elasticloadbalancing.amazonaws.com',
    prefix: 'elasticloadbalancing',
    guide: 'Elastic Load Balancing guides, "Log API calls using AWS CloudTrail"',
    names: `CreateListener
CreateRule
ModifyListener
ModifyTargetGroup
SetSecurityGroups
AddListenerCertificates
DescribeInstanceHealth
ConfigureHealthCheck
CreateLoadBalancerListeners
ModifyLoadBalancerAttributes
SetWebACL = elasticloadbalancing:SetWebAcl`,
  },
  {
    source: 'ecs.amazonaws.com',
    prefix: 'ecs',
    guide: 'ECS Developer Guide, "Log Amazon ECS API calls using AWS CloudTrail"',
    names: `DiscoverPollEndpoint
Poll
StartTelemetrySession
SubmitTaskStateChange
SubmitContainerStateChange
RegisterContainerInstance
DeregisterContainerInstance
UpdateContainerInstancesState
ExecuteCommand
DeregisterTaskDefinition
PutClusterCapacityProviders
GetTaskProtection
UpdateTaskProtection`,
  },
  {
    source: 'ecr.amazonaws.com',
    prefix: 'ecr',
    guide: 'ECR User Guide, "Logging Amazon ECR actions with AWS CloudTrail"',
    names: `BatchDeleteImage
SetRepositoryPolicy
GetRepositoryPolicy
PutLifecyclePolicy
StartImageScan
DescribeImageScanFindings
PutImageTagMutability
PutReplicationConfiguration
ReplicateImage
BatchImportUpstreamImage`,
  },
  {
    source: 'eks.amazonaws.com',
    prefix: 'eks',
    guide: 'EKS User Guide, "Log API calls as AWS CloudTrail events"',
    names: `DescribeCluster
ListClusters
CreateNodegroup
UpdateNodegroupConfig
ListNodegroups
CreateAddon
AccessKubernetesApi
CreateAccessEntry
AssociateAccessPolicy
CreatePodIdentityAssociation
UpdateClusterVersion
CreateFargateProfile
AssociateEncryptionConfig
MutateViaKubernetesApi`,
  },
  {
    source: 'eks-auth.amazonaws.com',
    prefix: 'eks-auth',
    guide: 'EKS User Guide, "Log API calls as AWS CloudTrail events"',
    names: `AssumeRoleForPodIdentity`,
  },
  {
    source: 'rds.amazonaws.com',
    prefix: 'rds',
    guide: 'RDS User Guide, "Monitoring Amazon RDS API calls in AWS CloudTrail"',
    names: `CreateDBSnapshot
ModifyDBSnapshotAttribute
CopyDBSnapshot
RestoreDBInstanceFromDBSnapshot
CreateDBCluster
ModifyDBCluster
StartExportTask
AddRoleToDBCluster
CreateDBParameterGroup
DownloadDBLogFilePortion
StopDBCluster
FailoverDBCluster`,
  },
  {
    source: 'rdsdata.amazonaws.com',
    prefix: 'rds-data',
    guide: 'Aurora User Guide, "Logging RDS Data API calls with AWS CloudTrail"',
    names: `CommitTransaction = rds-data:CommitTransaction, rds-data:BeginTransaction
RollbackTransaction = rds-data:RollbackTransaction, rds-data:BeginTransaction
ExecuteSql`,
  },
  {
    source: 'elasticfilesystem.amazonaws.com',
    prefix: 'elasticfilesystem',
    guide: 'EFS User Guide, "Logging Amazon EFS API calls with AWS CloudTrail"',
    names: `CreateFileSystem
CreateMountTarget
DescribeMountTargets
CreateAccessPoint
PutFileSystemPolicy
DescribeFileSystems
DeleteFileSystem
PutBackupPolicy
TagResource`,
  },
  {
    source: 'es.amazonaws.com',
    prefix: 'es',
    guide: 'OpenSearch Service Developer Guide, "Monitoring Amazon OpenSearch Service API calls with AWS CloudTrail"',
    names: `ListTags
GetUpgradeStatus
UpgradeDomain
CreateOutboundConnection
AssociatePackage
CreateElasticsearchServiceRole
DescribeDomains`,
  },
  {
    source: 'osis.amazonaws.com',
    prefix: 'osis',
    guide: 'OpenSearch Service Developer Guide, "Logging Amazon OpenSearch Ingestion API calls using AWS CloudTrail"',
    names: `CreatePipeline
GetPipeline
StopPipeline
Ingest`,
  },
  {
    source: 'aoss.amazonaws.com',
    prefix: 'aoss',
    guide: 'OpenSearch Service Developer Guide, "Logging OpenSearch Serverless API calls using AWS CloudTrail"',
    names: `UpdateCollection
CreateLifecyclePolicy
GetAccessPolicy
CreateVpcEndpoint
ListSecurityPolicies`,
  },
  {
    source: 'kafka.amazonaws.com',
    prefix: 'kafka',
    guide: 'MSK Developer Guide, "Log Amazon MSK API calls with AWS CloudTrail"',
    names: `CreateCluster
CreateClusterV2
GetBootstrapBrokers
ListClustersV2
DescribeClusterV2
UpdateBrokerStorage
CreateConfiguration`,
  },
  {
    source: 'kafka-cluster.amazonaws.com',
    prefix: 'kafka-cluster',
    guide: 'MSK Developer Guide, "Log Amazon MSK API calls with AWS CloudTrail"',
    names: `DeleteTopic
AlterTopic
AlterGroup
DescribeTopicDynamicConfiguration`,
  },
  {
    source: 'amazonmq.amazonaws.com',
    prefix: 'mq',
    guide: 'Amazon MQ Developer Guide, "Logging Amazon MQ API calls using AWS CloudTrail"',
    names: `CreateConfiguration
CreateUser
DeleteBroker
DescribeBroker
ListBrokers
RebootBroker
UpdateBroker`,
  },
  {
    source: 'airflow.amazonaws.com',
    prefix: 'airflow',
    guide: 'MWAA User Guide, "Monitoring Amazon MWAA with AWS CloudTrail"',
    names: `CreateWebLoginToken
UpdateEnvironment
ListEnvironments
InvokeRestApi
PublishMetrics`,
  },
  {
    source: 'pinpoint.amazonaws.com',
    prefix: 'mobiletargeting',
    guide: 'Pinpoint Developer Guide, "Logging Amazon Pinpoint API calls with AWS CloudTrail"',
    names: `CreateApp
SendMessages
GetEndpoint
UpdateEndpoint
PutEvents`,
  },
  {
    source: 'metrics-sagemaker.amazonaws.com',
    prefix: 'sagemaker',
    guide: 'SageMaker Developer Guide, "Logging Amazon SageMaker API calls with AWS CloudTrail"',
    names: `BatchPutMetrics`,
  },
  {
    source: 'sagemaker.amazonaws.com',
    prefix: 'sagemaker',
    guide: 'SageMaker Developer Guide, "Logging Amazon SageMaker API calls with AWS CloudTrail"',
    names: `InvokeEndpointWithResponseStream
GetRecord
BatchGetRecord
CreateProcessingJob
CreateNotebookInstance
CreatePresignedDomainUrl
CreateEndpointConfig
DescribeEndpoint`,
  },
  {
    source: 'cassandra.amazonaws.com',
    prefix: 'cassandra',
    guide: 'Keyspaces Developer Guide, "Logging Amazon Keyspaces API calls with AWS CloudTrail"',
    names: `Select
Insert = cassandra:Modify
Update = cassandra:Modify
Delete = cassandra:Modify
AlterTable = cassandra:Alter
DropTable = cassandra:Drop
DropKeyspace = cassandra:Drop
AlterKeyspace = cassandra:Alter
TagResource`,
  },
  {
    source: 'timestream.amazonaws.com',
    prefix: 'timestream',
    guide: 'Timestream Developer Guide, "Logging Timestream API calls with AWS CloudTrail"',
    names: `WriteRecords
CreateDatabase
DescribeTable
CreateScheduledQuery
DescribeEndpoints
ExecuteScheduledQuery
CancelQuery`,
  },
  {
    source: 'ingest.timestream.amazonaws.com',
    prefix: 'timestream',
    guide: 'Timestream Developer Guide, "Logging Timestream API calls with AWS CloudTrail"',
    names: `WriteRecords`,
  },
  {
    source: 'models.lex.amazonaws.com',
    prefix: 'lex',
    guide: 'Lex Developer Guide, "Monitoring Amazon Lex API calls with AWS CloudTrail logs"',
    names: `PutIntent
GetBot
PutBotAlias`,
  },
  {
    source: 'runtime.lex.amazonaws.com',
    prefix: 'lex',
    guide: 'Lex Developer Guide, "Monitoring Amazon Lex API calls with AWS CloudTrail logs"',
    names: `PostText
PostContent`,
  },
  {
    source: 'lexv2.amazonaws.com',
    prefix: 'lex',
    guide: 'Lex V2 Developer Guide, "Logging Amazon Lex V2 API calls using AWS CloudTrail"',
    names: `RecognizeText
CreateBot
BuildBotLocale
CreateIntent`,
  },
  {
    source: 'agreement-marketplace.amazonaws.com',
    prefix: 'aws-marketplace',
    guide: 'Marketplace API Reference, "Logging AWS Marketplace API calls with AWS CloudTrail"',
    names: `AcceptAgreementRequest
DescribeAgreement`,
  },
  {
    source: 'deployment-marketplace.amazonaws.com',
    prefix: 'aws-marketplace',
    guide: 'Marketplace API Reference, "Logging AWS Marketplace API calls with AWS CloudTrail"',
    names: `PutDeploymentParameter`,
  },
  {
    source: 'metering-marketplace.amazonaws.com',
    prefix: 'aws-marketplace',
    guide: 'Marketplace Seller Guide, "Logging AWS Marketplace Metering API calls with AWS CloudTrail"',
    names: `MeterUsage
BatchMeterUsage
RegisterUsage
ResolveCustomer`,
  },
  {
    source: 'entitlement.marketplace.amazonaws.com',
    prefix: 'aws-marketplace',
    guide: 'Marketplace Seller Guide, "Logging AWS Marketplace Metering API calls with AWS CloudTrail"',
    names: `GetEntitlements`,
  },
  {
    source: 'tagging.amazonaws.com',
    prefix: 'tag',
    guide: 'Tagging AWS Resources User Guide, "Logging API calls with AWS CloudTrail"',
    names: `GetComplianceSummary
StartReportCreation`,
  },
  {
    source: 'resource-groups.amazonaws.com',
    prefix: 'resource-groups',
    guide: 'Resource Groups User Guide, "Logging AWS Resource Groups API calls with AWS CloudTrail"',
    names: `CreateGroup
GetGroup
SearchResources
ListGroupResources
Tag
Untag
GetTags`,
  },
  {
    source: 'xray.amazonaws.com',
    prefix: 'xray',
    guide: 'X-Ray Developer Guide, "Logging X-Ray API calls with AWS CloudTrail"',
    names: `PutTraceSegments
PutTelemetryRecords
GetSamplingRules
GetSamplingTargets
BatchGetTraces
GetServiceGraph
GetTraceGraph
CreateGroup
CreateSamplingRule`,
  },
  {
    source: 'iot.amazonaws.com',
    prefix: 'iot',
    guide: 'IoT Developer Guide, "Log AWS IoT API calls using AWS CloudTrail"',
    names: `AttachThingPrincipal
CreatePolicy
RegisterThing
CreateJob
DescribeThing
UpdateCertificate
SearchIndex`,
  },
  {
    source: 'glue.amazonaws.com',
    prefix: 'glue',
    guide: 'Glue Developer Guide, "Logging AWS Glue API calls with AWS CloudTrail"',
    names: `GetPartition
BatchGetPartition
UpdateTable
BatchCreatePartition
GetJobBookmark
StartCrawler
GetCrawler
PutSchemaVersionMetadata
GetSchemaVersion
GetConnection
CreateJob
PutDataCatalogEncryptionSettings
GetUserDefinedFunctions
SearchTables`,
  },
  {
    source: 'lakeformation.amazonaws.com',
    prefix: 'lakeformation',
    guide: 'Lake Formation Developer Guide, "Logging AWS Lake Formation API calls using AWS CloudTrail"',
    names: `GetDataAccess
GrantPermissions
RevokePermissions
BatchGrantPermissions
ListPermissions
RegisterResource
GetEffectivePermissionsForPath
AddLFTagsToResource
GetDataLakeSettings
PutDataLakeSettings`,
  },
  {
    source: 'athena.amazonaws.com',
    prefix: 'athena',
    guide: 'Athena User Guide, "Log Amazon Athena API calls with AWS CloudTrail"',
    names: `ListQueryExecutions
CreateWorkGroup
BatchGetQueryExecution
GetDataCatalog
GetTableMetadata
ListDatabases
CreatePreparedStatement
GetQueryRuntimeStatistics
GetQueryResultsStream`,
  },
  {
    source: 'redshift-data.amazonaws.com',
    prefix: 'redshift-data',
    guide: 'Redshift Management Guide, "Logging with CloudTrail"',
    names: `CancelStatement
ListStatements`,
  },
  {
    source: 'backup.amazonaws.com',
    prefix: 'backup',
    guide: 'Backup Developer Guide, "Logging AWS Backup API calls with CloudTrail"',
    names: `DescribeBackupJob
PutBackupVaultAccessPolicy
ListRecoveryPointsByBackupVault
CopyIntoBackupVault
CopyFromBackupVault`,
  },
  {
    source: 'guardduty.amazonaws.com',
    prefix: 'guardduty',
    guide: 'GuardDuty User Guide, "Logging Amazon GuardDuty API calls with AWS CloudTrail"',
    names: `UpdateDetector
DeleteDetector
ArchiveFindings
SendSecurityTelemetry`,
  },
  {
    source: 'config.amazonaws.com',
    prefix: 'config',
    guide: 'Config Developer Guide, "Logging AWS Config API calls with AWS CloudTrail"',
    names: `GetComplianceDetailsByConfigRule
SelectAggregateResourceConfig
BatchGetResourceConfig
PutConformancePack
ListDiscoveredResources`,
  },
  {
    source: 'health.amazonaws.com',
    prefix: 'health',
    guide: 'Health User Guide, "Logging AWS Health API calls with AWS CloudTrail"',
    names: `DescribeEvents
DescribeEventAggregates
DescribeEventDetails
DescribeAffectedEntities`,
  },
  {
    source: 'ce.amazonaws.com',
    prefix: 'ce',
    guide: 'Cost Management User Guide, "Logging AWS Billing and Cost Management API calls with AWS CloudTrail"',
    names: `GetCostAndUsage
GetCostForecast
GetDimensionValues
GetReservationUtilization
GetTags
GetAnomalies`,
  },
  {
    source: 'codebuild.amazonaws.com',
    prefix: 'codebuild',
    guide: 'CodeBuild User Guide, "Log AWS CodeBuild API calls with AWS CloudTrail"',
    names: `ListBuildsForProject
CreateReportGroup
BatchPutTestCases
UpdateProject
ImportSourceCredentials
RetryBuild
StartBuildBatch`,
  },
  {
    source: 'codepipeline.amazonaws.com',
    prefix: 'codepipeline',
    guide: 'CodePipeline User Guide, "Logging CodePipeline API calls with AWS CloudTrail"',
    names: `PollForJobs
AcknowledgeJob
PutJobFailureResult
PutActionRevision
GetJobDetails`,
  },
  {
    source: 'codedeploy.amazonaws.com',
    prefix: 'codedeploy',
    guide: 'CodeDeploy User Guide, "Monitoring deployments with AWS CloudTrail"',
    names: `GetDeploymentConfig
GetApplicationRevision
ContinueDeployment
StopDeployment`,
  },
  {
    source: 'codecommit.amazonaws.com',
    prefix: 'codecommit',
    guide: 'CodeCommit User Guide, "Logging AWS CodeCommit API calls with AWS CloudTrail"',
    names: `GetBranch
GetCommit
GetFile
PutFile
CreateCommit
CreatePullRequest
MergePullRequestByFastForward
GetRepository
CreateBranch
DeleteBranch
BatchGetRepositories`,
  },
  {
    source: 'codeartifact.amazonaws.com',
    prefix: 'codeartifact',
    guide: 'CodeArtifact User Guide, "CodeArtifact information in CloudTrail"',
    names: `PublishPackageVersion
ListPackages
CopyPackageVersions
DescribePackageVersion
GetPackageVersionAsset
CreateRepository`,
  },
  {
    source: 'cloudtrail.amazonaws.com',
    prefix: 'cloudtrail',
    guide: 'CloudTrail User Guide, "Logging CloudTrail API calls with CloudTrail"',
    names: `DeleteTrail
ListTrails
StartQuery
GetQueryResults
CreateEventDataStore
PutInsightSelectors
AddTags`,
  },
  {
    source: 'elasticmapreduce.amazonaws.com',
    prefix: 'elasticmapreduce',
    guide: 'EMR Management Guide, "Logging Amazon EMR API calls using AWS CloudTrail"',
    names: `AddJobFlowSteps
DescribeCluster
ListClusters
ListSteps
TerminateJobFlows
SetTerminationProtection
ModifyInstanceGroups
PutAutoScalingPolicy
CreateStudio
GetClusterSessionCredentials`,
  },
  {
    source: 'emr-serverless.amazonaws.com',
    prefix: 'emr-serverless',
    guide: 'EMR Serverless User Guide, "Logging EMR Serverless API calls using AWS CloudTrail"',
    names: `StartJobRun = emr-serverless:StartJobRun
CreateApplication
GetJobRun
CancelJobRun
GetDashboardForJobRun`,
  },
  {
    source: 'cloudshell.amazonaws.com',
    prefix: 'cloudshell',
    guide: 'CloudShell User Guide, "Logging AWS CloudShell API calls with AWS CloudTrail"',
    names: `CreateEnvironment
CreateSession
GetEnvironmentStatus
DeleteEnvironment
GetFileDownloadUrls
GetFileUploadUrls
PutCredentials
StartEnvironment`,
  },
  {
    source: 'servicediscovery.amazonaws.com',
    prefix: 'servicediscovery',
    guide: 'Cloud Map Developer Guide, "Logging AWS Cloud Map API calls using AWS CloudTrail"',
    names: `DeregisterInstance
GetOperation
ListNamespaces
DiscoverInstancesRevision
GetInstancesHealthStatus`,
  },
  {
    source: 'application-autoscaling.amazonaws.com',
    prefix: 'application-autoscaling',
    guide: 'Application Auto Scaling User Guide, "Log Application Auto Scaling API calls using AWS CloudTrail"',
    names: `DescribeScalableTargets
RegisterScalableTarget
PutScalingPolicy
DeregisterScalableTarget
PutScheduledAction`,
  },
  {
    source: 'quicksight.amazonaws.com',
    prefix: 'quicksight',
    guide: 'QuickSight User Guide, "Logging operations with AWS CloudTrail"',
    names: `CreateDataSet
CreateDataSource
GenerateEmbedUrlForRegisteredUser
GetDashboardEmbedUrl
DescribeDashboard
ListUsers
RegisterUser
UpdateDashboard`,
  },
  {
    source: 'textract.amazonaws.com',
    prefix: 'textract',
    guide: 'Textract Developer Guide, "Logging Amazon Textract API calls with AWS CloudTrail"',
    names: `GetDocumentAnalysis`,
  },
  {
    source: 'rekognition.amazonaws.com',
    prefix: 'rekognition',
    guide: 'Rekognition Developer Guide, "Logging Amazon Rekognition API calls with AWS CloudTrail"',
    names: `StartFaceDetection
GetLabelDetection`,
  },
  {
    source: 'wafv2.amazonaws.com',
    prefix: 'wafv2',
    guide: 'WAF Developer Guide, "Logging API calls with AWS CloudTrail"',
    names: `GetSampledRequests
PutLoggingConfiguration`,
  },
  {
    source: 'waf-regional.amazonaws.com',
    prefix: 'waf-regional',
    guide: 'WAF Developer Guide, "Logging API calls with AWS CloudTrail"',
    names: `CreateWebACL
UpdateWebACL
AssociateWebACL
GetChangeToken`,
  },
  {
    source: 'transfer.amazonaws.com',
    prefix: 'transfer',
    guide: 'Transfer Family User Guide, "Logging AWS Transfer Family API calls using AWS CloudTrail"',
    names: `CreateUser
DescribeServer
StartServer
TestIdentityProvider
SendWorkflowStepState
StartFileTransfer`,
  },
  {
    source: 'route53.amazonaws.com',
    prefix: 'route53',
    guide: 'Route 53 Developer Guide, "Logging Amazon Route 53 API calls with AWS CloudTrail"',
    names: `CreateHostedZone
AssociateVPCWithHostedZone
ListHostedZonesByName
ChangeTagsForResource
GetHealthCheckStatus`,
  },
  {
    source: 'signer.amazonaws.com',
    prefix: 'signer',
    guide: 'Signer Developer Guide, "Logging AWS Signer API calls with AWS CloudTrail"',
    names: `SignPayload
StartSigningJob
PutSigningProfile
GetRevocationStatus
DescribeSigningJob`,
  },
  {
    source: 'ebs.amazonaws.com',
    prefix: 'ebs',
    guide: 'EBS User Guide, "Log API calls for EBS direct APIs with AWS CloudTrail"',
    names: `ListChangedBlocks`,
  },
  {
    source: 'swf.amazonaws.com',
    prefix: 'swf',
    guide: 'SWF Developer Guide, "Recording API calls with AWS CloudTrail"',
    names: `StartWorkflowExecution
PollForDecisionTask
PollForActivityTask
RespondDecisionTaskCompleted
RespondActivityTaskCompleted
RegisterDomain
SignalWorkflowExecution
CountOpenWorkflowExecutions`,
  },
  {
    source: 'mediaconvert.amazonaws.com',
    prefix: 'mediaconvert',
    guide: 'MediaConvert User Guide, "Logging AWS Elemental MediaConvert API calls with CloudTrail"',
    names: `CreateJobTemplate`,
  },
  {
    source: 'kinesisvideo.amazonaws.com',
    prefix: 'kinesisvideo',
    guide: 'Kinesis Video Streams Developer Guide, "Log Amazon Kinesis Video Streams API calls with AWS CloudTrail"',
    names: `PutMedia
GetMedia
GetHLSStreamingSessionURL
CreateSignalingChannel
ConnectAsMaster
GetClip`,
  },
  {
    source: 'savingsplans.amazonaws.com',
    prefix: 'savingsplans',
    guide: 'Savings Plans User Guide, "Logging Savings Plans API calls with AWS CloudTrail"',
    names: `DescribeSavingsPlans
CreateSavingsPlan
DescribeSavingsPlansOfferings`,
  },
  {
    source: 'account.amazonaws.com',
    prefix: 'account',
    guide: 'Account Management Reference Guide, "Logging AWS Account Management API calls using AWS CloudTrail"',
    names: `EnableRegion
DisableRegion
ListRegions
GetContactInformation
PutAlternateContact
GetAlternateContact
CloseAccount`,
  },
  {
    source: 'servicequotas.amazonaws.com',
    prefix: 'servicequotas',
    guide: 'Service Quotas User Guide, "Logging Service Quotas API calls using AWS CloudTrail"',
    names: `GetServiceQuota
ListServiceQuotas
RequestServiceQuotaIncrease
GetAWSDefaultServiceQuota`,
  },
  {
    source: 'imagebuilder.amazonaws.com',
    prefix: 'imagebuilder',
    guide: 'Image Builder User Guide, "Log Image Builder API calls using AWS CloudTrail"',
    names: `CreateImage
StartImagePipelineExecution
GetImage
CreateComponent`,
  },
  {
    source: 'datasync.amazonaws.com',
    prefix: 'datasync',
    guide: 'DataSync User Guide, "Logging AWS DataSync API calls with AWS CloudTrail"',
    names: `StartTaskExecution
DescribeTask
CreateAgent
ListTasks`,
  },
  {
    source: 'ds.amazonaws.com',
    prefix: 'ds',
    guide: 'Directory Service Administration Guide, "Logging AWS Directory Service API calls using AWS CloudTrail"',
    names: `CreateDirectory
DescribeDirectories
CreateMicrosoftAD
ResetUserPassword
AuthorizeApplication`,
  },
  {
    source: 'workspaces.amazonaws.com',
    prefix: 'workspaces',
    guide: 'WorkSpaces Administration Guide, "Log WorkSpaces API calls by using CloudTrail"',
    names: `CreateWorkspaces
DescribeWorkspaces
TerminateWorkspaces
RebootWorkspaces`,
  },
  {
    source: 'macie2.amazonaws.com',
    prefix: 'macie2',
    guide: 'Macie User Guide, "Logging Amazon Macie API calls using AWS CloudTrail"',
    names: `CreateClassificationJob
GetFindings
EnableMacie
GetMacieSession`,
  },
  {
    source: 'inspector2.amazonaws.com',
    prefix: 'inspector2',
    guide: 'Inspector User Guide, "Logging Amazon Inspector API calls using AWS CloudTrail"',
    names: `Enable
ListFindings
ListCoverage
CreateFilter
BatchGetAccountStatus`,
  },
  {
    source: 'detective.amazonaws.com',
    prefix: 'detective',
    guide: 'Detective Administration Guide, "Logging Amazon Detective API calls with AWS CloudTrail"',
    names: `CreateGraph
ListGraphs
CreateMembers
SearchGraph`,
  },
  {
    source: 'aps.amazonaws.com',
    prefix: 'aps',
    guide: 'Amazon Managed Service for Prometheus User Guide, "Logging API calls using AWS CloudTrail"',
    names: `RemoteWrite
QueryMetrics
CreateWorkspace
GetLabels`,
  },
  {
    source: 'grafana.amazonaws.com',
    prefix: 'grafana',
    guide: 'Amazon Managed Grafana User Guide, "Logging Amazon Managed Grafana API calls using AWS CloudTrail"',
    names: `CreateWorkspace
CreateWorkspaceApiKey
UpdatePermissions`,
  },
  {
    source: 'verifiedpermissions.amazonaws.com',
    prefix: 'verifiedpermissions',
    guide: 'Verified Permissions User Guide, "Logging Amazon Verified Permissions API calls using AWS CloudTrail"',
    names: `GetSchema
PutSchema
ListPolicies`,
  },
]
