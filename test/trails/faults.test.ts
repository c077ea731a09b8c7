/**
 * What goes wrong around an audit, with the real thing: the built command killed, a disk that is full, files and folders
 * without permission, and files that change while they are read. The answer is that of what could be read, and a facts file
 * is always a whole one.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { type Audit, auditOf, everything, readFacts, readTrail } from '../../src/audit/index.js'
import { makeTrail, records } from './trail.mjs'

const CLI = resolve('dist/cli/main.js')
const folder = mkdtempSync(join(tmpdir(), 'faults-'))
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function lay(name: string, files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): string {
  const root = join(folder, name)
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
  return root
}

const answerOf = (words: readonly string[]): string =>
  execFileSync(process.execPath, [CLI, 'audit', ...words, '--json'], { encoding: 'utf8' })

describe('a run that is killed', () => {
  const { files } = makeTrail({ seed: 21, events: 3_000, roles: 20, layout: 'account', perFile: 100, wholeOnly: true })
  const last = files.at(-1)

  test.each([
    { name: 'while it reads', kill: killedWhileReading },
    { name: 'while it writes', kill: killedAtNewFile },
  ])(
    '$name leaves the facts of the run before, and run again gives the same answer',
    async ({ name, kill }) => {
      const root = lay(`killed ${name}`, files.slice(0, -1))
      const facts = join(folder, `facts ${name}`, 'facts.ndjson')
      mkdirSync(dirname(facts))
      answerOf([root, '--facts', facts])
      const before = readFileSync(facts, 'utf8')
      lay(`killed ${name}`, last === undefined ? [] : [last])
      const began = performance.now()
      const whole = answerOf([root])
      const ms = performance.now() - began
      for (const share of [0.3, 0.7, 0.95]) {
        const child = spawn(process.execPath, [CLI, 'audit', root, '--facts', facts, '--json'], { stdio: 'ignore' })
        await kill(child, { ms: ms * share, at: dirname(facts) })
        const saved = readFacts(facts)
        expect(saved.ok && saved.value !== null, `killed at ${share} of the time`).toBe(true)
        if (child.signalCode === 'SIGKILL' && name === 'while it reads' && share < 0.6) expect(readFileSync(facts, 'utf8')).toBe(before)
      }
      expect(answerOf([root, '--facts', facts, '--since', 'LAST'])).toBe(whole)
      expect(answerOf([root, '--facts', facts])).toBe(whole)
      // What killed runs left is gone: there are the facts, and their IDs.
      expect(readdirSync(dirname(facts)).length).toBe(2)
    },
    120_000,
  )
})

interface Moment {
  readonly ms: number
  /** The folder of the facts. */
  readonly at: string
}

async function killedWhileReading(child: ChildProcess, { ms }: Moment): Promise<void> {
  const exit = once(child, 'exit')
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  await exit
  clearTimeout(timer)
}

/** Kills a run as soon as it has begun to write beside the facts. */
async function killedAtNewFile(child: ChildProcess, { at }: Moment): Promise<void> {
  const exit = once(child, 'exit')
  while (child.exitCode === null && child.signalCode === null) {
    if (readdirSync(at).some((name) => name.endsWith('.tmp'))) child.kill('SIGKILL')
    await new Promise((next) => setImmediate(next))
  }
  await exit
}

const isRoot = process.getuid?.() === 0
/** A container may forbid it to root as well. */
const canMount = isRoot && mounted(mkdtempSync(join(folder, 'mount-')))

function mounted(at: string): boolean {
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', at]).status === 0
  return made && spawnSync('umount', [at]).status === 0
}

describe('a disk that is full', () => {
  const { files } = makeTrail({ seed: 22, events: 6_000, layout: 'account', wholeOnly: true })
  const root = lay('full', files)
  const some = lay('full-some', files.slice(0, 10))

  /** The answer is given all the same, the fault has its code, and the facts are those of the run before. */
  function expectKept(
    run: { readonly status: number | null; readonly stdout: string; readonly stderr: string },
    facts: string,
    before: string,
  ) {
    expect(run.stderr).toContain('audit/not-written')
    expect(run.status).toBe(1)
    expect(run.stdout).toBe(answerOf([root]))
    expect(readFileSync(facts, 'utf8')).toBe(before)
    expect(readFacts(facts).ok).toBe(true)
    expect(readdirSync(dirname(facts)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  }

  test('a file may not grow as long as the facts are', () => {
    const facts = join(folder, 'limited', 'facts.ndjson')
    answerOf([some, '--facts', facts])
    const before = readFileSync(facts, 'utf8')
    // In blocks of 1,024 bytes; the signal is ignored, so that writing fails with EFBIG.
    const script = `trap '' XFSZ; ulimit -f 40; exec "$0" "$@"`
    const run = spawnSync('bash', ['-c', script, process.execPath, CLI, 'audit', root, '--facts', facts, '--json'], { encoding: 'utf8' })
    expectKept(run, facts, before)
    expect(run.stderr).toContain('EFBIG')
  })

  test.skipIf(!canMount)('a file system without room (mounting one needs root)', () => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', disk])
    try {
      const facts = join(disk, 'facts.ndjson')
      answerOf([some, '--facts', facts])
      const before = readFileSync(facts, 'utf8')
      const run = spawnSync(process.execPath, [CLI, 'audit', root, '--facts', facts, '--json'], { encoding: 'utf8' })
      expectKept(run, facts, before)
      expect(run.stderr).toContain('ENOSPC')
    } finally {
      spawnSync('umount', [disk])
    }
  })

  test.skipIf(!existsSync('/dev/full'))('standard output without room is told without a stack trace', () => {
    const run = spawnSync('bash', ['-c', '"$0" "$@" > /dev/full', process.execPath, CLI, 'audit', some, '--json'], { encoding: 'utf8' })
    expect(run.status).toBe(1)
    expect(run.stderr).toMatch(/^error standard output cannot be written: ENOSPC.*\n$/)
  })
})

describe('without permission', () => {
  const { files, truth } = makeTrail({ seed: 23, events: 3_000, roles: 10, layout: 'organization', wholeOnly: true })
  const accounts = [...new Set(files.map(({ path }) => path.split('/')[2] ?? ''))].sort()
  const [open, ...shut] = accounts
  const asNobody = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []
  const [tool, ...toolWords] = [...asNobody, process.execPath, CLI]
  const runs = spawnSync(tool ?? '', [...toolWords, '--version']).status === 0

  test.skipIf(!runs)('folders and files are set aside and named, and the rest is answered (root needs `setpriv`)', () => {
    const root = lay('shut', files)
    const openFiles = files.filter(({ path }) => path.split('/')[2] === open)
    const one = openFiles[0]?.path ?? ''
    for (const account of shut) chmodSync(join(root, 'AWSLogs/o-a1b2c3d4e5', account), 0o000)
    chmodSync(join(root, one), 0o000)
    try {
      const run = spawnSync(tool ?? '', [...toolWords, 'audit', '.', '--cwd', root, '--json', '--strict'], { encoding: 'utf8' })
      expect(run.stderr).toBe('')
      const { read } = JSON.parse(run.stdout) as Audit
      expect(read.quarantined).toEqual(
        [one, ...shut.map((account) => `AWSLogs/o-a1b2c3d4e5/${account}`)].sort().map((file) => ({ file, code: 'audit/access-denied' })),
      )
      expect(run.status).toBe(3)
      const rest = lay('open', openFiles.slice(1))
      const want = JSON.parse(answerOf([rest])) as Audit
      expect({ ...JSON.parse(run.stdout), read: { ...read, quarantined: [], files: read.files - 1 } }).toEqual(want)
      expect(want.read.events).toBeGreaterThan(truth.read.events / 6)
    } finally {
      for (const account of shut) chmodSync(join(root, 'AWSLogs/o-a1b2c3d4e5', account), 0o755)
    }
  })
})

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
  return auditOf(trail, { generation: null, policies: null, recorded: null }).audit.read
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
