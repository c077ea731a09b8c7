/** The source files of a package, by the names that their paths end with. */
import { basename, dirname, join, sep } from 'node:path'
import type { Files } from '../read-files.js'
import { OUTPUT_FOLDERS } from './candidates.js'
import { EXTENSIONS } from './extensions.js'

/** Folders in which no handler's source stands. */
const SKIPPED: ReadonlySet<string> = new Set([
  '.aws-sam',
  '.git',
  '.serverless',
  '.vscode',
  '__mocks__',
  '__tests__',
  'cdk.out',
  'coverage',
  'docs',
  'e2e',
  'node_modules',
  'spec',
  'test',
  'tests',
])

/** More files than this in a package are not searched: the answer would take longer than a person waits. */
const MAX_FILES = 20_000

export interface SourceFile {
  readonly path: string
  /** Parts of the path without extension, each in lower case without separators: `create-user` is `createuser`. */
  readonly names: readonly string[]
}

/** All source files under a folder, tests and build output left out. */
export function sourceFiles(folder: string, files: Files): readonly SourceFile[] {
  const found: SourceFile[] = []
  const queue = [folder]
  for (let at = queue.pop(); at !== undefined && found.length < MAX_FILES; at = queue.pop()) {
    const inside = files.list(at)
    for (const name of inside) {
      if (EXTENSIONS.some((extension) => name.endsWith(extension)) && !/\.(d|test|spec|config)\.[cm]?[jt]sx?$/.test(name)) {
        const path = join(at, name)
        if (files.kindOf(path) === 'file') found.push({ path, names: namesOf(path.slice(folder.length)) })
      } else if (!name.includes('.') || name.startsWith('.')) {
        if (SKIPPED.has(name) || (OUTPUT_FOLDERS.has(name) && name !== 'lib')) continue
        const path = join(at, name)
        if (files.kindOf(path) === 'folder') queue.push(path)
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const namesOf = (path: string): readonly string[] =>
  path
    .replace(/\.[cm]?[jt]sx?$/, '')
    .split(sep)
    .filter((part) => part !== '')
    .map(plainName)

/** `create-user`, `CreateUser` and `create_user` are one name. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The folder of the package that a path belongs to: the nearest one above with a package.json, else the app's folder. */
export function packageFolder(path: string, files: Files): string {
  for (let at = path; !files.isOutside(at); at = dirname(at)) {
    if (files.kindOf(join(at, 'package.json')) === 'file' && basename(at) !== 'node_modules') return at
    if (dirname(at) === at) break
  }
  return files.folder
}
