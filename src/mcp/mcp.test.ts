import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { InMemoryTransport } from '@modelcontextprotocol/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mcpServer } from './server.js'

const examples = fileURLToPath(new URL('../../examples', import.meta.url))

async function connect(root: string, allowApply = false): Promise<Client> {
  const [near, far] = InMemoryTransport.createLinkedPair()
  const client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: {} } })
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    asked.push(params.message)
    return confirms ? { action: 'accept', content: { confirm: true } } : { action: 'decline' }
  })
  await mcpServer({ root, version: '1.2.3', allowApply }).connect(far)
  await client.connect(near)
  return client
}

let client: Client
/** What a person was asked, and what they answer. */
let asked: string[] = []
let confirms = true
const scratch = mkdtempSync(join(tmpdir(), 'rolewright-mcp-'))

beforeAll(async () => {
  client = await connect(examples)
})
afterAll(async () => {
  await client.close()
  rmSync(scratch, { recursive: true, force: true })
})

const call = async (
  name: string,
  args: Record<string, unknown>,
  from = client,
): Promise<{ readonly value: Record<string, never>; readonly text: string; readonly isError: boolean }> => {
  const answer = await from.callTool({ name, arguments: args })
  const [first] = answer.content as readonly { readonly text: string }[]
  return { value: answer.structuredContent as Record<string, never>, text: first?.text ?? '', isError: answer.isError === true }
}

test('the tools stand in a stable order, read, and say their shapes', async () => {
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toEqual(['audit_summary', 'compare', 'evaluate', 'explain_grant', 'fix_access_denied', 'generate'])
  for (const { annotations, inputSchema, outputSchema } of tools) {
    expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false })
    expect([inputSchema.type, outputSchema?.type]).toEqual(['object', 'object'])
  }
})

describe('generate', () => {
  test('answers small, and one function whole', async () => {
    const { value, text } = await call('generate', { app: 'items-api' })
    expect(value).toMatchObject({
      format: 'sam',
      subjects: { CreateFunction: { role: 'CreateFunctionRole', unresolved: 0 } },
      detail: null,
    })
    expect(JSON.parse(text)).toEqual(value)
    const one = await call('generate', { app: 'items-api', function: 'CreateFunction' })
    expect(one.value).toMatchObject({ detail: { grants: [{ actions: ['dynamodb:PutItem'] }, {}], role: { usedBy: ['CreateFunction'] } } })
  })

  test('says which functions there are where one is not', async () =>
    expect(await call('generate', { app: 'items-api', function: 'Nope' })).toMatchObject({
      isError: true,
      text: expect.stringMatching(/mcp\/no-such-function.*CreateFunction/),
    }))
})

test('a grant is explained with the lines of source', async () => {
  const { value } = await call('explain_grant', { app: 'items-api', asked: 'dynamodb:PutItem' })
  expect(value).toMatchObject({
    grants: [
      {
        subject: 'CreateFunction',
        evidence: [{ frames: expect.arrayContaining([expect.objectContaining({ file: 'src/items/repository.ts' })]) }],
      },
    ],
  })
})

const policy = (action: string): object => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] })

test('a request is decided', async () => {
  const request = {
    principal: 'arn:aws:iam::111122223333:role/app',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    resourceAccount: '111122223333',
  }
  const { value } = await call('evaluate', { request, policies: { identity: [{ name: 'p', document: policy('s3:Get*') }] } })
  expect(value).toMatchObject({ decision: 'allowed', by: [{ policy: 'identity:p' }] })
  const bad = await call('evaluate', { request: { ...request, principal: 'nobody' }, policies: {} })
  expect(bad).toMatchObject({ isError: true, text: expect.stringContaining('request/bad-principal') })
})

test('two policies are compared', async () => {
  const { value } = await call('compare', { a: policy('s3:GetObject'), b: policy('s3:*') })
  expect(value).toMatchObject({ relation: 'narrower', aInB: { verdict: 'proved' }, bInA: { verdict: 'refuted' } })
})

test('a refusal is explained', async () => {
  const message =
    'User: arn:aws:sts::111122223333:assumed-role/x/shop-ReportFunction-1 is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:111122223333:a/prod/GET/export'
  const { value } = await call('fix_access_denied', { app: 'items-api', message })
  expect(value).toMatchObject({ verdict: 'add-grant', subject: 'ReportFunction', change: { role: 'LambdaExecutionRole' } })
  expect(await call('fix_access_denied', { app: 'items-api', message: 'hello' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('denied/no-denial'),
  })
})

describe('paths stay inside the folder of the server', () => {
  test.each(['../src', '/etc', 'items-api/../../src'])('%s', async (app) =>
    expect(await call('generate', { app })).toMatchObject({ isError: true, text: expect.stringContaining('mcp/outside') }),
  )

  test('a link that leads out', async () => {
    const root = join(scratch, 'root')
    mkdirSync(root)
    writeFileSync(join(scratch, 'template.yaml'), 'Resources: {}\n')
    symlinkSync(scratch, join(root, 'out'))
    const own = await connect(root)
    expect(await call('generate', { app: 'out' }, own)).toMatchObject({ isError: true, text: expect.stringContaining('mcp/outside') })
    expect(await call('generate', { app: 'nothing' }, own)).toMatchObject({
      isError: true,
      text: expect.stringContaining('mcp/no-such-app'),
    })
    await own.close()
  })
})

describe('what writes asks first', () => {
  const template = (policies: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  # the items
  Items: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: [] } }
  Get:
    Type: AWS::Serverless::Function
    Properties:
      Handler: get.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { TABLE: !Ref Items } }
      ${policies}
`
  const source = `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
export const handler = async ({ id }) => new DynamoDBClient({}).send(new GetItemCommand({ TableName: process.env.TABLE, Key: { id: { S: id } } }))
`
  const root = join(scratch, 'writing')

  beforeAll(() => {
    mkdirSync(root)
    writeFileSync(join(root, 'template.yaml'), template('Policies: [AmazonDynamoDBFullAccess]'))
    writeFileSync(join(root, 'get.mjs'), source)
    asked = []
  })

  test('without the flag there is nothing that writes', async () => {
    const own = await connect(root)
    expect((await own.listTools()).tools.some(({ annotations }) => annotations?.readOnlyHint === false)).toBe(false)
    await own.close()
  })

  test.each(['update_lock', 'write_template'])('%s', async (name) => {
    const own = await connect(root, true)
    const before = readdirSync(root).map((file) => readFileSync(join(root, file), 'utf8'))
    confirms = false
    expect(await call(name, {}, own)).toMatchObject({ isError: true, text: expect.stringContaining('not confirmed') })
    expect(readdirSync(root).map((file) => readFileSync(join(root, file), 'utf8'))).toEqual(before)
    confirms = true
    expect((await call(name, {}, own)).isError).toBe(false)
    expect(asked.at(-1)).toMatch(name === 'update_lock' ? /Agree to this access/ : /Write this into template\.yaml/)
    expect(readdirSync(root).map((file) => readFileSync(join(root, file), 'utf8'))).not.toEqual(before)
    expect(await call(name, {}, own)).toMatchObject({ isError: true, text: expect.stringContaining('mcp/nothing-to-do') })
    await own.close()
  })

  test('the comment is still there, and the broad policy is not', () => {
    const text = readFileSync(join(root, 'template.yaml'), 'utf8')
    expect(text).toContain('# the items')
    expect(text).not.toContain('AmazonDynamoDBFullAccess')
  })
})

test('logs are summed up by role', async () => {
  const root = join(scratch, 'logs')
  mkdirSync(root)
  const event = {
    eventVersion: '1.11',
    eventTime: '2026-10-01T00:00:00Z',
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'DescribeTable',
    eventID: '11111111-1111-4111-8111-111111111111',
    eventType: 'AwsApiCall',
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    requestParameters: { tableName: 'items' },
    userIdentity: {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::111122223333:assumed-role/app/fn',
      principalId: 'AROAEXAMPLE:fn',
      sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/app', principalId: 'AROAEXAMPLE' } },
    },
  }
  writeFileSync(join(root, 'a.json'), JSON.stringify({ Records: [event, event] }))
  const own = await connect(root)
  const { value } = await call('audit_summary', { logs: '.' }, own)
  expect(value).toMatchObject({
    events: 2,
    roles: [{ role: 'arn:aws:iam::111122223333:role/app', used: [{ action: 'dynamodb:DescribeTable', count: 1 }] }],
  })
  await own.close()
})
