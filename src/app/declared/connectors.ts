/**
 * Connectors, on a resource or of their own, as the access that they declare.
 * Source: AWS SAM Developer Guide, "Managing resource permissions with AWS SAM connectors".
 */
import { connectorPair } from '../../catalog/index.js'
import { type SymText, symbol, symText } from '../../policy/index.js'
import { deployedType, typeFacts } from '../facts.js'
import type { World } from '../functions/world.js'
import { arnOfResource, refersTo } from '../resolve.js'
import type { PlacedResource } from '../stack/resources.js'
import type { Connection, DeclaredStatement, Value } from '../types.js'
import { entriesOf, entry, items, literal, textOf, texts } from '../values.js'
import { valueOfJson } from './from-json.js'
import { statementOf } from './statements.js'

interface Connector {
  readonly id: string
  readonly source: End
  readonly destination: End
  readonly permissions: readonly string[]
  readonly at: Value
}

/** One end: a resource of the app, or one that the connector describes by type and ARN. */
interface End {
  readonly id: string | null
  readonly type: string
  readonly properties: Value | null
}

/** @returns what connectors give the role of a resource: a function, a state machine, a rule, a data source */
export function connectorStatements(world: World): (resourceId: string) => readonly DeclaredStatement[] {
  const byOwner = new Map<string, DeclaredStatement[]>()
  for (const connector of world.placed.flatMap((placed) => connectorsOf(placed, world))) {
    const pair = connectorPair(deployedType(connector.source.type), deployedType(connector.destination.type))
    const owner =
      pair === null || pair.kind !== 'managed-policy' ? null : pair.on === 'source' ? connector.source.id : connector.destination.id
    if (pair === null || owner === null) continue
    const statements = connector.permissions.flatMap((permission) =>
      (pair.access.get(permission)?.statements ?? []).flatMap((statement) => {
        const value = valueOfJson(statement, connector.at.at, (place) => fillPlace(place, connector, world))
        return statementOf(value, { kind: 'connector', name: connector.id })
      }),
    )
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), ...statements])
  }
  return (resourceId) => byOwner.get(resourceId) ?? []
}

/** Resources that connectors join by a permission or a policy on the one that receives, which SAM makes. */
export function connections(world: World): readonly Connection[] {
  return world.placed
    .flatMap((placed) => connectorsOf(placed, world))
    .flatMap(({ source, destination, permissions }) => {
      const pair = connectorPair(deployedType(source.type), deployedType(destination.type))
      if (pair === null || pair.kind === 'managed-policy' || source.id === null || destination.id === null) return []
      const services = permissions.flatMap((permission) => servicesOf(pair.access.get(permission)))
      return [{ from: source.id, to: destination.id, services: [...new Set(services)] }]
    })
}

function servicesOf(access: Access | undefined): readonly string[] {
  const written = [access?.permission?.Principal, ...(access?.statements ?? []).map((statement) => statement.Principal)]
  return written.flatMap((principal) => (JSON.stringify(principal ?? null).match(/[\w.-]+\.amazonaws\.com/g) ?? []) as readonly string[])
}

type Access = NonNullable<ReturnType<typeof connectorPair>>['access'] extends ReadonlyMap<string, infer One> ? One : never

function connectorsOf(placed: PlacedResource, world: World): readonly Connector[] {
  const { resource, stack, source } = placed
  if (resource.type === 'AWS::Serverless::Connector') {
    const from = endOf(entry(resource.properties, 'Source'), stack.prefix, world)
    return items(entry(resource.properties, 'Destination')).map((destination) => ({
      id: resource.id,
      source: from,
      destination: endOf(destination, stack.prefix, world),
      permissions: permissionsOf(resource.properties),
      at: resource.properties,
    }))
  }
  const node = source?.node.entries.get('Connectors')
  if (node === undefined) return []
  const from: End = { id: resource.id, type: resource.type, properties: null }
  return entriesOf(stack.evaluator.value(node)).flatMap(([name, connector]) => {
    const properties = entry(connector, 'Properties')
    if (properties === null) return []
    return items(entry(properties, 'Destination')).map((destination) => ({
      id: `${resource.id}${name}`,
      source: from,
      destination: endOf(destination, stack.prefix, world),
      permissions: permissionsOf(properties),
      at: properties,
    }))
  })
}

const permissionsOf = (properties: Value): readonly string[] =>
  items(entry(properties, 'Permissions')).flatMap((permission) => literal(permission) ?? [])

function endOf(value: Value | null, prefix: string, world: World): End {
  const id = literal(entry(value, 'Id'))
  const resource = id === null ? undefined : world.resources.get(prefix + id)
  if (resource !== undefined) return { id: resource.id, type: resource.type, properties: null }
  const arn = textOf(entry(value, 'Arn'))
  return { id: arn === null ? null : refersTo(world, arn), type: literal(entry(value, 'Type')) ?? '', properties: value }
}

/** `%{Destination.Arn}`, `%{Source.ResourceId}`, `%{Destination.Name}` of a connector's statements. */
function fillPlace(place: string, connector: Connector, world: World): readonly SymText[] | null {
  const [side, property = ''] = place.split('.')
  const end = side === 'Source' ? connector.source : connector.destination
  const written = texts(entry(end.properties, property))
  if (written.length > 0) return written
  if (end.id === null) return null
  if (property === 'Arn') {
    const arn = arnOfResource(world, end.id)
    return arn === null ? null : [arn]
  }
  if (property === 'Name' || property === 'ResourceId') return [nameOf(end)]
  return null
}

/** What stands where the name stands in the ARN: `Ref`, or the attribute that is the name. */
function nameOf(end: End): SymText {
  const facts = typeFacts(end.type)
  if (facts !== null && facts.ref !== 'name')
    for (const [attribute, what] of facts.attributes) if (what === 'name') return symText(symbol(`${end.id}.${attribute}`))
  return [symbol(end.id ?? '')]
}
