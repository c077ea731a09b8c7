/**
 * One compiled engine for each subject and resource policy, kept until a policy changes. Roles are compiled when they are
 * first asked about; a session policy or a policy of a resource makes an engine of its own.
 */
import { compile, type Decision, type Engine, parsePolicySet, type RequestInput } from '../../decide/index.js'
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

const MAX_ENGINES = 2_000

export function engines(directory: Directory): Engines {
  let made = new Map<string, Authority>()
  /** By the subject itself, without a resource policy: what most requests ask. */
  let bySubject = new WeakMap<object, Authority>()
  let madeAt = -1
  return {
    authorityOf: (caller, resourcePolicy) => {
      const version = directory.version()
      if (version !== madeAt || made.size > MAX_ENGINES) {
        made = new Map()
        bySubject = new WeakMap()
        madeAt = version
      }
      const isPlain = (resourcePolicy === null || resourcePolicy === undefined) && caller.subject !== null
      const plain = isPlain && caller.subject !== null ? bySubject.get(caller.subject) : undefined
      if (plain !== undefined) return plain
      const policyText =
        resourcePolicy === null || resourcePolicy === undefined
          ? ''
          : typeof resourcePolicy === 'string'
            ? resourcePolicy
            : JSON.stringify(resourcePolicy)
      const key = `${subjectKey(caller)}\n${policyText}`
      const authority = made.get(key) ?? build(directory, caller, policyText)
      made.set(key, authority)
      if (isPlain && caller.subject !== null) bySubject.set(caller.subject, authority)
      return authority
    },
  }
}

function subjectKey({ subject, principal }: Caller): string {
  if (subject === null) return `-/${principal}`
  if (subject.kind === 'root') return `root/${subject.account}`
  const session = 'session' in subject && subject.session.policy !== null ? subject.session.credentials.accessKeyId : ''
  return `${subject.kind}/${subject.account}/${subject.name}/${session}`
}

function build(directory: Directory, { subject }: Caller, policyText: string): Authority {
  const policies = subject === null ? { identity: [], boundary: null } : directory.policiesOf(subject)
  if (policies === null) return denied('the principal is gone')
  const session = subject !== null && 'session' in subject ? subject.session.policy : null
  const input = {
    identity: policies.identity,
    ...(policies.boundary === null ? {} : { permissionBoundary: policies.boundary }),
    ...(session === null ? {} : { session }),
    ...(policyText === '' ? {} : { resource: JSON.parse(policyText) as unknown }),
  }
  const set = parsePolicySet(input)
  // A document that was stored was validated; one that is not understood all the same allows nothing.
  if (!set.ok) return denied(set.error[0]?.message ?? 'a policy is not understood')
  const engine: Engine = compile(set.value)
  const text = JSON.stringify(input)
  return { decide: engine.decide, asksContext: text.includes('"Condition"') || text.includes('${') }
}

const denied = (because: string): Authority => ({ decide: () => ({ decision: 'implicitDeny', by: [], because }), asksContext: false })
