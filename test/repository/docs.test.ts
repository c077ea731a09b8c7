/** What documents show as output is what the tool prints: `npm run golden` writes it anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'

const ROOT = join(import.meta.dirname, '../..')
const DOCS = join(ROOT, 'docs')
/** `<!-- run: rolewright … -->`, then the block, then `<!-- end -->`; `head N` behind it keeps the first lines. */
const BLOCK = /(<!-- run: rolewright ([^\n]*?)(?: \| head (\d+))? -->\n\n```text\n)([\s\S]*?)(```\n\n<!-- end -->)/g

const documents = readdirSync(DOCS)
  .filter((name) => name.endsWith('.md') && readFileSync(join(DOCS, name), 'utf8').includes('<!-- run: '))
  .sort()

test('there are documents with output', () => expect(documents.length).toBeGreaterThan(2))

describe.each(documents)('%s', (name) => {
  test('shows what the tool prints', async () => {
    const file = join(DOCS, name)
    const text = readFileSync(file, 'utf8')
    const outputs = new Map<string, string>()
    for (const [, , words = ''] of text.matchAll(BLOCK)) outputs.set(words, await outputOf(words))
    const whole = text.replace(BLOCK, (_, head: string, words: string, lines: string | undefined, __, tail: string) => {
      const printed = outputs.get(words) ?? ''
      const kept = lines === undefined ? printed : `${printed.split('\n').slice(0, Number(lines)).join('\n')}\n…\n`
      return `${head}${kept}${tail}`
    })
    if (process.env.ROLEWRIGHT_GOLDEN === '1') writeFileSync(file, whole)
    else expect(text).toBe(whole)
  }, 60_000)
})

async function outputOf(line: string): Promise<string> {
  const printed: string[] = []
  const stdout = { write: (chunk: string): void => void printed.push(chunk) }
  await run(wordsOf(line), { stdout, stderr: { write: () => undefined }, stdin: nothing(), env: {}, cwd: ROOT })
  return printed.join('')
}

/** Words as a shell would split them: quotes keep blanks together. */
const wordsOf = (line: string): string[] => [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')

async function* nothing(): AsyncGenerator<string> {}
