/** The lockfile's part of `check`: whether the app keeps to it, and what a person reads about that. */
import type { Generation } from '../generate/index.js'
import { type Finding, ok, type Problem, type Result } from '../outcome/index.js'
import { LOCK_FILE, type LockComparison } from '../review/index.js'
import { isStale, type LockState, readLockState } from './lock-file.js'
import { renderLockChanges } from './render/lock-changes.js'
import type { Style } from './style.js'

export interface LockCheck {
  readonly ok: boolean
  readonly comparison: LockComparison
  readonly findings: readonly Finding[]
  readonly lines: readonly string[]
}

export interface LockCheckOptions {
  /** Without a lockfile, or where less is asked for than agreed, the answer is no as well. */
  readonly frozen: boolean
  /** As the person named it, for the next command. */
  readonly app: string
}

const NOTHING: LockComparison = { gained: [], lost: [] }

/** @errors those of `readLockState` */
export async function checkLock(generation: Generation, options: LockCheckOptions, style: Style): Promise<Result<LockCheck, Problem>> {
  const state = await readLockState(generation)
  if (!state.ok) return state
  const update = `rolewright generate${options.app === '.' ? '' : ` ${options.app}`} --update-lock`
  return ok(state.value.isNew ? withoutLock(options, update, style) : againstLock(state.value, options, update, style))
}

function withoutLock({ frozen }: LockCheckOptions, update: string, style: Style): LockCheck {
  const finding: Finding = {
    code: 'lock/missing',
    severity: frozen ? 'error' : 'info',
    subject: LOCK_FILE,
    message: `there is no \`${LOCK_FILE}\`: nobody has agreed to what this app may do`,
    hint: `review it and write it: ${update}`,
    at: null,
  }
  const sign = frozen ? style.red('✗') : style.dim('·')
  return { ok: !frozen, comparison: NOTHING, findings: [finding], lines: [`${sign} ${finding.message}`, `  ${finding.hint}`] }
}

function againstLock(state: LockState, { frozen }: LockCheckOptions, update: string, style: Style): LockCheck {
  const { gained, lost } = state.comparison
  const isOk = gained.length === 0 && (lost.length === 0 || !frozen)
  const stale = isStale(state) ? [staleFinding(update)] : []
  if (gained.length === 0 && lost.length === 0) {
    const lines = [`${style.green('✓')} the app asks for what \`${LOCK_FILE}\` agrees to`, ...stale.map((f) => style.dim(`  ${f.message}`))]
    return { ok: true, comparison: state.comparison, findings: stale, lines }
  }
  const said = [...(gained.length > 0 ? ['more'] : []), ...(lost.length > 0 ? ['less'] : [])].join(' and ')
  const head = `${isOk ? style.yellow('!') : style.red('✗')} the app asks for ${said} than \`${LOCK_FILE}\` agrees to`
  const next = `${isOk ? 'to agree to less' : 'if that is meant, agree to it after review'}: ${update}`
  return {
    ok: isOk,
    comparison: state.comparison,
    findings: [],
    lines: [head, '', ...renderLockChanges(state.comparison, style), '', next],
  }
}

const staleFinding = (update: string): Finding => ({
  code: 'lock/evidence-moved',
  severity: 'info',
  subject: LOCK_FILE,
  message: `access is the same, and the lines that need it moved to other files or functions`,
  hint: `to have the new ones in the lockfile: ${update}`,
  at: null,
})
