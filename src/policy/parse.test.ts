import { expect, test } from 'vitest'
import { parsePolicy } from './parse.js'
import { printPolicy } from './print.js'
import type { PolicyKind } from './types.js'

const identity = (statement: string): string => `{"Version": "2012-10-17", "Statement": ${statement}}`

interface Row {
  readonly name: string
  readonly source: string
  readonly kind?: PolicyKind
  readonly code: string
  /** What stands at the place of the error. */
  readonly at: string
}

// Source of the rules: IAM User Guide, "Grammar of the IAM JSON policy language", and the pages on each element.
const rows: readonly Row[] = [
  { name: 'text that is not JSON', source: '{"Version": "2012-10-17",}', code: 'policy/not-json', at: '}' },
  { name: 'a document that is a list', source: '[]', code: 'policy/not-an-object', at: '[]' },
  { name: 'a document that is null', source: 'null', code: 'policy/not-an-object', at: 'null' },
  { name: 'an unfinished document', source: '{"Statement": [', code: 'policy/not-json', at: '' },
  { name: 'a second value behind the document', source: '{"Statement": []} {}', code: 'policy/not-json', at: '{}' },
  {
    name: 'a version that does not exist',
    source: '{"Version": "2012-10-18", "Statement": []}',
    code: 'policy/bad-version',
    at: '"2012-10-18"',
  },
  { name: 'a version that is a number', source: '{"Version": 2012, "Statement": []}', code: 'policy/bad-version', at: '2012' },
  { name: 'a missing Statement', source: '{"Version": "2012-10-17"}', code: 'policy/missing-element', at: '{"Version": ' },
  { name: 'a Statement that is text', source: '{"Statement": "Allow"}', code: 'policy/bad-type', at: '"Allow"' },
  { name: 'a statement that is text', source: '{"Statement": ["Allow"]}', code: 'policy/bad-type', at: '"Allow"' },
  { name: 'an unknown top-level element', source: '{"Statement": [], "Comment": "x"}', code: 'policy/unknown-element', at: '"Comment"' },
  { name: 'an Id in an identity-based policy', source: '{"Id": "x", "Statement": []}', code: 'policy/prohibited-element', at: '"Id"' },
  { name: 'Statement written twice', source: '{"Statement": [], "Statement": []}', code: 'policy/duplicate-key', at: '"Statement"' },
  {
    name: 'an element in small letters',
    source: identity('{"effect": "Allow", "Action": "s3:*", "Resource": "*"}'),
    code: 'policy/unknown-element',
    at: '"effect"',
  },
  { name: 'a missing Effect', source: identity('{"Action": "s3:*", "Resource": "*"}'), code: 'policy/missing-element', at: '{"Action": "' },
  {
    name: 'an effect in small letters',
    source: identity('{"Effect": "allow", "Action": "s3:*", "Resource": "*"}'),
    code: 'policy/bad-effect',
    at: '"allow"',
  },
  {
    name: 'an effect that is a Boolean',
    source: identity('{"Effect": true, "Action": "s3:*", "Resource": "*"}'),
    code: 'policy/bad-effect',
    at: 'true',
  },
  {
    name: 'a missing Action',
    source: identity('{"Effect": "Allow", "Resource": "*"}'),
    code: 'policy/missing-element',
    at: '{"Effect": "',
  },
  {
    name: 'Action and NotAction together',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "NotAction": "ec2:*", "Resource": "*"}'),
    code: 'policy/both-elements',
    at: '"NotAction"',
  },
  {
    name: 'a missing Resource',
    source: identity('{"Effect": "Allow", "Action": "s3:*"}'),
    code: 'policy/missing-element',
    at: '{"Effect": "',
  },
  {
    name: 'Resource and NotResource together',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "NotResource": "*"}'),
    code: 'policy/both-elements',
    at: '"NotResource"',
  },
  {
    name: 'a Principal in an identity-based policy',
    source: identity('{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}'),
    code: 'policy/prohibited-element',
    at: '"Principal"',
  },
  {
    name: 'an action without prefix',
    source: identity('{"Effect": "Allow", "Action": "GetObject", "Resource": "*"}'),
    code: 'policy/bad-action',
    at: '"GetObject"',
  },
  {
    name: 'an action with two colons',
    source: identity('{"Effect": "Allow", "Action": "s3:Get:Object", "Resource": "*"}'),
    code: 'policy/bad-action',
    at: '"s3:Get:Object"',
  },
  {
    name: 'an action without a name',
    source: identity('{"Effect": "Allow", "Action": "s3:", "Resource": "*"}'),
    code: 'policy/bad-action',
    at: '"s3:"',
  },
  {
    name: 'an action with an odd prefix',
    source: identity('{"Effect": "Allow", "Action": "s_3:GetObject", "Resource": "*"}'),
    code: 'policy/bad-action',
    at: '"s_3:GetObject"',
  },
  {
    name: 'an empty list of actions',
    source: identity('{"Effect": "Allow", "Action": [], "Resource": "*"}'),
    code: 'policy/empty-list',
    at: '[]',
  },
  {
    name: 'an action that is a number',
    source: identity('{"Effect": "Allow", "Action": [1], "Resource": "*"}'),
    code: 'policy/bad-type',
    at: '1',
  },
  {
    name: 'an action that is null',
    source: identity('{"Effect": "Allow", "Action": null, "Resource": "*"}'),
    code: 'policy/bad-type',
    at: 'null',
  },
  {
    name: 'a resource that is no ARN',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": "bucket"}'),
    code: 'policy/bad-resource',
    at: '"bucket"',
  },
  {
    name: 'a resource in an unknown partition',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:awz:s3:::b"}'),
    code: 'policy/bad-resource',
    at: '"arn:awz:s3:::b"',
  },
  {
    name: 'an empty list of resources',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": []}'),
    code: 'policy/empty-list',
    at: '[]',
  },
  {
    name: 'a symbol of a template that nobody resolved',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${Bucket}"}'),
    code: 'policy/unresolved-symbol',
    at: '"arn:aws:s3:::${Bucket}"',
  },
  {
    name: 'a pseudo parameter that nobody resolved',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:${AWS::Partition}:s3:::b"}'),
    code: 'policy/unresolved-symbol',
    at: '"arn:${AWS::Partition}:s3:::b"',
  },
  {
    name: 'a default without quotes',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:x, all}"}'),
    code: 'policy/bad-variable',
    at: '"arn:aws:s3:::${aws:x, all}"',
  },
  {
    name: 'an incomplete ARN in a session policy',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3"}'),
    kind: 'session',
    code: 'policy/bad-resource',
    at: '"arn:aws:s3"',
  },
  {
    name: 'a character that no policy may hold',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/\u4e00"}'),
    code: 'policy/bad-character',
    at: '"arn:aws:s3:::b/一"',
  },
  {
    name: 'a Sid with a hyphen',
    source: identity('{"Sid": "a-b", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}'),
    code: 'policy/bad-sid',
    at: '"a-b"',
  },
  {
    name: 'a Sid of two statements',
    source: identity(
      '[{"Sid": "a", "Effect": "Allow", "Action": "s3:*", "Resource": "*"},\n {"Sid": "a", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}]',
    ),
    code: 'policy/duplicate-sid',
    at: '{"Sid": "a",',
  },
  {
    name: 'an operator that does not exist',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringMatches": {"aws:x": "1"}}}'),
    code: 'policy/unknown-operator',
    at: '"StringMatches"',
  },
  {
    name: 'an operator in small letters',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"stringEquals": {"aws:x": "1"}}}'),
    code: 'policy/unknown-operator',
    at: '"stringEquals"',
  },
  {
    name: 'Null with IfExists',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"NullIfExists": {"aws:x": "true"}}}'),
    code: 'policy/unknown-operator',
    at: '"NullIfExists"',
  },
  {
    name: 'a Condition that is a list',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": []}'),
    code: 'policy/bad-type',
    at: '[]',
  },
  {
    name: 'an operator without keys',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": "aws:x"}}'),
    code: 'policy/bad-type',
    at: '"aws:x"',
  },
  {
    name: 'a condition key with nothing before its colon',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {":x": "true"}}}'),
    code: 'policy/bad-condition-key',
    at: '":x"',
  },
  {
    name: 'two keys that differ in case',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:x": "true", "AWS:X": "true"}}}'),
    code: 'policy/duplicate-key',
    at: '"AWS:X"',
  },
  {
    name: 'a key without values',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:x": []}}}'),
    code: 'policy/empty-list',
    at: '[]',
  },
  {
    name: 'a number that is none',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"NumericEquals": {"aws:x": "ten"}}}'),
    code: 'policy/bad-condition-value',
    at: '"ten"',
  },
  {
    name: 'a date that no calendar has',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"DateEquals": {"aws:x": "2025-02-30"}}}'),
    code: 'policy/bad-condition-value',
    at: '"2025-02-30"',
  },
  {
    name: 'a range that is none',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"IpAddress": {"aws:x": "10.0.0.0/33"}}}'),
    code: 'policy/bad-condition-value',
    at: '"10.0.0.0/33"',
  },
  {
    name: 'a Boolean that is none',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:x": "yes"}}}'),
    code: 'policy/bad-condition-value',
    at: '"yes"',
  },
  {
    name: 'bytes that are not base64',
    source: identity('{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"BinaryEquals": {"aws:x": "%%"}}}'),
    code: 'policy/bad-condition-value',
    at: '"%%"',
  },
  {
    name: 'a resource-based policy without Principal',
    source: identity('{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}'),
    kind: 'resource',
    code: 'policy/missing-element',
    at: '{"Effect": "',
  },
  {
    name: 'NotPrincipal with Allow',
    source: identity('{"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}'),
    kind: 'resource',
    code: 'policy/not-principal-with-allow',
    at: '"NotPrincipal"',
  },
  {
    name: 'a principal with a wildcard inside',
    source: identity('{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}, "Action": "s3:*", "Resource": "*"}'),
    kind: 'resource',
    code: 'policy/bad-principal',
    at: '"arn:aws:iam::111122223333:role/*"',
  },
  {
    name: 'a group as principal',
    source: identity('{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:group/g"}, "Action": "s3:*", "Resource": "*"}'),
    kind: 'resource',
    code: 'policy/bad-principal',
    at: '"arn:aws:iam::111122223333:group/g"',
  },
  {
    name: 'every service as principal',
    source: identity('{"Effect": "Allow", "Principal": {"Service": "*"}, "Action": "s3:*", "Resource": "*"}'),
    kind: 'resource',
    code: 'policy/bad-principal',
    at: '"*"',
  },
  {
    name: 'a type of principal that does not exist',
    source: identity('{"Effect": "Allow", "Principal": {"Role": "r"}, "Action": "s3:*", "Resource": "*"}'),
    kind: 'resource',
    code: 'policy/bad-principal',
    at: '"Role"',
  },
  {
    name: 'a principal that is bare text',
    source: identity('{"Effect": "Allow", "Principal": "111122223333", "Action": "s3:*", "Resource": "*"}'),
    kind: 'resource',
    code: 'policy/bad-principal',
    at: '"111122223333"',
  },
  {
    name: 'Resource in a trust policy',
    source: identity('{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}'),
    kind: 'trust',
    code: 'policy/prohibited-element',
    at: '"Resource"',
  },
  {
    name: 'NotPrincipal in a trust policy',
    source: identity('{"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}'),
    kind: 'trust',
    code: 'policy/prohibited-element',
    at: '"NotPrincipal"',
  },
  {
    name: 'an action of another service in a trust policy',
    source: identity('{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}'),
    kind: 'trust',
    code: 'policy/bad-action',
    at: '"s3:GetObject"',
  },
  {
    name: 'NotAction in a resource control policy',
    source: identity('{"Effect": "Deny", "Principal": "*", "NotAction": "s3:*", "Resource": "*"}'),
    kind: 'rcp',
    code: 'policy/prohibited-element',
    at: '"NotAction"',
  },
  {
    name: 'a service control policy with Principal',
    source: identity('{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}'),
    kind: 'scp',
    code: 'policy/prohibited-element',
    at: '"Principal"',
  },
]
test.each(rows)('$name is refused at its place', ({ source, kind = 'identity', code, at }) => {
  const parsed = parsePolicy(source, kind, 'p.json')
  const error = parsed.ok ? undefined : parsed.error.find((candidate) => candidate.code === code)
  expect(error?.at?.file).toBe('p.json')
  const line = source.split('\n')[(error?.at?.line ?? 0) - 1]
  expect(line?.slice((error?.at?.column ?? 0) - 1, (error?.at?.column ?? 0) - 1 + at.length)).toBe(at)
})

test('a value that was parsed elsewhere gives errors without a place', () => {
  const parsed = parsePolicy({ Statement: { Effect: 'Maybe', Action: 's3:*', Resource: '*' } }, 'identity')
  expect(parsed.ok ? [] : parsed.error.map((error) => [error.code, error.at])).toEqual([['policy/bad-effect', null]])
})

test.each([undefined, null, 1, 'x', [], () => 1, Symbol('s'), { Statement: [undefined] }, { Statement: Number.NaN }])(
  'any value is answered, never thrown at: %s',
  (value) => {
    expect(parsePolicy(value, 'identity').ok).toBe(false)
  },
)

test('numbers and Booleans of conditions are kept as text', () => {
  const parsed = parsePolicy(
    '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"NumericLessThan": {"s3:max-keys": 10}, "Bool": {"aws:SecureTransport": true}}}}',
    'identity',
  )
  expect(parsed.ok && parsed.value.statements[0]?.conditions.map((condition) => condition.values)).toEqual([['10'], ['true']])
})

test('statements keep their number and their place', () => {
  const parsed = parsePolicy(
    '{"Statement": [\n  {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},\n  {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}',
    'identity',
    'a.json',
  )
  expect(parsed.ok && parsed.value.statements.map((statement) => [statement.index, statement.at])).toEqual([
    [0, { file: 'a.json', line: 2, column: 3 }],
    [1, { file: 'a.json', line: 3, column: 3 }],
  ])
})

test('the short form of an API Gateway policy is expanded', () => {
  const parsed = parsePolicy(
    { Statement: { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/prod/GET/pets' } },
    'resource',
  )
  expect(parsed.ok && parsed.value.statements[0]?.resources).toEqual({ only: ['arn:*:execute-api:*:*:*/prod/GET/pets'] })
})

test('printing gives the canonical document', () => {
  const parsed = parsePolicy(
    '{"Statement": {"Resource": ["arn:aws:s3:::b/*"], "Action": ["s3:GetObject"], "Effect": "Allow", "Sid": "A"}, "Version": "2012-10-17"}',
    'identity',
  )
  expect(parsed.ok && printPolicy(parsed.value, 0)).toBe(
    '{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}',
  )
})

test.each([
  'arn:aws:iam::111122223333:user/division/team/ann',
  'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_Admin_0123456789abcdef',
  'arn:aws:sts::111122223333:assumed-role/app/i-0123456789',
  'arn:aws:sts::111122223333:federated-user/ann',
  'arn:aws-us-gov:iam::111122223333:root',
  'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1A2B3C4D5E6F7',
])('%s is a principal', (AWS) => {
  expect(parsePolicy({ Statement: { Effect: 'Allow', Principal: { AWS }, Action: 's3:GetObject', Resource: '*' } }, 'resource').ok).toBe(
    true,
  )
})

test('every fault of a statement is told, and a word that is nearly one is guessed', () => {
  const parsed = parsePolicy(
    '{"Version": "2012-10-17", "Statement": {"Sid": "a b", "Effect": "allow", "Action": "GetObject", "Resource": "b", "Condition": {"StringEqual": {"aws:x": "1"}}}}',
    'identity',
  )
  expect(parsed.ok ? [] : parsed.error.map(({ code }) => code).sort()).toEqual([
    'policy/bad-action',
    'policy/bad-effect',
    'policy/bad-resource',
    'policy/bad-sid',
    'policy/unknown-operator',
  ])
  expect(parsed.ok ? '' : parsed.error.find(({ code }) => code === 'policy/unknown-operator')?.hint).toBe('did you mean `StringEquals`?')
})
