/** `rolewright deploy` as a person runs it where something is in the way: what it says was and was not done, and that this is true. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { run } from '../../src/cli/run.js'
import { readAccount } from '../../src/deploy/read-account.js'
import { type Account, account, allow, okOf } from '../../src/deploy/testing/account.js'

let own: Account
const folder = mkdtempSync(join(tmpdir(), 'rolewright-refusals-'))

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Items:
    Type: AWS::DynamoDB::Table
    Properties: { TableName: items, KeySchema: [{ AttributeName: id, KeyType: HASH }] }
  Get:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: get, Handler: get.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { TABLE: !Ref Items } } }
  Put:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: put, Handler: put.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { TABLE: !Ref Items } } }
`
const source = (command: string, input: string): string => `import { DynamoDBClient, ${command} } from '@aws-sdk/client-dynamodb'
export const handler = async ({ id }) => new DynamoDBClient({}).send(new ${command}({ TableName: process.env.TABLE, ${input} }))
`

beforeAll(async () => {
  own = await account(['get', 'put'])
  mkdirSync(join(folder, '.git'))
  writeFileSync(join(folder, 'template.yaml'), TEMPLATE)
  writeFileSync(join(folder, 'get.mjs'), source('GetItemCommand', 'Key: { id: { S: id } }'))
  writeFileSync(join(folder, 'put.mjs'), source('PutItemCommand', 'Item: { id: { S: id } }'))
})
afterAll(async () => {
  await own.close()
  rmSync(folder, { recursive: true })
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})
beforeEach(() => rmSync(join(folder, '.rolewright'), { recursive: true, force: true }))

const administrator = (): { readonly accessKeyId: string; readonly secretAccessKey: string } =>
  own.local.accounts[0]?.credentials ?? { accessKeyId: '', secretAccessKey: '' }

async function user(name: string, policy: object): Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string }> {
  await own.call('iam', 'CreateUser', { UserName: name })
  await own.call('iam', 'PutUserPolicy', { UserName: name, PolicyName: 'own', PolicyDocument: JSON.stringify(policy) })
  const { AccessKey } = (await own.call('iam', 'CreateAccessKey', { UserName: name })) as {
    readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string }
  }
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
}

async function deploy(
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null,
  ...words: readonly string[]
): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials?.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials?.secretAccessKey)
  // Neither a profile of this machine nor the service that gives one to virtual machines.
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_WEB_IDENTITY_TOKEN_FILE']) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'))
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'))
  const text = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof text) => ({
    write: (chunk: string): void => {
      text[name] += chunk
    },
  })
  async function* nothing(): AsyncGenerator<string> {}
  const status = await run(
    ['deploy', '.', '--region', 'us-west-2', '--endpoint', own.local.endpoint, '--name', 'shop', '--via', 'api', ...words],
    {
      stdout: sink('stdout'),
      stderr: sink('stderr'),
      stdin: nothing(),
      env: {},
      cwd: folder,
    },
  )
  return { status, ...text }
}

const rolesNow = async (): Promise<readonly string[]> =>
  [...okOf(await readAccount(own.port, { region: 'us-west-2', stackName: null, apiLogging: false })).roles.values()]
    .map(({ name }) => name)
    .sort()

test('another account than expected', async () => {
  const ran = await deploy(administrator(), '--apply', '--expect-account', '999988887777')
  expect(ran).toMatchObject({ status: 1, stdout: '' })
  expect(ran.stderr).toContain('these credentials are of account 111122223333, and 999988887777 is expected')
  expect(ran.stderr).toContain('[deploy/other-account]\n  hint: choose the right profile; nothing was changed\n')
  expect(await rolesNow()).toEqual(['old-shared'])
})

test('no credentials', async () => {
  const ran = await deploy(null, '--apply')
  expect(ran).toMatchObject({ status: 1, stdout: '' })
  expect(ran.stderr).toMatch(/sts:GetCallerIdentity.*failed: CredentialsProviderError/)
  expect(ran.stderr).toContain('AWS_PROFILE')
  expect(ran.stderr).toContain('[deploy/no-credentials]')
})

test('credentials that are not taken', async () => {
  const ran = await deploy({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' })
  expect(ran.status).toBe(1)
  expect(ran.stderr).toContain('[deploy/bad-credentials]')
})

test('who may not read the account', async () => {
  const ran = await deploy(await user('nobody', allow(['s3:GetObject'], ['*'])))
  expect(ran.status).toBe(1)
  expect(ran.stderr).toMatch(/iam:GetAccountAuthorizationDetails.*failed: AccessDenied.*not authorized/)
  expect(ran.stderr).toContain('[deploy/denied]')
})

/** What is waited for so that IAM is in force everywhere: the one on this machine is at once. */
const PROPAGATION_MS = 10_000

test('a refusal midway says how far it came; the same command goes on, and the way back is open', async () => {
  const wait = globalThis.setTimeout
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((done: () => void, ms?: number) =>
    wait(done, ms === PROPAGATION_MS ? 1 : ms)) as typeof setTimeout)
  const needs = (
    JSON.parse((await deploy(administrator(), '--json')).stdout) as {
      readonly deployerNeeds: { readonly Statement: readonly { readonly Action: readonly string[] }[] }
    }
  ).deployerNeeds
  const without = {
    ...needs,
    Statement: needs.Statement.map((it) => ({
      ...it,
      Action: it.Action.filter((action) => action !== 'lambda:UpdateFunctionConfiguration'),
    })).filter(({ Action }) => Action.length > 0),
  }
  const halfway = await user('halfway', without)
  const ran = await deploy(halfway, '--apply')
  expect(ran.status).toBe(1)
  expect(ran.stderr).toMatch(/`lambda:UpdateFunctionConfiguration` failed: AccessDenied.*; (\d+) of (\d+) steps are done/)
  expect(ran.stderr).toContain('; or take it back with `--rollback`\n')
  expect(await rolesNow()).toEqual(['old-shared', 'shop-GetRole', 'shop-PutRole'])
  const rest = await deploy(administrator(), '--apply')
  expect(rest.stderr).toMatch(/going on with the deployment that was begun: \d+ of \d+ steps are done/)
  expect(rest.status).toBe(0)
  expect(rest.stdout).toMatch(/done: (\d+) of \1 steps\n$/)
  expect((await deploy(administrator())).stdout).toContain('nothing to do: the account has what the app needs')
  expect((await deploy(administrator(), '--rollback')).stdout).toMatch(/rolled back: \d+ steps\n$/)
  expect(await rolesNow()).toEqual(['old-shared'])
  const nothing = await deploy(administrator(), '--rollback')
  expect(nothing.stderr).toContain('[deploy/nothing-to-roll-back]')
}, 60_000)
