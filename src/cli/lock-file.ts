/** `rolewright.lock.json` of an app: read, compared with what the app asks for now, and written. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../emit/index.js'
import type { Generation } from '../generate/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import {
  buildLock,
  compareLocks,
  isEqual,
  LOCK_FILE,
  type Lock,
  type LockComparison,
  parseLock,
  printLock,
  type VerifiedCell,
  verifiedIn,
  withVerified,
} from '../review/index.js'

export interface LockState {
  readonly comparison: LockComparison
  /** Nothing was agreed so far. */
  readonly isNew: boolean
  /** What the file holds, if there is one. */
  readonly before: string | null
  /** What it would hold if what is asked for now were agreed to. */
  readonly after: string
}

const NOTHING: Lock = { lockVersion: 1, subjects: new Map() }

/** @errors `lock/unreadable`, and those of `parseLock` */
export async function readLockState({ app, needs }: Generation): Promise<Result<LockState, Problem>> {
  const { lock: asked, places: askedAt } = buildLock(needs)
  const after = printLock(asked)
  const path = join(app.folder, LOCK_FILE)
  if (!existsSync(path)) {
    const comparison = compareLocks({ agreed: NOTHING, agreedAt: () => null, asked, askedAt })
    return ok({ comparison, isNew: true, before: null, after })
  }
  let before: string
  try {
    before = readFileSync(path, 'utf8')
  } catch {
    return fail({ code: 'lock/unreadable', message: `\`${LOCK_FILE}\` cannot be read`, hint: 'make it a readable file', at: null })
  }
  const parsed = await parseLock(before, LOCK_FILE)
  if (!parsed.ok) return parsed
  const agreed = parsed.value.lock
  const comparison = compareLocks({ agreed, agreedAt: parsed.value.placeOf, asked, askedAt })
  return ok({ comparison, isNew: false, before, after: printLock(withVerified(asked, verifiedIn(agreed))) })
}

/**
 * Agrees to what the app asks for now; what `verify` said of it stays. A lockfile that cannot be read is written anew: that
 * is how it is mended.
 *
 * @errors `cli/cannot-write`
 */
export async function updateLock({ app, needs }: Generation): Promise<Result<LockWritten, Problem>> {
  const path = join(app.folder, LOCK_FILE)
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null
  const agreed = before === null ? null : await parseLock(before, LOCK_FILE)
  return write(path, before, withVerified(buildLock(needs).lock, agreed?.ok ? verifiedIn(agreed.value.lock) : []))
}

/**
 * Puts what `verify` found out beside the grants that the lockfile agrees to, and changes nothing else in it.
 *
 * @returns null where there is no lockfile, or none that can be read
 * @errors `cli/cannot-write`
 */
export async function putVerified(folder: string, cells: readonly VerifiedCell[]): Promise<Result<LockWritten | null, Problem>> {
  const path = join(folder, LOCK_FILE)
  if (!existsSync(path)) return ok(null)
  const before = readFileSync(path, 'utf8')
  const agreed = await parseLock(before, LOCK_FILE)
  return agreed.ok ? write(path, before, withVerified(agreed.value.lock, cells)) : ok(null)
}

export interface LockWritten {
  readonly file: string
  readonly changed: boolean
}

function write(path: string, before: string | null, lock: Lock): Result<LockWritten, Problem> {
  const text = printLock(lock)
  if (before === text) return ok({ file: path, changed: false })
  const written = writeWhole(path, text)
  return written.ok ? ok({ file: path, changed: true }) : written
}

/** The text differs although access is the same: code moved to other files or functions. */
export const isStale = ({ before, after, comparison }: LockState): boolean => before !== null && before !== after && isEqual(comparison)
