/** `rolewright dev --empty`: local AWS without an app, so that any client can try its users, roles and policies. */
import { resolve } from 'node:path'
import { Option } from 'commander'
import type { LocalAws, Mode, RecordedCall } from '../../local/index.js'
import type { Problem } from '../../outcome/index.js'
import { command } from '../command.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { untilSignal } from '../until-signal.js'

interface DevOptions {
  readonly empty?: boolean
  readonly port?: string
  readonly accounts?: string
  readonly region?: string
  readonly mode: Mode
  readonly state?: string
  readonly backend: readonly string[]
}

const MODES: readonly Mode[] = ['enforce', 'observe', 'learn', 'off']

export const dev = command<DevOptions>({
  define: (it) =>
    it
      .option('--empty', 'start the services alone, without an app')
      .option('--port <number>', 'the port to listen on; left out: a free one')
      .option('--accounts <ids>', 'account IDs with a comma between; the first is the default')
      .option('--region <name>', 'the region that resources are in')
      .addOption(
        new Option('--mode <mode>', 'what a denial does: enforce, observe, learn; off checks nothing').choices(MODES).default('enforce'),
      )
      .option('--state <dir>', 'keep what is stored in this folder; left out: memory')
      .addOption(
        new Option('--backend <service=url>', 'send a service to an emulator or to AWS after the check')
          .argParser((value: string, all: readonly string[]) => [...all, value])
          .default([] as readonly string[]),
      ),
  async run({ options }, io) {
    if (options.empty !== true)
      return io.fail({ code: 'cli/no-app', message: '`dev` runs local AWS without an app', hint: 'give `--empty`', at: null })
    return await serve(options, io)
  },
})

async function serve(options: DevOptions, io: Io): Promise<ExitStatus> {
  const port = options.port === undefined ? 0 : Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return io.fail(badPort(options.port ?? ''))
  const backends = new Map<string, string>()
  for (const pair of options.backend) {
    const equals = pair.indexOf('=')
    const url = pair.slice(equals + 1)
    if (equals < 1 || !URL.canParse(url)) return io.fail(badBackend(pair))
    backends.set(pair.slice(0, equals), url)
  }
  const { startLocalAws } = await import('../../local/index.js')
  const started = await startLocalAws({
    port,
    mode: options.mode,
    backends,
    ...(options.accounts === undefined ? {} : { accounts: options.accounts.split(',').map((id) => id.trim()) }),
    ...(options.region === undefined ? {} : { region: options.region }),
    state: options.state === undefined ? null : resolve(io.cwd, options.state),
  })
  if (!started.ok) return io.fail(started.error)
  const aws = started.value
  aws.onCall((call) => showCall(call, io))
  showReady(aws, io)
  await untilSignal()
  await aws.close()
  return EXIT.yes
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

/** The first line: all that a client needs. */
export function readyOf(aws: LocalAws): Readonly<Record<string, unknown>> {
  const [first] = aws.accounts
  const credentials = ({ accessKeyId, secretAccessKey, sessionToken }: LocalAws['accounts'][number]['credentials']) => ({
    accessKeyId,
    secretAccessKey,
    sessionToken,
  })
  return {
    endpoint: aws.endpoint,
    region: aws.region,
    account: first?.id,
    mode: aws.mode,
    credentials: first === undefined ? null : credentials(first.credentials),
    ...(aws.accounts.length > 1
      ? { accounts: aws.accounts.map((it) => ({ account: it.id, credentials: credentials(it.credentials) })) }
      : {}),
    apis: {},
    functions: {},
    roles: {},
    resources: {},
  }
}

function showReady(aws: LocalAws, io: Io): void {
  if (io.json) {
    io.print(JSON.stringify({ ready: readyOf(aws) }))
    return
  }
  const { style } = io
  io.print(`${style.green('ready')} ${aws.endpoint}  ${aws.region}  ${aws.accounts.map(({ id }) => id).join(', ')}  mode ${aws.mode}`)
  if (aws.mode === 'off') io.note(`${style.yellow('warning')}: nothing is checked: \`--mode off\` is for measuring alone`)
  io.print('')
  for (const { id, credentials } of aws.accounts) {
    io.print(`export AWS_ENDPOINT_URL=${aws.endpoint} AWS_REGION=${aws.region}   ${style.dim(`# account ${id}: its administrator`)}`)
    io.print(`export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`)
  }
  io.print('')
}

export function showCall(call: RecordedCall, io: Io): void {
  if (io.json) {
    io.print(JSON.stringify({ call: callOf(call) }))
    return
  }
  const { event, checks } = call
  const { style } = io
  const denied = checks.filter(({ decision }) => decision !== 'allowed')
  const mark = denied.length > 0 ? style.red('denied ') : event.errorCode === undefined ? style.green('allowed') : style.yellow('failed ')
  const name = `${event.eventSource?.replace('.amazonaws.com', '')}:${event.eventName}`
  io.print(
    `${mark} ${name}  ${style.dim(event.userIdentity?.arn ?? event.userIdentity?.invokedBy ?? 'anonymous')}${denied.length === 0 && event.errorCode !== undefined ? `  ${event.errorCode}` : ''}`,
  )
  for (const { action, resource, because } of denied) io.print(`        ${action} on ${resource}: ${because}`)
}

/** As the contract has it: the event, and what each check came to. */
export const callOf = ({ event, checks }: RecordedCall): Readonly<Record<string, unknown>> => ({
  event,
  checks: checks.map(({ principal, action, resource, decision, because }) => ({ principal, action, resource, decision, because })),
})
