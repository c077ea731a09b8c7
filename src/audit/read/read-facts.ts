/**
 * The facts file: what was counted so far, and what a later run needs to go on from there. Facts are lines of JSON; the IDs
 * of events lie beside them as numbers, in a file that is called by its digest. Both are written whole; the facts file names
 * its IDs and is put in place last, by one renaming, so that a run that is killed at any moment, or a full disk, leaves what
 * was there.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
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
  /** The first day whose events count, as the first run was asked; null: all do. */
  readonly since: string | null
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

const FORMAT = 2

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
    if (format !== FORMAT) return fail([bad(file)])
    const words = readWords(idsFile(file, digest))
    const [ids, shares, files] = [
      words.subarray(0, lengths[0]),
      words.subarray(lengths[0], lengths[0] + lengths[1]),
      words.subarray(lengths[0] + lengths[1]),
    ]
    if (digestOf([ids, shares, files], lines) !== digest) return fail([bad(file)])
    return ok({ ...header, facts: lines.map((line) => JSON.parse(line) as Fact), ids, shares, files })
  } catch {
    return fail([bad(file)])
  }
}

function readWords(file: string): Uint32Array {
  const handle = openSync(file, 'r')
  try {
    const words = new Uint32Array(fstatSync(handle).size >> 2)
    for (const piece of piecesOf(words)) {
      for (let at = 0; at < piece.length; ) {
        const count = readSync(handle, piece, at, piece.length - at, null)
        if (count === 0) return words.subarray(0, 0)
        at += count
      }
    }
    return words
  } finally {
    closeSync(handle)
  }
}

/** Of a size that one call reads, writes or digests. */
const PIECE_BYTES = 64 * 1024 * 1024

function* piecesOf(words: Uint32Array): Generator<Uint8Array> {
  for (let at = 0; at < words.byteLength; at += PIECE_BYTES)
    yield new Uint8Array(words.buffer, words.byteOffset + at, Math.min(PIECE_BYTES, words.byteLength - at))
}

const idsFile = (file: string, digest: string): string => `${file}.${digest.slice(0, 16)}.ids`

const bad = (file: string): Problem => ({
  code: 'audit/bad-facts',
  message: `\`${file}\` is no facts file of this version, or not whole`,
  hint: 'remove it, and read the whole trail once more',
  at: null,
})

/** @errors `audit/not-written`: the disk is full, or the folder cannot be written; what was there stays */
export function writeFacts(file: string, { facts, ids, shares, files, ...header }: Saved): Result<null, readonly Problem[]> {
  const words = [ids, shares, files]
  const lines = facts.map((fact) => JSON.stringify(fact))
  const digest = digestOf(words, lines)
  const idsPath = idsFile(file, digest)
  const next = `${file}.${process.pid}.tmp`
  const nextIds = `${idsPath}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(file), { recursive: true })
    const head = JSON.stringify({ format: FORMAT, lengths: [ids.length, shares.length], digest, ...header })
    writeWhole(
      nextIds,
      words.flatMap((part) => [...piecesOf(part)]),
    )
    writeWhole(
      next,
      [head, ...lines].map((line) => `${line}\n`),
    )
    renameSync(nextIds, idsPath)
    syncFolder(dirname(file))
    renameSync(next, file)
    syncFolder(dirname(file))
    removeLeftovers(file, idsPath)
    return ok(null)
  } catch (thrown) {
    for (const left of [next, nextIds]) rmSync(left, { force: true })
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

/** The IDs of the run before, and what runs left that were killed while they wrote. Where they cannot be removed they stay. */
function removeLeftovers(file: string, current: string): void {
  try {
    for (const name of readdirSync(dirname(file))) {
      const path = join(dirname(file), name)
      const isOurs = name.startsWith(basename(file)) && LEFTOVER.test(name.slice(basename(file).length))
      if (isOurs && path !== current) rmSync(path, { force: true })
    }
  } catch {
    // The facts are in place, and what lies beside them is never read.
  }
}

const LEFTOVER = /^(?:\.[0-9a-f]{16}\.ids|(?:\.[0-9a-f]{16}\.ids)?\.\d+\.tmp)$/

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

/** A renaming is kept once its folder is. Where folders cannot be opened (Windows) the system sees to it. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    fsyncSync(handle)
    closeSync(handle)
  } catch {
    // Nothing is lost by it but the certainty that a cut of power right now would not undo the renaming.
  }
}

function digestOf(words: readonly Uint32Array[], lines: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of words) for (const piece of piecesOf(part)) hash.update(piece)
  for (const line of lines) hash.update(line)
  return hash.digest('hex')
}

/** What a file is known by: its path, and where no day stands in it also its size and time. */
export function fileKey(path: string, size: number, modifiedMs: number): readonly [number, number, number, number] {
  const key = placeOf(path) === null ? `${path} ${size} ${Math.floor(modifiedMs)}` : path
  const hash = createHash('sha256').update(key).digest()
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
