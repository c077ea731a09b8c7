/**
 * Parts of texts that are not known here: which part it is, and of what, is kept for `needs`, which knows what an ARN, a URL
 * or a name in a variable looks like.
 */
import type { TracePiece } from '../types.js'
import { ANY_NUMBER, type Count, type Cut, type ListContent, UNDEFINED, type Value } from '../values.js'
import { samePieces } from './lattice.js'
import { type Pieces, textOf } from './texts.js'

/** Cuts inside of cuts past this are not followed: a loop would nest them without end. */
const MAX_NESTED = 4
const ANY_PART: TracePiece = { kind: 'any', why: 'a part of a text' }

const nested = (pieces: Pieces): number =>
  pieces.reduce((most, each) => (each.kind === 'part' || each.kind === 'replaced' ? Math.max(most, 1 + nested(each.of)) : most), 0)

/** Whether parts of a text say anything: something in it is known to somebody. */
export const canBeCut = (pieces: Pieces): boolean => pieces.some((each) => each.kind !== 'any') && nested(pieces) < MAX_NESTED

/** A text that falls into any number of parts. */
export const cutUp = (of: Pieces, by: string): ListContent => ({
  element: textOf([{ kind: 'part', of, by, at: '*', rest: false }]),
  cut: { of, by, from: 0 },
})

/** The element of a list of parts at a place, negative from its end. */
export function partAt({ of, by, from }: Cut, place: number): Value {
  const at = place < 0 ? place : from + place
  if (from < 0 && (at >= 0 || at < from)) return UNDEFINED
  return textOf(knownPart(of, by, at) ?? [{ kind: 'part', of, by, at, rest: false }])
}

/** Where literal text stands before the part (behind it, where places count from the end) and all through it. */
function knownPart(of: Pieces, by: string, at: number): Pieces | null {
  const firstOpen = of.findIndex((each) => each.kind !== 'literal')
  const edge = (at < 0 ? of.slice(of.findLastIndex((each) => each.kind !== 'literal') + 1) : of.slice(0, firstOpen))
    .map((each) => (each.kind === 'literal' ? each.text : ''))
    .join('')
  const parts = edge.split(by)
  const known = at < 0 ? parts.slice(1).at(at) : parts.slice(0, -1)[at]
  return known === undefined ? null : [{ kind: 'literal', text: known }]
}

/** The element at a place of a list whose elements are not all known. */
export const elementAt = (list: { readonly element: Value; readonly cut?: Cut }, place: number): Value =>
  list.cut === undefined ? list.element : partAt(list.cut, place)

/** What `slice(from)` leaves of a list: all but its first elements, or with a negative number its last ones. */
export function withoutFirst(list: ListContent, from: number): ListContent {
  if ('items' in list) return { items: list.items.slice(from) }
  const { element, cut } = list
  if (cut === undefined || (cut.from < 0 && from >= 0)) return { element }
  return { element, cut: { ...cut, from: from < 0 ? from : cut.from + from } }
}

/** `parts.join(by)`, where no part but the first ones is missing. */
export function joined({ of, by, from }: Cut, separator: string): Value | null {
  if (separator !== by) return null
  return from === 0 ? textOf(of) : textOf([{ kind: 'part', of, by, at: from, rest: true }])
}

export const countOf = (what: Count['what'], of: Pieces, by: string): Value =>
  canBeCut(of) ? { kind: 'number', number: null, counts: { what, of, by, plus: 0 } } : ANY_NUMBER

/** `parts[parts.length - 1]`: the place, negative from the end; null where the number counts something else. */
export function placeFromEnd({ of, by, from }: Cut, key: Value): number | null {
  const counts = key.kind === 'number' ? key.counts : undefined
  if (counts === undefined || counts.what !== 'parts' || from < 0 || counts.plus >= 0) return null
  return counts.by === by && samePieces(counts.of, of) ? counts.plus : null
}

/** `text.slice(text.lastIndexOf(by) + 1)`, `text.slice(text.indexOf(by) + 1)` and `text.slice(0, text.indexOf(by))`. */
export function sliced(of: Pieces, from: Value | undefined, to: Value | undefined): Value | null {
  const counts = (value: Value | undefined): Count | null => {
    const own = value?.kind === 'number' ? (value.counts ?? null) : null
    return own !== null && own.what !== 'parts' && samePieces(own.of, of) ? own : null
  }
  const start = counts(from)
  const end = counts(to)
  if (start !== null && (to === undefined || to.kind === 'undefined') && start.plus === start.by.length)
    return textOf([{ kind: 'part', of, by: start.by, at: start.what === 'last' ? -1 : 1, rest: true }])
  const whole = from?.kind === 'number' && from.number === 0
  if (whole && end !== null && end.what === 'first' && end.plus === 0) return textOf([{ kind: 'part', of, by: end.by, at: 0, rest: false }])
  return null
}

export const replacedIn = (of: Pieces, what: string, by: string, where: 'first' | 'all' | 'start' | 'end'): Value =>
  textOf(canBeCut(of) && what !== '' ? [{ kind: 'replaced', of, what, by, where }] : [ANY_PART])
