/**
 * What a reader hands on. It knows records apart by their bytes and gives what it sees numbers of its own; what these mean is
 * told once for each new one, and understood by the thread that counts.
 */
import type { Group } from '../types.js'
import type { Scan } from './fields.js'
import type { Identity } from './identity.js'

/** The group of events that no role made. */
export const NO_GROUP = 0xffffffff
/** The group of events that only say what another event tells: a call that passed a VPC endpoint, which the service records. */
export const SECOND_VIEW = 0xfffffffe
/** Numbers an event: its ID in four, its group, its time in seconds. An ID of zeros: the record has none. */
export const EVENT_WORDS = 6
/** Numbers a view of a shared call: its place among the events, the shared ID in four, 0 for the caller's own view. */
export const SHARED_WORDS = 6

/** The events of a file, or of a piece of one. */
export interface Events {
  readonly events: Uint32Array<ArrayBuffer>
  readonly shared: Uint32Array<ArrayBuffer>
  /** IDs that are no UUIDs: by their place among the events. */
  readonly oddIds: readonly (readonly [at: number, id: string])[]
  /** Objects that are no records of CloudTrail. */
  readonly foreign: number
  /** Sources and names of calls, whoever made them, that are new since the last piece. */
  readonly names: readonly EventName[]
}

export type EventName = readonly [source: string, name: string]

/** Events by the reader's own numbers of groups. Numbers follow on from one reading of a reader to its next. */
export interface Reading extends Events {
  readonly identities: readonly Identity[]
  readonly calls: ToldCalls
  readonly groups: ToldGroups
  /** No group that comes later has a call below this number. */
  readonly forgotten: number
}

/** Events with what is common to them. */
export interface Batch extends Events {
  /** Groups that are new since the last batch; their numbers follow on. */
  readonly groups: readonly Group[]
}

/** Calls that are new, as numbers and bytes: see told-calls.ts. */
export interface ToldCalls {
  readonly numbers: Int32Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The parts of a record that its meaning depends on, as text; null where it has none. */
export interface SeenCall {
  /** The bytes that tell it from other calls in its account, a character each: the same ones in every reader. */
  readonly bytes: string
  /** How many of them tell the call however it went, and whatever object's key it had. */
  readonly callBytes: number
  /** Number of an identity in whose account the call was made. */
  readonly identity: number
  readonly source: string | null
  readonly name: string | null
  readonly region: string | null
  readonly eventType: string | null
  /** JSON */
  readonly parameters: string | null
  /** JSON */
  readonly resources: string | null
  /** Only of what may be a denial. */
  readonly errorCode: string | null
  readonly errorMessage: string | null
  /** The object's key, where calls that are allowed are told apart by it no further than a pattern does. */
  readonly key: string | null
}

/** Numbers of a group: those of its identity, its call and its place; -1: it has none. */
export const GROUP_WORDS = 3

/** Groups that are new: the same call of the same identity, for keys of the same pattern. */
export interface ToldGroups {
  readonly numbers: Int32Array<ArrayBuffer>
  /** Patterns of keys. */
  readonly places: readonly string[]
}

export class GroupList {
  private numbers: number[] = []
  private places: string[] = []

  add(identity: number, call: number, place: string | null): void {
    this.numbers.push(identity, call, place === null ? -1 : this.places.push(place) - 1)
  }

  take(): ToldGroups {
    const told = { numbers: Int32Array.from(this.numbers), places: this.places }
    this.forget()
    return told
  }

  forget(): void {
    this.numbers = []
    this.places = []
  }
}

/** Records → numbers, as event-reader.ts says. */
export interface EventReader {
  /** For the documents that it is given records of. */
  readonly scan: Scan
  /** Takes the record whose fields stand in `scan.spans`. */
  readonly read: (scan: Scan) => void
  /** Gives what was read since the last call. */
  readonly take: () => Reading
  /** Drops what was read since the last `take`, and all that was learnt from it: its file was set aside. */
  readonly forget: () => void
  /** Events since the last `take`. */
  readonly pending: number
  /** Bytes of new calls since the last `take`. */
  readonly told: number
  /** Whether there was something since the last `take`, and nothing of it was a record. */
  readonly onlyForeign: boolean
}
