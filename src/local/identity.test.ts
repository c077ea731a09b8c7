/** IAM and STS as services: AWS's limits and error codes, by the SDK's own client. */
import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetAccountAuthorizationDetailsCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListPoliciesCommand,
  ListRolesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from './testing/checklist.js'
import { policy, type Running, running } from './testing/running.js'

let it: Running
let iam: IAMClient
const A = '111122223333'
beforeAll(async () => {
  it = await running()
  iam = new IAMClient(it.admin())
})
afterAll(() => it.aws.close())

const trust = policy([{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${A}:root` }, Action: 'sts:AssumeRole' }])
const some = policy([{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }])
const role = (RoleName: string, more = {}) => iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, ...more }))
const inline = (RoleName: string, PolicyDocument: string, PolicyName = 'p') =>
  iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }))
/** A document of about so many characters. */
const long = (chars: number): string =>
  policy([{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${'x'.repeat(chars - 100)}` }])

interface Row {
  readonly name: string
  readonly call: () => Promise<unknown>
  readonly code: string
  readonly status: number
  readonly message?: RegExp
}

const rows: readonly Row[] = [
  {
    name: 'a role that is there already',
    call: async () => [await role('twice'), await role('twice')],
    code: 'EntityAlreadyExistsException',
    status: 409,
    message: /Role with name twice already exists/,
  },
  {
    name: 'a role that is not there',
    call: () => inline('none', some),
    code: 'NoSuchEntityException',
    status: 404,
    message: /The role with name none cannot be found/,
  },
  {
    name: 'a policy of a role that is not there',
    call: async () => [await role('bare'), await iam.send(new GetRolePolicyCommand({ RoleName: 'bare', PolicyName: 'q' }))],
    code: 'NoSuchEntityException',
    status: 404,
    message: /The role policy with name q cannot be found/,
  },
  {
    name: 'a document that is no JSON',
    call: async () => [await role('bad1'), await inline('bad1', '{"Statement')],
    code: 'MalformedPolicyDocumentException',
    status: 400,
  },
  {
    name: 'a document with a principal',
    call: async () => [
      await role('bad2'),
      await inline('bad2', policy([{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }])),
    ],
    code: 'MalformedPolicyDocumentException',
    status: 400,
  },
  {
    name: 'inline policies beyond 10,240 characters together',
    call: async () => [await role('large'), await inline('large', long(6000), 'a'), await inline('large', long(6000), 'b')],
    code: 'LimitExceededException',
    status: 409,
    message: /Maximum policy size of 10240 bytes exceeded for role large/,
  },
  {
    name: 'a managed policy beyond 6,144 characters',
    call: () => iam.send(new CreatePolicyCommand({ PolicyName: 'large', PolicyDocument: long(6400) })),
    code: 'LimitExceededException',
    status: 409,
    message: /PolicySize: 6144/,
  },
  {
    name: 'a trust policy beyond 2,048 characters',
    call: async () => [
      await role('trusting'),
      await iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: 'trusting',
          PolicyDocument: policy([
            {
              Effect: 'Allow',
              Principal: { AWS: Array.from({ length: 60 }, (_, i) => `arn:aws:iam::${A}:role/a-rather-long-name-${i}`) },
              Action: 'sts:AssumeRole',
            },
          ]),
        }),
      ),
    ],
    code: 'LimitExceededException',
    status: 409,
    message: /ACLSizePerRole: 2048/,
  },
  {
    name: 'a name with a space',
    call: () => role('a b'),
    code: 'ValidationError',
    status: 400,
    message: /Member must satisfy regular expression pattern/,
  },
  {
    name: 'a name that is too long',
    call: () => role('x'.repeat(65)),
    code: 'ValidationError',
    status: 400,
    message: /length less than or equal to 64/,
  },
  {
    name: 'a role with a policy cannot be deleted',
    call: async () => [await role('held'), await inline('held', some), await iam.send(new DeleteRoleCommand({ RoleName: 'held' }))],
    code: 'DeleteConflictException',
    status: 409,
    message: /must delete policies first/,
  },
  {
    name: 'a user with a key cannot be deleted',
    call: async () => [
      await iam.send(new CreateUserCommand({ UserName: 'keyed' })),
      await iam.send(new CreateAccessKeyCommand({ UserName: 'keyed' })),
      await iam.send(new DeleteUserCommand({ UserName: 'keyed' })),
    ],
    code: 'DeleteConflictException',
    status: 409,
  },
  {
    name: 'a third key',
    call: async () => [
      await iam.send(new CreateUserCommand({ UserName: 'three' })),
      await iam.send(new CreateAccessKeyCommand({ UserName: 'three' })),
      await iam.send(new CreateAccessKeyCommand({ UserName: 'three' })),
      await iam.send(new CreateAccessKeyCommand({ UserName: 'three' })),
    ],
    code: 'LimitExceededException',
    status: 409,
    message: /AccessKeysPerUser: 2/,
  },
  {
    name: 'a managed policy that is not there',
    call: async () => [
      await role('attached'),
      await iam.send(new AttachRolePolicyCommand({ RoleName: 'attached', PolicyArn: `arn:aws:iam::${A}:policy/none` })),
    ],
    code: 'NoSuchEntityException',
    status: 404,
  },
  {
    name: 'a session that is too short',
    call: async () => [
      await role('short'),
      await new STSClient(it.admin()).send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${A}:role/short`, RoleSessionName: 'ss', DurationSeconds: 60 }),
      ),
    ],
    code: 'ValidationError',
    status: 400,
  },
  {
    name: 'a session longer than the role allows',
    call: async () => [
      await role('longer'),
      await new STSClient(it.admin()).send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${A}:role/longer`, RoleSessionName: 'ss', DurationSeconds: 7200 }),
      ),
    ],
    code: 'ValidationError',
    status: 400,
    message: /exceeds the MaxSessionDuration/,
  },
]

test.each(rows)('$name: $code', async ({ call, code, status, message }) => {
  const error = await refusal(call())
  expect([error.name, error.status]).toEqual([code, status])
  if (message !== undefined) expect(error.message).toMatch(message)
})

test('a policy has five versions at most, and its default version decides', async () => {
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'versions', PolicyDocument: some }))
  const PolicyArn = Policy?.Arn ?? ''
  const add = (SetAsDefault: boolean) => iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: some, SetAsDefault }))
  for (let i = 0; i < 4; i++) await add(i === 3)
  expect((await refusal(add(false))).name).toBe('LimitExceededException')
  expect((await refusal(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v5' })))).name).toBe('DeleteConflictException')
  await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
  expect((await add(false)).PolicyVersion?.VersionId).toBe('v6')
  expect((await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })))).message).toContain('more than one version')
  expect(
    decodeURIComponent((await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v5' }))).PolicyVersion?.Document ?? ''),
  ).toBe(some)
})

test("AWS's own policies are there, and are found by their ARN", async () => {
  const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: 'AWS', MaxItems: 1000 }))
  expect(Policies.length).toBe(1000)
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', VersionId: 'v1' }),
  )
  expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toContain('logs:PutLogEvents')
})

test('lists come in pages', async () => {
  for (let i = 0; i < 5; i++) await role(`paged-${i}`, { Path: '/paged/' })
  const names: (string | undefined)[] = []
  let Marker: string | undefined
  do {
    const page = await iam.send(new ListRolesCommand({ PathPrefix: '/paged/', MaxItems: 2, Marker }))
    names.push(...(page.Roles ?? []).map((r) => r.RoleName))
    Marker = page.IsTruncated ? page.Marker : undefined
  } while (Marker !== undefined)
  expect(names).toEqual(['paged-0', 'paged-1', 'paged-2', 'paged-3', 'paged-4'])
})

test('the whole account is read at once', async () => {
  await role('read', { Tags: [{ Key: 'a', Value: 'b' }] })
  await inline('read', some)
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'read', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }))
  const details = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'], MaxItems: 1000 }))
  const found = details.RoleDetailList?.find((r) => r.RoleName === 'read')
  expect(found?.RolePolicyList?.map((p) => decodeURIComponent(p.PolicyDocument ?? ''))).toEqual([some])
  expect(found?.AttachedManagedPolicies).toEqual([{ PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }])
  expect(decodeURIComponent(found?.AssumeRolePolicyDocument ?? '')).toBe(trust)
})

describe('the simulator', () => {
  const words = (results: readonly { EvalDecision?: string | undefined }[] = []) => results.map((r) => r.EvalDecision)

  test('answers for documents', async () => {
    const { EvaluationResults } = await iam.send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [
          policy([
            { Effect: 'Allow', Action: 's3:*', Resource: '*' },
            {
              Effect: 'Deny',
              Action: 's3:DeleteObject',
              Resource: '*',
              Condition: { StringEquals: { 'aws:RequestedRegion': 'us-west-2' } },
            },
          ]),
        ],
        ActionNames: ['s3:GetObject', 's3:DeleteObject', 'dynamodb:GetItem'],
        ResourceArns: ['arn:aws:s3:::b/k'],
        ContextEntries: [{ ContextKeyName: 'aws:RequestedRegion', ContextKeyType: 'string', ContextKeyValues: ['us-west-2'] }],
      }),
    )
    expect(words(EvaluationResults)).toEqual(['allowed', 'explicitDeny', 'implicitDeny'])
  })

  test('answers for a role with its boundary', async () => {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'sim-bound', PolicyDocument: some }))
    await role('simulated', { PermissionsBoundary: Policy?.Arn })
    await inline('simulated', policy([{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]))
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${A}:role/simulated`,
        ActionNames: ['s3:GetObject', 's3:PutObject'],
        ResourceArns: ['arn:aws:s3:::b/k'],
      }),
    )
    expect(words(EvaluationResults)).toEqual(['allowed', 'implicitDeny'])
    expect(EvaluationResults?.[1]?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary).toBe(false)
    expect(EvaluationResults?.[0]?.MatchedStatements?.[0]?.SourcePolicyId).toBe('p')
  })
})

test('a user has the rights of its groups, and a key that is inactive has none', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'member' }))
  await iam.send(new CreateGroupCommand({ GroupName: 'readers' }))
  await iam.send(
    new PutGroupPolicyCommand({
      GroupName: 'readers',
      PolicyName: 'g',
      PolicyDocument: policy([{ Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' }]),
    }),
  )
  await iam.send(new AddUserToGroupCommand({ GroupName: 'readers', UserName: 'member' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'member' }))
  const own = new IAMClient({
    ...it.admin(),
    credentials: { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' },
  })
  expect((await own.send(new GetUserCommand({}))).User?.UserName).toBe('member')
  expect((await refusal(own.send(new ListRolesCommand({})))).name).toMatch(/AccessDenied/)
  await iam.send(new UpdateAccessKeyCommand({ UserName: 'member', AccessKeyId: AccessKey?.AccessKeyId, Status: 'Inactive' }))
  expect((await refusal(own.send(new GetUserCommand({})))).name).toBe('InvalidClientTokenId')
})

test('sessions say who they are', async () => {
  const sts = new STSClient(it.admin())
  const as = (
    c: { AccessKeyId?: string | undefined; SecretAccessKey?: string | undefined; SessionToken?: string | undefined } | undefined,
  ) =>
    new STSClient({
      ...it.admin(),
      credentials: { accessKeyId: c?.AccessKeyId ?? '', secretAccessKey: c?.SecretAccessKey ?? '', sessionToken: c?.SessionToken ?? '' },
    })
  const user = await as((await sts.send(new GetSessionTokenCommand({}))).Credentials).send(new GetCallerIdentityCommand({}))
  expect(user.Arn).toBe(`arn:aws:iam::${A}:user/developer`)
  const federated = await as((await sts.send(new GetFederationTokenCommand({ Name: 'fed', Policy: some }))).Credentials).send(
    new GetCallerIdentityCommand({}),
  )
  expect([federated.Arn, federated.UserId]).toEqual([`arn:aws:sts::${A}:federated-user/fed`, `${A}:fed`])
  const { Role } = await role('who')
  const assumed = await as((await sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me' }))).Credentials).send(
    new GetCallerIdentityCommand({}),
  )
  expect([assumed.Arn, assumed.UserId]).toEqual([`arn:aws:sts::${A}:assumed-role/who/me`, `${Role?.RoleId}:me`])
})
