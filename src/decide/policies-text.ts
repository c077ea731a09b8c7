/** Policies as a file has them, with the place of every error: one document, a list of documents, or a `policies` object. */
import { fail, ok, type Place, type Result } from '../outcome/index.js'
import { type JsonNode, type PolicyError, type PolicyKind, parsePolicyNode, placesIn, readJson } from '../policy/index.js'
import { parsePolicySet } from './parse-policies.js'
import { type RequestError, requestError } from './problems.js'
import { noPolicies, type ReadDocument } from './read-policies.js'
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
  // What is not in the text has no place.
  const read: ReadDocument = (document, documentKind) =>
    parsePolicyNode((document as JsonNode | null) ?? { kind: 'null', at: -1 }, documentKind, placeOf)
  return parsePolicySet(frameOf(root), read)
}

const DOCUMENTS = new Set(['document', 'resource', 'permissionBoundary', 'session', 'vpcEndpoint'])

/** The frame as a plain value, in which documents are still nodes with places. */
function frameOf(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(
        node.members.map(({ key, value }) => [key, DOCUMENTS.has(key) && value.kind !== 'null' ? value : frameOf(value)]),
      )
    case 'array':
      return node.items.map(frameOf)
    case 'number':
      return Number(node.text)
    case 'null':
      return null
    default:
      return node.value
  }
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
    else for (const error of parsed.error) errors.push(error)
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
