/** What was called, by the bytes of a record that its meaning depends on. */
import { ByteTable, type KeyBytes } from './byte-table.js'
import { F, type Scan } from './fields.js'
import type { NumberedPlan, ReaderFacts } from './plan.js'
import type { EventName, ToldCalls } from './reading.js'
import { textAt } from './texts.js'
import { CallList } from './told-calls.js'

/** Beyond these, what was seen is forgotten and told anew: memory stays flat. */
export const KNOWN_BYTES = 24 * 1024 * 1024

/** The number of the account stands first, and is the reader's own. */
const ACCOUNT_BYTES = 4

export class SeenCalls {
  /** Where the object's key of the last record stands, quotes included, if calls are told apart by it no further; else -1. */
  keyAt = -1
  keyEnd = -1
  /** The number of the first call that is still known. */
  first = 0
  private readonly names = new ByteTable()
  private readonly plans: NumberedPlan[] = []
  private readonly known = new ByteTable()
  /** What there was when names and calls were taken last. */
  private marked = { names: 0, known: 0, next: 0 }
  private readonly codes = new Map<string, boolean>()
  private addedNames: EventName[] = []
  private readonly added = new CallList()
  private readonly key: KeyBytes
  private readonly facts: ReaderFacts

  private readonly knownBytes: number

  constructor(key: KeyBytes, facts: ReaderFacts, knownBytes = KNOWN_BYTES) {
    this.key = key
    this.facts = facts
    this.knownBytes = knownBytes
  }

  /** @returns the number of the record's call, made by an identity with this number, in an account with that one */
  numberOf(scan: Scan, identity: number, account: number): number {
    const plan = this.plan(scan)
    const { key } = this
    const { view } = scan
    key.begin()
    key.number(account)
    key.number(plan.number)
    this.piece(scan, F.awsRegion)
    this.piece(scan, F.eventType)
    this.keyAt = -1
    this.keyEnd = -1
    const found = this.members(scan, plan)
    key.number(this.keyEnd - this.keyAt > 2 ? 1 : 0)
    // INVARIANT: a call means what its key says; what is not in the key is not looked at.
    const withResources = plan.resources || found === 0
    if (withResources) this.piece(scan, F.resources)
    const refused = this.isRefused(scan)
    const callBytes = key.length - ACCOUNT_BYTES
    if (refused) {
      this.piece(scan, F.errorCode)
      this.piece(scan, F.errorMessage)
      // The message names the resource, and where it does not the key counts.
      key.piece(view, this.keyAt, this.keyEnd)
    }
    const { count } = this.known
    const number = this.first + this.known.numberOf(key)
    if (this.known.count > count)
      this.added.add(scan, {
        key: key.bytes(ACCOUNT_BYTES),
        callBytes,
        identity,
        refused,
        withResources,
        keyAt: this.keyAt,
        keyEnd: this.keyEnd,
      })
    if (refused) this.keyAt = -1
    return number
  }

  /** Forgets calls where they have become many; their numbers are not given again. @returns whether it did */
  forgetMany(): boolean {
    if (this.known.size <= this.knownBytes) return false
    this.first += this.known.count
    this.known.truncate(0)
    this.marked.known = 0
    return true
  }

  /** Bytes of new calls since `takeAdded`. */
  get told(): number {
    return this.added.size
  }

  /** Takes the name of an event that no role made. */
  see(scan: Scan): void {
    this.plan(scan)
  }

  /** @returns what is new since the last call */
  takeAdded(): { readonly calls: ToldCalls; readonly names: readonly EventName[] } {
    const { addedNames } = this
    this.addedNames = []
    this.marked = { names: this.names.count, known: this.known.count, next: this.first + this.known.count }
    return { calls: this.added.take(), names: addedNames }
  }

  /** Takes back what was seen since `takeAdded`. */
  undo(): void {
    const { names, known, next } = this.marked
    this.names.truncate(names)
    this.plans.length = names
    this.known.truncate(known)
    this.first = next - known
    this.added.forget()
    this.addedNames = []
  }

  /**
   * Whether the record only says that a call passed a VPC endpoint: what came of it is told by the service's own event, of
   * which this one has the request's ID and neither parameters nor an error.
   * Source: CloudTrail User Guide, "Logging network activity events".
   */
  isPassage(scan: Scan): boolean {
    return isNetworkActivity(scan) && !this.isRefused(scan)
  }

  private isRefused(scan: Scan): boolean {
    const { spans } = scan
    return ((spans[F.errorCode * 2] as number) >= 0 || (spans[F.errorMessage * 2] as number) >= 0) && this.mayBeDenial(scan)
  }

  private plan(scan: Scan): NumberedPlan {
    const { bytes, spans } = scan
    const isNetwork = isNetworkActivity(scan)
    this.key.begin()
    this.piece(scan, F.eventSource)
    this.piece(scan, F.eventName)
    if (isNetwork) this.piece(scan, F.eventType)
    const number = this.names.numberOf(this.key)
    if (number === this.plans.length) {
      const source = textAt(bytes, spans[F.eventSource * 2] as number, spans[F.eventSource * 2 + 1] as number)
      const name = textAt(bytes, spans[F.eventName * 2] as number, spans[F.eventName * 2 + 1] as number)
      // What an endpoint refused says nothing of which of the services' events a trail records.
      if (!isNetwork) this.addedNames.push([source, name])
      this.plans.push(this.facts.planOf(source, name))
    }
    return this.plans[number] as NumberedPlan
  }

  private piece({ view, spans }: Scan, field: number): void {
    this.key.piece(view, spans[field * 2] as number, spans[field * 2 + 1] as number)
  }

  /** Puts the members that count into the key. @returns how many there were */
  private members(scan: Scan, plan: NumberedPlan): number {
    const { bytes, view, spans } = scan
    const from = spans[F.requestParameters * 2] as number
    const to = spans[F.requestParameters * 2 + 1] as number
    if (from < 0 || bytes[from] !== 0x7b) return 0
    if (plan.members === null) {
      this.key.piece(view, from, to)
      return 1
    }
    let found = 0
    let i = from + 1
    for (;;) {
      let c = bytes[i] as number
      while (c === 0x2c || c <= 0x20) c = bytes[++i] as number
      if (c !== 0x22) return found
      const nameAt = i + 1
      i = scan.string(i)
      const nameEnd = i - 1
      while (bytes[i] !== 0x3a) i++
      i++
      while ((bytes[i] as number) <= 0x20) i++
      const valueAt = i
      i = scan.skip(i)
      if (i < 0) return found
      if (plan.key !== null && isNamed(bytes, nameAt, nameEnd, plan.key)) {
        this.keyAt = valueAt
        this.keyEnd = i
        found++
        continue
      }
      for (let k = 0; k < plan.members.length; k++) {
        if (!isNamed(bytes, nameAt, nameEnd, plan.members[k] as Uint8Array)) continue
        this.key.number(k)
        this.key.piece(view, valueAt, i)
        // A null or an empty value says nothing of the resource: `resources` may.
        if (i - valueAt > 2 && bytes[valueAt] !== 0x6e) found++
        break
      }
    }
  }

  private mayBeDenial({ bytes, spans }: Scan): boolean {
    const code = textAt(bytes, spans[F.errorCode * 2] as number, spans[F.errorCode * 2 + 1] as number)
    const known = this.codes.get(code)
    const byCode = known ?? this.facts.denialCodes.test(code)
    if (known === undefined && this.codes.size < 10_000) this.codes.set(code, byCode)
    if (byCode) return true
    const from = spans[F.errorMessage * 2] as number
    if (from < 0) return false
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, (spans[F.errorMessage * 2 + 1] as number) - from).includes(
      'not authorized to perform',
    )
  }
}

/** `"AwsVpceEvent"`, which a page of the guide calls `AwsVpceEvents`, by its length and a letter. */
export function isNetworkActivity({ bytes, spans }: Scan): boolean {
  const from = spans[F.eventType * 2] as number
  const size = (spans[F.eventType * 2 + 1] as number) - from
  return from >= 0 && (size === 14 || size === 15) && bytes[from + 4] === 0x56
}

/** Whether the bytes are a name, of which `lower` is the lower case. */
function isNamed(bytes: Uint8Array, from: number, to: number, lower: Uint8Array): boolean {
  if (to - from !== lower.length) return false
  for (let i = 0; i < lower.length; i++) {
    const c = bytes[from + i] as number
    if ((c >= 0x41 && c <= 0x5a ? c | 0x20 : c) !== lower[i]) return false
  }
  return true
}
