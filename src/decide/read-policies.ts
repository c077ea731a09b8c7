/** Policies in a frame of known shape, document by document; an error names the policy that it is in. */
import { fail, ok, type Result } from '../outcome/index.js'
import { type Policy, type PolicyError, type PolicyKind, parsePolicyValue } from '../policy/index.js'
import type { NamedDocument, NamedPolicy, PoliciesInput, PolicySet } from './types.js'

export const noPolicies: PolicySet = {
  identity: [],
  resource: null,
  permissionBoundary: null,
  session: null,
  scps: null,
  rcps: null,
  vpcEndpoint: null,
}

/** How one document is read: from a value by default, from text with places where a caller has it. */
export type ReadDocument = (document: unknown, kind: PolicyKind) => Result<Policy, readonly PolicyError[]>

/** @errors `policy/…`: all of them */
export function readPolicies(input: PoliciesInput, read: ReadDocument = parsePolicyValue): Result<PolicySet, readonly PolicyError[]> {
  const errors: PolicyError[] = []
  const one = (document: unknown, kind: PolicyKind, label: string): Policy | null => {
    const parsed = read(document ?? null, kind)
    if (parsed.ok) return parsed.value
    for (const error of parsed.error) errors.push({ ...error, message: `in \`${label}\`: ${error.message}` })
    return null
  }
  const named = (list: readonly NamedDocument[], kind: PolicyKind, label: string): readonly NamedPolicy[] =>
    list.flatMap(({ name, document }) => {
      const policy = one(document, kind, `${label}:${name}`)
      return policy === null ? [] : [{ name, policy }]
    })
  const single = (member: 'resource' | 'permissionBoundary' | 'session' | 'vpcEndpoint', kind: PolicyKind): Policy | null => {
    const document = input[member]
    return document === undefined || document === null ? null : one(document, kind, member)
  }
  const levels = (member: 'scps' | 'rcps', kind: 'scp' | 'rcp'): PolicySet['scps'] =>
    input[member]?.map((level) => named(level, kind, kind)) ?? null
  const set: PolicySet = {
    identity: named(input.identity ?? [], 'identity', 'identity'),
    resource: single('resource', 'resource'),
    permissionBoundary: single('permissionBoundary', 'boundary'),
    session: single('session', 'session'),
    scps: levels('scps', 'scp'),
    rcps: levels('rcps', 'rcp'),
    vpcEndpoint: single('vpcEndpoint', 'vpcEndpoint'),
  }
  return errors.length > 0 ? fail(errors) : ok(set)
}
