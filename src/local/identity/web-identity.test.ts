/** Source: IAM User Guide, "Create a role for OpenID Connect federation", with the conditions that it asks for. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand, type AssumeRoleWithWebIdentityCommandInput, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal } from '../testing/checklist.js'
import { policy, type Running, running } from '../testing/running.js'

const A = '111122223333'
const HOST = 'token.actions.githubusercontent.com'
const PROVIDER = `arn:aws:iam::${A}:oidc-provider/${HOST}`
const CLAIMS = { iss: `https://${HOST}`, aud: 'sts.amazonaws.com', sub: 'repo:me/app:ref:refs/heads/main' }
const TAGS = { 'https://aws.amazon.com/tags': { principal_tags: { team: ['red'] }, transitive_tag_keys: ['team'] } }

let it: Running
beforeAll(async () => {
  it = await running({ accounts: [A] })
  const iam = new IAMClient(it.admin())
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: CLAIMS.iss, ClientIDList: ['sts.amazonaws.com'] }))
  const trust = (Action: string | readonly string[]) =>
    policy([
      {
        Effect: 'Allow',
        Principal: { Federated: PROVIDER },
        Action,
        Condition: { StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com' }, StringLike: { [`${HOST}:sub`]: 'repo:me/app:*' } },
      },
    ])
  for (const [RoleName, action] of [
    ['deploy', 'sts:AssumeRoleWithWebIdentity'],
    ['tagged', ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession']],
    ['signed', 'sts:AssumeRole'],
  ] as const) {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(action) }))
    const statement = {
      Effect: 'Allow',
      Action: 'dynamodb:ListTables',
      Resource: '*',
      ...(RoleName === 'tagged' && { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } }),
    }
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: policy([statement]) }))
  }
})
afterAll(() => it.aws.close())

const token = async (claims: object): Promise<string> => {
  const answer = await fetch(`${it.aws.endpoint}/_jwt/token`, { method: 'POST', body: JSON.stringify({ ...CLAIMS, ...claims }) })
  return ((await answer.json()) as { token: string }).token
}
/** The call is made without any credentials. */
const assume = async (role: string, claims: object, more: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) =>
  new STSClient({ endpoint: it.aws.endpoint, region: it.aws.region }).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: `arn:aws:iam::${A}:role/${role}`,
      RoleSessionName: 'ci-run',
      WebIdentityToken: await token(claims),
      ...more,
    }),
  )
const listTables = async (answer: Awaited<ReturnType<typeof assume>>): Promise<unknown> => {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {}
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
  return new DynamoDBClient({ ...it.admin(), credentials }).send(new ListTablesCommand({}))
}

test('a token that the trust policy takes is a session of the role', async () => {
  const answer = await assume('deploy', {})
  expect(answer).toMatchObject({
    Provider: PROVIDER,
    Audience: CLAIMS.aud,
    SubjectFromWebIdentityToken: CLAIMS.sub,
    AssumedRoleUser: { Arn: `arn:aws:sts::${A}:assumed-role/deploy/ci-run` },
  })
  await listTables(answer)
})

const rows: readonly { name: string; role?: string; claims: object; want: string }[] = [
  { name: 'another subject', claims: { sub: 'repo:other/app:ref:refs/heads/main' }, want: 'AccessDenied' },
  { name: 'another audience', claims: { aud: 'somebody' }, want: 'InvalidIdentityTokenException' },
  { name: 'an issuer without a provider', claims: { iss: 'https://issuer.example' }, want: 'InvalidIdentityTokenException' },
  { name: 'a token that ended', claims: { iat: 1, exp: 2 }, want: 'ExpiredTokenException' },
  { name: 'a role that trusts the provider for another action', role: 'signed', claims: {}, want: 'AccessDenied' },
  { name: 'a role that is not there', role: 'none', claims: {}, want: 'AccessDenied' },
  { name: 'tags without the right to them', claims: TAGS, want: 'AccessDenied' },
]
test.each(rows)('$name is refused', async ({ role = 'deploy', claims, want }) =>
  expect((await refusal(assume(role, claims))).name).toBe(want),
)

test('tags of the token are tags of the session', async () => {
  await listTables(await assume('tagged', TAGS))
  expect((await refusal(listTables(await assume('tagged', {})))).name).toBe('AccessDeniedException')
})

test('a token of somebody else is not taken', async () => {
  const [head, , signature] = (await token({})).split('.')
  const forged = [
    head,
    Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'repo:me/app:x', exp: 9_999_999_999 })).toString('base64url'),
    signature,
  ].join('.')
  expect((await refusal(assume('deploy', {}, { WebIdentityToken: forged }))).name).toBe('InvalidIdentityTokenException')
})
