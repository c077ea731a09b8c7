/**
 * What CloudTrail records, by action: never, as data events of a resource type (`resources.type` of a selector), or as
 * management events, which is all else.
 *
 * Source: CloudTrail User Guide, "CloudTrail concepts", table "Data events supported by AWS CloudTrail", with the services' pages
 * that it names; Service Authorization Reference for the actions of the operations that those pages list. Where a page does not
 * say which operations of a type are recorded, actions are of that type that read or write its contents: what is not known to
 * be a management event is not concluded from management events.
 */

/** Actions that no event speaks of, whatever a trail selects. Patterns with `*` at the end. */
export const NEVER: readonly string[] = [
  'iam:PassRole',
  'execute-api:*',
  'logs:PutLogEvents',
  'logs:GetLogEvents',
  'logs:FilterLogEvents',
  'logs:Unmask',
  // Lambda makes these with the function's role, and they are recorded as the service's.
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
  'rds-db:connect',
  'elasticache:Connect',
  'memorydb:Connect',
  'neptune-db:*',
  'kafka-cluster:*',
  'elasticfilesystem:ClientMount',
  'elasticfilesystem:ClientWrite',
  'elasticfilesystem:ClientRootAccess',
  'lambda:InvokeFunctionUrl',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenDataChannel',
  'ec2messages:*',
  'es:ESHttp*',
  'aoss:APIAccessAll',
  'aoss:DashboardsAccessAll',
  'osis:Ingest',
  'cloudsearch:document',
  'cloudsearch:search',
  'cloudsearch:suggest',
  'aps:RemoteWrite',
  'aps:QueryMetrics',
  'aps:GetSeries',
  'aps:GetLabels',
  'aps:GetMetricMetadata',
  'vpc-lattice-svcs:*',
  'iot:Connect',
  'iot:Publish',
  'iot:Receive',
  'iot:RetainPublish',
  'iot:Subscribe',
  // Source: IoT Developer Guide, "Log AWS IoT API calls using AWS CloudTrail": calls of devices, and such that list, leave no entries.
  'iot:GetThingShadow',
  'iot:UpdateThingShadow',
  'iot:DeleteThingShadow',
  'iot:List*',
  'iot:Describe*',
  // Source: Pinpoint Developer Guide, "Logging Amazon Pinpoint API calls with AWS CloudTrail".
  'mobiletargeting:PutEvents',
  'mobiletargeting:SendMessages',
  'mobiletargeting:SendUsersMessages',
]

/** Side checks of calls that are recorded under another action's name. */
export const SIDE_CHECKS: readonly string[] = [
  's3:GetObjectVersion*',
  's3:DeleteObjectVersion*',
  's3:PutObjectVersion*',
  's3:BypassGovernanceRetention',
]

export interface DataClass {
  /** `resources.type` of a selector. */
  readonly type: string
  readonly actions: readonly string[]
}

const of = (type: string, prefix: string, names: string): DataClass => ({
  type,
  actions: names.split(' ').map((name) => `${prefix}:${name}`),
})

export const DATA_CLASSES: readonly DataClass[] = [
  of(
    'AWS::S3::Object',
    's3',
    'ListBucket ListBucketVersions GetObject* PutObject* DeleteObject* RestoreObject AbortMultipartUpload ListMultipartUploadParts ListBucketMultipartUploads',
  ),
  of('AWS::S3Express::Object', 's3express', 'CreateSession'),
  of('AWS::S3Outposts::Object', 's3-outposts', 'GetObject* PutObject* DeleteObject* ListBucket AbortMultipartUpload'),
  of('AWS::S3ObjectLambda::AccessPoint', 's3-object-lambda', '*'),
  of('AWS::S3Tables::Table', 's3tables', 'GetTableData PutTableData'),
  of('AWS::S3Vectors::Index', 's3vectors', 'PutVectors GetVectors QueryVectors DeleteVectors ListVectors'),
  of(
    'AWS::DynamoDB::Table',
    'dynamodb',
    'GetItem PutItem UpdateItem DeleteItem Query Scan BatchGetItem BatchWriteItem ConditionCheckItem PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
  ),
  of('AWS::DynamoDB::Stream', 'dynamodb', 'GetRecords GetShardIterator'),
  of('AWS::Lambda::Function', 'lambda', 'InvokeFunction InvokeAsync'),
  of(
    'AWS::SQS::Queue',
    'sqs',
    'SendMessage ReceiveMessage DeleteMessage ChangeMessageVisibility GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListQueues ListQueueTags',
  ),
  of('AWS::SNS::Topic', 'sns', 'Publish'),
  of('AWS::Kinesis::Stream', 'kinesis', 'PutRecord PutRecords GetRecords GetShardIterator SubscribeToShard'),
  of('AWS::KinesisFirehose::DeliveryStream', 'firehose', 'PutRecord PutRecordBatch'),
  of(
    'AWS::KinesisVideo::Stream',
    'kinesisvideo',
    'PutMedia GetMedia GetMediaForFragmentList GetHLS* GetDASH* GetClip GetImages ListFragments',
  ),
  of('AWS::KinesisVideo::SignalingChannel', 'kinesisvideo', 'ConnectAs* SendAlexaOfferToMaster GetIceServerConfig JoinStorageSession*'),
  of('AWS::Events::EventBus', 'events', 'PutEvents'),
  of('AWS::Events::EventSource', 'events', 'PutPartnerEvents'),
  of('AWS::CloudWatch::Metric', 'cloudwatch', 'PutMetricData GetMetricData GetMetricStatistics GetMetricWidgetImage ListMetrics'),
  of(
    'AWS::XRay::Trace',
    'xray',
    'PutTraceSegments PutTelemetryRecords GetSamplingTargets GetSamplingStatisticSummaries BatchGetTraces GetServiceGraph GetTimeSeriesServiceStatistics GetTraceGraph GetTraceSummaries',
  ),
  of('AWS::RUM::AppMonitor', 'rum', 'PutRumEvents'),
  of('AWS::StepFunctions::StateMachine', 'states', 'InvokeHTTPEndpoint StartSyncExecution'),
  of('AWS::StepFunctions::Activity', 'states', 'GetActivityTask'),
  of('AWS::AppSync::GraphQLApi', 'appsync', 'GraphQL'),
  of('AWS::AppConfig::Configuration', 'appconfig', 'StartConfigurationSession GetLatestConfiguration GetConfiguration'),
  of('AWS::Cognito::IdentityPool', 'cognito-identity', 'GetId GetCredentialsForIdentity GetOpenIdToken* UnlinkIdentity'),
  of(
    'AWS::SES::EmailIdentity',
    'ses',
    'SendEmail SendRawEmail SendTemplatedEmail SendBulkEmail SendBulkTemplatedEmail SendCustomVerificationEmail',
  ),
  of('AWS::SMSVoice::Message', 'sms-voice', 'SendTextMessage SendVoiceMessage SendMediaMessage SendDestinationNumberVerificationCode'),
  of(
    'AWS::SocialMessaging::PhoneNumberId',
    'social-messaging',
    'SendWhatsAppMessage PostWhatsAppMessageMedia GetWhatsAppMessageMedia DeleteWhatsAppMessageMedia',
  ),
  of('AWS::Pinpoint::App', 'mobiletargeting', 'UpdateEndpoint UpdateEndpointsBatch'),
  of('AWS::Bedrock::AgentAlias', 'bedrock', 'InvokeAgent'),
  of('AWS::Bedrock::InlineAgent', 'bedrock', 'InvokeInlineAgent'),
  of('AWS::Bedrock::KnowledgeBase', 'bedrock', 'Retrieve*'),
  of('AWS::Bedrock::FlowAlias', 'bedrock', 'InvokeFlow'),
  of('AWS::Bedrock::Guardrail', 'bedrock', 'ApplyGuardrail'),
  of('AWS::Bedrock::PromptVersion', 'bedrock', 'RenderPrompt'),
  of('AWS::BedrockAgentCore::Runtime', 'bedrock-agentcore', 'InvokeAgentRuntime*'),
  of('AWS::BedrockAgentCore::Gateway', 'bedrock-agentcore', 'InvokeGateway'),
  of(
    'AWS::BedrockAgentCore::Memory',
    'bedrock-agentcore',
    'CreateEvent GetEvent ListEvents DeleteEvent ListActors ListSessions GetMemoryRecord ListMemoryRecords DeleteMemoryRecord RetrieveMemoryRecords Batch*',
  ),
  of('AWS::BedrockAgentCore::Browser', 'bedrock-agentcore', 'ConnectBrowser* StartBrowserSession StopBrowserSession UpdateBrowserStream'),
  of(
    'AWS::BedrockAgentCore::CodeInterpreter',
    'bedrock-agentcore',
    'StartCodeInterpreterSession InvokeCodeInterpreter StopCodeInterpreterSession',
  ),
  of('AWS::BedrockAgentCore::WorkloadIdentity', 'bedrock-agentcore', 'GetWorkloadAccessToken* GetResourceOauth2Token GetResourceApiKey'),
  of('AWS::SageMaker::Endpoint', 'sagemaker', 'InvokeEndpoint*'),
  of('AWS::SageMaker::FeatureGroup', 'sagemaker', 'GetRecord PutRecord DeleteRecord BatchGetRecord'),
  of('AWS::SageMaker::ExperimentTrialComponent', 'sagemaker', 'BatchPutMetrics'),
  of('AWS::GreengrassV2::ComponentVersion', 'greengrass', 'ResolveComponentCandidates'),
  of(
    'AWS::IoTSiteWise::Asset',
    'iotsitewise',
    'BatchPutAssetPropertyValue BatchGetAssetProperty* GetAssetProperty* GetInterpolatedAssetPropertyValues ExecuteQuery',
  ),
  of('AWS::IoTTwinMaker::Workspace', 'iottwinmaker', 'GetPropertyValue* BatchPutPropertyValues ExecuteQuery'),
  of('AWS::RDS::DBCluster', 'rds-data', '*'),
  of('AWS::DSQL::Cluster', 'dsql', 'DbConnect*'),
  of('AWS::Cassandra::Table', 'cassandra', 'Select Modify'),
  of('AWS::Timestream::Table', 'timestream', 'Select SelectValues'),
  of('AWS::Timestream::RegionalEndpoint', 'timestream', 'WriteRecords DescribeEndpoints'),
  of(
    'AWS::NeptuneGraph::Graph',
    'neptune-graph',
    'ReadDataViaQuery WriteDataViaQuery DeleteDataViaQuery GetQueryStatus CancelQuery ListQueries',
  ),
  of('AWS::SDB::Domain', 'sdb', 'Select GetAttributes PutAttributes DeleteAttributes BatchPutAttributes BatchDeleteAttributes'),
  of(
    'AWS::SWF::Domain',
    'swf',
    'PollFor* Respond* RecordActivityTaskHeartbeat StartWorkflowExecution SignalWorkflowExecution TerminateWorkflowExecution RequestCancelWorkflowExecution Count* ListOpenWorkflowExecutions ListClosedWorkflowExecutions GetWorkflowExecutionHistory DescribeWorkflowExecution',
  ),
  of('AWS::EC2::Snapshot', 'ebs', '*'),
  of('AWS::EC2::InstanceConnectEndpoint', 'ec2-instance-connect', 'OpenTunnel'),
  of('AWS::ECS::ContainerInstance', 'ecs', 'Poll StartTelemetrySession PutSystemLogEvents'),
  of('AWS::SSMMessages::ControlChannel', 'ssmmessages', 'CreateControlChannel OpenControlChannel'),
  of('AWS::SSM::ManagedNode', 'ssm', 'RequestManagedInstanceRoleToken'),
  of('AWS::ServiceDiscovery::Namespace', 'servicediscovery', 'DiscoverInstances DiscoverInstancesRevision'),
  of('AWS::CloudFront::KeyValueStore', 'cloudfront-keyvaluestore', '*'),
  of('AWS::CloudTrail::Channel', 'cloudtrail-data', 'PutAuditEvents'),
  of('AWS::GuardDuty::Detector', 'guardduty', 'SendSecurityTelemetry'),
  of('AWS::MWAA::Environment', 'airflow', 'InvokeRestApi PublishMetrics'),
  of('AWS::VerifiedPermissions::PolicyStore', 'verifiedpermissions', 'IsAuthorized*'),
  of('AWS::PaymentCryptography::Key', 'payment-cryptography', 'EncryptData DecryptData ReEncryptData Generate* Verify* TranslatePinData'),
  of('AWS::Signer::SigningProfile', 'signer', 'SignPayload GetRevocationStatus'),
  of(
    'AWS::QBusiness::Application',
    'qbusiness',
    'Chat ChatSync ListMessages ListConversations PutFeedback DeleteConversation SearchRelevantContent',
  ),
  of('AWS::KendraRanking::ExecutionPlan', 'kendra-ranking', 'Rescore'),
  of('AWS::MachineLearning::MlModel', 'machinelearning', 'Predict'),
  of('AWS::GeoMaps::Provider', 'geo-maps', '*'),
  of('AWS::GeoPlaces::Provider', 'geo-places', '*'),
  of('AWS::GeoRoutes::Provider', 'geo-routes', '*'),
  of('AWS::ManagedBlockchain::Network', 'managedblockchain', 'InvokeAsBitcoin* InvokeRpc* POST GET Invoke'),
  of('AWS::ManagedBlockchainQuery::QueryAPI', 'managedblockchain-query', '*'),
  of(
    'AWS::MedicalImaging::Datastore',
    'medical-imaging',
    'GetImage* GetDICOM* SearchImageSets SearchDICOM* UpdateImageSetMetadata CopyImageSet DeleteImageSet',
  ),
  of('AWS::DataExchange::Asset', 'dataexchange', 'SendApiAsset'),
  of('AWS::CodeGuruProfiler::ProfilingGroup', 'codeguru-profiler', 'PostAgentProfile ConfigureAgent'),
  of('AWS::B2BI::Transformer', 'b2bi', 'StartTransformerJob GetTransformerJob'),
]

/**
 * Actions whose events say of themselves that they read, or write, against the access level that IAM gives the action.
 * Source: KMS Developer Guide, "Examples of AWS KMS log entries"; IAM User Guide, "Example IAM and AWS STS API events in CloudTrail
 * log file"; DynamoDB Developer Guide, "Understanding DynamoDB log file entries".
 */
export const RECORDED_AS_READ: readonly string[] = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey*',
  'kms:GenerateMac',
  'kms:GenerateRandom',
  'kms:DeriveSharedSecret',
  'kms:Sign',
  'kms:Verify',
  'kms:VerifyMac',
  'sts:AssumeRole*',
  'sts:SetSourceIdentity',
  'sts:TagSession',
  'sts:GetFederationToken',
]
export const RECORDED_AS_WRITE: readonly string[] = ['dynamodb:PartiQLSelect']

/**
 * Actions of no operation of an API that have management events of their own name all the same. Source: CodeCommit User Guide,
 * CodeArtifact User Guide, EKS User Guide, Lake Formation Developer Guide, ECR User Guide, the pages on CloudTrail.
 */
export const RECORDED_BY_NAME: ReadonlySet<string> = new Set([
  'codecommit:GitPull',
  'codecommit:GitPush',
  'codeartifact:ReadFromRepository',
  'eks:AccessKubernetesApi',
  'lakeformation:GetDataAccess',
  'ecr:ReplicateImage',
  'ecr:BatchImportUpstreamImage',
])

export const matchesPattern = (pattern: string, action: string): boolean =>
  pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern
