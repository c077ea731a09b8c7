/**
 * Records → numbers. A record is looked up by the bytes of the few fields that its meaning depends on; what was not seen
 * before is told once, and understood by whoever counts. What comes out is a number a record: its group, with its ID and time.
 */
import { KeyBytes, TripleTable } from './byte-table.js'
import { EventList } from './event-list.js'
import { F, type Scan } from './fields.js'
import { Identities } from './identities.js'
import { KeyTrees } from './key-tree.js'
import type { PlanOf } from './plan.js'
import { NO_GROUP, type Reading, type SeenGroup } from './reading.js'
import { SeenCalls } from './seen-calls.js'
import { makeScan } from './simd-scan.js'
import { textAt } from './texts.js'

export class EventReader {
  /** For the documents that it is given records of. */
  readonly scan: Scan
  private readonly list = new EventList()
  private readonly identities: Identities
  private readonly calls: SeenCalls
  private trees = new KeyTrees()
  /** Roots of trees, by role and call. */
  private roots = new Map<number, Map<number, number>>()
  private groups = new TripleTable()
  /** The number of the first group in `groups`. */
  private firstGroup = 0
  private addedGroups: SeenGroup[] = []

  /** @param knownBytes of calls, before they are forgotten; left out but in tests */
  constructor(planOf: PlanOf, scan = makeScan(), knownBytes?: number) {
    this.scan = scan
    const key = new KeyBytes()
    this.identities = new Identities(key)
    this.calls = new SeenCalls(key, planOf, knownBytes)
  }

  /** Takes a record; its fields stand in `scan.spans`. */
  readonly read = (scan: Scan): void => {
    if (!isRecord(scan.spans)) {
      this.list.foreign++
      return
    }
    const at = this.list.add(scan)
    this.list.setGroup(at, (scan.spans[F.eventName * 2] as number) < 0 ? NO_GROUP : this.groupOf(scan, at))
  }

  /** Gives what was read since the last call. */
  take(): Reading {
    const { calls, names } = this.calls.takeAdded()
    const groups = this.addedGroups
    this.addedGroups = []
    return { ...this.list.take(), names, identities: this.identities.takeAdded(), calls, groups, forgotten: this.calls.first }
  }

  /** Drops the events since the last `take`: their file was set aside. What was seen stays known. */
  forget(): void {
    this.list.forget()
  }

  /** Whether there was something since the last `take`, and nothing of it was a record. */
  get onlyForeign(): boolean {
    return this.list.count === 0 && this.list.foreign > 0
  }

  /** Events since the last `take`. */
  get pending(): number {
    return this.list.count
  }

  private groupOf(scan: Scan, at: number): number {
    const identity = this.identities.numberOf(scan)
    const known = identity < 0 ? null : this.identities.at(identity)
    if ((scan.spans[F.sharedEventId * 2] as number) >= 0) this.list.addShared(scan, at, known?.identity.account ?? '')
    if (known === null) {
      this.calls.see(scan)
      return NO_GROUP
    }
    const call = this.calls.numberOf(scan, identity, known.account)
    const place = this.calls.keyAt < 0 ? -1 : this.placeOfKey(scan, this.rootOf(known.role, call))
    const { count } = this.groups
    const group = this.firstGroup + this.groups.numberOf(identity, call, place)
    if (this.groups.count > count) this.addedGroups.push([identity, call, place < 0 ? null : this.trees.text(place)])
    if (this.calls.forgetMany()) this.forgetGroups()
    return group
  }

  private forgetGroups(): void {
    this.firstGroup += this.groups.count
    this.groups = new TripleTable()
    this.trees = new KeyTrees()
    this.roots = new Map()
  }

  /** Keys of one role's calls are told apart on their own: what another role reads does not make its patterns wider. */
  private rootOf(role: number, call: number): number {
    const ofCall = this.roots.get(call) ?? new Map<number, number>()
    this.roots.set(call, ofCall)
    const root = ofCall.get(role) ?? this.trees.root()
    ofCall.set(role, root)
    return root
  }

  private placeOfKey({ bytes }: Scan, root: number): number {
    const { keyAt, keyEnd } = this.calls
    for (let i = keyAt + 1; i < keyEnd - 1; i++) {
      if (bytes[i] !== 0x5c) continue
      const plain = Buffer.from(textAt(bytes, keyAt, keyEnd))
      return this.trees.find(root, plain, 0, plain.length)
    }
    return this.trees.find(root, bytes, keyAt + 1, keyEnd - 1)
  }
}

/** Insights and summaries have no name but a type; the oldest records have no ID; a column of a query's row has nothing else. */
function isRecord(spans: Int32Array): boolean {
  const has = (field: number): boolean => (spans[field * 2] as number) >= 0
  return has(F.eventName) ? has(F.eventId) || has(F.eventSource) : has(F.eventId) && has(F.eventType)
}
