/**
 * One compiled engine for each subject and resource policy, kept until a policy changes. Roles are compiled when they are
 * first asked about; a session policy or a policy of a resource makes an engine of its own.
 */
import { compile, type Decision, type Engine, parsePolicySet, type RequestInput } from '../../decide/index.js'
import type { Directory } from '../identity/directory.js'
import type { Caller } from '../types.js'

export interface Engines {
  /** @param resourcePolicy its text or document; null where the resource has none */
  readonly decide: (caller: Caller, resourcePolicy: unknown, request: RequestInput) => Decision
}

const MAX_ENGINES = 2_000

export function engines(directory: Directory): Engines {
  let made = new Map<string, Engine | Decision>()
  let madeAt = -1
  const engineFor = (caller: Caller, resourcePolicy: unknown): Engine | Decision => {
    const version = directory.version()
    if (version !== madeAt || made.size > MAX_ENGINES) {
      made = new Map()
      madeAt = version
    }
    const policyText =
      resourcePolicy === null || resourcePolicy === undefined
        ? ''
        : typeof resourcePolicy === 'string'
          ? resourcePolicy
          : JSON.stringify(resourcePolicy)
    const key = `${subjectKey(caller)}\n${policyText}`
    const known = made.get(key)
    if (known !== undefined) return known
    const engine = build(directory, caller, policyText)
    made.set(key, engine)
    return engine
  }
  return {
    decide: (caller, resourcePolicy, request) => {
      const engine = engineFor(caller, resourcePolicy)
      return 'decide' in engine ? engine.decide(request) : engine
    },
  }
}

function subjectKey({ subject, principal }: Caller): string {
  if (subject === null) return `-/${principal}`
  if (subject.kind === 'root') return `root/${subject.account}`
  const session = 'session' in subject && subject.session.policy !== null ? subject.session.credentials.accessKeyId : ''
  return `${subject.kind}/${subject.account}/${subject.name}/${session}`
}

function build(directory: Directory, { subject }: Caller, policyText: string): Engine | Decision {
  const policies = subject === null ? { identity: [], boundary: null } : directory.policiesOf(subject)
  if (policies === null) return denied('the principal is gone')
  const session = subject !== null && 'session' in subject ? subject.session.policy : null
  const set = parsePolicySet({
    identity: policies.identity,
    ...(policies.boundary === null ? {} : { permissionBoundary: policies.boundary }),
    ...(session === null ? {} : { session }),
    ...(policyText === '' ? {} : { resource: JSON.parse(policyText) as unknown }),
  })
  // A document that was stored was validated; one that is not understood all the same allows nothing.
  return set.ok ? compile(set.value) : denied(set.error[0]?.message ?? 'a policy is not understood')
}

const denied = (because: string): Decision => ({ decision: 'implicitDeny', by: [], because })
