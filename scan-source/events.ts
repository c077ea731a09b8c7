/** The events of a file as numbers, as src/audit/read/event-list.ts has them. */
import { BYTES, DAYS, DAYS_KNOWN, EVENTS, EVENTS_HELD, NIBBLES, SHARED } from './places'
import { begins, ends, F } from './spans'

const EVENT: usize = 24
const NO_DAY: i32 = -1

/** Called where the record's ID, its time or that of its shared call is written in a way of its own. */
declare function oddId(at: i32, into: usize): void
declare function oddTime(): f64
declare function oddSharedId(into: usize): i32
/** @returns the seconds that a day (20261126) begins with, or less than 0 where no event can be of it */
declare function dayStart(day: i32): f64

export let count: i32 = 0
export let sharedCount: i32 = 0

export function forgetEvents(): void {
  count = 0
  sharedCount = 0
}

/** Adds a record without its group. @returns its place */
export function addEvent(): i32 {
  if (count >= EVENTS_HELD) unreachable()
  const at = count++
  const event = eventAt(at)
  if (!readUuid(F.eventId, event)) oddId(at, event)
  store<u32>(event, readTime(), 20)
  return at
}

export function setGroup(at: i32, group: i32): void {
  store<i32>(eventAt(at), group, 16)
}

/** Says that the record is one view of a shared call. @returns where it says whether another account was reached, or 0 */
export function addShared(at: i32): usize {
  const view = SHARED + <usize>sharedCount * EVENT
  if (!readUuid(F.sharedEventId, view + 4) && oddSharedId(view + 4) === 0) return 0
  store<i32>(view, at)
  sharedCount++
  return view + 20
}

function eventAt(at: i32): usize {
  return EVENTS + <usize>at * EVENT
}

/** @returns false where the field is no UUID in quotes */
function readUuid(field: i32, into: usize): bool {
  const from = begins(field)
  if (from < 0 || ends(field) - from !== 38) return false
  const at = BYTES + <usize>from
  if (load<u8>(at, 9) !== 0x2d || load<u8>(at, 14) !== 0x2d || load<u8>(at, 19) !== 0x2d || load<u8>(at, 24) !== 0x2d) return false
  const a = hex4(at + 1)
  const b = hex4(at + 5)
  const c = hex4(at + 10)
  const d = hex4(at + 15)
  const e = hex4(at + 20)
  const f = hex4(at + 25)
  const g = hex4(at + 29)
  const h = hex4(at + 33)
  if ((a | b | c | d | e | f | g | h) < 0) return false
  store<i32>(into, (a << 16) | b)
  store<i32>(into, (c << 16) | d, 4)
  store<i32>(into, (e << 16) | f, 8)
  store<i32>(into, (g << 16) | h, 12)
  return true
}

/** @returns four hexadecimal digits as a number, or less than 0 */
function hex4(at: usize): i32 {
  return (nibble(load<u8>(at)) << 12) | (nibble(load<u8>(at, 1)) << 8) | (nibble(load<u8>(at, 2)) << 4) | nibble(load<u8>(at, 3))
}

function nibble(c: u8): i32 {
  return <i32>load<i8>(<usize>c, NIBBLES)
}

function readTime(): u32 {
  const from = begins(F.eventTime)
  if (from < 0) return 0
  const at = BYTES + <usize>from
  if (ends(F.eventTime) - from === 22 && load<u8>(at, 20) === 0x5a && load<u8>(at, 11) === 0x54) {
    const year = two(at + 1) * 100 + two(at + 3)
    const month = two(at + 6)
    const dayOfMonth = two(at + 9)
    const hours = two(at + 12)
    const minutes = two(at + 15)
    const seconds = two(at + 18)
    if ((two(at + 1) | two(at + 3) | month | dayOfMonth | hours | minutes | seconds) >= 0) {
      const start = startOf(year * 10_000 + month * 100 + dayOfMonth)
      return start < 0 ? 0 : <u32>(<i64>start + <i64>(hours * 3600 + minutes * 60 + seconds))
    }
  }
  return <u32>oddTime()
}

function two(at: usize): i32 {
  const a = <i32>load<u8>(at) - 0x30
  const b = <i32>load<u8>(at, 1) - 0x30
  return <u32>a > 9 || <u32>b > 9 ? -10_000 : a * 10 + b
}

function startOf(day: i32): f64 {
  const slot = DAYS + ((<usize>((day * <i32>0x9e3779b1) >>> 24) & (<usize>DAYS_KNOWN - 1)) << 4)
  if (load<i32>(slot) === day) return load<f64>(slot, 8)
  const start = dayStart(day)
  store<i32>(slot, day)
  store<f64>(slot, start, 8)
  return start
}

/** Fills what values are looked up in. */
export function fillEventTables(): void {
  memory.fill(NIBBLES, 0xff, 256)
  for (let i = 0; i < 10; i++) store<u8>(NIBBLES + 0x30 + i, <u8>i)
  for (let i = 0; i < 6; i++) {
    store<u8>(NIBBLES + 0x61 + i, <u8>(10 + i))
    store<u8>(NIBBLES + 0x41 + i, <u8>(10 + i))
  }
  for (let i = 0; i < DAYS_KNOWN; i++) store<i32>(DAYS + ((<usize>i) << 4), NO_DAY)
}
