/**
 * Splits what a file holds into records, piece by piece, so that a file of any size is read in the memory of its longest
 * record. A file is one document or several: an object with a list of records, a list, a record by itself (one a line, perhaps
 * behind a time), or an object around a record.
 */
import { BROKEN, HOLDS_LIST, HOLDS_ONE, HOLDS_TEXT, type OnRecord, type Scan, SHORT } from './fields.js'
import { makeScan } from './simd-scan.js'
import { decoded } from './texts.js'

/** No record of CloudTrail is longer: an event has at most 1 MB. Source: CloudTrail User Guide, "Quotas in AWS CloudTrail". */
const LONGEST = 32 * 1024 * 1024

/**
 * What stands before a record in a line: the time of a log's event, and the name of its stream.
 * Source: CloudWatch Logs User Guide, "Export log data to Amazon S3"; AWS CLI Command Reference, "logs tail".
 */
const LINE_BEGIN = /^\d{4}-\d{2}-\d{2}T[\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?\s+(?:\S+\s+)?$/
/** A stream's name has at most 512 characters. */
const LINE_BEGIN_BYTES = 600

export type DocumentFault = 'broken' | 'truncated' | 'not-json'

export class Documents {
  /** Objects that were looked at, records or not. */
  objects = 0
  /** Whether the last document was one line among others, so that an unfinished last one may still be written. */
  lines = 0
  private fault: DocumentFault | null = null
  /** Lists of records that are open (`}` closes the object around one), from the outside in. */
  private readonly open: ('object' | 'list')[] = []
  private atList = false
  private begun = false

  private readonly onRecord: OnRecord
  private readonly scan: Scan

  constructor(onRecord: OnRecord, scan = makeScan()) {
    this.onRecord = onRecord
    this.scan = scan
    scan.drop(scan.end)
  }

  /** Reads what came; what does not end in it is kept for the next piece. */
  push(piece: Uint8Array): void {
    if (this.fault !== null) return
    const { scan } = this
    scan.add(piece)
    scan.drop(this.read())
    if (scan.end > LONGEST) this.fault = 'broken'
  }

  /** @returns what was wrong, or null */
  finish(): DocumentFault | null {
    if (this.fault !== null) return this.fault
    return this.scan.end > 0 || this.open.length > 0 ? 'truncated' : null
  }

  /** Whether all that is missing is the end of a last line. */
  get onlyLastLineIsShort(): boolean {
    return this.fault === null && this.scan.end > 0 && this.open.length === 0 && this.lines > 0
  }

  /** @returns how far the bytes were read; 0 to the begin of what is not whole yet */
  private read(): number {
    const { scan } = this
    const { end } = scan
    let i = 0
    while (i < end) {
      if (this.atList) {
        i = scan.records(i, this.onRecord)
        this.objects += scan.taken
        if (i >= end) break
      }
      const c = scan.bytes[i] as number
      const isMark = !this.begun && (c === 0xef || c === 0xbb || c === 0xbf)
      if (c <= 0x20 || c === 0x2c || isMark) {
        i++
        continue
      }
      const next = this.atList || this.open.at(-1) !== 'object' ? this.value(i, c) : this.afterList(i, c)
      if (next === SHORT) return i
      if (next === BROKEN) {
        this.fault = this.begun ? 'broken' : 'not-json'
        return end
      }
      this.begun = true
      i = next
    }
    return end
  }

  /** A value of a list, or a document of its own. */
  private value(at: number, c: number): number {
    if (c === 0x7b) return this.object(at)
    if (c === 0x5b) return this.enter(at, 'list')
    if (c === 0x5d && this.atList) {
      // Behind a list inside of another one that other goes on; behind the one that an object holds the object does.
      this.atList = this.open.length > 1 && this.open.at(-1) === 'list'
      if (this.open.at(-1) === 'list') this.open.pop()
      return at + 1
    }
    if (!this.atList && this.open.length === 0) return c >= 0x30 && c <= 0x39 ? this.behindTime(at) : BROKEN
    const end = this.scan.skip(at)
    if (end > 0 && c === 0x22) this.text(at)
    return end
  }

  /** @returns the place of the object that stands in a line behind its time */
  private behindTime(at: number): number {
    const { bytes, end } = this.scan
    for (let i = at; i < end; i++) {
      const c = bytes[i] as number
      if (c === 0x7b) return LINE_BEGIN.test(decoded(bytes, at, i)) ? i : BROKEN
      if (c === 0x0a || i - at > LINE_BEGIN_BYTES) return BROKEN
    }
    return SHORT
  }

  private enter(at: number, around: 'object' | 'list'): number {
    this.open.push(around)
    this.atList = true
    return at + 1
  }

  private object(at: number): number {
    const { scan } = this
    const end = scan.record(at)
    if (end >= 0) {
      this.objects++
      if (this.open.length === 0) this.lines++
      this.onRecord(scan)
      return end
    }
    if (end === HOLDS_LIST) return this.enter(scan.listAt, 'object')
    if (end !== HOLDS_ONE && end !== HOLDS_TEXT) return end
    const held = scan.listAt
    const whole = scan.skip(at)
    if (whole < 0) return whole
    if (this.open.length === 0) this.lines++
    this.held(held, end)
    return whole
  }

  /** A record inside another object, one level deeper or several. */
  private held(at: number, how: number): void {
    const { scan } = this
    let [place, next] = [at, how]
    while (next === HOLDS_ONE) {
      next = scan.record(place)
      if (next >= 0) {
        this.objects++
        this.onRecord(scan)
      } else place = scan.listAt
    }
    if (next === HOLDS_TEXT) this.text(place)
  }

  /** A record as text inside of JSON: the answer of LookupEvents, a message of a log. Text that is none is no record either. */
  private text(at: number): void {
    const { scan } = this
    const { bytes } = scan
    if (bytes[at + 1] !== 0x7b) return
    const text = textOf(bytes.subarray(at, scan.string(at)))
    if (text === null) return
    scan.inside(text, (first) => {
      const end = scan.record(first)
      if (end >= 0) {
        this.objects++
        this.onRecord(scan)
      } else if (end === HOLDS_ONE || end === HOLDS_TEXT) this.held(scan.listAt, end)
    })
  }

  /** What stands between the end of a list and the end of the object around it. */
  private afterList(at: number, c: number): number {
    if (c === 0x7d) {
      this.open.pop()
      this.atList = this.open.length > 0
      return at + 1
    }
    if (c === 0x3a) return at + 1
    return c === 0x5d ? BROKEN : this.scan.skip(at)
  }
}

/** @returns null where the bytes are no string */
function textOf(written: Uint8Array): Uint8Array | null {
  try {
    return new TextEncoder().encode(JSON.parse(new TextDecoder().decode(written)) as string)
  } catch {
    return null
  }
}
