/** A document held against what IAM takes when it is stored, and against what its author surely meant. */
import { comparePlaces, type Place } from '../../outcome/index.js'
import {
  type JsonNode,
  type Policy,
  type PolicyError,
  type PolicyKind,
  parsePolicy,
  parsePolicyNode,
  placesIn,
  readJson,
} from '../../policy/index.js'
import { checkActions } from './actions.js'
import { collector, type PolicyWarning } from './checking.js'
import { checkConditions, keyRefusals } from './conditions.js'
import { type PolicyRefusal, refusalsOf } from './refusals.js'
import { resourceRefusals } from './resource-syntax.js'
import { checkShape } from './statement-shape.js'

export interface Validation {
  readonly file: string
  /** Why it would not be stored, in the order of the text. */
  readonly errors: readonly (PolicyError | PolicyRefusal)[]
  /** What is taken and surely not meant; empty where there are errors of grammar. */
  readonly warnings: readonly PolicyWarning[]
}

/** @param text of one document */
export function validatePolicy(text: string, kind: PolicyKind, file: string): Validation {
  const root = readJson(text)
  const placeOf = placesIn(text, file)
  const parsed = root.ok ? parsePolicyNode(root.value, kind, placeOf) : parsePolicy(text, kind, file)
  if (!parsed.ok || !root.ok) return { file, errors: inOrder(parsed.ok ? [] : parsed.error), warnings: [] }
  const policy = parsed.value
  const { warnings, warn, guess } = collector(placeOf)
  const nodes = statementNodes(root.value)
  const known = new Set(policy.statements.map(({ index }) => index))
  const idle = nodes.filter((_, index) => !known.has(index))
  for (const node of idle) warn(node.at, 'policy/no-effect', 'the statement has no `Action`, and so no effect', 'name its actions')
  const refusals: PolicyRefusal[] = [
    ...refusalsOf(policy, kind, text, placeOf(root.value.at)),
    ...refusedIdle(policy, idle, placeOf),
    ...(nodes.length === 0 ? [noStatements(placeOf(root.value.at))] : []),
  ]
  for (const statement of policy.statements) {
    const checking = { kind, policy, statement, node: nodes[statement.index] ?? root.value, warn, guess }
    checkActions(checking)
    checkConditions(checking)
    checkShape(checking)
    for (const refusal of [...resourceRefusals(checking, placeOf), ...keyRefusals(checking, placeOf)]) refusals.push(refusal)
  }
  return {
    file,
    errors: inOrder(refusals),
    warnings: inOrder(warnings),
  }
}

// IAM answers "Syntax errors in policy.", S3 "Statement is empty!".
const noStatements = (at: Place | null): PolicyRefusal => ({
  code: 'policy/empty-list',
  message: 'the document has no statements',
  hint: 'add a statement, or delete the policy',
  at,
})

/** A statement without `Action` is stored by KMS alone: in a policy that names no action of KMS it is an error. */
function refusedIdle(policy: Policy, idle: readonly JsonNode[], placeOf: (at: number) => Place | null): readonly PolicyRefusal[] {
  if (policy.statements.length > 0) return []
  return idle.map((node) => ({
    code: 'policy/missing-element',
    message: 'the statement has no `Action`',
    hint: 'a resource-based policy needs `Action` in each statement',
    at: placeOf(node.at),
  }))
}

function statementNodes(root: JsonNode): readonly JsonNode[] {
  const statements = root.kind === 'object' ? root.members.find(({ key }) => key === 'Statement')?.value : undefined
  return statements === undefined ? [] : statements.kind === 'array' ? statements.items : [statements]
}

const inOrder = <P extends { readonly at: Place | null; readonly code: string }>(problems: readonly P[]): readonly P[] =>
  [...problems].sort((a, b) => comparePlaces(a.at, b.at) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
