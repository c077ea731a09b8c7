/**
 * Counts events by group, each once. The same events give the same counts, in whatever order and by however many readers
 * they came.
 */
import { EventIds } from './event-ids.js'
import { compareGroups } from './group-order.js'
import { type Batch, EVENT_WORDS, NO_GROUP, SECOND_VIEW, SHARED_WORDS } from './read/reading.js'
import { printUuid } from './read/texts.js'
import { SharedViews, type Spill } from './shared-views.js'
import type { Fact, Group } from './types.js'

/** Events outside of it are read, and not counted for anybody. Seconds since 1970. */
export interface Window {
  readonly from: number
  readonly until: number
}

export interface TallyOptions {
  readonly window?: Window | null
  /** Where views of shared calls are put aside when they are many; null: nowhere. */
  readonly openSpill?: (() => Spill) | null
  /** Whether `remembered` will be asked for. */
  readonly remembers?: boolean
}

/** IDs and numbers, 32 bits each. */
type Words = Int32Array | Uint32Array

/** Maps a reader's numbers of groups to those of the tally. */
export type GroupNumbers = number[]

export class Tally {
  events = 0
  duplicates = 0
  copies = 0
  /** Of all events that were counted, whoever made them; 0 where there are none. */
  from = 0
  to = 0
  /** `SOURCE NAME` of all calls. */
  readonly names = new Set<string>()
  readonly ids = new EventIds()
  private readonly groups: Group[] = []
  /** Readers give the same group as the same object; facts of earlier runs are put to their groups when all is counted. */
  private readonly numbers = new Map<Group, number>()
  private counts = new Float64Array(256)
  private firsts = new Float64Array(256)
  private lasts = new Float64Array(256)
  private samples = new Int32Array(256 * 4)
  /** IDs of shared calls that were counted by earlier runs, and by this one where a later one is to know them. */
  private readonly countedShares = new EventIds()
  private readonly oddIds = new Map<string, string>()
  private readonly views: SharedViews
  private readonly window: Window | null
  private readonly remembers: boolean

  constructor({ window = null, openSpill = null, remembers = false }: TallyOptions = {}) {
    this.window = window
    this.views = new SharedViews(openSpill)
    this.remembers = remembers
  }

  /** @returns the group's number here */
  private groupNumber(group: Group): number {
    const known = this.numbers.get(group)
    if (known !== undefined) return known
    const number = this.groups.push(group) - 1
    this.numbers.set(group, number)
    if (number >= this.counts.length) this.widen()
    this.firsts[number] = Number.POSITIVE_INFINITY
    return number
  }

  /** @param numbers of the reader that the batch comes from; the batch's new groups are added to it */
  add(batch: Batch, numbers: GroupNumbers): void {
    for (const group of batch.groups) numbers.push(this.groupNumber(group))
    for (const [source, name] of batch.names) this.names.add(`${source} ${name}`)
    for (const [at, id] of batch.oddIds) {
      const base = at * EVENT_WORDS
      this.oddIds.set(wordsKey(batch.events, base), id)
    }
    const { shared } = batch
    // Signed, as sets of IDs have them.
    const events = new Int32Array(batch.events.buffer, batch.events.byteOffset, batch.events.length)
    let nextShared = 0
    for (let base = 0, at = 0; base < events.length; base += EVENT_WORDS, at++) {
      const isShared = nextShared < shared.length && shared[nextShared] === at
      const sharedAt = nextShared
      if (isShared) nextShared += SHARED_WORDS
      this.events++
      if (!this.ids.add(events[base] as number, events[base + 1] as number, events[base + 2] as number, events[base + 3] as number)) {
        this.duplicates++
        continue
      }
      const local = (events[base + 4] as number) >>> 0
      const time = (events[base + 5] as number) >>> 0
      if (this.window !== null && (time < this.window.from || time > this.window.until)) continue
      if (local === SECOND_VIEW) {
        this.copies++
        continue
      }
      const group = local === NO_GROUP ? NO_GROUP : (numbers[local] as number)
      if (isShared) this.keepView(events, base, group, time, shared, sharedAt)
      else this.count(group, time, events, base)
    }
  }

  /** Counts what was counted before: a fact of an earlier run, or of a query engine. */
  addFact({ count, first, last, sample, ...group }: Fact): void {
    const number = this.groupNumber(group)
    this.counts[number] = (this.counts[number] as number) + count
    if (last > (this.lasts[number] as number)) this.lasts[number] = last
    this.spanTime(first)
    this.spanTime(last)
    const words = this.wordsOf(sample)
    this.offerSample(number, first, words, 0)
  }

  /** Remembers events and shared calls of an earlier run, four numbers each: they are not counted again. */
  remember(ids: Uint32Array, shares: Uint32Array): void {
    this.ids.addAll(ids)
    this.countedShares.addAll(shares)
  }

  /** What `remember` takes. After `finish`. */
  remembered(): { readonly ids: Uint32Array; readonly shares: Uint32Array } {
    return { ids: this.ids.words(), shares: this.countedShares.words() }
  }

  /** @returns one fact a group that something was counted for, in order. The last call. */
  finish(): readonly Fact[] {
    this.foldViews()
    const { groups } = this
    const counted: number[] = []
    for (let number = 0; number < groups.length; number++) if ((this.counts[number] as number) > 0) counted.push(number)
    counted.sort((a, b) => compareGroups(groups[a] as Group, groups[b] as Group))
    const facts: Fact[] = []
    for (let i = 0; i < counted.length; i++) {
      const [number, next] = [counted[i] as number, counted[i + 1]]
      const group = groups[number] as Group
      if (next !== undefined && compareGroups(group, groups[next] as Group) === 0) this.join(number, next)
      else facts.push(this.factOf(group, number))
    }
    return facts
  }

  /** Counts one group's events for another one, which is the same. */
  private join(from: number, to: number): void {
    this.counts[to] = (this.counts[to] as number) + (this.counts[from] as number)
    this.lasts[to] = Math.max(this.lasts[to] as number, this.lasts[from] as number)
    this.offerSample(to, this.firsts[from] as number, this.samples, from * 4)
  }

  private factOf({ role, roleId, session, via, checks, denied, by, explicit, known, refused }: Group, i: number): Fact {
    const count = this.counts[i] as number
    const first = this.firsts[i] as number
    const last = this.lasts[i] as number
    return { role, roleId, session, via, checks, denied, by, explicit, known, refused, count, first, last, sample: this.sampleOf(i) }
  }

  private count(group: number, time: number, words: Words, base: number): void {
    this.spanTime(time)
    if (group === NO_GROUP) return
    this.counts[group] = (this.counts[group] as number) + 1
    if (time > (this.lasts[group] as number)) this.lasts[group] = time
    this.offerSample(group, time, words, base)
  }

  private spanTime(time: number): void {
    if (time === 0) return
    if (this.from === 0 || time < this.from) this.from = time
    if (time > this.to) this.to = time
  }

  /** The first event is the sample; of several in that second the one with the least ID. */
  private offerSample(group: number, time: number, words: Words, base: number): void {
    const first = this.firsts[group] as number
    const { samples } = this
    const at = group * 4
    if (time > first) return
    if (time === first) {
      let word = 0
      while (word < 4 && ((words[base + word] as number) | 0) === samples[at + word]) word++
      if (word === 4 || (words[base + word] as number) >>> 0 > (samples[at + word] as number) >>> 0) return
    }
    this.firsts[group] = time
    for (let word = 0; word < 4; word++) samples[at + word] = words[base + word] as number
  }

  private sampleOf(group: number): string {
    const base = group * 4
    const odd = this.oddIds.size === 0 ? undefined : this.oddIds.get(wordsKey(this.samples, base))
    if (odd !== undefined) return odd
    const { samples } = this
    const a = samples[base] as number
    const b = samples[base + 1] as number
    const c = samples[base + 2] as number
    const d = samples[base + 3] as number
    return (a | b | c | d) === 0 ? '' : printUuid(a, b, c, d)
  }

  private wordsOf(sample: string): Uint32Array {
    const hex = sample.replaceAll('-', '')
    const words = new Uint32Array(4)
    if (/^[0-9a-f]{32}$/.test(hex))
      for (let word = 0; word < 4; word++) words[word] = Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16)
    else if (sample !== '') {
      for (let i = 0; i < sample.length; i++) words[i % 4] = Math.imul((words[i % 4] as number) ^ sample.charCodeAt(i), 0x01000193)
      this.oddIds.set(wordsKey(words, 0), sample)
    }
    return words
  }

  private widen(): void {
    const wider = this.counts.length * 2
    const grown = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(wider)
      to.set(from)
      return to
    }
    this.counts = grown(this.counts)
    this.firsts = grown(this.firsts)
    this.lasts = grown(this.lasts)
    const samples = new Int32Array(wider * 4)
    samples.set(this.samples)
    this.samples = samples
  }

  private keepView(events: Words, base: number, group: number, time: number, shared: Uint32Array, sharedAt: number): void {
    const { views, at } = this.views.next()
    for (let word = 0; word < 5; word++) views[at + word] = shared[sharedAt + 1 + word] as number
    for (let word = 0; word < 4; word++) views[at + 5 + word] = events[base + word] as number
    views[at + 9] = group
    views[at + 10] = time
  }

  private foldViews(): void {
    const { countedShares, remembers } = this
    this.views.fold((views, at, isSame) => {
      const a = views[at] as number
      const b = views[at + 1] as number
      const c = views[at + 2] as number
      const d = views[at + 3] as number
      if (isSame || (remembers ? !countedShares.add(a, b, c, d) : countedShares.has(a, b, c, d))) this.copies++
      else this.count(views[at + 9] as number, views[at + 10] as number, views, at + 5)
    })
  }
}

function wordsKey(words: Words, base: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = words.subarray(base, base + 4)
  return `${a | 0} ${b | 0} ${c | 0} ${d | 0}`
}
