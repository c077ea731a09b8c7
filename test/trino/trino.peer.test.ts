/** One question, two engines: a real Trino and the local reader give the same answer for the same files. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
import { records } from '../trails/shapes.data.js'
import { makeTrail } from '../trails/trail.mjs'
import { startTrino, type TrinoServer } from './server.js'

const place = { location: 'local:///trail/AWSLogs', schema: 'hive.logs.', table: 'cloudtrail' }
const shapes = { location: 'local:///shapes/AWSLogs', schema: 'hive.logs.', table: 'shapes' }
const trail = makeTrail({ seed: 11, events: 4_000, layout: 'account', wholeOnly: true, wide: true })

let server: TrinoServer
let engine: ReturnType<typeof trino>

beforeAll(async () => {
  server = await startTrino()
  for (const { path, bytes } of trail.files) {
    mkdirSync(dirname(join(server.store, 'trail', path)), { recursive: true })
    writeFileSync(join(server.store, 'trail', path), bytes)
  }
  const kept = join(server.store, 'shapes/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/10/10/a.json')
  mkdirSync(dirname(kept), { recursive: true })
  writeFileSync(kept, JSON.stringify({ Records: records }))
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
  for (const statement of tableStatements('trino', { ...options, ...shapes })) await run(statement)
})
afterAll(() => server?.stop())

async function run(sql: string): Promise<readonly (readonly unknown[])[]> {
  const answer = await engine.run(sql)
  if (!answer.ok) throw new Error(`${answer.error[0]?.message}\n${sql}`)
  return answer.value
}

async function locally(selection: Selection, folder = 'trail'): Promise<Trail> {
  return await readTrail({
    paths: [join(server.store, folder)],
    stdin: null,
    s3: null,
    selection,
    threads: 0,
    proposed: null,
    keeps: false,
    saved: null,
    onProgress: () => undefined,
    nameOf: (path) => path,
  })
}

async function remotely(selection: Selection, table = place): Promise<Trail> {
  const asked = await askEngine(engine, viewName(table), selection, () => undefined)
  if (!asked.ok) throw new Error(asked.error[0]?.message)
  return asked.value
}

const answer = async (from: Trail): Promise<string> =>
  JSON.stringify((await auditOf(from, { generation: null, policies: null, recorded: null })).audit, null, 2)

test('records of every shape', async () => {
  expect(await answer(await remotely(everything, shapes))).toBe(await answer(await locally(everything, 'shapes')))
})

test('the whole trail', async () => {
  const [ours, theirs] = [await answer(await locally(everything)), await answer(await remotely(everything))]
  expect(theirs).toBe(ours)
  expect(JSON.parse(ours).roles).toEqual(
    Object.fromEntries(Object.entries(trail.truth.roles).map(([key, role]) => [key, { ...role, unused: [], notObservable: [] }])),
  )
})

test.each([
  { name: 'an account', selection: { ...everything, accounts: ['444455556666'] } },
  { name: 'a region', selection: { ...everything, regions: ['eu-west-1'] } },
])('$name', async ({ selection }) => expect(await answer(await remotely(selection))).toBe(await answer(await locally(selection))))

test('days: only their files are opened', async () => {
  const selection = { ...everything, since: '2026-10-05', until: '2026-10-06' }
  const [ours, theirs] = [await locally(selection), await remotely(selection)]
  expect(JSON.parse(await answer(theirs)).roles).toEqual(JSON.parse(await answer(ours)).roles)
  expect(theirs.read.files).toBeLessThan(trail.files.length / 3)
})

/**
 * Athena reads the files with its own input format, which unwraps the records into columns. Here a table gets these columns
 * out of the same lines; Athena's view and the question are then run as they are.
 */
const ATHENA_ROWS = `SELECT json_extract_scalar(r, '$.eventVersion') AS eventversion,
  CAST(json_extract(r, '$.userIdentity') AS ROW(type varchar, principalid varchar, arn varchar, accountid varchar, invokedby varchar,
    accesskeyid varchar, username varchar,
    inscopeof ROW(sourcearn varchar, sourceaccount varchar, issuertype varchar, credentialsissuedto varchar),
    sessioncontext ROW(attributes ROW(mfaauthenticated varchar, creationdate varchar),
      sessionissuer ROW(type varchar, principalid varchar, arn varchar, accountid varchar, username varchar)))) AS useridentity,
  ${[
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'errorCode',
    'errorMessage',
    'eventID',
    'eventType',
    'recipientAccountId',
    'sharedEventID',
  ]
    .map((name) => `json_extract_scalar(r, '$.${name}') AS ${name.toLowerCase()}`)
    .join(', ')},
  nullif(json_format(json_extract(r, '$.requestParameters')), 'null') AS requestparameters,
  CAST(json_extract(r, '$.resources') AS ARRAY(ROW(arn varchar, accountid varchar, type varchar))) AS resources,
  account, region, day
FROM hive.logs.cloudtrail CROSS JOIN UNNEST(CAST(json_extract(line, '$.Records') AS array(json))) AS records (r)`

describe('the view that Athena gets', () => {
  const athena = { ...place, table: 'athena' }
  const options = { ...athena, accounts: [], regions: [], from: '2026-09-30', until: '2026-10-31' }
  beforeAll(async () => {
    await run(`CREATE TABLE hive.logs.athena WITH (format = 'ORC') AS ${ATHENA_ROWS}`)
    const [, view = ''] = tableStatements('athena', options)
    await run(view)
  })

  test.each([
    { name: 'the whole trail', selection: everything },
    { name: 'an account', selection: { ...everything, accounts: ['444455556666'] } },
    { name: 'a region, and days', selection: { ...everything, regions: ['eu-west-1'], since: '2026-10-05', until: '2026-10-09' } },
  ])('$name', async ({ selection }) => {
    const asked = await askEngine(engine, viewName(athena), selection, () => undefined)
    if (!asked.ok) throw new Error(asked.error[0]?.message)
    const [ours, theirs] = [JSON.parse(await answer(await locally(selection))), JSON.parse(await answer(asked.value))]
    // The files are other ones, and so are the records that lie in files of days which nobody asks for.
    expect(theirs.roles).toEqual(ours.roles)
    expect([theirs.read.from, theirs.read.to]).toEqual([ours.read.from, ours.read.to])
    if (selection === everything) expect({ ...theirs.read, files: 0 }).toEqual({ ...ours.read, files: 0 })
  })
})
