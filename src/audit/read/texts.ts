/** Values of a record as text and as numbers, from their bytes. */

const NO_TEXT = ''

/** @returns the text that stands there; what is no UTF-8 becomes U+FFFD */
export const decoded = (bytes: Uint8Array, from: number, to: number): string =>
  bytes instanceof Buffer ? bytes.toString('utf8', from, to) : Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString()

/** @returns the string whose bytes, quotes included, stand there; a number or a Boolean as it is written; empty where there is none */
export function textAt(bytes: Uint8Array, from: number, to: number): string {
  if (from < 0) return NO_TEXT
  if (bytes[from] !== 0x22) return decoded(bytes, from, to)
  for (let i = from + 1; i < to - 1; i++) {
    if (bytes[i] === 0x5c) return escaped(bytes, from, to)
  }
  return decoded(bytes, from + 1, to - 1)
}

function escaped(bytes: Uint8Array, from: number, to: number): string {
  try {
    return String(JSON.parse(decoded(bytes, from, to)))
  } catch {
    return decoded(bytes, from + 1, to - 1)
  }
}

const HEX = new Int8Array(256).fill(-1)
for (let i = 0; i < 16; i++) {
  HEX['0123456789abcdef'.charCodeAt(i)] = i
  HEX['0123456789ABCDEF'.charCodeAt(i)] = i
}

/** Reads a UUID, with its quotes, into four numbers. @returns false where it is none */
export function readUuid(bytes: Uint8Array, from: number, to: number, into: Uint32Array): boolean {
  if (to - from !== 38) return false
  let at = from + 1
  for (let word = 0; word < 4; word++) {
    let value = 0
    for (let digit = 0; digit < 8; ) {
      const c = bytes[at++] as number
      if (c === 0x2d) {
        if (at - from !== 10 && at - from !== 15 && at - from !== 20 && at - from !== 25) return false
        continue
      }
      const nibble = HEX[c] as number
      if (nibble < 0) return false
      value = (value << 4) | nibble
      digit++
    }
    into[word] = value
  }
  return at === from + 37
}

const uuid = Buffer.from('00000000-0000-0000-0000-000000000000')

/** @returns the UUID of four numbers, as AWS writes it */
export function printUuid(a: number, b: number, c: number, d: number): string {
  writeHex(a, 8, 0)
  writeHex(b >>> 16, 4, 9)
  writeHex(b, 4, 14)
  writeHex(c >>> 16, 4, 19)
  writeHex(c, 4, 24)
  writeHex(d, 8, 28)
  return uuid.toString('latin1')
}

function writeHex(word: number, digits: number, at: number): void {
  for (let digit = 0, rest = word; digit < digits; digit++, rest >>>= 4) {
    const nibble = rest & 0xf
    uuid[at + digits - 1 - digit] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
  }
}

let lastDay = -1
let lastDayStart = 0

/** Times are kept in 32 bits: what lies before 1970 or after 2106 (`0001-01-01T00:00:00Z` stands in some logs) is none. */
const LAST_SECOND = 0xffffffff

/** @returns seconds since 1970 of `"2026-11-26T20:44:22Z"`, or 0 where it is no time */
export function readTime(bytes: Uint8Array, from: number, to: number): number {
  if (from < 0) return 0
  if (to - from === 22 && bytes[to - 2] === 0x5a && bytes[from + 11] === 0x54) {
    const day = digits(bytes, from + 1, 4) * 10_000 + digits(bytes, from + 6, 2) * 100 + digits(bytes, from + 9, 2)
    const second = digits(bytes, from + 12, 2) * 3600 + digits(bytes, from + 15, 2) * 60 + digits(bytes, from + 18, 2)
    if (day >= 0 && second >= 0) {
      if (day !== lastDay) {
        lastDay = day
        lastDayStart = dayStart(day)
      }
      return lastDayStart < 0 ? 0 : lastDayStart + second
    }
  }
  return secondsOfTime(textAt(bytes, from, to))
}

/** @returns the seconds that a day (20261126) begins with, or less than 0 where no event can be of it */
export function dayStart(day: number): number {
  const start = Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100) / 1000
  return start < 0 || start > LAST_SECOND - 86_400 ? Number.NEGATIVE_INFINITY : start
}

/** @returns seconds since 1970, or 0 where it is no time */
export function secondsOfTime(text: string): number {
  const parsed = Date.parse(text)
  return Number.isNaN(parsed) || parsed < 0 || parsed > LAST_SECOND * 1000 ? 0 : Math.floor(parsed / 1000)
}

function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] as number) - 0x30
    if (digit < 0 || digit > 9) return Number.NEGATIVE_INFINITY
    value = value * 10 + digit
  }
  return value
}

/** @returns ISO 8601 in UTC, as CloudTrail writes it; null for 0 */
export const printTime = (seconds: number): string | null =>
  seconds === 0 ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
