/**
 * Inclusion of patterns, read off their text. A `*` of the narrow pattern is a letter that only a `*` of the wide one
 * takes, a `?` one that `*` and `?` take, a variable one that the same variable and `*` take: what then matches holds
 * for every text. The answer no says nothing.
 */
import type { ArnRule } from './arn-classes.js'
import { type Chars, hasSymbols, type TextPattern } from './text-pattern.js'

/** Of patterns whose only special characters are `*` and `?`. */
export function includesWildcards(wide: string, narrow: string): boolean {
  let at = 0
  let place = 0
  let star = -1
  let retry = 0
  for (;;) {
    const letter = wide.charCodeAt(place)
    if (letter === STAR) {
      if (place === wide.length - 1) return true
      star = place++
      retry = at
      continue
    }
    if (at === narrow.length && place === wide.length) return true
    const own = at < narrow.length ? narrow.charCodeAt(at) : -1
    if (own >= 0 && own !== STAR && (letter === own || letter === ONE)) {
      place++
      at++
      continue
    }
    if (star < 0 || at >= narrow.length) return false
    place = star + 1
    at = ++retry
  }
}

const STAR = 42
const ONE = 63

/** The same for patterns made ready. Loose patterns match more than their text says on both sides of no comparison. */
export function includesText(wide: TextPattern, narrow: TextPattern): boolean {
  if (wide.steps.length === 0 && isRun(wide.loops[0] ?? null)) return true
  if (wide.loose || narrow.loose) return false
  if (narrow.literal !== null && wide.prefix !== null) return narrow.literal.startsWith(wide.prefix)
  if (narrow.prefix !== null && wide.prefix !== null) return narrow.prefix.startsWith(wide.prefix)
  if (wide.literal !== null) return wide.literal === narrow.literal
  return walk(wide, narrow)
}

const isRun = (loop: Chars | null): boolean => loop !== null && 'named' in loop && loop.named === 'run'

/** Places of the wide pattern after each step of the narrow one; a loop of the narrow needs a loop of the wide. */
function walk(wide: TextPattern, narrow: TextPattern): boolean {
  let places = new Set<number>([0])
  for (let i = 0; i <= narrow.steps.length; i++) {
    const loop = narrow.loops[i] ?? null
    if (loop !== null) places = new Set([...places].filter((place) => coversSet(wide.loops[place] ?? null, loop)))
    const step = narrow.steps[i]
    if (step === undefined) break
    const next = new Set<number>()
    for (const place of places) {
      if (coversSet(wide.steps[place] ?? null, step)) next.add(place + 1)
      if (coversSet(wide.loops[place] ?? null, step)) next.add(place)
    }
    places = next
    if (places.size === 0) return false
  }
  return places.has(wide.steps.length)
}

function coversSet(wide: Chars | null, narrow: Chars): boolean {
  if (wide === null) return false
  if ('named' in wide) {
    if (wide.named === 'run') return true
    if ('named' in narrow) return wide.named === narrow.named
    return wide.named === 'one' && !hasSymbols(narrow.listed)
  }
  return 'listed' in narrow && [...narrow.listed].every((char) => wide.listed.includes(char))
}

/** Part by part: inclusion as plain text would not give inclusion of ARNs. */
export function includesArn(wide: ArnRule, narrow: ArnRule): boolean {
  if (wide.everything || wide.text === narrow.text) return true
  if (narrow.everything) return false
  return (
    wide.heads.every((head, i) => {
      const other = narrow.heads[i]
      return wide.headTexts[i] === '*' || wide.headTexts[i] === narrow.headTexts[i] || (other !== undefined && includesText(head, other))
    }) && includesText(wide.rest, narrow.rest)
  )
}
