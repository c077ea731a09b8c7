/** Keys of objects, told apart as src/audit/read/key-tree.ts does it. What a file brought can be undone. */
import { CLASSES, JOURNAL, NODE_NAMES, NODE_NAMES_BYTES, NODES, NODES_BYTES } from './places'

/** A node: its name, its parent, how many children it has (-1: it stands for all below it), and these. */
const NODE: usize = 64
const LENGTH: usize = 4
const PARENT: usize = 8
const COUNT: usize = 12
const CHILDREN: usize = 16

// As src/audit/patterns.ts has them.
const NAMES_LISTED: i32 = 10
const NAMES_DEEP: i32 = 3
const DIGIT: u32 = 1
const HEX: u32 = 2
const DASH: u32 = 4
const TIME: u32 = 8
const TIME_DIGITS: i32 = 10

const SLASH: u32 = 0x2f
const STAR: u32 = 0x2a

let nodes: i32 = 0
let namesEnd: i32 = 0
let journal: i32 = 0
let markedNodes: i32 = 0
let markedNames: i32 = 0

/** A tree of its own for a bucket. */
export function root(): i32 {
  return makeNode(0, 0, -1)
}

/** @returns the place of a key (its bytes, without quotes), or the place that stands for all below it */
export function placeOf(tree: i32, from: usize, to: usize): i32 {
  let at = tree
  let depth = 0
  let i = from
  while (i < to) {
    const node = nodeAt(at)
    const count = load<i32>(node, COUNT)
    if (count < 0) return at
    let end = i
    while (end < to && load<u8>(end) !== SLASH) end++
    const withSlash = end < to ? end + 1 : end
    const known = child(node, count, i, withSlash)
    if (known < 0) {
      const star = end - i === 1 && load<u8>(i) === STAR
      if (star || depth >= NAMES_DEEP || count >= NAMES_LISTED || isVarying(i, end)) {
        change(at, count, -1)
        return at
      }
      const next = makeNode(i, withSlash, at)
      store<i32>(node + ((<usize>count) << 2), next, CHILDREN)
      change(at, count, count + 1)
      at = next
    } else at = known
    depth++
    i = withSlash
  }
  return at
}

/** Whether there is little room for more. */
export function isFull(): bool {
  return <usize>nodes * NODE > NODES_BYTES - 0x10000 || <usize>namesEnd > NODE_NAMES_BYTES / 2
}

export function clearTrees(): void {
  nodes = 0
  namesEnd = 0
  markTrees()
}

/** What is there now is what `undoTrees` leaves. */
export function markTrees(): void {
  journal = 0
  markedNodes = nodes
  markedNames = namesEnd
}

export function undoTrees(): void {
  while (journal > 0) {
    journal--
    const entry = JOURNAL + ((<usize>journal) << 3)
    store<i32>(nodeAt(load<i32>(entry)), load<i32>(entry, 4), COUNT)
  }
  nodes = markedNodes
  namesEnd = markedNames
}

function change(at: i32, from: i32, to: i32): void {
  if (at < markedNodes) {
    const entry = JOURNAL + ((<usize>journal) << 3)
    store<i32>(entry, at)
    store<i32>(entry, from, 4)
    journal++
  }
  store<i32>(nodeAt(at), to, COUNT)
}

function makeNode(from: usize, to: usize, parent: i32): i32 {
  const size = <i32>(to - from)
  if (<usize>(namesEnd + size) > NODE_NAMES_BYTES || <usize>(nodes + 1) * NODE > NODES_BYTES) unreachable()
  const node = nodeAt(nodes)
  memory.copy(NODE_NAMES + <usize>namesEnd, from, size)
  store<i32>(node, namesEnd)
  store<i32>(node, size, LENGTH)
  store<i32>(node, parent, PARENT)
  store<i32>(node, 0, COUNT)
  namesEnd += size
  return nodes++
}

function child(node: usize, count: i32, from: usize, to: usize): i32 {
  const size = <i32>(to - from)
  for (let k = 0; k < count; k++) {
    const at = load<i32>(node + ((<usize>k) << 2), CHILDREN)
    const other = nodeAt(at)
    if (load<i32>(other, LENGTH) !== size) continue
    const name = NODE_NAMES + <usize>load<i32>(other)
    let i = 0
    while (i < size && load<u8>(name + i) === load<u8>(from + i)) i++
    if (i === size) return at
  }
  return -1
}

function nodeAt(at: i32): usize {
  return NODES + <usize>at * NODE
}

function isVarying(from: usize, to: usize): bool {
  let digits = 0
  let digitRun = 0
  let hexRun = 0
  let hexDigits = 0
  let onlyNumber = true
  let onlyTime = true
  for (let i = from; i < to; i++) {
    const bits = <u32>load<u8>(<usize>load<u8>(i), CLASSES)
    if ((bits & DASH) === 0) onlyNumber = false
    if ((bits & (DASH | TIME)) === 0) onlyTime = false
    if ((bits & DIGIT) !== 0) {
      digits++
      if (++digitRun >= 6) return true
    } else digitRun = 0
    if ((bits & HEX) !== 0) {
      hexRun++
      if ((bits & DIGIT) !== 0) hexDigits++
      if (hexRun >= 12 && hexDigits >= 3) return true
    } else {
      hexRun = 0
      hexDigits = 0
    }
  }
  return (onlyNumber && digits > 0) || (onlyTime && digits >= TIME_DIGITS)
}

/** Fills what bytes are looked up in. */
export function fillTreeTables(): void {
  for (let c = 0x30; c <= 0x39; c++) store<u8>(CLASSES + c, <u8>(DIGIT | HEX | DASH))
  for (let c = 0x61; c <= 0x66; c++) {
    store<u8>(CLASSES + c, <u8>HEX)
    store<u8>(CLASSES + c - 0x20, <u8>HEX)
  }
  store<u8>(CLASSES + 0x2d, <u8>(HEX | DASH))
  store<u8>(CLASSES + 0x2e, <u8>DASH)
  store<u8>(CLASSES + 0x3a, <u8>DASH)
  store<u8>(CLASSES + 0x5f, <u8>DASH)
  store<u8>(CLASSES + 0x54, <u8>TIME)
  store<u8>(CLASSES + 0x5a, <u8>TIME)
}
