import { describe, expect, test } from 'vitest'
import { parseDenial, printDenial } from './denial.js'
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
  { name: 'another sentence is not a denial', message: 'The conditional request failed', want: null },
  { name: 'no message', message: null, want: null },
]

test.each(rows)('$name', ({ message, want }) => {
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
