/** What a command is, so that the registry can list it without loading it. */
import type { Command } from 'commander'
import type { ExitStatus } from './exit.js'
import type { Io } from './io.js'

/** What a person gave: arguments in the order of `define`, options by their long name in camel case. */
export interface Invocation<Options> {
  /** A list where the argument is variadic; left-out arguments are undefined. */
  readonly args: readonly (string | readonly string[] | undefined)[]
  readonly options: Options
  /** What stands after `--`. */
  readonly rest: readonly string[]
}

export interface CliCommand<Options = Record<string, unknown>> {
  /** Adds arguments and options; name, summary and the options of every command are there already. */
  readonly define: (command: Command) => Command
  readonly run: (invocation: Invocation<Options>, io: Io) => Promise<ExitStatus>
}

/** Keeps the type of the options inside the command's file; the registry sees every command alike. */
export const command = <Options>(it: CliCommand<Options>): CliCommand => it as unknown as CliCommand
