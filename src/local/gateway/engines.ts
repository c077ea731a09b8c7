/**
 * The policies of a caller and of what it calls, compiled: one engine for each subject, kept until a policy of the
 * directory changes, and one for each policy of a resource that the subject meets.
 */
import { compileSubject, type Decision, type PolicySet, type RequestInput, readPolicies } from '../../decide/index.js'
import type { Policy } from '../../policy/index.js'
import type { Directory } from '../identity/directory.js'
import type { Caller } from '../types.js'

export interface Authority {
  readonly decide: (request: RequestInput) => Decision
  /** Whether any of the policies has a condition or a variable: else no condition key can matter. */
  readonly asksContext: boolean
}

export interface Engines {
  /** @param resourcePolicy its text or document; null where the resource has none */
  readonly authorityOf: (caller: Caller, resourcePolicy: unknown) => Authority
}

/** Decides for one subject. @param policy null: the resource has none */
type SubjectAuthority = (policy: ResourcePolicy | null) => Authority

/** A policy of a resource, read once: the same text is the same value. */
type ResourcePolicy =
  | { readonly policy: Policy; readonly asksContext: boolean }
  /** It is not understood. */
  | { readonly because: string }

const MAX_SUBJECTS = 2_000
const MAX_RESOURCE_POLICIES = 2_000

export function engines(directory: Directory): Engines {
  const policyOf = resourcePolicies()
  let byKey = new Map<string, SubjectAuthority>()
  /** By the subject itself: what most requests ask. */
  let bySubject = new WeakMap<object, SubjectAuthority>()
  let madeAt = -1

  const authorityFor = (caller: Caller): SubjectAuthority => {
    const version = directory.version()
    if (version !== madeAt || byKey.size > MAX_SUBJECTS) {
      byKey = new Map()
      bySubject = new WeakMap()
      madeAt = version
    }
    const known = caller.subject === null ? undefined : bySubject.get(caller.subject)
    if (known !== undefined) return known
    const key = subjectKey(caller)
    const made = byKey.get(key) ?? subjectAuthority(directory, caller)
    byKey.set(key, made)
    if (caller.subject !== null) bySubject.set(caller.subject, made)
    return made
  }
  return { authorityOf: (caller, resourcePolicy) => authorityFor(caller)(policyOf(resourcePolicy)) }
}

function subjectKey({ subject, principal }: Caller): string {
  if (subject === null) return `-/${principal}`
  if (subject.kind === 'root') return `root/${subject.account}`
  const session = 'session' in subject && subject.session.policy !== null ? subject.session.credentials.accessKeyId : ''
  return `${subject.kind}/${subject.account}/${subject.name}/${session}`
}

function subjectAuthority(directory: Directory, { subject }: Caller): SubjectAuthority {
  const policies = subject === null ? { identity: [], boundary: null } : directory.policiesOf(subject)
  if (policies === null) return () => denied('the principal is gone')
  const session = subject !== null && 'session' in subject ? subject.session.policy : null
  const set = readPolicies({ identity: policies.identity, permissionBoundary: policies.boundary, session })
  // A document that was stored was validated; one that is not understood all the same allows nothing.
  if (!set.ok) {
    const because = set.error[0]?.message ?? 'a policy is not understood'
    return () => denied(because)
  }
  return compiled(set.value, asks([policies.identity, policies.boundary, session]))
}

function compiled(set: PolicySet, asksContext: boolean): SubjectAuthority {
  const engineFor = compileSubject(set)
  const alone: Authority = { decide: engineFor(null).decide, asksContext }
  const withPolicy = new WeakMap<ResourcePolicy, Authority>()
  return (resource) => {
    if (resource === null) return alone
    const known = withPolicy.get(resource)
    if (known !== undefined) return known
    const made =
      'because' in resource
        ? denied(resource.because)
        : { decide: engineFor(resource.policy).decide, asksContext: asksContext || resource.asksContext }
    withPolicy.set(resource, made)
    return made
  }
}

/** Reads policies of resources by their text; a document is looked up by itself first. */
function resourcePolicies(): (given: unknown) => ResourcePolicy | null {
  const byText = new Map<string, ResourcePolicy>()
  const byDocument = new WeakMap<object, ResourcePolicy>()
  const ofText = (text: string): ResourcePolicy => {
    const known = byText.get(text)
    if (known !== undefined) return known
    if (byText.size >= MAX_RESOURCE_POLICIES) byText.clear()
    const made = readResourcePolicy(text)
    byText.set(text, made)
    return made
  }
  return (given) => {
    if (given === null || given === undefined || given === '') return null
    if (typeof given !== 'object') return ofText(String(given))
    const known = byDocument.get(given)
    if (known !== undefined) return known
    const made = ofText(JSON.stringify(given))
    byDocument.set(given, made)
    return made
  }
}

function readResourcePolicy(text: string): ResourcePolicy {
  const set = readPolicies({ resource: JSON.parse(text) as unknown })
  if (!set.ok) return { because: set.error[0]?.message ?? 'the policy of the resource is not understood' }
  return set.value.resource === null
    ? { because: 'the policy of the resource is not understood' }
    : { policy: set.value.resource, asksContext: asks(text) }
}

const asks = (policies: unknown): boolean => {
  const text = typeof policies === 'string' ? policies : JSON.stringify(policies)
  return text.includes('"Condition"') || text.includes('${')
}

const denied = (because: string): Authority => ({ decide: () => ({ decision: 'implicitDeny', by: [], because }), asksContext: false })
