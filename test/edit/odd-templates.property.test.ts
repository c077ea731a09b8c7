/** Templates with something odd in them: an edit never throws, and keeps what every edit keeps, or changes nothing. */
import fc from 'fast-check'
import { test } from 'vitest'
import { edited, handler } from './edited.js'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const lambda = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const allow = { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }
const fn = (rest: { readonly [key: string]: Json }): Json => ({
  Type: 'AWS::Serverless::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    CodeUri: 'fn/',
    Environment: { Variables: { TABLE: { Ref: 'Table' } } },
    ...rest,
  },
})

const BASE: Json = {
  Transform: 'AWS::Serverless-2016-10-31',
  Parameters: { Stage: { Type: 'String' } },
  Conditions: { Live: { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] } },
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Shared: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: lambda,
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess', { Ref: 'Managed' }],
        Policies: [
          {
            PolicyName: 'a',
            PolicyDocument: { Version: '2012-10-17', Statement: [allow, { Effect: 'Deny', Action: 'iam:*', Resource: '*' }] },
          },
        ],
      },
    },
    Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: [allow] } } },
    Attached: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'b', Roles: [{ Ref: 'Shared' }], PolicyDocument: { Statement: allow } },
    },
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: {
        IsLogging: true,
        S3BucketName: 'logs',
        AdvancedEventSelectors: [
          {
            Name: 'all tables',
            FieldSelectors: [
              { Field: 'eventCategory', Equals: ['Data'] },
              { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
            ],
          },
        ],
      },
    },
    AccessDeniedFilter: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        LogGroupName: 'events',
        FilterPattern: { 'Fn::Sub': '{ $.x = "${Shared}" }' },
        MetricTransformations: [
          { MetricNamespace: { 'Fn::Sub': 'Rolewright/${AWS::StackName}' }, MetricName: 'AccessDenied', MetricValue: '1' },
        ],
      },
    },
    One: fn({ Role: { 'Fn::GetAtt': ['Shared', 'Arn'] } }),
    Two: fn({ Role: { 'Fn::GetAtt': 'Shared.Arn' } }),
    Three: fn({ Policies: ['AmazonDynamoDBFullAccess', { DynamoDBCrudPolicy: { TableName: { Ref: 'Table' } } }, { Statement: [allow] }] }),
    Four: fn({ Policies: { 'Fn::If': ['Live', { Version: '2012-10-17', Statement: allow }, { Ref: 'AWS::NoValue' }] } }),
  },
  Outputs: { Role: { Value: { 'Fn::GetAtt': ['Shared', 'Arn'] } } },
}

/** All paths to values below the resources. */
function pathsIn(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner as Json, [...path, key]))]
}

function changedAt(value: Json, path: readonly string[], change: (value: Json) => Json | undefined): Json | undefined {
  const [key, ...rest] = path
  if (key === undefined || typeof value !== 'object' || value === null) return change(value)
  const copy = structuredClone(value) as { [key: string]: Json }
  const next = changedAt(copy[key] ?? null, rest, change)
  if (next === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(key), 1)
    else delete copy[key]
  } else copy[key] = next
  return copy
}

/** Of functions and the table what they are stays, since what the code needs is read from that. */
const PATHS = pathsIn(BASE).filter(([section, id = '', , property = '']) => {
  if (section !== 'Resources' || id === '' || id === 'Table') return false
  return !/^(One|Two|Three|Four)$/.test(id) || ['Role', 'Policies'].includes(property)
})

const ODD: readonly ((value: Json) => Json | undefined)[] = [
  () => undefined,
  () => null,
  () => '',
  () => [],
  () => ({}),
  () => 7,
  () => ({ Ref: 'Nothing' }),
  () => ({ Ref: 'Stage' }),
  (value) => [value],
  (value) => ({ 'Fn::If': ['Live', value, { Ref: 'AWS::NoValue' }] }),
  (value) => ({ 'Fn::If': ['Live', { Ref: 'AWS::NoValue' }, value] }),
  (value) => ({ 'Fn::Transform': { Name: 'Macro', Parameters: { value } } }),
  (value) => ({ 'Fn::Sub': JSON.stringify(value) }),
]

test('whatever stands in a template, an edit is right or is none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom(...ODD)), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('per-function', 'as-declared', 'five-roles'),
      fc.boolean(),
      fc.boolean(),
      async (changes, layout, explicitRoles, monitoring) => {
        const template = changes.reduce<Json>((value, [path, odd]) => changedAt(value, path, odd) ?? null, BASE)
        await edited(
          { 'template.json': JSON.stringify(template, null, 2), 'fn/index.js': handler('get') },
          { layout, explicitRoles, monitoring },
        )
      },
    ),
    { numRuns: Number(process.env.ROLEWRIGHT_RUNS ?? 15) },
  )
}, 600_000)
