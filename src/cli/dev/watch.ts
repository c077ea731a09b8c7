/** Tells when files of an app change: its own ones, not those of packages, builds and caches. */
import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

/** Changes that come within this time are told together. */
const GATHER_MS = 80
/** More folders than this are no app. */
const MAX_FOLDERS = 4_000
const LEFT_OUT = new Set(['node_modules', 'out', 'coverage', '__pycache__'])

/** @param onChange gets absolute paths, sorted as they were seen */
export function watchFolder(folder: string, onChange: (files: ReadonlySet<string>) => void): () => void {
  const watchers = new Map<string, FSWatcher>()
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  function add(at: string): void {
    if (watchers.has(at) || watchers.size >= MAX_FOLDERS) return
    let names: readonly { readonly name: string; isDirectory(): boolean }[]
    try {
      names = readdirSync(at, { withFileTypes: true })
      const watcher = watch(at, (_, name) => {
        if (name !== null && !isLeftOut(name)) told(join(at, name))
      })
      // A folder that goes away takes its watcher with it.
      watcher.on('error', () => remove(at))
      watchers.set(at, watcher)
    } catch {
      return
    }
    for (const entry of names) if (entry.isDirectory() && !isLeftOut(entry.name)) add(join(at, entry.name))
  }

  function remove(at: string): void {
    watchers.get(at)?.close()
    watchers.delete(at)
  }

  function told(file: string): void {
    changed.add(file)
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => {
      timer = null
      const files = changed
      changed = new Set()
      for (const each of files) add(each)
      onChange(files)
    }, GATHER_MS)
  }

  add(folder)
  return () => {
    if (timer !== null) clearTimeout(timer)
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
  }
}

const isLeftOut = (name: string): boolean => name.startsWith('.') || LEFT_OUT.has(name) || name.endsWith('~')
