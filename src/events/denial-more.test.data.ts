/**
 * More messages of denials, in short: of every policy type, with sentences of services' own, as SDKs and tools put them, and cut.
 * Source: IAM User Guide, "Troubleshoot access denied error messages"; the services' pages on troubleshooting identity and access.
 */
import type { DenialMessage } from './types.js'

const app = 'arn:aws:sts::111122223333:assumed-role/app/fn'
const user = 'arn:aws:iam::111122223333:user/team/alice'
const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/t'
const scp = 'arn:aws:organizations::999999999999:policy/o-abc/service_control_policy/p-1'
const no = (by: DenialMessage['by']) => ({ by, explicit: false }) as const
const deny = (by: DenialMessage['by'], policyArn: string | null = null) => ({ by, explicit: true, policyArn }) as const
const put = { principal: app, action: 'dynamodb:PutItem', resource: table } as const
const PUT = `User: ${app} is not authorized to perform: dynamodb:PutItem on resource: ${table}`

/** Null: no form of denial. Members that are left out are null. */
export const MORE_DENIALS: readonly (readonly [message: string, want: Partial<DenialMessage> | null])[] = [
  // Each policy type, missing and explicit.
  [`${PUT} because no identity-based policy allows the dynamodb:PutItem action`, { ...put, ...no('identity-based policy') }],
  [`${PUT} because no resource-based policy allows the dynamodb:PutItem action`, { ...put, ...no('resource-based policy') }],
  [`${PUT} because no permissions boundary allows the dynamodb:PutItem action`, { ...put, ...no('permissions boundary') }],
  [`${PUT} because no session policy allows the dynamodb:PutItem action`, { ...put, ...no('session policy') }],
  [`${PUT} because no service control policy allows the dynamodb:PutItem action`, { ...put, ...no('service control policy') }],
  [`${PUT} because no resource control policy allows the dynamodb:PutItem action`, { ...put, ...no('resource control policy') }],
  [`${PUT} because no VPC endpoint policy allows the dynamodb:PutItem action`, { ...put, ...no('VPC endpoint policy') }],
  [`${PUT} with an explicit deny in an identity-based policy`, { ...put, ...deny('identity-based policy') }],
  [`${PUT} with an explicit deny in a resource-based policy`, { ...put, ...deny('resource-based policy') }],
  [`${PUT} with an explicit deny in a permissions boundary`, { ...put, ...deny('permissions boundary') }],
  [`${PUT} with an explicit deny in a session policy`, { ...put, ...deny('session policy') }],
  [`${PUT} with an explicit deny in a service control policy`, { ...put, ...deny('service control policy') }],
  [`${PUT} with an explicit deny in a resource control policy`, { ...put, ...deny('resource control policy') }],
  [`${PUT} with an explicit deny in a VPC endpoint policy`, { ...put, ...deny('VPC endpoint policy') }],
  [`${PUT} with an explicit deny`, { ...put, explicit: true }],
  [PUT, put],
  // The ARN of the policy, since 2026.
  [`${PUT} with an explicit deny in a service control policy: ${scp}`, { ...put, ...deny('service control policy', scp) }],
  [
    `${PUT} with an explicit deny in a resource control policy: arn:aws:organizations::999999999999:policy/o-abc/resource_control_policy/p-2`,
    { ...put, ...deny('resource control policy', 'arn:aws:organizations::999999999999:policy/o-abc/resource_control_policy/p-2') },
  ],
  [
    `${PUT} with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/team/NoWrites`,
    { ...put, ...deny('identity-based policy', 'arn:aws:iam::111122223333:policy/team/NoWrites') },
  ],
  [
    `${PUT} with an explicit deny in a permissions boundary: arn:aws:iam::111122223333:policy/Boundary`,
    { ...put, ...deny('permissions boundary', 'arn:aws:iam::111122223333:policy/Boundary') },
  ],
  [
    `${PUT} with an explicit deny in a session policy: arn:aws:iam::111122223333:policy/Session`,
    { ...put, ...deny('session policy', 'arn:aws:iam::111122223333:policy/Session') },
  ],
  [
    `${PUT} with an explicit deny in a service control policy: ${scp} transitively through a resource control policy`,
    { ...put, ...deny('service control policy', scp), through: 'resource control policy' },
  ],
  // Trust.
  [
    `User: ${app} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/x`,
    { principal: app, action: 'sts:AssumeRole', resource: 'arn:aws:iam::444455556666:role/x' },
  ],
  [
    `User: ${app} is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action`,
    { principal: app, action: 'sts:AssumeRole', ...no('role trust policy') },
  ],
  [
    `User: ${app} is not authorized to perform: sts:AssumeRole with an explicit deny in the role trust policy`,
    { principal: app, action: 'sts:AssumeRole', ...deny('role trust policy') },
  ],
  ['Not authorized to perform sts:AssumeRoleWithWebIdentity', { action: 'sts:AssumeRoleWithWebIdentity' }],
  // Partitions and principals.
  [
    'User: arn:aws-us-gov:sts::111122223333:assumed-role/app/fn is not authorized to perform: sqs:SendMessage on resource: arn:aws-us-gov:sqs:us-gov-west-1:111122223333:q because no identity-based policy allows the sqs:SendMessage action',
    {
      principal: 'arn:aws-us-gov:sts::111122223333:assumed-role/app/fn',
      action: 'sqs:SendMessage',
      resource: 'arn:aws-us-gov:sqs:us-gov-west-1:111122223333:q',
      ...no('identity-based policy'),
    },
  ],
  [
    'User: arn:aws-eusc:sts::111122223333:assumed-role/app/fn is not authorized to perform: s3:ListBucket on resource: "arn:aws-eusc:s3:::b" because no identity-based policy allows the s3:ListBucket action',
    {
      principal: 'arn:aws-eusc:sts::111122223333:assumed-role/app/fn',
      action: 's3:ListBucket',
      resource: 'arn:aws-eusc:s3:::b',
      ...no('identity-based policy'),
    },
  ],
  [
    `User: ${user} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::111122223333:user/ because no identity-based policy allows the iam:ListUsers action`,
    { principal: user, action: 'iam:ListUsers', resource: 'arn:aws:iam::111122223333:user/', ...no('identity-based policy') },
  ],
  [
    'User: arn:aws:sts::111122223333:federated-user/bob is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action',
    { principal: 'arn:aws:sts::111122223333:federated-user/bob', action: 's3:ListAllMyBuckets', ...no('identity-based policy') },
  ],
  [
    'User: arn:aws:iam::111122223333:root is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::b" with an explicit deny in a resource-based policy',
    {
      principal: 'arn:aws:iam::111122223333:root',
      action: 's3:PutBucketPolicy',
      resource: 'arn:aws:s3:::b',
      ...deny('resource-based policy'),
    },
  ],
  [
    'User: anonymous is not authorized to perform: es:ESHttpGet because no resource-based policy allows the es:ESHttpGet action',
    { principal: 'anonymous', action: 'es:ESHttpGet', ...no('resource-based policy') },
  ],
  [
    'User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/alice@example.com is not authorized to perform: lambda:ListFunctions on resource: * because no identity-based policy allows the lambda:ListFunctions action',
    {
      principal: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/alice@example.com',
      action: 'lambda:ListFunctions',
      resource: '*',
      ...no('identity-based policy'),
    },
  ],
  // Resources in AWS's own words.
  [
    `User: ${user} is not authorized to perform: iam:CreateAccessKey on resource: user alice because no identity-based policy allows the iam:CreateAccessKey action`,
    { principal: user, action: 'iam:CreateAccessKey', resource: 'user alice', ...no('identity-based policy') },
  ],
  [
    `User: ${user} is not authorized to perform: iam:GetRole on resource: role app`,
    { principal: user, action: 'iam:GetRole', resource: 'role app' },
  ],
  [
    `User: ${user} is not authorized to perform: iam:DeletePolicy on resource: policy arn:aws:iam::111122223333:policy/p with an explicit deny in an identity-based policy`,
    {
      principal: user,
      action: 'iam:DeletePolicy',
      resource: 'policy arn:aws:iam::111122223333:policy/p',
      ...deny('identity-based policy'),
    },
  ],
  [
    `User: ${user} is not authorized to perform: iam:AddRoleToInstanceProfile on resource: instance profile web`,
    { principal: user, action: 'iam:AddRoleToInstanceProfile', resource: 'instance profile web' },
  ],
  [
    `User: ${user} is not authorized to perform: iam:UpdateAccessKey on resource: access key AKIAIOSFODNN7EXAMPLE`,
    { principal: user, action: 'iam:UpdateAccessKey', resource: 'access key AKIAIOSFODNN7EXAMPLE' },
  ],
  // Logs and Lambda.
  [
    `User: ${app} is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:log-stream:2026/01/01/[$LATEST]0a because no identity-based policy allows the logs:CreateLogStream action`,
    {
      principal: app,
      action: 'logs:CreateLogStream',
      resource: 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:log-stream:2026/01/01/[$LATEST]0a',
      ...no('identity-based policy'),
    },
  ],
  [
    `User: ${app} is not authorized to perform: logs:DescribeLogGroups on resource: arn:aws:logs:us-east-1:111122223333:log-group::log-stream: because no identity-based policy allows the logs:DescribeLogGroups action`,
    {
      principal: app,
      action: 'logs:DescribeLogGroups',
      resource: 'arn:aws:logs:us-east-1:111122223333:log-group::log-stream:',
      ...no('identity-based policy'),
    },
  ],
  [
    `User: ${app} is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:111122223333:function:f:$LATEST because no identity-based policy allows the lambda:InvokeFunction action`,
    {
      principal: app,
      action: 'lambda:InvokeFunction',
      resource: 'arn:aws:lambda:us-east-1:111122223333:function:f:$LATEST',
      ...no('identity-based policy'),
    },
  ],
  [`The provided execution role does not have permissions to call ReceiveMessage on SQS`, null],
  // Passing of roles.
  [
    `User: ${app} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/service-role/x because no identity-based policy allows the iam:PassRole action`,
    {
      principal: app,
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::111122223333:role/service-role/x',
      ...no('identity-based policy'),
    },
  ],
  [
    `'${app}' is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/x`,
    { principal: app, action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/x' },
  ],
  ['Cross-account pass role is not allowed.', { action: 'iam:PassRole' }],
  // S3: quotes, spaces, and no more than two words.
  ['Access Denied', {}],
  ['AccessDenied', {}],
  ['Access Denied.', {}],
  ['Forbidden', {}],
  [
    `User: ${app} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/a file (1).pdf" because no identity-based policy allows the s3:GetObject action`,
    { principal: app, action: 's3:GetObject', resource: 'arn:aws:s3:::b/a file (1).pdf', ...no('identity-based policy') },
  ],
  [
    `User: ${app} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/because no/x with an explicit deny.txt" because no identity-based policy allows the s3:GetObject action`,
    {
      principal: app,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/because no/x with an explicit deny.txt',
      ...no('identity-based policy'),
    },
  ],
  [
    `User: ${app} is not authorized to perform: s3express:CreateSession on resource: "arn:aws:s3express:us-east-1:111122223333:bucket/b--use1-az4--x-s3" because no identity-based policy allows the s3express:CreateSession action`,
    {
      principal: app,
      action: 's3express:CreateSession',
      resource: 'arn:aws:s3express:us-east-1:111122223333:bucket/b--use1-az4--x-s3',
      ...no('identity-based policy'),
    },
  ],
  // EC2, encoded.
  [
    'You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/team/alice is not authorized to perform: ec2:StopInstances on resource: arn:aws:ec2:us-east-1:111122223333:instance/i-1 because no identity-based policy allows the ec2:StopInstances action. Encoded authorization failure message: 4Ze_-w',
    {
      principal: user,
      action: 'ec2:StopInstances',
      resource: 'arn:aws:ec2:us-east-1:111122223333:instance/i-1',
      ...no('identity-based policy'),
      encoded: '4Ze_-w',
    },
  ],
  [
    `User: ${app} is not authorized to perform: ec2:DescribeInstances with an explicit deny in a service control policy`,
    { principal: app, action: 'ec2:DescribeInstances', ...deny('service control policy') },
  ],
  ['You are not authorized to perform this operation. Encoded authorization failure message: AAAA==', { encoded: 'AAAA==' }],
  ['Client.UnauthorizedOperation: You are not authorized to perform this operation.', {}],
  // KMS, Secrets Manager, Parameter Store.
  [
    `User: ${app} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/1a because no identity-based policy allows the kms:Decrypt action`,
    { principal: app, action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:111122223333:key/1a', ...no('identity-based policy') },
  ],
  [
    `User: ${app} is not authorized to perform: kms:GenerateDataKey on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    { principal: app, action: 'kms:GenerateDataKey', by: 'resource-based policy' },
  ],
  ['Access to KMS is not allowed', {}],
  [
    `User: ${app} is not authorized to perform: secretsmanager:GetSecretValue on resource: db/pw because no identity-based policy allows the secretsmanager:GetSecretValue action`,
    { principal: app, action: 'secretsmanager:GetSecretValue', resource: 'db/pw', ...no('identity-based policy') },
  ],
  [
    `User: ${app} is not authorized to perform: ssm:GetParametersByPath on resource: arn:aws:ssm:us-east-1:111122223333:parameter/a/b because no identity-based policy allows the ssm:GetParametersByPath action`,
    {
      principal: app,
      action: 'ssm:GetParametersByPath',
      resource: 'arn:aws:ssm:us-east-1:111122223333:parameter/a/b',
      ...no('identity-based policy'),
    },
  ],
  [
    `User: ${app} is not authorized to perform: ssm:SendCommand on resource: arn:aws:ssm:us-east-1::document/AWS-RunShellScript because no identity-based policy allows the ssm:SendCommand action`,
    {
      principal: app,
      action: 'ssm:SendCommand',
      resource: 'arn:aws:ssm:us-east-1::document/AWS-RunShellScript',
      ...no('identity-based policy'),
    },
  ],
  // Bedrock, Cognito, Step Functions.
  [
    `User: ${app} is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0 because no identity-based policy allows the bedrock:InvokeModel action`,
    {
      principal: app,
      action: 'bedrock:InvokeModel',
      resource: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
      ...no('identity-based policy'),
    },
  ],
  ["You don't have access to the model with the specified model ID.", {}],
  [
    `User: ${app} is not authorized to perform: cognito-idp:AdminGetUser on resource: arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_x with an explicit deny in a service control policy`,
    {
      principal: app,
      action: 'cognito-idp:AdminGetUser',
      resource: 'arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_x',
      ...deny('service control policy'),
    },
  ],
  ['Incorrect username or password.', null],
  [`'${app}' is not authorized to create managed-rule.`, null],
  // Wrapped by SDKs and tools.
  [
    `AccessDeniedException: ${PUT} because no identity-based policy allows the dynamodb:PutItem action`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `AccessDeniedException: ${PUT} because no identity-based policy allows the dynamodb:PutItem action\n\tstatus code: 400, request id: ABC123`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the PutItem operation: ${PUT} because no identity-based policy allows the dynamodb:PutItem action`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `software.amazon.awssdk.services.dynamodb.model.DynamoDbException: ${PUT} because no identity-based policy allows the dynamodb:PutItem action (Service: DynamoDb, Status Code: 400, Request ID: ABC, Extended Request ID: null)`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `software.amazon.awssdk.services.dynamodb.model.DynamoDbException: ${PUT} because no identity-based policy allows the dynamodb:PutItem action (Service: DynamoDb, Status Code: 400, Request ID: ABC) (SDK Attempt Count: 1)`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `Error executing "PutItem" on "https://dynamodb.us-east-1.amazonaws.com"; AWS HTTP error: Client error: 400 Bad Request AccessDeniedException (client): ${PUT} because no identity-based policy allows the dynamodb:PutItem action`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `Aws::DynamoDB::Errors::AccessDeniedException: ${PUT} because no identity-based policy allows the dynamodb:PutItem action`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `Error: putting item: operation error DynamoDB: PutItem, https response error StatusCode: 400, RequestID: ABC, api error AccessDeniedException: ${PUT} with an explicit deny in a service control policy`,
    { ...put, ...deny('service control policy') },
  ],
  [
    `{"errorType":"AccessDeniedException","errorMessage":"${PUT} because no identity-based policy allows the dynamodb:PutItem action","trace":["AccessDeniedException: at throwDefaultError"]}`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"${PUT} because no identity-based policy allows the dynamodb:PutItem action"}`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `{"error":{"code":"AccessDeniedException","message":"${PUT} because no identity-based policy allows the dynamodb:PutItem action"}}`,
    { ...put, ...no('identity-based policy') },
  ],
  [
    `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: ${app} is not authorized to perform: sns:Publish on resource: arn:aws:sns:us-east-1:111122223333:t because no identity-based policy allows the sns:Publish action</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    {
      principal: app,
      action: 'sns:Publish',
      resource: 'arn:aws:sns:us-east-1:111122223333:t',
      ...no('identity-based policy'),
    },
  ],
  [
    `Resource handler returned message: "User: ${app} is not authorized to perform: sqs:CreateQueue on resource: arn:aws:sqs:us-east-1:111122223333:q because no identity-based policy allows the sqs:CreateQueue action (Service: Sqs, Status Code: 403, Request ID: 1)" (RequestToken: 1a, HandlerErrorCode: AccessDenied)`,
    {
      principal: app,
      action: 'sqs:CreateQueue',
      resource: 'arn:aws:sqs:us-east-1:111122223333:q',
      ...no('identity-based policy'),
    },
  ],
  [
    `${PUT} because no identity-based policy allows the dynamodb:PutItem action (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: AccessDeniedException; Request ID: ABC; Proxy: null)`,
    { ...put, ...no('identity-based policy') },
  ],
  [`  ${PUT} because no identity-based policy allows the dynamodb:PutItem action.  \n`, { ...put, ...no('identity-based policy') }],
  // Cut at one kilobyte, anywhere.
  [`${PUT} because no identity-based policy allows the dynam`, { ...put, ...no('identity-based policy') }],
  [`${PUT} because no identity-based pol`, { ...put, ...no('identity-based policy') }],
  [`${PUT} because no s`, { ...put, explicit: false }],
  [`${PUT} because no`, put],
  [`${PUT} with an explicit deny in a permissions bou`, { ...put, ...deny('permissions boundary') }],
  [
    `${PUT} with an explicit deny in a service control policy: arn:aws:organizations::9999`,
    { ...put, ...deny('service control policy', 'arn:aws:organizations::9999') },
  ],
  [`${PUT} with an expl`, put],
  [`User: ${app} is not authorized to perform: dynamodb:Put`, { principal: app, action: 'dynamodb:Put' }],
  // No denials.
  ['Rate exceeded', null],
  ['The conditional request failed', null],
  ['1 validation error detected: Value null at tableName failed to satisfy constraint: Member must not be null', null],
  ['The security token included in the request is expired', null],
]
