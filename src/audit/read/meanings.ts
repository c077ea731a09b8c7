/**
 * What readers saw → groups. Each call is understood once, whoever made it and whichever reader saw it; what that is for a role
 * is made of it, and the same group is the same object.
 */
import {
  type CallMeaning,
  type CallPlace,
  callMeaning,
  DENIAL_CODES,
  type EventParts,
  type Input,
  type RequestCheck,
  refusalOf,
  refusedMeaning,
} from '../../events/index.js'
import type { Judge } from '../judge.js'
import { Patterns } from '../patterns.js'
import type { Group, GroupCheck, Refusal } from '../types.js'
import type { Identity } from './identity.js'
import { type NumberedPlan, type PlanOf, planOf, type ReaderFacts } from './plan.js'
import { type Batch, GROUP_WORDS, type Reading, type SeenCall, type ToldGroups } from './reading.js'
import { callsOf } from './told-calls.js'

/** What an identity's call means, with the resource left open where it ends with an object's key. */
interface Template extends Pick<Group, 'checks' | 'denied' | 'by' | 'explicit' | 'known' | 'refused'> {
  readonly isOpen: boolean
}
interface KnownTemplate extends Template {
  /** By number of the identity; with the object's key behind it, where the resource is left open. */
  readonly groups: Map<number | string, Group>
}

/** What a call means, whoever made it. */
interface Meaning extends Pick<Group, 'denied' | 'by' | 'explicit' | 'known'> {
  readonly checks: readonly RequestCheck[]
  /** Checks without the object's key at their end; null where they end with none. */
  readonly open: readonly GroupCheck[] | null
  /** By role, and in a replay by identity: most calls are of one alone. */
  readonly templates: OneOrMany<KnownTemplate>
}

/** Values by number: no map is made while there is one alone. */
class OneOrMany<V> {
  private key = -1
  private value: V | undefined
  private others: Map<number, V> | null = null

  get(key: number): V | undefined {
    return key === this.key ? this.value : this.others?.get(key)
  }

  set(key: number, value: V): void {
    if (this.value === undefined) {
      this.key = key
      this.value = value
      return
    }
    this.others ??= new Map()
    this.others.set(key, value)
  }
}

/** What was understood of calls in one account, by their bytes. */
interface Account {
  readonly meanings: Map<string, Meaning>
  readonly called: Map<string, CallMeaning>
}

interface KnownIdentity {
  readonly identity: Identity
  readonly account: Account
  readonly number: number
  readonly role: number
}

/** What a reader's numbers stand for. */
interface Reader {
  readonly identities: KnownIdentity[]
  /** From `first` on. */
  calls: Meaning[]
  first: number
}

/** Beyond these, what was understood is forgotten, and understood anew: memory stays flat. */
const KNOWN_CHARS = 24 * 1024 * 1024
const KNOWN_CALLS = 10_000

export class Meanings {
  private readonly plans = new Map<string, NumberedPlan>()
  private readonly readers = new Map<number, Reader>()
  private readonly identities = new Map<string, KnownIdentity>()
  private readonly roles = new Map<string, { readonly number: number; readonly patterns: Map<string, Patterns> }>()
  /** By account. */
  private readonly accounts = new Map<string, Account>()
  private meaningChars = 0
  private calledCount = 0
  private readonly templates = new Map<string, KnownTemplate>()
  private readonly judge: Judge | null

  constructor(judge: Judge | null) {
    this.judge = judge
  }

  /** What readers look at: calls are told apart by it. */
  private readonly planOf: PlanOf = (source, name) => {
    const key = `${source} ${name}`
    const known = this.plans.get(key)
    if (known !== undefined) return known
    const plan = planOf(source, name, this.judge !== null)
    // A replay asks about every key.
    const asked = this.judge !== null && plan.key !== null ? { ...plan, key: null, members: [...(plan.members ?? []), plan.key] } : plan
    const made = { ...asked, number: this.plans.size }
    this.plans.set(key, made)
    return made
  }
  readonly facts: ReaderFacts = { planOf: this.planOf, denialCodes: DENIAL_CODES }

  /**
   * @param reader tells readers apart: each has its own numbers
   * @param onPause called between calls, which may take long when many are new
   */
  batchOf(reader: number, { identities, calls, groups, forgotten, ...events }: Reading, onPause: () => void): Batch {
    const own = this.readers.get(reader) ?? { identities: [], calls: [], first: 0 }
    this.readers.set(reader, own)
    for (const identity of identities) own.identities.push(this.know(identity))
    for (const call of callsOf(calls)) {
      onPause()
      own.calls.push(this.meaningOf(call, own.identities[call.identity] as KnownIdentity))
    }
    const made = this.groupsOf(own, groups)
    if (forgotten > own.first) {
      own.calls = own.calls.slice(forgotten - own.first)
      own.first = forgotten
    }
    return { ...events, groups: made }
  }

  private know(identity: Identity): KnownIdentity {
    const key = JSON.stringify(identity)
    const known = this.identities.get(key)
    if (known !== undefined) return known
    const roleKey = `${identity.role} ${identity.roleId}`
    const role = this.roles.get(roleKey) ?? { number: this.roles.size, patterns: new Map() }
    this.roles.set(roleKey, role)
    const accountKey = `${identity.partition} ${identity.account}`
    const account = this.accounts.get(accountKey) ?? { meanings: new Map(), called: new Map() }
    this.accounts.set(accountKey, account)
    const made = { identity, account, number: this.identities.size, role: role.number }
    this.identities.set(key, made)
    return made
  }

  private groupsOf(reader: Reader, { numbers, places }: ToldGroups): readonly Group[] {
    const out: Group[] = []
    for (let at = 0; at < numbers.length; at += GROUP_WORDS) {
      const identity = reader.identities[numbers[at] as number] as KnownIdentity
      const meaning = reader.calls[(numbers[at + 1] as number) - reader.first] as Meaning
      out.push(this.groupOf(identity, meaning, places[numbers[at + 2] as number] ?? ''))
    }
    return out
  }

  /** @param place the pattern of the keys it was made for */
  private groupOf(known: KnownIdentity, meaning: Meaning, place: string): Group {
    const template = this.templateOf(known, meaning)
    const key = template.isOpen ? `${known.number} ${place}` : known.number
    const same = template.groups.get(key)
    if (same !== undefined) return same
    const { checks, denied, by, explicit, known: isKnown, refused } = template
    const { role, roleId, session, via } = known.identity
    const placed = template.isOpen ? checks.map(({ action, resource }) => ({ action, resource: resource + place })) : checks
    const group = { role, roleId, session, via, checks: placed, denied, by, explicit, known: isKnown, refused }
    template.groups.set(key, group)
    return group
  }

  private templateOf({ identity, number, role }: KnownIdentity, meaning: Meaning): KnownTemplate {
    const { open, templates } = meaning
    // A replay asks for each session; else a role's sessions are alike.
    const key = this.judge === null ? role : number
    const known = templates.get(key)
    if (known !== undefined) return known
    const made = this.intern(open === null ? this.closed(meaning, identity) : openTemplate(open))
    templates.set(key, made)
    return made
  }

  private meaningOf(call: SeenCall, caller: KnownIdentity): Meaning {
    const { meanings } = caller.account
    const known = meanings.get(call.bytes)
    if (known !== undefined) return known
    const meaning = this.understand(call, caller)
    this.meaningChars += call.bytes.length
    if (this.meaningChars > KNOWN_CHARS) {
      for (const account of this.accounts.values()) account.meanings.clear()
      this.meaningChars = call.bytes.length
    }
    meanings.set(call.bytes, meaning)
    return meaning
  }

  private understand(call: SeenCall, caller: KnownIdentity): Meaning {
    const refusal = refusalOf(call)
    const called = refusal?.isComplete === true ? this.calledOf(call, caller) : callMeaning(this.partsOf(call, caller.identity))
    const { kind, checks, denied, denial } =
      refusal === null ? { ...called, denied: false, denial: null } : refusedMeaning(called, refusal, placeOf(call, caller.identity))
    const { key } = call
    const ends = key !== null && key !== '' && !denied && checks.every(({ resource }) => resource.endsWith(`/${key}`))
    return {
      checks,
      denied,
      by: denial?.by ?? null,
      explicit: denial?.explicit ?? null,
      known: kind !== 'unmapped',
      open: ends ? checks.map(({ action, resource }) => ({ action, resource: resource.slice(0, -key.length) })) : null,
      templates: new OneOrMany(),
    }
  }

  /** What a complete refusal is of: only its kind counts, which objects' keys do not change. */
  private calledOf(call: SeenCall, { account, identity }: KnownIdentity): CallMeaning {
    const key = call.bytes.slice(0, call.callBytes)
    const known = account.called.get(key)
    if (known !== undefined) return known
    const called = callMeaning(this.partsOf(call, identity))
    if (++this.calledCount > KNOWN_CALLS) {
      for (const { called } of this.accounts.values()) called.clear()
      this.calledCount = 1
    }
    account.called.set(key, called)
    return called
  }

  private partsOf(call: SeenCall, identity: Identity): EventParts {
    const source = call.source ?? ''
    const name = call.name ?? ''
    const { dropped } = this.planOf(source, name)
    return {
      source,
      name,
      place: placeOf(call, identity),
      eventType: call.eventType,
      parameters: withoutDropped(objectOf(jsonOf(call.parameters)), dropped),
      resourceArns: arnsOf(jsonOf(call.resources)),
      errorCode: call.errorCode,
      errorMessage: call.errorMessage,
    }
  }

  private closed({ checks, denied, by, explicit, known }: Meaning, identity: Identity): Template {
    const refused = denied ? null : this.refusals(checks, identity)
    return { checks: checks.map((check) => this.generalised(check, identity)), denied, by, explicit, known, refused, isOpen: false }
  }

  private refusals(checks: readonly RequestCheck[], identity: Identity): readonly Refusal[] | null {
    if (this.judge === null || !this.judge.knows(identity.role, identity.session)) return null
    return checks.flatMap((check): Refusal[] => {
      const because = this.judge?.refusal(identity.role, identity.session, check) ?? null
      return because === null ? [] : [{ ...this.generalised(check, identity), because }]
    })
  }

  private generalised({ action, resource }: GroupCheck, { role, roleId }: Identity): GroupCheck {
    const patterns = this.roles.get(`${role} ${roleId}`)?.patterns
    if (patterns === undefined) return { action, resource }
    const own = patterns.get(action) ?? new Patterns()
    patterns.set(action, own)
    return { action, resource: own.add(resource) }
  }

  private intern(template: Template): KnownTemplate {
    const { checks, refused, isOpen, denied, by, explicit, known } = template
    const words: (string | boolean | null)[] = [isOpen, denied, by, explicit, known, refused === null]
    for (const { action, resource } of checks) words.push(action, resource)
    for (const { action, resource, because } of refused ?? []) words.push('!', action, resource, because)
    const text = words.join('\n')
    const same = this.templates.get(text)
    if (same !== undefined) return same
    const made = { ...template, groups: new Map() }
    this.templates.set(text, made)
    return made
  }
}

const openTemplate = (checks: readonly GroupCheck[]): Template => ({
  checks,
  denied: false,
  by: null,
  explicit: null,
  known: true,
  refused: null,
  isOpen: true,
})

function withoutDropped(parameters: Input | null, dropped: ReadonlySet<string>): Input | null {
  if (parameters === null || dropped.size === 0) return parameters
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !dropped.has(name.toLowerCase())))
}

/** @returns null where it is no JSON */
function jsonOf(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
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

const placeOf = ({ region }: SeenCall, { partition, account }: Identity): CallPlace => ({ partition, region: region ?? '', account })
