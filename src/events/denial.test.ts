import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyDenial, parseDenial, printDenial } from './denial.js'
import { DENIAL_FORMS } from './denial-forms.test.data.js'
import { MORE_DENIALS } from './denial-more.test.data.js'
import type { DenialMessage } from './types.js'

const nothing: DenialMessage = {
  principal: null,
  action: null,
  resource: null,
  by: null,
  explicit: null,
  policyArn: null,
  through: null,
  encoded: null,
}
const session = 'arn:aws:sts::111122223333:assumed-role/app/fn'
const identityMissing = { by: 'identity-based policy', explicit: false } as const

// Source: IAM User Guide, "Troubleshoot access denied error messages", and the forms that CloudTrail records.
const rows: readonly { name: string; message: string | null; want: Partial<DenialMessage> | null }[] = [
  {
    name: 'a missing allow in the identity-based policy',
    message: `User: ${session} is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:111122223333:table/t because no identity-based policy allows the dynamodb:PutItem action`,
    want: {
      principal: session,
      action: 'dynamodb:PutItem',
      resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/t',
      ...identityMissing,
    },
  },
  {
    name: 'an explicit deny in a service control policy',
    message: `User: ${session} is not authorized to perform: codecommit:ListRepositories with an explicit deny in a service control policy`,
    want: { principal: session, action: 'codecommit:ListRepositories', by: 'service control policy', explicit: true },
  },
  {
    name: 'the ARN of the denying policy follows a colon since 2026',
    message: `User: ${session} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-a/service_control_policy/p-b`,
    want: {
      principal: session,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/k',
      by: 'service control policy',
      explicit: true,
      policyArn: 'arn:aws:organizations::999999999999:policy/o-a/service_control_policy/p-b',
    },
  },
  {
    name: 'a deny that came transitively',
    message: `User: ${session} is not authorized to perform: rds:CreateDBCluster on resource: * with an explicit deny in a VPC endpoint policy transitively through a service control policy`,
    want: {
      principal: session,
      action: 'rds:CreateDBCluster',
      resource: '*',
      by: 'VPC endpoint policy',
      explicit: true,
      through: 'service control policy',
    },
  },
  {
    name: 'an old message without a reason',
    message: `User: ${session} is not authorized to perform: SNS:ListTopics on resource: arn:aws:sns:us-east-1:111122223333:*`,
    want: { principal: session, action: 'SNS:ListTopics', resource: 'arn:aws:sns:us-east-1:111122223333:*' },
  },
  {
    name: 'EC2 puts a sentence before and an encoded message behind',
    message: `You are not authorized to perform this operation. User: ${session} is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1:111122223333:instance/* because no identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: QWJjRGVm_-x`,
    want: {
      principal: session,
      action: 'ec2:RunInstances',
      resource: 'arn:aws:ec2:us-east-1:111122223333:instance/*',
      ...identityMissing,
      encoded: 'QWJjRGVm_-x',
    },
  },
  {
    name: 'EC2 with nothing but the encoded message',
    message: 'You are not authorized to perform this operation. Encoded authorization failure message: QUJD',
    want: { encoded: 'QUJD' },
  },
  {
    name: 'IAM names resources by words',
    message: `User: arn:aws:iam::111122223333:user/bob is not authorized to perform: iam:GetUser on resource: user alice`,
    want: { principal: 'arn:aws:iam::111122223333:user/bob', action: 'iam:GetUser', resource: 'user alice' },
  },
  {
    name: 'a policy version by words',
    message: `User: ${session} is not authorized to perform: iam:GetPolicyVersion on resource: policy arn:aws:iam::aws:policy/ReadOnlyAccess version v3 because no identity-based policy allows the iam:GetPolicyVersion action`,
    want: {
      principal: session,
      action: 'iam:GetPolicyVersion',
      resource: 'policy arn:aws:iam::aws:policy/ReadOnlyAccess version v3',
      ...identityMissing,
    },
  },
  {
    name: 'the specified resource is no name',
    message: `User: ${session} is not authorized to perform: glue:GetTable on the specified resource`,
    want: { principal: session, action: 'glue:GetTable' },
  },
  { name: 'a user without an ARN', message: 'User is not authorized to perform: eks:ListClusters', want: { action: 'eks:ListClusters' } },
  { name: 'S3 of old', message: 'Access Denied', want: {} },
  {
    name: 'a role of another account cannot be passed',
    message: 'Cross-account pass role is not allowed.',
    want: { action: 'iam:PassRole' },
  },
  {
    name: 'a session policy in the plural',
    message: `User: ${session} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" because no sessions policy allows the s3:PutObject action`,
    want: { principal: session, action: 's3:PutObject', resource: 'arn:aws:s3:::b/k', by: 'session policy', explicit: false },
  },
  {
    name: 'a boundary',
    message: `User: ${session} is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:111122223333:function:f because no permissions boundary allows the lambda:InvokeFunction action`,
    want: {
      principal: session,
      action: 'lambda:InvokeFunction',
      resource: 'arn:aws:lambda:us-east-1:111122223333:function:f',
      by: 'permissions boundary',
      explicit: false,
    },
  },
  {
    name: 'an explicit deny without its policy type',
    message: `User: ${session} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/k with an explicit deny`,
    want: { principal: session, action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:111122223333:key/k', explicit: true },
  },
  {
    name: 'a trust policy',
    message: `User: arn:aws:iam::111122223333:user/u is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/r because no role trust policy allows the sts:AssumeRole action`,
    want: {
      principal: 'arn:aws:iam::111122223333:user/u',
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::444455556666:role/r',
      by: 'role trust policy',
      explicit: false,
    },
  },
  {
    name: 'the ARN of a boundary',
    message: `You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/bob is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:ap-southeast-1:111122223333:instance/* with an explicit deny in a permissions boundary: arn:aws:iam::111122223333:policy/lab. Encoded authorization failure message: QUJD`,
    want: {
      principal: 'arn:aws:iam::111122223333:user/bob',
      action: 'ec2:RunInstances',
      resource: 'arn:aws:ec2:ap-southeast-1:111122223333:instance/*',
      by: 'permissions boundary',
      explicit: true,
      policyArn: 'arn:aws:iam::111122223333:policy/lab',
      encoded: 'QUJD',
    },
  },
  {
    name: 'the ARN of a managed policy, and what the SDK for Java puts behind',
    message: `User: ${session} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/a file.pdf" with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3 (Service: S3, Status Code: 403, Request ID: NM0S425JDCAGFGE9)`,
    want: {
      principal: session,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/a file.pdf',
      by: 'identity-based policy',
      explicit: true,
      policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
    },
  },
  {
    name: 'a resource control policy of another account',
    message: `User: ${session} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:444455556666:key/k with an explicit deny in a resource control policy: arn:aws:organizations::999999999999:policy/o-a/resource_control_policy/p-c`,
    want: {
      principal: session,
      action: 'kms:Decrypt',
      resource: 'arn:aws:kms:eu-west-1:444455556666:key/k',
      by: 'resource control policy',
      explicit: true,
      policyArn: 'arn:aws:organizations::999999999999:policy/o-a/resource_control_policy/p-c',
    },
  },
  {
    name: 'the resource of another account has no policy that allows it',
    message: `User: ${session} is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:444455556666:function:f because no resource-based policy allows the lambda:InvokeFunction action`,
    want: {
      principal: session,
      action: 'lambda:InvokeFunction',
      resource: 'arn:aws:lambda:us-east-1:444455556666:function:f',
      by: 'resource-based policy',
      explicit: false,
    },
  },
  {
    name: 'SQS writes the action in lower case',
    message: `User: ${session} is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:111122223333:q because no identity-based policy allows the sqs:sendmessage action`,
    want: { principal: session, action: 'sqs:sendmessage', resource: 'arn:aws:sqs:us-east-1:111122223333:q', ...identityMissing },
  },
  {
    name: 'a command line puts its own words before',
    message: `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${session} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/r`,
    want: { principal: session, action: 'sts:AssumeRole', resource: 'arn:aws:iam::444455556666:role/r' },
  },
  {
    name: 'CloudFormation names the API before',
    message: `API: iam:CreateRole User: ${session} is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/x with an explicit deny in a permissions boundary`,
    want: {
      principal: session,
      action: 'iam:CreateRole',
      resource: 'arn:aws:iam::111122223333:role/x',
      by: 'permissions boundary',
      explicit: true,
    },
  },
  {
    name: 'STS to a web identity',
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    want: { action: 'sts:AssumeRoleWithWebIdentity' },
  },
  {
    name: 'a principal without `User:`',
    message: `${session} is not authorized to perform: aps:QueryMetrics on resource: arn:aws:aps:us-east-1:111122223333:workspace/w`,
    want: { principal: session, action: 'aps:QueryMetrics', resource: 'arn:aws:aps:us-east-1:111122223333:workspace/w' },
  },
  {
    name: 'nobody who is known',
    message: 'User: anonymous is not authorized to perform: es:ESHttpGet because no resource-based policy allows the es:ESHttpGet action',
    want: { principal: 'anonymous', action: 'es:ESHttpGet', by: 'resource-based policy', explicit: false },
  },
  {
    name: 'an account that is masked',
    message: `User: ${session} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********3333:a1b2c3/prod/GET/items`,
    want: {
      principal: session,
      action: 'execute-api:Invoke',
      resource: 'arn:aws:execute-api:us-east-1:********3333:a1b2c3/prod/GET/items',
    },
  },
  {
    name: 'a message that was cut in its reason',
    message: `User: ${session} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" because no identity-based pol`,
    want: { principal: session, action: 's3:PutObject', resource: 'arn:aws:s3:::b/k', ...identityMissing },
  },
  {
    name: 'partitions of China, of governments and of Europe',
    message:
      'User: arn:aws-eusc:sts::111122223333:assumed-role/app/fn is not authorized to perform: s3:PutObject on resource: "arn:aws-eusc:s3:::b/k" because no session policy allows the s3:PutObject action',
    want: {
      principal: 'arn:aws-eusc:sts::111122223333:assumed-role/app/fn',
      action: 's3:PutObject',
      resource: 'arn:aws-eusc:s3:::b/k',
      by: 'session policy',
      explicit: false,
    },
  },
  {
    name: 'KMS does not say whether the key is not there or not allowed',
    message:
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    want: {},
  },
  { name: 'Secrets Manager may not use the key', message: 'Access to KMS is not allowed', want: {} },
  { name: 'SQS of old', message: 'Access to the resource https://sqs.us-east-1.amazonaws.com/111122223333/q is denied.', want: {} },
  { name: 'Organizations', message: "You don't have permissions to access this resource.", want: {} },
  {
    name: 'an authorizer of API Gateway',
    message: 'User is not authorized to access this resource with an explicit deny',
    want: { explicit: true },
  },
  { name: 'Lake Formation', message: 'Insufficient Lake Formation permission(s): Required Select on items', want: {} },
  {
    name: 'an event of network activity',
    message: 'The request was denied due to a VPC endpoint policy',
    want: { by: 'VPC endpoint policy' },
  },
  { name: 'another sentence is not a denial', message: 'The conditional request failed', want: null },
  { name: 'no message', message: null, want: null },
]

test.each(MORE_DENIALS)('%s', (message, want) => {
  expect(parseDenial(message)).toEqual(want === null ? null : { ...nothing, ...want })
})

test.each([...rows, ...DENIAL_FORMS])('$name', ({ message, want }) => {
  expect(parseDenial(message)).toEqual(want === null ? null : { ...nothing, ...want })
})

describe('reading what was written gives the same parts', () => {
  const by = [
    'identity-based policy',
    'resource-based policy',
    'permissions boundary',
    'session policy',
    'service control policy',
    'resource control policy',
    'VPC endpoint policy',
    'role trust policy',
  ] as const
  test.each(by.flatMap((type) => [true, false].map((explicit) => ({ type, explicit }))))(
    '$type, explicit: $explicit',
    ({ type, explicit }) => {
      const denial = { ...nothing, principal: session, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', by: type, explicit }
      expect(parseDenial(printDenial(denial))).toEqual(denial)
    },
  )
})

const pieces = (...all: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...all)
const resources = pieces(
  'arn:aws:s3:::b/k',
  'arn:aws:s3:::b/a key',
  'arn:aws:s3:::b/k.',
  'arn:aws:s3:::b/k"',
  '"arn:aws:s3:::b"',
  'arn:aws:lambda:eu-west-1:1:function:f:$LATEST',
  'arn:aws:dynamodb:*:*:table/t',
  '*',
  'user alice',
  'arn:',
)
const messages = fc
  .tuple(
    pieces('User: ', 'user: ', 'Principal: ', '', ' User: '),
    pieces(session, `"${session}"`, 'arn:aws:iam::1:root', 'anonymous'),
    pieces(' is not authorized to perform: ', ' is not authorized to perform '),
    pieces('s3:GetObject', 'S3:getobject', 'CreateLogGroup', 's3:*', '[s3:A, s3:B]'),
    fc.oneof(
      fc.constant(''),
      resources.map((resource) => ` on resource: ${resource}`),
    ),
    fc.oneof(
      pieces('', '.', ' because', ' because no identity-based', ' with an explicit deny', '. Encoded authorization failure message: abc'),
      fc
        .tuple(pieces('identity-based policy', 'resource policy', 'VPC endpoint policy', 'service control policy', 'key policy'))
        .chain(([type]) =>
          pieces(
            ` because no ${type} allows the s3:GetObject action`,
            ` because no ${type} allows the s3:PutObject action`,
            ` with an explicit deny in a ${type}`,
            ` with an explicit deny in an ${type}: arn:aws:iam::1:policy/p`,
          ),
        ),
    ),
    pieces('', '', ' (Service: S3, Status Code: 403)', '\n\tstatus code: 403, request id: a'),
  )
  .map((all) => all.join(''))

test('the usual form is read at once as any form is part by part', () => {
  let usual = 0
  fc.assert(
    fc.property(messages, (message) => {
      const read = parseDenial(message)
      expect(read, message).toEqual(anyDenial(message))
      if (read?.resource?.startsWith('arn:') === true && read.by !== null) usual++
    }),
    { numRuns: 2_000 },
  )
  expect(usual).toBeGreaterThan(100)
})
