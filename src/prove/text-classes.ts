/**
 * The classes into which lists of patterns cut all texts: two texts are in one class if and only if they match the same
 * lists, and a class is given if and only if a text lies in it, with a shortest one as its witness.
 *
 * Patterns are run side by side as one bit set (see `text-pattern.ts`), breadth first, so the first text of a class is
 * a shortest, and of those the first in the order of the alphabet. A list that has become true for good (its pattern
 * ends in `*` and got there) needs no further bits, nor do patterns that serve only such lists: without this rule lists
 * of `*name*` patterns take two to the power of their number.
 */
import { ALPHABET, buildMachine, type Machine, type Patterns } from './text-machine.js'
import { addLoop, addStep, finish, isInstance, isSymbol, newDraft, type TextPattern } from './text-pattern.js'

export interface TextClass {
  /** Bit `i`: the text matches list `i`. */
  readonly lists: bigint
  readonly witness: string
}

export interface ClassSearch extends Patterns {
  /** Whether a class can be of use that matches the lists `certain` and at most `possible`: others are left out. */
  readonly useful?: (possible: bigint, certain: bigint) => boolean
  /** Asked about each class when it is found; true ends the search. */
  readonly visit?: (found: TextClass) => boolean
  /** Whether symbols stand in instances of patterns that hold them, and in no other text: see `sole-variables.ts`. */
  readonly sole?: boolean
  readonly maxStates: number
}

/** Null where there were more states than allowed. */
export function textClasses(given: ClassSearch): readonly TextClass[] | null {
  if (given.sole === true) return soleClasses(given)
  const search = withListedSymbols(given)
  return plainClasses(search) ?? exploreClasses(search)
}

/** Texts without symbols, and the instances of each pattern. */
function soleClasses({ sole: _, ...search }: ClassSearch): readonly TextClass[] | null {
  const instances = [...new Set(search.lists.flat())].filter(isInstance)
  const found = new Map<bigint, TextClass>()
  for (const part of [{ ...search, symbols: '' }, ...instances.map((shape) => ({ ...search, shape }))]) {
    const classes = textClasses(part)
    if (classes === null) return null
    for (const one of classes) if (!found.has(one.lists)) found.set(one.lists, one)
  }
  return [...found.values()]
}

/** Requests hold plain text: a symbol that no pattern names tells nothing apart that a character would not. */
function withListedSymbols(search: ClassSearch): ClassSearch {
  const { symbols = '', lists } = search
  if (symbols === '') return search
  const listed = new Set<string>()
  for (const list of lists) {
    for (const { steps } of list)
      for (const step of steps) if ('listed' in step && isSymbol(step.listed)) for (const it of step.listed) listed.add(it)
  }
  return { ...search, symbols: [...symbols].filter((symbol) => listed.has(symbol)).join('') }
}

/** Adds a class that is new and of use; true where the search is to end. */
function meet(search: ClassSearch, found: Map<bigint, string>, lists: bigint, witness: () => string): boolean {
  if (found.has(lists) || !(search.useful?.(lists, lists) ?? true)) return false
  const text = witness()
  found.set(lists, text)
  return search.visit?.({ lists, witness: text }) ?? false
}

/**
 * Literals and texts with a `*` at their end need no automaton: each literal, each prefix, each prefix with a fresh
 * character behind it and a fresh text stand for all.
 */
function plainClasses(search: ClassSearch): readonly TextClass[] | null {
  if (search.symbols !== undefined && search.symbols !== '') return null
  if (search.shape !== null && !PLAIN_SHAPES.has(search.shape)) return null
  const literals = new Map<string, bigint>()
  const prefixes = new Map<string, bigint>()
  for (const [i, list] of search.lists.entries()) {
    const bit = 1n << BigInt(i)
    for (const pattern of list) {
      if (pattern.literal !== null) literals.set(pattern.literal, (literals.get(pattern.literal) ?? 0n) | bit)
      else if (pattern.prefix !== null) prefixes.set(pattern.prefix, (prefixes.get(pattern.prefix) ?? 0n) | bit)
      else return null
    }
  }
  const fresh = freshChar([...literals.keys(), ...prefixes.keys()])
  if (fresh === null) return null
  const candidates = [...literals.keys(), ...[...prefixes.keys()].flatMap((text) => [text, text + fresh]), '', fresh]
  candidates.sort(byLengthThenText)
  const lengths = [...new Set([...prefixes.keys()].map((text) => text.length))]
  const found = new Map<bigint, string>()
  for (const text of candidates) {
    if (text === '' && search.shape !== null && search.shape !== PART) continue
    let lists = literals.get(text) ?? 0n
    for (const length of lengths) if (length <= text.length) lists |= prefixes.get(text.slice(0, length)) ?? 0n
    if (meet(search, found, lists, () => text)) break
  }
  return [...found].map(([lists, witness]) => ({ lists, witness }))
}

/** Any text but the empty one. */
export const NOT_EMPTY: TextPattern = finish(addLoop(addStep(newDraft(), { named: 'run' }), { named: 'run' }))
/** A text without a colon, and one that is not empty. */
export const PART: TextPattern = finish(addLoop(newDraft(), { named: 'partRun' }))
export const FULL_PART: TextPattern = finish(addLoop(addStep(newDraft(), { named: 'part' }), { named: 'partRun' }))
/** Shapes that a literal of a pattern fits whenever it is not empty, as does every fresh character. */
const PLAIN_SHAPES: ReadonlySet<TextPattern> = new Set([NOT_EMPTY, PART, FULL_PART])

export const byLengthThenText = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

function freshChar(texts: readonly string[]): string | null {
  const used = new Set(texts.join(''))
  for (const char of ALPHABET) if (char !== ':' && char !== '*' && char !== '?' && !used.has(char)) return char
  return null
}

interface State {
  readonly places: bigint
  /** Lists that are true for good. */
  readonly done: bigint
  readonly from: number
  readonly letter: string
}

function exploreClasses(search: ClassSearch): readonly TextClass[] | null {
  const machine = buildMachine(search)
  const found = new Map<bigint, string>()
  const states: State[] = []
  const seen = new Map<bigint, Set<string>>()
  const keeps = new Map<bigint, bigint>()
  const add = (raw: bigint, before: bigint, from: number, letter: string): void => {
    let done = before
    if ((raw & machine.sticky) !== 0n) for (const { end, lists } of machine.stickyLists) if ((raw & end) !== 0n) done |= lists
    let keep = keeps.get(done)
    if (keep === undefined) {
      keep = placesToKeep(machine, done)
      keeps.set(done, keep)
    }
    const places = raw & keep
    if (machine.shape !== null && (places & machine.shape.places) === 0n) return
    // As text: engines hash a large number by its lowest digits alone, and most sets of places end alike.
    const name = places.toString(32)
    const bucket = seen.get(done)
    if (bucket === undefined) seen.set(done, new Set([name]))
    else if (bucket.has(name)) return
    else bucket.add(name)
    if (search.useful !== undefined && !search.useful(possibleLists(machine, places, done), done)) return
    states.push({ places, done, from, letter })
  }
  add(machine.start, 0n, -1, '')
  for (let at = 0; at < states.length; at++) {
    if (states.length > search.maxStates) return null
    const state = states[at]
    if (state === undefined) break
    if (machine.shape === null || (state.places & machine.shape.end) !== 0n) {
      if (meet(search, found, trueLists(machine, state), () => witnessOf(states, at))) break
    }
    for (let i = 0; i < machine.letters.length; i++) {
      const moved = state.places & (machine.moves[i] ?? 0n)
      if (moved === 0n && machine.twin[i] === true) continue
      let next = (moved << 1n) | (state.places & (machine.stays[i] ?? 0n))
      const letter = machine.letters[i] ?? ''
      if (isSymbol(letter)) next |= looseMoves(machine, state.places)
      add(next, state.done, at, letter)
    }
  }
  return [...found].map(([lists, witness]) => ({ lists, witness }))
}

function trueLists(machine: Machine, state: State): bigint {
  let lists = state.done
  for (let i = 0; i < machine.ends.length; i++) if ((state.places & (machine.ends[i] ?? 0n)) !== 0n) lists |= 1n << BigInt(i)
  return lists
}

function possibleLists(machine: Machine, places: bigint, done: bigint): bigint {
  let lists = done
  for (const pattern of machine.patterns) if ((places & pattern.places) !== 0n) lists |= pattern.lists
  return lists
}

function placesToKeep(machine: Machine, done: bigint): bigint {
  let keep = machine.shape?.places ?? 0n
  for (const pattern of machine.patterns) if ((pattern.lists & ~done) !== 0n) keep |= pattern.places
  return keep
}

/** A loose pattern takes a symbol for any text: from its first live place it may be at each later one. */
function looseMoves(machine: Machine, places: bigint): bigint {
  let moved = 0n
  for (const pattern of machine.patterns) {
    const live = pattern.loose ? places & pattern.places : 0n
    if (live !== 0n) moved |= pattern.places & ~((live & -live) - 1n)
  }
  return moved
}

function witnessOf(states: readonly State[], at: number): string {
  let text = ''
  for (let i = at; i >= 0; ) {
    const state = states[i]
    if (state === undefined) break
    text = state.letter + text
    i = state.from
  }
  return text
}
