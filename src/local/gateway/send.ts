/** An answer on its way to the socket. */
import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { HttpAnswer } from './protocols/answer.js'
import { EMPTY } from './raw-request.js'

export async function send(response: ServerResponse, { status, headers, body }: HttpAnswer): Promise<void> {
  if (response.destroyed) return
  if (body instanceof Readable) {
    response.writeHead(status, headers)
    try {
      await pipeline(body, response)
    } catch {
      response.destroy()
    }
    return
  }
  const bytes = body === null ? EMPTY : typeof body === 'string' ? Buffer.from(body) : body
  // HEAD says the length of what it leaves out.
  response.writeHead(
    status,
    body === null && (headers['content-length'] !== undefined || status === 204 || status === 304)
      ? headers
      : { ...headers, 'content-length': String(bytes.length) },
  )
  response.end(bytes.length === 0 ? undefined : bytes)
}

export const newRequestId = (): string => randomBytes(16).toString('hex')
