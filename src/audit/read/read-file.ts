/** One file of a trail → the reader. What is no trail's file, or not whole, is told by a code. */
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, gunzipSync } from 'node:zlib'
import type { FileFault } from '../types.js'
import { Documents } from './document.js'
import type { EventReader } from './reading.js'

export type FileOutcome = { readonly kind: 'read' } | { readonly kind: 'foreign' } | { readonly kind: 'fault'; readonly code: FileFault }

/** Files up to these sizes are read in one piece, which is faster. */
const WHOLE_GZIP_BYTES = 1024 * 1024
const WHOLE_BYTES = 4 * 1024 * 1024
const PIECE_BYTES = 512 * 1024

/**
 * A file with more records than this is handed on piece by piece: CloudTrail writes none that long. What was handed on stays
 * counted should the rest be broken.
 */
const RECORDS_HELD = 1_000_000
/** The same for what is told of new calls. */
const TOLD_HELD_BYTES = 64 * 1024 * 1024

/** Names of files that are meant to hold records. */
const MEANT = /\.(json|ndjson|jsonl|log)(\.gz)?$|\.gz$/i

const fault = (code: FileFault): FileOutcome => ({ kind: 'fault', code })

/** @param onPiece called when a long file should be handed on */
export async function readTrailFile(path: string, reader: EventReader, onPiece: () => void): Promise<FileOutcome> {
  try {
    const stats = statSync(path)
    // A pipe that is named, as `<(…)` of a shell is.
    if (!stats.isFile()) return await readTrailStream(path, createReadStream(path, { highWaterMark: PIECE_BYTES }), reader, onPiece)
    const { size } = stats
    if (size === 0) return fault('audit/truncated')
    if (size <= WHOLE_GZIP_BYTES) return await readTrailBytes(path, readFileSync(path), reader, onPiece)
    // What is appended meanwhile is left for the next run.
    return await readTrailStream(path, createReadStream(path, { end: size - 1, highWaterMark: PIECE_BYTES }), reader, onPiece)
  } catch (thrown) {
    return fault(faultOf(thrown))
  }
}

/** The same for a file whose bytes are here. */
export async function readTrailBytes(name: string, bytes: Uint8Array, reader: EventReader, onPiece: () => void): Promise<FileOutcome> {
  if (bytes.length === 0) return fault('audit/truncated')
  const whole = isGzip(bytes) ? inflatedSize(bytes) <= WHOLE_BYTES : bytes.length <= WHOLE_BYTES
  if (!whole || bytes.length > WHOLE_GZIP_BYTES || isUtf16(bytes)) return readTrailStream(name, Readable.from([bytes]), reader, onPiece)
  const documents = new Documents(reader.read, reader.scan)
  try {
    documents.push(isGzip(bytes) ? inflated(bytes) : bytes)
  } catch (thrown) {
    return fault(faultOf(thrown))
  }
  return outcomeOf(name, bytes, documents, reader)
}

/** The same for a stream of any length. */
export async function readTrailStream(name: string, stream: Readable, reader: EventReader, onPiece: () => void): Promise<FileOutcome> {
  const documents = new Documents(reader.read, reader.scan)
  const take = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const piece of pieces) {
      documents.push(piece)
      if (reader.pending > RECORDS_HELD || reader.told > TOLD_HELD_BYTES) onPiece()
    }
  }
  try {
    const { first, all } = await peeked(stream)
    if (first === null) return fault('audit/truncated')
    if (isGzip(first)) await pipeline(all, createGunzip({ chunkSize: PIECE_BYTES }), take)
    else await take(isUtf16(first) ? fromUtf16(all) : all)
    return outcomeOf(name, first, documents, reader)
  } catch (thrown) {
    return fault(faultOf(thrown))
  }
}

async function peeked(stream: Readable): Promise<{ readonly first: Uint8Array | null; readonly all: AsyncIterable<Uint8Array> }> {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array | string>
  const begun = await pieces.next()
  if (begun.done === true) return { first: null, all: Readable.from([]) }
  const first = bytesOf(begun.value)
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first as Uint8Array
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield bytesOf(next.value)
  }
  return { first, all: all() }
}

const bytesOf = (piece: Uint8Array | string): Uint8Array => (typeof piece === 'string' ? Buffer.from(piece) : piece)

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** What PowerShell writes with `>`: UTF-16 with a byte order mark. */
const isUtf16 = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xfe

async function* fromUtf16(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-16le')
  for await (const piece of pieces) yield Buffer.from(decoder.decode(piece, { stream: true }))
}

/** The last four bytes say it. Source: RFC 1952, "GZIP file format specification", ISIZE. */
const inflatedSize = (bytes: Uint8Array): number =>
  bytes.length < 18 ? 0 : new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(bytes.length - 4, true)

function inflated(bytes: Uint8Array): Uint8Array {
  const size = inflatedSize(bytes)
  // One buffer of the right size; a file that lies about it, or has several parts, still inflates.
  return gunzipSync(bytes, { chunkSize: Math.min(Math.max(size + 64, 4096), WHOLE_BYTES) })
}

function outcomeOf(name: string, head: Uint8Array, documents: Documents, reader: EventReader): FileOutcome {
  const gzip = isGzip(head)
  if (!gzip && documents.onlyLastLineIsShort) return { kind: 'read' }
  const found = documents.finish()
  if (found === null) return documents.objects > 0 && reader.onlyForeign ? { kind: 'foreign' } : { kind: 'read' }
  if (found !== 'not-json') return fault(found === 'truncated' ? 'audit/truncated' : 'audit/bad-json')
  if (/\.gz$/i.test(name) && !gzip) return fault('audit/bad-gzip')
  return MEANT.test(name) ? fault('audit/bad-json') : { kind: 'foreign' }
}

function faultOf(thrown: unknown): FileFault {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (code === 'Z_BUF_ERROR') return 'audit/truncated'
  if (code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE') return 'audit/bad-gzip'
  // Nothing that stands in a file may end the run; this code is a bug of ours.
  if (code === '') return 'audit/not-understood'
  return code === 'EACCES' || code === 'EPERM' ? 'audit/access-denied' : 'audit/unreadable'
}
