import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from './registry.js'
import { run } from './run.js'

interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

async function ranWith(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const text = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof text) => ({
    isTTY: env.TERM !== undefined,
    write: (chunk: string): void => {
      text[name] += chunk
    },
  })
  const status = await run(words, { stdout: sink('stdout'), stderr: sink('stderr'), stdin: nothing(), env, cwd: import.meta.dirname })
  return { status, ...text }
}

async function* nothing(): AsyncGenerator<string> {}

describe('help and version', () => {
  const asked = [['--help'], ['-h'], ['help'], ['--cwd', '.', '--help']]
  test.each(asked.map((words) => ({ words })))('$words lists every command with its summary', async ({ words }) => {
    const ran = await ranWith(words)
    expect(ran.status).toBe(0)
    expect(ran.stderr).toBe('')
    for (const { name, summary } of COMMANDS) {
      expect(ran.stdout).toContain(name)
      expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain(summary)
    }
  })

  test.each(COMMANDS.map(({ name }) => ({ name })))('every command has help: $name', async ({ name }) => {
    const [long, short] = [await ranWith([name, '--help']), await ranWith(['help', name])]
    expect(long.status).toBe(0)
    expect(long.stdout).toMatch(new RegExp(`^Usage: rolewright \\[?${name}`))
    for (const option of ['--json', '--quiet', '--cwd', '--help', '--version']) expect(long.stdout).toContain(option)
    expect(short).toEqual(long)
  })

  test.each(['--version', '-V'])('%s is that of the package', async (word) => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
    expect(await ranWith([word])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
    expect(await ranWith(['generate', word])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
  })
})

describe('what cannot be understood ends with status 1, a code and a hint', () => {
  const rows = [
    { name: 'an option that is not there', words: ['generate', '--nonsense'], says: /unknown option `--nonsense`.*\[cli\/usage\]/ },
    { name: 'an option that is near to another', words: ['generate', '--strickt'], says: /did you mean `--strict`\?/ },
    { name: 'a word that is near to a command', words: ['generte'], says: /did you mean `rolewright generate`\?/ },
    { name: 'too many arguments', words: ['secure', 'a', 'b'], says: /too many arguments/ },
    { name: 'an option without its value', words: ['generate', '--layout'], says: /`--layout <layout>` argument missing/ },
    { name: 'a value that is not one of the choices', words: ['generate', '--layout', 'x'], says: /per-function, as-declared, five-roles/ },
    { name: 'an account that is none', words: ['generate', '--account', '12'], says: /12 digits/ },
    { name: 'a folder that is not there', words: ['generate', '--cwd', 'nowhere'], says: /`nowhere` is not a folder/ },
    { name: 'an app that is not there', words: ['secure', 'nowhere'], says: /there is no file or folder `nowhere`/ },
  ]
  test.each(rows)('$name', async ({ words, says }) => {
    const ran = await ranWith(words)
    expect(ran.status).toBe(1)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toMatch(says)
    expect(ran.stderr).toMatch(/^ {2}hint: /m)
    expect(ran.stderr).not.toMatch(/^ {4}at /m)
  })

  test('with `--json` standard output has the error as its one value', async () => {
    const ran = await ranWith(['generate', 'nowhere', '--json'])
    expect(JSON.parse(ran.stdout)).toEqual({ error: expect.objectContaining({ code: 'cli/no-such-input', at: null }) })
    expect(ran.stderr).toContain('cli/no-such-input')
  })
})

describe('colours', () => {
  const rows = [
    { name: 'a terminal has them', env: { TERM: 'xterm' }, want: true },
    { name: 'NO_COLOR takes them away', env: { TERM: 'xterm', NO_COLOR: '1' }, want: false },
    { name: 'a dumb terminal has none', env: { TERM: 'dumb' }, want: false },
    { name: 'a pipe has none', env: {}, want: false },
    { name: 'FORCE_COLOR asks for them in a pipe', env: { FORCE_COLOR: '1' }, want: true },
  ]
  test.each(rows)('$name', async ({ env, want }) => {
    const { stderr } = await ranWith(['secure', 'nowhere'], env)
    expect(stderr.includes('\u001b[31m')).toBe(want)
  })
})
