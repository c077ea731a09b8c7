// Compiles src/ to dist/ and copies the data files that the compiler leaves out. Skips the work when nothing changed.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const src = join(root, 'src')
const dist = join(root, 'dist')
const stamp = join(dist, '.built')

const files = (dir) =>
  readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)]))

const sources = [...files(src), join(root, 'tsconfig.json'), join(root, 'tsconfig.build.json')]
const newest = Math.max(...sources.map((f) => statSync(f).mtimeMs))
if (!existsSync(stamp) || statSync(stamp).mtimeMs < newest || process.argv.includes('--force')) {
  // Built beside it and then put in its place: a failed build leaves what was there.
  const next = join(root, `dist.${process.pid}`)
  const tsc = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json'), '--outDir', next],
    { stdio: 'inherit' },
  )
  if (tsc.status !== 0) {
    rmSync(next, { recursive: true, force: true })
    process.exit(tsc.status ?? 1)
  }
  for (const file of sources.filter((f) => /\.(bin|br|gz|json)$/.test(f) && f.startsWith(src))) {
    const to = join(next, file.slice(src.length))
    mkdirSync(dirname(to), { recursive: true })
    cpSync(file, to)
  }
  chmodSync(join(next, 'cli/main.js'), 0o755)
  writeFileSync(join(next, '.built'), '')
  rmSync(dist, { recursive: true, force: true })
  renameSync(next, dist)
}
