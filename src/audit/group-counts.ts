/** How often what happened, first and last, with the first event as a sample: by number of the group. */

/** IDs and numbers, 32 bits each. */
export type Words = Int32Array | Uint32Array

export class GroupCounts {
  private counts = new Float64Array(256)
  /** Seconds since 1970; infinite where nothing was counted. */
  private firsts = new Float64Array(256).fill(Number.POSITIVE_INFINITY)
  private lasts = new Float64Array(256)
  private samples = new Int32Array(256 * 4)

  /** Makes room for groups up to this number. */
  reach(group: number): void {
    const held = this.counts.length
    if (group < held) return
    const wider = Math.max(held * 2, group + 1)
    const grown = <A extends Float64Array | Int32Array>(from: A, to: A): A => {
      to.set(from)
      return to
    }
    this.counts = grown(this.counts, new Float64Array(wider))
    this.firsts = grown(this.firsts, new Float64Array(wider).fill(Number.POSITIVE_INFINITY, held))
    this.lasts = grown(this.lasts, new Float64Array(wider))
    this.samples = grown(this.samples, new Int32Array(wider * 4))
  }

  /** Counts an event, whose ID stands at a place of `words`. */
  add(group: number, time: number, words: Words, at: number): void {
    this.counts[group] = (this.counts[group] as number) + 1
    if (time > (this.lasts[group] as number)) this.lasts[group] = time
    if (time <= (this.firsts[group] as number)) this.offerSample(group, time, words, at)
  }

  /** Counts several, of which the first one's ID stands there. */
  addMany(group: number, { count, first, last }: Counted, words: Words, at: number): void {
    this.counts[group] = (this.counts[group] as number) + count
    if (last > (this.lasts[group] as number)) this.lasts[group] = last
    this.offerSample(group, first, words, at)
  }

  /** Counts one group's events for another one. */
  join(from: number, to: number): void {
    this.addMany(to, this.of(from), this.samples, from * 4)
  }

  of(group: number): Counted {
    return { count: this.counts[group] as number, first: this.firsts[group] as number, last: this.lasts[group] as number }
  }

  has(group: number): boolean {
    return (this.counts[group] as number) > 0
  }

  /** The sample's ID, four numbers. */
  sample(group: number): Words {
    return this.samples.subarray(group * 4, group * 4 + 4)
  }

  /** The first event is the sample; of several in that second the one with the least ID. */
  private offerSample(group: number, time: number, words: Words, at: number): void {
    const first = this.firsts[group] as number
    const { samples } = this
    const into = group * 4
    if (time > first) return
    if (time === first) {
      let word = 0
      while (word < 4 && ((words[at + word] as number) | 0) === samples[into + word]) word++
      if (word === 4 || (words[at + word] as number) >>> 0 > (samples[into + word] as number) >>> 0) return
    }
    this.firsts[group] = time
    for (let word = 0; word < 4; word++) samples[into + word] = words[at + word] as number
  }
}

export interface Counted {
  readonly count: number
  readonly first: number
  readonly last: number
}
