/** Policies as a file has them, with the place of every error: one document, a list of documents, or a `policies` object. */
import { fail, ok, type Place, type Result } from '../outcome/index.js'
import {
  type JsonNode,
  jsonNodeOf,
  type Policy,
  type PolicyError,
  type PolicyKind,
  parsePolicyNode,
  placesIn,
  readJson,
} from '../policy/index.js'
import { noPolicies, parsePolicySet, type ReadDocument } from './parse-policies.js'
import { type RequestError, requestError } from './problems.js'
import type { NamedPolicy, PolicySet } from './types.js'

export type PoliciesError = PolicyError | RequestError

/**
 * @param kind of a bare document: `resource` and `trust` become the resource-based policy, others an identity-based one
 * @param file names places, and policies that have no name
 */
export function parsePoliciesText(text: string, file: string, kind: PolicyKind = 'identity'): Result<PolicySet, readonly PoliciesError[]> {
  const root = readJson(text)
  const placeOf = placesIn(text, file)
  if (!root.ok)
    return fail([
      requestError(
        'request/not-json',
        `\`${file}\` is not JSON: ${root.error.message}`,
        'correct the text at this place',
        [],
        placeOf(root.error.at),
      ),
    ])
  return parsePoliciesNode(root.value, placeOf, file, kind)
}

/** The same for a part of a larger text. */
export function parsePoliciesNode(
  root: JsonNode,
  placeOf: (at: number) => Place | null,
  file: string,
  kind: PolicyKind = 'identity',
): Result<PolicySet, readonly PoliciesError[]> {
  if (root.kind === 'array') return documents(root.items, placeOf, file, kind)
  if (root.kind === 'object' && root.members.some(({ key }) => key === 'Statement' || key === 'Version'))
    return documents([root], placeOf, file, kind)
  const read: ReadDocument = (document, documentKind, path) =>
    parsePolicyNode(nodeAt(root, path) ?? nodeOf(document), documentKind, placeOf)
  return parsePolicySet(plain(root), read)
}

function documents(
  nodes: readonly JsonNode[],
  placeOf: (at: number) => Place | null,
  file: string,
  kind: PolicyKind,
): Result<PolicySet, readonly PoliciesError[]> {
  const named: NamedPolicy[] = []
  const errors: PolicyError[] = []
  for (const [i, node] of nodes.entries()) {
    const parsed = parsePolicyNode(node, kind, placeOf)
    if (parsed.ok) named.push({ name: nodes.length === 1 ? file : `${file}#${i}`, policy: parsed.value })
    else errors.push(...parsed.error)
  }
  if (errors.length > 0) return fail(errors)
  if (kind !== 'resource' && kind !== 'trust') return ok({ ...noPolicies, identity: named })
  if (named.length > 1)
    return fail([
      requestError(
        'request/bad-shape',
        `\`${file}\` holds ${named.length} resource-based policies`,
        'a resource has one; put the statements into it',
        [],
        placeOf(nodes[1]?.at ?? -1),
      ),
    ])
  return ok({ ...noPolicies, resource: named[0]?.policy ?? null })
}

function nodeAt(root: JsonNode, path: readonly (string | number)[]): JsonNode | null {
  let node: JsonNode | undefined = root
  for (const step of path) {
    if (node?.kind === 'object') node = node.members.findLast((member) => member.key === step)?.value
    else node = node?.kind === 'array' && typeof step === 'number' ? node.items[step] : undefined
  }
  return node ?? null
}

function nodeOf(document: unknown): JsonNode {
  const node = jsonNodeOf(document)
  return node.ok ? node.value : { kind: 'null', at: -1 }
}

/** The tree as the value that `JSON.parse` would give. */
export function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]))
    case 'array':
      return node.items.map(plain)
    case 'number':
      return Number(node.text)
    case 'null':
      return null
    default:
      return node.value
  }
}
