/** Functions as real child processes over the Runtime API: how handlers are found, what they get, and how they fail. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until, writeApp } from '../testing/app.js'
import { policy, type Running, running } from '../testing/running.js'
import { type FunctionHost, openFunctionHost } from './host.js'
import type { FunctionSpec, InvocationAnswer } from './types.js'

const FILES = {
  'package.json': '{}',
  'cjs.js': `exports.handler = async (event, context) => ({ event, name: context.functionName, arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis() > 0, env: process.env, cwd: process.cwd(), argv: process.argv.length })
exports.nested = { deep: { handler: () => Promise.resolve('nested') } }
exports.notAFunction = 1
exports.callback = (event, context, callback) => { setTimeout(() => callback(null, 'called back'), 5) }
exports.early = (event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 1000); callback(null, 'early') }
exports.nothing = () => {}
exports.fails = async () => { throw new RangeError('too far') }
exports.rejects = async () => { throw 'a text' }
exports.circular = async () => { const a = {}; a.a = a; return a }
exports.exits = async () => process.exit(7)
exports.crashes = async () => { setTimeout(() => { throw new Error('later') }, 1); return new Promise(() => {}) }
exports.hangs = () => { for (;;) ; }
exports.waits = () => new Promise(() => { setInterval(() => {}, 1000) })
exports.large = async () => 'x'.repeat(7 * 1024 * 1024)
exports.pid = async ({ meet }) => {
  if (meet === undefined) return process.pid
  const fs = require('node:fs')
  fs.mkdirSync(meet, { recursive: true })
  fs.writeFileSync(meet + '/' + process.pid, '')
  while (fs.readdirSync(meet).length < 2) await new Promise((r) => setTimeout(r, 5))
  return process.pid
}
exports.logs = async () => { console.log('one\\ntwo', { a: 1 }); console.error('bad'); process.stdout.write('raw\\n'); return 1 }
exports.streams = awslambda.streamifyResponse(async (event, stream) => { stream.write('a'); await new Promise((r) => setTimeout(r, 5)); stream.write('b'); stream.end() })
exports.opt = async () => require('/opt/nodejs/shared.js').name + require('from-layer')`,
  'esm/package.json': '{ "type": "module" }',
  'esm/index.js': `import { readFileSync } from 'node:fs'\nexport const handler = async () => ({ url: typeof import.meta.url, file: readFileSync(new URL('./data.txt', import.meta.url), 'utf8') })`,
  'esm/data.txt': 'data',
  'other.mjs': `export const handler = async () => 'mjs'\nexport default { inner: async () => 'default' }`,
  'third.cjs': `exports.handler = async () => 'cjs'`,
  'folder/index.js': `exports.handler = async () => 'index'`,
  'broken.js': 'exports.handler = async ( => 1',
  'missing.js': `require('a-package-that-is-not-there'); exports.handler = async () => 1`,
  'throws.js': `throw new TypeError('at init')`,
  'slow.js': `const end = Date.now() + 300; while (Date.now() < end) {}; exports.handler = async () => 'slow'`,
  'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["lib/*"] } } }',
  'lib/sum.ts': `export const sum = (a: number, b: number): number => a + b`,
  'typed.ts': `import { sum } from '@lib/sum'\nimport { DynamoDBClient } from '@aws-sdk/client-dynamodb'\nenum Kind { A = 'a' }\nexport const handler = async (event: { a: number; b: number }) => ({ sum: sum(event.a, event.b), kind: Kind.A, client: typeof DynamoDBClient, dir: __dirname })\nexport const fails = async (): Promise<void> => { throw new Error('typed') }`,
  'awaits.ts': `const value = await Promise.resolve(5)\nexport const handler = async () => ({ value, meta: import.meta.url.startsWith('file:') })`,
  'wrong.ts': 'export const handler = async () => { let }',
  'layer/nodejs/shared.js': `exports.name = 'shared '`,
  'layer/nodejs/node_modules/from-layer/index.js': `module.exports = 'layer'`,
}

let it: Running
let folder: string
let host: FunctionHost
const logs: string[] = []
const specs = new Map<string, FunctionSpec>()

const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`

function spec(id: string, handler: string, entry: string, more: Partial<FunctionSpec> = {}): FunctionSpec {
  const made: FunctionSpec = {
    id,
    name: id,
    arn: `arn:aws:lambda:us-west-2:111122223333:function:${id}`,
    account: '111122223333',
    region: 'us-west-2',
    roleArn: role('logs'),
    handler,
    runtime: 'nodejs22.x',
    code: {
      kind: 'files',
      root: folder,
      entry: join(folder, entry),
      exportName: handler.split('.').slice(1).join('.'),
      layers: [join(folder, 'layer')],
      bundled: null,
    },
    environment: new Map([['OWN', 'mine']]),
    memoryMb: 256,
    timeoutMs: 3_000,
    callsByHttps: false,
    concurrency: null,
    logGroup: `/aws/lambda/${id}`,
    logFormat: 'Text',
    tracing: false,
    asynchronous: { retries: 0, deadLetter: null, onSuccess: null, onFailure: null },
    qualifiers: ['live'],
    ...more,
  }
  specs.set(id, made)
  return made
}

beforeAll(async () => {
  folder = writeApp(FILES)
  it = await running()
  const trust = policy([{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }])
  const admin = it.aws.callerOf(it.aws.accounts[0]?.credentials ?? { accessKeyId: '', sessionToken: null })
  if (admin === null) throw new Error('no administrator')
  for (const [RoleName, statements] of [
    ['logs', [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }]],
    ['silent', []],
  ] as const) {
    await it.aws.call({ as: admin, service: 'iam', operation: 'CreateRole', input: { RoleName, AssumeRolePolicyDocument: trust } })
    if (statements.length > 0)
      await it.aws.call({
        as: admin,
        service: 'iam',
        operation: 'PutRolePolicy',
        input: { RoleName, PolicyName: 'p', PolicyDocument: policy(statements) },
      })
  }
  const js = [
    'handler',
    'nested.deep.handler',
    'notAFunction',
    'callback',
    'early',
    'nothing',
    'fails',
    'rejects',
    'circular',
    'exits',
    'crashes',
    'large',
    'pid',
    'logs',
    'streams',
    'opt',
    'absent',
  ]
  for (const name of js) spec(`cjs-${name.replaceAll('.', '-')}`, `cjs.${name}`, 'cjs.js', { timeoutMs: 20_000 })
  spec('hangs', 'cjs.hangs', 'cjs.js', { timeoutMs: 300 })
  spec('waits', 'cjs.waits', 'cjs.js', { timeoutMs: 300 })
  spec('silent', 'cjs.logs', 'cjs.js', { roleArn: role('silent') })
  spec('norole', 'cjs.logs', 'cjs.js', { roleArn: role('nobody') })
  spec('limited', 'cjs.pid', 'cjs.js', { concurrency: 1 })
  spec('esm', 'esm/index.handler', 'esm/index.js')
  spec('mjs', 'other.handler', 'other.mjs')
  spec('cjs-file', 'third.handler', 'third.cjs')
  spec('index', 'folder/index.handler', 'folder/index.js')
  spec('broken', 'broken.handler', 'broken.js')
  spec('missing', 'missing.handler', 'missing.js')
  spec('throws', 'throws.handler', 'throws.js')
  spec('slow', 'slow.handler', 'slow.js')
  spec('typed', 'typed.handler', 'typed.ts')
  spec('typed-fails', 'typed.fails', 'typed.ts')
  spec('built', 'dist/typed.handler', 'typed.ts')
  spec('awaits', 'awaits.handler', 'awaits.ts')
  spec('wrong', 'wrong.handler', 'wrong.ts')
  spec('inline', 'index.handler', '', { code: { kind: 'inline', source: `exports.handler = async () => 'inline'`, exportName: 'handler' } })
  host = openFunctionHost({
    aws: it.aws,
    functions: [...specs.values()],
    appFolder: folder,
    onLog: ({ functionId, message }) => logs.push(`${functionId} ${message}`),
  })
}, 30_000)

afterAll(async () => {
  await host.close()
  await it.aws.close()
  expect(host.processes()).toBe(0)
  // Nothing of the host is left: no function, no compiler.
  const left = spawnSync('ps', ['-o', 'ppid=,args=', '-A'], { encoding: 'utf8' }).stdout ?? ''
  expect(
    left
      .split('\n')
      .filter((line) => line.trim().startsWith(`${process.pid} `) && /bootstrap\.cjs|esbuild/.test(line) && !line.includes('<defunct>')),
  ).toEqual([])
})

interface Said {
  readonly error: string | null
  readonly value: unknown
}

async function invoke(id: string, event: unknown = {}, qualifier: string | null = null): Promise<Said> {
  const answer = await host.invoke(qualifier === null ? id : `${id}:${qualifier}`, {
    payload: Buffer.from(JSON.stringify(event)),
    qualifier: null,
    clientContext: null,
    traceId: null,
  })
  if ('fault' in answer) return { error: answer.code, value: answer.message }
  const { functionError, payload } = answer as InvocationAnswer
  return { error: functionError, value: payload.length === 0 ? null : JSON.parse(payload.toString('utf8')) }
}

describe('handlers', () => {
  test.each([
    { id: 'cjs-nested-deep-handler', value: 'nested' },
    { id: 'mjs', value: 'mjs' },
    { id: 'cjs-file', value: 'cjs' },
    { id: 'index', value: 'index' },
    { id: 'esm', value: { url: 'string', file: 'data' } },
    { id: 'inline', value: 'inline' },
    { id: 'cjs-callback', value: 'called back' },
    { id: 'cjs-early', value: 'early' },
    { id: 'cjs-nothing', value: null },
    { id: 'cjs-opt', value: 'shared layer' },
    { id: 'slow', value: 'slow' },
  ])('$id answers', async ({ id, value }) => expect(await invoke(id)).toEqual({ error: null, value }))

  test('TypeScript, with the paths of its configuration, in its own place', async () => {
    const value = { sum: 5, kind: 'a', client: 'function', dir: folder }
    expect(await invoke('typed', { a: 2, b: 3 })).toEqual({ error: null, value })
    // The template names what a build would leave.
    expect(await invoke('built', { a: 2, b: 3 })).toEqual({ error: null, value })
    expect(await invoke('awaits')).toEqual({ error: null, value: { value: 5, meta: true } })
    const { value: error } = await invoke('typed-fails')
    expect(JSON.stringify(error)).toContain('typed.ts:5')
  })

  test.each([
    { id: 'broken', type: 'Runtime.UserCodeSyntaxError', says: 'SyntaxError' },
    { id: 'missing', type: 'Runtime.ImportModuleError', says: 'a-package-that-is-not-there' },
    { id: 'cjs-absent', type: 'Runtime.HandlerNotFound', says: 'cjs.absent is undefined or not exported' },
    { id: 'cjs-notAFunction', type: 'Runtime.HandlerNotFound', says: 'cjs.notAFunction is not a function' },
    { id: 'throws', type: 'TypeError', says: 'at init' },
    { id: 'wrong', type: 'Runtime.UserCodeSyntaxError', says: 'wrong.ts:1' },
  ])('$id does not load: $type', async ({ id, type, says }) => {
    const { error, value } = await invoke(id)
    expect(error).toBe('Unhandled')
    expect(value).toMatchObject({ errorType: type, errorMessage: expect.stringContaining(says) })
  })
})

describe('what a function gets', () => {
  test('the environment of Lambda, its own variables, and nothing of the developer', async () => {
    process.env.DEVELOPERS_OWN = 'secret'
    const { value } = await invoke('cjs-handler', { a: 1 }, 'live')
    const { env, event, ...rest } = value as { env: Record<string, string>; event: unknown }
    expect(event).toEqual({ a: 1 })
    expect(rest).toMatchObject({
      name: 'cjs-handler',
      arn: 'arn:aws:lambda:us-west-2:111122223333:function:cjs-handler:live',
      left: true,
      cwd: folder,
      argv: 2,
    })
    for (const name of ['DEVELOPERS_OWN', 'HOME', 'USER', 'AWS_PROFILE']) expect(env).not.toHaveProperty(name)
    expect(env).toMatchObject({
      OWN: 'mine',
      _HANDLER: 'cjs.handler',
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_NAME: 'cjs-handler',
      AWS_REGION: 'us-west-2',
      TZ: ':UTC',
      AWS_ENDPOINT_URL: it.aws.endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
    })
    expect(env._X_AMZN_TRACE_ID).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/)
    const session = it.aws.callerOf({ accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', sessionToken: env.AWS_SESSION_TOKEN ?? null })
    expect(session?.principal).toBe('arn:aws:sts::111122223333:assumed-role/logs/cjs-handler')
  })

  test('a process for each event at once, and the same one for the next', async () => {
    const meet = join(folder, 'meet')
    const [a, b] = await Promise.all([invoke('cjs-pid', { meet }), invoke('cjs-pid', { meet })])
    expect(a?.value).not.toBe(b?.value)
    expect([a?.value, b?.value]).toContain((await invoke('cjs-pid')).value)
  })

  test('no more than the reserved concurrency', async () => {
    const all = await Promise.all([invoke('limited'), invoke('limited')])
    expect(all.map(({ error }) => error).sort()).toEqual(['TooManyRequestsException', null].sort())
  })

  test('its log in CloudWatch, as far as its role may', async () => {
    await invoke('cjs-logs')
    await invoke('silent')
    await host.flushLogs()
    const client = new CloudWatchLogsClient(it.admin())
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/cjs-logs' }))
    const lines = events.map(({ message }) => message ?? '')
    const order = [
      /^INIT_START/,
      /^START RequestId: \S+ Version: \$LATEST/,
      /^\S+Z\t[\w-]{36}\tINFO\tone\ntwo \{ a: 1 \}$/,
      /\tERROR\tbad$/,
      /^END RequestId/,
      /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms/,
    ]
    const found = order.map((pattern) => lines.findIndex((line) => pattern.test(line)))
    expect(found).not.toContain(-1)
    expect(found).toEqual([...found].sort((a, b) => a - b))
    expect(lines).toContain('raw')
    await expect(client.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/silent' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('how a function fails', () => {
  test.each([
    { id: 'cjs-fails', type: 'RangeError', says: 'too far' },
    { id: 'cjs-rejects', type: 'string', says: 'a text' },
    { id: 'cjs-circular', type: 'Runtime.MarshalError', says: 'Unable to stringify response body' },
    { id: 'cjs-exits', type: 'Runtime.ExitError', says: 'Runtime exited with error: exit status 7' },
    { id: 'cjs-crashes', type: 'Error', says: 'later' },
    { id: 'cjs-large', type: 'Function.ResponseSizeTooLarge', says: 'exceeded maximum allowed payload size' },
    { id: 'hangs', type: 'Sandbox.Timedout', says: 'Task timed out after 0.30 seconds' },
    { id: 'waits', type: 'Sandbox.Timedout', says: 'Task timed out after 0.30 seconds' },
  ])('$id: $type', async ({ id, type, says }) => {
    const { error, value } = await invoke(id)
    expect(error).toBe('Unhandled')
    expect(value).toMatchObject({ errorType: type, errorMessage: expect.stringContaining(says) })
    // The next event is answered alike, by another process where the first is gone.
    expect((await invoke(id)).value).toMatchObject({ errorType: type })
  })

  test('killed from outside', async () => {
    const running = invoke('waits')
    await new Promise((resolve) => setTimeout(resolve, 150))
    const pids = spawnSync('pgrep', ['-P', String(process.pid), '-f', 'bootstrap.cjs'], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n')
      .map(Number)
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    expect((await running).value).toMatchObject({ errorMessage: expect.stringMatching(/signal: killed|timed out/) })
    await until(() => (host.processes() === 0 ? true : null))
    expect(await invoke('cjs-callback')).toEqual({ error: null, value: 'called back' })
  })

  test('a role that Lambda cannot assume', async () => expect((await invoke('norole')).error).toBe('Unhandled'))

  test('no such function', async () => {
    expect(await invoke('nobody')).toMatchObject({ error: 'ResourceNotFoundException' })
    expect(await invoke('cjs-handler', {}, 'gone')).toMatchObject({ error: 'ResourceNotFoundException' })
  })
})

test('a response that is streamed', async () => {
  const answer = await host.invoke('cjs-streams', { payload: Buffer.from('{}'), qualifier: null, clientContext: null, traceId: null })
  if ('fault' in answer || answer.stream === null) throw new Error('no stream')
  expect(Buffer.concat(await answer.stream.body.toArray()).toString()).toBe('ab')
})

test('500 events at once are all answered', async () => {
  const all = await Promise.all(Array.from({ length: 500 }, (_, n) => invoke('cjs-callback', { n })))
  expect(all.filter(({ error }) => error === null)).toHaveLength(500)
}, 30_000)

test('changed source starts anew', async () => {
  expect(await invoke('typed', { a: 1, b: 1 })).toMatchObject({ value: { sum: 2 } })
  writeFileSync(join(folder, 'lib/sum.ts'), 'export const sum = (a: number, b: number): number => a * 100 + b')
  expect(host.filesChanged(new Set([join(folder, 'lib/sum.ts')]))).toContain('typed')
  expect(await invoke('typed', { a: 1, b: 1 })).toMatchObject({ value: { sum: 101 } })
  mkdirSync(join(folder, 'else'), { recursive: true })
  expect(host.filesChanged(new Set(['/somewhere/else.ts']))).not.toContain('typed')
})
