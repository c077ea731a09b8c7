/** Numbers for pieces of bytes: the same bytes get the same number, 0 for the first. Nothing is decoded. */

/** Puts a key together in one place, so that it is hashed while it is copied. */
export class KeyBytes {
  bytes = new Uint8Array(4096)
  length = 0
  hash = 0

  begin(): void {
    this.length = 0
    this.hash = 0x811c9dc5 | 0
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1)
    this.bytes[this.length++] = value
    this.hash = Math.imul(this.hash ^ value, 0x01000193)
  }

  /** A piece and a byte that ends it: no JSON has that byte, so that pieces never run into each other. */
  piece(from: Uint8Array, begin: number, end: number): void {
    if (begin < 0) {
      this.byte(0)
      return
    }
    if (this.length + (end - begin) + 1 > this.bytes.length) this.grow(end - begin + 1)
    const { bytes } = this
    let { length, hash } = this
    for (let i = begin; i < end; i++) {
      const c = from[i] as number
      bytes[length++] = c
      hash = Math.imul(hash ^ c, 0x01000193)
    }
    bytes[length++] = 1
    this.length = length
    this.hash = Math.imul(hash ^ 1, 0x01000193)
  }

  number(value: number): void {
    this.byte(value & 0xff)
    this.byte((value >>> 8) & 0xff)
    this.byte((value >>> 16) & 0xff)
    this.byte(value >>> 24)
  }

  private grow(by: number): void {
    const wider = new Uint8Array(Math.max(this.bytes.length * 2, this.length + by))
    wider.set(this.bytes)
    this.bytes = wider
  }
}

export class ByteTable {
  count = 0
  private slots = new Int32Array(1 << 10).fill(-1)
  private hashes = new Int32Array(1 << 9)
  private starts = new Int32Array((1 << 9) + 1)
  private arena = new Uint8Array(1 << 14)

  /** @returns the key's number; a new one is `count - 1` after the call */
  numberOf(key: KeyBytes): number {
    const hash = mixed(key.hash)
    const mask = this.slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = this.slots[slot] as number
      if (at < 0) return this.add(key, hash, slot)
      if (this.hashes[at] === hash && this.isAt(at, key)) return at
    }
  }

  /** Bytes that it holds. */
  get size(): number {
    return this.starts[this.count] as number
  }

  private isAt(at: number, { bytes, length }: KeyBytes): boolean {
    const { arena, starts } = this
    const start = starts[at] as number
    if ((starts[at + 1] as number) - start !== length) return false
    for (let i = 0; i < length; i++) if (arena[start + i] !== bytes[i]) return false
    return true
  }

  private add({ bytes, length }: KeyBytes, hash: number, slot: number): number {
    const at = this.count++
    if (at + 2 > this.starts.length) this.widen()
    const start = this.starts[at] as number
    if (start + length > this.arena.length) {
      const wider = new Uint8Array(Math.max(this.arena.length * 2, start + length))
      wider.set(this.arena)
      this.arena = wider
    }
    this.arena.set(bytes.subarray(0, length), start)
    this.starts[at + 1] = start + length
    this.hashes[at] = hash
    this.slots[slot] = at
    if (this.count * 2 > this.slots.length) this.rehash()
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

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (let at = 0; at < this.count; at++) {
      let slot = (this.hashes[at] as number) & mask
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask
      slots[slot] = at
    }
    this.slots = slots
  }
}

/** Spreads the hash over all its bits. */
function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x45d9f3b)
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

  private add(a: number, b: number, c: number, slot: number): number {
    const at = this.count++
    if (at * 3 + 3 > this.triples.length) {
      const wider = new Int32Array(this.triples.length * 2)
      wider.set(this.triples)
      this.triples = wider
    }
    this.triples.set([a, b, c], at * 3)
    this.slots[slot] = at
    if (this.count * 2 > this.slots.length) this.rehash()
    return at
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1)
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
