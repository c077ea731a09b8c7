/**
 * The formulas of the guide over every combination of policies that allow, do not allow, or are not there: written once
 * more as plain sets, and held against both engines.
 *
 * Source: IAM User Guide, "Policies and permissions in AWS Identity and Access Management", "Session policies", and
 * "Permissions boundaries for IAM entities", "Evaluating effective permissions with boundaries"; "Cross-account policy
 * evaluation logic"; AWS Organizations User Guide, "SCP evaluation" and "RCP evaluation".
 */
import { expect, test } from 'vitest'
import { compile } from './compiled/compile.js'
import { parsePolicySet } from './parse-policies.js'
import { decide } from './reference/decide.js'
import { resolveRequest } from './resolve-request.js'
import type { DecisionWord, PoliciesInput, RequestInput } from './types.js'

const A = '111122223333'
const B = '444455556666'
const ROLE = `arn:aws:iam::${A}:role/app`
const SESSION = `arn:aws:sts::${A}:assumed-role/app/s`
const USER = `arn:aws:iam::${A}:user/alice`
const FEDERATED = `arn:aws:sts::${A}:federated-user/carol`
const ROOT = `arn:aws:iam::${A}:root`

/** Undefined: there is no such policy. */
type Says = 'allow' | 'nothing' | undefined
const SAYS: readonly Says[] = ['allow', 'nothing', undefined]
const GRANTS = [null, 'account', 'role', 'session', 'user', 'federated', 'everyone'] as const
type Grant = (typeof GRANTS)[number]
const KINDS = ['user', 'session', 'federated', 'root'] as const

interface World {
  readonly caller: (typeof KINDS)[number]
  readonly identity: Says
  readonly boundary: Says
  readonly session: Says
  readonly scp: Says
  readonly endpoint: Says
  readonly grant: Grant
  readonly across: boolean
}

function* worlds(): Generator<World> {
  for (const caller of KINDS)
    for (const across of [false, true])
      for (const identity of SAYS)
        for (const boundary of SAYS)
          for (const session of SAYS)
            for (const scp of SAYS)
              for (const endpoint of SAYS)
                for (const grant of GRANTS) yield { caller, across, identity, boundary, session, scp, endpoint, grant }
}

const CALLERS = { user: USER, session: SESSION, federated: FEDERATED, root: ROOT } as const
const NAMES: Readonly<Record<Exclude<Grant, null>, string>> = {
  account: A,
  role: ROLE,
  session: SESSION,
  user: USER,
  federated: FEDERATED,
  everyone: '*',
}

function document(says: Says, principal?: unknown): unknown {
  if (says === undefined) return undefined
  const whom = principal === undefined ? {} : { Principal: principal }
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', ...whom, Action: says === 'allow' ? 'sqs:*' : 'ec2:*', Resource: '*' } }
}

const policiesOf = (it: World): PoliciesInput => ({
  identity: it.identity === undefined ? [] : [{ name: 'p', document: document(it.identity) }],
  resource: it.grant === null ? undefined : document('allow', { AWS: NAMES[it.grant] }),
  permissionBoundary: document(it.boundary),
  session: document(it.session),
  scps: it.scp === undefined ? undefined : [[{ name: 's', document: document(it.scp) }]],
  vpcEndpoint: document(it.endpoint, '*'),
})

const requestOf = (it: World): RequestInput => ({
  principal: CALLERS[it.caller],
  action: 'sqs:SendMessage',
  resource: `arn:aws:sqs:us-east-1:${it.across ? B : A}:q`,
  federatedBy: USER,
})

const passes = (limit: Says): boolean => limit !== 'nothing'

/** What the caller is granted by name: itself, the role of a session, the user behind a federated session, its account. */
function namedAs({ caller, grant }: World): 'whole' | 'limited' | 'account' | null {
  if (grant === null) return null
  if (grant === 'everyone') return 'whole'
  if (grant === 'account') return 'account'
  if (caller === grant) return 'whole'
  return (caller === 'session' && grant === 'role') || (caller === 'federated' && grant === 'user') ? 'limited' : null
}

function allows(it: World): boolean {
  if (!passes(it.scp) || !passes(it.endpoint)) return false
  const root = it.caller === 'root'
  const identity = it.identity === 'allow'
  // The root user has no boundary; a federated session without a session policy has none of its user's permissions.
  const limits = (root || passes(it.boundary)) && passes(it.session) && (it.caller !== 'federated' || it.session !== undefined)
  const named = namedAs(it)
  if (it.across) return named !== null && (root || identity) && limits
  if (root) return limits || named === 'whole'
  return (identity && limits) || (named === 'limited' && limits) || named === 'whole'
}

function ask(it: World, policies: PoliciesInput): DecisionWord {
  const set = parsePolicySet(policies)
  const request = resolveRequest(requestOf(it))
  if (!set.ok || !request.ok) throw new Error('the worlds of this test are valid')
  const decision = decide(set.value, request.value)
  expect(compile(set.value).decide(requestOf(it))).toEqual(decision)
  return decision.decision
}

test('what is allowed is what the formulas allow', () => {
  const seen = { allowed: 0, implicitDeny: 0, explicitDeny: 0 }
  for (const it of worlds()) {
    const word = ask(it, policiesOf(it))
    seen[word]++
    if (word !== (allows(it) ? 'allowed' : 'implicitDeny')) expect({ ...it, word }).toBe(allows(it))
  }
  console.log(`combinations: ${seen.allowed} allowed, ${seen.implicitDeny} implicitDeny`)
  expect(seen.allowed).toBeGreaterThan(1_000)
  expect(seen.implicitDeny).toBeGreaterThan(5_000)
})

test('one Deny in any policy that reaches the caller is explicit, whatever the others say', () => {
  const deny = (principal?: unknown): unknown => {
    const whom = principal === undefined ? {} : { Principal: principal }
    return { Version: '2012-10-17', Statement: { Effect: 'Deny', ...whom, Action: '*', Resource: '*' } }
  }
  const full = {
    name: 'full',
    document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } },
  }
  const denials: readonly { readonly kind: string; readonly policies: PoliciesInput; readonly reachesRoot: boolean }[] = [
    { kind: 'identity', policies: { identity: [{ name: 'd', document: deny() }] }, reachesRoot: false },
    { kind: 'permissionBoundary', policies: { permissionBoundary: deny() }, reachesRoot: false },
    { kind: 'session', policies: { session: deny() }, reachesRoot: true },
    { kind: 'resource', policies: { resource: deny('*') }, reachesRoot: true },
    { kind: 'scps', policies: { scps: [[{ name: 'd', document: deny() }]] }, reachesRoot: true },
    { kind: 'rcps', policies: { rcps: [[full, { name: 'd', document: deny('*') }]] }, reachesRoot: true },
    { kind: 'vpcEndpoint', policies: { vpcEndpoint: deny('*') }, reachesRoot: true },
  ]
  let asked = 0
  for (const it of worlds()) {
    // Each combination once, with one kind of Deny after the other.
    const denial = denials[asked++ % denials.length]
    if (denial === undefined || (it.caller === 'root' && !denial.reachesRoot)) continue
    const word = ask(it, { ...policiesOf(it), ...denial.policies })
    if (word !== 'explicitDeny') expect({ ...it, denied: denial.kind, word }).toBe('explicitDeny')
  }
  expect(asked).toBeGreaterThan(10_000)
})
