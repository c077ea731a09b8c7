/**
 * Every command, in the order that `--help` lists them. A command is one row here and one file under `commands/`,
 * which is loaded only when it runs.
 */
import type { CliCommand } from './command.js'

export interface CommandRow {
  readonly name: string
  /** One line, lower case, without a period. */
  readonly summary: string
  readonly load: () => Promise<CliCommand>
}

export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'secure',
    summary: "write the roles that an app needs, and say what the template's own roles allow beyond them",
    load: async () => (await import('./commands/secure.js')).secure,
  },
  {
    name: 'generate',
    summary: 'print the roles that an app or source files need; nothing is written',
    load: async () => (await import('./commands/generate.js')).generate,
  },
]

/** What runs when no command is named. */
export const DEFAULT_COMMAND = 'secure'
