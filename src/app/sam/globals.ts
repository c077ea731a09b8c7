/**
 * `Globals` merged into the resources that they speak of: single values are replaced, maps are merged, lists get the
 * global items first. A value that is an intrinsic function counts as single.
 * Source: AWS SAM Developer Guide, "Globals section of the AWS SAM template".
 */
import type { Place } from '../../outcome/index.js'
import { itemsOf, type MapNode, mapNode, member, type Node, soleKey, sourceOf } from '../document/node.js'

const SECTIONS: ReadonlyMap<string, string> = new Map([
  ['AWS::Serverless::Api', 'Api'],
  ['AWS::Serverless::CapacityProvider', 'CapacityProvider'],
  ['AWS::Serverless::Function', 'Function'],
  ['AWS::Serverless::HttpApi', 'HttpApi'],
  ['AWS::Serverless::LayerVersion', 'LayerVersion'],
  ['AWS::Serverless::SimpleTable', 'SimpleTable'],
  ['AWS::Serverless::StateMachine', 'StateMachine'],
  ['AWS::Serverless::WebSocketApi', 'WebSocketApi'],
])

/** A resource's properties with the template's globals in them. */
export function mergedProperties(resource: Node, globals: Node | undefined): Node | undefined {
  const own = member(resource, 'Properties')
  const section = member(globals, SECTIONS.get(sourceOf(member(resource, 'Type')) ?? '') ?? '')
  if (section?.kind !== 'map') return own
  const used = withoutIgnored(section, member(resource, 'IgnoreGlobals'))
  return own === undefined ? used : merge(used, own)
}

function withoutIgnored(section: MapNode, ignored: Node | undefined): MapNode {
  const names = new Set(itemsOf(ignored).map(sourceOf))
  if (names.size === 0) return section
  if (names.has('*')) return mapNode(new Map(), section.at)
  return { ...section, entries: new Map([...section.entries].filter(([key]) => !names.has(key))) }
}

function merge(global: Node, own: Node): Node {
  if (global.kind === 'list' && own.kind === 'list') return { ...own, items: [...global.items, ...own.items] }
  if (global.kind !== 'map' || own.kind !== 'map' || isFunction(global) || isFunction(own)) return own
  const entries = new Map<string, Node>(global.entries)
  const keys = new Map<string, Place>(global.keys)
  for (const [key, value] of own.entries) {
    const inherited = global.entries.get(key)
    entries.set(key, inherited === undefined ? value : merge(inherited, value))
    keys.set(key, own.keys.get(key) ?? value.at)
  }
  return { kind: 'map', entries, keys, at: own.at }
}

function isFunction(node: Node): boolean {
  const name = soleKey(node)
  return name !== null && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))
}
