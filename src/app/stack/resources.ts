/** Stacks to the App's resources: evaluated, nested ones under `Stack/`, with what SAM makes beside what is written. */
import { itemsOf, member, sourceOf } from '../document/node.js'
import type { Resource } from '../types.js'
import { type MapValue, mapValue } from '../values.js'
import type { Stack, StackResource } from './stack.js'

/** A resource together with the stack that declares it: paths in it are relative to the stack's folder. */
export interface PlacedResource {
  readonly resource: Resource
  readonly stack: Stack
  /** Null for what SAM makes. */
  readonly source: StackResource | null
}

export function readResources(root: Stack): readonly PlacedResource[] {
  return [...ownResources(root), ...root.children().flatMap(readResources)]
}

function ownResources(stack: Stack): readonly PlacedResource[] {
  const placed: PlacedResource[] = []
  const places = new Map(stack.resources.map((source) => [source.id, source]))
  for (const source of stack.resources) {
    if (source.condition?.holds === false) continue
    placed.push({ resource: readResource(source, stack), stack, source })
  }
  for (const { id, type, madeBy, properties, at } of stack.implied) {
    const maker = places.get(madeBy)
    if (maker === undefined || maker.condition?.holds === false) continue
    const resource: Resource = {
      id: stack.prefix + id,
      type,
      properties: properties === undefined ? mapValue(new Map(), maker.at) : asMap({ properties, at: maker.at }, stack),
      metadata: null,
      condition: maker.condition?.name ?? null,
      dependsOn: [],
      madeBy: stack.prefix + madeBy,
      at: at ?? maker.at,
    }
    placed.push({ resource, stack, source: null })
  }
  return placed
}

function readResource(source: StackResource, stack: Stack): Resource {
  const metadata = member(source.node, 'Metadata')
  return {
    id: stack.prefix + source.id,
    type: source.type,
    properties: asMap(source, stack),
    metadata: metadata === undefined ? null : stack.evaluator.value(metadata),
    condition: source.condition?.name ?? null,
    dependsOn: itemsOf(member(source.node, 'DependsOn')).flatMap((item) =>
      sourceOf(item) === null ? [] : [stack.prefix + sourceOf(item)],
    ),
    madeBy: null,
    at: source.at,
  }
}

function asMap(source: Pick<StackResource, 'properties' | 'at'>, stack: Stack): MapValue {
  const value = stack.evaluator.value(source.properties)
  if (value.kind === 'map') return value
  // `Properties: !If […]` is not allowed by CloudFormation; of what is there, the first map is kept.
  const side = value.kind === 'options' ? value.options.find((option) => option.kind === 'map') : undefined
  return side?.kind === 'map' ? side : mapValue(new Map(), source.at)
}
