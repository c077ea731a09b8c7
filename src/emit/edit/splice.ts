/** Exchanged stretches of a text. Of two insertions at one place the first given comes first. */

export interface Splice {
  readonly start: number
  readonly end: number
  /** With `\n` at the end of lines, whatever the file has. */
  readonly text: string
}

/** @returns null where two stretches overlap */
export function spliced(text: string, splices: readonly Splice[], eol: '\n' | '\r\n'): string | null {
  const isInsert = ({ start, end }: Splice): number => (start === end ? 0 : 1)
  const ordered = splices
    .map((splice, i) => ({ splice, i }))
    .sort((a, b) => a.splice.start - b.splice.start || isInsert(a.splice) - isInsert(b.splice) || a.i - b.i)
  let out = ''
  let at = 0
  for (const { splice } of ordered) {
    if (splice.start < at) return null
    out += text.slice(at, splice.start) + splice.text.replaceAll('\n', eol)
    at = splice.end
  }
  return out + text.slice(at)
}
