/**
 * What services keep, as named tables of JSON values. In memory by default; with a folder each change is a line of a
 * journal that is written before the answer leaves, so that nothing acknowledged is lost when the process is killed.
 *
 * INVARIANT: a value is never changed in place; a change is a new value set under its key.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'

/** What is stored at one moment. */
export interface Snapshot {
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, unknown>>
}

export type Table<V> = Map<string, V>

export interface Tables {
  /** The table of this name, made when it is first asked for. */
  readonly table: <V>(name: string) => Table<V>
  readonly drop: (name: string) => void
  /** Writes what changed since the last commit. Called before a change is acknowledged. */
  readonly commit: () => void
  readonly snapshot: () => Snapshot
  readonly restore: (snapshot: Snapshot) => void
  /** Called after `restore`, for what is derived from tables. */
  readonly onRestore: (listener: () => void) => void
  readonly close: () => void
}

interface Line {
  readonly t: string
  readonly k?: string
  readonly v?: unknown
}

/** Beyond this the journal is folded into a new snapshot file. */
const MAX_JOURNAL_BYTES = 64 * 1024 * 1024

export function tablesInMemory(): Tables {
  return tablesWith(() => undefined, null)
}

/**
 * @param folder kept for the owner alone; it holds credentials of local AWS, and no others
 * @errors `local/state-in-use`, `local/bad-state`
 */
export function tablesInFolder(folder: string): Result<Tables, Problem> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = takeLock(join(folder, 'lock'))
  if (!lock.ok) return lock
  const snapshotFile = join(folder, 'snapshot.ndjson')
  const journalFile = join(folder, 'journal.ndjson')
  const loaded = new Map<string, Map<string, unknown>>()
  for (const [file, last] of [[snapshotFile, false] as const, [journalFile, true] as const]) {
    const read = readLines(file, last)
    if (!read.ok) {
      lock.value()
      return read
    }
    for (const line of read.value) applyLine(loaded, line)
  }
  let journal = -1
  let size = 0
  let pending: string[] = []
  const write = (tables: ReadonlyMap<string, ReadonlyMap<string, unknown>>): void => {
    const next = `${snapshotFile}.next`
    const file = openSync(next, 'w', 0o600)
    for (const [t, table] of tables) {
      const lines: string[] = []
      for (const [k, v] of table) lines.push(JSON.stringify({ t, k, v }))
      if (lines.length > 0) writeAll(file, `${lines.join('\n')}\n`)
    }
    fsyncSync(file)
    closeSync(file)
    renameSync(next, snapshotFile)
    if (journal >= 0) closeSync(journal)
    // A line of the old journal that is read again after a crash between these two steps sets what is set already.
    journal = openSync(journalFile, 'w', 0o600)
    size = 0
  }
  write(loaded)
  const tables = tablesWith(
    (line) => {
      pending.push(JSON.stringify(line))
    },
    {
      loaded,
      commit: (all) => {
        if (pending.length === 0) return
        const text = `${pending.join('\n')}\n`
        pending = []
        writeAll(journal, text)
        size += text.length
        if (size > MAX_JOURNAL_BYTES) write(all)
      },
      fold: (all) => {
        pending = []
        write(all)
      },
      close: (all) => {
        write(all)
        closeSync(journal)
        lock.value()
      },
    },
  )
  return ok(tables)
}

interface Keeping {
  readonly loaded: Map<string, Map<string, unknown>>
  readonly commit: (all: ReadonlyMap<string, ReadonlyMap<string, unknown>>) => void
  readonly fold: (all: ReadonlyMap<string, ReadonlyMap<string, unknown>>) => void
  readonly close: (all: ReadonlyMap<string, ReadonlyMap<string, unknown>>) => void
}

function tablesWith(record: (line: Line) => void, keeping: Keeping | null): Tables {
  const all = new Map<string, Map<string, unknown>>()
  const listeners: (() => void)[] = []
  const make = (name: string): Map<string, unknown> => {
    const table = keeping === null ? new Map<string, unknown>() : new RecordedTable(name, record)
    all.set(name, table)
    return table
  }
  for (const [name, rows] of keeping?.loaded ?? []) {
    const table = make(name)
    for (const [k, v] of rows) Map.prototype.set.call(table, k, v)
  }
  return {
    table: <V>(name: string) => (all.get(name) ?? make(name)) as Table<V>,
    drop: (name) => {
      if (all.delete(name)) record({ t: name })
    },
    commit: () => keeping?.commit(all),
    snapshot: () => ({ tables: new Map([...all].map(([name, table]) => [name, new Map(table)])) }),
    restore: ({ tables }) => {
      for (const [name, table] of all) if (!tables.has(name)) Map.prototype.clear.call(table)
      for (const [name, rows] of tables) {
        const table = all.get(name) ?? make(name)
        Map.prototype.clear.call(table)
        for (const [k, v] of rows) Map.prototype.set.call(table, k, v)
      }
      keeping?.fold(all)
      for (const listener of listeners) listener()
    },
    onRestore: (listener) => {
      listeners.push(listener)
    },
    close: () => keeping?.close(all),
  }
}

class RecordedTable extends Map<string, unknown> {
  readonly #name: string
  readonly #record: (line: Line) => void

  constructor(name: string, record: (line: Line) => void) {
    super()
    this.#name = name
    this.#record = record
  }

  override set(k: string, v: unknown): this {
    this.#record({ t: this.#name, k, v })
    return super.set(k, v)
  }

  override delete(k: string): boolean {
    const was = super.delete(k)
    if (was) this.#record({ t: this.#name, k })
    return was
  }

  override clear(): void {
    for (const k of [...this.keys()]) this.delete(k)
  }
}

function applyLine(tables: Map<string, Map<string, unknown>>, { t, k, v }: Line): void {
  if (k === undefined) tables.delete(t)
  else if (v === undefined) tables.get(t)?.delete(k)
  else {
    const table = tables.get(t)
    if (table === undefined) tables.set(t, new Map([[k, v]]))
    else table.set(k, v)
  }
}

/** @param mayBeCut the last line of a journal may be half written: it was not acknowledged */
function readLines(file: string, mayBeCut: boolean): Result<readonly Line[], Problem> {
  if (!existsSync(file)) return ok([])
  const lines = readFileSync(file, 'utf8').split('\n')
  const whole = mayBeCut ? lines.slice(0, -1) : lines.filter((line) => line !== '')
  const out: Line[] = []
  for (const [i, line] of whole.entries()) {
    try {
      out.push(JSON.parse(line) as Line)
    } catch {
      return fail({
        code: 'local/bad-state',
        message: `line ${i + 1} of \`${file}\` is no JSON`,
        hint: 'restore the folder from a copy, or begin with an empty one',
        at: null,
      })
    }
  }
  return ok(out)
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

/** Two processes that keep the same folder would overwrite each other's journal. */
function takeLock(file: string): Result<() => void, Problem> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 })
      return ok(() => rmSync(file, { force: true }))
    } catch {
      const holder = Number(readIfThere(file))
      if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isAlive(holder))
        return fail({
          code: 'local/state-in-use',
          message: `process ${holder} keeps this state folder`,
          hint: `end it first, or give another folder; \`${file}\` is its mark`,
          at: null,
        })
      rmSync(file, { force: true })
    }
  }
  return fail({ code: 'local/state-in-use', message: `\`${file}\` cannot be written`, hint: 'look at the rights of the folder', at: null })
}

const readIfThere = (file: string): string => (existsSync(file) && statSync(file).size < 32 ? readFileSync(file, 'utf8') : '')

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // One that was killed and that nobody has waited for yet keeps its number, and nothing else.
    return !(existsSync(`/proc/${pid}/stat`) && / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')))
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
