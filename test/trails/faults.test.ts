/**
 * What goes wrong around an audit, with the real thing: the built command killed, a disk that is full, files and folders
 * without permission. The answer is that of what could be read, and a facts file is always a whole one.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Audit, readFacts } from '../../src/audit/index.js'
import { makeTrail } from './trail.mjs'

const CLI = resolve('dist/cli/main.js')
const folder = mkdtempSync(join(tmpdir(), 'faults-'))
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000)

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
