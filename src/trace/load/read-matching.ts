/**
 * The modules that a specifier can mean of which only the beginning is known: `./handlers/${name}` is any module in that
 * folder. Bundlers take them all. Source: webpack documentation, "Dependency Management", require with expression.
 */
import { readdirSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import type { Value } from '../values.js'

const SOURCE: ReadonlySet<string> = new Set(['.ts', '.mts', '.cts', '.tsx', '.mjs', '.js', '.cjs', '.jsx', '.json'])

/** More alternatives than a value can have say nothing. */
const MAX_MODULES = 16

/**
 * @param file absolute path of the module that asks
 * @returns specifiers; null where no folder is known, nothing lies in it, or too much
 */
export function modulesMatching(file: string, specifier: Value): readonly string[] | null {
  if (specifier.kind !== 'text') return null
  const [first, ...rest] = specifier.pieces
  if (first?.kind !== 'literal' || !/^\.{1,2}\//.test(first.text)) return null
  const last = rest.at(-1)
  const end = last?.kind === 'literal' ? last.text : ''
  const cut = first.text.lastIndexOf('/') + 1
  const [folder, begin] = [first.text.slice(0, cut), first.text.slice(cut)]
  const names = namesIn(resolve(dirname(file), folder)).filter(
    (name) => name.startsWith(begin) && (name.endsWith(end) || plain(name).endsWith(end)),
  )
  const found = [...new Set(names.map((name) => (name.endsWith(end) && end !== '' ? name : plain(name))))]
    .map((name) => folder + name)
    .filter((name) => resolve(dirname(file), name) !== file.replace(extname(file), ''))
  return found.length === 0 || found.length > MAX_MODULES ? null : found
}

const plain = (name: string): string => (SOURCE.has(extname(name)) ? name.slice(0, -extname(name).length) : name)

/** Source files, and folders with an index; declarations and tests are nobody's modules. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => (entry.isDirectory() ? hasIndex(join(folder, entry.name)) : isModule(entry.name)))
      .map(({ name }) => name)
      .sort()
  } catch {
    return []
  }
}

const isModule = (name: string): boolean => SOURCE.has(extname(name)) && !/\.(d|test|spec)\.[cm]?[jt]sx?$/.test(name)

function hasIndex(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => plain(name) === 'index' && isModule(name))
  } catch {
    return false
  }
}
