/** From a function's code settings to the file that holds its handler. */
import { dirname, join, resolve } from 'node:path'
import type { Place, Problem } from '../../outcome/index.js'
import type { Files } from '../read-files.js'
import type { Code, Language } from '../types.js'
import { type BuildOutput, buildOutputs, builtFrom } from './build-scripts.js'
import { type CompilerFolders, isWithin, OUTPUT_FOLDERS, outputFolderOf, sourceByCompiler, sourceByLayout } from './candidates.js'
import { compilersOf } from './compilers.js'
import { EXTENSIONS, TYPESCRIPT } from './extensions.js'
import { type Handler, parseHandler, parsePythonHandler } from './handler.js'
import { namedAlike } from './named-alike.js'
import { packageFolder, type SourceFile, sourceFiles } from './search.js'
import { STAGING_FOLDERS, unbundled } from './unbundled.js'

export interface CodeSettings {
  readonly functionId: string
  readonly at: Place
  readonly language: Language
  /** Null where the template gives none. */
  readonly handler: string | null
  /** Absolute folders that the code may be in, by certainty: `CodeUri`, what an image copies, an asset. Files (zip, bundle) too. */
  readonly roots: readonly string[]
  /** Entry points of `Metadata.BuildProperties`, relative to the root. */
  readonly entryPoints: readonly string[]
  /** Keys of archives in buckets: `releases/create-order.zip`. */
  readonly archives: readonly string[]
  /** Names that the function goes by: its construct's, its own, its logical ID. */
  readonly names: readonly string[]
  readonly layers: readonly string[]
}

/** What was found, and what a person should know of how. */
export interface Located {
  readonly code: Code
  readonly note: Problem | null
}

export interface Locator {
  readonly locate: (settings: CodeSettings) => Located
}

/** Remembers folders, configurations and file lists, so that a thousand functions of one package cost one search. */
export function locator(files: Files): Locator {
  const compilers = remember((folder: string) => compilersOf(folder, files))
  const sources = remember((folder: string) => sourceFiles(folder, files))
  const builds = remember((folder: string) => buildOutputs(folder, sources(folder), files))
  return { locate: (settings) => locate(settings, { files, compilers, sources, builds }) }
}

interface Context {
  readonly files: Files
  readonly compilers: (folder: string) => readonly CompilerFolders[]
  readonly sources: (folder: string) => readonly SourceFile[]
  readonly builds: (folder: string) => readonly BuildOutput[]
}

function locate(settings: CodeSettings, context: Context): Located {
  const { files } = context
  if (settings.handler?.endsWith('.sh'))
    return absent({
      code: 'app/handler-unreadable',
      message: `\`${settings.functionId}\` starts the script \`${settings.handler}\`, and no export of a module`,
      hint: 'name the source of the server with a hint, or give the file alone',
      at: settings.at,
    })
  const handler = settings.handler === null ? null : (settings.language === 'python' ? parsePythonHandler : parseHandler)(settings.handler)
  if (handler === null) {
    const message =
      settings.handler === null
        ? `\`${settings.functionId}\` has no handler`
        : `the handler \`${settings.handler}\` does not name a file and an export`
    return absent({ code: 'app/handler-unreadable', message, hint: 'write it as `file.export`', at: settings.at })
  }
  const outside = settings.roots.find((root) => files.isOutside(root))
  if (outside !== undefined && settings.roots.every((root) => files.isOutside(root)))
    return absent({
      code: 'app/outside',
      message: `the code of \`${settings.functionId}\` lies outside the repository: \`${files.show(outside)}\``,
      hint: 'code is read inside the repository only',
      at: settings.at,
    })

  const tried: string[] = []
  for (const attempt of attempts(settings, handler, context)) {
    const file = firstFile(attempt, settings.language, files, tried)
    if (file === null) continue
    const source = settings.language === 'javascript' ? sourceOfBuilt(file, context) : null
    return { code: found(source ?? file, source === null ? attempt.root : dirname(source), handler, settings, files), note: null }
  }
  return otherwise(settings, handler, context, tried)
}

interface Attempt {
  /** Without extension, or with one where settings name it. */
  readonly path: string
  readonly root: string
  readonly extensions?: readonly string[]
}

function* attempts(settings: CodeSettings, handler: Handler, context: Context): Generator<Attempt> {
  const { files } = context
  for (const root of settings.roots) {
    const kind = files.kindOf(root)
    const folder = kind === 'file' ? dirname(root) : root
    const isArchive = /\.(zip|jar)$/.test(root)
    // Entry points say which file the build begins with, whatever the output is called.
    for (const entry of entriesFor(settings.entryPoints, handler)) yield { path: resolve(folder, entry), root: folder }
    const itself = { path: join(folder, handler.module), root: folder }
    if (settings.language === 'javascript') {
      // TypeScript is source wherever it stands. JavaScript in an output folder was made of something, so that comes
      // first, but a folder may only be called like one: without the compiler's word only TypeScript counts as its source.
      yield { ...itself, extensions: TYPESCRIPT }
      const from = (path: string): Attempt => ({ path, root: packageFolder(dirname(path), files) })
      const layout = sourceByLayout(folder, handler.module).map(from)
      yield* sourceByCompiler(folder, handler.module, context.compilers(existingFolder(folder, files))).map(from)
      for (const attempt of layout) yield { ...attempt, extensions: TYPESCRIPT }
      if (!isArchive) yield itself
      yield* layout
    } else if (!isArchive) yield itself
    if (kind === 'file' && !isArchive) yield { path: root, root: folder }
  }
}

/** What a file in an output folder was made of, where it says so. */
function sourceOfBuilt(file: string, { files, sources }: Context): string | null {
  const output = outputFolderOf(file, BUILT_FOLDERS)
  if (output === null) return null
  const home = packageFolder(dirname(output), files)
  return unbundled(file, [dirname(output), home, files.folder], sources(home), files)
}

const BUILT_FOLDERS: ReadonlySet<string> = new Set([...OUTPUT_FOLDERS, ...STAGING_FOLDERS])

/** With several entry points the one that the handler names; a single one is meant whatever its name. */
function entriesFor(entryPoints: readonly string[], handler: Handler): readonly string[] {
  if (entryPoints.length <= 1) return entryPoints
  const wanted = handler.module.split('/')
  const score = (entry: string): number => {
    const parts = entry.replace(/\.[cm]?[jt]sx?$/, '').split('/')
    let agree = 0
    while (agree < wanted.length && agree < parts.length && parts.at(-1 - agree) === wanted.at(-1 - agree)) agree++
    return agree
  }
  return [...entryPoints].sort((a, b) => score(b) - score(a)).filter((entry) => score(entry) > 0)
}

function existingFolder(path: string, files: Files): string {
  let at = path
  while (files.kindOf(at) !== 'folder' && dirname(at) !== at) at = dirname(at)
  return at
}

function firstFile({ path, extensions }: Attempt, language: Language, files: Files, tried: string[]): string | null {
  if (/\.([cm]?[jt]sx?|py)$/.test(path) && files.kindOf(path) === 'file') return path
  const wanted = extensions ?? (language === 'python' ? ['.py'] : EXTENSIONS)
  for (const extension of wanted) if (files.kindOf(path + extension) === 'file') return path + extension
  // A folder is a module through its index file.
  if (files.kindOf(path) === 'folder')
    for (const extension of wanted) {
      const index = join(path, (language === 'python' ? '__init__' : 'index') + extension)
      if (files.kindOf(index) === 'file') return index
    }
  if (extensions === undefined) tried.push(files.show(path))
  return null
}

/** Where nothing stands where it should: what build scripts say, then what the function and its archive are called. */
function otherwise(settings: CodeSettings, handler: Handler, context: Context, tried: readonly string[]): Located {
  const { files } = context
  const home = packageFolder(existingFolder(outputParent(settings.roots[0] ?? files.folder), files), files)
  if (settings.language === 'javascript') {
    const built = builtFrom(settings.roots, handler, context.builds(home))
    if (built !== null) return { code: found(built, home, handler, settings, files), note: null }
    // A repository can hold other apps, so names are looked for above the app's folder only where that holds no source.
    const searched = isWithin(files.folder, home) && context.sources(files.folder).length > 0 ? files.folder : home
    const named = namedAlike({ ...settings, handler, candidates: context.sources(searched), text: files.text })
    if (named !== null) return { code: found(named, searched, handler, settings, files), note: foundByName(settings, files.show(named)) }
  }
  const paths = [...new Set(tried)].slice(0, 6).map((path) => `\`${path}\``)
  return absent({
    code: 'app/handler-missing',
    message: `no file holds the handler \`${settings.handler}\` of \`${settings.functionId}\`${paths.length === 0 ? '' : `; tried ${paths.join(', ')}`}`,
    hint: 'build the app first, or correct CodeUri and Handler',
    at: settings.at,
  })
}

const foundByName = (settings: CodeSettings, file: string): Problem => ({
  code: 'app/found-by-name',
  message: `the code of \`${settings.functionId}\` was taken to be \`${file}\`, the only file of that name`,
  hint: 'build the app, or name the source in the template, if it is another',
  at: settings.at,
})

/** The folder that holds the output folder that a path lies in; the path itself where it lies in none. */
function outputParent(path: string): string {
  const output = outputFolderOf(join(path, 'x'))
  return output === null ? path : dirname(output)
}

function found(file: string, root: string, handler: Handler, settings: CodeSettings, files: Files): Code {
  const inside = isWithin(file, root) ? root : dirname(file)
  return { kind: 'files', root: inside, entry: { file: files.show(file), exportName: handler.exportName }, layers: settings.layers }
}

const absent = (problem: Problem): Located => ({ code: { kind: 'absent', problem }, note: null })

function remember<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const answer = known.get(key)
    if (answer !== undefined) return answer
    const made = compute(key)
    known.set(key, made)
    return made
  }
}
