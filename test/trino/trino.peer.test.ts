/** One question, two engines: a real Trino and the local reader give the same answer for the same files. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  askEngine,
  auditOf,
  everything,
  readTrail,
  type Selection,
  type Trail,
  tableStatements,
  trino,
  viewName,
} from '../../src/audit/index.js'
import { makeTrail } from '../trails/trail.mjs'
import { startTrino, type TrinoServer } from './server.js'

const place = { location: 'local:///trail/AWSLogs', schema: 'hive.logs.', table: 'cloudtrail' }
const trail = makeTrail({ seed: 11, events: 4_000, layout: 'account', wholeOnly: true })

let server: TrinoServer
let engine: ReturnType<typeof trino>

beforeAll(async () => {
  server = await startTrino()
  for (const { path, bytes } of trail.files) {
    mkdirSync(dirname(join(server.store, 'trail', path)), { recursive: true })
    writeFileSync(join(server.store, 'trail', path), bytes)
  }
  engine = trino({ endpoint: server.endpoint, user: 'test', password: null, catalog: 'hive', schema: 'logs' })
  await run('CREATE SCHEMA hive.logs')
  const options = {
    ...place,
    accounts: ['111122223333', '444455556666', '777788889999'],
    regions: ['us-east-1', 'eu-west-1', 'ap-southeast-2'],
    from: '2026-09-30',
    until: '2026-10-31',
  }
  for (const statement of tableStatements('trino', options)) await run(statement)
})
afterAll(() => server?.stop())

async function run(sql: string): Promise<readonly (readonly unknown[])[]> {
  const answer = await engine.run(sql)
  if (!answer.ok) throw new Error(`${answer.error[0]?.message}\n${sql}`)
  return answer.value
}

async function locally(selection: Selection): Promise<Trail> {
  return await readTrail({
    paths: [join(server.store, 'trail')],
    stdin: null,
    s3: null,
    selection,
    threads: 0,
    proposed: null,
    saved: null,
    onProgress: () => undefined,
    nameOf: (path) => path,
  })
}

async function remotely(selection: Selection): Promise<Trail> {
  const asked = await askEngine(engine, viewName(place), selection, () => undefined)
  if (!asked.ok) throw new Error(asked.error[0]?.message)
  return asked.value
}

const answer = (from: Trail): string => JSON.stringify(auditOf(from, { generation: null, policies: null, recorded: null }).audit, null, 2)

test('the whole trail', async () => {
  const [ours, theirs] = [answer(await locally(everything)), answer(await remotely(everything))]
  expect(theirs).toBe(ours)
  expect(JSON.parse(ours).roles).toEqual(
    Object.fromEntries(Object.entries(trail.truth.roles).map(([key, role]) => [key, { ...role, unused: [], notObservable: [] }])),
  )
})

test.each([
  { name: 'an account', selection: { ...everything, accounts: ['444455556666'] } },
  { name: 'a region', selection: { ...everything, regions: ['eu-west-1'] } },
])('$name', async ({ selection }) => expect(answer(await remotely(selection))).toBe(answer(await locally(selection))))

test('days: only their files are opened', async () => {
  const selection = { ...everything, since: '2026-10-05', until: '2026-10-06' }
  const [ours, theirs] = [await locally(selection), await remotely(selection)]
  expect(JSON.parse(answer(theirs)).roles).toEqual(JSON.parse(answer(ours)).roles)
  expect(theirs.read.files).toBeLessThan(trail.files.length / 3)
})
