/** Alternatives: each runs from the same state, and what they leave is joined. */
import { NEVER, type Value } from '../values.js'
import { join } from './lattice.js'
import type { Run } from './run.js'
import { type Changes, changesSince, keep, mark, merge, undo } from './world.js'

export function fork(run: Run, alternatives: readonly (() => Value)[]): Value {
  const { world } = run
  if (world.dead) return NEVER
  const outcomes: Changes[] = []
  let value: Value = NEVER
  for (const alternative of alternatives) {
    const since = mark(world)
    const given = alternative()
    const changes = world.dead ? null : changesSince(world, since)
    undo(world, since)
    world.dead = false
    if (changes !== null) {
      outcomes.push(changes)
      value = join(value, given)
    }
  }
  if (outcomes.length === 0) {
    world.dead = true
    return NEVER
  }
  merge(world, outcomes)
  return value
}

/** Joins the state of now, where it is alive, with those of early ends. */
export function joinEnds(run: Run, since: ReturnType<typeof mark>, early: readonly Changes[]): void {
  const { world } = run
  if (early.length === 0) {
    keep(world, since)
    return
  }
  const ends = world.dead ? [...early] : [changesSince(world, since), ...early]
  undo(world, since)
  world.dead = false
  merge(world, ends)
}
