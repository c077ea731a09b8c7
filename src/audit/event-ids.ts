/**
 * A set of 128-bit event IDs, exact, in at most 24 bytes an ID once there are a million: open addressing in many small tables.
 * A table is a list of pages, and grows by some in its place: pages are cut from slabs and never given back, so that nothing of
 * the heap falls to pieces however often tables grow.
 *
 * INVARIANT: within, the words of an ID are signed: such numbers need no place of their own in the heap.
 */

const PARTS = 256
const WORDS = 4
const PAGE_IDS = 512
const PAGE_SHIFT = 9
const PAGE_WORDS = PAGE_IDS * WORDS
const SLAB_PAGES = 256
/** Tables are filled to this share, and then grow by this one: 16 / (0.85 / 1.2) < 23 bytes an ID. */
const FULL = 0.85
const GROWTH = 0.2
/** A table begins with so many pages, and doubles them once. */
const FIRST_PAGES = 2

type Pages = Int32Array[]

export class EventIds {
  count = 0
  private readonly tables: readonly Pages[] = Array.from({ length: PARTS }, () => [])
  private readonly counts = new Int32Array(PARTS)
  private slab = new Int32Array(0)
  private slabAt = 0
  private slabs = 0
  private repeats = new Uint8Array(0)
  /** Holds the IDs of a table while it grows. */
  private scratch = new Int32Array(0)

  /** @returns true where the ID was not there before. An ID of zeros is never there. */
  add(a: number, b: number, c: number, d: number): boolean {
    return this.insert(a | 0, b | 0, c | 0, d | 0)
  }

  /**
   * Adds IDs that stand one after another.
   *
   * @param stride numbers from one to the next
   * @returns 1 for each ID that was there before, else 0: good until the next call
   */
  addEach(words: Int32Array, stride: number): Uint8Array {
    const count = words.length / stride
    if (this.repeats.length < count) this.repeats = new Uint8Array(count * 2)
    const { repeats } = this
    for (let i = 0, at = 0; i < count; i++, at += stride) {
      const isNew = this.insert(words[at] as number, words[at + 1] as number, words[at + 2] as number, words[at + 3] as number)
      repeats[i] = isNew ? 0 : 1
    }
    return repeats.subarray(0, count)
  }

  /** Bytes of its tables. */
  get bytes(): number {
    return this.slabs * SLAB_PAGES * PAGE_WORDS * Int32Array.BYTES_PER_ELEMENT
  }

  has(a: number, b: number, c: number, d: number): boolean {
    const table = this.tables[(a ^ b ^ c ^ d) & (PARTS - 1)] as Pages
    return table.length > 0 && placeOf(table, a | 0, b | 0, c | 0, d | 0) < 0
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
    for (const [part, count] of this.counts.entries()) {
      const ids = this.copied(part)
      const order = Array.from({ length: count }, (_, i) => i * WORDS)
      order.sort((x, y) => {
        let word = 0
        while (word < WORDS - 1 && ids[x + word] === ids[y + word]) word++
        return ((ids[x + word] as number) >>> 0) - ((ids[y + word] as number) >>> 0)
      })
      for (const at of order) for (let word = 0; word < WORDS; word++) out[to++] = ids[at + word] as number
    }
    return out
  }

  private insert(a: number, b: number, c: number, d: number): boolean {
    if ((a | b | c | d) === 0) return true
    const part = (a ^ b ^ c ^ d) & (PARTS - 1)
    const table = this.tables[part] as Pages
    if ((this.counts[part] as number) + 1 > table.length * PAGE_IDS * FULL) this.grow(part)
    const place = placeOf(table, a, b, c, d)
    if (place < 0) return false
    write(table, place, a, b, c, d)
    this.counts[part] = (this.counts[part] as number) + 1
    this.count++
    return true
  }

  private grow(part: number): void {
    const ids = this.copied(part)
    const table = this.tables[part] as Pages
    for (const page of table) page.fill(0)
    const more = table.length <= FIRST_PAGES ? FIRST_PAGES : Math.ceil(table.length * GROWTH)
    for (let i = 0; i < more; i++) table.push(this.newPage())
    const end = (this.counts[part] as number) * WORDS
    for (let at = 0; at < end; at += WORDS) {
      const a = ids[at] as number
      const b = ids[at + 1] as number
      const c = ids[at + 2] as number
      const d = ids[at + 3] as number
      write(table, placeOf(table, a, b, c, d), a, b, c, d)
    }
  }

  /** The IDs of a table, one after another: good until the next call. */
  private copied(part: number): Int32Array {
    const words = (this.counts[part] as number) * WORDS
    if (this.scratch.length < words) this.scratch = new Int32Array(words * 2)
    const { scratch } = this
    let to = 0
    for (const page of this.tables[part] as Pages) {
      for (let at = 0; at < PAGE_WORDS; at += WORDS) {
        if (((page[at] as number) | (page[at + 1] as number) | (page[at + 2] as number) | (page[at + 3] as number)) === 0) continue
        for (let word = 0; word < WORDS; word++) scratch[to++] = page[at + word] as number
      }
    }
    return scratch
  }

  private newPage(): Int32Array {
    if (this.slabAt === this.slab.length) {
      this.slab = new Int32Array(SLAB_PAGES * PAGE_WORDS)
      this.slabAt = 0
      this.slabs++
    }
    const page = this.slab.subarray(this.slabAt, this.slabAt + PAGE_WORDS)
    this.slabAt += PAGE_WORDS
    return page
  }
}

function write(table: Pages, place: number, a: number, b: number, c: number, d: number): void {
  const page = table[place >> PAGE_SHIFT] as Int32Array
  const at = (place & (PAGE_IDS - 1)) * WORDS
  page[at] = a
  page[at + 1] = b
  page[at + 2] = c
  page[at + 3] = d
}

/** @returns where an ID would stand, or -1 where it is there */
function placeOf(table: Pages, a: number, b: number, c: number, d: number): number {
  const capacity = table.length * PAGE_IDS
  // The place is the share of the hash in all of 32 bits: no capacity has to be a power of two.
  const hash = Math.imul(b ^ Math.imul(d, 0x9e3779b1) ^ c, 0x85ebca6b) >>> 0
  let place = Math.floor((hash / 4294967296) * capacity)
  for (;;) {
    const page = table[place >> PAGE_SHIFT] as Int32Array
    const first = place & -PAGE_IDS
    for (let at = (place - first) * WORDS; at < PAGE_WORDS; at += WORDS) {
      const there = page[at] as number
      // Of two IDs, and of an ID and none, the first words are seldom the same.
      if (there === a && page[at + 1] === b && page[at + 2] === c && page[at + 3] === d) return -1
      if (there === 0 && ((page[at + 1] as number) | (page[at + 2] as number) | (page[at + 3] as number)) === 0) return first + at / WORDS
    }
    place = first + PAGE_IDS === capacity ? 0 : first + PAGE_IDS
  }
}
