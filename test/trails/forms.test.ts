/** Files that change while they are read, and forms of files: what can be read is counted, and the rest is named. */
import { spawnSync } from 'node:child_process'
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { type Audit, auditOf, everything, readTrail } from '../../src/audit/index.js'
import { records } from './trail.mjs'

const CLI = resolve('dist/cli/main.js')
const folder = mkdtempSync(join(tmpdir(), 'forms-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000)

function lay(name: string, files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): string {
  const root = join(folder, name)
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
  return root
}

const line = (one: unknown): string => `${JSON.stringify(one)}\n`
const hundred = [...records({ seed: 24, count: 100 })]

/** Reads with a look at each file that was read, so that something happens between listing and reading. */
async function read(root: string, onFile: (files: number) => void = () => undefined): Promise<Audit['read']> {
  const trail = await readTrail({
    paths: [root],
    stdin: null,
    s3: null,
    selection: everything,
    threads: 0,
    proposed: null,
    keeps: false,
    saved: null,
    onProgress: ({ files }) => onFile(files),
    nameOf: (path) => relative(root, path),
  })
  return (await auditOf(trail, { generation: null, policies: null, recorded: null })).audit.read
}

const events = ({ events, quarantined }: Audit['read']): unknown => ({ events, quarantined })

describe('files that change', () => {
  const three = (name: string): string =>
    lay(
      name,
      ['a', 'b', 'c'].map((file, i) => ({
        path: `${file}.ndjson`,
        bytes: Buffer.from(
          hundred
            .slice(i * 10, i * 10 + 10)
            .map(line)
            .join(''),
        ),
      })),
    )

  test('one that vanishes after it was listed is named', async () => {
    const root = three('vanished')
    const found = await read(root, (files) => files === 1 && rmSync(join(root, 'b.ndjson')))
    expect(events(found)).toEqual({ events: 20, quarantined: [{ file: 'b.ndjson', code: 'audit/unreadable' }] })
  })

  test('one that grew has its whole lines counted, and a line that is being written is left for the next run', async () => {
    const root = three('grown')
    const found = await read(root, (files) => {
      if (files !== 1) return
      appendFileSync(join(root, 'b.ndjson'), line(hundred[30]))
      appendFileSync(join(root, 'c.ndjson'), line(hundred[31]).slice(0, 200))
    })
    expect(events(found)).toEqual({ events: 31, quarantined: [] })
    appendFileSync(join(root, 'c.ndjson'), line(hundred[31]).slice(200))
    expect(events(await read(root))).toEqual({ events: 32, quarantined: [] })
  })

  test('one that was cut short is set aside, and read again once it is whole', async () => {
    const root = three('cut')
    const whole = gzipSync(JSON.stringify({ Records: hundred.slice(40, 60) }))
    writeFileSync(join(root, 'd.json.gz'), whole.subarray(0, 700))
    expect(events(await read(root))).toEqual({ events: 30, quarantined: [{ file: 'd.json.gz', code: 'audit/truncated' }] })
    writeFileSync(join(root, 'd.json.gz'), whole)
    expect(events(await read(root))).toEqual({ events: 50, quarantined: [] })
  })

  test('a large one that grows while it is read is read as long as it was', async () => {
    const large = [...records({ seed: 25, count: 4000 })]
    const root = lay('growing', [{ path: 'large.ndjson', bytes: Buffer.from(large.map(line).join('')) }])
    const more = records({ seed: 26, count: 2000 })
    const writer = setInterval(
      () => appendFileSync(join(root, 'large.ndjson'), Array.from({ length: 20 }, () => line(more.next().value)).join('')),
      1,
    )
    const found = await read(root).finally(() => clearInterval(writer))
    expect(events(found)).toEqual({ events: 4000, quarantined: [] })
  })
})

describe('forms of files', () => {
  const gz = (value: unknown): Buffer => gzipSync(JSON.stringify(value))
  const [one, two] = [hundred[0], hundred[1]]
  const digest = {
    awsAccountId: '111122223333',
    digestStartTime: '2026-10-01T10:00:00Z',
    digestS3Bucket: 'b',
    logFiles: [{ s3Object: 'x' }],
  }
  const insight = {
    eventVersion: '1.07',
    eventTime: '2026-10-01T10:00:00Z',
    eventID: '5b4f2c1d-7a51-4b52-9a0c-2f4a9d1f7e10',
    eventType: 'AwsCloudTrailInsight',
    insightDetails: { state: 'Start', eventName: 'PutItem' },
  }
  test.each<{
    readonly name: string
    readonly files: Readonly<Record<string, string | Uint8Array>>
    readonly want: Partial<Audit['read']>
  }>([
    {
      name: 'several gzips in one file',
      files: { 'a.json.gz': Buffer.concat([gz({ Records: [one] }), gz({ Records: [two] })]) },
      want: { events: 2 },
    },
    {
      name: 'zeros behind a gzip',
      files: { 'a.json.gz': Buffer.concat([gz({ Records: [one] }), Buffer.alloc(512)]) },
      want: { events: 1 },
    },
    {
      name: 'something else behind a gzip',
      files: { 'a.json.gz': Buffer.concat([gz({ Records: [one] }), Buffer.from('garbage')]), 'b.json.gz': gz({ Records: [two] }) },
      want: { events: 1, quarantined: [{ file: 'a.json.gz', code: 'audit/bad-gzip' }] },
    },
    {
      name: 'a gzip that ends early',
      files: { 'a.json.gz': gz({ Records: hundred }).subarray(0, -8), 'b.json.gz': gz({ Records: [two] }) },
      want: { events: 1, quarantined: [{ file: 'a.json.gz', code: 'audit/truncated' }] },
    },
    { name: 'a gzip without the name of one', files: { 'a.json': gz({ Records: [one] }), b: gz({ Records: [two] }) }, want: { events: 2 } },
    { name: 'no gzip with the name of one', files: { 'a.json.gz': JSON.stringify({ Records: [one] }) }, want: { events: 1 } },
    {
      name: 'an empty file',
      files: { 'a.json': '', 'b.json': JSON.stringify([one]) },
      want: { events: 1, quarantined: [{ file: 'a.json', code: 'audit/truncated' }] },
    },
    {
      name: 'a byte order mark',
      files: { 'a.json': `\ufeff${JSON.stringify({ Records: [one] })}`, 'b.json.gz': gzipSync(`\ufeff${JSON.stringify([two])}`) },
      want: { events: 2 },
    },
    {
      name: 'lines that end as those of Windows',
      files: { 'a.ndjson': [one, two].map((it) => `${JSON.stringify(it)}\r\n`).join('') },
      want: { events: 2 },
    },
    {
      name: 'a log group that was exported, and what the export tries first',
      files: {
        'exported/aws-logs-write-test': 'Permission Check Successful',
        'exported/task/111122223333_CloudTrail_us-east-1/000000.gz': gzipSync(
          [one, two].map((it) => `2026-10-01T10:00:00.000Z ${JSON.stringify(it)}\n`).join(''),
        ),
      },
      want: { events: 2, skipped: 1 },
    },
    {
      name: 'digests and insights, in their folders and elsewhere',
      files: {
        'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/10/01/a.json.gz': gz(digest),
        'AWSLogs/111122223333/CloudTrail-Insight/us-east-1/2026/10/01/a.json.gz': gz({ Records: [insight] }),
        'digest.json.gz': gz(digest),
        'AWSLogs/111122223333/CloudTrail/us-east-1/2026/10/01/a.json.gz': gz({ Records: [one] }),
      },
      want: { events: 1, skipped: 3, quarantined: [] },
    },
    {
      name: 'what is not read: tables of Athena, Parquet and OCSF of Security Lake',
      files: {
        'result.csv': '"eventid"\n"x"\n',
        'a.gz.parquet': 'PAR1',
        'ocsf.json': JSON.stringify({
          metadata: { uid: 'x', product: { name: 'CloudTrail' } },
          api: { operation: 'PutItem' },
          class_uid: 6003,
        }),
      },
      want: { events: 0, skipped: 3, quarantined: [] },
    },
    {
      name: 'one event in two files, in upper and in lower case',
      files: {
        'a.json': JSON.stringify([{ ...one, eventID: 'ABCDEF00-0000-4000-8000-000000000001' }]),
        'b.json': JSON.stringify([{ ...one, eventID: 'abcdef00-0000-4000-8000-000000000001' }]),
      },
      want: { events: 2, duplicates: 1 },
    },
  ])('$name', async ({ name, files, want }) => {
    const root = lay(
      `form ${name}`,
      Object.entries(files).map(([path, bytes]) => ({ path, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes })),
    )
    const found = await read(root)
    expect(found).toMatchObject({ quarantined: [], skipped: 0, duplicates: 0, ...want })
  })

  test('links in circles and to nowhere end nothing', async () => {
    const root = lay('links', [{ path: 'logs/a.json', bytes: Buffer.from(JSON.stringify([one])) }])
    symlinkSync('..', join(root, 'logs/up'))
    symlinkSync('self', join(root, 'self'))
    symlinkSync('nothing.json', join(root, 'nowhere.json'))
    copyFileSync(join(root, 'logs/a.json'), join(root, 'b.json'))
    expect(events(await read(root))).toEqual({
      events: 2,
      quarantined: ['nowhere.json', 'self'].map((file) => ({ file, code: 'audit/unreadable' })),
    })
  })

  test('a pipe that is named is read as it comes', () => {
    const file = join(lay('piped', [{ path: 'a.json.gz', bytes: gz({ Records: hundred }) }]), 'a.json.gz')
    const run = spawnSync('bash', ['-c', `"$0" "$1" audit <(cat "$2") --json`, process.execPath, CLI, file], { encoding: 'utf8' })
    expect((JSON.parse(run.stdout) as Audit).read.events).toBe(100)
  })
})
