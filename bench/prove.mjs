// The prover: versions of AWS's managed policies against their successors, beside z3 on a fixed sample, and an app.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { line, median, runNode } from './measure.mjs'
import { allPairs, writeVersions } from './prove-pairs.mjs'
import { encode, isEncodable } from './prove-smt.mjs'
import { writeSyntheticApp } from './synthetic-app.mjs'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const PEERS = path('../peers')
const SCRATCH = path('../.bench/prove')
const bench = 'prove'
const SAMPLE = 200
const LIMIT_MS = 2_000

export async function* cases() {
  installPeers()
  const versions = writeVersions()
  const { seconds: _, peakMb, stdout } = await runNode(path('./prove-versions.mjs'), [versions])
  const { count, verdicts, median: middle, p95, max } = JSON.parse(stdout)
  const what = `${count} directions of managed policy versions`
  yield atMost(`${what}, median`, 'ms', middle, 0.1)
  yield atMost(`${what}, p95`, 'ms', p95, 3)
  yield atMost(`${what}, worst`, 'ms', max, 50)
  yield atMost(`${what}, unknown`, '%', (100 * verdicts.unknown) / count, 1)
  yield atMost(`${what}, memory`, 'MB', peakMb, 300)
  yield* besideZ3()
  yield atMost('an app of 100 roles', 's', await appSeconds(), 1)
}

const atMost = (name, unit, ours, budget) => line({ bench, name, unit, ours, budget, budgetOf: 'ours' })

function installPeers() {
  if (existsSync(`${PEERS}/node_modules`)) return
  const installed = spawnSync('npm', ['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] })
  if (installed.status !== 0) throw new Error('the peers are missing, and `npm ci --prefix peers` failed')
}

/** The same queries for both, one after another; the fragment that the encoding has, evenly over all policies. */
async function* besideZ3() {
  const { contains } = await import(new URL('../dist/prove/index.js', import.meta.url))
  const { conditionKey } = await import(new URL('../dist/catalog/index.js', import.meta.url))
  const isMultiValued = (key) => conditionKey(key)?.multiValued ?? true
  const all = [...allPairs()].filter(({ narrow, wide }) => isEncodable(narrow) && isEncodable(wide))
  const step = all.length / SAMPLE
  const sample = Array.from({ length: SAMPLE }, (_, i) => all[Math.floor(i * step)])
  const queries = await Promise.all(
    sample.map(async ({ narrow, wide }) => ({
      narrow: await subjectOf(narrow),
      wide: await subjectOf(wide),
      text: encode(narrow, wide, isMultiValued, LIMIT_MS),
    })),
  )
  const ours = []
  for (const round of [0, 1, 2]) {
    for (const [i, { narrow, wide }] of queries.entries()) {
      const began = performance.now()
      contains(wide, narrow, { openActions: true })
      const ms = performance.now() - began
      ours[i] = round === 0 ? ms : Math.min(ours[i], ms)
    }
  }
  const resident = await residentTimes(queries)
  yield ratio('200 of them, median', median(ours), 'z3 resident (WASM)', median(resident), 20)
  yield atMost('200 of them, worst of ours', 'ms', Math.max(...ours), LIMIT_MS)
  const native = nativeTimes(queries)
  if (native === null) console.error('no `z3` is at hand: the comparison with a process a query is left out')
  else yield ratio('200 of them, median', median(ours), 'z3 a process each', median(native), 200)
}

const ratio = (name, ours, peer, theirs, budget) =>
  line({ bench, name, unit: 'ms', ours, peer, theirs, ratio: theirs / ours, budget, budgetOf: 'ratio' })

async function residentTimes(queries) {
  const { init } = createRequire(`${PEERS}/package.json`)('z3-solver')
  const { Z3, em } = await init()
  const times = []
  for (const { text } of queries) {
    const context = Z3.mk_context(Z3.mk_config())
    const began = performance.now()
    await Z3.eval_smtlib2_string(context, text)
    times.push(performance.now() - began)
    Z3.del_context(context)
  }
  em.PThread.terminateAllThreads()
  return times
}

/** Null where there is no `z3` on the path; `ROLEWRIGHT_Z3` names another. */
function nativeTimes(queries) {
  const z3 = process.env.ROLEWRIGHT_Z3 ?? 'z3'
  if (spawnSync(z3, ['--version']).status !== 0) return null
  return queries.map(({ text }) => {
    const began = performance.now()
    spawnSync(z3, ['-in', `-t:${LIMIT_MS}`], { input: text })
    return performance.now() - began
  })
}

async function subjectOf(document) {
  const { parsePolicyValue } = await import(new URL('../dist/policy/index.js', import.meta.url))
  const parsed = parsePolicyValue(document, 'identity')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return { kind: 'identity', policies: [{ name: 'policy', policy: parsed.value }] }
}

/** For each role: all that is needed is in it, and what it was packed from is the same. */
async function appSeconds() {
  const { generate } = await import(new URL('../dist/index.js', import.meta.url))
  const { contains, equivalent } = await import(new URL('../dist/prove/index.js', import.meta.url))
  const folder = `${SCRATCH}/app`
  writeSyntheticApp(folder, 100)
  const options = { inputs: [folder], layout: null, parameters: new Map(), account: '111122223333', region: 'us-east-1', from: null }
  const answer = await generate(options)
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  const { functions, roles } = answer.value.generated
  const pairs = await Promise.all(
    Object.values(functions).map(async ({ grants, role }) => {
      const needed = grants.map(({ actions, resources }) => ({ Effect: 'Allow', Action: actions, Resource: resources.map(plain) }))
      const packed = roles[role].policies.flatMap(({ document }) => document.Statement)
      return [await subjectOf(policyOf(needed)), await subjectOf(JSON.parse(plain(JSON.stringify(policyOf(packed.map(withoutSid))))))]
    }),
  )
  const began = performance.now()
  for (const [needed, packed] of pairs) {
    if (contains(packed, needed).verdict !== 'proved') throw new Error('a role lacks what is needed')
    if (equivalent(packed, needed).verdict !== 'proved') throw new Error('packing changed a role')
  }
  return (performance.now() - began) / 1000
}

const policyOf = (Statement) => ({ Version: '2012-10-17', Statement })
const withoutSid = ({ Sid: _, ...statement }) => statement

/** Symbols as names, and CloudFormation values as text. */
const plain = (text) =>
  text
    .replace(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
    .replaceAll('${AWS::Partition}', 'aws')
    // A symbol that a text begins with is a whole ARN.
    .replace(/(^|")\$\{([^}]*)\}/g, (_, quote, name) => `${quote}arn:aws:app:::${name.replace(/[^A-Za-z0-9]/g, '-')}`)
    .replace(/\$\{([^}]*)\}/g, (_, name) => name.replace(/[^A-Za-z0-9]/g, '-'))
