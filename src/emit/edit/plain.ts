/**
 * A tree → the value that it means: aliases and merge keys resolved, short forms of functions in their long form, so that
 * two ways of writing the same are equal.
 */
import type { Json } from '../yaml.js'
import { type Entry, entriesIn, itemsIn, type Tree } from './tree.js'

/** Short forms that are not `Fn::` and the tag. Source: AWS CloudFormation Template Reference, "Intrinsic functions". */
const PLAIN_TAGS: ReadonlySet<string> = new Set(['Ref', 'Condition'])

export type Anchors = ReadonlyMap<string, Tree>

/** The last one of a name: templates do not define an anchor twice. */
export function anchorsIn(root: Tree): Anchors {
  const found = new Map<string, Tree>()
  const walk = (tree: Tree): void => {
    if (tree.anchor !== null) found.set(tree.anchor, tree)
    for (const child of childrenOf(tree)) walk(child)
  }
  walk(root)
  return found
}

export const childrenOf = (tree: Tree): readonly Tree[] => [...entriesIn(tree).map((e) => e.value), ...itemsIn(tree).map((i) => i.value)]

/** What an alias stands for; the tree itself where it is none. Null where nothing has the name. */
export function resolved(tree: Tree | undefined, anchors: Anchors): Tree | null {
  let at = tree
  for (let steps = 0; at?.kind === 'alias' && steps < 100; steps++) at = anchors.get(at.name)
  return at === undefined || at.kind === 'alias' ? null : at
}

export function plain(tree: Tree, anchors: Anchors, depth = 0): Json {
  const target = resolved(tree, anchors)
  if (target === null || depth > 200) return null
  const made = untagged(target, anchors, depth)
  if (target.tag === null || !target.tag.startsWith('!') || target.tag === '!') return made
  const name = target.tag.slice(1)
  return longForm(PLAIN_TAGS.has(name) ? name : `Fn::${name}`, made)
}

function untagged(tree: Tree, anchors: Anchors, depth: number): Json {
  if (tree.kind === 'list') return tree.items.map((item) => plain(item.value, anchors, depth + 1))
  if (tree.kind === 'scalar') return tree.tag === null || tree.value === null ? tree.value : String(tree.source || tree.value)
  const out: Record<string, Json> = {}
  for (const { key, value } of mergedEntries(tree, anchors)) {
    Object.defineProperty(out, key, { value: plain(value, anchors, depth + 1), enumerable: true, configurable: true, writable: true })
  }
  const [only] = Object.entries(out)
  return only !== undefined && Object.keys(out).length === 1 ? longForm(only[0], only[1]) : out
}

/** `!GetAtt A.B`, `Fn::GetAtt: A.B` and `[A, B]` are the same. */
function longForm(name: string, argument: Json): Json {
  if (name === 'Fn::GetAtt' && typeof argument === 'string') {
    const dot = argument.indexOf('.')
    if (dot > 0) return { [name]: [argument.slice(0, dot), argument.slice(dot + 1)] }
  }
  return { [name]: argument }
}

/** Own entries, and those of `<<` that it has not itself. */
export function mergedEntries(tree: Tree, anchors: Anchors): readonly Entry[] {
  const own = entriesIn(tree)
  const merges = own.filter((entry) => entry.key === '<<')
  if (merges.length === 0) return own
  const out = new Map<string, Entry>()
  for (const { value } of merges) {
    const target = resolved(value, anchors)
    const sources = target?.kind === 'list' ? target.items.map((item) => resolved(item.value, anchors)) : [target]
    for (const source of sources)
      for (const entry of source === null ? [] : mergedEntries(source, anchors)) if (!out.has(entry.key)) out.set(entry.key, entry)
  }
  for (const entry of own) if (entry.key !== '<<') out.set(entry.key, entry)
  return [...out.values()]
}

/** Equal but for the order of members. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]))
  const [left, right] = [Object.entries(a), b as { readonly [key: string]: Json }]
  return left.length === Object.keys(right).length && left.every(([key, item]) => Object.hasOwn(right, key) && sameValue(item, right[key]))
}
