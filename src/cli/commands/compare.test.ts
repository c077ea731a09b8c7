/** `compare`, `diff` and the guardrails of `check` as a shell sees them: what is printed, and the exit status. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { comparisonSchema } from '../../prove/index.js'
import { accessDiffSchema } from '../../review/index.js'
import { run } from '../run.js'

const folder = mkdtempSync(join(tmpdir(), 'rolewright-compare-'))
afterAll(() => rmSync(folder, { recursive: true }))

const document = (...Statement: readonly unknown[]): unknown => ({ Version: '2012-10-17', Statement })
const allow = (Action: unknown, Resource: unknown = 'arn:aws:s3:::b/*', more: object = {}): unknown => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})

const FILES: Readonly<Record<string, unknown>> = {
  'get.json': document(allow('s3:GetObject')),
  'get-and-delete.json': document(allow(['s3:GetObject', 's3:DeleteObject'])),
  'get-split.json': [document(allow('s3:GetObject', 'arn:aws:s3:::b/*')), document(allow('s3:GetObject', 'arn:aws:s3:::b/x'))],
  'other.json': document(allow('sqs:SendMessage', '*')),
  'limited.json': {
    identity: [{ name: 'p', document: document(allow('s3:*', '*')) }],
    permissionBoundary: document(allow('s3:GetObject', 'arn:aws:s3:::b/*')),
  },
  'public.json': document(allow('s3:GetObject', 'arn:aws:s3:::b/*', { Principal: '*' })),
  'private.json': document(allow('s3:GetObject', 'arn:aws:s3:::b/*', { Principal: { AWS: '111122223333' } })),
  'trust-ec2.json': document({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  'broken.json': document({ Effect: 'Allow', Action: 's3:GetObject' }),
}

const TEMPLATE = (action: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  Files: { Type: AWS::S3::Bucket }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { BUCKET: !Ref Files } }, Description: ${action} }
`
const SOURCE = (command: string): string => `import { ${command}, S3Client } from '@aws-sdk/client-s3'
export const handler = async (event) => new S3Client({}).send(new ${command}({ Bucket: process.env.BUCKET, Key: event.key }))
`

const git = (...words: readonly string[]): void => {
  const author = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com']
  const done = spawnSync('git', [...author, ...words], { cwd: join(folder, 'app'), encoding: 'utf8' })
  if (done.status !== 0) throw new Error(done.stderr)
}

beforeAll(() => {
  for (const [name, value] of Object.entries(FILES)) writeFileSync(join(folder, name), JSON.stringify(value, null, 2))
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(folder, 'app/template.yaml'), TEMPLATE('reads'))
  writeFileSync(join(folder, 'app/index.mjs'), SOURCE('GetObjectCommand'))
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'reads')
  writeFileSync(join(folder, 'app/index.mjs'), SOURCE('DeleteObjectCommand'))
})

async function ran(words: readonly string[], stdin = ''): Promise<{ status: number; out: string; err: string }> {
  const text = { out: '', err: '' }
  const status = await run(words, {
    stdout: { write: (it) => (text.out += it) },
    stderr: { write: (it) => (text.err += it) },
    stdin: (async function* () {
      if (stdin !== '') yield stdin
    })(),
    env: { NO_COLOR: '1' },
    cwd: folder,
  })
  return { status, ...text }
}

describe('compare', () => {
  const rows = [
    { a: 'get.json', b: 'get-and-delete.json', relation: 'narrower', status: 0 },
    { a: 'get-and-delete.json', b: 'get.json', relation: 'wider', status: 2 },
    { a: 'get-split.json', b: 'get.json', relation: 'equal', status: 0 },
    { a: 'get.json', b: 'other.json', relation: 'disjoint', status: 2 },
    { a: 'public.json', b: 'private.json', relation: 'wider', status: 2 },
    { a: 'trust-ec2.json', b: 'trust-ec2.json', relation: 'equal', status: 0 },
    { a: 'limited.json', b: 'limited.json', relation: 'equal', status: 0 },
  ]
  test.each(rows)('$a is $relation to $b', async ({ a, b, relation, status }) => {
    const answer = await ran(['compare', a, b, '--json', '--stats'])
    const value = comparisonSchema.parse(JSON.parse(answer.out))
    expect(value.relation).toBe(relation)
    expect(answer.status).toBe(status)
    expect(value.timeMs).toBeGreaterThan(0)
  })

  test('shows the request, and the statements on both sides', async () => {
    const { out } = await ran(['compare', 'get-and-delete.json', 'get.json'])
    expect(out).toContain('s3:DeleteObject on arn:aws:s3:::b/')
    expect(out).toContain('allowed by statement 0 of get-and-delete.json')
    expect(out).toContain('nearest statement 0 of get.json')
  })

  test('lists what was gained and lost', async () => {
    const { out } = await ran(['compare', 'get.json', 'get-and-delete.json', '--all', '--json'])
    const { gained, lost } = comparisonSchema.parse(JSON.parse(out))
    expect(gained).toEqual([{ actions: ['s3:DeleteObject'], resources: ['arn:aws:s3:::b/*'], conditions: [] }])
    expect(lost).toEqual([])
  })

  test('a document that IAM would refuse is an error with its place', async () => {
    const { status, err } = await ran(['compare', 'get.json', 'broken.json'])
    expect(status).toBe(1)
    expect(err).toMatch(/policy\/missing-element[\s\S]*broken\.json:\d+/)
  })

  test('a policy on a resource and one on an identity are not compared', async () => {
    const { status, err } = await ran(['compare', 'get.json', 'public.json'])
    expect(status).toBe(1)
    expect(err).toContain('names principals, and the other none')
  })

  test('one side can come from standard input, and a folder is no policy', async () => {
    const piped = await ran(['compare', '-', 'get-and-delete.json', '--json'], JSON.stringify(FILES['get.json']))
    expect(comparisonSchema.parse(JSON.parse(piped.out)).relation).toBe('narrower')
    const changed = await ran(['diff', 'get.json', '-', '--json'], JSON.stringify(FILES['get-and-delete.json']))
    expect(accessDiffSchema.parse(JSON.parse(changed.out)).subjects.policy?.gained).toMatchObject([{ actions: ['s3:DeleteObject'] }])
    for (const words of [
      ['.', 'get.json'],
      ['-', '-'],
    ]) {
      const { status, err } = await ran(['compare', ...words])
      expect(status).toBe(1)
      expect(err).toMatch(/cli\/(?:no-such-input|one-input)/)
    }
  })

  test('a document may come as text, percent-encoded too, and whatever is no document is an error of its line', async () => {
    const text = JSON.stringify(FILES['get.json'])
    const sides = [
      ...[text, encodeURIComponent(text), [text], { identity: [{ name: 'p', document: text }] }],
      ...['get.json', '{"Version":', {}, null, 3, [3], [[FILES['get.json']]], { Action: 's3:GetObject' }],
    ]
    const lines = sides.map((a, id) => JSON.stringify({ id, a, b: FILES['get.json'] }))
    lines.push(`{ "id": 12, "a": {}, "a": ${text}, "b": ${text} }`)
    const { status, out } = await ran(['compare', '--batch', '-'], lines.join('\n'))
    const told = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(told.map(({ id }) => id)).toEqual(lines.map((_, i) => i))
    expect(told.map(({ relation, error }) => relation ?? error.code)).toEqual([
      ...Array.from({ length: 4 }, () => 'equal'),
      ...['policy/not-json', 'policy/not-json', 'request/bad-shape', 'policy/not-an-object', 'policy/not-an-object'],
      ...['policy/not-an-object', 'policy/not-an-object', 'request/bad-shape', 'request/bad-shape'],
    ])
    expect(status).toBe(1)
  })

  test('answers pairs line by line, broken ones too', async () => {
    const pairs = [
      { id: 'one', a: FILES['get.json'], b: FILES['get-and-delete.json'] },
      { id: 2, a: FILES['get.json'] },
    ]
    const { status, out } = await ran(['compare', '--batch', '-'], `${pairs.map((pair) => JSON.stringify(pair)).join('\n')}\nno JSON\n`)
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { id: 'one', relation: 'narrower', aInB: { verdict: 'proved' } },
      { id: 2, error: { code: 'request/bad-shape' } },
      { id: null, error: { code: 'request/bad-shape' } },
    ])
    expect(status).toBe(1)
  })
})

describe('diff', () => {
  test('of policies that mean the same is equal', async () => {
    const { status, out } = await ran(['diff', 'get-split.json', 'get.json', '--json'])
    expect(JSON.parse(out)).toEqual({ equal: true, subjects: {} })
    expect(status).toBe(0)
  })

  test('of policies on resources says whom it lets in', async () => {
    const { status, out } = await ran(['diff', 'private.json', 'public.json', '--json'])
    const { subjects } = accessDiffSchema.parse(JSON.parse(out))
    expect(subjects.policy?.gained[0]?.principals).toEqual(['*'])
    expect(status).toBe(2)
  })

  test('of a revision and the app as it lies there says what was gained and lost, and why', async () => {
    const { status, out } = await ran(['diff', 'HEAD:', '.', '--json', '--cwd', join(folder, 'app')])
    const { equal, subjects } = accessDiffSchema.parse(JSON.parse(out))
    expect(equal).toBe(false)
    expect(subjects.Fn?.gained).toMatchObject([{ actions: ['s3:DeleteObject'], evidence: ['index.mjs s3:DeleteObject via handler'] }])
    expect(subjects.Fn?.lost).toMatchObject([{ actions: ['s3:GetObject'], evidence: ['index.mjs s3:GetObject via handler'] }])
    expect(status).toBe(2)
  })

  test('a revision that is not there is named', async () => {
    const { status, err } = await ran(['diff', 'nowhere:.', '.', '--cwd', join(folder, 'app')])
    expect(err).toContain('cli/no-such-revision')
    expect(status).toBe(1)
  })
})

describe('check', () => {
  const withConfig = async (guardrails: string): Promise<{ status: number; out: string; err: string }> => {
    writeFileSync(join(folder, 'app/rolewright.config.yaml'), `guardrails: ${guardrails}\n`)
    return ran(['check', 'app', '--json'])
  }

  test('a guardrail that holds is proved', async () => {
    const { status, out } = await withConfig('{ never: ["iam:*"], noEscalation: true }')
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      guardrails: [
        { name: 'never:iam:*', subject: 'FnRole', verdict: 'proved', counterexample: null },
        { name: 'noEscalation', subject: 'FnRole', verdict: 'proved' },
      ],
    })
    expect(status).toBe(0)
  })

  test('one that is broken ends with 2, a request and a finding', async () => {
    const { status, out } = await withConfig('{ never: ["s3:Delete*"] }')
    const { ok, guardrails, findings } = JSON.parse(out)
    expect(ok).toBe(false)
    expect(guardrails[0].counterexample.request).toMatchObject({
      action: 's3:DeleteObject',
      principal: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${FnRole}',
    })
    expect(findings.map((it: { code: string }) => it.code)).toContain('guardrail/broken')
    expect(status).toBe(2)
  })

  test('a guardrail of another form is an error with its place', async () => {
    const { status, err } = await withConfig('{ never: [1] }')
    expect(err).toContain('config/form')
    expect(status).toBe(1)
  })
})
