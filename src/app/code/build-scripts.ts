/**
 * What the build scripts of a package say of its outputs, read as text and never run: esbuild calls with their entry
 * points and output, commands in package.json, and the `entry` maps of bundler configurations.
 */
import { basename, dirname, join, resolve } from 'node:path'
import type { Files } from '../read-files.js'
import type { Handler } from './handler.js'
import type { SourceFile } from './search.js'

export interface BuildOutput {
  /** Absolute, without extension. Null where only the name of the output is known. */
  readonly output: string | null
  /** `createUser` of `{ createUser: './src/create-user.ts' }`, or the base name of the output. */
  readonly name: string
  /** Absolute. */
  readonly source: string
}

/** Scripts larger than this build more than handlers. */
const MAX_SCRIPT_CHARS = 100_000
const SCRIPT = /^(webpack|rollup|vite|tsup|tsdown|rolldown|esbuild|build)[\w.-]*\.[cm]?[jt]s$|^build[A-Z]\w*\.[cm]?[jt]s$/
const SOURCE = String.raw`[\w@./-]+\.[cm]?[jt]sx?`

/** @param folder of the package; `files` of it are searched for scripts by name */
export function buildOutputs(folder: string, sources: readonly SourceFile[], files: Files): readonly BuildOutput[] {
  const scripts = sources.map(({ path }) => path).filter((path) => SCRIPT.test(basename(path)))
  const configs = files
    .list(folder)
    .filter((name) => SCRIPT.test(name))
    .map((name) => join(folder, name))
  const texts = [...new Set([...scripts, ...configs, join(folder, 'package.json')])].map((path) => ({ path, text: files.text(path) ?? '' }))
  return texts
    .filter(({ text }) => text.length < MAX_SCRIPT_CHARS)
    .flatMap(({ path, text }) => [...calls(text, folder, dirname(path)), ...commands(text, folder), ...entryMaps(text, folder)])
    .filter(({ source }) => files.kindOf(source) === 'file')
}

/** `build({ entryPoints: ['./src/a.ts'], outfile: 'out/a/index.js' })`; paths are relative to where the build runs. */
function calls(text: string, folder: string, scriptFolder: string): readonly BuildOutput[] {
  return [...text.matchAll(/entryPoints\s*:\s*\[([^\]]*)\]/g)].flatMap((match) => {
    // The options of one call stand near each other, before or behind.
    const around = text.slice(Math.max(0, match.index - 1_500), match.index + match[0].length + 1_500)
    const sources = [...(match[1] ?? '').matchAll(/['"`]([^'"`]+)['"`]/g)].map((found) => found[1] ?? '')
    const outfile = /outfile\s*:\s*['"`]([^'"`$]+)['"`]/.exec(around)?.[1]
    const outdir = /outdir\s*:\s*['"`]([^'"`$]+)['"`]/.exec(around)?.[1]
    return [folder, scriptFolder].flatMap((base) => sources.map((source) => outputOf(base, source, outfile, outdir)))
  })
}

/** `esbuild src/a.ts --bundle --outfile=dist/a.js` in package.json. */
function commands(text: string, folder: string): readonly BuildOutput[] {
  return [...text.matchAll(/esbuild ([^"&|;]*)/g)].flatMap((match) => {
    const words = (match[1] ?? '').split(/\s+/)
    const option = (name: string): string | undefined => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
    return words
      .filter((word) => new RegExp(`^${SOURCE}$`).test(word))
      .map((source) => outputOf(folder, source, option('outfile'), option('outdir')))
  })
}

/** `entry: { createUser: './src/create-user.ts' }` of webpack, `input` of rollup, `entryPoints: { … }` of esbuild. */
function entryMaps(text: string, folder: string): readonly BuildOutput[] {
  return [...text.matchAll(/\b(?:entry|input|entryPoints)\s*:\s*\{([^{}]*)\}/g)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(new RegExp(String.raw`['"\`]?([\w./-]+)['"\`]?\s*:\s*['"\`](${SOURCE})['"\`]`, 'g'))].map((pair) => ({
      output: null,
      name: pair[1] ?? '',
      source: resolve(folder, pair[2] ?? ''),
    })),
  )
}

function outputOf(base: string, source: string, outfile: string | undefined, outdir: string | undefined): BuildOutput {
  const name = basename(source).replace(/\.[^.]+$/, '')
  const output =
    outfile === undefined ? (outdir === undefined ? null : resolve(base, outdir, name)) : resolve(base, outfile).replace(/\.[cm]?js$/, '')
  return { output, name: output === null ? name : basename(output), source: resolve(base, source) }
}

/** The source that a build script writes to where the handler is, or under the handler's name. */
export function builtFrom(roots: readonly string[], handler: Handler, builds: readonly BuildOutput[]): string | null {
  const outputs = roots.map((root) => join(/\.(zip|jar)$/.test(root) ? dirname(root) : root, handler.module))
  const exact = builds.find(({ output }) => output !== null && outputs.includes(output))
  if (exact !== undefined) return exact.source
  const named = builds.filter(({ output, name }) => output === null && (name === handler.module || handler.module.endsWith(`/${name}`)))
  return named.length === 1 ? (named[0]?.source ?? null) : null
}
