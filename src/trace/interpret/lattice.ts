/**
 * Equality and join of values, with the bounds that make the interpreter end: at most eight texts, then what they begin
 * and end with; at most sixteen alternatives of plain data, then anything of the kind. Objects that can be called, or
 * that the models know, are kept far longer: to forget one would be to lose a call.
 */
import type { Traced, TracePiece } from '../types.js'
import { type AbstractObject, ANY_BOOLEAN, ANY_NUMBER, type Count, NEVER, optionsOf, type Value } from '../values.js'

export const MAX_TEXTS = 8
export const MAX_OPTIONS = 16
const MAX_OBJECTS = 64
const MAX_FUNCTIONS = 16_384
const MAX_NUMBERS = 4

/** The object that stands for this one now: in loops, objects of one site are merged. */
export function current(object: AbstractObject): AbstractObject {
  let at = object
  while (at.forward !== null) at = at.forward
  return at
}

export function same(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'object':
      return current(a) === current(b as AbstractObject)
    case 'text':
      return samePieces(a.pieces, (b as typeof a).pieces)
    case 'given':
      return samePiece(a.piece, (b as typeof a).piece)
    case 'number':
      return a.number === (b as typeof a).number && sameCount(a.counts, (b as typeof a).counts)
    case 'boolean':
      return a.boolean === (b as typeof a).boolean && a.says === (b as typeof a).says
    // Where an unknown came from is for reports alone.
    case 'unknown':
    case 'undefined':
    case 'null':
    case 'never':
      return true
    case 'union': {
      const other = (b as typeof a).options
      return a.options.length === other.length && a.options.every(isAmong(other))
    }
  }
}

const sameCount = (a: Count | undefined, b: Count | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.what === b.what && a.by === b.by && a.plus === b.plus && samePieces(a.of, b.of))

/** Whether one of the options is the same value; of many, objects are looked up. */
function isAmong(options: readonly Value[]): (value: Value) => boolean {
  if (options.length <= MAX_OPTIONS) return (value) => options.some((each) => same(each, value))
  const objects = new Set<Value>()
  const rest: Value[] = []
  for (const each of options) {
    if (each.kind === 'object') objects.add(current(each))
    else rest.push(each)
  }
  return (value) => (value.kind === 'object' ? objects.has(current(value)) : rest.some((each) => same(each, value)))
}

export const samePieces = (a: readonly TracePiece[], b: readonly TracePiece[]): boolean =>
  a.length === b.length && a.every((each, i) => samePiece(each, b[i] as TracePiece))

export function samePiece(a: TracePiece, b: TracePiece): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'literal':
      return a.text === (b as typeof a).text
    case 'env':
      return a.name === (b as typeof a).name && sameTraced(a.fallback, (b as typeof a).fallback) && sameSets(a.sets, (b as typeof a).sets)
    case 'event':
    case 'context':
      return samePath(a.path, (b as typeof a).path)
    case 'response': {
      const other = b as typeof a
      return (
        a.service === other.service && a.operation === other.operation && samePath(a.path, other.path) && sameTraced(a.input, other.input)
      )
    }
    case 'part': {
      const other = b as typeof a
      return a.at === other.at && a.by === other.by && a.rest === other.rest && samePieces(a.of, other.of)
    }
    case 'replaced': {
      const other = b as typeof a
      return a.what === other.what && a.by === other.by && a.where === other.where && samePieces(a.of, other.of)
    }
    case 'json':
      return sameTraced(a.value, (b as typeof a).value)
    case 'any':
      return true
  }
}

const sameSets = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && samePath(a, b))

const samePath = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((each, i) => each === b[i])

export function sameTraced(a: Traced | null, b: Traced | null): boolean {
  if (a === b) return true
  if (a === null || b === null || a.kind !== b.kind) return false
  switch (a.kind) {
    case 'text':
      return samePieces(a.pieces, (b as typeof a).pieces)
    case 'number':
      return a.number === (b as typeof a).number
    case 'boolean':
      return a.boolean === (b as typeof a).boolean
    case 'nothing':
    case 'unknown':
      return true
    case 'union':
      return sameList(a.options, (b as typeof a).options)
    case 'list': {
      const other = b as typeof a
      return (
        sameList(a.items ?? [], other.items ?? []) && (a.items === null) === (other.items === null) && sameTraced(a.element, other.element)
      )
    }
    case 'object': {
      const other = b as typeof a
      if (a.open !== other.open || a.entries.size !== other.entries.size) return false
      for (const [key, value] of a.entries) if (!sameTraced(value, other.entries.get(key) ?? null)) return false
      return (
        sameTraced(a.computed?.key ?? null, other.computed?.key ?? null) &&
        sameTraced(a.computed?.value ?? null, other.computed?.value ?? null)
      )
    }
  }
}

const sameList = (a: readonly Traced[], b: readonly Traced[]): boolean =>
  a.length === b.length && a.every((each, i) => sameTraced(each, b[i] as Traced))

export function join(a: Value, b: Value): Value {
  if (a === b || b.kind === 'never') return a
  if (a.kind === 'never') return b
  if (a.kind !== 'union' && b.kind !== 'union' && same(a, b)) return a
  if (a.kind === 'union' && holds(a.options, b)) return a
  return joinAll([a, b])
}

/** Whether a value adds nothing, as far as a look tells: most of what large tables are joined with is there already. */
function holds(options: readonly Value[], value: Value): boolean {
  if (value.kind !== 'union') return options.length < MANY_OPTIONS ? options.includes(value) : membersOf(options).has(value)
  const members = membersOf(options)
  return value.options.every((each) => members.has(each))
}

const MANY_OPTIONS = 32
const membersOfOptions = new WeakMap<readonly Value[], ReadonlySet<Value>>()

function membersOf(options: readonly Value[]): ReadonlySet<Value> {
  const known = membersOfOptions.get(options)
  if (known !== undefined) return known
  const members = new Set(options)
  membersOfOptions.set(options, members)
  return members
}

let joined = 0

/** @returns how many options of large values were put together since the last call: work that no step of the source stands for */
export function takeJoined(): number {
  const taken = joined
  joined = 0
  return taken
}

export function joinAll(values: Iterable<Value>): Value {
  const options: Value[] = []
  const objects = new Set<Value>()
  const add = (value: Value): void => {
    if (value.kind === 'object') {
      const seen = current(value)
      if (objects.has(seen)) return
      objects.add(seen)
      options.push(seen)
    } else if (value.kind === 'given' && value.piece.kind === 'env') {
      const at = options.findIndex((each) => sameVariable(each, value))
      if (at < 0) options.push(value)
      else options[at] = eitherOf(options[at] as Value, value)
    } else if (value.kind !== 'never' && !options.some((each) => each.kind !== 'object' && same(each, value))) options.push(value)
  }
  for (const value of values) for (const each of optionsOf(value)) add(each)
  if (options.length > MANY_OPTIONS) joined += options.length
  return unionOf(options)
}

const sameVariable = (a: Value, b: Value): boolean =>
  a.kind === 'given' &&
  b.kind === 'given' &&
  a.piece.kind === 'env' &&
  b.piece.kind === 'env' &&
  a.piece.name === b.piece.name &&
  sameTraced(a.piece.fallback, b.piece.fallback)

/** One variable on two ways: it is one of the texts that it can be on either. */
function eitherOf(a: Value, b: Value): Value {
  if (same(a, b) || a.kind !== 'given' || b.kind !== 'given' || a.piece.kind !== 'env' || b.piece.kind !== 'env') return a
  const { sets, ...piece } = a.piece
  const other = b.piece.sets
  if (sets === undefined || other === undefined) return { kind: 'given', piece }
  return { kind: 'given', piece: { ...piece, sets: [...new Set([...sets, ...other])].sort() } }
}

/** @param options without unions and without doubles */
function unionOf(options: Value[]): Value {
  let out = options
  const unknown = out.find((each) => each.kind === 'unknown')
  if (unknown !== undefined) {
    // Scalars say nothing beside an unknown. Text does: a table's name that may also be another is still worth its name.
    out = out.filter((each) => each === unknown || each.kind === 'object' || each.kind === 'text' || each.kind === 'given')
  }
  out = bound(out, 'number', MAX_NUMBERS, () => ANY_NUMBER)
  if (count(out, 'number') > 1 && out.some((each) => each.kind === 'number' && each.number === null)) out = only(out, 'number', ANY_NUMBER)
  if (count(out, 'boolean') > 1) out = only(out, 'boolean', ANY_BOOLEAN)
  out = boundTexts(out)
  out = bound(out, 'given', MAX_OPTIONS, () => ({ kind: 'unknown', why: 'one of too many given values' }))
  if (count(out, 'object') > MAX_OBJECTS) out = boundObjects(out)
  const [first] = out
  if (first === undefined) return NEVER
  return out.length === 1 ? first : { kind: 'union', options: out }
}

/** What a union becomes part of when objects had to be left out of it. */
const TOO_MANY: Value = { kind: 'unknown', why: 'one of more values than are told apart' }
/** The same where one that was left out can be called: who calls it says that a call is lost. */
export const TOO_MANY_FUNCTIONS: Value = { kind: 'unknown', why: 'one of more functions than are told apart' }

/** Data beyond the bound is any data. What can be called is kept: to forget it would be to lose a call. */
function boundObjects(options: readonly Value[]): Value[] {
  let data = MAX_OBJECTS
  let functions = MAX_FUNCTIONS
  let stands: Value | null = null
  const out = options.filter((each) => {
    if (each.kind !== 'object') return true
    if (data > 0) return data-- > 0
    if (!canBeCalled(each, 0)) {
      stands ??= TOO_MANY
      return false
    }
    if (functions-- > 0) return true
    stands = TOO_MANY_FUNCTIONS
    return false
  })
  if (stands === null) return out
  if (stands === TOO_MANY_FUNCTIONS) return [...out.filter(({ kind }) => kind !== 'unknown'), stands]
  return out.some(({ kind }) => kind === 'unknown') ? out : [...out, stands]
}

const MAX_HOLDING = 3

/** A function, a thing of the models, an instance of a class, or what holds one of them. */
function canBeCalled(object: AbstractObject, depth: number): boolean {
  const { code, brand, list, inner, props, proto } = current(object)
  if (code !== null || brand !== null) return true
  if (proto !== null && isOfClass(current(proto))) return true
  if (depth >= MAX_HOLDING) return false
  const holds = (value: Value): boolean => optionsOf(value).some((each) => each.kind === 'object' && canBeCalled(each, depth + 1))
  if (inner !== null && holds(inner)) return true
  if (list !== null && ('items' in list ? list.items.some(holds) : holds(list.element))) return true
  for (const member of props.values()) if (member.kind === 'accessor' || (member.kind !== 'live' && holds(member))) return true
  return false
}

const isOfClass = (prototype: AbstractObject): boolean => {
  const made = prototype.props.get('constructor')
  return made?.kind === 'object' && current(made).code?.kind === 'closure'
}

const count = (options: readonly Value[], kind: Value['kind']): number => {
  let n = 0
  for (const each of options) if (each.kind === kind) n++
  return n
}

const only = (options: readonly Value[], kind: Value['kind'], stands: Value): Value[] => [
  ...options.filter((each) => each.kind !== kind),
  stands,
]

const bound = (options: Value[], kind: Value['kind'], max: number, make: () => Value): Value[] => {
  if (count(options, kind) <= max) return options
  const stands = make()
  const rest = options.filter((each) => each.kind !== kind)
  if (!rest.some((each) => same(each, stands))) rest.push(stands)
  return rest
}

function boundTexts(options: Value[]): Value[] {
  if (count(options, 'text') <= MAX_TEXTS) return options
  const texts = options.filter((each): each is Extract<Value, { kind: 'text' }> => each.kind === 'text')
  return only(options, 'text', { kind: 'text', pieces: commonEnds(texts.map((each) => each.pieces)) })
}

/** What all the texts begin and end with, with anything in between. */
export function commonEnds(texts: readonly (readonly TracePiece[])[]): TracePiece[] {
  const [first, ...rest] = texts
  if (first === undefined) return []
  let head = first
  for (const each of rest) head = commonStart(head, each)
  if (texts.every((each) => samePieces(each, head))) return [...head]
  let tail = [...first].reverse()
  for (const each of rest) tail = commonStart(tail, [...each].reverse(), true)
  const end = tail.reverse()
  return normalised([...head, { kind: 'any', why: 'the texts that it can be differ' }, ...end])
}

function commonStart(a: readonly TracePiece[], b: readonly TracePiece[], backwards = false): TracePiece[] {
  const out: TracePiece[] = []
  for (let i = 0; i < a.length && i < b.length; i++) {
    const one = a[i] as TracePiece
    const other = b[i] as TracePiece
    if (samePiece(one, other)) {
      out.push(one)
      continue
    }
    if (one.kind === 'literal' && other.kind === 'literal') {
      const shared = backwards ? sharedEnd(one.text, other.text) : sharedStart(one.text, other.text)
      if (shared !== '') out.push({ kind: 'literal', text: shared })
    }
    break
  }
  return out
}

function sharedStart(a: string, b: string): string {
  let n = 0
  while (n < a.length && n < b.length && a[n] === b[n]) n++
  return a.slice(0, n)
}

function sharedEnd(a: string, b: string): string {
  let n = 0
  while (n < a.length && n < b.length && a[a.length - 1 - n] === b[b.length - 1 - n]) n++
  return a.slice(a.length - n)
}

const MAX_PIECES = 32

/** Neighbouring literals are one, and so are neighbouring unknown parts. */
export function normalised(pieces: readonly TracePiece[]): TracePiece[] {
  const out: TracePiece[] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (piece.kind === 'literal') {
      if (piece.text === '') continue
      if (last?.kind === 'literal') out[out.length - 1] = { kind: 'literal', text: last.text + piece.text }
      else out.push(piece)
    } else if (piece.kind !== 'any' || last?.kind !== 'any') out.push(piece)
  }
  if (out.length <= MAX_PIECES) return out
  return [...out.slice(0, MAX_PIECES / 2), { kind: 'any', why: 'a long text' }, ...out.slice(-MAX_PIECES / 2 + 1)]
}
