/** Random policies and requests over small alphabets, so that statements often apply, and often almost do. */
import fc from 'fast-check'
import { operatorFacts, operatorNames } from '../policy/index.js'
import type { PoliciesInput, RequestInput } from './types.js'

const A = '111122223333'
const B = '444455556666'

const CANONICAL = 'a'.repeat(64)
const principals = [
  `arn:aws:iam::${A}:user/alice`,
  `arn:aws:iam::${A}:role/app`,
  `arn:aws:iam::${A}:role/svc/app`,
  `arn:aws:sts::${A}:assumed-role/app/s1`,
  `arn:aws:sts::${A}:assumed-role/app/s2`,
  `arn:aws:sts::${A}:federated-user/carol`,
  `arn:aws:iam::${A}:root`,
  A,
  `arn:aws:iam::${B}:user/alice`,
  `arn:aws:sts::${B}:assumed-role/app/s1`,
  `arn:aws:iam::${A}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
  `arn:aws:sts::${A}:assumed-role/AWSServiceRoleForX/s`,
  'sns.amazonaws.com',
  'cognito-identity.amazonaws.com',
  `arn:aws:iam::${A}:oidc-provider/idp.example.com`,
  'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE',
  '*',
]
const named = [
  ...principals.filter((principal) => principal.startsWith('arn:') && !principal.includes('oidc')),
  A,
  B,
  `arn:aws-cn:iam::${A}:root`,
  'AIDAEXAMPLEEXAMPLEAB',
  '*',
]
const actions = [
  ...[
    's3:GetObject',
    's3:PutObject',
    's3:ListAllMyBuckets',
    'sqs:SendMessage',
    'sqs:AddPermission',
    'kms:Decrypt',
    'kms:ScheduleKeyDeletion',
    'kms:RetireGrant',
  ],
  ...[
    'sts:AssumeRole',
    'sts:AssumeRoleWithWebIdentity',
    'sts:GetCallerIdentity',
    'sts:GetSessionToken',
    'iam:PassRole',
    'execute-api:Invoke',
    'lambda:InvokeFunction',
    'S3:getobject',
  ],
]
const actionPatterns = [
  ...actions,
  ...Array.from({ length: 8 }, () => '*'),
  's3:*',
  'S3:Get*',
  's3:?etObject',
  '*:*Object',
  'k*:*',
  'sqs:*',
  'kms:*',
  'sts:*',
  'sts:Assume*',
  'iam:*',
  'execute-api:*',
  's3:*a*a*a*b',
]
const resources = [
  ...[
    'arn:aws:s3:::b',
    'arn:aws:s3:::b/k',
    'arn:aws:s3:::b/home/alice/x',
    'arn:aws:s3:::b/a*b',
    'arn:aws:s3:::b/axb',
    '*',
    `arn:aws:sqs:us-east-1:${A}:q`,
  ],
  ...[
    `arn:aws:sqs:us-east-1:${B}:q`,
    `arn:aws:kms:us-east-1:${A}:key/k`,
    `arn:aws:kms:us-east-1:${B}:key/k`,
    `arn:aws:kms:us-east-1:${A}:alias/a`,
  ],
  ...[
    `arn:aws:iam::${A}:role/target`,
    `arn:aws:iam::${A}:role/app`,
    `arn:aws:iam::${B}:role/target`,
    `arn:aws-cn:sqs:cn-north-1:${A}:q`,
    'arn:aws:iam::aws:policy/P',
  ],
  ...[`arn:aws:execute-api:us-east-1:${A}:api/prod/GET/pets`, `arn:aws:lambda:us-east-1:${A}:function:f:prod`],
]
const resourcePatterns = [
  ...Array.from({ length: 12 }, () => '*'),
  ...[
    '*',
    '*',
    'arn:aws:s3:::*',
    'arn:aws:s3:::b/*',
    'arn:aws:s3:::b',
    'arn:aws:s3:::?/?',
    'arn:aws:s3:::b/${aws:username}/*',
    'arn:aws:s3:::b/home/${aws:username}/*',
  ],
  ...[
    "arn:aws:s3:::b/${aws:PrincipalTag/team, 'k'}",
    'arn:aws:s3:::b/*/${aws:username}/?',
    'arn:aws:s3:::b/a${*}b',
    'arn:aws:s3:::b/a*b',
    'arn:aws:s3*',
    'arn:aws:s3:::*a*e*',
  ],
  ...[
    `arn:aws:sqs:*:${A}:*`,
    'arn:aws:sqs:us-*-1:*:q',
    'arn:aws:sqs',
    'arn:*:sqs:*:*:?',
    'arn:aws:kms:*:*:key/*',
    `arn:aws:kms:us-east-1:${A}:key/k`,
    'arn:aws:kms:*:*:alias/*',
  ],
  ...[
    `arn:aws:iam::${A}:role/*`,
    'arn:aws:iam::*:role/${aws:PrincipalTag/team}',
    'arn:aws:execute-api:*:*:*/prod/*',
    'arn:aws:lambda:*:*:function:*',
    'arn:aws:lambda:*:*:function:f',
  ],
]

const keys = {
  string: ['aws:username', 'AWS:PrincipalTag/Team', 's3:prefix', 'aws:TagKeys'],
  arn: ['aws:PrincipalArn', 'aws:SourceArn'],
  numeric: ['s3:max-keys'],
  date: ['aws:CurrentTime'],
  bool: ['aws:SecureTransport'],
  binary: ['x:bytes'],
  ip: ['aws:SourceIp'],
  null: ['aws:username', 'aws:TagKeys', 's3:max-keys'],
} as const
const policyValues = {
  string: [
    'alice',
    'Alice',
    'a*',
    '?lice',
    '',
    'red',
    '${aws:username}',
    "${aws:PrincipalTag/team, 'red'}",
    'r${*}d',
    '*e*',
    'x${aws:username}*',
  ],
  arn: [
    'arn:aws:iam::*:role/app',
    `arn:aws:iam::${A}:user/alice`,
    '${aws:PrincipalArn}',
    'arn:aws:iam::*',
    'arn:*:sns:*:*:t?',
    '*',
    'alice',
    `arn:aws:iam::${A}:*/a*`,
  ],
  numeric: ['10', 9.5, '1e1', '-3'],
  date: ['2025-01-01T00:00:00Z', '2025-01-01', '1735689600', '2025-01-01T09:00:00+09:00', '2024'],
  bool: ['true', 'false', true, 'True', '${aws:SecureTransport}'],
  binary: ['QQ==', 'QUI='],
  ip: ['203.0.113.0/24', '203.0.113.7', '2001:db8::/32', '0.0.0.0/0', '::1'],
  null: ['true', 'false', true],
} as const
const requestValues: Readonly<Record<string, readonly string[]>> = {
  'aws:username': ['alice', 'Alice', 'bob', '', '*'],
  'aws:PrincipalTag/team': ['red', 'app', 'k', 'target', 'alice'],
  's3:prefix': ['', 'alice', 'red', 'r*d'],
  'aws:TagKeys': ['red', 'alice', 'x', ''],
  'aws:PrincipalArn': [`arn:aws:iam::${A}:role/app`, `arn:aws:iam::${A}:role/svc/app`, `arn:aws:iam::${A}:user/alice`, 'alice'],
  'aws:SourceArn': ['arn:aws:sns:us-east-1:1:t1', `arn:aws:iam::${A}:role/app`, 'a:b:c:d:e:f'],
  's3:max-keys': ['9', '10', '10.0', '1e1', 'ten'],
  'aws:CurrentTime': ['2025-01-01T00:00:00Z', '2024-12-31T23:59:59Z', '1735689600', 'soon'],
  'aws:SecureTransport': ['true', 'false', 'maybe'],
  'x:bytes': ['QQ==', 'QUI=', '%'],
  'aws:SourceIp': ['203.0.113.7', '203.0.113.9', '2001:db8::1', '2001:DB8:0:0::1', '::1', 'x'],
}

const pick = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list)
const oneOrMore = <T>(list: readonly T[], maxLength: number): fc.Arbitrary<T[]> => fc.uniqueArray(pick(list), { minLength: 1, maxLength })

const operators = operatorNames.flatMap((name) => {
  const { family } = operatorFacts(name)
  const plain = [{ written: name, family }]
  if (family === 'null') return plain
  return [
    ...plain,
    ...['ForAllValues:', 'ForAnyValue:'].map((prefix) => ({ written: `${prefix}${name}`, family })),
    { written: `${name}IfExists`, family },
    { written: `ForAllValues:${name}IfExists`, family },
  ]
})

const condition = pick(operators).chain(({ written, family }) =>
  fc
    .record({ key: pick(keys[family]), values: oneOrMore<string | number | boolean>(policyValues[family], 3) })
    .map(({ key, values }) => ({ [written]: { [key]: values.length === 1 ? values[0] : values } })),
)
const conditions = fc.array(condition, { maxLength: 2 }).map((list) => Object.assign({}, ...list) as Record<string, unknown>)

const principal = fc.oneof(
  fc.constant('*' as unknown),
  oneOrMore(named, 3).map((AWS) => ({ AWS })),
  fc.constant({ Service: 'sns.amazonaws.com' }),
  fc.constant({ CanonicalUser: CANONICAL }),
  fc.constant({ Federated: ['cognito-identity.amazonaws.com', `arn:aws:iam::${A}:oidc-provider/idp.example.com`] }),
)

const allow = fc.constantFrom('Allow', 'Allow', 'Deny')

/** @param withPrincipal of a resource-based or endpoint policy */
function statement(withPrincipal: boolean): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record({
      Effect: allow,
      actions: oneOrMore(actionPatterns, 3),
      notAction: fc.integer({ min: 0, max: 9 }),
      resources: oneOrMore(resourcePatterns, 3),
      notResource: fc.integer({ min: 0, max: 9 }),
      Condition: conditions,
      principal,
      notPrincipal: fc.integer({ min: 0, max: 3 }),
    })
    .map((it) => ({
      Effect: it.Effect,
      [it.notAction === 0 ? 'NotAction' : 'Action']: it.actions,
      [it.notResource === 0 ? 'NotResource' : 'Resource']: it.resources,
      ...(Object.keys(it.Condition).length === 0 ? {} : { Condition: it.Condition }),
      ...(withPrincipal ? { [it.Effect === 'Deny' && it.notPrincipal === 0 ? 'NotPrincipal' : 'Principal']: it.principal } : {}),
    }))
}

const all = { Effect: 'Allow', Action: '*', Resource: '*' }

function document(withPrincipal: boolean): fc.Arbitrary<unknown> {
  const full = withPrincipal ? { ...all, Principal: '*' } : all
  return (
    fc
      .record({
        Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
        statements: fc.array(statement(withPrincipal), { maxLength: 3 }),
        full: fc.integer({ min: 0, max: 1 }),
      })
      .map(({ Version, statements, full: wide }) => ({ Version, Statement: wide === 0 ? [full, ...statements] : statements }))
      // Without variables `${…}` is no Boolean.
      .map((it) =>
        it.Version === '2012-10-17' ? it : (JSON.parse(JSON.stringify(it).replaceAll('"${aws:SecureTransport}"', '"true"')) as typeof it),
      )
  )
}

/** Session policies take no incomplete ARNs. */
const sessionDocument = document(false).map(
  (it) => JSON.parse(JSON.stringify(it).replaceAll(/"arn:aws:s(?:qs|3\*)"/g, '"arn:aws:s3:::*"')) as unknown,
)

const named1 = (name: string, withPrincipal = false): fc.Arbitrary<{ name: string; document: unknown }> =>
  document(withPrincipal).map((it) => ({ name, document: it }))
/** @param percent how often there is one */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: percent, arbitrary }, { weight: 100 - percent, arbitrary: fc.constant(undefined) })

const rcpLevel = fc
  .record({ full: fc.boolean(), statements: fc.array(statement(false), { maxLength: 2 }) })
  .map(({ full, statements }) => [
    ...(full ? [{ name: 'RCPFullAWSAccess', document: { Version: '2012-10-17', Statement: { ...all, Principal: '*' } } }] : []),
    ...statements.flatMap((it) =>
      'NotAction' in it ? [] : [{ name: 'own', document: { Version: '2012-10-17', Statement: { ...it, Principal: '*' } } }],
    ),
  ])

export const anyPolicies: fc.Arbitrary<PoliciesInput> = fc.record({
  identity: fc.array(named1('p'), { maxLength: 2 }),
  resource: maybe(document(true), 50),
  permissionBoundary: maybe(document(false), 25),
  session: maybe(sessionDocument, 25),
  scps: maybe(fc.array(fc.array(named1('s'), { maxLength: 2 }), { maxLength: 2 }), 15),
  rcps: maybe(fc.array(rcpLevel, { maxLength: 2 }), 20),
  vpcEndpoint: maybe(document(true), 12),
})

const context = fc.array(
  pick(Object.keys(requestValues)).chain((key) =>
    fc.record({
      key: fc.constantFrom(key, key, key.toUpperCase()),
      values: fc.oneof(
        { weight: 5, arbitrary: pick(requestValues[key] ?? []).map((it) => [it]) },
        { weight: 2, arbitrary: fc.array(pick(requestValues[key] ?? []), { maxLength: 3 }) },
      ),
    }),
  ),
  { maxLength: 4 },
)

export const anyRequest: fc.Arbitrary<RequestInput> = fc.record({
  principal: pick(principals),
  action: pick(actions),
  resource: pick(resources),
  resourceAccount: fc.constantFrom(A, A, A, A, B, B, undefined, '11112222333'),
  context: context.map((list) =>
    Object.fromEntries(new Map(list.map(({ key, values }) => [key.toLowerCase(), [key, values] as const])).values()),
  ),
  managementAccount: fc.constantFrom(false, false, true),
  federatedBy: fc.constantFrom(undefined, undefined, `arn:aws:iam::${A}:user/alice`),
  canonicalUser: fc.constantFrom(undefined, CANONICAL, 'b'.repeat(64)),
})
