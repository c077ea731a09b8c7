/**
 * `Fn::ForEach`: writes its body once for each item of a list, in resources, conditions, outputs and anywhere inside.
 * Source: CloudFormation User Guide, "Fn::ForEach".
 */
import type { Place, Problem } from '../../outcome/index.js'
import { itemsOf, type MapNode, type Node, sourceOf } from '../document/node.js'

export interface ForEachContext {
  /** The texts of a collection: written out, or a parameter's; null where only deployment knows them. */
  readonly collection: (node: Node) => readonly string[] | null
  readonly report: (problem: Problem) => void
}

const PREFIX = 'Fn::ForEach::'
/** Items times bodies: more than CloudFormation takes in any section. */
const MAX_COPIES = 20_000

export function expandForEach(root: Node, context: ForEachContext): Node {
  if (!holdsForEach(root)) return root
  let copies = 0
  const expand = (node: Node): Node => {
    if (node.kind === 'scalar') return node
    if (node.kind === 'list') return { ...node, items: node.items.map(expand) }
    const entries = new Map<string, Node>()
    const keys = new Map<string, Place>()
    for (const [key, value] of node.entries) {
      const at = node.keys.get(key) ?? value.at
      if (key.startsWith(PREFIX)) {
        for (const [name, body, place] of loop(value, at)) {
          entries.set(name, body)
          keys.set(name, place)
        }
      } else {
        entries.set(key, expand(value))
        keys.set(key, at)
      }
    }
    return { kind: 'map', entries, keys, at: node.at }
  }

  function* loop(argument: Node, at: Place): Generator<readonly [string, Node, Place]> {
    const [identifier, collection, body] = itemsOf(argument)
    const name = sourceOf(identifier)
    if (name === null || collection === undefined || body?.kind !== 'map') {
      context.report({
        code: 'app/for-each',
        message: '`Fn::ForEach` takes an identifier, a list and a map',
        hint: 'write the three as a list',
        at,
      })
      return
    }
    const values = context.collection(collection)
    if (values === null) {
      context.report({
        code: 'app/for-each',
        message: 'the list of `Fn::ForEach` is known at deployment only, so what it makes is not read',
        hint: 'give the parameter with --parameters',
        at,
      })
      return
    }
    for (const value of values) {
      if (++copies > MAX_COPIES) return
      const expanded = expand(substitute(body, name, value)) as MapNode
      for (const [key, node] of expanded.entries) yield [key, node, expanded.keys.get(key) ?? node.at]
    }
  }

  return expand(root)
}

function holdsForEach(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(holdsForEach)
  if (node.kind === 'map') for (const [key, value] of node.entries) if (key.startsWith(PREFIX) || holdsForEach(value)) return true
  return false
}

/** `${X}` and `&{X}` in every text, `{ Ref: X }` as a whole. `&{X}` leaves out what logical IDs cannot hold. */
function substitute(node: Node, name: string, value: string): Node {
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') return node
    const text = replaceIn(node.source, name, value)
    return text === node.source ? node : { ...node, value: text, source: text }
  }
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => substitute(item, name, value)) }
  const referenced = node.entries.size === 1 ? node.entries.get('Ref') : undefined
  if (referenced !== undefined && sourceOf(referenced) === name) return { kind: 'scalar', value, source: value, at: node.at, block: null }
  const entries = new Map<string, Node>()
  const keys = new Map<string, Place>()
  for (const [key, member] of node.entries) {
    const written = replaceIn(key, name, value)
    entries.set(written, substitute(member, name, value))
    keys.set(written, node.keys.get(key) ?? member.at)
  }
  return { kind: 'map', entries, keys, at: node.at }
}

const replaceIn = (text: string, name: string, value: string): string =>
  text.includes('{') ? text.replaceAll(`\${${name}}`, value).replaceAll(`&{${name}}`, value.replace(/[^A-Za-z0-9]/g, '')) : text
