// A process of its own: every pair of successive versions, both directions, and what they took. Prints one JSON value.
//
// A direction is one call of `contains` with parsed policies, its counterexample with it: reading and parsing the documents is
// not in it. What the prover makes of a statement is, where it meets it for the first time, which is each version once.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { pairsOf } from './prove-pairs.mjs'

const { contains } = await import(new URL('../dist/prove/index.js', import.meta.url))
const { parsePolicyValue } = await import(new URL('../dist/policy/index.js', import.meta.url))

// The best of several passes, each on documents that are parsed anew: what a query costs, and not what else the machine did.
const PASSES = 4
const verdicts = { proved: 0, refuted: 0, unknown: 0 }
const best = new Map()

for (let pass = 0; pass < PASSES; pass++) {
  let before = null
  for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
    const { name, version, document } = JSON.parse(line)
    const after = { name, version, document: subjectOf(document) }
    for (const { name: direction, narrow, wide } of pairsOf(before, after)) {
      if (narrow === null || wide === null) continue
      const began = performance.now()
      const { verdict } = contains(wide, narrow)
      const ms = performance.now() - began
      if (pass === 0) verdicts[verdict]++
      best.set(direction, Math.min(best.get(direction) ?? Number.POSITIVE_INFINITY, ms))
    }
    before = after
  }
}

const times = [...best.values()].sort((a, b) => a - b)
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]
const slowest = [...best].sort((a, b) => b[1] - a[1]).slice(0, 5)
process.stdout.write(JSON.stringify({ count: times.length, verdicts, median: at(0.5), p95: at(0.95), max: at(1), slowest }))

function subjectOf(document) {
  const parsed = parsePolicyValue(document, 'identity')
  return parsed.ok ? { kind: 'identity', policies: [{ name: 'policy', policy: parsed.value }] } : null
}
