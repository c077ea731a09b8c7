/**
 * The reader inside of `scan.wasm`: records are looked up where they lie, and nothing leaves the memory but what is new. It
 * gives what `PlainReader` gives, number by number; scan-source/reader.ts is its other half.
 */
import { numbersOfOddId } from './event-list.js'
import { F } from './fields.js'
import { Identities } from './identities.js'
import type { NumberedPlan, PlanOf, ReaderFacts } from './plan.js'
import { EVENT_WORDS, type EventName, type EventReader, GroupList, type Reading, SHARED_WORDS } from './reading.js'
import { isNetworkActivity, KNOWN_BYTES } from './seen-calls.js'
import { type CompiledScan, SimdScan } from './simd-scan.js'
import { dayStart, secondsOfTime, textAt } from './texts.js'
import { CallList } from './told-calls.js'

// As scan-source has them.
const ACCOUNT_BYTES = 4
const NODE_BYTES = 64
const REFUSED = 1
const WITH_RESOURCES = 2
const PLAN_WITH_RESOURCES = 1
const PLAN_WITH_EVERYTHING = 2
const NO_IDENTITY = -1
/** Accounts of more bytes are compared outside. */
const ACCOUNT_TEXT_BYTES = 16
const NO_TEXT_HELD = -1

export class SimdReader implements EventReader {
  readonly scan: SimdScan
  readonly read: () => void
  private readonly identities = new Identities()
  private readonly planOf: PlanOf
  private oddIds: (readonly [number, string])[] = []
  private names: EventName[] = []
  private readonly calls = new CallList()
  private readonly groups = new GroupList()
  private plansEnd = 0

  /** @param knownBytes of calls, before they are forgotten; left out but in tests */
  constructor({ planOf, denialCodes }: ReaderFacts, module: CompiledScan, knownBytes = KNOWN_BYTES) {
    this.planOf = planOf
    this.scan = new SimdScan(module, {
      reader: {
        newName: (first) => this.newName(first === 1),
        newIdentity: (into) => this.newIdentity(into),
        newCall: (...call) => this.newCall(call),
        newGroup: (identity, call, place) => this.groups.add(identity, call, place < 0 ? null : this.placeText(place)),
        plainKey: (from, to, into) => this.plainKey(from, to, into),
        reachesOther: (identity) => this.reachesOther(identity),
      },
      calls: { isDenialCode: () => Number(denialCodes.test(this.text(F.errorCode))) },
      events: {
        oddId: (at, into) => this.oddId(at, into),
        oddTime: () => secondsOfTime(this.text(F.eventTime)),
        oddSharedId: (into) => this.oddSharedId(into),
        dayStart,
      },
    })
    this.scan.its.start(knownBytes)
    this.read = this.scan.its.see
  }

  take(): Reading {
    const { its, buffer } = this.scan
    const { oddIds, names } = this
    const calls = this.calls.take()
    const groups = this.groups.take()
    const events = new Uint32Array(buffer, its.EVENTS.value, this.pending * EVENT_WORDS).slice()
    const shared = new Uint32Array(buffer, its.SHARED.value, its.sharedCount.value * SHARED_WORDS).slice()
    const foreign = its.foreign.value
    this.drop()
    its.mark()
    return {
      events,
      shared,
      oddIds,
      foreign,
      names,
      identities: this.identities.takeAdded(),
      calls,
      groups,
      forgotten: its.firstCall.value,
    }
  }

  forget(): void {
    this.drop()
    this.identities.undo()
    this.scan.its.undo()
  }

  get told(): number {
    return this.calls.size
  }

  get pending(): number {
    return this.scan.its.count.value
  }

  get onlyForeign(): boolean {
    const { count, foreign } = this.scan.its
    return count.value === 0 && foreign.value > 0
  }

  private drop(): void {
    this.oddIds = []
    this.names = []
    this.calls.forget()
    this.groups.forget()
  }

  private text(field: number): string {
    const { bytes, spans } = this.scan
    return textAt(bytes, spans[field * 2] as number, spans[field * 2 + 1] as number)
  }

  private words(at: number, count: number): Uint32Array {
    return new Uint32Array(this.scan.buffer, at, count)
  }

  private oddId(at: number, into: number): void {
    const text = this.text(F.eventId)
    const words = this.words(into, 4)
    words.fill(0)
    if (text === '') return
    words.set(numbersOfOddId(text))
    this.oddIds.push([at, text])
  }

  private oddSharedId(into: number): number {
    const text = this.text(F.sharedEventId)
    if (text === '') return 0
    this.words(into, 4).set(numbersOfOddId(text))
    return 1
  }

  private newName(first: boolean): number {
    const { its } = this.scan
    const source = this.text(F.eventSource)
    const name = this.text(F.eventName)
    if (!isNetworkActivity(this.scan)) this.names.push([source, name])
    if (first) this.plansEnd = its.PLANS.value
    const at = this.plansEnd
    this.plansEnd = writePlan(this.scan.buffer, at, this.planOf(source, name))
    return at
  }

  private newIdentity(into: number): void {
    const number = this.identities.read(this.scan)
    const info = this.words(into, 8)
    info[0] = number
    if (number === NO_IDENTITY) return
    const { identity, role, account } = this.identities.at(number)
    const text = Buffer.from(identity.account)
    info[1] = role
    info[2] = account
    info[3] = text.length > ACCOUNT_TEXT_BYTES ? NO_TEXT_HELD : text.length
    new Uint8Array(this.scan.buffer, into + 16, ACCOUNT_TEXT_BYTES).set(text.subarray(0, ACCOUNT_TEXT_BYTES))
  }

  private newCall([key = 0, keyBytes = 0, callBytes = 0, identity = 0, flags = 0, keyAt = 0, keyEnd = 0]: readonly number[]): void {
    const bytes = new Uint8Array(this.scan.buffer, key + ACCOUNT_BYTES, keyBytes - ACCOUNT_BYTES)
    const [refused, withResources] = [(flags & REFUSED) !== 0, (flags & WITH_RESOURCES) !== 0]
    this.calls.add(this.scan, { key: bytes, callBytes, identity, refused, withResources, keyAt, keyEnd })
  }

  /** What stands after the bucket's `/` in a pattern. */
  private placeText(place: number): string {
    const { buffer, its } = this.scan
    const nodes = new Int32Array(buffer, its.NODES.value, ((place + 1) * NODE_BYTES) / 4)
    const [nameAt, nameBytes, parentAt, count] = [0, 1, 2, 3]
    let text = ''
    for (let at = place; at >= 0; at = nodes[at * 16 + parentAt] as number) {
      const name = Buffer.from(buffer, its.NODE_NAMES.value + (nodes[at * 16 + nameAt] as number), nodes[at * 16 + nameBytes] as number)
      text = name.toString() + text
    }
    return (nodes[place * 16 + count] as number) < 0 ? `${text}*` : text
  }

  private plainKey(from: number, to: number, into: number): number {
    const plain = Buffer.from(textAt(this.scan.bytes, from, to))
    new Uint8Array(this.scan.buffer, into, plain.length).set(plain)
    return plain.length
  }

  private reachesOther(identity: number): number {
    const caller = identity < 0 ? '' : this.identities.at(identity).identity.account
    const own = caller !== '' ? caller : this.text(F.idAccount)
    return this.text(F.recipientAccountId) === own ? 0 : 1
  }
}

/** Writes a plan as scan-source/calls.ts reads it. @returns the place behind it */
function writePlan(buffer: ArrayBuffer, at: number, { number, resources, members, key }: NumberedPlan): number {
  const named = members ?? []
  const words = new Int32Array(buffer, at, 5 + named.length * 2)
  let end = at + words.byteLength
  const write = (name: Uint8Array): readonly [number, number] => {
    new Uint8Array(buffer, end, name.length).set(name)
    const place = end
    end += name.length
    return [place, name.length]
  }
  words[0] = number
  words[1] = (resources ? PLAN_WITH_RESOURCES : 0) | (members === null ? PLAN_WITH_EVERYTHING : 0)
  words.set(key === null ? [0, 0] : write(key), 2)
  words[4] = named.length
  for (const [i, name] of named.entries()) words.set(write(name), 5 + i * 2)
  return (end + 7) & ~7
}
