/**
 * From a built file to the source that it was made of, where the file says so: a source map, the comments that esbuild
 * leaves above each module, or a copy of a source file that is the same to the letter.
 */
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { Files } from '../read-files.js'
import type { SourceFile } from './search.js'

/** Folders whose files are made by tools of AWS, beside those that builds write to. */
export const STAGING_FOLDERS: ReadonlySet<string> = new Set(['.aws-sam', 'cdk.out'])

/**
 * @param built absolute path of a file in an output folder
 * @param homes absolute folders that builds run in, nearest first
 * @returns absolute path of the source, or null where nothing says which it is
 */
export function unbundled(built: string, homes: readonly string[], candidates: readonly SourceFile[], files: Files): string | null {
  const text = files.text(built)
  if (text === null) return null
  const copy = isStaged(built) ? fromCopy(built, text, candidates, files) : null
  return fromSourceMap(built, text, files) ?? fromComments(text, homes, files) ?? copy
}

/** Source: ECMA-426, "Source map format": the sources of a bundle stand in the order of its modules, the entry last. */
function fromSourceMap(built: string, text: string, files: Files): string | null {
  const named = /\/\/# sourceMappingURL=([^\s'"]+)\s*$/.exec(text.slice(-500))?.[1]
  if (named === undefined || named.startsWith('data:')) return null
  const path = resolve(dirname(built), named)
  const sources = sourcesOf(files.text(path) ?? '')
  return lastOwn(
    sources.map((source) => resolve(dirname(path), source)),
    files,
  )
}

function sourcesOf(map: string): readonly string[] {
  try {
    const { sourceRoot = '', sources } = JSON.parse(map) as { sourceRoot?: string; sources?: unknown }
    return Array.isArray(sources) ? sources.filter((source) => typeof source === 'string').map((source) => join(sourceRoot, source)) : []
  } catch {
    return []
  }
}

/** `// src/handlers/create.ts`, relative to where the build ran. */
function fromComments(text: string, homes: readonly string[], files: Files): string | null {
  const named = [...text.matchAll(/^\/\/ ([\w@./-]+\.[cm]?[jt]sx?)$/gm)].flatMap((match) => match[1] ?? [])
  for (const home of homes) {
    const found = lastOwn(
      named.map((path) => resolve(home, path)),
      files,
    )
    if (found !== null) return found
  }
  return null
}

const lastOwn = (paths: readonly string[], files: Files): string | null =>
  paths.filter((path) => !path.includes('node_modules')).findLast((path) => files.kindOf(path) === 'file') ?? null

/** Staging copies folders as they are; elsewhere two equal files are two files. */
const isStaged = (path: string): boolean => path.split(sep).some((part) => STAGING_FOLDERS.has(part))

function fromCopy(built: string, text: string, candidates: readonly SourceFile[], files: Files): string | null {
  const same = candidates.filter(({ path }) => path !== built && basename(path) === basename(built) && files.text(path) === text)
  return same.length === 1 ? (same[0]?.path ?? null) : null
}
