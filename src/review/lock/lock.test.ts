import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Needs } from '../../needs/index.js'
import { parseSym } from '../../policy/index.js'
import { buildLock } from './build.js'
import { compareLocks } from './compare.js'
import { parseLock } from './parse.js'
import { printLock } from './print.js'
import type { Lock, LockGrant } from './types.js'
import { verifiedIn, withVerified } from './verified.js'

const grant = (actions: readonly string[], resources: readonly string[], evidence: readonly string[] = []): LockGrant => ({
  actions,
  resources,
  conditions: [],
  kind: 'call',
  certainty: 'resolved',
  evidence,
})

const lockOf = (subjects: Readonly<Record<string, readonly LockGrant[]>>): Lock => ({
  lockVersion: 1,
  subjects: new Map(Object.entries(subjects)),
})

const compare = (agreed: Lock, asked: Lock) => compareLocks({ agreed, agreedAt: () => null, asked, askedAt: new Map() })

describe('what was gained and lost', () => {
  const table = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Items}'
  const rows: readonly { name: string; agreed: LockGrant[]; asked: LockGrant[]; gained: string[]; lost: string[] }[] = [
    {
      name: 'nothing, where only the evidence differs',
      agreed: [grant(['s3:GetObject'], ['b/*'], ['a.ts s3:GetObject via handler'])],
      asked: [grant(['s3:GetObject'], ['b/*'], ['b.ts s3:GetObject via run'])],
      gained: [],
      lost: [],
    },
    {
      name: 'nothing, where grants are grouped in another way',
      agreed: [grant(['s3:GetObject', 's3:PutObject'], ['b/*'])],
      asked: [grant(['s3:GetObject'], ['b/*']), grant(['s3:PutObject'], ['b/*'])],
      gained: [],
      lost: [],
    },
    {
      name: 'the action that was added',
      agreed: [grant(['dynamodb:GetItem'], [table])],
      asked: [grant(['dynamodb:GetItem', 'dynamodb:PutItem'], [table])],
      gained: [`dynamodb:PutItem ${table}`],
      lost: [],
    },
    {
      name: 'a wider resource, and nothing is lost by it',
      agreed: [grant(['s3:GetObject'], ['arn:b/files/*'])],
      asked: [grant(['s3:GetObject'], ['arn:b/*'])],
      gained: ['s3:GetObject arn:b/*'],
      lost: [],
    },
    {
      name: 'a narrower resource as loss',
      agreed: [grant(['s3:GetObject'], ['*'])],
      asked: [grant(['s3:GetObject'], ['arn:b/a'])],
      gained: [],
      lost: ['s3:GetObject *'],
    },
    {
      name: 'a resource that only begins alike as both',
      agreed: [grant(['s3:GetObject'], ['arn:b/a*c'])],
      asked: [grant(['s3:GetObject'], ['arn:b/ac', 'arn:b/a'])],
      gained: ['s3:GetObject arn:b/a'],
      lost: ['s3:GetObject arn:b/a*c'],
    },
    {
      name: 'a condition that fell away',
      agreed: [
        {
          ...grant(['s3:ListBucket'], ['b']),
          conditions: [{ operator: 'StringLike', key: 's3:prefix', values: ['files/*'] }],
        },
      ],
      asked: [grant(['s3:ListBucket'], ['b'])],
      gained: ['s3:ListBucket b'],
      lost: [],
    },
  ]
  test.each(rows)('$name', ({ agreed, asked, gained, lost }) => {
    const found = compare(lockOf({ F: agreed }), lockOf({ F: asked }))
    const texts = (list: typeof found.gained): string[] =>
      list.flatMap((c) => c.actions.flatMap((a) => c.resources.map((r) => `${a} ${r}`)))
    expect({ gained: texts(found.gained), lost: texts(found.lost) }).toEqual({ gained, lost })
  })

  test('a subject that is gone loses all, and one that is new gains all', () => {
    const found = compare(lockOf({ A: [grant(['s3:GetObject'], ['b'])] }), lockOf({ B: [grant(['s3:GetObject'], ['b'])] }))
    expect(found.gained.map((c) => c.subject)).toEqual(['B'])
    expect(found.lost.map((c) => c.subject)).toEqual(['A'])
  })
})

describe('the file', () => {
  test('reads as what it was printed from, and entries have their lines', async () => {
    const one = grant(['s3:GetObject'], ['b/*'], ['a.ts s3:GetObject'])
    const text = printLock(lockOf({ __proto__x: [], A: [one, grant(['s3:PutObject'], ['b/*'])], B: [] }))
    const read = await parseLock(text, 'rolewright.lock.json')
    expect(read.ok).toBe(true)
    if (!read.ok) return
    expect(printLock(read.value.lock)).toBe(text)
    const [first] = read.value.lock.subjects.get('A') ?? []
    const line = first === undefined ? 0 : (read.value.placeOf(first)?.line ?? 0)
    expect(text.split('\n')[line - 1]).toBe('      {')
    expect(text).not.toMatch(/:\d+:\d+/)
  })

  const broken = [
    {
      name: 'a merge that is not done',
      text: '{\n<<<<<<< ours\n  "lockVersion": 1\n=======\n',
      code: 'lock/conflict',
      line: 2,
    },
    { name: 'text that is not JSON', text: '{\n  "lockVersion": ', code: 'lock/syntax', line: 2 },
    { name: 'a newer version', text: '{\n  "lockVersion": 2, "subjects": 1 }', code: 'lock/version', line: 2 },
    {
      name: 'a member of another form',
      text: '{ "lockVersion": 1,\n "subjects": { "A": [{ "actions": "s3:*" }] } }',
      code: 'lock/form',
      line: 2,
    },
    { name: 'a list', text: '[]', code: 'lock/form', line: 1 },
  ]
  test.each(broken)('$name is named with its place', async ({ text, code, line }) => {
    const read = await parseLock(text, 'rolewright.lock.json')
    expect(read).toMatchObject({ ok: false, error: { code, at: { file: 'rolewright.lock.json', line } } })
  })
})

test('what a run of the app found out stands among the evidence, is no change of access, and comes back', async () => {
  const agreed = lockOf({
    Fn: [
      grant(['dynamodb:GetItem', 'dynamodb:PutItem'], ['t'], ['a.ts dynamodb:GetItem via handler']),
      grant(['s3:GetObject'], ['b/x', 'b/y']),
    ],
  })
  const cells = [
    { subject: 'Fn', action: 'dynamodb:GetItem', resource: 't', verdict: 'necessary' },
    { subject: 'Fn', action: 'dynamodb:PutItem', resource: 't', verdict: 'notExercised' },
    { subject: 'Fn', action: 's3:GetObject', resource: 'b/y', verdict: 'redundant' },
    { subject: 'Other', action: 's3:GetObject', resource: 'b/y', verdict: 'necessary' },
  ]
  const verified = withVerified(agreed, cells)
  expect([...verified.subjects.values()].flat().map(({ evidence }) => evidence)).toEqual([
    ['a.ts dynamodb:GetItem via handler', 'verify dynamodb:GetItem necessary', 'verify dynamodb:PutItem notExercised'],
    ['verify s3:GetObject redundant on b/y'],
  ])
  expect(compare(agreed, verified)).toEqual({ gained: [], lost: [] })
  const parsed = await parseLock(printLock(verified), 'rolewright.lock.json')
  if (!parsed.ok) throw new Error(parsed.error.message)
  expect(verifiedIn(parsed.value.lock)).toEqual(cells.slice(0, 3))
  expect(withVerified(verified, [])).toEqual(agreed)
})

test('who may do something to a resource stands beside the resource', () => {
  const at = { file: 'template.yaml', line: 1, column: 1 }
  const needs: Needs = {
    functions: new Map([['Fn', { grants: [], isRead: true, managedPolicies: [], unresolved: [], notes: [] }]]),
    principals: new Map(),
    resourceGrants: [
      {
        resource: parseSym('${Fn}'),
        kind: 'lambda-permission',
        principal: { kind: 'service', name: 's3.amazonaws.com' },
        actions: ['lambda:InvokeFunction'],
        resources: [parseSym('${Fn.Arn}')],
        conditions: [],
        evidence: [{ at, operation: 'Events.Upload', via: [], chain: [] }],
      },
    ],
  }
  const { lock } = buildLock(needs)
  expect([...lock.subjects.keys()]).toEqual(['Fn', 'Fn <- s3.amazonaws.com'])
  expect(lock.subjects.get('Fn <- s3.amazonaws.com')?.[0]?.evidence).toEqual(['template.yaml Events.Upload'])
})

const hasGit = spawnSync('git', ['--version']).status === 0

/** Three-way merge as git makes it for files. */
function merged(base: string, ours: string, theirs: string): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-merge-'))
  try {
    const paths = [ours, base, theirs].map((text, i) => {
      writeFileSync(join(folder, String(i)), text)
      return join(folder, String(i))
    })
    execFileSync('git', ['merge-file', '-q', ...paths], { stdio: 'ignore' })
    return readFileSync(paths[0] ?? '', 'utf8')
  } catch {
    return null
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const anyGrants = fc.uniqueArray(
  fc.record({
    action: fc.constantFrom('s3:GetObject', 's3:PutObject', 'dynamodb:GetItem', 'sqs:SendMessage'),
    resource: fc.constantFrom('a', 'b', '*'),
    evidence: fc.subarray(['x.ts one', 'y.ts two'], { minLength: 1 }),
  }),
  { selector: (g) => `${g.action} ${g.resource}`, maxLength: 4 },
)

test.skipIf(!hasGit)('branches that touch different functions merge to what both agreed', () => {
  const entries = (list: { action: string; resource: string; evidence: string[] }[]): LockGrant[] =>
    list.map((g) => grant([g.action], [g.resource], g.evidence))
  fc.assert(
    fc.property(fc.array(anyGrants, { minLength: 2, maxLength: 4 }), fc.nat(), fc.nat(), anyGrants, anyGrants, (all, i, j, one, two) => {
      const [first, second] = [i % all.length, j % all.length]
      fc.pre(first !== second)
      const withChanges = (changes: ReadonlyMap<number, typeof one>): string =>
        printLock({
          lockVersion: 1,
          subjects: new Map(all.map((list, at) => [`Function${at}`, entries(changes.get(at) ?? list)])),
        })
      const result = merged(withChanges(new Map()), withChanges(new Map([[first, one]])), withChanges(new Map([[second, two]])))
      expect(result).toBe(
        withChanges(
          new Map([
            [first, one],
            [second, two],
          ]),
        ),
      )
    }),
    { numRuns: 60 },
  )
})
