/** The functions of an app, from its resources: code, environment, role, wires and what Lambda does for them. */
import { type SymText, symbol } from '../../policy/index.js'
import { type Locator, locator } from '../code/locate.js'
import { connections, connectorStatements } from '../declared/connectors.js'
import { implicitStatements } from '../declared/implicit.js'
import { type ManagedPolicies, managedPolicies } from '../declared/managed-policies.js'
import { type RoleStatements, roleStatements } from '../declared/roles.js'
import { samPolicies } from '../declared/sam-policies.js'
import type { PlacedResource } from '../stack/resources.js'
import type { App, AppFunction, DeclaredStatement, Given, Wire } from '../types.js'
import { entry } from '../values.js'
import { bareWires } from '../wires/bare.js'
import { samEvents } from '../wires/sam-events.js'
import { attachedResources } from './attached.js'
import { readCode } from './code.js'
import { type Attached, platformOf } from './platform.js'
import { roleOf } from './role.js'
import { FUNCTION_TYPES, settingsOf } from './settings.js'
import type { World } from './world.js'

interface Reading {
  readonly world: World
  readonly locator: Locator
  readonly attached: Attached
  readonly managed: ManagedPolicies
  readonly roles: RoleStatements
  readonly connectors: (resourceId: string) => readonly DeclaredStatement[]
  readonly wires: ReadonlyMap<string, readonly Wire[]>
}

/** @returns the functions by ID, what the template gives roles and state machines, and what connectors join */
export function readFunctions(world: World): Pick<App, 'functions' | 'given' | 'connected'> {
  const managed = managedPolicies(world.resources, world.report)
  const reading: Reading = {
    world,
    locator: locator(world.files),
    attached: attachedResources(world),
    managed,
    roles: roleStatements(world.resources, managed),
    connectors: connectorStatements(world),
    wires: bareWires(world),
  }
  const functions = new Map<string, AppFunction>()
  for (const placed of world.placed) {
    if (!FUNCTION_TYPES.has(placed.resource.type)) continue
    const fn = readFunction(placed, reading)
    functions.set(fn.id, fn)
  }
  return { functions, given: new Map(world.placed.flatMap((placed) => givenTo(placed, reading))), connected: connections(world) }
}

function givenTo({ resource }: PlacedResource, reading: Reading): readonly (readonly [string, Given])[] {
  const { managed, roles, connectors, world } = reading
  const policies = entry(resource.properties, 'Policies')
  switch (resource.type) {
    case 'AWS::IAM::Role': {
      const policiesElsewhere = managed.elsewhere(entry(resource.properties, 'ManagedPolicyArns'))
      return [[resource.id, { declared: roles(resource.id), policiesElsewhere }]]
    }
    case 'AWS::Serverless::StateMachine': {
      const declared = [...samPolicies(policies, managed, world.report), ...roles(`${resource.id}Role`), ...connectors(resource.id)]
      return [[resource.id, { declared, policiesElsewhere: managed.elsewhere(policies) }]]
    }
    default: {
      const declared = FUNCTION_TYPES.has(resource.type) ? [] : connectors(resource.id)
      return declared.length === 0 ? [] : [[resource.id, { declared, policiesElsewhere: [] }]]
    }
  }
}

function readFunction(placed: PlacedResource, reading: Reading): AppFunction {
  const { world } = reading
  const { resource } = placed
  const settings = settingsOf(resource.type, resource.properties)
  const code = readCode(placed, settings, world, reading.locator)
  if (code.note !== null) world.report(code.note)
  if (code.code.kind === 'absent' && code.language !== 'other') world.report(code.code.problem)
  const wires = [...(settings.kind === 'sam' ? samEvents(resource, world) : []), ...(reading.wires.get(resource.id) ?? [])]
  const role = roleOf(resource, settings, world)
  const described = { at: resource.at, wires, ...platformOf(resource, settings, world, reading.attached) }
  return {
    id: world.functionKeys.get(resource.id) ?? resource.id,
    resource: resource.id,
    name: [symbol(resource.id)],
    handler: code.handler,
    runtime: code.runtime,
    language: code.language,
    code: code.code,
    environment: settings.environment,
    role,
    declared: declaredOf(placed, role, described, reading),
    policiesElsewhere: policiesElsewhere(placed, role, reading),
    ...described,
  }
}

function policiesElsewhere({ resource }: PlacedResource, role: AppFunction['role'], { world, managed }: Reading): readonly SymText[] {
  const given = role.kind === 'resource' ? world.resources.get(role.id)?.properties : resource.properties
  return role.kind === 'resource' || role.kind === 'implicit'
    ? managed.elsewhere(entry(given ?? null, role.kind === 'resource' ? 'ManagedPolicyArns' : 'Policies'))
    : []
}

function declaredOf(
  placed: PlacedResource,
  role: AppFunction['role'],
  described: Parameters<typeof implicitStatements>[0],
  reading: Reading,
): readonly DeclaredStatement[] {
  const { resource } = placed
  if (role.kind === 'resource') return [...reading.roles(role.id), ...reading.connectors(resource.id)]
  if (role.kind !== 'implicit') return []
  return [
    ...implicitStatements(described, reading.world.resources, reading.managed),
    ...samPolicies(entry(resource.properties, 'Policies'), reading.managed, reading.world.report),
    ...reading.roles(`${resource.id}Role`),
    ...reading.connectors(resource.id),
  ]
}
