import { expect, test } from 'vitest'
import { matchArnPattern, parseArnValue, parseResourcePattern, splitArn } from './arn.js'

interface Row {
  readonly name: string
  readonly pattern: string
  readonly arn: string
  readonly want: boolean
  readonly values?: Readonly<Record<string, string>>
}

// Source: IAM User Guide, "IAM JSON policy elements: Resource", and "IAM policy elements: Variables and tags".
const rows: readonly Row[] = [
  { name: '`*` alone covers an ARN', pattern: '*', arn: 'arn:aws:s3:::b', want: true },
  { name: '`*` alone covers the request resource `*`', pattern: '*', arn: '*', want: true },
  { name: 'an ARN pattern does not cover the request resource `*`', pattern: 'arn:aws:ec2:*:*:instance/*', arn: '*', want: false },
  {
    name: 'a wildcard in one of the first five parts stays in its part',
    pattern: 'arn:aws:logs:*:log-group',
    arn: 'arn:aws:logs:us-east-1:111122223333:log-group',
    want: false,
  },
  {
    name: 'a final wildcard crosses the colons of the sixth part',
    pattern: 'arn:aws:lambda:us-east-1:1:function:*',
    arn: 'arn:aws:lambda:us-east-1:1:function:f:prod',
    want: true,
  },
  {
    name: 'a shorter pattern is filled with wildcards',
    pattern: 'arn:aws:s3*',
    arn: 'arn:aws:s3-object-lambda:us-east-1:111122223333:accesspoint/a',
    want: true,
  },
  { name: 'slashes are crossed', pattern: 'arn:aws:s3:::b/*/test/*', arn: 'arn:aws:s3:::b/1/2/test/x', want: true },
  { name: 'the question mark is one character', pattern: 'arn:aws:s3:::b/?', arn: 'arn:aws:s3:::b/', want: false },
  { name: 'case counts', pattern: 'arn:aws:iam::1:user/Bob', arn: 'arn:aws:iam::1:user/bob', want: false },
  {
    name: 'a variable gets its value',
    pattern: 'arn:aws:s3:::b/${aws:username}/*',
    arn: 'arn:aws:s3:::b/ann/x',
    want: true,
    values: { 'aws:username': 'ann' },
  },
  { name: 'a variable without a value covers nothing', pattern: 'arn:aws:s3:::b/${aws:username}*', arn: 'arn:aws:s3:::b/', want: false },
  {
    name: 'a wildcard in a value is a plain character',
    pattern: 'arn:aws:s3:::b/${aws:username}',
    arn: 'arn:aws:s3:::b/ann',
    want: false,
    values: { 'aws:username': '*' },
  },
  {
    name: 'a fallback counts where there is no value',
    pattern: "arn:aws:s3:::b-${aws:PrincipalTag/team, 'all'}",
    arn: 'arn:aws:s3:::b-all',
    want: true,
  },
  {
    name: 'the colon inside a variable splits nothing',
    pattern: 'arn:aws:sqs:::${aws:PrincipalTag/a}',
    arn: 'arn:aws:sqs:::q',
    want: true,
    values: { 'aws:principaltag/a': 'q' },
  },
  {
    name: 'a variable before the fifth colon is text',
    pattern: 'arn:aws:iam::${aws:PrincipalAccount}:role/r',
    arn: 'arn:aws:iam::111122223333:role/r',
    want: false,
    values: { 'aws:principalaccount': '111122223333' },
  },
]
test.each(rows)('in Resource: $name', ({ pattern, arn, want, values = {} }) => {
  expect(matchArnPattern(parseResourcePattern(pattern, true), arn, (key) => values[key] ?? null)).toBe(want)
})

test('without variables `${…}` is text', () => {
  const pattern = parseResourcePattern('arn:aws:s3:::b/${aws:username}', false)
  expect(matchArnPattern(pattern, 'arn:aws:s3:::b/${aws:username}', () => 'ann')).toBe(true)
  expect(matchArnPattern(pattern, 'arn:aws:s3:::b/ann', () => 'ann')).toBe(false)
})

const valueRows: readonly Row[] = [
  {
    name: 'a variable may hold a whole ARN',
    pattern: '${aws:PrincipalArn}',
    arn: 'arn:aws:iam::1:role/a',
    want: true,
    values: { 'aws:principalarn': 'arn:aws:iam::1:role/a' },
  },
  {
    name: 'a variable may be the account',
    pattern: 'arn:aws:iam::${aws:PrincipalAccount}:role/*',
    arn: 'arn:aws:iam::1:role/a',
    want: true,
    values: { 'aws:principalaccount': '1' },
  },
  {
    name: 'the sixth part holds all further colons',
    pattern: 'arn:aws:logs:*:*:log-group:*',
    arn: 'arn:aws:logs:r:1:log-group:a:b',
    want: true,
  },
  { name: 'what is no ARN does not match', pattern: '*', arn: 'a:b:c:d:e:f', want: false },
]
test.each(valueRows)('in a condition: $name', ({ pattern, arn, want, values = {} }) => {
  expect(matchArnPattern(parseArnValue(pattern, true), arn, (key) => values[key] ?? null)).toBe(want)
})

test('an ARN splits at its first five colons', () => {
  expect(splitArn('arn:aws:lambda:us-east-1:1:function:f:prod')).toEqual({
    partition: 'aws',
    service: 'lambda',
    region: 'us-east-1',
    account: '1',
    resource: 'function:f:prod',
  })
  expect(splitArn('arn:aws:s3')).toBeNull()
})
