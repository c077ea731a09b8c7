/** A code frame for a terminal, with a mark under the column. */
import type { Frame } from '../../explain/index.js'
import type { Style } from '../style.js'

/** Bundled code has lines of megabytes; a frame shows this much of a line around the column. */
const MAX_CHARS = 160

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
