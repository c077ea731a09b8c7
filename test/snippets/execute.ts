/**
 * Runs rows for real: bundles each with esbuild (packages stay outside, as they do in a Lambda function's build), then
 * starts child processes that run fifty of them each with the real SDKs and write down what was sent.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { hasTopLevelAwait, type Row, type Sent } from './row.js'

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
    await bundle({ child: join(HERE, 'child/main.ts') }, root, 'cjs')
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
  // Decorators and class fields as the widespread settings of `tsc` have them.
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { experimentalDecorators: true, useDefineForClassFields: true } }),
  )
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
  for (const [i, row] of rows.entries()) layOut(join(root, `s${i}`), row)
  const entriesOf = (format: 'cjs' | 'esm'): Record<string, string> =>
    Object.fromEntries(
      rows.flatMap((row, i) => (hasTopLevelAwait(row) === (format === 'esm') ? [[`out/s${i}`, join(root, `s${i}`, row.entry.file)]] : [])),
    )
  await bundle(entriesOf('cjs'), root, 'cjs')
  await bundle(entriesOf('esm'), root, 'esm')
  return rows.map((row, i) => join(root, `out/s${i}.${hasTopLevelAwait(row) ? 'mjs' : 'cjs'}`))
}

const bundle = (entryPoints: Record<string, string>, root: string, format: 'cjs' | 'esm'): Promise<unknown> =>
  build({
    entryPoints,
    outdir: root,
    bundle: true,
    platform: 'node',
    format,
    target: 'node20',
    plugins: [packagesOfOthers(root)],
    outExtension: { '.js': format === 'cjs' ? '.cjs' : '.mjs' },
    logLevel: 'error',
  })

/** Packages stay outside of a bundle, but those that a row brings itself. */
export const packagesOfOthers = (root: string): Plugin => ({
  name: 'packages of others',
  setup: (build) =>
    build.onResolve({ filter: /^[^./]/ }, ({ path, resolveDir, kind }) => {
      if (kind === 'entry-point') return undefined
      const name = path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/')
      const own = /^s\d+/.exec(relative(root, resolveDir))?.[0]
      const brought = own !== undefined && existsSync(join(root, own, 'node_modules', name))
      // A bundler that resolves from the app's folder: `src/lib/save`.
      if (own !== undefined && !brought && path.includes('/') && existsSync(join(root, own, name)))
        return build.resolve(`./${path}`, { kind, resolveDir: join(root, own) })
      return brought || isAlias(root, own, path) ? undefined : { path, external: true }
    }),
})

/** Names that a row's own tsconfig explains. */
function isAlias(root: string, own: string | undefined, path: string): boolean {
  const config = own === undefined ? '' : join(root, own, 'tsconfig.json')
  if (!existsSync(config)) return false
  const { compilerOptions = {} } = JSON.parse(readFileSync(config, 'utf8')) as { compilerOptions?: { paths?: Record<string, unknown> } }
  return Object.keys(compilerOptions.paths ?? {}).some((pattern) => path.startsWith(pattern.replace('*', '')))
}

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
