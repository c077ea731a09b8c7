/**
 * Runs rows for real: bundles each with esbuild (packages stay outside, as they do in a Lambda function's build), then
 * starts child processes that run fifty of them each with the real SDKs and write down what was sent.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Row, Sent } from './row.js'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROWS_A_CHILD = 50
const CHILD_TIMEOUT_MS = 120_000

export interface Ran {
  readonly sent: readonly Sent[]
  /** What went wrong, in words; null where each call of the handler ended well. */
  readonly error: string | null
}

/** What the parent tells a child to run. */
export interface Job {
  readonly bundle: string
  readonly export: string
  readonly env: Readonly<Record<string, string>>
  readonly events: readonly unknown[]
  readonly answers: Readonly<Record<string, unknown>>
}

/** @returns as many as there are rows, in their order */
export async function execute(rows: readonly Row[]): Promise<readonly Ran[]> {
  const root = mkdtempSync(join(tmpdir(), 'snippets-'))
  try {
    isolate(root)
    const bundles = await bundleRows(root, rows)
    await bundle({ entryPoints: { child: join(HERE, 'child/main.ts') }, outdir: root })
    const jobs: Job[] = rows.map((row, i) => ({
      bundle: bundles[i] ?? '',
      export: row.entry.export,
      env: row.env,
      events: row.events,
      answers: row.answers,
    }))
    const groups: Job[][] = []
    for (let i = 0; i < jobs.length; i += ROWS_A_CHILD) groups.push(jobs.slice(i, i + ROWS_A_CHILD))
    const ran: (readonly Ran[])[] = groups.map(() => [])
    let next = 0
    const worker = async (): Promise<void> => {
      for (let i = next++; i < groups.length; i = next++) ran[i] = await runChild(root, i, groups[i] ?? [])
    }
    await Promise.all([worker(), worker()])
    return ran.flat()
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Makes a folder the root of a package of its own, whatever lies above it, with the packages of this repository. */
export function isolate(root: string): void {
  writeFileSync(join(root, 'package.json'), '{}')
  symlinkSync(join(HERE, '../../node_modules'), join(root, 'node_modules'), 'junction')
}

/** Writes the files of a row under a folder. */
export function layOut(folder: string, row: Row): void {
  for (const [file, text] of row.files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

async function bundleRows(root: string, rows: readonly Row[]): Promise<readonly string[]> {
  const entryPoints: Record<string, string> = {}
  for (const [i, row] of rows.entries()) {
    layOut(join(root, `s${i}`), row)
    entryPoints[`out/s${i}`] = join(root, `s${i}`, row.entry.file)
  }
  await bundle({ entryPoints, outdir: root })
  return rows.map((_, i) => join(root, `out/s${i}.cjs`))
}

const bundle = (options: { entryPoints: Record<string, string>; outdir: string }): Promise<unknown> =>
  build({
    ...options,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    outExtension: { '.js': '.cjs' },
    logLevel: 'error',
    // Decorators and class fields as the widespread `tsc` settings have them, wherever the machine's own settings lie.
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: true } },
  })

/** A child that fails as a whole gives its error to all of its rows. */
function runChild(root: string, index: number, jobs: readonly Job[]): Promise<readonly Ran[]> {
  const file = join(root, `jobs${index}.json`)
  writeFileSync(file, JSON.stringify(jobs))
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--no-warnings', join(root, 'child.cjs'), file], {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '' },
      timeout: CHILD_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    let answers = ''
    let noise = ''
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      answers += chunk.toString()
    })
    const keep = (chunk: Buffer): void => {
      noise = (noise + chunk.toString()).slice(-2_000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('close', (status) => {
      const ran = answers.split('\n').filter((line) => line !== '')
      const lost: Ran = { sent: [], error: `the child process ended with ${status}: ${noise}` }
      resolve(jobs.map((_, i) => (ran[i] === undefined ? lost : (JSON.parse(ran[i]) as Ran))))
    })
  })
}
