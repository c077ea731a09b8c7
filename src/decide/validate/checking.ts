/** What the checks of one statement share: the statement, where its elements stand, and the warnings so far. */
import { nearestAction } from '../../catalog/index.js'
import type { Place, Problem } from '../../outcome/index.js'
import type { JsonNode, Policy, PolicyKind, Statement } from '../../policy/index.js'

export type WarningCode =
  | 'policy/unknown-service'
  | 'policy/unknown-action'
  | 'policy/needs-any-resource'
  | 'policy/resource-mismatch'
  | 'policy/unknown-key'
  | 'policy/key-never-present'
  | 'policy/operator-type'
  | 'policy/for-all-values-on-allow'
  | 'policy/plain-operator-on-list'
  | 'policy/wildcard-in-equals'
  | 'policy/bool-misses-absent-key'
  | 'policy/negated-allows-absent-key'
  | 'policy/host-bits'
  | 'policy/variable-without-version'
  | 'policy/variable-too-early'
  | 'policy/white-space'
  | 'policy/allow-with-not-action'
  | 'policy/allow-with-not-resource'
  | 'policy/pass-any-role'
  | 'policy/open-to-everyone'
  | 'policy/deleted-principal'
  | 'policy/no-effect'
  | 'policy/open-to-provider'

export interface PolicyWarning extends Problem {
  readonly code: WarningCode
}

export interface Checking {
  readonly kind: PolicyKind
  readonly policy: Policy
  readonly statement: Statement
  readonly node: JsonNode
  readonly warn: (at: number, code: WarningCode, message: string, hint: string) => void
  /** The nearest action to one that no service has; a document of nothing else gets no more than so many guesses. */
  readonly guess: (action: string) => string | null
}

const MAX_GUESSES = 200

/** Collects warnings with their places. */
export function collector(
  placeOf: (at: number) => Place | null,
): Pick<Checking, 'warn' | 'guess'> & { readonly warnings: PolicyWarning[] } {
  const warnings: PolicyWarning[] = []
  let guesses = 0
  return {
    warnings,
    warn: (at, code, message, hint) => warnings.push({ code, message, hint, at: placeOf(at) }),
    guess: (action) => (guesses++ < MAX_GUESSES ? nearestAction(action) : null),
  }
}

const member = (node: JsonNode, names: readonly string[]): JsonNode | null =>
  node.kind === 'object' ? (node.members.find(({ key }) => names.includes(key))?.value ?? null) : null

/** Where a text stands in the element or in its `Not…` form. */
export function placeOfText({ node }: Checking, element: string, text: string): number {
  const value = member(node, [element, `Not${element}`])
  return value === null ? node.at : (placesOf(value).get(text) ?? value.at)
}

/** Where each text of a list, or key of an object, stands first; made once, since it may be long and each of them at fault. */
const listPlaces = new WeakMap<JsonNode, ReadonlyMap<string, number>>()

function placesOf(value: JsonNode): ReadonlyMap<string, number> {
  const known = listPlaces.get(value)
  if (known !== undefined) return known
  const places = new Map<string, number>()
  const add = (text: string, at: number): unknown => places.has(text) || places.set(text, at)
  if (value.kind === 'object') for (const { key, at } of value.members) add(key, at)
  else for (const item of value.kind === 'array' ? value.items : [value]) if (item.kind === 'string') add(item.value, item.at)
  listPlaces.set(value, places)
  return places
}

export function placeOfElement({ node }: Checking, element: string): number {
  return node.kind === 'object' ? (node.members.find(({ key }) => key === element)?.at ?? node.at) : node.at
}

/** Where a key stands under its operator in `Condition`. */
export function placeOfKey({ node }: Checking, operator: string, key: string): number {
  const block = member(member(node, ['Condition']) ?? node, [operator])
  return block === null ? node.at : (placesOf(block).get(key) ?? block.at)
}
