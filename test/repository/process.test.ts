/** The built tool as a process: exit statuses, pipes, and what it may say. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'dist/cli/main.js')
const ran = (...words: readonly string[]) => spawnSync(process.execPath, [MAIN, ...words], { cwd: ROOT, encoding: 'utf8' })

test('the tool is built: `npm test` does it', () => expect(existsSync(MAIN)).toBe(true))

test('an answer ends with 0, and what is wrong with 1', () => {
  expect(ran('--version').status).toBe(0)
  const wrong = ran('generate', 'nowhere')
  expect(wrong.status).toBe(1)
  expect(wrong.stderr).not.toMatch(/^ {4}at /m)
})

test('`--json` puts one value on standard output and nothing else there', () => {
  const { status, stdout } = ran('generate', 'examples/items-api', '--json')
  expect(status).toBe(0)
  expect(Object.keys(JSON.parse(stdout) as object)).toEqual([
    'app',
    'functions',
    'principals',
    'roles',
    'resourcePolicies',
    'widths',
    'proofs',
    'findings',
  ])
})

test('a reader that goes away is no failure', async () => {
  const child = spawn(process.execPath, [MAIN, 'generate', 'examples/items-api', '--json'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  child.stdout.destroy()
  const status = await new Promise((resolve) => child.on('close', resolve))
  expect(errors).toBe('')
  expect(status).toBe(0)
})
