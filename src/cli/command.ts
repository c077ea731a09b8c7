/** What a command is, so that the registry can list it without loading it. */
import type { Command } from 'commander'
import type { Io } from './io.js'

/** Exit statuses. `no` comes with a counterexample or a finding, `unknown` with its reason. */
export const EXIT = { yes: 0, failed: 1, no: 2, unknown: 3 } as const
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

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
