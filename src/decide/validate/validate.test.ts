import { expect, test } from 'vitest'
import { managedPolicy, managedPolicyNames } from '../../catalog/index.js'
import type { PolicyKind } from '../../policy/index.js'
import { validatePolicy } from './validate.js'

interface Row {
  readonly name: string
  readonly statement: string
  readonly kind?: PolicyKind
  readonly version?: string
  readonly code: string
  /** What stands at the place of the warning. */
  readonly at: string
  /** In the hint. */
  readonly hint?: string
}

const S3 = '"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"'

// Source of the rules: IAM User Guide, "Access Analyzer policy check reference", and the pages on each element.
const rows: readonly Row[] = [
  {
    name: 'an action that no service has',
    statement: '{"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}',
    code: 'policy/unknown-action',
    at: '"s3:GetObjekt"',
    hint: 's3:GetObject',
  },
  {
    name: 'a pattern that no action matches',
    statement: '{"Effect": "Allow", "Action": "s3:Fetch*", "Resource": "*"}',
    code: 'policy/unknown-action',
    at: '"s3:Fetch*"',
  },
  {
    name: 'a service that does not exist',
    statement: '{"Effect": "Allow", "Action": "dynamo:GetItem", "Resource": "*"}',
    code: 'policy/unknown-service',
    at: '"dynamo:GetItem"',
  },
  {
    name: 'white space before an action',
    statement: '{"Effect": "Allow", "Action": " s3:GetObject", "Resource": "*"}',
    code: 'policy/white-space',
    at: '" s3:GetObject"',
  },
  {
    name: 'an action that only `*` matches',
    statement: '{"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "arn:aws:ec2:*:*:instance/*"}',
    code: 'policy/needs-any-resource',
    at: '"ec2:DescribeInstances"',
  },
  {
    name: 'an object action on a bucket',
    statement: '{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}',
    code: 'policy/resource-mismatch',
    at: '"s3:GetObject"',
    hint: 'arn:',
  },
  {
    name: 'a resource of another service',
    statement: '{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::b/*", "arn:aws:sqs:*:*:q"]}',
    code: 'policy/resource-mismatch',
    at: '"arn:aws:sqs:*:*:q"',
  },
  {
    name: 'a condition key that no service has',
    statement: `{${S3}, "Condition": {"StringEquals": {"s3:Colour": "red"}}}`,
    code: 'policy/unknown-key',
    at: '"s3:Colour"',
  },
  {
    name: 'a condition key that the action never has',
    statement: `{${S3}, "Condition": {"StringEquals": {"s3:prefix": "a"}}}`,
    code: 'policy/key-never-present',
    at: '"s3:prefix"',
  },
  {
    name: 'an operator for other values than the key has',
    statement: `{${S3}, "Condition": {"NumericEquals": {"aws:SourceIp": "1"}}}`,
    code: 'policy/operator-type',
    at: '"aws:SourceIp"',
  },
  {
    name: 'ForAllValues on an Allow without Null',
    statement:
      '{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}}',
    code: 'policy/for-all-values-on-allow',
    at: '"aws:TagKeys"',
    hint: 'Null',
  },
  {
    name: 'a plain operator on a list',
    statement: '{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"StringEquals": {"aws:TagKeys": "a"}}}',
    code: 'policy/plain-operator-on-list',
    at: '"aws:TagKeys"',
    hint: 'ForAnyValue',
  },
  {
    name: 'a wildcard in StringEquals',
    statement: `{${S3}, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red*"}}}`,
    code: 'policy/wildcard-in-equals',
    at: '"aws:PrincipalTag/team"',
    hint: 'StringLike',
  },
  {
    name: 'a Deny without MFA that long-term keys escape',
    statement: '{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}',
    code: 'policy/bool-misses-absent-key',
    at: '"aws:MultiFactorAuthPresent"',
    hint: 'BoolIfExists',
  },
  {
    name: 'an Allow that a missing key opens',
    statement: `{${S3}, "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "red"}}}`,
    code: 'policy/negated-allows-absent-key',
    at: '"aws:PrincipalTag/team"',
  },
  {
    name: 'a range with bits behind its prefix',
    statement: `{${S3}, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.7/24"}}}`,
    code: 'policy/host-bits',
    at: '"aws:SourceIp"',
  },
  {
    name: 'a variable in a policy of 2008',
    statement: '{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}/*"}',
    version: '2008-10-17',
    code: 'policy/variable-without-version',
    at: '"arn:aws:s3:::b',
    hint: '2012-10-17',
  },
  {
    name: 'a variable in a condition of a policy of 2008',
    statement: `{${S3}, "Condition": {"StringLike": {"aws:userid": "\${aws:username}"}}}`,
    version: '2008-10-17',
    code: 'policy/variable-without-version',
    at: '"Condition"',
  },
  {
    name: 'a variable before the fifth colon',
    statement: '{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:${aws:PrincipalAccount}:q"}',
    code: 'policy/variable-too-early',
    at: '"arn:aws:sqs',
  },
  {
    name: 'NotAction with Allow',
    statement: '{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}',
    code: 'policy/allow-with-not-action',
    at: '"NotAction"',
  },
  {
    name: 'NotResource with Allow',
    statement: '{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/*"}',
    code: 'policy/allow-with-not-resource',
    at: '"NotResource"',
  },
  {
    name: 'any role for any service',
    statement: '{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}',
    code: 'policy/pass-any-role',
    at: '"iam:PassRole"',
    hint: 'iam:PassedToService',
  },
  {
    name: 'a bucket open to everyone',
    statement: '{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}',
    kind: 'resource',
    code: 'policy/open-to-everyone',
    at: '"Principal"',
  },
  {
    name: 'a statement of a key policy without Resource',
    statement: '{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*"}',
    kind: 'resource',
    code: 'policy/no-effect',
    at: '{"Effect"',
  },
  {
    name: 'a statement of a key policy without Action',
    statement:
      '{"Effect": "Deny", "Principal": "*", "Resource": "*"}, {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*", "Resource": "*"}',
    kind: 'resource',
    code: 'policy/no-effect',
    at: '{"Effect": "Deny"',
  },
  {
    name: 'a trust in every repository',
    statement:
      '{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}',
    kind: 'trust',
    code: 'policy/open-to-provider',
    at: '"Principal"',
    hint: 'token.actions.githubusercontent.com:sub',
  },
  {
    name: 'what is left of a deleted role',
    statement: '{"Effect": "Allow", "Principal": {"AWS": "AROAIOSFODNN7EXAMPLE"}, "Action": "sts:AssumeRole"}',
    kind: 'trust',
    code: 'policy/deleted-principal',
    at: '"Principal"',
  },
]

const text = ({ statement, version = '2012-10-17' }: Pick<Row, 'statement' | 'version'>): string =>
  `{"Version": "${version}",\n "Statement": [\n  ${statement}]}`

test.each(rows)('$name is warned of at its place', (row) => {
  const source = text(row)
  const { errors, warnings } = validatePolicy(source, row.kind ?? 'identity', 'p.json')
  expect(errors).toEqual([])
  const warning = warnings.find(
    ({ code, at }) =>
      code === row.code &&
      at !== null &&
      source
        .split('\n')
        [at.line - 1]?.slice(at.column - 1)
        .startsWith(row.at),
  )
  expect(warnings.map(({ code }) => code)).toContain(row.code)
  expect(warning?.at?.file).toBe('p.json')
  if (row.hint !== undefined) expect(warning?.hint).toContain(row.hint)
})

const fine: readonly { readonly name: string; readonly statement: string; readonly kind?: PolicyKind }[] = [
  { name: 'an object action on objects', statement: `{${S3}}` },
  {
    name: 'bucket and object actions with both ARNs',
    statement: '{"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}',
  },
  {
    name: 's3:ListAllMyBuckets by the ARN that the guide gives it',
    statement: '{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::*"}',
  },
  {
    name: 'a table and its indexes',
    statement:
      '{"Effect": "Allow", "Action": "dynamodb:Query", "Resource": ["arn:aws:dynamodb:*:*:table/T", "arn:aws:dynamodb:*:*:table/T/index/*"]}',
  },
  {
    name: 'ForAllValues with Null',
    statement:
      '{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}, "Null": {"aws:TagKeys": "false"}}}',
  },
  {
    name: 'ForAllValues on a Deny',
    statement:
      '{"Effect": "Deny", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}}',
  },
  {
    name: 'a variable behind the fifth colon',
    statement: '{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}/*"}',
  },
  {
    name: 'a key of the encryption context',
    statement:
      '{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"kms:EncryptionContext:AppName": "x"}}}',
  },
  {
    name: 'a passed role that is named',
    statement: '{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/x"}',
  },
  {
    name: 'a key that the credentials of a function carry',
    statement:
      '{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ArnEquals": {"lambda:SourceFunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:f"}}}',
  },
  {
    name: 'the key of the default policy of topics',
    statement:
      '{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Publish", "Resource": "arn:aws:sns:us-east-1:111122223333:t", "Condition": {"StringEquals": {"AWS:SourceOwner": "111122223333"}}}',
    kind: 'resource',
  },
  {
    name: 'a trust in one repository',
    statement:
      '{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:ref:refs/heads/main"}}}',
    kind: 'trust',
  },
  {
    name: 'a trust in a SAML provider',
    statement:
      '{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}, "Action": "sts:AssumeRoleWithSAML", "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}}',
    kind: 'trust',
  },
  {
    name: 'everyone of an organization',
    statement:
      '{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}',
    kind: 'resource',
  },
]
test.each(fine)('$name is not warned of', ({ statement, kind = 'identity' }) => {
  expect(validatePolicy(text({ statement }), kind, 'p.json')).toEqual({ file: 'p.json', errors: [], warnings: [] })
})

const long = (count: number, indent: string): string =>
  `{"Version": "2012-10-17", "Statement": [${Array.from({ length: count }, (_, i) => `${indent}{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${i}/*"}`).join(',')}]}`

const refused: readonly { readonly name: string; readonly source: string; readonly kind: PolicyKind; readonly codes: readonly string[] }[] =
  [
    { name: 'a boundary of more than 6,144 characters', source: long(90, ''), kind: 'boundary', codes: ['policy/too-large'] },
    { name: 'white space does not count for IAM', source: long(60, ' '.repeat(300)), kind: 'boundary', codes: [] },
    {
      name: 'white space counts for Organizations',
      source: long(2, ' '.repeat(3_000)).replaceAll('arn:aws:s3:::b/0/*', '*').replaceAll('arn:aws:s3:::b/1/*', '*'),
      kind: 'scp',
      codes: ['policy/too-large'],
    },
    // Source: AWS Organizations User Guide, "SCP syntax", "Elements summary": `Resource` with Allow and Deny.
    { name: 'an SCP that allows a resource', source: text({ statement: `{${S3}}` }), kind: 'scp', codes: [] },
    {
      name: 'an SCP of version 2008',
      source: text({ statement: '{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}', version: '2008-10-17' }),
      kind: 'scp',
      codes: ['policy/bad-version'],
    },
    {
      name: 'an RCP that allows',
      source: text({ statement: '{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}' }),
      kind: 'rcp',
      codes: ['policy/organization-syntax'],
    },
    {
      name: 'RCPFullAWSAccess',
      source: text({ statement: '{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}' }),
      kind: 'rcp',
      codes: [],
    },
    {
      name: 'an RCP that denies everything',
      source: text({ statement: '{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}' }),
      kind: 'rcp',
      codes: ['policy/organization-syntax'],
    },
    {
      name: 'an error of grammar',
      source: text({ statement: '{"Effect": "Allow", "Action": "s3:*"}' }),
      kind: 'identity',
      codes: ['policy/missing-element'],
    },
    {
      name: 'a resource-based policy without any action',
      source: text({ statement: '{"Effect": "Allow", "Principal": "*", "Resource": "*"}' }),
      kind: 'resource',
      codes: ['policy/missing-element'],
    },
    {
      name: 'a bucket policy with a Deny without Action',
      source: text({
        statement:
          '{"Effect": "Deny", "Principal": "*", "Resource": "*"}, {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}',
      }),
      kind: 'resource',
      codes: ['policy/missing-element'],
    },
    {
      name: 'a condition key without prefix',
      source: text({
        statement: '{"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"PassedToService": "x"}}}',
      }),
      kind: 'identity',
      codes: ['policy/bad-condition-key'],
    },
    {
      name: 'a document without statements',
      source: '{"Version": "2012-10-17", "Statement": []}',
      kind: 'identity',
      codes: ['policy/empty-list'],
    },
    ...[
      ['a pattern for the service', 'arn:aws:*:*:*:thing', ['policy/bad-resource']],
      ['an ARN that ends before its service', 'arn:aws', ['policy/bad-resource']],
      ['an IAM resource in a Region', 'arn:aws:iam:us-east-1:111122223333:role/x', ['policy/bad-resource']],
      ['an IAM resource without its kind', 'arn:aws:iam::111122223333:*/x', ['policy/bad-resource']],
      ['an account alias', 'arn:aws:iam::111122223333:account-alias/x', ['policy/bad-resource']],
      ['the root user', 'arn:aws:iam::111122223333:root', []],
      ['every IAM resource', 'arn:aws:iam::111122223333:*', []],
      ['an incomplete ARN', 'arn:aws:iam', []],
    ].map(([name, resource, codes]) => ({
      name: `as resource ${String(name)}`,
      source: text({ statement: `{"Effect": "Allow", "Action": "iam:*", "Resource": "${String(resource)}"}` }),
      kind: 'identity' as const,
      codes: codes as readonly string[],
    })),
    { name: 'text that is not JSON', source: '{', kind: 'identity', codes: ['policy/not-json'] },
  ]
test.each(refused)('$name: $codes', ({ source, kind, codes }) => {
  expect(validatePolicy(source, kind, 'p.json').errors.map(({ code }) => code)).toEqual(codes)
})

test('no managed policy of AWS has an error but its length', () => {
  const names = managedPolicyNames()
  expect(names.length).toBeGreaterThan(1_000)
  for (const name of names) {
    const { errors } = validatePolicy(JSON.stringify(managedPolicy(name)?.document), 'identity', name)
    // An inline policy may be shorter than what AWS manages.
    expect(errors.filter(({ code }) => code !== 'policy/too-large')).toEqual([])
  }
})

const LONG = 20_000
const long20 = (make: (i: number) => string): string[] => Array.from({ length: LONG }, (_, i) => make(i))
const longLists: readonly { readonly name: string; readonly statement: unknown; readonly warnings: number }[] = [
  { name: 'actions', statement: { Effect: 'Allow', Action: long20((i) => `s3:Gat${i}`), Resource: '*' }, warnings: LONG },
  { name: 'resources', statement: { Effect: 'Allow', Action: 'sqs:*', Resource: long20((i) => `arn:aws:s3:::b${i}`) }, warnings: LONG },
  {
    name: 'condition keys',
    statement: {
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringNotEquals: Object.fromEntries(long20((i) => `aws:PrincipalTag/${i}`).map((key) => [key, 'x'])) },
    },
    warnings: LONG,
  },
]
// A pass over the list for each of its members would not end in this time.
test.each(longLists)('twenty thousand $name at fault are each told', { timeout: 30_000 }, ({ statement, warnings }) => {
  const source = JSON.stringify({ Version: '2012-10-17', Statement: statement })
  const found = validatePolicy(source, 'identity', 'p.json').warnings
  expect(found).toHaveLength(warnings)
  expect(new Set(found.map(({ at }) => at?.column)).size).toBe(warnings)
})
