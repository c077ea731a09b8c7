/** Streamed uploads with a signature a chunk, as older SDKs and other clients send them, and checksums of S3. */
import { createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { checksumOf } from './checksums.js'
import { type Framing, Unframe } from './chunked.js'
import { sha256Hex, signingKey } from './sigv4.js'

// Source: S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks",
// whose example uploads 65 kB of `a` in chunks of 64 kB.
const scope = { date: '20130524', region: 'us-east-1', service: 's3' }
const signing = {
  key: signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scope),
  time: '20130524T000000Z',
  scope: '20130524/us-east-1/s3/aws4_request',
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
}
const SIGNATURES = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
]

function framed(chunks: readonly Buffer[], signatures: readonly string[]): Buffer {
  const pieces = [...chunks, Buffer.alloc(0)].flatMap((chunk, i) => [
    Buffer.from(`${chunk.length.toString(16)};chunk-signature=${signatures[i]}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat(pieces)
}

/** @param size of the pieces in which it arrives */
const unframe = (bytes: Buffer, framing: Framing, size: number): Promise<Buffer> =>
  buffer(
    Readable.from(Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))).pipe(
      new Unframe(framing),
    ),
  )

const example = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1024, 'a')]
const whole: Framing = { signing, length: 66_560, trailer: null }

test.each([7, 1000, 1_000_000])('the documented example is taken, arriving in pieces of %i bytes', async (size) => {
  expect((await unframe(framed(example, SIGNATURES), whole, size)).equals(Buffer.concat(example))).toBe(true)
})

test('a chunk that was altered is refused', async () => {
  const altered = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1024, 'b')]
  await expect(unframe(framed(altered, SIGNATURES), whole, 1000)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 })
})

test('a body that is cut off is refused, and so is one of another length', async () => {
  const bytes = framed(example, SIGNATURES)
  await expect(unframe(bytes.subarray(0, 66_000), whole, 1000)).rejects.toMatchObject({ code: 'IncompleteBody' })
  await expect(unframe(bytes, { ...whole, length: 66_561 }, 1000)).rejects.toMatchObject({ code: 'IncompleteBody' })
})

test('a trailing checksum is held against the bytes, and its signature against the chain', async () => {
  const body = Buffer.from('hello')
  const sum = checksumOf('CRC32')
  sum?.update(body)
  const plain = (value: string) => Buffer.from(`5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${value}\r\n\r\n`)
  const framing: Framing = { signing: null, length: 5, trailer: 'x-amz-checksum-crc32' }
  expect((await unframe(plain(sum?.digest() ?? ''), framing, 3)).toString()).toBe('hello')
  await expect(unframe(plain('AAAAAA=='), framing, 3)).rejects.toMatchObject({ code: 'BadDigest' })
  await expect(unframe(Buffer.from('5\r\nhello\r\n0\r\n\r\n'), framing, 3)).rejects.toMatchObject({ code: 'MalformedTrailerError' })

  const sign = (text: string): string => createHmac('sha256', signing.key).update(text).digest('hex')
  const chunk = (previous: string, data: Buffer): string =>
    sign(`AWS4-HMAC-SHA256-PAYLOAD\n${signing.time}\n${signing.scope}\n${previous}\n${sha256Hex('')}\n${sha256Hex(data)}`)
  const first = chunk(signing.seed, body)
  const last = chunk(first, Buffer.alloc(0))
  const line = `x-amz-checksum-crc32:${sum?.digest()}`
  const trailer = sign(`AWS4-HMAC-SHA256-TRAILER\n${signing.time}\n${signing.scope}\n${last}\n${sha256Hex(`${line}\n`)}`)
  const signed = (end: string) =>
    Buffer.from(`5;chunk-signature=${first}\r\nhello\r\n0;chunk-signature=${last}\r\n${line}\r\nx-amz-trailer-signature:${end}\r\n\r\n`)
  expect((await unframe(signed(trailer), { ...framing, signing }, 4)).toString()).toBe('hello')
  await expect(unframe(signed('0'.repeat(64)), { ...framing, signing }, 4)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' })
})

// Check values of the CRC catalogue and of FIPS 180: each is of the text `123456789`.
test.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
])('%s has its check value', (name, hex) => {
  const sum = checksumOf(name)
  sum?.update(Buffer.from('1234'))
  sum?.update(Buffer.from('56789'))
  expect(Buffer.from(sum?.digest() ?? '', 'base64').toString('hex')).toBe(hex)
})
