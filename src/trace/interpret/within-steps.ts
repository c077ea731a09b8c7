/** Work with a budget of steps of its own. */
import type { Run } from './run.js'
import { keep, mark, undo } from './world.js'

/** Thrown when a budget is spent; caught where the work that it was given for began. */
export class Spent {
  readonly limit: number
  constructor(limit: number) {
    this.limit = limit
  }
}

/** Runs with a budget of its own; where it is spent, everything is as before, and `otherwise` stands for it. */
export function withinSteps<T>(run: Run, steps: number, body: () => T, otherwise: () => T): T {
  const { budget, world } = run
  const outer = budget.maxSteps
  const limit = budget.steps + steps
  if (limit >= outer) return body()
  const since = mark(world)
  const restore = stateOf(run)
  const outerSteps = budget.outerSteps
  budget.maxSteps = limit
  budget.outerSteps = outer
  try {
    const value = body()
    budget.maxSteps = outer
    budget.outerSteps = outerSteps
    keep(world, since)
    return value
  } catch (error) {
    budget.maxSteps = outer
    budget.outerSteps = outerSteps
    // Code that nests deeper than the stack is as little followed to its end.
    if (!(error instanceof RangeError) && !(error instanceof Spent && error.limit === limit)) throw error
    undo(world, since)
    world.dead = false
    restore()
    return otherwise()
  }
}

/** What is set and set back around calls, and what only grows. */
function stateOf(run: Run): () => void {
  const { findings, later, loading, apart, world, here, chain, escaped } = run
  const before = {
    ...here,
    short: chain.short,
    owner: world.owner,
    later: later.length,
    escaped: escaped.size,
    problems: findings.problems.size,
    dispatches: run.dispatches.length,
    active: [...run.recursion].map(([code, each]) => [code, each.active, each.pivot] as const),
  }
  return () => {
    Object.assign(run, { findings, later, loading, apart })
    world.owner = before.owner
    here.act = before.act
    here.at = before.at
    chain.short = before.short
    later.length = before.later
    forget(escaped, before.escaped)
    forget(findings.problems, before.problems)
    run.dispatches.length = before.dispatches
    run.recursion.clear()
    for (const [code, active, pivot] of before.active) run.recursion.set(code, { active, pivot })
  }
}

function forget(grown: Set<unknown> | Map<unknown, unknown>, size: number): void {
  let n = 0
  for (const key of [...grown.keys()]) if (n++ >= size) grown.delete(key)
}
