/** Templates under other names than the usual ones, and below the folder that a person names: told by what they say. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** At how much is looked: it must not take long. */
const MAX_FILES = 300
const MAX_BYTES = 5_000_000

const NAME = /\.(ya?ml|json|template)$/i
/** Never templates, and often large. */
const OTHERS = /(^|\/)(package(-lock)?|tsconfig.*|samconfig.*)\.json$|(^|\/)pnpm-lock\.yaml$/

export interface FoundTemplate {
  /** Relative to the folder. */
  readonly path: string
  readonly hasFunctions: boolean
  readonly hasStacks: boolean
}

/** @param files as `filesBelow` gives them: templates come in their order */
export async function templatesAmong(folder: string, files: readonly string[]): Promise<readonly FoundTemplate[]> {
  const likely = files.filter((file) => NAME.test(file) && !OTHERS.test(file)).slice(0, MAX_FILES)
  return (await Promise.all(likely.map((path) => templateAt(folder, path)))).flat()
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
