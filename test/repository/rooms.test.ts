/** The linter holds the rooms apart: its rules are those of the table in ARCHITECTURE.md, and they bite. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('the rules in biome.rooms.json are those of the table in ARCHITECTURE.md, and every folder of src/ is in it', () => {
  const check = spawnSync(process.execPath, [join(root, 'scripts/rooms.mjs'), '--check'], { encoding: 'utf8' })
  expect(check.stderr).toBe('')
  expect(check.status).toBe(0)
})

const rows = [
  { name: 'a face of a room above', file: 'src/needs/a.ts', imports: '../policy/index.js', want: null },
  {
    name: 'a face of a room above, from a folder of the room',
    file: 'src/needs/deep/er/a.ts',
    imports: '../../../policy/index.js',
    want: null,
  },
  { name: 'a file of the same room', file: 'src/needs/a.ts', imports: './deep/b.js', want: null },
  { name: 'a room below', file: 'src/needs/a.ts', imports: '../roles/index.js', want: 'noRestrictedImports' },
  {
    name: 'a room below, for its types alone',
    file: 'src/needs/a.ts',
    imports: '../roles/index.js',
    typeOnly: true,
    want: 'noRestrictedImports',
  },
  { name: 'a room below, when it is needed', file: 'src/needs/a.ts', imports: '../cli/index.js', lazy: true, want: 'noRestrictedImports' },
  { name: 'past the face of a room above', file: 'src/needs/a.ts', imports: '../policy/glob.js', want: 'noRestrictedImports' },
  {
    name: 'past the face, from a folder of the room',
    file: 'src/needs/deep/a.ts',
    imports: '../../policy/glob.js',
    want: 'noRestrictedImports',
  },
  { name: 'a file that imports it back', file: 'src/needs/a.ts', imports: './b.js', back: './a.js', want: 'noImportCycles' },
  {
    name: 'a file that imports its types back',
    file: 'src/needs/a.ts',
    imports: './b.js',
    back: './a.js',
    typeOnly: true,
    want: 'noImportCycles',
  },
]

test.each(rows)('imports of $name: $want', ({ file, imports, typeOnly, lazy, back, want }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-rooms-'))
  try {
    cpSync(join(root, 'biome.rooms.json'), join(folder, 'biome.rooms.json'))
    const { $schema: _, vcs: __, ...config } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as Record<string, unknown>
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(config))
    const word = typeOnly === true ? 'import type' : 'import'
    write(
      join(folder, file),
      lazy === true ? `export const load = () => import('${imports}')\n` : `${word} { x } from '${imports}'\n\nexport type A = typeof x\n`,
    )
    write(
      join(folder, dirname(file), imports.replace(/\.js$/, '.ts')),
      `${back === undefined ? '' : `import type { A } from '${back}'\n\nexport type B = A\n`}export const x = 1\n`,
    )
    const biome = spawnSync(join(root, 'node_modules/.bin/biome'), ['lint', '--max-diagnostics=50', file], {
      cwd: folder,
      encoding: 'utf8',
    })
    const rules = [
      ...biome.stdout.matchAll(/lint\/\w+\/(noRestrictedImports|noImportCycles)/g),
      ...biome.stderr.matchAll(/lint\/\w+\/(noRestrictedImports|noImportCycles)/g),
    ]
    expect(rules[0]?.[1] ?? null, biome.stdout + biome.stderr).toBe(want)
    if (want !== null) expect(biome.status).not.toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
