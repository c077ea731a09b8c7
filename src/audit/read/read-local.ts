/** Files below folders, in the order of their paths. */
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isSkipped, mayHold, type Selection } from '../layout.js'
import type { FileFault } from '../types.js'
import { fileKey } from './read-facts.js'
import type { SizedJob } from './read-pool.js'

export interface Listing {
  readonly jobs: readonly SizedJob[]
  readonly bytes: number
  readonly skipped: number
  /** Folders and files that could not be looked at. */
  readonly faults: readonly { readonly file: string; readonly code: FileFault }[]
}

export function listLocal(paths: readonly string[], selection: Selection, isKnown: (key: SizedJob['key']) => boolean): Listing {
  const jobs: SizedJob[] = []
  const faults: { readonly file: string; readonly code: FileFault }[] = []
  const seen = new Set<string>()
  let skipped = 0
  let bytes = 0
  const visit = (path: string, named: boolean): void => {
    try {
      const stats = statSync(path)
      if (stats.isDirectory()) {
        // What tools keep beside the logs: `.git`, and our own facts.
        if (named || !basename(path).startsWith('.')) folder(path)
        return
      }
      if (!stats.isFile() && !named) return
      // A file that is named is read whatever it is called.
      if (!named && isSkipped(path)) {
        skipped++
        return
      }
      if (!named && !mayHold(path, selection)) return
      const key = fileKey(path, stats.size, stats.mtimeMs)
      if (isKnown(key)) return
      jobs.push({ name: path, bytes: null, size: stats.size, key })
      bytes += stats.size
    } catch (thrown) {
      faults.push({ file: path, code: codeOf(thrown) })
    }
  }
  const folder = (path: string): void => {
    const real = realpathSync(path)
    if (seen.has(real)) return
    seen.add(real)
    const entries = readdirSync(path).sort()
    for (const name of entries) visit(join(path, name), false)
  }
  for (const path of paths) visit(path, true)
  return { jobs, bytes, skipped, faults }
}

const codeOf = (thrown: unknown): FileFault => {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
  return code === 'EACCES' || code === 'EPERM' ? 'audit/access-denied' : 'audit/unreadable'
}
