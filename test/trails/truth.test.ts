/** The audit finds exactly what a made trail holds: every count, in whatever order and by however many threads it is read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Audit, auditOf, everything, readTrail } from '../../src/audit/index.js'
import { makeTrail, type TrailFile, type Truth } from './trail.mjs'

const folder = mkdtempSync(join(tmpdir(), 'trail-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function lay(name: string, files: readonly TrailFile[]): string {
  const root = join(folder, name)
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
  return root
}

async function audited(root: string): Promise<Audit> {
  const trail = await readTrail({
    paths: [root],
    stdin: null,
    selection: everything,
    threads: 0,
    onProgress: () => undefined,
    nameOf: (path) => relative(root, path),
  })
  return auditOf(trail)
}

/** The parts of the answer that the events alone decide. */
const seen = ({ read, roles }: Audit): Truth => ({
  read,
  roles: Object.fromEntries(Object.entries(roles).map(([key, { id, sessions, used, denials }]) => [key, { id, sessions, used, denials }])),
})

describe.each([
  { layout: 'organization' as const, seed: 1, events: 9_000 },
  { layout: 'account' as const, seed: 2, events: 4_000 },
])('a trail as $layout', ({ layout, seed, events }) => {
  const { files, truth } = makeTrail({ seed, events, layout })
  test('every count is found', async () => {
    const found = seen(await audited(lay(layout, files)))
    expect(found.read).toEqual(truth.read)
    expect(Object.keys(found.roles)).toEqual(Object.keys(truth.roles))
    for (const [role, want] of Object.entries(truth.roles)) expect(found.roles[role], role).toEqual(want)
    // The truth is no empty one.
    expect(truth.read.duplicates).toBeGreaterThan(events / 10)
    expect(truth.read.copies).toBeGreaterThan(events / 50)
    expect(Object.values(truth.roles).flatMap(({ denials }) => denials).length).toBeGreaterThan(100)
  })
})
