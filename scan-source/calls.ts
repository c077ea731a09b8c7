/** What was called, by the bytes of a record that its meaning depends on: as src/audit/read/seen-calls.ts has it. */
import { BYTES, CODE_KINDS, CODES_KNOWN, KEYS_BYTES } from './places'
import { byte, skip, string } from './scan'
import { begins, ends, F, has } from './spans'
import { begin, clear, find, length, number, piece, pieceOf, Table } from './tables'

/** @returns whether the record's error code is a denial's */
declare function isDenialCode(): i32

/**
 * A plan, as it is written from outside: its number, `RESOURCES` and `EVERYTHING`, the name of the member that is an object's
 * key (where its bytes stand, and how many they are), how many other members count, and the same of each.
 */
const FLAGS: usize = 4
const RESOURCES: i32 = 1
const EVERYTHING: i32 = 2
const KEY: usize = 8
const MEMBER_COUNT: usize = 16
const MEMBERS: usize = 20

const ACCOUNT_BYTES: i32 = 4
/** Of `not authorized to perform`: all of it, and how its parts look when eight bytes are read at a time. */
const NOT_AUTHORIZED_BYTES: i32 = 25
const NOT_AUTH: u64 = ((<u64>0x68747561) << 32) | 0x20746f6e
const ORIZED_T: u64 = ((<u64>0x74206465) << 32) | 0x7a69726f
const PERFORM: u64 = ((<u64>0x6d726f66) << 32) | 0x72657020

/** Where the object's key of the last record stands, quotes included; -1 where it has none. */
export let keyBegins: i32 = -1
export let keyEnds: i32 = -1
/** Of the last call: the bytes that tell it however it went, whether it may be a denial, whether `resources` say something of it. */
export let callBytes: i32 = 0
export let isRefused: bool = false
export let withResources: bool = false

/** @returns the number of the record's call */
export function callOf(calls: Table, codes: Table, plan: usize, account: i32): i32 {
  const isDenial = mayBeRefused(codes)
  begin(calls)
  number(account)
  number(load<i32>(plan))
  pieceOf(F.awsRegion)
  pieceOf(F.eventType)
  keyBegins = -1
  keyEnds = -1
  const found = members(plan)
  number(keyEnds - keyBegins > 2 ? 1 : 0)
  withResources = (load<i32>(plan, FLAGS) & RESOURCES) !== 0 || found === 0
  if (withResources) pieceOf(F.resources)
  callBytes = length - ACCOUNT_BYTES
  isRefused = isDenial
  if (isDenial) {
    pieceOf(F.errorCode)
    pieceOf(F.errorMessage)
    // The message names the resource, and where it does not the key counts.
    piece(keyBegins, keyEnds)
  }
  return find(calls)
}

/** Puts the members that count into the key. @returns how many there were */
function members(plan: usize): i32 {
  const from = begins(F.requestParameters)
  if (from < 0 || byte(from) !== 0x7b) return 0
  if ((load<i32>(plan, FLAGS) & EVERYTHING) !== 0) {
    piece(from, ends(F.requestParameters))
    return 1
  }
  const count = load<i32>(plan, MEMBER_COUNT)
  let found = 0
  let i = from + 1
  while (true) {
    let c = byte(i)
    while (c === 0x2c || c <= 0x20) c = byte(++i)
    if (c !== 0x22) return found
    const nameAt = i + 1
    i = string(i)
    const nameEnd = i - 1
    while (byte(i) !== 0x3a) i++
    i++
    while (byte(i) <= 0x20) i++
    const valueAt = i
    i = skip(i)
    if (i < 0) return found
    if (isNamed(nameAt, nameEnd, plan + KEY)) {
      keyBegins = valueAt
      keyEnds = i
      found++
      continue
    }
    for (let k = 0; k < count; k++) {
      if (!isNamed(nameAt, nameEnd, plan + MEMBERS + ((<usize>k) << 3))) continue
      number(k)
      piece(valueAt, i)
      // A null or an empty value says nothing of the resource: `resources` may.
      if (i - valueAt > 2 && byte(valueAt) !== 0x6e) found++
      break
    }
  }
}

/** Whether the bytes are the name that stands at a place, in lower case. */
function isNamed(from: i32, to: i32, name: usize): bool {
  const size = load<i32>(name, 4)
  if (to - from !== size) return false
  const lower = <usize>load<i32>(name)
  if (lower === 0) return false
  for (let i = 0; i < size; i++) {
    const c = byte(from + i)
    if ((c - 0x41 <= 25 ? c | 0x20 : c) !== <u32>load<u8>(lower + <usize>i)) return false
  }
  return true
}

/** `"AwsVpceEvent"`, which a page of the guide calls `AwsVpceEvents`, by its length and a letter. */
export function isNetworkActivity(): bool {
  const from = begins(F.eventType)
  const size = ends(F.eventType) - from
  return from >= 0 && (size === 14 || size === 15) && byte(from + 4) === 0x56
}

/** Whether the record may be of a call that was refused. */
export function mayBeRefused(codes: Table): bool {
  return (has(F.errorCode) || has(F.errorMessage)) && mayBeDenial(codes)
}

function mayBeDenial(codes: Table): bool {
  const known = codes.count
  begin(codes)
  pieceOf(F.errorCode)
  const at = find(codes)
  const kind = CODE_KINDS + <usize>at
  if (codes.count > known) store<u8>(kind, <u8>isDenialCode())
  const byCode = load<u8>(kind) !== 0
  if (codes.count >= CODES_KNOWN || <usize>codes.end > KEYS_BYTES / 4) clear(codes)
  return byCode || (has(F.errorMessage) && saysNotAuthorized(begins(F.errorMessage), ends(F.errorMessage)))
}

/** Whether the bytes hold `not authorized to perform`. */
function saysNotAuthorized(from: i32, to: i32): bool {
  const first = i8x16.splat(0x6e)
  const last = to - NOT_AUTHORIZED_BYTES
  for (let i = from; i <= last; i += 16) {
    let found = i8x16.bitmask(i8x16.eq(v128.load(<usize>i, BYTES), first))
    while (found !== 0) {
      const at = i + ctz(found)
      found &= found - 1
      if (at > last) return false
      const there = BYTES + <usize>at
      if (load<u64>(there) === NOT_AUTH && load<u64>(there, 8) === ORIZED_T && load<u64>(there, 17) === PERFORM) return true
    }
  }
  return false
}
