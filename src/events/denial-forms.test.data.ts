/**
 * Messages of denials in the forms that services, SDKs and tools give them, with what they say. Each row names the guide that
 * shows the form; account IDs and names are examples.
 */
import type { DenialMessage } from './types.js'

export interface DenialForm {
  readonly name: string
  /** Guide and title. */
  readonly guide: string
  readonly message: string
  /** Null: no form of denial. Members that are left out are null. */
  readonly want: Partial<DenialMessage> | null
}

const user = 'arn:aws:iam::123456789012:user/mateojackson'
const app = 'arn:aws:sts::111122223333:assumed-role/app/fn'
const IAM = 'IAM User Guide, "Troubleshoot access denied error messages"'
const identity = { by: 'identity-based policy', explicit: false } as const

export const DENIAL_FORMS: readonly DenialForm[] = [
  {
    name: 'a missing allow in a service control policy',
    guide: IAM,
    message: `User: ${user} is not authorized to perform: codecommit:ListRepositories because no service control policy allows the codecommit:ListRepositories action`,
    want: { principal: user, action: 'codecommit:ListRepositories', by: 'service control policy', explicit: false },
  },
  {
    name: 'a missing allow in a resource control policy',
    guide: IAM,
    message: `User: ${user} is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:123456789012:secret:* because no resource control policy allows the secretsmanager:GetSecretValue action`,
    want: {
      principal: user,
      action: 'secretsmanager:GetSecretValue',
      resource: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:*',
      by: 'resource control policy',
      explicit: false,
    },
  },
  {
    name: 'an explicit deny in a resource control policy',
    guide: IAM,
    message: `User: ${user} is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:123456789012:secret:* with an explicit deny in a resource control policy`,
    want: {
      principal: user,
      action: 'secretsmanager:GetSecretValue',
      resource: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:*',
      by: 'resource control policy',
      explicit: true,
    },
  },
  {
    name: 'a missing allow in a VPC endpoint policy',
    guide: IAM,
    message: `User: ${user} is not authorized to perform: codecommit:ListRepositories because no VPC endpoint policy allows the codecommit:ListRepositories action`,
    want: { principal: user, action: 'codecommit:ListRepositories', by: 'VPC endpoint policy', explicit: false },
  },
  {
    name: 'an explicit deny in a VPC endpoint policy, with the wildcard of a resource',
    guide: IAM,
    message: `User: ${user} is not authorized to perform: codedeploy:ListDeployments on resource: arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:* with an explicit deny in a VPC endpoint policy`,
    want: {
      principal: user,
      action: 'codedeploy:ListDeployments',
      resource: 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:*',
      by: 'VPC endpoint policy',
      explicit: true,
    },
  },
  {
    name: 'an explicit deny in a permissions boundary, without a resource',
    guide: IAM,
    message: `User: ${user} is not authorized to perform: sagemaker:ListModels with an explicit deny in a permissions boundary`,
    want: { principal: user, action: 'sagemaker:ListModels', by: 'permissions boundary', explicit: true },
  },
  {
    name: 'an explicit deny in the trust policy',
    guide: IAM,
    message: `User: ${user} is not authorized to perform: sts:AssumeRole with an explicit deny in the role trust policy`,
    want: { principal: user, action: 'sts:AssumeRole', by: 'role trust policy', explicit: true },
  },
  {
    name: 'lines that the page breaks',
    guide: IAM,
    message: `User: ${user} is not authorized to perform:\ncodedeploy:ListDeployments on resource: arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:* because no session policy allows the codedeploy:ListDeployments action`,
    want: {
      principal: user,
      action: 'codedeploy:ListDeployments',
      resource: 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:*',
      by: 'session policy',
      explicit: false,
    },
  },
  {
    name: 'a deny of old in a service control policy',
    guide: IAM,
    message: `User: ${user} is not authorized to perform: ec2:RunInstances due to an explicit deny in a Service Control Policy`,
    want: { principal: user, action: 'ec2:RunInstances', by: 'service control policy', explicit: true },
  },
  {
    name: 'the abbreviation behind the type',
    guide: IAM,
    message: `User: ${user} is not authorized to perform: ec2:RunInstances on resource: * with an explicit deny in a service control policy (SCP)`,
    want: { principal: user, action: 'ec2:RunInstances', resource: '*', by: 'service control policy', explicit: true },
  },
  {
    name: 'the ARN of a denying policy in China, with a full stop',
    guide: IAM,
    message:
      'User: arn:aws-cn:sts::111122223333:assumed-role/app/fn is not authorized to perform: s3:PutObject on resource: "arn:aws-cn:s3:::b/k" with an explicit deny in a session policy: arn:aws-cn:iam::111122223333:policy/narrow.',
    want: {
      principal: 'arn:aws-cn:sts::111122223333:assumed-role/app/fn',
      action: 's3:PutObject',
      resource: 'arn:aws-cn:s3:::b/k',
      by: 'session policy',
      explicit: true,
      policyArn: 'arn:aws-cn:iam::111122223333:policy/narrow',
    },
  },
  {
    name: 'an ARN of a policy and another type behind',
    guide: IAM,
    message: `User: ${app} is not authorized to perform: rds:CreateDBCluster on resource: arn:aws:rds:us-east-1:111122223333:cluster:c with an explicit deny in a VPC endpoint policy: arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-1 transitively through a service control policy`,
    want: {
      principal: app,
      action: 'rds:CreateDBCluster',
      resource: 'arn:aws:rds:us-east-1:111122223333:cluster:c',
      by: 'VPC endpoint policy',
      explicit: true,
      policyArn: 'arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-1',
      through: 'service control policy',
    },
  },
  {
    name: 'PassRole of a service-linked role',
    guide: 'IAM User Guide, "Troubleshoot IAM roles"',
    message:
      'ClientError: An error occurred (AccessDenied) when calling the PutLifecycleHook operation: User: arn:aws:sts::111122223333:assumed-role/Testrole/Diego is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
    want: {
      principal: 'arn:aws:sts::111122223333:assumed-role/Testrole/Diego',
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
    },
  },
  {
    name: 'PassRole without a resource',
    guide: 'API Gateway Developer Guide, "Troubleshooting Amazon API Gateway identity and access"',
    message: 'User: arn:aws:iam::123456789012:user/marymajor is not authorized to perform: iam:PassRole',
    want: { principal: 'arn:aws:iam::123456789012:user/marymajor', action: 'iam:PassRole' },
  },
  {
    name: 'a device of multi-factor authentication',
    guide: 'IAM User Guide, "Troubleshoot IAM"',
    message:
      'User: arn:aws:iam::123456789012:user/Diego is not authorized to perform: iam:DeleteVirtualMFADevice on resource: arn:aws:iam::123456789012:mfa/Diego with an explicit deny',
    want: {
      principal: 'arn:aws:iam::123456789012:user/Diego',
      action: 'iam:DeleteVirtualMFADevice',
      resource: 'arn:aws:iam::123456789012:mfa/Diego',
      explicit: true,
    },
  },
  {
    name: 'a bare name for a resource',
    guide: 'IAM User Guide, "Troubleshoot IAM"',
    message: `User: ${user} is not authorized to perform: cloudtrail:GetTrailStatus on resource: My-Trail`,
    want: { principal: user, action: 'cloudtrail:GetTrailStatus', resource: 'My-Trail' },
  },
  {
    name: 'a policy by its name',
    guide: 'DynamoDB Developer Guide, "DAX troubleshooting"',
    message: 'User: arn:aws:iam::111122223333:user/u is not authorized to perform: iam:CreatePolicy on resource: policy DaxPolicy',
    want: { principal: 'arn:aws:iam::111122223333:user/u', action: 'iam:CreatePolicy', resource: 'policy DaxPolicy' },
  },
  {
    name: 'the word resource twice',
    guide: 'IoT Greengrass Developer Guide, "Troubleshooting identity and access issues"',
    message: `User: ${user} is not authorized to perform: greengrass:GetCoreDefinitionVersion on resource: resource: arn:aws:greengrass:us-west-2:123456789012:/greengrass/definition/cores/c/versions/v`,
    want: {
      principal: user,
      action: 'greengrass:GetCoreDefinitionVersion',
      resource: 'arn:aws:greengrass:us-west-2:123456789012:/greengrass/definition/cores/c/versions/v',
    },
  },
  {
    name: 'no colons',
    guide: 'Cloud9 User Guide, "Troubleshooting"',
    message:
      'User arn:aws:iam::123456789012:user/MyUser is not authorized to perform cloud9:DeleteEnvironment on resource arn:aws:cloud9:us-east-2:123456789012:environment:12a34567',
    want: {
      principal: 'arn:aws:iam::123456789012:user/MyUser',
      action: 'cloud9:DeleteEnvironment',
      resource: 'arn:aws:cloud9:us-east-2:123456789012:environment:12a34567',
    },
  },
  {
    name: 'a role by its name',
    guide: 'OpenSearch Service Developer Guide, "Configuring Amazon Cognito authentication for OpenSearch Dashboards"',
    message: 'User is not authorized to perform: iam:PassRole on resource CognitoAccessForAmazonOpenSearch',
    want: { action: 'iam:PassRole', resource: 'CognitoAccessForAmazonOpenSearch' },
  },
  {
    name: 'a sentence that ends before the resource',
    guide: 'OpenSearch Service Developer Guide, "Configuring Amazon Cognito authentication for OpenSearch Dashboards"',
    message: 'User is not authorized to perform: cognito-identity:ListIdentityPools on resource',
    want: { action: 'cognito-identity:ListIdentityPools' },
  },
  {
    name: 'a user by the name alone',
    guide: 'Glue Developer Guide, "Access-control policy examples"',
    message:
      'An error occurred (AccessDeniedException) when calling the GetTrigger operation: User: Sam is not authorized to perform: glue:GetTrigger on resource: arn:aws:glue:us-east-1:123456789012:trigger/t2 with an explicit deny',
    want: { principal: 'Sam', action: 'glue:GetTrigger', resource: 'arn:aws:glue:us-east-1:123456789012:trigger/t2', explicit: true },
  },
  {
    name: 'a service that may not take a role',
    guide: 'CodeBuild User Guide, "Troubleshooting AWS CodeBuild"',
    message: 'CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::111122223333:role/build',
    want: { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/build' },
  },
  {
    name: 'KMS, of a key in another region or account',
    guide: 'KMS Developer Guide, "Troubleshooting key access"',
    message: `User: ${app} is not authorized to perform: kms:Decrypt on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    want: { principal: app, action: 'kms:Decrypt', by: 'resource-based policy' },
  },
  {
    name: 'KMS, of a key by its ARN',
    guide: 'KMS Developer Guide, "Troubleshooting key access"',
    message: `User: ${app} is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-west-2:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    want: {
      principal: app,
      action: 'kms:GenerateDataKey',
      resource: 'arn:aws:kms:us-west-2:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      by: 'resource-based policy',
    },
  },
  {
    name: 'KMS today, of a ciphertext',
    guide: 'KMS Developer Guide, "Testing your permissions"',
    message: 'The ciphertext refers to a KMS key that does not exist, does not exist in this region, or you are not allowed to access.',
    want: {},
  },
  {
    name: 'KMS through another service',
    guide: 'S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors in Amazon S3"',
    message: `User: ${app} is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:111122223333:key/k because no identity-based policy allows the kms:GenerateDataKey action`,
    want: { principal: app, action: 'kms:GenerateDataKey', resource: 'arn:aws:kms:us-east-1:111122223333:key/k', ...identity },
  },
  {
    name: 'S3, by Block Public Access',
    guide: 'S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors in Amazon S3"',
    message: `User: ${app} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::amzn-s3-demo-bucket" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    want: { principal: app, action: 's3:PutBucketPolicy', resource: 'arn:aws:s3:::amzn-s3-demo-bucket' },
  },
  {
    name: 'S3, of a bucket of another account',
    guide: 'S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors in Amazon S3"',
    message: `User: ${app} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::amzn-s3-demo-bucket" because no resource-based policy allows the s3:ListBucket action`,
    want: {
      principal: app,
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:::amzn-s3-demo-bucket',
      by: 'resource-based policy',
      explicit: false,
    },
  },
  {
    name: 'S3, a key with spaces and words of a reason in it',
    guide: 'S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors in Amazon S3"',
    message: `User: ${app} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/reports/Q1 draft.pdf" because no identity-based policy allows the s3:GetObject action`,
    want: { principal: app, action: 's3:GetObject', resource: 'arn:aws:s3:::b/reports/Q1 draft.pdf', ...identity },
  },
  {
    name: 'S3 by the SDK for Java',
    guide: 'SDK for Java Developer Guide, "Handle exceptions"',
    message:
      'Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: A1B2C3; S3 Extended Request ID: x+y/z=; Proxy: null)',
    want: {},
  },
  {
    name: 'an SDK for Java that puts more in brackets',
    guide: 'IoT Developer Guide, "Troubleshooting rules"',
    message:
      'User: arn:aws:sts::123456789012:assumed-role/dynamo-testbin/5aUMInJH is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/testbin (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: AccessDeniedException; Request ID: AKQJ98765)',
    want: {
      principal: 'arn:aws:sts::123456789012:assumed-role/dynamo-testbin/5aUMInJH',
      action: 'dynamodb:PutItem',
      resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/testbin',
    },
  },
  {
    name: 'an SDK for Go, version 1',
    guide: 'IoT Developer Guide, "Troubleshooting rules"',
    message:
      'Access denied: User: arn:aws:sts::005196538709:assumed-role/DataRoutingServiceRole/6368 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::400232685877:role/ExecuteRules_Role\tstatus code: 403, request id: 471c3e35-f8f3-4e94-b734-c862f63f4edb',
    want: {
      principal: 'arn:aws:sts::005196538709:assumed-role/DataRoutingServiceRole/6368',
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::400232685877:role/ExecuteRules_Role',
    },
  },
  {
    name: 'an SDK for Go, version 2',
    guide: 'SDK for Go v2 Developer Guide, "Handling errors"',
    message: `operation error DynamoDB: PutItem, https response error StatusCode: 400, RequestID: Q1, api error AccessDeniedException: User: ${app} is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:111122223333:table/t because no identity-based policy allows the dynamodb:PutItem action`,
    want: { principal: app, action: 'dynamodb:PutItem', resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/t', ...identity },
  },
  {
    name: 'an error of a program that retried',
    guide: 'Boto3 Developer Guide, "Error handling"',
    message: `An error occurred (AccessDeniedException) when calling the Query operation: User: ${app} is not authorized to perform: dynamodb:Query on resource: arn:aws:dynamodb:us-east-1:111122223333:table/t/index/byDate because no identity-based policy allows the dynamodb:Query action (reached max retries: 9)`,
    want: {
      principal: app,
      action: 'dynamodb:Query',
      resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/t/index/byDate',
      ...identity,
    },
  },
  {
    name: 'CloudFormation, by a handler',
    guide: 'CloudFormation User Guide, "Troubleshooting CloudFormation"',
    message: `Resource handler returned message: "User: ${app} is not authorized to perform: lambda:CreateFunction on resource: arn:aws:lambda:us-east-1:111122223333:function:f because no identity-based policy allows the lambda:CreateFunction action (Service: Lambda, Status Code: 403, Request ID: q-1)" (RequestToken: t-1, HandlerErrorCode: AccessDenied)`,
    want: {
      principal: app,
      action: 'lambda:CreateFunction',
      resource: 'arn:aws:lambda:us-east-1:111122223333:function:f',
      ...identity,
    },
  },
  {
    name: 'CloudFormation, by an API',
    guide: 'CloudFormation User Guide, "Troubleshooting CloudFormation"',
    message: 'API: s3:CreateBucket Access Denied',
    want: { action: 's3:CreateBucket' },
  },
  {
    name: 'CloudFormation, by an API of EC2',
    guide: 'CloudFormation User Guide, "Troubleshooting CloudFormation"',
    message:
      'API: ec2:RunInstances You are not authorized to perform this operation. Encoded authorization failure message: 6gO3mM3p-Ib_9w',
    want: { action: 'ec2:RunInstances', encoded: '6gO3mM3p-Ib_9w' },
  },
  {
    name: 'EC2 of old',
    guide: 'EC2 User Guide, "Troubleshoot Amazon EC2 instance launch issues"',
    message: 'You are not authorized to perform this operation.',
    want: {},
  },
  {
    name: 'EC2 through Systems Manager',
    guide: 'Systems Manager User Guide, "Troubleshooting Systems Manager Automation"',
    message:
      "Exception Message from RunInstances API: [You aren't authorized to perform this operation. Encoded authorization failure message: xxxxxxx (Service: AmazonEC2; Status Code: 403; Error Code: UnauthorizedOperation; Request ID: q)]. Please refer to Automation Service Troubleshooting Guide for more diagnosis details.",
    want: { encoded: 'xxxxxxx' },
  },
  {
    name: 'EC2 with a policy and an encoded message',
    guide: 'EC2 API Reference, "Error codes for the Amazon EC2 API"',
    message: `You are not authorized to perform this operation. User: ${app} is not authorized to perform: ec2:TerminateInstances on resource: arn:aws:ec2:us-east-1:111122223333:instance/i-0abc with an explicit deny in an identity-based policy. Encoded authorization failure message: 9IgbiDWyKdSEZ_gGsRmlRhpHYpRyxc`,
    want: {
      principal: app,
      action: 'ec2:TerminateInstances',
      resource: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0abc',
      by: 'identity-based policy',
      explicit: true,
      encoded: '9IgbiDWyKdSEZ_gGsRmlRhpHYpRyxc',
    },
  },
  {
    name: 'a message that ends in the middle of an encoded one',
    guide: 'CloudTrail User Guide, "CloudTrail record contents"',
    message: `You are not authorized to perform this operation. User: ${app} is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1:111122223333:volume/* because no identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: kW8_`,
    want: {
      principal: app,
      action: 'ec2:RunInstances',
      resource: 'arn:aws:ec2:us-east-1:111122223333:volume/*',
      ...identity,
      encoded: 'kW8_',
    },
  },
  {
    name: 'a message that ends in the middle of the reason’s action',
    guide: 'CloudTrail User Guide, "CloudTrail record contents"',
    message: `User: ${app} is not authorized to perform: dynamodb:BatchWriteItem on resource: arn:aws:dynamodb:us-east-1:111122223333:table/t because no identity-based policy allows the dynamodb:Bat`,
    want: { principal: app, action: 'dynamodb:BatchWriteItem', resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/t', ...identity },
  },
  {
    name: 'a message that ends in the middle of a type of which there is one',
    guide: 'CloudTrail User Guide, "CloudTrail record contents"',
    message: `User: ${app} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a service con`,
    want: { principal: app, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', by: 'service control policy', explicit: true },
  },
  {
    name: 'a message that ends in the middle of a type of which there are two',
    guide: 'CloudTrail User Guide, "CloudTrail record contents"',
    message: `User: ${app} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a resource`,
    want: { principal: app, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', explicit: true },
  },
  {
    name: 'a message that ends in the middle of a quoted resource',
    guide: 'CloudTrail User Guide, "CloudTrail record contents"',
    message: `User: ${app} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/a/very/long/ke`,
    want: { principal: app, action: 's3:GetObject', resource: 'arn:aws:s3:::b/a/very/long/ke' },
  },
  {
    name: 'SNS in capitals, for the policy of a topic',
    guide: 'SNS Developer Guide, "Troubleshooting Amazon SNS topics"',
    message: `User: ${app} is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-east-1:444455556666:topic because no resource-based policy allows the SNS:Publish action`,
    want: {
      principal: app,
      action: 'SNS:Publish',
      resource: 'arn:aws:sns:us-east-1:444455556666:topic',
      by: 'resource-based policy',
      explicit: false,
    },
  },
  {
    name: 'SQS in lower case, with a boundary',
    guide: 'SQS Developer Guide, "Troubleshooting issues in Amazon SQS"',
    message: `User: ${app} is not authorized to perform: sqs:receivemessage on resource: arn:aws:sqs:us-east-1:111122223333:q with an explicit deny in a permissions boundary`,
    want: {
      principal: app,
      action: 'sqs:receivemessage',
      resource: 'arn:aws:sqs:us-east-1:111122223333:q',
      by: 'permissions boundary',
      explicit: true,
    },
  },
  {
    name: 'a function URL',
    guide: 'Lambda Developer Guide, "Control access to Lambda function URLs"',
    message:
      'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
    want: {},
  },
  {
    name: 'API Gateway to nobody, with an explicit deny',
    guide: 'API Gateway Developer Guide, "API Gateway resource policies"',
    message:
      'User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:a1b2c3/prod/GET/items with an explicit deny',
    want: {
      principal: 'anonymous',
      action: 'execute-api:Invoke',
      resource: 'arn:aws:execute-api:us-east-1:********9012:a1b2c3/prod/GET/items',
      explicit: true,
    },
  },
  {
    name: 'API Gateway as it answers, in JSON',
    guide: 'API Gateway Developer Guide, "API Gateway resource policies"',
    message: `{"Message":"User: ${app} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:a1b2c3/prod/GET/ because no identity-based policy allows the execute-api:Invoke action"}`,
    want: {
      principal: app,
      action: 'execute-api:Invoke',
      resource: 'arn:aws:execute-api:us-east-1:********9012:a1b2c3/prod/GET/',
      ...identity,
    },
  },
  {
    name: 'an authorizer’s deny, with the policy’s type',
    guide: 'API Gateway Developer Guide, "Gateway response types"',
    message: 'User is not authorized to access this resource with an explicit deny in an identity-based policy',
    want: { by: 'identity-based policy', explicit: true },
  },
  {
    name: 'a registry that answers in JSON',
    guide: 'ECS Developer Guide, "Troubleshooting"',
    message:
      '{"errors":[{"code":"DENIED","message":"User: arn:aws:sts::111122223333:assumed-role/ecrReadOnly/i-abcdefg is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:us-east-1:111122223333:repository/nginx_test"}]}',
    want: {
      principal: 'arn:aws:sts::111122223333:assumed-role/ecrReadOnly/i-abcdefg',
      action: 'ecr:InitiateLayerUpload',
      resource: 'arn:aws:ecr:us-east-1:111122223333:repository/nginx_test',
    },
  },
  {
    name: 'several actions',
    guide: 'ECR User Guide, "Troubleshooting errors with Docker commands when using Amazon ECR"',
    message: `User: ${app} is not authorized to perform: ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on resource: arn:aws:ecr:us-east-1:111122223333:repository/r because no identity-based policy allows the ecr:BatchGetImage action`,
    want: { principal: app, action: 'ecr:BatchGetImage', resource: 'arn:aws:ecr:us-east-1:111122223333:repository/r', ...identity },
  },
  {
    name: 'several actions in a list',
    guide: 'Glue Developer Guide, "Troubleshooting AWS Glue"',
    message: `User: ${app} is not authorized to perform: [glue:GetDatabase, glue:GetTable] on resource: arn:aws:glue:us-east-1:111122223333:catalog`,
    want: { principal: app, action: 'glue:GetDatabase', resource: 'arn:aws:glue:us-east-1:111122223333:catalog' },
  },
  {
    name: 'an action in quotes of code',
    guide: 'Cloud9 User Guide, "Troubleshooting"',
    message: 'User is not authorized to perform: `ssm:StartSession` on resource.',
    want: { action: 'ssm:StartSession' },
  },
  {
    name: 'a principal in quotes',
    guide: IAM,
    message: `User: "${user}" is not authorized to perform: "sns:Publish" on resource: "arn:aws:sns:us-east-1:123456789012:t"`,
    want: { principal: user, action: 'sns:Publish', resource: 'arn:aws:sns:us-east-1:123456789012:t' },
  },
  {
    name: 'another word for the user',
    guide: IAM,
    message:
      'Principal: arn:aws:sts::111122223333:federated-user/alice is not authorized to perform: es:ESHttpPost on resource: arn:aws:es:us-east-1:111122223333:domain/d',
    want: {
      principal: 'arn:aws:sts::111122223333:federated-user/alice',
      action: 'es:ESHttpPost',
      resource: 'arn:aws:es:us-east-1:111122223333:domain/d',
    },
  },
  {
    name: 'STS to a federation',
    guide: 'IAM User Guide, "Troubleshoot SAML federation with IAM"',
    message: 'Not authorized to perform sts:AssumeRoleWithSAML',
    want: { action: 'sts:AssumeRoleWithSAML' },
  },
  {
    name: 'STS to a root user',
    guide: 'IAM User Guide, "Troubleshoot IAM roles"',
    message: 'Roles may not be assumed by root accounts.',
    want: { action: 'sts:AssumeRole' },
  },
  {
    name: 'tags of a session',
    guide: 'IAM User Guide, "Pass session tags in AWS STS"',
    message: `User: ${app} is not authorized to perform: sts:TagSession on resource: arn:aws:iam::444455556666:role/r`,
    want: { principal: app, action: 'sts:TagSession', resource: 'arn:aws:iam::444455556666:role/r' },
  },
  {
    name: 'CloudWatch Logs, by the account',
    guide: 'CloudWatch Logs User Guide, "Tag log groups in Amazon CloudWatch Logs"',
    message: 'User with accountId: 111122223333 is not authorized to perform CreateLogGroup with Tags',
    want: {},
  },
  {
    name: 'Kinesis Video Streams',
    guide: 'Kinesis Video Streams Developer Guide, "Troubleshooting Kinesis Video Streams"',
    message: 'The caller is not authorized to perform this operation.',
    want: {},
  },
  {
    name: 'IAM Identity Center',
    guide: 'IAM Identity Center API Reference, "Common Errors"',
    message: 'You do not have sufficient access to perform this action.',
    want: {},
  },
  {
    name: 'Athena, of where results go',
    guide: 'Athena User Guide, "Troubleshooting in Athena"',
    message: 'Access denied when writing output to url: s3://amzn-s3-demo-bucket/results/q.csv',
    want: {},
  },
  {
    name: 'a task’s own answer',
    guide: 'ECS Developer Guide, "Task scale-in protection endpoint"',
    message:
      'User: arn:aws:sts::444455556666:assumed-role/my-ecs-task-role/1234567890abcdef0 is not authorized to perform: ecs:GetTaskProtection on resource: arn:aws:ecs:us-west-2:555555555555:task/test/1234567890abcdef0 because no identity-based policy allows the ecs:GetTaskProtection action',
    want: {
      principal: 'arn:aws:sts::444455556666:assumed-role/my-ecs-task-role/1234567890abcdef0',
      action: 'ecs:GetTaskProtection',
      resource: 'arn:aws:ecs:us-west-2:555555555555:task/test/1234567890abcdef0',
      ...identity,
    },
  },
  {
    name: 'a graph of another account',
    guide: 'Detective Administration Guide, "Troubleshooting Amazon Detective identity and access"',
    message: `User: ${user} is not authorized to perform: detective:AcceptInvitation on resource: arn:aws:detective:us-east-1:444455556666:graph:567856785678`,
    want: {
      principal: user,
      action: 'detective:AcceptInvitation',
      resource: 'arn:aws:detective:us-east-1:444455556666:graph:567856785678',
    },
  },
  {
    name: 'a service-linked API of costs',
    guide: 'Cost Management User Guide, "Troubleshooting AWS Cost Management identity and access"',
    message: `User: ${app} is not authorized to perform: ce:GetCostAndUsage on resource: arn:aws:ce:us-east-1:111122223333:/GetCostAndUsage because no identity-based policy allows the ce:GetCostAndUsage action`,
    want: { principal: app, action: 'ce:GetCostAndUsage', resource: 'arn:aws:ce:us-east-1:111122223333:/GetCostAndUsage', ...identity },
  },
  {
    name: 'a quota is no denial',
    guide: 'Lambda Developer Guide, "Lambda quotas"',
    message: 'Rate Exceeded.',
    want: null,
  },
  {
    name: 'a key that does not exist is no denial',
    guide: 'KMS API Reference, "Decrypt"',
    message: "Key 'arn:aws:kms:us-east-1:111122223333:key/k' does not exist",
    want: null,
  },
  {
    name: 'a role that a service cannot take is no denial of the caller',
    guide: 'Lambda Developer Guide, "Troubleshoot deployment issues in Lambda"',
    message: 'The role defined for the function cannot be assumed by Lambda.',
    want: null,
  },
]
