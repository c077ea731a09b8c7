/** What `dev` and `verify` start alike: local AWS, and an app on it. */
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { GenerateOptions, Generation } from '../../generate/index.js'
import type { LocalAws, Mode, RunAppOptions, RunningApp } from '../../local/index.js'
import { fail, type Problem, type Result } from '../../outcome/index.js'
import { LAYOUTS } from '../app-options.js'
import type { Io } from '../io.js'

export interface StartOptions {
  readonly port?: string
  readonly accounts?: string
  readonly region?: string
  readonly mode?: Mode
  readonly state?: string
  readonly backend?: readonly string[]
  readonly layout?: 'per-function' | 'as-declared' | 'five-roles'
  readonly parameters?: readonly string[]
}

export const defineStartOptions = (it: Command): Command =>
  it
    .addOption(new Option('--layout <layout>', 'which roles it runs under (default: per-function)').choices(LAYOUTS))
    .option('--parameters <k=v...>', "values of the template's parameters")
    .option('--port <number>', 'the port to listen on; left out: a free one')
    .option('--accounts <ids>', 'account IDs with a comma between; the first is the default')
    .option('--region <name>', 'the region that resources are in')
    .option('--state <dir>', 'keep what is stored in this folder; left out: memory')
    .addOption(
      new Option('--backend <service=url>', 'send a service to an emulator or to AWS after the check')
        .argParser((value: string, all: readonly string[]) => [...all, value])
        .default([] as readonly string[]),
    )

export async function startAws(options: StartOptions, io: Io): Promise<Result<LocalAws, Problem>> {
  const port = options.port === undefined ? 0 : Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return fail(badPort(options.port ?? ''))
  const backends = new Map<string, string>()
  for (const pair of options.backend ?? []) {
    const equals = pair.indexOf('=')
    const url = pair.slice(equals + 1)
    if (equals < 1 || !URL.canParse(url)) return fail(badBackend(pair))
    backends.set(pair.slice(0, equals), url)
  }
  const { startLocalAws } = await import('../../local/index.js')
  return startLocalAws({
    port,
    mode: options.mode ?? 'enforce',
    backends,
    ...(options.accounts === undefined ? {} : { accounts: options.accounts.split(',').map((id) => id.trim()) }),
    ...(options.region === undefined ? {} : { region: options.region }),
    state: options.state === undefined ? null : resolve(io.cwd, options.state),
  })
}

/** Generates for the local account. @errors `cli/no-such-input`, `cli/bad-parameter`, and whatever `generate` answers */
export async function generateHere(
  input: string,
  options: StartOptions,
  aws: LocalAws,
  io: Io,
): Promise<Result<Generation, readonly Problem[]>> {
  const path = resolve(io.cwd, input)
  if (!existsSync(path)) return fail([noSuchApp(input)])
  const parameters = new Map<string, string>()
  for (const word of options.parameters ?? []) {
    const cut = word.indexOf('=')
    if (cut <= 0) return fail([badParameter(word)])
    parameters.set(word.slice(0, cut), word.slice(cut + 1))
  }
  const place = { account: aws.accounts[0]?.id ?? null, region: aws.region }
  const given: GenerateOptions = {
    inputs: [path],
    layout: options.layout ?? null,
    parameters: await withDefaults(path, parameters, place),
    ...place,
    from: null,
  }
  // Local AWS by itself is ready sooner without what reads apps.
  const { generate } = await import('../../generate/index.js')
  return generate(given)
}

/**
 * A stack that runs has a value for each parameter: what was given, else the template's default, and its conditions are
 * decided by them. A role for all deployments leaves them open.
 */
async function withDefaults(
  path: string,
  given: ReadonlyMap<string, string>,
  { account, region }: Pick<GenerateOptions, 'account' | 'region'>,
): Promise<ReadonlyMap<string, string>> {
  const { literal, readApp } = await import('../../app/index.js')
  const read = await readApp(path, {
    parameters: Object.fromEntries(given),
    ...(account !== null && { account }),
    ...(region !== null && { region }),
  })
  if (!read.ok) return given
  const defaults = [...read.value.parameters].flatMap(([id, { value, origin, type }]): [string, string][] => {
    if (origin !== 'default' || value === null || id.includes('/') || type.startsWith('AWS::SSM::')) return []
    const texts = (value.kind === 'list' ? value.items : [value]).map((each) => literal(each))
    return texts.every((text) => text !== null) ? [[id, texts.join(',')]] : []
  })
  return new Map([...defaults, ...given])
}

/** Runs what was generated. */
export async function startApp(
  aws: LocalAws,
  generation: Generation,
  hooks: Pick<RunAppOptions, 'onLog' | 'onAnswered' | 'onProblem'>,
): Promise<Result<RunningApp, readonly Problem[]>> {
  if (generation.app.format === 'source') return fail([noTemplate()])
  const { runApp } = await import('../../local/index.js')
  return runApp({ aws, generation, stack: stackName(generation.app.folder), ...hooks })
}

/** The folder's name as a stack could have it. */
export const stackName = (folder: string): string =>
  basename(folder)
    .replace(/[^A-Za-z0-9-]/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 40) || 'app'

/** The first line of `dev --json`: all that a client needs. */
export function readyOf(aws: LocalAws, app: RunningApp | null): Readonly<Record<string, unknown>> {
  const [first] = aws.accounts
  const credentials = ({ accessKeyId, secretAccessKey, sessionToken }: LocalAws['accounts'][number]['credentials']) => ({
    accessKeyId,
    secretAccessKey,
    sessionToken,
  })
  const { apis = {}, functions = {}, roles = {}, resources = {} } = app?.describe() ?? {}
  return {
    endpoint: aws.endpoint,
    region: aws.region,
    account: first?.id,
    mode: aws.mode,
    credentials: first === undefined ? null : credentials(first.credentials),
    ...(aws.accounts.length > 1
      ? { accounts: aws.accounts.map((it) => ({ account: it.id, credentials: credentials(it.credentials) })) }
      : {}),
    apis,
    functions,
    roles,
    resources,
  }
}

const badPort = (given: string): Problem => ({
  code: 'cli/bad-port',
  message: `\`${given}\` is no port`,
  hint: 'a port is a number up to 65535; 0 takes a free one',
  at: null,
})

const badBackend = (given: string): Problem => ({
  code: 'cli/bad-backend',
  message: `\`${given}\` names no service and URL`,
  hint: 'write it like `--backend dynamodb=http://127.0.0.1:8000`',
  at: null,
})

const noSuchApp = (input: string): Problem => ({
  code: 'cli/no-such-input',
  message: `there is no file or folder \`${input}\``,
  hint: 'give the folder of an app or its template; `dev --empty` starts the services without one',
  at: null,
})

const badParameter = (word: string): Problem => ({
  code: 'cli/bad-parameter',
  message: `\`${word}\` is no parameter with its value`,
  hint: 'write it like `--parameters StageName=prod`',
  at: null,
})

const noTemplate = (): Problem => ({
  code: 'cli/no-template',
  message: 'source files without a template name no tables, buckets and APIs to run with',
  hint: 'give a folder with a template; `dev --empty` starts the services alone',
  at: null,
})
