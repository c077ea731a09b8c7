/**
 * What is looked for in a record, and what scanners answer. Both scanners take their names from here: a member that is added
 * is found by both.
 */

/** Answers of a scanner, beside a place in the bytes. */
export const SHORT = -1
export const BROKEN = -2
/** The object is no record: it holds records in a list, which begins at `listAt`. */
export const HOLDS_LIST = -3
/** The object holds one record in a member, which begins at `listAt`. */
export const HOLDS_ONE = -4
/** The object holds a record as text, which begins at `listAt`. */
export const HOLDS_TEXT = -5

/** Fields of a record, as places in `spans`. */
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
  idIssuedTo: 22,
} as const
export const FIELD_COUNT = 23

/** Where a member leads: to a field, into another object, or to what holds records. */
export type Target =
  | { readonly kind: 'field'; readonly field: number }
  | { readonly kind: 'object'; readonly members: Members }
  | { readonly kind: 'list' | 'held' }
export type Members = Readonly<Record<string, Target>>

const field = (at: number): Target => ({ kind: 'field', field: at })

const ISSUER: Members = {
  type: field(F.issuerType),
  arn: field(F.issuerArn),
  principalId: field(F.issuerPrincipal),
  accountId: field(F.issuerAccount),
}
const IDENTITY: Members = {
  type: field(F.idType),
  principalId: field(F.idPrincipal),
  arn: field(F.idArn),
  accountId: field(F.idAccount),
  invokedBy: field(F.idInvokedBy),
  inScopeOf: { kind: 'object', members: { credentialsIssuedTo: field(F.idIssuedTo) } },
  sessionContext: { kind: 'object', members: { sessionIssuer: { kind: 'object', members: ISSUER } } },
}
/** Members of a record, and those of the objects that records come in. */
export const RECORD: Members = {
  userIdentity: { kind: 'object', members: IDENTITY },
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
  // A trail's file; the answers of LookupEvents, of Lake's GetQueryResults, and of CloudWatch Logs and its Insights.
  Records: { kind: 'list' },
  Events: { kind: 'list' },
  QueryResultRows: { kind: 'list' },
  events: { kind: 'list' },
  logEvents: { kind: 'list' },
  results: { kind: 'list' },
  // An event of EventBridge, and a line of `rolewright dev --json`; then what stands around a record, or its text, in the lists
  // above, in rows of Lake, in notifications of SNS, and in what a search engine gives back.
  detail: { kind: 'held' },
  call: { kind: 'held' },
  event: { kind: 'held' },
  CloudTrailEvent: { kind: 'held' },
  eventData: { kind: 'held' },
  eventJson: { kind: 'held' },
  message: { kind: 'held' },
  value: { kind: 'held' },
  Message: { kind: 'held' },
  _source: { kind: 'held' },
}

/** Told of each record; its fields stand in `scan.spans`, and are gone with the next one. */
export type OnRecord = (scan: Scan) => void

/** Whether a byte may stand between the values of a list. */
export const isBetween = (c: number | undefined): boolean => c === 0x2c || c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09

/** What every scanner does where nothing does it faster. */
export function eachRecord(scan: Scan, at: number, onRecord: OnRecord): { readonly next: number; readonly taken: number } {
  let next = at
  for (let taken = 0; ; taken++) {
    while (isBetween(scan.bytes[next]) && next < scan.end) next++
    const end = scan.bytes[next] === 0x7b && next < scan.end ? scan.record(next) : SHORT
    if (end < 0) return { next, taken }
    onRecord(scan)
    next = end
  }
}

/** Looks through bytes for the fields of records. */
export interface Scan {
  /** What was added and not dropped, from 0 to `end`. May be another array after `add` and `inside`. */
  readonly bytes: Uint8Array
  /** The same bytes, to be read four at a time. */
  readonly view: DataView
  readonly end: number
  /** Begin and end of each field's value, quotes included; begin is -1 where the record has none. */
  readonly spans: Int32Array
  readonly listAt: number

  /** Puts a piece behind what is there. */
  add(piece: Uint8Array): void

  /** Drops what stands before `at`; the rest begins at 0. */
  drop(at: number): void

  /** Lets `read` look at other bytes, which begin at `at` and end at `end`. */
  inside(bytes: Uint8Array, read: (at: number) => void): void

  /**
   * Reads records that stand one after another from `at` on, and gives each to `onRecord`; `taken` says how many there were.
   *
   * @returns where something else stands, or a record that is not whole
   */
  records(at: number, onRecord: OnRecord): number
  readonly taken: number

  /**
   * Reads the object that begins at `at`.
   *
   * @returns the place behind it, or `SHORT` (the bytes end before it does), `BROKEN`, `HOLDS_LIST`, `HOLDS_ONE`, `HOLDS_TEXT`
   */
  record(at: number): number

  /** @returns the place behind the value at `at`, or `SHORT`, `BROKEN` */
  skip(at: number): number

  /** @returns the place behind the string whose quote is at `at`, or `SHORT` */
  string(at: number): number
}
