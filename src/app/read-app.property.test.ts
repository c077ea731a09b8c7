import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readApp } from './read-app.js'
import { folderWith } from './testing/app-in-folder.js'

const EXAMPLE = join(dirname(fileURLToPath(import.meta.url)), '../../examples/items-api')
const LINES = readFileSync(join(EXAMPLE, 'template.yaml'), 'utf8').split('\n')

/** What people and merges leave where a value should stand. */
const ODD_VALUES = [
  'null',
  '[]',
  '{}',
  '[1]',
  '3',
  'true',
  '"x"',
  '!Ref Nothing',
  '!Ref [1]',
  '!If []',
  '!If [Nothing, 1, 2]',
  '!GetAtt A',
  '!GetAtt {}',
  '!Sub []',
  '!Sub "${A',
  '!Sub ["${A}", 3]',
  '!Join [1]',
  '!Select [9, []]',
  '!Split x',
  '!FindInMap [a]',
  '!ImportValue []',
  '!Condition {}',
  '!Equals [a]',
  '{ Fn::Transform: x }',
  '{ Fn::ForEach::X: 3 }',
  '*unknown',
  '&x 1',
  '"{{resolve:ssm}}"',
  '!ToJsonString { a: !Ref B }',
] as const

const change = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(LINES.length - 1) }),
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat(LINES.length - 1), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('odd' as const), at: fc.nat(LINES.length - 1), value: fc.constantFrom(...ODD_VALUES) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(LINES.length - 1),
    column: fc.nat(40),
    text: fc.constantFrom('{', '}', '"', "'", ':', '\t', '!', '[', '\u0000', 'é'),
  }),
)

function broken(changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[]): string {
  const lines = [...LINES]
  for (const each of changes) {
    const line = lines[each.at] ?? ''
    if (each.kind === 'cut') lines.length = Math.min(lines.length, each.at)
    else if (each.kind === 'drop') lines.splice(each.at, each.count)
    else if (each.kind === 'odd') lines[each.at] = line.replace(/^(\s*(?:- )?[\w:'"-]+:).*$/, (_, key: string) => `${key} ${each.value}`)
    else lines[each.at] = line.slice(0, each.column) + each.text + line.slice(each.column)
  }
  return lines.join('\n')
}

test('a broken template gives an app or problems that a person can act on, and never throws', async () => {
  const folder = folderWith({})
  let read = 0
  let refused = 0
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      writeFileSync(join(folder, 'template.yaml'), broken(changes))
      const result = await readApp(folder)
      const problems = result.ok ? result.value.problems : result.error
      if (result.ok) read++
      else refused++
      for (const { message, hint } of problems) {
        expect(message).toMatch(/^[^A-Z].*[^.]$/)
        expect(message).not.toContain('\n')
        expect(hint.length).toBeGreaterThan(3)
      }
      if (!result.ok) expect(problems.length).toBeGreaterThan(0)
    }),
    { seed: 20_260_901, numRuns: 150 },
  )
  // Of both there must be some, else the property says nothing.
  expect(Math.min(read, refused)).toBeGreaterThan(20)
})

test('the same template gives the same app', async () => {
  const [one, two] = [await readApp(EXAMPLE), await readApp(EXAMPLE)]
  expect(one).toEqual(two)
})
