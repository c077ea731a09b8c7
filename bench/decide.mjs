// The engine on a mix of twenty policies, beside iam-simulate; compiling, single decisions, memory, and the pipe.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { line, median, RUNS } from './measure.mjs'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const PEERS = path('../peers')
const CLI = path('../dist/cli/main.js')
const SCRATCH = path('../.bench/decide')
const bench = 'decide'

export async function* cases() {
  installPeers()
  const { mix, managedPolicy } = await import('./decide-mix.mjs')
  const { authorizer } = await import(new URL('../dist/decide/index.js', import.meta.url))
  const peer = await import(pathToFileURL(createRequire(`${PEERS}/package.json`).resolve('@cloud-copilot/iam-simulate')).href)
  const { policies, requests } = mix()
  const engines = policies.map((it) => made(authorizer(it)))
  const simulations = requests.map(([set, request]) => asSimulation(policies[set], request))

  const ours = async () => decisionsPerSecond(engines, requests)
  const checked = await inTurn(ours, () => peerRate(peer.runSimulation, simulations, 60))
  yield ratioLine('mix of 20 policies', 'decisions/s', checked, 'iam-simulate', 200)
  const unchecked = await inTurn(ours, () => peerRate(peer.runUnsafeSimulation, simulations, 720))
  yield ratioLine('mix of 20 policies, the unchecked call of the peer', 'decisions/s', unchecked, 'iam-simulate', 30)
  yield atLeast('mix of 20 policies on one core', 'decisions/s', checked.ours, 2_000_000)

  const readOnly = JSON.stringify(managedPolicy('ReadOnlyAccess'))
  yield atMost('compile ReadOnlyAccess from text', 'ms', await medianOf(() => compileMs(authorizer, readOnly), 15), 5)
  yield atMost('p99 of a single decision', 'µs', await medianOf(() => percentileUs(engines, requests, 0.99)), 10)
  yield atMost('memory of 10,000 compiled roles', 'MB', await medianOf(memoryMb, 3), 500)

  mkdirSync(SCRATCH, { recursive: true })
  const small = writeLines('small.ndjson', smallLines(policies, requests, 400_000))
  const linesPerSecond = await medianOf(async () => small.count / (await pipe([CLI, 'evaluate'], small.file)))
  yield atLeast(`pipe, lines of ${small.average} bytes with policiesRef`, 'lines/s', linesPerSecond, 150_000)
  const large = writeLines('large.ndjson', largeLines(policies, requests, 40_000))
  const seconds = await inTurn(
    () => pipe([CLI, 'evaluate'], large.file),
    () => pipe([path('./parse-lines.mjs')], large.file),
  )
  const throughput = { ours: large.bytes / 1e6 / seconds.ours, theirs: large.bytes / 1e6 / seconds.theirs }
  yield ratioLine(`pipe, lines of ${large.average} bytes with their policies`, 'MB/s', throughput, 'JSON.parse', 1)
}

function installPeers() {
  if (existsSync(`${PEERS}/node_modules`)) return
  const installed = spawnSync('npm', ['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] })
  if (installed.status !== 0) throw new Error('the peers are missing, and `npm ci --prefix peers` failed')
}

function made(result) {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** Ours and the peer in turn, after one turn that is not counted. */
async function inTurn(ours, theirs) {
  await ours()
  await theirs()
  const measured = { ours: [], theirs: [] }
  for (let i = 0; i < RUNS; i++) {
    measured.ours.push(await ours())
    measured.theirs.push(await theirs())
  }
  return { ours: median(measured.ours), theirs: median(measured.theirs) }
}

async function medianOf(measure, runs = RUNS) {
  const values = []
  for (let i = 0; i <= runs; i++) values.push(await measure())
  return median(values.slice(1))
}

const ratioLine = (name, unit, { ours, theirs }, peer, budget) =>
  line({ bench, name, unit, ours, peer, theirs, ratio: ours / theirs, budget, budgetOf: 'ratio' })
const atMost = (name, unit, ours, budget) => line({ bench, name, unit, ours, budget, budgetOf: 'ours' })
const atLeast = (name, unit, ours, budget) => ({ ...line({ bench, name, unit, ours, budget, budgetOf: 'ours' }), met: ours >= budget })

/** Of one core: seconds that this process had the processor, so that others on the machine do not count. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function decisionsPerSecond(engines, requests) {
  const began = cpuSeconds()
  let count = 0
  while (cpuSeconds() - began < 0.5) {
    for (const [set, request] of requests) engines[set](request)
    count += requests.length
  }
  return count / (cpuSeconds() - began)
}

/** The peer takes values of one as text. */
function asSimulation(policies, { principal, action, resource, resourceAccount, context }) {
  const contextVariables = Object.fromEntries(
    Object.entries(context).map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
  )
  return {
    request: { principal, action, resource: { resource, accountId: resourceAccount }, contextVariables },
    identityPolicies: policies.identity.map(({ name, document }) => ({ name, policy: document })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  }
}

async function peerRate(simulate, simulations, count) {
  const began = cpuSeconds()
  // Every so-manyth of the mix, so that few calls still see each policy.
  const step = Math.max(1, Math.floor(simulations.length / count))
  for (let i = 0; i < simulations.length; i += step) await simulate(simulations[i], {})
  return Math.ceil(simulations.length / step) / (cpuSeconds() - began)
}

function compileMs(authorizer, text) {
  const began = cpuSeconds()
  made(authorizer({ identity: [{ name: 'ReadOnlyAccess', document: JSON.parse(text) }] }))
  return (cpuSeconds() - began) * 1000
}

function percentileUs(engines, requests, share) {
  const times = []
  for (let round = 0; round < 20; round++) {
    for (const [set, request] of requests) {
      const began = process.hrtime.bigint()
      engines[set](request)
      times.push(Number(process.hrtime.bigint() - began) / 1000)
    }
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * share)]
}

function memoryMb() {
  const run = spawnSync(process.execPath, ['--expose-gc', path('./decide-memory.mjs')], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(run.stderr)
  return Number(run.stdout)
}

/** @returns seconds from the start of the process to its end, its input from a file and its output to nowhere */
function pipe(args, file) {
  return new Promise((resolve, reject) => {
    const input = openSync(file, 'r')
    const began = performance.now()
    const child = spawn(process.execPath, args, { stdio: [input, 'ignore', 'inherit'] })
    closeSync(input)
    child.on('error', reject)
    child.on('close', (status) =>
      status === 0 ? resolve((performance.now() - began) / 1000) : reject(new Error(`${args[0]} ended with ${status}`)),
    )
  })
}

function writeLines(name, lines) {
  const file = `${SCRATCH}/${name}`
  const text = `${lines.join('\n')}\n`
  writeFileSync(file, text)
  return { file, count: lines.length, bytes: text.length, average: Math.round(text.length / lines.length) }
}

function smallLines(policies, requests, count) {
  const defines = policies.map((it, i) => JSON.stringify({ define: `p${i}`, policies: it }))
  const lines = Array.from({ length: count }, (_, i) => {
    const [set, request] = requests[i % requests.length]
    return JSON.stringify({ id: `r${i}`, request, policiesRef: `p${set}` })
  })
  return [...defines, ...lines]
}

const largeLines = (policies, requests, count) =>
  Array.from({ length: count }, (_, i) => {
    const [set, request] = requests[i % requests.length]
    return JSON.stringify({ id: `r${i}`, request, policies: policies[set] })
  })
