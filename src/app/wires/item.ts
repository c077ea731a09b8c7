/** Building blocks of wires from resources: one item of a resource's properties that leads to a function. */

import { symText } from '../../policy/index.js'
import type { World } from '../functions/world.js'
import { targetsOf } from '../resolve.js'
import type { Resource, Value, WireKind } from '../types.js'
import { entriesOf, type MapValue, mapValue, textValue } from '../values.js'
import type { Permitted } from './permissions.js'
import type { Wired } from './wired.js'

export interface Item {
  readonly kind: WireKind
  /** The logical ID; with the state's name for tasks. */
  readonly id: string
  /** What names the function. */
  readonly calls: Value | null
  readonly source: Value | null
  readonly onFailure?: Value | null
  readonly properties: Value
  /** Who invokes the function and needs a permission; null: a role does, or Lambda polls. */
  readonly principal: string | null
}

export type ReadWires = (resource: Resource, world: World, permitted: Permitted) => readonly Wired[]

export function wiresOf(item: Item, world: World, permitted: Permitted): readonly Wired[] {
  const [source] = targetsOf(world, item.source)
  const [onFailure] = targetsOf(world, item.onFailure ?? null)
  return world.functionsOf(item.calls).map((functionId) => ({
    functionId,
    wire: {
      kind: item.kind,
      id: item.id,
      at: item.calls?.at ?? item.properties.at,
      source: source ?? null,
      onFailure: onFailure ?? null,
      properties: item.properties,
      names: item.calls,
      permitted: item.principal !== null && permitted(functionId, item.principal),
    },
  }))
}

/** A resource as a value: its symbol, at the place of what uses it. */
export const selfValue = (resource: Resource, at: Value): Value => textValue([{ kind: 'symbol', name: resource.id }], at.at)

/** A map with members added; what is there already stays. */
export function withMembers(value: Value, members: Readonly<Record<string, Value | string | null>>): MapValue {
  const entries = new Map(entriesOf(value))
  for (const [key, member] of Object.entries(members))
    if (member !== null && !entries.has(key)) entries.set(key, typeof member === 'string' ? textValue(symText(member), value.at) : member)
  return mapValue(entries, value.at)
}
