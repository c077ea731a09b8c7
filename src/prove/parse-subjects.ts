/**
 * The two sides of a comparison as files have them: a policy document, a list of them, or a `policies` object each. A
 * document may stand there as text.
 */
import { noPolicies, type PoliciesError, parsePoliciesNode } from '../decide/index.js'
import { fail, ok, type Place, type Result } from '../outcome/index.js'
import { documentInText, type JsonNode, type PolicyError, type PolicyKind, parsePolicyNode, readJson } from '../policy/index.js'
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
  const left = { ...a, root: withoutTexts(a.root) }
  const right = { ...b, root: withoutTexts(b.root) }
  if (kind === null && isMixed(left.root, right.root)) return fail([mixed(a, b)])
  const known = kind ?? kindOf([left.root, right.root])
  const sets = [left, right].some(({ root }) => isSet(root))
  const first = sets ? parseSet(left, known) : parseDocuments(left, known)
  const second = sets ? parseSet(right, known) : parseDocuments(right, known)
  if (first.ok && second.ok) return ok([first.value, second.value])
  return fail([...(first.ok ? [] : first.error), ...(second.ok ? [] : second.error)])
}

/** Members of a `policies` object that hold a document. */
const DOCUMENTS: ReadonlySet<string> = new Set(['document', 'resource', 'permissionBoundary', 'session', 'vpcEndpoint'])

function withoutTexts(node: JsonNode): JsonNode {
  if (node.kind === 'string') return documentInText(node)
  if (node.kind === 'array') return { ...node, items: node.items.map(withoutTexts) }
  if (node.kind !== 'object' || isDocument(node)) return node
  const within = (value: JsonNode, key: string): JsonNode => {
    if (DOCUMENTS.has(key)) return documentInText(value)
    return value.kind === 'string' ? value : withoutTexts(value)
  }
  return { ...node, members: node.members.map((it) => ({ ...it, value: within(it.value, it.key) })) }
}

const member = (node: JsonNode, name: string): JsonNode | undefined =>
  node.kind === 'object' ? node.members.find(({ key }) => key === name)?.value : undefined

const isDocument = (node: JsonNode): boolean => member(node, 'Statement') !== undefined || member(node, 'Version') !== undefined
const isSet = (node: JsonNode): boolean => node.kind === 'object' && !isDocument(node)
const listOf = (node: JsonNode): readonly JsonNode[] => (node.kind === 'array' ? node.items : [node])

/** Whether one side has statements that all name principals, and the other statements that name none. */
function isMixed(a: JsonNode, b: JsonNode): boolean {
  if (isSet(a) || isSet(b)) return false
  const [first, second] = [a, b].map((root) => statementsOf([root]).map((node) => namesPrincipals(node)))
  const whole = (list: readonly boolean[] | undefined, named: boolean): boolean =>
    list !== undefined && list.length > 0 && list.every((it) => it === named)
  return (whole(first, true) && whole(second, false)) || (whole(first, false) && whole(second, true))
}

const mixed = (a: SubjectText, b: SubjectText): PoliciesError => ({
  code: 'request/bad-shape',
  message: `one of \`${a.name}\` and \`${b.name}\` names principals, and the other none`,
  hint: 'a policy on a resource is compared with another, and one on an identity with another',
  at: null,
  path: [],
})

const namesPrincipals = (statement: JsonNode): boolean =>
  member(statement, 'Principal') !== undefined || member(statement, 'NotPrincipal') !== undefined

const statementsOf = (roots: readonly JsonNode[]): readonly JsonNode[] =>
  roots
    .flatMap(listOf)
    .filter(isDocument)
    .flatMap((document) => listOf(member(document, 'Statement') ?? { kind: 'array', items: [], at: -1 }))

function kindOf(roots: readonly JsonNode[]): SubjectKind {
  const statements = statementsOf(roots)
  const has = (name: string): boolean => statements.some((node) => member(node, name) !== undefined)
  if (!has('Principal') && !has('NotPrincipal')) return 'identity'
  const actions = statements.flatMap((node) => listOf(member(node, 'Action') ?? { kind: 'null', at: -1 }))
  const isSts = (node: JsonNode): boolean => node.kind === 'string' && /^sts:/i.test(node.value)
  return !has('Resource') && !has('NotResource') && actions.every(isSts) ? 'trust' : 'resource'
}

function parseDocuments({ name, root, placeOf }: SubjectText, kind: SubjectKind): Result<Subject, readonly PolicyError[]> {
  const nodes = listOf(root)
  const parsed = nodes.map((node) => (node.kind === 'string' ? fail([noPolicyText(node, placeOf)]) : parsePolicyNode(node, kind, placeOf)))
  const errors = parsed.flatMap((it) => (it.ok ? [] : it.error))
  if (errors.length > 0) return fail(errors)
  const policies = parsed.flatMap((it, i) => (it.ok ? [{ name: nodes.length === 1 ? name : `${name}#${i}`, policy: it.value }] : []))
  return ok({ kind, policies })
}

function noPolicyText({ value, at }: Extract<JsonNode, { kind: 'string' }>, placeOf: SubjectText['placeOf']): PolicyError {
  const read = readJson(value)
  const why = read.ok ? 'it holds no object' : read.error.message
  return {
    code: 'policy/not-json',
    message: `the text where a policy should stand is not the JSON of one: ${why}`,
    hint: 'give the document, or its JSON as text; a file is named on the command line',
    at: placeOf(at),
  }
}

function parseSet(text: SubjectText, kind: SubjectKind): Result<Subject, readonly PoliciesError[]> {
  const { root } = text
  if (root.kind === 'object' && root.members.length === 0) return fail([nothing(text.placeOf(root.at))])
  const kindInSet: PolicyKind = kind
  const set = parsePoliciesNode(root, text.placeOf, text.name, kindInSet)
  return set.ok ? ok({ kind: 'set', set: { ...noPolicies, ...set.value } }) : set
}

/** It would be a set that allows nothing, and was hardly meant so. */
const nothing = (at: Place | null): PoliciesError => ({
  code: 'request/bad-shape',
  message: 'the object is empty: neither a policy nor `policies`',
  hint: 'write a policy with `Version` and `Statement`, or `{ "identity": [] }` for no policy at all',
  at,
  path: [],
})
