/** `tsconfig.json` files above a folder: where the compiler reads from and writes to. */
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { member, sourceOf } from '../document/node.js'
import { parseDocumentText } from '../document/read-document.js'
import type { Files } from '../read-files.js'
import type { CompilerFolders } from './candidates.js'

/** The configurations that apply to a folder, nearest first; also those named otherwise (`tsconfig.build.json`). */
export function compilersOf(folder: string, files: Files): readonly CompilerFolders[] {
  const found: CompilerFolders[] = []
  for (let at = folder; !files.isOutside(at); at = dirname(at)) {
    for (const name of files.list(at)) {
      if (!/^tsconfig(\.[\w-]+)?\.json$/.test(name)) continue
      const read = readCompiler(join(at, name), files, 0)
      if (read !== null) found.push({ folder: at, outDir: read.outDir, rootDir: read.rootDir })
    }
    if (dirname(at) === at) break
  }
  return found
}

interface Folders {
  readonly outDir: string | null
  readonly rootDir: string | null
}

function readCompiler(path: string, files: Files, depth: number): Folders | null {
  const text = files.text(path)
  if (text === null || depth > 4) return null
  // Source: TypeScript handbook, "What is a tsconfig.json": comments and trailing commas are allowed.
  const parsed = parseDocumentText(withoutComments(text), files.show(path))
  if (!parsed.ok) return null
  const options = member(parsed.value.root, 'compilerOptions')
  const extended = sourceOf(member(parsed.value.root, 'extends'))
  const base = extended?.startsWith('.') ? readCompiler(resolve(dirname(path), withExtension(extended)), files, depth + 1) : null
  const absolute = (key: string): string | null => {
    const written = sourceOf(member(options, key))
    return written === null ? null : isAbsolute(written) ? written : resolve(dirname(path), written)
  }
  return { outDir: absolute('outDir') ?? base?.outDir ?? null, rootDir: absolute('rootDir') ?? base?.rootDir ?? null }
}

const withExtension = (path: string): string => (path.endsWith('.json') ? path : `${path}.json`)

/** Comments outside strings, and commas before a closing bracket, become spaces. */
function withoutComments(text: string): string {
  return text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string: string | undefined) => string ?? ' ')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? ' ')
}
