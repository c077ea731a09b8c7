/**
 * A set of 128-bit event IDs, exact, in at most 24 bytes an ID once there are a million: open addressing in many small tables
 * that grow one at a time, so that no growth ever holds two copies of everything.
 */

const PARTS = 256
const WORDS = 4
/** Tables are filled to this share, and then grow by `GROWTH`: 16 / (0.85 / 1.25) < 24 bytes an ID. */
const FULL = 0.85
const GROWTH = 1.25
/** Tables that are still small double. */
const SMALL_CAPACITY = 2048
const FIRST_CAPACITY = 64

export class EventIds {
  count = 0
  private readonly tables: Uint32Array[] = Array.from({ length: PARTS }, () => new Uint32Array(FIRST_CAPACITY * WORDS))
  private readonly counts = new Int32Array(PARTS)

  /** @returns true where the ID was not there before. An ID of zeros is never there. */
  add(a: number, b: number, c: number, d: number): boolean {
    if ((a | b | c | d) === 0) return true
    const part = (a ^ b ^ c ^ d) & (PARTS - 1)
    let table = this.tables[part] as Uint32Array
    if ((this.counts[part] as number) + 1 > (table.length / WORDS) * FULL) table = this.grow(part)
    if (!insert(table, a, b, c, d)) return false
    this.counts[part] = (this.counts[part] as number) + 1
    this.count++
    return true
  }

  /** Bytes of its tables. */
  get bytes(): number {
    return this.tables.reduce((sum, table) => sum + table.byteLength, 0)
  }

  has(a: number, b: number, c: number, d: number): boolean {
    const table = this.tables[(a ^ b ^ c ^ d) & (PARTS - 1)] as Uint32Array
    return placeOf(table, a, b, c, d) < 0
  }

  /** @param words four numbers an ID */
  addAll(words: Uint32Array): void {
    for (let at = 0; at < words.length; at += WORDS) {
      this.add(words[at] as number, words[at + 1] as number, words[at + 2] as number, words[at + 3] as number)
    }
  }

  /** @returns every ID, four numbers each, in the order of their numbers: the same set gives the same words */
  words(): Uint32Array<ArrayBuffer> {
    const out = new Uint32Array(this.count * WORDS)
    let to = 0
    for (const table of this.tables) {
      const filled: number[] = []
      for (let at = 0; at < table.length; at += WORDS) {
        if (((table[at] as number) | (table[at + 1] as number) | (table[at + 2] as number) | (table[at + 3] as number)) !== 0)
          filled.push(at)
      }
      filled.sort((x, y) => {
        let word = 0
        while (word < WORDS - 1 && table[x + word] === table[y + word]) word++
        return (table[x + word] as number) - (table[y + word] as number)
      })
      for (const at of filled) for (let word = 0; word < WORDS; word++) out[to++] = table[at + word] as number
    }
    return out
  }

  private grow(part: number): Uint32Array {
    const old = this.tables[part] as Uint32Array
    const before = old.length / WORDS
    const capacity = before < SMALL_CAPACITY ? before * 2 : Math.ceil(before * GROWTH) + 1
    const wider = new Uint32Array(capacity * WORDS)
    for (let at = 0; at < old.length; at += WORDS) {
      const a = old[at] as number
      const b = old[at + 1] as number
      const c = old[at + 2] as number
      const d = old[at + 3] as number
      if ((a | b | c | d) !== 0) insert(wider, a, b, c, d)
    }
    this.tables[part] = wider
    return wider
  }
}

function insert(table: Uint32Array, a: number, b: number, c: number, d: number): boolean {
  const at = placeOf(table, a, b, c, d)
  if (at < 0) return false
  table[at] = a
  table[at + 1] = b
  table[at + 2] = c
  table[at + 3] = d
  return true
}

/** @returns where an ID would stand, or -1 where it is there */
function placeOf(table: Uint32Array, a: number, b: number, c: number, d: number): number {
  const capacity = table.length / WORDS
  // The place is the share of the hash in all of 32 bits: no capacity has to be a power of two.
  const hash = Math.imul(b ^ Math.imul(d, 0x9e3779b1) ^ c, 0x85ebca6b) >>> 0
  let at = Math.floor((hash / 4294967296) * capacity) * WORDS
  for (;;) {
    const there = table[at] as number
    if (there === a >>> 0 && table[at + 1] === b >>> 0 && table[at + 2] === c >>> 0 && table[at + 3] === d >>> 0) return -1
    if ((there | (table[at + 1] as number) | (table[at + 2] as number) | (table[at + 3] as number)) === 0) return at
    at += WORDS
    if (at === table.length) at = 0
  }
}
