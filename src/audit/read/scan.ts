/**
 * A reader of JSON that looks only at the fields which count. Values that nobody asks for are skipped, without making strings
 * or objects of them.
 *
 * It tells broken structure (a missing brace, quote or colon), and does not look into what it skips any closer than that.
 * What it does is what `SimdScan` has to do, which is the one that is used where it can be.
 */

import {
  BROKEN,
  eachRecord,
  F,
  FIELD_COUNT,
  HOLDS_LIST,
  HOLDS_ONE,
  HOLDS_TEXT,
  type Members,
  type OnRecord,
  RECORD,
  type Scan,
  SHORT,
} from './fields.js'

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** The same in each byte of a word. */
const QUOTES = 0x22222222
const BACKSLASHES = 0x5c5c5c5c
const ONES = 0x01010101
const HIGH_BITS = 0x80808080 | 0
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** What a byte outside of strings can be; 0: nothing that JSON has there. */
const PLAIN = 1
const QUOTED = 2
const OPENS = 3
const CLOSES = 4
export const BYTE_KINDS = new Uint8Array(256)
for (const char of ' \t\n\r,:+-.0123456789truefalsnEe') BYTE_KINDS[char.charCodeAt(0)] = PLAIN
BYTE_KINDS[QUOTE] = QUOTED
BYTE_KINDS[OPEN_BRACE] = OPENS
BYTE_KINDS[OPEN_BRACKET] = OPENS
BYTE_KINDS[CLOSE_BRACE] = CLOSES
BYTE_KINDS[CLOSE_BRACKET] = CLOSES

/** Where a member leads, as `Target` says. */
type Way =
  | { readonly kind: 'field'; readonly field: number }
  | { readonly kind: 'object'; readonly keys: Keys }
  | { readonly kind: 'list' | 'held' }

interface Key {
  readonly bytes: Uint8Array
  readonly target: Way
}
/** Keys by the length of their name; most lengths have one or two. */
type Keys = readonly (readonly Key[])[]

function keysOf(members: Members): Keys {
  const out: Key[][] = []
  for (const [name, target] of Object.entries(members)) {
    const bytes = new TextEncoder().encode(name)
    while (out.length <= bytes.length) out.push([])
    out[bytes.length]?.push({ bytes, target: target.kind === 'object' ? { kind: 'object', keys: keysOf(target.members) } : target })
  }
  return out
}

const RECORD_KEYS = keysOf(RECORD)

export class PlainScan implements Scan {
  bytes: Uint8Array = new Uint8Array(0)
  taken = 0
  view = new DataView(this.bytes.buffer)
  end = 0
  readonly spans = new Int32Array(FIELD_COUNT * 2)
  listAt = 0

  add(piece: Uint8Array): void {
    if (this.end === 0) {
      this.over(piece)
      return
    }
    const bytes = new Uint8Array(this.end + piece.length)
    bytes.set(this.bytes)
    bytes.set(piece, this.end)
    this.over(bytes)
  }

  drop(at: number): void {
    this.over(at < this.end ? this.bytes.slice(at) : new Uint8Array(0))
  }

  inside(bytes: Uint8Array, read: (at: number) => void): void {
    const around = this.bytes
    this.over(bytes)
    read(0)
    this.over(around)
  }

  records(at: number, onRecord: OnRecord): number {
    const { next, taken } = eachRecord(this, at, onRecord)
    this.taken = taken
    return next
  }

  private over(bytes: Uint8Array): void {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.end = bytes.length
  }

  record(at: number): number {
    this.spans.fill(-1)
    return this.members(at + 1, RECORD_KEYS)
  }

  private members(from: number, known: Keys): number {
    const b = this.bytes
    const end = this.end
    let i = from
    for (;;) {
      let c = b[i]
      while (c === COMMA || c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) c = b[++i]
      if (c === CLOSE_BRACE) return i + 1
      if (c !== QUOTE) return i >= end ? SHORT : BROKEN
      const keyAt = i + 1
      i = this.string(i)
      if (i < 0) return i
      const keyLength = i - 1 - keyAt
      c = b[i]
      while (c !== COLON) {
        if (i >= end) return SHORT
        if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return BROKEN
        c = b[++i]
      }
      c = b[++i]
      while (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) c = b[++i]
      if (i >= end) return SHORT
      const target = this.target(known, keyAt, keyLength)
      if (target === null || target.kind === 'field') {
        const valueAt = i
        i = this.skip(i)
        if (i < 0) return i
        if (target !== null && c !== 0x6e) {
          this.spans[target.field * 2] = valueAt
          this.spans[target.field * 2 + 1] = i
        }
      } else if (target.kind === 'object' && c === OPEN_BRACE) {
        i = this.members(i + 1, target.keys)
        if (i < 0) return i
      } else {
        // A record's own members of these names stand behind its others, and hold no records.
        if (this.spans[F.eventName * 2] === -1) {
          if (target.kind === 'list' && c === OPEN_BRACKET) return this.holding(i, HOLDS_LIST)
          if (target.kind === 'held' && c === OPEN_BRACE) return this.holding(i, HOLDS_ONE)
          if (target.kind === 'held' && c === QUOTE && b[i + 1] === OPEN_BRACE) return this.holding(i, HOLDS_TEXT)
        }
        i = this.skip(i)
        if (i < 0) return i
      }
    }
  }

  private holding(at: number, what: number): number {
    this.listAt = at
    return what
  }

  private target(known: Keys, at: number, length: number): Way | null {
    const candidates = length < known.length ? known[length] : undefined
    if (candidates === undefined) return null
    const b = this.bytes
    next: for (let k = 0; k < candidates.length; k++) {
      const { bytes, target } = candidates[k] as Key
      for (let j = 0; j < length; j++) if (b[at + j] !== bytes[j]) continue next
      return target
    }
    return null
  }

  skip(at: number): number {
    const b = this.bytes
    const end = this.end
    const first = b[at]
    if (first === QUOTE) return this.string(at)
    let i = at + 1
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      let depth = 1
      for (; i < end; i++) {
        const kind = BYTE_KINDS[b[i] as number] as number
        if (kind === PLAIN) continue
        if (kind === QUOTED) {
          i = this.string(i) - 1
          if (i < 0) return SHORT
        } else if (kind === OPENS) depth++
        else if (kind !== CLOSES) return BROKEN
        else if (--depth === 0) return i + 1
      }
      return SHORT
    }
    if (first === undefined || BYTE_KINDS[first] !== PLAIN || first === COMMA) return at >= end ? SHORT : BROKEN
    for (; i < end; i++) {
      const c = b[i] as number
      if (c === COMMA || c === CLOSE_BRACE || c === CLOSE_BRACKET || c <= 0x20) return i
      if (BYTE_KINDS[c] !== PLAIN) return BROKEN
    }
    // A number at the very end of the bytes may go on.
    return SHORT
  }

  string(at: number): number {
    const { bytes, view, end } = this
    const last = end - 4
    let i = at + 1
    for (;;) {
      // Four bytes at a time, while none of them is a quote or a backslash: a byte of `x` is zero where it is one, and its
      // high bit comes out of the subtraction.
      while (i <= last) {
        const word = view.getInt32(i, true)
        const x = word ^ QUOTES
        const y = word ^ BACKSLASHES
        if (((((x - ONES) & ~x) | ((y - ONES) & ~y)) & HIGH_BITS) !== 0) break
        i += 4
      }
      for (let k = 0; k < 4; k++, i++) {
        if (i >= end) return SHORT
        const c = bytes[i] as number
        if (c === QUOTE) return i + 1
        if (c === BACKSLASH) {
          i += 2
          break
        }
      }
    }
  }
}
