/**
 * Resources that wait for each other: CloudFormation refuses them.
 * Source: CloudFormation User Guide, "DependsOn attribute": circular dependencies.
 */
import type { Place, Problem } from '../../outcome/index.js'
import { itemsOf, type MapNode, member, type Node, soleKey, sourceOf } from '../document/node.js'
import { parseSub } from '../evaluate/sub.js'

interface Waiting {
  readonly id: string
  readonly type: string
  readonly at: Place
  readonly node: MapNode
  readonly properties: Node
}

/**
 * The properties of SAM's types that stay with the one resource of that ID; of the others SAM makes separate resources
 * (stages, roles, deployments), which wait for it and not it for them.
 */
const KEPT: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['AWS::Serverless::Api', new Set(['DefinitionBody', 'Name'])],
  [
    'AWS::Serverless::Function',
    new Set(['Environment', 'FileSystemConfigs', 'FunctionName', 'KmsKeyArn', 'Layers', 'LoggingConfig', 'Role', 'VpcConfig']),
  ],
  ['AWS::Serverless::HttpApi', new Set(['DefinitionBody', 'Name'])],
])

export function cyclesIn(resources: readonly Waiting[]): readonly Problem[] {
  const ids = new Set(resources.map(({ id }) => id))
  const graph = new Map(resources.map((resource) => [resource.id, dependenciesOf(resource, ids)]))
  const at = new Map(resources.map((resource) => [resource.id, resource.at]))
  return circlesOf(graph)
    .map(fromFirst)
    .map((circle) => ({
      code: 'app/cyclic-dependency',
      message: `${[...circle, circle[0]].map((id) => `\`${id}\``).join(' → ')} depend on each other in a circle`,
      hint: 'break the circle, CloudFormation refuses it: name one of them by a literal name, or move the reference into a resource of its own',
      at: at.get(circle[0] ?? '') ?? null,
    }))
}

/** The circle from the ID that comes first, wherever the template begins. */
function fromFirst(circle: readonly string[]): readonly string[] {
  const at = circle.indexOf([...circle].sort()[0] ?? '')
  return [...circle.slice(at), ...circle.slice(0, at)]
}

function dependenciesOf(resource: Waiting, ids: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (id: string | null | undefined): void => {
    if (id !== null && id !== undefined && ids.has(id)) found.add(id)
  }
  for (const item of itemsOf(member(resource.node, 'DependsOn'))) add(sourceOf(item))
  const kept = resource.type.startsWith('AWS::Serverless::') ? (KEPT.get(resource.type) ?? new Set<string>()) : null
  const walk = (node: Node, depth: number): void => {
    if (node.kind === 'scalar' || depth > 200) return
    if (node.kind === 'list') {
      for (const item of node.items) walk(item, depth + 1)
      return
    }
    for (const id of referencesOf(node)) add(id)
    for (const [key, value] of node.entries) if (depth > 0 || kept === null || kept.has(key)) walk(value, depth + 1)
  }
  walk(resource.properties, 0)
  return found
}

function referencesOf(node: Node): readonly string[] {
  const name = soleKey(node)
  if (name !== 'Ref' && name !== 'Fn::GetAtt' && name !== 'Fn::Sub') return []
  const argument = member(node, name)
  const first = argument?.kind === 'list' ? argument.items[0] : argument
  const text = sourceOf(first)
  if (text === null) return []
  if (name === 'Fn::Sub') return parseSub(text).flatMap((part) => (part.kind === 'name' ? [part.name.split('.')[0] ?? ''] : []))
  return [name === 'Ref' ? text : (text.split('.')[0] ?? '')]
}

/** One circle of each group of nodes that reach each other. */
function circlesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const circles: string[][] = []
  const done = new Set<string>()
  for (const start of graph.keys()) {
    if (done.has(start)) continue
    const path: string[] = []
    const onPath = new Set<string>()
    const stack: { id: string; next: Iterator<string> }[] = []
    const enter = (id: string): void => {
      path.push(id)
      onPath.add(id)
      done.add(id)
      stack.push({ id, next: (graph.get(id) ?? new Set<string>()).values() })
    }
    enter(start)
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const step = top.next.next()
      if (step.done === true) {
        stack.pop()
        path.pop()
        onPath.delete(top.id)
      } else if (onPath.has(step.value)) circles.push(path.slice(path.indexOf(step.value)))
      else if (!done.has(step.value)) enter(step.value)
    }
  }
  return circles
}
