/**
 * Bodies of objects. Small ones stay in memory; larger ones go to files as they arrive, so that memory stays flat.
 * With a state folder every body is a file there (small ones stand in the table itself, as base64).
 *
 * A file is named by random hex that is made here: nothing of a request is ever part of a path.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export type BodyRef =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly size: number }
  | { readonly kind: 'base64'; readonly base64: string; readonly size: number }
  | { readonly kind: 'file'; readonly file: string; readonly size: number }
  /** Parts of a multipart upload, in order. */
  | { readonly kind: 'parts'; readonly parts: readonly BodyRef[]; readonly size: number }

export interface Stored {
  readonly ref: BodyRef
  /** Lower-case hex. */
  readonly md5: string
}

export interface Bodies {
  /** @param watch sees the bytes as they pass, e.g. for further checksums */
  readonly put: (source: Readable, watch?: (piece: Buffer) => void) => Promise<Stored>
  readonly putBytes: (bytes: Buffer) => Stored
  /** @param start, end both inclusive; left out: the whole */
  readonly read: (ref: BodyRef, start?: number, end?: number) => Readable
  /** Frees what no table names any more. */
  readonly release: (ref: BodyRef) => void
  /** While held, nothing is freed: a snapshot may bring it back. */
  readonly hold: () => void
  /** Frees files that none of these name: left by a crash. */
  readonly sweep: (used: Iterable<BodyRef>) => void
  readonly close: () => void
}

const MAX_IN_MEMORY_BYTES = 1024 * 1024
const MAX_IN_TABLE_BYTES = 4 * 1024

/** @param folder of the state; null: temporary files that end with the process */
export function bodiesIn(folder: string | null): Bodies {
  let root: string | null = null
  let held = false
  const open = (): string => {
    if (root === null) {
      root = folder === null ? mkdtempSync(join(tmpdir(), 'rolewright-')) : join(folder, 'bodies')
      mkdirSync(root, { recursive: true, mode: 0o700 })
    }
    return root
  }
  const pathOf = (file: string): string => join(open(), file)
  const limit = folder === null ? MAX_IN_MEMORY_BYTES : MAX_IN_TABLE_BYTES
  const small = (bytes: Buffer): BodyRef =>
    folder === null
      ? { kind: 'bytes', bytes, size: bytes.length }
      : { kind: 'base64', base64: bytes.toString('base64'), size: bytes.length }
  const toFile = async (first: readonly Buffer[], rest: AsyncIterator<Buffer> | null, md5: (piece: Buffer) => void): Promise<BodyRef> => {
    const file = randomBytes(16).toString('hex')
    let size = 0
    async function* all(): AsyncGenerator<Buffer> {
      for (const piece of first) {
        size += piece.length
        yield piece
      }
      while (rest !== null) {
        const next = await rest.next()
        if (next.done === true) return
        md5(next.value)
        size += next.value.length
        yield next.value
      }
    }
    try {
      await pipeline(all, createWriteStream(pathOf(file), { mode: 0o600 }))
    } catch (thrown) {
      await rm(pathOf(file), { force: true })
      throw thrown
    }
    return { kind: 'file', file, size }
  }
  const release = (ref: BodyRef): void => {
    if (held) return
    if (ref.kind === 'parts') for (const part of ref.parts) release(part)
    if (ref.kind === 'file') void rm(pathOf(ref.file), { force: true })
  }
  return {
    put: async (source, watch) => {
      const hash = createHash('md5')
      const see = (piece: Buffer): void => {
        hash.update(piece)
        watch?.(piece)
      }
      const first: Buffer[] = []
      let size = 0
      const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
      for (;;) {
        const next = await pieces.next()
        if (next.done === true) {
          const bytes = first.length === 1 ? (first[0] ?? Buffer.alloc(0)) : Buffer.concat(first)
          const ref = size <= limit ? small(bytes) : await toFile([bytes], null, see)
          return { ref, md5: hash.digest('hex') }
        }
        see(next.value)
        first.push(next.value)
        size += next.value.length
        if (size > limit) {
          const ref = await toFile(first, pieces, see)
          return { ref, md5: hash.digest('hex') }
        }
      }
    },
    putBytes: (bytes) => ({ ref: small(bytes), md5: createHash('md5').update(bytes).digest('hex') }),
    read: (ref, start = 0, end = ref.size - 1) => readRef(ref, start, end, pathOf),
    release,
    hold: () => {
      held = true
    },
    sweep: (used) => {
      if (folder === null) return
      const names = new Set<string>()
      const note = (ref: BodyRef): void => {
        if (ref.kind === 'file') names.add(ref.file)
        if (ref.kind === 'parts') ref.parts.forEach(note)
      }
      for (const ref of used) note(ref)
      for (const file of readdirSync(open())) if (!names.has(file)) rmSync(pathOf(file), { force: true })
    },
    close: () => {
      if (folder === null && root !== null) rmSync(root, { recursive: true, force: true })
    },
  }
}

function readRef(ref: BodyRef, start: number, end: number, pathOf: (file: string) => string): Readable {
  if (end < start || ref.size === 0) return Readable.from([])
  switch (ref.kind) {
    case 'bytes':
      return oneChunk(Buffer.from(ref.bytes.buffer, ref.bytes.byteOffset, ref.bytes.length).subarray(start, end + 1))
    case 'base64':
      return oneChunk(Buffer.from(ref.base64, 'base64').subarray(start, end + 1))
    case 'file':
      return createReadStream(pathOf(ref.file), { start, end })
    case 'parts':
      return Readable.from(partsOf(ref.parts, start, end, pathOf), { objectMode: false })
  }
}

const oneChunk = (bytes: Buffer): Readable => Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false })

async function* partsOf(parts: readonly BodyRef[], start: number, end: number, pathOf: (file: string) => string): AsyncGenerator<Buffer> {
  let at = 0
  for (const part of parts) {
    const from = Math.max(start - at, 0)
    const to = Math.min(end - at, part.size - 1)
    at += part.size
    if (from <= to) yield* readRef(part, from, to, pathOf) as AsyncIterable<Buffer>
    if (at > end) return
  }
}
