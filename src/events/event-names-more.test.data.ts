/**
 * More names of events with the IAM actions that each means, of services that stand beside serverless apps. Sources of events
 * are those of the EventBridge Events Reference.
 */
import type { EventNames } from './event-names.test.data.js'

export const MORE_EVENT_NAMES: readonly EventNames[] = [
  {
    source: 'bedrock.amazonaws.com',
    prefix: 'bedrock',
    guide: 'Bedrock User Guide, "Monitor Amazon Bedrock API calls using CloudTrail"',
    names: `InvokeModel
InvokeModelWithResponseStream
Converse = bedrock:InvokeModel
ConverseStream = bedrock:InvokeModelWithResponseStream
ListFoundationModels
GetFoundationModel
CreateGuardrail
ApplyGuardrail
InvokeAgent
Retrieve
CreateAgent
CreateKnowledgeBase
StartIngestionJob
InvokeFlow
ListAsyncInvokes
CreateModelCustomizationJob
GetInferenceProfile
Rerank
CreateModelInvocationJob`,
  },
  {
    source: 'cognito-identity.amazonaws.com',
    prefix: 'cognito-identity',
    guide: 'Cognito Developer Guide, "Amazon Cognito logging in AWS CloudTrail"',
    names: `GetId = -
GetCredentialsForIdentity = -
GetOpenIdToken = -
UnlinkIdentity = -
GetOpenIdTokenForDeveloperIdentity
CreateIdentityPool
ListIdentities
SetIdentityPoolRoles
LookupDeveloperIdentity`,
  },
  {
    source: 'scheduler.amazonaws.com',
    prefix: 'scheduler',
    guide: 'EventBridge Scheduler User Guide, "Logging Amazon EventBridge Scheduler API calls using AWS CloudTrail"',
    names: `CreateSchedule
UpdateSchedule
GetSchedule
DeleteSchedule
ListSchedules
CreateScheduleGroup
TagResource`,
  },
  {
    source: 'pipes.amazonaws.com',
    prefix: 'pipes',
    guide: 'EventBridge User Guide, "Logging Amazon EventBridge API calls using AWS CloudTrail"',
    names: `CreatePipe
UpdatePipe
DeletePipe
DescribePipe
StartPipe
StopPipe
ListPipes`,
  },
  {
    source: 'appsync.amazonaws.com',
    prefix: 'appsync',
    guide: 'AppSync Developer Guide, "Logging AWS AppSync API calls with AWS CloudTrail"',
    names: `CreateGraphqlApi
CreateDataSource
GetGraphqlApi
StartSchemaCreation
CreateResolver
EvaluateCode
ListApiKeys
CreateApi`,
  },
  {
    source: 'rdsdata.amazonaws.com',
    prefix: 'rds-data',
    guide: 'Aurora User Guide, "Logging RDS Data API calls with AWS CloudTrail"',
    names: `ExecuteStatement
BatchExecuteStatement
BeginTransaction`,
  },
  {
    source: 'es.amazonaws.com',
    prefix: 'es',
    guide: 'OpenSearch Service Developer Guide, "Monitoring Amazon OpenSearch Service API calls with AWS CloudTrail"',
    names: `CreateElasticsearchDomain
DescribeElasticsearchDomain
CreateDomain
DescribeDomain
UpdateDomainConfig
ListDomainNames
AddTags
DeleteDomain`,
  },
  {
    source: 'aoss.amazonaws.com',
    prefix: 'aoss',
    guide: 'OpenSearch Service Developer Guide, "Logging OpenSearch Serverless API calls using AWS CloudTrail"',
    names: `CreateCollection
BatchGetCollection
CreateAccessPolicy
CreateSecurityPolicy
ListCollections`,
  },
  {
    source: 'geo.amazonaws.com',
    prefix: 'geo',
    guide: 'Location Service Developer Guide, "Logging and monitoring with AWS CloudTrail"',
    names: `SearchPlaceIndexForText
CalculateRoute
GetMapTile
GetMapStyleDescriptor
BatchUpdateDevicePosition
CreateTracker
CreatePlaceIndex`,
  },
  {
    source: 'comprehend.amazonaws.com',
    prefix: 'comprehend',
    guide: 'Comprehend Developer Guide, "Logging Amazon Comprehend API calls with AWS CloudTrail"',
    names: `DetectSentiment
DetectEntities
BatchDetectSentiment
StartEntitiesDetectionJob
DetectPiiEntities
ClassifyDocument`,
  },
  {
    source: 'textract.amazonaws.com',
    prefix: 'textract',
    guide: 'Textract Developer Guide, "Logging Amazon Textract API calls with AWS CloudTrail"',
    names: `AnalyzeDocument
DetectDocumentText
StartDocumentTextDetection
GetDocumentTextDetection
StartDocumentAnalysis
AnalyzeExpense
AnalyzeID`,
  },
  {
    source: 'rekognition.amazonaws.com',
    prefix: 'rekognition',
    guide: 'Rekognition Developer Guide, "Logging Amazon Rekognition API calls with AWS CloudTrail"',
    names: `DetectLabels
DetectFaces
DetectModerationLabels
CompareFaces
IndexFaces
SearchFacesByImage
StartLabelDetection
CreateCollection
DetectText
RecognizeCelebrities`,
  },
  {
    source: 'transcribe.amazonaws.com',
    prefix: 'transcribe',
    guide: 'Transcribe Developer Guide, "Monitoring Amazon Transcribe with AWS CloudTrail"',
    names: `StartTranscriptionJob
GetTranscriptionJob
ListTranscriptionJobs
CreateVocabulary
StartStreamTranscription
StartMedicalTranscriptionJob`,
  },
  {
    source: 'translate.amazonaws.com',
    prefix: 'translate',
    guide: 'Translate Developer Guide, "Logging Amazon Translate API calls with AWS CloudTrail"',
    names: `TranslateText
StartTextTranslationJob
TranslateDocument
ListTerminologies
ImportTerminology`,
  },
  {
    source: 'polly.amazonaws.com',
    prefix: 'polly',
    guide: 'Polly Developer Guide, "Logging Amazon Polly API calls with AWS CloudTrail"',
    names: `SynthesizeSpeech
DescribeVoices
StartSpeechSynthesisTask
PutLexicon
ListLexicons`,
  },
  {
    source: 'iot.amazonaws.com',
    prefix: 'iot',
    guide: 'IoT Developer Guide, "Log AWS IoT API calls using AWS CloudTrail"',
    names: `CreateThing
AttachPolicy
DescribeEndpoint
CreateTopicRule
ListThings
CreateKeysAndCertificate
GetThingShadow
UpdateThingShadow
DeleteThingShadow`,
  },
  {
    source: 'wafv2.amazonaws.com',
    prefix: 'wafv2',
    guide: 'WAF Developer Guide, "Logging API calls with AWS CloudTrail"',
    names: `CreateWebACL
GetWebACL
UpdateWebACL
AssociateWebACL
ListWebACLs
CreateIPSet
UpdateIPSet
GetIPSet
ListResourcesForWebACL
CheckCapacity`,
  },
  {
    source: 'backup.amazonaws.com',
    prefix: 'backup',
    guide: 'Backup Developer Guide, "Logging AWS Backup API calls with CloudTrail"',
    names: `CreateBackupPlan
StartBackupJob
ListBackupJobs
CreateBackupVault
StartRestoreJob
DescribeBackupVault
CreateBackupSelection`,
  },
  {
    source: 'organizations.amazonaws.com',
    prefix: 'organizations',
    guide: 'Organizations User Guide, "Logging and monitoring in AWS Organizations"',
    names: `DescribeOrganization
ListAccounts
CreateAccount
AttachPolicy
DescribeAccount
ListParents
MoveAccount
ListPolicies
ListRoots`,
  },
  {
    source: 'sso.amazonaws.com',
    prefix: 'sso',
    guide: 'IAM Identity Center User Guide, "Logging IAM Identity Center API calls with AWS CloudTrail"',
    names: `CreatePermissionSet
ProvisionPermissionSet
CreateAccountAssignment
ListInstances
ListPermissionSets
AttachManagedPolicyToPermissionSet
ListAccountAssignments`,
  },
  {
    source: 'identitystore.amazonaws.com',
    prefix: 'identitystore',
    guide: 'IAM Identity Center User Guide, "Logging IAM Identity Center API calls with AWS CloudTrail"',
    names: `ListUsers
CreateUser
DescribeUser
ListGroups
IsMemberInGroups
CreateGroupMembership
GetUserId`,
  },
  {
    source: 's3express.amazonaws.com',
    prefix: 's3express',
    guide: 'S3 User Guide, "Logging with AWS CloudTrail for directory buckets"',
    names: `CreateBucket
DeleteBucket
DeleteBucketPolicy
GetBucketPolicy
PutBucketPolicy
ListDirectoryBuckets = s3express:ListAllMyDirectoryBuckets
CreateSession
PutObject = s3express:CreateSession
GetObject = s3express:CreateSession
HeadObject = s3express:CreateSession
DeleteObject = s3express:CreateSession
DeleteObjects = s3express:CreateSession
CopyObject = s3express:CreateSession
UploadPart = s3express:CreateSession
CompleteMultipartUpload = s3express:CreateSession
ListObjectsV2 = s3express:CreateSession`,
  },
  {
    source: 'edgekeyvaluestore.amazonaws.com',
    prefix: 'cloudfront-keyvaluestore',
    guide: 'EventBridge Events Reference, "Amazon CloudFront KeyValueStore events"',
    names: `GetKey
PutKey
DeleteKey
ListKeys
UpdateKeys
DescribeKeyValueStore`,
  },
  {
    source: 'verifiedpermissions.amazonaws.com',
    prefix: 'verifiedpermissions',
    guide: 'Verified Permissions User Guide, "Logging Amazon Verified Permissions API calls using AWS CloudTrail"',
    names: `IsAuthorized
IsAuthorizedWithToken
CreatePolicyStore
BatchIsAuthorized = verifiedpermissions:IsAuthorized
BatchIsAuthorizedWithToken = verifiedpermissions:IsAuthorizedWithToken
BatchGetPolicy = verifiedpermissions:GetPolicy
CreatePolicy`,
  },
  {
    source: 'acm.amazonaws.com',
    prefix: 'acm',
    guide: 'Certificate Manager User Guide, "Using CloudTrail with AWS Certificate Manager"',
    names: `RequestCertificate
DescribeCertificate
ListCertificates
DeleteCertificate
AddTagsToCertificate`,
  },
  {
    source: 'codebuild.amazonaws.com',
    prefix: 'codebuild',
    guide: 'CodeBuild User Guide, "Log AWS CodeBuild API calls with AWS CloudTrail"',
    names: `StartBuild
BatchGetBuilds
CreateProject
BatchGetProjects
StopBuild
ListProjects`,
  },
  {
    source: 'codepipeline.amazonaws.com',
    prefix: 'codepipeline',
    guide: 'CodePipeline User Guide, "Logging CodePipeline API calls with AWS CloudTrail"',
    names: `StartPipelineExecution
PutJobSuccessResult
GetPipelineState
GetPipeline
PutApprovalResult`,
  },
  {
    source: 'codedeploy.amazonaws.com',
    prefix: 'codedeploy',
    guide: 'CodeDeploy User Guide, "Monitoring CodeDeploy with AWS CloudTrail"',
    names: `CreateDeployment
GetDeployment
PutLifecycleEventHookExecutionStatus
RegisterApplicationRevision`,
  },
  {
    source: 'elasticache.amazonaws.com',
    prefix: 'elasticache',
    guide: 'ElastiCache User Guide, "Logging Amazon ElastiCache API calls with AWS CloudTrail"',
    names: `DescribeCacheClusters
CreateCacheCluster
DescribeReplicationGroups
CreateServerlessCache`,
  },
  {
    source: 'redshift-data.amazonaws.com',
    prefix: 'redshift-data',
    guide: 'Redshift Management Guide, "Logging with CloudTrail"',
    names: `ExecuteStatement
GetStatementResult
DescribeStatement
BatchExecuteStatement`,
  },
  {
    source: 'batch.amazonaws.com',
    prefix: 'batch',
    guide: 'Batch User Guide, "Logging AWS Batch API calls using AWS CloudTrail"',
    names: `SubmitJob
DescribeJobs
ListJobs
CreateJobQueue
RegisterJobDefinition
TerminateJob`,
  },
  {
    source: 'sagemaker.amazonaws.com',
    prefix: 'sagemaker',
    guide: 'SageMaker Developer Guide, "Logging Amazon SageMaker API calls using AWS CloudTrail"',
    names: `InvokeEndpoint
CreateEndpoint
CreateTrainingJob
DescribeTrainingJob
ListModels
InvokeEndpointAsync`,
  },
  {
    source: 'mediaconvert.amazonaws.com',
    prefix: 'mediaconvert',
    guide: 'MediaConvert User Guide, "Logging AWS Elemental MediaConvert API calls with CloudTrail"',
    names: `CreateJob
GetJob
DescribeEndpoints
ListJobs`,
  },
  {
    source: 'amplify.amazonaws.com',
    prefix: 'amplify',
    guide: 'Amplify User Guide, "Logging Amplify API calls using AWS CloudTrail"',
    names: `CreateApp
StartDeployment
GetApp
StartJob
CreateDeployment`,
  },
  {
    source: 'servicediscovery.amazonaws.com',
    prefix: 'servicediscovery',
    guide: 'Cloud Map Developer Guide, "Log AWS Cloud Map API calls using AWS CloudTrail"',
    names: `DiscoverInstances
CreateService
RegisterInstance
CreatePrivateDnsNamespace`,
  },
  {
    source: 'appconfig.amazonaws.com',
    prefix: 'appconfig',
    guide: 'AppConfig User Guide, "Logging AWS AppConfig API calls using AWS CloudTrail"',
    names: `CreateApplication
StartDeployment
GetConfiguration
StartConfigurationSession
GetLatestConfiguration`,
  },
  {
    source: 'budgets.amazonaws.com',
    prefix: 'budgets',
    guide: 'Billing User Guide, "Logging Billing and Cost Management API calls with AWS CloudTrail"',
    names: `CreateBudget = budgets:ModifyBudget
UpdateBudget = budgets:ModifyBudget
DeleteBudget = budgets:ModifyBudget
DescribeBudget = budgets:ViewBudget
DescribeBudgets = budgets:ViewBudget`,
  },
  {
    source: 'cassandra.amazonaws.com',
    prefix: 'cassandra',
    guide: 'Keyspaces Developer Guide, "Logging Amazon Keyspaces API calls with AWS CloudTrail"',
    names: `CreateTable = cassandra:Create
CreateKeyspace = cassandra:Create
DeleteTable = cassandra:Drop
GetTable = cassandra:Select
ListTables = cassandra:Select
UpdateTable = cassandra:Alter`,
  },
  {
    source: 'codeartifact.amazonaws.com',
    prefix: 'codeartifact',
    guide: 'CodeArtifact User Guide, "Logging CodeArtifact API calls with AWS CloudTrail"',
    names: `GetAuthorizationToken
GetRepositoryEndpoint`,
  },
  {
    source: 'config.amazonaws.com',
    prefix: 'config',
    guide: 'Config Developer Guide, "Logging AWS Config API calls with AWS CloudTrail"',
    names: `PutConfigRule
DescribeConfigRules
PutEvaluations
GetResourceConfigHistory
SelectResourceConfig
StartConfigRulesEvaluation`,
  },
  {
    source: 'securityhub.amazonaws.com',
    prefix: 'securityhub',
    guide: 'Security Hub User Guide, "Logging Security Hub API calls with CloudTrail"',
    names: `GetFindings
BatchImportFindings
EnableSecurityHub
BatchUpdateFindings`,
  },
  {
    source: 'guardduty.amazonaws.com',
    prefix: 'guardduty',
    guide: 'GuardDuty User Guide, "Logging Amazon GuardDuty API calls with AWS CloudTrail"',
    names: `CreateDetector
ListDetectors
GetFindings
ListFindings`,
  },
  {
    source: 'mobiletargeting.amazonaws.com',
    prefix: 'mobiletargeting',
    guide: 'Pinpoint Developer Guide, "Logging Amazon Pinpoint API calls with AWS CloudTrail"',
    names: `SendMessages
CreateApp
GetEndpoint
UpdateEndpoint
SendUsersMessages
CreateCampaign`,
  },
  {
    source: 'airflow.amazonaws.com',
    prefix: 'airflow',
    guide: 'MWAA User Guide, "Viewing audit logs in AWS CloudTrail"',
    names: `CreateEnvironment
CreateCliToken
GetEnvironment`,
  },
]
