/** `init`, `generate --write|--update-lock|--format` and `check --frozen` as a person runs them, one after the other. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { checkSchema } from '../../src/review/lock/check-schema.js'
import { lockSchema } from '../../src/review/lock/schema.js'

interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

let folder = ''
const folders: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolewright-commands-'))
  mkdirSync(join(folder, '.git'))
  folders.push(folder)
})
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true })
})

async function* nothing(): AsyncGenerator<string> {}

async function rolewright(...words: readonly string[]): Promise<Ran> {
  const text = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof text) => ({
    write: (chunk: string): void => {
      text[name] += chunk
    },
  })
  const status = await run(words, { stdout: sink('stdout'), stderr: sink('stderr'), stdin: nothing(), env: {}, cwd: folder })
  return { status, ...text }
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const change = (name: string, from: string, to: string): void => {
  const before = read(name)
  expect(before).toContain(from)
  writeFileSync(join(folder, name), before.replace(from, to))
}

describe('a small app to begin with', () => {
  test('is found, secured, edited, agreed to, and held to that', async () => {
    const begun = await rolewright('init', '--starter')
    expect(begun).toMatchObject({ status: 0, stderr: '' })
    expect(begun.stdout).toMatch(/found: template\.yaml, sam, 2 functions\n/)
    expect(begun.stdout).toMatch(/next: rolewright\n$/)

    const broad = read('template.yaml')
    const shown = await rolewright('generate', '--write', '--dry-run')
    expect(shown.status).toBe(0)
    expect(shown.stdout).toContain('-        - AmazonDynamoDBFullAccess\n')
    expect(shown.stdout).toMatch(/would write: template\.yaml\n$/)
    expect(read('template.yaml')).toBe(broad)

    const written = await rolewright('generate', '--write', '--update-lock')
    expect(written.stdout).toContain('written: template.yaml\n')
    expect(written.stdout).toMatch(/written: rolewright\.lock\.json\n$/)
    expect(read('template.yaml')).not.toContain('FullAccess')
    expect((await rolewright('generate', '--write')).stdout).toContain('nothing to write')

    expect(await rolewright('check', '--frozen')).toMatchObject({ status: 0 })
  })

  test('that asks for more and less says so, with the line and what to do', async () => {
    await rolewright('init', '--starter')
    await rolewright('generate', '--update-lock')
    change('src/list.mjs', 'ScanCommand } from', 'ScanCommand, DeleteItemCommand } from')
    change(
      'src/list.mjs',
      'new ScanCommand({ TableName: process.env.TABLE_NAME, Limit: 50 })',
      'new DeleteItemCommand({ TableName: process.env.TABLE_NAME, Key: {} })',
    )
    const checked = await rolewright('check', '--frozen')
    expect(checked.status).toBe(2)
    expect(checked.stdout).toContain('  + dynamodb:DeleteItem  on  table/NotesTable\n')
    expect(checked.stdout).toMatch(/ {6}at src\/list\.mjs:\d+:\d+\n/)
    expect(checked.stdout).toContain('  - dynamodb:Scan  on  table/NotesTable\n')
    expect(checked.stdout).toMatch(/ {6}at rolewright\.lock\.json:\d+:\d+\n/)
    expect(checked.stdout).toContain('rolewright generate --update-lock')
    const value = checkSchema.parse(JSON.parse((await rolewright('check', '--frozen', '--json')).stdout))
    expect(lockSchema.safeParse(JSON.parse(read('rolewright.lock.json'))).success).toBe(true)
    expect(value.ok).toBe(false)
    expect(value.lock.gained.map((c) => c.subject)).toEqual(['ListFunction'])
    expect(value.lock.lost).toHaveLength(1)
    await rolewright('generate', '--update-lock')
    expect((await rolewright('check', '--frozen')).status).toBe(0)
  })

  test('that asks for less than agreed is a no only where the lock is frozen', async () => {
    await rolewright('init', '--starter')
    await rolewright('generate', '--update-lock')
    change('src/list.mjs', 'client.send(new ScanCommand({ TableName: process.env.TABLE_NAME, Limit: 50 }))', '{}')
    expect((await rolewright('check')).status).toBe(0)
    expect((await rolewright('check', '--frozen')).status).toBe(2)
  })

  test('moved code is no change of access', async () => {
    await rolewright('init', '--starter')
    await rolewright('generate', '--update-lock')
    change('src/list.mjs', 'export async function handler() {', '\n\n// below\nexport async function handler() {')
    const checked = await rolewright('check', '--frozen')
    expect(checked).toMatchObject({ status: 0 })
    const lock = read('rolewright.lock.json')
    await rolewright('generate', '--update-lock')
    expect(read('rolewright.lock.json')).toBe(lock)
  })

  test('as Terraform and as documents, in a folder', async () => {
    await rolewright('init', '--starter')
    const terraform = await rolewright('generate', '--format', 'terraform')
    expect(terraform.stdout).toContain('resource "aws_iam_role" "save_function_role" {\n')
    const documents = await rolewright('generate', '--format', 'json', '--out', 'roles')
    expect(documents.stderr).toContain('YOUR_AWS_ACCOUNT_ID')
    expect(JSON.parse(read('roles/SaveFunctionRole.trust.json'))).toHaveProperty('Version', '2012-10-17')
  })
})

describe('what is refused', () => {
  test('a check without a lockfile, where it is frozen', async () => {
    await rolewright('init', '--starter')
    expect((await rolewright('check')).status).toBe(0)
    const frozen = await rolewright('check', '--frozen')
    expect(frozen).toMatchObject({ status: 2 })
    expect(frozen.stdout).toContain('rolewright generate --update-lock')
  })

  test('a lockfile that is broken, until it is written anew', async () => {
    await rolewright('init', '--starter')
    writeFileSync(join(folder, 'rolewright.lock.json'), '<<<<<<< ours\n')
    const checked = await rolewright('check', '--frozen')
    expect(checked).toMatchObject({ status: 1, stdout: '' })
    expect(checked.stderr).toContain('[lock/conflict]')
    expect((await rolewright('generate', '--update-lock')).status).toBe(0)
    expect((await rolewright('check', '--frozen')).status).toBe(0)
  })

  test('to begin where something is already, or where nothing is', async () => {
    const empty = await rolewright('init')
    expect(empty.status).toBe(1)
    expect(empty.stderr).toContain('rolewright init --starter')
    expect(existsSync(join(folder, 'rolewright.config.yaml'))).toBe(false)
    await rolewright('init', '--starter')
    expect((await rolewright('init')).stderr).toContain('[cli/there-already]')
    rmSync(join(folder, 'rolewright.config.yaml'))
    expect((await rolewright('init', '--starter')).stderr).toContain('`template.yaml` is there already')
  })
})
