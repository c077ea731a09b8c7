/** The audit finds exactly what a made trail holds: every count, in whatever order and by however many threads it is read. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type Audit,
  auditOf,
  auditSchema,
  everything,
  readFacts,
  readTrail,
  type Saved,
  type Trail,
  writeFacts,
} from '../../src/audit/index.js'
import { makeTrail, type TrailFile, type Truth } from './trail.mjs'

const folder = mkdtempSync(join(tmpdir(), 'trail-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000)

function lay(name: string, files: readonly TrailFile[]): string {
  const root = join(folder, name)
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
  return root
}

async function audited(
  root: string,
  paths: readonly string[] = [root],
  saved: Saved | null = null,
): Promise<{ readonly audit: Audit; readonly trail: Trail }> {
  const trail = await readTrail({
    paths,
    stdin: null,
    s3: null,
    selection: everything,
    threads: 0,
    proposed: null,
    keeps: true,
    saved,
    onProgress: () => undefined,
    nameOf: (path) => relative(root, path),
  })
  return { audit: (await auditOf(trail, { generation: null, policies: null, recorded: null })).audit, trail }
}

/** The parts of the answer that the events alone decide. */
const seen = ({ read, roles }: Audit): Truth => ({
  read,
  roles: Object.fromEntries(Object.entries(roles).map(([key, { id, sessions, used, denials }]) => [key, { id, sessions, used, denials }])),
})

describe.each([
  { layout: 'organization' as const, seed: 1, events: 9_000, wide: false },
  { layout: 'account' as const, seed: 2, events: 4_000, wide: false },
  { layout: 'organization' as const, seed: 101, events: 6_000, wide: true },
  { layout: 'account' as const, seed: 102, events: 6_000, wide: true },
])('a trail as $layout, seed $seed', ({ layout, seed, events, wide }) => {
  const { files, truth } = makeTrail({ seed, events, layout, wide })
  test('every count is found', async () => {
    const { audit } = await audited(lay(`truth-${seed}`, files))
    expect(auditSchema.safeParse(audit).error).toBeUndefined()
    const found = seen(audit)
    expect(found.read).toEqual(truth.read)
    expect(Object.keys(found.roles)).toEqual(Object.keys(truth.roles))
    for (const [role, want] of Object.entries(truth.roles)) expect(found.roles[role], role).toEqual(want)
    // The truth is no empty one.
    expect(truth.read.duplicates).toBeGreaterThan(events / 10)
    expect(truth.read.copies).toBeGreaterThan(events / 50)
    expect(Object.values(truth.roles).flatMap(({ denials }) => denials).length).toBeGreaterThan(100)
  })
})

/** Threads are those of the built package, which `npm test` builds first. */
const withThreads = (root: string, threads: number): string =>
  execFileSync(process.execPath, ['dist/cli/main.js', 'audit', root, '--json', '--threads', String(threads)], { encoding: 'utf8' })

test('threads and the order of files change no byte', () => {
  const root = lay('threads', makeTrail({ seed: 3, events: 3_000, roles: 12 }).files)
  const alone = withThreads(root, 0)
  for (const threads of [1, 2, 3]) expect(withThreads(root, threads)).toBe(alone)
})

describe('a run that goes on from the last one', () => {
  const { files, truth } = makeTrail({ seed: 4, events: 4_000, layout: 'account' })
  const facts = join(folder, 'facts.ndjson')

  test('two parts of a trail give what the whole gives', async () => {
    const root = lay('parts-whole', files)
    const whole = seen((await audited(root)).audit)
    expect(whole.roles).toEqual(truth.roles)
    const half = lay(
      'parts',
      files.filter((_, i) => i % 2 === 0),
    )
    const first = await audited(half)
    expect(writeFacts(facts, first.trail.toSave()).ok).toBe(true)
    lay('parts', files)
    const saved = readFacts(facts)
    if (!saved.ok) throw new Error(saved.error[0]?.message)
    const second = await audited(half, [half], saved.value)
    const found = seen(second.audit)
    expect(withoutSamples(found.roles)).toEqual(withoutSamples(truth.roles))
    expect({ ...found.read, skipped: 0 }).toEqual({ ...truth.read, skipped: 0 })
  })

  test('what was read before is not opened again', async () => {
    const root = lay('again', files)
    const first = await audited(root)
    expect(writeFacts(facts, first.trail.toSave()).ok).toBe(true)
    const saved = readFacts(facts)
    if (!saved.ok || saved.value === null) throw new Error('there are no facts')
    const second = await audited(root, [root], saved.value)
    expect(second.trail.opened).toBe(truth.read.quarantined.length)
    expect(second.audit.roles).toEqual(first.audit.roles)
  })

  test.each([
    { name: 'the IDs are damaged', damage: () => writeFileSync(idsOf(facts), 'damaged') },
    { name: 'the IDs are gone', damage: () => rmSync(idsOf(facts)) },
    {
      name: 'a line is missing',
      damage: () => writeFileSync(facts, `${readFileSync(facts, 'utf8').split('\n').slice(0, -2).join('\n')}\n`),
    },
    { name: 'the end is missing', damage: () => writeFileSync(facts, readFileSync(facts, 'utf8').slice(0, -30)) },
  ])('facts that are not whole are told, and nothing is counted wrongly: $name', async ({ damage }) => {
    const { trail } = await audited(lay('damaged', files.slice(0, 20)))
    expect(writeFacts(facts, trail.toSave()).ok).toBe(true)
    damage()
    const read = readFacts(facts)
    expect(read.ok ? null : read.error[0]?.code).toBe('audit/bad-facts')
  })
})

/** The file of IDs beside a facts file: there is one, however often facts were written. */
function idsOf(file: string): string {
  const found = readdirSync(dirname(file)).filter((name) => name.endsWith('.ids'))
  expect(found.length).toBe(1)
  return join(dirname(file), found[0] ?? '')
}

/** Which of two views of a shared call is the sample depends on which of them a run met. */
const withoutSamples = (roles: Truth['roles']): unknown =>
  Object.fromEntries(
    Object.entries(roles).map(([key, role]) => [key, { ...role, used: role.used.map(({ sampleEventId: _, ...used }) => used) }]),
  )
