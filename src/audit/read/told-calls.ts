/**
 * New calls on their way to whoever counts: the bytes of each as they stand in its record. Most calls that a reader sees first
 * another one has told already, and so nothing is decoded before somebody asks.
 */
import { F, type Scan } from './fields.js'
import type { SeenCall, ToldCalls } from './reading.js'
import { decoded, textAt } from './texts.js'

/** What is told of a record, in the order of its spans; behind them the object's key. */
const FIELDS = [
  F.eventSource,
  F.eventName,
  F.awsRegion,
  F.eventType,
  F.requestParameters,
  F.resources,
  F.errorCode,
  F.errorMessage,
] as const
const [SOURCE, NAME, REGION, TYPE, PARAMETERS, RESOURCES, ERROR_CODE, ERROR_MESSAGE, KEY] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/** The numbers of a call: its identity, flags, how many bytes its key has and how many of them tell the call, its spans. */
const [IDENTITY, FLAGS, KEY_BYTES, CALL_BYTES, SPANS_AT] = [0, 1, 2, 3, 4]
const CALL_WORDS = SPANS_AT + (FIELDS.length + 1) * 2
const REFUSED = 1
const WITH_RESOURCES = 2

export interface NewCall {
  /** What tells it from other calls of its account. */
  readonly key: Uint8Array
  readonly callBytes: number
  readonly identity: number
  /** Whether it may be a denial; then the object's key does not count by itself. */
  readonly refused: boolean
  readonly withResources: boolean
  /** Where the object's key stands, quotes included; -1: nowhere. */
  readonly keyAt: number
  readonly keyEnd: number
}

export class CallList {
  private numbers = new Int32Array(CALL_WORDS * 16)
  private count = 0
  private bytes = new Uint8Array(1 << 14)
  private end = 0

  /** Bytes of calls since the last `take`. */
  get size(): number {
    return this.end
  }

  add({ bytes, spans }: Scan, { key, callBytes, identity, refused, withResources, keyAt, keyEnd }: NewCall): void {
    let [from, to] = [Number.POSITIVE_INFINITY, 0]
    for (const field of FIELDS) {
      const begin = spans[field * 2] as number
      if (begin < 0) continue
      from = Math.min(from, begin)
      to = Math.max(to, spans[field * 2 + 1] as number)
    }
    const size = to === 0 ? 0 : to - from
    if (this.end + key.length + size > this.bytes.length) this.widen(key.length + size)
    this.bytes.set(key, this.end)
    if (size > 0) this.bytes.set(bytes.subarray(from, to), this.end + key.length)
    const numbers = this.roomForNumbers()
    const at = this.count++ * CALL_WORDS
    numbers[at + IDENTITY] = identity
    numbers[at + FLAGS] = (refused ? REFUSED : 0) | (withResources ? WITH_RESOURCES : 0)
    numbers[at + KEY_BYTES] = key.length
    numbers[at + CALL_BYTES] = callBytes
    const base = this.end + key.length - from
    const span = (place: number, begin: number, end: number): void => {
      numbers[at + SPANS_AT + place * 2] = begin < 0 ? -1 : begin + base
      numbers[at + SPANS_AT + place * 2 + 1] = begin < 0 ? -1 : end + base
    }
    for (let place = 0; place < FIELDS.length; place++) {
      const field = (FIELDS[place] as number) * 2
      span(place, spans[field] as number, spans[field + 1] as number)
    }
    span(KEY, refused ? -1 : keyAt, keyEnd)
    this.end += key.length + size
  }

  take(): ToldCalls {
    const told = { numbers: this.numbers.slice(0, this.count * CALL_WORDS), bytes: this.bytes.slice(0, this.end) }
    this.forget()
    return told
  }

  forget(): void {
    this.count = 0
    this.end = 0
  }

  private roomForNumbers(): Int32Array {
    if ((this.count + 1) * CALL_WORDS > this.numbers.length) {
      const wider = new Int32Array(this.numbers.length * 2)
      wider.set(this.numbers)
      this.numbers = wider
    }
    return this.numbers
  }

  private widen(by: number): void {
    const wider = new Uint8Array(Math.max(this.bytes.length * 2, this.end + by))
    wider.set(this.bytes.subarray(0, this.end))
    this.bytes = wider
  }
}

export function callsOf({ numbers, bytes }: ToldCalls): readonly SeenCall[] {
  const out: SeenCall[] = []
  const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let end = 0
  for (let at = 0; at < numbers.length; at += CALL_WORDS) {
    out.push(new ToldCall(numbers, held, at, end))
    // The next key stands behind the last field of this one.
    end += numbers[at + KEY_BYTES] as number
    for (let word = at + SPANS_AT + 1; word < at + CALL_WORDS; word += 2) end = Math.max(end, numbers[word] as number)
  }
  return out
}

class ToldCall implements SeenCall {
  readonly bytes: string
  readonly callBytes: number
  readonly identity: number
  private readonly numbers: Int32Array
  private readonly at: number
  private readonly held: Buffer
  private readonly flags: number

  constructor(numbers: Int32Array, held: Buffer, at: number, keyAt: number) {
    this.numbers = numbers
    this.at = at
    this.held = held
    this.identity = numbers[at + IDENTITY] as number
    this.flags = numbers[at + FLAGS] as number
    this.bytes = held.toString('latin1', keyAt, keyAt + (numbers[at + KEY_BYTES] as number))
    this.callBytes = numbers[at + CALL_BYTES] as number
  }

  get source(): string | null {
    return this.text(SOURCE)
  }
  get name(): string | null {
    return this.text(NAME)
  }
  get region(): string | null {
    return this.text(REGION)
  }
  get eventType(): string | null {
    return this.text(TYPE)
  }
  get parameters(): string | null {
    return this.json(PARAMETERS)
  }
  get resources(): string | null {
    return (this.flags & WITH_RESOURCES) === 0 ? null : this.json(RESOURCES)
  }
  get errorCode(): string | null {
    return (this.flags & REFUSED) === 0 ? null : this.text(ERROR_CODE)
  }
  get errorMessage(): string | null {
    return (this.flags & REFUSED) === 0 ? null : this.text(ERROR_MESSAGE)
  }
  get key(): string | null {
    return this.text(KEY)
  }

  private text(field: number): string | null {
    const at = this.at + SPANS_AT + field * 2
    const from = this.numbers[at] as number
    return from < 0 ? null : textAt(this.held, from, this.numbers[at + 1] as number)
  }

  private json(field: number): string | null {
    const at = this.at + SPANS_AT + field * 2
    const from = this.numbers[at] as number
    return from < 0 ? null : decoded(this.held, from, this.numbers[at + 1] as number)
  }
}
