/**
 * The scanner of src/audit/read/scan.ts on sixteen bytes at a time, in AssemblyScript: what that one does is what this one has
 * to do, and src/audit/read/scan.property.test.ts holds them together. `npm run scan` makes scan.wasm of it.
 *
 * INVARIANT: behind the bytes stand `PADDING` zeros, which are no part of any JSON: every loop ends there, and the loads of
 * sixteen bytes never leave the memory.
 */

import { BYTES, KINDS, MASKS, MEMBERS, SPANS, SPANS_BYTES } from './places'

// Answers, as src/audit/read/fields.ts has them.
const SHORT: i32 = -1
const BROKEN: i32 = -2
const HOLDS_LIST: i32 = -3
const HOLDS_ONE: i32 = -4
const HOLDS_TEXT: i32 = -5

// What each byte is outside of strings.
const PLAIN: u32 = 1
const QUOTED: u32 = 2
const OPENS: u32 = 3
const CLOSES: u32 = 4
export const PADDING: i32 = 64

/** A name: its bytes with zeros behind them, what it is, and the field's number or where the members of its object stand. */
export const NAME_BYTES: i32 = 32
const ENTRY_BYTES: usize = 40
const FIELD: i32 = 1
const OBJECT: i32 = 2
const LIST: i32 = 3
const HELD: i32 = 4
/** The field whose absence says that an object may hold records. */
const EVENT_NAME_SPAN: usize = SPANS + 2 * 8

const QUOTE: u32 = 0x22
const BACKSLASH: u32 = 0x5c
const COMMA: u32 = 0x2c
const COLON: u32 = 0x3a
const OPEN_BRACE: u32 = 0x7b
const CLOSE_BRACE: u32 = 0x7d
const OPEN_BRACKET: u32 = 0x5b
const CLOSE_BRACKET: u32 = 0x5d
const LETTER_N: u32 = 0x6e

let end: i32 = 0
let held: i32 = 0

/** Says how many bytes there are. */
export function over(length: i32): void {
  end = length
  memory.fill(BYTES + <usize>length, 0, <usize>PADDING)
}

export function listAt(): i32 {
  return held
}

export function record(at: i32): i32 {
  memory.fill(SPANS, 0xff, SPANS_BYTES)
  return members(at + 1, MEMBERS)
}

export function string(at: i32): i32 {
  const quotes = i8x16.splat(<i8>QUOTE)
  const backslashes = i8x16.splat(<i8>BACKSLASH)
  let i = at + 1
  while (i < end) {
    const sixteen = v128.load(<usize>i, BYTES)
    const found = i8x16.bitmask(v128.or(i8x16.eq(sixteen, quotes), i8x16.eq(sixteen, backslashes)))
    if (found === 0) {
      i += 16
      continue
    }
    i += ctz(found)
    if (byte(i) === QUOTE) return i + 1
    i += 2
  }
  return SHORT
}

export function skip(at: i32): i32 {
  const first = byte(at)
  if (first === QUOTE) return string(at)
  let i = at + 1
  if (first === OPEN_BRACE || first === OPEN_BRACKET) {
    let depth = 1
    for (; i < end; i++) {
      const kind = kindOf(byte(i))
      if (kind === PLAIN) continue
      if (kind === QUOTED) {
        i = string(i) - 1
        if (i < 0) return SHORT
      } else if (kind === OPENS) depth++
      else if (kind !== CLOSES) return BROKEN
      else if (--depth === 0) return i + 1
    }
    return SHORT
  }
  if (at >= end) return SHORT
  if (kindOf(first) !== PLAIN || first === COMMA) return BROKEN
  for (; i < end; i++) {
    const c = byte(i)
    if (c === COMMA || c === CLOSE_BRACE || c === CLOSE_BRACKET || c <= 0x20) return i
    if (kindOf(c) !== PLAIN) return BROKEN
  }
  return SHORT
}

function members(from: i32, known: usize): i32 {
  let i = from
  while (true) {
    let c = byte(i)
    while (c === COMMA || isSpace(c)) c = byte(++i)
    if (c === CLOSE_BRACE) return i + 1
    if (c !== QUOTE) return i >= end ? SHORT : BROKEN
    const nameAt = i + 1
    i = string(i)
    if (i < 0) return i
    const member = memberAt(known, nameAt, i - 1 - nameAt)
    c = byte(i)
    while (c !== COLON) {
      if (i >= end) return SHORT
      if (!isSpace(c)) return BROKEN
      c = byte(++i)
    }
    c = byte(++i)
    while (isSpace(c)) c = byte(++i)
    if (i >= end) return SHORT
    const valueAt = i
    const kind = member === 0 ? 0 : load<i32>(member, NAME_BYTES)
    if (kind === OBJECT && c === OPEN_BRACE) {
      i = members(i + 1, <usize>load<i32>(member, NAME_BYTES + 4))
      if (i < 0) return i
      continue
    }
    if (kind > OBJECT && load<i32>(EVENT_NAME_SPAN) === -1) {
      const holds = holding(kind, valueAt, c)
      if (holds !== 0) return holds
    }
    i = skip(i)
    if (i < 0) return i
    if (kind === FIELD && c !== LETTER_N) {
      const span = SPANS + ((<usize>load<i32>(member, NAME_BYTES + 4)) << 3)
      store<i32>(span, valueAt)
      store<i32>(span, i, 4)
    }
  }
}

/** A record's own members of these names stand behind its others, and hold no records. */
function holding(kind: i32, at: i32, c: u32): i32 {
  held = at
  if (kind === LIST) return c === OPEN_BRACKET ? HOLDS_LIST : 0
  if (kind !== HELD) return 0
  if (c === OPEN_BRACE) return HOLDS_ONE
  return c === QUOTE && byte(at + 1) === OPEN_BRACE ? HOLDS_TEXT : 0
}

/**
 * Members of an object begin with a word for each length of a name: how far from there its names stand, and how many they are.
 *
 * @returns where the name's entry stands, or 0
 */
function memberAt(known: usize, at: i32, length: i32): usize {
  if (length >= NAME_BYTES) return 0
  const ofLength = known + ((<usize>length) << 2)
  const count = <i32>load<u16>(ofLength, 2)
  if (count === 0) return 0
  let entry = known + <usize>load<u16>(ofLength)
  const firstBytes = length < 16 ? length : 16
  const first = v128.and(v128.load(<usize>at, BYTES), v128.load(MASKS + 16 - <usize>firstBytes))
  for (let k = 0; k < count; k++, entry += ENTRY_BYTES) {
    if (v128.any_true(v128.xor(first, v128.load(entry)))) continue
    if (length <= 16) return entry
    const rest = v128.and(v128.load(<usize>at + 16, BYTES), v128.load(MASKS + 32 - <usize>length))
    if (!v128.any_true(v128.xor(rest, v128.load(entry, 16)))) return entry
  }
  return 0
}

export function byte(at: i32): u32 {
  return <u32>load<u8>(<usize>at, BYTES)
}

function kindOf(c: u32): u32 {
  return <u32>load<u8>(<usize>c, KINDS)
}

function isSpace(c: u32): bool {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09
}

/** Whether a byte may stand between the values of a list. */
export function isBetween(c: u32): bool {
  return c === COMMA || isSpace(c)
}
