/**
 * Takes the `aws-chunked` framing off a body, and holds it against what was signed and promised: signatures of chunks,
 * trailing checksums, the decoded length.
 *
 * Source: S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks".
 */
import { createHmac } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'
import { BodyFault } from './body-fault.js'
import { type Checksum, checksumOf } from './checksums.js'
import { sameText, sha256Hex } from './sigv4.js'

export interface ChunkSigning {
  readonly key: Buffer
  readonly time: string
  /** `20261126/us-west-2/s3/aws4_request` */
  readonly scope: string
  /** Of the headers: the chain begins with it. */
  readonly seed: string
}

export interface Framing {
  /** Null for the unsigned forms. */
  readonly signing: ChunkSigning | null
  /** `x-amz-decoded-content-length` */
  readonly length: number | null
  /** Lower-case name of the trailing header that was promised, e.g. `x-amz-checksum-crc32`. */
  readonly trailer: string | null
}

/** A line of the framing is short; more is an attack or a fault. */
const MAX_LINE_BYTES = 16 * 1024
const MAX_SIGNED_CHUNK_BYTES = 64 * 1024 * 1024

type Phase = 'size' | 'data' | 'end' | 'trailer' | 'done'

export class Unframe extends Transform {
  readonly #framing: Framing
  readonly #checksum: Checksum | null
  #phase: Phase = 'size'
  #line: Buffer = Buffer.alloc(0)
  #left = 0
  #total = 0
  #chunk: Buffer[] = []
  #signature = ''
  #previous: string
  readonly #trailers = new Map<string, string>()

  constructor(framing: Framing) {
    super()
    this.#framing = framing
    this.#previous = framing.signing?.seed ?? ''
    this.#checksum = framing.trailer === null ? null : checksumOf(framing.trailer)
  }

  /** Trailing headers by lower-case name, once the stream has ended. */
  get trailers(): ReadonlyMap<string, string> {
    return this.#trailers
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#take(data)
      done()
    } catch (thrown) {
      done(thrown as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#ending())
  }

  #ending(): BodyFault | null {
    if (this.#phase === 'trailer' && this.#line.length === 0) this.#phase = 'done'
    if (this.#phase !== 'done') return new BodyFault('IncompleteBody', 'The request body terminated unexpectedly')
    const { length } = this.#framing
    if (length !== null && length !== this.#total)
      return new BodyFault('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header')
    return this.#checkTrailers()
  }

  #take(data: Buffer): void {
    let at = 0
    while (at < data.length) {
      if (this.#phase === 'data') {
        const piece = data.subarray(at, at + this.#left)
        at += piece.length
        this.#left -= piece.length
        this.#give(piece)
        if (this.#left === 0) this.#phase = 'end'
        continue
      }
      const lineFeed = data.indexOf(10, at)
      const piece = data.subarray(at, lineFeed < 0 ? data.length : lineFeed + 1)
      at += piece.length
      this.#line = this.#line.length === 0 ? piece : Buffer.concat([this.#line, piece])
      if (this.#line.length > MAX_LINE_BYTES) throw new BodyFault('InvalidRequest', 'a line of the aws-chunked framing is too long')
      if (lineFeed < 0) {
        this.#line = Buffer.from(this.#line)
        break
      }
      const line = this.#line.toString('latin1').replace(/\r?\n$/, '')
      this.#line = Buffer.alloc(0)
      this.#takeLine(line)
    }
  }

  #takeLine(line: string): void {
    switch (this.#phase) {
      case 'size':
        this.#beginChunk(line)
        return
      case 'end':
        if (line !== '') throw new BodyFault('InvalidRequest', 'a chunk is longer than it says')
        this.#endChunk()
        this.#phase = 'size'
        return
      case 'trailer': {
        if (line === '') {
          this.#phase = 'done'
          return
        }
        const colon = line.indexOf(':')
        this.#trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
        return
      }
      default:
        if (line !== '') throw new BodyFault('InvalidRequest', 'there is more after the last chunk')
    }
  }

  #beginChunk(line: string): void {
    const [size = '', ...extensions] = line.split(';')
    if (!/^[0-9a-fA-F]{1,12}$/.test(size)) throw new BodyFault('InvalidRequest', 'the size of a chunk is no number')
    this.#left = Number.parseInt(size, 16)
    this.#signature = extensions.find((it) => it.startsWith('chunk-signature='))?.slice('chunk-signature='.length) ?? ''
    if (this.#framing.signing !== null && this.#left > MAX_SIGNED_CHUNK_BYTES)
      throw new BodyFault('InvalidChunkSizeError', 'a signed chunk is larger than 64 MiB')
    if (this.#left > 0) {
      this.#phase = 'data'
      return
    }
    this.#endChunk()
    this.#phase = 'trailer'
  }

  /** What a signature covers is given on only after the signature was right. */
  #give(piece: Buffer): void {
    if (this.#framing.signing !== null) this.#chunk.push(piece)
    else this.#pass(piece)
  }

  #pass(piece: Buffer): void {
    this.#total += piece.length
    this.#checksum?.update(piece)
    this.push(piece)
  }

  #endChunk(): void {
    const { signing } = this.#framing
    if (signing === null) return
    const data = Buffer.concat(this.#chunk)
    this.#chunk = []
    const text = `AWS4-HMAC-SHA256-PAYLOAD\n${signing.time}\n${signing.scope}\n${this.#previous}\n${sha256Hex('')}\n${sha256Hex(data)}`
    const expected = createHmac('sha256', signing.key).update(text).digest('hex')
    if (!sameText(expected, this.#signature))
      throw new BodyFault('SignatureDoesNotMatch', 'the signature of a chunk does not match what was sent', 403)
    this.#previous = expected
    if (data.length > 0) this.#pass(data)
  }

  #checkTrailers(): BodyFault | null {
    const { signing, trailer } = this.#framing
    const signature = this.#trailers.get('x-amz-trailer-signature')
    if (signing !== null && trailer !== null) {
      const lines = [...this.#trailers].filter(([name]) => name !== 'x-amz-trailer-signature').map(([name, value]) => `${name}:${value}\n`)
      const text = `AWS4-HMAC-SHA256-TRAILER\n${signing.time}\n${signing.scope}\n${this.#previous}\n${sha256Hex(lines.join(''))}`
      if (signature === undefined || !sameText(createHmac('sha256', signing.key).update(text).digest('hex'), signature))
        return new BodyFault('SignatureDoesNotMatch', 'the signature of the trailer does not match what was sent', 403)
    }
    if (trailer === null) return null
    const promised = this.#trailers.get(trailer)
    if (promised === undefined)
      return new BodyFault(
        'MalformedTrailerError',
        'The request contained trailing data that was not well-formed or did not conform to our published schema.',
      )
    if (this.#checksum === null || this.#checksum.digest() === promised) return null
    return new BodyFault(
      'BadDigest',
      `The ${trailer.replace('x-amz-checksum-', '').toUpperCase()} you specified did not match the calculated checksum.`,
    )
  }
}
