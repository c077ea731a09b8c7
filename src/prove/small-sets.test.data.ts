/**
 * A second small world, of callers, owners, variables and sets of policies: random subjects of each kind over few names,
 * and a list of requests that tells most of them apart. What it does not hold proves nothing; what it holds must agree.
 */
import { noPolicies, type PolicySet, type Request, resolveRequest } from '../decide/index.js'
import type { Condition, Matcher, OperatorName, Policy, PrincipalPattern, Statement } from '../policy/index.js'
import { pick, type Random } from './small-world.test.data.js'
import type { Subject } from './types.js'

const HOME = '111122223333'
const AWAY = '444455556666'

const PRINCIPALS: readonly [string, ...string[]] = [
  `arn:aws:iam::${HOME}:role/app`,
  `arn:aws:iam::${HOME}:user/alice`,
  `arn:aws:iam::${HOME}:user/x/bob`,
  `arn:aws:iam::${HOME}:root`,
  `arn:aws:sts::${HOME}:assumed-role/app/s`,
  `arn:aws:iam::${AWAY}:role/app`,
  `arn:aws:iam::${AWAY}:user/alice`,
  'sns.amazonaws.com',
  'events.amazonaws.com',
  `arn:aws:iam::${HOME}:oidc-provider/idp.example.com`,
  '*',
]

const NAMES = ['a', 'b', 'alice', 'bob', 'a/b', 'alice/x', 'bob/a', 'a/alice', '*']
const VALUES = ['a', 'b', 'alice', '']
const TAGS = ['aws:PrincipalTag/t', 'aws:RequestTag/t'] as const

interface Ask {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

const STORE: Ask = { actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], resources: NAMES.map((name) => `arn:aws:s3:::${name}`) }
const TRUST: Ask = {
  actions: ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
  resources: [`arn:aws:iam::${HOME}:role/app`],
}

function requestsOf({ actions, resources }: Ask): readonly Request[] {
  const out: Request[] = []
  for (const principal of PRINCIPALS) {
    for (const action of actions) {
      for (const resource of resources) {
        for (const owner of resource.includes(HOME) ? [HOME] : [HOME, AWAY, '777788889999']) {
          for (const [t, r] of tagChoices()) {
            const context: Record<string, readonly string[]> = { ...derived(principal), 'aws:ResourceAccount': [owner] }
            if (t !== null) context[TAGS[0]] = [t]
            if (r !== null) context[TAGS[1]] = [r]
            const made = resolveRequest({ principal, action, resource, resourceAccount: owner, context })
            if (made.ok) out.push(made.value)
          }
        }
      }
    }
  }
  return out
}

function tagChoices(): readonly (readonly [string | null, string | null])[] {
  const all = [null, ...VALUES]
  return all.flatMap((t) => all.map((r) => [t, r] as const))
}

/** Keys that follow from the caller. Source: IAM User Guide, "AWS global condition context keys". */
function derived(principal: string): Record<string, readonly string[]> {
  if (principal === '*') return { 'aws:PrincipalType': ['Anonymous'], 'aws:PrincipalAccount': ['anonymous'] }
  if (principal.includes('-provider/')) return {}
  if (!principal.startsWith('arn:')) return { 'aws:PrincipalIsAWSService': ['true'], 'aws:PrincipalServiceName': [principal] }
  const account = principal.split(':')[4] ?? ''
  const session = principal.includes(':assumed-role/')
  const kind = principal.endsWith(':root') ? 'Account' : principal.includes(':user/') ? 'User' : 'AssumedRole'
  return {
    'aws:PrincipalArn': [session ? `arn:aws:iam::${account}:role/app` : principal],
    'aws:PrincipalAccount': [account],
    'aws:PrincipalType': [kind],
    'aws:PrincipalIsAWSService': ['false'],
    ...(kind === 'User' ? { 'aws:username': [principal.slice(principal.lastIndexOf('/') + 1)] } : {}),
  }
}

const lazy = (ask: Ask): (() => readonly Request[]) => {
  let made: readonly Request[] | null = null
  return () => {
    made ??= requestsOf(ask)
    return made
  }
}
const storeRequests = lazy(STORE)
const trustRequests = lazy(TRUST)

/** The requests of the world that a subject of the kind can be asked about. */
export const requestsFor = (kind: Subject['kind']): readonly Request[] => (kind === 'trust' ? trustRequests() : storeRequests())

const RESOURCES: readonly [string, ...string[]] = [
  'arn:aws:s3:::${aws:username}',
  'arn:aws:s3:::${aws:username}/*',
  'arn:aws:s3:::${aws:PrincipalTag/t}',
  'arn:aws:s3:::${aws:PrincipalTag/t}/*',
  "arn:aws:s3:::${aws:PrincipalTag/t, 'b'}",
  'arn:aws:s3:::a*',
  'arn:aws:s3:::*b',
  'arn:aws:s3:::alice*',
  'arn:aws:s3:::a/${aws:username}',
  'arn:aws:s3:::?',
  '*',
  '*',
]

interface Pool {
  readonly key: string
  readonly operators: readonly [OperatorName, ...OperatorName[]]
  readonly values: readonly [string, ...string[]]
}
const TEXTS: Pool['operators'] = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'Null']
const POOLS: readonly [Pool, ...Pool[]] = [
  { key: 'aws:PrincipalTag/t', operators: TEXTS, values: ['a', 'b', 'a*', '${aws:RequestTag/t}', '*', '${aws:username}'] },
  {
    key: 'aws:RequestTag/t',
    operators: TEXTS,
    values: ['a', 'b', '${aws:PrincipalTag/t}', "${aws:PrincipalTag/t, 'b'}", 'A', 'x${aws:username}'],
  },
  { key: 'aws:username', operators: TEXTS, values: ['alice', 'bob', 'a*', '${aws:PrincipalTag/t}'] },
  { key: 'aws:PrincipalAccount', operators: ['StringEquals', 'StringNotEquals'], values: [HOME, AWAY, '${aws:ResourceAccount}'] },
  { key: 'aws:ResourceAccount', operators: ['StringEquals', 'StringNotEquals'], values: [HOME, AWAY, '${aws:PrincipalAccount}'] },
  {
    key: 'aws:PrincipalArn',
    operators: ['ArnLike', 'ArnNotLike', 'StringLike', 'ArnEquals'],
    values: [`arn:aws:iam::${HOME}:role/*`, `arn:aws:iam::*:role/app`, `arn:aws:iam::${HOME}:user/*`, `arn:aws:iam::${AWAY}:*`],
  },
  { key: 'aws:PrincipalIsAWSService', operators: ['Bool', 'Null'], values: ['true', 'false'] },
  { key: 'aws:PrincipalType', operators: ['StringEquals', 'StringNotEquals'], values: ['User', 'AssumedRole', 'Anonymous'] },
]

function randomCondition(random: Random): Condition {
  const { key, operators, values } = pick(random, POOLS)
  const operator = pick(random, operators)
  const chosen = operator === 'Null' ? [pick(random, ['true', 'false'])] : [...new Set([pick(random, values), pick(random, values)])]
  return {
    operator,
    quantifier: null,
    ifExists: operator !== 'Null' && random() < 0.15,
    key,
    values: random() < 0.6 ? chosen.slice(0, 1) : chosen,
  }
}

const PATTERNS: readonly [PrincipalPattern, ...PrincipalPattern[]] = [
  { kind: 'everyone', bare: true },
  { kind: 'everyone', bare: false },
  { kind: 'account', account: HOME, text: HOME },
  { kind: 'account', account: AWAY, text: `arn:aws:iam::${AWAY}:root` },
  { kind: 'arn', arn: `arn:aws:iam::${HOME}:role/app` },
  { kind: 'arn', arn: `arn:aws:iam::${HOME}:user/alice` },
  { kind: 'arn', arn: `arn:aws:sts::${HOME}:assumed-role/app/s` },
  { kind: 'service', service: 'sns.amazonaws.com' },
  { kind: 'federated', provider: `arn:aws:iam::${HOME}:oidc-provider/idp.example.com` },
]

type DocumentKind = 'identity' | 'resource' | 'trust'

function randomStatement(random: Random, index: number, kind: DocumentKind): Statement {
  const effect = index > 0 && random() < 0.4 ? 'deny' : 'allow'
  const conditions: Condition[] = []
  while (conditions.length < 2 && random() < 0.4) conditions.push(randomCondition(random))
  const actions = kind === 'trust' ? TRUST.actions : ['s3:GetObject', 's3:PutObject', 's3:*Object', 's3:*', 's3:ListBucket']
  const list = <T>(from: readonly T[]): readonly T[] => [
    ...new Set([from, from].slice(random() < 0.7 ? 1 : 0).map((it) => pick(random, it as [T, ...T[]]))),
  ]
  const matcher = <T>(from: readonly T[], negate: number): Matcher<T> => (random() < negate ? { except: list(from) } : { only: list(from) })
  return {
    index,
    sid: null,
    effect,
    principals: kind === 'identity' ? null : matcher(PATTERNS, effect === 'deny' && kind === 'resource' ? 0.2 : 0),
    actions: matcher(actions, 0.1),
    resources: kind === 'trust' ? null : matcher(RESOURCES, 0.1),
    conditions,
    at: null,
  }
}

function randomDocument(random: Random, kind: DocumentKind): Policy {
  const statements = [randomStatement(random, 0, kind)]
  while (statements.length < 3 && random() < 0.5) statements.push(randomStatement(random, statements.length, kind))
  return { version: random() < 0.9 ? '2012-10-17' : '2008-10-17', id: null, statements }
}

function randomSet(random: Random): PolicySet {
  const one = (share: number, kind: DocumentKind): Policy | null => (random() < share ? randomDocument(random, kind) : null)
  const levels = (share: number, kind: DocumentKind): PolicySet['scps'] =>
    random() < share
      ? [1, 2].slice(random() < 0.5 ? 1 : 0).map((n) => [{ name: `level ${n}`, policy: randomDocument(random, kind) }])
      : null
  return {
    ...noPolicies,
    identity: [{ name: 'p', policy: randomDocument(random, 'identity') }],
    resource: one(0.4, 'resource'),
    permissionBoundary: one(0.3, 'identity'),
    session: one(0.2, 'identity'),
    scps: levels(0.3, 'identity'),
  }
}

export function randomSubject(random: Random, kind: Subject['kind']): Subject {
  return kind === 'set' ? { kind, set: randomSet(random) } : { kind, policies: [{ name: 'p', policy: randomDocument(random, kind) }] }
}

/** A subject that is near: one of its documents has a statement changed, dropped or added. */
export function nearSubject(random: Random, subject: Subject): Subject {
  const other = randomSubject(random, subject.kind)
  const mix = (own: Policy, strange: Policy): Policy => {
    const kept = own.statements.filter(() => random() < 0.85)
    const added = random() < 0.5 ? strange.statements.slice(0, 1) : []
    return { ...own, statements: [...kept, ...added].map((statement, index) => ({ ...statement, index })) }
  }
  if (subject.kind !== 'set' && other.kind === subject.kind) {
    return {
      ...subject,
      policies: subject.policies.map((it, i) => ({ ...it, policy: mix(it.policy, other.policies[i]?.policy ?? it.policy) })),
    }
  }
  if (subject.kind !== 'set' || other.kind !== 'set') return other
  const { set } = subject
  const one = (own: Policy | null, strange: Policy | null): Policy | null =>
    own === null ? strange : strange === null ? own : mix(own, strange)
  return {
    kind: 'set',
    set: {
      ...set,
      identity: set.identity.map((it, i) => ({ ...it, policy: mix(it.policy, other.set.identity[i]?.policy ?? it.policy) })),
      resource: random() < 0.5 ? set.resource : one(set.resource, other.set.resource),
      permissionBoundary: random() < 0.7 ? set.permissionBoundary : other.set.permissionBoundary,
      scps: random() < 0.7 ? set.scps : other.set.scps,
    },
  }
}
