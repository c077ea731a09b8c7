/**
 * Records → numbers, as src/audit/read/plain-reader.ts does it, without leaving the memory. What is new is told outside, once.
 *
 * INVARIANT: what is called from here may read the memory and write where it is told to, and never calls back.
 */
import { callBytes, callOf, isNetworkActivity, isRefused, keyBegins, keyEnds, mayBeRefused, withResources } from './calls'
import { addEvent, addShared, fillEventTables, forgetEvents, setGroup } from './events'
import * as at from './places'
import { byte, isBetween, record } from './scan'
import { begins, ends, F, has } from './spans'
import {
  begin,
  clear,
  clearTriples,
  find,
  findTriple,
  keyPlace,
  length,
  makeTable,
  makeTriples,
  pieceOf,
  Table,
  Triples,
  truncate,
  truncateTriples,
} from './tables'
import { clearTrees, fillTreeTables, isFull, markTrees, placeOf, root, undoTrees } from './trees'

const OPEN_BRACE: u32 = 0x7b
const NO_GROUP: i32 = -1
const SECOND_VIEW: i32 = -2
const NO_PLACE: i32 = -1
/** In the third place of a role's call. */
const NO_THIRD: i32 = 0

/** @returns where the plan of the record's name was written; `first`: those that were written before are not asked for again */
declare function newName(first: i32): i32
/** Writes who called: numbers of the identity (less than 0: no role), of its role and account, the account's length and text. */
declare function newIdentity(into: usize): void
declare function newCall(key: usize, keyBytes: i32, callBytes: i32, identity: i32, flags: i32, keyBegins: i32, keyEnds: i32): void
declare function newGroup(identity: i32, call: i32, place: i32): void
/** Writes the object's key without its escapes. @returns its bytes */
declare function plainKey(from: i32, to: i32, into: usize): i32
/** @returns 0 where the account that the record was written for is the caller's own; asked where a look does not tell */
declare function reachesOther(identity: i32): i32

const REFUSED: i32 = 1
const WITH_RESOURCES: i32 = 2
/** More groups or roles' calls than this are forgotten and told anew. */
const GROUPS_KNOWN: i32 = 1 << 20

const names = changetype<Table>(at.TABLES)
const codes = changetype<Table>(at.TABLES + 0x40)
const identities = changetype<Table>(at.TABLES + 0x80)
const calls = changetype<Table>(at.TABLES + 0xc0)
const groups = changetype<Triples>(at.TABLES + 0x100)
const roots = changetype<Triples>(at.TABLES + 0x140)

/** Numbers of the first call and of the first group that are still known. */
export let firstCall: i32 = 0
let firstGroup: i32 = 0
export let foreign: i32 = 0
let knownBytes: i32 = 0

let markedNames: i32 = 0
let markedCalls: i32 = 0
let markedGroups: i32 = 0
let markedRoots: i32 = 0
/** Numbers that the next call and the next group had at the mark. */
let nextCall: i32 = 0
let nextGroup: i32 = 0

/** @param bytes of calls, before they are forgotten */
export function start(bytes: i32): void {
  knownBytes = bytes
  fillEventTables()
  fillTreeTables()
  makeTable(at.TABLES, at.NAME_KEYS, at.INDEXES, at.INDEX_BYTES)
  makeTable(at.TABLES + 0x40, at.CODE_KEYS, at.INDEXES + at.INDEX_BYTES, at.INDEX_BYTES)
  makeTable(at.TABLES + 0x80, at.IDENTITY_KEYS, at.INDEXES + 2 * at.INDEX_BYTES, at.INDEX_BYTES)
  makeTable(at.TABLES + 0xc0, at.CALL_KEYS, at.INDEXES + 3 * at.INDEX_BYTES, at.INDEX_BYTES)
  makeTriples(at.TABLES + 0x100, at.INDEXES + 4 * at.INDEX_BYTES, at.INDEX_BYTES)
  makeTriples(at.TABLES + 0x140, at.INDEXES + 5 * at.INDEX_BYTES, at.INDEX_BYTES)
}

/** Takes the record that was looked at last. */
export function see(): void {
  const named = has(F.eventName)
  if (!(named ? has(F.eventId) || has(F.eventSource) : has(F.eventId) && has(F.eventType))) {
    foreign++
    return
  }
  const event = addEvent()
  setGroup(event, named ? groupOf(event) : NO_GROUP)
}

/** How many records `records` took. */
export let taken: i32 = 0

/** Takes records that stand one after another. @returns where something else stands, or one that is not whole */
export function records(from: i32): i32 {
  let i = from
  taken = 0
  while (true) {
    while (isBetween(byte(i))) i++
    if (byte(i) !== OPEN_BRACE) return i
    const next = record(i)
    if (next < 0) return i
    see()
    taken++
    i = next
  }
}

/** What there is now is what `undo` leaves; the events are handed on. */
export function mark(): void {
  markedNames = names.count
  markedCalls = calls.count
  markedGroups = groups.count
  markedRoots = roots.count
  nextCall = firstCall + calls.count
  nextGroup = firstGroup + groups.count
  markTrees()
  dropEvents()
}

/** Takes back what was seen since the mark. */
export function undo(): void {
  truncate(names, markedNames)
  // Names of sessions depend on how many a role has: they are asked for again.
  clear(identities)
  truncate(calls, markedCalls)
  truncateTriples(groups, markedGroups)
  truncateTriples(roots, markedRoots)
  firstCall = nextCall - calls.count
  firstGroup = nextGroup - groups.count
  undoTrees()
  dropEvents()
}

function dropEvents(): void {
  forgetEvents()
  foreign = 0
}

function groupOf(event: i32): i32 {
  if (isNetworkActivity() && !mayBeRefused(codes)) return SECOND_VIEW
  const info = identity()
  const identityNumber = info === 0 ? -1 : load<i32>(info)
  if (has(F.sharedEventId)) {
    const into = addShared(event)
    if (into !== 0) store<i32>(into, reaches(identityNumber < 0 ? 0 : info, identityNumber))
  }
  if (identityNumber < 0) {
    plan()
    return NO_GROUP
  }
  const role = load<i32>(info, 4)
  const known = calls.count
  const call = firstCall + callOf(calls, codes, plan(), load<i32>(info, 8))
  if (calls.count > known) {
    const flags = (isRefused ? REFUSED : 0) | (withResources ? WITH_RESOURCES : 0)
    newCall(keyPlace(), length, callBytes, identityNumber, flags, keyBegins, keyEnds)
  }
  const place = keyBegins < 0 || isRefused ? NO_PLACE : placeOfKey(rootOf(role, call))
  const count = groups.count
  const group = firstGroup + findTriple(groups, identityNumber, call, place)
  if (groups.count > count) newGroup(identityNumber, call, place)
  forgetMany()
  return group
}

/** Forgets what has become many; its numbers are not given again. */
function forgetMany(): void {
  if (calls.size > knownBytes) {
    firstCall += calls.count
    clear(calls)
    markedCalls = 0
  } else if (groups.count < GROUPS_KNOWN && roots.count < GROUPS_KNOWN && !isFull()) return
  firstGroup += groups.count
  clearTriples(groups)
  clearTriples(roots)
  clearTrees()
  markedGroups = 0
  markedRoots = 0
}

/** @returns where it stands who called, or 0 */
function identity(): usize {
  // `"AssumedRole"` and `"Role"`, by their length and a letter.
  const type = begins(F.idType)
  const size = ends(F.idType) - type
  if (type < 0) return 0
  const letter = load<u8>(<usize>type + 1, at.BYTES)
  if (!((size === 13 && letter === 0x41) || (size === 6 && letter === 0x52))) return 0
  const known = identities.count
  begin(identities)
  pieceOf(F.issuerArn)
  pieceOf(F.idPrincipal)
  pieceOf(F.idInvokedBy)
  pieceOf(F.idIssuedTo)
  if (!has(F.issuerArn) || !has(F.idPrincipal)) pieceOf(F.idArn)
  const number = find(identities)
  const info = at.INFOS + <usize>number * at.INFO_BYTES
  if (identities.count > known) newIdentity(info)
  if (identities.count > at.IDENTITIES_KNOWN || <usize>identities.end > at.KEYS_BYTES / 4) clear(identities)
  return info
}

/** @returns 1 where the record was written for another account than the caller's, or 0 */
function reaches(info: usize, number: i32): i32 {
  const from = begins(F.recipientAccountId)
  const size = ends(F.recipientAccountId) - from
  const there = at.BYTES + <usize>from
  const own = info === 0 ? 0 : load<i32>(info, 12)
  if (from < 0 || own <= 0 || size < 2 || load<u8>(there) !== 0x22) return reachesOther(number)
  for (let i = 1; i < size - 1; i++) if (load<u8>(there + <usize>i) === 0x5c) return reachesOther(number)
  if (size !== own + 2) return 1
  for (let i = 0; i < own; i++) if (load<u8>(there + <usize>i, 1) !== load<u8>(info + <usize>i, 16)) return 1
  return 0
}

function plan(): usize {
  if (names.count >= at.NAMES_KNOWN || <usize>names.end > at.KEYS_BYTES / 4) {
    clear(names)
    markedNames = 0
  }
  const known = names.count
  begin(names)
  pieceOf(F.eventSource)
  pieceOf(F.eventName)
  if (isNetworkActivity()) pieceOf(F.eventType)
  const place = at.PLAN_OF_NAME + ((<usize>find(names)) << 2)
  if (names.count > known) store<i32>(place, newName(known === 0 ? 1 : 0))
  return <usize>load<i32>(place)
}

/** Keys of one role's calls are told apart on their own: what another role reads does not make its patterns wider. */
function rootOf(role: i32, call: i32): i32 {
  const known = roots.count
  const place = at.ROOT_NODES + ((<usize>findTriple(roots, role, call, NO_THIRD)) << 2)
  if (roots.count > known) store<i32>(place, root())
  return load<i32>(place)
}

function placeOfKey(tree: i32): i32 {
  const from = at.BYTES + <usize>keyBegins + 1
  const to = at.BYTES + <usize>keyEnds - 1
  for (let i = from; i < to; i += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(i), i8x16.splat(0x5c)))
    if (found === 0 || i + <usize>ctz(found) >= to) continue
    const plain = plainKey(keyBegins, keyEnds, at.PLAIN_KEY)
    return placeOf(tree, at.PLAIN_KEY, at.PLAIN_KEY + <usize>plain)
  }
  return placeOf(tree, from, to)
}
