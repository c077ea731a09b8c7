/** More recorded calls, of services beside those of `recorded-calls.test.data.ts`, in the same form. */
import type { RecordedCalls } from './recorded-calls.test.data.js'

export const MORE_RECORDED_CALLS: readonly RecordedCalls[] = [
  {
    source: 'secretsmanager.amazonaws.com',
    calls: `GetSecretValue {"secretId":"db/pw"} => secretsmanager:GetSecretValue ~secret:db/pw-??????
GetSecretValue {"secretId":"arn:aws:secretsmanager:us-east-1:111122223333:secret:db/pw-AbCdEf","versionStage":"AWSCURRENT"} => secretsmanager:GetSecretValue ~secret:db/pw-AbCdEf
DescribeSecret {"secretId":"db/pw-AbCdEf"} => secretsmanager:DescribeSecret ~secret:db/pw-AbCdEf-??????
CreateSecret {"name":"db/pw","clientRequestToken":"x"} => secretsmanager:CreateSecret ~secret:db/pw-??????
PutSecretValue {"secretId":"arn:aws:secretsmanager:us-east-1:111122223333:secret:db/pw-AbCdEf"} => secretsmanager:PutSecretValue ~secret:db/pw-AbCdEf
RotateSecret {"secretId":"db/pw","rotationLambdaARN":"arn:aws:lambda:us-east-1:111122223333:function:rot"} => secretsmanager:RotateSecret ~secret:db/pw-??????
BatchGetSecretValue {"secretIdList":["db/pw"]} => secretsmanager:BatchGetSecretValue *; secretsmanager:GetSecretValue ~secret:db/pw-??????
ListSecrets {} => secretsmanager:ListSecrets *
GetRandomPassword {} => secretsmanager:GetRandomPassword *`,
  },
  {
    source: 'kms.amazonaws.com',
    guide: 'KMS Developer Guide, "Examples of AWS KMS log entries" and "AWS KMS permissions"',
    calls: `Decrypt {"encryptionContext":{"a":"b"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"} @arn:aws:kms:us-east-1:111122223333:key/1a => kms:Decrypt ~key/1a
Decrypt {"keyId":"arn:aws:kms:us-east-1:111122223333:key/1a"} => kms:Decrypt ~key/1a
Encrypt {"keyId":"1a"} => kms:Encrypt ~key/1a
Encrypt {"keyId":"alias/x"} @arn:aws:kms:us-east-1:111122223333:key/1a => kms:Encrypt ~key/1a
GenerateDataKey {"keyId":"arn:aws:kms:us-east-1:111122223333:alias/x","keySpec":"AES_256"} @arn:aws:kms:us-east-1:111122223333:key/1a => kms:GenerateDataKey ~key/1a
GenerateDataKeyWithoutPlaintext {"keyId":"arn:aws:kms:us-east-1:111122223333:key/1a"} => kms:GenerateDataKeyWithoutPlaintext ~key/1a
ReEncrypt {"destinationKeyId":"arn:aws:kms:us-east-1:111122223333:key/2b","sourceKeyId":"arn:aws:kms:us-east-1:111122223333:key/1a"} @arn:aws:kms:us-east-1:111122223333:key/1a @arn:aws:kms:us-east-1:111122223333:key/2b => kms:ReEncryptFrom ~key/1a; kms:ReEncryptTo ~key/2b
CreateAlias {"aliasName":"alias/x","targetKeyId":"1a"} => kms:CreateAlias ~alias/x; kms:CreateAlias ~key/1a
DeleteAlias {"aliasName":"alias/x"} @arn:aws:kms:us-east-1:111122223333:alias/x @arn:aws:kms:us-east-1:111122223333:key/1a => kms:DeleteAlias ~alias/x; kms:DeleteAlias ~key/1a
CreateKey {"keyUsage":"ENCRYPT_DECRYPT"} => kms:CreateKey *
CreateGrant {"keyId":"1a","granteePrincipal":"arn:aws:iam::111122223333:role/r","operations":["Decrypt"]} => kms:CreateGrant ~key/1a
DescribeKey {"keyId":"alias/aws/s3"} @arn:aws:kms:us-east-1:111122223333:key/1a => kms:DescribeKey ~key/1a
ListAliases {"limit":10} => kms:ListAliases *
GenerateRandom null => kms:GenerateRandom *
Sign {"keyId":"1a","messageType":"DIGEST"} => kms:Sign ~key/1a
ScheduleKeyDeletion {"keyId":"1a","pendingWindowInDays":7} => kms:ScheduleKeyDeletion ~key/1a
ReplicateKey {"keyId":"mrk-1","replicaRegion":"eu-west-1"} => kms:CreateKey *; kms:ReplicateKey ~key/mrk-1`,
  },
  {
    source: 'sts.amazonaws.com',
    guide: 'IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail"',
    calls: `AssumeRole {"roleArn":"arn:aws:iam::444455556666:role/p/x","roleSessionName":"s"} => sts:AssumeRole arn:aws:iam::444455556666:role/p/x
AssumeRole {"roleArn":"arn:aws:iam::444455556666:role/x","roleSessionName":"s","tags":[{"key":"a","value":"b"}]} => sts:AssumeRole arn:aws:iam::444455556666:role/x; sts:TagSession arn:aws:iam::444455556666:role/x
AssumeRole {"roleArn":"arn:aws:iam::444455556666:role/x","roleSessionName":"s","sourceIdentity":"alice"} => sts:AssumeRole arn:aws:iam::444455556666:role/x; sts:SetSourceIdentity arn:aws:iam::444455556666:role/x
AssumeRoleWithWebIdentity {"roleArn":"arn:aws:iam::111122223333:role/x","roleSessionName":"s"} => sts:AssumeRoleWithWebIdentity arn:aws:iam::111122223333:role/x
AssumeRoleWithSAML {"roleArn":"arn:aws:iam::111122223333:role/x","principalArn":"arn:aws:iam::111122223333:saml-provider/p"} => sts:AssumeRoleWithSAML arn:aws:iam::111122223333:role/x
GetCallerIdentity null => -
GetSessionToken null => -
GetFederationToken {"name":"bob"} => sts:GetFederationToken arn:aws:sts::111122223333:federated-user/bob
DecodeAuthorizationMessage {"encodedMessage":"x"} => sts:DecodeAuthorizationMessage *
AssumeRoot {"targetPrincipal":"444455556666","taskPolicyArn":{"arn":"arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}} => sts:AssumeRoot arn:aws:iam::444455556666:root`,
  },
  {
    source: 'iam.amazonaws.com',
    guide: 'IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail" and "IAM identifiers"',
    calls: `CreateRole {"roleName":"r","assumeRolePolicyDocument":"{}"} => iam:CreateRole ^role/r
CreateRole {"roleName":"r","path":"/p/q/","assumeRolePolicyDocument":"{}"} => iam:CreateRole ^role/p/q/r
AttachRolePolicy {"roleName":"r","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"} => iam:AttachRolePolicy ^role/r
PutRolePolicy {"roleName":"r","policyName":"p","policyDocument":"{}"} => iam:PutRolePolicy ^role/r
GetRole {"roleName":"r"} => iam:GetRole ^role/r
ListRolePolicies {"roleName":"r"} => iam:ListRolePolicies ^role/r
CreatePolicy {"policyName":"p","policyDocument":"{}"} => iam:CreatePolicy ^policy/p
CreatePolicyVersion {"policyArn":"arn:aws:iam::111122223333:policy/p"} => iam:CreatePolicyVersion ^policy/p
GetPolicy {"policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"} => iam:GetPolicy arn:aws:iam::aws:policy/ReadOnlyAccess
CreateServiceLinkedRole {"aWSServiceName":"elasticbeanstalk.amazonaws.com"} => iam:CreateServiceLinkedRole ^role/aws-service-role/elasticbeanstalk.amazonaws.com/*
AddRoleToInstanceProfile {"instanceProfileName":"ip","roleName":"r"} => iam:AddRoleToInstanceProfile ^instance-profile/ip; iam:PassRole ^role/r
CreateAccessKey {"userName":"u"} => iam:CreateAccessKey ^user/u
CreateAccessKey null => iam:CreateAccessKey *
AddUserToGroup {"groupName":"g","userName":"u"} => iam:AddUserToGroup ^group/g
UpdateAssumeRolePolicy {"roleName":"r","policyDocument":"{}"} => iam:UpdateAssumeRolePolicy ^role/r
ListRoles {"maxItems":1000} => iam:ListRoles *
GetAccountSummary null => iam:GetAccountSummary *
DeleteOpenIDConnectProvider {"openIDConnectProviderArn":"arn:aws:iam::111122223333:oidc-provider/x"} => iam:DeleteOpenIDConnectProvider ^oidc-provider/x
TagRole {"roleName":"r","tags":[{"key":"a","value":"b"}]} => iam:TagRole ^role/r`,
  },
  {
    source: 'ec2.amazonaws.com',
    guide: 'EC2 User Guide, "Log Amazon EC2 API calls using AWS CloudTrail"; Service Authorization Reference, "Amazon EC2"',
    calls: `DescribeInstances {"instancesSet":{},"filterSet":{}} => ec2:DescribeInstances *
TerminateInstances {"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}} => ec2:TerminateInstances ~instance/i-1; ec2:TerminateInstances ~instance/i-2
StartInstances {"instancesSet":{"items":[{"instanceId":"i-1"}]}} => ec2:StartInstances ~instance/i-1
StopInstances {"instancesSet":{"items":[{"instanceId":"i-1"}]},"force":false} => ec2:StopInstances ~instance/i-1
CreateTags {"resourcesSet":{"items":[{"resourceId":"i-1"}]},"tagSet":{"items":[{"key":"a","value":"b"}]}} => ec2:CreateTags ~*/i-1
CreateSecurityGroup {"groupName":"g","groupDescription":"d","vpcId":"vpc-1"} => ec2:CreateSecurityGroup ~security-group/*; ec2:CreateSecurityGroup ~vpc/vpc-1
AuthorizeSecurityGroupIngress {"groupId":"sg-1","ipPermissions":{"items":[]}} => ec2:AuthorizeSecurityGroupIngress ~security-group/sg-1
DeleteSecurityGroup {"groupId":"sg-1"} => ec2:DeleteSecurityGroup ~security-group/sg-1
CreateNetworkInterface {"subnetId":"subnet-1","groupSet":{"items":[{"groupId":"sg-1"}]},"privateIpAddressesSet":{}} => ec2:CreateNetworkInterface ~network-interface/*; ec2:CreateNetworkInterface ~subnet/subnet-1; ec2:CreateNetworkInterface ~security-group/sg-1
DeleteNetworkInterface {"networkInterfaceId":"eni-1"} => ec2:DeleteNetworkInterface ~network-interface/eni-1
CreateSnapshot {"volumeId":"vol-1"} => ec2:CreateSnapshot arn:aws:ec2:us-east-1::snapshot/*; ec2:CreateSnapshot ~volume/vol-1
AttachVolume {"volumeId":"vol-1","instanceId":"i-1","device":"/dev/sdf"} => ec2:AttachVolume ~volume/vol-1; ec2:AttachVolume ~instance/i-1
DeleteVolume {"volumeId":"vol-1"} => ec2:DeleteVolume ~volume/vol-1
ModifyInstanceAttribute {"instanceId":"i-1","disableApiTermination":{"value":true}} => ec2:ModifyInstanceAttribute ~instance/i-1
CreateVpc {"cidrBlock":"10.0.0.0/16"} => ec2:CreateVpc ~vpc/*
DeleteSubnet {"subnetId":"subnet-1"} => ec2:DeleteSubnet ~subnet/subnet-1
DescribeSecurityGroups {"securityGroupSet":{},"securityGroupIdSet":{},"filterSet":{}} => ec2:DescribeSecurityGroups *
RunInstances {"instancesSet":{"items":[{"imageId":"ami-1","minCount":1,"maxCount":1,"keyName":"k"}]},"groupSet":{"items":[{"groupId":"sg-1"}]},"instanceType":"t3.micro","subnetId":"subnet-1","blockDeviceMapping":{}} => ec2:RunInstances ~instance/*; ec2:RunInstances arn:aws:ec2:us-east-1::image/ami-1; ec2:RunInstances ~key-pair/k; ec2:RunInstances ~security-group/sg-1; ec2:RunInstances ~subnet/subnet-1; ec2:RunInstances ~network-interface/*; ec2:RunInstances ~volume/*
DeleteVpcEndpoints {"DeleteVpcEndpointsRequest":{"VpcEndpointId":{"tag":1,"content":"vpce-1"}}} => ec2:DeleteVpcEndpoints ~vpc-endpoint/vpce-1
GetConsoleOutput {"instanceId":"i-1"} => ec2:GetConsoleOutput ~instance/i-1
RevokeSecurityGroupEgress {"groupId":"sg-1","ipPermissions":{}} => ec2:RevokeSecurityGroupEgress ~security-group/sg-1
RebootInstances {"instancesSet":{"items":[{"instanceId":"i-1"}]}} => ec2:RebootInstances ~instance/i-1`,
  },
  {
    source: 'logs.amazonaws.com',
    guide:
      'CloudWatch Logs User Guide, "Logging CloudWatch Logs API and console operations in AWS CloudTrail" and "CloudWatch Logs resources and operations"',
    calls: `CreateLogGroup {"logGroupName":"/aws/lambda/f"} => logs:CreateLogGroup ~log-group:/aws/lambda/f:*
DeleteLogGroup {"logGroupName":"/aws/lambda/f"} => logs:DeleteLogGroup ~log-group:/aws/lambda/f:*
PutRetentionPolicy {"logGroupName":"/aws/lambda/f","retentionInDays":7} => logs:PutRetentionPolicy ~log-group:/aws/lambda/f:*
CreateLogStream {"logGroupName":"/aws/lambda/f","logStreamName":"2026/01/01/[$LATEST]0a"} => logs:CreateLogStream ~log-group:/aws/lambda/f:log-stream:2026/01/01/[$LATEST]0a
PutSubscriptionFilter {"logGroupName":"g","filterName":"x","destinationArn":"arn:aws:kinesis:us-east-1:111122223333:stream/s","roleArn":"arn:aws:iam::111122223333:role/r"} => iam:PassRole arn:aws:iam::111122223333:role/r; logs:PutSubscriptionFilter ~log-group:g:*
StartQuery {"logGroupName":"g","queryString":"x"} => logs:StartQuery ~log-group:g:*
StartQuery {"logGroupNames":["g","h"]} => logs:StartQuery ~log-group:g:*; logs:StartQuery ~log-group:h:*
GetQueryResults {"queryId":"q"} => logs:GetQueryResults ~log-group:*
DescribeLogGroups {"logGroupNamePrefix":"/aws"} => logs:DescribeLogGroups *
DescribeLogStreams {"logGroupName":"g"} => logs:DescribeLogStreams ~log-group:g:*`,
  },
  {
    source: 'monitoring.amazonaws.com',
    calls: `PutMetricAlarm {"alarmName":"a"} => cloudwatch:PutMetricAlarm ~alarm:a
DeleteAlarms {"alarmNames":["a","b"]} => cloudwatch:DeleteAlarms ~alarm:a; cloudwatch:DeleteAlarms ~alarm:b
PutDashboard {"dashboardName":"d"} => cloudwatch:PutDashboard arn:aws:cloudwatch::111122223333:dashboard/d
GetMetricData {"startTime":"x"} => cloudwatch:GetMetricData *
DescribeAlarms {"alarmNames":["a"]} => cloudwatch:DescribeAlarms ~alarm:a`,
  },
  {
    source: 'apigateway.amazonaws.com',
    guide: 'API Gateway Developer Guide, "Log calls to the API Gateway API with AWS CloudTrail"',
    calls: `GetRestApis {"limit":500} => apigateway:GET arn:aws:apigateway:us-east-1::/restapis
CreateRestApi {"createRestApiInput":{"name":"n"}} => apigateway:POST arn:aws:apigateway:us-east-1::/restapis
GetRestApi {"restApiId":"r1"} => apigateway:GET arn:aws:apigateway:us-east-1::/restapis/r1
DeleteRestApi {"restApiId":"r1"} => apigateway:DELETE arn:aws:apigateway:us-east-1::/restapis/r1
CreateDeployment {"restApiId":"r1","createDeploymentInput":{"stageName":"prod"}} => apigateway:POST arn:aws:apigateway:us-east-1::/restapis/r1/deployments
UpdateStage {"restApiId":"r1","stageName":"prod","updateStageInput":{}} => apigateway:PATCH arn:aws:apigateway:us-east-1::/restapis/r1/stages/prod
GetStage {"restApiId":"r1","stageName":"prod"} => apigateway:GET arn:aws:apigateway:us-east-1::/restapis/r1/stages/prod
PutMethod {"restApiId":"r1","resourceId":"q","httpMethod":"GET","putMethodInput":{}} => apigateway:PUT arn:aws:apigateway:us-east-1::/restapis/r1/resources/q/methods/GET
CreateApi {"name":"n","protocolType":"HTTP"} => apigateway:POST arn:aws:apigateway:us-east-1::/apis
GetApi {"apiId":"a1"} => apigateway:GET arn:aws:apigateway:us-east-1::/apis/a1
CreateRoute {"apiId":"a1","routeKey":"GET /x"} => apigateway:POST arn:aws:apigateway:us-east-1::/apis/a1/routes`,
  },
  {
    source: 'cognito-idp.amazonaws.com',
    calls: `AdminGetUser {"userPoolId":"us-east-1_x","username":"HIDDEN_DUE_TO_SECURITY_REASONS"} => cognito-idp:AdminGetUser ~userpool/us-east-1_x
ListUsers {"userPoolId":"us-east-1_x"} => cognito-idp:ListUsers ~userpool/us-east-1_x
InitiateAuth {"authFlow":"USER_PASSWORD_AUTH","clientId":"c"} => -
SignUp {"clientId":"c","username":"HIDDEN_DUE_TO_SECURITY_REASONS"} => -
GetUser {"accessToken":"HIDDEN_DUE_TO_SECURITY_REASONS"} => -
CreateUserPool {"poolName":"p"} => cognito-idp:CreateUserPool *
CreateUserPoolClient {"userPoolId":"us-east-1_x","clientName":"c"} => cognito-idp:CreateUserPoolClient ~userpool/us-east-1_x`,
  },
  {
    source: 'bedrock.amazonaws.com',
    guide: 'Bedrock User Guide, "Monitor Amazon Bedrock API calls using CloudTrail"',
    calls: `InvokeModel {"modelId":"anthropic.claude-3-haiku-20240307-v1:0"} => bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0
Converse {"modelId":"amazon.titan-text-lite-v1"} => bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-lite-v1
ConverseStream {"modelId":"amazon.titan-text-lite-v1"} => bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-lite-v1
InvokeModel {"modelId":"arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/p"} => bedrock:InvokeModel ~application-inference-profile/p
ApplyGuardrail {"guardrailIdentifier":"g1","guardrailVersion":"1","source":"INPUT"} => bedrock:ApplyGuardrail ~guardrail/g1
InvokeAgent {"agentId":"A1","agentAliasId":"B1","sessionId":"s"} => bedrock:InvokeAgent ~agent-alias/A1/B1
Retrieve {"knowledgeBaseId":"K1"} => bedrock:Retrieve ~knowledge-base/K1
InvokeFlow {"flowIdentifier":"F1","flowAliasIdentifier":"FA"} => bedrock:InvokeFlow ~flow/F1/alias/FA
CreateAgent {"agentName":"a","agentResourceRoleArn":"arn:aws:iam::111122223333:role/r"} => bedrock:CreateAgent *; iam:PassRole arn:aws:iam::111122223333:role/r
ListFoundationModels null => bedrock:ListFoundationModels *`,
  },
  {
    source: 'ses.amazonaws.com',
    calls: `SendEmail {"source":"a@example.com","destination":{"toAddresses":["HIDDEN"]}} => ses:SendEmail ~identity/a@example.com; ses:SendEmail ~identity/example.com
SendEmail {"fromEmailAddress":"a@example.com","destination":{},"content":{}} => ses:SendEmail ~identity/a@example.com; ses:SendEmail ~identity/example.com
GetSendQuota null => ses:GetSendQuota *`,
  },
  {
    source: 'ecs.amazonaws.com',
    calls: `RegisterTaskDefinition {"family":"f","taskRoleArn":"arn:aws:iam::111122223333:role/t","executionRoleArn":"arn:aws:iam::111122223333:role/e"} => ecs:RegisterTaskDefinition ~task-definition/f:*; iam:PassRole arn:aws:iam::111122223333:role/e; iam:PassRole arn:aws:iam::111122223333:role/t
RunTask {"cluster":"c","taskDefinition":"f:3"} => ecs:RunTask ~task-definition/f:3; iam:PassRole arn:aws:iam::111122223333:role/*
RunTask {"cluster":"c","taskDefinition":"arn:aws:ecs:us-east-1:111122223333:task-definition/f:3","overrides":{"taskRoleArn":"arn:aws:iam::111122223333:role/t"}} => ecs:RunTask ~task-definition/f:3; iam:PassRole arn:aws:iam::111122223333:role/*; iam:PassRole arn:aws:iam::111122223333:role/t
UpdateService {"cluster":"c","service":"s","desiredCount":1} => ecs:UpdateService ~service/c/s
DescribeServices {"cluster":"c","services":["s"]} => ecs:DescribeServices ~service/c/s
DescribeTasks {"cluster":"c","tasks":["0a"]} => ecs:DescribeTasks ~task/c/*
CreateCluster {"clusterName":"c"} => ecs:CreateCluster ~cluster/c
StopTask {"cluster":"c","task":"0a"} => ecs:StopTask ~task/c/*`,
  },
  {
    source: 'ecr.amazonaws.com',
    calls: `GetAuthorizationToken {} => ecr:GetAuthorizationToken *
BatchGetImage {"repositoryName":"r","imageIds":[]} => ecr:BatchGetImage ~repository/r
PutImage {"repositoryName":"a/r","imageTag":"x"} => ecr:PutImage ~repository/a/r`,
  },
  {
    source: 'cloudfront.amazonaws.com',
    calls: `CreateInvalidation2020_05_31 {"distributionId":"E1","invalidationBatch":{}} => cloudfront:CreateInvalidation arn:aws:cloudfront::111122223333:distribution/E1
GetDistribution2020_05_31 {"id":"E1"} => cloudfront:GetDistribution arn:aws:cloudfront::111122223333:distribution/E1
ListDistributions2020_05_31 null => cloudfront:ListDistributions *`,
  },
  {
    source: 'route53.amazonaws.com',
    calls: `ChangeResourceRecordSets {"hostedZoneId":"/hostedzone/Z1","changeBatch":{}} => route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/Z1
ListResourceRecordSets {"hostedZoneId":"Z1"} => route53:ListResourceRecordSets arn:aws:route53:::hostedzone/Z1
GetChange {"id":"/change/C1"} => route53:GetChange arn:aws:route53:::change/C1
ListHostedZones null => route53:ListHostedZones *`,
  },
  {
    source: 'acm.amazonaws.com',
    calls: `RequestCertificate {"domainName":"x"} => acm:RequestCertificate *
DescribeCertificate {"certificateArn":"arn:aws:acm:us-east-1:111122223333:certificate/0a"} => acm:DescribeCertificate ~certificate/0a`,
  },
  {
    source: 'wafv2.amazonaws.com',
    guide: 'WAF Developer Guide, "Logging API calls with AWS CloudTrail" and "Permissions for AssociateWebACL"',
    calls: `AssociateWebACL {"webACLArn":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/w/0a","resourceArn":"arn:aws:apigateway:us-east-1::/restapis/r1/stages/prod"} => wafv2:AssociateWebACL ~regional/webacl/w/0a; wafv2:AssociateWebACL arn:aws:apigateway:us-east-1::/restapis/r1/stages/prod
AssociateWebACL {"webACLArn":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/w/0a","resourceArn":"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/l/1"} => wafv2:AssociateWebACL ~regional/webacl/w/0a; wafv2:AssociateWebACL arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/l/1
GetWebACL {"name":"w","scope":"REGIONAL","id":"0a"} => wafv2:GetWebACL ~regional/webacl/w/0a`,
  },
  {
    source: 'elasticloadbalancing.amazonaws.com',
    calls: `DescribeLoadBalancers {"pageSize":400} => elasticloadbalancing:DescribeLoadBalancers *
RegisterTargets {"targetGroupArn":"arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/t/1","targets":[{"id":"i-1"}]} => elasticloadbalancing:RegisterTargets ~targetgroup/t/1
DeregisterInstancesFromLoadBalancer {"loadBalancerName":"l","instances":[{"instanceId":"i-1"}]} => elasticloadbalancing:DeregisterInstancesFromLoadBalancer ~loadbalancer/l`,
  },
  {
    source: 'autoscaling.amazonaws.com',
    calls: `RegisterScalableTarget {"serviceNamespace":"dynamodb","resourceId":"table/items","scalableDimension":"dynamodb:table:ReadCapacityUnits"} => application-autoscaling:RegisterScalableTarget ~scalable-target/*
UpdateAutoScalingGroup {"autoScalingGroupName":"g"} => autoscaling:UpdateAutoScalingGroup ~autoScalingGroup:*:autoScalingGroupName/g`,
  },
  {
    source: 'cloudformation.amazonaws.com',
    calls: `CreateStack {"stackName":"s","roleARN":"arn:aws:iam::111122223333:role/cfn","templateURL":"x"} => cloudformation:CreateStack ~stack/s/*; iam:PassRole arn:aws:iam::111122223333:role/cfn
DescribeStacks {"stackName":"s"} => cloudformation:DescribeStacks ~stack/s/*
DescribeStacks null => cloudformation:DescribeStacks *
ExecuteChangeSet {"stackName":"s","changeSetName":"c"} => cloudformation:ExecuteChangeSet ~stack/s/*
ValidateTemplate {"templateURL":"x"} => cloudformation:ValidateTemplate *`,
  },
  {
    source: 'appconfig.amazonaws.com',
    calls: `StartConfigurationSession {"applicationIdentifier":"a","environmentIdentifier":"e","configurationProfileIdentifier":"c"} => appconfig:StartConfigurationSession ~application/a/environment/e/configuration/c
GetLatestConfiguration {"configurationToken":"HIDDEN"} => appconfig:GetLatestConfiguration ~application/*/environment/*/configuration/*`,
  },
  {
    source: 'athena.amazonaws.com',
    calls: `StartQueryExecution {"queryString":"x","workGroup":"primary"} => athena:StartQueryExecution ~workgroup/primary
GetQueryExecution {"queryExecutionId":"q"} => athena:GetQueryExecution ~workgroup/*`,
  },
  {
    source: 'glue.amazonaws.com',
    calls: `GetTable {"databaseName":"d","name":"t"} => glue:GetTable ~catalog; glue:GetTable ~database/d; glue:GetTable ~table/d/t
GetDatabases {} => glue:GetDatabases ~catalog; glue:GetDatabases ~database/*
StartJobRun {"jobName":"j"} => glue:StartJobRun ~job/j
CreateJob {"name":"j","role":"arn:aws:iam::111122223333:role/g"} => glue:CreateJob ~job/j; iam:PassRole arn:aws:iam::111122223333:role/g`,
  },
  {
    source: 'rds.amazonaws.com',
    calls: `DescribeDBInstances {"dBInstanceIdentifier":"d"} => rds:DescribeDBInstances ~db:d
CreateDBInstance {"dBInstanceIdentifier":"d","engine":"mysql"} => rds:CreateDBInstance ~db:d
DeleteDBInstance {"dBInstanceIdentifier":"d","skipFinalSnapshot":true} => rds:DeleteDBInstance ~db:d
CreateDBSnapshot {"dBInstanceIdentifier":"d","dBSnapshotIdentifier":"s"} => rds:CreateDBSnapshot ~db:d; rds:CreateDBSnapshot ~snapshot:*`,
  },
  {
    source: 'rdsdata.amazonaws.com',
    calls: `ExecuteStatement {"resourceArn":"arn:aws:rds:us-east-1:111122223333:cluster:c","secretArn":"arn:aws:secretsmanager:us-east-1:111122223333:secret:s-AbCdEf","sql":"HIDDEN"} => rds-data:ExecuteStatement arn:aws:rds:us-east-1:111122223333:cluster:c
BatchExecuteStatement {"resourceArn":"arn:aws:rds:us-east-1:111122223333:cluster:c"} => rds-data:BatchExecuteStatement arn:aws:rds:us-east-1:111122223333:cluster:c`,
  },
  {
    source: 'redshift-data.amazonaws.com',
    calls: `ExecuteStatement {"workgroupName":"w","database":"d","sql":"x"} => redshift-data:ExecuteStatement arn:aws:redshift-serverless:us-east-1:111122223333:workgroup/*`,
  },
  {
    source: 'sagemaker.amazonaws.com',
    calls: `InvokeEndpoint {"endpointName":"e"} => sagemaker:InvokeEndpoint ~endpoint/e
CreateModel {"modelName":"m","executionRoleArn":"arn:aws:iam::111122223333:role/s"} => sagemaker:CreateModel ~model/m; iam:PassRole arn:aws:iam::111122223333:role/s`,
  },
  {
    source: 'batch.amazonaws.com',
    calls: `SubmitJob {"jobName":"j","jobQueue":"q","jobDefinition":"d:1"} => batch:SubmitJob ~job-definition/d:1; batch:SubmitJob ~job-queue/q`,
  },
  {
    source: 'codebuild.amazonaws.com',
    calls: `StartBuild {"projectName":"p"} => codebuild:StartBuild ~project/p
BatchGetBuilds {"ids":["p:0a"]} => codebuild:BatchGetBuilds ~project/*`,
  },
  {
    source: 'codepipeline.amazonaws.com',
    calls: `PutJobSuccessResult {"jobId":"j"} => codepipeline:PutJobSuccessResult *
StartPipelineExecution {"name":"p"} => codepipeline:StartPipelineExecution ~p`,
  },
  {
    source: 'codecommit.amazonaws.com',
    calls: `GitPull null @arn:aws:codecommit:us-east-1:111122223333:repo => codecommit:GitPull ~repo
GetBranch {"repositoryName":"repo","branchName":"main"} => codecommit:GetBranch ~repo`,
  },
  {
    source: 'tagging.amazonaws.com',
    calls: `GetResources {"resourceTypeFilters":["lambda"]} => tag:GetResources *
TagResources {"resourceARNList":["arn:aws:sqs:us-east-1:111122223333:q"],"tags":{}} => tag:TagResources *`,
  },
  {
    source: 'rekognition.amazonaws.com',
    calls: `DetectLabels {"image":{"s3Object":{"bucket":"b","name":"k"}}} => rekognition:DetectLabels *`,
  },
  {
    source: 'textract.amazonaws.com',
    calls: `AnalyzeDocument {"document":{}} => textract:AnalyzeDocument *`,
  },
  {
    source: 'transcribe.amazonaws.com',
    calls: `StartTranscriptionJob {"transcriptionJobName":"j","media":{}} => transcribe:StartTranscriptionJob *`,
  },
  {
    source: 'mediaconvert.amazonaws.com',
    calls: `CreateJob {"role":"arn:aws:iam::111122223333:role/mc","settings":{}} => iam:PassRole arn:aws:iam::111122223333:role/mc; mediaconvert:CreateJob ~presets/*; mediaconvert:CreateJob ~queues/*`,
  },
  {
    source: 'es.amazonaws.com',
    calls: `DescribeElasticsearchDomain {"domainName":"d"} => es:DescribeElasticsearchDomain ~domain/d
CreateDomain {"domainName":"d"} => es:CreateDomain ~domain/d`,
  },
  {
    source: 'eks.amazonaws.com',
    calls: `DescribeCluster {"name":"c"} => eks:DescribeCluster ~cluster/c
CreateCluster {"name":"c","roleArn":"arn:aws:iam::111122223333:role/eks"} => eks:CreateCluster *; iam:PassRole arn:aws:iam::111122223333:role/eks`,
  },
  {
    source: 'elasticfilesystem.amazonaws.com',
    calls: `CreateFileSystem {"creationToken":"x"} => elasticfilesystem:CreateFileSystem *
DescribeMountTargets {"fileSystemId":"fs-1"} => elasticfilesystem:DescribeMountTargets ~file-system/fs-1`,
  },
  {
    source: 'cloudtrail.amazonaws.com',
    calls: `LookupEvents {"maxResults":50} => cloudtrail:LookupEvents *
GetTrailStatus {"name":"arn:aws:cloudtrail:us-east-1:111122223333:trail/t"} => cloudtrail:GetTrailStatus ~trail/t
StartQuery {"queryStatement":"SELECT 1 FROM x"} => cloudtrail:StartQuery ~eventdatastore/*`,
  },
  {
    source: 'config.amazonaws.com',
    calls: `PutEvaluations {"evaluations":[]} => config:PutEvaluations *
PutConfigRule {"configRule":{"configRuleName":"r"}} => config:PutConfigRule ~config-rule/*`,
  },
  {
    source: 'organizations.amazonaws.com',
    calls: `DescribeAccount {"accountId":"444455556666"} => organizations:DescribeAccount arn:aws:organizations::111122223333:account/o-*/444455556666
ListAccounts {} => organizations:ListAccounts *`,
  },
  {
    source: 'guardduty.amazonaws.com',
    calls: `GetFindings {"detectorId":"d"} => guardduty:GetFindings *`,
  },
  {
    source: 'securityhub.amazonaws.com',
    calls: `BatchImportFindings {"findings":[{"productArn":"arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default"}]} => securityhub:BatchImportFindings ~product/*/*`,
  },
  {
    source: 'xray.amazonaws.com',
    calls: `PutTraceSegments {"traceSegmentDocuments":[]} => xray:PutTraceSegments *`,
  },
  {
    source: 'appsync.amazonaws.com',
    calls: `CreateGraphqlApi {"name":"n"} => appsync:CreateGraphqlApi *
GetGraphqlApi {"apiId":"a1"} => appsync:GetGraphqlApi ~apis/a1`,
  },
  {
    source: 'iot.amazonaws.com',
    calls: `Publish {"topic":"t"} => iot:Publish ~topic/t
DescribeEndpoint {"endpointType":"iot:Data-ATS"} => iot:DescribeEndpoint *
GetThingShadow {"thingName":"t"} => iot:GetThingShadow ~thing/t`,
  },
  {
    source: 'timestream.amazonaws.com',
    calls: `WriteRecords {"databaseName":"d","tableName":"t"} => timestream:WriteRecords ~database/d/table/t
DescribeDatabase {"databaseName":"d"} => timestream:DescribeDatabase ~database/d`,
  },
  {
    source: 'cassandra.amazonaws.com',
    calls: `Select {"keyspaceName":"k","tableName":"t"} @arn:aws:cassandra:us-east-1:111122223333:/keyspace/k/table/t => cassandra:Select ~/keyspace/k/table/t`,
  },
  {
    source: 'backup.amazonaws.com',
    calls: `StartBackupJob {"backupVaultName":"v","resourceArn":"arn:aws:dynamodb:us-east-1:111122223333:table/t","iamRoleArn":"arn:aws:iam::111122223333:role/b"} => backup:StartBackupJob ~backup-vault:v; iam:PassRole arn:aws:iam::111122223333:role/b`,
  },
  {
    source: 'elasticmapreduce.amazonaws.com',
    calls: `RunJobFlow {"name":"n","serviceRole":"EMR_DefaultRole","jobFlowRole":"EMR_EC2_DefaultRole"} => elasticmapreduce:RunJobFlow *; iam:PassRole arn:aws:iam::111122223333:role/EMR_DefaultRole`,
  },
  {
    source: 'transfer.amazonaws.com',
    calls: `CreateUser {"serverId":"s-1","userName":"u","role":"arn:aws:iam::111122223333:role/t"} => transfer:CreateUser ~server/s-1; iam:PassRole arn:aws:iam::111122223333:role/t`,
  },
  {
    source: 'servicediscovery.amazonaws.com',
    calls: `DiscoverInstances {"namespaceName":"n","serviceName":"s"} => servicediscovery:DiscoverInstances ~namespace/*; servicediscovery:DiscoverInstances ~service/*`,
  },
  {
    source: 'sso.amazonaws.com',
    calls: `GetRoleCredentials {"accountId":"1","roleName":"r"} => -
ListInstances {} => sso:ListInstances *`,
  },
  {
    source: 'ce.amazonaws.com',
    calls: `GetCostAndUsage {"timePeriod":{}} => ce:GetCostAndUsage *`,
  },
  {
    source: 'support.amazonaws.com',
    calls: `DescribeTrustedAdvisorChecks {"language":"en"} => support:DescribeTrustedAdvisorChecks *`,
  },
  {
    source: 'health.amazonaws.com',
    calls: `DescribeEvents {} => health:DescribeEvents *`,
  },
  {
    source: 'kafka.amazonaws.com',
    calls: `ListClusters {} => kafka:ListClusters *
GetBootstrapBrokers {"clusterArn":"arn%3Aaws%3Akafka%3Aus-east-1%3A111122223333%3Acluster%2Fc%2F0a"} => kafka:GetBootstrapBrokers *`,
  },
  {
    source: 'signin.amazonaws.com',
    calls: `ConsoleLogin null !AwsConsoleSignIn => -
SwitchRole null !AwsConsoleSignIn => -`,
  },
]
