// Writes the tables of src/catalog/generated: JSON documents with one entry a line, keys sorted, ASCII only, so that the
// runtime can find and parse a single entry and a diff shows what changed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ascii = (json) => json.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
export const sorted = (list) => [...new Set(list)].sort(byCode)

/** @param entries Map or list of [key, JSON value] */
export function table(entries) {
  const lines = [...entries]
    .sort(([a], [b]) => byCode(a, b))
    .map(([key, value]) => ascii(`${JSON.stringify(key)}:${JSON.stringify(value)}`))
  return `{\n${lines.join(',\n')}\n}\n`
}

/** @param files Map of file name to text */
export function writeAll(folder, files) {
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
}
