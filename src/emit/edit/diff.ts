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
  const head = commonHead(a, b)
  const tail = commonTail(a, b, head)
  const inner = shortest(a.slice(head, a.length - tail), b.slice(head, b.length - tail))
  const same = (text: string): DiffLine => ({ sign: ' ', text })
  return [...a.slice(0, head).map(same), ...inner, ...a.slice(a.length - tail).map(same)]
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
