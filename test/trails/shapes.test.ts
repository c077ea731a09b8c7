/** Records of every shape that guides show: none stops a run, and each means for its role what it should. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { auditOf, everything, readTrail, replayOf, usageOf } from '../../src/audit/index.js'
import { arnOf, records, SHAPES } from './shapes.data.js'

const folder = mkdtempSync(join(tmpdir(), 'shapes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The same records in the forms in which they are kept and handed on. */
const FORMS: Readonly<Record<string, Uint8Array>> = {
  'a.json.gz': gzipSync(JSON.stringify({ Records: records })),
  'b.json': Buffer.from(JSON.stringify(records)),
  'c.ndjson': Buffer.from(records.map((one) => `${JSON.stringify(one)}\n`).join('')),
  'd.json': Buffer.from(
    JSON.stringify(records.map((detail, i) => ({ version: '0', id: `e${i}`, 'detail-type': 'AWS API Call via CloudTrail', detail }))),
  ),
  'e.json': Buffer.from(JSON.stringify({ Events: records.map((one, i) => ({ EventId: `e${i}`, CloudTrailEvent: JSON.stringify(one) })) })),
  'f.json': Buffer.from(JSON.stringify({ Records: records }, null, 2)),
}

const read = (path: string) =>
  readTrail({
    paths: [path],
    stdin: null,
    s3: null,
    selection: everything,
    threads: 0,
    proposed: null,
    keeps: false,
    saved: null,
    onProgress: () => undefined,
    nameOf: (file) => file,
  })

describe.each(Object.keys(FORMS))('%s', async (file) => {
  writeFileSync(join(folder, file), FORMS[file] as Uint8Array)
  const trail = await read(join(folder, file))
  const { audit } = await auditOf(trail, { generation: null, policies: null, recorded: null })

  test('nothing is set aside', () => {
    expect(audit.read).toMatchObject({ events: SHAPES.length, duplicates: 0, quarantined: [] })
    expect(SHAPES.length).toBeGreaterThanOrEqual(120)
  })

  test.each(SHAPES.map((shape, i) => ({ ...shape, i })))('$name', (shape) => {
    const usage = audit.roles[arnOf(shape, shape.i)]
    const found = (usage?.used ?? []).flatMap(({ action, resources }) => resources.map((resource) => `${action} ${resource}`))
    expect(found).toEqual(shape.want)
    for (const used of usage?.used ?? []) {
      expect(used).toMatchObject({ count: 1, denied: shape.denied === undefined ? 0 : 1 })
      expect(used.via ?? []).toEqual(shape.who === 'through' ? ['cloudformation.amazonaws.com'] : [])
    }
    const denials = (usage?.denials ?? []).map(({ by, explicit }) => `${by ?? '?'}${explicit === true ? '!' : ''}`)
    expect(denials).toEqual(shape.denied === undefined ? [] : shape.want.map(() => shape.denied))
  })

  test('callers that are no role are listed nowhere', () => {
    const roles = [...usageOf(trail.facts).values()].map(({ arn }) => arn)
    expect(roles.every((arn) => arn.includes(':role/'))).toBe(true)
  })

  test('every call is refused by roles that allow nothing, and none by such that allow all', () => {
    const judged = (allows: boolean) => replayOf(trail.facts, { knows: () => true, refusal: () => (allows ? null : 'nothing allows it') })
    const calls = SHAPES.filter(({ want, denied }) => want.length > 0 && denied === undefined)
    expect(judged(true)).toEqual({ requests: calls.length, refused: [] })
    expect(judged(false).refused.length).toBe(calls.flatMap(({ want }) => want).length)
  })
})

test('all forms give the same answer', async () => {
  const answers = await Promise.all(
    Object.keys(FORMS).map(
      async (file) => (await auditOf(await read(join(folder, file)), { generation: null, policies: null, recorded: null })).audit.roles,
    ),
  )
  for (const answer of answers) expect(answer).toEqual(answers[0])
})
