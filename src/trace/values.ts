/**
 * Abstract values: what an expression of the source can be, as far as the text of the source says. Immutable, but for
 * `AbstractObject`, whose contents only the heap (`interpret/world`) writes, so that a branch can be undone.
 */
import type { Place } from '../outcome/index.js'
import type { Traced, TracePiece } from './types.js'

/** An environment variable, a part of the event or the context, or of an answer: of no known type until it is used. */
export type GivenPiece = Extract<TracePiece, { kind: 'env' | 'event' | 'context' | 'response' }>

export type Value =
  /** Text of pieces; one literal, or several pieces. A lone given piece is `given` until it is used as text. */
  | { readonly kind: 'text'; readonly pieces: readonly TracePiece[] }
  | { readonly kind: 'given'; readonly piece: GivenPiece }
  /** `counts`: what a number that is not known counts. */
  | { readonly kind: 'number'; readonly number: number | null; readonly counts?: Count }
  /** `says`: what holds where a Boolean that is not known turns out to be true, and where it turns out to be false. */
  | { readonly kind: 'boolean'; readonly boolean: boolean | null; readonly says?: Says }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'null' }
  | AbstractObject
  /** Anything. `why` says where it came from, so that a report can. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** Two to sixteen alternatives, none of them a union, no two of them equal. */
  | { readonly kind: 'union'; readonly options: readonly Value[] }
  /** No value: the code does not get here. */
  | { readonly kind: 'never' }

/**
 * An object of the heap: plain object, array, function, class, instance, promise, SDK thing. Its fields are written by
 * the heap alone. It stands for one object of a run (`many` false: writes replace) or for several (writes add).
 */
export interface AbstractObject {
  readonly kind: 'object'
  /** When it was made: grows with every object. */
  readonly birth: number
  /** What made it, for merging in loops: objects of one site may become one. */
  readonly site: object
  /** The module whose top level was running when it was made; 0 while a handler runs. */
  readonly owner: number
  many: boolean
  /** Set where this object was merged into another: read that one instead. */
  forward: AbstractObject | null
  readonly props: Map<string, Property>
  proto: AbstractObject | null
  /** What stands behind keys that are not constant; null: nothing does. */
  computed: { readonly key: Value; readonly value: Value } | null
  /** Why it can have more members than those known; null: it cannot. */
  open: string | null
  /** Its own elements where it is an array (or the arguments object, a set's members). */
  list: ListContent | null
  /** How it is called; null: it is no function. */
  code: Code | null
  /** What a promise settles with, or a generator or iterator yields; a map's or set's value. */
  inner: Value | null
  /** What the model tables know about it. */
  brand: Brand | null
  /** Answers for members that are not among `props`: the environment, a package of which every name is known. */
  virtual: ((key: string) => Value | null) | null
}

/** A member: a value, an accessor, or a view of a variable (what a module exports, parameters in `arguments`). */
export type Property =
  | Value
  | { readonly kind: 'accessor'; readonly get: Value; readonly set: Value }
  | { readonly kind: 'live'; readonly read: () => Value }

/** `items`: all elements in order. `element`: any number of them, each one this. `cut`: the text whose parts they are, in order. */
export type ListContent = { readonly items: readonly Value[] } | { readonly element: Value; readonly cut?: Cut }

/** The parts of a text that is cut at each `by`, from the one at `from` on (negative: from the end). */
export interface Cut {
  readonly of: readonly TracePiece[]
  readonly by: string
  readonly from: number
}

export interface Says {
  readonly ifTrue: readonly Said[]
  readonly ifFalse: readonly Said[]
}

/** A given value is one of these texts. */
export interface Said {
  readonly of: GivenPiece
  readonly among: readonly string[]
}

/** The number of parts of a cut text, or where its first or last `by` begins; and what was added to it. */
export interface Count {
  readonly what: 'parts' | 'first' | 'last'
  readonly of: readonly TracePiece[]
  readonly by: string
  readonly plus: number
}

/** Code of a function value. `closure` is the source's own; the interpreter knows its parts. */
export type Code =
  | { readonly kind: 'closure'; readonly closure: object }
  | { readonly kind: 'native'; readonly name: string; readonly run: NativeFunction }

/** A function of a model: `self` is `this`, `target` the class after `new`, else null. */
export type NativeFunction = (machine: Machine, call: NativeCall) => Value

export interface NativeCall {
  readonly self: Value
  readonly args: readonly Value[]
  /** The object that `new` made, already with the prototype of the derived class; null in a plain call. */
  readonly made: AbstractObject | null
}

/** What the SDK models keep about an object. */
export type Brand =
  /** `document`: takes and gives plain JavaScript values. `bound`: members given to the constructor (v2 `params`). */
  | {
      readonly kind: 'client'
      readonly service: string
      readonly document: boolean
      readonly version: 2 | 3
      readonly region: Traced | null
      readonly endpoint: Traced | null
      readonly assumedRole: Traced | null
      /** What STS is asked for that role with, where a provider asks. */
      readonly assumes?: Traced | null
      /** As in `Call.accessKey`. */
      readonly accessKey?: Traced | null
      readonly bound: Value | null
    }
  | { readonly kind: 'command'; readonly service: string; readonly operation: string; readonly input: Value }
  /** Credentials and their providers; `role`: the role that they come from, null: the function's own. */
  | { readonly kind: 'credentials'; readonly role: Traced | null; readonly assumes?: Traced | null }
  /** Something that signs requests: what its configuration says of service and region. */
  | { readonly kind: 'signer'; readonly name: string; readonly service: Value; readonly region: Value; readonly role: Traced | null }
  /** Whatever a library's own model wants to find again on an object; `parts` by names of its own. */
  | { readonly kind: 'library'; readonly name: string; readonly parts: ReadonlyMap<string, Value> }

/** What a native model can do. Everything that it does is undone with the branch in which it happens. */
export interface Machine {
  /** Where the call that is being modelled stands. */
  readonly at: Place
  /** How calls that are noted now come about: `library:NAME` in the stub of a library, else `call`. */
  readonly origin: string

  /** Reads a member: getters run, prototypes are followed, a union gives the union. */
  get(target: Value, key: string): Value
  /** Reads a dotted path: `a.b.c`. */
  path(target: Value, dotted: string): Value
  set(target: Value, key: string, value: Value): void
  call(callee: Value, self: Value, args: readonly Value[]): Value
  construct(callee: Value, args: readonly Value[]): Value

  /** Runs each alternative from the same state, and joins what they give and leave behind. */
  either(alternatives: readonly (() => Value)[]): Value
  /** Runs what may happen any number of times, now or after the handler's own code. */
  later(run: () => void): void

  object(members: Readonly<Record<string, Value>>): AbstractObject
  list(items: readonly Value[]): AbstractObject
  listOf(element: Value): AbstractObject
  native(name: string, run: NativeFunction): AbstractObject
  /** A class: `construct` runs on the made object; members are its prototype's functions. */
  nativeClass(name: string, parts: NativeClass): AbstractObject
  promise(value: Value): Value
  /** What `await` gives. */
  awaited(value: Value): Value
  branded(brand: Brand, members?: Readonly<Record<string, Value>>): AbstractObject
  setBrand(target: AbstractObject, brand: Brand): void
  /** The objects among a value's alternatives that carry a brand of the kind. */
  brands<K extends Brand['kind']>(value: Value, kind: K): readonly Extract<Brand, { kind: K }>[]

  /** Known elements in order, null where they are not known. */
  items(list: Value): readonly Value[] | null
  /** What any element can be. */
  element(list: Value): Value
  /** Own enumerable members, `open` where there can be more. */
  members(target: Value): { readonly known: ReadonlyMap<string, Value>; readonly open: boolean }
  /** What a function of the source, or its class's constructor, calls its parameters. */
  parameterNames(fn: Value): readonly string[]
  /** The literal texts that a value can be, null where it can be another. */
  literals(value: Value): readonly string[] | null
  traced(value: Value): Traced
  /** What `JSON.parse` gives of a text. */
  parsed(text: Value): Value

  /** Notes an SDK call, and gives what its answer is (not yet a promise). */
  record(call: RecordedCall): Value
  /**
   * The values go to code that is not followed: functions are called with unknown arguments, objects become open, and
   * a client, command or credential is `trace/escapes`.
   *
   * @param to what they are handed to, e.g. `the package \`left-pad\``
   */
  escape(values: readonly Value[], to: string): Value
  unresolved(code: string, message: string, hint: string): void
}

export interface NativeClass {
  readonly construct?: (machine: Machine, made: AbstractObject, args: readonly Value[]) => void
  readonly members?: Readonly<Record<string, NativeFunction>>
  readonly statics?: Readonly<Record<string, NativeFunction>>
  readonly extends?: AbstractObject
  /** Any other member is a function that takes anything and gives unknown. */
  readonly lenient?: boolean
}

export interface RecordedCall {
  /** As in `Call.service`. */
  readonly service: string
  readonly operation: string
  readonly input: Value
  /** The client that sends it; null: one with the default configuration. */
  readonly client: Value | null
  /** As in `Call.origin`. */
  readonly origin: string
}

export const UNDEFINED: Value = { kind: 'undefined' }
export const NULL: Value = { kind: 'null' }
export const NEVER: Value = { kind: 'never' }
export const TRUE: Value = { kind: 'boolean', boolean: true }
export const FALSE: Value = { kind: 'boolean', boolean: false }
export const ANY_BOOLEAN: Value = { kind: 'boolean', boolean: null }
export const ANY_NUMBER: Value = { kind: 'number', number: null }

export const numberValue = (value: number): Value => ({ kind: 'number', number: value })
export const booleanValue = (value: boolean): Value => (value ? TRUE : FALSE)
export const unknownValue = (why: string): Value => ({ kind: 'unknown', why })
export const givenValue = (piece: GivenPiece): Value => ({ kind: 'given', piece })
export const textValue = (value: string): Value => ({ kind: 'text', pieces: value === '' ? [] : [{ kind: 'literal', text: value }] })
/** Text of which nothing is known but that it is text. */
export const anyText = (why: string): Value => ({ kind: 'text', pieces: [{ kind: 'any', why }] })

/** The text where all of it is known: literals, and what the template sets; else null. */
export function literalText(value: Value): string | null {
  if (value.kind === 'given') return literalPiece(value.piece)
  if (value.kind !== 'text') return null
  let out = ''
  for (const piece of value.pieces) {
    const text = literalPiece(piece)
    if (text === null) return null
    out += text
  }
  return out
}

const literalPiece = (piece: TracePiece): string | null =>
  piece.kind === 'literal' ? piece.text : piece.kind === 'env' && piece.sets?.length === 1 ? (piece.sets[0] ?? null) : null

/** A value's alternatives; `never` has none. */
export const optionsOf = (value: Value): readonly Value[] =>
  value.kind === 'union' ? value.options : value.kind === 'never' ? [] : [value]
