/** What the checks of one statement share: the statement, where its elements stand, and the warnings so far. */
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
}

/** Collects warnings with their places. */
export function collector(placeOf: (at: number) => Place | null): { readonly warnings: PolicyWarning[]; readonly warn: Checking['warn'] } {
  const warnings: PolicyWarning[] = []
  return { warnings, warn: (at, code, message, hint) => warnings.push({ code, message, hint, at: placeOf(at) }) }
}

const member = (node: JsonNode, names: readonly string[]): JsonNode | null =>
  node.kind === 'object' ? (node.members.find(({ key }) => names.includes(key))?.value ?? null) : null

/** Where a text stands in the element or in its `Not…` form. */
export function placeOfText({ node }: Checking, element: string, text: string): number {
  const value = member(node, [element, `Not${element}`])
  if (value === null) return node.at
  const items = value.kind === 'array' ? value.items : [value]
  return (items.find((item) => item.kind === 'string' && item.value === text) ?? value).at
}

export function placeOfElement({ node }: Checking, element: string): number {
  return node.kind === 'object' ? (node.members.find(({ key }) => key === element)?.at ?? node.at) : node.at
}

/** Where a key stands under its operator in `Condition`. */
export function placeOfKey({ node }: Checking, operator: string, key: string): number {
  const block = member(member(node, ['Condition']) ?? node, [operator])
  return block?.kind === 'object' ? (block.members.find((it) => it.key === key)?.at ?? block.at) : node.at
}
