/** The name that was probably meant: the one with the fewest edits, if they are few for its length. */
export function nearestOf(wanted: string, names: readonly string[]): string | null {
  const text = wanted.toLowerCase()
  let best: string | null = null
  let fewest = Math.max(1, Math.floor(text.length / 3)) + 1
  for (const name of names) {
    const edits = editDistance(text, name.toLowerCase(), fewest)
    if (edits < fewest) {
      fewest = edits
      best = name
    }
  }
  return best
}

/** Insertions, deletions and replacements from `a` to `b`; `limit` where there are at least so many. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    if (Math.min(...next) >= limit) return limit
    row = next
  }
  return row[b.length] ?? limit
}
