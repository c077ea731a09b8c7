// `audit` beside DuckDB on the same files: many small ones, a few hundred middling ones, two very large ones; memory, CPU
// against inflating the same bytes, and ten million events in one run.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { line, median, RUNS, runNode } from './measure.mjs'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const CLI = path('../dist/cli/main.js')
const DUCKDB = path('./audit-duckdb.mjs')
const INFLATE = path('./audit-inflate.mjs')
const PEERS = path('../peers')
const SCRATCH = path('../.bench/audit')
const bench = 'audit'

const SETS = [
  { name: '4,000 files of 50 events', folder: 'small', files: 4000, events: 50, budget: 1 },
  { name: '200 files of 1,000 events', folder: 'middling', files: 200, events: 1000, budget: 0.9 },
  { name: '2 files of 100,000 events', folder: 'large', files: 2, events: 100_000, budget: 1 },
]

export async function* cases() {
  installPeers()
  const { records } = await import('../test/trails/trail.mjs')
  for (const { name, folder, files, events, budget } of SETS) {
    const { at, megabytes } = trail(() => texts(records({ seed: 7, count: files * events })), { folder, files, events })
    const measured = await inTurn(
      () => audit(at, files * events),
      () => duckdb(at, files * events),
    )
    const rate = (seconds) => megabytes / seconds
    const [ours, theirs] = [rate(measured.ours), rate(measured.theirs)]
    yield line({ bench, name, unit: 'MB/s', ours, peer: '@duckdb/node-api', theirs, ratio: ours / theirs, budget, budgetOf: 'ratio' })
    if (folder === 'middling')
      yield line({ bench, name: `${name}, peak memory`, unit: 'MB', ours: measured.peakMb, budget: 300, budgetOf: 'ours' })
    if (folder !== 'small') yield await cpuBesideInflate(name, at)
  }
  yield* large(records)
}

/** A million, and ten million events with IDs of their own: memory may grow by 24 bytes an event beyond the first million. */
async function* large(records) {
  for (const [millions, budget] of [
    [1, 300],
    [10, 300 + (24 * 9_000_000) / 2 ** 20],
  ]) {
    const { at } = trail(() => repeated(records, 10_000), {
      folder: `million-${millions}`,
      files: millions * 100,
      events: 10_000,
      level: 1,
    })
    const { peakMb, seconds } = await audit(at, millions * 1_000_000)
    yield line({ bench, name: `${millions} million events, peak memory`, unit: 'MB', ours: peakMb, budget, budgetOf: 'ours' })
    if (millions === 1) yield await cpuBesideInflate('1 million events', at)
    console.error(`  ${millions} million events in ${seconds.toFixed(1)} s`)
  }
}

/** Texts of the same records over and over, each time with IDs of their own: made in a hundredth of the time. */
function* repeated(records, count) {
  const parts = [...records({ seed: 7, count })].map(({ eventID, ...record }) =>
    JSON.stringify({ ...record, eventID: '' }).split('"eventID":""'),
  )
  for (let n = 0; ; n++) {
    const [head, tail] = parts[n % count]
    const id = n.toString(16).padStart(12, '0')
    // Spread as random ones are.
    const spread = (Math.imul(n, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')
    yield `${head}"eventID":"${spread}-${spread.slice(4)}-4000-a000-${id}"${tail}`
  }
}

function installPeers() {
  if (existsSync(`${PEERS}/node_modules/@duckdb/node-api`)) return
  const installed = spawnSync('npm', ['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] })
  if (installed.status !== 0) throw new Error('the peers are missing, and `npm ci --prefix peers` failed')
}

function* texts(records) {
  for (const record of records) yield JSON.stringify(record)
}

/** Made once, and kept: seeded, so that it is the same on every machine. */
function trail(made, { folder, files, events, level = 6 }) {
  const at = `${SCRATCH}/${folder}`
  const whole = `${at}.json`
  if (!existsSync(whole)) {
    rmSync(at, { recursive: true, force: true })
    mkdirSync(at, { recursive: true })
    const all = made()
    let bytes = 0
    for (let file = 0; file < files; file++) {
      const text = `{"Records":[${Array.from({ length: events }, () => all.next().value).join(',')}]}`
      bytes += Buffer.byteLength(text)
      writeFileSync(`${at}/${String(file).padStart(5, '0')}.json.gz`, gzipSync(text, { level }))
    }
    writeFileSync(whole, String(bytes / 1e6))
  }
  return { at, megabytes: Number(readFileSync(whole, 'utf8')) }
}

async function audit(at, events) {
  const run = await runNode(CLI, ['audit', at, '--json', '--quiet'])
  const { read } = JSON.parse(run.stdout)
  if (read.events !== events || read.duplicates !== 0) throw new Error(`${read.events} events of ${events}, ${read.duplicates} repeats`)
  return run
}

async function duckdb(at, events) {
  const run = await runNode(DUCKDB, [`${at}/*.json.gz`])
  if (Number(run.stdout) !== events) throw new Error(`DuckDB counted ${run.stdout} of ${events} events`)
  return run
}

/** Ours and the peer in turn, after one turn that is not counted. */
async function inTurn(ours, theirs) {
  await ours()
  await theirs()
  const runs = { ours: [], theirs: [] }
  for (let i = 0; i < RUNS; i++) {
    runs.ours.push(await ours())
    runs.theirs.push(await theirs())
  }
  return {
    ours: median(runs.ours.map(({ seconds }) => seconds)),
    theirs: median(runs.theirs.map(({ seconds }) => seconds)),
    peakMb: Math.max(...runs.ours.map(({ peakMb }) => peakMb)),
  }
}

/** Of a short run, starting and learning what the events mean are a large part. */
async function cpuBesideInflate(name, at) {
  const cpu = []
  for (let i = 0; i < RUNS; i++) {
    const inflated = await runNode(INFLATE, [at], { watchMemory: false })
    cpu.push((await cpuOf(at)) / JSON.parse(inflated.stdout).cpuSeconds)
  }
  const ours = median(cpu)
  return line({ bench, name: `${name}, CPU as a multiple of inflating the same bytes`, unit: 'times', ours, budget: 3, budgetOf: 'ours' })
}

/** CPU seconds of a whole run, threads and start included. */
async function cpuOf(at) {
  const timed = spawnSync(
    'bash',
    ['-c', `TIMEFORMAT='%U %S'; time "${process.execPath}" "${CLI}" audit "${at}" --json --quiet > /dev/null`],
    { encoding: 'utf8' },
  )
  const [user = 0, system = 0] = timed.stderr.trim().split(/\s+/).map(Number)
  return user + system
}
