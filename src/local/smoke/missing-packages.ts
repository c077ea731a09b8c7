/** Packages that an app lists and that nobody installed: without them its functions fail when they are loaded. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from '../../app/index.js'
import type { Problem } from '../../outcome/index.js'

/** So many packages are named. */
const MAX_NAMED = 3

/** What installs the packages of a folder, by the lockfile that is there. */
const INSTALLERS: readonly (readonly [lockfile: string, command: string])[] = [
  ['package-lock.json', 'npm ci'],
  ['npm-shrinkwrap.json', 'npm ci'],
  ['pnpm-lock.yaml', 'pnpm install'],
  ['yarn.lock', 'yarn install'],
  ['bun.lock', 'bun install'],
  ['bun.lockb', 'bun install'],
]

/** @returns one problem for each `package.json` of functions that lists packages which can't be found from its folder */
export function missingPackages({ functions }: Pick<App, 'functions'>, folder: string): readonly Problem[] {
  const roots = [...functions.values()].flatMap(({ code }) => (code.kind === 'files' ? [code.root] : []))
  const manifests = new Set(roots.map((root) => nearest('package.json', root)).filter((found) => found !== null))
  return [...manifests].sort().flatMap((manifest) => {
    const home = dirname(manifest)
    const missing = dependenciesOf(manifest).filter((name) => nearest(join('node_modules', name), home) === null)
    return missing.length === 0 ? [] : [notInstalled(missing, home, folder)]
  })
}

function notInstalled(missing: readonly string[], home: string, folder: string): Problem {
  const named = missing.slice(0, MAX_NAMED).map((name) => `\`${name}\``)
  const more = missing.length > MAX_NAMED ? ` and ${missing.length - MAX_NAMED} more` : ''
  const lockfile = INSTALLERS.map(([name]) => nearest(name, home)).find((found) => found !== null)
  const command = INSTALLERS.find(([name]) => lockfile?.endsWith(name))?.[1] ?? 'npm install'
  const where = lockfile === undefined || lockfile === null ? home : dirname(lockfile)
  return {
    code: 'local/packages-missing',
    message: `${named.join(', ')}${more} ${missing.length === 1 ? "isn't" : "aren't"} installed, so functions that load ${missing.length === 1 ? 'it' : 'them'} fail`,
    hint: `install the app's packages first: ${command}${where === folder ? '' : ` (in ${where})`}`,
    at: null,
  }
}

/** A file or folder of this name in a folder or in one above it. */
function nearest(name: string, from: string): string | null {
  for (let at = from; ; at = dirname(at)) {
    const path = join(at, name)
    if (existsSync(path)) return path
    if (at === dirname(at)) return null
  }
}

function dependenciesOf(manifest: string): readonly string[] {
  try {
    const read: unknown = JSON.parse(readFileSync(manifest, 'utf8'))
    const listed = typeof read === 'object' && read !== null && 'dependencies' in read ? read.dependencies : null
    return typeof listed === 'object' && listed !== null ? Object.keys(listed).sort() : []
  } catch {
    // A manifest that is broken is told of where the app is read.
    return []
  }
}
