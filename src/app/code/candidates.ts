/**
 * Where the source of a handler can be, best first. A template often names what a build leaves (`dist/handlers/a.handler`);
 * the source is then found by the build's own settings, or by the layout that such settings usually have.
 */
import { dirname, join, normalize, relative, sep } from 'node:path'

/** What building says of a folder: from its `tsconfig.json`, and nothing where there is none. */
export interface CompilerFolders {
  /** Absolute folder of the configuration. */
  readonly folder: string
  /** Absolute; null where output stands beside its source. */
  readonly outDir: string | null
  readonly rootDir: string | null
}

/** Folders that builds write to. */
export const OUTPUT_FOLDERS: ReadonlySet<string> = new Set([
  '.build',
  '.esbuild',
  '.webpack',
  'build',
  'bundle',
  'bundles',
  'cjs',
  'compiled',
  'dist',
  'esm',
  'lib',
  'out',
  'output',
  'target',
  'tsc-out',
])

/** Folders that source stands in, tried where an output folder stood. */
const SOURCE_FOLDERS = ['src', '', 'lib', 'app', 'source', 'lambda', 'lambdas', 'functions', 'handlers']

/**
 * Paths without extension at which the source of `module` under `root` stands by the compiler's own settings.
 *
 * @param root absolute folder of the code
 * @param module path without extension, relative to it
 */
export function sourceByCompiler(root: string, module: string, compilers: readonly CompilerFolders[]): readonly string[] {
  const output = join(root, module)
  const found = compilers.flatMap(({ folder, outDir, rootDir }) => {
    if (outDir === null || !isWithin(output, outDir)) return []
    const inside = relative(outDir, output)
    // Without rootDir the compiler takes the longest common folder of its input, usually src or the folder itself.
    return rootDir === null ? [join(folder, inside), join(folder, 'src', inside)] : [join(rootDir, inside)]
  })
  return [...new Set(found)].filter((path) => path !== output)
}

/** The same by layout: an output folder on the way replaced by each folder that source stands in. */
export function sourceByLayout(root: string, module: string): readonly string[] {
  const output = join(root, module)
  const parts = normalize(output).split(sep)
  const found: string[] = []
  for (let i = parts.length - 2; i > 0; i--) {
    if (!OUTPUT_FOLDERS.has(parts[i] ?? '')) continue
    for (const folder of SOURCE_FOLDERS)
      found.push([...parts.slice(0, i), ...(folder === '' ? [] : [folder]), ...parts.slice(i + 1)].join(sep))
  }
  return [...new Set(found)].filter((path) => path !== output)
}

export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

/** The output folder that a path lies in, the nearest above it: `…/dist/handlers/a` lies in `…/dist`. */
export function outputFolderOf(path: string, names: ReadonlySet<string> = OUTPUT_FOLDERS): string | null {
  for (let at = dirname(path); dirname(at) !== at; at = dirname(at)) if (names.has(at.slice(at.lastIndexOf(sep) + 1))) return at
  return null
}
