/**
 * Patterns of text in the form that joint classes are computed from: a row of steps, each of which takes one character,
 * and before, between and behind them places where a run of characters may stand (a loop). It has no empty moves, so a
 * set of places is a bit set and a character moves all of them at once.
 *
 * A policy variable whose value is left open is one *symbol*: a character of the private use area, which a `*` takes and
 * neither `?` nor a literal does. What holds for a text with symbols holds for each value put in their place. Beside each
 * symbol stands another for the value in other letters' case, which only patterns take that ignore case.
 */
import type { Glob } from '../policy/index.js'

/** A set of characters: the listed ones, or a named set. */
export type Chars = { readonly listed: string } | { readonly named: NamedSet }

/** `run`: any character or symbol. `one`: any character. `part`: no colon. `digit`, `name` (`[a-z0-9]`), `prefix` (`[a-z0-9-]`). */
export type NamedSet = 'run' | 'one' | 'part' | 'partRun' | 'digit' | 'name' | 'prefix' | 'notSlash'

export interface TextPattern {
  readonly steps: readonly Chars[]
  /** One more than steps; null where nothing may stand. */
  readonly loops: readonly (Chars | null)[]
  /** Whether a symbol that it reads may be any text: the reading that matches too much rather than too little. */
  readonly loose: boolean
  /** The text where it is the only match. */
  readonly literal: string | null
  /** The text before the only wildcard, a `*` at the end. */
  readonly prefix: string | null
}

const RUN: Chars = { named: 'run' }
const PART_RUN: Chars = { named: 'partRun' }
const FIRST_SYMBOL = 0xe000
const LAST_SYMBOL = 0xf8ff

export const isSymbol = (char: string): boolean => {
  const code = char.charCodeAt(0)
  return code >= FIRST_SYMBOL && code <= LAST_SYMBOL
}
export const symbolAt = (index: number): string => String.fromCharCode(FIRST_SYMBOL + 2 * index)
/** The same value in another case of its letters. */
export const otherCaseOf = (symbol: string): string => String.fromCharCode(symbol.charCodeAt(0) + 1)
export const hasSymbols = (text: string): boolean => /[\uE000-\uF8FF]/.test(text)

export function inNamed(set: NamedSet, char: string): boolean {
  switch (set) {
    case 'run':
      return true
    case 'one':
      return !isSymbol(char)
    case 'part':
      return char !== ':' && !isSymbol(char)
    case 'partRun':
      return char !== ':'
    case 'digit':
      return char >= '0' && char <= '9'
    case 'name':
      return (char >= 'a' && char <= 'z') || (char >= '0' && char <= '9')
    case 'prefix':
      return char === '-' || inNamed('name', char)
    case 'notSlash':
      return char !== '/' && !isSymbol(char)
  }
}

export const inChars = (set: Chars, char: string): boolean => ('listed' in set ? set.listed.includes(char) : inNamed(set.named, char))

/** How the tokens of a glob are read. */
export interface PatternReading {
  readonly ignoreCase?: boolean
  /** `*` and `?` stop at a colon. */
  readonly part?: boolean
  readonly loose?: boolean
  /** The symbol of a variable; left out: a variable may be any text. */
  readonly symbolOf?: (key: string) => string
}

export const textPattern = (glob: Glob, reading: PatternReading = {}): TextPattern => joinPatterns([{ glob, reading }])

export interface PatternPiece {
  readonly glob: Glob
  readonly reading: PatternReading
}

/** One pattern from pieces in a row, each read in its own way. */
export function joinPatterns(pieces: readonly PatternPiece[]): TextPattern {
  const draft = newDraft()
  let loose = false
  for (const { glob, reading } of pieces) {
    loose ||= reading.loose === true
    for (const token of glob) {
      if (token.kind === 'text') addText(draft, token.text, reading.ignoreCase === true)
      else if (token.kind === 'one') addStep(draft, { named: reading.part === true ? 'part' : 'one' })
      else if (token.kind === 'any') addLoop(draft, reading.part === true ? PART_RUN : RUN)
      else if (reading.symbolOf !== undefined) addText(draft, reading.symbolOf(token.key), false)
      else addLoop(draft, RUN)
    }
  }
  return finish(draft, loose)
}

/** A pattern in the making. */
export interface Draft {
  readonly steps: Chars[]
  readonly loops: (Chars | null)[]
}

export const newDraft = (): Draft => ({ steps: [], loops: [null] })

export function addText(draft: Draft, text: string, ignoreCase: boolean): Draft {
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    const other = ignoreCase ? inOtherCase(char) : char
    addStep(draft, { listed: other === char || other.length !== 1 ? char : char < other ? char + other : other + char })
  }
  return draft
}

const inOtherCase = (char: string): string =>
  isSymbol(char) ? otherCaseOf(char) : char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()

export function addStep(draft: Draft, chars: Chars): Draft {
  draft.steps.push(chars)
  draft.loops.push(null)
  return draft
}

/** Two loops at one place become the wider one. */
export function addLoop(draft: Draft, chars: Chars): Draft {
  const last = draft.loops.length - 1
  if (draft.loops[last] === null || chars === RUN || ('named' in chars && chars.named === 'run')) draft.loops[last] = chars
  return draft
}

export function finish(draft: Draft, loose = false): TextPattern {
  const { steps, loops } = draft
  const single = steps.every((step) => 'listed' in step && step.listed.length === 1)
  const text = single ? steps.map((step) => ('listed' in step ? step.listed : '')).join('') : null
  const plain = text !== null && loops.slice(0, -1).every((loop) => loop === null)
  const last = loops.at(-1) ?? null
  const open = last !== null && 'named' in last && (last.named === 'run' || last.named === 'partRun')
  return { steps, loops, loose, literal: plain && last === null ? text : null, prefix: plain && open ? text : null }
}

/** Whether a symbol stands in the pattern: what it takes is an instance of a variable's. */
export const isInstance = ({ steps }: TextPattern): boolean => steps.some((step) => 'listed' in step && isSymbol(step.listed))

/** Whether the pattern takes the whole text. */
export function matchTextPattern(pattern: TextPattern, text: string): boolean {
  if (pattern.literal !== null && !pattern.loose) return pattern.literal === text
  if (pattern.prefix !== null && !pattern.loose) return text.startsWith(pattern.prefix)
  return matchByPlaces(pattern, text)
}

/** A set of places at a time: what the bit sets do, one pattern alone. */
function matchByPlaces(pattern: TextPattern, text: string): boolean {
  const { steps, loops } = pattern
  let places: number[] = [0]
  for (let i = 0; i < text.length && places.length > 0; i++) {
    const char = text.charAt(i)
    const next: number[] = []
    const add = (place: number): void => {
      if (next.at(-1) !== place && !next.includes(place)) next.push(place)
    }
    for (const place of places) {
      const step = steps[place]
      const loop = loops[place] ?? null
      if (loop !== null && inChars(loop, char)) add(place)
      if (step !== undefined && inChars(step, char)) add(place + 1)
      if (pattern.loose && isSymbol(char)) for (let at = place; at <= steps.length; at++) add(at)
    }
    places = next
  }
  return places.includes(steps.length)
}
