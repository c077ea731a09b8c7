/** What workflows run exists: scripts of the package, and files of the repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const FOLDER = join(ROOT, '.github/workflows')
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> }
const workflows = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const)

test.each(workflows)('%s runs scripts that the package has', (_, text) => {
  const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name ?? '')
  const listed = [...text.matchAll(/script: \[([^\]]*)\]/g)].flatMap(([, list]) =>
    (list ?? '').split(',').map((name) => name.trim().replaceAll('"', '')),
  )
  expect([...named, ...listed].filter((name) => scripts[name] === undefined)).toEqual([])
})

test('the machine that contributors get is the one that is tested', () => {
  const node = readFileSync(join(ROOT, '.nvmrc'), 'utf8').trim()
  expect(workflows.find(([name]) => name === 'ci.yml')?.[1]).toContain(`node: [20, ${node}, 24]`)
  expect(readFileSync(join(ROOT, '.devcontainer/devcontainer.json'), 'utf8')).toContain(`typescript-node:${node}`)
  expect(existsSync(join(ROOT, '.ci/run'))).toBe(true)
})
