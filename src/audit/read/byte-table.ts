/** Numbers for pieces of bytes: the same bytes get the same number, 0 for the first. Nothing is decoded. */

/** Puts a key together in one place, four bytes at a time. */
export class KeyBytes {
  words = new Int32Array(1024)
  /** In bytes; after `end` a multiple of four. */
  length = 0
  private view = new DataView(this.words.buffer)

  begin(): void {
    this.length = 0
  }

  /** A piece, and its length behind it, so that pieces never run into each other. */
  piece(from: DataView, begin: number, end: number): void {
    const count = begin < 0 ? 0 : end - begin
    if (this.length + count + 12 > this.words.byteLength) this.grow(count + 12)
    const { view } = this
    let at = this.length
    let i = begin
    for (const last = begin + count - 3; i < last; i += 4, at += 4) view.setInt32(at, from.getInt32(i, true), true)
    for (const last = begin + count; i < last; i++, at++) view.setUint8(at, from.getUint8(i))
    view.setInt32(at, count, true)
    this.length = at + 4
  }

  number(value: number): void {
    if (this.length + 8 > this.words.byteLength) this.grow(8)
    this.view.setInt32(this.length, value, true)
    this.length += 4
  }

  /** Fills the last word with zeros. */
  end(): void {
    while ((this.length & 3) !== 0) this.view.setUint8(this.length++, 0)
  }

  /** @returns what stands from there on, until the next key is begun */
  bytes(from: number): Uint8Array {
    return new Uint8Array(this.words.buffer, from, this.length - from)
  }

  private grow(by: number): void {
    const wider = new Int32Array(Math.max(this.words.length * 2, (this.length + by + 7) >> 2))
    wider.set(this.words)
    this.words = wider
    this.view = new DataView(wider.buffer)
  }
}

export class ByteTable {
  count = 0
  private slots = new Int32Array(1 << 10).fill(-1)
  private hashes = new Int32Array(1 << 9)
  private starts = new Int32Array((1 << 9) + 1)
  private arena = new Int32Array(1 << 12)

  /** @returns the key's number; a new one is `count - 1` after the call */
  numberOf(key: KeyBytes): number {
    key.end()
    const { words } = key
    const length = key.length >> 2
    const hash = hashOfWords(words, length)
    const mask = this.slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = this.slots[slot] as number
      if (at < 0) return this.add(words, length, hash, slot)
      if (this.hashes[at] === hash && this.isAt(at, words, length)) return at
    }
  }

  /** Bytes that it holds. */
  get size(): number {
    return (this.starts[this.count] as number) * 4
  }

  /** Forgets all keys but the first ones. */
  truncate(count: number): void {
    if (count >= this.count) return
    this.count = count
    this.spread(this.slots)
  }

  private isAt(at: number, words: Int32Array, length: number): boolean {
    const { arena, starts } = this
    const start = starts[at] as number
    if ((starts[at + 1] as number) - start !== length) return false
    for (let i = 0; i < length; i++) if (arena[start + i] !== words[i]) return false
    return true
  }

  private add(words: Int32Array, length: number, hash: number, slot: number): number {
    const at = this.count++
    if (at + 2 > this.starts.length) this.widen()
    const start = this.starts[at] as number
    if (start + length > this.arena.length) {
      const wider = new Int32Array(Math.max(this.arena.length * 2, start + length))
      wider.set(this.arena)
      this.arena = wider
    }
    for (let i = 0; i < length; i++) this.arena[start + i] = words[i] as number
    this.starts[at + 1] = start + length
    this.hashes[at] = hash
    this.slots[slot] = at
    if (this.count * 2 > this.slots.length) this.spread(new Int32Array(this.slots.length * 2))
    return at
  }

  private widen(): void {
    const starts = new Int32Array(this.starts.length * 2)
    starts.set(this.starts)
    this.starts = starts
    const hashes = new Int32Array(starts.length)
    hashes.set(this.hashes)
    this.hashes = hashes
  }

  private spread(slots: Int32Array<ArrayBuffer>): void {
    slots.fill(-1)
    const mask = slots.length - 1
    for (let at = 0; at < this.count; at++) {
      let slot = (this.hashes[at] as number) & mask
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask
      slots[slot] = at
    }
    this.slots = slots
  }
}

function hashOfWords(words: Int32Array, length: number): number {
  let h = length
  for (let i = 0; i < length; i++) {
    h = Math.imul(h ^ (words[i] as number), 0x9e3779b1)
    h ^= h >>> 15
  }
  h = Math.imul(h ^ (h >>> 16), 0x45d9f3b)
  return h ^ (h >>> 15)
}

/** Numbers for triples of numbers. */
export class TripleTable {
  count = 0
  private slots = new Int32Array(1 << 10).fill(-1)
  private triples = new Int32Array(3 << 9)

  numberOf(a: number, b: number, c: number): number {
    const hash = hashOf(a, b, c)
    const mask = this.slots.length - 1
    const { triples } = this
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = this.slots[slot] as number
      if (at < 0) return this.add(a, b, c, slot)
      if (triples[at * 3] === a && triples[at * 3 + 1] === b && triples[at * 3 + 2] === c) return at
    }
  }

  /** Forgets all triples but the first ones. */
  truncate(count: number): void {
    if (count >= this.count) return
    this.count = count
    this.spread(this.slots)
  }

  private add(a: number, b: number, c: number, slot: number): number {
    const at = this.count++
    if (at * 3 + 3 > this.triples.length) {
      const wider = new Int32Array(this.triples.length * 2)
      wider.set(this.triples)
      this.triples = wider
    }
    this.triples.set([a, b, c], at * 3)
    this.slots[slot] = at
    if (this.count * 2 > this.slots.length) this.spread(new Int32Array(this.slots.length * 2))
    return at
  }

  private spread(slots: Int32Array<ArrayBuffer>): void {
    slots.fill(-1)
    const mask = slots.length - 1
    const { triples } = this
    for (let at = 0; at < this.count; at++) {
      let slot = hashOf(triples[at * 3] as number, triples[at * 3 + 1] as number, triples[at * 3 + 2] as number) & mask
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask
      slots[slot] = at
    }
    this.slots = slots
  }
}

function hashOf(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)
  h ^= h >>> 15
  h = Math.imul(h, 0x2c1b3c6d)
  return h ^ (h >>> 13)
}
