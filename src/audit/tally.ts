/**
 * Counts events by group, each once. The same events give the same counts, in whatever order and by however many readers
 * they came.
 */
import { EventIds } from './event-ids.js'
import { GroupCounts, type Words } from './group-counts.js'
import { compareGroups } from './group-order.js'
import { type Batch, EVENT_WORDS, NO_GROUP, SHARED_WORDS } from './read/reading.js'
import { printUuid } from './read/texts.js'
import { SharedViews, type Spill } from './shared-views.js'
import type { Fact, Group, ReadSummary } from './types.js'

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

/** What an earlier run counted. */
export interface Earlier {
  readonly counts: Pick<ReadSummary, 'events' | 'duplicates' | 'copies'> & { readonly from: number; readonly to: number }
  readonly names: readonly string[]
  readonly facts: readonly Fact[]
  readonly ids: Uint32Array
  readonly shares: Uint32Array
}

/** Maps a reader's numbers of groups to those of the tally. */
export type GroupNumbers = number[]

/** What no role did, and second views, are counted as groups that nobody is told of. */
const NOBODYS = 0
const COPIES = 1
const FIRST_GROUP = 2

export class Tally {
  events = 0
  duplicates = 0
  /** Of all events that were counted, whoever made them; 0 where there are none. */
  from = 0
  to = 0
  /** `SOURCE NAME` of all calls. */
  readonly names = new Set<string>()
  readonly ids = new EventIds()
  private readonly groups: Group[] = []
  /** Readers give the same group as the same object; facts of earlier runs are put to their groups when all is counted. */
  private readonly numbers = new Map<Group, number>()
  private readonly counts = new GroupCounts()
  /** Views of calls of which another one counts, and those of earlier runs. */
  private otherCopies = 0
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

  /** Views of calls and events that tell what another one does. */
  get copies(): number {
    return this.otherCopies + this.counts.of(COPIES).count
  }

  /** @returns the group's number here */
  private groupNumber(group: Group): number {
    const known = this.numbers.get(group)
    if (known !== undefined) return known
    const number = FIRST_GROUP + this.groups.push(group) - 1
    this.numbers.set(group, number)
    this.counts.reach(number)
    return number
  }

  /** @param numbers of the reader that the batch comes from; the batch's new groups are added to it */
  add(batch: Batch, numbers: GroupNumbers): void {
    for (const group of batch.groups) numbers.push(this.groupNumber(group))
    for (const [source, name] of batch.names) this.names.add(`${source} ${name}`)
    for (const [at, id] of batch.oddIds) this.oddIds.set(wordsKey(batch.events, at * EVENT_WORDS), id)
    // Signed, as sets of IDs have them.
    const events = new Int32Array(batch.events.buffer, batch.events.byteOffset, batch.events.length)
    const done = this.ids.addEach(events, EVENT_WORDS)
    this.events += done.length
    for (let at = 0; at < done.length; at++) this.duplicates += done[at] as number
    if (this.window !== null) leaveOut(events, done, this.window)
    for (let at = 0; at < batch.shared.length; at += SHARED_WORDS) this.keepView(events, done, numbers, batch.shared, at)
    this.countEach(events, done, numbers)
  }

  /** Counts the events that are not done. */
  private countEach(events: Int32Array, done: Uint8Array, numbers: GroupNumbers): void {
    const { counts } = this
    let from = this.from === 0 ? Number.POSITIVE_INFINITY : this.from
    let { to } = this
    for (let at = 0, base = 0; at < done.length; at++, base += EVENT_WORDS) {
      if (done[at] !== 0) continue
      const group = groupOf(events[base + 4] as number, numbers)
      const time = (events[base + 5] as number) >>> 0
      counts.add(group, time, events, base)
      if (group === COPIES || time === 0) continue
      if (time < from) from = time
      if (time > to) to = time
    }
    this.from = from === Number.POSITIVE_INFINITY ? 0 : from
    this.to = to
  }

  /** Counts what was counted before: a fact of an earlier run, or of a query engine. */
  addFact({ count, first, last, sample, ...group }: Fact): void {
    this.counts.addMany(this.groupNumber(group), { count, first, last }, this.wordsOf(sample), 0)
    this.spanTime(first)
    this.spanTime(last)
  }

  /** Goes on from an earlier run. Its events and shared calls, four numbers each, are not counted again. */
  resume({ counts, names, facts, ids, shares }: Earlier): void {
    for (const name of names) this.names.add(name)
    for (const fact of facts) this.addFact(fact)
    this.ids.addAll(ids)
    this.countedShares.addAll(shares)
    this.events = counts.events
    this.duplicates = counts.duplicates
    this.otherCopies = counts.copies
    this.from = counts.from
    this.to = counts.to
  }

  /** What a later run goes on from. After `finish`. */
  remembered(): { readonly ids: Uint32Array; readonly shares: Uint32Array } {
    return { ids: this.ids.words(), shares: this.countedShares.words() }
  }

  /** @returns one fact a group that something was counted for, in order. The last call. */
  finish(): readonly Fact[] {
    this.foldViews()
    const { groups, counts } = this
    const groupAt = (number: number): Group => groups[number - FIRST_GROUP] as Group
    const counted: number[] = []
    for (let number = FIRST_GROUP; number < FIRST_GROUP + groups.length; number++) if (counts.has(number)) counted.push(number)
    counted.sort((a, b) => compareGroups(groupAt(a), groupAt(b)))
    const facts: Fact[] = []
    for (let i = 0; i < counted.length; i++) {
      const [number, next] = [counted[i] as number, counted[i + 1]]
      const group = groupAt(number)
      if (next !== undefined && compareGroups(group, groupAt(next)) === 0) counts.join(number, next)
      else facts.push(this.factOf(group, number))
    }
    return facts
  }

  private factOf({ role, roleId, session, via, checks, denied, by, explicit, known, refused }: Group, number: number): Fact {
    const { count, first, last } = this.counts.of(number)
    const sample = this.sampleOf(number)
    return { role, roleId, session, via, checks, denied, by, explicit, known, refused, count, first, last, sample }
  }

  private spanTime(time: number): void {
    if (time === 0) return
    if (this.from === 0 || time < this.from) this.from = time
    if (time > this.to) this.to = time
  }

  private sampleOf(group: number): string {
    const words = this.counts.sample(group)
    const odd = this.oddIds.size === 0 ? undefined : this.oddIds.get(wordsKey(words, 0))
    if (odd !== undefined) return odd
    const a = words[0] as number
    const b = words[1] as number
    const c = words[2] as number
    const d = words[3] as number
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

  private keepView(events: Int32Array, done: Uint8Array, numbers: GroupNumbers, shared: Uint32Array, sharedAt: number): void {
    const event = shared[sharedAt] as number
    const base = event * EVENT_WORDS
    const group = groupOf(events[base + 4] as number, numbers)
    if (done[event] !== 0 || group === COPIES) return
    done[event] = 1
    const { views, at } = this.views.next()
    for (let word = 0; word < 5; word++) views[at + word] = shared[sharedAt + 1 + word] as number
    for (let word = 0; word < 4; word++) views[at + 5 + word] = events[base + word] as number
    views[at + 9] = group
    views[at + 10] = events[base + 5] as number
  }

  private foldViews(): void {
    const { countedShares, remembers } = this
    this.views.fold((views, at, isSame) => {
      const a = views[at] as number
      const b = views[at + 1] as number
      const c = views[at + 2] as number
      const d = views[at + 3] as number
      const time = views[at + 10] as number
      if (isSame || (remembers ? !countedShares.add(a, b, c, d) : countedShares.has(a, b, c, d))) this.otherCopies++
      else {
        this.counts.add(views[at + 9] as number, time, views, at + 5)
        this.spanTime(time)
      }
    })
  }
}

const SIGNED_NO_GROUP = NO_GROUP | 0

/** @param local the reader's own number, signed */
const groupOf = (local: number, numbers: GroupNumbers): number =>
  local >= 0 ? (numbers[local] as number) : local === SIGNED_NO_GROUP ? NOBODYS : COPIES

/** Events outside of the window are done. */
function leaveOut(events: Int32Array, done: Uint8Array, { from, until }: Window): void {
  for (let at = 0; at < done.length; at++) {
    const time = (events[at * EVENT_WORDS + 5] as number) >>> 0
    if (time < from || time > until) done[at] = 1
  }
}

function wordsKey(words: Words, base: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = words.subarray(base, base + 4)
  return `${a | 0} ${b | 0} ${c | 0} ${d | 0}`
}
