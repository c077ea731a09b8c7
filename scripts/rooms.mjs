// Writes the import rules of the rooms into biome.rooms.json, from the table in ARCHITECTURE.md: a room imports only faces
// (`index.ts`) of rooms above it. `--check` writes nothing and ends with 1 where the rules are not those of the table.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Rooms in the order of the table: the first column of its rows, from the ground up. */
export function roomsOf(architecture) {
  const head = architecture.indexOf('| room')
  const table = architecture.slice(head).split('\n\n')[0].trim().split('\n').slice(2)
  return table.map((row) => row.split('|')[1].trim().replaceAll('`', '')).filter((name) => name !== '')
}

/** One override a room: nothing of the rooms below it, and only the face of those above. */
export function importRules(rooms) {
  return rooms.map((room, at) => {
    const patterns = []
    const below = rooms.slice(at + 1)
    if (below.length > 0) patterns.push({ group: [`**/{${below}}/**`], message: 'A room imports only rooms above it in ARCHITECTURE.md.' })
    const above = rooms.slice(0, at)
    if (above.length > 0) {
      patterns.push({
        group: [`**/{${above}}/**`, `!**/{${above}}/index.js`],
        message: 'Only the face of a room may be imported: its index.js.',
      })
    }
    return {
      includes: [`src/${room}/**`],
      linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } } },
    }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rooms = roomsOf(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'))
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((e) => e.isDirectory())
  const unlisted = folders.map((e) => e.name).filter((name) => !rooms.includes(name))
  if (unlisted.length > 0) {
    console.error(`ARCHITECTURE.md has no row for src/${unlisted.join(', src/')}`)
    process.exit(1)
  }
  const file = join(root, 'biome.rooms.json')
  const text = `${JSON.stringify({ overrides: importRules(rooms) }, null, 2)}\n`
  if (process.argv.includes('--check') && readFileSync(file, 'utf8') !== text) {
    console.error('biome.rooms.json does not hold the rules of the table in ARCHITECTURE.md: run `npm run rooms`')
    process.exit(1)
  }
  writeFileSync(file, text)
}
