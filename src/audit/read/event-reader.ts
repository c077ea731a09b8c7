/**
 * Records → groups. A record is looked up by the bytes of the few fields that its meaning depends on; only what was not seen
 * before is decoded and understood. What comes out is a number a record: its group, with its ID and its time.
 */
import { createHash } from 'node:crypto'
import { type EventMeaning, type EventParts, eventMeaning, type Input } from '../../events/index.js'
import type { Judge } from '../judge.js'
import { Patterns } from '../patterns.js'
import type { Group, GroupCheck, Refusal } from '../types.js'
import { ByteTable, KeyBytes, TripleTable } from './byte-table.js'
import { F, type Scan } from './fields.js'
import { type Identity, identityOf, isVaryingSession, VARYING_SESSIONS_LISTED } from './identity.js'
import { KeyTrees } from './key-tree.js'
import { type Plan, planOf } from './plan.js'
import { makeScan } from './simd-scan.js'
import { jsonAt, readTime, readUuid, textAt } from './texts.js'

/** The group of events that no role made. */
export const NO_GROUP = 0xffffffff
/** Numbers an event: its ID in four, its group, its time in seconds. An ID of zeros: the record has none. */
export const EVENT_WORDS = 6
/** Numbers a view of a shared call: its place among the events, the shared ID in four, 0 for the caller's own view. */
export const SHARED_WORDS = 6

/** What a file, or a piece of one, was read into. */
export interface Batch {
  /** Groups that are new since the last batch; their numbers follow on. */
  readonly groups: readonly Group[]
  readonly events: Uint32Array<ArrayBuffer>
  readonly shared: Uint32Array<ArrayBuffer>
  /** IDs that are no UUIDs: by their place among the events. */
  readonly oddIds: readonly (readonly [at: number, id: string])[]
  /** Objects that are no records of CloudTrail. */
  readonly foreign: number
  /** Sources and names of events, whoever made them, that are new since the last batch. */
  readonly names: readonly EventName[]
}

export type EventName = readonly [source: string, name: string]

/** What an identity's event means, with the resource left open where it ends with an object's key. */
interface Template extends Pick<Group, 'checks' | 'denied' | 'by' | 'explicit' | 'known' | 'refused'> {
  /** The tree of the bucket's keys, or -1. */
  readonly tree: number
}

/** What a call means, whoever made it. */
interface Meaning {
  readonly event: EventMeaning
  /** Checks without the object's key at their end; null where they end with none. */
  readonly open: readonly GroupCheck[] | null
}

/** Beyond these, what was seen is forgotten and understood anew: memory stays flat. */
const KNOWN_IDENTITIES = 50_000
const KNOWN_BYTES = 24 * 1024 * 1024

export class EventReader {
  /** For the documents that it is given records of. */
  readonly scan = makeScan()
  private readonly key = new KeyBytes()
  private readonly names = new ByteTable()
  private readonly plans: Plan[] = []
  private identities = new ByteTable()
  private identityNumbers: number[] = []
  private readonly known: { readonly identity: Identity; readonly role: number; readonly account: number }[] = []
  private readonly identityByText = new Map<string, number>()
  private readonly roles = new Map<
    string,
    { readonly number: number; readonly varying: Set<string>; readonly patterns: Map<string, Patterns> }
  >()
  private accounts = new Map<string, number>()
  private metas = new ByteTable()
  /** What the calls of `metas` mean, whoever made them, and what that is for a role. */
  private meanings: Meaning[] = []
  private roleMeanings = new TripleTable()
  private roleTemplates: number[] = []
  private readonly templates: Template[] = []
  private readonly templateByText = new Map<string, number>()
  private readonly trees = new KeyTrees()
  private readonly treeByText = new Map<string, number>()
  private readonly groupNumbers = new TripleTable()
  private newGroups: Group[] = []
  private newNames: EventName[] = []
  private events = new Uint32Array(EVENT_WORDS * 1024)
  private eventCount = 0
  private shared: number[] = []
  private oddIds: (readonly [number, string])[] = []
  private foreign = 0
  private readonly uuid = new Uint32Array(4)
  private readonly denialCodes = new Map<string, boolean>()

  private readonly judge: Judge | null

  constructor(judge: Judge | null = null) {
    this.judge = judge
  }

  /** Takes a record; its fields stand in `scan.spans`. */
  readonly read = (scan: Scan): void => {
    const { spans } = scan
    if (!isRecord(spans)) {
      this.foreign++
      return
    }
    if ((this.eventCount + 1) * EVENT_WORDS > this.events.length) this.widen()
    const at = this.eventCount++
    const base = at * EVENT_WORDS
    this.readId(scan, at)
    this.events[base + 4] = (spans[F.eventName * 2] as number) < 0 ? NO_GROUP : this.groupOf(scan, at)
    this.events[base + 5] = readTime(scan.bytes, spans[F.eventTime * 2] as number, spans[F.eventTime * 2 + 1] as number)
  }

  /** Gives what was read since the last call. */
  take(): Batch {
    const batch: Batch = {
      groups: this.newGroups,
      events: this.events.slice(0, this.eventCount * EVENT_WORDS),
      shared: Uint32Array.from(this.shared),
      oddIds: this.oddIds,
      foreign: this.foreign,
      names: this.newNames,
    }
    this.newGroups = []
    this.newNames = []
    this.forget()
    return batch
  }

  /** Drops the events since the last `take`: their file was set aside. Groups stay known. */
  forget(): void {
    this.eventCount = 0
    this.shared = []
    this.oddIds = []
    this.foreign = 0
  }

  /** Whether there was something since the last `take`, and nothing of it was a record. */
  get onlyForeign(): boolean {
    return this.eventCount === 0 && this.foreign > 0
  }

  /** Events since the last `take`. */
  get pending(): number {
    return this.eventCount
  }

  private widen(): void {
    const wider = new Uint32Array(this.events.length * 2)
    wider.set(this.events)
    this.events = wider
  }

  private readId(scan: Scan, at: number): void {
    const { spans, bytes } = scan
    const from = spans[F.eventId * 2] as number
    const to = spans[F.eventId * 2 + 1] as number
    const base = at * EVENT_WORDS
    if (from >= 0 && readUuid(bytes, from, to, this.uuid)) {
      this.events.set(this.uuid, base)
      return
    }
    const text = textAt(bytes, from, to)
    this.events.fill(0, base, base + 4)
    if (text === '') return
    const hash = createHash('md5').update(text).digest()
    for (let word = 0; word < 4; word++) this.events[base + word] = hash.readUInt32BE(word * 4)
    this.oddIds.push([at, text])
  }

  private groupOf(scan: Scan, at: number): number {
    const { spans, bytes } = scan
    const type = spans[F.idType * 2] as number
    // `"AssumedRole"` and `"Role"`, by their length and a letter.
    const length = (spans[F.idType * 2 + 1] as number) - type
    if (type < 0 || !((length === 13 && bytes[type + 1] === 0x41) || (length === 6 && bytes[type + 1] === 0x52))) {
      if ((spans[F.sharedEventId * 2] as number) >= 0) this.readShared(scan, at, '')
      this.planOf(scan)
      return NO_GROUP
    }
    const number = this.identityOf(scan)
    const account = number < 0 ? '' : (this.known[number]?.identity.account ?? '')
    if ((spans[F.sharedEventId * 2] as number) >= 0) this.readShared(scan, at, account)
    if (number < 0) return NO_GROUP
    const template = this.templateOf(scan, number)
    const { tree } = this.templates[template] as Template
    const place = tree < 0 ? -1 : this.placeOfKey(scan, tree)
    const group = this.groupNumbers.numberOf(number, template, place)
    if (group === this.groupNumbers.count - 1 && group === this.groupCount) this.addGroup(number, template, place)
    return group
  }

  private groupCount = 0

  private addGroup(number: number, template: number, place: number): void {
    this.groupCount++
    const { identity } = this.known[number] as { readonly identity: Identity }
    const { tree: _, ...meant } = this.templates[template] as Template
    const end = place < 0 ? '' : this.trees.text(place)
    const checks = place < 0 ? meant.checks : meant.checks.map(({ action, resource }) => ({ action, resource: resource + end }))
    const { role, roleId, session, via } = identity
    this.newGroups.push({ role, roleId, session, via, ...meant, checks })
  }

  private identityOf(scan: Scan): number {
    const { key } = this
    const { view, spans } = scan
    key.begin()
    for (const field of [F.issuerArn, F.idPrincipal, F.idInvokedBy])
      key.piece(view, spans[field * 2] as number, spans[field * 2 + 1] as number)
    if ((spans[F.issuerArn * 2] as number) < 0 || (spans[F.idPrincipal * 2] as number) < 0) {
      key.piece(view, spans[F.idArn * 2] as number, spans[F.idArn * 2 + 1] as number)
    }
    const raw = this.identities.numberOf(key)
    if (raw < this.identityNumbers.length) return this.identityNumbers[raw] as number
    const found = this.readIdentity(scan)
    if (raw >= KNOWN_IDENTITIES) {
      this.identities = new ByteTable()
      this.identityNumbers = []
    } else this.identityNumbers.push(found)
    return found
  }

  private readIdentity(scan: Scan): number {
    const { bytes, spans } = scan
    const text = (field: number): string => textAt(bytes, spans[field * 2] as number, spans[field * 2 + 1] as number)
    const identity = identityOf({
      type: text(F.idType),
      arn: text(F.idArn),
      principalId: text(F.idPrincipal),
      accountId: text(F.idAccount),
      invokedBy: text(F.idInvokedBy),
      issuerType: text(F.issuerType),
      issuerArn: text(F.issuerArn),
      issuerPrincipalId: text(F.issuerPrincipal),
      issuerAccountId: text(F.issuerAccount),
    })
    if (identity === null) return -1
    const roleKey = `${identity.role} ${identity.roleId}`
    const role = this.roles.get(roleKey) ?? { number: this.roles.size, varying: new Set(), patterns: new Map() }
    this.roles.set(roleKey, role)
    const listed = { ...identity, session: this.sessionOf(identity.session, role.varying) }
    const listedKey = JSON.stringify(listed)
    const number = this.identityByText.get(listedKey)
    if (number !== undefined) return number
    this.identityByText.set(listedKey, this.known.length)
    const place = `${identity.partition} ${identity.account}`
    const account = this.accounts.get(place) ?? this.accounts.size
    this.accounts.set(place, account)
    this.known.push({ identity: listed, role: role.number, account })
    return this.known.length - 1
  }

  private sessionOf(session: string, varying: Set<string>): string {
    if (varying.has(session) || !isVaryingSession(session)) return session
    if (varying.size > VARYING_SESSIONS_LISTED) return '*'
    varying.add(session)
    return session
  }

  private planOf(scan: Scan): number {
    const { key } = this
    const { bytes, view, spans } = scan
    key.begin()
    key.piece(view, spans[F.eventSource * 2] as number, spans[F.eventSource * 2 + 1] as number)
    key.piece(view, spans[F.eventName * 2] as number, spans[F.eventName * 2 + 1] as number)
    const number = this.names.numberOf(key)
    if (number === this.plans.length) {
      const source = textAt(bytes, spans[F.eventSource * 2] as number, spans[F.eventSource * 2 + 1] as number)
      const name = textAt(bytes, spans[F.eventName * 2] as number, spans[F.eventName * 2 + 1] as number)
      const plan = planOf(source, name, this.judge !== null)
      this.newNames.push([source, name])
      // A replay asks about every key.
      this.plans.push(
        this.judge !== null && plan.key !== null ? { ...plan, key: null, members: [...(plan.members ?? []), plan.key] } : plan,
      )
    }
    return number
  }

  private keyAt = -1
  private keyEnd = -1

  private templateOf(scan: Scan, number: number): number {
    const planNumber = this.planOf(scan)
    const plan = this.plans[planNumber] as Plan
    const { key } = this
    const { view, spans } = scan
    key.begin()
    key.number(planNumber)
    key.number((this.known[number] as { readonly account: number }).account)
    key.piece(view, spans[F.awsRegion * 2] as number, spans[F.awsRegion * 2 + 1] as number)
    key.piece(view, spans[F.eventType * 2] as number, spans[F.eventType * 2 + 1] as number)
    this.keyAt = -1
    this.keyEnd = -1
    const found = this.members(scan, plan)
    key.number(this.keyEnd - this.keyAt > 2 ? 1 : 0)
    if (plan.resources || found === 0) key.piece(view, spans[F.resources * 2] as number, spans[F.resources * 2 + 1] as number)
    const error = (spans[F.errorCode * 2] as number) >= 0 || (spans[F.errorMessage * 2] as number) >= 0
    const refused = error && this.mayBeDenial(scan)
    if (refused) {
      key.piece(view, spans[F.errorCode * 2] as number, spans[F.errorCode * 2 + 1] as number)
      key.piece(view, spans[F.errorMessage * 2] as number, spans[F.errorMessage * 2 + 1] as number)
      // The message names the resource, and where it does not the key counts.
      key.piece(view, this.keyAt, this.keyEnd)
    }
    const raw = this.metas.numberOf(key)
    if (raw === this.meanings.length) this.meanings.push(this.understand(scan, number, plan, refused))
    const template = this.templateFor(number, raw)
    if (this.metas.size > KNOWN_BYTES) {
      this.metas = new ByteTable()
      this.meanings = []
      this.roleMeanings = new TripleTable()
      this.roleTemplates = []
    }
    return template
  }

  private templateFor(number: number, meaning: number): number {
    const { identity, role } = this.known[number] as { readonly identity: Identity; readonly role: number }
    // A replay asks for each session; else a role's sessions are alike.
    const at = this.roleMeanings.numberOf(this.judge === null ? role : number, meaning, 0)
    if (at < this.roleTemplates.length) return this.roleTemplates[at] as number
    const { event, open } = this.meanings[meaning] as Meaning
    const template = this.intern(open === null ? this.closedTemplate(event, identity) : this.openTemplate(open, role))
    this.roleTemplates.push(template)
    return template
  }

  /** Puts the members that count into the key. @returns how many there were */
  private members(scan: Scan, plan: Plan): number {
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
        found++
        break
      }
    }
  }

  private mayBeDenial(scan: Scan): boolean {
    const { bytes, spans } = scan
    const code = textAt(bytes, spans[F.errorCode * 2] as number, spans[F.errorCode * 2 + 1] as number)
    const known = this.denialCodes.get(code)
    const byCode = known ?? eventMeaning({ ...NOTHING, errorCode: code }).denied
    if (known === undefined && this.denialCodes.size < 10_000) this.denialCodes.set(code, byCode)
    if (byCode) return true
    const from = spans[F.errorMessage * 2] as number
    if (from < 0) return false
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, (spans[F.errorMessage * 2 + 1] as number) - from).includes(
      'not authorized to perform',
    )
  }

  /** The slow way, for what was not seen before. */
  private understand(scan: Scan, number: number, plan: Plan, refused: boolean): Meaning {
    const { bytes, spans } = scan
    const { identity } = this.known[number] as { readonly identity: Identity }
    const text = (field: number): string | null => {
      const from = spans[field * 2] as number
      return from < 0 ? null : textAt(bytes, from, spans[field * 2 + 1] as number)
    }
    const json = (field: number): unknown => jsonAt(bytes, spans[field * 2] as number, spans[field * 2 + 1] as number)
    const parts: EventParts = {
      source: text(F.eventSource) ?? '',
      name: text(F.eventName) ?? '',
      place: { partition: identity.partition, region: text(F.awsRegion) ?? '', account: identity.account },
      eventType: text(F.eventType),
      parameters: withoutDropped(objectOf(json(F.requestParameters)), plan),
      resourceArns: arnsOf(json(F.resources)),
      errorCode: refused ? text(F.errorCode) : null,
      errorMessage: refused ? text(F.errorMessage) : null,
    }
    const meaning = eventMeaning(parts)
    const openKey = this.keyAt < 0 || meaning.denied ? null : textAt(bytes, this.keyAt, this.keyEnd)
    const ends = openKey !== null && openKey !== '' && meaning.checks.every(({ resource }) => resource.endsWith(`/${openKey}`))
    return {
      event: meaning,
      open: ends ? meaning.checks.map(({ action, resource }) => ({ action, resource: resource.slice(0, -openKey.length) })) : null,
    }
  }

  private openTemplate(checks: readonly GroupCheck[], role: number): Template {
    const treeKey = `${role} ${checks.map(({ action, resource }) => `${action} ${resource}`).join('\n')}`
    const tree = this.treeByText.get(treeKey) ?? this.trees.root()
    this.treeByText.set(treeKey, tree)
    return { checks, denied: false, by: null, explicit: null, known: true, refused: null, tree }
  }

  private closedTemplate(meaning: EventMeaning, identity: Identity): Template {
    const refused = meaning.denied ? null : this.refusals(meaning, identity)
    return {
      checks: meaning.checks.map((check) => this.generalised(check, identity)),
      denied: meaning.denied,
      by: meaning.denial?.by ?? null,
      explicit: meaning.denial?.explicit ?? null,
      known: meaning.kind !== 'unmapped',
      refused,
      tree: -1,
    }
  }

  private refusals(meaning: EventMeaning, identity: Identity): readonly Refusal[] | null {
    if (this.judge === null || !this.judge.knows(identity.role, identity.session)) return null
    return meaning.checks.flatMap((check): Refusal[] => {
      const because = this.judge?.refusal(identity.role, identity.session, check) ?? null
      return because === null ? [] : [{ ...this.generalised(check, identity), because }]
    })
  }

  private generalised({ action, resource }: GroupCheck, { role, roleId }: Identity): GroupCheck {
    const patterns = this.roles.get(`${role} ${roleId}`)?.patterns
    if (patterns === undefined) return { action, resource }
    const own = patterns.get(action) ?? new Patterns()
    patterns.set(action, own)
    own.add(resource)
    return { action, resource: own.of(resource) }
  }

  private intern(template: Template): number {
    const { checks, refused, tree, denied, by, explicit, known: isKnown } = template
    let text = `${tree} ${denied} ${by} ${explicit} ${isKnown} ${refused === null}`
    for (const { action, resource } of checks) text += `\n${action} ${resource}`
    for (const { action, resource, because } of refused ?? []) text += `\n!${action} ${resource} ${because}`
    const known = this.templateByText.get(text)
    if (known !== undefined) return known
    this.templateByText.set(text, this.templates.length)
    return this.templates.push(template) - 1
  }

  private placeOfKey(scan: Scan, tree: number): number {
    const { bytes } = scan
    if (this.keyAt < 0) return tree
    for (let i = this.keyAt + 1; i < this.keyEnd - 1; i++) {
      if (bytes[i] !== 0x5c) continue
      const plain = Buffer.from(textAt(bytes, this.keyAt, this.keyEnd))
      return this.trees.find(tree, plain, 0, plain.length)
    }
    return this.trees.find(tree, bytes, this.keyAt + 1, this.keyEnd - 1)
  }

  private readShared(scan: Scan, at: number, account: string): void {
    const { bytes, spans } = scan
    const own = new Uint32Array(4)
    const from = spans[F.sharedEventId * 2] as number
    const to = spans[F.sharedEventId * 2 + 1] as number
    if (!readUuid(bytes, from, to, own)) {
      const text = textAt(bytes, from, to)
      if (text === '') return
      const hash = createHash('md5').update(text).digest()
      for (let word = 0; word < 4; word++) own[word] = hash.readUInt32BE(word * 4)
    }
    const recipient = textAt(bytes, spans[F.recipientAccountId * 2] as number, spans[F.recipientAccountId * 2 + 1] as number)
    const caller = account !== '' ? account : textAt(bytes, spans[F.idAccount * 2] as number, spans[F.idAccount * 2 + 1] as number)
    this.shared.push(at, ...own, recipient === caller ? 0 : 1)
  }
}

const NOTHING: EventParts = {
  source: '',
  name: '',
  place: { partition: 'aws', region: '', account: '' },
  eventType: null,
  parameters: null,
  resourceArns: [],
  errorCode: null,
  errorMessage: null,
}

/** Insights and summaries have no name but a type; the oldest records have no ID; a column of a query's row has nothing else. */
function isRecord(spans: Int32Array): boolean {
  const has = (field: number): boolean => (spans[field * 2] as number) >= 0
  return has(F.eventName) ? has(F.eventId) || has(F.eventSource) : has(F.eventId) && has(F.eventType)
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

function withoutDropped(parameters: Input | null, { dropped }: Plan): Input | null {
  if (parameters === null || dropped.size === 0) return parameters
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !dropped.has(name.toLowerCase())))
}

const objectOf = (value: unknown): Input | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Input) : null

function arnsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return []
    const arn = 'ARN' in one ? one.ARN : 'arn' in one ? one.arn : undefined
    return typeof arn === 'string' ? [arn] : []
  })
}
