/** A request as it comes from the socket: its address, its headers, its body where it is read whole. */
import type { IncomingMessage } from 'node:http'
import { fault } from '../reply.js'
import type { Fault } from '../types.js'

/** DynamoDB takes 16 MB, S3 takes 2 MB of XML; nothing else takes more. */
export const MAX_BODY_BYTES = 17 * 1024 * 1024

export const addressOf = (raw: IncomingMessage): string => (raw.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '')

/** Headers by their names in lower case; what came several times is joined. */
export function joined(raw: IncomingMessage): Readonly<Record<string, string>> {
  const headers = raw.headers as Record<string, string | string[] | undefined>
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (Array.isArray(value)) headers[name] = value.join(',')
  }
  return headers as Record<string, string>
}

export const declaredLength = (headers: Readonly<Record<string, string>>): number | null => {
  const length = headers['content-length']
  return length === undefined ? (headers['transfer-encoding'] === undefined ? 0 : null) : Number(length)
}

/** @returns a fault where it is too large or was cut off */
export function readWhole(raw: IncomingMessage): Promise<Buffer | Fault> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    let size = 0
    raw.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > MAX_BODY_BYTES) {
        raw.removeAllListeners('data')
        raw.resume()
        resolve(fault('RequestEntityTooLarge', 'the request is too large', 413))
      } else pieces.push(piece)
    })
    raw.on('end', () => resolve(pieces.length === 1 ? (pieces[0] ?? EMPTY) : Buffer.concat(pieces)))
    raw.on('error', () => resolve(fault('RequestTimeout', 'the body was cut off', 400)))
    raw.on('close', () => resolve(fault('RequestTimeout', 'the body was cut off', 400)))
  })
}

export const EMPTY = Buffer.alloc(0)
