// The packed tool as a user gets it: what it takes on disk with its dependencies, how long it installs, how fast it starts.
import { spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { line, median, repeat, runNode } from './measure.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const bench = 'install'

export async function* cases() {
  const scratch = mkdtempSync(join(tmpdir(), 'rolewright-install-'))
  try {
    const packed = JSON.parse(npm(['pack', '--json', '--pack-destination', scratch], ROOT))[0]
    const tarball = join(scratch, packed.filename)
    yield line({ bench, name: 'the packed tarball', unit: 'MB', ours: packed.size / 1e6, budget: 5, budgetOf: 'ours' })

    const seconds = []
    let app = ''
    // The first installation fills the cache and is not counted.
    for (let i = 0; i <= 5; i++) {
      app = join(scratch, `app-${i}`)
      mkdirSync(app)
      writeFileSync(join(app, 'package.json'), '{ "private": true }\n')
      const began = performance.now()
      npm(['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], app)
      if (i > 0) seconds.push((performance.now() - began) / 1000)
    }
    yield line({ bench, name: 'installed from a warm cache', unit: 's', ours: median(seconds), budget: 10, budgetOf: 'ours' })
    yield line({
      bench,
      name: 'installed with its dependencies',
      unit: 'MB',
      ours: sizeOf(join(app, 'node_modules')) / 1e6,
      budget: 60,
      budgetOf: 'ours',
    })

    const main = join(app, 'node_modules/rolewright/dist/cli/main.js')
    const help = await repeat(() => runNode(main, ['--help'], { watchMemory: false }), 15)
    const bare = await repeat(() => runNode(join(ROOT, 'bench/nothing.mjs'), [], { watchMemory: false }), 15)
    const ours = 1000 * median(help.map((r) => r.seconds))
    const theirs = 1000 * median(bare.map((r) => r.seconds))
    yield line({
      bench,
      name: 'rolewright --help',
      unit: 'ms',
      ours,
      peer: 'an empty script',
      theirs,
      ratio: theirs / ours,
      budget: 80,
      budgetOf: 'ours',
    })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function npm(args, cwd) {
  const run = spawnSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' })
  if (run.status !== 0) throw new Error(`npm ${args.join(' ')} failed\n${run.stderr}`)
  return run.stdout
}

/** Bytes of the files below a folder. */
function sizeOf(path) {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}
