/**
 * Names of events of the example records in the services' guides.
 */
import type { EventNames } from './event-names.test.data.js'

export const EXAMPLE_EVENT_NAMES: readonly EventNames[] = [
  {
    source: 'access-analyzer.amazonaws.com',
    prefix: 'access-analyzer',
    guide: 'IAM User Guide, "Logging IAM Access Analyzer API calls with AWS CloudTrail"',
    names: `CreateAnalyzer`,
  },
  {
    source: 'acm-pca.amazonaws.com',
    prefix: 'acm-pca',
    guide: 'Private CA User Guide, "Creating a certificate authority"',
    names: `CreateCertificateAuthority
CreateCertificateAuthorityAuditReport
DeleteCertificateAuthority
DeletePolicy
DescribeCertificateAuthority
GetCertificate
GetCertificateAuthorityCertificate
GetCertificateAuthorityCsr
GetPolicy
ImportCertificateAuthorityCertificate
IssueCertificate
ListCertificateAuthorities
ListTags
PutPolicy
RestoreCertificateAuthority
RevokeCertificate
TagCertificateAuthority
UntagCertificateAuthority
UpdateCertificateAuthority`,
  },
  {
    source: 'acm.amazonaws.com',
    prefix: 'acm',
    guide: 'Certificate User Guide, "ACM API actions supported in CloudTrail logging"',
    names: `ExportCertificate
GetCertificate
ImportCertificate
ListTagsForCertificate
RemoveTagsFromCertificate
ResendValidationEmail`,
  },
  {
    source: 'amazonmq.amazonaws.com',
    prefix: 'mq',
    guide: 'Amazon MQ Developer Guide, "Logging Amazon MQ API calls using AWS CloudTrail"',
    names: `CreateBroker`,
  },
  {
    source: 'amplify.amazonaws.com',
    prefix: 'amplify',
    guide: 'Amplify Console User Guide, "Logging Amplify API calls using AWS CloudTrail"',
    names: `ListApps`,
  },
  {
    source: 'amplifybackend.amazonaws.com',
    prefix: 'amplifybackend',
    guide: 'Amplify Console User Guide, "Logging Amplify API calls using AWS CloudTrail"',
    names: `ListBackendJobs`,
  },
  {
    source: 'apigateway.amazonaws.com',
    prefix: 'apigateway',
    guide: 'Amazon API Gateway Developer Guide, "Logging calls to Amazon API Gateway APIs with AWS CloudTrail"',
    names: `GetResource = apigateway:GET`,
  },
  {
    source: 'appmesh.amazonaws.com',
    prefix: 'appmesh',
    guide: 'App Mesh User Guide, "Logging with AWS CloudTrail"',
    names: `CreateMesh`,
  },
  {
    source: 'apprunner.amazonaws.com',
    prefix: 'apprunner',
    guide: 'App Runner Developer Guide, "Logging App Runner API calls with AWS CloudTrail"',
    names: `CreateService`,
  },
  {
    source: 'appstream.amazonaws.com',
    prefix: 'appstream',
    guide: 'Amazon AppStream 2.0 Developer Guide, "Logging AppStream 2.0 API Calls with AWS CloudTrail"',
    names: `AssociateFleet`,
  },
  {
    source: 'athena.amazonaws.com',
    prefix: 'athena',
    guide: 'Amazon Athena User Guide, "Using CloudTrail to troubleshoot Athena notebook API calls"',
    names: `CreateNamedQuery
ImportNotebook
StartCalculationExecution
StartSession
TerminateSession
UpdateNotebook`,
  },
  {
    source: 'autoscaling.amazonaws.com',
    prefix: 'autoscaling',
    guide: 'CloudTrail User Guide, "CloudTrail Insights insightDetails element"',
    names: `CompleteLifecycleAction
CreateLaunchConfiguration`,
  },
  {
    source: 'batch.amazonaws.com',
    prefix: 'batch',
    guide: 'Batch User Guide, "Logging AWS Batch API Calls with AWS CloudTrail"',
    names: `CreateComputeEnvironment`,
  },
  {
    source: 'chime.amazonaws.com',
    prefix: 'chime',
    guide: 'Amazon Chime Administration Guide, "Logging Amazon Chime API calls with AWS CloudTrail"',
    names: `AddDomain`,
  },
  {
    source: 'cloud9.amazonaws.com',
    prefix: 'cloud9',
    guide: 'Cloud9 User Guide, "Logging AWS Cloud9 API Calls with AWS CloudTrail"',
    names: `CreateEnvironmentEC2
CreateEnvironmentMembership
CreateEnvironmentSSH
DeleteEnvironment
DeleteEnvironmentMembership
DescribeEnvironmentMemberships
DescribeEnvironmentStatus
DescribeEnvironments
ListEnvironments
ListTagsForResource
TagResource
UntagResource
UpdateEnvironment
UpdateEnvironmentMembership`,
  },
  {
    source: 'cloudhsm.amazonaws.com',
    prefix: 'cloudhsm',
    guide: 'CloudHSM User Guide, "Working with AWS CloudTrail and AWS CloudHSM"',
    names: `CreateHsm`,
  },
  {
    source: 'codeartifact.amazonaws.com',
    prefix: 'codeartifact',
    guide: 'CodeArtifact User Guide, "Logging CodeArtifact API calls with AWS CloudTrail"',
    names: `ReadFromRepository`,
  },
  {
    source: 'codecommit.amazonaws.com',
    prefix: 'codecommit',
    guide: 'CodeCommit User Guide, "Logging AWS CodeCommit API calls with AWS CloudTrail"',
    names: `CreateRepository
GitPull
GitPush
ListRepositories`,
  },
  {
    source: 'codedeploy.amazonaws.com',
    prefix: 'codedeploy',
    guide: 'CodeDeploy User Guide, "Monitoring deployments with AWS CloudTrail"',
    names: `CreateDeploymentGroup`,
  },
  {
    source: 'codepipeline.amazonaws.com',
    prefix: 'codepipeline',
    guide: 'CodePipeline User Guide, "Logging CodePipeline API calls with AWS CloudTrail"',
    names: `UpdatePipeline`,
  },
  {
    source: 'comprehend.amazonaws.com',
    prefix: 'comprehend',
    guide: 'Amazon Comprehend Developer Guide, "Logging Amazon Comprehend API calls with AWS CloudTrail"',
    names: `CreateDocumentClassifier
DeleteEntityRecognizer
DescribeDocumentClassifier
ListKeyPhrasesDetectionJobs
StartKeyPhrasesDetectionJob`,
  },
  {
    source: 'config.amazonaws.com',
    prefix: 'config',
    guide: 'Config Developer Guide, "Example Log Files"',
    names: `DeleteDeliveryChannel
DeliverConfigSnapshot
DescribeConfigurationRecorderStatus
DescribeConfigurationRecorders
DescribeDeliveryChannels
PutConfigurationRecorder
PutDeliveryChannel
StartConfigurationRecorder
StopConfigurationRecorder`,
  },
  {
    source: 'connect.amazonaws.com',
    prefix: 'connect',
    guide: 'Amazon Connect Administration Guide, "Logging Amazon Connect API calls with AWS CloudTrail"',
    names: `GetContactAttributes`,
  },
  {
    source: 'datasync.amazonaws.com',
    prefix: 'datasync',
    guide: 'DataSync User Guide, "Logging AWS DataSync API calls with AWS CloudTrail"',
    names: `CreateTask`,
  },
  {
    source: 'dax.amazonaws.com',
    prefix: 'dax',
    guide: 'Amazon DynamoDB Developer Guide, "Understanding DynamoDB log file entries"',
    names: `CreateCluster`,
  },
  {
    source: 'devops-guru.amazonaws.com',
    prefix: 'devops-guru',
    guide: 'Amazon DevOps Guru User Guide, "Logging Amazon DevOps Guru API calls with AWS CloudTrail"',
    names: `UpdateResourceCollection`,
  },
  {
    source: 'directconnect.amazonaws.com',
    prefix: 'directconnect',
    guide: 'Direct Connect User Guide, "Logging AWS Direct Connect API calls using AWS CloudTrail"',
    names: `CreateConnection
CreatePrivateVirtualInterface
DescribeConnections
DescribeVirtualInterfaces`,
  },
  {
    source: 'dms.amazonaws.com',
    prefix: 'dms',
    guide: 'DMS User Guide, "Monitoring AWS DMS tasks"',
    names: `RebootReplicationInstance`,
  },
  {
    source: 'ebs.amazonaws.com',
    prefix: 'ebs',
    guide: 'Amazon EC2 User Guide, "Log API Calls for EBS direct APIs with AWS CloudTrail"',
    names: `CompleteSnapshot
GetSnapshotBlock
ListSnapshotBlocks
PutSnapshotBlock
StartSnapshot`,
  },
  {
    source: 'ec2-instance-connect.amazonaws.com',
    prefix: 'ec2-instance-connect',
    guide: 'Amazon EC2 User Guide, "Log Amazon EC2 and Amazon EBS API calls with AWS CloudTrail"',
    names: `SendSSHPublicKey`,
  },
  {
    source: 'ec2.amazonaws.com',
    prefix: 'ec2',
    guide: 'CloudTrail User Guide, "CloudTrail log file examples"',
    names: `CreateKeyPair
CreateTransitGateway`,
  },
  {
    source: 'ecr-public.amazonaws.com',
    prefix: 'ecr-public',
    guide: 'Amazon ECR Public User Guide, "Logging Amazon ECR Public actions with AWS CloudTrail"',
    names: `CreateRepository
PutImage`,
  },
  {
    source: 'ecs.amazonaws.com',
    prefix: 'ecs',
    guide: 'Amazon ECS Developer Guide, "AWS Fargate Federal Information Processing Standard (FIPS-140)"',
    names: `PutAccountSettingDefault`,
  },
  {
    source: 'eks.amazonaws.com',
    prefix: 'eks',
    guide: 'Amazon EKS User Guide, "Analyze AWS CloudTrail log file entries"',
    names: `CreateCluster`,
  },
  {
    source: 'elasticache.amazonaws.com',
    prefix: 'elasticache',
    guide: 'Amazon ElastiCache Developer Guide, "Logging Amazon ElastiCache API calls with AWS CloudTrail"',
    names: `ModifyCacheCluster`,
  },
  {
    source: 'elasticbeanstalk.amazonaws.com',
    prefix: 'elasticbeanstalk',
    guide: 'Elastic Beanstalk Developer Guide, "Logging Elastic Beanstalk API calls with AWS CloudTrail"',
    names: `UpdateEnvironment`,
  },
  {
    source: 'elasticfilesystem.amazonaws.com',
    prefix: 'elasticfilesystem',
    guide: 'Amazon EFS User Guide, "Logging Amazon EFS API Calls with AWS CloudTrail"',
    names: `CreateTags
DeleteTags`,
  },
  {
    source: 'elasticloadbalancing.amazonaws.com',
    prefix: 'elasticloadbalancing',
    guide: 'Certificate User Guide, "Logging API calls for integrated services"',
    names: `CreateLoadBalancer
RegisterInstancesWithLoadBalancer`,
  },
  {
    source: 'elasticmapreduce.amazonaws.com',
    prefix: 'elasticmapreduce',
    guide: 'Amazon EMR Management Guide, "Manage an Amazon EMR Studio"',
    names: `DescribeStudio
RunJobFlow`,
  },
  {
    source: 'fms.amazonaws.com',
    prefix: 'fms',
    guide: 'WAF and Shield Advanced Developer Guide, "Logging API calls with AWS CloudTrail"',
    names: `GetAdminAccount`,
  },
  {
    source: 'forecast.amazonaws.com',
    prefix: 'forecast',
    guide: 'Amazon Forecast Developer Guide, "Logging Forecast API Calls with AWS CloudTrail"',
    names: `CreateDataset`,
  },
  {
    source: 'fsx.amazonaws.com',
    prefix: 'fsx',
    guide: 'Amazon FSx Windows User Guide, "Logging Amazon FSx for Windows File Server API calls using AWS CloudTrail"',
    names: `TagResource
UntagResource`,
  },
  {
    source: 'gamelift.amazonaws.com',
    prefix: 'gamelift',
    guide: 'Amazon GameLift Developer Guide, "Logging Amazon GameLift API calls with AWS CloudTrail"',
    names: `CreateFleet
DescribeFleetAttributes`,
  },
  {
    source: 'glacier.amazonaws.com',
    prefix: 'glacier',
    guide: 'Amazon Glacier Developer Guide, "Logging Amazon S3 Glacier API Calls with AWS CloudTrail"',
    names: `CreateVault
DeleteVault
DescribeVault
ListVaults`,
  },
  {
    source: 'globalaccelerator.amazonaws.com',
    prefix: 'globalaccelerator',
    guide: 'Global Accelerator Developer Guide, "Using AWS CloudTrail to log AWS Global Accelerator API calls"',
    names: `CreateAccelerator
CreateListener
DeleteListener
DescribeListener
ListAccelerators
ListListeners
UpdateListener`,
  },
  {
    source: 'glue.amazonaws.com',
    prefix: 'glue',
    guide: 'Glue Developer Guide, "Logging AWS Glue API Calls with AWS CloudTrail"',
    names: `CreateConnection
DeleteCrawler`,
  },
  {
    source: 'greengrass.amazonaws.com',
    prefix: 'greengrass',
    guide: 'Greengrass Developer Guide, "Logging AWS IoT Greengrass API calls with AWS CloudTrail"',
    names: `AssociateServiceRoleToAccount
CreateFunctionDefinition
GetConnectivityInfo
GetGroupVersion`,
  },
  {
    source: 'guardduty.amazonaws.com',
    prefix: 'guardduty',
    guide: 'Amazon GuardDuty User Guide, "Logging Amazon GuardDuty API calls with AWS CloudTrail"',
    names: `CreateThreatIntelSet`,
  },
  {
    source: 'healthlake.amazonaws.com',
    prefix: 'healthlake',
    guide: 'Amazon HealthLake Developer Guide, "Logging Amazon HealthLake API Calls with AWS CloudTrail"',
    names: `CreateFHIRDatastore`,
  },
  {
    source: 'iam.amazonaws.com',
    prefix: 'iam',
    guide: 'Amazon EKS User Guide, "Analyze AWS CloudTrail log file entries"',
    names: `DeleteInstanceProfile
GetUserPolicy`,
  },
  {
    source: 'inspector.amazonaws.com',
    prefix: 'inspector',
    guide: 'Amazon Inspector User Guide, "Logging Amazon Inspector API calls with AWS CloudTrail"',
    names: `CreateResourceGroup`,
  },
  {
    source: 'internetmonitor.amazonaws.com',
    prefix: 'internetmonitor',
    guide: 'Amazon CloudWatch User Guide, "Logging Amazon CloudWatch API calls with AWS CloudTrail"',
    names: `CreateMonitor
ListMonitors`,
  },
  {
    source: 'iotfleethub.amazonaws.com',
    prefix: 'iotfleethub',
    guide: 'Fleet Hub User Guide, "Logging Fleet Hub for AWS IoT Device Management API calls with AWS CloudTrail"',
    names: `CreateApplication`,
  },
  {
    source: 'iotsitewise.amazonaws.com',
    prefix: 'iotsitewise',
    guide: 'IoT SiteWise User Guide, "Logging AWS IoT SiteWise API calls with AWS CloudTrail"',
    names: `CreateAsset`,
  },
  {
    source: 'kafka-cluster.amazonaws.com',
    prefix: 'kafka-cluster',
    guide: 'Amazon MSK Developer Guide, "Logging"',
    names: `CreateTopic`,
  },
  {
    source: 'kafka.amazonaws.com',
    prefix: 'kafka',
    guide: 'Amazon MSK Developer Guide, "Logging"',
    names: `DeleteCluster
DescribeCluster`,
  },
  {
    source: 'kendra-ranking.amazonaws.com',
    prefix: 'kendra-ranking',
    guide: 'Amazon Kendra Developer Guide, "Logging Amazon Kendra Intelligent Ranking API calls with AWS CloudTrail logs"',
    names: `CreateRescoreExecutionPlan`,
  },
  {
    source: 'kendra.amazonaws.com',
    prefix: 'kendra',
    guide: 'Amazon Kendra Developer Guide, "Logging Amazon Kendra API calls with AWS CloudTrail logs"',
    names: `Query`,
  },
  {
    source: 'kinesisanalytics.amazonaws.com',
    prefix: 'kinesisanalytics',
    guide: 'Amazon Kinesis Data Analytics Developer Guide, "Logging Kinesis Data Analytics API Calls with AWS CloudTrail"',
    names: `AddApplicationCloudWatchLoggingOption
DescribeApplication`,
  },
  {
    source: 'kinesisvideo.amazonaws.com',
    prefix: 'kinesisvideo',
    guide: 'Kinesis Video Streams Developer Guide, "Logging Kinesis Video Streams API Calls with AWS CloudTrail"',
    names: `CreateStream
DeleteStream
DescribeStream
GetDataEndpoint
ListStreams`,
  },
  {
    source: 'kms.amazonaws.com',
    prefix: 'kms',
    guide: 'KMS Developer Guide, "ConnectCustomKeyStore"',
    names: `ConnectCustomKeyStore
CreateCustomKeyStore
DeleteAlias
DeleteCustomKeyStore
DescribeCustomKeyStores
DisableKeyRotation
DisconnectCustomKeyStore
GenerateDataKeyPairWithoutPlaintext
GetParametersForImport
ImportKeyMaterial
ReplicateKey = kms:ReplicateKey, kms:CreateKey
SynchronizeMultiRegionKey
UntagResource
UpdateCustomKeyStore
UpdateKeyDescription
UpdatePrimaryRegion
VerifyMac`,
  },
  {
    source: 'lex.amazonaws.com',
    prefix: 'lex',
    guide: 'Amazon Lex V2 Developer Guide, "Logging Amazon Lex V2 API calls with AWS CloudTrail"',
    names: `CreateBotAlias
PutBot`,
  },
  {
    source: 'license-manager.amazonaws.com',
    prefix: 'license-manager',
    guide: 'License Manager User Guide, "Logging AWS License Manager API calls using AWS CloudTrail"',
    names: `DeleteLicenseConfiguration`,
  },
  {
    source: 'mediaconvert.amazonaws.com',
    prefix: 'mediaconvert',
    guide: 'Elemental MediaConvert User Guide, "Logging MediaConvert API calls with AWS CloudTrail"',
    names: `CreateQueue
DeleteQueue
TagResource`,
  },
  {
    source: 'opsworks-cm.amazonaws.com',
    prefix: 'opsworks-cm',
    guide: 'OpsWorks User Guide, "Logging AWS OpsWorks for Chef Automate API Calls with AWS CloudTrail"',
    names: `CreateServer`,
  },
  {
    source: 'opsworks.amazonaws.com',
    prefix: 'opsworks',
    guide: 'OpsWorks User Guide, "Logging AWS OpsWorks Stacks API Calls with AWS CloudTrail"',
    names: `CreateLayer
DescribeInstances`,
  },
  {
    source: 'organizations.amazonaws.com',
    prefix: 'organizations',
    guide: 'Organizations User Guide, "Logging and monitoring in AWS Organizations"',
    names: `CloseAccount
CreateOrganizationalUnit
InviteAccountToOrganization`,
  },
  {
    source: 'osis.amazonaws.com',
    prefix: 'osis',
    guide: 'Amazon OpenSearch Service Developer Guide, "Logging Amazon OpenSearch Ingestion API calls using AWS CloudTrail"',
    names: `UpdatePipeline`,
  },
  {
    source: 'personalize.amazonaws.com',
    prefix: 'personalize',
    guide: 'Amazon Personalize Developer Guide, "Logging Amazon Personalize API calls with AWS CloudTrail"',
    names: `ListDatasetGroups`,
  },
  {
    source: 'pi.amazonaws.com',
    prefix: 'pi',
    guide: 'Amazon Aurora User Guide, "Logging Performance Insights calls using AWS CloudTrail"',
    names: `GetResourceMetrics`,
  },
  {
    source: 'pinpoint.amazonaws.com',
    prefix: 'mobiletargeting',
    guide: 'Amazon Pinpoint Developer Guide, "Logging Amazon Pinpoint API calls with AWS CloudTrail"',
    names: `CreateCampaign
GetCampaigns`,
  },
  {
    source: 'ram.amazonaws.com',
    prefix: 'ram',
    guide: 'Resource Access Manager User Guide, "Logging AWS RAM API calls with AWS CloudTrail"',
    names: `CreateResourceShare`,
  },
  {
    source: 'rbin.amazonaws.com',
    prefix: 'rbin',
    guide: 'Amazon EC2 User Guide, "Monitor Recycle Bin using AWS CloudTrail"',
    names: `CreateRule
DeleteRule
GetRule
ListRules
ListTagsForResource
LockRule
TagResource
UnlockRule
UntagResource
UpdateRule`,
  },
  {
    source: 'redshift-serverless.amazonaws.com',
    prefix: 'redshift-serverless',
    guide: 'Amazon Redshift Management Guide, "Logging with CloudTrail"',
    names: `CreateNamespace`,
  },
  {
    source: 'redshift.amazonaws.com',
    prefix: 'redshift',
    guide: 'Amazon Redshift Management Guide, "Logging with CloudTrail"',
    names: `AuthorizeDataShare`,
  },
  {
    source: 'route53.amazonaws.com',
    prefix: 'route53',
    guide: 'Amazon Route 53 Developer Guide, "Logging Amazon Route 53 API calls with AWS CloudTrail"',
    names: `CreateHealthCheck
DeleteHostedZone`,
  },
  {
    source: 'route53domains.amazonaws.com',
    prefix: 'route53domains',
    guide: 'Amazon Route 53 Developer Guide, "Logging Amazon Route 53 API calls with AWS CloudTrail"',
    names: `updateDomainContact = route53domains:UpdateDomainContact`,
  },
  {
    source: 'route53resolver.amazonaws.com',
    prefix: 'route53resolver',
    guide: 'Amazon Route 53 Developer Guide, "Logging Amazon Route 53 API calls with AWS CloudTrail"',
    names: `CreateResolverEndpoint`,
  },
  {
    source: 'sagemaker.amazonaws.com',
    prefix: 'sagemaker',
    guide: 'Amazon SageMaker Developer Guide, "Log Amazon SageMaker API Calls with AWS CloudTrail"',
    names: `CreateModel
PutRecord`,
  },
  {
    source: 'securityhub.amazonaws.com',
    prefix: 'securityhub',
    guide: 'Security Hub User Guide, "Logging AWS Security Hub API calls with AWS CloudTrail"',
    names: `CreateInsight`,
  },
  {
    source: 'serverlessrepo.amazonaws.com',
    prefix: 'serverlessrepo',
    guide:
      'Serverless Application Repository Developer Guide, "Logging AWS Serverless Application Repository API Calls with AWS CloudTrail"',
    names: `CreateApplication`,
  },
  {
    source: 'servicecatalog-appregistry.amazonaws.com',
    prefix: 'servicecatalog',
    guide: 'Service Catalog Administration Guide, "Logging AWS Service Catalog API calls using AWS CloudTrail"',
    names: `CreateApplication`,
  },
  {
    source: 'servicecatalog.amazonaws.com',
    prefix: 'servicecatalog',
    guide: 'Service Catalog Administration Guide, "Tutorial: Identifying User Resource Allocation"',
    names: `ProvisionProduct`,
  },
  {
    source: 'ses.amazonaws.com',
    prefix: 'ses',
    guide: 'Amazon SES Developer Guide, "Logging Amazon SES API calls with AWS CloudTrail"',
    names: `DeleteIdentity`,
  },
  {
    source: 'shield.amazonaws.com',
    prefix: 'shield',
    guide: 'WAF and Shield Advanced Developer Guide, "Logging API calls with AWS CloudTrail"',
    names: `DeleteProtection
ListProtections`,
  },
  {
    source: 'sms-voice.amazonaws.com',
    prefix: 'sms-voice',
    guide: 'Amazon Pinpoint Developer Guide, "Logging Amazon Pinpoint API calls with AWS CloudTrail"',
    names: `CreateConfigurationSet
CreateConfigurationSetEventDestination`,
  },
  {
    source: 'snowball.amazonaws.com',
    prefix: 'snowball',
    guide: 'Snowball Developer Guide, "Logging AWS Snowball Edge API Calls with AWS CloudTrail"',
    names: `DescribeJob`,
  },
  {
    source: 'sqlworkbench.amazonaws.com',
    prefix: 'sqlworkbench',
    guide: 'Amazon Redshift Management Guide, "Logging with CloudTrail"',
    names: `CreateConnection`,
  },
  {
    source: 'sqs.amazonaws.com',
    prefix: 'sqs',
    guide: 'Amazon SQS Developer Guide, "Logging Amazon SQS API calls using AWS CloudTrail"',
    names: `RemovePermission`,
  },
  {
    source: 'ssm-guiconnect.amazonaws.com',
    prefix: 'ssm-guiconnect',
    guide: 'Systems Manager User Guide, "Logging AWS Systems Manager API calls with AWS CloudTrail"',
    names: `StartConnection`,
  },
  {
    source: 'ssm.amazonaws.com',
    prefix: 'ssm',
    guide: 'Systems Manager User Guide, "Logging AWS Systems Manager API calls with AWS CloudTrail"',
    names: `DeleteDocument`,
  },
  {
    source: 'states.amazonaws.com',
    prefix: 'states',
    guide: 'Step Functions Developer Guide, "Logging Step Functions Using AWS CloudTrail"',
    names: `DeleteActivity`,
  },
  {
    source: 'storagegateway.amazonaws.com',
    prefix: 'storagegateway',
    guide: 'Storage Gateway User Guide, "Logging and Monitoring in AWS Storage Gateway"',
    names: `ActivateGateway`,
  },
  {
    source: 'support.amazonaws.com',
    prefix: 'support',
    guide: 'Support User Guide, "Logging AWS Support API calls with AWS CloudTrail"',
    names: `CreateCase
RefreshTrustedAdvisorCheck`,
  },
  {
    source: 'supportapp.amazonaws.com',
    prefix: 'supportapp',
    guide: 'Support User Guide, "Logging AWS Support App in Slack API calls using AWS CloudTrail"',
    names: `CreateSlackChannelConfiguration
GetAccountAlias
ListSlackChannelConfigurations`,
  },
  {
    source: 'supportplans.amazonaws.com',
    prefix: 'supportplans',
    guide: 'Support User Guide, "Logging AWS Support Plans API calls with AWS CloudTrail"',
    names: `GetSupportPlan
GetSupportPlanUpdateStatus
StartSupportPlanUpdate`,
  },
  {
    source: 'synthetics.amazonaws.com',
    prefix: 'synthetics',
    guide: 'Amazon CloudWatch User Guide, "Logging Amazon CloudWatch API calls with AWS CloudTrail"',
    names: `DescribeCanaries
GetCanaryRuns
UpdateCanary`,
  },
  {
    source: 'transfer.amazonaws.com',
    prefix: 'transfer',
    guide: 'Transfer User Guide, "Logging and monitoring in AWS Transfer Family"',
    names: `CreateServer`,
  },
  {
    source: 'trustedadvisor.amazonaws.com',
    prefix: 'trustedadvisor',
    guide: 'Support User Guide, "Logging AWS Trusted Advisor console actions with AWS CloudTrail"',
    names: `GenerateReport
RefreshCheck
UpdateNotificationPreferences`,
  },
  {
    source: 'voiceid.amazonaws.com',
    prefix: 'voiceid',
    guide: 'Amazon Connect Administration Guide, "Logging Amazon Connect API calls with AWS CloudTrail"',
    names: `CreateDomain`,
  },
  {
    source: 'waf.amazonaws.com',
    prefix: 'waf',
    guide: 'WAF and Shield Advanced Developer Guide, "Logging API calls with AWS CloudTrail"',
    names: `CreateRule
DeleteRule
GetRule
UpdateRule`,
  },
  {
    source: 'wafv2.amazonaws.com',
    prefix: 'wafv2',
    guide: 'WAF and Shield Advanced Developer Guide, "Logging API calls with AWS CloudTrail"',
    names: `DeleteWebACL`,
  },
  {
    source: 'workmail.amazonaws.com',
    prefix: 'workmail',
    guide: 'Amazon WorkMail Administration Guide, "Logging Amazon WorkMail API calls with AWS CloudTrail"',
    names: `CreateAlias
CreateUser`,
  },
  {
    source: 'workmailMessageFlow.amazonaws.com',
    prefix: 'workmailmessageflow',
    guide: 'Amazon WorkMail Administration Guide, "Logging Amazon WorkMail API calls with AWS CloudTrail"',
    names: `GetRawMessageContent`,
  },
]
