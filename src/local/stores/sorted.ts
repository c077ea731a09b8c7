/** A list sorted by key, in chunks: finding is binary, inserting moves a chunk's part and no more. */
export interface Entry<V> {
  readonly key: string
  readonly value: V
}

const MAX_CHUNK = 512

export class Sorted<V> {
  #chunks: Entry<V>[][] = []

  set(key: string, value: V): void {
    if (this.#chunks.length === 0) this.#chunks.push([])
    const at = this.#chunkOf(key)
    const chunk = this.#chunks[at] ?? []
    const i = lowerBound(chunk, key)
    if (chunk[i]?.key === key) {
      chunk[i] = { key, value }
      return
    }
    chunk.splice(i, 0, { key, value })
    if (chunk.length > MAX_CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(chunk.length >> 1))
  }

  delete(key: string): void {
    const at = this.#chunkOf(key)
    const chunk = this.#chunks[at]
    if (chunk === undefined) return
    const i = lowerBound(chunk, key)
    if (chunk[i]?.key !== key) return
    chunk.splice(i, 1)
    if (chunk.length === 0) this.#chunks.splice(at, 1)
  }

  get size(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  }

  /** Entries from `from` on, in order. @param inclusive whether an entry with the very key counts */
  *ascending(from: string, inclusive: boolean): Generator<Entry<V>> {
    for (let at = this.#chunkOf(from); at < this.#chunks.length; at++) {
      const chunk = this.#chunks[at] ?? []
      let i = lowerBound(chunk, from)
      if (!inclusive && chunk[i]?.key === from) i++
      for (; i < chunk.length; i++) {
        const entry = chunk[i]
        if (entry !== undefined) yield entry
      }
    }
  }

  /** Entries below `to`, the last first. */
  *descending(to: string, inclusive: boolean): Generator<Entry<V>> {
    for (let at = Math.min(this.#chunkOf(to), this.#chunks.length - 1); at >= 0; at--) {
      const chunk = this.#chunks[at] ?? []
      const bound = lowerBound(chunk, to)
      for (let i = inclusive && chunk[bound]?.key === to ? bound : bound - 1; i >= 0; i--) {
        const entry = chunk[i]
        if (entry !== undefined) yield entry
      }
    }
  }

  /** The chunk that has the key, or would have it. */
  #chunkOf(key: string): number {
    let low = 0
    let high = this.#chunks.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      const last = this.#chunks[middle]?.at(-1)
      if (last !== undefined && last.key < key) low = middle + 1
      else high = middle
    }
    return low
  }
}

function lowerBound<V>(chunk: readonly Entry<V>[], key: string): number {
  let low = 0
  let high = chunk.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((chunk[middle]?.key ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}
