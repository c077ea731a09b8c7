/**
 * A reader of JSON that looks only at the fields which count. Values that nobody asks for are skipped byte by byte, without
 * making strings or objects of them: on real trails that is twice as fast as parsing, and it needs no memory.
 *
 * It tells broken structure (a missing brace, quote or colon), and does not look into what it skips any closer than that.
 */

/** Answers of the functions here, beside a place in the bytes. */
export const SHORT = -1
export const BROKEN = -2
/** The object is no record: it holds records in a list, which begins at `listAt`. */
export const HOLDS_LIST = -3
/** The object holds one record in a member, which begins at `listAt`. */
export const HOLDS_ONE = -4
/** The object holds a record as text, which begins at `listAt`. */
export const HOLDS_TEXT = -5

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** The same in each byte of a word. */
const QUOTES = 0x22222222
const BACKSLASHES = 0x5c5c5c5c
const ONES = 0x01010101
const HIGH_BITS = 0x80808080 | 0
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** Fields of a record, as places in `Scan.spans`. */
export const F = {
  eventTime: 0,
  eventSource: 1,
  eventName: 2,
  awsRegion: 3,
  errorCode: 4,
  errorMessage: 5,
  requestParameters: 6,
  resources: 7,
  eventId: 8,
  eventType: 9,
  recipientAccountId: 10,
  sharedEventId: 11,
  eventCategory: 12,
  idType: 13,
  idPrincipal: 14,
  idArn: 15,
  idAccount: 16,
  idInvokedBy: 17,
  issuerType: 18,
  issuerArn: 19,
  issuerPrincipal: 20,
  issuerAccount: 21,
} as const
const FIELD_COUNT = 22

/** What a byte outside of strings can be. */
const PLAIN = 1
const QUOTED = 2
const OPENS = 3
const CLOSES = 4
const KIND = new Uint8Array(256)
for (const char of ' \t\n\r,:+-.0123456789truefalsnEe') KIND[char.charCodeAt(0)] = PLAIN
KIND[QUOTE] = QUOTED
KIND[OPEN_BRACE] = OPENS
KIND[OPEN_BRACKET] = OPENS
KIND[CLOSE_BRACE] = CLOSES
KIND[CLOSE_BRACKET] = CLOSES

/** Where an object's keys lead: to a field, into another object, or to what holds records. */
type Target =
  | { readonly kind: 'field'; readonly field: number }
  | { readonly kind: 'object'; readonly keys: Keys }
  | { readonly kind: 'list' | 'held' }

interface Key {
  readonly bytes: Uint8Array
  readonly target: Target
}
/** Keys by the length of their name; most lengths have one or two. */
type Keys = readonly (readonly Key[])[]

function keys(targets: Readonly<Record<string, Target>>): Keys {
  const out: Key[][] = []
  for (const [name, target] of Object.entries(targets)) {
    const bytes = new TextEncoder().encode(name)
    while (out.length <= bytes.length) out.push([])
    out[bytes.length]?.push({ bytes, target })
  }
  return out
}

const field = (at: number): Target => ({ kind: 'field', field: at })

const ISSUER = keys({
  type: field(F.issuerType),
  arn: field(F.issuerArn),
  principalId: field(F.issuerPrincipal),
  accountId: field(F.issuerAccount),
})
const IDENTITY = keys({
  type: field(F.idType),
  principalId: field(F.idPrincipal),
  arn: field(F.idArn),
  accountId: field(F.idAccount),
  invokedBy: field(F.idInvokedBy),
  sessionContext: { kind: 'object', keys: keys({ sessionIssuer: { kind: 'object', keys: ISSUER } }) },
})
/** Members of a record, and those of the objects that records come in. */
const RECORD = keys({
  userIdentity: { kind: 'object', keys: IDENTITY },
  eventTime: field(F.eventTime),
  eventSource: field(F.eventSource),
  eventName: field(F.eventName),
  awsRegion: field(F.awsRegion),
  errorCode: field(F.errorCode),
  errorMessage: field(F.errorMessage),
  requestParameters: field(F.requestParameters),
  resources: field(F.resources),
  eventID: field(F.eventId),
  eventId: field(F.eventId),
  eventType: field(F.eventType),
  recipientAccountId: field(F.recipientAccountId),
  sharedEventID: field(F.sharedEventId),
  eventCategory: field(F.eventCategory),
  // A trail's file; the answers of LookupEvents, of Lake's GetQueryResults, and of CloudWatch Logs.
  Records: { kind: 'list' },
  Events: { kind: 'list' },
  QueryResultRows: { kind: 'list' },
  events: { kind: 'list' },
  logEvents: { kind: 'list' },
  // An event of EventBridge, and a line of `rolewright dev --json`; then what stands around a record, or its text, in the lists
  // above, in rows of Lake, and in what a search engine gives back.
  detail: { kind: 'held' },
  call: { kind: 'held' },
  event: { kind: 'held' },
  CloudTrailEvent: { kind: 'held' },
  eventData: { kind: 'held' },
  eventJson: { kind: 'held' },
  message: { kind: 'held' },
  _source: { kind: 'held' },
})

export class Scan {
  bytes: Uint8Array = new Uint8Array(0)
  /** The same bytes, to be read four at a time. */
  view = new DataView(this.bytes.buffer)
  /** How far the bytes may be read. */
  end = 0
  /** Begin and end of each field's value, quotes included; begin is -1 where the record has none. */
  readonly spans = new Int32Array(FIELD_COUNT * 2)
  listAt = 0

  over(bytes: Uint8Array): void {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.end = bytes.length
  }

  /**
   * Reads the object that begins at `at`.
   *
   * @returns the place behind it, or `SHORT` (the bytes end before it does), `BROKEN`, `HOLDS_LIST`, `HOLDS_ONE`, `HOLDS_TEXT`
   */
  record(at: number): number {
    this.spans.fill(-1)
    return this.members(at + 1, RECORD)
  }

  private members(from: number, known: Keys): number {
    const b = this.bytes
    const end = this.end
    let i = from
    for (;;) {
      let c = b[i]
      while (c === COMMA || c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) c = b[++i]
      if (c === CLOSE_BRACE) return i + 1
      if (c !== QUOTE) return i >= end ? SHORT : BROKEN
      const keyAt = i + 1
      i = this.string(i)
      if (i < 0) return i
      const keyLength = i - 1 - keyAt
      c = b[i]
      while (c !== COLON) {
        if (i >= end) return SHORT
        if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return BROKEN
        c = b[++i]
      }
      c = b[++i]
      while (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) c = b[++i]
      if (i >= end) return SHORT
      const target = this.target(known, keyAt, keyLength)
      if (target === null || target.kind === 'field') {
        const valueAt = i
        i = this.skip(i)
        if (i < 0) return i
        if (target !== null && c !== 0x6e) {
          this.spans[target.field * 2] = valueAt
          this.spans[target.field * 2 + 1] = i
        }
      } else if (target.kind === 'object' && c === OPEN_BRACE) {
        i = this.members(i + 1, target.keys)
        if (i < 0) return i
      } else {
        // A record's own members of these names stand behind its others, and hold no records.
        if (this.spans[F.eventName * 2] === -1) {
          if (target.kind === 'list' && c === OPEN_BRACKET) return this.holding(i, HOLDS_LIST)
          if (target.kind === 'held' && c === OPEN_BRACE) return this.holding(i, HOLDS_ONE)
          if (target.kind === 'held' && c === QUOTE && b[i + 1] === OPEN_BRACE) return this.holding(i, HOLDS_TEXT)
        }
        i = this.skip(i)
        if (i < 0) return i
      }
    }
  }

  private holding(at: number, what: number): number {
    this.listAt = at
    return what
  }

  private target(known: Keys, at: number, length: number): Target | null {
    const candidates = length < known.length ? known[length] : undefined
    if (candidates === undefined) return null
    const b = this.bytes
    next: for (let k = 0; k < candidates.length; k++) {
      const { bytes, target } = candidates[k] as Key
      for (let j = 0; j < length; j++) if (b[at + j] !== bytes[j]) continue next
      return target
    }
    return null
  }

  /** @returns the place behind the value at `at`, or `SHORT`, `BROKEN` */
  skip(at: number): number {
    const b = this.bytes
    const end = this.end
    const first = b[at]
    if (first === QUOTE) return this.string(at)
    let i = at + 1
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      let depth = 1
      for (; i < end; i++) {
        const kind = KIND[b[i] as number] as number
        if (kind === PLAIN) continue
        if (kind === QUOTED) {
          i = this.string(i) - 1
          if (i < 0) return SHORT
        } else if (kind === OPENS) depth++
        else if (kind !== CLOSES) return BROKEN
        else if (--depth === 0) return i + 1
      }
      return SHORT
    }
    if (first === undefined || KIND[first] !== PLAIN || first === COMMA) return at >= end ? SHORT : BROKEN
    for (; i < end; i++) {
      const c = b[i] as number
      if (c === COMMA || c === CLOSE_BRACE || c === CLOSE_BRACKET || c <= 0x20) return i
      if (KIND[c] !== PLAIN) return BROKEN
    }
    // A number at the very end of the bytes may go on.
    return SHORT
  }

  /** @returns the place behind the string whose quote is at `at`, or `SHORT` */
  string(at: number): number {
    const { bytes, view, end } = this
    const last = end - 4
    let i = at + 1
    for (;;) {
      // Four bytes at a time, while none of them is a quote or a backslash: a byte of `x` is zero where it is one, and its
      // high bit comes out of the subtraction.
      while (i <= last) {
        const word = view.getInt32(i, true)
        const x = word ^ QUOTES
        const y = word ^ BACKSLASHES
        if (((((x - ONES) & ~x) | ((y - ONES) & ~y)) & HIGH_BITS) !== 0) break
        i += 4
      }
      for (let k = 0; k < 4; k++, i++) {
        if (i >= end) return SHORT
        const c = bytes[i] as number
        if (c === QUOTE) return i + 1
        if (c === BACKSLASH) {
          i += 2
          break
        }
      }
    }
  }
}
