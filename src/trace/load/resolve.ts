/** What an import specifier means: as Node and the TypeScript compiler find it, with layers and workspaces. */
import { existsSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'
import { ResolverFactory } from 'oxc-resolver'
import { realPath } from './read-text.js'
import { mapSpecifier, type PathMap, pathsFor, readPaths } from './tsconfig-paths.js'
import { readPackage, workspacesOf } from './workspaces.js'

export type Resolved =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'builtin'; readonly name: string }
  /** No file was found. */
  | { readonly kind: 'package'; readonly specifier: string }
  | { readonly kind: 'missing'; readonly specifier: string }

export interface Resolver {
  resolve(from: string, specifier: string, how: 'import' | 'require', layers: readonly string[]): Resolved
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']
/** Paths, names inside of a package, and aliases that only a bundler's settings explain: no package has such a name. */
const NO_PACKAGE = /^(\.|#|~|@\/)/
const BUILTINS: ReadonlySet<string> = new Set(builtinModules)

export function resolverFor(folder: string, tsconfig: string | null): Resolver {
  const shared = {
    extensions: EXTENSIONS,
    extensionAlias: {
      '.js': ['.ts', '.tsx', '.js', '.jsx'],
      '.jsx': ['.tsx', '.jsx'],
      '.mjs': ['.mts', '.mjs'],
      '.cjs': ['.cts', '.cjs'],
    },
    mainFields: ['main', 'module'],
    nodePath: false,
    symlinks: true,
  }
  const withConfig = tsconfig === null ? ('auto' as const) : { configFile: tsconfig, references: 'auto' as const }
  const plain = new ResolverFactory({ ...shared, conditionNames: ['node', 'import', 'module', 'default'] })
  const factories = {
    import: plain.cloneWithOptions({ ...shared, conditionNames: ['node', 'import', 'module', 'default'], tsconfig: withConfig }),
    require: plain.cloneWithOptions({ ...shared, conditionNames: ['node', 'require', 'default'], tsconfig: withConfig }),
    plain,
  }
  const workspaces = workspacesOf(folder)
  const pathMaps = new Map<string, PathMap | null>()
  const known = new Map<string, Resolved>()

  const tryFile = (factory: ResolverFactory, from: string, specifier: string): string | null => {
    const found = factory.resolveFileSync(from, specifier)
    return found.path === undefined ? null : realPath(found.path)
  }

  /** `src/x` by the folder that a bundler's settings name: the nearest one above that holds such a file. */
  const fromRoot = (root: string, from: string, specifier: string): string | null => {
    if (!specifier.includes('/') || specifier.startsWith('@')) return null
    for (let at = dirname(from); at.startsWith(root); at = dirname(at)) {
      const found = tryFile(factories.plain, from, join(at, specifier))
      if (found !== null) return found
      if (at === dirname(at)) return null
    }
    return null
  }

  const find = (from: string, specifier: string, how: 'import' | 'require', layers: readonly string[]): Resolved => {
    const direct = tryFile(factories[how], from, specifier)
    if (direct !== null) return { kind: 'file', file: direct }
    const untyped = tryFile(factories.plain, from, specifier)
    if (untyped !== null) return { kind: 'file', file: untyped }
    const paths = tsconfig === null ? pathsFor(from, pathMaps) : readPaths(tsconfig, 0)
    for (const path of paths === null ? [] : mapSpecifier(paths, specifier)) {
      const mapped = tryFile(factories.plain, from, path)
      if (mapped !== null) return { kind: 'file', file: mapped }
    }
    for (const path of layerPaths(specifier, layers)) {
      const layered = tryFile(factories.plain, from, path)
      if (layered !== null) return { kind: 'file', file: layered }
    }
    if (isAbsolute(specifier) || NO_PACKAGE.test(specifier)) return { kind: 'missing', specifier }
    const own =
      workspacePackage(factories.plain, workspaces.folderOf(packageName(specifier), from), specifier) ?? fromRoot(folder, from, specifier)
    return own === null ? { kind: 'package', specifier } : { kind: 'file', file: own }
  }

  return {
    resolve: (from, specifier, how, layers) => {
      const bare = specifier.replace(/^node:/, '')
      if (specifier.startsWith('node:') || BUILTINS.has(bare)) return { kind: 'builtin', name: bare }
      const url = specifier.startsWith('file://') ? specifier.slice('file://'.length) : (specifier.split('?')[0] ?? specifier)
      const key = `${how}\n${dirname(from)}\n${url}\n${layers.join('\n')}`
      const before = known.get(key)
      if (before !== undefined) return before
      const found = find(from, url, how, layers)
      known.set(key, found)
      return found
    },
  }
}

/** The package of a specifier: `@scope/name/sub` → `@scope/name`. */
export function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

/**
 * Where a layer's content would lie: it is unpacked to `/opt`, and Node looks into `/opt/nodejs/node_modules`.
 * Source: Lambda Developer Guide, "Packaging your layer content". SAM builds a layer's folder to `nodejs/`.
 */
function layerPaths(specifier: string, layers: readonly string[]): string[] {
  if (specifier.startsWith('.')) return []
  const inOpt = /^\/opt\/(.*)$/.exec(specifier)?.[1]
  const out: string[] = []
  for (const layer of layers) {
    if (inOpt !== undefined) {
      out.push(join(layer, inOpt))
      if (inOpt.startsWith('nodejs/')) {
        const inside = inOpt.slice('nodejs/'.length)
        // A layer that is built by a makefile or a compiler keeps its source in a folder of its own.
        out.push(join(layer, inside), ...['src', 'lib', 'dist'].map((folder) => join(layer, folder, inside)))
      }
    } else if (!isAbsolute(specifier)) {
      const folders = [
        'nodejs/node_modules',
        'node_modules',
        'nodejs/node18/node_modules',
        'nodejs/node20/node_modules',
        'nodejs/node22/node_modules',
      ]
      for (const each of folders) out.push(join(layer, each, specifier))
    }
  }
  return out
}

/** A package's entry, from source where what `main` names was not built. */
function workspacePackage(factory: ResolverFactory, folder: string | null, specifier: string): string | null {
  if (folder === null) return null
  const name = packageName(specifier)
  const rest = specifier.slice(name.length)
  const inside = join(folder, 'package.json')
  const wanted =
    rest === '' ? ['.', './src/index', './src', './lib/index', './lib', './index'] : [`.${rest}`, `./src${rest}`, `./lib${rest}`]
  const self = factory.resolveFileSync(inside, specifier)
  if (self.path !== undefined) return realPath(self.path)
  const main = readPackage(folder)?.main
  if (rest === '' && typeof main === 'string') {
    const source = main.replace(/^(\.\/)?(dist|build|lib|out)\//, 'src/').replace(/\.[cm]?js$/, '')
    wanted.unshift(`./${source}`)
  }
  for (const each of wanted) {
    const found = existsSync(join(folder, '.')) ? factory.resolveFileSync(inside, each) : null
    if (found?.path !== undefined) return realPath(found.path)
  }
  return null
}
