/** Wires that resources make on their own, each type with its row. */
import type { World } from '../functions/world.js'
import type { Wire } from '../types.js'
import { entry } from '../values.js'
import { API_WIRES, IMPLICIT_API_WIRES } from './apis.js'
import { type ReadWires, wiresOf } from './item.js'
import { permissions, permissionWires } from './permissions.js'
import { pollerWires } from './pollers.js'
import { SERVICE_WIRES } from './services.js'
import { stateMachineWires } from './state-machines.js'

const ROWS: ReadonlyMap<string, ReadWires> = new Map<string, ReadWires>([
  ...API_WIRES,
  ...SERVICE_WIRES,
  ['AWS::Lambda::EventSourceMapping', pollerWires],
  ['AWS::Lambda::Permission', permissionWires],
  ['AWS::Serverless::StateMachine', stateMachineWires],
  ['AWS::StepFunctions::StateMachine', stateMachineWires],
])

/** @returns by function, in the template's order */
export function bareWires(world: World): ReadonlyMap<string, readonly Wire[]> {
  const found = new Map<string, Wire[]>()
  const permitted = permissions(world)
  for (const { resource } of world.placed) {
    const made = resource.madeBy !== null
    for (const { functionId, wire } of (made ? wiresOfMade : wiresFrom)(resource, world, permitted)) {
      const list = found.get(functionId)
      if (list === undefined) found.set(functionId, [wire])
      else list.push(wire)
    }
  }
  return found
}

/** What SAM makes is wired by what makes it, but for authorizers that its globals give an API. */
const wiresOfMade: ReadWires = (resource, world, permitted) => IMPLICIT_API_WIRES.get(resource.type)?.(resource, world, permitted) ?? []

const wiresFrom: ReadWires = (resource, world, permitted) => [
  ...(ROWS.get(resource.type)?.(resource, world, permitted) ?? []),
  ...customResourceWires(resource, world, permitted),
]

/** CloudFormation invokes the function of a custom resource as the one who deploys, so no permission is needed. */
const customResourceWires: ReadWires = (resource, world, permitted) =>
  resource.type.startsWith('Custom::') || resource.type === 'AWS::CloudFormation::CustomResource'
    ? wiresOf(
        {
          id: resource.id,
          kind: 'custom-resource',
          calls: entry(resource.properties, 'ServiceToken'),
          source: null,
          properties: resource.properties,
          principal: null,
        },
        world,
        permitted,
      )
    : []
