/**
 * Checksums of S3: CRC32, CRC32C, CRC64NVME, SHA1, SHA256, MD5, in base64 as headers carry them.
 *
 * Source: S3 User Guide, "Checking object integrity in Amazon S3".
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export interface Checksum {
  readonly update: (data: Uint8Array) => void
  /** Base64. */
  readonly digest: () => string
}

export type ChecksumName = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'

export const CHECKSUM_NAMES: readonly ChecksumName[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']

/** @param header `x-amz-checksum-crc32` or the name alone @returns null for one that is not known */
export function checksumOf(header: string): Checksum | null {
  switch (header.replace(/^x-amz-checksum-/i, '').toUpperCase()) {
    case 'CRC32':
      return crc32Of()
    case 'CRC32C':
      return tableCrc()
    case 'CRC64NVME':
      return crc64()
    case 'SHA1':
      return hashed('sha1')
    case 'SHA256':
      return hashed('sha256')
    default:
      return null
  }
}

function hashed(name: string): Checksum {
  const hash = createHash(name)
  return { update: (data) => hash.update(data), digest: () => hash.digest('base64') }
}

const fourBytes = (value: number): string => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes.toString('base64')
}

function crc32Of(): Checksum {
  let crc = 0
  return {
    update: (data) => {
      crc = crc32(data, crc)
    },
    digest: () => fourBytes(crc),
  }
}

let castagnoli: Uint32Array | null = null

/** Reflected polynomial 0x82F63B78, by a table of bytes. */
function tableCrc(): Checksum {
  castagnoli ??= Uint32Array.from({ length: 256 }, (_, i) => {
    let value = i
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
    return value >>> 0
  })
  const table = castagnoli
  let crc = 0xffffffff
  return {
    update: (data) => {
      for (const byte of data) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0)
    },
    digest: () => fourBytes(crc ^ 0xffffffff),
  }
}

let nvme: readonly (readonly [high: number, low: number])[] | null = null

/** Reflected polynomial 0x9A6C9329AC4BC9B5 (CRC-64/NVME), as two halves of 32 bits. */
function crc64(): Checksum {
  nvme ??= Array.from({ length: 256 }, (_, i) => {
    let high = 0
    let low = i
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1
      low = ((low >>> 1) | (high << 31)) >>> 0
      high >>>= 1
      if (odd) {
        high = (high ^ 0x9a6c9329) >>> 0
        low = (low ^ 0xac4bc9b5) >>> 0
      }
    }
    return [high, low] as const
  })
  const table = nvme
  let high = 0xffffffff
  let low = 0xffffffff
  return {
    update: (data) => {
      for (const byte of data) {
        const [tableHigh, tableLow] = table[(low ^ byte) & 0xff] ?? [0, 0]
        low = (((low >>> 8) | (high << 24)) ^ tableLow) >>> 0
        high = ((high >>> 8) ^ tableHigh) >>> 0
      }
    },
    digest: () => {
      const bytes = Buffer.alloc(8)
      bytes.writeUInt32BE((high ^ 0xffffffff) >>> 0, 0)
      bytes.writeUInt32BE((low ^ 0xffffffff) >>> 0, 4)
      return bytes.toString('base64')
    },
  }
}
