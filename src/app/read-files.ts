/**
 * The room's eyes: which files and folders are there, and their text. Answers are remembered, so that a template with
 * a thousand functions asks the disk about each folder once. Nothing outside the app's repository is opened.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'

export interface Files {
  /** Absolute path of the app's folder; places are relative to it. */
  readonly folder: string
  /** Nothing above this folder is read: the repository, or where there is none, a few levels above the app. */
  readonly boundary: string
  /** What is at an absolute path: links are followed; null where nothing is, or where it lies outside the boundary. */
  readonly kindOf: (path: string) => 'file' | 'folder' | null
  /** Whether a path leads out of the boundary, by its name or through a link. */
  readonly isOutside: (path: string) => boolean
  /** Names in a folder, sorted; empty where there is none. */
  readonly list: (folder: string) => readonly string[]
  /** UTF-8 text of a file up to 5 MB; null where it cannot be read. */
  readonly text: (path: string) => string | null
  /** A path as places and answers print it: relative to the app's folder, with forward slashes. */
  readonly show: (path: string) => string
}

/** Where no repository says how far an app reaches, templates are seen to name code up to this many folders above. */
const LEVELS_WITHOUT_REPOSITORY = 3
const MAX_TEXT_BYTES = 5_000_000

export function readFiles(folder: string): Files {
  const boundary = boundaryOf(folder)
  const realBoundary = realOf(boundary) ?? boundary
  const kinds = new Map<string, 'file' | 'folder' | null>()
  const lists = new Map<string, ReadonlySet<string>>()

  const within = (path: string, top: string): boolean => path === top || path.startsWith(top.endsWith(sep) ? top : top + sep)
  const isOutside = (path: string): boolean => {
    if (!within(resolve(path), boundary)) return true
    const real = realOf(path)
    return real !== null && !within(real, realBoundary)
  }

  const namesIn = (path: string): ReadonlySet<string> => {
    const known = lists.get(path)
    if (known !== undefined) return known
    const found = new Set(isOutside(path) ? [] : listOnDisk(path))
    lists.set(path, found)
    return found
  }

  return {
    folder,
    boundary,
    isOutside,
    kindOf(path) {
      const known = kinds.get(path)
      if (known !== undefined) return known
      // Most paths that are asked for are not there, and the folder's list says so without asking the disk again.
      const isThere = path === boundary || namesIn(dirname(path)).has(basename(path))
      const found = isThere && !isOutside(path) ? kindOnDisk(path) : null
      kinds.set(path, found)
      return found
    },
    list: (path) => [...namesIn(path)],
    text(path) {
      try {
        return isOutside(path) || statSync(path).size > MAX_TEXT_BYTES ? null : readFileSync(path, 'utf8')
      } catch {
        return null
      }
    },
    show: (path) => relative(folder, path).split(sep).join('/') || '.',
  }
}

function boundaryOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) break
  }
  let top = folder
  for (let i = 0; i < LEVELS_WITHOUT_REPOSITORY; i++) {
    const above = dirname(top)
    if (above === dirname(above) || above === dirname(homedir()) || above === homedir()) break
    top = above
  }
  return top
}

function realOf(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

function kindOnDisk(path: string): 'file' | 'folder' | null {
  try {
    const stats = statSync(path)
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : null
  } catch {
    return null
  }
}

function listOnDisk(path: string): readonly string[] {
  try {
    return readdirSync(path).sort()
  } catch {
    return []
  }
}
