/** Code frames: a few lines of source around a place, with a mark under the column. */
import type { Style } from '../style.js'

export interface Frame {
  /** The function that is called here, or the operation. */
  readonly name: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly lines: readonly { readonly number: number; readonly text: string }[]
}

const LINES_BEFORE = 1
const LINES_AFTER = 1
/** Bundled code has lines of megabytes; a frame shows this much of a line around the column. */
const MAX_CHARS = 160

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
  for (let number = first; number <= last; number++) lines.push({ number, text: (all[number - 1] ?? '').slice(0, 10_000) })
  return { name, ...at, lines }
}

export function renderFrame(frame: Frame, style: Style, indent: string): string[] {
  const digits = String(frame.lines.at(-1)?.number ?? 0).length
  const out = [`${indent}${style.bold(frame.name)} ${style.cyan(`${frame.file}:${frame.line}:${frame.column}`)}`]
  const from = Math.max(0, frame.column - 1 - MAX_CHARS / 2)
  for (const { number, text } of frame.lines) {
    const here = number === frame.line
    const shown = (from > 0 ? '…' : '') + text.slice(from, from + MAX_CHARS).replaceAll('\t', ' ')
    const gutter = `${here ? '>' : ' '} ${String(number).padStart(digits)} │ `
    out.push(`${indent}${here ? style.red(gutter) : style.dim(gutter)}${here ? shown : style.dim(shown)}`.trimEnd())
    if (here)
      out.push(
        `${indent}${' '.repeat(digits + 2)} ${style.dim('│')} ${' '.repeat(frame.column - 1 - from + (from > 0 ? 1 : 0))}${style.red('^')}`,
      )
  }
  return out
}
