/** Installs the peers when they are missing; they have a package file and a lockfile of their own. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

export function setup(): void {
  if (existsSync('peers/node_modules')) return
  const installed = spawnSync('npm', ['ci', '--prefix', 'peers', '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: 'inherit' })
  if (installed.status !== 0) throw new Error('the peers are missing, and `npm ci --prefix peers` failed')
}
