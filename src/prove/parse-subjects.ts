/** The two sides of a comparison as files have them: a policy document, a list of them, or a `policies` object each. */
import { noPolicies, type PoliciesError, parsePoliciesNode } from '../decide/index.js'
import { fail, ok, type Place, type Result } from '../outcome/index.js'
import { type JsonNode, type PolicyError, type PolicyKind, parsePolicyNode } from '../policy/index.js'
import type { Subject } from './types.js'

export type SubjectKind = 'identity' | 'resource' | 'trust'

export interface SubjectText {
  /** Names policies, as `allowedBy` does. */
  readonly name: string
  readonly root: JsonNode
  readonly placeOf: (at: number) => Place | null
}

/**
 * @param kind null: seen from the documents, of which a resource-based one names principals, and a trust policy speaks of
 *   `sts:` and of no resource
 * @returns both as subjects of one kind
 * @errors `policy/…` and `request/bad-shape`, of both sides
 */
export function parseSubjects(
  a: SubjectText,
  b: SubjectText,
  kind: SubjectKind | null,
): Result<readonly [Subject, Subject], readonly PoliciesError[]> {
  const known = kind ?? kindOf([a.root, b.root])
  const sets = [a, b].some(({ root }) => isSet(root))
  const first = sets ? parseSet(a, known) : parseDocuments(a, known)
  const second = sets ? parseSet(b, known) : parseDocuments(b, known)
  if (first.ok && second.ok) return ok([first.value, second.value])
  return fail([...(first.ok ? [] : first.error), ...(second.ok ? [] : second.error)])
}

const member = (node: JsonNode, name: string): JsonNode | undefined =>
  node.kind === 'object' ? node.members.find(({ key }) => key === name)?.value : undefined

const isDocument = (node: JsonNode): boolean => member(node, 'Statement') !== undefined || member(node, 'Version') !== undefined
const isSet = (node: JsonNode): boolean => node.kind === 'object' && !isDocument(node)
const listOf = (node: JsonNode): readonly JsonNode[] => (node.kind === 'array' ? node.items : [node])

function kindOf(roots: readonly JsonNode[]): SubjectKind {
  const statements = roots
    .flatMap(listOf)
    .filter(isDocument)
    .flatMap((document) => listOf(member(document, 'Statement') ?? { kind: 'array', items: [], at: -1 }))
  const has = (name: string): boolean => statements.some((node) => member(node, name) !== undefined)
  if (!has('Principal') && !has('NotPrincipal')) return 'identity'
  const actions = statements.flatMap((node) => listOf(member(node, 'Action') ?? { kind: 'null', at: -1 }))
  const isSts = (node: JsonNode): boolean => node.kind === 'string' && /^sts:/i.test(node.value)
  return !has('Resource') && !has('NotResource') && actions.every(isSts) ? 'trust' : 'resource'
}

function parseDocuments({ name, root, placeOf }: SubjectText, kind: SubjectKind): Result<Subject, readonly PolicyError[]> {
  const nodes = listOf(root)
  const parsed = nodes.map((node) => parsePolicyNode(node, kind, placeOf))
  const errors = parsed.flatMap((it) => (it.ok ? [] : it.error))
  if (errors.length > 0) return fail(errors)
  const policies = parsed.flatMap((it, i) => (it.ok ? [{ name: nodes.length === 1 ? name : `${name}#${i}`, policy: it.value }] : []))
  return ok({ kind, policies })
}

function parseSet(text: SubjectText, kind: SubjectKind): Result<Subject, readonly PoliciesError[]> {
  const kindInSet: PolicyKind = kind
  const set = parsePoliciesNode(text.root, text.placeOf, text.name, kindInSet)
  return set.ok ? ok({ kind: 'set', set: { ...noPolicies, ...set.value } }) : set
}
