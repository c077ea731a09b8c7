/**
 * What of a tsconfig the resolver does not say: the form of decorators, and `paths` and `baseUrl` of one that it cannot read, most often
 * since what it extends is not installed.
 * Comments and trailing commas are allowed, as the compiler allows them.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export interface PathMap {
  readonly base: string
  /** The compiler tries the longest pattern first. */
  readonly patterns: readonly { readonly prefix: string; readonly suffix: string; readonly targets: readonly string[] }[]
}

export function pathsFor(file: string, known: Map<string, PathMap | null>): PathMap | null {
  const config = nearestConfig(dirname(file))
  if (config === null) return null
  const before = known.get(config)
  if (before !== undefined) return before
  const read = readPaths(config, 0)
  known.set(config, read)
  return read
}

function nearestConfig(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const config = ['tsconfig.json', 'jsconfig.json'].map((each) => join(at, each)).find((each) => existsSync(each))
    if (config !== undefined) return config
    if (dirname(at) === at) return null
  }
}

/**
 * The standard form where the configuration leaves the older one out, and in JavaScript without a configuration. Where that
 * cannot be told it is the older one, which nearly all libraries ask for.
 */
export function decoratorsFor(
  file: string,
  typed: boolean,
  config: string | null,
  known: Map<string, 'legacy' | 'standard'>,
): 'legacy' | 'standard' {
  const folder = dirname(file)
  let found = known.get(folder)
  if (found === undefined) {
    const nearest = config ?? nearestConfig(folder)
    found = nearest === null ? (typed ? 'legacy' : 'standard') : readDecorators(nearest, 0)
    known.set(folder, found)
  }
  return found
}

function readDecorators(config: string, depth: number): 'legacy' | 'standard' {
  const read = readJsonc(config)
  if (read === null || depth > MAX_EXTENDS) return 'legacy'
  const { experimentalDecorators } = (read.compilerOptions ?? {}) as { experimentalDecorators?: unknown }
  if (typeof experimentalDecorators === 'boolean') return experimentalDecorators ? 'legacy' : 'standard'
  const parents = [read.extends].flat().filter((each): each is string => typeof each === 'string')
  for (const parent of parents.toReversed()) {
    const path = parent.startsWith('.') ? resolve(dirname(config), parent) : null
    // What is extended may set it, so where that is not here nothing is said.
    const form = path === null ? 'legacy' : readDecorators(existsSync(path) ? path : `${path}.json`, depth + 1)
    if (form === 'legacy') return form
  }
  return 'standard'
}

const MAX_EXTENDS = 8

export function readPaths(config: string, depth: number): PathMap | null {
  const read = readJsonc(config)
  if (read === null || depth > MAX_EXTENDS) return null
  const options = (read.compilerOptions ?? {}) as { baseUrl?: unknown; paths?: Record<string, unknown> }
  const folder = dirname(config)
  if (options.paths === undefined && options.baseUrl === undefined) {
    const parents = [read.extends].flat().filter((each): each is string => typeof each === 'string' && each.startsWith('.'))
    for (const parent of parents) {
      const path = resolve(folder, parent)
      const inherited = readPaths(existsSync(path) ? path : `${path}.json`, depth + 1)
      if (inherited !== null) return inherited
    }
    return null
  }
  const base = typeof options.baseUrl === 'string' ? resolve(folder, options.baseUrl) : folder
  const patterns = Object.entries(options.paths ?? {}).map(([pattern, targets]) => {
    const [prefix = '', suffix = ''] = pattern.split('*')
    return {
      prefix,
      suffix: pattern.includes('*') ? suffix : '\0',
      targets: [targets].flat().filter((each): each is string => typeof each === 'string'),
    }
  })
  if (typeof options.baseUrl === 'string') patterns.push({ prefix: '', suffix: '', targets: ['*'] })
  return { base, patterns: patterns.sort((a, b) => b.prefix.length - a.prefix.length) }
}

/** Absolute paths without extension that a specifier can mean. */
export function mapSpecifier(paths: PathMap, specifier: string): readonly string[] {
  for (const { prefix, suffix, targets } of paths.patterns) {
    if (suffix === '\0') {
      if (specifier === prefix) return targets.map((each) => resolve(paths.base, each))
    } else if (specifier.startsWith(prefix) && specifier.endsWith(suffix)) {
      const middle = specifier.slice(prefix.length, specifier.length - suffix.length)
      return targets.map((each) =>
        resolve(
          paths.base,
          each.replace('*', () => middle),
        ),
      )
    }
  }
  return []
}

function readJsonc(file: string): Record<string, unknown> | null {
  try {
    const bare = readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, text: string | undefined) => text ?? '')
      .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, text: string | undefined) => text ?? '')
    const read: unknown = JSON.parse(bare)
    return read !== null && typeof read === 'object' ? (read as Record<string, unknown>) : null
  } catch {
    return null
  }
}
