/**
 * A template as it is written, before anything is evaluated: scalars, lists and maps with their places. YAML and JSON
 * both become this, short-form tags in their long form (`!Ref X` is `{ Ref: X }`), so nothing behind here knows the syntax.
 */
import type { Place, Problem } from '../../outcome/index.js'

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As text: what stands in the file for a number or a Boolean (`007`, `1.0`, `True`), else the string itself. */
  readonly source: string
  readonly at: Place
  /** Where the text's own lines begin, where it is a literal block (`|`): its first line and their indentation. */
  readonly block: { readonly line: number; readonly column: number } | null
}

export interface ListNode {
  readonly kind: 'list'
  readonly items: readonly Node[]
  readonly at: Place
}

export interface MapNode {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, Node>
  /** Where each key stands. */
  readonly keys: ReadonlyMap<string, Place>
  readonly at: Place
}

export type Node = ScalarNode | ListNode | MapNode

/** A document that was read, with what was odd in it but could be read over (double keys, unknown tags). */
export interface ReadDocument {
  readonly root: Node
  readonly problems: readonly Problem[]
}

export const scalarNode = (value: string | number | boolean | null, at: Place): ScalarNode => ({
  kind: 'scalar',
  value,
  source: value === null ? '' : String(value),
  at,
  block: null,
})

export const mapNode = (entries: ReadonlyMap<string, Node>, at: Place, keys?: ReadonlyMap<string, Place>): MapNode => ({
  kind: 'map',
  entries,
  keys: keys ?? new Map([...entries].map(([key, node]) => [key, node.at])),
  at,
})

/** A function call in long form: `{ "Fn::Sub": argument }`. */
export const callNode = (name: string, argument: Node, at: Place): MapNode => ({
  kind: 'map',
  entries: new Map([[name, argument]]),
  keys: new Map([[name, at]]),
  at,
})

/** The member of a map, undefined for a missing one and for everything that is not a map. */
export const member = (node: Node | undefined, key: string): Node | undefined => (node?.kind === 'map' ? node.entries.get(key) : undefined)

/** The scalar as text; null for lists, maps, null and what is missing. */
export const sourceOf = (node: Node | undefined): string | null => (node?.kind === 'scalar' && node.value !== null ? node.source : null)

/** A list's items; a single scalar or map counts as a list of one, as CloudFormation takes it. */
export const itemsOf = (node: Node | undefined): readonly Node[] => (node === undefined ? [] : node.kind === 'list' ? node.items : [node])

/** The only key of a map with one, where an intrinsic function would stand. */
export function soleKey(node: Node): string | null {
  if (node.kind !== 'map' || node.entries.size !== 1) return null
  for (const key of node.entries.keys()) return key
  return null
}
