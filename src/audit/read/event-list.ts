/** The events of a file as numbers, while it is read. */
import { F, type Scan } from './fields.js'
import { EVENT_WORDS, type Events } from './reading.js'
import { readTime, readUuid, textAt } from './texts.js'

export class EventList {
  count = 0
  foreign = 0
  private events = new Uint32Array(EVENT_WORDS * 1024)
  private shared: number[] = []
  private oddIds: (readonly [number, string])[] = []
  private readonly uuid = new Uint32Array(4)

  /** Adds a record without its group. @returns its place */
  add(scan: Scan): number {
    if ((this.count + 1) * EVENT_WORDS > this.events.length) this.widen()
    const at = this.count++
    this.readId(scan, at)
    this.events[at * EVENT_WORDS + 5] = readTime(
      scan.bytes,
      scan.spans[F.eventTime * 2] as number,
      scan.spans[F.eventTime * 2 + 1] as number,
    )
    return at
  }

  setGroup(at: number, group: number): void {
    this.events[at * EVENT_WORDS + 4] = group
  }

  /** Says that the record is one view of a call that reached two accounts. `caller` is the one that called, if it is known. */
  addShared(scan: Scan, at: number, caller: string): void {
    const { bytes, spans } = scan
    const from = spans[F.sharedEventId * 2] as number
    const to = spans[F.sharedEventId * 2 + 1] as number
    const id = new Uint32Array(4)
    if (!readUuid(bytes, from, to, id)) {
      const text = textAt(bytes, from, to)
      if (text === '') return
      id.set(numbersOfOddId(text))
    }
    const recipient = textAt(bytes, spans[F.recipientAccountId * 2] as number, spans[F.recipientAccountId * 2 + 1] as number)
    const own = caller !== '' ? caller : textAt(bytes, spans[F.idAccount * 2] as number, spans[F.idAccount * 2 + 1] as number)
    this.shared.push(at, ...id, recipient === own ? 0 : 1)
  }

  /** Gives what there is, and begins anew. */
  take(): Omit<Events, 'names'> {
    const { foreign, oddIds } = this
    const events = this.events.slice(0, this.count * EVENT_WORDS)
    const shared = Uint32Array.from(this.shared)
    this.forget()
    return { events, shared, oddIds, foreign }
  }

  forget(): void {
    this.count = 0
    this.shared = []
    this.oddIds = []
    this.foreign = 0
  }

  private readId(scan: Scan, at: number): void {
    const { spans, bytes } = scan
    const from = spans[F.eventId * 2] as number
    const to = spans[F.eventId * 2 + 1] as number
    const base = at * EVENT_WORDS
    if (from >= 0 && readUuid(bytes, from, to, this.uuid)) {
      for (let word = 0; word < 4; word++) this.events[base + word] = this.uuid[word] as number
      return
    }
    const text = textAt(bytes, from, to)
    this.events.fill(0, base, base + 4)
    if (text === '') return
    this.events.set(numbersOfOddId(text), base)
    this.oddIds.push([at, text])
  }

  private widen(): void {
    const wider = new Uint32Array(this.events.length * 2)
    wider.set(this.events)
    this.events = wider
  }
}

/** @returns four numbers for an ID that is no UUID */
export function numbersOfOddId(text: string): readonly number[] {
  // Nearly no reader needs it, and a thread begins sooner without.
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest()
  return [0, 4, 8, 12].map((at) => hash.readUInt32BE(at))
}
