/** `dev` and `verify` as a person runs them: real processes, an app in a folder, signals, and nothing left behind. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { until, writeApp } from '../../src/local/testing/app.js'

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js')

const FILES = {
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Timeout: 10
      MemorySize: 256
      Environment: { Variables: { ITEMS: !Ref Items } }
      Events: { Any: { Type: HttpApi, Properties: { Path: '/{what}', Method: get } } }
Outputs:
  Table: { Value: !Ref Items }
`,
  'index.js': handler('GetItemCommand', 'one'),
}

function handler(command: string, word: string): string {
  return `const { DynamoDBClient, ${command} } = require('@aws-sdk/client-dynamodb')
const client = new DynamoDBClient({})
exports.handler = async () => {
  await client.send(new ${command}({ TableName: process.env.ITEMS, Key: { id: { S: '1' } } }))
  return '${word}'
}`
}

let child: ChildProcess | null = null
let folder = ''
afterEach(() => {
  child?.kill('SIGKILL')
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

interface Line {
  readonly ready?: {
    readonly endpoint: string
    readonly mode: string
    readonly apis: Record<string, string>
    readonly roles: Record<string, string>
    readonly functions: Record<string, string>
    readonly resources: Record<string, { ref: string }>
  }
  readonly call?: {
    readonly event: { readonly eventName: string }
    readonly checks: readonly { readonly action: string; readonly decision: string }[]
  }
}

/** Processes whose arguments speak of the app's folder, or whose parent is the process. */
const left = (pid: number | undefined): readonly string[] =>
  spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => !line.includes('<defunct>') && (line.includes(folder) || line.trim().split(/\s+/)[1] === String(pid)))

test('dev prints what it is, then each call; reloads what changed; ends cleanly', async () => {
  folder = writeApp(FILES)
  child = spawn(process.execPath, [MAIN, 'dev', folder, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: Line[] = []
  let notes = ''
  child.stderr?.on('data', (chunk) => (notes += String(chunk)))
  if (child.stdout === null) throw new Error('no output')
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line))
  const ready = await until(() => lines[0]?.ready, 20_000)
  expect(ready).toMatchObject({
    mode: 'enforce',
    functions: { Fn: expect.stringMatching(/^arn:aws:lambda:/) },
    roles: { FnRole: expect.stringMatching(/^arn:aws:iam::/) },
    resources: { Items: { ref: expect.any(String) } },
  })
  const url = ready.apis.ServerlessHttpApi ?? ''
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_api\/ServerlessHttpApi$/)
  const answer = async (): Promise<string> => (await fetch(`${url}/x`)).text()
  expect(await answer()).toBe('one')
  const actions = await until(() => {
    const all = lines.flatMap(({ call }) => call?.checks ?? []).map(({ action, decision }) => `${action} ${decision}`)
    return all.includes('dynamodb:GetItem allowed') ? all : null
  })
  expect(actions).toContain('lambda:InvokeFunction allowed')

  // Another call needs another role: source and roles change together.
  writeFileSync(join(folder, 'index.js'), handler('DeleteItemCommand', 'two'))
  await until(() => (/reloaded.*gained dynamodb:DeleteItem/.test(notes) ? true : null), 15_000)
  expect(await answer()).toBe('two')

  // A page in a browser that guesses the port is no caller.
  const { port } = new URL(url)
  const foreign = execFileSync(
    'node',
    [
      '-e',
      `require('http').get({ host: '127.0.0.1', port: ${port}, path: '/_api/ServerlessHttpApi/x', headers: { host: 'evil.example' } }, (r) => console.log(r.statusCode))`,
    ],
    { encoding: 'utf8' },
  )
  expect(Number(foreign)).toBeGreaterThanOrEqual(400)

  const { pid } = child
  child.kill('SIGINT')
  expect(await new Promise((resolve) => child?.once('exit', resolve))).toBe(0)
  expect(left(pid)).toEqual([])
}, 60_000)

test('what dev started ends with it, even where it is killed', async () => {
  folder = writeApp(FILES)
  child = spawn(process.execPath, [MAIN, 'dev', folder, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] })
  let first = ''
  child.stdout?.on('data', (chunk) => (first += String(chunk)))
  const ready = await until(() => (first.includes('\n') ? (JSON.parse(first.split('\n')[0] ?? '') as Line).ready : null), 20_000)
  await fetch(`${ready.apis.ServerlessHttpApi}/x`)
  const functions = (): readonly string[] =>
    spawnSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.includes('bootstrap.cjs') && line.includes(MAIN.replace('cli/main.js', '')))
  const before = functions().length
  expect(before).toBeGreaterThan(0)
  child.kill('SIGKILL')
  await until(() => (functions().length < before ? true : null))
}, 60_000)

test('verify gives the command all it needs, and says what it showed', () => {
  folder = writeApp({
    ...FILES,
    'check.cjs': `
const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, OUTPUT_Table, API_URL_ServerlessHttpApi } = process.env
if (![AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, OUTPUT_Table].every(Boolean)) process.exit(9)
fetch(API_URL_ServerlessHttpApi + '/x').then((answer) => { process.exitCode = answer.status === 200 ? 0 : 1 })`,
  })
  const ran = spawnSync(process.execPath, [MAIN, 'verify', folder, '--json', '--', process.execPath, join(folder, 'check.cjs')], {
    encoding: 'utf8',
  })
  expect(ran.status).toBe(0)
  const answer = JSON.parse(ran.stdout) as { command: { exitCode: number }; grants: readonly { action: string; verdict: string }[] }
  expect(answer.command).toEqual({ exitCode: 0 })
  expect(answer.grants).toContainEqual(
    expect.objectContaining({
      function: 'Fn',
      action: 'dynamodb:GetItem',
      verdict: 'necessary',
      request: expect.objectContaining({ operation: 'GetItem' }),
    }),
  )
  expect(JSON.parse(readFileSync(join(folder, '.rolewright/verify.json'), 'utf8'))).toEqual(answer)
  expect(left(-1)).toEqual([])

  const failed = spawnSync(process.execPath, [MAIN, 'verify', folder, '--quiet', '--', process.execPath, '-e', 'process.exit(3)'], {
    encoding: 'utf8',
  })
  expect(failed.status).toBe(2)
  expect(failed.stdout).toContain('the command ended with 3')
}, 120_000)
