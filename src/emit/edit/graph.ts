/**
 * What must exist before what, so that no policy becomes part of a circle. Beside the references that are written, SAM makes
 * some: a bucket waits for the function that it notifies, an API for the functions behind it.
 * Source: AWS CloudFormation User Guide, "Troubleshooting CloudFormation", on circular dependencies.
 */
import type { Json } from '../yaml.js'
import { referencesIn } from './references.js'
import { isMap, type JsonMap, listOf } from './template.js'

export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** Of events whose source waits for the function: the property that names it, and the resource that SAM makes without it. */
const WAITING: ReadonlyMap<string, readonly [property: string, implied: string | null]> = new Map([
  ['S3', ['Bucket', null]],
  ['Api', ['RestApiId', 'ServerlessRestApi']],
  ['HttpApi', ['ApiId', 'ServerlessHttpApi']],
  ['Cognito', ['UserPool', null]],
])

/** @param made what SAM makes of a resource, and of which: an alias waits for its function */
export function graphOf(resources: JsonMap, made: ReadonlyMap<string, string>): Graph {
  const edges = new Map<string, Set<string>>()
  const add = (from: string, to: string): void => {
    const set = edges.get(from) ?? new Set<string>()
    edges.set(from, set.add(to))
  }
  for (const [id, resource] of Object.entries(resources)) {
    for (const reference of referencesIn(ofItself(resource))) if (reference.id !== id) add(id, reference.id)
    if (!isMap(resource)) continue
    const properties = isMap(resource.Properties) ? resource.Properties : {}
    if (/^AWS::Serverless::(Function|StateMachine)$/.test(String(resource.Type))) {
      if (properties.Role === undefined) add(id, `${id}Role`)
      for (const to of waitingFor(properties)) add(to, id)
    }
  }
  for (const [id, maker] of made) if (id !== `${maker}Role`) add(id, maker)
  return edges
}

/** Of these SAM makes resources of their own, which wait for the API and not it for them. */
const BESIDE: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::Serverless::GraphQLApi', ['DataSources', 'Functions', 'Resolvers']],
  ['AWS::Serverless::WebSocketApi', ['Auth', 'Routes']],
])

function ofItself(resource: Json): Json {
  const beside = isMap(resource) ? BESIDE.get(String(resource.Type)) : undefined
  if (beside === undefined || !isMap(resource) || !isMap(resource.Properties)) return resource
  return { ...resource, Properties: Object.fromEntries(Object.entries(resource.Properties).filter(([key]) => !beside.includes(key))) }
}

/** The sources of a function's events that exist only after it. */
function waitingFor(properties: JsonMap): readonly string[] {
  const events = isMap(properties.Events) ? Object.values(properties.Events) : []
  return events.flatMap((event) => {
    const row = isMap(event) ? WAITING.get(String(event.Type)) : undefined
    if (row === undefined || !isMap(event)) return []
    const [property, implied] = row
    const named: Json | undefined = isMap(event.Properties) ? event.Properties[property] : undefined
    if (named === undefined) return implied === null ? [] : [implied]
    return listOf(named).flatMap((one) => (typeof one === 'string' ? [one] : referencesIn(one).map((reference) => reference.id)))
  })
}

/** Whether `from` can exist only after `to`. */
export function waits(graph: Graph, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true
    if (seen.has(at)) continue
    seen.add(at)
    open.push(...(graph.get(at) ?? []))
  }
  return false
}
