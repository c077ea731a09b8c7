/** What the example app gives, as people read it: `npm run golden` rewrites the files, and their diff is read like code. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../src/cli/run.js'

const ROOT = join(import.meta.dirname, '..')
const EXPECTED = join(import.meta.dirname, 'expected/items-api')

async function secured(layout: string): Promise<{ readonly text: string; readonly json: string; readonly template: string }> {
  const out = mkdtempSync(join(tmpdir(), 'rolewright-golden-'))
  try {
    let text = ''
    const stdout = {
      write: (chunk: string): void => {
        text += chunk
      },
    }
    const words = ['secure', 'examples/items-api', '--layout', layout, '--out', out]
    const status = await run(words, { stdout, stderr: process.stderr, stdin: nothing(), env: {}, cwd: ROOT })
    expect(status).toBe(0)
    return {
      text: text.replaceAll(out, 'OUT').replaceAll(/\S*rolewright-golden-\w+/g, 'OUT'),
      json: readFileSync(join(out, 'roles.json'), 'utf8'),
      template: readFileSync(join(out, 'roles.template.yaml'), 'utf8'),
    }
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}

async function* nothing(): AsyncGenerator<string> {}

test.each(['per-function', 'as-declared', 'five-roles'])('the example in the layout %s', async (layout) => {
  const first = await secured(layout)
  await expect(first.text).toMatchFileSnapshot(join(EXPECTED, `${layout}.txt`))
  await expect(first.json).toMatchFileSnapshot(join(EXPECTED, `${layout}.json`))
  await expect(first.template).toMatchFileSnapshot(join(EXPECTED, `${layout}.template.yaml`))
  // The same input gives the same bytes.
  expect(await secured(layout)).toEqual(first)
})
