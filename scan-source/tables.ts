/** Numbers for keys: the same bytes get the same number, 0 for the first. The same ones as src/audit/read/byte-table.ts gives. */
import { BYTES, KEYS_BYTES } from './places'
import { begins, ends } from './spans'

/** A key: where it begins among the keys, its hash, and its bytes. */
const ENTRY: usize = 12
const FIRST_MASK: i32 = 1023

/** Lies in the memory as it is, and is never made by `new`. */
@unmanaged
export class Table {
  keys: usize
  entries: usize
  slots: usize
  mask: i32
  count: i32
  /** Where the next key begins; each begins at a multiple of sixteen. */
  end: i32
  /** Bytes of all keys, each filled to a multiple of four. */
  size: i32
}

/** The key that is put together, where it will stay if it is new. */
let key: usize = 0
export let length: i32 = 0
let room: i32 = 0

export function makeTable(at: usize, keys: usize, index: usize, indexBytes: usize): void {
  const table = changetype<Table>(at)
  table.keys = keys
  table.entries = index
  table.slots = index + (indexBytes >> 1)
  clear(table)
}

export function begin(table: Table): void {
  key = table.keys + <usize>table.end
  length = 0
  // A quarter is for those that are there already.
  room = (<i32>KEYS_BYTES >> 2) * 3 - 64
}

/** A piece of the bytes, and its length behind it, so that pieces never run into each other. */
export function piece(from: i32, to: i32): void {
  const count = from < 0 ? 0 : to - from
  if (length + count > room) unreachable()
  const at = key + <usize>length
  // What is copied too much is written over.
  for (let i = 0; i < count; i += 16) v128.store(at + <usize>i, v128.load(<usize>(from + i), BYTES))
  store<i32>(at + <usize>count, count)
  length += count + 4
}

/** The bytes of a field of the record. */
export function pieceOf(field: i32): void {
  piece(begins(field), ends(field))
}

export function number(value: i32): void {
  if (length > room) unreachable()
  store<i32>(key + <usize>length, value)
  length += 4
}

/** @returns the number of the key that was put together; a new one is `count - 1` after the call */
export function find(table: Table): i32 {
  v128.store(key + <usize>length, i64x2.splat(0))
  length = (length + 3) & ~3
  const hash = hashOfKey()
  let slot = hash & table.mask
  while (true) {
    const at = load<i32>(table.slots + ((<usize>slot) << 2)) - 1
    if (at < 0) break
    const entry = table.entries + <usize>at * ENTRY
    if (load<i32>(entry, 4) === hash && load<i32>(entry, 8) === length && isAt(table.keys + <usize>load<i32>(entry))) return at
    slot = (slot + 1) & table.mask
  }
  const entry = table.entries + <usize>table.count * ENTRY
  store<i32>(entry, table.end)
  store<i32>(entry, hash, 4)
  store<i32>(entry, length, 8)
  table.count++
  table.end += (length + 15) & ~15
  table.size += length
  store<i32>(table.slots + ((<usize>slot) << 2), table.count)
  if (table.count * 2 > table.mask) spread(table, table.mask * 2 + 1)
  return table.count - 1
}

/** Where the key that was put together last begins. */
export function keyPlace(): usize {
  return key
}

export function clear(table: Table): void {
  table.end = 0
  table.size = 0
  table.count = 0
  spread(table, FIRST_MASK)
}

/** Forgets all keys but the first ones. */
export function truncate(table: Table, count: i32): void {
  if (count >= table.count) return
  for (let at = count; at < table.count; at++) table.size -= load<i32>(table.entries + <usize>at * ENTRY, 8)
  table.end = load<i32>(table.entries + <usize>count * ENTRY)
  table.count = count
  spread(table, table.mask)
}

function spread(table: Table, mask: i32): void {
  const slots = table.slots
  const entries = table.entries
  table.mask = mask
  memory.fill(slots, 0, (<usize>mask + 1) << 2)
  for (let at = 0; at < table.count; at++) {
    let slot = load<i32>(entries + <usize>at * ENTRY, 4) & mask
    while (load<i32>(slots + ((<usize>slot) << 2)) !== 0) slot = (slot + 1) & mask
    store<i32>(slots + ((<usize>slot) << 2), at + 1)
  }
}

function isAt(there: usize): bool {
  for (let i: usize = 0; i < <usize>length; i += 16) {
    if (v128.any_true(v128.xor(v128.load(key + i), v128.load(there + i)))) return false
  }
  return true
}

function hashOfKey(): i32 {
  let h: u64 = <u64>length
  for (let i: usize = 0; i < <usize>length; i += 16) {
    h = (h ^ load<u64>(key + i)) * (((<u64>0x9e3779b9) << 32) | 0x7f4a7c15)
    h = (rotl<u64>(h, 29) ^ load<u64>(key + i, 8)) * (((<u64>0xd6e8feb8) << 32) | 0x6659fd93)
    h ^= h >> 32
  }
  return <i32>(h ^ (h >> 15))
}

/** Numbers for triples of numbers. */
@unmanaged
export class Triples {
  entries: usize
  slots: usize
  mask: i32
  count: i32
}

const TRIPLE: usize = 12

export function makeTriples(at: usize, index: usize, indexBytes: usize): void {
  const triples = changetype<Triples>(at)
  triples.entries = index
  triples.slots = index + (indexBytes >> 1)
  clearTriples(triples)
}

export function findTriple(triples: Triples, a: i32, b: i32, c: i32): i32 {
  let slot = hashOf(a, b, c) & triples.mask
  while (true) {
    const at = load<i32>(triples.slots + ((<usize>slot) << 2)) - 1
    if (at < 0) break
    const entry = triples.entries + <usize>at * TRIPLE
    if (load<i32>(entry) === a && load<i32>(entry, 4) === b && load<i32>(entry, 8) === c) return at
    slot = (slot + 1) & triples.mask
  }
  const entry = triples.entries + <usize>triples.count * TRIPLE
  store<i32>(entry, a)
  store<i32>(entry, b, 4)
  store<i32>(entry, c, 8)
  triples.count++
  store<i32>(triples.slots + ((<usize>slot) << 2), triples.count)
  if (triples.count * 2 > triples.mask) spreadTriples(triples, triples.mask * 2 + 1)
  return triples.count - 1
}

export function clearTriples(triples: Triples): void {
  triples.count = 0
  spreadTriples(triples, FIRST_MASK)
}

export function truncateTriples(triples: Triples, count: i32): void {
  if (count >= triples.count) return
  triples.count = count
  spreadTriples(triples, triples.mask)
}

function spreadTriples(triples: Triples, mask: i32): void {
  const slots = triples.slots
  const entries = triples.entries
  triples.mask = mask
  memory.fill(slots, 0, (<usize>mask + 1) << 2)
  for (let at = 0; at < triples.count; at++) {
    const entry = entries + <usize>at * TRIPLE
    let slot = hashOf(load<i32>(entry), load<i32>(entry, 4), load<i32>(entry, 8)) & mask
    while (load<i32>(slots + ((<usize>slot) << 2)) !== 0) slot = (slot + 1) & mask
    store<i32>(slots + ((<usize>slot) << 2), at + 1)
  }
}

function hashOf(a: i32, b: i32, c: i32): i32 {
  let h = (a * <i32>0x9e3779b1) ^ (b * <i32>0x85ebca6b) ^ (c * <i32>0xc2b2ae35)
  h ^= h >>> 15
  h *= 0x2c1b3c6d
  return h ^ (h >>> 13)
}
