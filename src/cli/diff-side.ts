/** One side of a `diff`: an app, a lockfile or policies, where it lies now or as a git revision has it. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { placesIn, readJson } from '../policy/index.js'
import type { SubjectText } from '../prove/index.js'
import { buildLock, type Lock, parseLock } from '../review/index.js'
import { type AppOptions, generateFor } from './app-options.js'
import { readInput } from './can-options.js'
import { layOut, splitRevision } from './git-revision.js'
import type { Io } from './io.js'

export type DiffSide = { readonly kind: 'access'; readonly lock: Lock } | { readonly kind: 'policies'; readonly text: SubjectText }

/**
 * @param name of the side, `a` or `b`
 * @errors `cli/no-such-input`, those of `layOut`, of `parseLock`, and whatever `generate` answers
 */
export async function readSide(words: string, name: string, options: AppOptions, io: Io): Promise<Result<DiffSide, readonly Problem[]>> {
  if (words === '-') {
    const input = await readInput(words, io)
    return input.ok ? ((await readJsonSide(input.value, words, name)) ?? fail([notOfTheseKinds])) : input
  }
  const revision = splitRevision(words, io.cwd)
  if (revision === null) return readPath(resolve(io.cwd, words), words, name, options, io)
  const laid = layOut(revision.revision, revision.path, io.cwd)
  if (!laid.ok) return fail([laid.error])
  try {
    return await readPath(laid.value.path, words, name, options, io)
  } finally {
    laid.value.remove()
  }
}

async function readPath(
  path: string,
  shown: string,
  name: string,
  options: AppOptions,
  io: Io,
): Promise<Result<DiffSide, readonly Problem[]>> {
  if (!existsSync(path))
    return fail([{ code: 'cli/no-such-input', message: `\`${shown}\` does not exist`, hint: 'look at the path', at: null }])
  const text = path.endsWith('.json') && statSync(path).isFile() ? readFileSync(path, 'utf8') : null
  const side = text === null ? null : await readJsonSide(text, shown, name)
  if (side !== null) return side
  const generation = await generateFor([path], options, io)
  return generation.ok ? ok({ kind: 'access', lock: buildLock(generation.value.needs).lock }) : generation
}

/** A lockfile or policies; null: the text is neither. */
async function readJsonSide(text: string, shown: string, name: string): Promise<Result<DiffSide, readonly Problem[]> | null> {
  const json = readJson(text)
  if (!json.ok) return null
  const { value: root } = json
  const members = root.kind === 'object' ? root.members.map(({ key }) => key) : []
  if (members.includes('lockVersion')) {
    const parsed = await parseLock(text, shown)
    return parsed.ok ? ok({ kind: 'access', lock: parsed.value.lock }) : fail([parsed.error])
  }
  if (root.kind !== 'array' && !members.some((key) => POLICY_MEMBERS.has(key))) return null
  return ok({ kind: 'policies', text: { name, root, placeOf: placesIn(text, shown) } })
}

const notOfTheseKinds: Problem = {
  code: 'request/not-json',
  message: 'standard input is no lockfile and no policies as JSON',
  hint: 'name the file of an app',
  at: null,
}

const POLICY_MEMBERS: ReadonlySet<string> = new Set([
  ...['Statement', 'identity', 'resource', 'permissionBoundary', 'session', 'scps', 'rcps', 'vpcEndpoint'],
])
