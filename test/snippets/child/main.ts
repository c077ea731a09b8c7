/**
 * The child process: runs each job's bundle as Lambda would, with a recorder in place of the network, and writes a line of
 * JSON for each to file descriptor 3.
 */
import { readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Job, Ran } from '../execute.js'
import { recordHttp } from './record-http.js'
import { recordV2 } from './record-v2.js'
import { recordV3 } from './record-v3.js'
import { startRecording, stopRecording } from './recording.js'

const HANDLER_TIMEOUT_MS = 5_000
const load = createRequire(__filename)

const BASE_ENV: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_LAMBDA_FUNCTION_NAME: 'snippet',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
  AWS_XRAY_LOG_LEVEL: 'silent',
  POWERTOOLS_DEV: 'true',
  POWERTOOLS_TRACE_ENABLED: 'false',
}

const context = {
  functionName: 'snippet',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:snippet',
  memoryLimitInMB: '128',
  awsRequestId: '00000000-0000-0000-0000-000000000000',
  logGroupName: '/aws/lambda/snippet',
  logStreamName: 'stream',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => 3_000,
}

async function run(job: Job): Promise<Ran> {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, BASE_ENV, job.env)
  forgetLibraries()
  const sent = startRecording(job.answers)
  try {
    const module = job.bundle.endsWith('.mjs') ? await import(job.bundle) : load(job.bundle)
    const handler = module[job.export]
    if (typeof handler !== 'function') throw new Error(`there is no export \`${job.export}\``)
    for (const event of job.events) await invoke(handler, structuredClone(event))
    await settle()
    return { sent, error: null }
  } catch (error) {
    await settle()
    return { sent, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  } finally {
    stopRecording()
  }
}

type Handler = (event: unknown, context: unknown, callback: (error: unknown, answer: unknown) => void) => unknown

function invoke(handler: Handler, event: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the handler did not end')), HANDLER_TIMEOUT_MS)
    const done = (error: unknown, answer: unknown): void => {
      clearTimeout(timer)
      error ? reject(error) : resolve(answer)
    }
    try {
      const answer = handler(event, { ...context, done, succeed: (a: unknown) => done(null, a), fail: (e: unknown) => done(e, null) }, done)
      if (answer instanceof Promise) {
        answer.then(
          (a) => done(null, a),
          (e) => done(e ?? new Error('the handler failed with nothing'), null),
        )
      } else if (handler.length < 3 && !(typeof answer === 'object' && answer !== null && 'then' in answer)) done(null, answer)
    } catch (error) {
      done(error ?? new Error('the handler failed with nothing'), null)
    }
  })
}

/** Calls that the handler does not wait for are sent within a few turns. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Libraries keep caches of their own, and one row's must not answer another's. The SDKs stay: they are slow to load. */
function forgetLibraries(): void {
  const stays = /[\\/]node_modules[\\/](@aws-sdk|@smithy|@aws-crypto|aws-sdk|tslib)[\\/]/
  for (const file of Object.keys(require.cache)) if (file !== __filename && !stays.test(file)) delete require.cache[file]
}

async function main(): Promise<void> {
  const jobs = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Job[]
  recordHttp()
  recordV3()
  recordV2()
  process.on('unhandledRejection', () => {})
  process.on('uncaughtException', () => {})
  for (const job of jobs) writeSync(3, `${JSON.stringify(await run(job))}\n`)
  process.exit(0)
}

void main()
