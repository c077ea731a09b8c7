/** What `dev` shows a person: where things are, each call with its decision, and for a denial what is missing and why. */
import type { DeniedAnswer, explainDenied } from '../../explain/index.js'
import type { Generation } from '../../generate/index.js'
import type { Answered, LocalAws, LogLine, RecordedCall, RunningApp } from '../../local/index.js'
import type { Io } from '../io.js'
import { renderDenied } from '../render/denied.js'
import type { Style } from '../style.js'

/** Calls by services that every app has many of; they are shown when they are refused, or when all are asked for. */
const QUIET = new Set([
  'sts:AssumeRole',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
])

export interface ConsoleOptions {
  readonly io: Io
  readonly showAll: boolean
  /** What runs, what it was generated from, and what explains a denial by it: loaded with an app alone. */
  readonly app: () => { readonly running: RunningApp; readonly generation: Generation; readonly explain: typeof explainDenied } | null
}

export function showReady(aws: LocalAws, app: RunningApp | null, io: Io): void {
  const { style } = io
  io.print(
    `${style.green('ready')} ${aws.endpoint}  ${aws.region}  ${aws.accounts.map(({ id }) => id).join(', ')}  mode ${style.bold(aws.mode)}`,
  )
  if (aws.mode === 'off') io.note(`${style.yellow('warning')}: nothing is checked: \`--mode off\` is for measuring alone`)
  if (app !== null) showApp(app, io)
  io.print('')
  for (const { id, credentials } of aws.accounts) {
    io.print(`export AWS_ENDPOINT_URL=${aws.endpoint} AWS_REGION=${aws.region}   ${style.dim(`# account ${id}: its administrator`)}`)
    io.print(`export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`)
  }
  io.print('')
}

function showApp(app: RunningApp, io: Io): void {
  const { style } = io
  const { apis, notes } = app.describe()
  const roles = new Map(app.roles().map(({ arn, id }) => [arn, id]))
  io.print('')
  for (const [id, url] of Object.entries(apis)) io.print(`${style.bold(id)}  ${style.cyan(url)}`)
  if (Object.keys(apis).length > 0) io.print('')
  const specs = [...app.specs()].sort((a, b) => (a.id < b.id ? -1 : 1))
  const width = Math.max(0, ...specs.map(({ id }) => id.length))
  for (const { id, roleArn } of specs) io.print(`${id.padEnd(width)}  ${style.dim('runs as')} ${roles.get(roleArn) ?? roleArn}`)
  for (const note of notes) io.note(`${style.yellow('note')}: ${note}`)
  if (specs.length > 0)
    io.note(
      style.dim(
        'a function is a process of yours without your credentials: its role binds its calls to AWS, not what it does to this machine',
      ),
    )
}

/** A call with its checks; several checks of one call are one line each only where they were refused. */
export function showCall(call: RecordedCall, options: ConsoleOptions): void {
  const { io } = options
  const { style } = io
  const { event, checks } = call
  const refused = checks.filter(({ decision }) => decision !== 'allowed')
  if (refused.length === 0 && !options.showAll && checks.length > 0 && checks.every(({ action }) => QUIET.has(action))) return
  const running = options.app()?.running ?? null
  const who = callerName(checks[0]?.principal ?? event.userIdentity?.arn ?? event.userIdentity?.invokedBy ?? 'anonymous', running)
  const first = checks[0]
  const name = first === undefined ? `${event.eventSource?.replace('.amazonaws.com', '')}:${event.eventName}` : first.action
  const mark = refused.length > 0 ? style.red('denied ') : event.errorCode === undefined ? style.green('allowed') : style.yellow('failed ')
  const what = first === undefined ? '' : `  ${shortArn(first.resource, running)}`
  const failed = refused.length === 0 && event.errorCode !== undefined
  io.print(`${mark} ${name}${what}  ${style.dim(who)}${failed ? `  ${style.yellow(event.errorCode ?? '')}` : ''}`)
  if (failed && (event.errorMessage ?? '') !== '') io.print(`        ${event.errorMessage}`)
  for (const check of refused) {
    io.print(`        ${check.action} on ${check.resource}: ${check.because}`)
    const answer = explained(check, options)
    if (answer !== null) io.print(indented(renderDenied(answer, style)))
  }
}

/** Why the role lacks it: what the code needs, and what would be added. Null for callers that are none of the app's. */
function explained(
  check: Pick<RecordedCall['checks'][number], 'principal' | 'action' | 'resource' | 'decision'>,
  options: Pick<ConsoleOptions, 'app'>,
): DeniedAnswer | null {
  const app = options.app()
  const subject = app === null ? null : functionOf(check.principal, app.running)
  if (app === null || subject === null) return null
  const { principal, action, resource, decision } = check
  return app.explain(
    app.generation,
    { principal, action, resource, by: 'identity-based policy', explicit: decision === 'explicitDeny', policyArn: null },
    subject,
  )
}

/** The function behind a session: Lambda names the session like the function. */
function functionOf(principal: string, running: RunningApp): string | null {
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(principal)?.[1]
  return running.specs().find(({ name }) => name === session)?.id ?? null
}

function callerName(principal: string, running: RunningApp | null): string {
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(principal) ?? []
  if (session === undefined) return /:user\/(.+)$/.exec(principal)?.[1] ?? principal
  const own = running === null ? null : functionOf(principal, running)
  return own ?? running?.roles().find(({ name }) => name === role)?.id ?? `${role}/${session}`
}

/** By the logical ID where it is one of the app's. */
function shortArn(arn: string, running: RunningApp | null): string {
  const resources = Object.entries(running?.describe().resources ?? {})
  const [id, known] =
    resources
      .filter(([, each]) => each.arn !== null && (arn === each.arn || arn.startsWith(`${each.arn}/`) || arn.startsWith(`${each.arn}:`)))
      .sort(([, a], [, b]) => (b.arn?.length ?? 0) - (a.arn?.length ?? 0))[0] ?? []
  return id === undefined || known === undefined ? arn.split(':').slice(5).join(':') || arn : `${id}${arn.slice(known.arn?.length ?? 0)}`
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `        ${line}`))
    .join('\n')

/** What a request of an API came to. */
export function showAnswer({ api, request, status, durationMs, notes }: Answered, { io }: ConsoleOptions): void {
  const { style } = io
  const mark = status >= 500 ? style.red(String(status)) : status >= 400 ? style.yellow(String(status)) : style.green(String(status))
  io.print(`${mark}     ${request.method} ${request.path}  ${style.dim(`${api.id}  ${durationMs.toFixed(0)} ms`)}`)
  for (const note of notes) io.print(`        ${note}`)
}

const LIFECYCLE = /^(INIT_START|START RequestId|END RequestId|REPORT RequestId)/

/** A line that a function wrote; Lambda's own lines only where all is asked for. */
export function showLog({ functionId, message }: LogLine, { io, showAll }: ConsoleOptions): void {
  if (!showAll && LIFECYCLE.test(message)) return
  for (const line of message.split('\n')) io.print(lineOf(functionId, line, io.style))
}

const lineOf = (id: string, line: string, style: Style): string => `${style.dim(`${id} |`)} ${line.replace(/^\S+\t\S+\t(\w+)\t/, '$1 ')}`

/** As the contract has it: the event, and what each check came to. */
export const callOf = ({ event, checks }: RecordedCall): Readonly<Record<string, unknown>> => ({
  event,
  checks: checks.map(({ principal, action, resource, decision, because }) => ({ principal, action, resource, decision, because })),
})
