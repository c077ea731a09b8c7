// What every benchmark needs: medians, child processes with their peak memory, and the line that the contract gives.
import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

export const RUNS = 5

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * One case of a benchmark. `budgetOf` says what the budget is of: `ratio` (ours against the peer's; above 1 ours is
 * better), or `ours`, which must not pass it.
 */
export function line({ bench, name, unit, ours, peer = null, theirs = null, ratio = null, budget, budgetOf }) {
  const met = budgetOf === 'ratio' ? ratio >= budget : ours <= budget
  return { bench, case: name, unit, ours: round(ours), peer, theirs: round(theirs), ratio: round(ratio), budget, budgetOf, met }
}

const round = (value) => (value === null ? null : Number(value.toPrecision(4)))

const PEAK = fileURLToPath(new URL('./peak-memory.mjs', import.meta.url))

/**
 * Runs a script of Node in a process of its own.
 *
 * @returns seconds from its start to its end, its peak memory in MB (not watched: NaN), and its standard output
 */
export function runNode(script, args, { watchMemory = true } = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const preload = watchMemory ? ['--import', PEAK] : []
    const child = spawn(process.execPath, [...preload, script, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
    const text = ['', '', '', '']
    for (const stream of [1, 2, 3]) child.stdio[stream].on('data', (chunk) => (text[stream] += chunk))
    child.on('error', reject)
    child.on('close', (status) => {
      const seconds = (performance.now() - began) / 1000
      if (status !== 0) reject(new Error(`${script} ${args.join(' ')} ended with ${status}\n${text[2].slice(0, 2000)}`))
      else resolve({ seconds, peakMb: watchMemory ? Number(text[3]) / 1024 : Number.NaN, stdout: text[1] })
    })
  })
}

/** Runs the same measurement several times, one after another, after one run that is not counted. */
export async function repeat(measure, runs = RUNS) {
  await measure()
  const results = []
  for (let i = 0; i < runs; i++) results.push(await measure())
  return results
}
