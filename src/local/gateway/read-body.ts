/** The body of a request, as a stream that ends with an error where it is not what was signed, promised or declared. */
import { createHash } from 'node:crypto'
import { Readable, Transform, type TransformCallback } from 'node:stream'
import type { Body } from '../types.js'
import { BodyFault } from './body-fault.js'
import { type Framing, Unframe } from './chunked.js'

export interface BodyPlan {
  /** `content-length`; null where the transfer is chunked. */
  readonly length: number | null
  /** Lower-case hex that the signature covers; null where it covers none. */
  readonly sha256: string | null
  /** Base64 of `content-md5`. */
  readonly md5: string | null
  readonly framing: Framing | null
}

/**
 * @param source the request itself
 * @param maxBytes of `bytes()`; a stream may be longer
 */
export function readBody(source: Readable, plan: BodyPlan, maxBytes: number): Body {
  const length = plan.framing === null ? plan.length : plan.framing.length
  let opened: Readable | null = null
  const stream = (): Readable => {
    opened ??= open(source, plan)
    return opened
  }
  let whole: Promise<Buffer> | null = null
  const readAll = async (): Promise<Buffer> => {
    if (length !== null && length > maxBytes) throw tooLarge(maxBytes)
    const pieces: Buffer[] = []
    let total = 0
    for await (const piece of stream()) {
      total += (piece as Buffer).length
      if (total > maxBytes) throw tooLarge(maxBytes)
      pieces.push(piece as Buffer)
    }
    return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces)
  }
  return {
    length,
    stream,
    bytes: () => {
      whole ??= readAll()
      return whole
    },
  }
}

const tooLarge = (maxBytes: number): BodyFault =>
  new BodyFault('RequestEntityTooLarge', `the request is longer than ${maxBytes} bytes`, 413)

function open(source: Readable, plan: BodyPlan): Readable {
  const checked = new Checked(plan)
  source.on('error', () => checked.destroy(cutOff()))
  source.once('close', () => {
    if (!source.readableEnded) checked.destroy(cutOff())
  })
  source.pipe(checked)
  if (plan.framing === null) return checked
  const unframed = new Unframe(plan.framing)
  checked.on('error', (error) => unframed.destroy(error))
  return checked.pipe(unframed)
}

const cutOff = (): BodyFault => new BodyFault('IncompleteBody', 'The request body terminated unexpectedly')

class Checked extends Transform {
  readonly #plan: BodyPlan
  readonly #sha256
  readonly #md5
  #total = 0

  constructor(plan: BodyPlan) {
    super()
    this.#plan = plan
    this.#sha256 = plan.sha256 === null ? null : createHash('sha256')
    this.#md5 = plan.md5 === null ? null : createHash('md5')
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#total += data.length
    this.#sha256?.update(data)
    this.#md5?.update(data)
    done(null, data)
  }

  override _flush(done: TransformCallback): void {
    done(this.#ending())
  }

  #ending(): BodyFault | null {
    const { length, sha256, md5 } = this.#plan
    if (length !== null && length !== this.#total) return cutOff()
    if (this.#sha256 !== null && this.#sha256.digest('hex') !== sha256)
      return new BodyFault('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.")
    if (this.#md5 !== null && this.#md5.digest('base64') !== md5)
      return new BodyFault('BadDigest', 'The Content-MD5 you specified did not match what we received.')
    return null
  }
}

/** A body that is there already: of in-process calls. */
export const bodyOf = (bytes: Buffer): Body => ({
  length: bytes.length,
  stream: () => Readable.from(bytes.length === 0 ? [] : [bytes]),
  bytes: () => Promise.resolve(bytes),
})
