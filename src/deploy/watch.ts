/**
 * After a deployment that is observed: what it removed and somebody missed. The way back is offered, or taken where that was
 * asked for.
 */
import { ok, type Problem, type Result } from '../outcome/index.js'
import { type RemovedDenial, removedDenials } from './denials.js'
import { forget, type JournalFiles, readLast } from './journal.js'
import { rollBack } from './rollback.js'
import type { AccountState, Step, World } from './types.js'

export interface WatchOptions {
  /** The log group that the app's trail delivers to; null: as the stack says, or none. */
  readonly logGroup: string | null
  /** Whether the deployment is taken back where something was refused. */
  readonly takesBack: boolean
  readonly onStep: (step: Step) => void
}

export interface Watched {
  readonly denials: readonly RemovedDenial[]
  /** Steps of the way back; null: it was not taken. */
  readonly stepsBack: number | null
}

const NOTHING: Watched = { denials: [], stepsBack: null }

/** @errors those of a journal and of a rollback: what was done until then stands, and the same command goes on */
export async function watchLast(
  files: JournalFiles,
  state: AccountState,
  world: World,
  { logGroup, takesBack, onStep }: WatchOptions,
): Promise<Result<Watched, Problem>> {
  const last = readLast(files)
  if (!last.ok) return last
  const ended = last.value?.ended ?? null
  if (last.value === null || ended === null || world.clock.now() > ended.watchUntil || last.value.plan.account !== state.account)
    return ok(NOTHING)
  const denials = await removedDenials(last.value, state, world, { since: ended.at, logGroup })
  if (denials.length === 0 || !takesBack) return ok({ denials, stepsBack: null })
  const done = await rollBack(last.value, state, world, onStep)
  if (!done.ok) return done
  forget(files)
  return ok({ denials, stepsBack: done.value })
}
