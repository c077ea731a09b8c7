/**
 * Two texts → hunks of a unified diff: the shortest list of lines that go and come.
 * Source: E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.
 */

export interface DiffLine {
  readonly sign: ' ' | '-' | '+'
  /** Without its end. */
  readonly text: string
}

export interface Hunk {
  /** From 1; the first line of the hunk on each side. */
  readonly oldStart: number
  readonly newStart: number
  readonly lines: readonly DiffLine[]
}

export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = linesOf(before)
  const b = linesOf(after)
  return between(a, b)
}

/** A carriage return is not shown; that the last line has no end is. */
const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function commonHead(a: readonly string[], b: readonly string[]): number {
  let n = 0
  while (n < a.length && n < b.length && a[n] === b[n]) n++
  return n
}

function commonTail(a: readonly string[], b: readonly string[], head: number): number {
  let n = 0
  while (n < a.length - head && n < b.length - head && a[a.length - 1 - n] === b[b.length - 1 - n]) n++
  return n
}

/** Lines that stand once on each side, in the same order, hold the texts together; between them the shortest way is found. */
function between(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const head = commonHead(a, b)
  const tail = commonTail(a, b, head)
  const same = (text: string): DiffLine => ({ sign: ' ', text })
  const [left, right] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)]
  const anchors = left.length * right.length <= SMALL ? [] : anchorsOf(left, right)
  const inner: DiffLine[] = []
  let [x, y] = [0, 0]
  for (const [i, j] of anchors) {
    inner.push(...between(left.slice(x, i), right.slice(y, j)), same(left[i] ?? ''))
    x = i + 1
    y = j + 1
  }
  const [restA, restB] = [left.slice(x), right.slice(y)]
  const rest =
    anchors.length > 0 ? between(restA, restB) : restA.length * restB.length <= LARGE ? shortest(restA, restB) : whole(restA, restB)
  return [...a.slice(0, head).map(same), ...inner, ...rest, ...a.slice(a.length - tail).map(same)]
}

/** Up to this many pairs of lines the shortest way is found at once; past `LARGE` one text goes and the other comes. */
const SMALL = 40_000
const LARGE = 4_000_000

const whole = (a: readonly string[], b: readonly string[]): readonly DiffLine[] => [
  ...a.map((text): DiffLine => ({ sign: '-', text })),
  ...b.map((text): DiffLine => ({ sign: '+', text })),
]

/** The longest row of lines that are unique on both sides and come in the same order. */
function anchorsOf(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const once = (lines: readonly string[]): ReadonlyMap<string, number> => {
    const places = new Map<string, number>()
    for (const [i, line] of lines.entries()) places.set(line, places.has(line) ? -1 : i)
    return places
  }
  const inB = once(b)
  const pairs = [...once(a)].flatMap(([line, i]): (readonly [number, number])[] => {
    const j = inB.get(line) ?? -1
    return i < 0 || j < 0 ? [] : [[i, j]]
  })
  // The longest rising row, by the smallest end of each length.
  const ends: number[] = []
  const before: number[] = []
  pairs.forEach(([, j], at) => {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[ends[middle] ?? 0]?.[1] ?? 0) < j) low = middle + 1
      else high = middle
    }
    before[at] = low > 0 ? (ends[low - 1] ?? -1) : -1
    ends[low] = at
  })
  const row: (readonly [number, number])[] = []
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at]
    if (pair !== undefined) row.push(pair)
  }
  return row.reverse()
}

function shortest(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const most = a.length + b.length
  const reach = new Map<number, number>([[1, 0]])
  const at = (k: number): number => reach.get(k) ?? -1
  const history: Map<number, number>[] = []
  for (let d = 0; d <= most; d++) {
    history.push(new Map(reach))
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      reach.set(k, x)
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, history, d)
    }
  }
  return []
}

function walkBack(
  a: readonly string[],
  b: readonly string[],
  history: readonly ReadonlyMap<number, number>[],
  steps: number,
): readonly DiffLine[] {
  const out: DiffLine[] = []
  let x = a.length
  let y = b.length
  for (let d = steps; d >= 0; d--) {
    const reach = history[d]
    const at = (k: number): number => reach?.get(k) ?? -1
    const k = x - y
    const from = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? k + 1 : k - 1
    const startX = d === 0 ? 0 : at(from)
    const startY = d === 0 ? 0 : startX - from
    const isDown = from === k + 1
    const [midX, midY] = d === 0 ? [0, 0] : isDown ? [startX, startY + 1] : [startX + 1, startY]
    while (x > midX && y > midY) {
      x--
      y--
      out.push({ sign: ' ', text: a[x] ?? '' })
    }
    if (d === 0) break
    if (isDown) out.push({ sign: '+', text: b[startY] ?? '' })
    else out.push({ sign: '-', text: a[startX] ?? '' })
    x = startX
    y = startY
  }
  return out.reverse()
}

/** @param context lines that are shown around a change */
export function hunksOf(lines: readonly DiffLine[], context = 3): readonly Hunk[] {
  const changed = lines.flatMap((line, i) => (line.sign === ' ' ? [] : [i]))
  const ranges: { from: number; to: number }[] = []
  for (const i of changed) {
    const last = ranges.at(-1)
    const from = Math.max(0, i - context)
    const to = Math.min(lines.length, i + context + 1)
    if (last !== undefined && from <= last.to) last.to = to
    else ranges.push({ from, to })
  }
  return ranges.map(({ from, to }) => {
    const before = lines.slice(0, from)
    return {
      oldStart: 1 + before.filter((line) => line.sign !== '+').length,
      newStart: 1 + before.filter((line) => line.sign !== '-').length,
      lines: lines.slice(from, to),
    }
  })
}
