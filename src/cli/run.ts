/** Words → a command and its input → an exit status. Nothing here ends the process. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Problem } from '../outcome/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import { makeIo, type World } from './io.js'
import { nearest } from './nearest.js'
import { packageVersion } from './package-version.js'
import { COMMANDS, type CommandRow, DEFAULT_COMMAND } from './registry.js'
import { renderRootHelp } from './render/root-help.js'

/** Options of every command: they may stand before its name. */
const GLOBAL_OPTIONS: ReadonlySet<string> = new Set(['--cwd', '--quiet', '--json'])

/** Runs one command line (without `node` and the script's name). */
export async function run(argv: readonly string[], world: World): Promise<ExitStatus> {
  const cut = argv.indexOf('--')
  const words = cut < 0 ? argv : argv.slice(0, cut)
  const rest = cut < 0 ? [] : argv.slice(cut + 1)
  const io = makeIo(world, { cwd: world.cwd, json: words.includes('--json'), quiet: words.includes('--quiet') })
  try {
    const asked = findCommand(words, world.cwd)
    switch (asked.kind) {
      case 'help':
        world.stdout.write(renderRootHelp(COMMANDS, world.stdout.columns ?? 100))
        return EXIT.yes
      case 'version':
        world.stdout.write(`${packageVersion()}\n`)
        return EXIT.yes
      case 'problem':
        return io.fail(asked.problem)
      case 'command': {
        // The parser of options is loaded for a command alone: help has to be there at once.
        const { runCommand } = await import('./run-command.js')
        return await runCommand({ row: asked.row, words: asked.words, rest }, world)
      }
    }
  } catch (thrown) {
    if (world.env.ROLEWRIGHT_DEBUG === '1' && thrown instanceof Error) io.note(String(thrown.stack))
    return io.fail(bugProblem(thrown))
  }
}

type Asked =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'command'; readonly row: CommandRow; readonly words: readonly string[] }

/** The command's name is the first word that is no option of every command; without one it is the default command. */
function findCommand(words: readonly string[], cwd: string): Asked {
  const at = words.findIndex((word, i) => !GLOBAL_OPTIONS.has(word.split('=')[0] ?? '') && words[i - 1] !== '--cwd')
  const first = words[at]
  const named = (name: string | undefined): CommandRow | undefined => COMMANDS.find((c) => c.name === name)
  if (first === '--help' || first === '-h') return { kind: 'help' }
  if (first === '--version' || first === '-V') return { kind: 'version' }
  if (first === 'help') {
    const row = named(words[at + 1])
    return row === undefined ? { kind: 'help' } : { kind: 'command', row, words: ['--help'] }
  }
  const row = named(first)
  if (row !== undefined) return { kind: 'command', row, words: words.filter((_, i) => i !== at) }
  const mistyped = first === undefined || first.startsWith('-') || existsSync(resolve(cwd, first)) ? null : nearestCommand(first)
  if (mistyped !== null) {
    const hint = `did you mean \`rolewright ${mistyped}\`?`
    return { kind: 'problem', problem: { code: 'cli/usage', message: `there is no command \`${first}\``, hint, at: null } }
  }
  const fallback = named(DEFAULT_COMMAND)
  return fallback === undefined ? { kind: 'help' } : { kind: 'command', row: fallback, words }
}

const nearestCommand = (word: string): string | null =>
  nearest(
    word,
    COMMANDS.map((c) => c.name),
  )

/** A throw that reaches this place is a bug of the tool; its trace is for whoever asks with `ROLEWRIGHT_DEBUG=1`. */
function bugProblem(thrown: unknown): Problem {
  const message = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown)
  return {
    code: 'cli/bug',
    message: `rolewright failed in a way it should not: ${message}`,
    hint: 'this is a bug: please report it with the command, and the output under `ROLEWRIGHT_DEBUG=1`',
    at: null,
  }
}
