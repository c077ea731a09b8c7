/** Writes a file so that whoever reads it sees the old text or the new one, never a part. */
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'

/**
 * A link stays a link: the file that it names is written. Permissions are kept.
 *
 * @errors `cli/cannot-write`
 */
export function writeWhole(path: string, text: string): Result<null, Problem> {
  let next: string | null = null
  try {
    const target = existsSync(path) ? realpathSync(path) : path
    const mode = existsSync(target) ? statSync(target).mode : undefined
    next = `${target}.${process.pid}.new`
    writeFileSync(next, text, mode === undefined ? {} : { mode })
    renameSync(next, target)
    return ok(null)
  } catch (thrown) {
    if (next !== null) rmSync(next, { force: true })
    const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    return fail({
      code: 'cli/cannot-write',
      message: `\`${path}\` cannot be written (${reason})`,
      hint: 'make the file and its folder writable',
      at: null,
    })
  }
}
