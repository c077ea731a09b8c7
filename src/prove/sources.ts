/** The documents of a subject, each with the kind of policy that it is there. */
import type { NamedPolicy, PolicySet, PolicyType } from '../decide/index.js'
import type { Subject } from './types.js'

export interface Source {
  readonly side: number
  /** Null: the side is documents of one kind, of which some must allow and none deny. */
  readonly type: PolicyType | null
  /** Of SCPs and RCPs: the level of the organization. */
  readonly level: number
  readonly policy: NamedPolicy
  /** As an answer names it. */
  readonly label: string
}

export function sourcesOf(side: number, subject: Subject): readonly Source[] {
  if (subject.kind !== 'set') return subject.policies.map((policy) => ({ side, type: null, level: 0, policy, label: policy.name }))
  const { set } = subject
  const one = (type: PolicyType, policy: NamedPolicy['policy'] | null): readonly Source[] =>
    policy === null ? [] : [{ side, type, level: 0, policy: { name: type, policy }, label: type }]
  const levels = (type: 'scp' | 'rcp', list: PolicySet['scps']): readonly Source[] =>
    (list ?? []).flatMap((level, i) => level.map((policy) => ({ side, type, level: i, policy, label: `${type}:${policy.name}` })))
  return [
    ...set.identity.map((policy): Source => ({ side, type: 'identity', level: 0, policy, label: `identity:${policy.name}` })),
    ...one('resource', set.resource),
    ...one('permissionBoundary', set.permissionBoundary),
    ...one('session', set.session),
    ...levels('scp', set.scps),
    ...levels('rcp', set.rcps),
    ...one('vpcEndpoint', set.vpcEndpoint),
  ]
}
