/** Templates under other names than the usual ones, and below the folder that a person names: told by what they say. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** How far below the folder is looked, and at how much: it must not take long. */
const MAX_DEPTH = 3
const MAX_FOLDERS = 500
const MAX_FILES = 300
const MAX_BYTES = 5_000_000

const NAME = /\.(ya?ml|json|template)$/i
/** Never templates, and often large. */
const OTHERS = /^(package(-lock)?|tsconfig.*|samconfig.*)\.json$|^pnpm-lock\.yaml$/
/** What other people's code and build output lie in, besides folders with a dot. */
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'cdk.out', 'out', 'dist', 'build', 'coverage', 'venv', 'vendor'])

export interface FoundTemplate {
  /** Relative to the folder. */
  readonly path: string
  readonly hasFunctions: boolean
  readonly hasStacks: boolean
}

/** @returns the nearest first, then by name */
export async function templatesBelow(folder: string): Promise<readonly FoundTemplate[]> {
  const found: FoundTemplate[] = []
  let folders = ['']
  let seen = 0
  let read = 0
  for (let depth = 0; depth <= MAX_DEPTH && folders.length > 0; depth++) {
    const next: string[] = []
    for (const at of folders.slice(0, MAX_FOLDERS - seen)) {
      seen++
      const inside = await readdir(join(folder, at), { withFileTypes: true }).catch(() => [])
      for (const each of [...inside].sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = at === '' ? each.name : `${at}/${each.name}`
        if (each.isDirectory() && !each.name.startsWith('.') && !SKIPPED.has(each.name)) next.push(path)
        if (!each.isFile() || !NAME.test(each.name) || OTHERS.test(each.name) || read >= MAX_FILES) continue
        read++
        found.push(...(await templateAt(folder, path)))
      }
    }
    folders = next
  }
  return found
}

/** Resources at the top, and one of a type that CloudFormation has. */
const RESOURCES = /^(Resources|["']Resources["'])\s*:|^\s*[{,]?\s*"Resources"\s*:/m
const typed = (types: string): RegExp => new RegExp(`["']?Type["']?\\s*:\\s*["']?(${types})`)
const ANY_TYPE = typed('(AWS|Custom)::\\w')
const FUNCTION = typed('AWS::(Serverless|Lambda)::Function\\b')
const STACK = typed('AWS::(CloudFormation::Stack|Serverless::Application)\\b')

async function templateAt(folder: string, path: string): Promise<readonly FoundTemplate[]> {
  const at = join(folder, path)
  try {
    if ((await stat(at)).size > MAX_BYTES) return []
    const text = await readFile(at, 'utf8')
    return RESOURCES.test(text) && ANY_TYPE.test(text) ? [{ path, hasFunctions: FUNCTION.test(text), hasStacks: STACK.test(text) }] : []
  } catch {
    return []
  }
}

/** The template of an app that has one alone: a stack of stacks and its parts are not told apart by looking. */
export function onlyTemplate(found: readonly FoundTemplate[]): string | null {
  if (found.length > 1 && found.some(({ hasStacks }) => hasStacks)) return null
  const candidates = found.length > 1 ? found.filter(({ hasFunctions }) => hasFunctions) : found
  return candidates.length === 1 ? (candidates[0]?.path ?? null) : null
}
