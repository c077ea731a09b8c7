/** The options that commands on an app share, and their way into the library. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { GenerateOptions, Generation } from '../generate/index.js'
import { fail, type Problem, type Result } from '../outcome/index.js'
import type { Io } from './io.js'

export interface AppOptions {
  readonly layout?: 'per-function' | 'as-declared' | 'five-roles'
  readonly parameters?: ReadonlyMap<string, string>
  readonly account?: string
  readonly region?: string
  readonly from?: NonNullable<GenerateOptions['from']>
}

export const LAYOUTS = ['per-function', 'as-declared', 'five-roles'] as const
const FORMATS = ['sam', 'cloudformation', 'serverless', 'source'] as const

export const defineAppOptions = (command: Command): Command =>
  command
    .addOption(new Option('--layout <layout>', 'how grants become roles (default: per-function)').choices(LAYOUTS))
    .option('--parameters <k=v...>', "values of the template's parameters", collectParameters)
    .option('--account <id>', 'the account, where its number is known', accountId)
    .option('--region <region>', 'the region, where it is known')
    .addOption(new Option('--from <format>', 'what the app is written in (default: seen from its files)').choices(FORMATS))

function collectParameters(word: string, before: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> {
  const cut = word.indexOf('=')
  if (cut <= 0) throw new InvalidArgumentError(`It must be written NAME=VALUE, e.g. \`Stage=prod\`.`)
  return new Map([...(before ?? []), [word.slice(0, cut), word.slice(cut + 1)]])
}

function accountId(word: string): string {
  if (!/^\d{12}$/.test(word)) throw new InvalidArgumentError('An account has 12 digits.')
  return word
}

/** Apps with fewer functions than this are done before a line could be read. */
const SHOWS_PROGRESS_FROM = 20

/**
 * Generates for the inputs of a command line.
 *
 * @param inputs as given, relative to `io.cwd`; none is the folder itself
 * @errors `cli/no-such-input`, and whatever `generate` answers
 */
export async function generateFor(inputs: readonly string[], options: AppOptions, io: Io): Promise<Result<Generation, readonly Problem[]>> {
  const given = inputs.length === 0 ? ['.'] : inputs
  const missing = given.find((input) => !existsSync(resolve(io.cwd, input)))
  if (missing !== undefined) return fail([noSuchInput(missing)])
  const { generate } = await import('../generate/index.js')
  const answer = await generate({
    inputs: given.map((input) => resolve(io.cwd, input)),
    layout: options.layout ?? null,
    parameters: options.parameters ?? new Map(),
    account: options.account ?? null,
    region: options.region ?? null,
    from: options.from ?? null,
    onProgress: (done, total, what) => {
      if (total >= SHOWS_PROGRESS_FROM) io.progress(`${done} of ${total}  ${what}`)
    },
  })
  io.progress(null)
  return answer
}

const noSuchInput = (input: string): Problem => ({
  code: 'cli/no-such-input',
  message: `there is no file or folder \`${input}\``,
  hint: 'give the folder of an app, its template, or source files',
  at: null,
})
