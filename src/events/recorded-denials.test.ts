import { expect, test } from 'vitest'
import { type EventMeaning, eventMeaning } from './meaning.js'
import type { Input } from './parameters.js'

const app = 'arn:aws:sts::111122223333:assumed-role/app/fn'
const here = (service: string, name: string): string => `arn:aws:${service}:us-east-1:111122223333:${name}`
const table = here('dynamodb', 'table/items')
const role = 'arn:aws:iam::111122223333:role/r'
const denied = (action: string, resource: string, reason = ` because no identity-based policy allows the ${action} action`): string =>
  `User: ${app} is not authorized to perform: ${action} on resource: ${resource}${reason}`

interface Row {
  readonly call: string
  readonly parameters: Input | null
  readonly code: string | null
  readonly message: string | null
  /** `ACTION RESOURCE`. */
  readonly checks: readonly string[]
  /** Null: the call was not refused. */
  readonly by: string | null | 'no reason'
}
const row = (
  call: string,
  parameters: Input | null,
  error: readonly [string | null, string | null],
  checks: readonly string[],
  by: Row['by'],
): Row => ({
  call,
  parameters,
  code: error[0],
  message: error[1],
  checks,
  by,
})
const IDENTITY = 'identity-based policy'
const ACCESS = 'AccessDeniedException'

// Source: IAM User Guide, "Troubleshoot access denied error messages"; the pages on CloudTrail of the services' guides; EC2 API
// Reference, "Error codes"; S3 API Reference, "Error responses".
const rows: readonly Row[] = [
  // What was refused is another action than that of the event's name.
  row(
    'lambda UpdateFunctionConfiguration20150331v2',
    { functionName: 'f', role },
    [ACCESS, denied('iam:PassRole', role)],
    [`iam:PassRole ${role}`],
    IDENTITY,
  ),
  row(
    'lambda CreateFunction20150331',
    { functionName: 'f', role },
    [ACCESS, denied('lambda:GetLayerVersion', here('lambda', 'layer:l:1'))],
    [`lambda:GetLayerVersion ${here('lambda', 'layer:l:1')}`],
    IDENTITY,
  ),
  row(
    'lambda CreateEventSourceMapping20150331',
    { functionName: 'f' },
    [ACCESS, denied('lambda:CreateEventSourceMapping', here('lambda', 'event-source-mapping:*'))],
    [`lambda:CreateEventSourceMapping ${here('lambda', 'event-source-mapping:*')}`],
    IDENTITY,
  ),
  row(
    's3 CopyObject',
    { bucketName: 'b', key: 'k', 'x-amz-copy-source': 'src/k' },
    ['AccessDenied', denied('s3:GetObject', '"arn:aws:s3:::src/k"', ' because no identity-based policy allows the s3:GetObject action')],
    ['s3:GetObject arn:aws:s3:::src/k'],
    IDENTITY,
  ),
  row(
    's3 PutObject',
    { bucketName: 'b', key: 'k', 'x-amz-tagging': 'a=b' },
    [
      'AccessDenied',
      denied('s3:PutObjectTagging', '"arn:aws:s3:::b/k"', ' because no identity-based policy allows the s3:PutObjectTagging action'),
    ],
    ['s3:PutObjectTagging arn:aws:s3:::b/k'],
    IDENTITY,
  ),
  row(
    's3 PutObject',
    { bucketName: 'b', key: 'k' },
    ['AccessDenied', denied('kms:GenerateDataKey', here('kms', 'key/1a'))],
    [`kms:GenerateDataKey ${here('kms', 'key/1a')}`],
    IDENTITY,
  ),
  row(
    'ec2 RunInstances',
    { imageId: 'ami-1' },
    [
      'Client.UnauthorizedOperation',
      `You are not authorized to perform this operation. ${denied('ec2:CreateTags', here('ec2', 'instance/*'))}. Encoded authorization failure message: AA`,
    ],
    [`ec2:CreateTags ${here('ec2', 'instance/*')}`],
    IDENTITY,
  ),
  row(
    'dynamodb TransactWriteItems',
    { requestItems: [{ operation: 'Put', tableName: 'items' }] },
    [ACCESS, denied('dynamodb:PutItem', table)],
    [`dynamodb:PutItem ${table}`],
    IDENTITY,
  ),
  row(
    'states StartExecution',
    { stateMachineArn: here('states', 'stateMachine:m') },
    ['AccessDenied', denied('states:StartExecution', here('states', 'stateMachine:m'))],
    [`states:StartExecution ${here('states', 'stateMachine:m')}`],
    IDENTITY,
  ),
  row(
    'sts AssumeRole',
    { roleArn: role },
    ['AccessDenied', `User: ${app} is not authorized to perform: sts:TagSession on resource: ${role}`],
    [`sts:TagSession ${role}`],
    'no reason',
  ),
  row(
    'monitoring PutMetricAlarm',
    { alarmName: 'a' },
    ['AccessDenied', denied('cloudwatch:PutMetricAlarm', here('cloudwatch', 'alarm:a'))],
    [`cloudwatch:PutMetricAlarm ${here('cloudwatch', 'alarm:a')}`],
    IDENTITY,
  ),
  row(
    'email SendEmail',
    { source: 'a@example.com' },
    [
      'AccessDenied',
      `User \`${app}' is not authorized to perform \`ses:SendEmail' on resource \`${here('ses', 'identity/a@example.com')}'`,
    ],
    [`ses:SendEmail ${here('ses', 'identity/a@example.com')}`],
    'no reason',
  ),
  row(
    'sns Publish',
    { topicArn: here('sns', 't') },
    ['AuthorizationError', denied('SNS:Publish', here('sns', 't'), ' because no resource-based policy allows the SNS:Publish action')],
    [`sns:Publish ${here('sns', 't')}`],
    'resource-based policy',
  ),
  row(
    's3 GetObject',
    { bucketName: 'b', key: 'k' },
    ['AccessDenied', denied('s3:GetObject', '"arn:aws:s3:::b/k"', ' with an explicit deny in a VPC endpoint policy')],
    ['s3:GetObject arn:aws:s3:::b/k'],
    'VPC endpoint policy',
  ),
  row(
    'dynamodb PutItem',
    { tableName: 'items' },
    [ACCESS, denied('dynamodb:PutItem', table, ' with an explicit deny in a permissions boundary')],
    [`dynamodb:PutItem ${table}`],
    'permissions boundary',
  ),
  row(
    'dynamodb PutItem',
    null,
    [ACCESS, denied('dynamodb:PutItem', table, ' with an explicit deny in a service control policy')],
    [`dynamodb:PutItem ${table}`],
    'service control policy',
  ),
  row(
    'secretsmanager GetSecretValue',
    { secretId: 's' },
    [
      ACCESS,
      `User: ${app} is not authorized to perform: secretsmanager:GetSecretValue on resource: s because no identity-based policy allows the secretsmanager:GetSecretValue action`,
    ],
    [`secretsmanager:GetSecretValue ${here('secretsmanager', 'secret:s-??????')}`],
    IDENTITY,
  ),
  // What was refused is not said.
  row('s3 HeadObject', { bucketName: 'b', key: 'k' }, ['AccessDenied', 'Access Denied'], ['s3:GetObject arn:aws:s3:::b/k'], 'no reason'),
  row('s3 ListObjects', { bucketName: 'b' }, ['AccessDenied', null], ['s3:ListBucket arn:aws:s3:::b'], 'no reason'),
  row('s3 ListBuckets', null, ['AccessDenied', 'Access Denied'], ['s3:ListAllMyBuckets *'], 'no reason'),
  row(
    's3 DeleteObject',
    { bucketName: 'b', key: 'k', versionId: 'v' },
    ['AccessDenied', 'Access Denied'],
    ['s3:DeleteObjectVersion arn:aws:s3:::b/k'],
    'no reason',
  ),
  row(
    'sqs SendMessage',
    { queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/q' },
    ['AccessDenied', 'Access to the resource https://sqs.us-east-1.amazonaws.com/ is denied.'],
    [`sqs:SendMessage ${here('sqs', 'q')}`],
    'no reason',
  ),
  row(
    'lambda UpdateFunctionConfiguration20150331v2',
    { functionName: 'f', role },
    ['AccessDenied', null],
    [`lambda:UpdateFunctionConfiguration ${here('lambda', 'function:f')}`],
    'no reason',
  ),
  row(
    'ec2 DescribeInstances',
    null,
    ['Client.UnauthorizedOperation', 'You are not authorized to perform this operation.'],
    ['ec2:DescribeInstances *'],
    'no reason',
  ),
  row('eks DescribeCluster', { name: 'c' }, [ACCESS, null], [`eks:DescribeCluster ${here('eks', 'cluster/c')}`], 'no reason'),
  row(
    'iam CreateUser',
    { userName: 'u' },
    [
      'AccessDenied',
      `User: ${app} is not authorized to perform: iam:CreateUser on resource: ${role.replace('role/r', 'user/u')} with an explicit deny`,
    ],
    ['iam:CreateUser arn:aws:iam::111122223333:user/u'],
    'no reason',
  ),
  row(
    'sts GetCallerIdentity',
    null,
    ['AccessDenied', `User: ${app} is not authorized to perform: sts:GetCallerIdentity with an explicit deny in a service control policy`],
    ['sts:GetCallerIdentity *'],
    'service control policy',
  ),
  row(
    'kms Decrypt',
    { keyId: here('kms', 'key/1a') },
    [
      'KMSAccessDeniedException',
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    ],
    [`kms:Decrypt ${here('kms', 'key/1a')}`],
    'no reason',
  ),
  // The call was allowed, and failed for something else.
  row(
    'dynamodb PutItem',
    { tableName: 'items' },
    ['ConditionalCheckFailedException', 'The conditional request failed'],
    [`dynamodb:PutItem ${table}`],
    null,
  ),
  row('dynamodb PutItem', { tableName: 'items' }, ['ThrottlingException', 'Rate exceeded'], [`dynamodb:PutItem ${table}`], null),
  row(
    'dynamodb PutItem',
    { tableName: 'items' },
    ['ValidationException', 'One or more parameter values were invalid'],
    [`dynamodb:PutItem ${table}`],
    null,
  ),
  row(
    'dynamodb DescribeTable',
    { tableName: 'items' },
    ['ResourceNotFoundException', 'Requested resource not found'],
    [`dynamodb:DescribeTable ${table}`],
    null,
  ),
  row(
    's3 GetObject',
    { bucketName: 'b', key: 'k' },
    ['NoSuchKey', 'The specified key does not exist.'],
    ['s3:GetObject arn:aws:s3:::b/k'],
    null,
  ),
  row(
    's3 GetBucketTagging',
    { bucketName: 'b' },
    ['NoSuchTagSet', 'The TagSet does not exist'],
    ['s3:GetBucketTagging arn:aws:s3:::b'],
    null,
  ),
  row(
    'ec2 StopInstances',
    { instancesSet: { items: [{ instanceId: 'i-1' }] } },
    ['Client.DryRunOperation', 'Request would have succeeded, but DryRun flag is set.'],
    [`ec2:StopInstances ${here('ec2', 'instance/i-1')}`],
    null,
  ),
  row(
    'ec2 StopInstances',
    { instancesSet: { items: [{ instanceId: 'i-1' }] } },
    ['Client.IncorrectInstanceState', 'This instance is not in a state from which it can be stopped'],
    [`ec2:StopInstances ${here('ec2', 'instance/i-1')}`],
    null,
  ),
  row('iam GetRole', { roleName: 'r' }, ['NoSuchEntityException', 'The role with name r cannot be found.'], [`iam:GetRole ${role}`], null),
  row(
    'kms Decrypt',
    { keyId: here('kms', 'key/1a') },
    ['InvalidCiphertextException', null],
    [`kms:Decrypt ${here('kms', 'key/1a')}`],
    null,
  ),
  row(
    'lambda Invoke',
    { functionName: 'f' },
    ['TooManyRequestsException', 'Rate Exceeded.'],
    [`lambda:InvokeFunction ${here('lambda', 'function:f')}`],
    null,
  ),
  row(
    'cognito-idp AdminInitiateAuth',
    { userPoolId: 'us-east-1_x' },
    ['NotAuthorizedException', 'Incorrect username or password.'],
    [`cognito-idp:AdminInitiateAuth ${here('cognito-idp', 'userpool/us-east-1_x')}`],
    null,
  ),
  row(
    'lambda CreateFunction20150331',
    { functionName: 'f', role },
    ['InvalidParameterValueException', 'The role defined for the function cannot be assumed by Lambda.'],
    [`lambda:CreateFunction ${here('lambda', 'function:f')}`, `iam:PassRole ${role}`],
    null,
  ),
  // Friendly names of resources, when the record has no parameters.
  ...(
    [
      ['iam GetRole', 'iam:GetRole', 'role deployer', 'arn:aws:iam::111122223333:role/deployer'],
      ['iam DeleteUser', 'iam:DeleteUser', 'user alice', 'arn:aws:iam::111122223333:user/alice'],
      ['iam AddUserToGroup', 'iam:AddUserToGroup', 'group admins', 'arn:aws:iam::111122223333:group/admins'],
      ['iam GetInstanceProfile', 'iam:GetInstanceProfile', 'instance profile web', 'arn:aws:iam::111122223333:instance-profile/web'],
      ['iam CreatePolicy', 'iam:CreatePolicy', 'policy narrow', 'arn:aws:iam::111122223333:policy/narrow'],
      ['secretsmanager GetSecretValue', 'secretsmanager:GetSecretValue', 'app/secret', here('secretsmanager', 'secret:app/secret-??????')],
      ['secretsmanager GetSecretValue', 'secretsmanager:GetSecretValue', 'app-a1B2c3', here('secretsmanager', 'secret:app-a1B2c3')],
      ['kinesis PutRecord', 'kinesis:PutRecord', 'orders', here('kinesis', 'stream/orders')],
      ['kinesis PutRecord', 'kinesis:PutRecord', 'stream/orders', here('kinesis', 'stream/orders')],
      ['sqs SendMessage', 'sqs:SendMessage', 'the queue', '*'],
    ] as const
  ).map(([call, action, name, resource]) => row(call, null, [ACCESS, denied(action, name)], [`${action} ${resource}`], IDENTITY)),
  row(
    'iam GetRole',
    { roleName: 'app' },
    [ACCESS, denied('iam:GetRole', 'role app')],
    ['iam:GetRole arn:aws:iam::111122223333:role/app'],
    IDENTITY,
  ),
]

const meant = ({ call, parameters, code, message }: Row): EventMeaning => {
  const [source, name = ''] = call.split(' ')
  return eventMeaning({
    source: `${source}.amazonaws.com`,
    name,
    place: { partition: 'aws', region: 'us-east-1', account: '111122223333' },
    eventType: 'AwsApiCall',
    parameters,
    resourceArns: [],
    errorCode: code,
    errorMessage: message,
  })
}

test.each(rows)('$call $code $message', (row) => {
  const { checks, denied, denial } = meant(row)
  expect(denied).toBe(row.by !== null)
  expect(checks.map(({ action, resource }) => `${action} ${resource}`)).toEqual(row.checks)
  expect(denial?.by ?? null).toBe(row.by === 'no reason' ? null : row.by)
})
