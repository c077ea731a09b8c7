/**
 * The code of functions, made ready to run. JavaScript runs where it stands, as Lambda would find it. TypeScript, JSX and
 * what a deployment bundles is compiled by esbuild with its `tsconfig.json`: the app's own files become one module, and
 * packages stay where they are installed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildFailure, Loader, Plugin, ResolveResult } from 'esbuild'
import type { FunctionCode, FunctionSpec, LoadedCode } from './types.js'

export interface LoadFailure {
  readonly errorType: string
  readonly errorMessage: string
}

export interface Loaded {
  readonly code: LoadedCode | LoadFailure
  /** Absolute paths of files that, once changed, ask for another load. */
  readonly files: readonly string[]
}

type FilesCode = Extract<FunctionCode, { kind: 'files' }>

/**
 * @param folder to write compiled modules to; the caller removes it
 * @param appFolder whose packages stand in for those that Lambda's runtime brings
 */
export async function loadCode(spec: FunctionSpec, folder: string, appFolder: string): Promise<Loaded> {
  const { code } = spec
  const packages = packageFolders(appFolder)
  if (code.kind === 'absent')
    return { code: { errorType: 'Runtime.ImportModuleError', errorMessage: `${code.problem.message}: ${code.problem.hint}` }, files: [] }
  if (code.kind === 'inline') {
    // CloudFormation writes inline code to `index.js`. Source: CloudFormation Template Reference, "AWS::Lambda::Function Code".
    const root = join(folder, spec.id.replace(/[^\w-]/g, '_'))
    mkdirSync(root, { recursive: true })
    writeFileSync(join(root, 'index.js'), code.source)
    return { code: { taskRoot: root, module: null, layers: [], packages, sourceMaps: false }, files: [] }
  }
  const runsAsItIs = isPlain(code) && code.bundled === null && isWhereHandlerSays(spec.handler, code)
  if (runsAsItIs)
    return { code: { taskRoot: code.root, module: null, layers: code.layers, packages, sourceMaps: false }, files: [code.entry] }
  return compile(spec.id, code, folder, packages)
}

const isPlain = (code: FilesCode): boolean => /^\.[cm]?js$/.test(extname(code.entry))

/** Whether Lambda's search ends at the source; else the template names what a build leaves, and the source is compiled. */
function isWhereHandlerSays(handler: string, { root, entry }: FilesCode): boolean {
  const base = handler.slice(handler.lastIndexOf('/') + 1)
  const module = handler.slice(0, handler.length - base.length) + base.split('.')[0]
  return entry.replace(/\.[cm]?js$/, '') === join(root, module) || entry === join(root, module, 'index.js')
}

async function compile(id: string, code: FilesCode, folder: string, packages: readonly string[]): Promise<Loaded> {
  const { build } = await import('esbuild')
  const name = id.replace(/[^\w-]/g, '_')
  const seen = new Set<string>()
  const run = async (format: 'cjs' | 'esm'): Promise<Loaded> => {
    const outfile = join(folder, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`)
    const made = await build({
      entryPoints: [code.entry],
      outfile,
      bundle: true,
      platform: 'node',
      format,
      target: `node${process.versions.node}`,
      sourcemap: 'inline',
      sourcesContent: false,
      absWorkingDir: code.root,
      logLevel: 'silent',
      metafile: true,
      plugins: [packagesStay(format, code.layers, seen), ownPlaces()],
    })
    // In the other format `import.meta` is empty.
    if (format === 'cjs' && made.warnings.some(({ id: warning }) => warning === 'empty-import-meta')) return run('esm')
    const files = Object.keys(made.metafile.inputs).map((file) => join(code.root, file))
    return { code: { taskRoot: code.root, module: outfile, layers: code.layers, packages, sourceMaps: true }, files }
  }
  try {
    return await run(formatOf(code))
  } catch (error) {
    const messages = (error as BuildFailure).errors ?? []
    if (messages.some(({ text }) => text.includes('Top-level await'))) return run('esm').catch((second) => failed(second, code, seen))
    return failed(error, code, seen)
  }
}

function failed(error: unknown, code: FilesCode, seen: ReadonlySet<string>): Loaded {
  const lines = ((error as BuildFailure).errors ?? []).map(({ text, location }) =>
    location === null ? text : `${relative(code.root, join(code.root, location.file))}:${location.line}: ${text}`,
  )
  const errorType = lines.some((line) => line.includes('Could not resolve')) ? 'Runtime.ImportModuleError' : 'Runtime.UserCodeSyntaxError'
  return { code: { errorType, errorMessage: lines.join('\n') || String(error) }, files: [code.entry, ...seen] }
}

/** As a deployment would have it: what the template says, else what the nearest package says. */
function formatOf({ bundled, entry }: FilesCode): 'cjs' | 'esm' {
  if (bundled !== null) return bundled
  if (/\.m[jt]s$/.test(entry)) return 'esm'
  if (/\.c[jt]s$/.test(entry)) return 'cjs'
  for (let at = dirname(entry); ; at = dirname(at)) {
    const manifest = join(at, 'package.json')
    if (existsSync(manifest)) return isModulePackage(manifest) ? 'esm' : 'cjs'
    if (at === dirname(at)) return 'cjs'
  }
}

function isModulePackage(manifest: string): boolean {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown } | null)?.type === 'module'
  } catch {
    return false
  }
}

/** Packages are named by their absolute path, so that the compiled module may stand anywhere. */
function packagesStay(format: 'cjs' | 'esm', layers: readonly string[], seen: Set<string>): Plugin {
  const asked = Symbol('asked')
  return {
    name: 'packages-stay',
    setup(it) {
      it.onResolve({ filter: /^\/opt\// }, ({ path }) => {
        const file = layers
          .map((layer) => join(layer, path.slice('/opt/'.length)))
          .find((each) => existsSync(each) || existsSync(`${each}.js`))
        return file === undefined ? { path, external: true } : { path: existsSync(file) ? file : `${file}.js` }
      })
      it.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
        if (pluginData === asked || kind === 'entry-point' || /^(node|data|https?):/.test(path)) return undefined
        const ask = (as: typeof kind): Promise<ResolveResult> => it.resolve(path, { kind: as, resolveDir, importer, pluginData: asked })
        // A module that is loaded by `require` gets what a package keeps for `require`, if it keeps anything.
        const required = format === 'cjs' && kind === 'import-statement' ? await ask('require-call') : null
        const found = required !== null && required.errors.length === 0 ? required : await ask(kind)
        // What is not installed may be a layer's, or come with Lambda's runtime.
        if (found.errors.length > 0) return inLayers(path, layers) ?? { path, external: true }
        if (found.external || !found.path.includes(`${sep}node_modules${sep}`) || !/\.(?:[cm]?js|node)$/.test(found.path)) {
          if (!found.external) seen.add(found.path)
          return found.external ? found : { path: found.path, sideEffects: found.sideEffects }
        }
        return { path: format === 'cjs' || kind === 'require-call' ? found.path : pathToFileURL(found.path).href, external: true }
      })
    },
  }
}

function inLayers(name: string, layers: readonly string[]): { readonly path: string; readonly external: true } | null {
  for (const layer of layers)
    for (const folder of ['nodejs/node_modules', 'nodejs'])
      if (existsSync(join(layer, folder, name))) return { path: join(layer, folder, name), external: true }
  return null
}

// In two pieces, since the build of this package replaces the whole.
const META = 'import.meta'
const OWN_PLACE = /\b__(?:dirname|filename)\b|\bimport\.meta\.(?:url|dirname|filename)\b/

/** What a file says of its own place stays true: it reads its data files from beside its source. */
function ownPlaces(): Plugin {
  return {
    name: 'own-places',
    setup(it) {
      it.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
        const contents = await readFile(path, 'utf8')
        if (path.includes(`${sep}node_modules${sep}`) || !OWN_PLACE.test(contents)) return undefined
        const places = new Map([
          ['__dirname', dirname(path)],
          ['__filename', path],
          [`${META}.dirname`, dirname(path)],
          [`${META}.filename`, path],
          [`${META}.url`, pathToFileURL(path).href],
        ])
        const declared = /\b(?:const|let|var)\s+__(?:dirname|filename)\b/.test(contents)
        const text = contents.replace(/(?<![\w$.'"`])(__dirname|__filename|import\.meta\.(?:url|dirname|filename))\b/g, (written) =>
          declared && written.startsWith('__') ? written : JSON.stringify(places.get(written) ?? written),
        )
        return { contents: text, loader: LOADERS[extname(path)] ?? 'js', resolveDir: dirname(path) }
      })
    },
  }
}

const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.jsx': 'jsx',
  '.js': 'jsx',
  '.mjs': 'js',
  '.cjs': 'js',
}

/** Folders of packages from an app's folder upwards, as Node looks for them. */
function packageFolders(appFolder: string): readonly string[] {
  const found: string[] = []
  for (let at = appFolder; ; at = dirname(at)) {
    const folder = join(at, 'node_modules')
    if (existsSync(folder)) found.push(folder)
    if (at === dirname(at)) return found
  }
}

/** Ends esbuild's own process. */
export async function stopCompiler(): Promise<void> {
  const { stop } = await import('esbuild')
  await stop()
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })
