/** Text in columns: widths come from the plain text, colours are put on afterwards. */

export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
  readonly align?: 'left' | 'right'
}

export type Row = readonly Cell[]

/** @returns one line a row, columns two spaces apart, without spaces at the end */
export function renderTable(rows: readonly Row[], indent = ''): string[] {
  const columns = Math.max(0, ...rows.map((r) => r.length))
  const widths = Array.from({ length: columns }, (_, i) => Math.max(0, ...rows.map((r) => r[i]?.text.length ?? 0)))
  return rows.map((row) => {
    const last = row.findLastIndex((c) => c.text !== '')
    const cells = row.slice(0, last + 1).map((cell, i) => {
      const space = ' '.repeat((widths[i] ?? 0) - cell.text.length)
      const painted = cell.paint === undefined ? cell.text : cell.paint(cell.text)
      return cell.align === 'right' ? space + painted : i === last ? painted : painted + space
    })
    return `${indent}${cells.join('  ')}`.trimEnd()
  })
}

/**
 * Breaks a list of words into lines of at most `width` columns; a word that is longer gets a line of its own.
 */
export function wrapWords(words: readonly string[], width: number, separator = ' '): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    const longer = line === '' ? word : `${line}${separator}${word}`
    if (line !== '' && longer.length > width) {
      lines.push(line + separator.trimEnd())
      line = word
    } else line = longer
  }
  return line === '' ? lines : [...lines, line]
}
