/** One command: its options are read, its file is run. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, CommanderError, type OptionValues } from 'commander'
import type { Problem } from '../outcome/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import { makeIo, type World } from './io.js'
import { packageVersion } from './package-version.js'
import { type CommandRow, DEFAULT_COMMAND } from './registry.js'

export interface CommandLine {
  readonly row: CommandRow
  /** Without the command's name. */
  readonly words: readonly string[]
  /** What stands after `--`. */
  readonly rest: readonly string[]
}

export async function runCommand({ row, words, rest }: CommandLine, world: World): Promise<ExitStatus> {
  const loaded = await row.load()
  const command = loaded.define(emptyCommand(row, world)).action(() => undefined)
  try {
    await command.parseAsync([...words], { from: 'user' })
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    const io = makeIo(world, { cwd: world.cwd, json: words.includes('--json'), quiet: words.includes('--quiet') })
    return thrown.exitCode === 0 ? EXIT.yes : io.fail(usageProblem(thrown, row))
  }
  const options = command.opts<OptionValues>()
  const cwd = resolve(world.cwd, typeof options.cwd === 'string' ? options.cwd : '.')
  const io = makeIo(world, { cwd, json: options.json === true, quiet: options.quiet === true })
  if (!existsSync(cwd) || !statSync(cwd).isDirectory()) return io.fail(noFolder(String(options.cwd)))
  return await loaded.run({ args: command.processedArgs as readonly (string | string[] | undefined)[], options, rest }, io)
}

/** What every command has. Commander throws instead of ending the process, and writes to the streams of this run. */
function emptyCommand(row: CommandRow, world: World): Command {
  return new Command(row.name === DEFAULT_COMMAND ? `rolewright [${row.name}]` : `rolewright ${row.name}`)
    .description(row.summary)
    .exitOverride()
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => world.stdout.columns ?? 100,
    })
    .option('--json', 'print one JSON value on standard output, and nothing else there')
    .option('--quiet', 'print no notes and no progress')
    .option('--cwd <dir>', 'the folder that relative paths start from')
    .version(packageVersion(), '-V, --version', 'print the version')
}

/** Commander's message in the form of a problem: `error: unknown option '--x'\n(Did you mean --y?)`. */
function usageProblem(error: CommanderError, row: CommandRow): Problem {
  const [said = ''] = error.message.replace(/^error: /, '').split('\n')
  const message = said.replaceAll("'", '`').replace(/\.$/, '')
  const suggestion = /Did you mean (?:one of )?([^?]+)\?/.exec(error.message)?.[1]
  const hint = suggestion === undefined ? `\`rolewright ${row.name} --help\` shows what it takes` : `did you mean \`${suggestion}\`?`
  return { code: 'cli/usage', message: message.charAt(0).toLowerCase() + message.slice(1), hint, at: null }
}

const noFolder = (given: string): Problem => ({
  code: 'cli/no-folder',
  message: `\`${given}\` is not a folder`,
  hint: 'give `--cwd` a folder that exists',
  at: null,
})
