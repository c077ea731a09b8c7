/** Code frames: a few lines of source around a place. */

/** Lines of source around a place that is named. */
export interface Frame {
  /** The function that is called here, or the operation. */
  readonly name: string
  readonly file: string
  readonly line: number
  readonly column: number
  /** Empty where the file cannot be read. */
  readonly lines: readonly { readonly number: number; readonly text: string }[]
}

const LINES_BEFORE = 1
const LINES_AFTER = 1
const MAX_LINE_CHARS = 10_000

/** @param source the whole text of the file; null where it cannot be read: the frame has no lines then */
export function makeFrame(
  name: string,
  at: { readonly file: string; readonly line: number; readonly column: number },
  source: string | null,
): Frame {
  const all = source === null ? [] : source.split(/\r\n|\n|\r/)
  const first = Math.max(1, at.line - LINES_BEFORE)
  const last = Math.min(all.length, at.line + LINES_AFTER)
  const lines: { number: number; text: string }[] = []
  for (let number = first; number <= last; number++) lines.push({ number, text: (all[number - 1] ?? '').slice(0, MAX_LINE_CHARS) })
  return { name, file: at.file, line: at.line, column: at.column, lines }
}
