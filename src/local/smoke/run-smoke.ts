/** Sends an app's smoke requests under its roles, and asks what its roles must refuse. */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import type { SmokeRequest } from '../../config/index.js'
import type { Generation } from '../../generate/index.js'
import type { Problem } from '../../outcome/index.js'
import { callService, jsonPath } from '../api/index.js'
import type { RunningApp } from '../app/index.js'
import type { CheckOutcome, Credentials, LocalAws } from '../types.js'
import { missingPackages } from './missing-packages.js'
import { outsideRequests } from './outside.js'
import type { SmokeAnswer, SmokeResult } from './types.js'

export interface SmokeOptions {
  readonly aws: LocalAws
  readonly app: RunningApp
  readonly generation: Generation
  readonly onProgress?: (done: number, total: number, name: string) => void
}

/** The longest that an API may take. */
const TIMEOUT_MS = 30_000

export async function runSmoke(options: SmokeOptions): Promise<SmokeResult> {
  const { aws, app, generation } = options
  const smoke = generation.config.smoke ?? { files: [], requests: [] }
  const problems: Problem[] = []
  for (const file of smoke.files) problems.push(...(await copyFolder(file, options)))
  const kept = new Map<string, string>()
  const requests: SmokeAnswer[] = []
  for (const [i, request] of smoke.requests.entries()) {
    options.onProgress?.(i, smoke.requests.length, request.name)
    const checks: CheckOutcome[] = []
    const stop = aws.onCall((call) => checks.push(...call.checks))
    const answered = await send(request, kept, options)
    await app.settle()
    stop()
    if ('problem' in answered) problems.push(answered.problem)
    const { status, body } = 'problem' in answered ? { status: null, body: '' } : answered
    const denied = checks.filter(({ decision }) => decision !== 'allowed')
    requests.push({
      name: request.name,
      request: request.call.kind === 'invoke' ? `invoke ${request.call.function}` : `${request.call.method} ${request.call.path}`,
      status,
      isExpected: status !== null && (request.status === null ? status < 400 : status === request.status) && denied.length === 0,
      denied: denied.map(({ principal, action, resource, because }) => ({ principal, action, resource, because })),
    })
    keep(request, body, kept)
  }
  // Whatever failed, a package that isn't there is the likeliest reason, and the first thing to mend.
  if (requests.some(({ isExpected }) => !isExpected)) problems.push(...missingPackages(generation.app, generation.app.folder))
  return { requests, outside: outsideRequests(options), problems }
}

type Answered = { readonly status: number; readonly body: string } | { readonly problem: Problem }

async function send({ name, call }: SmokeRequest, kept: ReadonlyMap<string, string>, { aws, app }: SmokeOptions): Promise<Answered> {
  if (call.kind === 'invoke') return invoke(call.function, filled(call.event, kept), { aws, app })
  const { apis } = app.describe()
  const id = call.api ?? Object.keys(apis)[0]
  const base = id === undefined ? undefined : apis[id]
  if (base === undefined) return { problem: wrongName(name, 'API', call.api ?? 'of the app', Object.keys(apis)) }
  const signer = call.signedBy === null ? null : credentialsOf(call.signedBy, { aws, app })
  if (signer === undefined)
    return {
      problem: wrongName(
        name,
        'function',
        call.signedBy ?? '',
        app.specs().map((spec) => spec.id),
      ),
    }
  const url = new URL(base + String(filled(call.path, kept)))
  const body =
    call.body === undefined
      ? null
      : typeof call.body === 'string'
        ? String(filled(call.body, kept))
        : JSON.stringify(filled(call.body, kept))
  const headers = new Map<string, string>([
    ...(body === null || typeof call.body === 'string' ? [] : [['content-type', 'application/json'] as const]),
    ...[...call.headers].map(([header, value]) => [header, String(filled(value, kept))] as const),
  ])
  try {
    if (signer !== null) {
      const request = {
        method: call.method,
        path: url.pathname,
        query: [...url.searchParams],
        headers,
        body: Buffer.from(body ?? ''),
        service: 'execute-api',
        region: aws.region,
      }
      const answer = await callService(aws.endpoint, request, signer, aws.clock.now(), TIMEOUT_MS)
      return { status: answer.status, body: answer.body.toString('utf8') }
    }
    const answer = await fetch(url, {
      method: call.method,
      headers: [...headers],
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== null && { body }),
    })
    return { status: answer.status, body: await answer.text() }
  } catch (error) {
    return {
      problem: {
        code: 'local/no-answer',
        message: `\`${name}\` was not answered: ${String(error)}`,
        hint: 'see what the function logs with `rolewright dev`',
        at: null,
      },
    }
  }
}

/** As the developer: the function's error counts as a failed request. */
async function invoke(id: string, event: unknown, { aws, app }: Pick<SmokeOptions, 'aws' | 'app'>): Promise<Answered> {
  const spec = app.specs().find((each) => each.id === id)
  const [account] = aws.accounts
  const as = account === undefined ? null : aws.callerOf(account.credentials)
  if (spec === undefined || as === null)
    return {
      problem: wrongName(
        id,
        'function',
        id,
        app.specs().map((each) => each.id),
      ),
    }
  const reply = await aws.call({
    as,
    service: 'lambda',
    operation: 'Invoke',
    input: { FunctionName: spec.name, Payload: JSON.stringify(event) },
  })
  if (!('raw' in reply) || reply.raw !== true)
    return { status: 'status' in reply ? Number(reply.status) : 500, body: JSON.stringify(reply) }
  const { status, headers, body } = reply as { status: number; headers: Readonly<Record<string, string>>; body: Buffer | string | null }
  return { status: headers['x-amz-function-error'] === undefined ? status : 500, body: String(body ?? '') }
}

function credentialsOf(signer: string, { aws, app }: Pick<SmokeOptions, 'aws' | 'app'>): Credentials | undefined {
  if (signer === 'developer') return aws.accounts[0]?.credentials
  const spec = app.specs().find(({ id }) => id === signer)
  if (spec === undefined) return undefined
  const lambda = { service: 'lambda.amazonaws.com', sourceArn: spec.arn, sourceAccount: spec.account }
  const session = aws.sessionFor(spec.roleArn, spec.name, lambda, spec.arn)
  return 'fault' in session ? undefined : session
}

/** `{name}` in every text. */
function filled(value: unknown, kept: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (whole, name: string) => kept.get(name) ?? whole)
  if (Array.isArray(value)) return value.map((item) => filled(item, kept))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, kept)]))
}

function keep({ keep: wanted }: SmokeRequest, body: string, kept: Map<string, string>): void {
  if (wanted.size === 0) return
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return
  }
  for (const [name, path] of wanted) {
    const found = jsonPath(value, path)
    if (found !== undefined && found !== null) kept.set(name, typeof found === 'object' ? JSON.stringify(found) : String(found))
  }
}

/** Puts the files of a folder into a bucket, as somebody would who deploys the app. */
async function copyFolder(
  { from, to, under }: { readonly from: string; readonly to: string; readonly under: string },
  { aws, app, generation }: SmokeOptions,
): Promise<readonly Problem[]> {
  const folder = join(generation.app.folder, from)
  const bucket = app.describe().resources[to]?.ref
  const [account] = aws.accounts
  const as = account === undefined ? null : aws.callerOf(account.credentials)
  if (bucket === undefined || as === null) return [wrongName('files', 'bucket', to, Object.keys(app.describe().resources))]
  let names: readonly string[]
  try {
    names = readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
      .sort()
  } catch {
    return [
      {
        code: 'local/no-such-folder',
        message: `there is no folder \`${from}\` to copy into ${to}`,
        hint: 'correct `smoke.files` of the configuration',
        at: null,
      },
    ]
  }
  for (const name of names) {
    const Key = under + name.split(sep).join('/')
    await aws.call({
      as,
      service: 's3',
      operation: 'PutObject',
      input: { Bucket: bucket, Key, ContentType: TYPES.get(extname(name)) ?? 'application/octet-stream' },
      body: readFileSync(join(folder, name)),
    })
  }
  return []
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css'],
  ['.html', 'text/html'],
  ['.js', 'text/javascript'],
  ['.json', 'application/json'],
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
  ['.txt', 'text/plain'],
])

const wrongName = (request: string, kind: string, name: string, there: readonly string[]): Problem => ({
  code: 'local/no-such-name',
  message: `smoke request \`${request}\` names the ${kind} \`${name}\`, which is not there`,
  hint: there.length === 0 ? `the app has no ${kind}` : `there are ${[...there].sort().slice(0, 8).join(', ')}`,
  at: null,
})
