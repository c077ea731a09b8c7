/** An app written into a folder of its own, generated for, and running: for tests that need the whole way. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Generation, generate } from '../../generate/index.js'
import { type RunAppOptions, type RunningApp, runApp } from '../app/index.js'
import type { LocalAws, LocalAwsOptions, RecordedCall } from '../types.js'
import { type Running, running } from './running.js'

export interface TestApp extends Running {
  readonly app: RunningApp
  readonly generation: Generation
  readonly folder: string
  readonly calls: RecordedCall[]
  readonly problems: string[]
  readonly logs: string[]
  /** A request of an API by its logical ID. */
  readonly request: (api: string, method: string, path: string, more?: RequestInit) => Promise<Response>
  readonly generate: () => Promise<Generation>
  readonly close: () => Promise<void>
}

export interface TestAppOptions {
  readonly aws?: LocalAwsOptions
  readonly layout?: 'per-function' | 'as-declared' | 'five-roles'
}

const ROOT = join(import.meta.dirname, '../../..')

/** @param files by their path below the app's folder; packages are those of this repository */
export function writeApp(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-app-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

export async function generateFor(folder: string, aws: LocalAws, layout: TestAppOptions['layout'] = 'per-function'): Promise<Generation> {
  const made = await generate({
    inputs: [folder],
    layout,
    parameters: new Map(),
    account: aws.accounts[0]?.id ?? null,
    region: aws.region,
    from: null,
  })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value
}

export async function startTestApp(files: Readonly<Record<string, string>>, options: TestAppOptions = {}): Promise<TestApp> {
  const folder = writeApp(files)
  const it = await running(options.aws)
  const generation = await generateFor(folder, it.aws, options.layout)
  const calls: RecordedCall[] = []
  const problems: string[] = []
  const logs: string[] = []
  const hooks: Pick<RunAppOptions, 'onLog' | 'onProblem' | 'onAnswered'> = {
    onLog: ({ message }) => logs.push(message),
    onProblem: (message) => problems.push(message),
    onAnswered: ({ notes }) => problems.push(...notes),
  }
  const started = await runApp({ aws: it.aws, generation, stack: 'test', ...hooks })
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  const app = started.value
  it.aws.onCall((call) => calls.push(call))
  return {
    ...it,
    app,
    generation,
    folder,
    calls,
    problems,
    logs,
    request: (api, method, path, more) => fetch(`${app.describe().apis[api]}${path}`, { method, redirect: 'manual', ...more }),
    generate: () => generateFor(folder, it.aws, options.layout),
    async close() {
      await app.close()
      await it.aws.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until something is so. */
export async function until<T>(find: () => Promise<T | null | undefined> | T | null | undefined, ms = 8_000): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const found = await find()
    if (found !== null && found !== undefined) return found
    if (Date.now() > end) throw new Error('it did not come to be')
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
