/**
 * The last way to find a handler's source: by what the function, its archive or its folder is called. A name counts
 * where one file alone has it, and the file holds the export's name.
 */
import { basename, dirname } from 'node:path'
import { OUTPUT_FOLDERS } from './candidates.js'
import type { Handler } from './handler.js'
import { plainName, type SourceFile } from './search.js'

export interface NameSearch {
  readonly handler: Handler
  readonly roots: readonly string[]
  readonly archives: readonly string[]
  readonly names: readonly string[]
  readonly candidates: readonly SourceFile[]
  readonly text: (path: string) => string | null
}

/** @returns the absolute path of the one file, or null */
export function namedAlike(search: NameSearch): string | null {
  const module = search.handler.module
    .split('/')
    .filter((part) => part !== '.' && part !== '..')
    .map(plainName)
  for (const names of wantedNames(module, search)) {
    const [only, ...others] = search.candidates.filter((candidate) =>
      names.every((name, i) => candidate.names.at(i - names.length) === name),
    )
    if (only !== undefined && others.length === 0 && holds(search, only.path)) return only.path
  }
  return null
}

/** Ends of paths, the most telling first. `index` says nothing by itself: what is around it has the name. */
function wantedNames(module: readonly string[], { roots, archives, names }: NameSearch): readonly (readonly string[])[] {
  const around = [...archives, ...roots].flatMap(archiveNames)
  const own = names.map(functionName)
  const wanted = [
    ...around.flatMap((name) => [
      [name, ...module],
      [name, 'src', ...module],
    ]),
    ...(module.at(-1) === 'index' ? around.map((name) => [name]) : [module]),
    ...own.flatMap((name) => [[name, ...module], [name]]),
  ]
  return wanted.filter((parts) => parts.every((part) => part !== ''))
}

/** `out/createUser/createUser.zip` → `createuser`, twice; folders that only say "output", and hashes, are left out. */
function archiveNames(path: string): readonly string[] {
  const name = basename(path).replace(/\.(zip|jar)$/, '')
  return [name, basename(dirname(path))]
    .filter((each) => each !== '.' && !OUTPUT_FOLDERS.has(each) && !/^(asset\.)?[0-9a-f]{16,}$/.test(each))
    .map(plainName)
}

/** `CreateItemFunction` is called `createitem` in the source. */
const functionName = (id: string): string => plainName(id).replace(/(lambda|function|handler|fn)+$/, '')

function holds(search: NameSearch, path: string): boolean {
  const [name = ''] = search.handler.exportName.split('.')
  return (search.text(path) ?? '').includes(name)
}
