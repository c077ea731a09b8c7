// How the source is built, a line a room: files, their length, casts, `any`, import cycles and repeated lines.
// Tests, test data and what lies under a `testing` folder do not count; tables are listed apart from the longest file.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'src')
/** Lines of the same text in a row that count as repeated. */
const WINDOW = 6

const files = readdirSync(source, { recursive: true })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.(ts|cjs)$/.test(file) && !/\.test(\.data)?\.ts$|(^|\/)testing\//.test(file))
  .sort()
  .map((file) => ({ file, room: file.includes('/') ? file.split('/')[0] : '.', text: readFileSync(join(source, file), 'utf8') }))
  .map((each) => ({ ...each, lines: each.text.split('\n') }))

/** A table is a file that is mostly rows: of its lines, few begin a function or a statement. */
const isTable = ({ lines }) =>
  lines.length > 250 &&
  lines.filter((line) => /^\s*(export )?(async )?function |=> \{$|^\s*(if|for|return|const \w+ = \()\b/.test(line)).length <
    lines.length / 25
const count = (text, pattern) => text.match(pattern)?.length ?? 0
const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0

/** Files that import each other, type-only imports included. */
function cyclesIn(all) {
  const known = new Map(all.map(({ file }, i) => [file, i]))
  const next = all.map(({ file, text }) =>
    [...text.matchAll(/from '(\.[^']+)\.js'/g)].flatMap(([, path]) => {
      const to = relative(source, resolve(source, dirname(file), `${path}.ts`)).replaceAll('\\', '/')
      return known.has(to) ? [known.get(to)] : []
    }),
  )
  const order = new Map()
  const low = []
  const stack = []
  const found = []
  const visit = (at) => {
    order.set(at, order.size)
    low[at] = order.get(at)
    stack.push(at)
    for (const to of next[at]) {
      if (!order.has(to)) visit(to)
      if (stack.includes(to)) low[at] = Math.min(low[at], low[to])
    }
    if (low[at] !== order.get(at)) return
    const group = stack.splice(stack.indexOf(at))
    if (group.length > 1) found.push(group.map((i) => all[i].file).sort())
  }
  all.forEach((_, i) => {
    if (!order.has(i)) visit(i)
  })
  return found
}

/** Lines that stand in a run of equal lines somewhere else too; imports, brackets and comments do not begin one. */
function repeatedLines(all) {
  const seen = new Map()
  const repeated = new Set()
  for (const { file, lines } of all) {
    const kept = lines
      .map((line, at) => [line.trim(), at])
      .filter(([line]) => /\w/.test(line) && !/^(import|export \{|\*|\/\/|\/\*)/.test(line))
    for (let i = 0; i + WINDOW <= kept.length; i++) {
      const run = kept.slice(i, i + WINDOW)
      const key = run.map(([line]) => line).join('\n')
      const first = seen.get(key)
      if (first === undefined)
        seen.set(
          key,
          run.map(([, at]) => `${file}:${at}`),
        )
      else for (const place of [...first, ...run.map(([, at]) => `${file}:${at}`)]) repeated.add(place)
    }
  }
  return repeated
}

const cycles = cyclesIn(files)
const repeated = repeatedLines(files)
const rowOf = (room, own) => {
  const lengths = own.map(({ lines }) => lines.length).sort((a, b) => a - b)
  const plain = own.filter((each) => !isTable(each)).sort((a, b) => b.lines.length - a.lines.length)
  const code = own.map(({ text }) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')).join('\n')
  return [
    room,
    own.length,
    lengths.reduce((sum, n) => sum + n, 0),
    quantile(lengths, 0.5),
    quantile(lengths, 0.9),
    plain[0] === undefined ? '' : `${plain[0].lines.length} ${plain[0].file}`,
    count(code, /\bas unknown as\b/g),
    count(code, /(?::|\bas|<)\s*any(?=\s*(?:[,;)=>|\]]|$))/gm),
    cycles.filter((group) => group.some((file) => own.some((each) => each.file === file))).length,
    [...repeated].filter((place) => own.some(({ file }) => place.startsWith(`${file}:`))).length,
  ]
}
const rooms = [...new Set(files.map(({ room }) => room))]
const rows = [
  ['room', 'files', 'lines', 'median', 'p90', 'longest outside tables', 'casts', 'any', 'cycles', 'repeated'],
  ...rooms.map((room) =>
    rowOf(
      room,
      files.filter((each) => each.room === room),
    ),
  ),
  rowOf('all', files),
]
const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)))
for (const row of rows)
  console.log(
    row
      .map((cell, i) => (i === 0 || i === 5 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  )
for (const group of cycles) console.log(`cycle: ${group.join(' ↔ ')}`)
