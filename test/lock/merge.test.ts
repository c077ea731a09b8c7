/** The lockfile in a repository with two branches, merged by git itself. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'

const hasGit = spawnSync('git', ['--version']).status === 0
const LOCK = 'rolewright.lock.json'
let folder = ''

const git = (...words: readonly string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false', '-c', 'core.autocrlf=false', ...words],
    {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )

async function rolewright(...words: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  let text = ''
  const sink = {
    write: (chunk: string): void => {
      text += chunk
    },
  }
  async function* nothing(): AsyncGenerator<string> {}
  const status = await run(words, { stdout: sink, stderr: sink, stdin: nothing(), env: {}, cwd: folder })
  return { status, text }
}

const table = (id: string): string => `  ${id}:
    Type: AWS::DynamoDB::Table
    Properties: { KeySchema: [{ AttributeName: id, KeyType: HASH }] }
`
const fn = (id: string): string => `  ${id}:
    Type: AWS::Serverless::Function
    Properties: { Handler: ${id.toLowerCase()}.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { TABLE: !Ref Items } } }
`
const source = (
  ...commands: readonly string[]
): string => `import { DynamoDBClient, ${commands.join(', ')} } from '@aws-sdk/client-dynamodb'
const client = new DynamoDBClient({})
export async function handler({ id }) {
${commands.map((name) => `  await client.send(new ${name}({ TableName: process.env.TABLE, Key: { id } }))`).join('\n')}
}
`
const read = (): string => readFileSync(join(folder, LOCK), 'utf8')

/** A branch on which functions make other calls than on the first one, agreed to and committed. */
async function branch(name: string, changes: Readonly<Record<string, readonly string[]>>): Promise<void> {
  git('checkout', '-q', '-b', name, 'main')
  for (const [file, commands] of Object.entries(changes)) writeFileSync(join(folder, file), source(...commands))
  expect((await rolewright('generate', '--update-lock')).status).toBe(0)
  git('add', '.')
  git('commit', '-q', '-m', name)
}

const merge = (name: string): boolean => {
  try {
    git('merge', '-q', '--no-edit', name)
    return true
  } catch {
    return false
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolewright-merge-'))
  if (!hasGit) return
  git('init', '-q', '-b', 'main')
  writeFileSync(
    join(folder, 'template.yaml'),
    `Transform: AWS::Serverless-2016-10-31\nResources:\n${table('Items')}${['Alpha', 'Beta', 'Gamma'].map(fn).join('')}`,
  )
  for (const name of ['alpha', 'beta', 'gamma']) writeFileSync(join(folder, `${name}.mjs`), source('GetItemCommand'))
  await rolewright('generate', '--update-lock')
  git('add', '.')
  git('commit', '-q', '-m', 'first')
}, 60_000)
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.runIf(hasGit)(
  'two branches that change different functions merge, and what they agreed to is agreed',
  async () => {
    await branch('one', { 'alpha.mjs': ['GetItemCommand', 'DeleteItemCommand'] })
    await branch('two', { 'beta.mjs': ['QueryCommand', 'ScanCommand'] })
    await branch('three', { 'gamma.mjs': [] })
    for (const name of ['one', 'two']) expect(merge(name)).toBe(true)
    expect(read()).toMatch(/"dynamodb:DeleteItem"/)
    expect(read()).toMatch(/"dynamodb:Scan"/)
    const merged = read()
    expect((await rolewright('check', '--frozen')).status).toBe(0)
    expect((await rolewright('generate', '--update-lock')).text).toContain('is as it should be already')
    expect(read()).toBe(merged)
  },
  60_000,
)

test.runIf(hasGit)(
  'of one function, the conflict holds nothing but what the branches say of it',
  async () => {
    await branch('one', { 'beta.mjs': ['GetItemCommand', 'DeleteItemCommand'] })
    await branch('two', { 'beta.mjs': ['GetItemCommand', 'UpdateItemCommand'] })
    expect(merge('one')).toBe(false)
    const text = read()
    const hunks = [...text.matchAll(/^<<<<<<< .*\n([\s\S]*?)^=======\n([\s\S]*?)^>>>>>>> .*\n/gm)]
    expect(hunks.length).toBeGreaterThan(0)
    const [ours, theirs] = [1, 2].map((i) => hunks.map((hunk) => hunk[i]).join(''))
    expect(ours).toContain('dynamodb:UpdateItem')
    expect(ours).not.toContain('dynamodb:DeleteItem')
    expect(theirs).toContain('dynamodb:DeleteItem')
    // Names of the functions around it stand outside of it, so that one sees whose access it is.
    for (const id of ['Alpha', 'Beta', 'Gamma']) expect(hunks.some((hunk) => hunk[0].includes(`"${id}": [`))).toBe(false)
    const checked = await rolewright('check', '--frozen')
    expect(checked.status).toBe(1)
    expect(checked.text).toContain('[lock/conflict]')
    writeFileSync(join(folder, 'beta.mjs'), source('GetItemCommand', 'DeleteItemCommand', 'UpdateItemCommand'))
    expect((await rolewright('generate', '--update-lock')).status).toBe(0)
    expect((await rolewright('check', '--frozen')).status).toBe(0)
    expect(read()).toMatch(/"dynamodb:DeleteItem"[\s\S]*"dynamodb:UpdateItem"/)
  },
  60_000,
)
