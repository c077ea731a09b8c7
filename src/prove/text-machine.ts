/**
 * Lists of patterns as one machine: places in a row, and for each letter the places that it leaves and where it stays, as bit
 * sets. A letter is a character that some pattern names, or one that stands for all that are taken alike.
 */
import { type Chars, inNamed, isSymbol, type NamedSet, type TextPattern } from './text-pattern.js'

/** True where one of its patterns matches. */
export type PatternList = readonly TextPattern[]

export interface Patterns {
  readonly lists: readonly PatternList[]
  /** What every text must match: the shape that such texts have at all. */
  readonly shape: TextPattern | null
  /** Symbols that texts may hold, beside the characters. */
  readonly symbols?: string
}

/** Characters in the order in which they are chosen for text that is free. */
export const ALPHABET = `abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./=+@,!~^%#;<>()[]{}'"|&\`$\\ :*?${Array.from({ length: 95 }, (_, i) => String.fromCharCode(0xa1 + i)).join('')}`

export interface Machine {
  readonly letters: readonly string[]
  /** A letter that takes only steps which name it, and moves all loops as an earlier letter does, is skipped where no step takes it. */
  readonly twin: readonly boolean[]
  readonly moves: readonly bigint[]
  readonly stays: readonly bigint[]
  readonly start: bigint
  /** By list: the last places of its patterns, and those of them that are never left. */
  readonly ends: readonly bigint[]
  readonly sticky: bigint
  readonly stickyLists: readonly { readonly end: bigint; readonly lists: bigint }[]
  /** By pattern: its places, and the lists that it serves. */
  readonly patterns: readonly { readonly places: bigint; readonly lists: bigint; readonly loose: boolean }[]
  readonly shape: { readonly places: bigint; readonly end: bigint } | null
}

export function buildMachine(search: Patterns): Machine {
  const served = new Map<TextPattern, bigint>()
  for (const [i, list] of search.lists.entries()) {
    for (const pattern of list) served.set(pattern, (served.get(pattern) ?? 0n) | (1n << BigInt(i)))
  }
  const rows = [...served]
  if (search.shape !== null) rows.push([search.shape, 0n])
  const letters = lettersOf(
    rows.map(([pattern]) => pattern),
    search.symbols ?? '',
  )
  const masks = newMasks(letters.chars)
  const ends = search.lists.map(() => 0n)
  const patterns: { places: bigint; lists: bigint; loose: boolean }[] = []
  const stickyLists: { end: bigint; lists: bigint }[] = []
  let shape: Machine['shape'] = null
  let sticky = 0n
  let start = 0n
  let base = 0
  for (const [pattern, lists] of rows) {
    const size = pattern.steps.length + 1
    for (let place = 0; place < size; place++) addPlace(masks, base + place, pattern.steps[place], pattern.loops[place] ?? null)
    const first = 1n << BigInt(base)
    const end = 1n << BigInt(base + size - 1)
    const places = (end << 1n) - first
    start |= first
    const staysForGood = isRun(pattern.loops.at(-1) ?? null)
    if (pattern === search.shape && lists === 0n) shape = { places, end }
    else {
      patterns.push({ places, lists, loose: pattern.loose })
      for (let i = 0; i < ends.length; i++) if ((lists >> BigInt(i)) & 1n) ends[i] = (ends[i] ?? 0n) | end
      if (staysForGood) {
        sticky |= end
        stickyLists.push({ end, lists })
      }
    }
    base += size
  }
  const { moves, stays } = toBits(masks, base)
  return { letters: letters.chars, twin: letters.twin, moves, stays, start, ends, sticky, stickyLists, patterns, shape }
}

const isRun = (chars: Chars | null): boolean => chars !== null && 'named' in chars && chars.named === 'run'

/** Places by the letter that leaves them, and that stays; `all` for every letter. */
interface Masks {
  readonly chars: readonly string[]
  readonly at: ReadonlyMap<string, number>
  readonly inNamed: Map<NamedSet, readonly number[]>
  readonly moves: readonly number[][]
  readonly stays: readonly number[][]
  readonly allMove: number[]
  readonly allStay: number[]
}

const newMasks = (chars: readonly string[]): Masks => ({
  chars,
  at: new Map(chars.map((char, i) => [char, i])),
  inNamed: new Map(),
  moves: chars.map(() => []),
  stays: chars.map(() => []),
  allMove: [],
  allStay: [],
})

function addPlace(masks: Masks, place: number, step: Chars | undefined, loop: Chars | null): void {
  if (step !== undefined) note(masks, step, place, masks.moves, masks.allMove)
  if (loop !== null) note(masks, loop, place, masks.stays, masks.allStay)
}

function note(masks: Masks, chars: Chars, place: number, by: readonly number[][], all: number[]): void {
  if ('listed' in chars) {
    for (let i = 0; i < chars.listed.length; i++) by[masks.at.get(chars.listed.charAt(i)) ?? -1]?.push(place)
    return
  }
  if (chars.named === 'run') {
    all.push(place)
    return
  }
  let letters = masks.inNamed.get(chars.named)
  if (letters === undefined) {
    letters = masks.chars.flatMap((char, i) => (inNamed(chars.named, char) ? [i] : []))
    masks.inNamed.set(chars.named, letters)
  }
  for (const i of letters) by[i]?.push(place)
}

function toBits(masks: Masks, size: number): { moves: readonly bigint[]; stays: readonly bigint[] } {
  const words = new Uint32Array(Math.ceil((size + 1) / 32))
  const bits = (places: readonly number[]): bigint => {
    if (places.length === 0) return 0n
    words.fill(0)
    for (const place of places) words[place >> 5] = (words[place >> 5] ?? 0) | (1 << (place & 31))
    let out = 0n
    for (let i = words.length - 1; i >= 0; i--) out = (out << 32n) | BigInt((words[i] ?? 0) >>> 0)
    return out
  }
  const allMove = bits(masks.allMove)
  const allStay = bits(masks.allStay)
  return { moves: masks.moves.map((places) => bits(places) | allMove), stays: masks.stays.map((places) => bits(places) | allStay) }
}

/**
 * The characters that patterns name, and for each way in which the named sets take a character one that none names.
 * `twin` marks a named character that the sets take as they take such a fresh one.
 */
function lettersOf(patterns: readonly TextPattern[], symbols: string): { chars: string[]; twin: boolean[] } {
  const named = new Set<NamedSet>()
  const listed = new Set<string>()
  const hear = (chars: Chars | null): void => {
    if (chars === null) return
    if ('named' in chars) named.add(chars.named)
    else if (chars.listed.length === 1) listed.add(chars.listed)
    else for (const char of chars.listed) listed.add(char)
  }
  for (const pattern of patterns) {
    for (const step of pattern.steps) hear(step)
    for (const loop of pattern.loops) hear(loop)
  }
  const sets = [...named].sort()
  const wayOf = (char: string): string => sets.map((set) => (inNamed(set, char) ? '1' : '0')).join('')
  const fresh = new Map<string, string>()
  for (const char of ALPHABET) {
    if (listed.has(char)) continue
    const way = wayOf(char)
    if (!fresh.has(way)) fresh.set(way, char)
  }
  const others = new Set(fresh.values())
  const chars = [...new Set([...fresh.values(), ...listed])].filter((char) => !isSymbol(char)).sort(byAlphabet)
  const twin = chars.map((char) => !others.has(char) && fresh.has(wayOf(char)))
  for (const symbol of symbols) {
    chars.push(symbol)
    twin.push(false)
  }
  return { chars, twin }
}

const byAlphabet = (a: string, b: string): number => orderOf(a) - orderOf(b)
const orderOf = (char: string): number => {
  const at = ALPHABET.indexOf(char)
  return at < 0 ? 1000 + char.charCodeAt(0) : at
}
