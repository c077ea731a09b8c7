/** Files below the folder that a person names, without what other people's code and build output lie in. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** How far below the folder is looked, and at how much: it must not take long. */
const MAX_DEPTH = 3
const MAX_FOLDERS = 500

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'cdk.out', 'out', 'dist', 'build', 'coverage', 'venv', 'vendor'])

/** @returns paths relative to the folder with `/`: the nearest first, then by name; nothing of folders that begin with a dot */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const files: string[] = []
  let folders = ['']
  let seen = 0
  for (let depth = 0; depth <= MAX_DEPTH && folders.length > 0; depth++) {
    const next: string[] = []
    for (const at of folders.slice(0, MAX_FOLDERS - seen)) {
      seen++
      const inside = await readdir(join(folder, at), { withFileTypes: true }).catch(() => [])
      for (const each of [...inside].sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = at === '' ? each.name : `${at}/${each.name}`
        if (each.isDirectory() && !each.name.startsWith('.') && !SKIPPED.has(each.name)) next.push(path)
        if (each.isFile()) files.push(path)
      }
    }
    folders = next
  }
  return files
}
