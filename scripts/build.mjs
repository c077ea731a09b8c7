// Compiles src/ to dist/ and copies the data files that the compiler leaves out. Skips the work when nothing changed.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const stamp = join(dist, '.built')

const files = (dir) =>
  readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)]))

const sources = [...files(join(root, 'src')), join(root, 'tsconfig.json'), join(root, 'tsconfig.build.json')]
const newest = Math.max(...sources.map((f) => statSync(f).mtimeMs))
if (!existsSync(stamp) || statSync(stamp).mtimeMs < newest || process.argv.includes('--force')) {
  rmSync(dist, { recursive: true, force: true })
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
    stdio: 'inherit',
  })
  if (tsc.status !== 0) process.exit(tsc.status ?? 1)
  for (const f of sources.filter((s) => /\.(bin|gz|json)$/.test(s) && s.startsWith(join(root, 'src')))) {
    cpSync(f, join(dist, f.slice(join(root, 'src').length)))
  }
  writeFileSync(stamp, '')
}
