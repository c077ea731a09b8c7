/**
 * The facts file: what was counted so far, and what a later run needs to go on from there. Facts are lines of JSON; the IDs
 * of recent events lie beside them as numbers. Both are written whole under another name and then put in place, so that a
 * run that is killed, or a full disk, leaves what was there.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { placeOf } from '../layout.js'
import type { Fact } from '../types.js'

export interface SavedCounts {
  readonly files: number
  readonly events: number
  readonly duplicates: number
  readonly copies: number
  readonly skipped: number
  readonly from: number
  readonly to: number
}

export interface Saved {
  readonly counts: SavedCounts
  /** `ACCOUNT/REGION` → the last day of which a file was read: listings of buckets begin a few days before it. */
  readonly cursor: Readonly<Record<string, string>>
  readonly names: readonly string[]
  readonly facts: readonly Fact[]
  /** Four numbers each: IDs of all events, those of shared calls, and what files are known by. */
  readonly ids: Uint32Array
  readonly shares: Uint32Array
  readonly files: Uint32Array
}

const FORMAT = 1

type Header = { readonly format: number; readonly lengths: readonly [ids: number, shares: number]; readonly digest: string } & Omit<
  Saved,
  'facts' | 'ids' | 'shares' | 'files'
>

/** @returns null where there is none yet @errors `audit/bad-facts` */
export function readFacts(file: string): Result<Saved | null, readonly Problem[]> {
  if (!existsSync(file)) return ok(null)
  try {
    const [head = '', ...lines] = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    const { format, lengths, digest, ...header } = JSON.parse(head) as Header
    const bytes = readFileSync(`${file}.ids`)
    if (format !== FORMAT || digestOf(bytes) !== digest) return fail([bad(file)])
    const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    const facts = lines.map((line) => JSON.parse(line) as Fact)
    const [ids, shares] = lengths
    return ok({ ...header, facts, ids: words.slice(0, ids), shares: words.slice(ids, ids + shares), files: words.slice(ids + shares) })
  } catch {
    return fail([bad(file)])
  }
}

const bad = (file: string): Problem => ({
  code: 'audit/bad-facts',
  message: `\`${file}\` is no facts file of this version, or not whole`,
  hint: 'remove it and its `.ids`, and read the whole trail once more',
  at: null,
})

/** @errors `audit/not-written`: the disk is full, or the folder cannot be written; what was there stays */
export function writeFacts(file: string, { facts, ids, shares, files, ...header }: Saved): Result<null, readonly Problem[]> {
  const next = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    const bytes = Buffer.concat([ids, shares, files].map((words) => Buffer.from(words.buffer, words.byteOffset, words.byteLength)))
    const head = JSON.stringify({ format: FORMAT, lengths: [ids.length, shares.length], digest: digestOf(bytes), ...header })
    writeWhole(`${next}.ids`, [bytes])
    writeWhole(next, [`${head}\n`, ...facts.map((fact) => `${JSON.stringify(fact)}\n`)])
    // Between these two the digest does not fit, and the next run says so instead of counting wrongly.
    renameSync(`${next}.ids`, `${file}.ids`)
    renameSync(next, file)
    return ok(null)
  } catch (thrown) {
    for (const file of [next, `${next}.ids`]) if (existsSync(file)) rmSync(file)
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    return fail([
      {
        code: 'audit/not-written',
        message: `\`${file}\` could not be written: ${why}`,
        hint: 'give `--facts` a place with room; what was there is as it was',
        at: null,
      },
    ])
  }
}

function writeWhole(file: string, pieces: readonly (string | Uint8Array)[]): void {
  const handle = openSync(file, 'w')
  try {
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
    }
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What a file is known by: its path, and where no day stands in it also its size and time. */
export function fileKey(path: string, size: number, modifiedMs: number): readonly [number, number, number, number] {
  const key = placeOf(path) === null ? `${path} ${size} ${Math.floor(modifiedMs)}` : path
  const hash = createHash('md5').update(key).digest()
  return [hash.readUInt32BE(0), hash.readUInt32BE(4), hash.readUInt32BE(8), hash.readUInt32BE(12)]
}

/** @param paths files that were read, by this run */
export function cursorOf(paths: readonly string[], before: Saved['cursor']): Saved['cursor'] {
  const cursor: Record<string, string> = { ...before }
  for (const path of paths) {
    const place = placeOf(path)
    if (place === null) continue
    const key = `${place.account}/${place.region}`
    if (place.day > (cursor[key] ?? '')) cursor[key] = place.day
  }
  return Object.fromEntries(Object.entries(cursor).sort(([a], [b]) => (a < b ? -1 : 1)))
}
