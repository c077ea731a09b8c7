/** What the example app gives, as people read it: `npm run golden` rewrites the files, and their diff is read like code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../src/cli/run.js'
import type { Generated } from '../src/generate/index.js'

const ROOT = join(import.meta.dirname, '..')
const EXPECTED = join(import.meta.dirname, 'expected/items-api')
const APP = 'examples/items-api'

async function ranWith(words: readonly string[]): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const text = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof text) => ({
    write: (chunk: string): void => {
      text[name] += chunk
    },
  })
  const status = await run(words, { stdout: sink('stdout'), stderr: sink('stderr'), stdin: nothing(), env: {}, cwd: ROOT })
  return { status, ...text }
}

async function* nothing(): AsyncGenerator<string> {}

async function secured(layout: string): Promise<{ readonly text: string; readonly json: string; readonly template: string }> {
  const out = mkdtempSync(join(tmpdir(), 'rolewright-golden-'))
  try {
    const ran = await ranWith(['secure', APP, '--layout', layout, '--out', out, '--no-smoke'])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    return {
      text: ran.stdout.replaceAll(/\S*rolewright-golden-\w+/g, 'out'),
      json: readFileSync(join(out, 'roles.json'), 'utf8'),
      template: readFileSync(join(out, 'roles.template.yaml'), 'utf8'),
    }
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}

test.each(['per-function', 'as-declared', 'five-roles'])('the example in the layout %s', async (layout) => {
  const first = await secured(layout)
  await expect(first.text).toMatchFileSnapshot(join(EXPECTED, `${layout}.txt`))
  await expect(first.json).toMatchFileSnapshot(join(EXPECTED, `${layout}.json`))
  await expect(first.template).toMatchFileSnapshot(join(EXPECTED, `${layout}.template.yaml`))
  // The same input gives the same bytes.
  expect(await secured(layout)).toEqual(first)
})

const explained = [
  { name: 'an action', asked: 'dynamodb:PutItem', file: 'explain-an-action.txt' },
  { name: 'a part of a resource', asked: 'reports/', file: 'explain-a-resource.txt' },
]
test.each(explained)('why $name is granted', async ({ asked, file }) => {
  const ran = await ranWith(['generate', APP, '--explain', asked])
  expect(ran).toMatchObject({ status: 0, stderr: '' })
  await expect(ran.stdout).toMatchFileSnapshot(join(EXPECTED, file))
  const json = JSON.parse((await ranWith(['generate', APP, '--explain', asked, '--json'])).stdout) as {
    evidence: { frames: { lines: unknown[] }[] }[]
  }[]
  expect(json.length).toBeGreaterThan(0)
  for (const { evidence } of json)
    for (const { frames } of evidence) for (const { lines } of frames) expect(lines.length).toBeGreaterThan(0)
})

test('what nobody needs is explained by nothing', async () => {
  expect(await ranWith(['generate', APP, '--explain', 's3:DeleteBucket'])).toEqual({
    status: 0,
    stdout: '',
    stderr: 'nothing of this app needs `s3:DeleteBucket`\n',
  })
})

test('one function alone: its role, its widths, and what is said of it', async () => {
  const whole = JSON.parse((await ranWith(['generate', APP, '--json'])).stdout) as Generated
  const one = JSON.parse((await ranWith(['generate', APP, '--function', 'ReadFunction', '--json'])).stdout) as Generated
  expect(one.functions).toEqual({ ReadFunction: whole.functions.ReadFunction })
  expect(one.roles).toEqual({ ReadFunctionRole: whole.roles.ReadFunctionRole })
  expect(Object.keys(one.widths)).toEqual(['ReadFunction'])
  expect(one.principals).toEqual({})
})

test('the example is resolved in full: `--strict` has nothing to say', async () => {
  expect(await ranWith(['generate', APP, '--strict', '--json'])).toMatchObject({ status: 0, stderr: '' })
})

test('what is not resolved ends with 3 under `--strict`, and the answer is there all the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-strict-'))
  try {
    const source = `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
export const handler = (event) => new S3Client({}).send(new GetObjectCommand({ Bucket: event.bucket, Key: event.key }))
`
    writeFileSync(join(folder, 'read.mjs'), source)
    const ran = await ranWith(['generate', join(folder, 'read.mjs'), '--strict', '--json'])
    expect(ran.status).toBe(3)
    expect(ran.stderr).toMatch(/not resolved/)
    const { grants } = (JSON.parse(ran.stdout) as Generated).functions['read.mjs#handler'] ?? { grants: [] }
    expect(grants.find((g) => g.kind === 'call')).toMatchObject({ actions: ['s3:GetObject'], certainty: 'wildcard' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the five documents as guides write them, for an account, a table and a bucket', async () => {
  const words = ['generate', '--layout', 'five-roles', '--verbatim']
  const filled = ['--account', '111122223333', '--region', 'eu-west-1', '--table', 'items', '--bucket', 'files']
  await expect((await ranWith(words)).stdout).toMatchFileSnapshot(join(EXPECTED, 'verbatim.txt'))
  const json = (await ranWith([...words, ...filled, '--json'])).stdout
  await expect(json).toMatchFileSnapshot(join(EXPECTED, 'verbatim-filled.json'))
})
