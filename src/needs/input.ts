/** Reading a call's traced input: members by path, and the three-valued tests of the catalog's rows. */
import type { InputTest } from '../catalog/index.js'
import type { Traced, TracePiece } from '../trace/index.js'

/**
 * `open`: only that the input may hold members that nobody saw. A row that needs such a member is not taken on that
 * ground alone: nearly no call sets most members, and each would add a grant.
 */
export type Answer = 'yes' | 'maybe' | 'open' | 'no'

/** What stands at a dotted path: every value that it can have, and whether it can be missing. */
export interface Member {
  readonly values: readonly Traced[]
  readonly missing: 'never' | 'maybe' | 'open' | 'always'
}

const NEVER_SET: Member = { values: [], missing: 'always' }

/** Paths are as in the catalog: dotted members, `[]` each element, `{}` each key's value, `{key}` each key. */
export function member(input: Traced, path: string): Member {
  let found: Member = { values: [input], missing: 'never' }
  for (const step of steps(path)) found = descend(found, step)
  return found
}

const STEP = /\[\]|\{\}|\{key\}|[^.[\]{}]+/g

const steps = (path: string): readonly string[] => path.match(STEP) ?? []

function descend(from: Member, step: string): Member {
  const parts = from.values.flatMap(optionsOf).map((v) => child(v, step))
  const values = parts.flatMap((p) => p.values)
  const states = new Set(parts.map((p) => p.missing))
  if (from.missing !== 'never') states.add(from.missing)
  if (values.length === 0) {
    if (states.has('open')) return { values, missing: 'open' }
    return NEVER_SET
  }
  if (states.size === 1 && states.has('never')) return { values, missing: 'never' }
  if (states.size === 1 && states.has('open')) return { values, missing: 'open' }
  return { values, missing: 'maybe' }
}

export const optionsOf = (value: Traced): readonly Traced[] => (value.kind === 'union' ? value.options.flatMap(optionsOf) : [value])

function child(value: Traced, step: string): Member {
  if (value.kind === 'nothing') return NEVER_SET
  if (value.kind === 'object') {
    if (step === '{}' || step === '{key}') return eachEntry(value, step)
    const entry = value.entries.get(step)
    if (entry !== undefined) return withNothing(entry)
    if (value.computed !== null) return { values: optionsOf(value.computed.value), missing: 'maybe' }
    return value.open ? { values: [], missing: 'open' } : NEVER_SET
  }
  if (value.kind === 'list') {
    if (step !== '[]') return NEVER_SET
    const items = value.items ?? (value.element === null ? [] : [value.element])
    return items.length === 0 ? NEVER_SET : { values: items.flatMap(optionsOf), missing: 'never' }
  }
  if (value.kind === 'text') return deeper(value, step)
  return value.kind === 'unknown' ? { values: [], missing: 'open' } : NEVER_SET
}

function withNothing(value: Traced): Member {
  const options = optionsOf(value)
  const there = options.filter((o) => o.kind !== 'nothing')
  if (there.length === 0) return NEVER_SET
  return { values: there, missing: there.length === options.length ? 'never' : 'maybe' }
}

function eachEntry(value: Extract<Traced, { kind: 'object' }>, step: string): Member {
  const text = (literal: string): Traced => ({ kind: 'text', pieces: [{ kind: 'literal', text: literal }] })
  const known = [...value.entries].map(([key, entry]): Traced => (step === '{key}' ? text(key) : entry))
  const computed = value.computed === null ? [] : [step === '{key}' ? value.computed.key : value.computed.value]
  const values = [...known, ...computed].flatMap(optionsOf)
  if (values.length === 0) return value.open ? { values, missing: 'open' } : NEVER_SET
  return { values, missing: value.open ? 'maybe' : 'never' }
}

/** A part of the event, or of an earlier answer, that is used as a whole object: its members are its parts. */
function deeper(value: Extract<Traced, { kind: 'text' }>, step: string): Member {
  const [piece] = value.pieces
  if (value.pieces.length !== 1 || piece === undefined) return NEVER_SET
  if (piece.kind === 'event' || piece.kind === 'context' || piece.kind === 'response') {
    const next = step === '[]' || step === '{}' ? '*' : step
    if (step === '{key}') return { values: [], missing: 'open' }
    const part: TracePiece = { ...piece, path: [...piece.path, next] }
    return { values: [{ kind: 'text', pieces: [part] }], missing: 'open' }
  }
  return piece.kind === 'any' ? { values: [], missing: 'open' } : NEVER_SET
}

/**
 * The input once for each element of the list (or entry of the map) at a path, with that element alone in it.
 *
 * @param path up to `[]` or `{}`; empty: the input as it is
 */
export function focus(input: Traced, path: string): readonly Traced[] {
  if (path === '') return [input]
  const found = focusSteps(input, steps(path))
  return found.length === 0 ? [input] : found
}

function focusSteps(value: Traced, path: readonly string[]): readonly Traced[] {
  const [step, ...rest] = path
  if (step === undefined) return [value]
  return optionsOf(value).flatMap((option): readonly Traced[] => {
    if (option.kind === 'list' && step === '[]') {
      const items = option.items ?? (option.element === null ? [] : [option.element])
      return items.flatMap((item) => focusSteps(item, rest)).map((item): Traced => ({ kind: 'list', items: [item], element: null }))
    }
    if (option.kind !== 'object') return []
    if (step === '{}' || step === '{key}') return focusEntries(option, rest)
    const entry = option.entries.get(step)
    if (entry === undefined) return []
    return focusSteps(entry, rest).map((one): Traced => ({ ...option, entries: new Map([...option.entries, [step, one]]) }))
  })
}

function focusEntries(value: Extract<Traced, { kind: 'object' }>, rest: readonly string[]): readonly Traced[] {
  const known = [...value.entries].flatMap(([key, entry]) =>
    focusSteps(entry, rest).map((one): Traced => ({ kind: 'object', entries: new Map([[key, one]]), computed: null, open: false })),
  )
  if (value.computed === null) return known
  const { key } = value.computed
  const computed = focusSteps(value.computed.value, rest).map(
    (one): Traced => ({ kind: 'object', entries: new Map(), computed: { key, value: one }, open: false }),
  )
  return [...known, ...computed]
}

/** Whether one test of a row holds for the input. */
export function holds(input: Traced, test: InputTest): Answer {
  const found = member(input, test.member)
  switch (test.is) {
    case 'set':
      return found.missing === 'never' ? 'yes' : found.missing === 'always' ? 'no' : found.missing
    case 'absent':
      // An input of which nothing was seen is taken to lack what it rarely has.
      if (found.missing === 'never') return test.perhaps === true && found.values.every(isHandedOn) ? 'maybe' : 'no'
      return found.missing === 'maybe' ? 'maybe' : 'yes'
    case 'equals':
    case 'matches':
      return compare(found, test)
  }
}

/** What comes from an event or an answer as it is may not be there. */
const isHandedOn = (value: Traced): boolean =>
  value.kind === 'text' && value.pieces.length === 1 && ['event', 'response', 'any'].includes(value.pieces[0]?.kind ?? '')

function compare(found: Member, test: InputTest): Answer {
  if (found.values.length === 0) return found.missing === 'open' ? 'open' : 'no'
  const answers = found.values.map((value) => compareValue(value, test))
  if (answers.every((a) => a === 'yes') && found.missing === 'never') return 'yes'
  if (answers.some((a) => a === 'yes' || a === 'maybe')) return found.missing === 'open' ? 'open' : 'maybe'
  return found.missing === 'open' ? 'open' : 'no'
}

function compareValue(value: Traced, test: InputTest): Answer {
  const known = literalText(value)
  if (known !== null) {
    if (test.is === 'equals') return known === test.value ? 'yes' : 'no'
    return new RegExp(test.value ?? '', 'iu').test(known) ? 'yes' : 'no'
  }
  if (value.kind === 'text') return couldMatch(value.pieces, test)
  return value.kind === 'unknown' || value.kind === 'number' || value.kind === 'boolean' ? 'maybe' : 'no'
}

/**
 * A text of which parts are known. What is not known is taken to be a name: it decides a pattern that is anchored at the
 * beginning when it stands there, and never holds the words that others look for.
 */
function couldMatch(pieces: readonly TracePiece[], test: InputTest): Answer {
  const [first] = pieces
  if (test.is === 'equals') return first?.kind === 'literal' && test.value?.startsWith(first.text) !== true ? 'no' : 'maybe'
  const pattern = test.value ?? ''
  const open = pattern.startsWith('^') ? first?.kind !== 'literal' : pieces.every((p) => p.kind !== 'literal')
  if (open) return 'maybe'
  const skeleton = pieces.map((p) => (p.kind === 'literal' ? p.text : UNKNOWN_NAME)).join('')
  return new RegExp(pattern, 'iu').test(skeleton) ? 'yes' : 'no'
}

const UNKNOWN_NAME = 'x'

/** The text of a constant, numbers and Booleans included. */
export function literalText(value: Traced): string | null {
  if (value.kind === 'number') return value.number === null ? null : String(value.number)
  if (value.kind === 'boolean') return value.boolean === null ? null : String(value.boolean)
  if (value.kind !== 'text') return null
  let text = ''
  for (const piece of value.pieces) {
    const known = knownText(piece)
    if (known === null) return null
    text += known
  }
  return text
}

/** A literal, or the text that the template gives a variable. */
const knownText = (piece: TracePiece): string | null =>
  piece.kind === 'literal' ? piece.text : piece.kind === 'env' && piece.sets?.length === 1 ? (piece.sets[0] ?? null) : null

/** Whether all tests of a row hold together. */
export function allHold(input: Traced, tests: readonly InputTest[]): Answer {
  const answers = tests.map((t) => holds(input, t))
  for (const worst of ['no', 'open', 'maybe'] as const) if (answers.includes(worst)) return worst
  return 'yes'
}
