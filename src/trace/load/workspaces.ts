/**
 * Packages of the same repository, by name. A workspace links them into `node_modules`, which is often not there: the
 * folders that hold a `package.json` with the name are then looked for.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

export interface Workspaces {
  /** The folder of the package of that name, seen from a file. */
  folderOf(name: string, from: string): string | null
}

const MAX_DEPTH = 6
const MAX_FOLDERS = 4_000
const SKIPPED = new Set(['node_modules', '.git', '.aws-sam', 'cdk.out', '.serverless', '.rolewright', 'coverage'])

export function workspacesOf(folder: string): Workspaces {
  const byRoot = new Map<string, ReadonlyMap<string, string>>()
  return {
    folderOf: (name, from) => {
      const root = rootOf(from, folder)
      let packages = byRoot.get(root)
      if (packages === undefined) {
        packages = packagesIn(root)
        byRoot.set(root, packages)
      }
      return packages.get(name) ?? null
    },
  }
}

/** The outermost folder that says that it is a workspace, else the app's. Never above the repository. */
function rootOf(from: string, folder: string): string {
  const outside = relative(folder, from).startsWith('..')
  let root = outside ? dirname(from) : folder
  for (let at = root; ; at = dirname(at)) {
    if (isWorkspaceRoot(at)) root = at
    if (existsSync(join(at, '.git')) || dirname(at) === at) return root
  }
}

function isWorkspaceRoot(folder: string): boolean {
  if (['pnpm-workspace.yaml', 'lerna.json', 'nx.json', 'rush.json'].some((each) => existsSync(join(folder, each)))) return true
  const read = readPackage(folder)
  return read !== null && 'workspaces' in read
}

function packagesIn(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let left = MAX_FOLDERS
  const visit = (folder: string, depth: number): void => {
    if (left-- <= 0 || depth > MAX_DEPTH) return
    let entries: string[]
    try {
      entries = readdirSync(folder, { withFileTypes: true })
        .filter((each) => each.isDirectory() && !SKIPPED.has(each.name))
        .map((each) => each.name)
        .sort()
    } catch {
      return
    }
    const name = readPackage(folder)?.name
    if (typeof name === 'string' && !found.has(name)) found.set(name, folder)
    for (const each of entries) visit(join(folder, each), depth + 1)
  }
  visit(root, 0)
  return found
}

export function readPackage(folder: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return read !== null && typeof read === 'object' ? (read as Record<string, unknown>) : null
  } catch {
    return null
  }
}
