import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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
  const client = new Client({ name: 'test', version: '1' }, { capabilities: {} })
  await mcpServer({ root, version: '1.2.3', allowApply }).connect(far)
  await client.connect(near)
  return client
}

let client: Client
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
  expect(tools.map(({ name }) => name)).toEqual(['compare', 'evaluate', 'explain_grant', 'fix_access_denied', 'generate'])
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
