// The main job as a cold process: the example app, and synthetic apps of 100 and 1,000 functions over shared modules.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { line, median, repeat, runNode } from './measure.mjs'
import { writeSyntheticApp } from './synthetic-app.mjs'

const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const EXAMPLE = fileURLToPath(new URL('../examples/items-api', import.meta.url))
const SCRATCH = fileURLToPath(new URL('../.bench/generate', import.meta.url))

const bench = 'generate'

export async function* cases() {
  const example = await measure(EXAMPLE)
  yield line({ bench, name: 'the example app, cold process', unit: 's', ours: example.seconds, budget: 0.5, budgetOf: 'ours' })

  const measured = new Map()
  for (const [functions, budget] of [
    [100, 2],
    [1000, 20],
  ]) {
    const folder = `${SCRATCH}/${functions}`
    rmSync(folder, { recursive: true, force: true })
    writeSyntheticApp(folder, functions)
    const result = await measure(folder, functions)
    measured.set(functions, result)
    yield line({ bench, name: `a synthetic app of ${functions} functions`, unit: 's', ours: result.seconds, budget, budgetOf: 'ours' })
  }
  yield line({
    bench,
    name: 'peak memory with 1,000 functions',
    unit: 'MB',
    ours: measured.get(1000).peakMb,
    budget: 1000,
    budgetOf: 'ours',
  })
  // Linear growth is a ratio of 10; what a process costs before its first function makes it less.
  const growth = measured.get(1000).seconds / measured.get(100).seconds
  yield line({ bench, name: 'time of 1,000 functions against 100', unit: 'times', ours: growth, budget: 11, budgetOf: 'ours' })
}

async function measure(folder, functions = 1) {
  const runs = await repeat(async () => {
    // Each run is a first run: what an earlier one kept is thrown away.
    rmSync(`${folder}/.rolewright`, { recursive: true, force: true })
    const run = await runNode(CLI, ['generate', folder, '--json'])
    const found = Object.values(JSON.parse(run.stdout).functions)
    const calls = found.filter((f) => f.grants.some((g) => g.kind === 'call')).length
    if (found.length < functions || calls < found.length) throw new Error(`${folder}: ${calls} of ${found.length} functions have calls`)
    return run
  })
  return { seconds: median(runs.map((r) => r.seconds)), peakMb: median(runs.map((r) => r.peakMb)) }
}
