/**
 * The reader as it is meant to work: `SimdReader` does the same without leaving WebAssembly, and this one takes its place
 * where there is none.
 */
import { KeyBytes, TripleTable } from './byte-table.js'
import { EventList } from './event-list.js'
import { F, type Scan } from './fields.js'
import { Identities } from './identities.js'
import { KeyTrees } from './key-tree.js'
import type { ReaderFacts } from './plan.js'
import { type EventReader, GroupList, NO_GROUP, type Reading, SECOND_VIEW } from './reading.js'
import { PlainScan } from './scan.js'
import { SeenCalls } from './seen-calls.js'
import { textAt } from './texts.js'

/** More groups or roles' calls than this are forgotten and told anew. */
const GROUPS_KNOWN = 1 << 20

export class PlainReader implements EventReader {
  readonly scan: Scan
  private readonly list = new EventList()
  private readonly identities: Identities
  private readonly calls: SeenCalls
  private readonly trees = new KeyTrees()
  /** Roles' calls, and the roots of their trees. */
  private readonly roots = new TripleTable()
  private rootNodes: number[] = []
  private readonly groups = new TripleTable()
  /** The number of the first group in `groups`. */
  private firstGroup = 0
  private readonly addedGroups = new GroupList()
  /** What there was when events were handed on last. */
  private marked = { groups: 0, roots: 0, nextGroup: 0 }

  /** @param knownBytes of calls, before they are forgotten; left out but in tests */
  constructor(facts: ReaderFacts, scan: Scan = new PlainScan(), knownBytes?: number) {
    this.scan = scan
    const key = new KeyBytes()
    this.identities = new Identities(key)
    this.calls = new SeenCalls(key, facts, knownBytes)
  }

  readonly read = (scan: Scan): void => {
    if (!isRecord(scan.spans)) {
      this.list.foreign++
      return
    }
    const at = this.list.add(scan)
    this.list.setGroup(at, (scan.spans[F.eventName * 2] as number) < 0 ? NO_GROUP : this.groupOf(scan, at))
  }

  take(): Reading {
    const { calls, names } = this.calls.takeAdded()
    const groups = this.addedGroups.take()
    this.trees.mark()
    this.marked = { groups: this.groups.count, roots: this.roots.count, nextGroup: this.firstGroup + this.groups.count }
    return { ...this.list.take(), names, identities: this.identities.takeAdded(), calls, groups, forgotten: this.calls.first }
  }

  forget(): void {
    const { groups, roots, nextGroup } = this.marked
    this.list.forget()
    this.identities.undo()
    this.calls.undo()
    this.groups.truncate(groups)
    this.roots.truncate(roots)
    this.rootNodes.length = roots
    this.trees.undo()
    this.firstGroup = nextGroup - groups
    this.addedGroups.forget()
  }

  get onlyForeign(): boolean {
    return this.list.count === 0 && this.list.foreign > 0
  }

  get told(): number {
    return this.calls.told
  }

  get pending(): number {
    return this.list.count
  }

  private groupOf(scan: Scan, at: number): number {
    if (this.calls.isPassage(scan)) return SECOND_VIEW
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
    if (this.groups.count > count) this.addedGroups.add(identity, call, place < 0 ? null : this.trees.text(place))
    if (this.calls.forgetMany() || this.groups.count >= GROUPS_KNOWN || this.roots.count >= GROUPS_KNOWN || this.trees.isFull)
      this.forgetGroups()
    return group
  }

  private forgetGroups(): void {
    this.firstGroup += this.groups.count
    this.groups.truncate(0)
    this.roots.truncate(0)
    this.rootNodes = []
    this.trees.clear()
    this.marked = { ...this.marked, groups: 0, roots: 0 }
  }

  /** Keys of one role's calls are told apart on their own: what another role reads does not make its patterns wider. */
  private rootOf(role: number, call: number): number {
    const known = this.roots.count
    const at = this.roots.numberOf(role, call, 0)
    if (this.roots.count > known) this.rootNodes.push(this.trees.root())
    return this.rootNodes[at] as number
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
