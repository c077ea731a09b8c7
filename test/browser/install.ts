/** Installs what drives the browser when it is missing; it has a package file and a lockfile of its own. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

export function setup(): void {
  if (!existsSync('test/browser/node_modules')) {
    const installed = spawnSync('npm', ['ci', '--prefix', 'test/browser', '--ignore-scripts', '--no-audit', '--no-fund'], {
      stdio: 'inherit',
    })
    if (installed.status !== 0) throw new Error('`npm ci --prefix test/browser` failed')
  }
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--modules-only'], { stdio: 'inherit' })
  if (built.status !== 0) throw new Error('the build failed')
}
