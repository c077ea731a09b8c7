/** Days and runs that go on: the built command on a trail whose files hold events of the days around. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Audit } from '../../src/audit/index.js'
import { makeTrail, records } from './trail.mjs'

const CLI = resolve('dist/cli/main.js')
const folder = mkdtempSync(join(tmpdir(), 'since-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000)

function lay(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true })
    writeFileSync(join(folder, name, path), bytes)
  }
  return name
}

const run = (...words: readonly string[]) =>
  spawnSync(process.execPath, [CLI, 'audit', ...words, '--cwd', folder, '--json'], { encoding: 'utf8' })
const answer = (...words: readonly string[]): Audit => JSON.parse(run(...words).stdout) as Audit
const calls = ({ roles }: Audit): number =>
  Object.values(roles)
    .flatMap(({ used }) => used)
    .reduce((sum, { count }) => sum + count, 0)

const [sample] = records({ seed: 31, count: 1 })
let made = 0
const event = (eventTime: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...sample,
  eventName: 'ListTables',
  eventSource: 'dynamodb.amazonaws.com',
  errorCode: undefined,
  eventID: `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
  eventTime,
  ...more,
})
const file = (day: string, name: string, ...of: readonly Record<string, unknown>[]): Readonly<Record<string, string>> => ({
  [`AWSLogs/111122223333/CloudTrail/us-east-1/${day.replaceAll('-', '/')}/${name}.json`]: JSON.stringify({ Records: of }),
})

describe('days are those of the events, in UTC', () => {
  const logs = lay('days', {
    ...file('2026-10-01', 'a', event('2026-10-01T00:00:00Z'), event('2026-10-01T12:00:00Z')),
    // Delivered after midnight, or a day and more late.
    ...file('2026-10-02', 'b', event('2026-10-01T23:59:59Z'), event('2026-10-02T00:00:00Z')),
    ...file('2026-10-03', 'c', event('2026-10-01T20:00:00Z', { addendum: { reason: 'DELIVERY_DELAY' } }), event('2026-10-03T08:00:00Z')),
    // Another zone's way of writing 22:30 of the second day.
    ...file('2026-10-03', 'd', event('2026-10-03T00:30:00+02:00')),
  })
  test.each([
    { words: [], want: 7 },
    { words: ['--since', '2026-10-01', '--until', '2026-10-01'], want: 4 },
    { words: ['--since', '2026-10-02', '--until', '2026-10-02'], want: 2 },
    { words: ['--since', '2026-10-02'], want: 3 },
    { words: ['--until', '2026-10-02'], want: 6 },
    { words: ['--until', '2026-09-30'], want: 0 },
  ])('$words', ({ words, want }) => expect(calls(answer(logs, ...words))).toBe(want))

  test.each([
    { words: ['--since', '2026-13-01'], code: 'between' },
    { words: ['--since', '2026-02-30'], code: 'between' },
    { words: ['--since', '2026-10-02', '--until', '2026-10-01'], code: 'audit/no-days' },
    { words: ['--until', '2026-10-01', '--facts', 'f.ndjson'], code: 'audit/facts-until' },
    { words: ['--since', 'LAST', '--engine', 'athena'], code: 'audit/engine-facts' },
  ])('$words is refused', ({ words, code }) => {
    const refused = run(logs, ...words)
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain(code === 'between' ? 'a day as 2026-11-26' : code)
  })
})

describe('a run that goes on', () => {
  const role = (id: string): Record<string, unknown> => {
    const identity = sample?.userIdentity as { readonly sessionContext: { readonly sessionIssuer: Record<string, unknown> } }
    const sessionIssuer = { ...identity.sessionContext.sessionIssuer, principalId: id }
    return { userIdentity: { ...identity, principalId: `${id}:fn`, sessionContext: { sessionIssuer } } }
  }

  test('counts what came late, and a role that was made again apart', () => {
    const logs = lay('late', file('2026-10-05', 'a', event('2026-10-05T10:00:00Z', role('AROAOLD'))))
    const first = answer(logs, '--facts', 'late.ndjson')
    expect(Object.values(first.roles).map(({ id, used }) => [id, used.map(({ count }) => count)])).toEqual([['AROAOLD', [1]]])
    const repeated = event('2026-10-05T10:00:01Z', role('AROANEW'))
    lay('late', {
      ...file('2026-10-05', 'b', event('2026-10-02T09:00:00Z', role('AROAOLD'))),
      ...file('2026-10-06', 'c', repeated),
      ...file('2026-10-07', 'd', repeated),
    })
    const second = run(logs, '--facts', 'late.ndjson', '--since', 'LAST').stdout
    expect(second).toBe(run(logs).stdout)
    const { read, roles } = JSON.parse(second) as Audit
    expect([read.events, read.duplicates, read.from]).toEqual([4, 1, '2026-10-02T09:00:00Z'])
    expect(Object.entries(roles).map(([key, { used }]) => [key.split('#')[1], used.map(({ count }) => count)])).toEqual([
      ['AROANEW', [1]],
      ['AROAOLD', [2]],
    ])
  })

  test('keeps to the first day that was asked for', () => {
    const { files } = makeTrail({ seed: 32, events: 1_500, roles: 6, layout: 'account', wholeOnly: true })
    const all = Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]))
    const logs = lay('from', Object.fromEntries(Object.entries(all).filter((_, i) => i % 2 === 0)))
    run(logs, '--since', '2026-10-08', '--facts', 'from.ndjson')
    lay('from', all)
    const [ours, whole] = [answer(logs, '--since', 'LAST', '--facts', 'from.ndjson'), answer(logs, '--since', '2026-10-08')]
    // Which of two views of a shared call is the sample depends on which of them a run met.
    const plain = (audit: Audit): unknown =>
      JSON.parse(JSON.stringify(audit, (key, value: unknown) => (key === 'sampleEventId' ? '' : value)))
    expect(plain(ours)).toEqual(plain(whole))
    expect(calls(ours)).toBeGreaterThan(300)
  })
})
