/** Traces rows from their source, as the tracer is used on an app: files on disk, one tracer for all of them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTracer, type Trace } from '../../src/trace/index.js'
import { isolate, layOut } from './execute.js'
import type { Row } from './row.js'

/** @returns as many as there are rows, in their order */
export function traceRows(rows: readonly Row[]): readonly Trace[] {
  const root = mkdtempSync(join(tmpdir(), 'traced-'))
  try {
    isolate(root)
    for (const [i, row] of rows.entries()) layOut(join(root, `s${i}`), row)
    const tracer = createTracer({ folder: root })
    return rows.map((row, i) => {
      // A person's own rows hold for a whole app.
      const settings = new Map(Object.entries(row.told).map(([name, texts]) => [name, texts.split('|')]))
      const shared = row.libraries.length === 0 && settings.size === 0
      const own = shared ? tracer : createTracer({ folder: root, libraries: row.libraries, settings })
      const file = join(root, `s${i}`, row.entry.file)
      return own.trace({ kind: 'file', file, exportName: row.entry.export, layers: [] })
    })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
