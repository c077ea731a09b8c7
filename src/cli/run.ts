/** Words → a command and its input → an exit status. Nothing here ends the process. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, CommanderError, type OptionValues } from 'commander'
import type { Problem } from '../outcome/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import { makeIo, type World } from './io.js'
import { nearest } from './nearest.js'
import { COMMANDS, type CommandRow, DEFAULT_COMMAND } from './registry.js'

/** Runs one command line (without `node` and the script's name). */
export async function run(argv: readonly string[], world: World): Promise<ExitStatus> {
  const cut = argv.indexOf('--')
  const words = cut < 0 ? argv : argv.slice(0, cut)
  const rest = cut < 0 ? [] : argv.slice(cut + 1)
  const json = words.includes('--json')
  const say = makeIo(world, { cwd: world.cwd, json, quiet: words.includes('--quiet') })
  try {
    const mistyped = mistypedCommand(words, world.cwd)
    if (mistyped !== null) return say.fail(mistyped)
    const named = findCommand(words)
    if (named === null) return runRoot(words, world)
    return await runCommand(named.row, named.words, rest, world)
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.yes : say.fail(usageProblem(thrown, words))
    return say.fail(bugProblem(thrown))
  }
}

/**
 * The command's name is the first word that is no option of every command; without one it is the default command.
 * `--help` and `--version` alone speak of the whole tool: null.
 */
function findCommand(words: readonly string[]): { row: CommandRow; words: readonly string[] } | null {
  let at = 0
  while (at < words.length && GLOBAL_OPTIONS.has(words[at]?.split('=')[0] ?? '')) at += words[at] === '--cwd' ? 2 : 1
  const first = words[at]
  const asked = first === 'help' ? COMMANDS.find((c) => c.name === words[at + 1]) : undefined
  if (asked !== undefined) return { row: asked, words: ['--help'] }
  if (first === '--help' || first === '-h' || first === '--version' || first === '-V' || first === 'help') return null
  const row = COMMANDS.find((c) => c.name === first)
  if (row !== undefined) return { row, words: [...words.slice(0, at), ...words.slice(at + 1)] }
  const fallback = COMMANDS.find((c) => c.name === DEFAULT_COMMAND)
  return fallback === undefined ? null : { row: fallback, words }
}

/** A first word that names neither a command nor anything on disk, and is near a command's name. */
function mistypedCommand(words: readonly string[], cwd: string): Problem | null {
  const first = words.find((word) => !word.startsWith('-'))
  if (first === undefined || first !== words[0] || existsSync(resolve(cwd, first))) return null
  const names = COMMANDS.map((c) => c.name)
  const near = first === 'help' || names.includes(first) ? null : nearest(first, names)
  return near === null
    ? null
    : { code: 'cli/usage', message: `there is no command \`${first}\``, hint: `did you mean \`rolewright ${near}\`?`, at: null }
}

const GLOBAL_OPTIONS: ReadonlySet<string> = new Set(['--cwd', '--quiet', '--json'])

async function runCommand(row: CommandRow, words: readonly string[], rest: readonly string[], world: World): Promise<ExitStatus> {
  const loaded = await row.load()
  const command = loaded.define(
    withGlobalOptions(quietCommander(new Command(row.name), world))
      .summary(row.summary)
      .description(row.summary),
  )
  command.name(row.name === DEFAULT_COMMAND ? `rolewright [${row.name}]` : `rolewright ${row.name}`)
  command.action(() => undefined)
  await command.parseAsync([...words], { from: 'user' })
  const options = command.opts<OptionValues>()
  const cwd = resolve(world.cwd, typeof options.cwd === 'string' ? options.cwd : '.')
  const io = makeIo(world, { cwd, json: options.json === true, quiet: options.quiet === true })
  if (!existsSync(cwd) || !statSync(cwd).isDirectory()) return io.fail(noFolder(String(options.cwd)))
  return await loaded.run({ args: command.processedArgs as readonly (string | string[] | undefined)[], options, rest }, io)
}

function runRoot(words: readonly string[], world: World): ExitStatus {
  const root = quietCommander(new Command('rolewright'), world)
    .usage('[command] [APP] [options]')
    .description('least-privilege IAM roles for serverless apps on AWS')
    .version(packageVersion(), '-V, --version', 'print the version')
  for (const row of COMMANDS) root.command(row.name === DEFAULT_COMMAND ? `[${row.name}]` : row.name).summary(row.summary)
  root.addHelpText('after', '\nRun `rolewright COMMAND --help` for the options of a command.')
  root.parse(words[0] === 'help' || words.length === 0 ? ['--help'] : [...words], { from: 'user' })
  return EXIT.yes
}

/** Commander throws instead of ending the process, and writes to the streams of this run. */
function quietCommander(command: Command, world: World): Command {
  return command
    .exitOverride()
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => world.stdout.columns ?? 100,
      getErrHelpWidth: () => world.stderr.columns ?? 100,
    })
}

const withGlobalOptions = (command: Command): Command =>
  command
    .option('--json', 'print one JSON value on standard output, and nothing else there')
    .option('--quiet', 'print no notes and no progress')
    .option('--cwd <dir>', 'the folder that relative paths start from')
    .version(packageVersion(), '-V, --version', 'print the version')

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return String((JSON.parse(text) as { version: unknown }).version)
}

function usageProblem(error: CommanderError, words: readonly string[]): Problem {
  const [said = ''] = error.message.replace(/^error: /, '').split('\n')
  const message = said.replaceAll("'", '`').replace(/\.$/, '')
  const flag = words.find((w) => message.includes(`\`${w}\``))
  const suggestion = /Did you mean (\S+)\?/.exec(error.message)?.[1]
  const hint =
    suggestion !== undefined && flag !== undefined ? `did you mean \`${suggestion}\`?` : 'add `--help` to see what the command takes'
  return { code: 'cli/usage', message: message.charAt(0).toLowerCase() + message.slice(1), hint, at: null }
}

const noFolder = (given: string): Problem => ({
  code: 'cli/no-folder',
  message: `\`${given}\` is not a folder`,
  hint: 'give `--cwd` a folder that exists',
  at: null,
})

/** A throw that reaches this place is a bug of the tool; its trace is for whoever asks with `ROLEWRIGHT_DEBUG=1`. */
function bugProblem(thrown: unknown): Problem {
  const message = thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown)
  if (process.env.ROLEWRIGHT_DEBUG === '1' && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`)
  return {
    code: 'cli/bug',
    message: `rolewright failed in a way it should not: ${message}`,
    hint: 'this is a bug: please report it with the command, and the output under `ROLEWRIGHT_DEBUG=1`',
    at: null,
  }
}
