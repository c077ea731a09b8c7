/** The output that the README shows is what the tool prints: `npm run golden` writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'

const ROOT = join(import.meta.dirname, '../..')
const README = join(ROOT, 'README.md')
const BLOCK = /(<!-- begin: output of npm start -->\n\n```text\n)([\s\S]*?)(```\n\n<!-- end -->)/

test('the README shows the output of `npm start`', async () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } }
  const words = scripts.start.split(' ').slice(2)
  let printed = ''
  const stdout = {
    write: (chunk: string): void => {
      printed += chunk
    },
  }
  expect(await run(words, { stdout, stderr: process.stderr, stdin: nothing(), env: {}, cwd: ROOT })).toBe(0)

  const readme = readFileSync(README, 'utf8')
  if (process.env.ROLEWRIGHT_GOLDEN === '1')
    writeFileSync(
      README,
      readme.replace(BLOCK, (_, head, __, tail) => `${head}${printed}${tail}`),
    )
  else expect(BLOCK.exec(readme)?.[2]).toBe(printed)
  // One screen: more than that nobody reads at a first look.
  expect(printed.split('\n').length).toBeLessThan(80)
})

async function* nothing(): AsyncGenerator<string> {}
