/** Wires that resources of their own make, one row a type. */
import type { World } from '../functions/world.js'
import type { Wire } from '../types.js'
import { pollerWires } from './pollers.js'
import type { Wired } from './wired.js'

/** @returns by function, in the template's order */
export function bareWires(world: World): ReadonlyMap<string, readonly Wire[]> {
  const found = new Map<string, Wire[]>()
  const all: readonly Wired[] = world.placed.flatMap(({ resource }) =>
    resource.madeBy === null ? (ROWS.get(resource.type)?.(resource, world) ?? []) : [],
  )
  for (const { functionId, wire } of all) {
    const list = found.get(functionId)
    if (list === undefined) found.set(functionId, [wire])
    else list.push(wire)
  }
  return found
}

const ROWS = new Map([['AWS::Lambda::EventSourceMapping', pollerWires]])
