/**
 * Numbers that are put aside in files of the system's folder for temporary ones. Where the system allows it (all but Windows)
 * a file loses its name as soon as it is open: its room is given back when the process ends, even if it is killed.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PARTS, type Spill } from '../shared-views.js'

/** @param folder where files are made @throws where none can be made */
export function openSpill(folder = tmpdir()): Spill {
  const own = mkdtempSync(join(folder, 'rolewright-'))
  const handles = Array.from({ length: PARTS }, (_, part) => openSync(join(own, String(part)), 'wx+', 0o600))
  const sizes = handles.map(() => 0)
  const remove = (): void => rmSync(own, { recursive: true, force: true })
  if (process.platform === 'win32') process.once('exit', remove)
  else remove()
  return {
    add: (part, words) => {
      const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
      const begin = sizes[part] ?? 0
      // What was written of a piece that finds no room stands behind the part's end, and is written over.
      for (let at = 0; at < bytes.length; ) at += writeSync(handles[part] as number, bytes, at, bytes.length - at, begin + at)
      sizes[part] = begin + bytes.length
    },
    part: (part) => {
      const words = new Uint32Array((sizes[part] ?? 0) / 4)
      const bytes = new Uint8Array(words.buffer)
      for (let at = 0; at < bytes.length; ) {
        const count = readSync(handles[part] as number, bytes, at, bytes.length - at, at)
        if (count === 0) throw new Error('a temporary file was cut by somebody else')
        at += count
      }
      return words
    },
    close: () => {
      for (const handle of handles) closeSync(handle)
      if (process.platform === 'win32') remove()
    },
  }
}
