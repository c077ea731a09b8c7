/**
 * Whom a question is about. Identity-based policies hang on a user or a role. So does a set of policies, unless a
 * resource-based policy is part of one: that one speaks to whoever calls.
 *
 * Source: IAM User Guide, "Policies and permissions in AWS Identity and Access Management".
 */
import type { Principal } from '../decide/index.js'
import type { Subject } from './types.js'

type Kinds = ReadonlySet<Principal['kind']>

const HOLDERS: Kinds = new Set(['role', 'user'])
const WITH_SESSIONS: Kinds = new Set(['role', 'user', 'session', 'federatedUser'])
const ALL: Kinds = new Set([
  ...(['role', 'user', 'root', 'session', 'federatedUser', 'service', 'provider', 'originAccess', 'anonymous'] as const),
])

export function callerKinds(subjects: readonly Subject[]): Kinds {
  if (subjects.every(({ kind }) => kind === 'identity')) return HOLDERS
  if (!subjects.every((subject) => subject.kind === 'set' && subject.set.resource === null)) return ALL
  // A federated user has what a session policy leaves, and without one nothing: with one on one side alone no single caller
  // is meant by both.
  const withSession = subjects.filter((subject) => subject.kind === 'set' && subject.set.session !== null).length
  return withSession === 0 || withSession === subjects.length ? WITH_SESSIONS : HOLDERS
}
