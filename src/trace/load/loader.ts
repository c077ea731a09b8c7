/** Files to lowered modules, each once for the whole app, with what went wrong as problems. */
import { extname, relative, sep } from 'node:path'
import type { Place, Problem } from '../../outcome/index.js'
import type { ModuleCode } from '../lower/ir.js'
import { lowerModule } from '../lower/javascript/lower-module.js'
import { type Lines, lineAt, linesOf } from './lines.js'
import { parseModule } from './parse.js'
import { readText, sizeOf } from './read-text.js'
import { packageName, type Resolver, resolverFor } from './resolve.js'
import { decoratorsFor } from './tsconfig-paths.js'

export type Loaded =
  | { readonly kind: 'code'; readonly code: ModuleCode }
  | { readonly kind: 'data'; readonly data: unknown }
  | { readonly kind: 'failed'; readonly problem: Problem }

export interface Loader {
  readonly resolver: Resolver
  load(file: string): Loaded
  /** Text that is in no file of its own: inline code, stubs. */
  loadText(file: string, text: string): Loaded
  place(file: string, offset: number): Place
  /** The package that a file is installed from; null: the app's own file. */
  packageOf(file: string): string | null
  /** Whether an installed file is small enough to be followed, with what was read of its package so far. */
  admit(file: string, name: string): boolean
}

/** A package is followed up to this much source; most that wrap the SDK are far smaller. */
const MAX_PACKAGE_BYTES = 400_000
const MAX_PACKAGE_FILE_BYTES = 160_000

export function loaderFor(folder: string, tsconfig: string | null): Loader {
  const loaded = new Map<string, Loaded>()
  const texts = new Map<string, { readonly text: string; lines: Lines | null }>()
  const packages = new Map<string, number>()
  const decorators = new Map<string, 'legacy' | 'standard'>()

  const shown = (file: string): string => (file.startsWith('[') ? file.slice(1, -1) : relative(folder, file).split(sep).join('/'))
  const place = (file: string, offset: number): Place => {
    const known = texts.get(file)
    if (known === undefined) return { file: shown(file), line: 1, column: 1 }
    known.lines ??= linesOf(known.text)
    return { file: shown(file), ...lineAt(known.lines, offset) }
  }
  const failed = (file: string, code: string, message: string, hint: string, offset = 0): Loaded => ({
    kind: 'failed',
    problem: { code, message, hint, at: place(file, offset) },
  })

  const loadText = (file: string, text: string): Loaded => {
    texts.set(file, { text, lines: null })
    const parsed = parseModule(file, text)
    if (parsed.kind === 'module') {
      const { module } = parsed
      const form = file.startsWith('[') ? 'legacy' : decoratorsFor(file, module.typed, tsconfig, decorators)
      return { kind: 'code', code: lowerModule(module, form) }
    }
    return failed(
      file,
      'trace/syntax',
      `\`${shown(file)}\` cannot be parsed: ${parsed.reason.toLowerCase()}`,
      'correct the syntax; what this file calls is unknown until then',
      parsed.offset,
    )
  }

  const load = (file: string): Loaded => {
    const read = readText(file)
    if (read.kind === 'failed')
      return failed(
        file,
        'trace/unreadable',
        `\`${shown(file)}\` cannot be read: ${read.reason}`,
        'what this file calls is unknown: make it readable, or add its permissions by hand',
      )
    if (extname(file) !== '.json') return loadText(file, read.text)
    try {
      return { kind: 'data', data: JSON.parse(read.text.replace(/^\uFEFF/, '')) }
    } catch {
      return failed(file, 'trace/syntax', `\`${shown(file)}\` is no JSON`, 'correct it; what is read from it is unknown until then')
    }
  }

  return {
    resolver: resolverFor(folder, tsconfig),
    load: (file) => {
      let known = loaded.get(file)
      if (known === undefined) {
        known = load(file)
        loaded.set(file, known)
      }
      return known
    },
    loadText,
    place,
    packageOf,
    admit: (file, name) => {
      const size = sizeOf(file) ?? Number.POSITIVE_INFINITY
      const before = packages.get(name) ?? 0
      if (size > MAX_PACKAGE_FILE_BYTES || before + size > MAX_PACKAGE_BYTES) return false
      if (!loaded.has(file)) packages.set(name, before + size)
      return true
    },
  }
}

function packageOf(file: string): string | null {
  const parts = file.split(sep)
  const at = parts.lastIndexOf('node_modules')
  return at < 0 ? null : packageName(parts.slice(at + 1).join('/'))
}
