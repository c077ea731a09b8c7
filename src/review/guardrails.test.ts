import { describe, expect, test } from 'vitest'
import { BORROWED_ROLES, PASS_PATHS } from './escalation-paths.js'
import type { Guardrails, NamedRequests } from './guardrails-types.js'
import { type Grants, guardrailsOf } from './testing/guardrails-of.js'

const FN = '{ Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }'
const app = (...resources: readonly string[]): string =>
  `Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn: ${FN}\n  Other: ${FN}\n${resources.map((line) => `  ${line}\n`).join('')}`

const requests = (action: string, more: Partial<NamedRequests> = {}): NamedRequests => ({
  name: 'rule',
  actions: [action],
  resources: ['*'],
  notResources: [],
  conditions: [],
  ...more,
})

interface Row {
  readonly name: string
  readonly resources?: readonly string[]
  readonly grants?: Grants
  readonly guardrails: Partial<Guardrails>
  /** `subject verdict` of the subject that the row is about. */
  readonly want: string
  readonly because?: RegExp
}

const HERE = '${AWS::Region}:${AWS::AccountId}'
const ROLE = (id: string): string => `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${${id}}`
const FUNCTION = (id: string): string => `arn:\${AWS::Partition}:lambda:${HERE}:function:\${${id}}`
const OWN_BUCKET = 'arn:${AWS::Partition}:s3:::${Files}/*'

const limited = (boundary: string): string =>
  `Limited: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., PermissionsBoundary: ${boundary} } }`
const LIMIT =
  'Limit: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: ["s3:*", "logs:*", "lambda:*"], Resource: "*" }, { Effect: Deny, Action: "s3:DeleteObject", Resource: "*" }] } } }'
const AWS_LIMIT = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
const adminRole = (principal: string): string =>
  `Admin: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"], AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: ${principal}, Action: sts:AssumeRole }] } } }`

const boundaryRows: readonly Row[] = [
  {
    name: 'never: what the boundary of the template does not allow',
    resources: [LIMIT, limited('!Ref Limit')],
    grants: { Limited: [['sqs:SendMessage', '*']] },
    guardrails: { never: [requests('sqs:*')] },
    want: 'LimitedRole proved',
  },
  {
    name: 'never: what the boundary denies',
    resources: [LIMIT, limited('!Ref Limit')],
    grants: { Limited: [['s3:DeleteObject', '*']] },
    guardrails: { never: [requests('s3:Delete*')] },
    want: 'LimitedRole proved',
  },
  {
    name: 'never: what policies and boundary both allow',
    resources: [LIMIT, limited('!Ref Limit')],
    grants: { Limited: [['s3:PutObject', '*']] },
    guardrails: { never: [requests('s3:Put*')] },
    want: 'LimitedRole refuted',
  },
  {
    name: 'never: what a boundary of AWS does not allow',
    resources: [limited(AWS_LIMIT)],
    grants: { Limited: [['s3:PutObject', '*']] },
    guardrails: { never: [requests('s3:Put*')] },
    want: 'LimitedRole proved',
  },
  {
    name: 'never: a boundary of elsewhere saves nobody',
    resources: [limited('arn:aws:iam::111122223333:policy/limit')],
    grants: { Limited: [['s3:PutObject', '*']] },
    guardrails: { never: [requests('s3:Put*')] },
    want: 'LimitedRole refuted',
    because: /unless its boundary `arn:\S*policy\/limit`, which is not part of the app/,
  },
  {
    name: 'only: the boundary is below the ceiling',
    resources: [LIMIT, limited('!Ref Limit')],
    grants: { Limited: [['sqs:SendMessage,s3:GetObject', '*']] },
    guardrails: { only: [requests('s3:*'), requests('logs:*'), requests('lambda:*')] },
    want: 'LimitedRole proved',
  },
  {
    name: 'only: what policies and boundary allow together is below the ceiling',
    resources: [LIMIT, limited('!Ref Limit')],
    grants: { Limited: [['sqs:SendMessage,s3:GetObject', '*']] },
    guardrails: { only: [requests('s3:*'), requests('logs:*')] },
    want: 'LimitedRole proved',
  },
  {
    name: 'only: what both allow is above the ceiling',
    resources: [LIMIT, limited('!Ref Limit')],
    grants: { Limited: [['lambda:InvokeFunction,s3:GetObject', '*']] },
    guardrails: { only: [requests('s3:*'), requests('logs:*')] },
    want: 'LimitedRole refuted',
    because: /lambda:InvokeFunction/,
  },
  {
    name: 'mustDeny: a boundary that does not allow is as good as a denial',
    resources: [LIMIT, limited('!Ref Limit')],
    guardrails: { mustDeny: [requests('organizations:*')] },
    want: 'LimitedRole proved',
  },
  {
    name: 'mustDeny: a boundary that allows denies nothing',
    resources: [LIMIT, limited('!Ref Limit')],
    guardrails: { mustDeny: [requests('s3:GetObject')] },
    want: 'LimitedRole refuted',
  },
  {
    name: 'noEscalation: a change of policies that the boundary does not allow',
    resources: [LIMIT, limited('!Ref Limit')],
    grants: { Limited: [['iam:PutRolePolicy', '*']] },
    guardrails: { noEscalation: { except: [] } },
    want: 'LimitedRole proved',
  },
  {
    name: 'noEscalation: assuming a role that the template declares',
    resources: [adminRole('{ AWS: "*" }')],
    grants: { Fn: [['sts:AssumeRole', ROLE('Admin')]] },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole refuted',
    because: /use `Admin`, which may do more/,
  },
  {
    name: 'noEscalation: a declared role is asked as well',
    resources: [adminRole('{ Service: ec2.amazonaws.com }')],
    guardrails: { noEscalation: { except: [] } },
    want: 'Admin refuted',
  },
]

const roleRows: readonly Row[] = [
  {
    name: 'never: an action that no grant has',
    grants: { Fn: [['s3:GetObject', OWN_BUCKET]] },
    guardrails: { never: [requests('s3:Delete*')] },
    want: 'FnRole proved',
  },
  {
    name: 'never: an action that one grant has',
    grants: { Fn: [['s3:DeleteObject', OWN_BUCKET]] },
    guardrails: { never: [requests('s3:Delete*')] },
    want: 'FnRole refuted',
    because: /s3:DeleteObject on arn:\$\{AWS::Partition\}:s3:::\$\{Files\}/,
  },
  {
    name: 'never: only outside of the account',
    grants: { Fn: [['sqs:SendMessage', `arn:aws:sqs:${HERE}:q`]] },
    guardrails: { never: [requests('sqs:*', { notResources: ['arn:*:sqs:*:${AWS::AccountId}:*'] })] },
    want: 'FnRole proved',
  },
  {
    name: 'never: outside of the account, by a wildcard',
    grants: { Fn: [['sqs:SendMessage', '*']] },
    guardrails: { never: [requests('sqs:*', { notResources: ['arn:*:sqs:*:${AWS::AccountId}:*'] })] },
    want: 'FnRole refuted',
  },
  {
    name: 'only: all is below the ceiling',
    grants: { Fn: [['s3:GetObject', OWN_BUCKET]] },
    guardrails: { only: [requests('s3:*'), requests('logs:*')] },
    want: 'FnRole proved',
  },
  {
    name: 'only: one grant is above it',
    grants: { Fn: [['dynamodb:GetItem', `arn:aws:dynamodb:${HERE}:table/t`]] },
    guardrails: { only: [requests('s3:*'), requests('logs:*')] },
    want: 'FnRole refuted',
    because: /beyond the ceiling/,
  },
  {
    name: 'mustDeny: roles that only allow deny nothing',
    guardrails: { mustDeny: [requests('organizations:*')] },
    want: 'FnRole refuted',
    because: /does not deny organizations:/,
  },
  {
    name: 'noEscalation: grants of the everyday are none',
    grants: { Fn: [['s3:GetObject,s3:PutObject', OWN_BUCKET]], Other: [['dynamodb:*', '*']] },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole proved',
  },
  ...[
    'iam:PutRolePolicy',
    'iam:AttachRolePolicy',
    'iam:UpdateAssumeRolePolicy',
    'iam:CreatePolicyVersion',
    'iam:SetDefaultPolicyVersion',
    'iam:CreateAccessKey',
    'iam:UpdateLoginProfile',
    'iam:AddUserToGroup',
  ].map(
    (action): Row => ({
      name: `noEscalation: ${action}`,
      grants: { Fn: [[action, '*']] },
      guardrails: { noEscalation: { except: [] } },
      want: 'FnRole refuted',
      because: new RegExp(action),
    }),
  ),
  {
    name: 'noEscalation: code of a function that may do more',
    grants: { Fn: [['lambda:UpdateFunctionCode', FUNCTION('Other')]], Other: [['s3:GetObject', '*']] },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole refuted',
    because: /under `OtherRole`/,
  },
  {
    name: 'noEscalation: its own code',
    grants: { Fn: [['lambda:UpdateFunctionCode', FUNCTION('Fn')]] },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole proved',
  },
  {
    name: 'noEscalation: handing over a role alone',
    grants: { Fn: [['iam:PassRole', ROLE('OtherRole')]], Other: [['s3:GetObject', '*']] },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole proved',
  },
  {
    name: 'noEscalation: handing over a role to a function of its own making',
    grants: {
      Fn: [
        ['iam:PassRole', ROLE('OtherRole')],
        ['lambda:CreateFunction,lambda:InvokeFunction', '*'],
      ],
      Other: [['s3:GetObject', '*']],
    },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole refuted',
    because: /iam:PassRole and lambda:CreateFunction, lambda:InvokeFunction let it use `OtherRole`/,
  },
  {
    name: 'noEscalation: handing over any role',
    grants: { Fn: [['iam:PassRole,glue:CreateJob,glue:StartJobRun', '*']] },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole refuted',
    because: /any role that trusts glue.amazonaws.com/,
  },
  {
    name: 'noEscalation: assuming any role',
    grants: { Fn: [['sts:AssumeRole', '*']] },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole refuted',
    because: /any role that trusts its account/,
  },
  {
    name: 'noEscalation: assuming a role that trusts the service alone',
    grants: { Fn: [['sts:AssumeRole', ROLE('OtherRole')]], Other: [['s3:GetObject', '*']] },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole proved',
  },
  {
    name: 'noEscalation: a role that is excepted is not asked',
    grants: { Fn: [['iam:PutRolePolicy', '*']] },
    guardrails: { noEscalation: { except: ['FnRole'] } },
    want: 'OtherRole proved',
  },
]

// Each documented way to hand a role over or to borrow one, alone.
const pathRows: readonly Row[] = [
  ...PASS_PATHS.map(
    ({ service, actions }): Row => ({
      name: `noEscalation: ${service} by ${actions.join(', ')}`,
      grants: { Fn: [[['iam:PassRole', ...actions].join(), '*']] },
      guardrails: { noEscalation: { except: [] } },
      want: 'FnRole refuted',
      because: /any role that trusts|under the role of|any permission/,
    }),
  ),
  ...BORROWED_ROLES.map(
    ({ action, of }): Row => ({
      name: `noEscalation: ${action}`,
      grants: { Fn: [[action, '*']] },
      guardrails: { noEscalation: { except: [] } },
      want: 'FnRole refuted',
      because: new RegExp(`${action} lets it run commands under the role of ${of}`),
    }),
  ),
  {
    name: 'noEscalation: assuming a role that assumes a third, which does not trust the first',
    resources: [
      adminRole('{ AWS: !GetAtt Middle.Arn }'),
      'Middle: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: !Ref AWS::AccountId }, Action: sts:AssumeRole }] }, Policies: [{ PolicyName: p, PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: sts:AssumeRole, Resource: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Admin}" }] } }] } }',
    ],
    grants: {
      Fn: [
        ['sts:AssumeRole', ROLE('Middle')],
        ['sts:AssumeRole', ROLE('Admin')],
      ],
    },
    guardrails: { noEscalation: { except: [] } },
    want: 'FnRole refuted',
    because: /lets it use `Middle` and by it `Admin`, which may do more/,
  },
]

const policy = (statement: string): string =>
  `Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Q], PolicyDocument: { Version: "2012-10-17", Statement: [${statement}] } } }`
const trust = (principal: string): string =>
  `Policy: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: ${principal}, Action: sts:AssumeRole }] } } }`
const NO_PUBLIC = { noPublic: { accounts: ['444455556666'], organizations: ['o-a1b2c3d4e5'], except: [] } }
const QUEUE = 'Q: { Type: AWS::SQS::Queue }'

const publicRows: readonly (Omit<Row, 'guardrails' | 'grants'> & { readonly resource: string })[] = [
  {
    name: 'everyone',
    resource: policy('{ Effect: Allow, Principal: "*", Action: sqs:SendMessage, Resource: "*" }'),
    want: 'Policy refuted',
    because: /anyone/,
  },
  {
    name: 'the account',
    resource: policy('{ Effect: Allow, Principal: { AWS: !Ref AWS::AccountId }, Action: sqs:*, Resource: !GetAtt Q.Arn }'),
    want: 'Policy proved',
  },
  {
    name: 'another account',
    resource: policy('{ Effect: Allow, Principal: { AWS: "777788889999" }, Action: sqs:*, Resource: "*" }'),
    want: 'Policy refuted',
    because: /777788889999/,
  },
  {
    name: 'an account that the configuration names',
    resource: policy('{ Effect: Allow, Principal: { AWS: "444455556666" }, Action: sqs:*, Resource: "*" }'),
    want: 'Policy proved',
  },
  {
    name: 'a service',
    resource: policy('{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: "*" }'),
    want: 'Policy proved',
  },
  {
    name: 'everyone of the organization',
    resource: policy(
      '{ Effect: Allow, Principal: "*", Action: sqs:*, Resource: "*", Condition: { StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 } } }',
    ),
    want: 'Policy proved',
  },
  {
    name: 'everyone of another organization',
    resource: policy(
      '{ Effect: Allow, Principal: "*", Action: sqs:*, Resource: "*", Condition: { StringEquals: { aws:PrincipalOrgID: o-zzzzzzzzzz } } }',
    ),
    want: 'Policy refuted',
  },
  {
    name: 'everyone, with a denial of all that are not of the account',
    resource: policy(
      '{ Effect: Allow, Principal: "*", Action: sqs:*, Resource: "*" }, { Effect: Deny, Principal: "*", Action: "*", Resource: "*", Condition: { StringNotEquals: { aws:PrincipalAccount: !Ref AWS::AccountId } } }',
    ),
    want: 'Policy proved',
  },
  { name: 'a role that trusts a service', resource: trust('{ Service: states.amazonaws.com }'), want: 'Policy proved' },
  { name: 'a role that trusts another account', resource: trust('{ AWS: "arn:aws:iam::777788889999:root" }'), want: 'Policy refuted' },
  {
    name: 'a permission for everyone',
    resource:
      'Policy: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunctionUrl, Principal: "*", FunctionUrlAuthType: NONE } }',
    want: 'Policy refuted',
  },
]

const statement = (principal: string, condition = ''): string =>
  policy(
    `{ Effect: Allow, Principal: ${principal}, Action: "sqs:*", Resource: "*"${condition === '' ? '' : `, Condition: { ${condition} }`} }`,
  )
const federated = (provider: string, condition: string): string =>
  `Policy: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Federated: ${provider} }, Action: sts:AssumeRoleWithWebIdentity${condition === '' ? '' : `, Condition: { ${condition} }`} }] } } }`
const GITHUB = 'token.actions.githubusercontent.com'
const builds = (sub: string): string =>
  federated(`!Sub "arn:aws:iam::\${AWS::AccountId}:oidc-provider/${GITHUB}"`, `StringLike: { "${GITHUB}:sub": "${sub}" }`)
const document = (type: string, member: string, principal: string): string =>
  `Policy: { Type: ${type}, Properties: { ${member}: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: ${principal}, Action: "*", Resource: "*" }] } } }`

// Source: Amazon S3 User Guide, "The meaning of public"; AWS KMS Developer Guide, "AWS KMS condition keys".
const publicCases: readonly (readonly [name: string, resource: string, want: 'proved' | 'refuted'])[] = [
  [
    'everyone, from the account as owner of a topic',
    statement('{ AWS: "*" }', 'StringEquals: { aws:SourceOwner: !Ref AWS::AccountId }'),
    'proved',
  ],
  ['everyone, from another owner', statement('{ AWS: "*" }', 'StringEquals: { aws:SourceOwner: "777788889999" }'), 'refuted'],
  ['everyone, for the account', statement('"*"', 'StringEquals: { aws:SourceAccount: !Ref AWS::AccountId }'), 'proved'],
  [
    'everyone, by an ARN of the account',
    statement('"*"', 'ArnLike: { aws:SourceArn: !Sub "arn:aws:sns:*:${AWS::AccountId}:*" }'),
    'proved',
  ],
  ['everyone, by an ARN of any account', statement('"*"', 'ArnLike: { aws:SourceArn: "arn:aws:sns:*:*:topic" }'), 'refuted'],
  ['everyone, by a bucket of a name', statement('"*"', 'ArnLike: { aws:SourceArn: "arn:aws:s3:::my-bucket" }'), 'proved'],
  ['everyone, by any bucket', statement('"*"', 'ArnLike: { aws:SourceArn: "arn:aws:s3:::*" }'), 'refuted'],
  ['everyone, by one endpoint', statement('"*"', 'StringEquals: { aws:SourceVpce: vpce-1a2b3c4d }'), 'proved'],
  ['everyone, by any endpoint', statement('"*"', 'StringLike: { aws:SourceVpce: "vpce-*" }'), 'refuted'],
  ['everyone, by one network', statement('"*"', 'StringEquals: { aws:SourceVpc: vpc-1a2b3c4d }'), 'proved'],
  [
    'everyone from some addresses: foreign callers are among them',
    statement('"*"', 'IpAddress: { aws:SourceIp: 203.0.113.0/24 }'),
    'refuted',
  ],
  ['everyone of an organization by a pattern', statement('"*"', 'StringLike: { aws:PrincipalOrgID: "o-*" }'), 'refuted'],
  ['everyone but an organization', statement('"*"', 'StringNotEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 }'), 'refuted'],
  [
    'everyone where an organization is named if there is one',
    statement('"*"', 'StringEqualsIfExists: { aws:PrincipalOrgID: o-a1b2c3d4e5 }'),
    'refuted',
  ],
  [
    'roles of the account',
    statement('{ AWS: "*" }', 'ArnLike: { aws:PrincipalArn: !Sub "arn:*:iam::${AWS::AccountId}:role/*" }'),
    'proved',
  ],
  ['a role of any account', statement('{ AWS: "*" }', 'ArnLike: { aws:PrincipalArn: "arn:aws:iam::*:role/app" }'), 'refuted'],
  ['callers of the account', statement('"*"', 'StringEquals: { aws:PrincipalAccount: !Ref AWS::AccountId }'), 'proved'],
  [
    'callers of two accounts, of which one is foreign',
    statement('"*"', 'StringEquals: { aws:PrincipalAccount: [!Ref AWS::AccountId, "777788889999"] }'),
    'refuted',
  ],
  ['calls of the account to KMS', statement('{ AWS: "*" }', 'StringEquals: { kms:CallerAccount: !Ref AWS::AccountId }'), 'proved'],
  ['encrypted transport alone', statement('"*"', 'Bool: { aws:SecureTransport: true }'), 'refuted'],
  ['a referer', statement('"*"', 'StringLike: { aws:Referer: "https://example.com/*" }'), 'refuted'],
  ['a canonical user of nobody knows which account', statement(`{ CanonicalUser: ${'a'.repeat(64)} }`), 'refuted'],
  ['a distribution', statement('{ AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE" }'), 'proved'],
  ['a service for anyone, whom confused-deputy findings are about', statement('{ Service: cloudfront.amazonaws.com }'), 'proved'],
  ['a role that anyone with a word may assume', trust('{ AWS: "*" }'), 'refuted'],
  [
    'a user pool of the account',
    federated('cognito-identity.amazonaws.com', 'StringEquals: { "cognito-identity.amazonaws.com:aud": "us-east-1:1" }'),
    'proved',
  ],
  ['any identity pool', federated('cognito-identity.amazonaws.com', ''), 'refuted'],
  ['builds of one owner', builds('repo:octo-org/octo-repo:*'), 'proved'],
  ['builds of everyone', builds('*'), 'refuted'],
  ['builds of owners whose names begin alike', builds('repo:octo*'), 'refuted'],
  ['a topic', document('AWS::SNS::TopicInlinePolicy', 'PolicyDocument', '"*"'), 'refuted'],
  ['a key of the account', document('AWS::KMS::Key', 'KeyPolicy', '{ AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root" }'), 'proved'],
  ['a key of everyone', document('AWS::KMS::Key', 'KeyPolicy', '"*"'), 'refuted'],
  [
    'a secret of a foreign role',
    document('AWS::SecretsManager::ResourcePolicy', 'ResourcePolicy', '{ AWS: "arn:aws:iam::777788889999:role/x" }'),
    'refuted',
  ],
  ['a vault', document('AWS::Backup::BackupVault', 'AccessPolicy', '"*"'), 'refuted'],
  [
    'a log group, as text',
    'Policy: { Type: AWS::Logs::ResourcePolicy, Properties: { PolicyName: p, PolicyDocument: \'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"logs:*","Resource":"*"}]}\' } }',
    'refuted',
  ],
  [
    'a layer for everyone',
    'Policy: { Type: AWS::Lambda::LayerVersionPermission, Properties: { Action: lambda:GetLayerVersion, Principal: "*", LayerVersionArn: x } }',
    'refuted',
  ],
  [
    'a layer for the organization',
    'Policy: { Type: AWS::Lambda::LayerVersionPermission, Properties: { Action: lambda:GetLayerVersion, Principal: "*", OrganizationId: o-a1b2c3d4e5, LayerVersionArn: x } }',
    'proved',
  ],
  [
    'a permission for an organization',
    'Policy: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: "*", PrincipalOrgID: o-a1b2c3d4e5 } }',
    'proved',
  ],
  [
    'a permission for a foreign account',
    'Policy: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: "777788889999" } }',
    'refuted',
  ],
]

const shown = (results: Awaited<ReturnType<typeof guardrailsOf>>, want: string): string[] =>
  results.filter(({ subject }) => want.startsWith(`${subject} `)).map(({ subject, verdict }) => `${subject} ${verdict}`)

describe('a guardrail on roles', () => {
  test.each([...roleRows, ...boundaryRows, ...pathRows])('$name', async ({ resources = [], grants = {}, guardrails, want, because }) => {
    const results = await guardrailsOf(app('Files: { Type: AWS::S3::Bucket }', ...resources), grants, guardrails)
    expect(shown(results, want)).toEqual([want])
    if (because !== undefined) expect(results.map((it) => it.because ?? '').join('\n')).toMatch(because)
  })
})

describe('noPublic', () => {
  test.each(publicRows)('$name', async ({ resource, want, because }) => {
    const results = await guardrailsOf(app(QUEUE, resource), {}, NO_PUBLIC)
    expect(shown(results, want)).toEqual([want])
    if (because !== undefined) expect(results.map((it) => it.because ?? '').join('\n')).toMatch(because)
  })
})

describe('noPublic, by the conditions', () => {
  test.each(publicCases)('%s', async (_, resource, verdict) => {
    const want = `Policy ${verdict}`
    expect(shown(await guardrailsOf(app(QUEUE, resource), {}, NO_PUBLIC), want)).toEqual([want])
  })
})

describe('with an account that is known', () => {
  const own = (account: string): string =>
    policy(`{ Effect: Allow, Principal: { AWS: ${account} }, Action: sqs:SendMessage, Resource: "*" }`)

  test.each([
    { name: 'its number', account: '"111122223333"', want: 'Policy proved' },
    { name: 'its symbol', account: '!Ref AWS::AccountId', want: 'Policy proved' },
    { name: 'another number', account: '"777788889999"', want: 'Policy refuted' },
  ])('noPublic: $name', async ({ account, want }) => {
    expect(shown(await guardrailsOf(app(QUEUE, own(account)), {}, NO_PUBLIC, '111122223333'), want)).toEqual([want])
  })

  test('its number is inside of the account', async () => {
    const outside = { never: [requests('sqs:*', { notResources: ['arn:*:sqs:*:${AWS::AccountId}:*'] })] }
    const grants: Grants = { Fn: [['sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:q']] }
    expect(shown(await guardrailsOf(app(), grants, outside, '111122223333'), 'FnRole proved')).toEqual(['FnRole proved'])
    expect(shown(await guardrailsOf(app(), grants, outside), 'FnRole refuted')).toEqual(['FnRole refuted'])
  })
})
