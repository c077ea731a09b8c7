/**
 * `resources` of the service laid over what the framework makes: members of the same name are merged, and `extensions` change
 * what is there.
 * Source: Serverless Framework documentation, "AWS Infrastructure Resources", "Override AWS CloudFormation Resource".
 */
import type { Place, Problem } from '../../../outcome/index.js'
import { itemsOf, type MapNode, mapNode, member, type Node } from '../../document/node.js'
import { isCall, unreadPart } from '../service.js'

const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Resources', 'Outputs', 'Transform']

/** @param written a map, or a list of maps that count as one */
export function withResources(template: MapNode, written: Node | undefined, report: (problem: Problem) => void): MapNode {
  let made = template
  for (const part of itemsOf(written)) {
    if (part.kind === 'scalar' && part.value === null) continue
    if (part.kind !== 'map' || isCall(part)) {
      report(unreadPart('resources', part.at))
      continue
    }
    const known = [...part.entries].filter(([name]) => SECTIONS.includes(name))
    made = merged(made, mapNode(new Map(known), part.at, part.keys))
    made = extended(made, member(part, 'extensions'), report)
  }
  return made
}

/** The deep merge of two trees: the second wins, maps are merged, lists item by item. */
export function merged(first: MapNode, second: MapNode): MapNode {
  const entries = new Map(first.entries)
  const keys = new Map<string, Place>(first.keys)
  for (const [key, value] of second.entries) {
    const before = entries.get(key)
    entries.set(key, before === undefined ? value : mergedNode(before, value))
    if (before === undefined || value.kind !== 'map') keys.set(key, second.keys.get(key) ?? value.at)
  }
  return mapNode(entries, first.at, keys)
}

function mergedNode(before: Node, value: Node): Node {
  if (before.kind === 'map' && value.kind === 'map' && !isCall(before) && !isCall(value)) return merged(before, value)
  return value.kind === 'scalar' && value.value === null ? before : value
}

/** `Properties` and `Metadata` member by member, `DependsOn` added to, everything else replaced. */
function extended(template: MapNode, extensions: Node | undefined, report: (problem: Problem) => void): MapNode {
  if (extensions?.kind !== 'map') return template
  const resources = member(template, 'Resources')
  if (resources?.kind !== 'map') return template
  const entries = new Map(resources.entries)
  for (const [id, extension] of extensions.entries) {
    const target = entries.get(id)
    if (target?.kind !== 'map' || extension.kind !== 'map') {
      report({
        code: 'app/unknown-extension',
        message: `\`extensions\` speaks of \`${id}\`, which the service does not have`,
        hint: 'correct the logical ID: `serverless package` shows them all',
        at: extensions.keys.get(id) ?? extension.at,
      })
      continue
    }
    entries.set(id, extendedResource(target, extension))
  }
  const all = new Map<string, Node>([...template.entries, ['Resources', mapNode(entries, resources.at, resources.keys)]])
  return mapNode(all, template.at, template.keys)
}

function extendedResource(target: MapNode, extension: MapNode): MapNode {
  const entries = new Map(target.entries)
  for (const [name, value] of extension.entries) {
    const before = entries.get(name)
    if ((name === 'Properties' || name === 'Metadata') && before?.kind === 'map' && value.kind === 'map')
      entries.set(name, mapNode(new Map([...before.entries, ...value.entries]), before.at, new Map([...before.keys, ...value.keys])))
    else if (name === 'DependsOn' && before !== undefined)
      entries.set(name, { kind: 'list', items: [...itemsOf(before), ...itemsOf(value)], at: value.at })
    else entries.set(name, value)
  }
  return mapNode(entries, target.at, target.keys)
}
