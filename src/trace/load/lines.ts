/** Offsets to lines and columns, both from 1. */

export interface Lines {
  readonly starts: readonly number[]
}

export function linesOf(text: string): Lines {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return { starts }
}

export function lineAt(lines: Lines, offset: number): { readonly line: number; readonly column: number } {
  let low = 0
  let high = lines.starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lines.starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (lines.starts[low] ?? 0) + 1 }
}
