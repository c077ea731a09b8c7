/** Steps without a journal: those of a rollback, which is planned anew from what is there each time it is asked for. */
import { ok, type Problem, type Result } from '../outcome/index.js'
import { perform } from './perform.js'
import type { Step, World } from './types.js'

/** @returns how many steps were done */
export async function applyBare(steps: readonly Step[], world: World, onStep: (step: Step) => void): Promise<Result<number, Problem>> {
  for (const step of steps) {
    onStep(step)
    const performed = await perform(step, world)
    if (!performed.ok) return performed
  }
  return ok(steps.length)
}
