import { expect, test } from 'vitest'
import { parseDenial } from '../../events/index.js'
import { parseRequest } from '../parse-request.js'
import { parsePoliciesText } from '../policies-text.js'
import { denialMessage, explicitDenyIn, nothingAllows, policyTypeName } from '../reference/sentence.js'
import type { PolicyType, RequestInput } from '../types.js'
import { explainMismatch } from './mismatch.js'
import { type Walk, walk } from './walk.js'
import { whoCan } from './who-can.js'

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::uploads/*",
      "Condition": { "StringEquals": { "aws:PrincipalTag/team": "red" }, "Bool": { "aws:SecureTransport": "true" } } },
    { "Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": "*" },
    { "Effect": "Deny", "Action": "sqs:ReceiveMessage", "Resource": "*" }
  ]
}`

const base = {
  principal: 'arn:aws:iam::111122223333:role/app',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::uploads/a',
  resourceAccount: '111122223333',
}

function walked(text: string, input: RequestInput): Walk {
  const set = parsePoliciesText(text, 'role.json')
  const request = parseRequest(input)
  if (!set.ok || !request.ok) throw new Error('the input of this test is valid')
  return walk(set.value, request.value)
}

test('the nearest statement comes with its place, the value seen and the value wanted', () => {
  const { because, steps, nearest } = walked(POLICY, { ...base, context: { 'aws:PrincipalTag/team': ['blue'] } })
  expect(because).toBe('no identity-based policy allows the s3:GetObject action')
  expect(nearest).toHaveLength(1)
  expect(nearest[0]).toMatchObject({ policyType: 'identity-based policy', statement: 0, at: { file: 'role.json', line: 4, column: 5 } })
  expect(nearest[0]?.mismatches.map(explainMismatch)).toEqual([
    'StringEquals aws:PrincipalTag/team wants `red`, and the request has `blue`',
    'Bool aws:SecureTransport wants `true`, and the request has no such key',
  ])
  expect(steps.map(({ policyType, outcome }) => `${policyType}: ${outcome}`)).toEqual([
    'resource control policy: notAsked',
    'service control policy: notAsked',
    'VPC endpoint policy: notAsked',
    'resource-based policy: notAsked',
    'identity-based policy: implicitDeny',
    'permissions boundary: notAsked',
    'session policy: notAsked',
  ])
})

test('a resource that is not covered is named beside what is', () => {
  const { nearest } = walked(POLICY, {
    ...base,
    resource: 'arn:aws:s3:::other/a',
    context: { 'aws:PrincipalTag/team': ['red'], 'aws:SecureTransport': ['true'] },
  })
  expect(nearest[0]?.mismatches.map(explainMismatch)).toEqual([
    "its resource is `arn:aws:s3:::uploads/*`, and the request's is `arn:aws:s3:::other/a`",
  ])
})

test('where no statement has the action, that is the reason', () => {
  const { steps } = walked(POLICY, { ...base, action: 's3:PutObject' })
  expect(steps.find(({ policyType }) => policyType === 'identity-based policy')).toMatchObject({
    outcome: 'implicitDeny',
    why: 'no Allow statement has the action `s3:PutObject`',
  })
})

test('the level of the organization that does not allow is named, with the statement that comes nearest there', () => {
  const scp = (Action: unknown, Resource = '*'): unknown => ({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource } })
  const levels = (second: unknown): string =>
    JSON.stringify({
      identity: [{ name: 'all', document: scp('*') }],
      scps: [[{ name: 'Full', document: scp('*') }], [{ name: 'OU', document: second }]],
    })
  const why = (second: unknown): string | undefined =>
    walked(levels(second), base).steps.find(({ policyType }) => policyType === 'service control policy')?.why
  expect(why(scp('sqs:*'))).toBe('level 2 of 2: no Allow statement has the action `s3:GetObject`')
  expect(why(scp('s3:*', 'arn:aws:s3:::other/*'))).toBe(
    "level 2 of 2: the nearest Allow does not apply: its resource is `arn:aws:s3:::other/*`, and the request's is `arn:aws:s3:::uploads/a`",
  )
  expect(why({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'sqs:*', Resource: '*' } })).toBe(
    'level 2 of 2: it has no Allow statement',
  )
})

test('a deny is shown with its statement', () => {
  const { decision, because, steps } = walked(POLICY, {
    ...base,
    action: 'sqs:ReceiveMessage',
    resource: 'arn:aws:sqs:us-east-1:111122223333:q',
  })
  expect(decision).toBe('explicitDeny')
  expect(because).toBe('with an explicit deny in an identity-based policy')
  expect(steps.find(({ outcome }) => outcome === 'explicitDeny')).toMatchObject({
    policy: 'identity:role.json',
    statement: 2,
    at: { line: 7, column: 5 },
  })
})

test('an account in a resource-based policy is said to leave it to the account', () => {
  const text = `{"resource": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}}}`
  const { decision, steps } = walked(text, base)
  expect(decision).toBe('implicitDeny')
  expect(steps.find(({ policyType }) => policyType === 'resource-based policy')?.why).toContain('names the account')
})

test('a level of the organization is named as what stands in the way', () => {
  const text = `{"identity": [{"name": "all", "document": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}], "scps": [[{"name": "s3", "document": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}}]]}`
  const { because, steps } = walked(text, base)
  expect(because).toBe('no service control policy allows the s3:GetObject action')
  expect(steps.find(({ policyType }) => policyType === 'service control policy')?.outcome).toBe('implicitDeny')
})

const types: readonly PolicyType[] = ['rcp', 'scp', 'vpcEndpoint', 'resource', 'identity', 'permissionBoundary', 'session']
const actions = ['s3:GetObject', 'sts:AssumeRole']
test.each(types.flatMap((type) => actions.map((action) => ({ type, action }))))(
  'the message of a denial by $type on $action is read back',
  ({ type, action }) => {
    const { principal, resource } = base
    expect(parseDenial(denialMessage(principal, action, resource, nothingAllows(type, action)))).toMatchObject({
      principal,
      action,
      resource,
      explicit: false,
      by: policyTypeName(type, action),
    })
    expect(parseDenial(denialMessage(principal, action, '*', explicitDenyIn(type, action)))).toMatchObject({
      principal,
      action,
      resource: null,
      explicit: true,
      by: policyTypeName(type, action),
    })
  },
)

test('who can: those who may come first, by name', () => {
  const set = (effect: string): ReturnType<typeof parsePoliciesText> =>
    parsePoliciesText(`{"Version": "2012-10-17", "Statement": {"Effect": "${effect}", "Action": "s3:*", "Resource": "*"}}`, 'p')
  const [allow, deny] = [set('Allow'), set('Deny')]
  if (!allow.ok || !deny.ok) throw new Error('the policies of this test are valid')
  const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`
  const subjects = [
    { principal: role('z'), policies: allow.value },
    { principal: role('a'), policies: deny.value },
    { principal: role('b'), policies: allow.value },
  ]
  const { principal: _, ...request } = base
  expect(whoCan(subjects, request).map(({ principal, decision }) => `${principal.slice(-1)} ${decision}`)).toEqual([
    'b allowed',
    'z allowed',
    'a explicitDeny',
  ])
})
