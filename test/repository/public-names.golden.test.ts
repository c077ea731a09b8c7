/** What the package exports is a promise: each name stands in a golden file, and its diff is read like code. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** `name`, or `type name` where it is a type alone. */
function namesOf(file: string): string[] {
  const { module, errors } = parseSync(file, readFileSync(join(ROOT, file), 'utf8'))
  expect(errors).toEqual([])
  const entries = module.staticExports.flatMap((e) => e.entries)
  expect(entries.filter((e) => e.exportName.kind !== 'Name')).toEqual([])
  return entries.map((e) => `${e.isType ? 'type ' : ''}${e.exportName.name}`).sort()
}

test('the public names of the package', async () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: Record<string, { default: string } | string>
  }
  const faces = Object.entries(exports).flatMap(([path, target]) => (typeof target === 'string' ? [] : [[path, target.default] as const]))
  const text = faces.map(([path, target]) => {
    const source = target.replace('./dist/', 'src/').replace(/\.js$/, '.ts')
    return [path.replace('.', 'rolewright'), ...namesOf(source).map((name) => `  ${name}`), ''].join('\n')
  })
  await expect(text.join('\n')).toMatchFileSnapshot(join(ROOT, 'test/expected/public-names.txt'))
})
