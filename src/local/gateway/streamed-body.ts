/** Bodies that are read as they come: plain, or in chunks that are signed each. */
import type { IncomingMessage } from 'node:http'
import { fault } from '../reply.js'
import type { Body, Fault } from '../types.js'
import { declaredLength, MAX_BODY_BYTES } from './raw-request.js'
import { type BodyPlan, readBody } from './read-body.js'
import { type Signed, signingKey } from './sigv4.js'

/**
 * How the body of an S3 request is framed and what it is held against.
 *
 * @param secret that the request was signed with: its chunks are signed too
 */
export function streamed(
  raw: IncomingMessage,
  headers: Readonly<Record<string, string>>,
  signed: Signed | null,
  secret: string | null,
): Body | Fault {
  const hash = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'
  const isStreaming = hash.startsWith('STREAMING-')
  const chunked = isStreaming || headers['content-encoding']?.split(',').some((it) => it.trim() === 'aws-chunked') === true
  if (isStreaming && !STREAMED.has(hash)) return fault('InvalidRequest', `${hash} is not supported`, 400)
  const decodedLength = headers['x-amz-decoded-content-length']
  const trailer = headers['x-amz-trailer']?.split(',')[0]?.trim().toLowerCase() ?? null
  const framing: BodyPlan['framing'] = chunked
    ? {
        length: decodedLength === undefined ? null : Number(decodedLength),
        trailer,
        signing: hash.startsWith('STREAMING-AWS4') && signed !== null ? chunkSigning(signed, secret ?? '') : null,
      }
    : null
  const sha256 = /^[0-9a-f]{64}$/.test(hash) ? hash : null
  return readBody(raw, { length: declaredLength(headers), sha256, md5: headers['content-md5'] ?? null, framing }, MAX_BODY_BYTES)
}

const STREAMED = new Set([
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
])

/** The chain of chunk signatures begins with that of the headers, under the same key. */
function chunkSigning(signed: Signed, secret: string): NonNullable<NonNullable<BodyPlan['framing']>['signing']> {
  return {
    key: signingKey(secret, signed),
    time: signed.time,
    scope: `${signed.date}/${signed.region}/${signed.service}/aws4_request`,
    seed: signed.signature,
  }
}
