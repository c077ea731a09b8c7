/** `deploy_apply` with the official client against local AWS: what was shown is done, and nothing else is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { InMemoryTransport } from '@modelcontextprotocol/server'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startLocalAws } from '../local/index.js'
import { mcpServer } from './server.js'

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Items:
    Type: AWS::DynamoDB::Table
    Properties: { TableName: items, KeySchema: [{ AttributeName: id, KeyType: HASH }] }
  Get:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: get, Handler: get.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { TABLE: !Ref Items } } }
`
const source = (
  ...commands: readonly string[]
): string => `import { DynamoDBClient, ${commands.join(', ')} } from '@aws-sdk/client-dynamodb'
export const handler = async ({ id }) => {
${commands.map((name) => `  await new DynamoDBClient({}).send(new ${name}({ TableName: process.env.TABLE, Key: { id: { S: id } } }))`).join('\n')}
}
`
const root = mkdtempSync(join(tmpdir(), 'rolewright-mcp-deploy-'))
const started = await startLocalAws({ region: 'us-west-2' })
if (!started.ok) throw new Error(started.error.message)
const local = started.value
let client: Client
const asked: string[] = []
/** What a person does when asked. */
let answer: () => Promise<boolean> | boolean = () => true

async function call(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  service = 'iam',
): Promise<Readonly<Record<string, unknown>>> {
  const credentials = local.accounts[0]?.credentials
  const caller = credentials === undefined ? null : local.callerOf(credentials)
  if (caller === null) throw new Error('no administrator')
  const reply = await local.call({ as: caller, service, operation, input })
  if ('fault' in reply || 'raw' in reply) throw new Error(JSON.stringify(reply))
  return reply
}

const roleNames = async (): Promise<readonly string[]> =>
  ((await call('ListRoles', {})).Roles as readonly { readonly RoleName: string }[]).map(({ RoleName }) => RoleName).sort()

beforeAll(async () => {
  mkdirSync(join(root, '.git'))
  writeFileSync(join(root, 'template.yaml'), TEMPLATE)
  writeFileSync(join(root, 'get.mjs'), source('GetItemCommand'))
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  })
  await call('CreateRole', { RoleName: 'old', AssumeRolePolicyDocument: trust })
  await call('PutRolePolicy', {
    RoleName: 'old',
    PolicyName: 'all',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['dynamodb:*', 'logs:*'], Resource: '*' }],
    }),
  })
  await call(
    'CreateFunction',
    {
      FunctionName: 'get',
      Role: 'arn:aws:iam::111122223333:role/old',
      Runtime: 'nodejs22.x',
      Handler: 'i.h',
      Code: { ZipFile: new Uint8Array([1]) },
    },
    'lambda',
  )
  vi.stubEnv('AWS_ACCESS_KEY_ID', local.accounts[0]?.credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', local.accounts[0]?.credentials.secretAccessKey)
  vi.stubEnv('AWS_REGION', 'us-west-2')
  // What is waited for, so that IAM is in force everywhere and a stack has ended: on this machine both are soon.
  const wait = globalThis.setTimeout
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((done: () => void, ms?: number) =>
    wait(done, ms === 10_000 || ms === 3000 ? 50 : ms)) as typeof setTimeout)
  const [near, far] = InMemoryTransport.createLinkedPair()
  client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: {} } })
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    asked.push(params.message)
    return (await answer()) ? { action: 'accept', content: { confirm: true } } : { action: 'decline' }
  })
  await mcpServer({ root, version: '1.2.3', allowApply: true, endpoint: local.endpoint }).connect(far)
  await client.connect(near)
})
afterAll(async () => {
  await client.close()
  await local.close()
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true })
})

async function deploy(
  args: Readonly<Record<string, unknown>> = { name: 'shop' },
): Promise<{ readonly text: string; readonly value: unknown; readonly isError: boolean }> {
  const result = await client.callTool({ name: 'deploy_apply', arguments: args })
  const [first] = result.content as readonly { readonly text: string }[]
  return { text: first?.text ?? '', value: result.structuredContent, isError: result.isError === true }
}

test('it says that it writes, and reaches out', async () => {
  const { tools } = await client.listTools()
  expect(tools.find(({ name }) => name === 'deploy_apply')?.annotations).toMatchObject({
    readOnlyHint: false,
    destructiveHint: true,
    openWorldHint: true,
  })
})

test('nothing is done where a person says no', async () => {
  answer = () => false
  expect(await deploy()).toMatchObject({ isError: true, text: expect.stringContaining('not confirmed') })
  expect(asked.at(-1)).toMatch(
    /^Do this in account 111122223333, region us-west-2 of http:\/\/127\.0\.0\.1:\d+\? \d+ steps, plan [0-9a-f]{16}\.\n/,
  )
  expect(asked.at(-1)).toContain('shop-GetRole is made\n  - dynamodb:*, logs:* on *\n  get is pointed to it')
  expect(await roleNames()).toEqual(['old'])
})

test('nor where the account changed between the question and the answer', async () => {
  answer = async () => {
    await call('PutRolePolicy', {
      RoleName: 'old',
      PolicyName: 'more',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }),
    })
    return true
  }
  expect(await deploy()).toMatchObject({ isError: true, text: expect.stringContaining('mcp/other-plan') })
  expect(await roleNames()).toEqual(['old'])
})

test('nor where the code did', async () => {
  answer = () => {
    writeFileSync(join(root, 'get.mjs'), source('GetItemCommand', 'DeleteItemCommand'))
    return true
  }
  expect(await deploy()).toMatchObject({ isError: true, text: expect.stringContaining('mcp/other-plan') })
  expect(await roleNames()).toEqual(['old'])
  writeFileSync(join(root, 'get.mjs'), source('GetItemCommand'))
})

test('what was shown is done, and then there is nothing to do', async () => {
  answer = () => true
  const { value, isError } = await deploy()
  expect(isError).toBe(false)
  const digest = /plan ([0-9a-f]{16})/.exec(asked.at(-1) ?? '')?.[1]
  expect(value).toMatchObject({
    account: '111122223333',
    region: 'us-west-2',
    plan: digest,
    roles: [{ name: 'shop-GetRole', change: 'create', lost: [{ actions: ['dynamodb:*', 'logs:*', 's3:*'], resources: ['*'] }] }],
    observingUntil: null,
  })
  expect(await roleNames()).toEqual(['old', 'shop-GetRole'])
  const questions = asked.length
  expect(await deploy()).toMatchObject({ isError: true, text: expect.stringContaining('mcp/nothing-to-do') })
  expect(asked.length).toBe(questions)
})

test('a role of somebody else is not touched', async () => {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  })
  await call('CreateRole', { RoleName: 'taken-GetRole', AssumeRolePolicyDocument: trust })
  expect(await deploy({ name: 'taken' })).toMatchObject({ isError: true, text: expect.stringContaining('deploy/foreign-role') })
})

test("a stack's own update changes its roles", async () => {
  const template = (code: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  Items:
    Type: AWS::DynamoDB::Table
    Properties: { BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }] }
  Get:
    Type: AWS::Serverless::Function
    Properties: { Handler: get.handler, Runtime: nodejs22.x, CodeUri: ${code}, Policies: [AmazonDynamoDBFullAccess], Environment: { Variables: { TABLE: !Ref Items } } }
`
  mkdirSync(join(root, 'stacked'))
  writeFileSync(join(root, 'stacked/template.yaml'), template('.'))
  writeFileSync(join(root, 'stacked/get.mjs'), source('GetItemCommand'))
  await call(
    'CreateStack',
    { StackName: 'stacked', TemplateBody: template('s3://artifacts/code'), Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] },
    'cloudformation',
  )
  await vi.waitFor(
    async () => {
      const { Stacks } = await call('DescribeStacks', { StackName: 'stacked' }, 'cloudformation')
      expect((Stacks as readonly { readonly StackStatus: string }[])[0]?.StackStatus).toBe('CREATE_COMPLETE')
    },
    { timeout: 30_000, interval: 200 },
  )
  const { value, text } = await deploy({ app: 'stacked', stack: 'stacked' })
  expect(text).toContain('"account":"111122223333"')
  expect(asked.at(-1)).toContain('One update of the stack stacked: modify Get')
  expect(value).toMatchObject({ roles: [{ change: 'update' }], plan: /plan ([0-9a-f]{16})/.exec(asked.at(-1) ?? '')?.[1] })
  expect(await deploy({ app: 'stacked', stack: 'stacked' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('mcp/nothing-to-do'),
  })
}, 120_000)
