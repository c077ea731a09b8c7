/** Recorded calls of services that stand further away, and events that are no calls, in the form of `recorded-calls.test.data.ts`. */
import type { RecordedCalls } from './recorded-calls.test.data.js'

export const OTHER_RECORDED_CALLS: readonly RecordedCalls[] = [
  {
    source: 'cloudshell.amazonaws.com',
    calls: `CreateSession {"environmentId":"e"} => cloudshell:CreateSession *
PutCredentials {"environmentId":"e"} => cloudshell:PutCredentials *
GetEnvironmentStatus {"environmentId":"e"} => cloudshell:GetEnvironmentStatus *`,
  },
  {
    source: 'kms.amazonaws.com',
    calls: `RotateKey {"keyId":"1a"} !AwsServiceEvent => -
SynchronizeMultiRegionKey {"keyId":"1a"} !AwsServiceEvent => -`,
  },
  {
    source: 'ec2.amazonaws.com',
    calls: `BidEvictedEvent null !AwsServiceEvent => -
SharedSnapshotVolumeCreated null => ?`,
  },
  {
    source: 'iam.amazonaws.com',
    calls: `PasswordUpdated null !AwsConsoleSignIn => -`,
  },
  {
    source: 'sso.amazonaws.com',
    calls: `Federate null !AwsServiceEvent => -
Authenticate null !AwsServiceEvent => -
ListAccountRoles {"accountId":"1"} => -`,
  },
  {
    source: 's3-object-lambda.amazonaws.com',
    calls: `GetObject {"bucketName":"x"} => s3-object-lambda:GetObject *
WriteGetObjectResponse {"x-amz-request-route":"r"} => s3-object-lambda:WriteGetObjectResponse *`,
  },
  {
    source: 's3-outposts.amazonaws.com',
    calls: `GetObject {"bucketName":"x"} => s3-outposts:GetObject *
CreateEndpoint {"outpostId":"op-1"} => s3-outposts:CreateEndpoint ~outpost/op-1/endpoint/*`,
  },
  {
    source: 'states.amazonaws.com',
    calls: `InvokeHTTPEndpoint null => states:InvokeHTTPEndpoint *`,
  },
  {
    source: 'rolesanywhere.amazonaws.com',
    calls: `CreateSession {"roleArn":"arn:aws:iam::111122223333:role/r"} => ?`,
  },
  {
    source: 'eks-auth.amazonaws.com',
    calls: `AssumeRoleForPodIdentity {"clusterName":"c"} => eks-auth:AssumeRoleForPodIdentity arn:aws:eks:us-east-1:111122223333:cluster/c`,
  },
  {
    source: 'ec2-instance-connect.amazonaws.com',
    calls: `SendSSHPublicKey {"instanceId":"i-1","instanceOSUser":"ec2-user"} => ec2-instance-connect:SendSSHPublicKey arn:aws:ec2:us-east-1:111122223333:instance/i-1`,
  },
  {
    source: 'lakeformation.amazonaws.com',
    calls: `GetDataAccess {"tableArn":"arn:aws:glue:us-east-1:111122223333:table/d/t"} => lakeformation:GetDataAccess *`,
  },
  {
    source: 'glue.amazonaws.com',
    calls: `GetUnfilteredTableMetadata {"databaseName":"d","name":"t"} => glue:GetTable ~catalog; glue:GetTable ~database/d; glue:GetTable ~table/d/t
GetPartitions {"databaseName":"d","tableName":"t"} => glue:GetPartitions ~database/d; glue:GetPartitions ~catalog; glue:GetPartitions ~table/d/t
BatchGetPartition {"databaseName":"d","tableName":"t"} => glue:BatchGetPartition ~database/d; glue:BatchGetPartition ~catalog; glue:BatchGetPartition ~table/d/t`,
  },
  {
    source: 'codestar-connections.amazonaws.com',
    calls: `UseConnection {"connectionArn":"x"} => codestar-connections:UseConnection *`,
  },
  {
    source: 'codeconnections.amazonaws.com',
    calls: `CreateConnection {"connectionName":"c"} => codeconnections:CreateConnection *`,
  },
  {
    source: 'q.amazonaws.com',
    calls: `StartConversation null => q:StartConversation *`,
  },
  {
    source: 'codewhisperer.amazonaws.com',
    calls: `GenerateRecommendations null => codewhisperer:GenerateRecommendations *`,
  },
  {
    source: 'freetier.amazonaws.com',
    calls: `GetFreeTierUsage null => freetier:GetFreeTierUsage *`,
  },
  {
    source: 'servicequotas.amazonaws.com',
    calls: `GetServiceQuota {"serviceCode":"s","quotaCode":"q"} => servicequotas:GetServiceQuota ~s/q`,
  },
  {
    source: 'trustedadvisor.amazonaws.com',
    calls: `DescribeCheckItems null => trustedadvisor:DescribeCheckItems *`,
  },
  {
    source: 'health.amazonaws.com',
    calls: `DescribeEventAggregates null => health:DescribeEventAggregates *`,
  },
  {
    source: 'notifications.amazonaws.com',
    calls: `ListNotificationHubs null => notifications:ListNotificationHubs *`,
  },
  {
    source: 'identitystore.amazonaws.com',
    calls: `DescribeUser {"identityStoreId":"d-1","userId":"u"} => identitystore:DescribeUser arn:aws:identitystore::111122223333:identitystore/d-1; identitystore:DescribeUser arn:aws:identitystore:::user/u`,
  },
  {
    source: 'rum.amazonaws.com',
    calls: `PutRumEvents {"id":"a"} => rum:PutRumEvents ~appmonitor/*`,
  },
  {
    source: 'aps.amazonaws.com',
    calls: `QueryMetrics null => aps:QueryMetrics *`,
  },
  {
    source: 'elasticache.amazonaws.com',
    calls: `CreateCacheCluster {"cacheClusterId":"c"} => elasticache:CreateCacheCluster *
DescribeCacheClusters null => elasticache:DescribeCacheClusters *`,
  },
  {
    source: 'redshift-serverless.amazonaws.com',
    calls: `GetCredentials {"workgroupName":"w"} => redshift-serverless:GetCredentials ~workgroup/*`,
  },
  {
    source: 'redshift.amazonaws.com',
    calls: `GetClusterCredentials {"clusterIdentifier":"c","dbUser":"u","dbName":"d"} => redshift:GetClusterCredentials ~dbuser:c/u; redshift:GetClusterCredentials ~dbname:c/d`,
  },
  {
    source: 'airflow.amazonaws.com',
    calls: `CreateCliToken {"name":"e"} => airflow:CreateCliToken ~environment/e`,
  },
  {
    source: 'mq.amazonaws.com',
    calls: `DescribeBroker {"broker-id":"b-1"} => mq:DescribeBroker *`,
  },
  {
    source: 'amazonmq.amazonaws.com',
    calls: `DescribeBroker {"broker-id":"b-1"} => mq:DescribeBroker *`,
  },
  {
    source: 'es.amazonaws.com',
    calls: `ESHttpGet null => es:ESHttpGet *`,
  },
  {
    source: 'dax.amazonaws.com',
    calls: `DescribeClusters null => dax:DescribeClusters *`,
  },
  {
    source: 'memorydb.amazonaws.com',
    calls: `DescribeClusters null => memorydb:DescribeClusters *`,
  },
  {
    source: 'bedrock-agentcore.amazonaws.com',
    calls: `InvokeAgentRuntime {"agentRuntimeArn":"arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/r"} => bedrock-agentcore:InvokeAgentRuntime ~runtime/r; bedrock-agentcore:InvokeAgentRuntime ~runtime/r/runtime-endpoint/DEFAULT`,
  },
  {
    source: 'translate.amazonaws.com',
    calls: `TranslateText {"text":"HIDDEN"} => translate:TranslateText *`,
  },
  {
    source: 'comprehend.amazonaws.com',
    calls: `DetectSentiment {"languageCode":"en"} => comprehend:DetectSentiment *`,
  },
  {
    source: 'polly.amazonaws.com',
    calls: `SynthesizeSpeech {"text":"HIDDEN"} => polly:SynthesizeSpeech *`,
  },
  {
    source: 'connect.amazonaws.com',
    calls: `StartOutboundVoiceContact {"instanceId":"i"} => connect:StartOutboundVoiceContact *`,
  },
  {
    source: 'sms-voice.amazonaws.com',
    calls: `SendTextMessage {"destinationPhoneNumber":"HIDDEN"} => sms-voice:SendTextMessage *`,
  },
  {
    source: 'mobiletargeting.amazonaws.com',
    calls: `SendMessages {"application-id":"a"} => mobiletargeting:SendMessages *`,
  },
  {
    source: 'cloudhsm.amazonaws.com',
    calls: `DescribeClusters null => cloudhsm:DescribeClusters *`,
  },
  {
    source: 'dms.amazonaws.com',
    calls: `DescribeReplicationTasks null => dms:DescribeReplicationTasks *`,
  },
  {
    source: 'ds.amazonaws.com',
    calls: `DescribeDirectories null => ds:DescribeDirectories *`,
  },
  {
    source: 'workspaces.amazonaws.com',
    calls: `DescribeWorkspaces null => workspaces:DescribeWorkspaces *`,
  },
  {
    source: 'imagebuilder.amazonaws.com',
    calls: `StartImagePipelineExecution {"imagePipelineArn":"arn:aws:imagebuilder:us-east-1:111122223333:image-pipeline/p"} => imagebuilder:StartImagePipelineExecution ~image-pipeline/p`,
  },
  {
    source: 'amplify.amazonaws.com',
    calls: `StartJob {"appId":"a","branchName":"b"} => amplify:StartJob ~apps/a/branches/b/jobs/*`,
  },
  {
    source: 'codeartifact.amazonaws.com',
    calls: `GetAuthorizationToken {"domain":"d"} => codeartifact:GetAuthorizationToken ~domain/d`,
  },
  {
    source: 'codedeploy.amazonaws.com',
    calls: `CreateDeployment {"applicationName":"a","deploymentGroupName":"g"} => codedeploy:CreateDeployment ~deploymentgroup:a/g
PutLifecycleEventHookExecutionStatus {"deploymentId":"d"} => codedeploy:PutLifecycleEventHookExecutionStatus *`,
  },
  {
    source: 'inspector2.amazonaws.com',
    calls: `ListFindings null => inspector2:ListFindings *`,
  },
  {
    source: 'macie2.amazonaws.com',
    calls: `GetFindings null => macie2:GetFindings *`,
  },
  {
    source: 'detective.amazonaws.com',
    calls: `ListGraphs null => detective:ListGraphs *`,
  },
  {
    source: 'fis.amazonaws.com',
    calls: `StartExperiment {"experimentTemplateId":"t"} => fis:StartExperiment ~experiment/*; fis:StartExperiment ~experiment-template/t`,
  },
  {
    source: 'ram.amazonaws.com',
    calls: `GetResourceShares null => ram:GetResourceShares *`,
  },
  {
    source: 'license-manager.amazonaws.com',
    calls: `ListReceivedLicenses null => license-manager:ListReceivedLicenses *`,
  },
  {
    source: 'compute-optimizer.amazonaws.com',
    calls: `GetLambdaFunctionRecommendations null => compute-optimizer:GetLambdaFunctionRecommendations *`,
  },
  {
    source: 'cur.amazonaws.com',
    calls: `DescribeReportDefinitions null => cur:DescribeReportDefinitions *`,
  },
  {
    source: 'billingconsole.amazonaws.com',
    calls: `AWSPaymentPortalService.GetAccountsByStatus null => ?`,
  },
  {
    source: 'globalaccelerator.amazonaws.com',
    calls: `ListAccelerators null => globalaccelerator:ListAccelerators *`,
  },
  {
    source: 'networkmanager.amazonaws.com',
    calls: `ListCoreNetworks null => networkmanager:ListCoreNetworks *`,
  },
  {
    source: 'route53domains.amazonaws.com',
    calls: `ListDomains null => route53domains:ListDomains *`,
  },
  {
    source: 'route53resolver.amazonaws.com',
    calls: `ListResolverRules null => route53resolver:ListResolverRules *`,
  },
  {
    source: 'shield.amazonaws.com',
    calls: `DescribeSubscription null => shield:DescribeSubscription *`,
  },
  {
    source: 'waf-regional.amazonaws.com',
    calls: `GetWebACL {"webACLId":"w"} => waf-regional:GetWebACL ~webacl/w`,
  },
  {
    source: 'network-firewall.amazonaws.com',
    calls: `DescribeFirewall {"firewallName":"f"} => network-firewall:DescribeFirewall ~firewall/f`,
  },
  {
    source: 'outposts.amazonaws.com',
    calls: `ListOutposts null => outposts:ListOutposts *`,
  },
  {
    source: 'iotwireless.amazonaws.com',
    calls: `ListWirelessDevices null => iotwireless:ListWirelessDevices *`,
  },
  {
    source: 'geo.amazonaws.com',
    calls: `SearchPlaceIndexForText {"indexName":"i"} => geo:SearchPlaceIndexForText ~place-index/i`,
  },
  {
    source: 'lex.amazonaws.com',
    calls: `RecognizeText {"botId":"B","botAliasId":"A"} => lex:RecognizeText ~bot-alias/B/A`,
  },
  {
    source: 'personalize.amazonaws.com',
    calls: `GetRecommendations {"campaignArn":"arn:aws:personalize:us-east-1:111122223333:campaign/c"} => personalize:GetRecommendations ~campaign/c`,
  },
  {
    source: 'schemas.amazonaws.com',
    calls: `DescribeSchema {"registryName":"r","schemaName":"s"} => schemas:DescribeSchema ~schema/r/s`,
  },
  {
    source: 'serverlessrepo.amazonaws.com',
    calls: `CreateCloudFormationTemplate {"applicationId":"x"} => serverlessrepo:CreateCloudFormationTemplate ~applications/*`,
  },
  {
    source: 'signer.amazonaws.com',
    calls: `StartSigningJob {"profileName":"p"} => signer:StartSigningJob ~/signing-profiles/p`,
  },
  {
    source: 'synthetics.amazonaws.com',
    calls: `StartCanary {"name":"c"} => synthetics:StartCanary ~canary:c`,
  },
  {
    source: 'resource-groups.amazonaws.com',
    calls: `SearchResources null => resource-groups:SearchResources *`,
  },
  {
    source: 'resource-explorer-2.amazonaws.com',
    calls: `Search null => resource-explorer-2:Search *`,
  },
  {
    source: 'dsql.amazonaws.com',
    calls: `GetCluster {"identifier":"c"} => dsql:GetCluster ~cluster/c`,
  },
  {
    source: 'neptune-graph.amazonaws.com',
    calls: `ExecuteQuery {"graphIdentifier":"g"} => ?`,
  },
  {
    source: 'elasticbeanstalk.amazonaws.com',
    calls: `DescribeEnvironments {"applicationName":"a"} => elasticbeanstalk:DescribeEnvironments ~environment/a/*`,
  },
  {
    source: 'opsworks.amazonaws.com',
    calls: `DescribeStacks null => opsworks:DescribeStacks *`,
  },
  {
    source: 'mediaconvert.amazonaws.com',
    calls: `GetJob {"id":"j"} => mediaconvert:GetJob ~jobs/j`,
  },
  {
    source: 'kinesisvideo.amazonaws.com',
    calls: `GetDataEndpoint {"streamName":"s"} => kinesisvideo:GetDataEndpoint ~stream/s/*`,
  },
  {
    source: 'kinesisanalytics.amazonaws.com',
    calls: `StartApplication {"applicationName":"a"} => kinesisanalytics:StartApplication ~application/a`,
  },
  {
    source: 'osis.amazonaws.com',
    calls: `GetPipeline {"PipelineName":"p"} => osis:GetPipeline ~pipeline/p`,
  },
  {
    source: 'aoss.amazonaws.com',
    calls: `BatchGetCollection {"ids":["c"]} => aoss:BatchGetCollection *`,
  },
  {
    source: 'kafkaconnect.amazonaws.com',
    calls: `ListConnectors null => kafkaconnect:ListConnectors *`,
  },
  {
    source: 'payment-cryptography.amazonaws.com',
    calls: `EncryptData {"keyIdentifier":"k"} => payment-cryptography:EncryptData ~alias/*; payment-cryptography:EncryptData ~key/k`,
  },
]
