/**
 * The typed values of conditions: numbers, dates, Booleans, addresses, bytes. What is not of the type is null, and
 * matches nothing.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/

export const parseNumber = (text: string): number | null => (NUMBER.test(text) ? Number(text) : null)

export const parseBool = (text: string): boolean | null => {
  const word = text.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d))?)?)?$/

/**
 * An instant in milliseconds since 1970, of the W3C profile of ISO 8601 or of seconds since 1970. Four digits are a year.
 * A date without a time of day is its midnight in UTC.
 */
export function parseDate(text: string): number | null {
  const match = DATE.exec(text)
  if (match === null) return /^-?\d{1,12}$/.test(text) ? Number(text) * 1000 : null
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  // Date.UTC carries over what a calendar does not have; a date that comes back changed was none.
  const back = new Date(midnight)
  if (back.getUTCMonth() !== Number(month) - 1 || back.getUTCDate() !== Number(day)) return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const offset = zoneMinutes(zone)
  if (offset === null) return null
  const milliseconds = Number(`0.${fraction}0`) * 1000
  return midnight + (Number(hour) * 60 + Number(minute) - offset) * 60_000 + Number(second) * 1000 + milliseconds
}

function zoneMinutes(zone: string): number | null {
  if (zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4, 6))
  if (hours > 14 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** An address as 32-bit words: one for IPv4, four for IPv6. */
export type IpAddress = readonly number[]

export interface IpRange {
  readonly words: IpAddress
  /** Masks of the words, as many as there are. */
  readonly masks: readonly number[]
}

export function parseIp(text: string): IpAddress | null {
  if (text.includes(':')) return parseIpv6(text)
  const word = parseIpv4(text)
  return word === null ? null : [word]
}

/** `203.0.113.0/24`, `2001:db8::/32`, or one address. Bits behind the prefix are left out. */
export function parseIpRange(text: string): IpRange | null {
  const [address = '', prefix, ...more] = text.split('/')
  const words = parseIp(address)
  if (words === null || more.length > 0) return null
  const bits = words.length * 32
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null
  const length = prefix === undefined ? bits : Number(prefix)
  if (length > bits) return null
  const masks = words.map((_, i) => {
    const kept = Math.min(32, Math.max(0, length - 32 * i))
    return kept === 0 ? 0 : (-1 << (32 - kept)) >>> 0
  })
  return { words: words.map((word, i) => (word & (masks[i] ?? 0)) >>> 0), masks }
}

/** IPv4 and IPv6 never match each other. */
export const isWithin = (range: IpRange, address: IpAddress): boolean =>
  range.words.length === address.length && range.words.every((word, i) => ((address[i] ?? 0) & (range.masks[i] ?? 0)) >>> 0 === word)

function parseIpv4(text: string): number | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  let word = 0
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null
    word = word * 256 + Number(part)
  }
  return word
}

function parseIpv6(text: string): IpAddress | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = ipv6Groups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? ipv6Groups(halves[1] ?? '', true) : []
  if (head === null || tail === null) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  return [0, 2, 4, 6].map((i) => (groups[i] ?? 0) * 65_536 + (groups[i + 1] ?? 0))
}

function ipv6Groups(text: string, last: boolean): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (last && i === parts.length - 1 && part.includes('.')) {
      const word = parseIpv4(part)
      if (word === null) return null
      groups.push(word >>> 16, word & 0xffff)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The bytes of base64 text in a canonical spelling, so that equal bytes are equal text. */
export const parseBinary = (text: string): string | null => (BASE64.test(text) ? Buffer.from(text, 'base64').toString('base64') : null)
